/* SPDX-License-Identifier: MIT
 *
 * accreditation earn, show and list, and the events that move one: the evidence of a school is
 * judged under the edition of the day, and the level that it reaches gets a certificate.
 */
#include "accreditation.h"

#include <string.h>

#include "alloc.h"
#include "decide_request.h"
#include "digest.h"
#include "event_verbs.h"
#include "file.h"
#include "plain.h"
#include "query.h"
#include "row.h"
#include "school_verbs.h"

enum { EVIDENCE_LIMIT = 64 << 20 };

static const char standard[] = "international-school-award";

/* ---- telling ---- */

static void print_members(cl_text *row, const cl_accreditation *a)
{
    cl_row_id(row, "id", "ACC", a->id);
    cl_row_id(row, "school", "SCH", a->school);
    cl_row_text(row, "level", a->level);
    cl_row_text(row, "state", a->state);
    cl_row_text(row, "certificate", a->certificate);
    cl_row_day(row, "valid_from", a->valid_from);
    cl_row_day(row, "valid_to", a->valid_to);
    cl_row_text(row, "programme", a->programme);
    cl_row_text(row, "edition", a->edition);
}

static void print_day(cl_text *out, const char *before, cl_maybe day)
{
    char text[11];

    if (!day.known)
        return;
    cl_date_format((cl_date)day.value, text);
    cl_text_format(out, "%s%s", before, text);
}

static int show(cl_recording *r, const cl_accreditation *a, cl_error *e)
{
    print_members(&r->row, a);
    cl_row_number(&r->row, "version", a->version);
    cl_row_id(&r->row, "award", "AWD", a->award);
    cl_row_text(&r->row, "edition_digest", a->edition_digest);
    cl_row_json(&r->row, "facts", a->facts);
    cl_row_json(&r->row, "decision", a->decision);
    cl_row_text(&r->row, "evidence", a->evidence);
    cl_row_id(&r->row, "replaces", "ACC", a->replaces);
    cl_text_format(&r->text, "ACC-%lld  SCH-%lld  %.*s  %.*s", (long long)a->id,
                   (long long)a->school, (int)a->level.length, a->level.at, (int)a->state.length,
                   a->state.at);
    if (a->certificate.length > 0)
        cl_text_format(&r->text, "  certificate %.*s", (int)a->certificate.length,
                       a->certificate.at);
    print_day(&r->text, ", from ", a->valid_from);
    print_day(&r->text, " to ", a->valid_to);
    cl_text_format(&r->text, "\n  %.*s@%.*s: %.*s\n", (int)a->programme.length, a->programme.at,
                   (int)a->edition.length, a->edition.at, (int)a->facts.length, a->facts.at);
    return cl_recording_send(r, e);
}

static int show_one(cl_recording *r, cl_error *e)
{
    cl_accreditation a;
    int rc = cl_recording_get(r, &a, &cl_table_accreditation, "accreditation", e);

    return rc != 0 ? rc : show(r, &a, e);
}

CL_VERB_BODY(run_show, show_one)

static int list(cl_recording *r, cl_error *e)
{
    cl_record_filter filters[] = {
        {"school", 0, NULL}, {"state", 0, cl_argument_get(r->arguments, "state")}, {NULL, 0, NULL}};
    cl_accreditation *rows;
    cl_school school = {0};
    size_t count = 0;
    void *items = NULL;
    int rc = 0;

    if (cl_argument_is_set(r->arguments, "school"))
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    filters[0].id = school.id;
    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_accreditation, filters,
                            CL_ANY_DAY, e);
    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        print_members(&r->row, &rows[i]);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

CL_VERB_BODY(run_list, list)

/* ---- earning ---- */

typedef struct earning {
    cl_recording *r;
    cl_accreditation record;
    cl_decider decider;
    cl_decision decision;
    cl_json *json;
} earning;

/* The programme's facts as one dossier: what --facts says, with programme and day. */
static int write_dossier(earning *w, const char *id, const char *edition, cl_error *e)
{
    cl_view given = cl_recording_text(w->r, "facts");
    cl_text text = CL_TEXT_INIT, canonical = CL_TEXT_INIT;
    const cl_json_value *value;
    cl_json *facts = NULL;
    void *cursor = NULL;
    const char *key;
    int rc = cl_json_parse(&facts, given, "--facts", 1, e);

    if (rc == 0 && cl_json_type(cl_json_root(facts)) != CL_JSON_OBJECT)
        rc = cl_fail(e, CL_E_INVALID,
                     "--facts: found %s, expected an object, such as "
                     "{\"activities\": 5}",
                     cl_json_type_name(cl_json_root(facts)));
    cl_row_text(&text, "programme", cl_view_of(id));
    if (edition != NULL)
        cl_row_text(&text, "edition", cl_view_of(edition));
    cl_row_day(&text, "date", cl_known(cl_session_today(w->r->session)));
    while (rc == 0 && (key = cl_json_next(cl_json_root(facts), &cursor, &value)) != NULL) {
        cl_text_format(&text, ", \"%s\": ", key);
        cl_json_print(&text, value, 0);
    }
    cl_text_add_char(&text, '}');
    if (rc == 0)
        rc = cl_text_check(&text, e);
    cl_json_free(facts);
    facts = NULL;
    if (rc == 0)
        rc = cl_json_parse(&facts, cl_text_view(&text), "--facts", 1, e);
    if (rc == 0) {
        cl_json_print_canonical(&canonical, cl_json_root(facts));
        rc = cl_text_check(&canonical, e);
    }
    if (rc == 0) {
        w->record.facts =
            (cl_view){cl_arena_copy(&w->r->arena, cl_text_view(&canonical)), canonical.length};
        rc = w->record.facts.at == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                                        : cl_json_parse(&w->json, w->record.facts, "--facts", 1, e);
    }
    cl_json_free(facts);
    cl_text_clear(&text);
    cl_text_clear(&canonical);
    return rc;
}

