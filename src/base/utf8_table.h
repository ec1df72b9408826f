/* SPDX-License-Identifier: MIT
 *
 * What utf8.c knows of Unicode, as tables in ascending order. ASCII is not in them.
 */
#ifndef CL_UTF8_TABLE_H
#define CL_UTF8_TABLE_H

#include <stddef.h>
#include <stdint.h>

/** Code points `first` to `last`, both included. */
typedef struct cl_utf8_range {
    uint32_t first, last;
} cl_utf8_range;

/** A letter and what it becomes under cl_utf8_fold(), terminated UTF-8. */
typedef struct cl_utf8_fold_row {
    uint16_t point;
    char text[6];
} cl_utf8_fold_row;

/** Two columns wide. */
extern const cl_utf8_range cl_utf8_wide[];
extern const size_t cl_utf8_wide_count;
/** No column of their own. */
extern const cl_utf8_range cl_utf8_zero[];
extern const size_t cl_utf8_zero_count;
/** Part of a word. */
extern const cl_utf8_range cl_utf8_word[];
extern const size_t cl_utf8_word_count;
/** Letters that change when folded. */
extern const cl_utf8_fold_row cl_utf8_folds[];
extern const size_t cl_utf8_folds_count;

#endif
