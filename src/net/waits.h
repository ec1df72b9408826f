/* SPDX-License-Identifier: MIT
 *
 * What one thread waits for when it drives several things: the loopback server and a relay in front
 * of it. Each adds its descriptors, all wait together, each looks at what is ready. select, because
 * that is what libmicrohttpd offers everywhere.
 */
#ifndef CL_WAITS_H
#define CL_WAITS_H

#include <stdbool.h>
#include <sys/select.h>

#include "error.h"

typedef struct cl_waits {
    fd_set reads, writes, excepts;
    int most;         /**< highest descriptor; -1: none */
    int milliseconds; /**< how long to wait at most */
} cl_waits;

/** Nothing to wait for but the time. */
void cl_waits_init(cl_waits *waits, int milliseconds);
/** Waits no longer than this, either. */
void cl_waits_at_most(cl_waits *waits, long long milliseconds);
/** False when select has no room for the descriptor. */
bool cl_waits_add(cl_waits *waits, int fd, bool reads, bool writes);
/** Waits. Returns early, with nothing ready, when a signal arrives. CL_E_NET. */
int cl_waits_select(cl_waits *waits, cl_error *e);

#endif
