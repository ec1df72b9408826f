/* SPDX-License-Identifier: MIT
 *
 * application feedback: what a decision said, given to whoever applied. From then on the decision
 * stands, and applying again may begin.
 */
#include "application_feedback.h"

#include <stdio.h>
#include <string.h>

#include "ids.h"
#include "json.h"
#include "lifecycle.h"
#include "lifecycle_query.h"
#include "people.h"
#include "plain.h"
#include "query.h"
#include "row.h"

/* ---- that they were told ---- */

static int send_letters(cl_change *change, cl_arena *arena, cl_store *store, const char *about,
                        cl_date day, cl_error *e)
{
    cl_record_filter filters[] = {{"about", 0, about}, {"kind", 0, "feedback"}, {NULL, 0, NULL}};
    cl_notice *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, arena, store, &cl_table_notice, filters, CL_ANY_DAY, e);

    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_notice after = rows[i];

        if (after.sent.known)
            continue;
        after.sent = cl_known(day);
        rc = cl_change_set(change, &cl_table_notice, &rows[i], &after, e);
    }
    return rc;
}

int cl_application_inform(cl_store *store, const cl_author *author, int64_t application,
                          cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_application before, after;
    cl_change change = {0};
    char name[CL_ID_TEXT];
    int rc = cl_record_get(&before, &arena, store, &cl_table_application, application, e);

    if (rc != 0 || before.informed.known)
        goto done;
    after = before;
    after.informed = cl_known(author->effective);
    cl_id_format(name, cl_table_application.prefix, application);
    rc = cl_change_open(&change, store, author, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_application, &before, &after, e);
    if (rc == 0)
        rc = send_letters(&change, &arena, store, name, author->effective, e);
    if (rc == 0)
        rc = cl_change_store(&change, "feedback", cl_table_application.prefix, application, NULL,
                             NULL, e);
done:
    cl_change_clear(&change);
    cl_arena_clear(&arena);
    return rc;
}

/* ---- what was decided, and why ---- */

static const char *const decisions[] = {"decide_fund", "decide_conditional", "decide_reject",
                                        "fail", NULL};

/* The reason that was written with the last decision; empty when there was none. */
static int find_reason(cl_view *out, cl_recording *r, const char *name, cl_error *e)
{
    cl_causer last = {0}, each;
    cl_personal *values;
    cl_view entity;
    size_t count = 0;
    int rc = 0;

    *out = (cl_view)CL_VIEW_INIT;
    for (size_t i = 0; rc == 0 && decisions[i] != NULL; i++) {
        rc = cl_event_latest(&each, &r->arena, r->store, name, decisions[i], e);
        if (rc == 0 && each.seq > last.seq)
            last = each;
    }
    if (rc != 0 || last.seq == 0)
        return rc;
    rc = cl_event_values(&values, &count, &entity, &r->arena, r->store, last.seq, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (cl_view_is(values[i].field, "reason"))
            *out = values[i].value;
    return rc;
}

/* Rules of the last decision that are not met. */
static int add_rules(cl_recording *r, const cl_application *a, cl_text *list, cl_error *e)
{
    cl_decision_record *records;
    const cl_json_value *rules;
    cl_json *json = NULL;
    size_t count = 0;
    int rc = cl_decision_list(&records, &count, &r->arena, r->store, a->id, e);

    if (rc != 0 || count == 0 || records[count - 1].decision.length == 0)
        return rc;
    rc = cl_json_parse(&json, records[count - 1].decision, "the decision", 1, e);
    rules = rc == 0 ? cl_json_get(cl_json_root(json), "rules") : NULL;
    for (size_t i = 0; rules != NULL && i < cl_json_count(rules); i++) {
        const cl_json_value *rule = cl_json_item(rules, i);
        cl_view id = cl_json_string(cl_json_get(rule, "id"));
        cl_view because = cl_json_string(cl_json_get(rule, "because"));

        if (!cl_view_is(cl_json_string(cl_json_get(rule, "verdict")), "fail"))
            continue;
        cl_text_add_string(list, list->length > 0 ? ", " : "");
        cl_text_add_json(list, id);
        cl_text_format(&r->text, "  %.*s: %.*s\n", (int)id.length, id.at, (int)because.length,
                       because.at);
    }
    cl_json_free(json);
    return rc;
}

static int tell(cl_recording *r, const cl_application *a, cl_error *e)
{
    cl_text rules = CL_TEXT_INIT;
    char name[CL_ID_TEXT];
    cl_view reason;
    int rc;

    cl_id_format(name, cl_table_application.prefix, a->id);
    cl_text_format(&r->text, "%s  %.*s\n", name, (int)a->state.length, a->state.at);
    rc = find_reason(&reason, r, name, e);
    if (rc == 0 && reason.length > 0)
        cl_text_format(&r->text, "  because %.*s\n", (int)reason.length, reason.at);
    if (rc == 0)
        rc = add_rules(r, a, &rules, e);
    if (rc == 0) {
        cl_text list = CL_TEXT_INIT;

        cl_text_format(&list, "[%s]", rules.at == NULL ? "" : rules.at);
        cl_row_id(&r->row, "id", cl_table_application.prefix, a->id);
        cl_row_text(&r->row, "state", a->state);
        cl_row_text(&r->row, "reason", reason);
        cl_row_json(&r->row, "rules", cl_text_view(&list));
        cl_row_day(&r->row, "informed", a->informed);
        rc = cl_text_check(&list, e);
        cl_text_clear(&list);
    }
    cl_text_clear(&rules);
    return rc != 0 ? rc : cl_recording_send(r, e);
}

/* ---- the verb ---- */

static int feedback(cl_recording *r, cl_error *e)
{
    static const char decided[] = "decided_fund decided_conditional decided_reject offered closed";
    cl_application a;
    int rc = cl_recording_get(r, &a, &cl_table_application, "application", e);

    if (rc == 0 && cl_view_is(a.state, "ineligible"))
        return cl_fail(e, CL_E_STATE, "APP-%lld is ineligible: clachan application inform APP-%lld",
                       (long long)a.id, (long long)a.id);
    if (rc == 0 && !cl_words_hold_view(decided, a.state))
        return cl_fail(e, CL_E_STATE, "APP-%lld is %.*s; feedback is on what is decided",
                       (long long)a.id, (int)a.state.length, a.state.at);
    if (rc == 0)
        rc = cl_application_inform(r->store, &r->author, a.id, e);
    if (rc == 0)
        rc = cl_record_get(&a, &r->arena, r->store, &cl_table_application, a.id, e);
    return rc != 0 ? rc : tell(r, &a, e);
}

CL_VERB_BODY(run_feedback, feedback)

static const cl_parameter parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "APPLICATION",
     "id (APP-12)"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_application_feedback_verbs[] = {
    {.name = "application feedback",
     .run = run_feedback,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = parameters,
     .brief = "Gives the applicant the decision and its reasons.",
     .detail = "From then on the decision is not reverted, and a rejected application may be "
               "applied for again. A second time it is shown and nothing is recorded.",
     .example = "clachan application feedback APP-1"},
    {.name = NULL},
};
