/* SPDX-License-Identifier: MIT
 *
 * A machine: making, looking up, releasing; guards in words. Its checks are in machine_check.c.
 */
#include "machine.h"

#include <string.h>

#include "alloc.h"
#include "phrase.h"

int cl_machine_new(cl_machine **out, const cl_noun *noun, cl_findings *findings, cl_error *e)
{
    cl_machine *machine = cl_calloc(1, sizeof *machine);
    int rc;

    *out = NULL;
    if (machine == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    machine->noun = noun;
    machine->states = (cl_vec)CL_VEC_INIT(cl_machine_state);
    machine->transitions = (cl_vec)CL_VEC_INIT(cl_transition);
    machine->settings = (cl_vec)CL_VEC_INIT(cl_machine_setting);
    rc = cl_programme_new(&machine->programme, findings, e);
    if (rc == 0)
        rc = cl_noun_declare(noun, &machine->programme->schema, e);
    if (rc != 0) {
        cl_machine_free(machine);
        return rc;
    }
    *out = machine;
    return 0;
}

void cl_machine_free(cl_machine *machine)
{
    if (machine == NULL)
        return;
    cl_vec_clear(&machine->states);
    cl_vec_clear(&machine->transitions);
    cl_vec_clear(&machine->settings);
    cl_programme_free(machine->programme);
    cl_free(machine);
}

const cl_machine_state *cl_machine_state_find(const cl_machine *machine, cl_view name)
{
    for (size_t i = 0; i < machine->states.count; i++) {
        const cl_machine_state *state = cl_vec_at(&machine->states, i);

        if (cl_view_is(name, state->name))
            return state;
    }
    return NULL;
}

bool cl_transition_is_from(const cl_transition *transition, cl_view state)
{
    if (transition->from.count == 0)
        return state.length == 0;
    for (size_t i = 0; i < transition->from.count; i++)
        if (cl_view_is(state, transition->from.items[i]))
            return true;
    return false;
}

bool cl_words_have(const cl_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], word) == 0)
            return true;
    return false;
}

int64_t cl_machine_number(const cl_machine *machine, const char *setting)
{
    for (size_t i = 0; i < machine->settings.count; i++) {
        const cl_machine_setting *set = cl_vec_at(&machine->settings, i);

        if (strcmp(set->row->name, setting) == 0)
            return set->value;
    }
    for (const cl_noun_setting *row = machine->noun->settings; row->name != NULL; row++)
        if (strcmp(row->name, setting) == 0)
            return row->standard;
    return 0;
}

/* ---- guards ---- */

static cl_truth truth_of(cl_evaluator *evaluator, const cl_transition *transition)
{
    return transition->guard == 0 ? CL_TRUE : cl_eval_truth(evaluator, transition->guard);
}

cl_truth cl_machine_guard(const cl_machine *machine, cl_evaluator *evaluator,
                          const cl_transition *transition, cl_view state)
{
    cl_truth others = CL_FALSE;

    if (!transition->otherwise)
        return truth_of(evaluator, transition);
    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *other = cl_vec_at(&machine->transitions, i);

        if (other != transition && strcmp(other->event, transition->event) == 0 &&
            cl_transition_is_from(other, state))
            others = cl_truth_or(others, truth_of(evaluator, other));
    }
    return cl_truth_and(cl_truth_not(others), truth_of(evaluator, transition));
}

static void gather(const cl_tree *tree, cl_node node, cl_node *out, size_t limit, size_t *count)
{
    const cl_tree_node *at = cl_tree_at(tree, node);

    if (at->op != CL_OP_ALL) {
        if (*count < limit)
            out[*count] = node;
        ++*count;
        return;
    }
    for (uint32_t i = 0; i < at->argument_count; i++)
        gather(tree, cl_tree_argument(tree, node, i), out, limit, count);
}

size_t cl_machine_conditions(const cl_machine *machine, cl_node guard, cl_node *out, size_t limit)
{
    size_t count = 0;

    if (guard != 0)
        gather(&machine->programme->tree, guard, out, limit, &count);
    return count;
}

/* ---- words ---- */

