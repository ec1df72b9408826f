/* SPDX-License-Identifier: MIT
 *
 * One rule over the dossier that an evaluator holds: whether it applies, which exception stands in
 * its place, and whether it is kept. Deciding and analysing ask here, so that they cannot differ.
 */
#ifndef CL_JUDGE_H
#define CL_JUDGE_H

#include "eval.h"
#include "programme.h"

/** Whether `other` is an exception to `rule`. */
bool cl_judge_is_exception(const cl_rule *other, const cl_rule *rule);
/** The rule that takes the place of this one; NULL when there is none. `*replaced`: whether it
 * does. */
const cl_rule *cl_judge_exception(cl_evaluator *evaluator, const cl_rule *rule, cl_truth *replaced);
/** Whether the rule is looked at: its `applies` holds and no exception stands in its place. */
cl_truth cl_judge_applies(cl_evaluator *evaluator, const cl_rule *rule);
/** Whether the rule is kept. Where it does not apply it is; its `needs` is then not looked at. */
cl_truth cl_judge_rule(cl_evaluator *evaluator, const cl_rule *rule);

#endif
