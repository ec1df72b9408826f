/* SPDX-License-Identifier: MIT
 *
 * Deciding an application.
 */
#include "judged.h"

#include <string.h>

#include "clachan.h"
#include "dossier_build.h"
#include "freeze.h"
#include "waivers.h"

void cl_judged_init(cl_judged *judged, cl_session *session)
{
    memset(judged, 0, sizeof *judged);
    cl_decider_init(&judged->decider, session);
}

static void forget(cl_judged *judged)
{
    cl_decision_clear(&judged->decision);
    memset(&judged->decision, 0, sizeof judged->decision);
    cl_json_free(judged->json);
    judged->json = NULL;
    cl_text_reset(&judged->dossier);
    cl_text_reset(&judged->decided);
    cl_text_reset(&judged->waived);
    cl_arena_reset(&judged->arena);
}

void cl_judged_clear(cl_judged *judged)
{
    forget(judged);
    cl_decider_clear(&judged->decider);
    cl_text_clear(&judged->dossier);
    cl_text_clear(&judged->decided);
    cl_text_clear(&judged->waived);
    cl_arena_clear(&judged->arena);
}

static void digest_of(char out[7 + CL_DIGEST_HEX], cl_view bytes)
{
    memcpy(out, "sha256:", 7);
    cl_digest_hex(bytes, out + 7);
}

/* The edition was pinned when the application began: another text under its name is refused. */
static int check_pin(const cl_judged *judged, const cl_application *application, cl_error *e)
{
    const cl_programme *programme = judged->decider.programme;

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

static int build(cl_judged *judged, const cl_application *application, cl_view frozen, cl_error *e)
{
    cl_store *store = cl_session_store(judged->decider.session);
    cl_arena arena = CL_ARENA_INIT;
    cl_text text = CL_TEXT_INIT;
    cl_json *built = NULL;
    int rc = 0;

    if (frozen.length > 0)
        cl_text_add_view(&text, frozen);
    else
        rc = cl_dossier_build(&text, &arena, store, application, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_json_parse(&built, cl_text_view(&text), "dossier of the application", 1, e);
    if (rc == 0) {
        cl_json_print_canonical(&judged->dossier, cl_json_root(built));
        rc = cl_text_check(&judged->dossier, e);
    }
    if (rc == 0)
        rc = cl_json_parse(&judged->json, cl_text_view(&judged->dossier),
                           "dossier of the application", 1, e);
    cl_json_free(built);
    cl_text_clear(&text);
    cl_arena_clear(&arena);
    if (rc == 0)
        digest_of(judged->dossier_digest, cl_text_view(&judged->dossier));
    return rc;
}

int cl_judged_decide(cl_judged *judged, const cl_application *application, cl_view frozen,
                     cl_error *e)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    cl_store *store = cl_session_store(judged->decider.session);
    cl_waivers waivers = {0};
    int rc;

    forget(judged);
    rc = build(judged, application, frozen, e);
    if (rc == 0)
        rc = cl_waivers_of(&waivers, &judged->arena, store, application->id, e);
    request.options.waivers = waivers.items;
    request.options.waiver_count = waivers.count;
    if (rc == 0)
        rc = cl_decider_decide(&judged->decider, &judged->decision, judged->json, &request, e);
    if (rc != 0 && cl_findings_count(&judged->decider.findings) > 0)
        cl_finding_error(cl_findings_at(&judged->decider.findings, 0), e);
    if (rc == 0)
        rc = check_pin(judged, application, e);
    if (rc != 0)
        return rc;
    cl_waivers_print(&judged->waived, &waivers);
    rc = cl_text_check(&judged->waived, e);
    if (rc != 0)
        return rc;
    cl_decision_print_json(&judged->decided, &judged->decision);
    digest_of(judged->decision_digest, cl_text_view(&judged->decided));
    return cl_text_check(&judged->decided, e);
}

bool cl_judged_may_apply(const cl_judged *judged)
{
    return judged->decision.stages[CL_STAGE_APPLY] == CL_VERDICT_ELIGIBLE;
}

cl_view cl_judged_verdict(const cl_judged *judged, cl_stage stage)
{
    return cl_view_of(cl_verdict_name(judged->decision.stages[stage]));
}

int cl_judged_record(const cl_judged *judged, int64_t *id, cl_change *change, int64_t application,
                     int64_t revision, const char *cause, cl_error *e)
{
    const cl_programme *programme = judged->decider.programme;
    cl_view files = cl_view_of(programme->files == NULL ? "[]" : programme->files);
    cl_decision_record record = {
        .application = application,
        .revision = revision,
        .programme = cl_view_of(programme->id),
        .edition = cl_view_of(programme->edition),
        .edition_digest = cl_view_of(programme->digest),
        .files = files,
        .engine = cl_view_of(clachan_version()),
        .schema = CL_DOSSIER_SCHEMA,
        .stage = CL_VIEW("fund"),
        .verdict = cl_view_of(cl_verdict_name(judged->decision.verdict)),
        .date = cl_known(judged->decision.date),
        .currency = cl_view_of(programme->currency),
        .dossier_digest = cl_view_of(judged->dossier_digest),
        .decision = cl_text_view(&judged->decided),
        .decision_digest = cl_view_of(judged->decision_digest),
        .facts = cl_text_view(&judged->dossier),
        .waivers = cl_text_view(&judged->waived),
        .cause = cl_view_of(cause),
        .decided_at = change->author.at,
    };
    int rc = cl_edition_freeze(change, cl_view_of(programme->id), cl_view_of(programme->edition),
                               cl_view_of(programme->digest), files, e);

    if (judged->decision.grant.known)
        record.granted = cl_known(judged->decision.grant.low.minor);
    if (rc == 0)
        rc = cl_change_add(change, &cl_table_decision, &record, e);
    if (rc == 0 && id != NULL)
        *id = record.id;
    return rc;
}
