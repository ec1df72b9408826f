/* SPDX-License-Identifier: MIT
 *
 * Looking at dossiers, and walking made-up ones.
 */
#include "survey.h"

#include <inttypes.h>
#include <string.h>

#include "alloc.h"
#include "assess.h"
#include "judge.h"
#include "survey_parts.h"

/* Bounds on what a hostile edition can cost; those of people stay far below. */
enum { RULES_IN_PAIRS = 1000, BUDGET = 20000000 };

static void spend(cl_survey *survey)
{
    if (survey->budget > 0)
        survey->budget--;
}

static cl_truth see_truth(cl_watch *watch, const cl_evaluator *evaluator, cl_node node,
                          cl_truth found)
{
    cl_survey *survey = (cl_survey *)(void *)watch;

    (void)evaluator;
    spend(survey);
    survey->asked[node]++;
    if (found == CL_TRUE || found == CL_FALSE)
        survey->nodes[node] |= found == CL_TRUE ? CL_SEEN_TRUE : CL_SEEN_FALSE;
    return found;
}

static void see_value(cl_watch *watch, cl_evaluator *evaluator, cl_node node)
{
    (void)evaluator;
    (void)node;
    spend((cl_survey *)(void *)watch);
}

int cl_survey_new(cl_survey **out, const cl_programme *programme, cl_error *e)
{
    cl_survey *survey = cl_calloc(1, sizeof *survey);
    size_t rules = programme->rules.count;
    int rc;

    *out = NULL;
    if (survey == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    survey->watch = (cl_watch){see_truth, see_value};
    survey->programme = programme;
    survey->nodes = cl_calloc(programme->tree.nodes.count, 1);
    survey->asked = cl_calloc(programme->tree.nodes.count, sizeof *survey->asked);
    survey->rules = cl_calloc(rules + 1, 1);
    survey->pairs = rules > RULES_IN_PAIRS ? NULL : cl_calloc(rules * rules + 1, 1);
    survey->budget = BUDGET;
    survey->adjusts = cl_calloc(programme->adjusts.count + 1, 1);
    survey->intended = cl_calloc(programme->intended.count + 1, sizeof *survey->intended);
    rc = survey->nodes != NULL && survey->asked != NULL && survey->rules != NULL &&
                 (survey->pairs != NULL || rules > RULES_IN_PAIRS) && survey->adjusts != NULL &&
                 survey->intended != NULL
             ? 0
             : cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0)
        rc = cl_evaluator_init(&survey->evaluator, programme, e);
    survey->evaluator.watch = &survey->watch;
    if (rc == 0)
        rc = cl_reach_init(&survey->reach, programme, e);
    if (rc == 0)
        rc = cl_reach_init(&survey->other, programme, e);
    if (rc != 0)
        cl_survey_free(survey);
    else
        *out = survey;
    return rc;
}

void cl_survey_free(cl_survey *survey)
{
    if (survey == NULL)
        return;
    cl_free(survey->nodes);
    cl_free(survey->asked);
    cl_free(survey->rules);
    cl_free(survey->pairs);
    cl_free(survey->adjusts);
    cl_free(survey->intended);
    cl_evaluator_clear(&survey->evaluator);
    cl_reach_clear(&survey->reach);
    cl_reach_clear(&survey->other);
    cl_free(survey);
}

/* ---- dossiers that are there ---- */

static void see_rules(cl_survey *survey, cl_evaluator *evaluator)
{
    size_t count = survey->programme->rules.count;

    for (size_t i = 0; i < count; i++) {
        const cl_rule *rule = cl_vec_at(&survey->programme->rules, i);
        cl_truth applies = cl_judge_applies(evaluator, rule);
        cl_truth kept = cl_judge_rule(evaluator, rule);

        if (applies == CL_TRUE)
            survey->rules[i] |= CL_SEEN_APPLIES;
        if (applies == CL_TRUE && kept == CL_TRUE)
            survey->rules[i] |= CL_SEEN_TRUE;
        if (kept == CL_FALSE)
            survey->rules[i] |= CL_SEEN_FALSE;
    }
}

/* Which pairs of rules are met by one and the same application. */
static void see_pairs(cl_survey *survey, cl_evaluator *evaluator)
{
    size_t count = survey->programme->rules.count;
    bool *met = cl_arena_array(&evaluator->scratch, count + 1, sizeof *met);

    if (met == NULL || survey->pairs == NULL)
        return; /* then they are asked about */
    for (size_t i = 0; i < count; i++)
        met[i] = cl_judge_rule(evaluator, cl_vec_at(&survey->programme->rules, i)) == CL_TRUE;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; met[i] && j < count; j++)
            if (met[j])
                survey->pairs[i * count + j] |= CL_SEEN_TRUE;
}

static bool differs(cl_range a, cl_range b)
{
    return a.state == CL_RANGE_KNOWN && b.state == CL_RANGE_KNOWN &&
           cl_ratio_compare(a.low, b.low) != 0;
}

static void see_adjusts(cl_survey *survey, const cl_assessment *assessment)
{
    for (size_t i = 0; i < assessment->line_count; i++) {
        const cl_assessed_line *line = &assessment->lines[i];

        if (line->adjust != NULL && differs(line->amount, cl_range_known(cl_ratio_int(0))))
            survey->adjusts[line->adjust - (const cl_adjust *)survey->programme->adjusts.items] |=
                CL_SEEN_TRUE;
    }
}

