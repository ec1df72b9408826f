/* SPDX-License-Identifier: MIT
 *
 * Lists and tables. A member may be in a list for certain, not at all, or perhaps; counts and sums
 * over such a list are ranges.
 */
#include "eval_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const cl_tree_node *node_at(const cl_evaluator *evaluator, cl_node node)
{
    return cl_tree_at(&evaluator->programme->tree, node);
}

static cl_node argument(const cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_tree_argument(&evaluator->programme->tree, node, i);
}

cl_truth cl_members_in(const cl_members *members, uint32_t i)
{
    return members->in == NULL ? CL_TRUE : (cl_truth)members->in[i];
}

/* ---- lists ---- */

static cl_members no_members(cl_range_state state)
{
    return (cl_members){0, 0, NULL, state};
}

static cl_members eval_list_field(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    uint32_t record;
    cl_range_state state = cl_eval_record(evaluator, argument(evaluator, node, 0), &record);
    const cl_fact *fact;

    if (state != CL_RANGE_KNOWN)
        return no_members(state);
    fact = cl_dossier_fact(evaluator->dossier, record, at->index);
    if (fact->state != CL_FACT_KNOWN)
        return no_members(fact->state == CL_FACT_NONE ? CL_RANGE_NONE : CL_RANGE_UNKNOWN);
    return (cl_members){(uint32_t)fact->value, fact->extra, NULL, CL_RANGE_KNOWN};
}

static cl_members eval_where(cl_evaluator *evaluator, cl_node node)
{
    unsigned depth = node_at(evaluator, node)->index;
    cl_node body = argument(evaluator, node, 1);
    cl_members members = cl_eval_list(evaluator, argument(evaluator, node, 0));
    uint32_t outer = evaluator->members[depth];
    uint8_t *in;
    cl_error error;

    if (members.count == 0)
        return members;
    in = cl_arena_alloc(&evaluator->scratch, members.count);
    if (in == NULL) {
        cl_fail(&error, CL_E_MEMORY, "out of memory, or a list grew beyond its limit");
        cl_eval_fail(evaluator, node, &error);
        return no_members(CL_RANGE_UNKNOWN);
    }
    for (uint32_t i = 0; i < members.count; i++) {
        evaluator->members[depth] = members.first + i;
        in[i] = (uint8_t)cl_truth_and(cl_members_in(&members, i), cl_eval_truth(evaluator, body));
    }
    evaluator->members[depth] = outer;
    members.in = in;
    return members;
}

cl_members cl_eval_list(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    bool closed = at->free == 0;
    cl_members members;

    if (closed && evaluator->list_epoch[node] == evaluator->epoch)
        return evaluator->lists[node];
    members =
        at->op == CL_OP_WHERE ? eval_where(evaluator, node) : eval_list_field(evaluator, node);
    if (closed) {
        evaluator->list_epoch[node] = evaluator->epoch;
        evaluator->lists[node] = members;
    }
    return members;
}

cl_truth cl_eval_list_truth(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_members members = cl_eval_list(evaluator, argument(evaluator, node, 0));
    cl_node body = argument(evaluator, node, 1);
    uint32_t outer = evaluator->members[at->index];
    cl_truth truth = at->op == CL_OP_EVERY ? CL_TRUE : CL_FALSE;

    if (members.state == CL_RANGE_UNKNOWN)
        return CL_UNSURE;
    for (uint32_t i = 0; i < members.count; i++) {
        cl_truth in = cl_members_in(&members, i), holds;

        evaluator->members[at->index] = members.first + i;
        if (in == CL_FALSE)
            continue;
        holds = cl_eval_truth(evaluator, body);
        truth = at->op == CL_OP_EVERY ? cl_truth_and(truth, cl_truth_or(cl_truth_not(in), holds))
                                      : cl_truth_or(truth, cl_truth_and(in, holds));
    }
    evaluator->members[at->index] = outer;
    return at->op == CL_OP_NO ? cl_truth_not(truth) : truth;
}

static cl_range count_members(const cl_members *members)
{
    int64_t low = 0, high = 0;
    cl_range range;

    if (members->state == CL_RANGE_UNKNOWN) {
        range = cl_range_unknown();
        range.no_low = 0;
        return range;
    }
    for (uint32_t i = 0; i < members->count; i++) {
        cl_truth in = cl_members_in(members, i);

        low += in == CL_TRUE;
        high += in != CL_FALSE;
    }
    return cl_range_between(cl_ratio_int(low), cl_ratio_int(high));
}

