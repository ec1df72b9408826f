/* SPDX-License-Identifier: MIT
 *
 * How the funders' portals are: portal check asks them, portal status tells what waits for each.
 */
#ifndef CL_PORTAL_STATUS_H
#define CL_PORTAL_STATUS_H

#include "session.h"
#include "verb.h"

int cl_run_portal_check(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                        cl_error *e);
int cl_run_portal_status(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                         cl_error *e);
/** Of both: which portal; all without one. */
extern const cl_parameter cl_portal_status_parameters[];

#endif
