/* SPDX-License-Identifier: MIT
 *
 * The decision as a record: rules and verdicts, level, lines, what is done to their sum, grant and
 * instalments.
 */
#include "assess.h"

#include <string.h>

#include "assume.h"
#include "judge.h"
#include "plan.h"
#include "plan_price.h"

typedef struct assessing {
    cl_assessment *out;
    cl_evaluator *evaluator;
    const cl_programme *programme;
    const cl_decide_options *options;
    const cl_plan *plan; /* has run; NULL: everything is asked of the evaluator */
    cl_error *error;
    int rc;
} assessing;

/* All arrays in one piece; a pointer to each, in the order of their alignment. Whoever counts one
 * of them on fills it. */
static bool make_room(assessing *a)
{
    size_t rules = a->programme->rules.count, lines = a->programme->lines.count;
    size_t adjusts = a->programme->adjusts.count, instalments = a->programme->instalments.count;
    cl_assessment *out = a->out;
    char *at =
        cl_arena_take(&a->evaluator->scratch,
                      lines * sizeof *out->priced + (lines + adjusts) * sizeof *out->lines +
                          adjusts * sizeof *out->sums + instalments * sizeof *out->instalments +
                          rules * sizeof *out->outcomes);

    if (at == NULL) {
        a->rc = cl_fail(a->error, CL_E_MEMORY, "out of memory");
        return false;
    }
    out->priced = (cl_priced_line *)(void *)at;
    out->lines = (cl_assessed_line *)(void *)(out->priced + lines);
    out->sums = (cl_range *)(void *)(out->lines + lines + adjusts);
    out->instalments = (cl_assessed_instalment *)(void *)(out->sums + adjusts);
    out->outcomes = (cl_outcome *)(void *)(out->instalments + instalments);
    return true;
}

static cl_truth applies(assessing *a, cl_node node)
{
    return node == 0 ? CL_TRUE : cl_eval_truth(a->evaluator, node);
}

/* ---- rules ---- */

const cl_waiver *cl_assess_waiver(const cl_decide_options *options, const cl_rule *rule,
                                  cl_date day)
{
    for (size_t i = 0; i < options->waiver_count; i++)
        if (rule->level == CL_LEVEL_WAIVABLE && strcmp(options->waivers[i].rule, rule->id) == 0 &&
            options->waivers[i].until >= day)
            return &options->waivers[i];
    return NULL;
}

static cl_outcome outcome_of(cl_truth truth)
{
    static const cl_outcome outcomes[] = {[CL_TRUE] = CL_OUTCOME_PASS,
                                          [CL_FALSE] = CL_OUTCOME_FAIL,
                                          [CL_UNSURE] = CL_OUTCOME_UNKNOWN,
                                          [CL_FOR_A_PERSON] = CL_OUTCOME_JUDGEMENT};

    return outcomes[truth];
}

enum { OUTCOME_BITS = 8, DECIDES_NOTHING = CL_STAGE_COUNT };

unsigned char cl_assess_seen_at(const cl_rule *rule)
{
    bool decides = rule->level != CL_LEVEL_ADVISORY && !rule->trial;

    return (unsigned char)(OUTCOME_BITS * (decides ? (int)rule->stage : DECIDES_NOTHING));
}

static cl_outcome waived_or(const assessing *a, const cl_rule *rule, cl_outcome outcome)
{
    if (outcome == CL_OUTCOME_FAIL &&
        cl_assess_waiver(a->options, rule, a->evaluator->dossier->date) != NULL)
        return CL_OUTCOME_WAIVED;
    return outcome;
}

/* The heaviest of the outcomes that were seen decides. */
static cl_verdict verdict_of(uint64_t seen)
{
    if ((seen >> CL_OUTCOME_FAIL & 1) != 0)
        return CL_VERDICT_INELIGIBLE;
    if ((seen >> CL_OUTCOME_UNKNOWN & 1) != 0)
        return CL_VERDICT_UNDETERMINED;
    return (seen >> CL_OUTCOME_JUDGEMENT & 1) != 0 ? CL_VERDICT_NEEDS_JUDGEMENT
                                                   : CL_VERDICT_ELIGIBLE;
}

