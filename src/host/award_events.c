/* SPDX-License-Identifier: MIT
 *
 * The verbs that move awards, instalments and reports, and payees: who is paid, and by whom the
 * account was verified.
 */
#include <stdio.h>
#include <string.h>

#include "event_verbs.h"
#include "ledger.h"
#include "money.h"
#include "plain.h"
#include "query.h"
#include "row.h"

/* ---- award ---- */

/* The offer is accepted by its digest, and for a payee. */
static int give_acceptance(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_view quoted = cl_recording_text(&run->r, "digest");
    cl_award *award = step->after;
    cl_maybe starts, ends;
    int rc = cl_recording_id(&run->r, &award->payee, &cl_table_payee, "payee", e);

    if (rc == 0)
        rc = cl_recording_maybe_day(&run->r, &starts, "starts", e);
    if (rc == 0)
        rc = cl_recording_maybe_day(&run->r, &ends, "ends", e);
    if (rc != 0)
        return rc;
    award->starts = starts.known ? starts : award->starts;
    award->ends = ends.known ? ends : award->ends;
    cl_step_yes(step, "digest_quoted", cl_view_equal(quoted, award->offer_digest));
    cl_step_says(step, "digest_quoted",
                 "the offer has another digest; clachan award show AWD-%lld "
                 "shows what is offered",
                 (long long)award->id);
    cl_step_says(step, "payee_may_hold", "it is not said who is paid: --payee PYE-1");
    cl_step_says(step, "payee_verified", "it is not said who is paid: --payee PYE-1");
    return 0;
}

