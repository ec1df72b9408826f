/* SPDX-License-Identifier: MIT
 *
 * The outbox: what is to be sent, what is being sent, what was sent. Each commit point is one
 * event.
 */
#include "outbox.h"

#include <string.h>

#include "digest.h"
#include "query.h"
#include "rows.h"

/* A transaction of its own around a change: all callers here have the same shape. */
static int open_change(cl_change *change, cl_store *store, const cl_author *author, cl_error *e)
{
    int rc;

    memset(change, 0, sizeof *change);
    rc = cl_store_begin(store, e);
    if (rc != 0)
        return rc;
    rc = cl_change_open(change, store, author, e);
    if (rc != 0)
        cl_store_rollback(store);
    return rc;
}

/* Stores what was gathered as an event of a delivery; after a failure undoes it. */
static int finish_change(cl_change *change, int rc, const char *kind, int64_t delivery,
                         const char *from, const char *to, cl_error *e)
{
    if (rc == 0)
        rc = cl_change_store(change, kind, cl_table_delivery.prefix, delivery, from, to, e);
    if (rc == 0)
        rc = cl_store_commit(change->store, e);
    else
        cl_store_rollback(change->store);
    cl_change_clear(change);
    return rc;
}

/* Adds an exchange; the digest is only lent to the row, since its text lives here. */
static int add_exchange(cl_change *change, cl_exchange *exchange, int64_t delivery, int64_t n,
                        cl_error *e)
{
    char digest[CL_DIGEST_HEX];
    int rc;

    exchange->id = 0;
    exchange->delivery = delivery;
    exchange->n = n;
    exchange->state = CL_VIEW("ready");
    exchange->made_at = change->author.at;
    if (exchange->purpose.length == 0)
        exchange->purpose = CL_VIEW("step");
    cl_digest_hex(exchange->body, digest);
    exchange->body_digest = (cl_view){digest, CL_DIGEST_HEX - 1};
    rc = cl_change_add(change, &cl_table_exchange, exchange, e);
    exchange->body_digest = (cl_view)CL_VIEW_INIT;
    return rc;
}

int cl_outbox_enqueue(cl_store *store, const cl_author *author, cl_delivery *delivery,
                      cl_exchange *first, cl_error *e)
{
    cl_change change;
    int rc = open_change(&change, store, author, e);

    if (rc != 0)
        return rc;
    delivery->state = CL_VIEW("queued");
    delivery->made_at = author->at;
    rc = cl_change_add(&change, &cl_table_delivery, delivery, e);
    if (rc == 0)
        rc = add_exchange(&change, first, delivery->id, 1, e);
    return finish_change(&change, rc, "enqueue", delivery->id, NULL, "queued", e);
}

static int read_exchange(cl_outbox_item *out, cl_arena *arena, cl_store *store, cl_error *e)
{
    bool found;

    out->arena = arena;
    return cl_row_read(&out->exchange, &found, arena, store, &cl_table_exchange, e,
                       "WHERE t.delivery = ? ORDER BY t.n DESC LIMIT 1", "i", out->delivery.id);
}

/* The ids to pass over, as ",4,7,": one parameter, however many there are. */
static int print_skip(cl_text *out, const int64_t *skip, size_t count, cl_error *e)
{
    cl_text_add_char(out, ',');
    for (size_t i = 0; i < count; i++) {
        cl_text_add_int(out, skip[i]);
        cl_text_add_char(out, ',');
    }
    return cl_text_check(out, e);
}

/* A delivery that waits for an earlier one of its application, or whose exchange is on the wire, is
 * left. */
#define FREE                                                                                       \
    "t.state IN ('queued', 'unknown')"                                                             \
    " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.application = t.application"                \
    " AND d.id < t.id AND d.state IN ('queued', 'sending', 'unknown', 'held', 'dead'))"            \
    " AND NOT EXISTS (SELECT 1 FROM exchange x WHERE x.delivery = t.id AND x.state = 'sending')"

/* As in the index delivery_due, word for word. */
#define URGENCY "min(coalesce(t.deadline_at, 9223372036854775807), t.made_at + 604800000)"

int64_t cl_outbox_urgency(const cl_delivery *delivery)
{
    int64_t week = delivery->made_at + (int64_t)7 * 24 * 3600 * 1000;

    return delivery->deadline_at.known && delivery->deadline_at.value < week
               ? delivery->deadline_at.value
               : week;
}

