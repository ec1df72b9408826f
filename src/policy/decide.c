/* SPDX-License-Identifier: MIT
 *
 * A decision for people: the assessment, and the texts that are made from it.
 */
#include "decide.h"

#include <string.h>

#include "alloc.h"
#include "award.h"
#include "blame.h"
#include "decide_parts.h"
#include "explain.h"
#include "judge.h"
#include "languages.h"
#include "missing.h"

/* ---- texts and lists in the arena of the decision ---- */

cl_text *cl_decide_text(cl_deciding *d)
{
    cl_text_reset(&d->text);
    return &d->text;
}

const char *cl_decide_keep(cl_deciding *d)
{
    const char *kept;

    if (d->text.failed != 0) {
        d->rc = cl_text_check(&d->text, d->error);
        cl_text_clear(&d->text);
        return "";
    }
    kept = cl_arena_copy(&d->out->arena, cl_text_view(&d->text));
    if (kept == NULL)
        d->rc = cl_fail(d->error, CL_E_MEMORY, "out of memory");
    return kept == NULL ? "" : kept;
}

const char *cl_decide_copy(cl_deciding *d, const char *text)
{
    const char *copy = cl_arena_string(&d->out->arena, text == NULL ? "" : text);

    if (copy == NULL)
        d->rc = cl_fail(d->error, CL_E_MEMORY, "out of memory");
    return copy == NULL ? "" : copy;
}

void *cl_decide_array(cl_deciding *d, size_t count, size_t size)
{
    void *items = cl_arena_array(&d->out->arena, count == 0 ? 1 : count, size);

    if (items == NULL)
        d->rc = cl_fail(d->error, CL_E_MEMORY, "out of memory");
    return items;
}

/* Each clause that is cited is kept once, with its sense. */
static void note_clause(cl_deciding *d, const char *id)
{
    const cl_clause *clause = cl_programme_clause(d->programme, id);
    cl_decided_clause *kept;

    if (clause == NULL)
        return;
    for (size_t i = 0; i < d->clauses.count; i++)
        if (strcmp(((cl_decided_clause *)cl_vec_at(&d->clauses, i))->id, id) == 0)
            return;
    kept = cl_vec_push(&d->clauses);
    if (kept == NULL) {
        d->rc = cl_fail(d->error, CL_E_MEMORY, "out of memory");
        return;
    }
    kept->id = cl_decide_copy(d, id);
    kept->source = cl_decide_copy(d, clause->source);
    kept->place = cl_decide_copy(d, clause->place);
    kept->sense = cl_decide_copy(d, clause->sense);
}

static bool has_string(const cl_strings *strings, const char *text)
{
    for (size_t i = 0; i < strings->count; i++)
        if (strcmp(strings->items[i], text) == 0)
            return true;
    return false;
}

/* Ids of two lists of citations without repetition. */
void cl_decide_cites(cl_deciding *d, cl_strings *out, cl_cites first, cl_cites second)
{
    out->count = 0;
    out->items = cl_decide_array(d, first.count + second.count, sizeof *out->items);
    for (size_t i = 0; d->rc == 0 && i < first.count + second.count; i++) {
        const char *id = i < first.count ? first.ids[i] : second.ids[i - first.count];

        if (has_string(out, id))
            continue;
        out->items[out->count++] = cl_decide_copy(d, id);
        note_clause(d, id);
    }
}

static void take_paths(cl_deciding *d, cl_strings *out, cl_blame *blame)
{
    out->count = 0;
    out->items = cl_decide_array(d, blame->paths.count, sizeof *out->items);
    if (blame->failed && d->rc == 0)
        d->rc = cl_fail(d->error, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; d->rc == 0 && i < blame->paths.count; i++)
        out->items[out->count++] = *(const char **)cl_vec_at(&blame->paths, i);
}

/* ---- settings ---- */

static void keep_assumed(cl_deciding *d)
{
    size_t count = d->options->assume_count;

    d->out->assumed = cl_decide_array(d, count, sizeof *d->out->assumed);
    for (size_t i = 0; d->rc == 0 && i < count; i++) {
        d->out->assumed[i].name = cl_decide_copy(d, d->options->assume[i].name);
        d->out->assumed[i].value = cl_decide_copy(d, d->options->assume[i].value);
        d->out->assumed_count = i + 1;
    }
}

