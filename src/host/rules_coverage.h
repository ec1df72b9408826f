/* SPDX-License-Identifier: MIT
 *
 * What the tests of an edition show of it, and what they leave out.
 */
#ifndef CL_RULES_COVERAGE_H
#define CL_RULES_COVERAGE_H

#include "programme.h"
#include "session.h"
#include "verb.h"

/** Tells each gap as a refusal, then a row with the counts. */
int cl_rules_coverage(cl_session *session, const cl_programme *programme, const cl_sink *sink,
                      cl_error *e);

#endif
