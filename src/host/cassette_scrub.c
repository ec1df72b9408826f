/* SPDX-License-Identifier: MIT
 *
 * cassette scrub: a recording without the personal values that it carried. What stands under a
 * declared name, in a request or in an answer, is replaced wherever it stands in the whole file, by
 * the same stand-in each time, so that both sides still agree.
 */
#include "cassette_scrub.h"

#include "alloc.h"
#include "json.h"
#include "session.h"
#include "vec.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { TAPE_LIMIT = 256 << 20, LINE_LIMIT = 8 << 20, SHORTEST = 2 };

/* Declared where nothing is: names of people and places, and words about them. */
static const char *const usual[] = {"name",  "title", "applicationName", "application_name",
                                    "email", "phone", "feedback",        "address"};

typedef struct scrubbing {
    const cl_arguments *arguments;
    cl_vec lines;  /* of cl_json * */
    cl_vec values; /* of char *: what is replaced, by its place in this list */
} scrubbing;

/* ---- what has to go ---- */

static bool is_declared(const scrubbing *s, const char *key)
{
    const char *name;
    size_t count = 0;

    while ((name = cl_argument_at(s->arguments, "field", count)) != NULL) {
        if (strcmp(name, key) == 0)
            return true;
        count++;
    }
    for (size_t i = 0; count == 0 && i < sizeof usual / sizeof *usual; i++)
        if (strcmp(usual[i], key) == 0)
            return true;
    return false;
}

static bool is_known(const scrubbing *s, cl_view value)
{
    for (size_t i = 0; i < s->values.count; i++)
        if (cl_view_is(value, *(char **)cl_vec_at(&s->values, i)))
            return true;
    return false;
}

static int keep_value(scrubbing *s, cl_view value)
{
    cl_text copy = CL_TEXT_INIT;
    char *kept;

    if (value.length < SHORTEST || is_known(s, value))
        return 0;
    cl_text_add_view(&copy, value);
    kept = cl_text_take(&copy);
    if (kept == NULL)
        return CL_E_MEMORY;
    if (cl_vec_add(&s->values, &kept) == 0)
        return 0;
    cl_free(kept);
    return CL_E_MEMORY;
}

/* Every text below a declared name, however deep it lies. */
static int find_values(scrubbing *s, const cl_json_value *value, bool declared)
{
    const cl_json_value *inner;
    const char *key;
    void *cursor = NULL;
    int rc = 0;

    if (cl_json_type(value) == CL_JSON_STRING)
        return declared ? keep_value(s, cl_json_string(value)) : 0;
    if (cl_json_type(value) == CL_JSON_OBJECT)
        while (rc == 0 && (key = cl_json_next(value, &cursor, &inner)) != NULL)
            rc = find_values(s, inner, declared || is_declared(s, key));
    if (cl_json_type(value) == CL_JSON_ARRAY)
        for (size_t i = 0; rc == 0 && i < cl_json_count(value); i++)
            rc = find_values(s, cl_json_item(value, i), declared);
    return rc;
}

/* A text that is JSON itself: the body of a request or an answer. NULL: it is none. */
static cl_json *inner_of(const cl_json_value *line, const char *key)
{
    const cl_json_value *value = cl_json_get(line, key);
    cl_json *json = NULL;

    if (value == NULL || cl_json_string(value).length == 0)
        return NULL;
    if (cl_json_parse(&json, cl_json_string(value), "body", 1, NULL) != 0)
        return NULL;
    return json;
}

static int find_in_line(scrubbing *s, const cl_json_value *line)
{
    static const char *const bodies[] = {"body", "answer"};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof bodies / sizeof *bodies; i++) {
        cl_json *json = inner_of(line, bodies[i]);

        if (json != NULL)
            rc = find_values(s, cl_json_root(json), false);
        cl_json_free(json);
    }
    return rc;
}

/* ---- putting stand-ins in place ---- */

/* The longest value that stands at this place of a text; its number from 1, 0 for none. */
static size_t value_at(const scrubbing *s, cl_view text, size_t at, size_t *length)
{
    size_t found = 0;

    *length = 0;
    for (size_t i = 0; i < s->values.count; i++) {
        const char *value = *(char **)cl_vec_at(&s->values, i);
        size_t size = strlen(value);

        if (size > *length && size <= text.length - at && memcmp(text.at + at, value, size) == 0) {
            found = i + 1;
            *length = size;
        }
    }
    return found;
}

static void add_scrubbed(cl_text *out, const scrubbing *s, cl_view text)
{
    cl_text clean = CL_TEXT_INIT;
    size_t length;

    for (size_t at = 0; at < text.length;) {
        size_t number = value_at(s, text, at, &length);

        if (number > 0) {
            cl_text_format(&clean, "scrubbed-%zu", number);
            at += length;
        } else {
            cl_text_add_char(&clean, text.at[at++]);
        }
    }
    if (clean.failed != 0 && out->failed == 0)
        out->failed = clean.failed;
    cl_text_add_json(out, cl_text_view(&clean));
    cl_text_clear(&clean);
}