/* ---- rules ---- */

static void explain_waiver(cl_deciding *d, const cl_rule *rule, cl_text *out)
{
    const cl_waiver *waiver = cl_assess_waiver(d->options, rule, d->dossier->date);

    if (waiver != NULL)
        cl_text_format(out, "; set aside by %s: %s", waiver->person, waiver->reason);
}

static const char *explain_rule(cl_deciding *d, const cl_rule *rule, cl_outcome outcome)
{
    cl_truth applies = rule->applies == 0 ? CL_TRUE : cl_eval_truth(d->evaluator, rule->applies);
    cl_truth replaced;
    const cl_rule *exception = cl_judge_exception(d->evaluator, rule, &replaced);
    cl_text *out = cl_decide_text(d);

    if (replaced == CL_TRUE) {
        cl_text_format(out, "rule '%s' applies in its place", exception->id);
        return cl_decide_keep(d);
    }
    if (applies == CL_FALSE) {
        cl_text_add_string(out, "does not apply: ");
        cl_explain_truth(out, d->evaluator, rule->applies);
        return cl_decide_keep(d);
    }
    if (applies != CL_TRUE) {
        cl_text_add_string(out, "may not apply: ");
        cl_explain_truth(out, d->evaluator, rule->applies);
        cl_text_add_string(out, "; ");
    }
    if (rule->message != NULL && (outcome == CL_OUTCOME_FAIL || outcome == CL_OUTCOME_WAIVED))
        cl_explain_template(out, d->evaluator, 0, cl_rule_message(rule, d->options->language),
                            cl_rule_message_language(rule, d->options->language));
    else
        cl_explain_truth(out, d->evaluator, rule->needs);
    if (outcome == CL_OUTCOME_WAIVED)
        explain_waiver(d, rule, out);
    return cl_decide_keep(d);
}

static void blame_rule(cl_deciding *d, const cl_rule *rule, cl_strings *out)
{
    cl_blame blame = CL_BLAME_INIT(&d->out->arena);

    if (rule->applies != 0)
        cl_blame_truth(&blame, d->evaluator, rule->applies);
    for (size_t i = 0; i < d->programme->rules.count; i++) {
        const cl_rule *other = cl_vec_at(&d->programme->rules, i);

        if (other->exception_to != NULL && strcmp(other->exception_to, rule->id) == 0 &&
            other->applies != 0)
            cl_blame_truth(&blame, d->evaluator, other->applies);
    }
    cl_blame_truth(&blame, d->evaluator, rule->needs);
    take_paths(d, out, &blame);
    cl_blame_clear(&blame);
}

static void decide_rule(cl_deciding *d, const cl_rule *rule, cl_outcome outcome)
{
    cl_decided_rule *out = &d->out->rules[d->out->rule_count++];

    out->outcome = outcome;
    out->id = cl_decide_copy(d, rule->id);
    out->title = cl_decide_copy(d, rule->title);
    out->stage = cl_stage_name(rule->stage);
    out->level = cl_level_name(rule->level);
    out->trial = rule->trial;
    out->because = explain_rule(d, rule, out->outcome);
    cl_decide_cites(d, &out->cites, rule->cites, (cl_cites){NULL, 0});
    out->missing = (cl_strings){NULL, 0};
    if (out->outcome == CL_OUTCOME_UNKNOWN || out->outcome == CL_OUTCOME_JUDGEMENT)
        blame_rule(d, rule, &out->missing);
}

static void decide_rules(cl_deciding *d)
{
    d->out->rules = cl_decide_array(d, d->programme->rules.count, sizeof *d->out->rules);
    for (size_t i = 0; d->rc == 0 && i < d->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&d->programme->rules, i);

        if (rule->stage <= d->options->stage)
            decide_rule(d, rule, d->found.outcomes[i]);
    }
    d->out->last_stage = (unsigned)d->found.last_stage;
    memcpy(d->out->stages, d->found.stages, sizeof d->out->stages);
    d->out->verdict = d->found.verdict;
}

/* ---- level, round ---- */

static void decide_level(cl_deciding *d, cl_blame *blame)
{
    if (d->found.level != NULL)
        d->out->level = cl_decide_copy(d, d->found.level->id);
    else if (d->found.open_level != NULL)
        cl_blame_truth(blame, d->evaluator, d->found.open_level->needs);
}

