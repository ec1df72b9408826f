/* SPDX-License-Identifier: MIT
 *
 * One line holds portal, method, path, query, headers as stored, key, body; and phase, curl's code,
 * bytes sent, status, headers and body of the answer. Bodies that are no UTF-8 are kept in hex.
 */
#include "cassette.h"

#include "alloc.h"
#include "json.h"
#include "utf8.h"
#include "vec.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct cl_cassette {
    char *path;
    int fd;      /* records; -1: plays */
    cl_vec tape; /* of cl_json *, a line each; NULL once it was played */
};

enum { LINE_LIMIT = 8 << 20, SHOWN = 60 };

static int new_cassette(cl_cassette **out, const char *path, cl_error *e)
{
    cl_cassette *made = cl_calloc(1, sizeof *made);

    *out = NULL;
    if (made == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    made->fd = -1;
    made->tape = (cl_vec)CL_VEC_INIT(cl_json *);
    made->path = cl_strdup(path);
    *out = made;
    return made->path != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

void cl_cassette_close(cl_cassette *cassette)
{
    if (cassette == NULL)
        return;
    if (cassette->fd >= 0)
        (void)close(cassette->fd);
    for (size_t i = 0; i < cassette->tape.count; i++)
        cl_json_free(*(cl_json **)cl_vec_at(&cassette->tape, i));
    cl_vec_clear(&cassette->tape);
    cl_free(cassette->path);
    cl_free(cassette);
}

bool cl_cassette_plays(const cl_cassette *cassette)
{
    return cassette->fd < 0;
}

/* ---- recording ---- */

int cl_cassette_record(cl_cassette **out, const char *path, cl_error *e)
{
    int rc = new_cassette(out, path, e);

    if (rc == 0) {
        (*out)->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
        if ((*out)->fd < 0)
            rc = cl_fail(e, CL_E_IO, "cassette %s: %s", path, strerror(errno));
    }
    if (rc != 0) {
        cl_cassette_close(*out);
        *out = NULL;
    }
    return rc;
}

static void add_bytes(cl_text *out, const char *key, cl_view bytes)
{
    static const char digits[] = "0123456789abcdef";

    if (cl_utf8_valid(bytes, NULL)) {
        cl_text_format(out, ",\"%s\":", key);
        cl_text_add_json(out, bytes);
        return;
    }
    cl_text_format(out, ",\"%s_hex\":\"", key);
    for (size_t i = 0; i < bytes.length; i++) {
        cl_text_add_char(out, digits[(unsigned char)bytes.at[i] >> 4]);
        cl_text_add_char(out, digits[(unsigned char)bytes.at[i] & 15]);
    }
    cl_text_add_char(out, '"');
}

static void add_request(cl_text *out, const char *portal, const cl_exchange *exchange)
{
    cl_text_add_string(out, "{\"portal\":");
    cl_text_add_json(out, cl_view_of(portal));
    add_bytes(out, "method", exchange->method);
    add_bytes(out, "path", exchange->path);
    add_bytes(out, "query", exchange->query);
    add_bytes(out, "key", exchange->key);
    cl_text_add_string(out, ",\"headers\":");
    cl_text_add_view(out, exchange->headers.length > 0 ? exchange->headers : CL_VIEW("{}"));
    add_bytes(out, "body", exchange->body);
}

static void add_answer(cl_text *out, const cl_http_result *result)
{
    cl_text_format(out, ",\"phase\":%d,\"curl_code\":%d,\"sent\":%lld,\"status\":%ld,\"cut\":%s",
                   (int)result->phase, result->curl_code, (long long)result->sent, result->status,
                   result->cut ? "true" : "false");
    add_bytes(out, "reason", cl_view_of(result->reason));
    cl_text_add_string(out, ",\"answer_headers\":[");
    for (size_t i = 0; i < cl_pairs_count(&result->headers); i++) {
        const cl_pair *header = cl_pairs_at(&result->headers, i);

        cl_text_add_string(out, i > 0 ? ",[" : "[");
        cl_text_add_json(out, cl_view_of(header->name));
        cl_text_add_char(out, ',');
        cl_text_add_json(out, cl_view_of(header->value));
        cl_text_add_char(out, ']');
    }
    cl_text_add_char(out, ']');
    add_bytes(out, "answer", cl_text_view(&result->body));
    cl_text_add_string(out, "}\n");
}

int cl_cassette_keep(cl_cassette *cassette, const char *portal, const cl_exchange *exchange,
                     const cl_http_result *result, const cl_redactor *redactor, cl_error *e)
{
    cl_text line = CL_TEXT_INIT, clean = CL_TEXT_INIT;
    int rc;

    add_request(&line, portal, exchange);
    add_answer(&line, result);
    rc = cl_text_check(&line, e);
    if (rc == 0 && cl_redact(&clean, redactor, cl_text_view(&line)) != 0)
        rc = cl_text_check(&clean, e);
    if (rc == 0 && write(cassette->fd, clean.at, clean.length) != (ssize_t)clean.length)
        rc = cl_fail(e, CL_E_IO, "cassette %s: %s", cassette->path, strerror(errno));
    cl_text_clear(&clean);
    cl_text_clear(&line);
    return rc;
}

/* ---- playing ---- */

static int read_tape(cl_cassette *cassette, cl_error *e)
{
    int fd = open(cassette->path, O_RDONLY | O_CLOEXEC), rc;
    cl_json_stream *stream = NULL;
    cl_json *line = NULL;

    if (fd < 0)
        return cl_fail(e, CL_E_IO, "cassette %s: %s", cassette->path, strerror(errno));
    rc = cl_json_stream_open(&stream, fd, cassette->path, LINE_LIMIT, e);
    while (rc == 0 && (rc = cl_json_stream_next(stream, &line, e)) == 0 && line != NULL) {
        if (cl_vec_add(&cassette->tape, &line) == 0)
            continue;
        cl_json_free(line);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_json_stream_close(stream);
    (void)close(fd);
    return rc;
}

int cl_cassette_play(cl_cassette **out, const char *path, cl_error *e)
{
    int rc = new_cassette(out, path, e);

    if (rc == 0)
        rc = read_tape(*out, e);
    if (rc != 0) {
        cl_cassette_close(*out);
        *out = NULL;
    }
    return rc;
}

static cl_view text_of(const cl_json_value *line, const char *key)
{
    const cl_json_value *value = cl_json_get(line, key);

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value)
                                                                  : (cl_view)CL_VIEW_INIT;
}

static int64_t number_of(const cl_json_value *line, const char *key)
{
    const cl_json_value *value = cl_json_get(line, key);

    return value != NULL && cl_json_type(value) == CL_JSON_INTEGER ? cl_json_integer(value) : 0;
}

static bool is_route(const cl_json_value *line, const char *portal, const cl_exchange *exchange)
{
    return cl_view_is(text_of(line, "portal"), portal) &&
           cl_view_equal(text_of(line, "method"), exchange->method) &&
           cl_view_equal(text_of(line, "path"), exchange->path) &&
           cl_view_equal(text_of(line, "query"), exchange->query);
}

static unsigned digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10;
}

static int take_body(cl_text *out, const cl_json_value *line)
{
    cl_view hex = text_of(line, "answer_hex");

    for (size_t i = 0; i + 1 < hex.length; i += 2)
        cl_text_add_char(out, (char)(digit(hex.at[i]) << 4 | digit(hex.at[i + 1])));
    return cl_text_add_view(out, text_of(line, "answer"));
}

static int take_answer(cl_http_result *result, const cl_json_value *line, cl_error *e)
{
    const cl_json_value *headers = cl_json_get(line, "answer_headers");
    const cl_json_value *cut = cl_json_get(line, "cut");
    cl_view reason = text_of(line, "reason");
    size_t length =
        reason.length < sizeof result->reason ? reason.length : sizeof result->reason - 1;
    int rc = 0;

    result->phase = (cl_http_phase)number_of(line, "phase");
    result->curl_code = (int)number_of(line, "curl_code");
    result->sent = number_of(line, "sent");
    result->status = (long)number_of(line, "status");
    result->cut = cut != NULL && cl_json_type(cut) == CL_JSON_BOOLEAN && cl_json_boolean(cut);
    if (length > 0)
        memcpy(result->reason, reason.at, length);
    result->reason[length] = '\0';
    for (size_t i = 0; rc == 0 && headers != NULL && i < cl_json_count(headers); i++) {
        const cl_json_value *pair = cl_json_item(headers, i);

        rc = cl_pairs_add(&result->headers, cl_json_string(cl_json_item(pair, 0)),
                          cl_json_string(cl_json_item(pair, 1)));
    }
    if (rc == 0)
        rc = take_body(&result->body, line);
    return rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* Both bodies from a little before the first byte that differs. */
static int differ(const cl_cassette *cassette, const cl_exchange *exchange, cl_view recorded,
                  cl_error *e)
{
    cl_view ours = exchange->body;
    size_t at = 0, from;

    while (at < ours.length && at < recorded.length && ours.at[at] == recorded.at[at])
        at++;
    from = at > 20 ? at - 20 : 0;
    return cl_fail(e, CL_E_INVALID,
                   "cassette %s: the body of %.*s %.*s differs at byte %zu: recorded '%.*s', now "
                   "'%.*s'",
                   cassette->path, (int)exchange->method.length, exchange->method.at,
                   (int)exchange->path.length, exchange->path.at, at,
                   (int)(recorded.length - from < SHOWN ? recorded.length - from : SHOWN),
                   recorded.length > from ? recorded.at + from : "",
                   (int)(ours.length - from < SHOWN ? ours.length - from : SHOWN),
                   ours.length > from ? ours.at + from : "");
}

int cl_cassette_answer(cl_cassette *cassette, const char *portal, const cl_exchange *exchange,
                       cl_http_result *result, cl_error *e)
{
    const cl_json_value *near = NULL;

    for (size_t i = 0; i < cassette->tape.count; i++) {
        cl_json **line = cl_vec_at(&cassette->tape, i);
        const cl_json_value *root = *line != NULL ? cl_json_root(*line) : NULL;
        int rc;

        if (root == NULL || !is_route(root, portal, exchange))
            continue;
        near = near != NULL ? near : root;
        if (!cl_view_equal(text_of(root, "body"), exchange->body))
            continue;
        rc = take_answer(result, root, e);
        cl_json_free(*line);
        *line = NULL;
        return rc;
    }
    if (near != NULL)
        return differ(cassette, exchange, text_of(near, "body"), e);
    return cl_fail(e, CL_E_INVALID, "cassette %s holds no further %.*s %.*s for portal %s",
                   cassette->path, (int)exchange->method.length, exchange->method.at,
                   (int)exchange->path.length, exchange->path.at, portal);
}
