/* SPDX-License-Identifier: MIT
 *
 * Conditions as masks.
 */
#include <string.h>

#include "plan_make.h"

/* What a mask is the opposite of; NONE when it is made in another way. */
static cl_slot opposite(const cl_plan_maker *m, cl_slot mask)
{
    const cl_vec *const all[] = {&m->steps, &m->own};

    for (size_t n = 0; n < sizeof all / sizeof *all; n++)
        for (size_t i = 0; i < all[n]->count; i++) {
            const cl_step *step = cl_vec_at(all[n], i);

            if (step->op == CL_STEP_NOT && step->out == mask)
                return step->a;
        }
    return CL_PLAN_NONE;
}

static cl_slot negated(cl_plan_maker *m, uint8_t base, cl_slot a)
{
    cl_step step = {.op = CL_STEP_NOT, .base = base, .a = a};
    cl_slot again = opposite(m, a);

    if (a == CL_PLAN_NONE || again != CL_PLAN_NONE)
        return again;
    return cl_plan_add(m, &step);
}

cl_slot cl_plan_unless(cl_plan_maker *m, uint8_t base, cl_slot a, cl_slot b)
{
    cl_slot other = opposite(m, a);

    return other != CL_PLAN_NONE ? cl_plan_add_two(m, CL_STEP_OR, base, other, b)
                                 : cl_plan_add_two(m, CL_STEP_UNLESS, base, a, b);
}

static cl_slot combined(cl_plan_maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_step_op op = at->op == CL_OP_ALL ? CL_STEP_AND : CL_STEP_OR;
    cl_slot slot = cl_plan_mask(m, cl_plan_argument(m, node, 0), base);

    for (uint32_t i = 1; i < at->argument_count; i++)
        slot =
            cl_plan_add_two(m, op, base, slot, cl_plan_mask(m, cl_plan_argument(m, node, i), base));
    return at->op == CL_OP_NONE ? negated(m, base, slot) : slot;
}

/* every, any, none over a closed list. */
static cl_slot quantified(cl_plan_maker *m, cl_node node)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_step_op op = at->op == CL_OP_EVERY ? CL_STEP_EVERY : CL_STEP_SOME;
    uint8_t base, outer = m->binders[at->index];
    cl_slot list = cl_plan_list(m, cl_plan_argument(m, node, 0), &base), slot;

    if (list == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    m->binders[at->index] = base;
    slot = cl_plan_mask(m, cl_plan_argument(m, node, 1), base);
    m->binders[at->index] = outer;
    slot = cl_plan_add_two(m, op, base, list, slot);
    return at->op == CL_OP_NO ? negated(m, 0, slot) : slot;
}

/* The list in which the records of a type lie; false while no condition has asked for one. */
static bool base_with(const cl_plan_maker *m, unsigned type, uint8_t *base)
{
    const cl_step *steps = m->steps.items;

    for (size_t i = 0; i < m->steps.count; i++)
        if (steps[i].op == CL_STEP_LIST && steps[i].value == (int64_t)type) {
            *base = (uint8_t)steps[i].out;
            return true;
        }
    return false;
}

/* The test of `below` begins with a reference to a record of a list: what passes there is known
 * once for all that refer to it. */
static cl_slot linked(cl_plan_maker *m, cl_node list, const cl_step *below)
{
    unsigned type = cl_plan_node(m, list)->type;
    cl_step way = *below, links = {.op = CL_STEP_LINKS, .base = below->base};
    const cl_field *field = cl_schema_field(&m->programme->schema, type, below->hops[0]);
    uint8_t target;
    cl_slot mask;

    if (below->hop_count == 0 || below->test == CL_TEST_JUDGED ||
        field->kind != CL_FACT_REFERENCE || !base_with(m, field->target_type, &target))
        return CL_PLAN_NONE;
    way.base = target;
    way.hop_count--;
    memmove(way.hops, way.hops + 1, sizeof way.hops - sizeof *way.hops);
    way.hops[CL_PLAN_HOPS - 1] = 0;
    mask = cl_plan_tested(m, &way);
    links.c = target;
    links.field = below->hops[0];
    links.list = below->list;
    return cl_plan_add_two(m, CL_STEP_SOME_LINKED, below->base, mask, cl_plan_add(m, &links));
}

