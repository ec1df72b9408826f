/* SPDX-License-Identifier: MIT
 *
 * Pricing a line. It is priced twice over the same parts: once with the least and once with the
 * most that each may come to. Every step keeps the order (a part that asks for more never lowers
 * the sum), so the two sums enclose the true one; where they meet, the amount is known.
 */
#include "award.h"

#include <stdlib.h>
#include <string.h>

static void fail(cl_evaluator *evaluator, cl_node node, int code, const char *message,
                 const cl_line *line)
{
    cl_error error;

    cl_fail(&error, code, "line '%s': %s", line->id, message);
    cl_eval_fail(evaluator, node, &error);
}

/* A bound in minor units. A fraction is the programme's error: nothing rounds unless told. */
static int64_t whole(cl_evaluator *evaluator, const cl_line *line, cl_ratio bound)
{
    if (!cl_ratio_is_whole(bound))
        fail(evaluator, line->amount, CL_E_SCRIPT,
             "the amount has a fraction of a cent; say how it is rounded with to_cent", line);
    return bound.num;
}

static void ask_amount(cl_evaluator *evaluator, const cl_line *line, cl_priced_part *part)
{
    part->asked = cl_eval_range(evaluator, line->amount);
    if (line->shares_of != 0)
        return; /* a weight, not an amount: it may have a fraction */
    part->paid[0] = part->asked.no_low ? 0 : whole(evaluator, line, part->asked.low);
    part->paid[1] = part->asked.no_high ? 0 : whole(evaluator, line, part->asked.high);
    part->endless = part->asked.no_high;
    if (line->units != 0)
        part->units = cl_eval_range(evaluator, line->units);
}

static void refuse(cl_priced_part *part, cl_part_fate fate, size_t why, int side)
{
    part->paid[side] = 0;
    part->fate[side] = fate;
    part->why = why;
    if (side == 1)
        part->endless = false;
}

/* Reasons that need no comparison with other parts. */
static void ask_reasons(cl_evaluator *evaluator, const cl_line *line, cl_priced_part *part)
{
    for (size_t i = 0; i < line->not_paid_count; i++) {
        cl_truth truth = line->not_paid[i].when == 0
                             ? CL_FALSE
                             : cl_eval_truth(evaluator, line->not_paid[i].when);

        if (truth == CL_TRUE && part->refused != CL_TRUE) {
            refuse(part, CL_PART_REFUSED, i, 0);
            refuse(part, CL_PART_REFUSED, i, 1);
            part->refused = CL_TRUE;
        } else if (truth != CL_FALSE && part->refused == CL_FALSE) {
            part->refused = truth;
        }
    }
    if (part->refused != CL_FALSE || part->in != CL_TRUE)
        part->paid[0] = 0; /* it may come to nothing */
}

static void collect(cl_priced_line *out, cl_evaluator *evaluator)
{
    const cl_line *line = out->line;
    uint32_t outer = evaluator->members[line->binder];

    for (uint32_t i = 0; i < out->members.count && evaluator->rc == 0; i++) {
        cl_truth in = cl_members_in(&out->members, i);
        cl_priced_part *part = &out->parts[out->count];

        if (in == CL_FALSE)
            continue;
        memset(part, 0, sizeof *part);
        part->member = out->members.first + i;
        part->in = in;
        evaluator->members[line->binder] = part->member;
        ask_amount(evaluator, line, part);
        ask_reasons(evaluator, line, part);
        out->count++;
    }
    evaluator->members[line->binder] = outer;
}

/* ---- one of several with the same key ---- */

static cl_range key_of(cl_evaluator *evaluator, const cl_line *line, size_t reason, uint32_t member)
{
    uint32_t outer = evaluator->members[line->binder];
    cl_range key;

    evaluator->members[line->binder] = member;
    key = cl_eval_range(evaluator, line->not_paid[reason].repeated);
    evaluator->members[line->binder] = outer;
    return key;
}

