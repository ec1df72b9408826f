/* SPDX-License-Identifier: MIT
 *
 * poll: reads what the portals say about submitted applications, keeps the answer where it is a new
 * one, and maps it to the events of the lifecycle. The guard of the event still decides.
 */
#include "poll_record.h"

#include "delivery_etag.h"
#include "delivery_verbs.h"
#include "ids.h"
#include "lifecycle_query.h"
#include "query.h"

#include <stdio.h>
#include <string.h>

enum { READINGS = 1000 };

/* One delivery being polled. */
typedef struct poll {
    cl_errand errand;
    cl_exchange reading;
    const cl_attempt *last; /* the stored one with the answer to the same question */
    cl_news news;
    bool changed; /* something of it was new, in any of its readings */
} poll;

/* ---- one reading ---- */

/* The last answer to this question that was stored; NULL where there is none. */
static int find_last(poll *p, cl_error *e)
{
    cl_errand *errand = &p->errand;
    cl_exchange *exchanges;
    cl_attempt *attempts;
    size_t count, tries = 0;
    int rc = cl_exchange_list(&exchanges, &count, &errand->arena, errand->courier->store,
                              errand->item.delivery.id, e);

    p->last = NULL;
    while (rc == 0 && count-- > 0) {
        const cl_exchange *before = &exchanges[count];

        if (!cl_view_is(before->purpose, "watch") ||
            !cl_view_equal(before->path, p->reading.path) ||
            !cl_view_equal(before->query, p->reading.query))
            continue;
        rc = cl_attempt_list(&attempts, &tries, &errand->arena, errand->courier->store, before->id,
                             e);
        if (rc == 0 && tries > 0)
            p->last = &attempts[tries - 1];
        break;
    }
    return rc;
}

/* True when this answer is the one that was stored last. */
static bool is_known(const poll *p)
{
    char digest[CL_DIGEST_HEX];

    cl_digest_hex(cl_text_view(&p->errand.result.body), digest);
    return p->last != NULL && cl_view_is(p->last->answer_digest, digest);
}

/* The portal may say "as before" where all of what it said before is still here. */
static int allow_unchanged(poll *p, cl_error *e)
{
    const cl_attempt *last = p->last;

    if (last == NULL || !last->answer_length.known ||
        (size_t)last->answer_length.value != last->answer.length)
        return 0;
    return cl_etag_if_changed(&p->reading, &p->errand.arena, last->headers, e);
}

/* "As before" is what was said before. */
static int restore(poll *p, cl_error *e)
{
    cl_http_result *result = &p->errand.result;

    if (result->phase != CL_PHASE_WHOLE || result->status != 304 || p->last == NULL)
        return 0;
    result->status = 200;
    cl_text_reset(&result->body);
    return cl_text_add_view(&result->body, p->last->answer) == 0 ? 0
                                                                 : cl_text_check(&result->body, e);
}

static int ask(poll *p, bool *can, cl_error *e)
{
    cl_errand *errand = &p->errand;
    cl_dialect_request request;
    int rc = cl_errand_view(errand, e);

    *can = false;
    if (rc != 0)
        return rc;
    rc = cl_dialect_watch(errand->line->dialect, &request, can, cl_json_root(errand->view), e);
    if (rc == 0 && *can)
        rc = cl_exchange_make(&p->reading, &errand->arena, errand->line->portal, "watch", "watch",
                              &request, errand->now, e);
    if (rc == 0 && *can)
        rc = find_last(p, e);
    if (rc == 0 && *can)
        rc = allow_unchanged(p, e);
    if (rc == 0 && *can)
        rc = cl_portal_line_send(errand->line, &p->reading, &errand->result, e);
    if (rc == 0 && *can)
        rc = restore(p, e);
    cl_dialect_request_clear(&request);
    return rc;
}

static int check_answer(const poll *p, cl_error *e)
{
    const cl_http_result *result = &p->errand.result;

    if (result->phase == CL_PHASE_WHOLE && result->status == 200)
        return 0;
    return cl_fail(e, CL_E_NET, "APP-%lld: portal %s could not be asked (%s%ld)",
                   (long long)p->errand.item.delivery.application, p->errand.line->portal->id,
                   result->reason[0] != '\0' ? result->reason : "status ", result->status);
}

