/* SPDX-License-Identifier: MIT
 *
 * An unknown outcome ends by asking the portal, or by a person. Nothing is sent again before that.
 */
#include "courier_parts.h"

#include <string.h>

#define GIVE_UP ((int64_t)14 * 24 * 3600 * 1000)
#define CHANGED "it was changed at the portal meanwhile, and nothing was written over it"

static bool says(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* A number of the delivery's memory; 0 when it is not there. The view has been made. */
static int64_t remembered(const cl_errand *errand, const char *name)
{
    const cl_json_value *memory = cl_json_get(cl_json_root(errand->view), "memory");
    const cl_json_value *value = memory != NULL ? cl_json_get(memory, name) : NULL;

    return value != NULL ? cl_json_integer(value) : 0;
}

/* ---- asking ---- */

/* When the portal has settled after the last attempt of a step. */
static int settled_at(int64_t *at, cl_errand *errand, const cl_exchange *step, cl_error *e)
{
    cl_attempt *attempts;
    size_t count;
    int rc =
        cl_attempt_list(&attempts, &count, &errand->arena, errand->courier->store, step->id, e);

    *at = (rc == 0 && count > 0 ? attempts[count - 1].started_at : step->made_at) +
          errand->line->portal->settle;
    return rc;
}

/* A draft that may be left behind is a small harm; starting again once the portal is at rest. */
static int repeat_start(cl_decided *decided, cl_errand *errand, cl_error *e)
{
    int rc = settled_at(&decided->next_at, errand, decided->step, e);

    if (decided->next_at > errand->now) {
        decided->event = "ask_again";
        decided->reason = "it may have been started; started again when the portal has settled";
        return rc;
    }
    decided->next_at = errand->now;
    decided->event = "repeat_start";
    decided->settled_state = "not_done";
    decided->same_again = true;
    decided->reason = "started again; a draft may be left behind at the portal";
    return rc;
}

static int cannot_ask(cl_errand *errand, const cl_exchange *step, cl_error *e)
{
    cl_decided decided = {.event = "cannot_ask", .step = step, .next_at = errand->now};
    int rc = 0;

    if (remembered(errand, "changed") != 0) {
        decided.memory = "{\"changed\":0}";
        decided.settled_state = "not_done";
        decided.reason = CHANGED;
    } else if (step->harmless != 0 && errand->line->portal->repeat_lost_start)
        rc = repeat_start(&decided, errand, e);
    else
        decided.reason = cl_errand_text(
            errand,
            "nobody can tell whether '%.*s' went in: look at the portal, "
            "then say so: clachan delivery resolve DEL-%lld",
            (int)step->step.length, step->step.at, (long long)errand->item.delivery.id);
    return rc != 0 ? rc : cl_courier_store(errand, &decided, false, e);
}

static int add_reading(cl_errand *errand, const cl_exchange *step, bool *can, cl_error *e)
{
    cl_dialect_request request;
    cl_exchange reading;
    cl_author author = cl_courier_author(errand->courier);
    const char *name = cl_errand_text(errand, "%.*s", (int)step->step.length, step->step.at);
    int rc = cl_errand_view(errand, e);

    if (rc != 0)
        return rc;
    rc = cl_dialect_ask(errand->line->dialect, &request, can, name, cl_json_root(errand->view), e);
    if (rc == 0 && *can)
        rc = cl_exchange_make(&reading, &errand->arena, errand->line->portal, name, "ask", &request,
                              errand->now, e);
    if (rc == 0 && *can)
        rc = cl_outbox_add_exchange(errand->courier->store, &author, &errand->item, &reading, e);
    cl_dialect_request_clear(&request);
    return rc;
}

int cl_courier_ask(cl_errand *errand, cl_error *e)
{
    cl_exchange step;
    bool can = false;
    int rc = cl_errand_step(&step, errand, e);

    if (rc == 0)
        rc = add_reading(errand, &step, &can, e);
    if (rc == 0 && !can)
        rc = cannot_ask(errand, &step, e);
    return rc;
}

/* ---- what the portal says ---- */

/* When the first of two readings found nothing; 0 when none did yet. */
static int64_t absent_since(const cl_errand *errand)
{
    return remembered(errand, "absent_since");
}

/* The portal refused to write over another version: what is not ours is somebody's, and stays. */
static bool is_changed(cl_decided *out, cl_errand *errand, const cl_dialect_judgement *judgement)
{
    if (remembered(errand, "changed") == 0)
        return false;
    out->event = "found_different";
    out->memory = "{\"changed\":0}";
    out->settled_state = "not_done";
    out->reason =
        cl_errand_text(errand, CHANGED "%s%s", says(judgement->detail) ? ": " : "",
                       says(judgement->detail) ? cl_errand_plain(errand, judgement->detail) : "");
    return true;
}

static void decide_again(cl_decided *out, cl_errand *errand, const char *reason)
{
    uint64_t random = 0;
    int64_t after = 0;

    cl_random_bytes(&random, sizeof random);
    out->event = "ask_again";
    out->failed = true;
    out->reason = reason;
    out->next_at = errand->now + cl_answer_back_off((unsigned)(errand->item.delivery.failures < 64
                                                                   ? errand->item.delivery.failures
                                                                   : 64),
                                                    random);
    if (cl_answer_retry_after(&after, &errand->result.headers) &&
        errand->now + after > out->next_at)
        out->next_at = errand->now + after;
    if (errand->now - out->step->made_at > GIVE_UP) {
        out->event = "cannot_ask";
        out->failed = false;
        out->reason = "the portal has told nothing for 14 days";
    }
}

/* How often the step was sent, and how often this key of it was answered by 500. */
static int count_sendings(size_t *sent, size_t *failed, cl_errand *errand, const cl_exchange *step,
                          cl_error *e)
{
    cl_store *store = errand->courier->store;
    cl_exchange *exchanges;
    cl_attempt *attempts;
    size_t count = 0, tries;
    int rc = cl_exchange_list(&exchanges, &count, &errand->arena, store, step->delivery, e);

    *sent = *failed = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (!cl_view_is(exchanges[i].purpose, "step") ||
            !cl_view_equal(exchanges[i].step, step->step))
            continue;
        rc = cl_attempt_list(&attempts, &tries, &errand->arena, store, exchanges[i].id, e);
        *sent += 1;
        *failed += rc == 0 && tries > 0 && attempts[tries - 1].status.value == 500 &&
                   attempts[tries - 1].status.known && cl_view_equal(exchanges[i].key, step->key);
    }
    return rc;
}

