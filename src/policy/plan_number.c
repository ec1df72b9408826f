/* SPDX-License-Identifier: MIT
 *
 * Lists as masks of their members, closed numbers as spans, numbers of members as columns.
 */
#include "plan_make.h"
#include "plan_run.h"

/* ---- lists ---- */

static cl_slot whole_list(cl_plan_maker *m, cl_node node, uint8_t *base)
{
    cl_step step = {.op = CL_STEP_LIST}, all = {.op = CL_STEP_ALL};

    if (!cl_plan_way(m, &step, node, 0) || m->troubles[CL_PLAN_BASE].count >= UINT8_MAX)
        return CL_PLAN_NONE;
    step.value = (int64_t)cl_plan_node(m, node)->type;
    *base = (uint8_t)cl_plan_add(m, &step);
    all.base = *base;
    return m->failed ? CL_PLAN_NONE : cl_plan_add(m, &all);
}

static cl_slot part_of_list(cl_plan_maker *m, cl_node node, cl_slot parent, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    bool of_all = cl_plan_node(m, cl_plan_argument(m, node, 0))->op == CL_OP_FIELD;
    uint8_t outer = m->binders[at->index];
    cl_slot body;

    m->binders[at->index] = base;
    body = cl_plan_mask(m, cl_plan_argument(m, node, 1), base);
    m->binders[at->index] = outer;
    return of_all ? body : cl_plan_add_two(m, CL_STEP_AND, base, parent, body);
}

cl_slot cl_plan_list(cl_plan_maker *m, cl_node node, uint8_t *base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    const cl_slot *known;
    cl_slot parent;

    if (at->free != 0)
        return CL_PLAN_NONE;
    if (at->op != CL_OP_WHERE)
        return at->op == CL_OP_FIELD ? whole_list(m, node, base) : CL_PLAN_NONE;
    parent = cl_plan_list(m, cl_plan_argument(m, node, 0), base);
    if (parent == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    known = cl_plan_met(m, node, *base, CL_PLAN_MASK);
    if (known != NULL)
        return *known;
    return cl_plan_keep(m, node, *base, CL_PLAN_MASK, part_of_list(m, node, parent, *base));
}

/* ---- numbers ---- */

static bool is_whole_number(const cl_tree_node *at)
{
    return !at->fraction && (at->gives == CL_GIVES_NUMBER || at->gives == CL_GIVES_MONEY ||
                             at->gives == CL_GIVES_DATE);
}

bool cl_plan_is_whole(const cl_field *field)
{
    switch (field->kind) {
    case CL_FACT_NUMBER:
        return !field->fraction;
    case CL_FACT_MONEY:
    case CL_FACT_DATE:
    case CL_FACT_CHOICE:
    case CL_FACT_COUNTRY:
    case CL_FACT_REFERENCE:
        return true;
    case CL_FACT_YESNO:
    case CL_FACT_SHARE:
    case CL_FACT_TEXT:
    case CL_FACT_RECORD:
    case CL_FACT_LIST:
    case CL_FACT_JUDGEMENT:
        break;
    }
    return false;
}

cl_slot cl_plan_operand(cl_plan_maker *m, cl_step *step, uint8_t bit, cl_node node, uint8_t base)
{
    if (base == 0)
        return cl_plan_span(m, node);
    if (cl_plan_node(m, node)->free != 0)
        return cl_plan_column(m, node, base);
    step->closed |= bit;
    return cl_plan_span(m, node);
}

static cl_slot counted(cl_plan_maker *m, cl_node node)
{
    cl_step step = {.op = CL_STEP_COUNT};
    uint8_t base;

    step.a = cl_plan_list(m, cl_plan_argument(m, node, 0), &base);
    step.base = base;
    return step.a == CL_PLAN_NONE ? CL_PLAN_NONE : cl_plan_add(m, &step);
}

static cl_slot distinct(cl_plan_maker *m, cl_node node)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_node body = cl_plan_argument(m, node, 1);
    uint8_t base, outer = m->binders[at->index];
    cl_slot list = cl_plan_list(m, cl_plan_argument(m, node, 0), &base), column = CL_PLAN_NONE;

    if (list == CL_PLAN_NONE)
        return list;
    m->binders[at->index] = base;
    if (cl_plan_node(m, body)->op == CL_OP_FIELD && cl_plan_is_whole(cl_plan_field(m, body)))
        column = cl_plan_column(m, body, base);
    m->binders[at->index] = outer;
    return cl_plan_add_two(m, CL_STEP_DISTINCT, base, list, column);
}

