/* SPDX-License-Identifier: MIT
 *
 * Walks down from a node that is not known into exactly those parts that are not known either: what
 * is already certain whatever a fact says is not asked for.
 */
#include "blame.h"

#include <string.h>

#include "eval_list.h"

static const cl_tree_node *node_at(const cl_evaluator *evaluator, cl_node node)
{
    return cl_tree_at(&evaluator->programme->tree, node);
}

static cl_node argument(const cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_tree_argument(&evaluator->programme->tree, node, i);
}

void cl_blame_add(cl_blame *blame, const char *path)
{
    const char *copy;

    for (size_t i = 0; i < blame->paths.count; i++)
        if (strcmp(*(const char **)cl_vec_at(&blame->paths, i), path) == 0)
            return;
    copy = cl_arena_string(blame->arena, path);
    if (copy == NULL || cl_vec_add(&blame->paths, &copy) != 0)
        blame->failed = true;
}

void cl_blame_clear(cl_blame *blame)
{
    cl_vec_clear(&blame->paths);
}

static void add_text(cl_blame *blame, cl_text *path)
{
    if (path->failed != 0 || path->at == NULL)
        blame->failed = true;
    else
        cl_blame_add(blame, path->at);
    cl_text_clear(path);
}

/* A programme's own fact is named itself where no answer was given at all. */
static bool blame_answer(cl_blame *blame, const cl_evaluator *evaluator, cl_node node)
{
    const cl_schema *schema = &evaluator->programme->schema;
    cl_node of = argument(evaluator, node, 0);
    const cl_tree_node *record = node_at(evaluator, of);
    cl_text path = CL_TEXT_INIT;

    if (record->op != CL_OP_FIELD || record->index != CL_FIELD_ANSWERS ||
        node_at(evaluator, argument(evaluator, of, 0))->op != CL_OP_ROOT)
        return false;
    cl_text_format(&path, "answers.%s",
                   cl_schema_field(schema, record->type, node_at(evaluator, node)->index)->name);
    add_text(blame, &path);
    return true;
}

static void blame_fact(cl_blame *blame, const cl_evaluator *evaluator, uint32_t record,
                       unsigned field)
{
    cl_text path = CL_TEXT_INIT;

    cl_dossier_fact_path(&path, evaluator->dossier, record, field);
    add_text(blame, &path);
}

/* While it is open which record it is, it may be any of its kind. */
static void blame_each(cl_blame *blame, const cl_evaluator *evaluator, unsigned type,
                       unsigned field)
{
    const cl_dossier *dossier = evaluator->dossier;

    for (uint32_t i = 0; i < dossier->record_count; i++)
        if (dossier->records[i].type == type &&
            cl_dossier_fact(dossier, i, field)->state == CL_FACT_UNKNOWN)
            blame_fact(blame, evaluator, i, field);
}

/* A fact of a record that is known to be there, or what leaves open which record it is. */
static void blame_field(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    cl_node of = argument(evaluator, node, 0);
    unsigned field = node_at(evaluator, node)->index;
    uint32_t record;
    cl_range_state state = cl_eval_record(evaluator, of, &record);

    if (state == CL_RANGE_KNOWN)
        blame_fact(blame, evaluator, record, field);
    if (state != CL_RANGE_UNKNOWN || blame_answer(blame, evaluator, node))
        return;
    cl_blame_range(blame, evaluator, of);
    blame_each(blame, evaluator, node_at(evaluator, of)->type, field);
}

static void blame_param(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    const cl_param *param =
        cl_vec_at(&evaluator->programme->params, node_at(evaluator, node)->index);

    cl_blame_add(blame, param->name);
}

static void blame_arguments(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    for (uint32_t i = 0; i < node_at(evaluator, node)->argument_count; i++)
        cl_blame_range(blame, evaluator, argument(evaluator, node, i));
}

static void blame_pick(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    uint32_t count = node_at(evaluator, node)->argument_count;

    for (uint32_t i = 0; i + 1 < count; i += 2) {
        cl_truth truth = cl_eval_truth(evaluator, argument(evaluator, node, i));

        cl_blame_truth(blame, evaluator, argument(evaluator, node, i));
        if (truth != CL_FALSE)
            cl_blame_range(blame, evaluator, argument(evaluator, node, i + 1));
        if (truth == CL_TRUE)
            return;
    }
    if (count % 2 == 1)
        cl_blame_range(blame, evaluator, argument(evaluator, node, count - 1));
}

