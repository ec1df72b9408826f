/* SPDX-License-Identifier: MIT
 *
 * A receipt is computed from stored bytes alone, so that it can be computed again and compared.
 */
#include "receipt_make.h"

#include "digest.h"
#include "events.h"
#include "query.h"

#include <string.h>

static bool has_effect(const cl_exchange *exchange)
{
    return cl_view_is(exchange->purpose, "step") && !cl_view_is(exchange->effect, "read") &&
           cl_view_is(exchange->state, "done");
}

static void print_exchange(cl_text *out, const cl_exchange *exchange, const char *base)
{
    char digest[CL_DIGEST_HEX];

    cl_digest_hex(exchange->body, digest);
    cl_text_format(out, "{\"n\":%lld,\"step\":", (long long)exchange->n);
    cl_text_add_json(out, exchange->step);
    cl_text_add_string(out, ",\"method\":");
    cl_text_add_json(out, exchange->method);
    cl_text_format(out, ",\"address\":\"%s/%.*s\",\"key\":", base, (int)exchange->path.length,
                   exchange->path.at);
    cl_text_add_json(out, exchange->key);
    cl_text_format(out, ",\"sha256\":\"%s\"}", digest);
}

int cl_receipt_print_exchanges(cl_text *out, cl_arena *arena, cl_store *store, int64_t delivery,
                               const char *base, cl_error *e)
{
    cl_exchange *exchanges;
    size_t count, printed = 0;
    int rc = cl_exchange_list(&exchanges, &count, arena, store, delivery, e);

    if (rc != 0)
        return rc;
    cl_text_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (!has_effect(&exchanges[i]))
            continue;
        cl_text_add_string(out, printed++ > 0 ? "," : "");
        print_exchange(out, &exchanges[i], base);
    }
    cl_text_add_char(out, ']');
    return cl_text_check(out, e);
}

/* Times, and one digest over the digests of all answers, in order. */
static int read_attempts(cl_receipt *receipt, cl_digest *answers, cl_arena *arena, cl_store *store,
                         int64_t exchange, cl_error *e)
{
    cl_attempt *attempts;
    size_t count;
    int rc = cl_attempt_list(&attempts, &count, arena, store, exchange, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_digest_add(answers, attempts[i].answer_digest);
        if (receipt->sent_at == 0)
            receipt->sent_at = attempts[i].started_at;
        if (attempts[i].ended_at.known)
            receipt->received_at = attempts[i].ended_at.value;
        if (attempts[i].portal_at.known)
            receipt->portal_at = attempts[i].portal_at;
    }
    return rc;
}

static int fill_answers(cl_receipt *receipt, char digest[CL_DIGEST_HEX], cl_arena *arena,
                        cl_store *store, int64_t delivery, cl_error *e)
{
    unsigned char bytes[CL_DIGEST_BYTES];
    cl_exchange *exchanges;
    cl_digest answers;
    size_t count;
    int rc = cl_exchange_list(&exchanges, &count, arena, store, delivery, e);

    cl_digest_init(&answers);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = read_attempts(receipt, &answers, arena, store, exchanges[i].id, e);
    cl_digest_done(&answers, bytes);
    cl_digest_to_hex(bytes, digest);
    return rc;
}

static int store_receipt(cl_store *store, const cl_author *author, cl_receipt *receipt, cl_error *e)
{
    cl_change change;
    int rc = cl_change_open(&change, store, author, e);

    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_receipt, receipt, e);
    if (rc == 0)
        rc = cl_change_store(&change, "receipt", cl_table_receipt.prefix, receipt->id, NULL, NULL,
                             e);
    cl_change_clear(&change);
    return rc;
}

int cl_receipt_make(cl_store *store, const cl_author *author, cl_arena *arena,
                    const cl_delivery *delivery, const cl_portal *portal, const char *found_by,
                    cl_error *e)
{
    char digest[CL_DIGEST_HEX], answers[CL_DIGEST_HEX], head[CL_DIGEST_HEX];
    cl_text list = CL_TEXT_INIT;
    cl_revision revision;
    cl_receipt receipt;
    int rc = cl_record_get(&revision, arena, store, &cl_table_revision, delivery->revision, e);

    memset(&receipt, 0, sizeof receipt);
    if (rc == 0)
        rc = cl_receipt_print_exchanges(&list, arena, store, delivery->id, portal->base, e);
    if (rc == 0)
        rc = fill_answers(&receipt, answers, arena, store, delivery->id, e);
    if (rc == 0)
        rc = cl_event_head(&receipt.head_seq, head, store, e);
    if (rc == 0) {
        cl_digest_hex(cl_text_view(&list), digest);
        receipt.application = delivery->application;
        receipt.delivery = delivery->id;
        receipt.revision = revision.id;
        receipt.revision_digest = revision.digest;
        receipt.exchanges = cl_text_view(&list);
        receipt.digest = cl_view_of(digest);
        receipt.answers_digest = cl_view_of(answers);
        receipt.portal = delivery->portal;
        receipt.portal_id = delivery->portal_id;
        receipt.portal_number = delivery->portal_number;
        receipt.portal_state = delivery->portal_state;
        receipt.found_by = cl_view_of(found_by);
        receipt.head_hash = cl_view_of(head);
        rc = store_receipt(store, author, &receipt, e);
    }
    cl_text_clear(&list);
    return rc;
}