int cl_survey_see(cl_survey *survey, cl_evaluator *evaluator, const cl_dossier *dossier,
                  const cl_decide_options *options, cl_error *e)
{
    cl_error ignored = CL_ERROR_INIT; /* rules test tells it */
    cl_assessment assessment;
    int rc;

    evaluator->watch = &survey->watch;
    rc = cl_assess(&assessment, evaluator, dossier, options, &ignored);
    if (rc == 0) {
        see_rules(survey, evaluator);
        see_pairs(survey, evaluator);
        see_adjusts(survey, &assessment);
    }
    evaluator->watch = NULL;
    return rc == CL_E_MEMORY ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
}

/* ---- made-up dossiers ---- */

static void walk(cl_survey *survey, cl_survey_walk *walk, cl_survey_ask *ask, void *context)
{
    bool there = true, more = true;

    while (survey->rc == 0 && more && survey->budget > 0) {
        cl_error ignored = CL_ERROR_INIT; /* what fails is asked for where it matters */

        survey->rc = cl_grid_next(&walk->grid, &there, survey->error);
        if (survey->rc != 0 || !there)
            break;
        cl_evaluator_begin(&survey->evaluator, &walk->grid.dossier, &ignored);
        more = ask(survey, context);
        if (survey->evaluator.rc == CL_E_MEMORY)
            survey->rc = CL_E_MEMORY;
    }
    walk->exact = walk->grid.exact;
    walk->done = walk->grid.cells_done;
}

void cl_survey_cells(cl_survey *survey, cl_survey_walk *w, bool far, uint64_t most,
                     uint64_t samples, cl_survey_ask *ask, void *context)
{
    cl_grid_options options = {.from = survey->programme->from,
                               .until = survey->programme->until,
                               .most = most,
                               .samples = samples};
    cl_error *e = survey->error;
    int rc = cl_boundary_init(&w->cells, &survey->programme->schema, e);

    memset(&w->grid, 0, sizeof w->grid);
    w->cells.far = far;
    if (rc == 0 && survey->reach.rc != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0)
        rc = cl_boundary_read(&w->cells, survey->programme, &survey->reach.nodes, e);
    if (rc == 0)
        rc = cl_boundary_finish(&w->cells, e);
    if (rc == 0)
        rc = cl_grid_init(&w->grid, &w->cells, &options, e);
    if (survey->rc == 0)
        survey->rc = rc;
    walk(survey, w, ask, context);
}

void cl_survey_walk_clear(cl_survey_walk *w)
{
    cl_grid_clear(&w->grid);
    cl_boundary_clear(&w->cells);
}

void cl_survey_basis(cl_text *out, const cl_survey_walk *w)
{
    if (w->exact)
        cl_text_format(out, " (all of %" PRIu64 " made-up applications)", w->done);
    else
        cl_text_format(out, " (sampled: %" PRIu64 " made-up applications)", w->done);
}

/* ---- findings ---- */

bool cl_survey_excused(cl_survey *survey, const cl_vec *excuses, cl_text *what)
{
    bool found = false;

    if (what->failed != 0)
        survey->rc = CL_E_MEMORY;
    for (size_t i = 0; what->failed == 0 && i < excuses->count; i++) {
        if (strcmp(((const cl_excuse *)cl_vec_at(excuses, i))->what, what->at) != 0)
            continue;
        found = true;
        if (excuses == &survey->programme->intended)
            survey->intended[i] = true;
    }
    cl_text_clear(what);
    return found;
}

void cl_survey_tell(cl_survey *survey, cl_severity severity, const char *file, int line,
                    cl_text *text)
{
    if (text->failed != 0)
        survey->rc = CL_E_MEMORY;
    else if (severity == CL_FINDING_ERROR)
        cl_findings_add(survey->findings, file, line, NULL, "%s", text->at);
    else
        cl_findings_warn(survey->findings, file, line, NULL, "%s", text->at);
    cl_text_clear(text);
}

/* What was not asked about is not found fault with. */
static void tell_cut(cl_survey *survey)
{
    cl_text text = CL_TEXT_INIT;

    if (survey->budget > 0)
        return;
    cl_text_add_string(&text, "the edition is too large to be looked at in full: what was not "
                              "asked about is not told");
    cl_survey_tell(survey, CL_FINDING_WARNING, survey->programme->file, survey->programme->line,
                   &text);
}

/* An excuse for nothing would hide the next finding. */
static void tell_unused(cl_survey *survey)
{
    for (size_t i = 0; i < survey->programme->intended.count; i++) {
        const cl_excuse *excuse = cl_vec_at(&survey->programme->intended, i);
        cl_text text = CL_TEXT_INIT;

        if (survey->intended[i])
            continue;
        cl_text_format(&text, "intended \"%s\": nothing of the kind is found", excuse->what);
        cl_survey_tell(survey, CL_FINDING_WARNING, excuse->file, excuse->line, &text);
    }
}

int cl_survey_finish(cl_survey *survey, int64_t cliff, cl_findings *findings, cl_error *e)
{
    survey->findings = findings;
    survey->error = e;
    cl_survey_declared(survey);
    cl_survey_ranges(survey);
    cl_survey_conditions(survey);
    cl_survey_pairs(survey);
    cl_survey_money(survey, cliff);
    if (survey->budget > 0)
        tell_unused(survey);
    tell_cut(survey);
    cl_findings_sort(findings);
    return survey->rc == CL_E_MEMORY ? cl_fail(e, CL_E_MEMORY, "out of memory") : survey->rc;
}