/* A later stage includes the earlier ones. */
static void assess_stages(assessing *a, uint64_t seen)
{
    uint64_t so_far = 0;

    for (cl_stage stage = 0; stage <= a->options->stage; stage++) {
        so_far |= seen >> OUTCOME_BITS * stage;
        a->out->stages[stage] = verdict_of(so_far & ((1u << OUTCOME_BITS) - 1));
    }
    a->out->last_stage = a->options->stage;
    a->out->verdict = a->out->stages[a->options->stage];
}

/* Rules that the plan did not answer, or none of them where there is no plan. The outcomes that
 * were seen. */
static uint64_t judge_rules(assessing *a, uint64_t trouble)
{
    const cl_rule *rules = a->programme->rules.items;
    uint64_t seen = 0;

    for (size_t i = 0; i < a->programme->rules.count; i++) {
        cl_outcome *outcome = &a->out->outcomes[i];

        if (rules[i].stage > a->options->stage) {
            *outcome = CL_OUTCOME_PASS;
            continue;
        }
        if (a->plan == NULL || (a->plan->rules[i].trouble & trouble) != 0)
            *outcome = outcome_of(cl_judge_rule(a->evaluator, &rules[i]));
        if (a->options->waiver_count > 0)
            *outcome = waived_or(a, &rules[i], *outcome);
        seen |= (uint64_t)1 << *outcome << cl_assess_seen_at(&rules[i]);
    }
    return seen;
}

/* What the plan found; the outcomes that were seen. */
static uint64_t take_planned(const assessing *a)
{
    static const uint8_t found[] = {CL_OUTCOME_FAIL,    CL_OUTCOME_PASS,   CL_OUTCOME_JUDGEMENT,
                                    CL_OUTCOME_PASS,    CL_OUTCOME_FAIL,   CL_OUTCOME_UNKNOWN,
                                    CL_OUTCOME_UNKNOWN, CL_OUTCOME_UNKNOWN};
    const cl_planned_rule *planned = a->plan->rules;
    const cl_plan_run *run = a->evaluator->plan;
    cl_outcome *outcomes = a->out->outcomes;
    size_t count = a->programme->rules.count;
    uint64_t seen = 0;

    for (size_t i = 0; i < count; i++) {
        uint8_t outcome = found[cl_plan_bits(run, planned[i].holds)];

        outcomes[i] = outcome;
        seen |= (uint64_t)1 << (outcome + planned[i].seen_at);
    }
    return seen;
}

/* Nearly always the plan answers all rules of all stages, and none is waived. */
static void assess_rules(assessing *a)
{
    uint64_t seen = 0, trouble = 0;

    if (a->plan != NULL) {
        seen = take_planned(a);
        trouble = a->plan->rules_trouble & a->evaluator->plan->trouble;
    }
    if (a->plan == NULL || trouble != 0 || a->options->waiver_count > 0 ||
        a->options->stage != CL_STAGE_COUNT - 1)
        seen = judge_rules(a, trouble);
    assess_stages(a, seen);
}

/* The highest level whose needs are met; none while a higher one is not certain. */
static void assess_level(assessing *a)
{
    for (size_t i = a->programme->grades.count; i-- > 0;) {
        const cl_grade *grade = cl_vec_at(&a->programme->grades, i);
        cl_truth truth = cl_eval_truth(a->evaluator, grade->needs);

        if (truth == CL_FALSE)
            continue;
        if (truth == CL_TRUE)
            a->out->level = grade;
        else
            a->out->open_level = grade;
        return;
    }
}

/* ---- lines ---- */

static bool is_nothing(const cl_priced_line *priced)
{
    return priced->applies == CL_FALSE ||
           (priced->line->each != 0 && priced->count == 0 &&
            priced->amount.state == CL_RANGE_KNOWN && priced->amount.low.num == 0);
}

/* A second time for the words of an error: the object for them is larger than all else here, and
 * clearing it each time would show. */
static void add_line(assessing *a, cl_range *sum, const cl_priced_line *priced)
{
    cl_error error;

    if (cl_range_add(sum, *sum, priced->amount, NULL) == 0)
        return;
    cl_range_add(sum, *sum, priced->amount, &error);
    cl_eval_fail(a->evaluator, priced->line->amount, &error);
}

static cl_range whole(int64_t value)
{
    return (cl_range){{value, 1}, {value, 1}, NULL, CL_RANGE_KNOWN, 0, 0, 0};
}

static cl_range at_least_whole(int64_t value)
{
    return (cl_range){{value, 1}, {0, 1}, NULL, CL_RANGE_UNKNOWN, 0, 1, 0};
}

