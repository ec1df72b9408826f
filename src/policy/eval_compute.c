/* SPDX-License-Identifier: MIT
 *
 * Compute functions from the evaluator's side: their inputs are made ready, a list among them in an
 * order that does not depend on how it was written. An input that is not wholly known never
 * arrives: the result is unknown then, without a call.
 */
#include <stdlib.h>
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

/* ---- single values ---- */

/* A record arrives as its id. */
static cl_range with_id(const cl_evaluator *evaluator, cl_range value)
{
    const cl_dossier *dossier = evaluator->dossier;
    uint32_t record = (uint32_t)value.low.num;
    int field = dossier->schema->types[dossier->records[record].type].id_field;
    const cl_fact *fact = cl_dossier_fact(dossier, record, (unsigned)field);

    if (fact->state != CL_FACT_KNOWN)
        return cl_range_unknown();
    value.text = dossier->texts.at + fact->value;
    return value;
}

/* As the function gets it: a yes/no as 1 or 0, a word of a table as its text. */
static cl_range single(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_range value;
    cl_truth truth;

    if (at->gives == CL_GIVES_TRUTH) {
        truth = cl_eval_truth(evaluator, node);
        return truth == CL_TRUE || truth == CL_FALSE
                   ? cl_range_known(cl_ratio_int(truth == CL_TRUE))
                   : cl_range_unknown();
    }
    value = cl_eval_range(evaluator, node);
    if (value.state != CL_RANGE_KNOWN)
        return value;
    if (at->gives == CL_GIVES_RECORD)
        return with_id(evaluator, value);
    if (at->gives == CL_GIVES_CHOICE)
        value.text = cl_schema_field(&evaluator->programme->schema, at->type, at->field)
                         ->choices[value.low.num];
    return value;
}

/* ---- lists ---- */

/* None comes first, then texts by their bytes, numbers, amounts and days from the least on. */
static int compare_items(const void *a, const void *b)
{
    const cl_range *x = a, *y = b;

    if (x->state == CL_RANGE_NONE || y->state == CL_RANGE_NONE)
        return (x->state != CL_RANGE_NONE) - (y->state != CL_RANGE_NONE);
    if (x->text != NULL && y->text != NULL)
        return strcmp(x->text, y->text);
    return cl_ratio_compare(x->low, y->low);
}

static cl_range *new_items(cl_evaluator *evaluator, cl_node node, size_t count)
{
    cl_range *items;
    cl_error error;

    if (count > CL_COMPUTE_ITEMS) {
        cl_fail(&error, CL_E_LIMIT,
                "a compute function takes at most %d values of a list; found %zu", CL_COMPUTE_ITEMS,
                count);
        cl_eval_fail(evaluator, node, &error);
        return NULL;
    }
    items = cl_arena_array(&evaluator->scratch, count + 1, sizeof *items);
    if (items == NULL) {
        cl_fail(&error, CL_E_MEMORY, "out of memory, or a list grew beyond its limit");
        cl_eval_fail(evaluator, node, &error);
    }
    return items;
}

/* False when a member, or whether it is one, is not known. */
static bool values_of(cl_evaluator *evaluator, cl_node node, cl_input *input)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_members members = cl_eval_list(evaluator, argument(evaluator, node, 0));
    uint32_t outer = evaluator->members[at->index];
    cl_range *items = new_items(evaluator, node, members.count);
    bool known = items != NULL && members.state != CL_RANGE_UNKNOWN;

    for (uint32_t i = 0; known && i < members.count; i++) {
        cl_truth in = cl_members_in(&members, i);

        if (in == CL_FALSE)
            continue;
        evaluator->members[at->index] = members.first + i;
        items[input->count] = single(evaluator, argument(evaluator, node, 1));
        known = in == CL_TRUE && items[input->count++].state != CL_RANGE_UNKNOWN;
    }
    evaluator->members[at->index] = outer;
    if (!known)
        return false;
    qsort(items, input->count, sizeof *items, compare_items);
    input->items = items;
    return true;
}

/* The words of a list param. */
static bool words_of(cl_evaluator *evaluator, cl_node node, cl_input *input)
{
    const cl_setting *setting = &evaluator->settings[node_at(evaluator, node)->index];
    const cl_param_value *list = setting->list;
    cl_range *items;

    (void)cl_eval_range(evaluator, node); /* who looks sees it used, and on which day it has none */
    if (!setting->there || list == NULL)
        return false;
    items = new_items(evaluator, node, list->count);
    if (items == NULL)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        items[i] = cl_range_known(cl_ratio_int(0));
        items[i].text = list->words[i];
    }
    qsort(items, list->count, sizeof *items, compare_items);
    input->items = items;
    input->count = list->count;
    return true;
}

/* ---- the call ---- */

static bool make_ready(cl_evaluator *evaluator, cl_node node, cl_input *input)
{
    const cl_tree_node *at = node_at(evaluator, node);

    *input = (cl_input){cl_range_none(), NULL, 0};
    if (at->op == CL_OP_VALUES)
        return values_of(evaluator, node, input);
    if (at->gives == CL_GIVES_LIST)
        return words_of(evaluator, node, input);
    input->value = single(evaluator, node);
    return input->value.state != CL_RANGE_UNKNOWN;
}

cl_range cl_eval_compute(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    const cl_compute_door *door = &evaluator->programme->door;
    cl_input inputs[CL_COMPUTE_INPUTS];
    cl_range value = cl_range_unknown();
    cl_error error = CL_ERROR_INIT;
    bool known = true;
    int rc;

    for (uint32_t i = 0; i < at->argument_count; i++)
        known = make_ready(evaluator, argument(evaluator, node, i), &inputs[i]) && known;
    if (!known || evaluator->rc != 0)
        return value;
    if (door->call == NULL)
        rc = cl_fail(&error, CL_E_SCRIPT, "a compute function cannot run here");
    else
        rc = door->call(door->context, at->index, inputs, &value, &error);
    if (rc == 0)
        return value;
    cl_eval_fail(evaluator, node, &error);
    return cl_range_unknown();
}