static bool is_dearer(const cl_priced_part *a, const cl_priced_part *b, int side)
{
    if (side == 1 && a->endless != b->endless)
        return a->endless;
    return a->paid[side] != b->paid[side] ? a->paid[side] > b->paid[side] : a->member < b->member;
}

static bool counts(const cl_priced_part *part, int side)
{
    return part->fate[side] == CL_PART_PAID;
}

/* On the least side a part whose key is not known may be one of the others, so it adds nothing; on
 * the most side it stands alone. */
static void keep_dearest(cl_priced_line *out, cl_evaluator *evaluator, size_t reason, int side)
{
    cl_range *keys = cl_arena_array(&evaluator->scratch, out->count + 1, sizeof *keys);

    if (keys == NULL) {
        fail(evaluator, out->line->amount, CL_E_MEMORY, "out of memory", out->line);
        return;
    }
    for (size_t i = 0; i < out->count; i++)
        keys[i] = key_of(evaluator, out->line, reason, out->parts[i].member);
    for (size_t i = 0; i < out->count; i++) {
        cl_priced_part *part = &out->parts[i];

        if (!counts(part, side) || keys[i].state == CL_RANGE_NONE)
            continue;
        if (keys[i].state != CL_RANGE_KNOWN) {
            if (side == 0 && out->count > 1)
                part->paid[0] = 0;
            continue;
        }
        for (size_t j = 0; j < out->count; j++)
            if (j != i && counts(&out->parts[j], side) && keys[j].state == CL_RANGE_KNOWN &&
                cl_range_equal(keys[i], keys[j]) == CL_TRUE &&
                is_dearer(&out->parts[j], part, side)) {
                refuse(part, CL_PART_REPEATED, reason, side);
                break;
            }
    }
}

/* ---- limits ---- */

/* The place of a part among those that count, the dearest first. */
static size_t rank_of(const cl_priced_line *out, size_t index, int side)
{
    size_t rank = 0;

    for (size_t j = 0; j < out->count; j++)
        if (j != index && counts(&out->parts[j], side) &&
            is_dearer(&out->parts[j], &out->parts[index], side))
            rank++;
    return rank;
}

/* How much a limit allows on a side; false: no end is known. Of a limit that is not known the least
 * may be nothing. */
static bool limit_on(cl_range limit, int side, int64_t *most)
{
    if (side == 0)
        *most = limit.no_low ? 0 : limit.low.num;
    else
        *most = limit.high.num;
    return side == 0 || !limit.no_high;
}

/* Marks of the parts; NULL after a failure, because a line without its limit would pay too much. */
static bool *marks(const cl_priced_line *out, cl_evaluator *evaluator)
{
    bool *marked = cl_arena_array(&evaluator->scratch, out->count + 1, sizeof *marked);

    if (marked == NULL)
        fail(evaluator, out->line->amount, CL_E_MEMORY, "out of memory", out->line);
    return marked;
}

static void limit_count(cl_priced_line *out, cl_evaluator *evaluator, int side)
{
    bool *beyond = marks(out, evaluator);
    int64_t most;

    if (beyond == NULL || !limit_on(cl_eval_range(evaluator, out->line->at_most), side, &most))
        return;
    for (size_t i = 0; i < out->count; i++)
        beyond[i] = counts(&out->parts[i], side) && (int64_t)rank_of(out, i, side) >= most;
    for (size_t i = 0; i < out->count; i++)
        if (beyond[i])
            refuse(&out->parts[i], CL_PART_BEYOND, 0, side);
}

/* Amount for each unit: a/b > c/d, without dividing. Parts without units come last. */
static bool is_dearer_by_unit(const cl_priced_part *a, const cl_priced_part *b, int side)
{
    cl_wide left = (cl_wide)a->paid[side] * b->units.low.num;
    cl_wide right = (cl_wide)b->paid[side] * a->units.low.num;

    return left != right ? left > right : a->member < b->member;
}

