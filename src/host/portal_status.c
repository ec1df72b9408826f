/* SPDX-License-Identifier: MIT
 *
 * A check changes nothing anywhere: it reads the portal's address with our certificate and our
 * credentials, and any answer but a refusal of those is good.
 */
#include "portal_status.h"

#include "answer.h"
#include "outbox.h"
#include "portal_line.h"
#include "portal_rehearse.h"
#include "query.h"

#include <string.h>

const cl_parameter cl_portal_status_parameters[] = {
    {"portal", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "PORTAL", "which one; without it, all"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};

/* Does something for each portal that was asked for. */
typedef int portal_function(cl_session *session, const cl_portal *portal, const cl_sink *sink,
                            cl_error *e);

static int for_each(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    portal_function *function, cl_error *e)
{
    const char *wanted = cl_argument_get(arguments, "portal");
    const cl_portal *portal = NULL;
    cl_portals portals;
    int rc;

    cl_portals_init(&portals);
    rc = cl_portals_open(&portals, session, e);
    if (rc == 0 && wanted != NULL)
        rc = cl_portals_choose(&portal, &portals, wanted, (cl_view)CL_VIEW_INIT, e);
    for (size_t i = 0; rc == 0 && i < portals.items.count; i++) {
        const cl_portal *item = cl_vec_at(&portals.items, i);

        if (portal == NULL || item == portal)
            rc = function(session, item, sink, e);
    }
    cl_portals_clear(&portals);
    return rc;
}

/* ---- portal check ---- */

/* 0 when we are let in; else the refusal, in words. */
static int judge(const cl_portal *portal, const cl_http_result *result, cl_error *e)
{
    static const long any[] = {200};
    const cl_answer_facts facts = {
        .result = result, .expected = any, .expected_count = 1, .read = true, .may_repeat = true};
    const char *why = "";

    if (result->phase == CL_PHASE_WHOLE && (result->status == 401 || result->status == 403))
        return cl_fail(e, CL_E_STATE, "portal %s does not take our credentials (status %ld)",
                       portal->id, result->status);
    if (result->phase == CL_PHASE_WHOLE && result->status >= 300 && result->status < 400)
        return cl_fail(e, CL_E_STATE, "portal %s points to another address; nothing is followed",
                       portal->id);
    if (result->phase == CL_PHASE_WHOLE && result->status < 500)
        return 0;
    if (cl_answer_classify(&facts, &why) == CL_ANSWER_HOLD)
        return cl_fail(e, CL_E_STATE, "portal %s: %s: %s", portal->id, why, result->reason);
    if (portal->cert == NULL && result->phase > CL_PHASE_NONE && result->status == 0)
        return cl_fail(e, CL_E_NET,
                       "portal %s broke the connection (%s); it may want a client certificate "
                       "(tls = { cert, key })",
                       portal->id, result->reason);
    return cl_fail(e, CL_E_NET, "portal %s: %s: %s%ld", portal->id, why,
                   result->reason[0] != '\0' ? result->reason : "status ", result->status);
}

static int tell_check(const cl_portal *portal, const cl_http_result *result, const cl_sink *sink,
                      cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&json, "{\"portal\": ");
    cl_text_add_json(&json, cl_view_of(portal->id));
    cl_text_format(&json, ", \"reached\": true, \"status\": %ld}", result->status);
    cl_text_format(&text, "Portal %s answers (status %ld).", portal->id, result->status);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static int ask(cl_http_result *result, cl_session *session, const cl_portal *portal, cl_error *e)
{
    const cl_exchange exchange = {.method = CL_VIEW("GET"), .effect = CL_VIEW("read")};
    cl_portal_line *line = NULL;
    int rc = cl_portal_line_open(&line, session, portal, NULL, NULL, e);

    if (rc == 0)
        rc = cl_portal_line_send(line, &exchange, result, e);
    cl_portal_line_close(line);
    return rc;
}

static int check(cl_session *session, const cl_portal *portal, const cl_sink *sink, cl_error *e)
{
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_portal_rehearse(session, portal, sink, &error);

    if (rc != 0 && rc != CL_E_MEMORY) {
        (void)cl_sink_refuse(sink, &error); /* the portal is asked all the same */
        cl_error_clear(&error);
        rc = 0;
    }
    if (rc == 0)
        rc = ask(&result, session, portal, &error);

    if (rc == 0)
        rc = judge(portal, &result, &error);
    if (rc == 0)
        rc = tell_check(portal, &result, sink, e);
    else
        (void)cl_sink_refuse(sink, &error); /* the others are asked all the same */
    cl_http_result_clear(&result);
    return error.code == CL_E_MEMORY ? cl_fail(e, CL_E_MEMORY, "out of memory")
                                     : (error.code != 0 ? 0 : rc);
}

int cl_run_portal_check(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                        cl_error *e)
{
    return for_each(session, arguments, sink, check, e);
}

/* ---- portal status ---- */

static const char *const states[] = {"queued",    "sending",  "unknown",   "held",
                                     "dead",      "rejected", "cancelled", "acknowledged",
                                     "validated", "received", "numbered"};

enum { STATES = sizeof states / sizeof *states };

typedef struct counts {
    size_t by_state[STATES];
    int64_t next_at; /* 0: nothing waits */
    int64_t orphans;
} counts;

static void count_one(counts *out, const cl_delivery *delivery)
{
    bool waits = cl_view_is(delivery->state, "queued") || cl_view_is(delivery->state, "unknown");

    for (size_t i = 0; i < STATES; i++)
        out->by_state[i] += cl_view_is(delivery->state, states[i]);
    if (waits && (out->next_at == 0 || delivery->next_at < out->next_at))
        out->next_at = delivery->next_at;
}

static int tell_counts(const cl_portal *portal, const counts *found, const cl_sink *sink,
                       cl_error *e)
{
    cl_text json = CL_TEXT_INIT;
    char time[25];
    int rc;

    cl_text_add_string(&json, "{\"portal\": ");
    cl_text_add_json(&json, cl_view_of(portal->id));
    for (size_t i = 0; i < STATES; i++) {
        if (found->by_state[i] > 0)
            cl_text_format(&json, ", \"%s\": %zu", states[i], found->by_state[i]);
    }
    if (found->orphans > 0)
        cl_text_format(&json, ", \"possible_orphans\": %lld", (long long)found->orphans);
    if (found->next_at != 0) {
        cl_time_format(found->next_at, time);
        cl_text_format(&json, ", \"next\": \"%s\"", time);
    }
    cl_text_add_char(&json, '}');
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), (cl_view)CL_VIEW_INIT);
    cl_text_clear(&json);
    return rc;
}

static int status(cl_session *session, const cl_portal *portal, const cl_sink *sink, cl_error *e)
{
    const cl_delivery_filter filter = {.portal = portal->id};
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    counts found = {{0}, 0, 0};
    int rc = cl_delivery_list(&deliveries, &count, &arena, cl_session_store(session), &filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        count_one(&found, &deliveries[i]);
    if (rc == 0)
        rc = cl_outbox_count_orphans(&found.orphans, cl_session_store(session), portal->id, e);
    if (rc == 0)
        rc = tell_counts(portal, &found, sink, e);
    cl_arena_clear(&arena);
    return rc;
}

int cl_run_portal_status(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                         cl_error *e)
{
    return for_each(session, arguments, sink, status, e);
}
