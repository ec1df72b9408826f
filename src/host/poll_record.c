/* SPDX-License-Identifier: MIT
 *
 * One reading, one transaction. A decided amount other than ours, or an application that is a draft
 * again, is stored and told, and moves nothing.
 */
#include "poll_record.h"

#include "application_feedback.h"
#include "delivery_application.h"
#include "money.h"
#include "query.h"

#include <string.h>

static const char *keep(cl_arena *arena, const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL && cl_json_type(value) == CL_JSON_STRING
               ? cl_arena_copy(arena, cl_json_string(value))
               : NULL;
}

static bool is_true(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = cl_json_get(object, key);

    return value != NULL && cl_json_type(value) == CL_JSON_BOOLEAN && cl_json_boolean(value);
}

static const char *keep_object(cl_arena *arena, const cl_json_value *object, const char *key)
{
    const cl_json_value *value = cl_json_get(object, key);
    cl_text text = CL_TEXT_INIT;
    const char *copy = NULL;

    if (value != NULL && cl_json_print_canonical(&text, value) == 0)
        copy = cl_arena_copy(arena, cl_text_view(&text));
    cl_text_clear(&text);
    return copy;
}

int cl_news_read(cl_news *news, cl_arena *arena, const cl_dialect_status *status, cl_error *e)
{
    const char *said = news->text;
    const cl_json_value *root, *amount;
    cl_json *json = NULL;
    int rc;

    memset(news, 0, sizeof *news);
    news->text = said != NULL ? said : "nothing new";
    if (status->json == NULL)
        return 0;
    rc = cl_json_parse(&json, cl_view_of(status->json), "status", 1, e);
    if (rc != 0)
        return rc;
    root = cl_json_root(json);
    amount = cl_json_get(root, "amount");
    news->event = keep(arena, root, "event");
    news->stage = keep(arena, root, "stage");
    news->number = keep(arena, root, "number");
    news->feedback = keep(arena, root, "feedback");
    news->award = keep(arena, root, "award");
    news->amount = keep(arena, amount, "amount");
    news->currency = keep(arena, amount, "currency");
    news->disbursed = keep(arena, cl_json_get(root, "disbursed"), "amount");
    news->disbursed_currency = keep(arena, cl_json_get(root, "disbursed"), "currency");
    news->remember = keep_object(arena, root, "remember");
    news->more = is_true(root, "more");
    news->contradicted = is_true(root, "contradicted");
    if (keep(arena, root, "text") != NULL)
        news->text = keep(arena, root, "text");
    cl_json_free(json);
    return 0;
}

/* ---- the answer ---- */

static void fill_attempt(cl_errand *errand, const cl_text *headers, char digest[CL_DIGEST_HEX])
{
    cl_view body = cl_text_view(&errand->result.body);
    const char *date = cl_pairs_find(&errand->result.headers, "Date");
    cl_attempt *attempt = &errand->attempt;
    int64_t at = 0;

    cl_digest_hex(body, digest);
    attempt->ended_at = cl_known(cl_session_now(errand->courier->session));
    attempt->phase = cl_view_of(cl_http_phase_name(errand->result.phase));
    attempt->curl_code = cl_known(errand->result.curl_code);
    attempt->status = cl_known(errand->result.status);
    attempt->headers = cl_text_view(headers);
    attempt->answer = (cl_view){body.at, body.length < 64 * 1024 ? body.length : 64 * 1024};
    attempt->answer_length = cl_known((int64_t)body.length);
    attempt->answer_digest = (cl_view){digest, CL_DIGEST_HEX - 1};
    if (date != NULL && cl_answer_date(&at, date))
        attempt->portal_at = cl_known(at);
}

/* What the reading moves the delivery by; NULL where it stays. One at a time: a number that comes
 * with a stage moves it the next time. */
static const cl_delivery_move *find_move(const cl_delivery *delivery, const cl_news *news)
{
    static const char *const stages[] = {"checks_passed", "taken", "late_refusal"};
    const cl_delivery_move *move = NULL;

    if (news->contradicted)
        return cl_delivery_find_move(delivery->state.at, "contradicted", true);
    for (size_t i = 0; news->stage != NULL && i < sizeof stages / sizeof *stages; i++)
        if (strcmp(news->stage, stages[i]) == 0)
            move = cl_delivery_find_move(delivery->state.at, news->stage, true);
    if (move == NULL && news->number != NULL)
        move = cl_delivery_find_move(delivery->state.at, "number_given", true);
    return move;
}