/* Keys that are known and have no row: the rate itself is what is missing, and is named. */
static void blame_table(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    const cl_rate_table *table = cl_vec_at(&evaluator->programme->tables, at->index);
    cl_text path = CL_TEXT_INIT;
    bool all = true;
    char room[48];

    cl_text_format(&path, "%s[", table->name);
    for (uint32_t i = 0; i < at->argument_count; i++) {
        cl_node key = argument(evaluator, node, i);
        bool yes_no = node_at(evaluator, key)->gives == CL_GIVES_TRUTH;
        cl_truth truth = yes_no ? cl_eval_truth(evaluator, key) : CL_TRUE;
        cl_range value =
            yes_no ? cl_range_known(cl_ratio_int(truth == CL_TRUE)) : cl_eval_range(evaluator, key);

        if (yes_no && truth != CL_TRUE && truth != CL_FALSE)
            cl_blame_truth(blame, evaluator, key);
        else if (value.state != CL_RANGE_KNOWN)
            cl_blame_range(blame, evaluator, key);
        else
            cl_text_format(&path, "%s%s", i == 0 ? "" : ",",
                           cl_eval_key_text(evaluator, key, value, room));
        all = all && value.state == CL_RANGE_KNOWN && (truth == CL_TRUE || truth == CL_FALSE);
    }
    cl_text_add_char(&path, ']');
    if (all)
        add_text(blame, &path);
    cl_text_clear(&path);
}

void cl_blame_membership(cl_blame *blame, cl_evaluator *evaluator, cl_node list, uint32_t member)
{
    const cl_tree_node *at = node_at(evaluator, list);
    uint32_t outer;

    if (at->op != CL_OP_WHERE)
        return;
    cl_blame_membership(blame, evaluator, argument(evaluator, list, 0), member);
    outer = evaluator->members[at->index];
    evaluator->members[at->index] = member;
    cl_blame_truth(blame, evaluator, argument(evaluator, list, 1));
    evaluator->members[at->index] = outer;
}

void cl_blame_list(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    cl_members members = cl_eval_list(evaluator, node);

    if (members.state == CL_RANGE_UNKNOWN) {
        while (node_at(evaluator, node)->op == CL_OP_WHERE)
            node = argument(evaluator, node, 0);
        blame_field(blame, evaluator, node);
        return;
    }
    for (uint32_t i = 0; i < members.count; i++) {
        cl_truth in = cl_members_in(&members, i);

        if (in == CL_UNSURE || in == CL_FOR_A_PERSON)
            cl_blame_membership(blame, evaluator, node, members.first + i);
    }
}

typedef void blame_one(cl_blame *blame, cl_evaluator *evaluator, cl_node node);

/* The value of each member that may be in the list. */
static void blame_bodies(cl_blame *blame, cl_evaluator *evaluator, cl_node node, blame_one *one)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_members members = cl_eval_list(evaluator, argument(evaluator, node, 0));
    uint32_t outer = evaluator->members[at->index];

    for (uint32_t i = 0; i < members.count; i++) {
        if (cl_members_in(&members, i) == CL_FALSE)
            continue;
        evaluator->members[at->index] = members.first + i;
        one(blame, evaluator, argument(evaluator, node, 1));
    }
    evaluator->members[at->index] = outer;
}

/* A member counts only if it is one, and then with its value. */
static void blame_values(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    cl_blame_list(blame, evaluator, argument(evaluator, node, 0));
    if (node_at(evaluator, argument(evaluator, node, 1))->gives == CL_GIVES_TRUTH)
        blame_bodies(blame, evaluator, node, cl_blame_truth);
    else
        blame_bodies(blame, evaluator, node, cl_blame_range);
}

static void blame_words(cl_blame *blame, cl_evaluator *evaluator, cl_node param)
{
    if (evaluator->settings[node_at(evaluator, param)->index].list == NULL)
        blame_param(blame, evaluator, param);
}

