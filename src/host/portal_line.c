/* SPDX-License-Identifier: MIT
 *
 * From a stored exchange to a request: address, headers, key, and the secrets that were never
 * stored.
 */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "portal_line.h"

#include "alloc.h"
#include "answer.h"
#include "json.h"
#include "oauth2.h"
#include "wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From here on the secret is written nowhere: <portal.name> stands in for it. */
static int hide(cl_portal_line *line, const char *name, const cl_secret *secret, cl_error *e)
{
    cl_text label = CL_TEXT_INIT;
    int rc = cl_text_format(&label, "%s.%s", line->portal->id, name) != 0
                 ? cl_text_check(&label, e)
                 : cl_redactor_add(&line->redactor, label.at, secret, e);

    cl_text_clear(&label);
    return rc;
}

static int read_authorisation(cl_portal_line *line, cl_error *e)
{
    const cl_portal *portal = line->portal;
    cl_secret secret = CL_SECRET_INIT;
    cl_view prefix = portal->auth == CL_AUTH_BEARER ? CL_VIEW("Bearer ") : (cl_view)CL_VIEW_INIT;
    int rc;

    if (portal->auth == CL_AUTH_NONE || portal->auth == CL_AUTH_OAUTH2)
        return 0; /* a token is fetched when it is needed */
    rc = cl_secret_read(&secret, cl_view_of(portal->auth_secret), e);
    if (rc == 0)
        rc = cl_secret_join(&line->authorisation, prefix, (cl_view){secret.at, secret.length}, e);
    if (rc == 0)
        rc = hide(line, "token", &secret, e);
    cl_secret_clear(&secret);
    return rc;
}

/* ---- tokens that are fetched ---- */

/* What the fetch came to, as the outcome of a request that was never sent. The portal's own answer
 * to it, but for how long to wait, is nobody's business. */
static int not_sent(cl_http_result *result, const cl_http_result *fetch)
{
    static const char *const kept[] = {"Retry-After", "Date"};

    result->phase = CL_PHASE_NONE;
    result->curl_code = fetch->curl_code;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = cl_pairs_find(&fetch->headers, kept[i]);

        if (value != NULL && cl_pairs_add_string(&result->headers, kept[i], value) != 0)
            return CL_E_MEMORY;
    }
    if (fetch->status != 0)
        (void)snprintf(result->reason, sizeof result->reason,
                       "no token: its server answered with status %ld", fetch->status);
    else
        (void)snprintf(result->reason, sizeof result->reason, "no token: %.200s", fetch->reason);
    return 0;
}

static int take_token(cl_portal_line *line, cl_view body, cl_error *e)
{
    cl_secret token = CL_SECRET_INIT;
    int64_t lives = 0;
    int rc = cl_oauth2_read(&token, &lives, body, e);

    if (rc == 0)
        rc = hide(line, "token", &token, e);
    if (rc == 0)
        rc = cl_secret_join(&line->authorisation, CL_VIEW("Bearer "),
                            (cl_view){token.at, token.length}, e);
    line->token_until = cl_session_now(line->session) + lives;
    cl_secret_clear(&token);
    return rc;
}

static int refuse_client(cl_portal_line *line, cl_error *e)
{
    line->token_refused = true;
    return cl_fail(e, CL_E_INVALID,
                   "the server that gives tokens for portal %s (%s) refuses %s: see client, secret "
                   "and scope in portals.lua",
                   line->portal->id, line->portal->token_url, line->portal->token_client);
}

/* Puts a request on the wire: begun, or sent and waited for. */
static int put_on_wire(cl_line_call *call, cl_error *e)
{
    const cl_transport *transport = &call->line->transport;
    int rc;

    call->http.done = false;
    if (!call->alone && transport->begin != NULL) {
        rc = transport->begin(transport->context, &call->http, e);
        call->on_wire = rc == 0;
        return rc;
    }
    rc = transport->send(transport->context, &call->http.request, call->http.result, e);
    call->http.done = rc == 0;
    call->http.rc = 0;
    return rc;
}

/* While others are under way, what they may tell is hidden as well. */
static void forget_hidden(cl_portal_line *line)
{
    if (line->under_way > 1)
        return;
    cl_redactor_clear(&line->redactor);
    cl_redactor_init(&line->redactor);
}

