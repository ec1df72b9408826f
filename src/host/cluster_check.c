/* SPDX-License-Identifier: MIT
 *
 * cluster check: every rule of a programme that a cluster does not meet as it is on a day, the
 * facts that are missing, and what is asked for them.
 */
#include <string.h>

#include "cluster_judge.h"
#include "near.h"
#include "plain.h"
#include "row.h"

static const char *const stages[] = {"form", "apply", "fund", NULL};

enum { LOOKED_AT = 20000 }; /* changed clusters that may be judged: about a second */

static bool is_unmet(const cl_decided_rule *rule)
{
    return rule->outcome != CL_OUTCOME_PASS && rule->outcome != CL_OUTCOME_WAIVED;
}

static void print_strings(cl_text *out, const char *name, const cl_strings *strings)
{
    cl_text list = CL_TEXT_INIT;

    cl_text_add_char(&list, '[');
    for (size_t i = 0; i < strings->count; i++) {
        cl_text_add_string(&list, i == 0 ? "" : ", ");
        cl_text_add_json(&list, cl_view_of(strings->items[i]));
    }
    cl_text_add_char(&list, ']');
    cl_row_json(out, name, cl_text_view(&list));
    cl_text_clear(&list);
}

static void print_rule(cl_text *json, cl_text *page, const cl_decided_rule *rule)
{
    cl_text one = CL_TEXT_INIT;

    cl_row_text(&one, "id", cl_view_of(rule->id));
    cl_row_text(&one, "stage", cl_view_of(rule->stage));
    cl_row_text(&one, "level", cl_view_of(rule->level));
    cl_row_text(&one, "verdict", cl_view_of(cl_outcome_name(rule->outcome)));
    cl_row_text(&one, "title", cl_view_of(rule->title));
    print_strings(&one, "cites", &rule->cites);
    cl_row_text(&one, "because", cl_view_of(rule->because));
    print_strings(&one, "missing", &rule->missing);
    cl_text_add_string(json, json->length == 1 ? "" : ", ");
    cl_text_add_view(json, cl_text_view(&one));
    cl_text_add_char(json, '}');
    cl_text_clear(&one);
    cl_text_format(page, "  %-9s %s", cl_outcome_name(rule->outcome), rule->title);
    if (strcmp(rule->level, "hard") != 0)
        cl_text_format(page, " (%s)", rule->level);
    for (size_t i = 0; i < rule->cites.count; i++)
        cl_text_format(page, "%s%s", i == 0 ? "  [" : ", ", rule->cites.items[i]);
    cl_text_format(page, "%s\n            %s\n", rule->cites.count > 0 ? "]" : "", rule->because);
    for (size_t i = 0; i < rule->missing.count; i++)
        cl_text_format(page, "            missing: %s\n", rule->missing.items[i]);
}

/* The change that asks least of the cluster and meets every rule; nothing when there is none. */
static int add_change(cl_recording *r, cl_judged_cluster *judged, const cl_judge_request *request,
                      cl_text *page, cl_error *e)
{
    cl_decide_options decide = CL_DECIDE_OPTIONS_INIT;
    cl_near_options options = {&decide, CL_NEAR_VERDICT, 1, LOOKED_AT};
    cl_near_result found = {0};
    cl_text list = CL_TEXT_INIT;
    int rc = 0;

    decide.stage = request->stage;
    if (judged->decision.verdict != CL_VERDICT_ELIGIBLE)
        rc = cl_near(&found, judged->decider.evaluator, &judged->decider.dossier, &judged->decision,
                     &options, e);
    cl_text_add_char(&list, '[');
    for (size_t i = 0; rc == 0 && found.count > 0 && i < found.ways[0].count; i++) {
        cl_text_add_string(&list, i == 0 ? "" : ", ");
        cl_text_add_json(&list, cl_view_of(found.ways[0].changes[i].says));
        cl_text_format(page, "  %s %s\n", i == 0 ? "cheapest change: if" : "             and if",
                       found.ways[0].changes[i].says);
    }
    cl_text_add_char(&list, ']');
    cl_row_json(&r->row, "cheapest_change", cl_text_view(&list));
    cl_text_clear(&list);
    cl_near_clear(&found);
    return rc;
}