/* What a compute function waits for: each of its inputs that is not known. */
static void blame_inputs(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    for (uint32_t i = 0; i < node_at(evaluator, node)->argument_count; i++) {
        cl_node input = argument(evaluator, node, i);

        if (node_at(evaluator, input)->op == CL_OP_VALUES)
            blame_values(blame, evaluator, input);
        else if (node_at(evaluator, input)->gives == CL_GIVES_TRUTH)
            cl_blame_truth(blame, evaluator, input);
        else if (node_at(evaluator, input)->gives == CL_GIVES_LIST)
            blame_words(blame, evaluator, input);
        else
            cl_blame_range(blame, evaluator, input);
    }
}

void cl_blame_range(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);

    if (cl_eval_range(evaluator, node).state != CL_RANGE_UNKNOWN)
        return;
    switch ((int)at->op) {
    case CL_OP_FIELD:
        blame_field(blame, evaluator, node);
        break;
    case CL_OP_PARAM:
        blame_param(blame, evaluator, node);
        break;
    case CL_OP_PICK:
        blame_pick(blame, evaluator, node);
        break;
    case CL_OP_TABLE:
        blame_table(blame, evaluator, node);
        break;
    case CL_OP_COMPUTE:
        blame_inputs(blame, evaluator, node);
        break;
    case CL_OP_COUNT:
    case CL_OP_FIRST:
        cl_blame_list(blame, evaluator, argument(evaluator, node, 0));
        break;
    case CL_OP_SUM:
    case CL_OP_LEAST_OF:
    case CL_OP_GREATEST_OF:
    case CL_OP_DISTINCT:
        cl_blame_list(blame, evaluator, argument(evaluator, node, 0));
        blame_bodies(blame, evaluator, node, cl_blame_range);
        break;
    default:
        blame_arguments(blame, evaluator, node);
        break;
    }
}

/* Members that leave an `every`, `any` or `none` open: those for which the condition could still
 * decide. */
static void blame_quantifier(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_node list = argument(evaluator, node, 0), body = argument(evaluator, node, 1);
    cl_members members = cl_eval_list(evaluator, list);
    uint32_t outer = evaluator->members[at->index];

    if (members.state == CL_RANGE_UNKNOWN)
        cl_blame_list(blame, evaluator, list);
    for (uint32_t i = 0; i < members.count; i++) {
        cl_truth in = cl_members_in(&members, i), holds, part;

        if (in == CL_FALSE)
            continue;
        evaluator->members[at->index] = members.first + i;
        holds = cl_eval_truth(evaluator, body);
        part =
            at->op == CL_OP_EVERY ? cl_truth_or(cl_truth_not(in), holds) : cl_truth_and(in, holds);
        if (part == CL_TRUE || part == CL_FALSE)
            continue;
        cl_blame_truth(blame, evaluator, body);
        evaluator->members[at->index] = outer;
        if (in != CL_TRUE)
            cl_blame_membership(blame, evaluator, list, members.first + i);
    }
    evaluator->members[at->index] = outer;
}

static void blame_presence(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    cl_node of = argument(evaluator, node, 0);

    if (cl_tree_gives(&evaluator->programme->tree, of) == CL_GIVES_LIST)
        cl_blame_list(blame, evaluator, of);
    else
        cl_blame_range(blame, evaluator, of);
}

void cl_blame_truth(cl_blame *blame, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_truth truth = cl_eval_truth(evaluator, node);

    if (truth == CL_TRUE || truth == CL_FALSE)
        return;
    switch ((int)at->op) {
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
    case CL_OP_AT_LEAST_OF:
    case CL_OP_IF_THEN:
    case CL_OP_IS_TRUE:
    case CL_OP_IS_FALSE:
    case CL_OP_JUDGED:
        for (uint32_t i = 0; i < at->argument_count; i++)
            cl_blame_truth(blame, evaluator, argument(evaluator, node, i));
        break;
    case CL_OP_FIELD:
        blame_field(blame, evaluator, node);
        break;
    case CL_OP_COMPUTE:
        blame_inputs(blame, evaluator, node);
        break;
    case CL_OP_ONE_OF:
        cl_blame_range(blame, evaluator, argument(evaluator, node, 0));
        if (at->set == 0 && evaluator->settings[at->index].list == NULL)
            blame_param(blame, evaluator, argument(evaluator, node, 1));
        break;
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
        blame_presence(blame, evaluator, node);
        break;
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        blame_quantifier(blame, evaluator, node);
        break;
    default:
        blame_arguments(blame, evaluator, node);
        break;
    }
}
