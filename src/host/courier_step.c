/* SPDX-License-Identifier: MIT
 *
 * From an answer to an event of the delivery machine. C decides first (net/answer.h); the dialect
 * may only choose something more careful.
 */
#include "courier_parts.h"

#include <string.h>

enum { EXPECTED = 8 };

/* What was seen of earlier attempts of this exchange. */
typedef struct history {
    bool unknown_before;
    unsigned same_500, unauthorised, failures;
} history;

static bool may_have_gone_in(const cl_attempt *attempt)
{
    if (cl_view_is(attempt->phase, "none"))
        return false;
    if (!cl_view_is(attempt->phase, "whole"))
        return true; /* cut off, or lost by a crash */
    return attempt->status.known && (attempt->status.value == 408 || attempt->status.value == 425 ||
                                     (attempt->status.value >= 500 && attempt->status.value < 600));
}

static int read_history(history *out, cl_errand *errand, cl_error *e)
{
    cl_attempt *attempts;
    size_t count;
    char digest[CL_DIGEST_HEX];
    int rc;

    memset(out, 0, sizeof *out);
    out->same_500 = errand->result.status == 500;
    out->unauthorised = errand->result.status == 401;
    if (errand->attempt.n == 1)
        return 0; /* there is none */
    rc = cl_attempt_list(&attempts, &count, &errand->arena, errand->courier->store,
                         errand->item.exchange.id, e);
    cl_digest_hex(cl_text_view(&errand->result.body), digest);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_attempt *before = &attempts[i];

        if (before->id == errand->attempt.id)
            continue;
        out->failures++;
        if (may_have_gone_in(before))
            out->unknown_before = true;
        if (before->status.known && before->status.value == 500 &&
            cl_view_is(before->answer_digest, digest))
            out->same_500 += out->same_500 > 0;
        out->unauthorised =
            before->status.known && before->status.value == 401 && out->unauthorised > 0
                ? out->unauthorised + 1
                : out->unauthorised;
    }
    return rc;
}

static size_t read_expected(long expected[EXPECTED], const cl_exchange *exchange)
{
    cl_json *json = NULL;
    size_t count = 0;

    if (cl_json_parse(&json, exchange->expect, "expect", 1, NULL) == 0)
        for (size_t i = 0; i < cl_json_count(cl_json_root(json)) && count < EXPECTED; i++)
            expected[count++] = (long)cl_json_integer(cl_json_item(cl_json_root(json), i));
    cl_json_free(json);
    return count;
}

/* JSON, or nothing at all: a page for people is no answer of a portal's interface. */
static bool is_readable(const cl_http_result *result)
{
    cl_json *json = NULL;
    bool readable;

    if (result->body.length == 0)
        return result->status == 204;
    readable = cl_json_parse(&json, cl_text_view(&result->body), "answer", 1, NULL) == 0;
    cl_json_free(json);
    return readable;
}

static bool names_fields(const cl_problem *problem)
{
    for (size_t i = 0; i < problem->fields.count; i++) {
        const cl_problem_field *field = cl_vec_at(&problem->fields, i);

        if (field->field[0] != '\0')
            return true;
    }
    return false;
}

/* "the portal refuses some answers (422): main.name: required" */
static const char *reason_of(cl_errand *errand, const cl_problem *problem, const char *why)
{
    const cl_http_result *result = &errand->result;
    const char *elsewhere = cl_pairs_find(&result->headers, "Location");
    cl_text text = CL_TEXT_INIT;
    const char *kept;

    cl_text_add_string(&text, why);
    if (result->status > 0)
        cl_text_format(&text, " (%ld)", result->status);
    if (result->reason[0] != '\0')
        cl_text_format(&text, ": %s", result->reason);
    if (result->status >= 300 && result->status < 400 && elsewhere != NULL) {
        cl_text_add_string(&text, ": ");
        cl_text_add_plain(&text, cl_view_of(elsewhere));
    }
    if (problem->message != NULL)
        cl_text_format(&text, ": %s", problem->message);
    for (size_t i = 0; i < problem->fields.count && i < 20; i++) {
        const cl_problem_field *field = cl_vec_at(&problem->fields, i);

        cl_text_format(&text, "; %s%s%s", field->field, field->field[0] != '\0' ? ": " : "",
                       field->message);
    }
    kept = text.failed == 0 ? cl_errand_text(errand, "%s", text.at) : NULL;
    cl_text_clear(&text);
    return kept;
}

