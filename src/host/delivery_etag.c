/* SPDX-License-Identifier: MIT
 *
 * The memory has a member "etag PATH" for each address; empty: what was known is void.
 */
#include "delivery_etag.h"

#include "delivery_view.h"

#include <string.h>
#include <strings.h>

enum { TAG = 256 };

const char *cl_etag_of(const cl_pairs *headers)
{
    const char *tag = cl_pairs_find(headers, "ETag");
    size_t length = tag != NULL ? strlen(tag) : 0;

    return length > 2 && length <= TAG && tag[0] == '"' && tag[length - 1] == '"' ? tag : NULL;
}

/* Most portals have no tags: then nothing is parsed. */
static bool mentions(cl_view text, const char *what)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == what[0] && cl_view_starts((cl_view){text.at + i, text.length - i}, what))
            return true;
    return false;
}

static int name_of(cl_text *out, const cl_exchange *exchange, cl_error *e)
{
    cl_text_add_string(out, "etag ");
    cl_text_add_view(out, exchange->path);
    return cl_text_check(out, e);
}

/* What is known about the address of an exchange; empty for nothing. Borrowed from `json`. */
static cl_view known_tag(cl_json **json, cl_view memory, const char *name)
{
    const cl_json_value *value = NULL;

    *json = NULL;
    if (mentions(memory, "\"etag ") && cl_json_parse(json, memory, "memory", 1, NULL) == 0)
        value = cl_json_get(cl_json_root(*json), name);
    return value != NULL ? cl_json_string(value) : (cl_view)CL_VIEW_INIT;
}

/* Whether the answer says, or makes doubtful, which version is there. */
static bool tells(const cl_exchange *exchange, const cl_http_result *result)
{
    if (cl_view_is(exchange->effect, "read"))
        return result->phase == CL_PHASE_WHOLE && (result->status == 200 || result->status == 404);
    return result->phase > CL_PHASE_NONE && result->status != 429;
}

int cl_etag_remember(cl_text *out, cl_view more, cl_view memory, const cl_exchange *exchange,
                     const cl_http_result *result, cl_error *e)
{
    bool good = result->phase == CL_PHASE_WHOLE && result->status >= 200 && result->status < 300;
    const char *tag = good ? cl_etag_of(&result->headers) : NULL;
    cl_text name = CL_TEXT_INIT, entry = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = name_of(&name, exchange, e);

    if (rc == 0 && tells(exchange, result) &&
        (tag != NULL || known_tag(&json, memory, name.at).length > 0)) {
        cl_text_add_char(&entry, '{');
        cl_text_add_json(&entry, cl_text_view(&name));
        cl_text_add_char(&entry, ':');
        cl_text_add_json(&entry, cl_view_of(tag));
        cl_text_add_char(&entry, '}');
        rc = cl_text_check(&entry, e);
    }
    if (rc == 0 && entry.length > 0)
        rc = cl_memory_merge(out, more, cl_text_view(&entry), e);
    else if (rc == 0 && cl_text_add_view(out, more) != 0)
        rc = cl_text_check(out, e);
    cl_json_free(json);
    cl_text_clear(&name);
    cl_text_clear(&entry);
    return rc;
}

/* The stored headers with another `condition`, or without one. */
static int print_headers(cl_text *out, cl_view headers, const char *condition, cl_view tag,
                         cl_error *e)
{
    const cl_json_value *value;
    cl_json *json = NULL;
    const char *separator = "{", *name;
    void *cursor = NULL;
    int rc = cl_json_parse(&json, headers.length > 0 ? headers : CL_VIEW("{}"), "headers", 1, e);

    while (rc == 0 && (name = cl_json_next(cl_json_root(json), &cursor, &value)) != NULL) {
        if (strcmp(name, condition) == 0)
            continue;
        cl_text_add_string(out, separator);
        cl_text_add_json(out, cl_view_of(name));
        cl_text_add_char(out, ':');
        cl_json_print_canonical(out, value);
        separator = ",";
    }
    if (rc == 0 && tag.length > 0) {
        cl_text_format(out, "%s\"%s\":", separator, condition);
        cl_text_add_json(out, tag);
        separator = ",";
    }
    cl_text_add_string(out, separator[0] == '{' ? "{}" : "}");
    cl_json_free(json);
    return rc != 0 ? rc : cl_text_check(out, e);
}

static int set_condition(cl_exchange *exchange, cl_arena *arena, const char *condition, cl_view tag,
                         cl_error *e)
{
    cl_text headers = CL_TEXT_INIT;
    int rc = print_headers(&headers, exchange->headers, condition, tag, e);

    exchange->headers = (cl_view)CL_VIEW_INIT;
    if (rc == 0)
        exchange->headers.at = cl_arena_copy(arena, cl_text_view(&headers));
    if (rc == 0 && exchange->headers.at == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0)
        exchange->headers.length = headers.length;
    cl_text_clear(&headers);
    return rc;
}

int cl_etag_require(cl_exchange *exchange, cl_arena *arena, cl_view memory, cl_error *e)
{
    cl_text name = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc;

    if (!cl_view_is(exchange->method, "PUT") ||
        (!mentions(memory, "\"etag ") && !mentions(exchange->headers, "\"If-Match\"")))
        return 0;
    rc = name_of(&name, exchange, e);
    if (rc == 0)
        rc = set_condition(exchange, arena, "If-Match", known_tag(&json, memory, name.at), e);
    cl_json_free(json);
    cl_text_clear(&name);
    return rc;
}

int cl_etag_if_changed(cl_exchange *reading, cl_arena *arena, cl_view headers, cl_error *e)
{
    for (size_t i = 0; i < headers.length; i++) {
        cl_view line = {headers.at + i, headers.length - i};
        const char *end = memchr(line.at, '\n', line.length);

        line.length = end != NULL ? (size_t)(end - line.at) : line.length;
        i += line.length;
        if (line.length > 6 && line.length < TAG && strncasecmp(line.at, "ETag: ", 6) == 0)
            return set_condition(reading, arena, "If-None-Match",
                                 (cl_view){line.at + 6, line.length - 6}, e);
    }
    return 0;
}
