/* SPDX-License-Identifier: MIT
 *
 * What was found, short enough for a message.
 */
#ifndef CL_EXCERPT_H
#define CL_EXCERPT_H

#include "text.h"

enum { CL_EXCERPT = 64 };

/** The first 40 bytes or so of `text`, terminated; control characters and bytes that are no UTF-8
 * become
 *  '?', and "…" shows that it goes on. Returns `out`. */
const char *cl_excerpt(char out[CL_EXCERPT], cl_view text);

#endif