static int judge(earning *w, cl_error *e)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    cl_text printed = CL_TEXT_INIT;
    int rc = cl_decider_decide(&w->decider, &w->decision, w->json, &request, e);

    if (rc != 0 && cl_findings_count(&w->decider.findings) > 0)
        cl_finding_error(cl_findings_at(&w->decider.findings, 0), e);
    if (rc != 0)
        return rc;
    cl_decision_print_json(&printed, &w->decision);
    rc = cl_text_check(&printed, e);
    if (rc == 0) {
        w->record.decision =
            (cl_view){cl_arena_copy(&w->r->arena, cl_text_view(&printed)), printed.length};
        w->record.level = cl_view_of(w->decision.level);
        w->record.programme = cl_view_of(w->decider.programme->id);
        w->record.edition = cl_view_of(w->decider.programme->edition);
        w->record.edition_digest = cl_view_of(w->decider.programme->digest);
        if (w->record.decision.at == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_text_clear(&printed);
    return rc;
}

/* Reports that were accepted, or a file with action plan and impact evaluation. */
static int read_evidence(earning *w, cl_error *e)
{
    const char *path = cl_argument_get(w->r->arguments, "evidence");
    cl_text bytes = CL_TEXT_INIT;
    char digest[7 + CL_DIGEST_HEX] = "sha256:";
    cl_grant_report report;
    bool has_report = cl_argument_is_set(w->r->arguments, "report");
    int rc = 0;

    if (path == NULL && !has_report)
        return cl_fail(e, CL_E_MISUSE,
                       "name the evidence: --report of an award, or --evidence with a file");
    if (has_report)
        rc = cl_recording_get(w->r, &report, &cl_table_report, "report", e);
    if (rc == 0 && has_report && !cl_view_is(report.state, "accepted"))
        rc = cl_fail(e, CL_E_STATE, "RPT-%lld is %.*s; evidence is a report that was accepted",
                     (long long)report.id, (int)report.state.length, report.state.at);
    if (rc == 0 && has_report)
        w->record.award = report.award;
    if (rc == 0 && path != NULL)
        rc = cl_file_read(&bytes, path, EVIDENCE_LIMIT, e);
    if (rc == 0 && path != NULL) {
        cl_digest_hex(cl_text_view(&bytes), digest + 7);
        w->record.evidence = cl_view_of(cl_arena_string(&w->r->arena, digest));
        rc = w->record.evidence.at == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
    }
    cl_text_clear(&bytes);
    return rc;
}

static int take(earning *w, cl_error *e)
{
    const cl_programme *programme = w->decider.programme;
    cl_step step;
    int rc = cl_step_begin(&step, w->r->session, &cl_table_accreditation, &w->record, "earn",
                           w->record.programme, e);

    if (rc == 0) {
        step.context = &programme;
        cl_step_yes(&step, "level_reached",
                    w->decision.verdict == CL_VERDICT_ELIGIBLE && w->decision.level != NULL);
        if (w->decision.missing.count > 0)
            cl_step_says(&step, "level_reached", "no level is known yet; %s is missing",
                         w->decision.missing.items[0]);
        else
            cl_step_says(&step, "level_reached", "the evidence reaches no level of %s",
                         w->decision.programme);
        rc = cl_step_take(&step, e);
    }
    if (rc == 0)
        rc = cl_record_keep(&w->r->arena, &cl_table_accreditation, &w->record, e);
    cl_step_close(&step);
    return rc;
}

static int earn_with(earning *w, cl_error *e)
{
    const char *programme = cl_argument_get(w->r->arguments, "programme");
    char *id = NULL, *edition = NULL;
    cl_school school;
    int rc = cl_school_named(&school, w->r, cl_recording_text(w->r, "school"), "school", e);

    w->record.school = school.id;
    if (rc == 0)
        rc = read_evidence(w, e);
    if (rc == 0)
        rc = cl_split_edition(&id, &edition, programme == NULL ? standard : programme, e);
    if (rc == 0)
        rc = write_dossier(w, id, edition, e);
    if (rc == 0)
        rc = judge(w, e);
    if (rc == 0)
        rc = take(w, e);
    cl_free(id);
    cl_free(edition);
    return rc != 0 ? rc : show(w->r, &w->record, e);
}

static int earn(cl_recording *r, cl_error *e)
{
    earning w = {.r = r, .record = {.state = CL_VIEW("earned")}};
    int rc;

    cl_decider_init(&w.decider, r->session);
    rc = earn_with(&w, e);
    cl_decision_clear(&w.decision);
    cl_json_free(w.json);
    cl_decider_clear(&w.decider);
    return rc;
}

CL_VERB_BODY(run_earn, earn)

/* ---- events ---- */

static int give_certificate(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_accreditation *a = step->after;
    cl_maybe from;
    int rc = cl_recording_maybe_day(&run->r, &from, "valid-from", e);

    a->certificate = cl_recording_text(&run->r, "certificate");
    a->valid_from = from;
    cl_step_says(step, "certificate", "it has no number: --certificate NUMBER");
    return rc;
}

#define EVENT(name, event, give)                                                                   \
    static int run_##name(cl_session *session, const cl_arguments *arguments, const cl_sink *sink, \
                          cl_error *e)                                                             \
    {                                                                                              \
        static const cl_event_verb verb = {&cl_table_accreditation, event, "accreditation", give}; \
                                                                                                   \
        return cl_event_verb_run(&verb, session, arguments, sink, e);                              \
    }

