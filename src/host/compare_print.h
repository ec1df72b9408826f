/* SPDX-License-Identifier: MIT
 *
 * A tally as a page and as an object.
 */
#ifndef CL_COMPARE_PRINT_H
#define CL_COMPARE_PRINT_H

#include "compare.h"
#include "text.h"

typedef struct cl_compare_heading {
    const char *before, *after; /**< labels of the two */
    const char *group_by;       /**< NULL: no groups */
    bool has_budget;
    cl_money budget;
    size_t refused_after; /**< refused under the second only */
} cl_compare_heading;

int cl_compare_print_text(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading);
int cl_compare_print_json(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading);

#endif
