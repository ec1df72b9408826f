/* SPDX-License-Identifier: MIT
 *
 * Explanations of amounts, and texts of authors with facts filled in.
 */
#include <string.h>

#include "explain.h"
#include "explain_parts.h"
#include "phrase.h"

static const cl_tree_node *node_at(const cl_evaluator *evaluator, cl_node node)
{
    return cl_tree_at(&evaluator->programme->tree, node);
}

static cl_node argument(const cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_tree_argument(&evaluator->programme->tree, node, i);
}

static bool is_sum(const cl_tree_node *at)
{
    return at->op == CL_OP_ADD || at->op == CL_OP_SUBTRACT;
}

/* An operand of × or / stands in brackets where it is a sum. */
static void operand(cl_text *out, cl_evaluator *evaluator, cl_node node, bool tight)
{
    bool brackets = tight && is_sum(node_at(evaluator, node));

    cl_text_add_string(out, brackets ? "(" : "");
    cl_explain_amount(out, evaluator, node);
    cl_text_add_string(out, brackets ? ")" : "");
}

static void two(cl_text *out, cl_evaluator *evaluator, cl_node node, const char *sign, bool tight)
{
    operand(out, evaluator, argument(evaluator, node, 0), tight);
    cl_text_add_string(out, sign);
    operand(out, evaluator, argument(evaluator, node, 1), tight);
}

/* least(cost:otherwise(rate), rate) without a cost: the rate is both, and is named once. */
static bool is_default_twice(cl_evaluator *evaluator, cl_node node)
{
    cl_node a = argument(evaluator, node, 0), b = argument(evaluator, node, 1);

    return node_at(evaluator, node)->argument_count == 2 &&
           node_at(evaluator, a)->op == CL_OP_OTHERWISE && argument(evaluator, a, 1) == b &&
           cl_eval_range(evaluator, argument(evaluator, a, 0)).state == CL_RANGE_NONE;
}

static void extreme(cl_text *out, cl_evaluator *evaluator, cl_node node, const char *word)
{
    uint32_t count = node_at(evaluator, node)->argument_count;

    if (is_default_twice(evaluator, node)) {
        cl_explain_amount(out, evaluator, argument(evaluator, node, 0));
        return;
    }

    cl_text_add_string(out, word);
    for (uint32_t i = 0; i < count; i++) {
        cl_text_add_string(out, i == 0 ? "" : i + 1 == count ? " and " : ", ");
        cl_explain_amount(out, evaluator, argument(evaluator, node, i));
    }
}

static void otherwise(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_node a = argument(evaluator, node, 0);

    if (cl_eval_range(evaluator, a).state != CL_RANGE_NONE) {
        cl_explain_amount(out, evaluator, a);
        return;
    }
    cl_text_add_string(out, "no ");
    cl_phrase(out, evaluator->programme, a);
    cl_text_add_string(out, " given, so ");
    cl_explain_amount(out, evaluator, argument(evaluator, node, 1));
}

static void pick(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    uint32_t count = node_at(evaluator, node)->argument_count;

    for (uint32_t i = 0; i + 1 < count; i += 2) {
        cl_truth truth = cl_eval_truth(evaluator, argument(evaluator, node, i));

        if (truth == CL_FALSE)
            continue;
        if (truth == CL_TRUE) {
            cl_explain_amount(out, evaluator, argument(evaluator, node, i + 1));
            return;
        }
        cl_explain_value(out, evaluator, node);
        return;
    }
    if (count % 2 == 1)
        cl_explain_amount(out, evaluator, argument(evaluator, node, count - 1));
    else
        cl_text_add_string(out, "not known");
}

static void table(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_rate_table *about =
        cl_vec_at(&evaluator->programme->tables, node_at(evaluator, node)->index);
    uint32_t count = node_at(evaluator, node)->argument_count;

    cl_phrase_name(out, about->name);
    cl_text_add_string(out, " for ");
    for (uint32_t i = 0; i < count; i++) {
        cl_node key = argument(evaluator, node, i);

        cl_text_add_string(out, i == 0 ? "" : ", ");
        if (node_at(evaluator, key)->gives == CL_GIVES_TRUTH)
            cl_explain_truth(out, evaluator, key);
        else if (node_at(evaluator, key)->op == CL_OP_COUNT)
            cl_explain_count(out, evaluator, key);
        else
            cl_explain_value(out, evaluator, key);
    }
    cl_text_add_string(out, ": ");
    cl_explain_value(out, evaluator, node);
}

/* "cost £1,320.50", "visit rate £1,500.00", "3 days". A number with a unit says enough by itself.
 */
static void named_value(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);

    if (at->op != CL_OP_LITERAL && !(at->gives == CL_GIVES_NUMBER && at->unit != NULL)) {
        cl_phrase(out, evaluator->programme, node);
        cl_text_add_char(out, ' ');
    }
    cl_explain_value(out, evaluator, node);
}

void cl_explain_amount(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    switch ((int)node_at(evaluator, node)->op) {
    case CL_OP_ADD:
        two(out, evaluator, node, " + ", false);
        break;
    case CL_OP_SUBTRACT:
        two(out, evaluator, node, " − ", false);
        break;
    case CL_OP_MULTIPLY:
        two(out, evaluator, node, " × ", true);
        break;
    case CL_OP_DIVIDE:
        two(out, evaluator, node, " / ", true);
        break;
    case CL_OP_LEAST:
        extreme(out, evaluator, node, "the lower of ");
        break;
    case CL_OP_GREATEST:
        extreme(out, evaluator, node, "the higher of ");
        break;
    case CL_OP_OTHERWISE:
        otherwise(out, evaluator, node);
        break;
    case CL_OP_PICK:
        pick(out, evaluator, node);
        break;
    case CL_OP_TABLE:
        table(out, evaluator, node);
        break;
    case CL_OP_COUNT:
        cl_explain_count(out, evaluator, node);
        break;
    case CL_OP_ROUND:
        cl_explain_amount(out, evaluator, argument(evaluator, node, 0));
        cl_text_format(out, ", rounded %s",
                       cl_rounding_name((cl_rounding)node_at(evaluator, node)->index));
        break;
    default:
        named_value(out, evaluator, node);
        break;
    }
}
