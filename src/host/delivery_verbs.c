/* SPDX-License-Identifier: MIT
 *
 * delivery list and delivery show, and how a delivery is told.
 */
#include "delivery_verbs.h"

#include "delivery_alarm.h"
#include "delivery_machine.h"
#include "delivery_person.h"
#include "ids.h"
#include "json.h"
#include "outbox.h"
#include "query.h"

#include <stdio.h>
#include <string.h>

/* ---- one delivery ---- */

static void add_text(cl_text *out, const char *key, cl_view value)
{
    if (value.length == 0)
        return;
    cl_text_format(out, ", \"%s\": ", key);
    cl_text_add_json(out, value);
}

static void add_time(cl_text *out, const char *key, int64_t at)
{
    char time[25];

    cl_time_format(at, time);
    cl_text_format(out, ", \"%s\": \"%s\"", key, time);
}

static bool waits(const cl_delivery *delivery)
{
    return cl_view_is(delivery->state, "queued") || cl_view_is(delivery->state, "unknown");
}

int cl_delivery_print(cl_text *out, const cl_delivery *delivery, int64_t now)
{
    const cl_delivery_alarm *alarm = cl_delivery_alarm_of(delivery, now);

    cl_text_format(out, "{\"id\": \"DEL-%lld\", \"application\": \"APP-%lld\"",
                   (long long)delivery->id, (long long)delivery->application);
    add_text(out, "portal", delivery->portal);
    add_text(out, "reference", delivery->reference);
    add_text(out, "state", delivery->state);
    add_text(out, "portal_id", delivery->portal_id);
    add_text(out, "portal_number", delivery->portal_number);
    add_text(out, "portal_state", delivery->portal_state);
    add_text(out, "reason", delivery->reason);
    add_text(out, "alarm", alarm != NULL ? cl_view_of(alarm->name) : delivery->alarm);
    if (waits(delivery))
        add_time(out, "next", delivery->next_at);
    return cl_text_add_char(out, '}');
}

static bool is_open(const cl_delivery *delivery)
{
    return waits(delivery) || cl_view_is(delivery->state, "sending") ||
           cl_view_is(delivery->state, "held") || cl_view_is(delivery->state, "dead");
}

/* In front of what is wrong, so that it is not overlooked. */
static void add_alarm(cl_error *error, const cl_delivery *delivery, int64_t now)
{
    const cl_delivery_alarm *alarm = cl_delivery_alarm_of(delivery, now);
    cl_error plain = *error;

    if (alarm != NULL)
        (void)cl_fail(error, plain.code, "ALARM, %s: %s", alarm->text, plain.message);
}

static int tell_refusal(const cl_delivery *delivery, int64_t now, const cl_sink *sink)
{
    long long application = (long long)delivery->application, id = (long long)delivery->id;
    cl_error error = CL_ERROR_INIT;
    char time[25];
    const char *reason = delivery->reason.length > 0 ? delivery->reason.at : "no reason is known";

    cl_time_format(delivery->next_at, time);
    if (cl_view_is(delivery->state, "unknown"))
        (void)cl_fail(
            &error, CL_E_UNKNOWN,
            "APP-%lld: nobody knows yet whether the portal has it (%s). It is asked again "
            "from %s on: clachan submit",
            application, reason, time);
    else if (waits(delivery) || cl_view_is(delivery->state, "sending"))
        (void)cl_fail(&error, CL_E_NET,
                      "APP-%lld is still queued (%s). The next try is due at %s: "
                      "clachan submit",
                      application, reason, time);
    else if (cl_view_is(delivery->state, "rejected"))
        (void)cl_fail(&error, CL_E_STATE, "APP-%lld was refused: %s", application, reason);
    else if (cl_view_is(delivery->state, "held") || cl_view_is(delivery->state, "dead"))
        (void)cl_fail(&error, CL_E_STATE,
                      "APP-%lld stopped: %s. See clachan delivery show DEL-%lld", application,
                      reason, id);
    if (error.code == 0)
        return 0;
    add_alarm(&error, delivery, now);
    return cl_sink_refuse(sink, &error);
}

static void print_goal(cl_text *out, const cl_delivery *delivery)
{
    cl_text_format(out, "APP-%lld is %.*s at portal %.*s", (long long)delivery->application,
                   (int)delivery->state.length, delivery->state.at, (int)delivery->portal.length,
                   delivery->portal.at);
    if (delivery->portal_id.length > 0) {
        cl_text_add_string(out, " as ");
        cl_text_add_plain(out, delivery->portal_id);
    }
    cl_text_add_string(out, ".");
}

