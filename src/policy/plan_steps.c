/* SPDX-License-Identifier: MIT
 *
 * Steps of a plan in the making: each one stands there once, with the troubles that it rests on.
 */
#include <string.h>

#include "plan_make.h"

/* A node is another step under each list whose member it speaks of. */
typedef struct known_node {
    cl_node node;
    uint8_t base, kind;
    cl_slot slot;
} known_node;

const cl_tree_node *cl_plan_node(const cl_plan_maker *m, cl_node node)
{
    return cl_tree_at(&m->programme->tree, node);
}

cl_node cl_plan_argument(const cl_plan_maker *m, cl_node node, uint32_t i)
{
    return cl_tree_argument(&m->programme->tree, node, i);
}

const cl_field *cl_plan_field(const cl_plan_maker *m, cl_node node)
{
    return cl_schema_field(&m->programme->schema,
                           cl_plan_node(m, cl_plan_argument(m, node, 0))->type,
                           cl_plan_node(m, node)->index);
}

/* ---- what a step reads and makes ---- */

const uint8_t cl_plan_units[CL_PLAN_KINDS] = {
    [CL_PLAN_MASK] = sizeof(cl_mask) / sizeof(uint64_t),
    [CL_PLAN_SPAN] = sizeof(cl_span) / sizeof(int64_t),
    [CL_PLAN_COLUMN] = 1,
    [CL_PLAN_BASE] = 1,
};

enum {
    MASK = CL_PLAN_MASK,
    COLUMN = CL_PLAN_COLUMN,
    SPAN = CL_PLAN_SPAN,
    NOTHING = CL_PLAN_NO_KIND
};

static const cl_plan_shape shapes[] = {
    [CL_STEP_END] = {NOTHING, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_LIST] = {CL_PLAN_BASE, NOTHING, NOTHING, NOTHING, true},
    [CL_STEP_CONST] = {MASK, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_ALL] = {MASK, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_SPREAD] = {MASK, MASK, NOTHING, NOTHING, false},
    [CL_STEP_FACT] = {MASK, NOTHING, NOTHING, NOTHING, true},
    [CL_STEP_FACT_WORD] = {MASK, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_WORD] = {MASK, COLUMN, NOTHING, NOTHING, false},
    [CL_STEP_WORD_AMONG] = {MASK, COLUMN, NOTHING, NOTHING, false},
    [CL_STEP_TEST] = {MASK, COLUMN, NOTHING, NOTHING, true},
    [CL_STEP_SOME_BELOW] = {MASK, NOTHING, NOTHING, NOTHING, true},
    [CL_STEP_SOME_LINKED] = {MASK, MASK, COLUMN, NOTHING, false},
    [CL_STEP_AND] = {MASK, MASK, MASK, NOTHING, false},
    [CL_STEP_OR] = {MASK, MASK, MASK, NOTHING, false},
    [CL_STEP_NOT] = {MASK, MASK, NOTHING, NOTHING, false},
    [CL_STEP_UNLESS] = {MASK, MASK, MASK, NOTHING, false},
    [CL_STEP_EVERY] = {MASK, MASK, MASK, NOTHING, false},
    [CL_STEP_SOME] = {MASK, MASK, MASK, NOTHING, false},
    [CL_STEP_COUNT] = {SPAN, MASK, NOTHING, NOTHING, false},
    [CL_STEP_DISTINCT] = {SPAN, MASK, COLUMN, NOTHING, true},
    [CL_STEP_SPAN] = {SPAN, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_PARAM] = {SPAN, NOTHING, NOTHING, NOTHING, true},
    [CL_STEP_SPAN_OF] = {SPAN, NOTHING, NOTHING, NOTHING, true},
    [CL_STEP_ADD] = {SPAN, SPAN, SPAN, NOTHING, true},
    [CL_STEP_SUBTRACT] = {SPAN, SPAN, SPAN, NOTHING, true},
    [CL_STEP_MULTIPLY] = {SPAN, SPAN, SPAN, NOTHING, true},
    [CL_STEP_LEAST] = {SPAN, SPAN, SPAN, NOTHING, false},
    [CL_STEP_PICK] = {SPAN, SPAN, SPAN, MASK, false},
    [CL_STEP_EQUAL] = {MASK, SPAN, SPAN, NOTHING, false},
    [CL_STEP_AT_LEAST] = {MASK, SPAN, SPAN, NOTHING, false},
    [CL_STEP_MORE] = {MASK, SPAN, SPAN, NOTHING, false},
    [CL_STEP_COLUMN] = {COLUMN, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_WORDS] = {COLUMN, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_LINKS] = {COLUMN, NOTHING, NOTHING, NOTHING, true},
    [CL_STEP_COLUMN_COUNT] = {COLUMN, NOTHING, NOTHING, NOTHING, false},
    [CL_STEP_COLUMN_SPREAD] = {COLUMN, SPAN, NOTHING, NOTHING, false},
    [CL_STEP_COLUMN_OTHERWISE] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_ADD] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_SUBTRACT] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_MULTIPLY] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_LEAST] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_GREATEST] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_UP_TO] = {COLUMN, COLUMN, COLUMN, NOTHING, false},
    [CL_STEP_COLUMN_PICK] = {COLUMN, COLUMN, COLUMN, MASK, false},
    [CL_STEP_COLUMN_COMPARE] = {MASK, COLUMN, COLUMN, NOTHING, true},
};