/* A value in its own order, so that what was canonical stays so. */
static void add_value(cl_text *out, const scrubbing *s, const cl_json_value *value)
{
    const char *separator = "", *key;
    const cl_json_value *inner;
    void *cursor = NULL;

    switch (cl_json_type(value)) {
    case CL_JSON_STRING:
        add_scrubbed(out, s, cl_json_string(value));
        return;
    case CL_JSON_OBJECT:
        cl_text_add_char(out, '{');
        for (; (key = cl_json_next(value, &cursor, &inner)) != NULL; separator = ",") {
            cl_text_add_string(out, separator);
            cl_text_add_json(out, cl_view_of(key));
            cl_text_add_char(out, ':');
            add_value(out, s, inner);
        }
        cl_text_add_char(out, '}');
        return;
    case CL_JSON_ARRAY:
        cl_text_add_char(out, '[');
        for (size_t i = 0; i < cl_json_count(value); i++, separator = ",") {
            cl_text_add_string(out, separator);
            add_value(out, s, cl_json_item(value, i));
        }
        cl_text_add_char(out, ']');
        return;
    case CL_JSON_NULL:
    case CL_JSON_BOOLEAN:
    case CL_JSON_INTEGER:
    case CL_JSON_REAL:
        break;
    }
    cl_json_print(out, value, 0);
}

/* What is no JSON cannot be looked into: a page, broken bytes. Only that something was there is
 * kept. */
static void add_body(cl_text *out, const scrubbing *s, const cl_json_value *line, const char *key)
{
    cl_json *json = inner_of(line, key);
    cl_text body = CL_TEXT_INIT;

    if (json != NULL)
        add_value(&body, s, cl_json_root(json));
    else if (cl_json_string(cl_json_get(line, key)).length > 0)
        cl_text_add_string(&body, "scrubbed: no JSON");
    cl_text_add_json(out, cl_text_view(&body));
    cl_text_clear(&body);
    cl_json_free(json);
}

static void add_line(cl_text *out, const scrubbing *s, const cl_json_value *line)
{
    const char *separator = "{", *key;
    const cl_json_value *value;
    void *cursor = NULL;

    while ((key = cl_json_next(line, &cursor, &value)) != NULL) {
        bool hex = strcmp(key, "body_hex") == 0 || strcmp(key, "answer_hex") == 0;

        cl_text_add_string(out, separator);
        cl_text_add_json(out, cl_view_of(key));
        cl_text_add_char(out, ':');
        if (strcmp(key, "body") == 0 || strcmp(key, "answer") == 0)
            add_body(out, s, line, key);
        else if (hex)
            cl_text_add_string(out, "\"\"");
        else
            add_value(out, s, value);
        separator = ",";
    }
    cl_text_add_string(out, "}\n");
}

/* ---- the verb ---- */

static int read_lines(scrubbing *s, const char *path, cl_error *e)
{
    cl_json_stream *stream = NULL;
    cl_json *line = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

    if (fd < 0)
        return cl_fail(e, CL_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    rc = cl_json_stream_open(&stream, fd, path, LINE_LIMIT, e);
    while (rc == 0 && (rc = cl_json_stream_next(stream, &line, e)) == 0 && line != NULL) {
        if (cl_vec_add(&s->lines, &line) == 0)
            continue;
        cl_json_free(line);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_json_stream_close(stream);
    (void)close(fd);
    return rc;
}

/* A new file for its owner alone: what nobody declared is still in it. */
static int write_new(const char *path, cl_view bytes, cl_error *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t written = fd >= 0 ? write(fd, bytes.at, bytes.length) : -1;
    int reason = errno;

    if (fd >= 0)
        (void)close(fd);
    if (written == (ssize_t)bytes.length)
        return 0;
    return cl_fail(e, CL_E_IO, "cassette %s: %s", path, strerror(reason));
}

static int tell(const scrubbing *s, const char *out, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&json, "{\"file\": ");
    cl_text_add_json(&json, cl_view_of(out));
    cl_text_format(&json, ", \"exchanges\": %zu, \"values\": %zu}", s->lines.count,
                   s->values.count);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), (cl_view)CL_VIEW_INIT);
    cl_text_clear(&json);
    return rc;
}

int cl_run_cassette_scrub(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                          cl_error *e)
{
    scrubbing s = {arguments, CL_VEC_INIT(cl_json *), CL_VEC_INIT(char *)};
    const char *out = cl_argument_get(arguments, "out");
    cl_text text = CL_TEXT_INIT;
    int rc = read_lines(&s, cl_argument_get(arguments, "cassette"), e);

    (void)session;
    text.limit = TAPE_LIMIT;
    for (size_t i = 0; rc == 0 && i < s.lines.count; i++)
        rc = find_in_line(&s, cl_json_root(*(cl_json **)cl_vec_at(&s.lines, i))) == 0
                 ? 0
                 : cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < s.lines.count; i++)
        add_line(&text, &s, cl_json_root(*(cl_json **)cl_vec_at(&s.lines, i)));
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = write_new(out, cl_text_view(&text), e);
    if (rc == 0)
        rc = tell(&s, out, sink, e);
    for (size_t i = 0; i < s.lines.count; i++)
        cl_json_free(*(cl_json **)cl_vec_at(&s.lines, i));
    for (size_t i = 0; i < s.values.count; i++)
        cl_free(*(char **)cl_vec_at(&s.values, i));
    cl_vec_clear(&s.lines);
    cl_vec_clear(&s.values);
    cl_text_clear(&text);
    return rc;
}

const cl_parameter cl_cassette_scrub_parameters[] = {
    {"cassette", CL_TAKES_FILE, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "FILE",
     "a recording of submit or poll"},
    {"out", CL_TAKES_FILE, CL_PARAMETER_REQUIRED, "FILE",
     "new file for the recording without them"},
    {"field", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "NAME",
     "member whose texts are personal; without one: names, titles, contacts, feedback"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