int cl_delivery_tell(const cl_delivery *delivery, int64_t now, const cl_sink *sink, bool only_open,
                     cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc = 0;

    if (only_open && !is_open(delivery))
        return 0;
    cl_delivery_print(&json, delivery, now);
    print_goal(&text, delivery);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    (void)tell_refusal(delivery, now, sink);
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

/* ---- delivery list ---- */

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    cl_delivery_filter filter = {.portal = cl_argument_get(arguments, "portal"),
                                 .state = cl_argument_get(arguments, "state")};
    const char *application = cl_argument_get(arguments, "application");
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = 0;

    if (application != NULL)
        rc = cl_id_parse(&filter.application, "APP", cl_view_of(application), e);
    if (rc == 0)
        rc = cl_delivery_list(&deliveries, &count, &arena, cl_session_store(session), &filter, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text json = CL_TEXT_INIT;

        rc = cl_delivery_print(&json, &deliveries[i], cl_session_now(session)) != 0
                 ? cl_text_check(&json, e)
                 : cl_sink_row(sink, cl_text_view(&json), (cl_view)CL_VIEW_INIT);
        cl_text_clear(&json);
    }
    cl_arena_clear(&arena);
    return rc;
}

/* ---- delivery show ---- */

static void print_attempt(cl_text *json, cl_text *text, const cl_attempt *attempt)
{
    char time[25];

    cl_time_format(attempt->started_at, time);
    cl_text_format(json, "%s{\"n\": %lld, \"at\": \"%s\"", attempt->n > 1 ? ", " : "",
                   (long long)attempt->n, time);
    cl_text_format(text, "     attempt %lld at %s: ", (long long)attempt->n, time);
    add_text(json, "phase", attempt->phase);
    if (attempt->status.known) {
        cl_text_format(json, ", \"status\": %lld", (long long)attempt->status.value);
        cl_text_format(text, "status %lld, ", (long long)attempt->status.value);
    }
    if (attempt->curl_code.known && attempt->curl_code.value != 0)
        cl_text_format(json, ", \"curl_code\": %lld", (long long)attempt->curl_code.value);
    cl_text_add_char(json, '}');
    cl_text_format(text, "phase %.*s\n", (int)attempt->phase.length, attempt->phase.at);
}

static void print_exchange(cl_text *json, cl_text *text, const cl_exchange *exchange)
{
    cl_text_format(json, "%s{\"n\": %lld", exchange->n > 1 ? ", " : "", (long long)exchange->n);
    add_text(json, "step", exchange->step);
    add_text(json, "purpose", exchange->purpose);
    add_text(json, "effect", exchange->effect);
    add_text(json, "method", exchange->method);
    add_text(json, "path", exchange->path);
    add_text(json, "key", exchange->key);
    add_text(json, "sha256", exchange->body_digest);
    add_text(json, "state", exchange->state);
    cl_text_add_string(json, ", \"attempts\": [");
    cl_text_format(text, "%4lld %-10.*s %-6.*s %-4.*s /%.*s: %.*s\n", (long long)exchange->n,
                   (int)exchange->step.length, exchange->step.at, (int)exchange->purpose.length,
                   exchange->purpose.at, (int)exchange->method.length, exchange->method.at,
                   (int)exchange->path.length, exchange->path.at, (int)exchange->state.length,
                   exchange->state.at);
}

static int show_exchanges(cl_text *json, cl_text *text, cl_arena *arena, cl_store *store,
                          int64_t delivery, cl_error *e)
{
    cl_exchange *exchanges;
    cl_attempt *attempts;
    size_t count, tries;
    int rc = cl_exchange_list(&exchanges, &count, arena, store, delivery, e);

    cl_text_add_string(json, ", \"exchanges\": [");
    for (size_t i = 0; rc == 0 && i < count; i++) {
        print_exchange(json, text, &exchanges[i]);
        rc = cl_attempt_list(&attempts, &tries, arena, store, exchanges[i].id, e);
        for (size_t k = 0; rc == 0 && k < tries; k++)
            print_attempt(json, text, &attempts[k]);
        cl_text_add_string(json, "]}");
    }
    cl_text_add_string(json, "]}");
    return rc != 0 ? rc : cl_text_check(json, e);
}

