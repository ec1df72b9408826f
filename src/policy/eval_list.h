/* SPDX-License-Identifier: MIT
 *
 * The list, table and compute parts of the evaluator. Not for other layers.
 */
#ifndef CL_EVAL_LIST_H
#define CL_EVAL_LIST_H

#include "eval.h"

/** EVERY, SOME, NO. */
cl_truth cl_eval_list_truth(cl_evaluator *evaluator, cl_node node);
/** SUM, LEAST_OF, GREATEST_OF, DISTINCT, COUNT, FIRST. */
cl_range cl_eval_list_range(cl_evaluator *evaluator, cl_node node);
/** COMPUTE: unknown while an input is not wholly known. */
cl_range cl_eval_compute(cl_evaluator *evaluator, cl_node node);
/** TABLE. */
cl_range cl_eval_table(cl_evaluator *evaluator, cl_node node);
/** Whether row `row` of the table takes part in the value of the TABLE node: the one that is found,
 * or, of marginal rates, every one that is reached. */
bool cl_eval_row(cl_evaluator *evaluator, cl_node node, size_t row);
/** How a key of a lookup table is written: the word of a choice, a country's code, a number.
 * Terminated; `room` is used where the text must be made. */
const char *cl_eval_key_text(const cl_evaluator *evaluator, cl_node node, cl_range value,
                             char room[48]);

#endif
