/* SPDX-License-Identifier: MIT
 *
 * Regular expressions as JSON Schema writes them (ECMA-262, over code points), matched in time that
 * grows with text × expression and never faster: all ways are followed at once, nothing is tried
 * again. So an expression that a stranger wrote cannot hold the program up.
 */
#ifndef CL_REGEXP_H
#define CL_REGEXP_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

/** A compiled expression; any number of threads may share it. */
typedef struct cl_regexp cl_regexp;

/**
 * Alternatives, groups, classes, `. ^ $ \b \B`, `\d \w \s` and their opposites, counted
 * repetition. A group's name and a lazy mark are read and change nothing, since only "does it
 * match" is asked.
 * @return 0; CL_E_INVALID: no expression, the message says where; CL_E_LIMIT: one that is not
 *         handled here (back references, look-around, \p{…}) or too large; CL_E_MEMORY
 */
int cl_regexp_compile(cl_regexp **out, cl_view pattern, cl_error *e);
void cl_regexp_free(cl_regexp *regexp);
/** Whether it matches anywhere in valid UTF-8. Takes what it costs from `*steps`: CL_E_LIMIT when
 * they are used up. CL_E_MEMORY. */
int cl_regexp_find(bool *found, const cl_regexp *regexp, cl_view text, int64_t *steps, cl_error *e);

#endif
