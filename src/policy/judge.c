/* SPDX-License-Identifier: MIT
 *
 * Rules, one at a time.
 */
#include "judge.h"

#include <string.h>

bool cl_judge_is_exception(const cl_rule *other, const cl_rule *rule)
{
    return other->exception_to != NULL && strcmp(other->exception_to, rule->id) == 0;
}

const cl_rule *cl_judge_exception(cl_evaluator *evaluator, const cl_rule *rule, cl_truth *replaced)
{
    const cl_vec *rules = &evaluator->programme->rules;
    const cl_rule *found = NULL;

    *replaced = CL_FALSE;
    for (size_t i = 0; i < rules->count; i++) {
        const cl_rule *other = cl_vec_at(rules, i);
        cl_truth truth;

        if (!cl_judge_is_exception(other, rule))
            continue;
        truth = other->applies == 0 ? CL_TRUE : cl_eval_truth(evaluator, other->applies);
        if (truth != CL_FALSE && found == NULL)
            found = other;
        *replaced = cl_truth_or(*replaced, truth);
    }
    return found;
}

cl_truth cl_judge_applies(cl_evaluator *evaluator, const cl_rule *rule)
{
    cl_truth applies = rule->applies == 0 ? CL_TRUE : cl_eval_truth(evaluator, rule->applies);
    cl_truth replaced;

    cl_judge_exception(evaluator, rule, &replaced);
    return cl_truth_and(applies, cl_truth_not(replaced));
}

cl_truth cl_judge_rule(cl_evaluator *evaluator, const cl_rule *rule)
{
    cl_truth applies = cl_judge_applies(evaluator, rule);

    if (applies == CL_FALSE)
        return CL_TRUE;
    return cl_truth_or(cl_truth_not(applies), cl_eval_truth(evaluator, rule->needs));
}
