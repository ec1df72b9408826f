/* SPDX-License-Identifier: MIT
 *
 * The door to libc's heap. Nothing here may call another function of this file through its public
 * name: the linker wraps undefined references only, and tests would miss the call. Copies are in
 * alloc_copy.c for that reason.
 */
#include "alloc.h"

#include <stdint.h>
#include <stdlib.h>

/* malloc(0) may give NULL, which callers would take for "out of memory". */
static size_t at_least_one(size_t size)
{
    return size != 0 ? size : 1;
}

void *cl_malloc(size_t size)
{
    return malloc(at_least_one(size));
}

void *cl_calloc(size_t count, size_t size)
{
    /* Checked here, because sanitizers stop the program where libc answers NULL. */
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return calloc(at_least_one(count), at_least_one(size));
}

void *cl_realloc(void *block, size_t size)
{
    return realloc(block, at_least_one(size));
}

void cl_free(void *block)
{
    free(block);
}
