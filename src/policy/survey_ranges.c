/* SPDX-License-Identifier: MIT
 *
 * Values that lie where the fact that they are compared with can never be, and shares that are no
 * part of anything.
 */
#include "phrase.h"
#include "survey_parts.h"

/* What a value is compared with, and the bounds that it has. */
typedef struct bounded {
    cl_node node;
    cl_ratio least, most;
    bool has_least, has_most;
} bounded;

static const cl_tree_node *node_at(const cl_survey *survey, cl_node node)
{
    return cl_tree_at(&survey->programme->tree, node);
}

/* Facts have the bounds of their field; a number of members is not below 0. */
static bool bounds_of(const cl_survey *survey, cl_node node, bounded *out)
{
    const cl_tree *tree = &survey->programme->tree;
    const cl_tree_node *at = node_at(survey, node);
    const cl_field *field;

    *out = (bounded){node, {0, 1}, {0, 1}, true, false};
    if (at->op == CL_OP_COUNT || at->op == CL_OP_DISTINCT)
        return true;
    if (at->op != CL_OP_FIELD)
        return false;
    field = cl_schema_field(&survey->programme->schema,
                            cl_tree_at(tree, cl_tree_argument(tree, node, 0))->type, at->index);
    if (field->kind != CL_FACT_NUMBER && field->kind != CL_FACT_MONEY &&
        field->kind != CL_FACT_SHARE && field->kind != CL_FACT_DATE)
        return false;
    out->has_least = field->has_least;
    out->has_most = field->has_most;
    out->least = cl_ratio_int(field->least);
    out->most = cl_ratio_int(field->most);
    return true;
}

static bool is_below(const bounded *b, cl_ratio value)
{
    return b->has_least && cl_ratio_compare(value, b->least) < 0;
}

static bool is_above(const bounded *b, cl_ratio value)
{
    return b->has_most && cl_ratio_compare(value, b->most) > 0;
}

static void add_value(cl_text *out, const cl_survey *survey, cl_node like, cl_ratio value)
{
    const cl_tree_node *at = node_at(survey, like);

    cl_phrase_exact(out, survey->programme, (cl_gives)at->gives, at->unit, value);
}

/* ", and days is at most 30 days" */
static void add_bound(cl_text *out, const cl_survey *survey, const bounded *b, cl_ratio value)
{
    cl_text_add_string(out, ", and ");
    cl_phrase(out, survey->programme, b->node);
    cl_text_add_string(out, is_above(b, value) ? " is at most " : " is at least ");
    add_value(out, survey, b->node, is_above(b, value) ? b->most : b->least);
}

static bool compares(cl_op op)
{
    return op >= CL_OP_EQUAL && op <= CL_OP_BETWEEN;
}

/* ---- literals ---- */

static void check_literal(cl_survey *survey, const cl_tree_node *comparison, const bounded *b,
                          cl_node literal)
{
    cl_ratio value = node_at(survey, literal)->exact;
    cl_text text = CL_TEXT_INIT;

    if (!is_below(b, value) && !is_above(b, value))
        return;
    cl_phrase(&text, survey->programme, b->node);
    cl_text_add_string(&text, " is compared with ");
    add_value(&text, survey, b->node, value);
    add_bound(&text, survey, b, value);
    cl_survey_tell(survey, CL_FINDING_WARNING, comparison->file, comparison->line, &text);
}

/* ---- params ---- */

static bool is_in_force(const cl_survey *survey, const cl_param_value *value)
{
    return value->from <= survey->programme->until && value->until >= survey->programme->from;
}

static void tell_param(cl_survey *survey, const cl_param *param, const cl_param_value *value,
                       const bounded *b)
{
    cl_ratio exact = value == NULL ? param->least : value->exact;
    cl_text text = CL_TEXT_INIT;

    cl_text_format(&text, "param '%s' is %s", param->name, value == NULL ? "at least " : "");
    add_value(&text, survey, b->node, exact);
    if (value != NULL) {
        cl_text_add_string(&text, " from ");
        cl_date_print(&text, value->from);
    }
    add_bound(&text, survey, b, exact);
    cl_survey_tell(survey, CL_FINDING_WARNING, param->file, param->line, &text);
}

static void check_values(cl_survey *survey, const cl_param *param, const bounded *b)
{
    if (param->unpublished && param->has_least && is_above(b, param->least))
        tell_param(survey, param, NULL, b);
    for (size_t i = 0; i < param->value_count; i++) {
        const cl_param_value *value = &param->values[i];

        if (is_in_force(survey, value) && (is_below(b, value->exact) || is_above(b, value->exact)))
            tell_param(survey, param, value, b);
    }
}

static cl_node argument(const cl_survey *survey, cl_node node, uint32_t i)
{
    return cl_tree_argument(&survey->programme->tree, node, i);
}

/* Whether an earlier comparison sets the param against the same. */
static bool is_told(const cl_survey *survey, cl_node before, cl_node param, cl_node other)
{
    for (cl_node node = 1; node < before; node++) {
        const cl_tree_node *at = node_at(survey, node);

        for (uint32_t i = 0; compares((cl_op)at->op) && i < at->argument_count; i++)
            for (uint32_t j = 0; j < at->argument_count; j++)
                if (argument(survey, node, i) == param && argument(survey, node, j) == other)
                    return true;
    }
    return false;
}

static void check_pair(cl_survey *survey, cl_node node, const bounded *b, cl_node with)
{
    const cl_tree_node *at = node_at(survey, with);

    if (at->op == CL_OP_LITERAL)
        check_literal(survey, node_at(survey, node), b, with);
    else if (at->op == CL_OP_PARAM && !is_told(survey, node, with, b->node))
        check_values(survey, cl_vec_at(&survey->programme->params, at->index), b);
}

static void check_comparison(cl_survey *survey, cl_node node)
{
    const cl_tree_node *at = node_at(survey, node);
    bounded b;

    for (uint32_t i = 0; i < at->argument_count; i++)
        for (uint32_t j = 0;
             bounds_of(survey, argument(survey, node, i), &b) && j < at->argument_count; j++)
            if (j != i)
                check_pair(survey, node, &b, argument(survey, node, j));
}

/* ---- shares ---- */

static void check_share(cl_survey *survey, const cl_param *param)
{
    for (size_t i = 0; i < param->value_count; i++) {
        cl_ratio value = param->values[i].exact;
        cl_text text = CL_TEXT_INIT;

        if (value.num >= 0 && cl_ratio_compare(value, cl_ratio_int(1)) <= 0)
            continue;
        cl_text_format(&text, "param '%s' is ", param->name);
        cl_ratio_print_percent(&text, value);
        cl_text_add_string(&text, " from ");
        cl_date_print(&text, param->values[i].from);
        cl_text_add_string(&text, "; a share is between 0% and 100%");
        cl_survey_tell(survey, CL_FINDING_WARNING, param->file, param->line, &text);
    }
}

void cl_survey_ranges(cl_survey *survey)
{
    const cl_programme *p = survey->programme;

    for (cl_node node = 1; node < p->tree.nodes.count; node++)
        if (compares((cl_op)node_at(survey, node)->op))
            check_comparison(survey, node);
    for (size_t i = 0; i < p->params.count; i++)
        if (((const cl_param *)cl_vec_at(&p->params, i))->gives == CL_GIVES_SHARE)
            check_share(survey, cl_vec_at(&p->params, i));
}
