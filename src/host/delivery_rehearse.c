/* SPDX-License-Identifier: MIT
 *
 * The dry run: each request of a delivery as a curl command, made with the same functions that make
 * the real ones. Answers come from the dialect's samples; secrets are named, never read.
 */
#include "courier_parts.h"
#include "delivery_verbs.h"

#include <stdio.h>
#include <string.h>

/* What an earlier answer will tell: in commands a shell takes it from there. */
typedef struct later {
    const char
        *stand_in;      /* in the place of the id, from the dialect's sample; NULL: not known yet */
    const char *member; /* of the answer, where the id stands; NULL: this step tells none */
} later;

/* 'text' for a shell: a quote inside ends the quoting, stands alone, begins it again. So does what
 * is known later. */
static void add_quoted(cl_text *out, cl_view text, const later *l)
{
    size_t length = l->stand_in != NULL ? strlen(l->stand_in) : 0;

    cl_text_add_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (length > 0 && length <= text.length - i &&
            memcmp(text.at + i, l->stand_in, length) == 0) {
            cl_text_add_string(out, "'\"$ID\"'");
            i += length - 1;
        } else if (text.at[i] == '\'') {
            cl_text_add_string(out, "'\\''");
        } else {
            cl_text_add_char(out, text.at[i]);
        }
    }
    cl_text_add_char(out, '\'');
}

/* How a shell comes by a secret, within double quotes. References have no signs that need more. */
static void add_secret(cl_text *out, cl_view reference)
{
    const char *colon = memchr(reference.at, ':', reference.length);

    if (cl_view_starts(reference, "env:"))
        cl_text_format(out, "$%s", colon + 1);
    else if (cl_view_starts(reference, "file:"))
        cl_text_format(out, "$(cat '%s')", colon + 1);
    else
        cl_text_format(out, "$(cat $CREDENTIALS_DIRECTORY/%s)", colon + 1);
}

static void add_header(cl_text *out, const char *name, cl_view value)
{
    cl_text line = CL_TEXT_INIT;

    cl_text_format(&line, "%s: %.*s", name, (int)value.length, value.at);
    cl_text_add_string(out, " --header ");
    add_quoted(out, cl_text_view(&line), &(later){NULL, NULL});
    cl_text_clear(&line);
}

static void add_headers(cl_text *out, const cl_portal *portal, const cl_exchange *exchange)
{
    cl_json *json = NULL;
    const cl_json_value *value;
    const char *name;
    void *cursor = NULL;

    add_header(out, "User-Agent", CL_VIEW("clachan"));
    add_header(out, "Accept", CL_VIEW("application/json"));
    if (exchange->body.length == 0 && !cl_view_is(exchange->effect, "read"))
        add_header(out, "Content-Length", CL_VIEW("0"));
    if (cl_json_parse(&json, exchange->headers, "headers", 1, NULL) == 0)
        while ((name = cl_json_next(cl_json_root(json), &cursor, &value)) != NULL)
            add_header(out, name,
                       cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value)
                                                             : CL_VIEW("<secret>"));
    cl_json_free(json);
    if (exchange->key.length > 0)
        cl_text_format(out,
                       portal->key_quoted ? " --header \"%s: \\\"$(uuidgen)\\\"\""
                                          : " --header \"%s: $(uuidgen)\"",
                       portal->key_header);
    if (portal->auth == CL_AUTH_NONE)
        return;
    cl_text_format(out, " --header \"%s: %s", portal->auth_header,
                   portal->auth == CL_AUTH_HEADER ? "" : "Bearer ");
    if (portal->auth == CL_AUTH_OAUTH2)
        cl_text_add_string(out, "$TOKEN");
    else
        add_secret(out, cl_view_of(portal->auth_secret));
    cl_text_add_char(out, '"');
}

static void add_command(cl_text *out, const cl_portal *portal, const cl_exchange *exchange,
                        const later *l)
{
    cl_text address = CL_TEXT_INIT;
    char digest[CL_DIGEST_HEX];

    cl_text_format(&address, "%s/%.*s%s%.*s", portal->base, (int)exchange->path.length,
                   exchange->path.at, exchange->query.length > 0 ? "?" : "",
                   (int)exchange->query.length, exchange->query.at);
    cl_text_add_string(out, l->member != NULL ? "ID=$(curl --silent" : "curl");
    cl_text_format(out, " --request %.*s", (int)exchange->method.length, exchange->method.at);
    add_headers(out, portal, exchange);
    cl_text_add_char(out, ' ');
    add_quoted(out, cl_text_view(&address), l);
    if (exchange->body.length > 0) {
        cl_text_add_string(out, " --data-binary ");
        add_quoted(out, exchange->body, l);
    }
    if (l->member != NULL)
        cl_text_format(out, " | sed -n 's/.*\"%s\": *\"\\([^\"]*\\)\".*/\\1/p')", l->member);
    if (exchange->body.length > 0) {
        cl_digest_hex(exchange->body, digest);
        cl_text_format(out, " # sha256 %s", digest);
    }
    cl_text_clear(&address);
}

