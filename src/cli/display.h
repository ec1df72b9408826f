/* SPDX-License-Identifier: MIT
 *
 * Text on a terminal: how wide it is, and how hostile text is made harmless. Knows UTF-8 and no
 * locale, so that a table looks the same everywhere.
 */
#ifndef CL_DISPLAY_H
#define CL_DISPLAY_H

#include <stddef.h>

#include "buffer.h"

/** Columns that `length` bytes of UTF-8 take: combining marks 0, wide East Asian 2, else 1. */
size_t cl_display_columns(const char *at, size_t length);

/** Adds text in which control characters (C0, DEL, C1) and bytes that are no UTF-8 are written
 * \xNN. Those in `keep` stay, such as "\n\t" for text of several lines. */
void cl_display_add(cl_buffer *out, const char *at, size_t length, const char *keep);

#endif
