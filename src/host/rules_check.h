/* SPDX-License-Identifier: MIT
 *
 * What is wrong with an edition: what the load found, then what analysis finds.
 */
#ifndef CL_RULES_CHECK_H
#define CL_RULES_CHECK_H

#include "session_parts.h"
#include "verb.h"

/** Tells errors as refusals and warnings as notes, then a row with their numbers. `cliff`: an
 * amount as text; NULL for the usual one. */
int cl_rules_check(cl_session *session, const cl_loaded *loaded, const char *cliff,
                   const cl_sink *sink, cl_error *e);
/** Tells the errors among findings as refusals. */
void cl_rules_refuse(const cl_sink *sink, const cl_findings *findings);

#endif