static void decide_round(cl_deciding *d)
{
    const cl_deadlines *deadlines = &d->programme->deadlines;

    for (size_t i = 0; i < deadlines->count; i++)
        if (deadlines->dates[i] >= d->dossier->date) {
            d->out->has_round = d->out->has_deadline = true;
            d->out->deadline = deadlines->dates[i];
            return;
        }
    d->out->has_round = deadlines->there && deadlines->open_until >= d->dossier->date;
}

/* ---- the whole ---- */

static void add_all(cl_blame *blame, const cl_strings *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        cl_blame_add(blame, paths->items[i]);
}

/* Facts that can still change the verdict: none once it is "ineligible". Then those of the grant.
 */
static void collect_missing(cl_deciding *d, cl_blame *blame)
{
    for (size_t i = 0; i < d->out->rule_count; i++) {
        const cl_decided_rule *rule = &d->out->rules[i];

        if (d->out->verdict != CL_VERDICT_INELIGIBLE && !rule->trial &&
            strcmp(rule->level, cl_level_name(CL_LEVEL_ADVISORY)) != 0)
            add_all(blame, &rule->missing);
    }
}

static void refine(cl_deciding *d, cl_blame *blame, cl_missing_goal goal)
{
    if (d->rc == 0 && d->evaluator->rc == 0)
        d->rc = cl_missing_refine(blame, goal, d->evaluator, d->dossier, d->options, &d->found,
                                  d->error);
}

/* The last that is made, because dossiers are tried for it. */
static void keep_missing(cl_deciding *d, cl_blame *verdict, cl_blame *grant)
{
    refine(d, verdict, CL_MISSING_VERDICT);
    refine(d, grant, CL_MISSING_GRANT);
    for (size_t i = 0; i < grant->paths.count; i++)
        cl_blame_add(verdict, *(const char **)cl_vec_at(&grant->paths, i));
    verdict->failed = verdict->failed || grant->failed;
    take_paths(d, &d->out->missing, verdict);
}

static void describe(cl_deciding *d)
{
    const cl_programme *programme = d->programme;

    d->out->programme = cl_decide_copy(d, programme->id);
    d->out->edition = cl_decide_copy(d, programme->edition);
    d->out->title = cl_decide_copy(d, programme->title);
    d->out->digest = cl_decide_copy(d, programme->digest);
    d->out->currency = cl_decide_copy(d, programme->currency);
    d->out->date = d->dossier->date;
}

static void keep_clauses(cl_deciding *d)
{
    d->out->clause_count = d->clauses.count;
    d->out->clauses = cl_decide_array(d, d->clauses.count, sizeof *d->out->clauses);
    if (d->rc == 0 && d->clauses.count > 0)
        memcpy(d->out->clauses, d->clauses.items, d->clauses.count * sizeof *d->out->clauses);
}

int cl_decide(cl_decision *out, cl_evaluator *evaluator, const cl_dossier *dossier,
              const cl_decide_options *options, cl_error *e)
{
    static const cl_decide_options standard = CL_DECIDE_OPTIONS_INIT;
    cl_deciding d = {.out = out,
                     .programme = evaluator->programme,
                     .dossier = dossier,
                     .evaluator = evaluator,
                     .options = options == NULL ? &standard : options,
                     .clauses = CL_VEC_INIT(cl_decided_clause),
                     .text = CL_TEXT_INIT,
                     .error = e};
    cl_blame verdict = CL_BLAME_INIT(&out->arena), grant = CL_BLAME_INIT(&out->arena);

    memset(out, 0, sizeof *out);
    d.rc = cl_assess(&d.found, evaluator, dossier, d.options, e);
    if (d.rc == 0) {
        describe(&d);
        keep_assumed(&d);
        decide_rules(&d);
        collect_missing(&d, &verdict);
        decide_level(&d, &verdict);
        decide_round(&d);
        cl_decide_award(&d, &grant);
        keep_clauses(&d);
        keep_missing(&d, &verdict, &grant);
    }
    if (d.rc == 0)
        d.rc = evaluator->rc; /* its place and message are in `e` already */
    cl_vec_clear(&d.clauses);
    cl_text_clear(&d.text);
    cl_blame_clear(&verdict);
    cl_blame_clear(&grant);
    if (d.rc != 0)
        cl_decision_clear(out);
    return d.rc;
}
