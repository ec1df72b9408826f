/* SPDX-License-Identifier: MIT
 *
 * Running a plan over a dossier: one step after the other, each over all members of its list.
 */
#include "plan_run.h"

#include <string.h>

#include "alloc.h"

/* ---- memory ---- */

bool cl_plan_run_init(cl_plan_run *run, const cl_programme *programme)
{
    const cl_plan *plan = programme->plan;

    memset(run, 0, sizeof *run);
    run->masks = cl_calloc(plan->mask_words + 3, sizeof *run->masks);
    run->columns = cl_calloc(plan->column_count + 1, sizeof *run->columns);
    run->spans = cl_calloc(plan->span_words + 2, sizeof *run->spans);
    run->bases = cl_calloc(plan->base_count + 1, sizeof *run->bases);
    run->all = cl_calloc(plan->base_count + 1, sizeof *run->all);
    run->listed = cl_calloc(programme->params.count + 1, sizeof *run->listed);
    run->listed_from = cl_calloc(programme->params.count + 1, sizeof *run->listed_from);
    if (run->masks != NULL && run->columns != NULL && run->spans != NULL && run->bases != NULL &&
        run->all != NULL && run->listed != NULL && run->listed_from != NULL)
        return true;
    cl_plan_run_clear(run);
    return false;
}

void cl_plan_run_clear(cl_plan_run *run)
{
    cl_free(run->masks);
    cl_free(run->columns);
    cl_free(run->spans);
    cl_free(run->bases);
    cl_free(run->all);
    cl_free(run->listed);
    cl_free(run->listed_from);
    memset(run, 0, sizeof *run);
}

/* ---- all steps ---- */

/* Which members have one of two words. */
static inline cl_mask word(const uint64_t *words, const cl_step *step)
{
    uint64_t open = words[CL_PLAN_WORDS + CL_FACT_UNKNOWN];
    uint64_t yes = words[step->field] | words[step->list];

    return (cl_mask){yes, yes | open, open};
}

/* Which members have one of many. */
static cl_mask word_among(const uint64_t *words, const cl_step *step)
{
    uint64_t open = words[CL_PLAN_WORDS + CL_FACT_UNKNOWN], yes = 0;

    for (uint64_t left = (uint64_t)step->value; left != 0; left &= left - 1)
        yes |= words[__builtin_ctzll(left)];
    return (cl_mask){yes, yes | open, open};
}

static inline cl_mask fact_word(const cl_fact *fact, const cl_step *step)
{
    uint64_t open = fact->state == CL_FACT_UNKNOWN;
    uint64_t yes = (uint64_t)(fact->state == CL_FACT_KNOWN) &
                   (uint64_t)step->value >> ((uint64_t)fact->value % CL_PLAN_WORDS);

    return (cl_mask){yes, yes | open, open};
}

/* To the next step, while it is one of the same kind: they are put in an order in which that is
 * usual. */
static inline bool more(const cl_step **step, cl_step_op op)
{
    if ((*step)[1].op != op)
        return false;
    (*step)++;
    return true;
}

static inline cl_mask *mask_at(uint64_t *masks, cl_slot slot)
{
    return (cl_mask *)(void *)(masks + slot);
}

static inline cl_span *span_at(int64_t *spans, cl_slot slot)
{
    return (cl_span *)(void *)(spans + slot);
}

/* One switch, in the loop and not in a function of its own: there are a hundred steps in a decision
 * of half a microsecond. `step`: the first one, up to END. */
