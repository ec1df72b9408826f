/* SPDX-License-Identifier: MIT
 *
 * application check, request-signoff and sign: an application's dossier is built from the records,
 * decided under the pinned edition, recorded, frozen and signed (lifecycle.md section 4). Whoever
 * asks for the signature is not the one who gives it.
 */
#include <stdio.h>
#include <string.h>

#include "clachan.h"
#include "decider.h"
#include "digest.h"
#include "dossier_build.h"
#include "freeze.h"
#include "query.h"
#include "recording.h"
#include "row.h"
#include "waivers.h"

/* One application with its decision. */
typedef struct judged {
    cl_recording r;
    cl_application application;
    cl_decider decider;
    cl_decision decision;
    cl_json *json;
    cl_waivers waivers;
    cl_text waived;  /* the waivers as they are recorded */
    cl_text dossier; /* canonical JSON */
    cl_text decided; /* the decision as printed */
    char dossier_digest[7 + CL_DIGEST_HEX], decision_digest[7 + CL_DIGEST_HEX];
} judged;

static void judged_begin(judged *j, cl_session *session, const cl_arguments *arguments,
                         const cl_sink *sink)
{
    memset(j, 0, sizeof *j);
    cl_recording_begin(&j->r, session, arguments, sink);
    cl_decider_init(&j->decider, session);
}

static void judged_end(judged *j)
{
    cl_decision_clear(&j->decision);
    cl_decider_clear(&j->decider);
    cl_json_free(j->json);
    cl_text_clear(&j->waived);
    cl_text_clear(&j->dossier);
    cl_text_clear(&j->decided);
    cl_recording_end(&j->r);
}

static void digest_of(char out[7 + CL_DIGEST_HEX], cl_view bytes)
{
    memcpy(out, "sha256:", 7);
    cl_digest_hex(bytes, out + 7);
}

static int not_in_state(const cl_application *application, const char *verb, const char *from,
                        cl_error *e)
{
    return cl_fail(e, CL_E_STATE, "APP-%lld is %.*s; %s starts from %s", (long long)application->id,
                   (int)application->state.length, application->state.at, verb, from);
}

/* ---- deciding from records ---- */

/* The edition was pinned when the application began: another text under its name is refused. */
static int check_pin(const judged *j, cl_error *e)
{
    const cl_application *application = &j->application;
    const cl_programme *programme = j->decider.programme;

    if (application->edition_digest.length == 0 ||
        cl_view_is(application->edition_digest, programme->digest))
        return 0;
    return cl_fail(
        e, CL_E_STATE,
        "%s@%s has changed since APP-%lld began (%.*s then, %s now); a correction is a new "
        "edition or a dated value",
        programme->id, programme->edition, (long long)application->id,
        (int)application->edition_digest.length, application->edition_digest.at, programme->digest);
}

static int build(judged *j, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *built = NULL;
    int rc = cl_dossier_build(&text, &j->r.arena, j->r.store, &j->application, e);

    if (rc == 0)
        rc = cl_json_parse(&built, cl_text_view(&text), "dossier of the application", 1, e);
    if (rc == 0) {
        cl_json_print_canonical(&j->dossier, cl_json_root(built));
        rc = cl_text_check(&j->dossier, e);
    }
    if (rc == 0)
        rc = cl_json_parse(&j->json, cl_text_view(&j->dossier), "dossier of the application", 1, e);
    cl_json_free(built);
    cl_text_clear(&text);
    if (rc == 0)
        digest_of(j->dossier_digest, cl_text_view(&j->dossier));
    return rc;
}

static int decide(judged *j, cl_error *e)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    int rc = build(j, e);

    if (rc == 0)
        rc = cl_waivers_of(&j->waivers, &j->r.arena, j->r.store, j->application.id, e);
    request.options.waivers = j->waivers.items;
    request.options.waiver_count = j->waivers.count;
    if (rc == 0)
        rc = cl_decider_decide(&j->decider, &j->decision, j->json, &request, e);
    if (rc != 0 && cl_findings_count(&j->decider.findings) > 0)
        cl_finding_error(cl_findings_at(&j->decider.findings, 0), e);
    if (rc == 0)
        rc = check_pin(j, e);
    if (rc != 0)
        return rc;
    cl_waivers_print(&j->waived, &j->waivers);
    rc = cl_text_check(&j->waived, e);
    if (rc != 0)
        return rc;
    cl_decision_print_json(&j->decided, &j->decision);
    digest_of(j->decision_digest, cl_text_view(&j->decided));
    return cl_text_check(&j->decided, e);
}

/* ---- recording ---- */