uint64_t cl_plan_trouble(const cl_plan_maker *m, cl_plan_kind kind, cl_slot slot)
{
    return slot == CL_PLAN_NONE
               ? 0
               : *(uint64_t *)cl_vec_at(&m->troubles[kind], slot / cl_plan_units[kind]);
}

cl_plan_shape cl_plan_shape_of(const cl_step *step)
{
    bool tests =
        step->op == CL_STEP_FACT || step->op == CL_STEP_TEST || step->op == CL_STEP_SOME_BELOW;
    cl_plan_shape shape = shapes[step->op];

    if ((step->closed & 1) != 0)
        shape.a = CL_PLAN_SPAN;
    if ((step->closed & 2) != 0)
        shape.b = CL_PLAN_SPAN;
    if (step->op == CL_STEP_LINKS)
        shape.c = CL_PLAN_BASE;
    if (tests) /* only the one that needs the value of a param meets trouble */
        shape.meets = step->test == CL_TEST_LISTED;
    return shape;
}

static uint64_t trouble_of(const cl_plan_maker *m, uint8_t kind, cl_slot slot)
{
    return kind == NOTHING ? 0 : cl_plan_trouble(m, (cl_plan_kind)kind, slot);
}

/* A step rests on its list, on what it reads, and on itself. */
static uint64_t troubles(cl_plan_maker *m, cl_step *step, cl_plan_shape is)
{
    uint64_t all = step->base == 0 ? 0 : cl_plan_trouble(m, CL_PLAN_BASE, step->base);

    all |=
        trouble_of(m, is.a, step->a) | trouble_of(m, is.b, step->b) | trouble_of(m, is.c, step->c);
    if (!is.meets)
        return all;
    step->trouble = (uint8_t)(m->trouble_count < 62 ? m->trouble_count++ : 62); /* the rest share */
    return all | (uint64_t)1 << step->trouble;
}

/* ---- adding ---- */

static bool reads_facts(cl_step_op op)
{
    return op == CL_STEP_LIST || op == CL_STEP_ALL || op == CL_STEP_COLUMN || op == CL_STEP_WORDS ||
           op == CL_STEP_LINKS;
}

static cl_vec *place_for(cl_plan_maker *m, cl_step_op op)
{
    if (op == CL_STEP_SPAN || op == CL_STEP_CONST)
        return &m->constants;
    if (op == CL_STEP_PARAM)
        return &m->params;
    return m->in_line && !reads_facts(op) ? &m->own : &m->steps;
}

