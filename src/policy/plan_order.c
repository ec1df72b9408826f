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
    cl_step *out;
    size_t taken;
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
static bool is_ready(const order *o, size_t i)
{
    if (o->done[i])
        return false;
    for (size_t before = 0; before < i; before++)
        if (!o->done[before] && reads(&o->steps[i], &o->steps[before]))
            return false;
    return true;
}

static void take(order *o, size_t i)
{
    o->done[i] = true;
    o->out[o->taken++] = o->steps[i];
}

/* All that can be done of one kind, also what becomes possible by it. */
static bool take_kind(order *o, uint8_t op)
{
    size_t before = o->taken;

    for (size_t i = 0; i < o->count; i++)
        if (o->steps[i].op == op && is_ready(o, i))
            take(o, i);
    return o->taken > before;
}

cl_step *cl_plan_ordered(cl_plan_maker *m, const cl_vec *steps)
{
    order o = {.steps = steps->items, .count = steps->count};

    o.out = cl_arena_array(m->arena, steps->count + 1, sizeof *o.out);
    o.done = cl_arena_array(m->arena, steps->count + 1, sizeof *o.done);
    if (o.out == NULL || o.done == NULL) {
        m->failed = true;
        return NULL;
    }
    while (o.taken < o.count) {
        size_t first = 0;

        while (!is_ready(&o, first))
            first++;
        take_kind(&o, o.steps[first].op);
    }
    return o.out;
}
