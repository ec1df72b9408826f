/* SPDX-License-Identifier: MIT
 *
 * Marks the statements that a decision shows at once; conditions are in coverage_conditions.c.
 */
#include "coverage.h"

#include <string.h>

#include "alloc.h"
#include "award.h"
#include "coverage_parts.h"
#include "judge.h"

const char *cl_coverage_kind_name(cl_coverage_kind kind)
{
    static const char *const names[] = {
        [CL_COVERS_RULE] = "rules",         [CL_COVERS_CONDITION] = "conditions",
        [CL_COVERS_VALUE] = "values",       [CL_COVERS_ROW] = "rows",
        [CL_COVERS_LINE] = "lines",         [CL_COVERS_AWARD] = "award",
        [CL_COVERS_DEADLINE] = "deadlines",
    };

    return names[kind];
}

/* What the edition says cannot be shown is joined to its statement by the text. */
static void join_unreachables(cl_coverage *coverage)
{
    const cl_vec *list = &coverage->programme->unreachable;

    for (size_t i = 0; i < list->count; i++) {
        const cl_excuse *unreachable = cl_vec_at(list, i);

        for (size_t n = 0; n < coverage->items.count; n++) {
            cl_covered *item = cl_vec_at(&coverage->items, n);

            if (strcmp(item->what, unreachable->what) == 0)
                item->unreachable = unreachable;
        }
    }
}

int cl_coverage_new(cl_coverage **out, const cl_programme *programme, cl_error *e)
{
    cl_coverage *coverage = cl_calloc(1, sizeof *coverage);
    int rc;

    *out = NULL;
    if (coverage == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    coverage->programme = programme;
    coverage->items = (cl_vec)CL_VEC_INIT(cl_covered);
    coverage->places = (cl_vec)CL_VEC_INIT(cl_place);
    rc = cl_coverage_list(coverage, e);
    if (rc != 0) {
        cl_coverage_free(coverage);
        return rc;
    }
    join_unreachables(coverage);
    *out = coverage;
    return 0;
}

void cl_coverage_free(cl_coverage *coverage)
{
    if (coverage == NULL)
        return;
    cl_vec_clear(&coverage->items);
    cl_vec_clear(&coverage->places);
    cl_arena_clear(&coverage->arena);
    cl_free(coverage);
}

const cl_vec *cl_coverage_items(const cl_coverage *coverage)
{
    return &coverage->items;
}

/* ---- one statement ---- */

/* That a rule passes is shown where it applies, not where it is not looked at. */
static bool shows_outcome(const cl_covered *item, cl_evaluator *evaluator,
                          const cl_decision *decision)
{
    const cl_rule *rule = cl_vec_at(&evaluator->programme->rules, item->index);

    for (size_t i = 0; i < decision->rule_count; i++) {
        if (strcmp(decision->rules[i].id, rule->id) != 0)
            continue;
        if ((unsigned)decision->rules[i].outcome != item->how)
            return false;
        return item->how != CL_OUTCOME_PASS || cl_judge_applies(evaluator, rule) == CL_TRUE;
    }
    return false;
}

static bool shows_part(const cl_covered *item, const cl_priced_part *part)
{
    cl_part_fate fate = part->fate[0] == part->fate[1] ? part->fate[1] : CL_PART_PAID;

    switch (item->how) {
    case CL_LINE_REASON:
        return (fate == CL_PART_REFUSED || fate == CL_PART_REPEATED) && part->why == item->item;
    case CL_LINE_COUNT_LIMIT:
        return fate == CL_PART_BEYOND;
    default:
        return fate == CL_PART_BEYOND || fate == CL_PART_CUT;
    }
}

static bool shows_line(const cl_covered *item, cl_evaluator *evaluator)
{
    cl_priced_line priced;
    cl_range amount;

    cl_price_line(&priced, evaluator, cl_vec_at(&evaluator->programme->lines, item->index));
    amount = priced.amount;
    if (item->how == CL_LINE_PAID)
        return amount.state == CL_RANGE_KNOWN && amount.low.num != 0;
    for (size_t i = 0; i < priced.count; i++)
        if (shows_part(item, &priced.parts[i]))
            return true;
    return false;
}

static bool shows_adjust(const cl_decision *decision, const char *id)
{
    for (size_t i = 0; i < decision->line_count; i++)
        if (strcmp(decision->lines[i].id, id) == 0)
            return decision->lines[i].amount.known && decision->lines[i].amount.low.minor != 0;
    return false;
}

static bool shows_award(const cl_covered *item, const cl_programme *programme,
                        const cl_decision *decision)
{
    const char *id;

    switch (item->how) {
    case CL_AWARD_ADJUST:
        return shows_adjust(decision,
                            ((const cl_adjust *)cl_vec_at(&programme->adjusts, item->index))->id);
    case CL_AWARD_LEVEL:
        id = ((const cl_grade *)cl_vec_at(&programme->grades, item->index))->id;
        return decision->level != NULL && strcmp(decision->level, id) == 0;
    default:
        break;
    }
    id = ((const cl_instalment_rule *)cl_vec_at(&programme->instalments, item->index))->id;
    for (size_t i = 0; i < decision->instalment_count; i++)
        if (strcmp(decision->instalments[i].id, id) == 0)
            return decision->instalments[i].amount.minor != 0;
    return false;
}

static bool shows(const cl_covered *item, cl_evaluator *evaluator, const cl_decision *decision)
{
    switch ((int)item->kind) {
    case CL_COVERS_RULE:
        return shows_outcome(item, evaluator, decision);
    case CL_COVERS_LINE:
        return shows_line(item, evaluator);
    case CL_COVERS_AWARD:
        return shows_award(item, evaluator->programme, decision);
    case CL_COVERS_DEADLINE:
        return decision->has_deadline &&
               decision->deadline == evaluator->programme->deadlines.dates[item->item];
    default:
        return false;
    }
}

int cl_coverage_add(cl_coverage *coverage, cl_evaluator *evaluator, const cl_decision *decision,
                    cl_error *e)
{
    for (size_t i = 0; i < coverage->items.count; i++) {
        cl_covered *item = cl_vec_at(&coverage->items, i);

        if (!item->seen)
            item->seen = shows(item, evaluator, decision);
    }
    return cl_coverage_conditions(coverage, evaluator, e);
}
