/* SPDX-License-Identifier: MIT
 *
 * "Did you mean": the nearest of some names.
 */
#ifndef CL_SUGGEST_H
#define CL_SUGGEST_H

#include <stddef.h>

#include "text.h"

/**
 * The name nearest to `typed` by edit distance with transpositions (case folded), or NULL when none
 * is near enough (more than a third of the longer length, at least 1 always allowed; 'rol' finds
 * 'role'). Ties go to the earlier name. Names are borrowed.
 */
const char *cl_suggest(cl_view typed, const char *const *names, size_t count);

#endif
