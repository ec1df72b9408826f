/* SPDX-License-Identifier: MIT
 *
 * What the two halves of the explanations share. Not for other layers.
 */
#ifndef CL_EXPLAIN_PARTS_H
#define CL_EXPLAIN_PARTS_H

#include "eval.h"
#include "text.h"

/** Appends a COUNT with what it counts: "4 schools in the UK". */
void cl_explain_count(cl_text *out, cl_evaluator *evaluator, cl_node node);

#endif
