/* SPDX-License-Identifier: MIT
 *
 * deliveries: what has not come to its end at a portal, why it waits, until when, and what ends the
 * waiting. One line each, the next due first.
 */
#include "delivery_alarm.h"
#include "delivery_verbs.h"

#include "json.h"
#include "outbox.h"
#include "query.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

/* A delivery that waits. */
typedef struct waiting {
    cl_outbox_item item;
    int64_t until;                  /* INT64_MAX: no time ends it, a person does */
    const cl_delivery_alarm *alarm; /* NULL for none */
} waiting;

/* What a state waits for: in its order of rows, what ends it. `why` stands where no reason is
 * stored. */
static const struct {
    const char *state, *why, *then;
    bool timed;
} waits[] = {
    {"queued", "it has not been sent yet", "clachan submit", true},
    {"sending", "a run is sending it, or was cut off", "clachan submit", true},
    {"unknown", "nobody knows whether it went in", "clachan submit", true},
    {"held", "a person has to look", "clachan delivery show", false},
    {"dead", "the portal could not be reached", "clachan delivery requeue", false},
    {"acknowledged", "the portal has not decided", "clachan poll", true},
    {"validated", "the portal has not decided", "clachan poll", true},
    {"received", "the portal has not decided", "clachan poll", true},
};

enum { STATES = sizeof waits / sizeof *waits };

static size_t row_of(const cl_delivery *delivery)
{
    size_t i = 0;

    while (i < STATES && !cl_view_is(delivery->state, waits[i].state))
        i++;
    return i;
}

/* What a portal has is waited for as long as it is watched. */
static bool is_waiting(const cl_delivery *delivery)
{
    size_t row = row_of(delivery);
    bool polled = row < STATES && strcmp(waits[row].then, "clachan poll") == 0;

    return row < STATES && (!polled || delivery->watch_at.known);
}

static int64_t until_of(const cl_delivery *delivery)
{
    size_t row = row_of(delivery);

    if (!waits[row].timed)
        return INT64_MAX;
    return strcmp(waits[row].then, "clachan poll") == 0 ? delivery->watch_at.value
                                                        : delivery->next_at;
}

static int compare(const void *a, const void *b)
{
    const waiting *x = a, *y = b;

    if (x->until != y->until)
        return x->until < y->until ? -1 : 1;
    return x->item.delivery.id < y->item.delivery.id ? -1 : 1;
}

static void add_member(cl_text *json, const char *key, cl_view value)
{
    cl_text_format(json, ", \"%s\": ", key);
    cl_text_add_json(json, value);
}

static void print(cl_text *json, cl_text *text, const waiting *w)
{
    const cl_delivery *delivery = &w->item.delivery;
    size_t row = row_of(delivery);
    bool polled = strcmp(waits[row].then, "clachan poll") == 0;
    cl_view why =
        delivery->reason.length > 0 && !polled ? delivery->reason : cl_view_of(waits[row].why);
    char time[25] = "";

    if (w->until != INT64_MAX)
        cl_time_format(w->until, time);
    cl_text_format(json, "{\"id\": \"DEL-%lld\", \"application\": \"APP-%lld\"",
                   (long long)delivery->id, (long long)delivery->application);
    add_member(json, "portal", delivery->portal);
    add_member(json, "state", delivery->state);
    if (!polled)
        add_member(json, "step", w->item.exchange.step);
    if (w->alarm != NULL)
        add_member(json, "alarm", cl_view_of(w->alarm->name));
    add_member(json, "why", why);
    cl_text_format(json, ", \"failures\": %lld, \"until\": ", (long long)delivery->failures);
    if (time[0] != '\0')
        cl_text_add_json(json, cl_view_of(time));
    else
        cl_text_add_string(json, "null");
    cl_text_format(json, ", \"then\": \"%s%s", waits[row].then,
                   polled || waits[row].timed ? "" : " ");
    if (!waits[row].timed)
        cl_text_format(json, "DEL-%lld", (long long)delivery->id);
    cl_text_add_string(json, "\"}");

    cl_text_format(text, "DEL-%lld  APP-%lld at %.*s: %.*s; ", (long long)delivery->id,
                   (long long)delivery->application, (int)delivery->portal.length,
                   delivery->portal.at, (int)delivery->state.length, delivery->state.at);
    if (w->alarm != NULL)
        cl_text_format(text, "ALARM, %s; ", w->alarm->text);
    cl_text_add_plain(text, why);
    if (time[0] != '\0')
        cl_text_format(text, "\n    until %s, then: %s", time, waits[row].then);
    else
        cl_text_format(text, "\n    until a person acts: %s DEL-%lld", waits[row].then,
                       (long long)delivery->id);
}

static int tell(const waiting *w, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    print(&json, &text, w);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static int collect(cl_vec *out, cl_arena *arena, cl_session *session,
                   const cl_delivery_filter *filter, cl_error *e)
{
    cl_store *store = cl_session_store(session);
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = cl_delivery_list(&deliveries, &count, arena, store, filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        waiting *w;

        if (!is_waiting(&deliveries[i]))
            continue;
        w = cl_vec_push(out);
        if (w == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        w->until = until_of(&deliveries[i]);
        w->alarm = cl_delivery_alarm_of(&deliveries[i], cl_session_now(session));
        rc = cl_outbox_get(&w->item, arena, store, deliveries[i].id, e);
    }
    return rc;
}

int cl_run_deliveries(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    const cl_delivery_filter filter = {.portal = cl_argument_get(arguments, "portal")};
    cl_vec list = CL_VEC_INIT(waiting);
    cl_arena arena = CL_ARENA_INIT;
    int rc = collect(&list, &arena, session, &filter, e);

    if (rc == 0 && list.count > 1)
        qsort(list.items, list.count, list.size, compare);
    for (size_t i = 0; rc == 0 && i < list.count; i++)
        rc = tell(cl_vec_at(&list, i), sink, e);
    cl_vec_clear(&list);
    cl_arena_clear(&arena);
    return rc;
}

const cl_parameter cl_deliveries_parameters[] = {
    {"portal", CL_TAKES_TEXT, 0, "PORTAL", "only those to this portal"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
