/* SPDX-License-Identifier: MIT
 *
 * The log of a rehearsal: one JSON line for each request, with digests in place of bodies and of
 * headers that may hold a secret, so that the file can be passed on.
 */
#ifndef CL_PORTAL_LOG_H
#define CL_PORTAL_LOG_H

#include <stdbool.h>

#include "error.h"
#include "text.h"

typedef struct cl_portal_entry {
    const char *method, *target;
    cl_view head; /**< the request's head as it came, for its headers; may be empty */
    cl_view body;
    const char *fault; /**< NULL for none */
    bool passed_on;    /**< the portal got it */
    int status;        /**< of the answer; 0 for none */
} cl_portal_entry;

/** Appends a line to the file, which is made for its owner alone. CL_E_IO, CL_E_MEMORY. */
int cl_portal_log(const char *path, const cl_portal_entry *entry, cl_error *e);

#endif
