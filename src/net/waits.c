/* SPDX-License-Identifier: MIT
 *
 * select(2) over the descriptors of several owners.
 */
#include "waits.h"

#include <errno.h>
#include <string.h>

void cl_waits_init(cl_waits *waits, int milliseconds)
{
    FD_ZERO(&waits->reads);
    FD_ZERO(&waits->writes);
    FD_ZERO(&waits->excepts);
    waits->most = -1;
    waits->milliseconds = milliseconds > 0 ? milliseconds : 0;
}

void cl_waits_at_most(cl_waits *waits, long long milliseconds)
{
    if (milliseconds < 0)
        milliseconds = 0;
    if (milliseconds < waits->milliseconds)
        waits->milliseconds = (int)milliseconds;
}

bool cl_waits_add(cl_waits *waits, int fd, bool reads, bool writes)
{
    if (fd < 0 || fd >= FD_SETSIZE)
        return false;
    if (reads)
        FD_SET(fd, &waits->reads);
    if (writes)
        FD_SET(fd, &waits->writes);
    if (fd > waits->most)
        waits->most = fd;
    return true;
}

int cl_waits_select(cl_waits *waits, cl_error *e)
{
    struct timeval time = {.tv_sec = waits->milliseconds / 1000,
                           .tv_usec = (waits->milliseconds % 1000) * 1000};

    if (select(waits->most + 1, &waits->reads, &waits->writes, &waits->excepts, &time) >= 0)
        return 0;
    if (errno != EINTR)
        return cl_fail(e, CL_E_NET, "select: %s", strerror(errno));
    FD_ZERO(&waits->reads);
    FD_ZERO(&waits->writes);
    FD_ZERO(&waits->excepts);
    return 0;
}