static int record_decision(judged *j, cl_change *change, const char *cause, int64_t revision,
                           cl_error *e)
{
    const cl_programme *programme = j->decider.programme;
    cl_view files = cl_view_of(programme->files == NULL ? "[]" : programme->files);
    cl_decision_record record = {
        .application = j->application.id,
        .revision = revision,
        .programme = cl_view_of(programme->id),
        .edition = cl_view_of(programme->edition),
        .edition_digest = cl_view_of(programme->digest),
        .files = files,
        .engine = cl_view_of(clachan_version()),
        .schema = CL_DOSSIER_SCHEMA,
        .stage = CL_VIEW("fund"),
        .verdict = cl_view_of(cl_verdict_name(j->decision.verdict)),
        .date = cl_known(j->decision.date),
        .currency = cl_view_of(programme->currency),
        .dossier_digest = cl_view_of(j->dossier_digest),
        .decision = cl_text_view(&j->decided),
        .decision_digest = cl_view_of(j->decision_digest),
        .facts = cl_text_view(&j->dossier),
        .waivers = cl_text_view(&j->waived),
        .cause = cl_view_of(cause),
        .decided_at = cl_session_now(j->r.session),
    };

    if (j->decision.grant.known)
        record.granted = cl_known(j->decision.grant.low.minor);
    return cl_change_add(change, &cl_table_decision, &record, e);
}

/* The event carries the states, so that the log shows them. `before` becomes what is stored. */
static int store_move(cl_change *change, cl_application *before, const cl_application *after,
                      const char *event, cl_error *e)
{
    cl_application copy = *after;
    char from[32], to[32];
    int rc = cl_change_set(change, &cl_table_application, before, &copy, e);

    snprintf(from, sizeof from, "%.*s", (int)before->state.length, before->state.at);
    snprintf(to, sizeof to, "%.*s", (int)after->state.length, after->state.at);
    if (rc == 0)
        rc = cl_change_store(change, event, "APP", after->id, from, to, e);
    if (rc == 0)
        *before = copy;
    return rc;
}

static int freeze(judged *j, cl_change *change, cl_error *e)
{
    const cl_programme *programme = j->decider.programme;

    return cl_edition_freeze(change, cl_view_of(programme->id), cl_view_of(programme->edition),
                             cl_view_of(programme->digest),
                             cl_view_of(programme->files == NULL ? "[]" : programme->files), e);
}

static int show(judged *j, bool page, cl_error *e)
{
    cl_row_id(&j->r.row, "id", "APP", j->application.id);
    cl_row_text(&j->r.row, "state", j->application.state);
    cl_row_number(&j->r.row, "revision", j->application.revision);
    cl_row_text(&j->r.row, "verdict", cl_view_of(cl_verdict_name(j->decision.verdict)));
    cl_row_json(&j->r.row, "decision", cl_text_view(&j->decided));
    if (page) {
        cl_decision_print_text(&j->r.text, &j->decision, 0);
        cl_text_add_char(&j->r.text, '\n');
    }
    cl_text_format(&j->r.text, "APP-%lld is %.*s\n", (long long)j->application.id,
                   (int)j->application.state.length, j->application.state.at);
    return cl_recording_send(&j->r, e);
}

/* ---- check ---- */

static bool may_apply(const cl_decision *decision)
{
    return decision->stages[CL_STAGE_APPLY] == CL_VERDICT_ELIGIBLE;
}

static int check(judged *j, cl_error *e)
{
    cl_application after;
    cl_change change;
    int rc = cl_recording_get(&j->r, &j->application, &cl_table_application, "application", e);

    if (rc == 0 && !cl_view_is(j->application.state, "draft") &&
        !cl_view_is(j->application.state, "ready"))
        rc = not_in_state(&j->application, "check", "draft or ready", e);
    if (rc == 0)
        rc = decide(j, e);
    if (rc != 0)
        return rc;
    after = j->application;
    after.state = may_apply(&j->decision) ? CL_VIEW("ready") : CL_VIEW("draft");
    rc = cl_recording_change(&j->r, &change, e);
    if (rc == 0)
        rc = freeze(j, &change, e);
    if (rc == 0)
        rc = record_decision(j, &change, "check", 0, e);
    if (rc == 0)
        rc = store_move(&change, &j->application, &after, "check", e);
    cl_change_clear(&change);
    return rc == 0 ? show(j, true, e) : rc;
}

static int run_check(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    judged j;
    int rc;

    judged_begin(&j, session, arguments, sink);
    rc = check(&j, e);
    judged_end(&j);
    return rc;
}

/* ---- request-signoff ---- */

static int add_revision(judged *j, cl_change *change, cl_revision *revision, cl_error *e)
{
    *revision = (cl_revision){
        .application = j->application.id,
        .n = j->application.revision + 1,
        .dossier = cl_text_view(&j->dossier),
        .digest = cl_view_of(j->dossier_digest),
        .author = cl_view_of(cl_session_actor(j->r.session)),
        .made_at = cl_session_now(j->r.session),
    };
    return cl_change_add(change, &cl_table_revision, revision, e);
}

