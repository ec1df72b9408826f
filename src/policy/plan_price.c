/* SPDX-License-Identifier: MIT
 *
 * Pricing a line by the plan, where all that it asks is known: whole numbers throughout, and the
 * least that is paid is the most. The result is that of cl_price_line().
 */
#include "plan_price.h"

#include "plan_run.h"

typedef struct pricing {
    cl_priced_line *out;
    cl_evaluator *evaluator;
    const cl_line *line;
    const cl_planned_line *planned;
    const cl_plan_run *run;
    uint64_t in, refused; /* members that are in the list; and for whom nothing is paid */
} pricing;

/* ---- is all of it known? ---- */

static bool exact(const pricing *p, cl_slot slot)
{
    return slot == CL_PLAN_NONE || cl_span_exact(cl_plan_span_at(p->run, slot));
}

static bool limits_are_known(const pricing *p)
{
    return exact(p, p->planned->at_most) && exact(p, p->planned->units_at_most) &&
           exact(p, p->planned->unit_rate);
}

/* Of whom it is not known whether a reason stands against them; and against whom one does. */
static uint64_t look_at_reasons(pricing *p)
{
    uint64_t open = 0;

    p->refused = 0;
    for (size_t i = 0; i < p->planned->reason_count; i++) {
        cl_slot slot = p->planned->reasons[i];

        if (p->planned->repeated[i]) {
            open |= ~(p->run->columns[slot].known | p->run->columns[slot].none);
        } else {
            const cl_mask *mask = cl_plan_mask_at(p->run, slot);

            open |= mask->may & ~mask->yes;
            p->refused |= mask->yes;
        }
    }
    return open;
}

static bool parts_are_known(pricing *p)
{
    const cl_planned_line *planned = p->planned;
    uint64_t open = ~p->run->columns[planned->amount].known | look_at_reasons(p);

    if (planned->units != CL_PLAN_NONE)
        open |= ~p->run->columns[planned->units].known;
    return (p->in & open) == 0;
}

/* ---- parts ---- */

static cl_range known(int64_t value)
{
    return (cl_range){{value, 1}, {value, 1}, NULL, CL_RANGE_KNOWN, 0, 0, 0};
}

static const cl_range nothing = {{0, 0}, {0, 0}, NULL, CL_RANGE_UNKNOWN, 0, 0, 0};

static void refuse(cl_priced_part *part, cl_part_fate fate, size_t why)
{
    part->paid[0] = part->paid[1] = 0;
    part->fate[0] = part->fate[1] = fate;
    part->why = why;
}

/* The first reason that stands against the member. */
static size_t reason_against(const pricing *p, unsigned member)
{
    size_t i = 0;

    while (p->planned->repeated[i] ||
           (cl_plan_mask_at(p->run, p->planned->reasons[i])->yes >> member & 1) == 0)
        i++;
    return i;
}

/* Each field is given its value: to clear the whole first takes longer than that. */
static void add_part(pricing *p, unsigned member)
{
    cl_priced_part *part = &p->out->parts[p->out->count++];
    int64_t amount = p->run->columns[p->planned->amount].at.of[member];
    bool refused = (p->refused >> member & 1) != 0;

    part->member = p->out->members.first + member;
    part->in = CL_TRUE;
    part->refused = refused ? CL_TRUE : CL_FALSE;
    part->asked = known(amount);
    part->paid[0] = part->paid[1] = amount;
    part->endless = false;
    part->fate[0] = part->fate[1] = CL_PART_PAID;
    part->why = 0;
    part->units = nothing;
    if (p->planned->units != CL_PLAN_NONE)
        part->units = known(p->run->columns[p->planned->units].at.of[member]);
    part->units_paid[0] = part->units_paid[1] = 0;
    if (refused)
        refuse(part, CL_PART_REFUSED, reason_against(p, member));
}

static bool is_paid(const cl_priced_part *part)
{
    return part->fate[0] == CL_PART_PAID;
}

/* Of parts with one key the dearest is paid, of equal ones the first. */
static void keep_dearest(pricing *p, size_t reason)
{
    const cl_column *keys = &p->run->columns[p->planned->reasons[reason]];
    cl_priced_part *parts = p->out->parts;

    for (size_t i = 0; i < p->out->count; i++) {
        uint32_t first = parts[i].member - p->out->members.first;

        for (size_t j = i + 1; j < p->out->count && is_paid(&parts[i]); j++) {
            uint32_t second = parts[j].member - p->out->members.first;

            if (!is_paid(&parts[j]) || (keys->known >> first & keys->known >> second & 1) == 0 ||
                keys->at.of[first] != keys->at.of[second])
                continue;
            refuse(parts[j].paid[0] > parts[i].paid[0] ? &parts[i] : &parts[j], CL_PART_REPEATED,
                   reason);
        }
    }
}

/* The cheapest go, of equal ones the last, until there are so many. */
static void keep_so_many(pricing *p, int64_t most)
{
    cl_priced_part *parts = p->out->parts;
    int64_t paid = 0;

    if ((int64_t)p->out->count <= most)
        return;
    for (size_t i = 0; i < p->out->count; i++)
        paid += is_paid(&parts[i]);
    for (; paid > (most < 0 ? 0 : most); paid--) {
        size_t cheapest = SIZE_MAX;

        for (size_t i = 0; i < p->out->count; i++)
            if (is_paid(&parts[i]) &&
                (cheapest == SIZE_MAX || parts[i].paid[0] <= parts[cheapest].paid[0]))
                cheapest = i;
        refuse(&parts[cheapest], CL_PART_BEYOND, 0);
    }
}