/* Once at once; a portal that takes it again and again, and never shows it, is given time. And a
 * portal may keep a failure for the key, and repeat it for ever: as it is certain that nothing went
 * in, the second one ends that key. */
static int send_again(cl_decided *out, cl_errand *errand, cl_error *e)
{
    uint64_t random = 0;
    size_t sent, failed;
    int rc = count_sendings(&sent, &failed, errand, out->step, e);

    cl_random_bytes(&random, sizeof random);
    out->event = "found_absent";
    out->same_again = true;
    out->new_key = failed > 1;
    if (sent > 1)
        out->next_at =
            errand->now + cl_answer_back_off((unsigned)(sent < 64 ? sent - 2 : 62), random);
    out->reason = out->new_key ? "not there in two readings, and its key fails each time: a new key"
                               : "not there in two readings: the same bytes are sent again";
    return rc;
}

static int decide_absent(cl_decided *out, cl_errand *errand, cl_error *e)
{
    int64_t settle = errand->line->portal->settle;
    int64_t since = absent_since(errand);

    if (since == 0 || errand->now - since < settle) {
        out->event = "ask_again";
        out->next_at = (since == 0 ? errand->now : since) + settle;
        out->reason = "not there in one reading; asked again, because a portal's readings may lag";
        if (since == 0)
            out->memory = cl_errand_text(errand, "{\"absent_since\":%lld}", (long long)errand->now);
        return 0;
    }
    out->memory = "{\"absent_since\":0}";
    out->settled_state = "not_done";
    if (cl_view_is(out->step->effect, "read")) {
        out->event = "found_different";
        out->reason = cl_errand_text(
            errand, "the portal took what was sent and does not show it, in two readings (%.*s)",
            (int)out->step->step.length, out->step->step.at);
        return 0;
    }
    return send_again(out, errand, e);
}

