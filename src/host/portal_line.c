/* SPDX-License-Identifier: MIT
 *
 * From a stored exchange to a request: address, headers, key, and the secrets that were never
 * stored.
 */
#include "portal_line.h"

#include "alloc.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

static int read_authorisation(cl_portal_line *line, cl_error *e)
{
    const cl_portal *portal = line->portal;
    cl_secret secret = CL_SECRET_INIT;
    cl_text label = CL_TEXT_INIT;
    cl_view prefix = portal->auth == CL_AUTH_BEARER ? CL_VIEW("Bearer ") : (cl_view)CL_VIEW_INIT;
    int rc;

    if (portal->auth == CL_AUTH_NONE)
        return 0;
    rc = cl_secret_read(&secret, cl_view_of(portal->auth_secret), e);
    if (rc == 0)
        rc = cl_secret_join(&line->authorisation, prefix, (cl_view){secret.at, secret.length}, e);
    if (rc == 0 && cl_text_format(&label, "%s.%s", portal->id, "token") != 0)
        rc = cl_text_check(&label, e);
    if (rc == 0)
        rc = cl_redactor_add(&line->redactor, label.at, &secret, e);
    cl_text_clear(&label);
    cl_secret_clear(&secret);
    return rc;
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
                        const cl_transport *transport, cl_error *e)
{
    cl_portal_line *line = cl_calloc(1, sizeof *line);
    cl_text folder = CL_TEXT_INIT;
    int rc = 0;

    *out = NULL;
    if (line == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    line->portal = portal;
    cl_redactor_init(&line->redactor);
    cl_text_format(&folder, "%s/portals", cl_session_scripts(session));
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_dialect_open(&line->dialect, folder.at, portal->dialect, e);
    if (rc == 0)
        rc = read_authorisation(line, e);
    if (rc == 0 && transport != NULL)
        line->transport = *transport;
    else if (rc == 0)
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

int cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange, cl_http_result *result,
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
        rc = line->transport.send(line->transport.context, &request, result, e);
        redact_reason(line, result);
    }
    cl_pairs_wipe(&headers);
    cl_text_clear(&method);
    cl_text_clear(&url);
    return rc;
}