static void run_steps(const cl_running *r, const cl_step *step)
{
    cl_plan_run *const run = r->run;
    uint64_t *const masks = run->masks;
    int64_t *const spans = run->spans;

    for (;; step++)
        switch ((cl_step_op)step->op) {
        case CL_STEP_END:
            return;
        case CL_STEP_LIST:
            cl_run_list(r, step);
            break;
        case CL_STEP_CONST:
            *mask_at(masks, step->out) = cl_mask_closed(step->value != 0, step->value != 0, false);
            break;
        case CL_STEP_ALL:
            *mask_at(masks, step->out) = (cl_mask){run->all[step->base], run->all[step->base], 0};
            break;
        case CL_STEP_SPREAD:
            *mask_at(masks, step->out) =
                cl_mask_spread(mask_at(masks, step->a), run->all[step->base]);
            break;
        case CL_STEP_FACT:
            do
                *mask_at(masks, step->out) = cl_run_fact(r, step);
            while (more(&step, CL_STEP_FACT));
            break;
        case CL_STEP_FACT_WORD:
            do
                *mask_at(masks, step->out) = fact_word(cl_reach(r, step, r->dossier->facts), step);
            while (more(&step, CL_STEP_FACT_WORD));
            break;
        case CL_STEP_WORD:
            do
                *mask_at(masks, step->out) = word(run->columns[step->a].at.words, step);
            while (more(&step, CL_STEP_WORD));
            break;
        case CL_STEP_WORD_AMONG:
            *mask_at(masks, step->out) = word_among(run->columns[step->a].at.words, step);
            break;
        case CL_STEP_TEST:
            do
                cl_run_test(r, step);
            while (more(&step, CL_STEP_TEST));
            break;
        case CL_STEP_SOME_BELOW:
            cl_run_some_below(r, step);
            break;
        case CL_STEP_SOME_LINKED:
            do
                cl_run_some_linked(r, step);
            while (more(&step, CL_STEP_SOME_LINKED));
            break;
        case CL_STEP_AND:
            do
                *mask_at(masks, step->out) =
                    cl_mask_and(mask_at(masks, step->a), mask_at(masks, step->b));
            while (more(&step, CL_STEP_AND));
            break;
        case CL_STEP_OR:
            do
                *mask_at(masks, step->out) =
                    cl_mask_or(mask_at(masks, step->a), mask_at(masks, step->b));
            while (more(&step, CL_STEP_OR));
            break;
        case CL_STEP_NOT:
            do
                *mask_at(masks, step->out) =
                    cl_mask_not(mask_at(masks, step->a), run->all[step->base]);
            while (more(&step, CL_STEP_NOT));
            break;
        case CL_STEP_UNLESS:
            do
                *mask_at(masks, step->out) = cl_mask_unless(
                    mask_at(masks, step->a), mask_at(masks, step->b), run->all[step->base]);
            while (more(&step, CL_STEP_UNLESS));
            break;
        case CL_STEP_EVERY:
            do
                *mask_at(masks, step->out) =
                    cl_mask_every(mask_at(masks, step->a), mask_at(masks, step->b));
            while (more(&step, CL_STEP_EVERY));
            break;
        case CL_STEP_SOME:
            *mask_at(masks, step->out) =
                cl_mask_some(mask_at(masks, step->a), mask_at(masks, step->b));
            break;
        case CL_STEP_COUNT:
            do
                *span_at(spans, step->out) = cl_span_count(mask_at(masks, step->a));
            while (more(&step, CL_STEP_COUNT));
            break;
        case CL_STEP_DISTINCT:
            *span_at(spans, step->out) = cl_run_distinct(r, step);
            break;
        case CL_STEP_SPAN:
            *span_at(spans, step->out) = (cl_span){step->value, step->value};
            break;
        case CL_STEP_PARAM:
            *span_at(spans, step->out) = cl_run_param(r, step);
            break;
        case CL_STEP_SPAN_OF:
            *span_at(spans, step->out) = cl_run_span_of(r, step);
            break;
        case CL_STEP_ADD:
        case CL_STEP_SUBTRACT:
        case CL_STEP_MULTIPLY:
            *span_at(spans, step->out) = cl_run_arithmetic(r, step);
            break;
        case CL_STEP_LEAST:
            *span_at(spans, step->out) =
                cl_span_least(span_at(spans, step->a), span_at(spans, step->b));
            break;
        case CL_STEP_PICK:
            *span_at(spans, step->out) = cl_span_pick(
                mask_at(masks, step->c), span_at(spans, step->a), span_at(spans, step->b));
            break;
        case CL_STEP_EQUAL:
            do
                *mask_at(masks, step->out) =
                    cl_span_equal(span_at(spans, step->a), span_at(spans, step->b));
            while (more(&step, CL_STEP_EQUAL));
            break;
        case CL_STEP_AT_LEAST:
            do
                *mask_at(masks, step->out) =
                    cl_span_at_least(span_at(spans, step->a), span_at(spans, step->b));
            while (more(&step, CL_STEP_AT_LEAST));
            break;
        case CL_STEP_MORE:
            do
                *mask_at(masks, step->out) =
                    cl_span_more(span_at(spans, step->a), span_at(spans, step->b));
            while (more(&step, CL_STEP_MORE));
            break;
        case CL_STEP_COLUMN:
            do
                cl_run_column(r, step);
            while (more(&step, CL_STEP_COLUMN));
            break;
        case CL_STEP_WORDS:
            do
                cl_run_words(r, step);
            while (more(&step, CL_STEP_WORDS));
            break;
        case CL_STEP_LINKS:
            cl_run_links(r, step);
            break;
        case CL_STEP_COLUMN_COUNT:
            cl_run_counts(r, step);
            break;
        case CL_STEP_COLUMN_SPREAD:
        case CL_STEP_COLUMN_OTHERWISE:
        case CL_STEP_COLUMN_ADD:
        case CL_STEP_COLUMN_SUBTRACT:
        case CL_STEP_COLUMN_MULTIPLY:
        case CL_STEP_COLUMN_LEAST:
        case CL_STEP_COLUMN_GREATEST:
        case CL_STEP_COLUMN_PICK:
        case CL_STEP_COLUMN_UP_TO:
            cl_run_columns(r, step);
            break;
        case CL_STEP_COLUMN_COMPARE:
            cl_run_compare(r, step);
            break;
        default: /* no step has another kind: nothing is compared to find that out */
            __builtin_unreachable();
        }
}

