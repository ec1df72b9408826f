/* SPDX-License-Identifier: MIT
 *
 * What a person may do about a delivery that stopped: delivery resume, resolve, requeue, cancel.
 * Each is an event of the delivery machine, with a reason, in that person's name. And reconcile,
 * which does not wait for the next time to ask.
 */
#include "delivery_person.h"
#include "courier_parts.h"

#include "ids.h"

#include <string.h>

/* What one person said before does not count once the delivery has gone on. */
#define FORGET_FIRST_PERSON "{\"out_by\":\"\"}"

/* One delivery in a person's hands. */
typedef struct hand {
    cl_courier courier;
    cl_errand errand;
    cl_exchange step; /* the last one that was no reading */
} hand;

static int take(hand *h, cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                cl_error *e)
{
    cl_errand *errand = &h->errand;
    int64_t id;
    int rc = cl_id_parse(&id, "DEL", cl_view_of(cl_argument_get(arguments, "delivery")), e);

    memset(h, 0, sizeof *h);
    if (rc == 0)
        rc = cl_courier_open(&h->courier, session, NULL, sink, e);
    if (rc == 0)
        rc = cl_courier_begin(&h->courier, e); /* nobody sends it meanwhile */
    errand->courier = &h->courier;
    errand->actor = cl_session_actor(session);
    errand->now = cl_session_now(session);
    if (rc == 0)
        rc = cl_outbox_get(&errand->item, &errand->arena, h->courier.store, id, e);
    if (rc == 0)
        rc = cl_courier_line(&errand->line, &h->courier, errand->item.delivery.portal, e);
    return rc == 0 ? cl_errand_step(&h->step, errand, e) : rc;
}

static void let_go(hand *h)
{
    cl_arena_clear(&h->errand.arena);
    cl_courier_close(&h->courier);
}

static int refuse(const hand *h, const char *why, cl_error *e)
{
    return cl_fail(e, CL_E_STATE, "DEL-%lld is %.*s: %s", (long long)h->errand.item.delivery.id,
                   (int)h->errand.item.delivery.state.length, h->errand.item.delivery.state.at,
                   why);
}

static int tell(const cl_delivery *delivery, int64_t now, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_delivery_print(&json, delivery, now);
    cl_text_format(&text, "DEL-%lld is %.*s.", (long long)delivery->id, (int)delivery->state.length,
                   delivery->state.at);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

/* The event, when the machine allows it from here; then the delivery is told. */
static int move(hand *h, cl_decided *decided, const cl_arguments *arguments, const cl_sink *sink,
                cl_error *e)
{
    cl_delivery *delivery = &h->errand.item.delivery;
    bool finishing = h->step.commits != 0;
    int rc;

    decided->step = &h->step;
    decided->reason = cl_argument_get(arguments, "reason");
    decided->next_at = h->errand.now;
    if (cl_delivery_find_move(delivery->state.at, decided->event, finishing) == NULL)
        return refuse(h, "this cannot be done from here; clachan delivery show says what happened",
                      e);
    rc = cl_courier_store(&h->errand, decided, false, e);
    return rc == 0 ? tell(delivery, h->errand.now, sink, e) : rc;
}

/* ---- resume ---- */

static int resume(hand *h, const cl_arguments *arguments, const cl_sink *sink, cl_error *e)
{
    cl_decided decided = {.event = "resume", .same_again = true, .memory = FORGET_FIRST_PERSON};

    if (cl_view_is(h->step.state, "unknown"))
        return refuse(h,
                      "it is not known whether the portal has its last request; look there, then "
                      "clachan delivery resolve",
                      e);
    if (cl_view_is(h->step.state, "done")) {
        decided.same_again = false;
        decided.next_step = true;
        if (cl_errand_next_step(&h->errand, h->step.step) == NULL)
            return refuse(h, "every step was done; only a person at the portal can tell more", e);
    }
    return move(h, &decided, arguments, sink, e);
}

int cl_run_delivery_resume(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                           cl_error *e)
{
    hand h;
    int rc = take(&h, session, arguments, sink, e);

    if (rc == 0)
        rc = resume(&h, arguments, sink, e);
    let_go(&h);
    return rc;
}

/* ---- resolve ---- */

/* It is there, under this id. A dialect finds the id in memory.application. */
static int resolve_in(hand *h, const char *id, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    cl_decided decided = {.event = "resolve_in", .settled_state = "done", .found_by = "person"};
    cl_text memory = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&memory, "{\"application\":");
    cl_text_add_json(&memory, cl_view_of(id));
    cl_text_add_string(&memory, ",\"out_by\":\"\"}");
    rc = cl_text_check(&memory, e);
    decided.memory = memory.at;
    decided.number = id;
    decided.next_step = h->step.commits == 0;
    if (rc == 0)
        rc = move(h, &decided, arguments, sink, e);
    cl_text_clear(&memory);
    return rc;
}

