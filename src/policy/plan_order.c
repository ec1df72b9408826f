/* SPDX-License-Identifier: MIT
 *
 * The order of the steps of a plan. Choosing what to do next costs as much as most steps do, and is
 * spared where the next one is of the same kind.
 */
#include "plan_make.h"

typedef struct order {
    const cl_step *steps;
    size_t count;
    bool *done;
    uint16_t *waits; /* for how many others each one waits */
    cl_step *out;
    size_t taken;
    size_t left[UINT8_MAX + 1], ready[UINT8_MAX + 1]; /* of each kind */
} order;

static bool makes(const cl_step *step, uint8_t kind, cl_slot slot)
{
    return kind != CL_PLAN_NO_KIND && cl_plan_shape_of(step).out == kind && step->out == slot;
}

/* Whether `step` reads what `other` makes. */
static bool reads(const cl_step *step, const cl_step *other)
{
    cl_plan_shape is = cl_plan_shape_of(step);

    return makes(other, is.a, step->a) || makes(other, is.b, step->b) ||
           makes(other, is.c, step->c) ||
           (step->base != 0 && makes(other, CL_PLAN_BASE, step->base));
}

/* A step was added after what it reads. */
static void begin(order *o)
{
    for (size_t i = 0; i < o->count; i++) {
        for (size_t before = 0; before < i; before++)
            o->waits[i] += reads(&o->steps[i], &o->steps[before]);
        o->left[o->steps[i].op]++;
        o->ready[o->steps[i].op] += o->waits[i] == 0;
    }
}

static bool is_ready(const order *o, size_t i)
{
    return !o->done[i] && o->waits[i] == 0;
}

static void take(order *o, size_t i)
{
    o->done[i] = true;
    o->out[o->taken++] = o->steps[i];
    o->left[o->steps[i].op]--;
    o->ready[o->steps[i].op]--;
    for (size_t after = i + 1; after < o->count; after++)
        if (reads(&o->steps[after], &o->steps[i]) && --o->waits[after] == 0)
            o->ready[o->steps[after].op]++;
}

/* A kind of which all that are left can be done now, so that it need not be chosen again; else that
 * of the first step that can be done. */
static uint8_t next_kind(const order *o)
{
    size_t first = o->count;

    for (size_t i = 0; i < o->count; i++) {
        if (!is_ready(o, i))
            continue;
        if (o->ready[o->steps[i].op] == o->left[o->steps[i].op])
            return o->steps[i].op;
        first = first < i ? first : i;
    }
    return o->steps[first].op;
}

/* All that can be done of one kind, also what becomes possible by it. */
static void take_kind(order *o, uint8_t op)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->steps[i].op == op && is_ready(o, i))
            take(o, i);
}

/* ---- numbers of the parts of a line ---- */

static bool works_on_numbers(const cl_step *step, uint8_t base)
{
    return step->op >= CL_STEP_COLUMN_SPREAD && step->op <= CL_STEP_COLUMN_PICK &&
           step->base == base;
}

/* Whoever reads it is narrow, too; the line itself looks at its parts alone. */
static bool can_be_narrow(const cl_vec *steps, size_t i, uint8_t base)
{
    const cl_step *all = steps->items;

    if (!works_on_numbers(&all[i], base))
        return false;
    for (size_t after = i + 1; after < steps->count; after++)
        if (!all[after].narrow && reads(&all[after], &all[i]))
            return false;
    return true;
}

void cl_plan_narrow(cl_vec *steps, uint8_t base)
{
    for (size_t i = steps->count; i-- > 0;)
        ((cl_step *)steps->items)[i].narrow = can_be_narrow(steps, i, base);
}

cl_step *cl_plan_ordered(cl_plan_maker *m, const cl_vec *steps)
{
    order o = {.steps = steps->items, .count = steps->count};

    o.out = cl_arena_array(m->arena, steps->count + 1, sizeof *o.out);
    o.done = cl_arena_array(m->arena, steps->count + 1, sizeof *o.done);
    o.waits = cl_arena_array(m->arena, steps->count + 1, sizeof *o.waits);
    if (o.out == NULL || o.done == NULL || o.waits == NULL) {
        m->failed = true;
        return NULL;
    }
    begin(&o);
    while (o.taken < o.count)
        take_kind(&o, next_kind(&o));
    return o.out;
}
