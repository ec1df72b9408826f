/* SPDX-License-Identifier: MIT
 *
 * Objects one after the other from a file descriptor, through a window that holds one object. What
 * this file decides is where to go on after a fault: nothing that is whole may be lost with what is
 * broken.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "json_build.h"

enum { CHUNK = 64 * 1024 };

struct cl_json_stream {
    int fd;
    char *file; /* NULL without one */
    size_t limit;
    char *at; /* the window: bytes [begin, end) are read and not used */
    size_t capacity, begin, end;
    int line;           /* of the byte at `begin` */
    int began;          /* line on which the last object begins */
    bool at_line_start; /* that byte is the first of its line */
    bool fresh;         /* nothing was used yet */
    bool found;         /* something else than white space was seen */
    bool input_ended, over;
    cl_vec places;
    cl_json_scan scan;
    cl_view *as_text; /* the next object goes here, not parsed; NULL: parsed */
};

int cl_json_stream_open(cl_json_stream **out, int fd, const char *file, size_t limit, cl_error *e)
{
    cl_json_stream *stream = cl_calloc(1, sizeof *stream);

    *out = NULL;
    if (stream == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    stream->file = cl_strdup(file);
    if (file != NULL && stream->file == NULL) {
        cl_free(stream);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    stream->fd = fd;
    stream->limit = limit;
    stream->line = 1;
    stream->at_line_start = true;
    stream->fresh = true;
    stream->places = (cl_vec)CL_VEC_INIT(cl_json_place);
    *out = stream;
    return 0;
}

void cl_json_stream_close(cl_json_stream *stream)
{
    if (stream == NULL)
        return;
    cl_vec_clear(&stream->places);
    cl_free(stream->at);
    cl_free(stream->file);
    cl_free(stream);
}

static size_t held(const cl_json_stream *stream)
{
    return stream->end - stream->begin;
}

/* The end of it all: no later call may go on with half of what was there. */
static int give_up(cl_json_stream *stream, int code)
{
    stream->over = true;
    return code;
}

/* Makes room for a chunk behind the window. */
static int make_room(cl_json_stream *stream, cl_error *e)
{
    size_t capacity = stream->capacity != 0 ? stream->capacity : CHUNK;
    char *at;

    if (stream->begin != 0) {
        memmove(stream->at, stream->at + stream->begin, held(stream));
        stream->end -= stream->begin;
        stream->begin = 0;
    }
    while (capacity - stream->end < CHUNK)
        capacity *= 2;
    if (capacity == stream->capacity)
        return 0;
    at = cl_realloc(stream->at, capacity);
    if (at == NULL)
        return give_up(stream, cl_fail(e, CL_E_MEMORY, "out of memory"));
    stream->at = at;
    stream->capacity = capacity;
    return 0;
}

/* Reads some more, or notes that the input has ended. */
static int read_more(cl_json_stream *stream, cl_error *e)
{
    int rc = stream->capacity - stream->end >= CHUNK ? 0 : make_room(stream, e);
    ssize_t got;

    if (rc != 0)
        return rc;
    do
        got = read(stream->fd, stream->at + stream->end, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        (void)cl_fail(e, CL_E_IO, "cannot be read: %s", strerror(errno));
        cl_error_place(e, stream->file, stream->line, NULL);
        return give_up(stream, CL_E_IO);
    }
    stream->input_ended = got == 0;
    stream->end += (size_t)got;
    return 0;
}

static int lines_in(const char *at, size_t length)
{
    const char *end = at + length;
    int lines = 0;

    while (at != end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        lines++;
        at++;
    }
    return lines;
}

/* Uses the first `count` bytes of the window up. */
static void advance(cl_json_stream *stream, size_t count)
{
    const char *first = stream->at + stream->begin;

    if (count == 0)
        return;
    stream->line += lines_in(first, count);
    stream->at_line_start = first[count - 1] == '\n';
    stream->begin += count;
    stream->fresh = false;
}

/* Offset in `bytes` of a '{' that is the first of its line; bytes.length when there is none. */
static size_t brace_line(cl_view bytes)
{
    for (size_t i = 0; i + 1 < bytes.length; i++) {
        const char *feed = memchr(bytes.at + i, '\n', bytes.length - 1 - i);

        if (feed == NULL)
            break;
        i = (size_t)(feed - bytes.at);
        if (bytes.at[i + 1] == '{')
            return i + 1;
    }
    return bytes.length;
}

/* Goes to the next line that begins with '{'. */
static int skip_to_brace(cl_json_stream *stream, cl_error *e)
{
    for (;;) {
        cl_view bytes = {stream->at + stream->begin, held(stream)};
        size_t brace = brace_line(bytes);
        int rc;

        if (stream->at_line_start && bytes.length != 0 && bytes.at[0] == '{')
            return 0;
        if (brace < bytes.length) {
            advance(stream, brace);
            return 0;
        }
        /* A line feed at the very end stays: what comes next may be the brace. */
        advance(stream, bytes.length - (bytes.length != 0 && bytes.at[bytes.length - 1] == '\n' &&
                                        !stream->input_ended));
        if (stream->input_ended)
            return 0;
        rc = read_more(stream, e);
        if (rc != 0)
            return rc;
    }
}

/* What is reported is the fault, unless going on fails for good. */
static int go_on(cl_json_stream *stream, int code, cl_error *e)
{
    cl_error worse = CL_ERROR_INIT;
    int rc = skip_to_brace(stream, &worse);

    if (rc != 0 && e != NULL)
        *e = worse;
    return rc != 0 ? rc : code;
}

/* Another object begins inside the one that is broken, at byte `brace`: the first was cut off. */
static int another_begins(cl_json_stream *stream, size_t brace, const cl_error *fault, cl_error *e)
{
    int first = stream->line;

    advance(stream, brace);
    (void)cl_fail(e, fault->code,
                  "the object that begins here is not complete: another one begins on line %d "
                  "(line %d: %s)",
                  stream->line, fault->line, fault->message);
    cl_error_place(e, stream->file, first, NULL);
    return fault->code;
}

/* The object at `begin` is broken after `used` bytes. If a line up to there begins with '{', only
 * the lines before it are given up: a cut-off line of JSON lines must not cost the good ones after
 * it. */
static int broken(cl_json_stream *stream, size_t used, const cl_error *fault, cl_error *e)
{
    cl_view seen = {stream->at + stream->begin,
                    used < held(stream) ? used + 1 : used}; /* the faulty byte may be that brace */
    size_t brace = brace_line(seen);
    int first = stream->line;

    if (brace < seen.length)
        return another_begins(stream, brace, fault, e);
    if (fault->line == first)
        (void)cl_fail(e, fault->code, "%s", fault->message);
    else
        (void)cl_fail(e, fault->code, "%s (in the object that begins on line %d)", fault->message,
                      first);
    cl_error_place(e, stream->file, fault->line, NULL);
    advance(stream, used);
    return go_on(stream, fault->code, e);
}

static int cut_off(cl_json_stream *stream, size_t used, cl_error *e)
{
    cl_error fault = CL_ERROR_INIT;

    (void)cl_fail(&fault, CL_E_INVALID, "the file ends inside the object: it is cut off");
    fault.line = stream->line;
    return broken(stream, used, &fault, e);
}

static int too_long(cl_json_stream *stream, size_t used, cl_error *e)
{
    cl_error fault = CL_ERROR_INIT;

    (void)cl_fail(&fault, CL_E_LIMIT, "the object has more than %zu bytes", stream->limit);
    fault.line = stream->line;
    return broken(stream, used, &fault, e);
}

static int accept(cl_json_stream *stream, cl_json **out, size_t used, cl_error *e)
{
    cl_view text = {stream->at + stream->begin, used};
    int rc = 0;

    if (stream->as_text != NULL)
        *stream->as_text = text; /* stays in the window until more is read */
    else
        rc = cl_json_build(out, text, &stream->places, stream->file, stream->line, e);
    if (rc == CL_E_MEMORY)
        return give_up(stream, rc);
    advance(stream, used);
    return rc;
}

static int take_object(cl_json_stream *stream, cl_json **out, cl_error *e)
{
    cl_error fault = CL_ERROR_INIT;
    size_t used = 0;

    stream->began = stream->line;
    cl_json_scan_init(&stream->scan, stream->line, &stream->places);
    for (;;) {
        cl_view rest = {stream->at + stream->begin + used, held(stream) - used};
        size_t taken;
        int rc = cl_json_scan_feed(&stream->scan, rest, &taken, &fault);

        used += taken;
        if (rc == CL_E_MEMORY)
            return give_up(stream, cl_fail(e, rc, "out of memory"));
        if (rc != 0)
            return broken(stream, used, &fault, e);
        if (stream->limit != 0 && used > stream->limit)
            return too_long(stream, used, e);
        if (stream->scan.complete)
            return accept(stream, out, used, e);
        if (stream->input_ended)
            return cut_off(stream, used, e);
        rc = read_more(stream, e);
        if (rc != 0)
            return rc;
    }
}

/* An array is passed over as a whole and not kept: its members would be taken for objects that
 * commas separate, and each comma for a fault. */
static int refuse_array(cl_json_stream *stream, cl_error *e)
{
    int first = stream->line, rc = 0;
    size_t taken;

    cl_json_scan_init(&stream->scan, first, &stream->places);
    while (rc == 0) {
        cl_view rest = {stream->at + stream->begin, held(stream)};

        rc = cl_json_scan_feed(&stream->scan, rest, &taken, NULL);
        advance(stream, taken);
        cl_vec_reset(&stream->places);
        if (rc == CL_E_MEMORY)
            return give_up(stream, cl_fail(e, rc, "out of memory"));
        if (rc != 0 || stream->scan.complete || stream->input_ended)
            break;
        rc = read_more(stream, e);
        if (rc != 0)
            return rc;
    }
    (void)cl_fail(e, CL_E_INVALID,
                  "an array, where objects are expected: write one object a line, without [ and ]");
    cl_error_place(e, stream->file, first, NULL);
    return rc != 0 ? go_on(stream, CL_E_INVALID, e) : CL_E_INVALID;
}

static int refuse_other(cl_json_stream *stream, cl_error *e)
{
    unsigned byte = (unsigned char)stream->at[stream->begin];
    char found[32];

    if (stream->fresh && (byte == 0xFE || byte == 0xFF))
        (void)cl_fail(e, CL_E_INVALID, "the file is UTF-16; save it as UTF-8");
    else
        (void)cl_fail(e, CL_E_INVALID, "found %s, where an object has to begin with {%s",
                      cl_json_byte_name(found, byte),
                      byte == ',' ? "; no comma stands between objects" : "");
    cl_error_place(e, stream->file, stream->line, NULL);
    return go_on(stream, CL_E_INVALID, e);
}

static bool has_mark(const cl_json_stream *stream)
{
    return held(stream) >= 3 && memcmp(stream->at + stream->begin, "\xEF\xBB\xBF", 3) == 0;
}

/* A byte-order mark at the very start, as Windows writes it. */
static int skip_mark(cl_json_stream *stream, cl_error *e)
{
    while (held(stream) < 3 && !stream->input_ended) {
        int rc = read_more(stream, e);

        if (rc != 0)
            return rc;
    }
    if (!has_mark(stream))
        return 0;
    advance(stream, 3);
    stream->at_line_start = true;
    return 0;
}

static int skip_space(cl_json_stream *stream, cl_error *e)
{
    int rc = stream->fresh ? skip_mark(stream, e) : 0;

    while (rc == 0) {
        size_t count = 0;

        while (count < held(stream) &&
               strchr(" \t\r\n", stream->at[stream->begin + count]) != NULL &&
               stream->at[stream->begin + count] != '\0')
            count++;
        advance(stream, count);
        if (held(stream) != 0 || stream->input_ended)
            break;
        rc = read_more(stream, e);
    }
    return rc;
}

static int at_end(cl_json_stream *stream, cl_error *e)
{
    stream->over = true;
    if (stream->found)
        return 0;
    (void)cl_fail(e, CL_E_INVALID, "the file is empty: write one JSON object a line");
    cl_error_place(e, stream->file, 0, NULL);
    return CL_E_INVALID;
}

int cl_json_stream_next(cl_json_stream *stream, cl_json **out, cl_error *e)
{
    int rc;

    *out = NULL;
    if (stream->over)
        return 0;
    rc = skip_space(stream, e);
    if (rc != 0)
        return rc;
    if (held(stream) == 0)
        return at_end(stream, e);
    stream->found = true;
    switch (stream->at[stream->begin]) {
    case '{':
        return take_object(stream, out, e);
    case '[':
        return refuse_array(stream, e);
    default:
        return refuse_other(stream, e);
    }
}

int cl_json_stream_next_text(cl_json_stream *stream, cl_view *text, int *line, cl_error *e)
{
    cl_json *none;
    int rc;

    *text = (cl_view)CL_VIEW_INIT;
    stream->as_text = text;
    rc = cl_json_stream_next(stream, &none, e);
    stream->as_text = NULL;
    *line = stream->began;
    return rc;
}