static cl_priced_part *next_by_unit(cl_priced_line *out, const bool *done, int side, size_t *index)
{
    cl_priced_part *best = NULL;

    for (size_t i = 0; i < out->count; i++) {
        cl_priced_part *part = &out->parts[i];

        if (done[i] || !counts(part, side) || part->units.state != CL_RANGE_KNOWN)
            continue;
        if (best == NULL || is_dearer_by_unit(part, best, side)) {
            best = part;
            *index = i;
        }
    }
    return best;
}

static void cut(cl_evaluator *evaluator, const cl_line *line, cl_priced_part *part, int64_t left,
                int side)
{
    cl_range rate = cl_eval_range(evaluator, line->unit_rate), all = cl_range_unknown();
    cl_error error = CL_ERROR_INIT;
    int64_t most;

    if (left == 0) {
        refuse(part, CL_PART_BEYOND, 0, side);
        return;
    }
    part->fate[side] = CL_PART_CUT;
    if (cl_range_multiply(&all, rate, cl_range_known(cl_ratio_int(left)), &error) != 0)
        cl_eval_fail(evaluator, line->unit_rate, &error);
    if (!limit_on(all, side, &most))
        return;
    whole(evaluator, line, side == 0 ? all.low : all.high);
    if (most < part->paid[side])
        part->paid[side] = most;
}

/* A part whose units are not known could take any part of a limit: no end of it is known. */
static void leave_open(cl_priced_line *out, int side)
{
    for (size_t i = 0; side == 1 && i < out->count; i++)
        if (out->parts[i].units.state != CL_RANGE_KNOWN && counts(&out->parts[i], side))
            out->parts[i].endless = true;
}

/* The dearest units first, until the limit is used up. */
static void limit_units(cl_priced_line *out, cl_evaluator *evaluator, int side)
{
    const cl_line *line = out->line;
    cl_range limit = cl_eval_range(evaluator, line->units_at_most);
    bool *done = marks(out, evaluator);
    cl_priced_part *part;
    int64_t left;
    size_t index = 0;

    if (done == NULL)
        return;
    leave_open(out, side);
    if (!limit_on(limit, side, &left))
        return;
    while ((part = next_by_unit(out, done, side, &index)) != NULL) {
        int64_t units = part->units.low.num;

        done[index] = true;
        part->units_paid[side] = units <= left ? units : left;
        if (units > left)
            cut(evaluator, line, part, left, side);
        left -= part->units_paid[side];
    }
}

static bool has_unknown_units(const cl_priced_line *out)
{
    for (size_t i = 0; out->line->units != 0 && i < out->count; i++)
        if (out->parts[i].units.state != CL_RANGE_KNOWN)
            return true;
    return false;
}

static void price_side(cl_priced_line *out, cl_evaluator *evaluator, int side)
{
    for (size_t i = 0; i < out->line->not_paid_count; i++)
        if (out->line->not_paid[i].repeated != 0)
            keep_dearest(out, evaluator, i, side);
    if (out->line->at_most != 0)
        limit_count(out, evaluator, side);
    if (out->line->units_at_most != 0)
        limit_units(out, evaluator, side);
}

/* ---- sums ---- */

static cl_range total(const cl_priced_line *out, cl_evaluator *evaluator)
{
    cl_range sum = cl_range_known(cl_ratio_int(0));
    bool open = has_unknown_units(out);
    cl_error error = CL_ERROR_INIT;

    for (size_t i = 0; i < out->count; i++) {
        const cl_priced_part *part = &out->parts[i];
        cl_range amount =
            cl_range_between(cl_ratio_int(open ? 0 : part->paid[0]), cl_ratio_int(part->paid[1]));

        if (part->endless) {
            amount.no_high = 1;
            amount.state = CL_RANGE_UNKNOWN;
        }
        if (cl_range_add(&sum, sum, amount, &error) != 0) {
            cl_eval_fail(evaluator, out->line->amount, &error);
            return cl_range_unknown();
        }
    }
    return sum;
}

static void check_whole(cl_evaluator *evaluator, const cl_line *line, cl_range amount)
{
    if (!amount.no_low)
        whole(evaluator, line, amount.low);
    if (!amount.no_high)
        whole(evaluator, line, amount.high);
}

