/* SPDX-License-Identifier: MIT
 *
 * portal check, the half that asks nobody: would the forms of what is about to be submitted fit?
 */
#ifndef CL_PORTAL_REHEARSE_H
#define CL_PORTAL_REHEARSE_H

#include "portals.h"

/**
 * Loads a portal's mappings and schemas, notes what of the schemas is not checked, and makes the
 * forms and every request of each signed application of its programmes: a row for each that fits, a
 * refusal for each thing that is wrong. Without a database the files alone are looked at. Stores
 * nothing.
 * @return 0 when all of it could be looked at, whatever it came to; else why not
 */
int cl_portal_rehearse(cl_session *session, const cl_portal *portal, const cl_sink *sink,
                       cl_error *e);

#endif
