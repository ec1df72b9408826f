/* SPDX-License-Identifier: MIT
 *
 * Changing an edition in one place at a time and running its tests each time.
 */
#ifndef CL_RULES_MUTATE_H
#define CL_RULES_MUTATE_H

#include "programme.h"
#include "session.h"
#include "verb.h"

/** Tells each change that no test of the edition noticed, then a row with the counts. The programme
 * is changed meanwhile and is as before at the end. */
int cl_rules_mutate(cl_session *session, cl_programme *programme, const cl_sink *sink, cl_error *e);

#endif