int cl_outbox_next(cl_outbox_item *out, bool *found, cl_arena *arena, cl_store *store,
                   const char *portal, int64_t now, const int64_t *skip, size_t skip_count,
                   cl_error *e)
{
    static const char tail[] =
        "INDEXED BY delivery_due WHERE " FREE " AND t.portal = ?3 AND t.next_at <= ?1"
        " AND instr(?2, ',' || t.id || ',') = 0 ORDER BY " URGENCY ", t.id LIMIT 1";
    cl_text passed = CL_TEXT_INIT;
    int rc = print_skip(&passed, skip, skip_count, e);

    memset(out, 0, sizeof *out);
    *found = false;
    if (rc == 0)
        rc = cl_row_read(&out->delivery, found, arena, store, &cl_table_delivery, e, tail, "ivt",
                         now, cl_text_view(&passed), portal);
    if (rc == 0 && *found)
        rc = read_exchange(out, arena, store, e);
    cl_text_clear(&passed);
    return rc;
}

int cl_outbox_next_of(cl_outbox_item *out, bool *found, cl_arena *arena, cl_store *store,
                      int64_t delivery, cl_error *e)
{
    int rc;

    memset(out, 0, sizeof *out);
    *found = false;
    rc = cl_row_read(&out->delivery, found, arena, store, &cl_table_delivery, e,
                     "WHERE t.id = ?1 AND " FREE, "i", delivery);
    return rc == 0 && *found ? read_exchange(out, arena, store, e) : rc;
}

int cl_outbox_portal_after(const char **out, cl_arena *arena, cl_store *store, const char *after,
                           cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT min(portal) FROM delivery WHERE state IN ('queued', 'unknown')"
                         " AND portal > coalesce(?, '')",
                         "t", after);

    *out = NULL;
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        *out = cl_arena_copy(arena, cl_sql_view(statement, 0));
        if (*out == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_outbox_next_time(cl_maybe *at, cl_store *store, const char *portal, int64_t after,
                        const int64_t *skip, size_t skip_count, cl_error *e)
{
    static const char sql[] =
        "SELECT next_at FROM delivery INDEXED BY delivery_next WHERE state IN ('queued',"
        " 'unknown') AND portal = ?3 AND next_at > ?1 AND instr(?2, ',' || id || ',') = 0"
        " ORDER BY next_at LIMIT 1";
    cl_text passed = CL_TEXT_INIT;
    int rc = print_skip(&passed, skip, skip_count, e);

    *at = (cl_maybe){0, false};
    if (rc == 0)
        rc = cl_sql_number(&at->value, &at->known, store, e, sql, "ivt", after,
                           cl_text_view(&passed), portal);
    cl_text_clear(&passed);
    return rc;
}

int cl_outbox_get(cl_outbox_item *out, cl_arena *arena, cl_store *store, int64_t delivery,
                  cl_error *e)
{
    int rc = cl_record_get(&out->delivery, arena, store, &cl_table_delivery, delivery, e);

    memset(&out->exchange, 0, sizeof out->exchange);
    return rc != 0 ? rc : read_exchange(out, arena, store, e);
}

static bool is_reading(const cl_exchange *exchange)
{
    return !cl_view_is(exchange->purpose, "step");
}

static int check_ready(const cl_outbox_item *item, cl_error *e)
{
    if (item->exchange.id == 0 || !cl_view_is(item->exchange.state, "ready"))
        return cl_fail(e, CL_E_STATE, "DEL-%lld has no request that is ready to go out",
                       (long long)item->delivery.id);
    if (!is_reading(&item->exchange) && !cl_view_is(item->delivery.state, "queued"))
        return cl_fail(e, CL_E_STATE, "DEL-%lld is %.*s; only a queued one is sent",
                       (long long)item->delivery.id, (int)item->delivery.state.length,
                       item->delivery.state.at);
    return 0;
}

static int number_attempt(cl_attempt *attempt, cl_store *store, const cl_exchange *exchange,
                          int64_t at, cl_error *e)
{
    memset(attempt, 0, sizeof *attempt);
    attempt->exchange = exchange->id;
    attempt->started_at = at;
    return cl_sql_number(&attempt->n, NULL, store, e,
                         "SELECT coalesce(max(n), 0) + 1 FROM attempt WHERE exchange = ?", "i",
                         exchange->id);
}

int cl_outbox_start(cl_store *store, const cl_author *author, cl_outbox_item *item,
                    cl_attempt *attempt, cl_error *e)
{
    cl_outbox_item after = *item;
    cl_change change;
    int rc = check_ready(item, e);

    if (rc == 0)
        rc = open_change(&change, store, author, e);
    if (rc != 0)
        return rc;
    after.exchange.state = CL_VIEW("sending");
    if (!is_reading(&item->exchange))
        after.delivery.state = CL_VIEW("sending");
    rc = cl_change_set(&change, &cl_table_exchange, &item->exchange, &after.exchange, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_delivery, &item->delivery, &after.delivery, e);
    if (rc == 0)
        rc = number_attempt(attempt, store, &item->exchange, author->at, e);
    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_attempt, attempt, e);
    rc = finish_change(&change, rc, is_reading(&item->exchange) ? "read" : "claim",
                       item->delivery.id, item->delivery.state.at, after.delivery.state.at, e);
    if (rc == 0)
        *item = after;
    return rc;
}

