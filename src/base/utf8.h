/* SPDX-License-Identifier: MIT
 *
 * UTF-8: validation, counting, and the one legacy encoding that school registers use.
 */
#ifndef CL_UTF8_H
#define CL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/** True when all bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
 * On false `*bad` (may be NULL) is the offset of the first wrong byte. */
bool cl_utf8_valid(cl_view text, size_t *bad);
/** Number of code points of valid text. */
size_t cl_utf8_length(cl_view text);
/** Display columns: combining marks 0, wide East Asian 2, else 1. */
size_t cl_utf8_columns(cl_view text);
/** The longest prefix of at most `bytes` bytes that ends between two code points. */
size_t cl_utf8_cut(cl_view text, size_t bytes);
/** Next code point; advances `*offset`. Invalid bytes give 0xFFFD and advance by one. */
uint32_t cl_utf8_next(cl_view text, size_t *offset);
int cl_utf8_add(cl_text *out, uint32_t point);
/** Appends windows-1252 bytes as UTF-8; the five undefined bytes become U+FFFD. */
int cl_utf8_from_cp1252(cl_text *out, cl_view bytes);
/** Appends the letters and digits of `text`, lower case, with Latin marks removed (É → e, ß → ss)
 * and runs of anything else as one space: the key under which names are compared and searched. */
int cl_utf8_fold(cl_text *out, cl_view text);

#endif