EVENT(issue, "issue", give_certificate)
EVENT(refuse, "refuse", NULL)
EVENT(revoke, "revoke", NULL)

#define ITEM                                                                                       \
    {                                                                                              \
        "accreditation", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED,             \
            "ACCREDITATION", "id (ACC-2); several at once"                                         \
    }

static const cl_parameter earn_parameters[] = {
    CL_SCHOOL_PARAMETER,
    {"facts", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "JSON",
     "what the programme asks, such as {\"activities\": 5}"},
    {"report", CL_TAKES_ID, 0, "REPORT", "accepted report that is the evidence"},
    {"evidence", CL_TAKES_FILE, 0, "FILE",
     "action plan and impact evaluation; the digest of the file is kept"},
    {"programme", CL_TAKES_TEXT, 0, "ID[@EDITION]",
     "international-school-award where it is left out; the edition in force today"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter one_parameters[] = {{"accreditation", CL_TAKES_ID,
                                               CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,
                                               "ACCREDITATION", "id (ACC-2)"},
                                              CL_NO_MORE_PARAMETERS};
static const cl_parameter list_parameters[] = {
    {"school", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "SCHOOL", "only of this school"},
    {"state", CL_TAKES_TEXT, 0, "STATE", "only in this state"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter plain[] = {ITEM, CL_EVENT_PARAMETERS};
static const cl_parameter issuing[] = {
    ITEM,
    {"certificate", CL_TAKES_TEXT, 0, "NUMBER", "number of the certificate"},
    {"valid-from", CL_TAKES_DATE, 0, "DATE", "first day (today)"},
    CL_EVENT_PARAMETERS};

const cl_verb cl_accreditation_verbs[] = {
    {.name = "accreditation earn",
     .run = run_earn,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = earn_parameters,
     .brief = "Applies for a level of the International School Award, on evidence.",
     .detail = "The edition decides which level the facts reach; facts, decision and the digest of "
               "the evidence are kept.",
     .example = "clachan accreditation earn SCH-1 --programme international-school-award@2020 "
                "--evidence letter.pdf --facts "
                "'{\"activities\": 7, \"with_partners\": 3, \"with_language\": 1, \"pupil_share\": "
                "\"60%\", \"within_months\": 12}'"},
    {.name = "accreditation show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = one_parameters,
     .brief = "Shows an accreditation, its facts and its decision.",
     .example = "clachan accreditation show ACC-1"},
    {.name = "accreditation list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists accreditations.",
     .example = "clachan accreditation list --state issued"},
    CL_EVENT_VERB("accreditation issue", run_issue, issuing, "Issues certificates.",
                  "Whoever recorded the evidence does not issue one. A renewal or a higher level "
                  "replaces the one before. 'clachan report render certificate' prints it.",
                  "accreditation issue ACC-1 --certificate ISA-2022-17 --as \"D. Officer\""),
    CL_EVENT_VERB("accreditation refuse", run_refuse, plain, "Refuses what was earned.", NULL,
                  "accreditation refuse ACC-1 --reason \"the evidence is of another school\""),
    CL_EVENT_VERB("accreditation revoke", run_revoke, plain,
                  "Revokes certificates; it takes two persons.", NULL,
                  "accreditation revoke ACC-1 --reason \"the evidence was made up\" --as "
                  "\"C. Admin\""),
    {.name = NULL},
};