static void fill_outcome(cl_outbox_outcome *outcome, const cl_errand *errand, const cl_news *news,
                         const cl_delivery_move *move, cl_view memory, const char *trouble)
{
    const cl_delivery *delivery = &errand->item.delivery;

    memset(outcome, 0, sizeof *outcome);
    outcome->event = "watch";
    outcome->exchange_state = "done";
    outcome->delivery_state = delivery->state.at;
    outcome->memory = memory;
    outcome->next_at = delivery->next_at;
    outcome->reason = cl_view_of(trouble);
    outcome->alarm = trouble != NULL ? CL_VIEW("differs") : (cl_view)CL_VIEW_INIT;
    outcome->portal_state = cl_view_of(news->text);
    outcome->watch_at = cl_known(errand->now + errand->line->portal->poll_every);
    outcome->portal_number = cl_view_of(news->number);
    if (move != NULL) {
        outcome->event = move->event;
        outcome->delivery_state = move->to;
    }
    if (news->contradicted)
        outcome->alarm = CL_VIEW("held");
    if (move != NULL && strcmp(move->to, "rejected") == 0) {
        outcome->watch_at = (cl_maybe){0, false};
        outcome->reason = cl_view_of(news->feedback != NULL ? news->feedback : news->text);
    }
}

/* A reading has no effect at the portal, so that it is stored after it was made, and only when new.
 */
static int store_answer(cl_errand *errand, cl_exchange *reading, const cl_author *author,
                        const cl_outbox_outcome *outcome, cl_error *e)
{
    cl_store *store = errand->courier->store;
    cl_text headers = CL_TEXT_INIT;
    char digest[CL_DIGEST_HEX];
    int rc = cl_outbox_add_exchange(store, author, &errand->item, reading, e);

    if (rc == 0)
        rc = cl_outbox_start(store, author, &errand->item, &errand->attempt, e);
    if (rc == 0)
        rc = cl_attempt_print_headers(&headers, &errand->result.headers, e);
    if (rc == 0) {
        fill_attempt(errand, &headers, digest);
        rc = cl_outbox_record(store, author, &errand->item, &errand->attempt, outcome, e);
    }
    cl_text_clear(&headers);
    return rc;
}

/* ---- the event ---- */

static const char *find_trouble(cl_errand *errand, const cl_news *news,
                                const cl_submission *submission)
{
    const cl_json_value *grant = cl_json_get(cl_json_root(submission->judged), "grant");
    const cl_json_value *amount = cl_json_get(grant, "amount");
    const cl_json_value *currency = cl_json_get(grant, "currency");
    cl_money theirs, ours;

    if (news->contradicted)
        return "the portal shows the application as a draft, though it had acknowledged it";
    if (news->event == NULL || strcmp(news->event, "decide_fund") != 0 || news->amount == NULL)
        return NULL;
    if (amount == NULL || currency == NULL || news->currency == NULL ||
        !cl_view_is(cl_json_string(currency), news->currency) ||
        cl_money_parse(&ours, cl_json_string(amount), news->currency, NULL) != 0 ||
        cl_money_parse(&theirs, cl_view_of(news->amount), news->currency, NULL) != 0 ||
        cl_money_compare(ours, theirs) != 0)
        return cl_errand_text(
            errand,
            "the portal decided %s %s, our decision says %s; nothing was recorded: "
            "find out which one holds",
            news->currency != NULL ? news->currency : "", news->amount,
            amount != NULL ? cl_json_string(amount).at : "no amount");
    return NULL;
}

/* An event that does not start from the application's state was recorded before, or overtaken by a
 * person here: the word is shown all the same. Another stop is told: what the portal decided does
 * not hold here until a person has looked. */
static int tell(cl_errand *errand, const cl_told *told, const cl_author *author, bool *moved,
                cl_error *e)
{
    cl_heard heard;
    int rc = cl_application_tell(&heard, errand->courier->session, author,
                                 errand->item.delivery.application, told, e);

    *moved = rc == 0 && heard.moved;
    if (rc == 0 && !heard.moved && !heard.other_state)
        rc = cl_fail(e, CL_E_STATE, "%s", heard.refused.message);
    return rc;
}

