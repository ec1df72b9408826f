/* SPDX-License-Identifier: MIT
 *
 * That an applicant was told of a decision, and why it was made: an event of its own, because a
 * decision may be taken back until then.
 */
#ifndef CL_APPLICATION_FEEDBACK_H
#define CL_APPLICATION_FEEDBACK_H

#include "change.h"
#include "store.h"

/**
 * Records that the applicant was told by `author` (event "feedback"), unless that is on record
 * already. The letters that were due with the decision count as sent.
 *     rc = cl_application_inform(store, &author, 12, e);      inside a transaction
 */
int cl_application_inform(cl_store *store, const cl_author *author, int64_t application,
                          cl_error *e);

#endif
