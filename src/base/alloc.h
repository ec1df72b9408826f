/* SPDX-License-Identifier: MIT
 *
 * The one door to the heap. Tests wrap these four symbols (-Wl,--wrap) to count what is held and to
 * make the nth call fail; nothing else in the program calls malloc, realloc, calloc or free.
 */
#ifndef CL_ALLOC_H
#define CL_ALLOC_H

#include <stddef.h>

/** `size` bytes, or NULL. A size of 0 gives a block that can be freed. */
void *cl_malloc(size_t size);

/** `count * size` zeroed bytes, or NULL (also when the product overflows). */
void *cl_calloc(size_t count, size_t size);

/** As realloc(); on failure NULL, and the old block stays. */
void *cl_realloc(void *block, size_t size);

/** Releases a block; NULL is accepted. */
void cl_free(void *block);

/** A terminated copy of `length` bytes, freed with cl_free(); NULL when out of memory. */
char *cl_strndup(const char *text, size_t length);

/** A terminated copy of a string. NULL gives NULL. */
char *cl_strdup(const char *text);

#endif