static cl_range sum_members(cl_evaluator *evaluator, cl_node node, const cl_members *members)
{
    const cl_tree_node *at = node_at(evaluator, node);
    uint32_t outer = evaluator->members[at->index];
    cl_range sum = cl_range_known(cl_ratio_int(0));
    cl_error error = CL_ERROR_INIT;
    int rc = 0;

    for (uint32_t i = 0; i < members->count && rc == 0; i++) {
        cl_truth in = cl_members_in(members, i);
        cl_range value;

        if (in == CL_FALSE)
            continue;
        evaluator->members[at->index] = members->first + i;
        value = cl_eval_range(evaluator, argument(evaluator, node, 1));
        rc = cl_range_add(&sum, sum, in == CL_TRUE ? value : cl_range_or_zero(value), &error);
    }
    evaluator->members[at->index] = outer;
    if (rc != 0)
        cl_eval_fail(evaluator, node, &error);
    return sum;
}

/* The least of the members: bounded below by all that may be in, above by those that are. */
typedef struct least {
    cl_range sure, any; /* the least of the certain members; of all that may be in */
    cl_ratio highest;   /* of all that may be in: the end when none is certain */
    bool some_sure, some, no_highest;
} least;

static void take_least(least *l, cl_range value, bool certain)
{
    if (certain)
        l->sure = l->some_sure ? cl_range_least(l->sure, value) : value;
    l->some_sure = l->some_sure || certain;
    l->any = l->some ? cl_range_least(l->any, value) : value;
    if (value.no_high)
        l->no_highest = true;
    else if (!l->some || cl_ratio_compare(value.high, l->highest) > 0)
        l->highest = value.high;
    l->some = true;
}

static cl_range least_range(const least *l)
{
    cl_range range = l->any;

    if (!l->some)
        return cl_range_none();
    range.no_high = l->some_sure ? l->sure.no_high : l->no_highest;
    range.high = l->some_sure ? l->sure.high : l->highest;
    range.maybe_none = !l->some_sure;
    range.state = CL_RANGE_UNKNOWN;
    if (!range.no_low && !range.no_high && !range.maybe_none)
        return cl_range_between(range.low, range.high);
    return range;
}

/* The greatest is the least of what is negated. */
static cl_range extreme_member(cl_evaluator *evaluator, cl_node node, const cl_members *members)
{
    const cl_tree_node *at = node_at(evaluator, node);
    bool greatest = at->op == CL_OP_GREATEST_OF;
    uint32_t outer = evaluator->members[at->index];
    least l = {0};
    cl_range range;

    for (uint32_t i = 0; i < members->count; i++) {
        cl_truth in = cl_members_in(members, i);
        cl_range value;

        if (in == CL_FALSE)
            continue;
        evaluator->members[at->index] = members->first + i;
        value = cl_eval_range(evaluator, argument(evaluator, node, 1));
        take_least(&l, greatest ? cl_range_negate(value) : value, in == CL_TRUE);
    }
    evaluator->members[at->index] = outer;
    range = least_range(&l);
    return greatest && range.state != CL_RANGE_NONE ? cl_range_negate(range) : range;
}

/* A value that was seen before among those that count for certain. */
static bool seen(const cl_range *values, uint32_t count, cl_range value)
{
    for (uint32_t i = 0; i < count; i++)
        if (cl_range_equal(values[i], value) == CL_TRUE)
            return true;
    return false;
}

static cl_range distinct_members(cl_evaluator *evaluator, cl_node node, const cl_members *members)
{
    const cl_tree_node *at = node_at(evaluator, node);
    uint32_t outer = evaluator->members[at->index], sure = 0, unsure = 0;
    bool some = false;
    cl_range *values = cl_arena_array(&evaluator->scratch, members->count + 1, sizeof *values);
    cl_error error;

    if (values == NULL) {
        cl_fail(&error, CL_E_MEMORY, "out of memory, or a list grew beyond its limit");
        cl_eval_fail(evaluator, node, &error);
        return cl_range_unknown();
    }
    for (uint32_t i = 0; i < members->count; i++) {
        cl_truth in = cl_members_in(members, i);
        cl_range value;

        if (in == CL_FALSE)
            continue;
        evaluator->members[at->index] = members->first + i;
        value = cl_eval_range(evaluator, argument(evaluator, node, 1));
        if (value.state == CL_RANGE_NONE)
            continue;
        some = some || (in == CL_TRUE && !value.maybe_none);
        if (in != CL_TRUE || value.state != CL_RANGE_KNOWN)
            unsure++;
        else if (!seen(values, sure, value))
            values[sure++] = value;
    }
    evaluator->members[at->index] = outer;
    return cl_range_between(cl_ratio_int(sure > 0 ? (int64_t)sure
                                         : some   ? 1
                                                  : 0),
                            cl_ratio_int((int64_t)sure + unsure));
}

static cl_view id_of(const cl_dossier *dossier, uint32_t record)
{
    int field = dossier->schema->types[dossier->records[record].type].id_field;

    if (field < 0)
        return (cl_view)CL_VIEW_INIT;
    return cl_dossier_text(dossier, cl_dossier_fact(dossier, record, (unsigned)field));
}