static int understand(poll *p, cl_error *e)
{
    cl_errand *errand = &p->errand;
    cl_dialect_response response;
    cl_dialect_status status;
    int rc = cl_errand_response(&response, errand, e);

    memset(&status, 0, sizeof status);
    if (rc == 0)
        rc = cl_dialect_read_status(errand->line->dialect, &status, &response,
                                    cl_json_root(errand->view), e);
    if (rc == 0)
        rc = cl_news_read(&p->news, &errand->arena, &status, e);
    cl_dialect_status_clear(&status);
    return rc;
}

/* Forgets the answer and the view, so that the next reading starts from what was stored. */
static void next_reading(poll *p)
{
    p->errand.view = NULL;
    cl_http_result_clear(&p->errand.result);
}

static int read_once(poll *p, bool *more, cl_error *e)
{
    bool can;
    int rc = ask(p, &can, e);

    *more = false;
    if (rc != 0 || !can)
        return rc;
    rc = check_answer(p, e);
    if (rc == 0)
        rc = understand(p, e);
    if (rc == 0) {
        bool known = is_known(p);

        *more = p->news.more;
        p->changed = p->changed || !known;
        rc = cl_poll_record(&p->errand, &p->reading, &p->news, !known, e);
    }
    next_reading(p);
    return rc;
}

/* ---- what is paid ---- */

/* Our payments of the award that the portal speaks of; `*known` false where we have no such award
 * in that currency. */
static int our_payments(cl_money *out, bool *known, poll *p, cl_error *e)
{
    cl_store *store = p->errand.courier->store;
    cl_award *awards;
    size_t count = 0;
    int rc = cl_award_list(&awards, &count, &p->errand.arena, store,
                           p->errand.item.delivery.application, e);

    *known = false;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (p->news.award == NULL || !cl_view_is(awards[i].reference, p->news.award) ||
            !cl_view_is(awards[i].currency, p->news.disbursed_currency))
            continue;
        *known = true;
        rc = cl_ledger_balance(&out->minor, store, awards[i].id, "paid", NULL, 0, e);
    }
    return rc;
}

/* Instalments are ours: where the portal has paid another sum, somebody has to know. */
static int compare_payments(poll *p, cl_error *e)
{
    cl_text said = CL_TEXT_INIT, paid = CL_TEXT_INIT;
    cl_money theirs, ours;
    bool known = false;
    int rc = 0;

    if (p->news.disbursed == NULL || p->news.disbursed_currency == NULL ||
        cl_money_parse(&theirs, cl_view_of(p->news.disbursed), p->news.disbursed_currency, NULL) !=
            0)
        return 0;
    ours = theirs;
    rc = our_payments(&ours, &known, p, e);
    if (rc != 0 || !known || cl_money_compare(ours, theirs) == 0)
        return rc;
    cl_money_print_human(&said, theirs);
    cl_money_print_human(&paid, ours);
    rc = said.failed != 0 ? cl_text_check(&said, e) : cl_text_check(&paid, e);
    if (rc == 0)
        cl_sink_note(p->errand.courier->sink,
                     "APP-%lld: portal %s says that %s are paid; our payments come to %s.",
                     (long long)p->errand.item.delivery.application, p->errand.line->portal->id,
                     said.at, paid.at);
    cl_text_clear(&said);
    cl_text_clear(&paid);
    return rc;
}

/* ---- one delivery ---- */