/* Who said first that a submission is not there, in the errand's arena; NULL when nobody did. */
static const char *first_person(hand *h)
{
    const cl_json_value *value;
    const char *name = NULL;
    cl_json *json = NULL;

    if (cl_json_parse(&json, h->errand.item.delivery.memory, "memory", 1, NULL) != 0)
        return NULL;
    value = cl_json_get(cl_json_root(json), "out_by");
    if (value != NULL && cl_json_type(value) == CL_JSON_STRING && cl_json_string(value).length > 0)
        name = cl_arena_copy(&h->errand.arena, cl_json_string(value));
    cl_json_free(json);
    return name;
}

/* To send a submission once more is the one step that may make a second application: one person
 * says that it is not there, and another one has looked too. */
static int ask_out(hand *h, const cl_arguments *arguments, const cl_sink *sink, cl_error *e)
{
    cl_decided decided = {.event = "ask_out"};
    cl_text memory = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&memory, "{\"out_by\":");
    cl_text_add_json(&memory, cl_view_of(h->errand.actor));
    cl_text_add_char(&memory, '}');
    rc = cl_text_check(&memory, e);
    decided.memory = memory.at;
    if (rc == 0)
        rc = move(h, &decided, arguments, sink, e);
    if (rc == 0)
        cl_sink_note(sink,
                     "A second person has to look at the portal too, and to say the same: clachan "
                     "delivery resolve DEL-%lld --out --reason TEXT --as NAME",
                     (long long)h->errand.item.delivery.id);
    cl_text_clear(&memory);
    return rc;
}

static int resolve_out(hand *h, const cl_arguments *arguments, const cl_sink *sink, cl_error *e)
{
    cl_decided decided = {.event = "resolve_out",
                          .settled_state = "not_done",
                          .same_again = true,
                          .memory = FORGET_FIRST_PERSON};
    const char *first = first_person(h);

    if (h->step.commits == 0)
        return move(h, &decided, arguments, sink, e);
    if (first == NULL)
        return ask_out(h, arguments, sink, e);
    if (strcmp(first, h->errand.actor) == 0)
        return refuse(h, "you have said that already; it takes a second person", e);
    return move(h, &decided, arguments, sink, e);
}

int cl_run_delivery_resolve(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                            cl_error *e)
{
    const char *id = cl_argument_get(arguments, "in");
    bool out = cl_argument_is_set(arguments, "out");
    hand h;
    int rc;

    if ((id != NULL) == out)
        return cl_fail(e, CL_E_MISUSE,
                       "say either --in ID (the portal has it) or --out (it has not)");
    rc = take(&h, session, arguments, sink, e);
    if (rc == 0)
        rc = out ? resolve_out(&h, arguments, sink, e) : resolve_in(&h, id, arguments, sink, e);
    let_go(&h);
    return rc;
}

/* ---- cancel ---- */

static int submission_was_sent(bool *sent, hand *h, cl_error *e)
{
    cl_exchange *exchanges;
    cl_attempt *attempts;
    size_t count, tries;
    int rc = cl_exchange_list(&exchanges, &count, &h->errand.arena, h->courier.store,
                              h->errand.item.delivery.id, e);

    *sent = false;
    for (size_t i = 0; rc == 0 && i < count && !*sent; i++) {
        if (exchanges[i].commits == 0)
            continue;
        rc = cl_attempt_list(&attempts, &tries, &h->errand.arena, h->courier.store, exchanges[i].id,
                             e);
        *sent = rc == 0 && tries > 0;
    }
    return rc;
}