/* Amount for each unit: a/b > c/d, without dividing. */
static bool is_dearer_by_unit(const cl_priced_part *a, const cl_priced_part *b)
{
    return (cl_wide)a->paid[0] * b->units.low.num > (cl_wide)b->paid[0] * a->units.low.num;
}

/* The part whose units are paid next; NULL when all have had theirs. */
static cl_priced_part *next_by_unit(const pricing *p, uint64_t done, size_t *index)
{
    cl_priced_part *best = NULL;

    for (size_t i = 0; i < p->out->count; i++) {
        cl_priced_part *part = &p->out->parts[i];

        if ((done >> i & 1) != 0 || !is_paid(part) ||
            (best != NULL && !is_dearer_by_unit(part, best)))
            continue;
        best = part;
        *index = i;
    }
    return best;
}

static bool cut(cl_priced_part *part, int64_t left, int64_t rate)
{
    int64_t most;

    if (left == 0) {
        refuse(part, CL_PART_BEYOND, 0);
        return true;
    }
    part->fate[0] = part->fate[1] = CL_PART_CUT;
    if (__builtin_mul_overflow(left, rate, &most))
        return false;
    if (most < part->paid[0])
        part->paid[0] = part->paid[1] = most;
    return true;
}

static bool keep_so_many_units(pricing *p, int64_t left, int64_t rate)
{
    uint64_t done = 0;
    cl_priced_part *part;
    size_t index = 0;

    while ((part = next_by_unit(p, done, &index)) != NULL) {
        int64_t units = part->units.low.num, paid = units <= left ? units : left;

        done |= (uint64_t)1 << index;
        part->units_paid[0] = part->units_paid[1] = paid;
        if (units > left && !cut(part, left, rate))
            return false;
        left -= paid;
    }
    return true;
}

/* ---- the line ---- */

static bool limit(pricing *p)
{
    const cl_planned_line *planned = p->planned;

    for (size_t i = 0; p->out->count > 1 && i < planned->reason_count; i++)
        if (planned->repeated[i])
            keep_dearest(p, i);
    if (planned->at_most != CL_PLAN_NONE)
        keep_so_many(p, cl_plan_span_at(p->run, planned->at_most)->low);
    return planned->units_at_most == CL_PLAN_NONE ||
           keep_so_many_units(p, cl_plan_span_at(p->run, planned->units_at_most)->low,
                              cl_plan_span_at(p->run, planned->unit_rate)->low);
}

static bool add_up(pricing *p)
{
    int64_t sum = 0;

    for (size_t i = 0; i < p->out->count; i++)
        if (__builtin_add_overflow(sum, p->out->parts[i].paid[0], &sum))
            return false;
    p->out->amount = known(sum);
    return true;
}

/* The steps of the line are done, and did not meet trouble. */
static bool run_line(const pricing *p)
{
    cl_plan_run_line(p->evaluator->plan, p->evaluator, p->planned, p->in);
    return (p->planned->trouble & p->run->trouble) == 0;
}

static bool price_members(pricing *p)
{
    const cl_base *base = &p->run->bases[p->planned->base];
    const cl_mask *list = cl_plan_mask_at(p->run, p->planned->each);

    p->in = list->yes;
    p->out->members = (cl_members){base->first, base->count, NULL, CL_RANGE_KNOWN};
    if (list->may == 0)
        return true; /* of no parts no limit is asked */
    if (list->yes != list->may || !limits_are_known(p) || !run_line(p) || !parts_are_known(p))
        return false;
    p->out->parts =
        cl_arena_take(&p->evaluator->scratch, (size_t)cl_mask_bits(p->in) * sizeof *p->out->parts);
    if (p->out->parts == NULL)
        return false;
    for (uint64_t in = p->in; in != 0; in &= in - 1)
        add_part(p, (unsigned)__builtin_ctzll(in));
    return limit(p) && add_up(p);
}

/* Each field is given its value, as in add_part(). */
static void begin(cl_priced_line *out, const cl_line *line)
{
    out->line = line;
    out->applies = CL_TRUE;
    out->members = (cl_members){0, 0, NULL, CL_RANGE_UNKNOWN};
    out->parts = NULL;
    out->count = 0;
    out->amount = known(0);
}

bool cl_plan_price(cl_priced_line *out, cl_evaluator *evaluator, const cl_line *line,
                   const cl_planned_line *planned)
{
    pricing p = {out, evaluator, line, planned, evaluator->plan, 0, 0};

    if ((planned->trouble & p.run->trouble) != 0)
        return false;
    begin(out, line);
    if (planned->applies != CL_PLAN_NONE)
        out->applies = cl_plan_truth(p.run, planned->applies);
    if (out->applies != CL_TRUE)
        return out->applies == CL_FALSE;
    if (line->each != 0)
        return price_members(&p);
    if (!run_line(&p))
        return false;
    out->amount = cl_plan_range(p.run, planned->amount);
    return true;
}
