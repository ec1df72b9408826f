/* SPDX-License-Identifier: MIT
 *
 * "Did you mean": the name that was probably meant. Guesses only when one name is nearer than the
 * others.
 */
#ifndef CL_NEAREST_H
#define CL_NEAREST_H

#include <stddef.h>

/** Collects candidates one by one: `CL_NEAREST_INIT(typed)`, cl_nearest_try() for each, then
 * `.best`. */
typedef struct cl_nearest {
    const char *typed;
    const char *best; /**< NULL when none is near, or two are equally near */
    size_t distance;  /**< of the nearest so far */
} cl_nearest;

#define CL_NEAREST_INIT(typed)                                                                     \
    {                                                                                              \
        (typed), NULL, (size_t)-1                                                                  \
    }

/** Considers a name, which is borrowed. The same name twice is one. */
void cl_nearest_try(cl_nearest *nearest, const char *name);

#endif