int cl_run_delivery_cancel(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                           cl_error *e)
{
    cl_decided decided = {.event = "cancel"};
    bool sent = false;
    hand h;
    int rc = take(&h, session, arguments, sink, e);

    if (rc == 0)
        rc = submission_was_sent(&sent, &h, e);
    if (rc == 0 && sent)
        rc = refuse(&h, "its submission was sent at least once, so that the portal may have it", e);
    if (rc == 0)
        rc = move(&h, &decided, arguments, sink, e);
    let_go(&h);
    return rc;
}

/* ---- requeue ---- */

int cl_run_delivery_requeue(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                            cl_error *e)
{
    cl_decided decided = {.event = "requeue", .settled_state = "not_done", .same_again = true};
    hand h;
    int rc = take(&h, session, arguments, sink, e);

    if (rc == 0)
        rc = move(&h, &decided, arguments, sink, e);
    let_go(&h);
    return rc;
}

/* ---- reconcile ---- */

/* Due now; the reason that it had is kept. */
static int ask_now(cl_courier *courier, int64_t delivery, cl_error *e)
{
    cl_errand errand = {.courier = courier, .arena = CL_ARENA_INIT};
    cl_decided decided = {.event = "ask_again"};
    cl_exchange step;
    int rc = cl_outbox_get(&errand.item, &errand.arena, courier->store, delivery, e);

    errand.actor = cl_session_actor(courier->session);
    errand.now = cl_session_now(courier->session);
    if (rc == 0)
        rc = cl_courier_line(&errand.line, courier, errand.item.delivery.portal, e);
    if (rc == 0)
        rc = cl_errand_step(&step, &errand, e);
    decided.step = &step;
    decided.next_at = errand.now;
    decided.reason = "a person asks now";
    if (rc == 0)
        rc = cl_courier_store(&errand, &decided, false, e);
    cl_arena_clear(&errand.arena);
    return rc;
}

static int reconcile(cl_courier *courier, const cl_vec *ids, const cl_sink *sink, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < ids->count; i++)
        rc = ask_now(courier, *(int64_t *)cl_vec_at(ids, i), e);
    if (rc == 0 && ids->count > 0 && !cl_session_dry_run(courier->session)) /* which asks nobody */
        rc = cl_courier_work(courier, ids->items, ids->count, cl_session_now(courier->session), e);
    for (size_t i = 0; rc == 0 && i < ids->count; i++) {
        cl_outbox_item item;

        rc = cl_outbox_get(&item, &arena, courier->store, *(int64_t *)cl_vec_at(ids, i), e);
        if (rc == 0)
            rc = cl_delivery_tell(&item.delivery, cl_session_now(courier->session), sink, false, e);
    }
    cl_arena_clear(&arena);
    return rc;
}

/* All whose outcome is unknown. */
static int find_unknown(cl_vec *ids, cl_store *store, cl_error *e)
{
    const cl_delivery_filter filter = {.state = "unknown"};
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = cl_delivery_list(&deliveries, &count, &arena, store, &filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (cl_vec_add(ids, &deliveries[i].id) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_arena_clear(&arena);
    return rc;
}

int cl_run_delivery_reconcile(cl_session *session, const cl_arguments *arguments,
                              const cl_sink *sink, cl_error *e)
{
    cl_vec ids = CL_VEC_INIT(int64_t);
    cl_courier courier = {0};
    int rc = cl_courier_open(&courier, session, NULL, sink, e);

    (void)arguments;
    if (rc == 0)
        rc = cl_courier_begin(&courier, e);
    if (rc == 0)
        rc = find_unknown(&ids, courier.store, e);
    if (rc == 0)
        rc = reconcile(&courier, &ids, sink, e);
    cl_courier_close(&courier);
    cl_vec_clear(&ids);
    return rc;
}

/* ---- parameters ---- */

#define DELIVERY                                                                                   \
    {                                                                                              \
        "delivery", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "DEL",           \
            "which one"                                                                            \
    }
#define REASON                                                                                     \
    {                                                                                              \
        "reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why, for the log"                 \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, CL_TAKES_TEXT, 0, NULL, NULL                                                         \
    }

const cl_parameter cl_delivery_reason_parameters[] = {DELIVERY, REASON, END};
const cl_parameter cl_delivery_resolve_parameters[] = {
    DELIVERY,
    {"in", CL_TAKES_TEXT, 0, "ID", "the portal has it, under this id"},
    {"out", CL_TAKES_SWITCH, 0, NULL, "the portal has it not"},
    REASON,
    END};
