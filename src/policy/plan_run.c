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
    run->masks = cl_calloc(plan->mask_count + 1, sizeof *run->masks);
    run->columns = cl_calloc(plan->column_count + 1, sizeof *run->columns);
    run->spans = cl_calloc(plan->span_count + 1, sizeof *run->spans);
    run->bases = cl_calloc(plan->base_count + 1, sizeof *run->bases);
    run->listed = cl_calloc(programme->params.count + 1, sizeof *run->listed);
    run->listed_from = cl_calloc(programme->params.count + 1, sizeof *run->listed_from);
    if (run->masks != NULL && run->columns != NULL && run->spans != NULL && run->bases != NULL &&
        run->listed != NULL && run->listed_from != NULL)
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
    cl_free(run->listed);
    cl_free(run->listed_from);
    memset(run, 0, sizeof *run);
}

/* ---- all steps ---- */

/* Which members have one of the words of `step`. */
static inline cl_mask words(const cl_column *column, const cl_step *step, uint64_t all)
{
    uint64_t open = all & ~column->known & ~column->none, yes = 0;

    for (uint64_t left = (uint64_t)step->value; left != 0; left &= left - 1)
        yes |= column->at.words[__builtin_ctzll(left)];
    yes &= column->known;
    return (cl_mask){yes, yes | open, open};
}

/* One switch, in the loop and not in a function of its own: there are a hundred steps in a decision
 * of half a microsecond. */
static void run_steps(const cl_running *r, const cl_step *steps, size_t count)
{
    cl_mask *const masks = r->run->masks;
    cl_span *const spans = r->run->spans;
    const cl_base *const bases = r->run->bases;

    for (const cl_step *step = steps; step < steps + count; step++)
        switch ((cl_step_op)step->op) {
        case CL_STEP_LIST:
            cl_run_list(r, step);
            break;
        case CL_STEP_CONST:
            masks[step->out] = cl_mask_closed(step->value != 0, step->value != 0, false);
            break;
        case CL_STEP_ALL:
            masks[step->out] = (cl_mask){bases[step->base].all, bases[step->base].all, 0};
            break;
        case CL_STEP_SPREAD:
            masks[step->out] = cl_mask_spread(&masks[step->a], bases[step->base].all);
            break;
        case CL_STEP_FACT:
            cl_run_fact(r, step);
            break;
        case CL_STEP_WORD:
            masks[step->out] = words(&r->run->columns[step->a], step, bases[step->base].all);
            break;
        case CL_STEP_TEST:
            cl_run_test(r, step);
            break;
        case CL_STEP_SOME_BELOW:
            cl_run_some_below(r, step);
            break;
        case CL_STEP_SOME_LINKED:
            cl_run_some_linked(r, step);
            break;
        case CL_STEP_AND:
            masks[step->out] = cl_mask_and(&masks[step->a], &masks[step->b]);
            break;
        case CL_STEP_OR:
            masks[step->out] = cl_mask_or(&masks[step->a], &masks[step->b]);
            break;
        case CL_STEP_NOT:
            masks[step->out] = cl_mask_not(&masks[step->a], bases[step->base].all);
            break;
        case CL_STEP_UNLESS: {
            cl_mask no = cl_mask_not(&masks[step->a], bases[step->base].all);

            masks[step->out] = cl_mask_or(&no, &masks[step->b]);
            break;
        }
        case CL_STEP_EVERY:
            masks[step->out] = cl_mask_every(&masks[step->a], &masks[step->b]);
            break;
        case CL_STEP_SOME:
            masks[step->out] = cl_mask_some(&masks[step->a], &masks[step->b]);
            break;
        case CL_STEP_COUNT:
            spans[step->out] = cl_span_count(&masks[step->a]);
            break;
        case CL_STEP_DISTINCT:
            spans[step->out] = cl_run_distinct(r, step);
            break;
        case CL_STEP_SPAN:
            spans[step->out] = (cl_span){step->value, step->value};
            break;
        case CL_STEP_PARAM:
            spans[step->out] = cl_run_param(r, step);
            break;
        case CL_STEP_SPAN_OF:
            spans[step->out] = cl_run_span_of(r, step);
            break;
        case CL_STEP_ADD:
        case CL_STEP_SUBTRACT:
        case CL_STEP_MULTIPLY:
            spans[step->out] = cl_run_arithmetic(r, step);
            break;
        case CL_STEP_LEAST:
            spans[step->out] = cl_span_least(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_PICK:
            spans[step->out] = cl_span_pick(&masks[step->c], &spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_EQUAL:
            masks[step->out] = cl_span_equal(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_AT_LEAST:
            masks[step->out] = cl_span_at_least(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_MORE:
            masks[step->out] = cl_span_more(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_COLUMN:
        case CL_STEP_WORDS:
        case CL_STEP_LINKS:
        case CL_STEP_COLUMN_COUNT:
            cl_run_facts(r, step);
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
        run_steps(r, r->plan->constants, r->plan->constant_count);
    run->trouble = 0;
    run_steps(r, r->plan->params, r->plan->param_count);
    run->settled_trouble = run->trouble;
    run->settled = r->evaluator->settled;
}

void cl_plan_run_all(cl_plan_run *run, const cl_evaluator *evaluator)
{
    const cl_running r = {run, evaluator->programme->plan, evaluator->dossier, evaluator};

    fetch(evaluator->dossier);
    if (run->settled != evaluator->settled)
        settle(&r);
    run->trouble = run->settled_trouble;
    run->bases[0] = (cl_base){evaluator->dossier->facts, 0, 1, 0, 1};
    run_steps(&r, r.plan->steps, r.plan->step_count);
}

void cl_plan_run_line(cl_plan_run *run, const cl_evaluator *evaluator, const cl_planned_line *line)
{
    const cl_running r = {run, evaluator->programme->plan, evaluator->dossier, evaluator};

    run_steps(&r, line->steps, line->step_count);
}

cl_range cl_plan_range(const cl_plan_run *run, cl_slot slot)
{
    const cl_span *span = &run->spans[slot];
    bool no_low = span->low == CL_NO_LOW, no_high = span->high == CL_NO_HIGH;
    cl_range range = cl_range_between(cl_ratio_int(no_low ? 0 : span->low),
                                      cl_ratio_int(no_high ? 0 : span->high));

    range.no_low = no_low;
    range.no_high = no_high;
    if (no_low || no_high)
        range.state = CL_RANGE_UNKNOWN;
    return range;
}