static int request(judged *j, cl_error *e)
{
    cl_application after;
    cl_revision revision;
    cl_change change;
    int rc = cl_recording_get(&j->r, &j->application, &cl_table_application, "application", e);

    if (rc == 0 && !cl_view_is(j->application.state, "ready"))
        rc = not_in_state(&j->application, "request-signoff",
                          "ready: clachan application check shows what is open", e);
    if (rc == 0)
        rc = decide(j, e);
    if (rc == 0 && !may_apply(&j->decision))
        rc = cl_fail(e, CL_E_STATE, "APP-%lld is not ready any more: it is %s now",
                     (long long)j->application.id, cl_verdict_name(j->decision.verdict));
    if (rc == 0 && !j->decision.grant.known)
        rc = cl_fail(e, CL_E_STATE, "the grant of APP-%lld is not known yet; %s is missing",
                     (long long)j->application.id,
                     j->decision.missing.count > 0 ? j->decision.missing.items[0] : "something");
    if (rc != 0)
        return rc;
    after = j->application;
    after.state = CL_VIEW("awaiting_signoff");
    after.revision++;
    rc = cl_recording_change(&j->r, &change, e);
    if (rc == 0)
        rc = freeze(j, &change, e);
    if (rc == 0)
        rc = add_revision(j, &change, &revision, e);
    if (rc == 0)
        rc = record_decision(j, &change, "request_signoff", revision.id, e);
    if (rc == 0)
        rc = store_move(&change, &j->application, &after, "request_signoff", e);
    cl_change_clear(&change);
    return rc == 0 ? show(j, false, e) : rc;
}

static int run_request(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    judged j;
    int rc;

    judged_begin(&j, session, arguments, sink);
    rc = request(&j, e);
    judged_end(&j);
    return rc;
}

/* ---- sign ---- */

static int sign(cl_recording *r, cl_error *e)
{
    cl_application before, after;
    cl_revision revision;
    cl_change change;
    int rc = cl_recording_get(r, &before, &cl_table_application, "application", e);

    if (rc == 0 && !cl_view_is(before.state, "awaiting_signoff"))
        rc = not_in_state(&before, "sign", "awaiting_signoff", e);
    if (rc == 0)
        rc = cl_revision_get(&revision, &r->arena, r->store, before.id, before.revision, e);
    if (rc == 0 && cl_view_is(revision.author, cl_session_actor(r->session)))
        rc = cl_fail(e, CL_E_STATE,
                     "%s asked for this signature, so another person gives it (--as PERSON)",
                     cl_session_actor(r->session));
    if (rc != 0)
        return rc;
    after = before;
    after.state = CL_VIEW("signed");
    rc = cl_recording_change(r, &change, e);
    if (rc == 0)
        rc = store_move(&change, &before, &after, "sign", e);
    cl_change_clear(&change);
    if (rc != 0)
        return rc;
    cl_row_id(&r->row, "id", "APP", after.id);
    cl_row_text(&r->row, "state", after.state);
    cl_row_number(&r->row, "revision", after.revision);
    cl_row_text(&r->row, "digest", revision.digest);
    cl_row_text(&r->row, "signed_by", cl_view_of(cl_session_actor(r->session)));
    cl_text_format(&r->text, "APP-%lld is signed by %s, revision %lld, %.*s\n", (long long)after.id,
                   cl_session_actor(r->session), (long long)after.revision,
                   (int)revision.digest.length, revision.digest.at);
    return cl_recording_send(r, e);
}

static int run_sign(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    cl_recording r;
    int rc;

    cl_recording_begin(&r, session, arguments, sink);
    rc = sign(&r, e);
    cl_recording_end(&r);
    return rc;
}

static const cl_parameter application_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "APPLICATION",
     "id, such as APP-12"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_signoff_verbs[] = {
    {.name = "application check",
     .run = run_check,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = application_parameters,
     .brief = "Decides an application from the records and shows the page.",
     .detail = "What may be applied for becomes 'ready'; anything else stays 'draft', with every "
               "failure and "
               "every missing fact. The decision is recorded.",
     .example = "clachan application check APP-1"},
    {.name = "application request-signoff",
     .run = run_request,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = application_parameters,
     .brief = "Freezes a ready application as a revision and asks for its signature.",
     .example = "clachan application request-signoff APP-1"},
    {.name = "application sign",
     .run = run_sign,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = application_parameters,
     .brief = "Signs the frozen revision of an application.",
     .detail = "Whoever asked for the signature cannot give it: name the signer with --as.",
     .example = "clachan application sign APP-1 --as \"B. Head\""},
    {.name = NULL},
};