static bool equal(const cl_step *a, const cl_step *b)
{
    return a->op == b->op && a->base == b->base && a->test == b->test && a->a == b->a &&
           a->b == b->b && a->c == b->c && a->field == b->field && a->list == b->list &&
           a->value == b->value && a->closed == b->closed && a->country == b->country &&
           a->hop_count == b->hop_count && memcmp(a->hops, b->hops, sizeof a->hops) == 0;
}

static const cl_step *find(const cl_vec *steps, const cl_step *step)
{
    const cl_step *all = steps->items;

    for (size_t i = 0; i < steps->count; i++)
        if (equal(&all[i], step))
            return &all[i];
    return NULL;
}

cl_slot cl_plan_add(cl_plan_maker *m, const cl_step *step)
{
    cl_plan_shape is = cl_plan_shape_of(step);
    cl_vec *to = place_for(m, (cl_step_op)step->op), *slots = &m->troubles[is.out];
    const cl_step *same = find(to, step);
    cl_step made = *step;
    uint64_t rests_on;

    if (same == NULL && to == &m->own)
        same = find(&m->steps, step);
    if (same != NULL)
        return same->out;
    rests_on = troubles(m, &made, is);
    made.out = (cl_slot)(slots->count * cl_plan_units[is.out]);
    if (slots->count >= CL_PLAN_SLOTS || cl_vec_add(slots, &rests_on) != 0 ||
        cl_vec_add(to, &made) != 0)
        m->failed = true;
    return m->failed ? CL_PLAN_NONE : made.out;
}

cl_slot cl_plan_add_two(cl_plan_maker *m, cl_step_op op, uint8_t base, cl_slot a, cl_slot b)
{
    cl_step step = {.op = (uint8_t)op, .base = base, .a = a, .b = b};

    if (a == CL_PLAN_NONE || b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return cl_plan_add(m, &step);
}

/* ---- from a member to a fact ---- */

/* The way from the member of `base` to the record that `node` stands for. */
static bool path_to(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    const cl_field *field;

    if (at->op == CL_OP_ROOT)
        return base == 0;
    if (at->op == CL_OP_ELEMENT)
        return base != 0 && m->binders[at->index] == base;
    if (at->op != CL_OP_FIELD || !path_to(m, step, cl_plan_argument(m, node, 0), base))
        return false;
    field = cl_plan_field(m, node);
    if (step->hop_count >= CL_PLAN_HOPS ||
        (field->kind != CL_FACT_RECORD && field->kind != CL_FACT_REFERENCE))
        return false;
    step->hops[step->hop_count++] = (uint16_t)at->index;
    return true;
}

bool cl_plan_way(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base)
{
    if (cl_plan_node(m, node)->op != CL_OP_FIELD)
        return false;
    step->base = base;
    step->field = (uint16_t)cl_plan_node(m, node)->index;
    return path_to(m, step, cl_plan_argument(m, node, 0), base);
}

cl_slot cl_plan_facts(cl_plan_maker *m, cl_step_op op, const cl_step *way)
{
    cl_step step = {.op = (uint8_t)op, .base = way->base, .field = way->field};

    step.hop_count = way->hop_count;
    memcpy(step.hops, way->hops, sizeof step.hops);
    return cl_plan_add(m, &step);
}

/* ---- nodes that have been met ---- */

const cl_slot *cl_plan_met(const cl_plan_maker *m, cl_node node, uint8_t base, cl_plan_kind kind)
{
    const known_node *nodes = m->nodes.items;

    for (size_t i = 0; i < m->nodes.count; i++)
        if (nodes[i].node == node && nodes[i].base == base && nodes[i].kind == kind)
            return &nodes[i].slot;
    return NULL;
}

cl_slot cl_plan_keep(cl_plan_maker *m, cl_node node, uint8_t base, cl_plan_kind kind, cl_slot slot)
{
    known_node known = {node, base, (uint8_t)kind, slot};

    if (m->nodes.size == 0)
        m->nodes = (cl_vec)CL_VEC_INIT(known_node);
    if (cl_vec_add(&m->nodes, &known) != 0)
        m->failed = true;
    return slot;
}