static int run_show(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    cl_store *store = cl_session_store(session);
    cl_arena arena = CL_ARENA_INIT;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    cl_outbox_item item;
    int64_t id;
    int rc = cl_id_parse(&id, "DEL", cl_view_of(cl_argument_get(arguments, "delivery")), e);

    if (rc == 0)
        rc = cl_outbox_get(&item, &arena, store, id, e);
    if (rc == 0) {
        cl_delivery_print(&json, &item.delivery, cl_session_now(session));
        json.at[--json.length] = '\0'; /* the closing brace comes after the exchanges */
        print_goal(&text, &item.delivery);
        if (item.delivery.reason.length > 0) {
            cl_text_add_string(&text, "\n  ");
            cl_text_add_plain(&text, item.delivery.reason);
        }
        cl_text_add_char(&text, '\n');
        rc = show_exchanges(&json, &text, &arena, store, id, e);
    }
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    cl_arena_clear(&arena);
    return rc;
}

static const cl_parameter list_parameters[] = {
    {"application", CL_TAKES_ID, 0, "APP", "only those of this application"},
    {"portal", CL_TAKES_TEXT, 0, "PORTAL", "only those to this portal"},
    {"state", CL_TAKES_TEXT, 0, "STATE", "only those in this state: queued, unknown, held, …"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};

static const cl_parameter show_parameters[] = {
    {"delivery", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "DEL", "which one"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};

const cl_verb cl_delivery_verbs[] = {
    {.name = "submit",
     .run = cl_run_submit,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = cl_submit_parameters,
     .brief = "Queues applications for a funding portal and sends them.",
     .detail = "What is sent was stored before. A delivery without an answer is 'unknown': the "
               "portal is asked, and nothing is sent twice. Run it again to go on; exit status 3: "
               "still queued, 4: at least one outcome is unknown. With --from it takes the listing "
               "of 'application list --state signed --json'.",
     .example = "clachan submit APP-1 --wait 10m"},
    {.name = "poll",
     .run = cl_run_poll,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = cl_poll_parameters,
     .brief = "Asks the portals what became of submitted applications, and records it.",
     .detail = "A decision becomes an award with its instalments, or a rejection with its "
               "feedback. An amount other than ours is told and not recorded.",
     .example = "clachan poll APP-1"},
    {.name = "receipt",
     .run = cl_run_receipt,
     .needs = CL_NEEDS_STORE,
     .parameters = cl_receipt_parameters,
     .brief = "Shows what a portal has of an application, with digests of exactly what was sent.",
     .example = "clachan receipt APP-1"},
    {.name = "deliveries",
     .run = cl_run_deliveries,
     .needs = CL_NEEDS_STORE,
     .parameters = cl_deliveries_parameters,
     .brief =
         "Shows what has not come to its end at a portal: why it waits, until when, what then.",
     .detail = "The next due first. What the portal has waits for its decision, which poll asks "
               "for; what was held or given up waits for a person.",
     .example = "clachan deliveries"},
    {.name = "delivery list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists what was sent to portals, or waits to be.",
     .example = "clachan delivery list --state unknown"},
    {.name = "delivery show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Shows one delivery: every request, every attempt, and what became of it.",
     .example = "clachan delivery show DEL-1"},
    {.name = "delivery resume",
     .run = cl_run_delivery_resume,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = cl_delivery_reason_parameters,
     .brief = "Lets a delivery that was held go on, once its cause is removed.",
     .example = "clachan delivery resume DEL-1 --reason 'the certificate was renewed'"},
    {.name = "delivery resolve",
     .run = cl_run_delivery_resolve,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = cl_delivery_resolve_parameters,
     .brief = "Says what a person found at the portal, where no machine can ask.",
     .detail = "With --in the request is taken as done, under that id; with --out it is sent "
               "again. That a "
               "submission is not there has to be said by two persons, one after the other.",
     .example = "clachan delivery resolve DEL-1 --out --reason 'no draft of ours is listed'"},
    {.name = "delivery reconcile",
     .run = cl_run_delivery_reconcile,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .brief = "Asks the portals now about every delivery whose outcome is unknown.",
     .detail = "What submit asks by itself, without waiting until the next time is due. Nothing is "
               "sent again before the portal has told twice that it is not there.",
     .example = "clachan delivery reconcile"},
    {.name = "delivery requeue",
     .run = cl_run_delivery_requeue,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = cl_delivery_reason_parameters,
     .brief = "Queues a delivery again that was given up, because its portal could not be reached.",
     .example = "clachan delivery requeue DEL-1 --reason 'the portal has moved'"},
    {.name = "delivery cancel",
     .run = cl_run_delivery_cancel,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = cl_delivery_reason_parameters,
     .brief = "Takes back a delivery that was never submitted; the application is signed again.",
     .example = "clachan delivery cancel DEL-1 --reason 'wrong portal'"},
    {.name = NULL}};
