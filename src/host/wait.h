/* SPDX-License-Identifier: MIT
 *
 * Waiting for a time of the session's clock.
 */
#ifndef CL_WAIT_H
#define CL_WAIT_H

#include "session.h"

/** Sleeps until that time of cl_session_now(), or until the session is interrupted. */
void cl_wait_until(const cl_session *session, int64_t at);

#endif