static int ask_for_token(cl_line_call *call, const cl_oauth2_client *client, cl_error *e)
{
    int rc = cl_oauth2_request(&call->headers, &call->form, client, e);

    call->http.request = (cl_http_request){"POST", call->line->portal->token_url, &call->headers,
                                           &call->http.body, true};
    call->http.body = (cl_view){call->form.at, call->form.length};
    call->http.result = &call->token;
    call->fetches = true;
    return rc != 0 ? rc : put_on_wire(call, e);
}

static int begin_token(cl_line_call *call, cl_error *e)
{
    cl_portal_line *line = call->line;
    const cl_portal *portal = line->portal;
    cl_secret id = CL_SECRET_INIT, secret = CL_SECRET_INIT;
    const cl_oauth2_client client = {&id, &secret, portal->token_scope, portal->token_post};
    int rc;

    if (line->token_refused)
        return refuse_client(line, e);
    cl_secret_clear(&line->authorisation);
    forget_hidden(line);
    rc = cl_secret_read(&id, cl_view_of(portal->token_client), e);
    if (rc == 0)
        rc = cl_secret_read(&secret, cl_view_of(portal->auth_secret), e);
    if (rc == 0)
        rc = hide(line, "secret", &secret, e);
    if (rc == 0)
        rc = ask_for_token(call, &client, e);
    cl_secret_clear(&secret);
    cl_secret_clear(&id);
    return rc;
}

