/* SPDX-License-Identifier: MIT
 *
 * A bump allocator: many small objects that die together. Reset keeps the memory, so that work that
 * is repeated (a decision, a row) allocates nothing after warm-up.
 */
#ifndef CL_ARENA_H
#define CL_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

typedef struct cl_arena_block cl_arena_block;

typedef struct cl_arena {
    cl_arena_block *first, *current;
    size_t used;  /**< bytes given out since the last reset */
    size_t limit; /**< 0: none. An allocation beyond it gives NULL */
    bool full;    /**< an allocation was refused because of the limit */
} cl_arena;

#define CL_ARENA_INIT                                                                              \
    {                                                                                              \
        NULL, NULL, 0, 0, false                                                                    \
    }

/** `size` zeroed bytes, aligned for any object; NULL when memory or the limit is out. */
void *cl_arena_alloc(cl_arena *arena, size_t size);
/** The same, with whatever is in them: for who fills them anyway. */
void *cl_arena_take(cl_arena *arena, size_t size);
/** `count` zeroed objects of `size` bytes; NULL also when the product overflows. */
void *cl_arena_array(cl_arena *arena, size_t count, size_t size);
/** A terminated copy. */
char *cl_arena_copy(cl_arena *arena, cl_view view);
char *cl_arena_string(cl_arena *arena, const char *text);
/** Everything given out becomes invalid; the memory stays for the next use. */
void cl_arena_reset(cl_arena *arena);
/** Releases all memory; a zeroed arena is accepted. */
void cl_arena_clear(cl_arena *arena);

#endif