static int ledger(cl_recording *r, cl_error *e)
{
    cl_record_filter filters[] = {{"award", 0, NULL}, {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_recording_id(r, &filters[0].id, &cl_table_award, "award", e);

    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_transfer, filters,
                            CL_ANY_DAY, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_transfer *t = (cl_transfer *)items + i;

        cl_row_id(&r->row, "id", "TRF", t->id);
        cl_row_text(&r->row, "from", t->from_account);
        cl_row_text(&r->row, "to", t->to_account);
        cl_row_money(&r->row, "amount", cl_known(t->amount), t->currency);
        cl_row_text(&r->row, "line", t->line);
        cl_row_id(&r->row, "school", "SCH", t->school);
        cl_row_id(&r->row, "instalment", "INS", t->instalment);
        cl_row_number(&r->row, "cause", t->cause);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int run_ledger(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(ledger, session, arguments, sink, e);
}

/* ---- payees ---- */

static const cl_plain payees = {&cl_table_payee, NULL, NULL};

/* A school has one account at a time: another one ends it, and is verified anew. */
static int end_earlier(cl_recording *r, int64_t school, cl_error *e)
{
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_payee, "school",
                               school, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_payee before = ((cl_payee *)items)[i], after = before;

        if (before.ended.known)
            continue;
        after.ended = cl_known(cl_session_today(r->session));
        rc = cl_recording_set(r, "end", &cl_table_payee, &before, &after, e);
    }
    return rc;
}

static int add_payee(cl_recording *r, cl_error *e)
{
    cl_payee payee = {0};
    char digest[7 + CL_DIGEST_HEX] = "sha256:";
    int rc = cl_plain_read(r, &payees, &payee, e);

    if (rc == 0)
        rc = end_earlier(r, payee.school, e);
    if (rc != 0)
        return rc;
    cl_digest_hex(payee.details, digest + 7);
    payee.digest = cl_view_of(digest);
    return cl_plain_add(r, &payees, "add", &payee, e);
}

static int run_add_payee(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                         cl_error *e)
{
    return cl_recording_run(add_payee, session, arguments, sink, e);
}

/* Whoever typed the account does not verify it. */
static int verify_payee(cl_recording *r, cl_error *e)
{
    cl_payee before, after;
    cl_causer typed;
    char name[32];
    int rc = cl_recording_get(r, &before, &cl_table_payee, "payee", e);

    (void)snprintf(name, sizeof name, "PYE-%lld", (long long)before.id);
    if (rc == 0)
        rc = cl_event_latest(&typed, &r->arena, r->store, name, "add", e);
    if (rc == 0 && cl_view_is(typed.actor, cl_session_actor(r->session)))
        rc = cl_fail(e, CL_E_STATE,
                     "%s typed these details (event %lld), so another person verifies them (--as "
                     "PERSON)",
                     cl_session_actor(r->session), (long long)typed.seq);
    if (rc == 0 && before.ended.known)
        rc = cl_fail(e, CL_E_STATE, "%s has ended; the school has another account", name);
    if (rc != 0)
        return rc;
    after = before;
    after.verified = cl_known(cl_session_today(r->session));
    after.verified_by = cl_view_of(cl_session_actor(r->session));
    if (!cl_table_differs(&cl_table_payee, &before, &after)) { /* verified again on one day */
        cl_change change;

        rc = cl_recording_change(r, &change, e);
        if (rc == 0)
            rc = cl_change_store(&change, "verify", "PYE", after.id, NULL, NULL, e);
        cl_change_clear(&change);
        return rc != 0 ? rc : cl_plain_send(r, &payees, &after, e);
    }
    return cl_plain_set(r, &payees, "verify", &before, &after, e);
}

static int run_verify_payee(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                            cl_error *e)
{
    return cl_recording_run(verify_payee, session, arguments, sink, e);
}

/* ---- reports ---- */

static int list_reports(cl_recording *r, cl_error *e)
{
    bool overdue = cl_argument_is_set(r->arguments, "overdue");
    cl_date today = cl_session_today(r->session);
    cl_record_filter filters[] = {{"award", 0, NULL}, {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_recording_id(r, &filters[0].id, &cl_table_award, "award", e);

    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_report,
                            filters[0].id == 0 ? NULL : filters, CL_ANY_DAY, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_grant_report *report = (cl_grant_report *)items + i;
        bool late = report->due.known && report->due.value < today && !report->handed_in.known;

        if (overdue && !late)
            continue;
        cl_row_id(&r->row, "id", "RPT", report->id);
        cl_row_id(&r->row, "award", "AWD", report->award);
        cl_row_text(&r->row, "kind", report->kind);
        cl_row_text(&r->row, "state", report->state);
        cl_row_day(&r->row, "opens", report->opens);
        cl_row_day(&r->row, "due", report->due);
        cl_row_day(&r->row, "handed_in", report->handed_in);
        cl_row_yesno(&r->row, "overdue", late);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int run_list_reports(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                            cl_error *e)
{
    return cl_recording_run(list_reports, session, arguments, sink, e);
}

static int list_lines(cl_recording *r, cl_error *e)
{
    cl_grant_report report;
    cl_award award;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_recording_get(r, &report, &cl_table_report, "report", e);

    if (rc == 0)
        rc = cl_record_get(&award, &r->arena, r->store, &cl_table_award, report.award, e);
    if (rc == 0)
        rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_report_line, "report",
                               report.id, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_report_line *line = (cl_report_line *)items + i;

        cl_row_id(&r->row, "id", "RPL", line->id);
        cl_row_text(&r->row, "line", line->line);
        cl_row_id(&r->row, "school", "SCH", line->school);
        cl_row_money(&r->row, "planned", cl_known(line->planned), award.currency);
        cl_row_money(&r->row, "spent", line->spent, award.currency);
        cl_row_text(&r->row, "explanation", line->explanation);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int run_list_lines(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                          cl_error *e)
{
    return cl_recording_run(list_lines, session, arguments, sink, e);
}

static int read_spent(cl_recording *r, cl_report_line *line, const cl_award *award, cl_error *e)
{
    char currency[4] = "";
    cl_money spent;
    int rc;

    memcpy(currency, award->currency.at, award->currency.length < 3 ? award->currency.length : 3);
    rc = cl_money_parse(&spent, cl_recording_text(r, "spent"), currency, e);
    if (rc == 0 && spent.minor < 0)
        rc = cl_fail(e, CL_E_INVALID, "expected an amount from 0.00 up");
    if (rc != 0) {
        cl_error_place(e, NULL, 0, "spent");
        return rc;
    }
    line->spent = cl_known(spent.minor);
    if (cl_argument_is_set(r->arguments, "because"))
        line->explanation = cl_recording_text(r, "because");
    return 0;
}

/* The line is part of the report's own edit, whose machine says whether it may be. */
static int spend(cl_recording *r, cl_error *e)
{
    cl_report_line before, after;
    cl_grant_report *report;
    cl_step step = {0};
    cl_award award;
    int rc = cl_recording_get(r, &before, &cl_table_report_line, "line", e);

    if (rc == 0)
        rc = cl_step_open(&step, r->session, &cl_table_report, before.report, "edit", e);
    if (rc == 0)
        rc = cl_step_judge(&step, e);
    if (rc == 0)
        rc = cl_step_refusal(&step, e);
    report = step.after;
    if (rc == 0)
        rc = cl_record_get(&award, &r->arena, r->store, &cl_table_award, report->award, e);
    after = before;
    if (rc == 0)
        rc = read_spent(r, &after, &award, e);
    if (rc == 0)
        rc = cl_step_prepare(&step, e);
    if (rc == 0)
        rc = cl_change_set(&step.change, &cl_table_report_line, &before, &after, e);
    if (rc == 0)
        rc = cl_step_take(&step, e);
    if (rc == 0) {
        cl_row_id(&r->row, "id", "RPL", after.id);
        cl_row_id(&r->row, "report", "RPT", after.report);
        cl_row_money(&r->row, "planned", cl_known(after.planned), award.currency);
        cl_row_money(&r->row, "spent", after.spent, award.currency);
        rc = cl_recording_send(r, e);
    }
    cl_step_close(&step);
    return rc;
}

static int run_spend(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    return cl_recording_run(spend, session, arguments, sink, e);
}

/* ---- the verbs ---- */

#define EVENT(name, table, item, event, give)                                                      \
    static int run_##name(cl_session *session, const cl_arguments *arguments, const cl_sink *sink, \
                          cl_error *e)                                                             \
    {                                                                                              \
        static const cl_event_verb verb = {&table, event, item, give};                             \
                                                                                                   \
        return cl_event_verb_run(&verb, session, arguments, sink, e);                              \
    }

EVENT(accept, cl_table_award, "award", "accept", give_acceptance)
EVENT(decline, cl_table_award, "award", "decline", NULL)
EVENT(retract, cl_table_award, "award", "retract", NULL)
EVENT(suspend, cl_table_award, "award", "suspend", NULL)
EVENT(resume, cl_table_award, "award", "resume", NULL)
EVENT(close, cl_table_award, "award", "close", NULL)
EVENT(reopen, cl_table_award, "award", "reopen", NULL)
EVENT(approve, cl_table_instalment, "instalment", "approve", NULL)
EVENT(unapprove, cl_table_instalment, "instalment", "unapprove", NULL)
EVENT(hold, cl_table_instalment, "instalment", "hold", NULL)
EVENT(release, cl_table_instalment, "instalment", "release", NULL)
EVENT(pay_early, cl_table_instalment, "instalment", "pay_early", NULL)
EVENT(cancel, cl_table_instalment, "instalment", "cancel", NULL)
EVENT(retry, cl_table_instalment, "instalment", "retry", NULL)
EVENT(open_report, cl_table_report, "report", "open", NULL)
EVENT(submit_report, cl_table_report, "report", "submit", NULL)
EVENT(return_report, cl_table_report, "report", "return", NULL)
EVENT(accept_report, cl_table_report, "report", "accept", NULL)
EVENT(reopen_report, cl_table_report, "report", "reopen", NULL)
EVENT(waive_report, cl_table_report, "report", "waive", NULL)

#define ITEM(name, id)                                                                             \
    {                                                                                              \
        name, CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, id "…",                \
            "id (" id "-4); several at once"                                                       \
    }

static const cl_parameter awards[] = {ITEM("award", "AWD"), CL_EVENT_PARAMETERS};
static const cl_parameter instalments[] = {ITEM("instalment", "INS"), CL_EVENT_PARAMETERS};
static const cl_parameter reports[] = {ITEM("report", "RPT"), CL_EVENT_PARAMETERS};
static const cl_parameter acceptance[] = {
    ITEM("award", "AWD"),
    {"digest", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "DIGEST",
     "of the offer, as award show has it"},
    {"payee", CL_TAKES_ID, 0, "PAYEE", "who is paid (PYE-1)"},
    {"starts", CL_TAKES_DATE, 0, "DATE", "first day of the activity"},
    {"ends", CL_TAKES_DATE, 0, "DATE", "last day of the activity"},
    CL_EVENT_PARAMETERS};
static const cl_parameter one_award[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AWARD", "id (AWD-4)"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter new_payee[] = {CL_SCHOOL_PARAMETER,
                                         {"details", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT",
                                          "the account, as the school gives it"},
                                         CL_NO_MORE_PARAMETERS};
static const cl_parameter one_payee[] = {
    {"payee", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "PAYEE", "id (PYE-1)"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter report_list[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "AWARD", "only of this award"},
    {"overdue", CL_TAKES_SWITCH, 0, NULL, "only those that should have been handed in"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter report_lines[] = {{"report", CL_TAKES_ID,
                                             CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,
                                             "REPORT", "id (RPT-2)"},
                                            CL_NO_MORE_PARAMETERS};
static const cl_parameter spending[] = {
    {"line", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "LINE", "id (RPL-3)"},
    {"spent", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AMOUNT",
     "such as 1320.50"},
    {"because", CL_TAKES_TEXT, 0, "TEXT", "why it differs from what was awarded"},
    CL_NO_MORE_PARAMETERS};

const cl_verb cl_award_event_verbs[] = {
    CL_EVENT_VERB(
        "award accept", run_accept, acceptance, "Accepts an offer by its digest.",
        "Its money is committed, reports are planned, and what waits for it falls due.",
        "award accept AWD-1 --payee PYE-1 --as \"B. Head\" --digest $(clachan award show AWD-1 "
        "--json "
        "| sed 's/.*\"offer_digest\": \"\\([^\"]*\\)\".*/\\1/')"),
    CL_EVENT_VERB("award decline", run_decline, awards, "Declines an offer; its money is released.",
                  NULL, "award decline AWD-1 --reason \"the lead school closes\""),
    CL_EVENT_VERB("award retract", run_retract, awards, "Takes an offer back.", NULL,
                  "award retract AWD-1 --reason \"offered in error\" --as \"E. Funder\""),
    CL_EVENT_VERB("award suspend", run_suspend, awards,
                  "Suspends awards; open instalments are held.", NULL,
                  "award suspend AWD-1 --reason \"travel is not safe\""),
    CL_EVENT_VERB("award resume", run_resume, awards,
                  "Resumes suspended awards; open dates move by the days.", NULL,
                  "award resume AWD-1 --reason \"travel is safe again\""),
    CL_EVENT_VERB("award close", run_close, awards, "Closes awards whose money is settled.", NULL,
                  "award close AWD-1"),
    CL_EVENT_VERB("award reopen", run_reopen, awards,
                  "Opens a closed award again; it takes two persons.", NULL,
                  "award reopen AWD-1 --reason audit"),
    {.name = "award ledger",
     .run = run_ledger,
     .needs = CL_NEEDS_STORE,
     .parameters = one_award,
     .brief = "Lists the moves of an award's money.",
     .example = "clachan award ledger AWD-1"},
    CL_EVENT_VERB("instalment approve", run_approve, instalments,
                  "Approves instalments for payment.",
                  "Who made one due does not approve it, and each approval is another person's.",
                  "instalment approve INS-1 --as \"F. Finance\""),
    CL_EVENT_VERB("instalment unapprove", run_unapprove, instalments, "Takes approvals back.", NULL,
                  "instalment unapprove INS-1 --reason \"wrong account\""),
    CL_EVENT_VERB("instalment hold", run_hold, instalments, "Holds instalments.", NULL,
                  "instalment hold INS-1 --reason \"a question is open\""),
    CL_EVENT_VERB("instalment release", run_release, instalments, "Releases held instalments.",
                  NULL, "instalment release INS-1 --reason \"answered\" --as \"D. Officer\""),
    CL_EVENT_VERB("instalment retry", run_retry, instalments,
                  "Makes a failed instalment due again.", NULL, "instalment retry INS-1"),
    CL_EVENT_VERB("instalment pay-early", run_pay_early, instalments,
                  "Makes instalments due before what they wait for has happened.",
                  "Only where the programme's machine of instalments allows it (pay_early = 1).",
                  "instalment pay-early INS-2 --reason \"flights are booked\" --as \"C. Admin\""),
    CL_EVENT_VERB("instalment cancel", run_cancel, instalments,
                  "Cancels what is left of an award that has ended.", NULL,
                  "instalment cancel INS-1 --reason \"the account is closed\" --as \"D. Officer\""),
    {.name = "payee add",
     .run = run_add_payee,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = new_payee,
     .brief = "Records the account of a school.",
     .detail = "An earlier account ends; the new one is verified by another person before money "
               "goes to it.",
     .example = "clachan payee add SCH-1 --details \"12-34-56 12345678\""},
    {.name = "payee verify",
     .run = run_verify_payee,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = one_payee,
     .brief = "Verifies the account of a school.",
     .example = "clachan payee verify PYE-1 --as \"F. Finance\""},
    {.name = "grant-report list",
     .run = run_list_reports,
     .needs = CL_NEEDS_STORE,
     .parameters = report_list,
     .brief = "Lists the reports that schools hand in.",
     .example = "clachan grant-report list --overdue"},
    {.name = "grant-report lines",
     .run = run_list_lines,
     .needs = CL_NEEDS_STORE,
     .parameters = report_lines,
     .brief = "Lists the lines of a report: what was awarded, and what was spent.",
     .example = "clachan grant-report lines RPT-1"},
    {.name = "grant-report spend",
     .run = run_spend,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = spending,
     .brief = "Tells what was spent on a line of a report.",
     .example = "clachan grant-report spend RPL-1 1320.50"},
    CL_EVENT_VERB("grant-report open", run_open_report, reports, "Opens reports.", NULL,
                  "grant-report open RPT-1"),
    CL_EVENT_VERB("grant-report submit", run_submit_report, reports, "Hands reports in.", NULL,
                  "grant-report submit RPT-1"),
    CL_EVENT_VERB("grant-report return", run_return_report, reports,
                  "Returns reports with questions.", NULL,
                  "grant-report return RPT-1 --reason \"Which school was visited?\""),
    CL_EVENT_VERB("grant-report accept", run_accept_report, reports,
                  "Accepts reports; what waits for it falls due.", NULL,
                  "grant-report accept RPT-1 --as \"D. Officer\""),
    CL_EVENT_VERB("grant-report reopen", run_reopen_report, reports,
                  "Opens an accepted report again.", NULL,
                  "grant-report reopen RPT-1 --reason \"a receipt is missing\" --as \"C. Admin\""),
    CL_EVENT_VERB("grant-report waive", run_waive_report, reports,
                  "Waives reports; it takes two persons.", NULL,
                  "grant-report waive RPT-1 --reason \"the award was small\""),
    {.name = NULL},
};
