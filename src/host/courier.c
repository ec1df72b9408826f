/* SPDX-License-Identifier: MIT
 *
 * The loop. A turn stores what came in and what goes out next, in one transaction; then it goes
 * out, and the network is waited for. Nothing waits while a transaction is open.
 */
#define _DEFAULT_SOURCE /* gethostname */
#include "courier.h"

#include "alloc.h"
#include "courier_parts.h"
#include "delivery_alarm.h"
#include "wait.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEASE ((int64_t)3 * 60 * 1000)

enum {
    PLACES = 16, /* under way at once */
    MOVES = 64,  /* in one transaction */
    GLANCE = 250 /* milliseconds after which an interruption is seen */
};

/* ---- errands: helpers ---- */

const char *cl_errand_text(cl_errand *errand, const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy = NULL;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    if (text.failed == 0)
        copy = cl_arena_copy(&errand->arena, cl_text_view(&text));
    cl_text_clear(&text);
    return copy;
}

const char *cl_errand_plain(cl_errand *errand, const char *words)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy = NULL;

    if (cl_text_add_plain(&text, cl_view_of(words)) == 0)
        copy = cl_arena_copy(&errand->arena, cl_text_view(&text));
    cl_text_clear(&text);
    return copy;
}

int cl_errand_step(cl_exchange *out, cl_errand *errand, cl_error *e)
{
    cl_exchange *exchanges;
    size_t count;
    int rc = cl_exchange_list(&exchanges, &count, &errand->arena, errand->courier->store,
                              errand->item.delivery.id, e);

    if (rc != 0)
        return rc;
    while (count-- > 0) {
        if (cl_view_is(exchanges[count].purpose, "step")) {
            *out = exchanges[count];
            return 0;
        }
    }
    return cl_fail(e, CL_E_INTERNAL, "DEL-%lld has no step", (long long)errand->item.delivery.id);
}

int cl_errand_view(cl_errand *errand, cl_error *e)
{
    if (errand->view != NULL)
        return 0;
    return cl_delivery_view(&errand->view, &errand->line->views, errand->courier->session,
                            errand->line->portal, &errand->item.delivery, e);
}

const char *cl_errand_next_step(cl_errand *errand, cl_view step)
{
    const char *next = NULL;
    cl_json *json = NULL;
    bool seen = false;

    if (cl_json_parse(&json, errand->item.delivery.steps, "steps", 1, NULL) == 0) {
        const cl_json_value *steps = cl_json_root(json);

        for (size_t i = 0; next == NULL && i < cl_json_count(steps); i++) {
            if (seen)
                next = cl_arena_copy(&errand->arena, cl_json_string(cl_json_item(steps, i)));
            seen = seen || cl_view_equal(cl_json_string(cl_json_item(steps, i)), step);
        }
    }
    cl_json_free(json);
    return next;
}

int cl_errand_response(cl_dialect_response *out, cl_errand *errand, cl_error *e)
{
    const cl_http_result *result = &errand->result;
    size_t count = cl_pairs_count(&result->headers);
    const char *(*headers)[2] = cl_arena_array(&errand->arena, count + 1, sizeof *headers);

    memset(out, 0, sizeof *out);
    if (headers == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        headers[i][0] = cl_pairs_at(&result->headers, i)->name;
        headers[i][1] = cl_pairs_at(&result->headers, i)->value;
    }
    out->status = (int)result->status;
    out->headers = (const char *const(*)[2])headers;
    out->header_count = count;
    out->body = cl_text_view(&result->body);
    return 0;
}

/* ---- opening and closing ---- */

int cl_courier_open(cl_courier *courier, cl_session *session, const cl_transport *transport,
                    const cl_sink *sink, cl_error *e)
{
    int rc;

    memset(courier, 0, sizeof *courier);
    courier->session = session;
    courier->store = cl_session_store(session);
    courier->sink = sink;
    courier->transport = transport;
    courier->lines = (cl_vec)CL_VEC_INIT(cl_portal_line *);
    courier->passed = (cl_vec)CL_VEC_INIT(int64_t);
    courier->only = (cl_vec)CL_VEC_INIT(cl_wanted);
    cl_portals_init(&courier->portals);
    rc = cl_portals_open(&courier->portals, session, e);
    if (rc != 0)
        cl_courier_close(courier);
    return rc;
}

