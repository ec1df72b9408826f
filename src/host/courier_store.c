/* SPDX-License-Identifier: MIT
 *
 * C3: what was decided, the next request, the application's event and the receipt, in one
 * transaction.
 */
#include "courier_parts.h"

#include "delivery_application.h"
#include "delivery_etag.h"
#include "query.h"
#include "receipt_make.h"

#include <string.h>

enum { ANSWER_KEPT = 64 * 1024 };

/* A set of texts that an outcome borrows. */
typedef struct parts {
    cl_outbox_outcome outcome;
    cl_exchange next, settled;
    cl_receipt receipt;
    cl_text memory;
    const cl_delivery_move *move;
} parts;

/* ---- the attempt ---- */

int cl_attempt_print_headers(cl_text *out, const cl_pairs *headers, cl_error *e)
{
    for (size_t i = 0; i < cl_pairs_count(headers); i++) {
        const cl_pair *header = cl_pairs_at(headers, i);

        cl_text_format(out, "%s: %s\n", header->name, header->value);
    }
    return cl_text_check(out, e);
}

static int fill_attempt(cl_errand *errand, cl_text *headers, char digest[CL_DIGEST_HEX],
                        cl_error *e)
{
    const cl_http_result *result = &errand->result;
    cl_attempt *attempt = &errand->attempt;
    const char *date = cl_pairs_find(&result->headers, "Date");
    cl_view body = cl_text_view(&result->body);
    int64_t at = 0;

    cl_digest_hex(body, digest);
    attempt->ended_at = cl_known(cl_session_now(errand->courier->session));
    attempt->phase = cl_view_of(cl_http_phase_name(result->phase));
    attempt->curl_code = cl_known(result->curl_code);
    attempt->status = (cl_maybe){result->status, result->status != 0};
    attempt->answer = (cl_view){body.at, body.length < ANSWER_KEPT ? body.length : ANSWER_KEPT};
    attempt->answer_length = cl_known((int64_t)body.length);
    attempt->answer_digest = (cl_view){digest, CL_DIGEST_HEX - 1};
    if (date != NULL && cl_answer_date(&at, date))
        attempt->portal_at = cl_known(at);
    if (cl_attempt_print_headers(headers, &result->headers, e) != 0)
        return CL_E_MEMORY;
    attempt->headers = cl_text_view(headers);
    return 0;
}

/* ---- what follows ---- */

/* The view of the delivery with its new memory, for the request of the next step. */
static int next_view(const cl_json **view, cl_errand *errand, cl_view memory, cl_error *e)
{
    cl_delivery after = errand->item.delivery;

    if (memory.length > 0)
        after.memory = memory;
    errand->view = NULL; /* which it may take the place of */
    return cl_delivery_view(view, &errand->line->views, errand->courier->session,
                            errand->line->portal, &after, e);
}

static int make_next(parts *p, cl_errand *errand, const cl_decided *decided, cl_error *e)
{
    const cl_json *view = NULL;
    const char *step;
    int rc;

    if (decided->same_again) {
        p->outcome.next = &p->next;
        return cl_exchange_again(&p->next, &errand->arena, errand->line->portal, decided->step,
                                 decided->new_key, errand->now, e);
    }
    if (!decided->next_step)
        return 0;
    step = cl_errand_next_step(errand, decided->step->step);
    rc = step == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                      : next_view(&view, errand, cl_text_view(&p->memory), e);
    if (rc == 0)
        rc = cl_exchange_of_step(&p->next, &errand->arena, errand->line, step, cl_json_root(view),
                                 errand->now, e);
    if (rc == 0)
        p->outcome.next = &p->next;
    return rc;
}

/* What the dialect remembers, and which version of its address the answer told. */
static int remember(parts *p, cl_errand *errand, const cl_decided *decided, bool attempt,
                    cl_error *e)
{
    cl_view more = cl_view_of(decided->memory), before = errand->item.delivery.memory;
    cl_text told = CL_TEXT_INIT;
    int rc = 0;

    if (attempt)
        rc = cl_etag_remember(&told, more, before, &errand->item.exchange, &errand->result, e);
    if (told.length > 0)
        more = cl_text_view(&told);
    if (rc == 0 && more.length > 0)
        rc = cl_memory_merge(&p->memory, before, more, e);
    cl_text_clear(&told);
    return rc;
}

static bool is_stop(const char *state)
{
    return strcmp(state, "held") == 0 || strcmp(state, "dead") == 0;
}

static void fill_outcome(parts *p, const cl_errand *errand, const cl_decided *decided)
{
    const cl_delivery *delivery = &errand->item.delivery;
    cl_outbox_outcome *outcome = &p->outcome;

    outcome->event = decided->event;
    outcome->exchange_state = decided->exchange_state;
    outcome->delivery_state = p->move->to;
    outcome->memory = cl_text_view(&p->memory);
    outcome->next_at = decided->next_at;
    outcome->failures = decided->failed ? delivery->failures + 1 : 0;
    outcome->reason = cl_view_of(decided->reason);
    outcome->alarm = is_stop(p->move->to) ? cl_view_of(p->move->to) : (cl_view)CL_VIEW_INIT;
    outcome->portal_id = cl_view_of(decided->number);
    outcome->watch_at = delivery->watch_at;
    if (strcmp(p->move->to, "acknowledged") == 0)
        outcome->watch_at = cl_known(errand->now + errand->line->portal->poll_every);
}

