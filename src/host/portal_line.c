/* SPDX-License-Identifier: MIT
 *
 * From a stored exchange to a request: address, headers, key, and the secrets that were never
 * stored.
 */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "portal_line.h"

#include "alloc.h"
#include "json.h"
#include "oauth2.h"
#include "wait.h"

#include <stdio.h>
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

/* Asks for a token. `*fetched` false: there is none yet, and `result` says why. */
static int ask_for_token(bool *fetched, cl_portal_line *line, const cl_oauth2_client *client,
                         cl_http_result *result, cl_error *e)
{
    cl_pairs headers = CL_PAIRS_INIT;
    cl_secret form = CL_SECRET_INIT;
    cl_http_result fetch = CL_HTTP_RESULT_INIT;
    int rc = cl_oauth2_request(&headers, &form, client, e);
    const cl_view body = {form.at, form.length};
    const cl_http_request request = {"POST", line->portal->token_url, &headers, &body, true};

    if (rc == 0)
        rc = line->transport.send(line->transport.context, &request, &fetch, e);
    if (rc == 0 && fetch.phase == CL_PHASE_WHOLE && fetch.status == 200) {
        rc = take_token(line, cl_text_view(&fetch.body), e);
        *fetched = rc == 0;
    } else if (rc == 0 && cl_oauth2_is_refusal(&fetch)) {
        rc = refuse_client(line, e);
    } else if (rc == 0) {
        rc = not_sent(result, &fetch) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (fetch.body.at != NULL)
        explicit_bzero(fetch.body.at, fetch.body.capacity);
    cl_http_result_clear(&fetch);
    cl_secret_clear(&form);
    cl_pairs_wipe(&headers);
    return rc;
}

static int fetch_token(bool *fetched, cl_portal_line *line, cl_http_result *result, cl_error *e)
{
    const cl_portal *portal = line->portal;
    cl_secret id = CL_SECRET_INIT, secret = CL_SECRET_INIT;
    const cl_oauth2_client client = {&id, &secret, portal->token_scope, portal->token_post};
    int rc;

    if (line->token_refused)
        return refuse_client(line, e);
    cl_secret_clear(&line->authorisation);
    cl_redactor_clear(&line->redactor);
    cl_redactor_init(&line->redactor);
    rc = cl_secret_read(&id, cl_view_of(portal->token_client), e);
    if (rc == 0)
        rc = cl_secret_read(&secret, cl_view_of(portal->auth_secret), e);
    if (rc == 0)
        rc = hide(line, "secret", &secret, e);
    if (rc == 0)
        rc = ask_for_token(fetched, line, &client, result, e);
    cl_secret_clear(&secret);
    cl_secret_clear(&id);
    return rc;
}

/* `*ready` false: `result` says why nothing can be sent now. */
static int have_token(bool *ready, cl_portal_line *line, cl_http_result *result, cl_error *e)
{
    *ready = true;
    if (line->portal->auth != CL_AUTH_OAUTH2 ||
        (line->authorisation.at != NULL && cl_session_now(line->session) < line->token_until))
        return 0;
    *ready = false;
    return fetch_token(ready, line, result, e);
}

int cl_portal_line_renew(cl_portal_line *line, cl_error *e)
{
    cl_redactor_clear(&line->redactor);
    cl_redactor_init(&line->redactor);
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
    cl_text_clear(&line->frozen.text);
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

static void redact_reason(const cl_portal_line *line, cl_http_result *result)
{
    cl_text clean = CL_TEXT_INIT;

    if (cl_redact(&clean, &line->redactor, cl_view_of(result->reason)) == 0)
        (void)snprintf(result->reason, sizeof result->reason, "%s",
                       clean.at != NULL ? clean.at : "");
    else
        result->reason[0] = '\0';
    cl_text_clear(&clean);
}

/* So many requests a minute are spread over it. */
static void keep_apart(cl_portal_line *line)
{
    if (line->portal->apart == 0)
        return;
    cl_wait_until(line->session, line->next_at);
    line->next_at = cl_session_now(line->session) + line->portal->apart;
}

static int send_now(cl_portal_line *line, const cl_exchange *exchange, cl_http_result *result,
                    cl_error *e)
{
    cl_pairs headers = CL_PAIRS_INIT;
    cl_text url = CL_TEXT_INIT, method = CL_TEXT_INIT;
    bool reads = cl_view_is(exchange->effect, "read");
    bool repeats = cl_view_is(exchange->effect, "repeat") && exchange->commits == 0;
    cl_http_request request = {.headers = &headers, .fresh = !reads && !repeats};
    int rc = add_headers(&headers, line, exchange, e);

    if (rc == 0)
        rc = make_url(&url, line->portal, exchange, e);
    if (rc == 0 && cl_text_add_view(&method, exchange->method) != 0)
        rc = cl_text_check(&method, e);
    if (rc == 0) {
        request.method = method.at;
        request.url = url.at;
        request.body = exchange->body.length > 0 ? &exchange->body : NULL;
        keep_apart(line);
        rc = line->transport.send(line->transport.context, &request, result, e);
        redact_reason(line, result);
    }
    cl_pairs_wipe(&headers);
    cl_text_clear(&method);
    cl_text_clear(&url);
    return rc;
}

int cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange, cl_http_result *result,
                        cl_error *e)
{
    bool ready;
    int rc;

    if (line->cassette != NULL && cl_cassette_plays(line->cassette))
        return cl_cassette_answer(line->cassette, line->portal->id, exchange, result, e);
    rc = have_token(&ready, line, result, e);
    if (rc == 0 && !ready)
        redact_reason(line, result);
    if (rc == 0 && ready)
        rc = send_now(line, exchange, result, e);
    /* What was sent was sent: a cassette that is full is told, and changes no outcome. */
    if (rc == 0 && line->cassette != NULL &&
        cl_cassette_keep(line->cassette, line->portal->id, exchange, result, &line->redactor,
                         &line->cassette_error) != 0)
        line->cassette = NULL;
    return rc;
}