int cl_courier_use_cassette(cl_courier *courier, const cl_arguments *arguments, cl_error *e)
{
    const char *record = cl_argument_get(arguments, "record");
    const char *replay = cl_argument_get(arguments, "replay");

    if (record != NULL && replay != NULL)
        return cl_fail(e, CL_E_MISUSE, "say either --record or --replay");
    if (record != NULL)
        return cl_cassette_record(&courier->cassette, record, e);
    return replay != NULL ? cl_cassette_play(&courier->cassette, replay, e) : 0;
}

static void close_line(cl_courier *courier, cl_portal_line *line)
{
    if (line->cassette_error.code != 0)
        cl_sink_note(courier->sink, "Not all was recorded: %s", line->cassette_error.message);
    cl_portal_line_close(line);
}

static void clear_errand(cl_errand *errand)
{
    if (errand->line != NULL && errand->stage != CL_ERRAND_FREE)
        errand->line->under_way--;
    cl_line_call_clear(&errand->call);
    cl_http_result_clear(&errand->result);
    cl_arena_clear(&errand->arena);
    memset(errand, 0, sizeof *errand);
}

void cl_courier_close(cl_courier *courier)
{
    if (courier->session == NULL)
        return;
    for (size_t i = 0; courier->errands != NULL && i < courier->places; i++)
        clear_errand(&courier->errands[i]);
    cl_free(courier->errands);
    cl_http_crowd_close(courier->crowd);
    if (courier->holder[0] != '\0')
        (void)cl_outbox_release(courier->store, courier->holder, NULL);
    if (courier->core_kept)
        (void)setrlimit(RLIMIT_CORE, &courier->core);
    for (size_t i = 0; i < courier->lines.count; i++)
        close_line(courier, *(cl_portal_line **)cl_vec_at(&courier->lines, i));
    cl_cassette_close(courier->cassette);
    cl_vec_clear(&courier->lines);
    cl_vec_clear(&courier->passed);
    cl_vec_clear(&courier->only);
    cl_portals_clear(&courier->portals);
    memset(courier, 0, sizeof *courier);
}

cl_author cl_courier_author(const cl_courier *courier)
{
    return (cl_author){.actor = "system:courier",
                       .at = cl_session_now(courier->session),
                       .effective = cl_session_today(courier->session)};
}

cl_portal_line *cl_courier_find_line(const cl_courier *courier, cl_view id)
{
    for (size_t i = 0; i < courier->lines.count; i++) {
        cl_portal_line *line = *(cl_portal_line *const *)cl_vec_at(&courier->lines, i);

        if (cl_view_equal(cl_view_of(line->portal->id), id))
            return line;
    }
    return NULL;
}

