/* SPDX-License-Identifier: MIT
 *
 * Why: a node after its evaluation, in words with the values that were found. Needs no effort of
 * the author: it is made from the tree.
 */
#ifndef CL_EXPLAIN_H
#define CL_EXPLAIN_H

#include "eval.h"
#include "text.h"

/** Appends what was found and what is needed: "4 schools; at least 4 are needed". */
void cl_explain_truth(cl_text *out, cl_evaluator *evaluator, cl_node node);
/** Appends how an amount comes about: "the lower of cost £1,610.00 and visit rate £1,500.00". */
void cl_explain_amount(cl_text *out, cl_evaluator *evaluator, cl_node node);
/** Appends the value alone: "£1,500.00", "between 3 and 4", "not known", "none". */
void cl_explain_value(cl_text *out, cl_evaluator *evaluator, cl_node node);
/** Appends `template` with each {path} replaced by the fact, seen from `record` (its fields, then
 * those of the application) or by the param of that name, in the words of `language` (NULL: of the
 * edition). "{{" is a brace. */
void cl_explain_template(cl_text *out, const cl_evaluator *evaluator, uint32_t record,
                         const char *template, const char *language);

#endif