/* Fills what is stored; a dialect that cannot name its next request leaves the delivery to a
 * person. */
static int prepare(parts *p, cl_errand *errand, cl_decided *decided, bool attempt, cl_error *e)
{
    const char *state = errand->item.delivery.state.at;
    bool finishing = decided->step->commits != 0 || !(decided->next_step || decided->same_again);
    int rc;

    rc = remember(p, errand, decided, attempt, e);
    if (rc == 0)
        rc = make_next(p, errand, decided, e);
    if (rc == 0 && p->outcome.next != NULL)
        rc = cl_etag_require(
            &p->next, &errand->arena,
            p->memory.length > 0 ? cl_text_view(&p->memory) : errand->item.delivery.memory, e);
    if (rc == CL_E_SCRIPT || rc == CL_E_LIMIT) {
        decided->reason =
            cl_errand_text(errand, "the next step cannot be made: %s", e != NULL ? e->message : "");
        decided->event = strcmp(state, "unknown") == 0 ? "cannot_ask" : "stopped";
        decided->failed = true;
        rc = 0;
    }
    if (rc != 0)
        return rc;
    p->move = cl_delivery_find_move(state, decided->event, finishing);
    if (p->move == NULL)
        return cl_fail(e, CL_E_INTERNAL, "a delivery that is %s knows no %s", state,
                       decided->event);
    fill_outcome(p, errand, decided);
    return 0;
}

/* ---- storing ---- */

/* A reading settles the step that it was about. */
static int settle_step(parts *p, cl_errand *errand, const cl_decided *decided, cl_error *e)
{
    int rc;

    if (decided->settled_state == NULL || cl_view_is(decided->step->state, decided->settled_state))
        return 0;
    rc = cl_record_get(&p->settled, &errand->arena, errand->courier->store, &cl_table_exchange,
                       decided->step->id, e);
    if (rc != 0)
        return rc;
    p->outcome.settled = &p->settled;
    p->outcome.settled_state = decided->settled_state;
    return 0;
}

static int add_receipt(parts *p, cl_errand *errand, const cl_decided *decided, bool attempt,
                       cl_error *e)
{
    int rc;

    if (strcmp(p->move->to, "acknowledged") != 0)
        return 0;
    rc = cl_receipt_fill(&p->receipt, &errand->arena, errand->courier->store, errand->line->portal,
                         &errand->item, attempt ? &errand->attempt : NULL, &p->outcome,
                         decided->found_by != NULL ? decided->found_by : "answer", e);
    if (rc == 0)
        p->outcome.receipt = &p->receipt;
    return rc;
}

/* What the portal has is stored in any case: an application that was moved meanwhile is shown by
 * verify, a lost outcome by nothing. Only a person gives a delivery up. */
static int tell_application(cl_errand *errand, const parts *p, const cl_author *author, cl_error *e)
{
    cl_told told = {.event = p->move->application, .reason = p->outcome.reason};
    cl_heard heard;

    if (told.event == NULL)
        return 0;
    told.causer = strcmp(told.event, "abandon") == 0 ? NULL : "courier";
    return cl_application_tell(&heard, errand->courier->session, author,
                               errand->item.delivery.application, &told, e);
}

static int store_parts(cl_errand *errand, parts *p, const cl_decided *decided, bool attempt,
                       cl_error *e)
{
    cl_courier *courier = errand->courier;
    cl_author author = cl_courier_author(courier);
    int rc;

    if (errand->actor != NULL)
        author.actor = errand->actor;
    rc = settle_step(p, errand, decided, e);
    if (rc == 0)
        rc = add_receipt(p, errand, decided, attempt, e);
    if (rc == 0 && attempt)
        rc = cl_outbox_record(courier->store, &author, &errand->item, &errand->attempt, &p->outcome,
                              e);
    else if (rc == 0)
        rc = cl_outbox_move(courier->store, &author, &errand->item, &p->outcome, e);
    if (rc == 0)
        rc = tell_application(errand, p, &author, e); /* its guard asks for the receipt */
    return rc;
}

static int store_all(cl_errand *errand, parts *p, const cl_decided *decided, bool attempt,
                     cl_error *e)
{
    cl_store *store = errand->courier->store;
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = store_parts(errand, p, decided, attempt, e);
    if (rc == 0)
        return cl_store_commit(store, e);
    cl_store_rollback(store);
    return rc;
}

int cl_courier_store(cl_errand *errand, const cl_decided *decided, bool attempt, cl_error *e)
{
    char digest[CL_DIGEST_HEX];
    cl_text headers = CL_TEXT_INIT;
    cl_decided chosen = *decided;
    parts p;
    int rc = 0;

    memset(&p, 0, sizeof p);
    if (attempt)
        rc = fill_attempt(errand, &headers, digest, e);
    if (rc == 0)
        rc = prepare(&p, errand, &chosen, attempt, e);
    if (rc == 0)
        rc = store_all(errand, &p, &chosen, attempt, e);
    cl_text_clear(&p.memory);
    cl_text_clear(&headers);
    return rc;
}