/* ---- shares of a sum ---- */

static bool all_weights_known(const cl_priced_line *out)
{
    for (size_t i = 0; i < out->count; i++)
        if (out->parts[i].asked.state != CL_RANGE_KNOWN || out->parts[i].in != CL_TRUE ||
            out->parts[i].refused == CL_UNSURE || out->parts[i].refused == CL_FOR_A_PERSON)
            return false;
    return true;
}

static int64_t divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* One part of a split: whole weights, in the order of ids, so that the odd penny does not depend on
 * the order in which the members were written. */
typedef struct weight {
    cl_view id;
    size_t part;
    int64_t whole;
} weight;

static int by_id(const void *a, const void *b)
{
    const weight *first = a, *second = b;
    int order = cl_view_compare(first->id, second->id);

    return order != 0 ? order : (first->part > second->part) - (first->part < second->part);
}

static cl_view id_of(const cl_dossier *dossier, uint32_t record)
{
    int field = dossier->schema->types[dossier->records[record].type].id_field;

    if (field < 0)
        return (cl_view)CL_VIEW_INIT;
    return cl_dossier_text(dossier, cl_dossier_fact(dossier, record, (unsigned)field));
}

/* Fractions over one denominator; false when it does not fit. */
static bool make_whole(weight *weights, const cl_priced_line *out)
{
    cl_wide common = 1;

    for (size_t i = 0; i < out->count; i++) {
        int64_t den = out->parts[i].asked.low.den;

        common = common / divisor((int64_t)common, den) * den;
        if (common > INT32_MAX)
            return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        cl_ratio share = out->parts[i].asked.low;
        cl_wide value = common / share.den * share.num;

        if (value < 0 || value > INT64_MAX / 4)
            return false;
        weights[i].whole = out->parts[i].refused == CL_TRUE ? 0 : (int64_t)value;
    }
    return true;
}

static void share_out(cl_priced_line *out, cl_evaluator *evaluator, weight *weights, int64_t sum)
{
    cl_money *shares = cl_arena_array(&evaluator->scratch, out->count + 1, sizeof *shares);
    int64_t *numbers = cl_arena_array(&evaluator->scratch, out->count + 1, sizeof *numbers);
    cl_money whole_sum = {sum, ""};
    cl_error error = CL_ERROR_INIT;

    if (shares == NULL || numbers == NULL) {
        fail(evaluator, out->line->amount, CL_E_MEMORY, "out of memory", out->line);
        return;
    }
    memcpy(whole_sum.currency, evaluator->programme->currency, sizeof whole_sum.currency);
    qsort(weights, out->count, sizeof *weights, by_id);
    for (size_t i = 0; i < out->count; i++)
        numbers[i] = weights[i].whole;
    if (cl_money_split(shares, whole_sum, numbers, out->count, &error) != 0) {
        fail(evaluator, out->line->amount, error.code, error.message, out->line);
        return;
    }
    for (size_t i = 0; i < out->count; i++)
        out->parts[weights[i].part].paid[0] = out->parts[weights[i].part].paid[1] = shares[i].minor;
}

/* The sum is split to the penny; who pays what is open while a weight is not known, the sum is not.
 */
static void split(cl_priced_line *out, cl_evaluator *evaluator)
{
    cl_range sum = cl_eval_range(evaluator, out->line->shares_of);
    weight *weights = cl_arena_array(&evaluator->scratch, out->count + 1, sizeof *weights);
    bool known = sum.state == CL_RANGE_KNOWN && all_weights_known(out) && out->count > 0;

    out->amount = sum;
    check_whole(evaluator, out->line, sum);
    if (weights == NULL) {
        fail(evaluator, out->line->amount, CL_E_MEMORY, "out of memory", out->line);
        return;
    }
    for (size_t i = 0; i < out->count; i++) {
        weights[i].part = i;
        weights[i].id = id_of(evaluator->dossier, out->parts[i].member);
        if (out->parts[i].refused == CL_TRUE)
            continue; /* nothing of the sum, however it is split */
        out->parts[i].paid[1] = sum.no_high ? 0 : sum.high.num;
        out->parts[i].endless = sum.no_high;
    }
    if (!known)
        return;
    if (make_whole(weights, out))
        share_out(out, evaluator, weights, sum.low.num);
    else
        fail(evaluator, out->line->amount, CL_E_SCRIPT,
             "the weights of the split are negative or too fine", out->line);
}