static cl_slot picked(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_step step = {.op = base == 0 ? CL_STEP_PICK : CL_STEP_COLUMN_PICK, .base = base};

    if (cl_plan_node(m, node)->argument_count != 3)
        return CL_PLAN_NONE;
    step.c = cl_plan_mask(m, cl_plan_argument(m, node, 0), base);
    step.a = cl_plan_operand(m, &step, 1, cl_plan_argument(m, node, 1), base);
    step.b = cl_plan_operand(m, &step, 2, cl_plan_argument(m, node, 2), base);
    if (step.c == CL_PLAN_NONE || step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return cl_plan_add(m, &step);
}

static cl_slot folded(cl_plan_maker *m, cl_step_op op, cl_node node, uint8_t base)
{
    cl_step step = {.op = (uint8_t)op, .base = base};

    step.a = cl_plan_operand(m, &step, 1, cl_plan_argument(m, node, 0), base);
    for (uint32_t i = 1; i < cl_plan_node(m, node)->argument_count; i++) {
        step.b = cl_plan_operand(m, &step, 2, cl_plan_argument(m, node, i), base);
        if (step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
            return CL_PLAN_NONE;
        step.a = cl_plan_add(m, &step);
        step.closed = 0;
    }
    return step.a;
}

static cl_slot new_span(cl_plan_maker *m, cl_node node)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_step step = {.op = CL_STEP_SPAN, .value = at->exact.num};

    if (at->free != 0 || !is_whole_number(at))
        return CL_PLAN_NONE;
    switch ((int)at->op) {
    case CL_OP_LITERAL:
        return cl_span_holds(step.value) ? cl_plan_add(m, &step) : CL_PLAN_NONE;
    case CL_OP_PARAM:
        step = (cl_step){.op = CL_STEP_PARAM, .field = (uint16_t)at->index};
        return cl_plan_add(m, &step);
    case CL_OP_FIELD:
        step = (cl_step){.op = CL_STEP_SPAN_OF};
        return cl_plan_way(m, &step, node, 0) ? cl_plan_add(m, &step) : CL_PLAN_NONE;
    case CL_OP_COUNT:
        return counted(m, node);
    case CL_OP_DISTINCT:
        return distinct(m, node);
    case CL_OP_ADD:
        return folded(m, CL_STEP_ADD, node, 0);
    case CL_OP_SUBTRACT:
        return folded(m, CL_STEP_SUBTRACT, node, 0);
    case CL_OP_MULTIPLY:
        return folded(m, CL_STEP_MULTIPLY, node, 0);
    case CL_OP_LEAST:
        return folded(m, CL_STEP_LEAST, node, 0);
    case CL_OP_PICK:
        return picked(m, node, 0);
    default:
        return CL_PLAN_NONE;
    }
}

cl_slot cl_plan_span(cl_plan_maker *m, cl_node node)
{
    const cl_slot *known = cl_plan_met(m, node, 0, CL_PLAN_SPAN);

    return known != NULL ? *known : cl_plan_keep(m, node, 0, CL_PLAN_SPAN, new_span(m, node));
}

/* ---- numbers of members ---- */

/* How many members a list of the member has. */
static cl_slot counted_below(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_step step = {.op = CL_STEP_COLUMN_COUNT};
    cl_node list = cl_plan_argument(m, node, 0);

    if (cl_plan_node(m, list)->op != CL_OP_FIELD || !cl_plan_way(m, &step, list, base))
        return CL_PLAN_NONE;
    return cl_plan_add(m, &step);
}

/* least(x:otherwise(y), y), as the lower of a cost and a rate is written. */
static cl_slot up_to(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_node first = cl_plan_argument(m, node, 0), rate = cl_plan_argument(m, node, 1);
    cl_step step = {.op = CL_STEP_COLUMN_UP_TO, .base = base};

    if (cl_plan_node(m, node)->argument_count != 2 ||
        cl_plan_node(m, first)->op != CL_OP_OTHERWISE || cl_plan_argument(m, first, 1) != rate)
        return folded(m, CL_STEP_COLUMN_LEAST, node, base);
    step.a = cl_plan_operand(m, &step, 1, cl_plan_argument(m, first, 0), base);
    step.b = cl_plan_operand(m, &step, 2, rate, base);
    if (step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return cl_plan_add(m, &step);
}

static cl_slot column_of_facts(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_step way = {0};

    if (!cl_plan_is_whole(cl_plan_field(m, node)) || !cl_plan_way(m, &way, node, base))
        return CL_PLAN_NONE;
    return cl_plan_facts(m, CL_STEP_COLUMN, &way);
}

static cl_slot new_column(cl_plan_maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);

    if (at->op == CL_OP_FIELD)
        return column_of_facts(m, node, base);
    if (!is_whole_number(at))
        return CL_PLAN_NONE;
    switch ((int)at->op) {
    case CL_OP_COUNT:
        return counted_below(m, node, base);
    case CL_OP_OTHERWISE:
        return folded(m, CL_STEP_COLUMN_OTHERWISE, node, base);
    case CL_OP_ADD:
        return folded(m, CL_STEP_COLUMN_ADD, node, base);
    case CL_OP_SUBTRACT:
        return folded(m, CL_STEP_COLUMN_SUBTRACT, node, base);
    case CL_OP_MULTIPLY:
        return folded(m, CL_STEP_COLUMN_MULTIPLY, node, base);
    case CL_OP_LEAST:
        return up_to(m, node, base);
    case CL_OP_GREATEST:
        return folded(m, CL_STEP_COLUMN_GREATEST, node, base);
    case CL_OP_PICK:
        return picked(m, node, base);
    default:
        return CL_PLAN_NONE;
    }
}

cl_slot cl_plan_column(cl_plan_maker *m, cl_node node, uint8_t base)
{
    const cl_slot *known = cl_plan_met(m, node, base, CL_PLAN_COLUMN);
    cl_step spread = {.op = CL_STEP_COLUMN_SPREAD, .base = base};

    if (known != NULL)
        return *known;
    if (cl_plan_node(m, node)->free != 0)
        return cl_plan_keep(m, node, base, CL_PLAN_COLUMN, new_column(m, node, base));
    spread.a = cl_plan_span(m, node);
    return cl_plan_keep(m, node, base, CL_PLAN_COLUMN,
                        spread.a == CL_PLAN_NONE ? CL_PLAN_NONE : cl_plan_add(m, &spread));
}