static int tell(const poll *p, const cl_sink *sink, cl_error *e)
{
    const cl_delivery *delivery = &p->errand.item.delivery;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_text_format(
        &json, "{\"application\": \"APP-%lld\", \"portal\": \"%s\", \"changed\": %s, \"says\": ",
        (long long)delivery->application, p->errand.line->portal->id,
        p->changed ? "true" : "false");
    cl_text_add_json(&json, cl_view_of(p->news.text));
    if (p->news.applied != NULL)
        cl_text_format(&json, ", \"event\": \"%s\"", p->news.applied);
    if (p->news.feedback != NULL && p->news.feedback[0] != '\0') {
        cl_text_add_string(&json, ", \"feedback\": ");
        cl_text_add_json(&json, cl_view_of(p->news.feedback));
    }
    cl_text_add_char(&json, '}');
    cl_text_format(&text, "APP-%lld: portal %s says '", (long long)delivery->application,
                   p->errand.line->portal->id);
    cl_text_add_plain(&text, cl_view_of(p->news.text));
    cl_text_format(&text, "'%s%s.", p->news.applied != NULL ? "; recorded as " : "",
                   p->news.applied != NULL ? p->news.applied : "");
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static int poll_one(cl_courier *courier, int64_t delivery, cl_error *e)
{
    poll p = {
        .errand = {.courier = courier, .arena = CL_ARENA_INIT, .result = CL_HTTP_RESULT_INIT}};
    bool more = true;
    int rc = cl_outbox_get(&p.errand.item, &p.errand.arena, courier->store, delivery, e);

    p.errand.now = cl_session_now(courier->session);
    if (rc == 0)
        rc = cl_courier_line(&p.errand.line, courier, p.errand.item.delivery.portal, e);
    for (int i = 0; rc == 0 && more && i < READINGS; i++)
        rc = read_once(&p, &more, e);
    if (rc == 0)
        rc = compare_payments(&p, e);
    if (rc == 0 && p.news.text != NULL)
        rc = tell(&p, courier->sink, e);
    next_reading(&p);
    cl_arena_clear(&p.errand.arena);
    return rc;
}

/* Watching ends with the application. */
static int is_over(bool *over, cl_courier *courier, const cl_delivery *delivery, cl_arena *arena,
                   cl_error *e)
{
    cl_application application;
    int rc = cl_record_get(&application, arena, courier->store, &cl_table_application,
                           delivery->application, e);

    *over = rc == 0 &&
            (cl_view_is(application.state, "closed") || cl_view_is(application.state, "withdrawn"));
    return rc;
}

/* ---- the verb ---- */

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_INTERNAL;
}

static int read_applications(cl_vec *only, const cl_arguments *arguments, cl_error *e)
{
    const char *name;
    int64_t id;

    for (size_t i = 0; (name = cl_argument_at(arguments, "application", i)) != NULL; i++) {
        int rc = cl_id_parse(&id, "APP", cl_view_of(name), e);

        if (rc != 0)
            return rc;
        if (cl_vec_add(only, &id) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

static bool is_wanted(const cl_vec *only, const cl_delivery *delivery)
{
    for (size_t i = 0; i < only->count; i++) {
        if (*(int64_t *)cl_vec_at(only, i) == delivery->application)
            return true;
    }
    return only->count == 0;
}

static int poll_all(cl_courier *courier, const cl_vec *only, const char *portal, cl_error *e)
{
    cl_delivery_filter filter = {.portal = portal, .watched = true};
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = cl_delivery_list(&deliveries, &count, &arena, courier->store, &filter, e);

    for (size_t i = 0; rc == 0 && i < count && !cl_session_interrupted(courier->session); i++) {
        cl_error error = CL_ERROR_INIT;
        bool over = false;

        cl_sink_progress(courier->sink, i, count);
        if (is_wanted(only, &deliveries[i]))
            rc = is_over(&over, courier, &deliveries[i], &arena, e);
        if (rc != 0 || over || !is_wanted(only, &deliveries[i]))
            continue;
        rc = poll_one(courier, deliveries[i].id, &error);
        if (rc != 0 && is_fatal(rc) && e != NULL)
            *e = error;
        if (rc != 0 && !is_fatal(rc)) {
            (void)cl_sink_refuse(courier->sink, &error);
            rc = 0;
        }
    }
    cl_arena_clear(&arena);
    return rc;
}

int cl_run_poll(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                cl_error *e)
{
    cl_vec only = CL_VEC_INIT(int64_t);
    cl_courier courier = {0};
    int rc = read_applications(&only, arguments, e);

    if (rc == 0)
        rc = cl_courier_open(&courier, session, NULL, sink, e);
    if (rc == 0)
        rc = cl_courier_use_cassette(&courier, arguments, e);
    if (rc == 0)
        rc = cl_courier_begin(&courier, e);
    if (rc == 0)
        rc = poll_all(&courier, &only, cl_argument_get(arguments, "portal"), e);
    cl_courier_close(&courier);
    cl_vec_clear(&only);
    return rc;
}

const cl_parameter cl_poll_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "APP",
     "which ones; without one, all that were submitted"},
    {"portal", CL_TAKES_TEXT, 0, "PORTAL", "only those at this portal"},
    {"record", CL_TAKES_FILE, 0, "FILE",
     "gets a JSON line for each exchange; personal data, no secrets"},
    {"replay", CL_TAKES_FILE, 0, "FILE", "answers from such a file instead of the portals"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