static void price_members(cl_priced_line *out, cl_evaluator *evaluator)
{
    out->members = cl_eval_list(evaluator, out->line->each);
    if (out->members.state == CL_RANGE_UNKNOWN) {
        out->amount = cl_range_unknown();
        out->amount.low = cl_ratio_int(0);
        out->amount.no_low = 0;
        return;
    }
    out->parts = cl_arena_array(&evaluator->scratch, out->members.count + 1u, sizeof *out->parts);
    if (out->parts == NULL) {
        fail(evaluator, out->line->amount, CL_E_MEMORY, "out of memory", out->line);
        return;
    }
    collect(out, evaluator);
    if (out->line->shares_of != 0) {
        split(out, evaluator);
        return;
    }
    price_side(out, evaluator, 0);
    price_side(out, evaluator, 1);
    out->amount = total(out, evaluator);
}

void cl_price_line(cl_priced_line *out, cl_evaluator *evaluator, const cl_line *line)
{
    memset(out, 0, sizeof *out);
    out->line = line;
    out->amount = cl_range_known(cl_ratio_int(0));
    out->applies = line->applies == 0 ? CL_TRUE : cl_eval_truth(evaluator, line->applies);
    if (out->applies == CL_FALSE)
        return;
    if (line->each != 0) {
        price_members(out, evaluator);
    } else {
        out->amount = cl_eval_range(evaluator, line->amount);
        check_whole(evaluator, line, out->amount);
    }
    if (out->applies != CL_TRUE)
        out->amount = cl_range_or_zero(out->amount);
}

/* ---- what is missing ---- */

static void blame_part(cl_blame *blame, cl_evaluator *evaluator, const cl_priced_line *priced,
                       const cl_priced_part *part)
{
    const cl_line *line = priced->line;

    if (part->refused == CL_TRUE)
        return; /* nothing that is not known can change it */
    if (part->in != CL_TRUE)
        cl_blame_membership(blame, evaluator, line->each, part->member);
    evaluator->members[line->binder] = part->member;
    for (size_t i = 0; i < line->not_paid_count; i++) {
        if (line->not_paid[i].when != 0)
            cl_blame_truth(blame, evaluator, line->not_paid[i].when);
        else if (priced->count > 1)
            cl_blame_range(blame, evaluator, line->not_paid[i].repeated);
    }
    cl_blame_range(blame, evaluator, line->amount);
    if (line->units != 0)
        cl_blame_range(blame, evaluator, line->units);
}

void cl_blame_line(cl_blame *blame, cl_evaluator *evaluator, const cl_priced_line *priced)
{
    const cl_line *line = priced->line;
    uint32_t outer = evaluator->members[line->binder];

    if (priced->amount.state == CL_RANGE_KNOWN)
        return;
    if (priced->applies != CL_TRUE)
        cl_blame_truth(blame, evaluator, line->applies);
    if (line->each == 0) {
        cl_blame_range(blame, evaluator, line->amount);
        return;
    }
    if (priced->members.state == CL_RANGE_UNKNOWN)
        cl_blame_list(blame, evaluator, line->each);
    for (size_t i = 0; i < priced->count; i++)
        blame_part(blame, evaluator, priced, &priced->parts[i]);
    evaluator->members[line->binder] = outer;
    if (line->at_most != 0)
        cl_blame_range(blame, evaluator, line->at_most);
    if (line->units_at_most != 0)
        cl_blame_range(blame, evaluator, line->units_at_most);
    if (line->unit_rate != 0)
        cl_blame_range(blame, evaluator, line->unit_rate);
    if (line->shares_of != 0)
        cl_blame_range(blame, evaluator, line->shares_of);
}