/* The number stands on the receipt, which was made before there was one. */
static int number_receipt(cl_errand *errand, const cl_news *news, const cl_author *author,
                          cl_error *e)
{
    cl_store *store = errand->courier->store;
    cl_receipt *receipts;
    size_t count = 0;
    int rc = cl_receipt_list(&receipts, &count, &errand->arena, store,
                             errand->item.delivery.application, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_receipt after = receipts[i];
        cl_change change;

        if (after.delivery != errand->item.delivery.id ||
            cl_view_is(after.portal_number, news->number))
            continue;
        after.portal_number = cl_view_of(news->number);
        rc = cl_change_open(&change, store, author, e);
        if (rc == 0)
            rc = cl_change_set(&change, &cl_table_receipt, &receipts[i], &after, e);
        if (rc == 0)
            rc = cl_change_store(&change, "number", cl_table_delivery.prefix, after.delivery, NULL,
                                 NULL, e);
        cl_change_clear(&change);
    }
    return rc;
}

/* What a move of the delivery brings with it. */
static int follow_move(cl_errand *errand, const cl_delivery_move *move, cl_news *news,
                       const cl_author *author, cl_error *e)
{
    cl_told told = {.causer = "poll"};
    bool moved = false;
    int rc = 0;

    if (news->number != NULL)
        rc = number_receipt(errand, news, author, e);
    if (rc != 0 || move == NULL || move->application == NULL)
        return rc;
    told.event = move->application;
    told.reason = cl_view_of(news->feedback != NULL ? news->feedback : news->text);
    rc = tell(errand, &told, author, &moved, e);
    if (rc == 0 && moved)
        news->applied = move->application;
    return rc;
}

static int apply(cl_errand *errand, cl_news *news, const cl_author *author, cl_error *e)
{
    bool spoken = news->feedback != NULL && news->feedback[0] != '\0';
    cl_told told = {.event = news->event,
                    .causer = "poll",
                    .reason = cl_view_of(spoken ? news->feedback : news->text)};
    cl_told offer = {.event = "offer", .causer = "poll", .reference = cl_view_of(news->award)};
    bool moved = false, offered = false;
    int rc;

    if (news->event == NULL)
        return 0;
    rc = tell(errand, &told, author, &moved, e);
    if (rc == 0 && moved && strcmp(news->event, "decide_fund") == 0)
        rc = tell(errand, &offer, author, &offered, e);
    if (rc == 0 && moved && strncmp(news->event, "decide_", 7) == 0) /* there they read it */
        rc = cl_application_inform(errand->courier->store, author,
                                   errand->item.delivery.application, e);
    if (rc == 0 && moved)
        news->applied = news->event;
    return rc;
}

static int record_all(cl_errand *errand, cl_exchange *reading, cl_news *news, bool new,
                      const char *trouble, cl_error *e)
{
    cl_store *store = errand->courier->store;
    cl_author author = cl_courier_author(errand->courier);
    const cl_delivery_move *move = find_move(&errand->item.delivery, news);
    cl_text memory = CL_TEXT_INIT;
    cl_outbox_outcome outcome;
    int rc = 0;

    author.actor = "system:poll";
    if (news->remember != NULL)
        rc = cl_memory_merge(&memory, errand->item.delivery.memory, cl_view_of(news->remember), e);
    fill_outcome(&outcome, errand, news, move, cl_text_view(&memory), trouble);
    if (rc == 0 && new)
        rc = store_answer(errand, reading, &author, &outcome, e);
    else if (rc == 0 &&
             (move != NULL || (!cl_view_equal(errand->item.delivery.memory, outcome.memory) &&
                               outcome.memory.length > 0))) {
        outcome.exchange_state = NULL;
        rc = cl_outbox_move(store, &author, &errand->item, &outcome, e);
    }
    if (rc == 0)
        rc = follow_move(errand, move, news, &author, e);
    if (rc == 0 && trouble == NULL)
        rc = apply(errand, news, &author, e);
    cl_text_clear(&memory);
    return rc;
}

int cl_poll_record(cl_errand *errand, cl_exchange *reading, cl_news *news, bool new, cl_error *e)
{
    cl_store *store = errand->courier->store;
    cl_submission submission;
    const char *trouble;
    int rc =
        cl_submission_read(&submission, &errand->arena, store, errand->item.delivery.application,
                           errand->item.delivery.revision, e);

    if (rc != 0)
        return rc;
    trouble = find_trouble(errand, news, &submission);
    rc = cl_store_begin(store, e);
    if (rc == 0) {
        rc = record_all(errand, reading, news, new, trouble, e);
        if (rc == 0)
            rc = cl_store_commit(store, e);
        else
            cl_store_rollback(store);
    }
    cl_submission_clear(&submission);
    if (rc == 0 && trouble != NULL)
        rc = cl_fail(e, CL_E_STATE, "APP-%lld: %s", (long long)errand->item.delivery.application,
                     trouble);
    return rc;
}