static void take_text(cl_view *out, cl_view text)
{
    if (text.length > 0)
        *out = text;
}

static void take_outcome(cl_outbox_item *after, const cl_outbox_outcome *outcome)
{
    cl_delivery *delivery = &after->delivery;

    if (outcome->exchange_state != NULL && after->exchange.id != 0)
        after->exchange.state = cl_view_of(outcome->exchange_state);
    delivery->state = cl_view_of(outcome->delivery_state);
    delivery->next_at = outcome->next_at;
    delivery->failures = outcome->failures;
    delivery->watch_at = outcome->watch_at;
    delivery->alarm = outcome->alarm;
    delivery->reason = outcome->reason;
    take_text(&delivery->memory, outcome->memory);
    take_text(&delivery->portal_id, outcome->portal_id);
    take_text(&delivery->portal_number, outcome->portal_number);
    take_text(&delivery->portal_state, outcome->portal_state);
}

static int keep_text(cl_arena *arena, cl_view *text, cl_error *e)
{
    if (text->length == 0)
        return 0;
    text->at = cl_arena_copy(arena, *text);
    return text->at != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* What was stored becomes the item. The texts of an outcome are borrowed, so they move into the
 * arena; the long ones (forms, body) are there already. */
static int take_over(cl_outbox_item *item, cl_outbox_item *after, bool next, cl_error *e)
{
    cl_delivery *d = &after->delivery;
    cl_view *const texts[] = {
        &d->state,     &d->memory,        &d->alarm,        &d->reason,
        &d->portal_id, &d->portal_number, &d->portal_state, &after->exchange.state};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof texts / sizeof *texts; i++)
        rc = keep_text(item->arena, texts[i], e);
    if (rc == 0 && next)
        rc = cl_record_keep(item->arena, &cl_table_exchange, &after->exchange, e);
    if (rc == 0)
        *item = *after;
    return rc;
}

/* The end of an attempt: what the caller filled in, over what cl_outbox_start() stored. */
static int end_attempt(cl_change *change, cl_arena *arena, cl_attempt *attempt, int64_t exchange,
                       cl_error *e)
{
    cl_attempt before;
    int rc = cl_record_get(&before, arena, change->store, &cl_table_attempt, attempt->id, e);

    if (rc != 0)
        return rc;
    if (before.exchange != exchange || before.ended_at.known)
        return cl_fail(e, CL_E_STATE, "attempt ATT-%lld is not the one under way",
                       (long long)attempt->id);
    attempt->exchange = before.exchange;
    attempt->n = before.n;
    attempt->started_at = before.started_at;
    if (!attempt->ended_at.known)
        attempt->ended_at = cl_known(change->author.at);
    return cl_change_set(change, &cl_table_attempt, &before, attempt, e);
}

static int settle(cl_change *change, const cl_outbox_outcome *outcome, cl_error *e)
{
    cl_exchange after = *outcome->settled;

    after.state = cl_view_of(outcome->settled_state);
    return cl_change_set(change, &cl_table_exchange, outcome->settled, &after, e);
}

/* Adds the rows of an outcome to a change: exchanges, delivery, receipt, next exchange. */
static int add_outcome(cl_change *change, const cl_outbox_item *item, cl_outbox_item *after,
                       const cl_outbox_outcome *outcome, cl_error *e)
{
    int rc = 0;

    take_outcome(after, outcome);
    if (after->exchange.id != 0)
        rc = cl_change_set(change, &cl_table_exchange, &item->exchange, &after->exchange, e);
    if (rc == 0 && outcome->settled != NULL)
        rc = settle(change, outcome, e);
    if (rc == 0)
        rc = cl_change_set(change, &cl_table_delivery, &item->delivery, &after->delivery, e);
    if (rc == 0 && outcome->receipt != NULL)
        rc = cl_change_add(change, &cl_table_receipt, outcome->receipt, e);
    if (rc != 0 || outcome->next == NULL)
        return rc;
    rc = add_exchange(change, outcome->next, item->delivery.id, item->exchange.n + 1, e);
    after->exchange = *outcome->next;
    return rc;
}

