/* SPDX-License-Identifier: MIT
 *
 * waiver add, end and list: a named person sets one rule aside for one application, with a reason
 * and a last day. The rule is evaluated and shown all the same.
 */
#include <string.h>

#include "plain.h"
#include "row.h"
#include "session_parts.h"
#include "suggest.h"

static const cl_plain waivers = {&cl_table_waiver, NULL, NULL};

/* ---- add ---- */

static int no_such_rule(const cl_programme *programme, const char *rule, cl_error *e)
{
    const char *names[CL_ARGUMENTS_LIMIT], *nearest;
    size_t count = 0;
    int rc;

    for (size_t i = 0; i < programme->rules.count && count < CL_ARGUMENTS_LIMIT; i++)
        names[count++] = ((const cl_rule *)cl_vec_at(&programme->rules, i))->id;
    nearest = cl_suggest(cl_view_of(rule), names, count);
    rc = cl_fail(e, CL_E_NOT_FOUND, "%s@%s has no rule '%s'%s%s%s", programme->id,
                 programme->edition, rule, nearest != NULL ? "; did you mean '" : "",
                 nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    cl_error_place(e, NULL, 0, "rule");
    return rc;
}

/* Only what the edition calls waivable may be set aside: the others are the law of the programme.
 */
static int check_rule(cl_recording *r, const cl_application *application, const char *name,
                      cl_error *e)
{
    const cl_programme *programme;
    const cl_rule *rule;
    int rc = cl_session_edition(&programme, r->session, application->programme.at,
                                application->edition.at, e);

    if (rc != 0)
        return rc;
    rule = cl_programme_rule(programme, name);
    if (rule == NULL)
        return no_such_rule(programme, name, e);
    if (rule->level == CL_LEVEL_WAIVABLE)
        return 0;
    rc = cl_fail(e, CL_E_STATE, "'%s' is %s in %s@%s, and only a waivable rule can be set aside",
                 name, cl_level_name(rule->level), programme->id, programme->edition);
    cl_error_place(e, NULL, 0, "rule");
    return rc;
}

static int check_live(cl_recording *r, const cl_waiver_record *waiver, cl_error *e)
{
    const cl_record_filter filters[] = {
        {"application", waiver->application, NULL}, {"rule", 0, waiver->rule.at}, {NULL, 0, NULL}};
    const cl_waiver_record *records;
    void *items = NULL;
    size_t count = 0;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_waiver, filters,
                            CL_ANY_DAY, e);

    records = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!records[i].ended.known)
            rc = cl_fail(e, CL_E_STATE,
                         "WAI-%lld sets '%.*s' aside already; end it before another is given",
                         (long long)records[i].id, (int)waiver->rule.length, waiver->rule.at);
    return rc;
}

static int add(cl_recording *r, cl_error *e)
{
    cl_application application;
    cl_waiver_record waiver = {0};
    int rc = cl_recording_get(r, &application, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_plain_read(r, &waivers, &waiver, e);
    if (rc == 0 && waiver.reason.length == 0)
        rc = cl_fail(e, CL_E_MISUSE, "a waiver needs a reason: --reason TEXT");
    if (rc == 0)
        rc = check_rule(r, &application, waiver.rule.at, e);
    if (rc == 0)
        rc = check_live(r, &waiver, e);
    if (rc == 0 && waiver.until.known && waiver.until.value < application.date.value) {
        rc = cl_fail(e, CL_E_INVALID, "it would end before the day of the application");
        cl_error_place(e, NULL, 0, "until");
    }
    if (rc != 0)
        return rc;
    waiver.person = cl_view_of(cl_session_actor(r->session));
    waiver.given_at = cl_session_now(r->session);
    return cl_plain_add(r, &waivers, "waive", &waiver, e);
}

CL_VERB_BODY(run_add, add)

static const cl_parameter add_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "APPLICATION",
     "id (APP-12)"},
    {"rule", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "RULE",
     "id of a waivable rule of its edition"},
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why"},
    {"until", CL_TAKES_DATE, 0, "DATE", "last day on which it counts"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- end ---- */

static int end(cl_recording *r, cl_error *e)
{
    cl_waiver_record before, after;
    int rc = cl_recording_get(r, &before, &cl_table_waiver, "waiver", e);

    if (rc == 0 && before.ended.known)
        rc = cl_fail(e, CL_E_STATE, "WAI-%lld has ended already", (long long)before.id);
    if (rc != 0)
        return rc;
    after = before;
    after.ended = cl_known(cl_session_today(r->session));
    return cl_plain_set(r, &waivers, "end_waiver", &before, &after, e);
}

CL_VERB_BODY(run_end, end)

static const cl_parameter end_parameters[] = {
    {"waiver", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "WAIVER",
     "id (WAI-1)"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- list ---- */

static int list(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &waivers, e);
}

CL_VERB_BODY(run_list, list)

static const cl_parameter list_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "APPLICATION", "only its waivers"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_waiver_verbs[] = {
    {.name = "waiver add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Sets a waivable rule aside for one application.",
     .detail = "The person is the one who acts (--as). The rule is still evaluated and shown, as "
               "'waived', with person and reason, and the decision keeps them.",
     .example =
         "clachan waiver add APP-1 five-schools --reason \"All that the island has\" --until "
         "2021-12-31"},
    {.name = "waiver end",
     .run = run_end,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = end_parameters,
     .brief = "Takes a waiver back, from today.",
     .detail = "What was decided with it stays as it was decided.",
     .example = "clachan waiver end WAI-1"},
    {.name = "waiver list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists waivers, also those that have ended.",
     .example = "clachan waiver list APP-1"},
    {.name = NULL},
};
