/* SPDX-License-Identifier: MIT
 *
 * submit: queues applications for a funder's portal and sends what is queued. An outcome is done,
 * not done or unknown; unknown is stored, told, and in the exit status.
 */
#include "courier_parts.h"

#include "application_step.h"
#include "delivery_verbs.h"
#include "file.h"
#include "ids.h"
#include "item_list.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 100 };

/* What one run of the verb is about. */
typedef struct run {
    cl_session *session;
    const cl_sink *sink;
    cl_courier courier;
    cl_vec only; /* of int64_t: deliveries of the applications that were named */
    bool all;    /* none was named: everything that is queued */
    int64_t wait;
} run;

/* The delivery that is under way for the current revision; 0 for none. */
static int find_delivery(int64_t *out, cl_arena *arena, cl_store *store,
                         const cl_application *application, cl_error *e)
{
    cl_delivery_filter filter = {.application = application->id};
    cl_delivery *deliveries;
    size_t count;
    int rc = cl_delivery_list(&deliveries, &count, arena, store, &filter, e);

    *out = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (!cl_view_is(deliveries[i].state, "cancelled") &&
            !cl_view_is(deliveries[i].state, "rejected"))
            *out = deliveries[i].id;
    }
    return rc;
}

/* ---- queueing ---- */

/* The event assigns the round and queues the delivery. */
static int enqueue(int64_t *delivery, run *r, const char *portal_id,
                   const cl_application *application, cl_error *e)
{
    cl_application_context context = {.courier = &r->courier};
    cl_step step;
    int rc = cl_step_open(&step, r->session, &cl_table_application, application->id, "submit", e);

    if (rc == 0 && cl_view_is(application->state, "signed")) {
        rc = cl_portals_choose(&context.portal, &r->courier.portals, portal_id,
                               application->programme, e);
        cl_step_yes(&step, "portal_carries", rc == 0);
    }
    step.context = &context;
    if (rc == 0)
        rc = cl_step_take(&step, e);
    *delivery = context.delivery;
    cl_step_close(&step);
    return rc;
}

static int queue_in_transaction(int64_t *delivery, run *r, const char *portal, int64_t id,
                                cl_arena *arena, cl_error *e)
{
    cl_store *store = cl_session_store(r->session);
    cl_application application;
    int rc = cl_record_get(&application, arena, store, &cl_table_application, id, e);

    if (rc == 0)
        rc = find_delivery(delivery, arena, store, &application, e);
    if (rc != 0 || *delivery != 0)
        return rc; /* queued before, perhaps by a run that was cut off: it goes on */
    return enqueue(delivery, r, portal, &application, e);
}

static int queue_one(run *r, const char *portal, const char *name, cl_error *e)
{
    cl_store *store = cl_session_store(r->session);
    cl_arena arena = CL_ARENA_INIT;
    int64_t id, delivery = 0;
    int rc = cl_id_parse(&id, "APP", cl_view_of(name), e);

    if (rc != 0)
        return rc;
    rc = cl_store_begin(store, e);
    if (rc != 0)
        return rc;
    rc = queue_in_transaction(&delivery, r, portal, id, &arena, e);
    if (rc == 0)
        rc = cl_store_commit(store, e);
    else
        cl_store_rollback(store);
    if (rc == 0 && delivery != 0 && cl_vec_add(&r->only, &delivery) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_arena_clear(&arena);
    return rc;
}

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_INTERNAL;
}

static int queue_all(run *r, const cl_arguments *arguments, const cl_vec *names, cl_error *e)
{
    const char *portal = cl_argument_get(arguments, "portal");

    for (size_t i = 0; i < names->count; i++) {
        cl_error error = CL_ERROR_INIT;
        int rc;

        if (cl_session_interrupted(r->session))
            return cl_fail(e, CL_E_INTERRUPTED,
                           "stopped: %zu of %zu applications are queued; the same line goes on", i,
                           names->count);
        cl_sink_progress(r->sink, i, names->count);
        rc = queue_one(r, portal, *(char **)cl_vec_at(names, i), &error);
        if (rc != 0 && is_fatal(rc)) {
            if (e != NULL)
                *e = error;
            return rc;
        }
        if (rc != 0)
            (void)cl_sink_refuse(r->sink, &error);
    }
    return 0;
}

/* ---- telling ---- */

static int compare_ids(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

typedef int visit(run *r, const cl_delivery *delivery, void *context, cl_error *e);

/* In order, each once, however often it was named. */
static int walk_named(run *r, visit *visits, void *context, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    int64_t last = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->only.count; i++) {
        int64_t id = *(const int64_t *)cl_vec_at(&r->only, i);
        cl_delivery delivery;

        if (id == last)
            continue;
        last = id;
        cl_arena_reset(&arena);
        rc = cl_record_get(&delivery, &arena, cl_session_store(r->session), &cl_table_delivery, id,
                           e);
        if (rc == 0)
            rc = visits(r, &delivery, context, e);
    }
    cl_arena_clear(&arena);
    return rc;
}

/* A page at a time, since each has its forms with it. */
static int walk_open(run *r, visit *visits, void *context, cl_error *e)
{
    cl_delivery_filter filter = {.open = true, .limit = PAGE};
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *page;
    size_t count = PAGE;
    int rc = 0;

    while (rc == 0 && count == PAGE) {
        cl_arena_reset(&arena);
        rc = cl_delivery_list(&page, &count, &arena, cl_session_store(r->session), &filter, e);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            filter.after = page[i].id;
            rc = visits(r, &page[i], context, e);
        }
    }
    cl_arena_clear(&arena);
    return rc;
}