static void decide_same(cl_decided *out, cl_errand *errand, const cl_dialect_judgement *judgement,
                        cl_error *e)
{
    cl_text merged = CL_TEXT_INIT;
    const char *more = judgement->remember != NULL ? judgement->remember : "{}";

    out->event = "found_same";
    out->settled_state = "done";
    out->found_by = says(judgement->by) ? cl_errand_text(errand, "%s", judgement->by) : "reference";
    out->number = says(judgement->number) ? cl_errand_text(errand, "%s", judgement->number) : NULL;
    out->next_step =
        out->step->commits == 0 && cl_errand_next_step(errand, out->step->step) != NULL;
    if (cl_memory_merge(&merged,
                        remembered(errand, "changed") != 0
                            ? CL_VIEW("{\"absent_since\":0,\"changed\":0}")
                            : CL_VIEW("{\"absent_since\":0}"),
                        cl_view_of(more), e) == 0)
        out->memory = cl_errand_text(errand, "%s", merged.at);
    cl_text_clear(&merged);
}

static int decide(cl_decided *out, cl_errand *errand, const cl_dialect_judgement *judgement,
                  cl_error *e)
{
    switch (judgement->found) {
    case CL_PORTAL_SAME:
        decide_same(out, errand, judgement, e);
        return 0;
    case CL_PORTAL_ABSENT:
        return is_changed(out, errand, judgement) ? 0 : decide_absent(out, errand, e);
    case CL_PORTAL_DIFFERENT:
        if (is_changed(out, errand, judgement))
            return 0;
        out->event = "found_different";
        out->reason =
            cl_errand_text(errand, "the portal has it with other content: %s",
                           says(judgement->detail) ? cl_errand_plain(errand, judgement->detail)
                                                   : "see its answer");
        return 0;
    case CL_PORTAL_CANNOT_TELL:
        break;
    }
    decide_again(out, errand, "the portal's reading does not tell");
    return 0;
}

static bool is_answer(const cl_errand *errand)
{
    const cl_http_result *result = &errand->result;

    return result->phase == CL_PHASE_WHOLE && (result->status == 200 || result->status == 404);
}

int cl_courier_judge_reading(cl_decided *out, cl_errand *errand, cl_error *e)
{
    cl_dialect_judgement judgement;
    cl_dialect_response response = {0};
    cl_exchange *step = cl_arena_alloc(&errand->arena, sizeof *step);
    const char *name;
    int rc;

    memset(out, 0, sizeof *out);
    memset(&judgement, 0, sizeof judgement);
    if (step == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    out->step = step;
    out->next_at = errand->now;
    rc = cl_errand_step(step, errand, e);
    if (rc == 0)
        rc = cl_errand_view(errand, e);
    if (rc != 0)
        return rc;
    out->exchange_state = is_answer(errand) ? "done" : "not_done";
    if (!is_answer(errand)) {
        decide_again(
            out, errand,
            cl_errand_text(errand, "the portal could not be asked (%s%ld)",
                           errand->result.reason[0] != '\0' ? errand->result.reason : "status ",
                           errand->result.status));
        return 0;
    }
    name = cl_errand_text(errand, "%.*s", (int)step->step.length, step->step.at);
    rc = cl_errand_response(&response, errand, e);
    if (rc == 0)
        rc = cl_dialect_judge(errand->line->dialect, &judgement, name, &response,
                              cl_json_root(errand->view), e);
    if (rc == CL_E_SCRIPT || rc == CL_E_LIMIT) {
        decide_again(out, errand,
                     cl_errand_text(errand, "the dialect failed: %s", e != NULL ? e->message : ""));
        rc = 0;
    } else if (rc == 0) {
        rc = decide(out, errand, &judgement, e);
    }
    cl_dialect_judgement_clear(&judgement);
    return rc;
}
