/* SPDX-License-Identifier: MIT
 *
 * The portal in a box: a server script behind the loopback server.
 */
#ifndef CL_PORTAL_SERVE_H
#define CL_PORTAL_SERVE_H

#include "verb.h"

/** The verb `portal serve`; its row stands in cl_portal_verbs. */
int cl_run_portal_serve(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                        cl_error *e);
extern const cl_parameter cl_portal_serve_parameters[];

#endif
