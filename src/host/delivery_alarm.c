/* SPDX-License-Identifier: MIT
 *
 * The alarms, the most pressing first.
 */
#include "delivery_alarm.h"

#include "outbox.h"

enum { MINUTE = 60 * 1000, TOLD = 20 };

static const struct {
    int64_t before; /* of the deadline */
    cl_delivery_alarm alarm;
} alarms[] = {
    {0, {"deadline_passed", "its deadline has passed"}},
    {10 * MINUTE, {"deadline_10m", "its deadline is less than ten minutes away"}},
    {60 * MINUTE, {"deadline_1h", "its deadline is less than an hour away"}},
};

enum { ALARMS = sizeof alarms / sizeof *alarms };

static const cl_delivery_alarm too_late = {"next_after_deadline",
                                           "the next try is due after its deadline"};

static bool is_unfinished(const cl_delivery *delivery)
{
    static const char *const states[] = {"queued", "sending", "unknown", "held", "dead"};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (cl_view_is(delivery->state, states[i]))
            return true;
    return false;
}

static bool waits(const cl_delivery *delivery)
{
    return cl_view_is(delivery->state, "queued") || cl_view_is(delivery->state, "unknown");
}

const cl_delivery_alarm *cl_delivery_alarm_of(const cl_delivery *delivery, int64_t now)
{
    int64_t deadline = delivery->deadline_at.value;

    if (!delivery->deadline_at.known || !is_unfinished(delivery))
        return NULL;
    for (size_t i = 0; i < ALARMS; i++)
        if (now >= deadline - alarms[i].before)
            return &alarms[i].alarm;
    return waits(delivery) && delivery->next_at > deadline ? &too_late : NULL;
}

static int note_crossed(cl_courier *courier, int64_t before, const cl_delivery_alarm *alarm,
                        int64_t seen, int64_t now, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = cl_delivery_list_by_deadline(&deliveries, &count, &arena, courier->store,
                                          seen + before, now + before, TOLD, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        cl_sink_note(courier->sink, "ALARM: APP-%lld is %.*s at portal %.*s, and %s.",
                     (long long)deliveries[i].application, (int)deliveries[i].state.length,
                     deliveries[i].state.at, (int)deliveries[i].portal.length,
                     deliveries[i].portal.at, alarm->text);
    if (rc == 0 && count == TOLD)
        cl_sink_note(courier->sink, "ALARM: and perhaps more: clachan deliveries");
    cl_arena_clear(&arena);
    return rc;
}

/* The earliest moment after `now` that is so long before a deadline. */
static int find_next(int64_t *next, cl_store *store, int64_t before, int64_t now, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = cl_delivery_list_by_deadline(&deliveries, &count, &arena, store, now + before,
                                          INT64_MAX, 1, e);

    if (rc == 0 && count > 0 && deliveries[0].deadline_at.value - before < *next)
        *next = deliveries[0].deadline_at.value - before;
    cl_arena_clear(&arena);
    return rc;
}

int cl_delivery_watch_deadlines(int64_t *next, int64_t *seen, cl_courier *courier, cl_error *e)
{
    int64_t now = cl_session_now(courier->session);
    bool first = *next == 0;
    int rc = 0;

    if (now < *next)
        return 0;
    *next = INT64_MAX;
    for (size_t i = 0; rc == 0 && i < ALARMS; i++) {
        if (!first)
            rc = note_crossed(courier, alarms[i].before, &alarms[i].alarm, *seen, now, e);
        if (rc == 0)
            rc = find_next(next, courier->store, alarms[i].before, now, e);
    }
    *seen = now;
    return rc;
}