static int show(cl_recording *r, cl_judged_cluster *judged, const cl_judge_request *request,
                cl_error *e)
{
    const cl_decision *d = &judged->decision;
    cl_text unmet = CL_TEXT_INIT, page = CL_TEXT_INIT;
    size_t count = 0;
    int rc;

    cl_text_add_char(&unmet, '[');
    for (size_t i = 0; i < d->rule_count; i++)
        if (is_unmet(&d->rules[i])) {
            print_rule(&unmet, &page, &d->rules[i]);
            count++;
        }
    cl_text_add_char(&unmet, ']');
    cl_row_id(&r->row, "cluster", "CLU", judged->cluster.id);
    cl_row_text(&r->row, "programme", cl_view_of(d->programme));
    cl_row_text(&r->row, "edition", cl_view_of(d->edition));
    cl_row_day(&r->row, "date", cl_known(d->date));
    cl_row_text(&r->row, "stage", cl_view_of(stages[d->last_stage]));
    cl_row_text(&r->row, "verdict", cl_view_of(cl_verdict_name(d->verdict)));
    cl_row_json(&r->row, "unmet", cl_text_view(&unmet));
    print_strings(&r->row, "missing", &d->missing);
    cl_text_format(&r->text, "CLU-%lld under %s@%s, %s: %s, %zu of %zu rules are not met\n",
                   (long long)judged->cluster.id, d->programme, d->edition, stages[d->last_stage],
                   cl_verdict_name(d->verdict), count, d->rule_count);
    rc = add_change(r, judged, request, &page, e);
    cl_text_add_view(&r->text, cl_text_view(&page));
    if (rc == 0)
        rc = cl_text_check(&unmet, e);
    if (rc == 0)
        rc = cl_text_check(&page, e);
    cl_text_clear(&unmet);
    cl_text_clear(&page);
    return rc != 0 ? rc : cl_recording_send(r, e);
}

static int read_request(cl_recording *r, cl_judge_request *out, cl_error *e)
{
    cl_view option, model, stage;
    int rc = cl_recording_id(r, &out->cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &out->on, "on", e);
    if (rc == 0)
        rc = cl_recording_choice(r, &option, "option", cl_words_of_option, e);
    if (rc == 0)
        rc = cl_recording_choice(r, &model, "funding-model", cl_words_of_model, e);
    if (rc == 0)
        rc = cl_recording_choice(r, &stage, "stage", stages, e);
    if (rc != 0)
        return rc;
    out->option = option.at;
    out->funding_model = model.at;
    for (unsigned i = 0; stages[i] != NULL; i++)
        if (cl_view_is(stage, stages[i]))
            out->stage = (cl_stage)i;
    out->programme = cl_argument_get(r->arguments, "programme");
    if (out->programme == NULL)
        rc = cl_cluster_programme(&out->programme, r, out->cluster, e);
    if (rc == 0 && out->programme == NULL)
        rc = cl_fail(e, CL_E_MISUSE,
                     "CLU-%lld has applied nowhere yet; say which programme: --programme "
                     "ID[@EDITION] ('clachan rules list')",
                     (long long)out->cluster);
    return rc;
}

static int check(cl_recording *r, cl_error *e)
{
    cl_judged_cluster judged = {0};
    cl_judge_request request = {0};
    int rc = read_request(r, &request, e);

    if (rc != 0)
        return rc;
    rc = cl_cluster_judge(&judged, r, &request, e);
    if (rc == 0)
        rc = show(r, &judged, &request, e);
    cl_judged_cluster_clear(&judged);
    return rc;
}

CL_VERB_BODY(run_check, check)

static const cl_parameter check_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"programme", CL_TAKES_TEXT, 0, "ID[@EDITION]",
     "programme; that of the newest application when not given"},
    {"stage", CL_TAKES_TEXT, 0, "STAGE", "form (else), apply or fund"},
    {"option", CL_TAKES_TEXT, 0, "OPTION", "reciprocal-visits, online, network or one-to-one"},
    {"funding-model", CL_TAKES_TEXT, 0, "MODEL", "visits or online"},
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_cluster_check_verbs[] = {
    {.name = "cluster check",
     .run = run_check,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = check_parameters,
     .brief = "Shows every rule of a programme that a cluster does not meet.",
     .detail = "With the smallest change that would meet them all, where there is one. Members, "
               "roles, pairs, board and meetings are those of the day; the edition is the "
               "one in force then.",
     .example =
         "clachan cluster check CLU-1 --programme connecting-classrooms-scotland --on 2021-03-01"},
    {.name = NULL},
};
