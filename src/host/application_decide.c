/* SPDX-License-Identifier: MIT
 *
 * application check, request-signoff and sign: an application's dossier is built from the records,
 * decided under the pinned edition, recorded, frozen and signed. Whether it may be is for its
 * machine to say.
 */
#include <string.h>

#include "application_step.h"
#include "query.h"
#include "recording.h"
#include "row.h"

/* One application with its decision. */
typedef struct deciding {
    cl_recording r;
    cl_step step;
    cl_judged judged;
    cl_application_context context;
} deciding;

typedef int body(deciding *d, cl_error *e);

static int run(body *does, cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
               cl_error *e)
{
    deciding d;
    int rc;

    memset(&d, 0, sizeof d);
    cl_recording_begin(&d.r, session, arguments, sink);
    cl_judged_init(&d.judged, session);
    d.context.judged = &d.judged;
    rc = does(&d, e);
    cl_step_close(&d.step);
    cl_judged_clear(&d.judged);
    cl_recording_end(&d.r);
    return rc;
}

static int open_step(deciding *d, const char *event, cl_error *e)
{
    int64_t id;
    int rc = cl_recording_id(&d->r, &id, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_step_open(&d->step, d->r.session, &cl_table_application, id, event, e);
    d->step.context = &d->context;
    return rc;
}

/* Deciding costs more than looking at the state, so the state comes first. */
static int decide(deciding *d, const char *from, cl_error *e)
{
    if (!cl_words_hold_view(from, cl_step_state(&d->step))) /* the machine says from which states */
        return cl_step_take(&d->step, e);
    return cl_judged_decide(&d->judged, d->step.before, (cl_view)CL_VIEW_INIT, e);
}

static int show(deciding *d, bool page, cl_error *e)
{
    const cl_application *a = d->step.after;

    cl_row_id(&d->r.row, "id", "APP", a->id);
    cl_row_text(&d->r.row, "state", a->state);
    cl_row_number(&d->r.row, "revision", a->revision);
    cl_row_text(&d->r.row, "verdict", cl_view_of(cl_verdict_name(d->judged.decision.verdict)));
    cl_row_json(&d->r.row, "decision", cl_text_view(&d->judged.decided));
    if (page) {
        cl_decision_print_text(&d->r.text, &d->judged.decision, 0);
        cl_text_add_char(&d->r.text, '\n');
    }
    cl_text_format(&d->r.text, "APP-%lld is %.*s\n", (long long)a->id, (int)a->state.length,
                   a->state.at);
    return cl_recording_send(&d->r, e);
}

/* ---- check ---- */

static int check(deciding *d, cl_error *e)
{
    int rc = open_step(d, "check", e);

    if (rc == 0)
        rc = decide(d, "draft ready", e);
    if (rc == 0)
        rc = cl_step_take(&d->step, e);
    return rc == 0 ? show(d, true, e) : rc;
}

static int run_check(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    return run(check, session, arguments, sink, e);
}

/* ---- request-signoff ---- */

static int request(deciding *d, cl_error *e)
{
    int rc = open_step(d, "request_signoff", e);

    if (rc == 0)
        rc = decide(d, "ready", e);
    if (rc == 0) {
        cl_step_says(&d->step, "apply_verdict", "it is not ready any more: it is %s now",
                     cl_verdict_name(d->judged.decision.verdict));
        rc = cl_step_take(&d->step, e);
    }
    return rc == 0 ? show(d, false, e) : rc;
}

static int run_request(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    return run(request, session, arguments, sink, e);
}

/* ---- sign ---- */

static int give_digest(deciding *d, const cl_revision *revision)
{
    cl_view quoted = cl_recording_text(&d->r, "digest");

    if (quoted.length == 0)
        return 0;
    cl_step_yes(&d->step, "digest_quoted", cl_view_equal(quoted, revision->digest));
    cl_step_says(&d->step, "digest_quoted", "revision %lld has the digest %.*s, not %.*s",
                 (long long)revision->n, (int)revision->digest.length, revision->digest.at,
                 (int)quoted.length, quoted.at);
    return 0;
}

static int show_signed(deciding *d, const cl_revision *revision, cl_error *e)
{
    const cl_application *a = d->step.after;
    const char *who = cl_session_actor(d->r.session);

    cl_row_id(&d->r.row, "id", "APP", a->id);
    cl_row_text(&d->r.row, "state", a->state);
    cl_row_number(&d->r.row, "revision", a->revision);
    cl_row_text(&d->r.row, "digest", revision->digest);
    cl_row_text(&d->r.row, "signed_by", cl_view_of(who));
    cl_text_format(&d->r.text, "APP-%lld is signed by %s, revision %lld, %.*s\n", (long long)a->id,
                   who, (long long)a->revision, (int)revision->digest.length, revision->digest.at);
    if (!cl_view_is(a->state, "signed"))
        cl_text_format(&d->r.text, "APP-%lld waits for more signatures\n", (long long)a->id);
    return cl_recording_send(&d->r, e);
}

static int sign(deciding *d, cl_error *e)
{
    const cl_application *a;
    cl_revision revision = {0};
    int rc = open_step(d, "sign", e);

    d->context.judged = NULL;
    if (rc != 0)
        return rc;
    a = d->step.before;
    if (cl_view_is(a->state, "awaiting_signoff")) {
        rc = cl_revision_get(&revision, &d->r.arena, d->r.store, a->id, a->revision, e);
        if (rc == 0)
            rc = give_digest(d, &revision);
    }
    if (rc == 0)
        rc = cl_step_take(&d->step, e);
    return rc == 0 ? show_signed(d, &revision, e) : rc;
}

static int run_sign(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return run(sign, session, arguments, sink, e);
}

#define APPLICATION_PARAMETER                                                                      \
    {                                                                                              \
        "application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,               \
            "APPLICATION", "id, such as APP-12"                                                    \
    }

static const cl_parameter application_parameters[] = {
    APPLICATION_PARAMETER,
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static const cl_parameter sign_parameters[] = {
    APPLICATION_PARAMETER,
    {"digest", CL_TAKES_TEXT, 0, "DIGEST", "what is signed; refuse unless it is this revision"},
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
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = sign_parameters,
     .brief = "Signs the frozen revision of an application.",
     .detail = "Whoever asked for the signature cannot give it: name the signer with --as.",
     .example = "clachan application sign APP-1 --as \"B. Head\""},
    {.name = NULL},
};
