/* SPDX-License-Identifier: MIT
 *
 * What the parts of a difference share. Not for other layers.
 */
#ifndef CL_DIFF_PARTS_H
#define CL_DIFF_PARTS_H

#include "diff.h"
#include "text.h"

typedef struct cl_differing {
    cl_diff *diff;
    const cl_programme *a, *b;
    cl_error *error;
    int rc;
} cl_differing;

/** A copy in the arena of the difference; takes the text. NULL for an empty one. */
const char *cl_diff_keep(cl_differing *d, cl_text *text);
void cl_diff_add(cl_differing *d, cl_change change);
/** Whether two trees say the same, by the names of what they use. */
bool cl_diff_same_tree(const cl_differing *d, cl_node a, cl_node b);
/** Adds the smallest parts in which two trees differ (0: there is none). */
void cl_diff_trees(cl_differing *d, const char *thing, const char *id, const char *part, cl_node a,
                   cl_node b);
/** Compares results over boundary cells. */
void cl_diff_results(cl_differing *d);

#endif
