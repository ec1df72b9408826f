/* SPDX-License-Identifier: MIT
 *
 * Sleeps in slices, so that a signal is heard. Apart from the session, whose clock and sleep tests
 * replace.
 */
#include "wait.h"

#include <time.h>

enum { SLICE = 50 };

void cl_wait_until(const cl_session *session, int64_t at)
{
    while (!cl_session_interrupted(session)) {
        int64_t left = at - cl_session_now(session);
        struct timespec slice = {0, SLICE * 1000 * 1000};

        if (left <= 0)
            return;
        if (left < SLICE)
            slice.tv_nsec = (long)left * 1000 * 1000;
        (void)nanosleep(&slice, NULL);
    }
}
