/* SPDX-License-Identifier: MIT
 *
 * Deciding: rules, then the award, then what is missing. Texts are made at the end from what was
 * found.
 */
#include "decide.h"

#include <string.h>

#include "alloc.h"
#include "award.h"
#include "blame.h"
#include "decide_parts.h"
#include "explain.h"
#include "judge.h"
#include "suggest.h"

/* ---- texts and lists in the arena of the decision ---- */

const char *cl_decide_keep(cl_deciding *d, cl_text *text)
{
    const char *kept;

    if (text->failed != 0) {
        d->rc = cl_text_check(text, d->error);
        cl_text_clear(text);
        return "";
    }
    kept = cl_arena_copy(&d->out->arena, cl_text_view(text));
    cl_text_clear(text);
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

static int assume_word(cl_deciding *d, const cl_param *param, cl_param_value *value, size_t i,
                       cl_view word)
{
    const cl_field *field;

    value->words[i] = cl_arena_copy(&d->out->arena, word);
    if (value->words[i] == NULL)
        return cl_fail(d->error, CL_E_MEMORY, "out of memory");
    if (param->list_of == CL_GIVES_COUNTRY && word.length == 2) {
        value->codes[i] = word.at[0] * 256 + word.at[1];
        return 0;
    }
    if (param->list_of != CL_GIVES_CHOICE)
        return param->list_of == CL_GIVES_COUNTRY
                   ? cl_fail(d->error, CL_E_INVALID, "'%s': '%s' is no country", param->name,
                             value->words[i])
                   : 0;
    field = cl_schema_field(&d->programme->schema, param->list_type, param->list_field);
    for (size_t c = 0; c < field->choice_count; c++)
        if (cl_view_is(word, field->choices[c])) {
            value->codes[i] = (int64_t)c;
            return 0;
        }
    return cl_fail(d->error, CL_E_INVALID, "'%s': '%s' is not a word for '%s'", param->name,
                   value->words[i], field->name);
}

/* A list is written with commas: GB,MW,KE. */
static int assume_list(cl_deciding *d, const cl_param *param, cl_setting *setting, cl_view text)
{
    cl_param_value *value = cl_decide_array(d, 1, sizeof *value);
    size_t count = 1, i = 0;

    for (size_t c = 0; c < text.length; c++)
        count += text.at[c] == ',';
    if (value == NULL)
        return d->rc;
    value->count = count;
    value->words = cl_decide_array(d, count, sizeof *value->words);
    value->codes = cl_decide_array(d, count, sizeof *value->codes);
    while (d->rc == 0 && i < count) {
        const char *comma = memchr(text.at, ',', text.length);
        size_t length = comma == NULL ? text.length : (size_t)(comma - text.at);

        d->rc = assume_word(d, param, value, i++, cl_view_trim((cl_view){text.at, length}));
        if (comma != NULL)
            text = (cl_view){comma + 1, text.length - length - 1};
    }
    if (param->list_of == CL_GIVES_TEXT || param->list_of == CL_GIVES_NOTHING)
        value->codes = NULL;
    setting->list = value;
    return d->rc;
}

static int read_exact(cl_deciding *d, const cl_param *param, cl_view text, cl_ratio *exact)
{
    cl_money money;
    cl_date date;
    int rc;

    switch ((int)param->gives) {
    case CL_GIVES_MONEY:
        rc = cl_money_parse(&money, text, d->programme->currency, d->error);
        *exact = cl_ratio_int(rc == 0 ? money.minor : 0);
        break;
    case CL_GIVES_DATE:
        rc = cl_date_parse(&date, text, d->error);
        *exact = cl_ratio_int(rc == 0 ? date : 0);
        break;
    default:
        rc = cl_ratio_parse(exact, text, d->error);
        break;
    }
    if (rc != 0)
        cl_error_place(d->error, NULL, 0, param->name);
    return rc;
}

static int no_param(cl_deciding *d, const char *name)
{
    const cl_vec *params = &d->programme->params;
    const char **names = cl_decide_array(d, params->count + 1, sizeof *names), *nearest;

    if (names == NULL)
        return d->rc;
    for (size_t i = 0; i < params->count; i++)
        names[i] = ((const cl_param *)cl_vec_at(params, i))->name;
    nearest = cl_suggest(cl_view_of(name), names, params->count);
    return cl_fail(d->error, CL_E_INVALID, "%s@%s has no param '%s' that could be set%s%s%s",
                   d->programme->id, d->programme->edition, name,
                   nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                   nearest == NULL ? "" : "'?");
}

/* An unpublished param says what it cannot be below. */
static int check_least(cl_deciding *d, const cl_param *param, cl_ratio exact)
{
    cl_money money = {param->least.num, ""};
    cl_text least = CL_TEXT_INIT;

    if (!param->has_least || cl_ratio_compare(exact, param->least) >= 0)
        return 0;
    memcpy(money.currency, d->programme->currency, sizeof money.currency);
    if (param->gives == CL_GIVES_MONEY)
        cl_money_print_human(&least, money);
    else
        cl_ratio_print(&least, param->least);
    cl_fail(d->error, CL_E_INVALID, "must be at least %s", least.at == NULL ? "" : least.at);
    cl_error_place(d->error, NULL, 0, param->name);
    cl_text_clear(&least);
    return CL_E_INVALID;
}

static int assume(cl_deciding *d, const cl_assumption *assumption)
{
    int index = cl_programme_find_param(d->programme, cl_view_of(assumption->name));
    const cl_param *param;
    cl_setting *setting;
    cl_ratio exact;
    int rc;

    if (index < 0)
        return no_param(d, assumption->name);
    param = cl_vec_at(&d->programme->params, (size_t)index);
    setting = &d->evaluator->settings[index];
    setting->there = setting->assumed = true;
    if (param->gives == CL_GIVES_LIST)
        return assume_list(d, param, setting, cl_view_of(assumption->value));
    rc = read_exact(d, param, cl_view_of(assumption->value), &exact);
    if (rc == 0)
        rc = check_least(d, param, exact);
    if (rc == 0)
        setting->value = cl_range_known(exact);
    return rc;
}

static int assume_all(cl_deciding *d)
{
    size_t count = d->options->assume_count;

    d->out->assumed = cl_decide_array(d, count, sizeof *d->out->assumed);
    for (size_t i = 0; d->rc == 0 && i < count; i++) {
        d->rc = assume(d, &d->options->assume[i]);
        d->out->assumed[i].name = cl_decide_copy(d, d->options->assume[i].name);
        d->out->assumed[i].value = cl_decide_copy(d, d->options->assume[i].value);
        d->out->assumed_count = i + 1;
    }
    return d->rc;
}

/* ---- rules ---- */

static cl_outcome outcome_of(cl_truth truth)
{
    switch (truth) {
    case CL_TRUE:
        return CL_OUTCOME_PASS;
    case CL_FALSE:
        return CL_OUTCOME_FAIL;
    case CL_UNSURE:
        return CL_OUTCOME_UNKNOWN;
    case CL_FOR_A_PERSON:
        return CL_OUTCOME_JUDGEMENT;
    }
    return CL_OUTCOME_UNKNOWN;
}

static const cl_waiver *waiver_of(const cl_deciding *d, const cl_rule *rule)
{
    for (size_t i = 0; i < d->options->waiver_count; i++)
        if (rule->level == CL_LEVEL_WAIVABLE &&
            strcmp(d->options->waivers[i].rule, rule->id) == 0 &&
            d->options->waivers[i].until >= d->dossier->date)
            return &d->options->waivers[i];
    return NULL;
}

static void explain_waiver(cl_deciding *d, const cl_rule *rule, cl_text *out)
{
    const cl_waiver *waiver = waiver_of(d, rule);

    if (waiver != NULL)
        cl_text_format(out, "; set aside by %s: %s", waiver->person, waiver->reason);
}

static const char *explain_rule(cl_deciding *d, const cl_rule *rule, cl_outcome outcome)
{
    cl_truth applies = rule->applies == 0 ? CL_TRUE : cl_eval_truth(d->evaluator, rule->applies);
    cl_truth replaced;
    const cl_rule *exception = cl_judge_exception(d->evaluator, rule, &replaced);
    cl_text out = CL_TEXT_INIT;

    if (replaced == CL_TRUE) {
        cl_text_format(&out, "rule '%s' applies in its place", exception->id);
        return cl_decide_keep(d, &out);
    }
    if (applies == CL_FALSE) {
        cl_text_add_string(&out, "does not apply: ");
        cl_explain_truth(&out, d->evaluator, rule->applies);
        return cl_decide_keep(d, &out);
    }
    if (applies != CL_TRUE) {
        cl_text_add_string(&out, "may not apply: ");
        cl_explain_truth(&out, d->evaluator, rule->applies);
        cl_text_add_string(&out, "; ");
    }
    if (rule->message != NULL && (outcome == CL_OUTCOME_FAIL || outcome == CL_OUTCOME_WAIVED))
        cl_explain_template(&out, d->evaluator, 0, rule->message);
    else
        cl_explain_truth(&out, d->evaluator, rule->needs);
    if (outcome == CL_OUTCOME_WAIVED)
        explain_waiver(d, rule, &out);
    return cl_decide_keep(d, &out);
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

static void decide_rule(cl_deciding *d, const cl_rule *rule)
{
    cl_decided_rule *out = &d->out->rules[d->out->rule_count++];

    out->outcome = outcome_of(cl_judge_rule(d->evaluator, rule));
    if (out->outcome == CL_OUTCOME_FAIL && waiver_of(d, rule) != NULL)
        out->outcome = CL_OUTCOME_WAIVED;
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

static cl_verdict verdict_up_to(const cl_deciding *d, cl_stage stage)
{
    bool unknown = false, judgement = false;
    size_t decided = 0;

    for (size_t i = 0; i < d->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&d->programme->rules, i);
        cl_outcome outcome;

        if (rule->stage > d->options->stage)
            continue;
        outcome = d->out->rules[decided++].outcome;
        if (rule->stage > stage || rule->level == CL_LEVEL_ADVISORY || rule->trial)
            continue;
        if (outcome == CL_OUTCOME_FAIL)
            return CL_VERDICT_INELIGIBLE;
        unknown = unknown || outcome == CL_OUTCOME_UNKNOWN;
        judgement = judgement || outcome == CL_OUTCOME_JUDGEMENT;
    }
    return unknown     ? CL_VERDICT_UNDETERMINED
           : judgement ? CL_VERDICT_NEEDS_JUDGEMENT
                       : CL_VERDICT_ELIGIBLE;
}

static void decide_rules(cl_deciding *d)
{
    d->out->rules = cl_decide_array(d, d->programme->rules.count, sizeof *d->out->rules);
    for (size_t i = 0; d->rc == 0 && i < d->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&d->programme->rules, i);

        if (rule->stage <= d->options->stage)
            decide_rule(d, rule);
    }
    d->out->last_stage = (unsigned)d->options->stage;
    for (unsigned stage = 0; d->rc == 0 && stage <= d->out->last_stage; stage++)
        d->out->stages[stage] = verdict_up_to(d, (cl_stage)stage);
    d->out->verdict = d->out->stages[d->out->last_stage];
}

/* ---- level, round ---- */

/* The highest level whose needs are met; none while a higher one is not certain. */
static void decide_level(cl_deciding *d, cl_blame *blame)
{
    for (size_t i = d->programme->grades.count; i-- > 0;) {
        const cl_grade *grade = cl_vec_at(&d->programme->grades, i);
        cl_truth truth = cl_eval_truth(d->evaluator, grade->needs);

        if (truth == CL_FALSE)
            continue;
        if (truth == CL_TRUE)
            d->out->level = cl_decide_copy(d, grade->id);
        else
            cl_blame_truth(blame, d->evaluator, grade->needs);
        return;
    }
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
    cl_deciding d = {out,
                     evaluator->programme,
                     dossier,
                     evaluator,
                     options == NULL ? &standard : options,
                     CL_VEC_INIT(cl_decided_clause),
                     e,
                     0};
    cl_blame blame = CL_BLAME_INIT(&out->arena);

    memset(out, 0, sizeof *out);
    cl_evaluator_begin(evaluator, dossier, e);
    describe(&d);
    if (d.rc == 0 && assume_all(&d) == 0) {
        decide_rules(&d);
        collect_missing(&d, &blame);
        decide_level(&d, &blame);
        decide_round(&d);
        cl_decide_award(&d, &blame);
        take_paths(&d, &out->missing, &blame);
        keep_clauses(&d);
    }
    if (d.rc == 0)
        d.rc = evaluator->rc; /* its place and message are in `e` already */
    cl_vec_clear(&d.clauses);
    cl_blame_clear(&blame);
    if (d.rc != 0)
        cl_decision_clear(out);
    return d.rc;
}
