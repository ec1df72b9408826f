/* SPDX-License-Identifier: MIT
 *
 * A receipt is computed from what is stored, and from the outcome that is stored with it.
 */
#include "receipt_make.h"

#include "digest.h"
#include "events.h"
#include "query.h"

#include <string.h>

/* What a receipt is computed from. */
typedef struct source {
    cl_arena *arena;
    cl_store *store;
    const cl_portal *portal;
    const cl_outbox_item *item;
    const cl_attempt *attempt;
    const cl_outbox_outcome *outcome;
    cl_exchange *exchanges;
    size_t count;
} source;

/* As it will be once the outcome is stored. */
static bool is_done(const source *from, const cl_exchange *exchange)
{
    const cl_outbox_outcome *outcome = from->outcome;

    if (outcome->settled != NULL && exchange->id == outcome->settled->id)
        return strcmp(outcome->settled_state, "done") == 0;
    if (outcome->exchange_state != NULL && exchange->id == from->item->exchange.id)
        return strcmp(outcome->exchange_state, "done") == 0;
    return cl_view_is(exchange->state, "done");
}

static bool has_effect(const cl_exchange *exchange)
{
    return cl_view_is(exchange->purpose, "step") && !cl_view_is(exchange->effect, "read");
}

/* The digest is the one that was stored in the event of the bytes themselves, which nothing
 * changes. */
static void print_exchange(cl_text *out, const cl_exchange *exchange, const char *base)
{
    cl_text_format(out, "{\"n\":%lld,\"step\":", (long long)exchange->n);
    cl_text_add_json(out, exchange->step);
    cl_text_add_string(out, ",\"method\":");
    cl_text_add_json(out, exchange->method);
    cl_text_format(out, ",\"address\":\"%s/%.*s\",\"key\":", base, (int)exchange->path.length,
                   exchange->path.at);
    cl_text_add_json(out, exchange->key);
    cl_text_add_string(out, ",\"sha256\":");
    cl_text_add_json(out, exchange->body_digest);
    cl_text_add_char(out, '}');
}

static cl_view keep(cl_arena *arena, cl_view text)
{
    const char *copy = cl_arena_copy(arena, text);

    return copy != NULL ? (cl_view){copy, text.length} : (cl_view)CL_VIEW_INIT;
}

static cl_view keep_digest(cl_arena *arena, const char digest[CL_DIGEST_HEX])
{
    return keep(arena, (cl_view){digest, CL_DIGEST_HEX - 1});
}

/* The exchanges with an effect, and one digest over the list. */
static int fill_exchanges(cl_receipt *out, const source *from, cl_error *e)
{
    char digest[CL_DIGEST_HEX];
    cl_text list = CL_TEXT_INIT;
    size_t printed = 0;
    int rc;

    cl_text_add_char(&list, '[');
    for (size_t i = 0; i < from->count; i++) {
        if (!has_effect(&from->exchanges[i]) || !is_done(from, &from->exchanges[i]))
            continue;
        cl_text_add_string(&list, printed++ > 0 ? "," : "");
        print_exchange(&list, &from->exchanges[i], from->portal->base);
    }
    cl_text_add_char(&list, ']');
    rc = cl_text_check(&list, e);
    if (rc == 0) {
        cl_digest_hex(cl_text_view(&list), digest);
        out->exchanges = keep(from->arena, cl_text_view(&list));
        out->digest = keep_digest(from->arena, digest);
    }
    cl_text_clear(&list);
    return rc;
}

static void take_attempt(cl_receipt *out, cl_digest *answers, const cl_attempt *attempt)
{
    cl_digest_add(answers, attempt->answer_digest);
    if (out->sent_at == 0)
        out->sent_at = attempt->started_at;
    if (attempt->ended_at.known)
        out->received_at = attempt->ended_at.value;
    if (attempt->portal_at.known)
        out->portal_at = attempt->portal_at;
}

static int read_attempts(cl_receipt *out, cl_digest *answers, const source *from, int64_t exchange,
                         cl_error *e)
{
    cl_attempt *attempts;
    size_t count;
    int rc = cl_attempt_list(&attempts, &count, from->arena, from->store, exchange, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        bool ends = from->attempt != NULL && attempts[i].id == from->attempt->id;

        take_attempt(out, answers, ends ? from->attempt : &attempts[i]);
    }
    return rc;
}

/* Times, and one digest over the digests of all answers, in order. */
static int fill_answers(cl_receipt *out, const source *from, cl_error *e)
{
    unsigned char bytes[CL_DIGEST_BYTES];
    char digest[CL_DIGEST_HEX];
    cl_digest answers;
    int rc = 0;

    cl_digest_init(&answers);
    for (size_t i = 0; rc == 0 && i < from->count; i++)
        rc = read_attempts(out, &answers, from, from->exchanges[i].id, e);
    cl_digest_done(&answers, bytes);
    cl_digest_to_hex(bytes, digest);
    out->answers_digest = keep_digest(from->arena, digest);
    return rc;
}

static int fill_head(cl_receipt *out, const source *from, cl_error *e)
{
    char head[CL_DIGEST_HEX];
    int rc = cl_event_head(&out->head_seq, head, from->store, e);

    if (rc == 0)
        out->head_hash = keep_digest(from->arena, head);
    return rc;
}

static cl_view later_of(cl_view before, cl_view after)
{
    return after.length > 0 ? after : before;
}

static int fill_delivery(cl_receipt *out, const source *from, cl_error *e)
{
    const cl_delivery *delivery = &from->item->delivery;
    const cl_outbox_outcome *outcome = from->outcome;
    cl_revision revision;
    int rc = cl_record_get(&revision, from->arena, from->store, &cl_table_revision,
                           delivery->revision, e);

    if (rc != 0)
        return rc;
    out->application = delivery->application;
    out->delivery = delivery->id;
    out->revision = revision.id;
    out->revision_digest = revision.digest;
    out->portal = delivery->portal;
    out->portal_id = later_of(delivery->portal_id, outcome->portal_id);
    out->portal_number = later_of(delivery->portal_number, outcome->portal_number);
    out->portal_state = later_of(delivery->portal_state, outcome->portal_state);
    return 0;
}

int cl_receipt_fill(cl_receipt *out, cl_arena *arena, cl_store *store, const cl_portal *portal,
                    const cl_outbox_item *item, const cl_attempt *attempt,
                    const cl_outbox_outcome *outcome, const char *found_by, cl_error *e)
{
    source from = {arena, store, portal, item, attempt, outcome, NULL, 0};
    int rc = cl_exchange_list(&from.exchanges, &from.count, arena, store, item->delivery.id, e);

    memset(out, 0, sizeof *out);
    out->found_by = cl_view_of(found_by);
    if (rc == 0)
        rc = fill_delivery(out, &from, e);
    if (rc == 0)
        rc = fill_exchanges(out, &from, e);
    if (rc == 0)
        rc = fill_answers(out, &from, e);
    if (rc == 0)
        rc = fill_head(out, &from, e);
    if (rc == 0 && (out->exchanges.at == NULL || out->digest.at == NULL ||
                    out->answers_digest.at == NULL || out->head_hash.at == NULL))
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}
