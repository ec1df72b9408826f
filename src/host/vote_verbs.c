/* SPDX-License-Identifier: MIT
 *
 * application vote and votes: what each person of a panel is for, before one of them causes the
 * decision. How many persons decide is for the machine of the programme to say.
 */
#include <string.h>

#include "conflicts.h"
#include "plain.h"
#include "query.h"
#include "roles.h"
#include "row.h"

static const char *const words[] = {"fund", "conditional", "reject", NULL};

static int check_conflict(cl_recording *r, const cl_application *a, cl_error *e)
{
    const char *actor = cl_session_actor(r->session), *tie = NULL;
    int rc = cl_conflict_find(&tie, &r->arena, r->store, actor, a->cluster,
                              cl_session_today(r->session), e);

    if (rc == 0 && tie != NULL)
        rc = cl_fail(e, CL_E_STATE, "%s has %s, a conflict of interest, and does not vote", actor,
                     tie);
    return rc;
}

static int check_voter(cl_recording *r, const cl_application *a, cl_error *e)
{
    bool panel = false, funder = false;
    cl_step step;
    int rc = cl_step_open(&step, r->session, &cl_table_application, a->id, "decide_fund", e);

    if (rc == 0)
        rc = cl_step_role(&panel, &step, "panel", e);
    if (rc == 0)
        rc = cl_step_role(&funder, &step, "funder", e);
    if (rc == 0 && !panel && !funder)
        rc = cl_fail(e, CL_E_STATE, "APP-%lld: only panel or funder votes", (long long)a->id);
    cl_step_close(&step);
    return rc;
}

static int read_event(cl_vote *out, cl_recording *r, cl_error *e)
{
    cl_view word;
    int rc = cl_recording_choice(r, &word, "for", words, e);

    if (rc == 0)
        out->event = cl_view_is(word, "fund")          ? CL_VIEW("decide_fund")
                     : cl_view_is(word, "conditional") ? CL_VIEW("decide_conditional")
                                                       : CL_VIEW("decide_reject");
    return rc;
}

static int tell(cl_recording *r, const cl_vote *vote, cl_error *e)
{
    cl_row_id(&r->row, "id", "VOT", vote->id);
    cl_row_id(&r->row, "application", "APP", vote->application);
    cl_row_text(&r->row, "person", vote->person);
    cl_row_text(&r->row, "event", vote->event);
    cl_row_text(&r->row, "reason", vote->reason);
    cl_row_day(&r->row, "day", vote->day);
    cl_row_day(&r->row, "voided", vote->voided);
    return cl_recording_send(r, e);
}

/* Another mind is another vote: the one before becomes void. */
static int void_own(cl_recording *r, int64_t application, cl_error *e)
{
    cl_vote *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_vote, "application",
                               application, e);

    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_vote after = rows[i];

        if (after.voided.known || !cl_view_is(after.person, cl_session_actor(r->session)))
            continue;
        after.voided = cl_known(cl_session_today(r->session));
        rc = cl_recording_set(r, "void", &cl_table_vote, &rows[i], &after, e);
    }
    return rc;
}

static int vote(cl_recording *r, cl_error *e)
{
    cl_vote given = {.person = cl_view_of(cl_session_actor(r->session)),
                     .reason = cl_recording_text(r, "reason"),
                     .day = cl_known(cl_session_today(r->session))};
    cl_application a;
    int rc = cl_recording_get(r, &a, &cl_table_application, "application", e);

    if (rc == 0 && !cl_view_is(a.state, "in_review"))
        rc = cl_fail(e, CL_E_STATE, "APP-%lld is %.*s; a panel votes on what is in_review",
                     (long long)a.id, (int)a.state.length, a.state.at);
    if (rc == 0 && !cl_argument_is_set(r->arguments, "no-conflict"))
        rc = cl_fail(e, CL_E_STATE,
                     "conflicts of interest are not declared: --no-conflict says that you have "
                     "none");
    if (rc == 0)
        rc = read_event(&given, r, e);
    if (rc == 0)
        rc = check_voter(r, &a, e);
    if (rc == 0)
        rc = check_conflict(r, &a, e);
    if (rc == 0)
        rc = void_own(r, a.id, e);
    given.application = a.id;
    if (rc == 0)
        rc = cl_recording_add(r, "vote", &cl_table_vote, &given, e);
    return rc != 0 ? rc : tell(r, &given, e);
}

CL_VERB_BODY(run_vote, vote)

static int list(cl_recording *r, cl_error *e)
{
    cl_vote *rows;
    cl_application a;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_recording_get(r, &a, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_vote, "application",
                               a.id, e);
    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell(r, &rows[i], e);
    return rc;
}

CL_VERB_BODY(run_list, list)

#define APPLICATION                                                                                \
    {                                                                                              \
        "application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,               \
            "APPLICATION", "id (APP-12)"                                                           \
    }

static const cl_parameter vote_parameters[] = {
    APPLICATION,
    {"for", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "fund|conditional|reject", "what one is for"},
    {"no-conflict", CL_TAKES_SWITCH, 0, NULL, "one declares no conflict of interest"},
    {"reason", CL_TAKES_TEXT, 0, "TEXT", "why"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {APPLICATION, CL_NO_MORE_PARAMETERS};

const cl_verb cl_vote_verbs[] = {
    {.name = "application vote",
     .run = run_vote,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = vote_parameters,
     .brief = "Votes on an application, as one of a panel.",
     .detail = "Where the programme's machine sets panel = 2 or more, a decision needs so many "
               "votes, most of them for it. A question to the applicant voids them.",
     .example = "clachan application vote APP-1 --for fund --no-conflict --as \"P. Panel\""},
    {.name = "application votes",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists the votes of a panel.",
     .example = "clachan application votes APP-1"},
    {.name = NULL},
};
