/* SPDX-License-Identifier: MIT
 *
 * Text in lines of a width, for pages that people read.
 */
#ifndef CL_WRAP_H
#define CL_WRAP_H

#include <stddef.h>

#include "text.h"

/** Appends `text` in lines of at most `width` columns (a longer word stands alone), broken at
 * spaces: the first after `indent` spaces, the others after `hang`. Nothing for a text without
 * words. */
int cl_wrap(cl_text *out, size_t indent, size_t hang, size_t width, const char *text);

#endif