/* What the run was about: those that were named, else all that have not come to their end. */
static int walk(run *r, visit *visits, void *context, cl_error *e)
{
    return r->all ? walk_open(r, visits, context, e) : walk_named(r, visits, context, e);
}

static int tell_one(run *r, const cl_delivery *delivery, void *context, cl_error *e)
{
    const bool *unknown = context;

    if (cl_view_is(delivery->state, "unknown") != *unknown)
        return 0;
    return cl_delivery_tell(delivery, cl_session_now(r->session), r->sink, r->all, e);
}

/* Unknown outcomes are told first: the first refusal gives the exit status. */
static int tell(run *r, cl_error *e)
{
    bool unknown = true;
    int rc;

    if (r->only.count > 1)
        qsort(r->only.items, r->only.count, sizeof(int64_t), compare_ids);
    rc = walk(r, tell_one, &unknown, e);
    unknown = false;
    return rc != 0 ? rc : walk(r, tell_one, &unknown, e);
}

typedef struct sums {
    size_t waiting, unknown, stopped;
} sums;

static int add_up(run *r, const cl_delivery *delivery, void *context, cl_error *e)
{
    sums *s = context;

    (void)r;
    (void)e;
    s->waiting += cl_view_is(delivery->state, "queued");
    s->unknown += cl_view_is(delivery->state, "unknown");
    s->stopped += cl_view_is(delivery->state, "held") || cl_view_is(delivery->state, "dead");
    return 0;
}

/* One line for whoever reads the mail of a scheduled run; none when there was nothing to do. */
static int sum_up(run *r, cl_error *e)
{
    sums s = {0};
    int rc = walk(r, add_up, &s, e);

    if (rc == 0 && r->courier.sent + s.waiting + s.unknown + s.stopped > 0)
        cl_sink_note(r->sink,
                     "%zu requests sent; %zu deliveries wait, %zu are unknown, %zu need a "
                     "person.",
                     r->courier.sent, s.waiting, s.unknown, s.stopped);
    return rc;
}

static int send_all(run *r, cl_error *e)
{
    int64_t until = cl_session_now(r->session) + r->wait;
    int rc = cl_courier_begin(&r->courier, e);

    return rc != 0 ? rc
                   : cl_courier_work(&r->courier, r->all ? NULL : r->only.items, r->only.count,
                                     until, e);
}

/* A dry run without applications is about everything that is queued. */
static int take_queued(run *r, cl_error *e)
{
    cl_delivery_filter filter = {.state = "queued"};
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc =
        cl_delivery_list(&deliveries, &count, &arena, cl_session_store(r->session), &filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (cl_vec_add(&r->only, &deliveries[i].id) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_arena_clear(&arena);
    return rc;
}

static int rehearse(run *r, cl_error *e)
{
    int rc = r->all ? take_queued(r, e) : 0;

    return rc != 0 ? rc : cl_delivery_rehearse(&r->courier, r->only.items, r->only.count, e);
}

static int read_wait(run *r, const cl_arguments *arguments, cl_error *e)
{
    const char *text = cl_argument_get(arguments, "wait");

    r->wait = 0;
    if (text == NULL || cl_duration_read(&r->wait, cl_view_of(text)))
        return 0;
    return cl_fail(e, CL_E_MISUSE, "--wait takes a time such as 90s or 10m, not '%s'", text);
}

int cl_run_submit(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                  cl_error *e)
{
    run r = {.session = session, .sink = sink, .only = CL_VEC_INIT(int64_t)};
    cl_vec names = CL_VEC_INIT(char *);
    bool stay = cl_argument_is_set(arguments, "queue-only") || cl_session_dry_run(session);
    int rc = read_wait(&r, arguments, e);

    r.all =
        cl_argument_get(arguments, "application") == NULL && !cl_argument_is_set(arguments, "from");
    if (rc == 0)
        rc = cl_item_list_read(&names, arguments, "application", "APP", e);
    if (rc == 0)
        rc = cl_courier_open(&r.courier, session, NULL, sink, e);
    if (rc == 0)
        rc = cl_courier_use_cassette(&r.courier, arguments, e);
    if (rc == 0)
        rc = queue_all(&r, arguments, &names, e);
    if (rc == 0 && !stay && (r.all || r.only.count > 0))
        rc = send_all(&r, e);
    if (rc == 0 && cl_session_dry_run(session))
        rc = rehearse(&r, e);
    else if (rc == 0)
        rc = tell(&r, e);
    if (rc == 0 && r.all && !stay)
        rc = sum_up(&r, e);
    cl_courier_close(&r.courier);
    cl_vec_clear(&r.only);
    cl_names_clear(&names);
    return rc;
}

const cl_parameter cl_submit_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "APP",
     "what to submit; without one, everything that is queued is sent"},
    {"from", CL_TAKES_FILE, 0, "FILE",
     "more of them: ids or the output of a listing with --json, a line each; - is standard input"},
    {"portal", CL_TAKES_TEXT, 0, "PORTAL", "which portal of portals.lua, where several would do"},
    {"queue-only", CL_TAKES_SWITCH, 0, NULL, "queue it and send nothing yet"},
    {"wait", CL_TAKES_TEXT, 0, "TIME", "how long to wait for what becomes due later: 90s, 10m"},
    {"record", CL_TAKES_FILE, 0, "FILE",
     "gets a JSON line for each exchange; personal data, no secrets"},
    {"replay", CL_TAKES_FILE, 0, "FILE", "answers from such a file instead of the portals"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