/* Known and whole, or at least that much. */
static bool is_simple(const cl_range *range)
{
    bool at_least = !range->no_low && range->no_high && !range->maybe_none;

    return range->low.den == 1 && (range->state == CL_RANGE_KNOWN || at_least);
}

/* Nearly all sums are whole, and known or without an end: they need no ranges. */
static void add_to(assessing *a, cl_range *sum, const cl_priced_line *priced)
{
    const cl_range *more = &priced->amount;
    int64_t both;

    if (!is_simple(sum) || !is_simple(more) ||
        __builtin_add_overflow(sum->low.num, more->low.num, &both))
        add_line(a, sum, priced);
    else
        *sum = sum->no_high || more->no_high ? at_least_whole(both) : whole(both);
}

static cl_range add_up(assessing *a)
{
    cl_range sum = whole(0);
    const cl_line *lines = a->programme->lines.items;

    for (size_t i = 0; i < a->programme->lines.count; i++) {
        const cl_line *line = &lines[i];
        cl_priced_line *priced = &a->out->priced[i];

        if (a->plan == NULL || !cl_plan_price(priced, a->evaluator, line, &a->plan->lines[i]))
            cl_price_line(priced, a->evaluator, line);
        if (is_nothing(priced))
            continue;
        add_to(a, &sum, priced);
        a->out->lines[a->out->line_count++] =
            (cl_assessed_line){priced, NULL, priced->amount, cl_range_unknown()};
    }
    return sum;
}

/* ---- caps, floors and roundings ---- */

static cl_range rounded(assessing *a, const cl_adjust *adjust, cl_range sum)
{
    cl_error error = CL_ERROR_INIT;
    cl_range after = sum;

    if (cl_range_round(&after, sum, adjust->mode, cl_ratio_int(adjust->step), &error) != 0)
        cl_eval_fail(a->evaluator, adjust->at, &error);
    return after;
}

/* The sum after the adjustment. */
static cl_range adjusted(assessing *a, const cl_adjust *adjust, cl_range sum)
{
    cl_range at = adjust->at == 0 ? cl_range_unknown() : cl_eval_range(a->evaluator, adjust->at);
    cl_truth enough;

    switch (adjust->kind) {
    case CL_ADJUST_CAP:
        return cl_range_least(sum, at);
    case CL_ADJUST_ROUNDING:
        return rounded(a, adjust, sum);
    case CL_ADJUST_NOTHING_BELOW:
        enough = cl_range_at_least(sum, at);
        if (enough == CL_FALSE)
            return cl_range_known(cl_ratio_int(0));
        return enough == CL_TRUE ? sum : cl_range_or_zero(sum);
    }
    return sum;
}

static cl_range difference(assessing *a, cl_range before, cl_range after)
{
    cl_range change = cl_range_unknown();
    cl_error error = CL_ERROR_INIT;

    if (before.state == CL_RANGE_KNOWN && after.state == CL_RANGE_KNOWN &&
        cl_range_subtract(&change, after, before, &error) != 0)
        cl_eval_fail(a->evaluator, 0, &error);
    return change;
}

static bool same_range(cl_range a, cl_range b)
{
    return a.no_low == b.no_low && a.no_high == b.no_high &&
           (a.no_low || cl_ratio_compare(a.low, b.low) == 0) &&
           (a.no_high || cl_ratio_compare(a.high, b.high) == 0);
}

/* A cap on a simple sum, as the plan found it; false where it did not. A sum without an end has one
 * below the cap. */
static bool capped(assessing *a, size_t i, cl_range *sum)
{
    const cl_planned_adjust *planned = a->plan == NULL ? NULL : &a->plan->adjusts[i];
    cl_range before = *sum;
    const cl_span *at;
    int64_t less;

    if (planned == NULL || !is_simple(sum) || (planned->trouble & a->evaluator->plan->trouble) != 0)
        return false;
    at = cl_plan_span_at(a->evaluator->plan, planned->at);
    if (at->low != at->high || __builtin_sub_overflow(at->low, sum->low.num, &less))
        return false;
    if (less >= 0 && !before.no_high)
        return true;
    *sum = less <= 0 ? whole(at->low)
                     : cl_range_between(cl_ratio_int(before.low.num), cl_ratio_int(at->low));
    a->out->lines[a->out->line_count++] =
        (cl_assessed_line){NULL, cl_vec_at(&a->programme->adjusts, i),
                           before.no_high ? cl_range_unknown() : whole(less), before};
    return true;
}