int cl_outbox_record(cl_store *store, const cl_author *author, cl_outbox_item *item,
                     cl_attempt *attempt, const cl_outbox_outcome *outcome, cl_error *e)
{
    cl_outbox_item after = *item;
    cl_change change;
    int rc = open_change(&change, store, author, e);

    if (rc != 0)
        return rc;
    rc = end_attempt(&change, item->arena, attempt, item->exchange.id, e);
    if (rc == 0)
        rc = add_outcome(&change, item, &after, outcome, e);
    rc = finish_change(&change, rc, outcome->event, item->delivery.id, item->delivery.state.at,
                       outcome->delivery_state, e);
    return rc != 0 ? rc : take_over(item, &after, outcome->next != NULL, e);
}

int cl_outbox_move(cl_store *store, const cl_author *author, cl_outbox_item *item,
                   const cl_outbox_outcome *outcome, cl_error *e)
{
    cl_outbox_item after = *item;
    cl_change change;
    int rc = open_change(&change, store, author, e);

    if (rc != 0)
        return rc;
    rc = add_outcome(&change, item, &after, outcome, e);
    rc = finish_change(&change, rc, outcome->event, item->delivery.id, item->delivery.state.at,
                       outcome->delivery_state, e);
    return rc != 0 ? rc : take_over(item, &after, outcome->next != NULL, e);
}

int cl_outbox_add_exchange(cl_store *store, const cl_author *author, cl_outbox_item *item,
                           cl_exchange *exchange, cl_error *e)
{
    cl_outbox_item after = *item;
    cl_change change;
    int rc = open_change(&change, store, author, e);

    if (rc != 0)
        return rc;
    rc = add_exchange(&change, exchange, item->delivery.id, item->exchange.n + 1, e);
    after.exchange = *exchange;
    rc = finish_change(&change, rc, "ask", item->delivery.id, item->delivery.state.at,
                       item->delivery.state.at, e);
    return rc != 0 ? rc : take_over(item, &after, true, e);
}

bool cl_outbox_may_repeat(const cl_exchange *exchange, int64_t now)
{
    if (cl_view_is(exchange->effect, "read"))
        return true;
    if (exchange->commits != 0)
        return false; /* a reading must show first that it did not happen */
    if (cl_view_is(exchange->effect, "repeat"))
        return true;
    return exchange->key.length > 0 && exchange->key_until_at.known &&
           exchange->key_until_at.value > now;
}

static int end_lost_attempts(cl_change *change, cl_arena *arena, int64_t exchange, cl_error *e)
{
    void *items = NULL;
    const cl_attempt *open;
    size_t count = 0;
    int rc = cl_rows_read(&items, &count, arena, change->store, &cl_table_attempt, e,
                          "WHERE t.exchange = ? AND t.ended_at IS NULL", "i", exchange);

    open = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_attempt after = open[i];

        after.ended_at = cl_known(change->author.at);
        after.phase = CL_VIEW("lost");
        rc = cl_change_set(change, &cl_table_attempt, &open[i], &after, e);
    }
    return rc;
}

static int recover_one(cl_recovered *out, cl_store *store, const cl_author *author, cl_arena *arena,
                       const cl_exchange *exchange, cl_error *e)
{
    bool again = cl_outbox_may_repeat(exchange, author->at);
    cl_exchange after = *exchange;
    cl_delivery before, delivery;
    cl_change change;
    int rc = cl_record_get(&before, arena, store, &cl_table_delivery, exchange->delivery, e);

    if (rc == 0)
        rc = open_change(&change, store, author, e);
    if (rc != 0)
        return rc;
    delivery = before;
    after.state = again ? CL_VIEW("ready") : CL_VIEW("unknown");
    if (!is_reading(exchange))
        delivery.state = again ? CL_VIEW("queued") : CL_VIEW("unknown");
    delivery.next_at = author->at;
    rc = end_lost_attempts(&change, arena, exchange->id, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_exchange, exchange, &after, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_delivery, &before, &delivery, e);
    rc = finish_change(&change, rc, again ? "again" : "lost", before.id, before.state.at,
                       delivery.state.at, e);
    if (rc == 0)
        ++*(again ? &out->ready : &out->unknown);
    return rc;
}

int cl_outbox_recover(cl_recovered *out, cl_store *store, const cl_author *author, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    void *items = NULL;
    const cl_exchange *sending;
    size_t count = 0;
    int rc;

    memset(out, 0, sizeof *out);
    rc = cl_store_begin(store, e);
    if (rc != 0)
        return rc;
    rc = cl_rows_read(&items, &count, &arena, store, &cl_table_exchange, e,
                      "WHERE t.state = 'sending' ORDER BY t.id", "");
    sending = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = recover_one(out, store, author, &arena, &sending[i], e);
    if (rc == 0)
        rc = cl_store_commit(store, e);
    else
        cl_store_rollback(store);
    cl_arena_clear(&arena);
    return rc;
}
