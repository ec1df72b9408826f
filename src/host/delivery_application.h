/* SPDX-License-Identifier: MIT
 *
 * What happens to an application when its delivery does: submitting, submitted, back to draft.
 */
#ifndef CL_DELIVERY_APPLICATION_H
#define CL_DELIVERY_APPLICATION_H

#include "arena.h"
#include "change.h"
#include "error.h"
#include "records.h"

/**
 * Moves an application by an event of its delivery (submit, delivered, refused, abandon,
 * decide_fund, decide_reject, offer, open_review), within the caller's transaction. Further fields
 * of `application` that the caller has changed are stored with it. `reason` is kept as a personal
 * value; may be empty. CL_E_STATE when the application's state does not allow it: the message says
 * which do.
 */
int cl_application_move(cl_store *store, const cl_author *author, const cl_application *before,
                        cl_application *application, const char *event, cl_view reason,
                        cl_error *e);
/** True when cl_application_move() would not refuse it. */
bool cl_application_allows(const cl_application *application, const char *event);

#endif
