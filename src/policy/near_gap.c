/* SPDX-License-Identifier: MIT
 *
 * How far a condition is from what is wanted of it. A guide for the search, never a verdict: only
 * that it is 0 exactly when the condition is as wanted is relied on.
 */
#include <string.h>

#include "judge.h"
#include "near_parts.h"

enum { GREATEST_GAP = 1000 };

static const cl_tree_node *node_at(const cl_evaluator *evaluator, cl_node node)
{
    return cl_tree_at(&evaluator->programme->tree, node);
}

static cl_node argument(const cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_tree_argument(&evaluator->programme->tree, node, i);
}

static int32_t capped(int64_t gap)
{
    return gap > GREATEST_GAP ? GREATEST_GAP : gap < 1 ? 1 : (int32_t)gap;
}

/* The sum also where one of them suffices: a step towards any of them is a step. */
static int32_t parts_gap(cl_evaluator *evaluator, cl_node node, bool wanted)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < node_at(evaluator, node)->argument_count; i++)
        sum += cl_near_gap(evaluator, argument(evaluator, node, i), wanted);
    return capped(sum);
}

static int32_t at_least_of_gap(cl_evaluator *evaluator, cl_node node, bool wanted)
{
    const cl_tree_node *at = node_at(evaluator, node);
    int64_t holds = 0;

    for (uint32_t i = 0; i < at->argument_count; i++)
        holds += cl_near_gap(evaluator, argument(evaluator, node, i), true) == 0;
    return capped(wanted ? at->index - holds : holds - at->index + 1);
}

static int32_t if_then_gap(cl_evaluator *evaluator, cl_node node, bool wanted)
{
    cl_node guard = argument(evaluator, node, 0), then = argument(evaluator, node, 1);
    int32_t off = cl_near_gap(evaluator, guard, !wanted), kept = 1;

    if (cl_eval_truth(evaluator, guard) != CL_FALSE) /* behind a guard nobody looks */
        kept = cl_near_gap(evaluator, then, wanted);
    return capped((int64_t)off + kept);
}

/* Numbers of members and of different values are near or far; other values are as wanted or not. */
static bool is_counted(const cl_evaluator *evaluator, cl_node node)
{
    uint8_t op = node_at(evaluator, node)->op;

    return op == CL_OP_COUNT || op == CL_OP_DISTINCT;
}

static int32_t compare_gap(cl_evaluator *evaluator, cl_node node)
{
    cl_node a = argument(evaluator, node, 0), b = argument(evaluator, node, 1);
    cl_range left = cl_eval_range(evaluator, a), right = cl_eval_range(evaluator, b);
    cl_ratio apart;

    if ((!is_counted(evaluator, a) && !is_counted(evaluator, b)) || left.state != CL_RANGE_KNOWN ||
        right.state != CL_RANGE_KNOWN || cl_ratio_subtract(&apart, left.low, right.low, NULL) != 0)
        return 1;
    return capped(apart.num < 0 ? -apart.num : apart.num);
}

/* For each member that may be in the list what its body lacks; where no member is as wanted one
 * must come. */
static int32_t members_gap(cl_evaluator *evaluator, cl_node node, bool all, bool wanted)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_members members = cl_eval_list(evaluator, argument(evaluator, node, 0));
    uint32_t outer = evaluator->members[at->index];
    int64_t sum = 0, least = 2;

    for (uint32_t i = 0; i < members.count; i++) {
        cl_truth in = cl_members_in(&members, i);
        int32_t gap;

        if (all && in == CL_FALSE)
            continue;
        evaluator->members[at->index] = members.first + i;
        gap = cl_near_gap(evaluator, argument(evaluator, node, 1), wanted);
        sum += gap > 0;
        gap += in != CL_TRUE;
        least = gap < least ? gap : least;
    }
    evaluator->members[at->index] = outer;
    return capped(all ? sum : least);
}

static int32_t open_gap(cl_evaluator *evaluator, cl_node node, bool wanted)
{
    switch ((int)node_at(evaluator, node)->op) {
    case CL_OP_ALL:
    case CL_OP_ANY:
        return parts_gap(evaluator, node, wanted);
    case CL_OP_NONE:
        return parts_gap(evaluator, node, !wanted);
    case CL_OP_AT_LEAST_OF:
        return at_least_of_gap(evaluator, node, wanted);
    case CL_OP_IF_THEN:
        return if_then_gap(evaluator, node, wanted);
    case CL_OP_IS_TRUE:
        return capped(cl_near_gap(evaluator, argument(evaluator, node, 0), wanted));
    case CL_OP_IS_FALSE:
        return capped(cl_near_gap(evaluator, argument(evaluator, node, 0), !wanted));
    case CL_OP_EVERY:
        return members_gap(evaluator, node, wanted, wanted);
    case CL_OP_SOME:
        return members_gap(evaluator, node, !wanted, wanted);
    case CL_OP_NO:
        return members_gap(evaluator, node, wanted, !wanted);
    case CL_OP_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
        return compare_gap(evaluator, node);
    default:
        return 1;
    }
}

int32_t cl_near_gap(cl_evaluator *evaluator, cl_node node, bool wanted)
{
    cl_truth truth = cl_eval_truth(evaluator, node);

    if (truth == CL_FOR_A_PERSON || (truth == CL_TRUE && wanted) || (truth == CL_FALSE && !wanted))
        return 0;
    return open_gap(evaluator, node, wanted);
}

int32_t cl_near_rule_gap(cl_evaluator *evaluator, const cl_rule *rule)
{
    cl_truth kept = cl_judge_rule(evaluator, rule);
    int64_t gap;

    if (kept == CL_TRUE || kept == CL_FOR_A_PERSON)
        return 0;
    gap = cl_near_gap(evaluator, rule->needs, true);
    if (rule->applies != 0)
        gap += cl_near_gap(evaluator, rule->applies, false);
    return capped(gap);
}