/* Facts are read once, here and there: asked for all at once, they arrive together. */
static void fetch(const cl_dossier *dossier)
{
    enum { LINE = 64 };
    const char *facts = (const char *)dossier->facts, *records = (const char *)dossier->records;

    for (size_t i = 0; i < dossier->fact_count * sizeof *dossier->facts; i += LINE)
        __builtin_prefetch(facts + i);
    for (size_t i = 0; i < dossier->record_count * sizeof *dossier->records; i += LINE)
        __builtin_prefetch(records + i);
}

/* Troubles of params stay as long as their values. */
static void settle(const cl_running *r)
{
    cl_plan_run *run = r->run;

    if (run->settled == 0)
        run_steps(r, r->plan->constants);
    run->trouble = CL_PLAN_UNCOVERED;
    run_steps(r, r->plan->params);
    run->settled_trouble = run->trouble;
    run->settled = r->evaluator->settled;
}

void cl_plan_run_all(cl_plan_run *run, const cl_evaluator *evaluator)
{
    const cl_running r = {run, evaluator->programme->plan, evaluator->dossier, evaluator, 0};

    fetch(evaluator->dossier);
    if (run->settled != evaluator->settled)
        settle(&r);
    run->trouble = run->settled_trouble;
    run->bases[0] = (cl_base){evaluator->dossier->facts, 0, 1, 0};
    run->all[0] = 1;
    run_steps(&r, r.plan->steps);
}

void cl_plan_run_line(cl_plan_run *run, const cl_evaluator *evaluator, const cl_planned_line *line,
                      uint64_t members)
{
    const cl_running r = {run, evaluator->programme->plan, evaluator->dossier, evaluator, members};

    run_steps(&r, line->steps);
}

cl_range cl_plan_range(const cl_plan_run *run, cl_slot slot)
{
    const cl_span *span = cl_plan_span_at(run, slot);
    bool no_low = span->low == CL_NO_LOW, no_high = span->high == CL_NO_HIGH;
    cl_range range = cl_range_between(cl_ratio_int(no_low ? 0 : span->low),
                                      cl_ratio_int(no_high ? 0 : span->high));

    range.no_low = no_low;
    range.no_high = no_high;
    if (no_low || no_high)
        range.state = CL_RANGE_UNKNOWN;
    return range;
}