/* `*fetched` false: there is none yet, and the result says why. */
static int end_token(bool *fetched, cl_line_call *call, cl_error *e)
{
    cl_http_result *token = &call->token;
    int rc = call->http.rc;

    *fetched = false;
    if (rc != 0) {
        if (e != NULL)
            *e = call->http.error;
    } else if (token->phase == CL_PHASE_WHOLE && token->status == 200) {
        rc = take_token(call->line, cl_text_view(&token->body), e);
        *fetched = rc == 0;
    } else if (cl_oauth2_is_refusal(token)) {
        rc = refuse_client(call->line, e);
    } else if (not_sent(call->result, token) != 0) {
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (token->body.at != NULL)
        explicit_bzero(token->body.at, token->body.capacity);
    cl_http_result_clear(token);
    cl_secret_clear(&call->form);
    cl_pairs_wipe(&call->headers);
    call->fetches = false;
    return rc;
}

static bool needs_token(const cl_portal_line *line)
{
    return line->portal->auth == CL_AUTH_OAUTH2 &&
           (line->cassette == NULL || !cl_cassette_plays(line->cassette)) &&
           (line->authorisation.at == NULL || cl_session_now(line->session) >= line->token_until);
}

int cl_portal_line_renew(cl_portal_line *line, cl_error *e)
{
    forget_hidden(line);
    cl_secret_clear(&line->authorisation);
    return read_authorisation(line, e);
}

static bool is_interrupted(void *session)
{
    return cl_session_interrupted(session);
}

static int open_client(cl_portal_line *line, cl_session *session, cl_error *e)
{
    const cl_portal *portal = line->portal;
    cl_http_options options = CL_HTTP_OPTIONS_INIT;
    int rc = 0;

    if (portal->key != NULL)
        rc = cl_secret_path(&line->key_path, cl_view_of(portal->key), e);
    if (rc != 0)
        return rc;
    options.ca_file = portal->ca;
    options.certificate = portal->cert;
    options.key = line->key_path.at;
    options.proxy = portal->proxy;
    options.total_ms = (long)portal->total;
    options.stop = is_interrupted;
    options.stop_context = session;
    rc = cl_http_open(&line->http, &options, e);
    if (rc == 0)
        line->transport = cl_http_transport(line->http);
    return rc;
}

int cl_portal_line_open(cl_portal_line **out, cl_session *session, const cl_portal *portal,
                        const cl_transport *transport, cl_cassette *cassette, cl_error *e)
{
    bool plays = cassette != NULL && cl_cassette_plays(cassette);
    cl_portal_line *line = cl_calloc(1, sizeof *line);
    cl_text folder = CL_TEXT_INIT;
    int rc = 0;

    *out = NULL;
    if (line == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    line->portal = portal;
    line->per_minute = portal->per_minute;
    line->session = session;
    line->cassette = cassette;
    cl_redactor_init(&line->redactor);
    cl_text_format(&folder, "%s/portals", cl_session_scripts(session));
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_dialect_open(&line->dialect, folder.at, portal->dialect, e);
    if (rc == 0 && !plays)
        rc = read_authorisation(line, e);
    if (rc == 0 && transport != NULL)
        line->transport = *transport;
    else if (rc == 0 && !plays)
        rc = open_client(line, session, e);
    cl_text_clear(&folder);
    if (rc != 0)
        cl_portal_line_close(line);
    else
        *out = line;
    return rc;
}

void cl_portal_line_close(cl_portal_line *line)
{
    if (line == NULL)
        return;
    cl_http_close(line->http);
    cl_dialect_close(line->dialect);
    cl_redactor_clear(&line->redactor);
    cl_secret_clear(&line->authorisation);
    cl_text_clear(&line->key_path);
    cl_delivery_views_clear(&line->views);
    cl_form_kit_close(line->forms);
    cl_free(line);
}

/* ---- headers ---- */

static int add_key(cl_pairs *headers, const cl_portal *portal, const cl_exchange *exchange)
{
    cl_text value = CL_TEXT_INIT;
    int rc;

    if (exchange->key.length == 0)
        return 0;
    cl_text_format(&value, portal->key_quoted ? "\"%.*s\"" : "%.*s", (int)exchange->key.length,
                   exchange->key.at);
    rc = value.failed != 0
             ? value.failed
             : cl_pairs_add(headers, cl_view_of(portal->key_header), cl_text_view(&value));
    cl_text_clear(&value);
    return rc;
}

/* The stored ones; a member {"secret": NAME} was left open for the portal's credential. */
static int add_stored(cl_pairs *headers, const cl_portal_line *line, const cl_exchange *exchange,
                      cl_error *e)
{
    const cl_secret *secret = &line->authorisation;
    const cl_json_value *value;
    cl_json *json = NULL;
    const char *name;
    void *cursor = NULL;
    int rc = cl_json_parse(&json, exchange->headers, "headers", 1, e);

    while (rc == 0 && (name = cl_json_next(cl_json_root(json), &cursor, &value)) != NULL) {
        if (cl_json_type(value) == CL_JSON_STRING)
            rc = cl_pairs_add(headers, cl_view_of(name), cl_json_string(value));
        else if (secret->at != NULL)
            rc = cl_pairs_add(headers, cl_view_of(name), (cl_view){secret->at, secret->length});
        else
            rc = cl_fail(e, CL_E_INVALID, "the dialect wants a secret; portal %s has no auth",
                         line->portal->id);
    }
    cl_json_free(json);
    return rc;
}

static int add_headers(cl_pairs *headers, const cl_portal_line *line, const cl_exchange *exchange,
                       cl_error *e)
{
    const cl_portal *portal = line->portal;
    int rc = exchange->headers.length > 0 ? add_stored(headers, line, exchange, e) : 0;

    if (rc != 0)
        return rc;
    rc = cl_pairs_add_string(headers, "User-Agent", "clachan");
    if (rc == 0 && cl_pairs_find(headers, "Accept") == NULL)
        rc = cl_pairs_add_string(headers, "Accept", "application/json");
    if (rc == 0)
        rc = add_key(headers, portal, exchange);
    if (rc == 0 && line->authorisation.at != NULL)
        rc = cl_pairs_add(headers, cl_view_of(portal->auth_header),
                          (cl_view){line->authorisation.at, line->authorisation.length});
    return rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int make_url(cl_text *url, const cl_portal *portal, const cl_exchange *exchange, cl_error *e)
{
    cl_text_format(url, "%s/%.*s", portal->base, (int)exchange->path.length, exchange->path.at);
    if (exchange->query.length > 0)
        cl_text_format(url, "?%.*s", (int)exchange->query.length, exchange->query.at);
    return cl_text_check(url, e);
}

static int redact_text(const cl_portal_line *line, cl_text *text)
{
    cl_text clean = CL_TEXT_INIT;
    int rc = 0;

    if (!cl_redactor_finds(&line->redactor, cl_text_view(text)))
        return 0;
    rc = cl_redact(&clean, &line->redactor, cl_text_view(text));
    cl_text_clear(text);
    if (rc == 0)
        *text = clean;
    else
        cl_text_clear(&clean);
    return rc;
}

static int redact_headers(const cl_portal_line *line, cl_pairs *headers)
{
    cl_pairs clean = CL_PAIRS_INIT;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < cl_pairs_count(headers); i++) {
        const cl_pair *header = cl_pairs_at(headers, i);
        cl_text value = CL_TEXT_INIT;

        rc = cl_redact(&value, &line->redactor, cl_view_of(header->value));
        if (rc == 0)
            rc = cl_pairs_add(&clean, cl_view_of(header->name), cl_text_view(&value));
        cl_text_clear(&value);
    }
    cl_pairs_wipe(headers);
    if (rc == 0)
        *headers = clean;
    else
        cl_pairs_clear(&clean);
    return rc;
}

/* A portal may say what it was told: from here on it did not. Where memory is out nothing of the
 * answer is kept, which makes its outcome unknown; that it was sent stays true. */
static void redact_result(const cl_portal_line *line, cl_http_result *result)
{
    cl_text reason = CL_TEXT_INIT;
    bool headers = false;
    int rc = 0;

    if (cl_redactor_finds(&line->redactor, cl_view_of(result->reason)) &&
        (rc = cl_redact(&reason, &line->redactor, cl_view_of(result->reason))) == 0)
        (void)snprintf(result->reason, sizeof result->reason, "%s", reason.at);
    cl_text_clear(&reason);
    for (size_t i = 0; i < cl_pairs_count(&result->headers); i++)
        headers = headers || cl_redactor_finds(&line->redactor,
                                               cl_view_of(cl_pairs_at(&result->headers, i)->value));
    if (rc == 0 && headers)
        rc = redact_headers(line, &result->headers);
    if (rc == 0)
        rc = redact_text(line, &result->body);
    if (rc == 0)
        return;
    result->reason[0] = '\0';
    cl_pairs_wipe(&result->headers);
    cl_text_clear(&result->body);
    result->cut = true;
}

/* ---- how much a portal bears ---- */

size_t cl_portal_line_most(const cl_portal_line *line)
{
    if (line->failures >= CL_LINE_DOWN || needs_token(line))
        return 1;
    return (size_t)line->portal->in_flight;
}

static void change_rate(cl_portal_line *line, bool too_often, int64_t now)
{
    int64_t quiet = (now - line->quiet_since) / (60 * 1000);

    if (line->per_minute == 0)
        return;
    if (too_often)
        line->per_minute = line->per_minute > 1 ? line->per_minute / 2 : 1;
    else if (quiet > 0 && line->per_minute < line->portal->per_minute)
        line->per_minute += quiet < line->portal->per_minute - line->per_minute
                                ? quiet
                                : line->portal->per_minute - line->per_minute;
    if (too_often || quiet > 0)
        line->quiet_since = now;
}

static void rest(cl_portal_line *line, int64_t until)
{
    if (until > line->rest_until)
        line->rest_until = until;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return left < right ? -1 : left > right;
}

int64_t cl_portal_line_answer_time(const cl_portal_line *line)
{
    size_t count = line->timed < CL_LINE_TIMES ? line->timed : CL_LINE_TIMES;
    int64_t sorted[CL_LINE_TIMES];

    if (count == 0)
        return 0;
    memcpy(sorted, line->times, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    return sorted[count / 2];
}

bool cl_portal_line_told(cl_portal_line *line, const cl_http_result *result, int64_t took,
                         int64_t now)
{
    bool whole = result->phase == CL_PHASE_WHOLE;
    bool failed = result->phase == CL_PHASE_NONE || (whole && result->status == 503);
    bool too_often = whole && result->status == 429;
    uint64_t random = 0;
    int64_t after = 0;

    if (whole)
        line->times[line->timed++ % CL_LINE_TIMES] = took;
    change_rate(line, too_often, now);
    if ((failed || too_often) && cl_answer_retry_after(&after, &result->headers))
        rest(line, now + after);
    line->failures = failed ? line->failures + 1 : 0;
    if (line->failures < CL_LINE_DOWN)
        return false;
    cl_random_bytes(&random, sizeof random);
    rest(line, now + cl_answer_back_off(line->failures, random));
    return line->failures == CL_LINE_DOWN;
}

/* So many requests a minute are spread over it. */
static void keep_apart(cl_line_call *call)
{
    cl_portal_line *line = call->line;

    if (line->per_minute == 0)
        return;
    if (call->alone)
        cl_wait_until(line->session, line->next_at);
    line->next_at =
        cl_session_now(line->session) + (60 * 1000 + line->per_minute - 1) / line->per_minute;
}

/* ---- one request ---- */

static int begin_request(cl_line_call *call, cl_error *e)
{
    const cl_exchange *exchange = call->exchange;
    bool reads = cl_view_is(exchange->effect, "read");
    bool repeats = cl_view_is(exchange->effect, "repeat") && exchange->commits == 0;
    cl_http_request request = {.headers = &call->headers, .fresh = !reads && !repeats};
    int rc = add_headers(&call->headers, call->line, exchange, e);

    if (rc == 0)
        rc = make_url(&call->url, call->line->portal, exchange, e);
    if (rc == 0 && cl_text_add_view(&call->method, exchange->method) != 0)
        rc = cl_text_check(&call->method, e);
    if (rc != 0)
        return rc;
    request.method = call->method.at;
    request.url = call->url.at;
    request.body = exchange->body.length > 0 ? &exchange->body : NULL;
    call->http.request = request;
    call->http.result = call->result;
    keep_apart(call);
    return put_on_wire(call, e);
}

/* What was sent was sent: a cassette that is full is told, and changes no outcome. */
static void end_call(cl_line_call *call, int rc)
{
    cl_portal_line *line = call->line;

    call->done = true;
    call->rc = rc;
    cl_pairs_wipe(&call->headers);
    if (rc != 0)
        return;
    redact_result(line, call->result);
    if (line->cassette != NULL && !cl_cassette_plays(line->cassette) &&
        cl_cassette_keep(line->cassette, line->portal->id, call->exchange, call->result,
                         &line->redactor, &line->cassette_error) != 0)
        line->cassette = NULL;
}

static void begin_call(cl_line_call *call, cl_portal_line *line, const cl_exchange *exchange,
                       cl_http_result *result, bool alone)
{
    static const cl_line_call fresh = {.error = CL_ERROR_INIT,
                                       .http = {.error = CL_ERROR_INIT},
                                       .token = CL_HTTP_RESULT_INIT,
                                       .form = CL_SECRET_INIT,
                                       .headers = CL_PAIRS_INIT,
                                       .url = CL_TEXT_INIT,
                                       .method = CL_TEXT_INIT};
    int rc;

    *call = fresh;
    call->line = line;
    call->exchange = exchange;
    call->result = result;
    call->alone = alone;
    if (line->cassette != NULL && cl_cassette_plays(line->cassette)) {
        rc = cl_cassette_answer(line->cassette, line->portal->id, exchange, result, &call->error);
        end_call(call, rc);
        return;
    }
    rc = needs_token(line) ? begin_token(call, &call->error) : begin_request(call, &call->error);
    if (rc != 0)
        end_call(call, rc);
}

void cl_portal_line_begin(cl_line_call *call, cl_portal_line *line, const cl_exchange *exchange,
                          cl_http_result *result)
{
    begin_call(call, line, exchange, result, false);
}

static void step_token(cl_line_call *call)
{
    bool fetched;
    int rc = end_token(&fetched, call, &call->error);

    if (rc == 0 && fetched)
        rc = begin_request(call, &call->error);
    if (rc != 0 || !fetched)
        end_call(call, rc);
}

bool cl_line_call_step(cl_line_call *call)
{
    while (!call->done && call->http.done) {
        call->on_wire = false;
        if (call->fetches) {
            step_token(call);
            continue;
        }
        if (call->http.rc != 0)
            call->error = call->http.error;
        end_call(call, call->http.rc);
    }
    return call->done;
}

void cl_line_call_clear(cl_line_call *call)
{
    if (call->on_wire && call->line->transport.give_up != NULL)
        call->line->transport.give_up(call->line->transport.context, &call->http);
    call->on_wire = false;
    cl_http_result_clear(&call->token);
    cl_secret_clear(&call->form);
    cl_pairs_wipe(&call->headers);
    cl_text_clear(&call->url);
    cl_text_clear(&call->method);
}

int cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange, cl_http_result *result,
                        cl_error *e)
{
    cl_line_call call;
    int rc;

    begin_call(&call, line, exchange, result, true);
    (void)cl_line_call_step(&call); /* alone: whatever was sent has been waited for */
    rc = call.rc;
    if (rc != 0 && e != NULL)
        *e = call.error;
    cl_line_call_clear(&call);
    return rc;
}
