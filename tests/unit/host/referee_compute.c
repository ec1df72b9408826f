/* SPDX-License-Identifier: MIT
 *
 * What a compute function is to get, worked out a second time. The function itself runs behind the
 * programme's door: what it gives for the same values is the one thing that the referee believes.
 */
#include <string.h>

#include "referee.h"
#include "test_support.h"

static const cl_tree_node *node_at(const referee *r, cl_node node)
{
    return cl_tree_at(&r->programme->tree, node);
}

static cl_node part(const referee *r, cl_node node, uint32_t i)
{
    return cl_tree_argument(&r->programme->tree, node, i);
}

static value single(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    value v;

    if (at->gives == CL_GIVES_TRUTH) {
        cl_truth truth = referee_truth(r, node);

        return truth == CL_TRUE || truth == CL_FALSE ? value_whole(truth == CL_TRUE) : value_open();
    }
    v = referee_value(r, node);
    if (v.how != SURE)
        return v;
    if (at->gives == CL_GIVES_RECORD)
        v.text = referee_id(r, (thing){v.thing, v.type});
    if (at->gives == CL_GIVES_CHOICE)
        v.text = cl_schema_field(&r->programme->schema, at->type, at->field)
                     ->choices[(size_t)v.low.above];
    return v;
}

static cl_range as_range(value v)
{
    cl_range range = cl_range_none();

    if (v.how == SURE)
        range = cl_range_known((cl_ratio){(int64_t)v.low.above, (int64_t)v.low.below});
    range.text = v.how == SURE ? v.text : NULL;
    return range;
}

static bool comes_before(value a, value b)
{
    if (a.how == ABSENT || b.how == ABSENT)
        return a.how == ABSENT && b.how != ABSENT;
    if (a.text != NULL)
        return strcmp(a.text, b.text) < 0;
    return fraction_order(a.low, b.low) < 0;
}

typedef struct items {
    value sorted[REFEREE_MEMBERS];
    cl_range ranges[REFEREE_MEMBERS];
    size_t count;
} items;

static void insert(items *to, value v)
{
    size_t i = to->count++;

    assert_true(i < REFEREE_MEMBERS);
    for (; i > 0 && comes_before(v, to->sorted[i - 1]); i--)
        to->sorted[i] = to->sorted[i - 1];
    to->sorted[i] = v;
}

/* False: something about the list is open. */
static bool collect(referee *r, cl_node node, items *out)
{
    const cl_tree_node *at = node_at(r, node);
    thing outer = r->bound[at->index];
    bool open = false;
    crowd list;

    referee_list(r, part(r, node, 0), &list);
    for (size_t i = 0; i < list.count; i++) {
        value v;

        if (list.in[i] == CL_FALSE)
            continue;
        r->bound[at->index] = list.members[i];
        v = single(r, part(r, node, 1));
        open = open || v.how == OPEN || list.in[i] != CL_TRUE;
        if (!open)
            insert(out, v);
    }
    r->bound[at->index] = outer;
    return !open && list.how != OPEN;
}

static bool ready(referee *r, cl_node node, items *room, cl_input *out)
{
    value v;

    *out = (cl_input){cl_range_none(), NULL, 0};
    room->count = 0;
    if (node_at(r, node)->op == CL_OP_VALUES) {
        if (r->used != NULL)
            r->used[CL_OP_VALUES]++;
        if (!collect(r, node, room))
            return false;
        for (size_t i = 0; i < room->count; i++)
            room->ranges[i] = as_range(room->sorted[i]);
        out->items = room->ranges;
        out->count = room->count;
        return true;
    }
    v = single(r, node);
    out->value = as_range(v);
    return v.how != OPEN;
}

value referee_computed(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    const cl_compute_door *door = &r->programme->door;
    items rooms[4];
    cl_input inputs[4];
    cl_range result;
    bool known = true;

    assert_true(at->argument_count <= 4);
    for (uint32_t i = 0; i < at->argument_count; i++)
        known = ready(r, part(r, node, i), &rooms[i], &inputs[i]) && known;
    if (!known || r->broken)
        return value_open();
    if (door->call(door->context, at->index, inputs, &result, NULL) == 0)
        return value_sure(fraction_from(result.low));
    r->broken = true;
    return value_open();
}