int cl_courier_line(cl_portal_line **out, cl_courier *courier, cl_view id, cl_error *e)
{
    const cl_portal *portal = cl_portals_find(&courier->portals, id);
    int rc;

    if (portal == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "the portal %.*s is not in %s any more", (int)id.length,
                       id.at, cl_session_portals(courier->session));
    *out = cl_courier_find_line(courier, id);
    if (*out != NULL)
        return 0;
    rc = cl_portal_line_open(out, courier->session, portal, courier->transport, courier->cassette,
                             e);
    if (rc == 0 && cl_vec_add(&courier->lines, out) != 0) {
        cl_portal_line_close(*out);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (rc == 0 && (*out)->http != NULL)
        cl_http_join((*out)->http, courier->crowd);
    return rc;
}

/* ---- the lease ---- */

/* "pid 4711 on host": who holds the lease can be looked for, and a dead one is no holder. */
static void name_holder(char out[128])
{
    char host[64] = "this machine";

    if (gethostname(host, sizeof host - 1) != 0)
        (void)snprintf(host, sizeof host, "this machine");
    host[sizeof host - 1] = '\0';
    (void)snprintf(out, 128, "pid %ld on %s", (long)getpid(), host);
}

/* A process of this machine that is gone cannot be sending. */
static bool is_dead(const char *holder, const char *ours)
{
    const char *host = strstr(holder, " on "), *our_host = strstr(ours, " on ");
    long process = strncmp(holder, "pid ", 4) == 0 ? strtol(holder + 4, NULL, 10) : 0;

    if (process <= 0 || host == NULL || our_host == NULL || strcmp(host, our_host) != 0)
        return false;
    return kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

static int renew_lease(cl_courier *courier, cl_error *e)
{
    int64_t now = cl_session_now(courier->session);
    int rc;

    if (courier->leased_until - now > LEASE / 2)
        return 0;
    rc = cl_outbox_lease(courier->store, courier->holder, now, now + LEASE, e);
    if (rc == 0)
        courier->leased_until = now + LEASE;
    return rc;
}

static int take_lease(cl_courier *courier, cl_error *e)
{
    char ours[128], held[128];
    int rc = cl_outbox_holder(held, sizeof held, courier->store, e);

    if (rc != 0)
        return rc;
    name_holder(ours);
    if (held[0] != '\0' && is_dead(held, ours))
        rc = cl_outbox_release(courier->store, held, e);
    if (rc != 0)
        return rc;
    (void)snprintf(courier->holder, sizeof courier->holder, "%s", ours);
    rc = renew_lease(courier, e);
    if (rc != 0)
        courier->holder[0] = '\0';
    if (rc == CL_E_STATE && e != NULL)
        e->code =
            CL_E_STORE; /* held by another process: like a locked database, it could not run */
    return rc == CL_E_STATE ? CL_E_STORE : rc;
}

/* A core file would hold secrets. What the caller allowed comes back when the work is over. */
static void stop_core_files(cl_courier *courier)
{
    struct rlimit none;

    if (courier->core_kept || getrlimit(RLIMIT_CORE, &courier->core) != 0)
        return;
    none = courier->core;
    none.rlim_cur = 0;
    courier->core_kept = setrlimit(RLIMIT_CORE, &none) == 0;
}

/* Places for what is under way, one for each portal at least. */
static int make_places(cl_courier *courier, cl_error *e)
{
    size_t portals = courier->portals.items.count;

    if (courier->errands != NULL)
        return 0;
    courier->places = portals > PLACES ? portals : PLACES;
    courier->errands = cl_calloc(courier->places, sizeof *courier->errands);
    if (courier->errands == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return cl_http_crowd_open(&courier->crowd, e);
}

/* A line that was opened before there was anything to join. */
static void join_lines(cl_courier *courier)
{
    for (size_t i = 0; i < courier->lines.count; i++) {
        cl_portal_line *line = *(cl_portal_line **)cl_vec_at(&courier->lines, i);

        if (line->http != NULL)
            cl_http_join(line->http, courier->crowd);
    }
}

int cl_courier_begin(cl_courier *courier, cl_error *e)
{
    cl_author author = cl_courier_author(courier);
    cl_recovered recovered;
    int rc = make_places(courier, e);

    if (rc == 0)
        rc = take_lease(courier, e);
    if (rc == 0)
        join_lines(courier);

    stop_core_files(courier);
    if (rc == 0)
        rc = cl_outbox_recover(&recovered, courier->store, &author, e);
    if (rc == 0 && recovered.ready + recovered.unknown > 0)
        cl_sink_note(courier->sink,
                     "An earlier run was cut off: %lld requests go out again, %lld are asked about "
                     "first.",
                     (long long)recovered.ready, (long long)recovered.unknown);
    return rc;
}

/* ---- one move ---- */

/* A request that cannot even be made: whatever the portal knows, this attempt told it nothing. */
static int store_unsent(cl_errand *errand, int code, const cl_error *error, cl_error *e)
{
    bool step = cl_view_is(errand->item.exchange.purpose, "step");
    cl_decided decided;

    memset(&decided, 0, sizeof decided);
    decided.step = &errand->item.exchange;
    decided.event = !step ? "ask_again" : code == CL_E_MEMORY ? "not_sent" : "stopped";
    decided.exchange_state = !step ? "not_done" : code == CL_E_MEMORY ? "ready" : "not_done";
    decided.reason = cl_errand_text(errand, "nothing was sent: %s", error->message);
    decided.next_at = errand->now + errand->line->portal->settle;
    decided.failed = true;
    return cl_courier_store(errand, &decided, true, e);
}

static int take_answer(cl_errand *errand, cl_error *e)
{
    bool step = cl_view_is(errand->item.exchange.purpose, "step");
    cl_decided decided;
    int64_t sent = errand->now;
    int rc;

    errand->now = cl_session_now(errand->courier->session);
    if (errand->call.rc != 0)
        return store_unsent(errand, errand->call.rc, &errand->call.error, e);
    if (cl_portal_line_told(errand->line, &errand->result, errand->now - sent, errand->now))
        cl_sink_note(errand->courier->sink,
                     "Portal %s does not answer: one request at a time tries it, the others wait.",
                     errand->line->portal->id);
    rc = step ? cl_courier_judge_step(&decided, errand, e)
              : cl_courier_judge_reading(&decided, errand, e);
    return rc != 0 ? rc : cl_courier_store(errand, &decided, true, e);
}

/* Why an unreachable portal is not waited for any longer; NULL: it is. */
static const char *is_hopeless(const cl_errand *errand)
{
    const int64_t patience = (int64_t)14 * 24 * 3600 * 1000;
    const cl_delivery *delivery = &errand->item.delivery;

    if (!cl_view_is(delivery->state, "queued") || delivery->failures == 0)
        return NULL;
    if (errand->now - errand->item.exchange.made_at > patience)
        return "the portal could not be reached for 14 days";
    if (delivery->deadline_at.known &&
        errand->now > delivery->deadline_at.value + errand->line->portal->grace)
        return "the portal could not be reached, and the deadline and the time of grace are over";
    return NULL;
}

static int give_up(cl_errand *errand, const char *reason, cl_error *e)
{
    cl_decided decided;

    memset(&decided, 0, sizeof decided);
    decided.step = &errand->item.exchange;
    decided.event = "give_up";
    decided.reason = reason;
    decided.next_at = errand->now;
    return cl_courier_store(errand, &decided, false, e);
}

/* C2. */
static int start_errand(cl_errand *errand, cl_error *e)
{
    cl_author author = cl_courier_author(errand->courier);
    int rc = cl_outbox_start(errand->courier->store, &author, &errand->item, &errand->attempt, e);

    if (rc != 0)
        return rc;
    errand->stage = CL_ERRAND_STARTED;
    errand->line->under_way++;
    return 0;
}

static int move_errand(cl_errand *errand, cl_error *e)
{
    const cl_delivery *delivery = &errand->item.delivery;
    const cl_exchange *exchange = &errand->item.exchange;
    const char *hopeless;
    bool queued = cl_view_is(delivery->state, "queued");
    bool ready = cl_view_is(exchange->state, "ready");
    int rc = cl_courier_line(&errand->line, errand->courier, delivery->portal, e);

    if (rc != 0)
        return rc;
    hopeless = is_hopeless(errand);
    if (hopeless != NULL)
        return give_up(errand, hopeless, e);
    if (!queued && !ready)
        return cl_courier_ask(errand, e);
    return start_errand(errand, e);
}

/* What is wrong with one delivery alone: it is passed over for the rest of this run, and stays
 * queued. */
static int pass_over(cl_courier *courier, int64_t id, int code, const cl_error *error, cl_error *e)
{
    if (code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_INTERNAL || code == CL_E_IO) {
        if (e != NULL)
            *e = *error;
        return code;
    }
    cl_sink_note(courier->sink, "DEL-%lld waits: %s", (long long)id, error->message);
    return cl_vec_add(&courier->passed, &id) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* ---- a turn ---- */

static bool was_answered(const cl_errand *errand)
{
    return errand->stage == CL_ERRAND_UNDER_WAY && errand->call.done;
}

/* C3 of what came in. */
static int take_answers(cl_courier *courier, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < courier->places; i++) {
        cl_errand *errand = &courier->errands[i];
        cl_error error = CL_ERROR_INIT;
        int64_t id = errand->item.delivery.id;

        if (!was_answered(errand))
            continue;
        rc = take_answer(errand, &error);
        clear_errand(errand);
        if (rc != 0)
            rc = pass_over(courier, id, rc, &error, e);
    }
    return rc;
}

static cl_errand *free_place(cl_courier *courier)
{
    for (size_t i = 0; i < courier->places; i++) {
        if (courier->errands[i].stage == CL_ERRAND_FREE)
            return &courier->errands[i];
    }
    return NULL;
}

/* C2 of what goes out, and moves that need no portal. `*again_at` as of cl_courier_pick(), 0 when
 * there is more to do. */
static int begin_moves(cl_courier *courier, int64_t *again_at, bool *in, cl_error *e)
{
    cl_errand *errand = NULL;
    bool found = true;
    int rc = 0;

    *again_at = 0;
    for (int i = 0; rc == 0 && i < MOVES && (errand = free_place(courier)) != NULL; i++) {
        cl_error error = CL_ERROR_INIT;
        int64_t id;

        errand->courier = courier;
        errand->arena = (cl_arena)CL_ARENA_INIT;
        errand->result = (cl_http_result)CL_HTTP_RESULT_INIT;
        errand->now = cl_session_now(courier->session);
        rc = cl_courier_pick(errand, &found, again_at, e);
        if (rc == 0 && found && !*in) {
            rc = cl_store_begin(courier->store, e);
            *in = rc == 0;
        }
        if (rc != 0 || !found) {
            clear_errand(errand);
            break;
        }
        *again_at = 0;
        id = errand->item.delivery.id;
        rc = move_errand(errand, &error);
        if (rc != 0 || errand->stage == CL_ERRAND_FREE)
            clear_errand(errand);
        if (rc != 0)
            rc = pass_over(courier, id, rc, &error, e);
    }
    if (errand == NULL)
        *again_at = INT64_MAX; /* no place: not before something comes in */
    return rc;
}

/* What is committed as sending goes out. */
static void send_started(cl_courier *courier)
{
    for (size_t i = 0; i < courier->places; i++) {
        cl_errand *errand = &courier->errands[i];

        if (errand->stage != CL_ERRAND_STARTED)
            continue;
        errand->stage = CL_ERRAND_UNDER_WAY;
        errand->now = cl_session_now(courier->session);
        courier->sent++;
        cl_portal_line_begin(&errand->call, errand->line, &errand->item.exchange, &errand->result);
        (void)cl_line_call_step(&errand->call);
    }
}

static size_t count_under_way(cl_courier *courier, bool *answered)
{
    size_t count = 0;

    *answered = false;
    for (size_t i = 0; i < courier->places; i++) {
        cl_errand *errand = &courier->errands[i];

        if (errand->stage != CL_ERRAND_UNDER_WAY)
            continue;
        count++;
        *answered = cl_line_call_step(&errand->call) || *answered;
    }
    return count;
}

static void drain(cl_courier *courier, size_t under_way)
{
    if (courier->draining)
        return;
    courier->draining = true;
    if (under_way > 0)
        cl_sink_note(courier->sink,
                     "Told to stop: waiting for %zu answers. Told once more it stops at once; what "
                     "was sent is then asked about by the next run.",
                     under_way);
}

static int turn(cl_courier *courier, int64_t *again_at, cl_error *e)
{
    bool answered, in = false;
    size_t under_way = count_under_way(courier, &answered);
    int rc = 0;

    if (cl_session_interrupted(courier->session))
        drain(courier, under_way);
    if (answered) {
        rc = cl_store_begin(courier->store, e);
        in = rc == 0;
    }
    if (rc == 0)
        rc = take_answers(courier, e);
    *again_at = INT64_MAX;
    if (rc == 0 && !courier->draining)
        rc = begin_moves(courier, again_at, &in, e);
    if (rc == 0 && in)
        rc = cl_store_commit(courier->store, e);
    else if (in)
        cl_store_rollback(courier->store);
    if (rc == 0)
        send_started(courier);
    return rc;
}

/* Until something comes in, or it is time to look again. */
static int wait_for_more(cl_courier *courier, int64_t again_at, cl_error *e)
{
    int64_t left = again_at - cl_session_now(courier->session);

    if (left <= 0)
        return cl_http_crowd_wait(courier->crowd, 0, e);
    return cl_http_crowd_wait(courier->crowd, left < GLANCE ? (long)left : GLANCE, e);
}

int cl_courier_work(cl_courier *courier, const int64_t *only, size_t only_count, int64_t until,
                    cl_error *e)
{
    int rc = cl_courier_want(courier, only, only_count, e);
    bool waits = until > cl_session_now(courier->session);
    int64_t alarm_at = waits ? 0 : INT64_MAX, alarmed = 0;

    courier->draining = false;
    while (rc == 0) {
        int64_t again_at;
        bool answered;

        rc = renew_lease(courier, e);
        if (rc == 0 && waits)
            rc = cl_delivery_watch_deadlines(&alarm_at, &alarmed, courier, e);
        if (rc == 0)
            rc = turn(courier, &again_at, e);
        if (rc != 0)
            break;
        if (count_under_way(courier, &answered) > 0)
            rc = answered ? 0 : wait_for_more(courier, again_at, e);
        else if (courier->draining || again_at > until)
            break;
        else
            cl_wait_until(courier->session, again_at < alarm_at ? again_at : alarm_at);
    }
    return rc;
}