/* A token that is fetched comes first, into a variable of the shell. */
static int tell_token(const cl_errand *errand, cl_error *e)
{
    const cl_portal *portal = errand->line->portal;
    cl_text json = CL_TEXT_INIT, command = CL_TEXT_INIT;
    int rc;

    if (portal->auth != CL_AUTH_OAUTH2)
        return 0;
    cl_text_add_string(&command, "TOKEN=$(curl --silent --data grant_type=client_credentials");
    cl_text_add_string(&command,
                       portal->token_post ? " --data-urlencode \"client_id=" : " --user \"");
    add_secret(&command, cl_view_of(portal->token_client));
    cl_text_add_string(&command, portal->token_post ? "\" --data-urlencode \"client_secret=" : ":");
    add_secret(&command, cl_view_of(portal->auth_secret));
    cl_text_add_char(&command, '"');
    if (portal->token_scope != NULL)
        cl_text_format(&command, " --data-urlencode 'scope=%s'", portal->token_scope);
    cl_text_format(&command, " '%s' | sed -n 's/.*\"access_token\": *\"\\([^\"]*\\)\".*/\\1/p')",
                   portal->token_url);
    cl_text_add_string(&json, "{\"step\": \"token\", \"command\": ");
    cl_text_add_json(&json, cl_text_view(&command));
    cl_text_add_char(&json, '}');
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(errand->courier->sink, cl_text_view(&json), cl_text_view(&command));
    cl_text_clear(&command);
    cl_text_clear(&json);
    return rc;
}

static int tell_request(const cl_errand *errand, const cl_exchange *exchange, const later *l,
                        cl_error *e)
{
    cl_text json = CL_TEXT_INIT, command = CL_TEXT_INIT;
    int rc;

    add_command(&command, errand->line->portal, exchange, l);
    cl_text_format(&json, "{\"application\": \"APP-%lld\", \"step\": ",
                   (long long)errand->item.delivery.application);
    cl_text_add_json(&json, exchange->step);
    cl_text_add_string(&json, ", \"command\": ");
    cl_text_add_json(&json, cl_text_view(&command));
    cl_text_add_char(&json, '}');
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(errand->courier->sink, cl_text_view(&json), cl_text_view(&command));
    cl_text_clear(&command);
    cl_text_clear(&json);
    return rc;
}

/* The sample answer to a step; NULL where the dialect has none. */
static int read_sample(cl_json **out, cl_errand *errand, const char *step, cl_error *e)
{
    cl_text sample = CL_TEXT_INIT;
    int rc = cl_dialect_sample(errand->line->dialect, &sample, step, e);

    *out = NULL;
    if (rc == 0 && sample.length > 0)
        rc = cl_json_parse(out, cl_text_view(&sample), "sample", 1, e);
    cl_text_clear(&sample);
    return rc;
}

static const char *text_of(cl_errand *errand, const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL ? cl_errand_text(errand, "%s", cl_json_string(value).at) : NULL;
}

/* What the dialect would remember after a step, from its sample. */
static int remember(cl_errand *errand, const cl_json *sample, later *l, cl_error *e)
{
    const cl_json_value *value =
        sample != NULL ? cl_json_get(cl_json_root(sample), "remember") : NULL;
    cl_text more = CL_TEXT_INIT, merged = CL_TEXT_INIT;
    int rc = 0;

    if (value == NULL)
        return 0;
    if (l->member != NULL)
        l->stand_in = text_of(errand, value, "application");
    cl_json_print_canonical(&more, value);
    rc = cl_memory_merge(&merged, errand->item.delivery.memory, cl_text_view(&more), e);
    if (rc == 0 && merged.length > 0)
        errand->item.delivery.memory = cl_view_of(cl_errand_text(errand, "%s", merged.at));
    cl_text_clear(&merged);
    cl_text_clear(&more);
    return rc;
}

static int rehearse_step(cl_errand *errand, const char *step, later *l, cl_error *e)
{
    const cl_json *view = NULL;
    cl_json *sample = NULL;
    cl_exchange exchange;
    int rc = cl_delivery_view(&view, &errand->line->views, errand->courier->session,
                              errand->line->portal, &errand->item.delivery, e);

    if (rc == 0)
        rc = cl_exchange_of_step(&exchange, &errand->arena, errand->line, step, cl_json_root(view),
                                 errand->now, e);
    if (rc == 0)
        rc = read_sample(&sample, errand, step, e);
    l->member = sample != NULL ? text_of(errand, cl_json_root(sample), "tells") : NULL;
    if (rc == 0)
        rc = tell_request(errand, &exchange, l, e);
    if (rc == 0)
        rc = remember(errand, sample, l, e);
    cl_json_free(sample);
    return rc;
}

static int rehearse_one(cl_courier *courier, int64_t delivery, cl_error *e)
{
    cl_errand errand = {.courier = courier, .arena = CL_ARENA_INIT};
    const char *step = NULL;
    later l = {NULL, NULL};
    int rc = cl_outbox_get(&errand.item, &errand.arena, courier->store, delivery, e);

    errand.now = cl_session_now(courier->session);
    if (rc == 0)
        rc = cl_courier_line(&errand.line, courier, errand.item.delivery.portal, e);
    if (rc == 0)
        step = cl_errand_text(&errand, "%.*s", (int)errand.item.exchange.step.length,
                              errand.item.exchange.step.at);
    if (rc == 0)
        rc = tell_token(&errand, e);
    while (rc == 0 && step != NULL) {
        rc = rehearse_step(&errand, step, &l, e);
        step = cl_errand_next_step(&errand, cl_view_of(step));
    }
    cl_arena_clear(&errand.arena);
    return rc;
}

int cl_delivery_rehearse(cl_courier *courier, const int64_t *deliveries, size_t count, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = rehearse_one(courier, deliveries[i], e);
    return rc;
}