/* The fact that a yes/no or presence is asked of; NULL when it is another kind of condition. */
static const cl_noun_fact *fact_asked(const cl_machine *machine, cl_node condition)
{
    const cl_tree *tree = &machine->programme->tree;
    const cl_tree_node *at = cl_tree_at(tree, condition);
    const cl_tree_node *field;

    if (at->op != CL_OP_IS_TRUE && at->op != CL_OP_IS_FALSE && at->op != CL_OP_PRESENT &&
        at->op != CL_OP_ABSENT)
        return NULL;
    field = cl_tree_at(tree, cl_tree_argument(tree, condition, 0));
    if (field->op != CL_OP_FIELD)
        return NULL;
    return cl_noun_fact_find(machine->noun,
                             cl_schema_field(&machine->programme->schema, 0, field->index)->name);
}

static void phrase_fact(cl_text *out, const cl_noun_fact *fact, cl_op op, bool marks)
{
    if (op == CL_OP_IS_FALSE)
        cl_text_add_string(out, "not: ");
    if (op == CL_OP_ABSENT)
        cl_text_add_string(out, "without ");
    cl_text_add_string(out, fact->about);
    if (marks && fact->core)
        cl_text_add_string(out, " ●");
}

static void phrase_parts(cl_text *out, const cl_machine *machine, cl_node node, bool marks)
{
    const cl_tree *tree = &machine->programme->tree;
    const cl_tree_node *at = cl_tree_at(tree, node);
    const char *between = at->op == CL_OP_ANY ? ", or " : " and ";

    if (at->op == CL_OP_NONE)
        cl_text_add_string(out, "none of: ");
    for (uint32_t i = 0; i < at->argument_count; i++) {
        cl_text_add_string(out, i == 0 ? "" : at->op == CL_OP_NONE ? ", " : between);
        cl_machine_phrase(out, machine, cl_tree_argument(tree, node, i), marks);
    }
}

static const struct {
    cl_op op;
    const char *words;
} orders[] = {
    {CL_OP_LESS, " is before "}, {CL_OP_AT_MOST, " is not after "},
    {CL_OP_MORE, " is after "},  {CL_OP_AT_LEAST, " is not before "},
    {CL_OP_EQUAL, " is "},       {CL_OP_NOT_EQUAL, " is not "},
};

/* A fact in its own words, or the day itself. */
static void phrase_side(cl_text *out, const cl_machine *machine, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(&machine->programme->tree, node);
    const cl_noun_fact *fact = NULL;

    if (at->op == CL_OP_FIELD && at->index == CL_FIELD_DATE) {
        cl_text_add_string(out, "today");
        return;
    }
    if (at->op == CL_OP_FIELD)
        fact = cl_noun_fact_find(machine->noun,
                                 cl_schema_field(&machine->programme->schema, 0, at->index)->name);
    if (fact != NULL)
        cl_text_add_string(out, fact->about);
    else
        cl_phrase(out, machine->programme, node);
}

/* "today is not after the day to answer by". */
static bool phrase_order(cl_text *out, const cl_machine *machine, cl_node condition)
{
    const cl_tree *tree = &machine->programme->tree;

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (cl_tree_at(tree, condition)->op != orders[i].op)
            continue;
        phrase_side(out, machine, cl_tree_argument(tree, condition, 0));
        cl_text_add_string(out, orders[i].words);
        phrase_side(out, machine, cl_tree_argument(tree, condition, 1));
        return true;
    }
    return false;
}

void cl_machine_phrase(cl_text *out, const cl_machine *machine, cl_node condition, bool marks)
{
    const cl_noun_fact *fact = fact_asked(machine, condition);
    cl_op op = (cl_op)cl_tree_at(&machine->programme->tree, condition)->op;

    if (fact != NULL)
        phrase_fact(out, fact, op, marks);
    else if (op == CL_OP_ALL || op == CL_OP_ANY || op == CL_OP_NONE)
        phrase_parts(out, machine, condition, marks);
    else if (!phrase_order(out, machine, condition))
        cl_phrase(out, machine->programme, condition);
}