/* any and none over a list that a member has, of one test. */
static cl_slot quantified_below(cl_plan_maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_node list = cl_plan_argument(m, node, 0);
    cl_step step = {.op = CL_STEP_SOME_BELOW};
    uint8_t below = UINT8_MAX; /* no base: the list is another one for every member */
    uint8_t outer = m->binders[at->index];
    bool good;
    cl_slot slot;

    if (at->op == CL_OP_EVERY || cl_plan_node(m, list)->op != CL_OP_FIELD ||
        cl_plan_node(m, cl_plan_argument(m, list, 0))->op != CL_OP_ELEMENT ||
        m->binders[cl_plan_node(m, cl_plan_argument(m, list, 0))->index] != base)
        return CL_PLAN_NONE;
    m->binders[at->index] = below;
    good = cl_plan_test(m, &step, cl_plan_argument(m, node, 1), below);
    m->binders[at->index] = outer;
    step.base = base;
    step.list = (uint16_t)cl_plan_node(m, list)->index;
    slot = good ? linked(m, list, &step) : CL_PLAN_NONE;
    if (good && slot == CL_PLAN_NONE)
        slot = cl_plan_add(m, &step);
    return at->op == CL_OP_NO ? negated(m, base, slot) : slot;
}

/* Closed numbers have three steps: "at most" is "at least" the other way round. */
static cl_slot compared_spans(cl_plan_maker *m, cl_op op, cl_node first, cl_node second)
{
    cl_slot a = cl_plan_span(m, first), b = cl_plan_span(m, second);

    switch ((int)op) {
    case CL_OP_EQUAL:
        return cl_plan_add_two(m, CL_STEP_EQUAL, 0, a, b);
    case CL_OP_AT_LEAST:
        return cl_plan_add_two(m, CL_STEP_AT_LEAST, 0, a, b);
    case CL_OP_AT_MOST:
        return cl_plan_add_two(m, CL_STEP_AT_LEAST, 0, b, a);
    case CL_OP_MORE:
        return cl_plan_add_two(m, CL_STEP_MORE, 0, a, b);
    default:
        return cl_plan_add_two(m, CL_STEP_MORE, 0, b, a);
    }
}

static cl_slot compared(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_node first = cl_plan_argument(m, node, 0), second = cl_plan_argument(m, node, 1);
    uint8_t op = cl_plan_node(m, node)->op;
    cl_step step = {.op = CL_STEP_COLUMN_COMPARE, .base = base, .test = op};

    if (base == 0)
        return compared_spans(m, (cl_op)op, first, second);
    step.a = cl_plan_operand(m, &step, 1, first, base);
    step.b = cl_plan_operand(m, &step, 2, second, base);
    if (step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return cl_plan_add(m, &step);
}

/* is_not, of a word; what is none is another one, too. */
static cl_slot other_word(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_step step = {0};

    if (!cl_plan_test_word(m, &step, node, base))
        return CL_PLAN_NONE;
    return negated(m, base, cl_plan_tested(m, &step));
}

static cl_slot absent(cl_plan_maker *m, cl_node node, uint8_t base)
{
    cl_step step = {.test = CL_TEST_PRESENT};

    if (!cl_plan_way(m, &step, cl_plan_argument(m, node, 0), base))
        return CL_PLAN_NONE;
    return negated(m, base, cl_plan_tested(m, &step));
}

static cl_slot new_mask(cl_plan_maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_step step = {0};

    if (cl_plan_test(m, &step, node, base))
        return cl_plan_tested(m, &step);
    switch ((int)at->op) {
    case CL_OP_TRUE_FALSE:
        step = (cl_step){.op = CL_STEP_CONST, .value = at->index};
        return cl_plan_add(m, &step);
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
        return combined(m, node, base);
    case CL_OP_IF_THEN:
        return cl_plan_unless(m, base, cl_plan_mask(m, cl_plan_argument(m, node, 0), base),
                              cl_plan_mask(m, cl_plan_argument(m, node, 1), base));
    case CL_OP_ABSENT:
        return absent(m, node, base);
    case CL_OP_IS_TRUE:
    case CL_OP_JUDGED:
        return cl_plan_mask(m, cl_plan_argument(m, node, 0), base);
    case CL_OP_NOT_EQUAL:
        return other_word(m, node, base);
    case CL_OP_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
        return compared(m, node, base);
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        return base == 0 ? quantified(m, node) : quantified_below(m, node, base);
    default:
        return CL_PLAN_NONE;
    }
}

cl_slot cl_plan_mask(cl_plan_maker *m, cl_node node, uint8_t base)
{
    const cl_slot *known = cl_plan_met(m, node, base, CL_PLAN_MASK);
    cl_step spread = {.op = CL_STEP_SPREAD, .base = base};

    if (known != NULL)
        return *known;
    if (base == 0 || cl_plan_node(m, node)->free != 0)
        return cl_plan_keep(m, node, base, CL_PLAN_MASK, new_mask(m, node, base));
    spread.a = cl_plan_mask(m, node, 0);
    return cl_plan_keep(m, node, base, CL_PLAN_MASK,
                        spread.a == CL_PLAN_NONE ? CL_PLAN_NONE : cl_plan_add(m, &spread));
}
