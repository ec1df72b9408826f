/* SPDX-License-Identifier: MIT
 *
 * What the halves of the explanation share: growing the tree, and walking nodes. Not for other
 * layers.
 */
#ifndef CL_WHY_PARTS_H
#define CL_WHY_PARTS_H

#include "programme.h"
#include "why.h"

typedef struct cl_asking {
    cl_why_tree *tree;
    cl_evaluator *evaluator;
    const cl_programme *programme;
    const cl_decision *decision;
    int rc; /**< memory */
} cl_asking;

/** A new part of `parent` (NULL: the root); NULL when the limit is reached or memory is out, which
 * every call here takes in silence. `says` is borrowed, copied. */
cl_why_node *cl_why_add(cl_asking *a, cl_why_node *parent, const char *kind, const char *says);
/** Keeps a text that was made; clears it. */
const char *cl_why_keep(cl_asking *a, cl_text *text);
void cl_why_cite(cl_asking *a, cl_why_node *node, cl_cites cites);
const char *cl_why_truth_word(cl_truth truth);

/** Each adds one finding with all that is below it and returns it. */
cl_why_node *cl_why_truth(cl_asking *a, cl_why_node *parent, cl_node node);
cl_why_node *cl_why_range(cl_asking *a, cl_why_node *parent, cl_node node);
cl_why_node *cl_why_param(cl_asking *a, cl_why_node *parent, uint32_t param);

#endif
