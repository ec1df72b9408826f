/* SPDX-License-Identifier: MIT
 *
 * The loop: what is due, one move of it, and again. Nothing holds a transaction while a socket is
 * open.
 */
#define _DEFAULT_SOURCE /* gethostname */
#include "courier.h"

#include "courier_parts.h"
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
    return cl_delivery_view(&errand->view, &errand->line->frozen, errand->courier->session,
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

void cl_courier_close(cl_courier *courier)
{
    if (courier->session == NULL)
        return;
    if (courier->holder[0] != '\0')
        (void)cl_outbox_release(courier->store, courier->holder, NULL);
    if (courier->core_kept)
        (void)setrlimit(RLIMIT_CORE, &courier->core);
    for (size_t i = 0; i < courier->lines.count; i++)
        close_line(courier, *(cl_portal_line **)cl_vec_at(&courier->lines, i));
    cl_cassette_close(courier->cassette);
    cl_vec_clear(&courier->lines);
    cl_vec_clear(&courier->passed);
    cl_portals_clear(&courier->portals);
    memset(courier, 0, sizeof *courier);
}

cl_author cl_courier_author(const cl_courier *courier)
{
    return (cl_author){.actor = "system:courier",
                       .at = cl_session_now(courier->session),
                       .effective = cl_session_today(courier->session)};
}

int cl_courier_line(cl_portal_line **out, cl_courier *courier, cl_view id, cl_error *e)
{
    const cl_portal *portal = cl_portals_find(&courier->portals, id);
    int rc;

    if (portal == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "the portal %.*s is not in %s any more", (int)id.length,
                       id.at, cl_session_portals(courier->session));
    for (size_t i = 0; i < courier->lines.count; i++) {
        *out = *(cl_portal_line **)cl_vec_at(&courier->lines, i);
        if ((*out)->portal == portal)
            return 0;
    }
    rc = cl_portal_line_open(out, courier->session, portal, courier->transport, courier->cassette,
                             e);
    if (rc == 0 && cl_vec_add(&courier->lines, out) != 0) {
        cl_portal_line_close(*out);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
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

int cl_courier_begin(cl_courier *courier, cl_error *e)
{
    cl_author author = cl_courier_author(courier);
    cl_recovered recovered;
    int rc = take_lease(courier, e);

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

static int send_and_store(cl_errand *errand, cl_error *e)
{
    cl_courier *courier = errand->courier;
    cl_author author = cl_courier_author(courier);
    bool step = cl_view_is(errand->item.exchange.purpose, "step");
    cl_error error = CL_ERROR_INIT;
    cl_decided decided;
    int rc = cl_outbox_start(courier->store, &author, &errand->item, &errand->attempt, e);

    if (rc != 0)
        return rc;
    courier->sent++;
    rc = cl_portal_line_send(errand->line, &errand->item.exchange, &errand->result, &error);
    if (rc != 0)
        return store_unsent(errand, rc, &error, e);
    errand->now = cl_session_now(courier->session);
    rc = step ? cl_courier_judge_step(&decided, errand, e)
              : cl_courier_judge_reading(&decided, errand, e);
    return rc != 0 ? rc : cl_courier_store(errand, &decided, true, e);
}

static int give_up(cl_errand *errand, cl_error *e)
{
    cl_decided decided;

    memset(&decided, 0, sizeof decided);
    decided.step = &errand->item.exchange;
    decided.event = "give_up";
    decided.reason = "the portal could not be reached for 14 days";
    decided.next_at = errand->now;
    return cl_courier_store(errand, &decided, false, e);
}

static int move_errand(cl_errand *errand, cl_error *e)
{
    const int64_t patience = (int64_t)14 * 24 * 3600 * 1000;
    const cl_delivery *delivery = &errand->item.delivery;
    const cl_exchange *exchange = &errand->item.exchange;
    bool queued = cl_view_is(delivery->state, "queued");
    bool ready = cl_view_is(exchange->state, "ready");
    int rc = cl_courier_line(&errand->line, errand->courier, delivery->portal, e);

    if (rc != 0)
        return rc;
    if (queued && delivery->failures > 0 && errand->now - exchange->made_at > patience)
        return give_up(errand, e);
    if (!queued && !ready)
        return cl_courier_ask(errand, e);
    return send_and_store(errand, e);
}

/* ---- the loop ---- */

static bool is_only(const int64_t *only, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (only[i] == id)
            return true;
    }
    return false;
}

/* Everything in hand but what was asked for is passed over. */
static int pass_others(cl_courier *courier, const int64_t *only, size_t count, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t found = 0;
    int rc;

    cl_vec_reset(&courier->passed);
    if (only == NULL)
        return 0;
    rc = cl_delivery_list(&deliveries, &found, &arena, courier->store, NULL, e);
    for (size_t i = 0; rc == 0 && i < found; i++) {
        if (!is_only(only, count, deliveries[i].id) &&
            cl_vec_add(&courier->passed, &deliveries[i].id) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_arena_clear(&arena);
    return rc;
}

static void clear_errand(cl_errand *errand)
{
    cl_json_free(errand->view);
    cl_http_result_clear(&errand->result);
    cl_arena_clear(&errand->arena);
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

static int work_one(cl_courier *courier, bool *found, int64_t now, cl_error *e)
{
    cl_errand errand = {.courier = courier, .arena = CL_ARENA_INIT, .result = CL_HTTP_RESULT_INIT};
    cl_error error = CL_ERROR_INIT;
    int64_t id = 0;
    int rc;

    errand.now = now;
    rc = cl_outbox_next(&errand.item, found, &errand.arena, courier->store, errand.now,
                        courier->passed.items, courier->passed.count, &error);
    if (rc == 0 && *found) {
        id = errand.item.delivery.id;
        rc = move_errand(&errand, &error);
    }
    clear_errand(&errand);
    return rc == 0 ? 0 : pass_over(courier, id, rc, &error, e);
}

/* When the next of ours becomes due, after `now` and not after `until`; INT64_MAX when none does.
 * What is due already, and yet was not taken, waits for another delivery of its application. */
static int next_due(int64_t *at, cl_courier *courier, int64_t now, int64_t until, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = cl_delivery_list(&deliveries, &count, &arena, courier->store, NULL, e);

    *at = INT64_MAX;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_delivery *delivery = &deliveries[i];
        bool waits =
            cl_view_is(delivery->state, "queued") || cl_view_is(delivery->state, "unknown");

        if (waits && delivery->next_at > now && delivery->next_at < *at &&
            delivery->next_at <= until &&
            !is_only(courier->passed.items, courier->passed.count, delivery->id))
            *at = delivery->next_at;
    }
    cl_arena_clear(&arena);
    return rc;
}

int cl_courier_work(cl_courier *courier, const int64_t *only, size_t only_count, int64_t until,
                    cl_error *e)
{
    int rc = pass_others(courier, only, only_count, e);

    while (rc == 0 && !cl_session_interrupted(courier->session)) {
        int64_t now = cl_session_now(courier->session), at;
        bool found = false;

        rc = renew_lease(courier, e);
        if (rc == 0)
            rc = work_one(courier, &found, now, e);
        if (rc != 0 || found)
            continue;
        rc = next_due(&at, courier, now, until, e);
        if (rc != 0 || at == INT64_MAX)
            break;
        cl_wait_until(courier->session, at);
    }
    return rc;
}