/* In the order of ids, so that the order in which members were written never matters. While one is
 * not sure there is no certain first, and none at all where no other is. */
static cl_range first_member(const cl_evaluator *evaluator, const cl_members *members)
{
    cl_range first = cl_range_none(), unknown = cl_range_unknown();
    bool unsure = false;

    for (uint32_t i = 0; i < members->count; i++) {
        cl_truth in = cl_members_in(members, i);
        uint32_t record = members->first + i;

        unsure = unsure || (in != CL_FALSE && in != CL_TRUE);
        if (in == CL_TRUE &&
            (first.state == CL_RANGE_NONE ||
             cl_view_compare(id_of(evaluator->dossier, record),
                             id_of(evaluator->dossier, (uint32_t)first.low.num)) < 0))
            first = cl_range_known(cl_ratio_int(record));
    }
    unknown.maybe_none = first.state == CL_RANGE_NONE;
    return unsure ? unknown : first;
}

cl_range cl_eval_list_range(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_members members = cl_eval_list(evaluator, argument(evaluator, node, 0));
    cl_range unknown = cl_range_unknown();

    if (at->op == CL_OP_COUNT)
        return count_members(&members);
    if (members.state == CL_RANGE_UNKNOWN) {
        unknown.maybe_none = at->maybe_none;
        return unknown;
    }
    switch ((int)at->op) {
    case CL_OP_SUM:
        return sum_members(evaluator, node, &members);
    case CL_OP_DISTINCT:
        return distinct_members(evaluator, node, &members);
    case CL_OP_FIRST:
        return first_member(evaluator, &members);
    default:
        return extreme_member(evaluator, node, &members);
    }
}

/* ---- tables ---- */

/* The row of the greatest lower bound that is at most `key`; -1 below the first and above `most`.
 */
static int band_of(const cl_rate_table *table, cl_ratio key)
{
    int found = -1;

    if (table->has_most && cl_ratio_compare(key, table->most) > 0)
        return -1;
    for (size_t i = 0; i < table->row_count; i++)
        if (cl_ratio_compare(table->rows[i].from, key) <= 0)
            found = (int)i;
    return found;
}

static cl_range eval_bands(const cl_rate_table *table, cl_range key)
{
    cl_range value;
    int low, high;

    if (key.state == CL_RANGE_NONE || key.no_low || key.no_high)
        return cl_range_unknown();
    low = band_of(table, key.low);
    high = band_of(table, key.high);
    if (low < 0 || high < 0)
        return cl_range_unknown(); /* no band is not zero */
    value = cl_range_known(table->rows[low].value);
    for (int i = low + 1; i <= high; i++)
        value = cl_range_hull(value, cl_range_known(table->rows[i].value));
    return value;
}

/* What `units` cost when each is paid at the rate of the row it falls in. */
static int marginal_of(cl_ratio *out, const cl_rate_table *table, cl_ratio units, cl_error *e)
{
    cl_ratio sum = cl_ratio_int(0), part, from, to;
    int rc = 0;

    for (size_t i = 0; i < table->row_count && rc == 0; i++) {
        /* rows begin with a unit, from 1: the row covers the units (from − 1, next − 1] */
        from = cl_ratio_int(table->rows[i].from.num - 1);
        to = i + 1 < table->row_count ? cl_ratio_int(table->rows[i + 1].from.num - 1) : units;
        if (cl_ratio_compare(units, to) < 0)
            to = units;
        if (cl_ratio_compare(to, from) <= 0)
            break;
        rc = cl_ratio_subtract(&part, to, from, e);
        if (rc == 0)
            rc = cl_ratio_multiply(&part, part, table->rows[i].value, e);
        if (rc == 0)
            rc = cl_ratio_add(&sum, sum, part, e);
    }
    if (rc == 0)
        *out = sum;
    return rc;
}

static bool all_rates_positive(const cl_rate_table *table)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].value.num < 0)
            return false;
    return true;
}

static cl_range eval_marginal(cl_evaluator *evaluator, cl_node node, const cl_rate_table *table,
                              cl_range key)
{
    cl_range value = cl_range_unknown();
    cl_error error = CL_ERROR_INIT;
    int rc = 0;

    if (key.state != CL_RANGE_KNOWN && (key.state == CL_RANGE_NONE || !all_rates_positive(table)))
        return value;
    value.no_low = key.no_low;
    value.no_high = key.no_high;
    if (!key.no_low)
        rc = marginal_of(&value.low, table, key.low, &error);
    if (rc == 0 && !key.no_high)
        rc = marginal_of(&value.high, table, key.high, &error);
    if (rc != 0) {
        cl_eval_fail(evaluator, node, &error);
        return cl_range_unknown();
    }
    if (!value.no_low && !value.no_high)
        return cl_range_between(value.low, value.high);
    return value;
}