static int classify(cl_answer_class *class, history *past, cl_decided *out, cl_errand *errand,
                    cl_error *e)
{
    const cl_exchange *exchange = &errand->item.exchange;
    cl_problem problem = CL_PROBLEM_INIT;
    const char *why = "";
    long expected[EXPECTED];
    cl_answer_facts facts = {.result = &errand->result, .expected = expected};
    int rc = read_history(past, errand, e);

    if (rc == 0 && (errand->result.status < 200 || errand->result.status >= 300))
        rc = cl_problem_read(&problem, cl_text_view(&errand->result.body), e);
    if (rc != 0)
        return rc;
    facts.expected_count = read_expected(expected, exchange);
    facts.read = cl_view_is(exchange->effect, "read");
    facts.may_repeat = cl_outbox_may_repeat(exchange, errand->now);
    facts.readable = is_readable(&errand->result);
    facts.fields = names_fields(&problem);
    facts.unknown_before = past->unknown_before && !facts.read;
    facts.same_500 = past->same_500;
    facts.unauthorised = past->unauthorised;
    *class = cl_answer_classify(&facts, &why);
    out->reason = reason_of(errand, &problem, why);
    cl_problem_clear(&problem);
    return out->reason != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* ---- what the dialect says about it ---- */

/* How careful an answer is: the dialect moves up, never down. */
static int carefulness(cl_answer_class class)
{
    static const int levels[CL_ANSWER_CLASSES] = {
        [CL_ANSWER_DONE] = 0,    [CL_ANSWER_REFUSED] = 1, [CL_ANSWER_TEMPORARY] = 1,
        [CL_ANSWER_UNKNOWN] = 2, [CL_ANSWER_ASK] = 2,     [CL_ANSWER_HOLD] = 3,
    };

    return levels[class];
}

static cl_answer_class class_of(cl_meaning meaning, cl_answer_class class)
{
    switch (meaning) {
    case CL_MEANS_ASK:
        /* A refusal may be asked about too, when the portal may have it from before. */
        return class == CL_ANSWER_HOLD || carefulness(class) < 2 ? CL_ANSWER_ASK : class;
    case CL_MEANS_HOLD:
        return CL_ANSWER_HOLD;
    case CL_MEANS_REFUSED:
        return carefulness(class) < 1 ? CL_ANSWER_REFUSED : class;
    case CL_MEANS_AGAIN:
        return carefulness(class) < 1 ? CL_ANSWER_TEMPORARY : class;
    case CL_MEANS_OK:
    case CL_MEANS_NOTHING:
        break;
    }
    return class;
}

/* "main.grant: too much; main.name: missing" */
static void take_refusals(cl_decided *out, cl_errand *errand, const cl_dialect_answer *answer)
{
    cl_text text = CL_TEXT_INIT;

    for (size_t i = 0; i < answer->refusal_count; i++) {
        const cl_dialect_refusal *refusal = &answer->refusals[i];

        cl_text_format(&text, "%s%s%s%s", i > 0 ? "; " : "", refusal->field,
                       refusal->field[0] != '\0' ? ": " : "", refusal->message);
    }
    if (text.length > 0 && text.failed == 0)
        out->reason = cl_errand_plain(errand, text.at);
    cl_text_clear(&text);
}

static int hear_dialect(cl_answer_class *class, cl_decided *out, cl_errand *errand, cl_error *e)
{
    cl_dialect_answer answer;
    cl_dialect_response response;
    cl_text step = CL_TEXT_INIT;
    int rc;

    if (!cl_dialect_has(errand->line->dialect, "answer"))
        return 0; /* the class stands */
    memset(&answer, 0, sizeof answer);
    rc = cl_errand_response(&response, errand, e);
    if (rc == 0)
        rc = cl_errand_view(errand, e);
    if (rc == 0 && cl_text_add_view(&step, errand->item.exchange.step) != 0)
        rc = cl_text_check(&step, e);
    if (rc == 0)
        rc = cl_dialect_read_answer(errand->line->dialect, &answer, step.at, &response,
                                    cl_json_root(errand->view), e);
    if (rc == 0) {
        cl_answer_class chosen = class_of(answer.meaning, *class);

        if (chosen != *class && answer.reason != NULL && answer.reason[0] != '\0')
            out->reason = cl_errand_plain(errand, answer.reason);
        if (chosen == CL_ANSWER_REFUSED && answer.refusal_count > 0)
            take_refusals(out, errand, &answer);
        *class = chosen;
        if (answer.meaning == CL_MEANS_OK && chosen == CL_ANSWER_DONE) {
            out->memory =
                answer.remember != NULL ? cl_errand_text(errand, "%s", answer.remember) : NULL;
            out->number =
                answer.number != NULL ? cl_errand_text(errand, "%s", answer.number) : NULL;
        }
    }
    cl_text_clear(&step);
    cl_dialect_answer_clear(&answer);
    return rc;
}

/* ---- what follows ---- */

/* `wait` milliseconds from now, or as long as the portal wants to be left alone. */
static int64_t wait_at_least(const cl_errand *errand, int64_t wait)
{
    int64_t after = 0;

    if (cl_answer_retry_after(&after, &errand->result.headers) && after > wait)
        wait = after;
    return errand->now + wait;
}

static int64_t wait_until(const cl_errand *errand, const history *past)
{
    uint64_t random = 0;

    cl_random_bytes(&random, sizeof random);
    return wait_at_least(errand, cl_answer_back_off(past->failures, random));
}

static int follow_done(cl_decided *out, cl_errand *errand)
{
    bool last = cl_errand_next_step(errand, errand->item.exchange.step) == NULL;

    out->event = last ? "committed" : "step_done";
    out->exchange_state = "done";
    out->next_step = !last;
    out->reason = NULL;
    out->found_by = cl_view_is(errand->item.exchange.effect, "read") ? "content" : "answer";
    return 0;
}

static int follow_again(cl_decided *out, cl_errand *errand, const history *past, const char *event)
{
    out->event = event;
    out->exchange_state = "ready";
    out->next_at = wait_until(errand, past);
    out->failed = true;
    return 0;
}

/* Asked at once, unless the portal wants to be left alone. */
static int follow_lost(cl_decided *out, cl_errand *errand)
{
    out->event = "lost";
    out->exchange_state = "unknown";
    out->next_at = wait_at_least(errand, 0);
    out->failed = true;
    return 0;
}

static int follow_unauthorised(cl_decided *out, cl_errand *errand, cl_error *e)
{
    int rc = cl_portal_line_renew(errand->line, e);

    out->event = rc == 0 ? "again" : "stopped";
    out->exchange_state = rc == 0 ? "ready" : "not_done";
    out->failed = true;
    if (rc != 0 && e != NULL)
        out->reason = cl_errand_text(errand, "%s", e->message);
    return 0;
}

static int follow(cl_decided *out, cl_errand *errand, cl_answer_class class, const history *past,
                  cl_error *e)
{
    out->next_at = errand->now;
    switch (class) {
    case CL_ANSWER_DONE:
        return follow_done(out, errand);
    case CL_ANSWER_NOT_SENT:
        return follow_again(out, errand, past, "not_sent");
    case CL_ANSWER_TEMPORARY:
        return follow_again(out, errand, past, "again");
    case CL_ANSWER_UNAUTHORISED:
        return follow_unauthorised(out, errand, e);
    case CL_ANSWER_ASK: /* the dialect may believe the same answer the next time */
        if (errand->item.exchange.commits != 0)
            out->memory = "{\"asked\":1}";
        return follow_lost(out, errand);
    case CL_ANSWER_UNKNOWN:
        return follow_lost(out, errand);
    case CL_ANSWER_REFUSED:
        out->event = "refused";
        break;
    case CL_ANSWER_CHANGED:
        if (cl_dialect_has(errand->line->dialect, "ask")) {
            out->memory =
                "{\"changed\":1}"; /* it is read again, and a person sees the difference */
            return follow_lost(out, errand);
        }
        out->event = "stopped";
        break;
    case CL_ANSWER_HOLD:
    case CL_ANSWER_CLASSES:
        out->event = "stopped";
        break;
    }
    out->exchange_state = "not_done";
    return 0;
}

int cl_courier_judge_step(cl_decided *out, cl_errand *errand, cl_error *e)
{
    cl_answer_class class = CL_ANSWER_UNKNOWN;
    history past;
    int rc;

    memset(out, 0, sizeof *out);
    out->step = &errand->item.exchange;
    rc = classify(&class, &past, out, errand, e);
    if (rc == 0 && errand->result.phase == CL_PHASE_WHOLE)
        rc = hear_dialect(&class, out, errand, e);
    if (rc == CL_E_SCRIPT || rc == CL_E_LIMIT) {
        /* A dialect that fails on an answer must not lose what was sent: a person looks. */
        out->reason = cl_errand_text(errand, "the dialect failed: %s", e != NULL ? e->message : "");
        class = class == CL_ANSWER_DONE && cl_view_is(out->step->effect, "read")
                    ? CL_ANSWER_HOLD
                    : CL_ANSWER_UNKNOWN;
        rc = 0;
    }
    return rc != 0 ? rc : follow(out, errand, class, &past, e);
}