static void adjust(assessing *a, size_t i, cl_range *sum)
{
    const cl_adjust *adjust = cl_vec_at(&a->programme->adjusts, i);
    cl_truth counts = applies(a, adjust->applies);
    cl_range after = counts == CL_FALSE ? *sum : adjusted(a, adjust, *sum);

    if (counts != CL_TRUE)
        after = cl_range_hull(after, *sum);
    if (!same_range(*sum, after))
        a->out->lines[a->out->line_count++] =
            (cl_assessed_line){NULL, adjust, difference(a, *sum, after), *sum};
    *sum = after;
}

static cl_range adjust_all(assessing *a, cl_range sum)
{
    for (size_t i = 0; i < a->programme->adjusts.count; i++) {
        if (!capped(a, i, &sum))
            adjust(a, i, &sum);
        a->out->sums[i] = sum;
    }
    return sum;
}

/* ---- instalments ---- */

/* While it is open which plan applies, none is shown. */
static bool choose_plan(assessing *a)
{
    size_t count = a->programme->instalments.count;
    bool open = false;

    for (size_t i = 0; i < count; i++) {
        const cl_instalment_rule *rule = cl_vec_at(&a->programme->instalments, i);
        cl_truth counts = applies(a, rule->applies);

        open = open || (counts != CL_FALSE && counts != CL_TRUE);
        if (counts == CL_TRUE)
            a->out->instalments[a->out->instalment_count++].rule = rule;
    }
    if (open)
        a->out->instalment_count = 0;
    return !open;
}

static void assess_instalments(assessing *a)
{
    cl_arena *scratch = &a->evaluator->scratch;
    size_t count = a->programme->instalments.count, rest = count + 1;
    cl_ratio *shares;
    int64_t *parts;

    if (a->out->grant.state != CL_RANGE_KNOWN || a->out->verdict == CL_VERDICT_INELIGIBLE ||
        !choose_plan(a))
        return;
    shares = cl_arena_array(scratch, count + 1, sizeof *shares);
    parts = cl_arena_array(scratch, count + 1, sizeof *parts);
    if (shares == NULL || parts == NULL) {
        a->rc = cl_fail(a->error, CL_E_MEMORY, "out of memory");
        return;
    }
    count = a->out->instalment_count;
    for (size_t i = 0; i < count; i++) {
        shares[i] = a->out->instalments[i].rule->share;
        rest = a->out->instalments[i].rule->rest ? i : rest;
    }
    a->rc = cl_money_plan(parts, a->out->grant.low.num, shares, count, rest, a->error);
    for (size_t i = 0; a->rc == 0 && i < count; i++)
        a->out->instalments[i].minor = parts[i];
}

/* ---- the whole ---- */

/* What make_room() does not give. */
static void begin(cl_assessment *out)
{
    for (int stage = 0; stage < CL_STAGE_COUNT; stage++)
        out->stages[stage] = CL_VERDICT_ELIGIBLE;
    out->level = out->open_level = NULL;
    out->line_count = out->instalment_count = 0;
}

int cl_assess(cl_assessment *out, cl_evaluator *evaluator, const cl_dossier *dossier,
              const cl_decide_options *options, cl_error *e)
{
    static const cl_decide_options standard = CL_DECIDE_OPTIONS_INIT;
    assessing a = {
        out, evaluator, evaluator->programme, options == NULL ? &standard : options, NULL, e, 0};

    begin(out);
    cl_evaluator_begin(evaluator, dossier, e);
    a.rc = cl_assume(evaluator, a.options->assume, a.options->assume_count, e);
    if (a.rc == 0 && evaluator->plan != NULL && evaluator->watch == NULL &&
        evaluator->narrowed == NULL) {       /* a plan knows a fact or knows it not */
        a.plan = evaluator->programme->plan; /* taken away while a tree is changed */
        if (a.plan != NULL)
            cl_plan_run_all(evaluator->plan, evaluator);
    }
    if (a.rc == 0 && make_room(&a)) {
        assess_rules(&a);
        assess_level(&a);
        out->grant = adjust_all(&a, add_up(&a));
        assess_instalments(&a);
    }
    return a.rc != 0 ? a.rc : evaluator->rc; /* its place and message are in `e` already */
}