static void decimal_text(char room[48], cl_ratio value)
{
    cl_text text = CL_TEXT_INIT;

    room[0] = '\0';
    if (cl_ratio_print(&text, value) == 0 && text.length < 48)
        memcpy(room, text.at, text.length + 1);
    cl_text_clear(&text);
}

const char *cl_eval_key_text(const cl_evaluator *evaluator, cl_node node, cl_range value,
                             char room[48])
{
    const cl_tree_node *at = node_at(evaluator, node);
    const cl_field *field;

    if (value.text != NULL)
        return value.text;
    if (at->gives == CL_GIVES_CHOICE) {
        field = cl_schema_field(&evaluator->programme->schema, at->type, at->field);
        return field->choices[value.low.num];
    }
    if (at->gives == CL_GIVES_COUNTRY) {
        room[0] = (char)(value.low.num / 256);
        room[1] = (char)(value.low.num % 256);
        room[2] = '\0';
    } else if (at->gives == CL_GIVES_TRUTH) {
        return value.low.num != 0 ? "true" : "false";
    } else if (cl_ratio_is_whole(value.low)) {
        snprintf(room, 48, "%" PRId64, value.low.num);
    } else {
        decimal_text(room, value.low);
    }
    return room;
}

/* A yes/no key is a condition; every other key a value. */
static cl_range key_value(cl_evaluator *evaluator, cl_node node)
{
    cl_truth truth;

    if (cl_tree_gives(&evaluator->programme->tree, node) != CL_GIVES_TRUTH)
        return cl_eval_range(evaluator, node);
    truth = cl_eval_truth(evaluator, node);
    if (truth != CL_TRUE && truth != CL_FALSE)
        return cl_range_unknown();
    return cl_range_known(cl_ratio_int(truth == CL_TRUE));
}

static int compare_keys(const cl_rate_table *table, const cl_rate_row *row, const char *const *keys)
{
    for (size_t i = 0; i < table->key_count; i++) {
        int order = strcmp(row->keys[i], keys[i]);

        if (order != 0)
            return order;
    }
    return 0;
}

/* -1: a key that is not there, which is unknown, never 0. */
static int find_row(const cl_rate_table *table, const char *const *keys)
{
    size_t low = 0, high = table->row_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_keys(table, &table->rows[middle], keys);

        if (order == 0)
            return (int)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

enum { KEYS_LIMIT = 8 };

static int row_of(cl_evaluator *evaluator, cl_node node, const cl_rate_table *table)
{
    const char *keys[KEYS_LIMIT];
    char room[KEYS_LIMIT][48];

    for (uint32_t i = 0; i < table->key_count && i < KEYS_LIMIT; i++) {
        cl_node key = argument(evaluator, node, i);
        cl_range value = key_value(evaluator, key);

        if (value.state != CL_RANGE_KNOWN)
            return -1;
        keys[i] = cl_eval_key_text(evaluator, key, value, room[i]);
    }
    return find_row(table, keys);
}

static cl_range eval_lookup(cl_evaluator *evaluator, cl_node node, const cl_rate_table *table)
{
    int row = row_of(evaluator, node, table);

    return row < 0 ? cl_range_unknown() : cl_range_known(table->rows[row].value);
}

bool cl_eval_row(cl_evaluator *evaluator, cl_node node, size_t row)
{
    const cl_rate_table *table =
        cl_vec_at(&evaluator->programme->tables, node_at(evaluator, node)->index);
    cl_range key;

    if (table->kind == CL_TABLE_LOOKUP)
        return row_of(evaluator, node, table) == (int)row;
    key = cl_eval_range(evaluator, argument(evaluator, node, 0));
    if (key.state != CL_RANGE_KNOWN)
        return false;
    if (table->kind == CL_TABLE_BANDS)
        return band_of(table, key.low) == (int)row;
    return cl_ratio_compare(key.low, cl_ratio_int(table->rows[row].from.num - 1)) > 0;
}

cl_range cl_eval_table(cl_evaluator *evaluator, cl_node node)
{
    const cl_rate_table *table =
        cl_vec_at(&evaluator->programme->tables, node_at(evaluator, node)->index);

    switch (table->kind) {
    case CL_TABLE_BANDS:
        return eval_bands(table, cl_eval_range(evaluator, argument(evaluator, node, 0)));
    case CL_TABLE_MARGINAL:
        return eval_marginal(evaluator, node, table,
                             cl_eval_range(evaluator, argument(evaluator, node, 0)));
    case CL_TABLE_LOOKUP:
        return eval_lookup(evaluator, node, table);
    }
    return cl_range_unknown();
}
