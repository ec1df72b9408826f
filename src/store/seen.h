/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: a set of texts, for "this number stands twice in the file".
 */
#ifndef CL_SEEN_H
#define CL_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "text.h"

typedef struct cl_seen {
    cl_view *slots;
    size_t count, capacity; /* capacity is a power of two, or 0 */
    cl_arena texts;
} cl_seen;

#define CL_SEEN_INIT                                                                               \
    {                                                                                              \
        NULL, 0, 0, CL_ARENA_INIT                                                                  \
    }

bool cl_seen_has(const cl_seen *seen, cl_view text);
/** Adds a copy; a text that is there already is added once. 0 or CL_E_MEMORY. */
int cl_seen_add(cl_seen *seen, cl_view text);
void cl_seen_clear(cl_seen *seen);

#endif
