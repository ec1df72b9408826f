/* SPDX-License-Identifier: MIT
 *
 * extension grant and list: a later last day for one application or one report, named, with its
 * reason. It is the only way in after a deadline.
 */
#include "ids.h"
#include "lifecycle_query.h"
#include "plain.h"
#include "roles.h"
#include "row.h"

static int tell(cl_recording *r, const cl_extension *extension, cl_error *e)
{
    cl_row_id(&r->row, "id", "EXT", extension->id);
    cl_row_id(&r->row, "application", "APP", extension->application);
    cl_row_id(&r->row, "report", "RPT", extension->report);
    cl_row_day(&r->row, "until", extension->until);
    cl_row_text(&r->row, "granted_by", extension->granted_by);
    cl_row_text(&r->row, "reason", extension->reason);
    return cl_recording_send(r, e);
}

/* ---- who, and until when ---- */

static int check_role(cl_recording *r, const cl_table *table, int64_t id, cl_error *e)
{
    bool may = false;
    cl_step step;
    int rc = cl_step_open(&step, r->session, table, id, "extend", e);

    if (rc == 0)
        rc = cl_step_role(&may, &step, "admin", e);
    cl_step_close(&step);
    if (rc == 0 && !may)
        rc = cl_fail(e, CL_E_STATE, "%s may not extend %s-%lld: an administrator grants it",
                     cl_session_actor(r->session), table->prefix, (long long)id);
    return rc;
}

static int check_until(const cl_recording *r, const cl_extension *extension, cl_maybe due,
                       cl_error *e)
{
    char day[11];

    if (extension->until.value < cl_session_today(r->session))
        return cl_fail(e, CL_E_INVALID, "--until is a day to come");
    if (!due.known || extension->until.value > due.value)
        return 0;
    cl_date_format((cl_date)due.value, day);
    return cl_fail(e, CL_E_INVALID, "--until: it is due on %s, and an extension is later", day);
}

/* ---- granting ---- */

static int extend_application(cl_recording *r, cl_extension *extension, cl_error *e)
{
    static const char *const open[] = {"draft", "ready", "awaiting_signoff", "signed", "expired"};
    cl_application application;
    bool may = false;
    int rc = cl_record_get(&application, &r->arena, r->store, &cl_table_application,
                           extension->application, e);

    for (size_t i = 0; rc == 0 && i < sizeof open / sizeof *open; i++)
        may = may || cl_view_is(application.state, open[i]);
    if (rc == 0 && !may)
        rc =
            cl_fail(e, CL_E_STATE, "APP-%lld is %.*s; an extension is for what is not handed in",
                    (long long)application.id, (int)application.state.length, application.state.at);
    if (rc == 0)
        rc = check_role(r, &cl_table_application, application.id, e);
    if (rc == 0)
        rc = check_until(r, extension, (cl_maybe){0, false}, e);
    return rc != 0 ? rc : cl_recording_add(r, "grant", &cl_table_extension, extension, e);
}

static int store_report(cl_recording *r, cl_extension *extension, const cl_grant_report *before,
                        cl_error *e)
{
    cl_grant_report after = *before;
    cl_change change = {0};
    int rc = cl_recording_change(r, &change, e);

    after.due = extension->until;
    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_extension, extension, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_report, before, &after, e);
    if (rc == 0)
        rc = cl_change_store(&change, "grant", "EXT", extension->id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int extend_report(cl_recording *r, cl_extension *extension, cl_error *e)
{
    static const char *const open[] = {"scheduled", "open", "draft", "returned"};
    cl_grant_report report;
    cl_award award;
    bool may = false;
    int rc = cl_record_get(&report, &r->arena, r->store, &cl_table_report, extension->report, e);

    if (rc == 0)
        rc = cl_record_get(&award, &r->arena, r->store, &cl_table_award, report.award, e);
    for (size_t i = 0; rc == 0 && i < sizeof open / sizeof *open; i++)
        may = may || cl_view_is(report.state, open[i]);
    if (rc == 0 && !may)
        rc = cl_fail(e, CL_E_STATE, "RPT-%lld is %.*s; an extension is for what is not handed in",
                     (long long)report.id, (int)report.state.length, report.state.at);
    if (rc == 0)
        rc = check_role(r, &cl_table_report, report.id, e);
    if (rc == 0)
        rc = check_until(r, extension, report.due, e);
    if (rc != 0)
        return rc;
    extension->application = award.application;
    return store_report(r, extension, &report, e);
}

static int grant(cl_recording *r, cl_error *e)
{
    cl_extension extension = {.granted_by = cl_view_of(cl_session_actor(r->session)),
                              .reason = cl_recording_text(r, "reason")};
    cl_view record = cl_recording_text(r, "record");
    bool report = cl_id_parse(&extension.report, "RPT", record, NULL) == 0;
    int rc = cl_recording_maybe_day(r, &extension.until, "until", e);

    if (rc == 0 && cl_view_trim(extension.reason).length == 0)
        rc = cl_fail(e, CL_E_INVALID, "--reason: an extension says why");
    if (rc == 0 && !report)
        rc = cl_recording_id(r, &extension.application, &cl_table_application, "record", e);
    if (rc == 0)
        rc = report ? extend_report(r, &extension, e) : extend_application(r, &extension, e);
    return rc != 0 ? rc : tell(r, &extension, e);
}

static int list(cl_recording *r, cl_error *e)
{
    cl_extension *extensions;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_extension, NULL,
                            CL_ANY_DAY, e);

    extensions = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell(r, &extensions[i], e);
    return rc;
}

CL_VERB_BODY(run_grant, grant)
CL_VERB_BODY(run_list, list)

static const cl_parameter grant_parameters[] = {
    {"record", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "RECORD",
     "application or report (APP-12, RPT-3)"},
    {"until", CL_TAKES_DATE, CL_PARAMETER_REQUIRED, "DATE", "last day, which counts"},
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_extension_verbs[] = {
    {.name = "extension grant",
     .run = run_grant,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = grant_parameters,
     .brief = "Gives one application, or one report, a later last day.",
     .detail = "The only way in after a deadline, by an administrator, with a reason. An "
               "application that has expired goes on with application extend.",
     .example =
         "clachan extension grant RPT-1 --until 2022-03-31 --reason 'the school was closed'"},
    {.name = "extension list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .brief = "Lists who was given more time, until when, by whom and why.",
     .example = "clachan extension list"},
    {.name = NULL},
};
