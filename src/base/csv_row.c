/* SPDX-License-Identifier: MIT
 *
 * Feeds libcsv one line at a time, so that a row is known when it ends, and keeps the bytes of the
 * present row: after a stray quote, which may have swallowed good lines, reading goes on at the
 * second line of the broken row. libcsv is strict, because a quote in the wrong place is the one
 * fault that can hide rows.
 */
#include "csv_row.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "utf8.h"

enum { CHUNK = 64 * 1024, BLOCK = 4096 };

static void start_parser(cl_csv_row *row, char separator)
{
    (void)csv_init(&row->parser, CSV_STRICT | CSV_STRICT_FINI); /* fails for NULL alone */
    csv_set_delim(&row->parser, (unsigned char)separator);
    csv_set_realloc_func(&row->parser, cl_realloc);
    csv_set_free_func(&row->parser, cl_free);
    csv_set_blk_size(&row->parser, BLOCK);
}

/* csv_fini() does not reset a parser that is inside quotes. */
static void restart_parser(cl_csv_row *row)
{
    char separator = (char)csv_get_delim(&row->parser);

    csv_free(&row->parser);
    start_parser(row, separator);
}

int cl_csv_row_init(cl_csv_row *row, const char *name, const cl_csv_options *options)
{
    row->fd = -1;
    row->fields = (cl_vec)CL_VEC_INIT(cl_csv_span);
    row->encoding = options->encoding;
    row->cursor_line = 1;
    start_parser(row, options->separator);
    row->name = cl_strdup(name);
    return name != NULL && row->name == NULL ? CL_E_MEMORY : 0;
}

void cl_csv_row_clear(cl_csv_row *row)
{
    csv_free(&row->parser);
    cl_free(row->buffer);
    cl_free(row->name);
    cl_text_clear(&row->bytes);
    cl_vec_clear(&row->fields);
}

void cl_csv_row_read_view(cl_csv_row *row, cl_view bytes)
{
    row->at = bytes.at;
    row->end = bytes.length;
    row->input_ended = true;
}

/* Nothing more comes: later calls must not go on with half of what was there. */
static int give_up(cl_csv_row *row, int code)
{
    row->over = true;
    return code;
}

static int no_memory(cl_csv_row *row, cl_error *e)
{
    return give_up(row, cl_fail(e, CL_E_MEMORY, "out of memory"));
}

/* Makes room for a chunk behind the window, which begins with the present row. */
static int make_room(cl_csv_row *row, cl_error *e)
{
    size_t capacity = row->capacity != 0 ? row->capacity : 2 * CHUNK;
    char *buffer;

    if (row->begin != 0) {
        memmove(row->buffer, row->buffer + row->begin, row->end - row->begin);
        row->end -= row->begin;
        row->cursor -= row->begin;
        row->begin = 0;
    }
    while (capacity - row->end < CHUNK)
        capacity *= 2;
    if (capacity == row->capacity)
        return 0;
    buffer = cl_realloc(row->buffer, capacity);
    if (buffer == NULL)
        return no_memory(row, e);
    row->buffer = buffer;
    row->at = buffer;
    row->capacity = capacity;
    return 0;
}

static int read_more(cl_csv_row *row, cl_error *e)
{
    int rc = make_room(row, e);
    ssize_t got;

    if (rc != 0)
        return rc;
    do
        got = read(row->fd, row->buffer + row->end, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        (void)cl_fail(e, CL_E_IO, "cannot be read: %s", strerror(errno));
        cl_error_place(e, row->name, row->cursor_line, NULL);
        return give_up(row, CL_E_IO);
    }
    row->input_ended = got == 0;
    row->end += (size_t)got;
    return 0;
}

/* A field ends. Beyond the columns of the header fields are only counted. */
static void on_field(void *bytes, size_t length, void *data)
{
    cl_csv_row *row = data;
    cl_csv_span span = {row->bytes.length, 0};
    cl_view field = {bytes, length};

    row->count++;
    if (row->count > row->columns || row->failed == CL_E_MEMORY)
        return;
    if (length > row->field_limit) {
        if (row->failed == 0)
            row->fault_column = row->count - 1;
        row->failed = CL_E_LIMIT;
        field.length = 0;
    }
    if (row->encoding == CL_CP1252)
        (void)cl_utf8_from_cp1252(&row->bytes, field);
    else
        (void)cl_text_add_view(&row->bytes, field);
    span.length = row->bytes.length - span.offset;
    if (cl_text_add(&row->bytes, "", 1) != 0 || cl_vec_add(&row->fields, &span) != 0)
        row->failed = CL_E_MEMORY;
}

static void on_row(int terminator, void *data)
{
    cl_csv_row *row = data;

    (void)terminator;
    row->complete = true;
}

static void begin_row(cl_csv_row *row)
{
    row->begin = row->cursor;
    row->line = row->cursor_line;
    row->fault_line = row->cursor_line;
    row->count = 0;
    row->complete = false;
    row->failed = 0;
    row->fault_column = (size_t)-1;
    cl_text_reset(&row->bytes);
    cl_vec_reset(&row->fields);
}

/* Length of the bytes at `at` up to the end of their line and with it; 0 when they do not have it.
 */
static size_t line_length(const char *at, size_t length)
{
    const char *feed = memchr(at, '\n', length);
    size_t line = feed != NULL ? (size_t)(feed - at) + 1 : length;
    const char *back = memchr(at, '\r', line);

    if (back == NULL)
        return feed != NULL ? line : 0;
    return back + 1 == feed ? line : (size_t)(back - at) + 1; /* alone it ends a line, too */
}

/* Goes over a piece. The second half of CR LF may come with the next chunk, and is no line of its
 * own. */
static void end_piece(cl_csv_row *row, size_t length, bool line_ends)
{
    row->cursor += length;
    row->cursor_line += line_ends;
    row->after_return = line_ends && row->at[row->cursor - 1] == '\r';
}

/* Sets the cursor behind the first line of the present row. */
static int go_on_behind_first_line(cl_csv_row *row, cl_error *e)
{
    restart_parser(row);
    row->cursor = row->begin;
    row->cursor_line = row->line;
    row->after_return = false;
    for (;;) {
        size_t length = line_length(row->at + row->cursor, row->end - row->cursor);
        int rc;

        if (length != 0) {
            end_piece(row, length, true);
            return 0;
        }
        row->cursor = row->end;
        row->begin = row->end; /* a line without end is not kept */
        if (row->input_ended)
            return 0;
        rc = read_more(row, e);
        if (rc != 0)
            return rc;
    }
}

/* Refuses the row and goes on; what is reported is the fault, unless going on fails for good. */
static int refuse(cl_csv_row *row, int code, cl_error *e)
{
    cl_error worse = CL_ERROR_INIT;
    int rc = go_on_behind_first_line(row, &worse);

    if (rc != 0 && e != NULL)
        *e = worse;
    return rc != 0 ? rc : code;
}

static int stray_quote(cl_csv_row *row, cl_error *e)
{
    row->fault_column = row->count;
    row->fault_line = row->cursor_line;
    (void)cl_fail(e, CL_E_INVALID,
                  "a quote \" that neither opens nor closes the field; inside a field it is "
                  "written twice, and the field stands in quotes");
    return refuse(row, CL_E_INVALID, e);
}

static int too_long(const cl_csv_row *row, cl_error *e)
{
    return cl_fail(e, CL_E_LIMIT, "the field has more than %zu bytes", row->field_limit);
}

/* The field that is being read is too long already: a quote that is never closed, mostly. */
static int endless_field(cl_csv_row *row, cl_error *e)
{
    row->fault_column = row->count;
    if (row->parser.quoted)
        (void)cl_fail(e, CL_E_LIMIT,
                      "the field has more than %zu bytes; is the quote that opens on line %d "
                      "never closed?",
                      row->field_limit, row->quote_line);
    else
        (void)too_long(row, e);
    return refuse(row, CL_E_LIMIT, e);
}

static bool is_endless(const cl_csv_row *row)
{
    size_t most = row->columns + 1; /* fields, and room for quotes and what is not kept */

    most = most < SIZE_MAX / 4 / row->field_limit ? most * row->field_limit * 2 + CHUNK : SIZE_MAX;
    return row->parser.entry_pos > row->field_limit || row->cursor - row->begin > most;
}

/* Gives the parser the next piece: a line, or what there is of it. */
static int feed(cl_csv_row *row, cl_error *e)
{
    const char *at = row->at + row->cursor;
    bool half = row->after_return && *at == '\n'; /* of a CR LF that a chunk cut in two */
    size_t line = half ? 1 : line_length(at, row->end - row->cursor);
    size_t length = line != 0 ? line : row->end - row->cursor, fields = row->count;
    bool quoted = row->parser.quoted != 0;

    if (csv_parse(&row->parser, at, length, on_field, on_row, row) != length)
        return csv_error(&row->parser) == CSV_EPARSE ? stray_quote(row, e) : no_memory(row, e);
    if (row->failed == CL_E_MEMORY)
        return no_memory(row, e);
    if (row->parser.quoted && (!quoted || row->count != fields))
        row->quote_line = row->cursor_line; /* the quote that is open now opened in this piece */
    end_piece(row, length, line != 0 && !half);
    if (!row->complete && is_endless(row))
        return endless_field(row, e);
    if (line != 0 && !row->complete && !row->parser.quoted)
        begin_row(row); /* it was a blank line */
    return 0;
}

/* The input has ended: a row without line end is complete, one inside quotes never will be. */
static int finish(cl_csv_row *row, bool *more, cl_error *e)
{
    row->over = true;
    if (csv_fini(&row->parser, on_field, on_row, row) != 0) {
        row->fault_column = row->count;
        row->fault_line = row->quote_line;
        return cl_fail(e, CL_E_INVALID,
                       "the file ends inside the quotes that open on this line: a quote is "
                       "missing, or the file is cut off");
    }
    if (row->failed == CL_E_MEMORY)
        return no_memory(row, e);
    *more = row->complete;
    return row->failed == CL_E_LIMIT ? too_long(row, e) : 0;
}

/* The marks that Windows puts before the first byte. */
static int skip_mark(cl_csv_row *row, cl_error *e)
{
    while (row->end < 3 && !row->input_ended) {
        int rc = read_more(row, e);

        if (rc != 0)
            return rc;
    }
    if (row->end >= 2 &&
        (memcmp(row->at, "\xFF\xFE", 2) == 0 || memcmp(row->at, "\xFE\xFF", 2) == 0))
        return give_up(row, cl_fail(e, CL_E_INVALID, "the file is UTF-16; save it as UTF-8"));
    if (row->end >= 3 && memcmp(row->at, "\xEF\xBB\xBF", 3) == 0) {
        row->cursor = 3;
        row->encoding = CL_UTF8; /* whatever the caller supposed */
    }
    return 0;
}

int cl_csv_row_next(cl_csv_row *row, bool *more, cl_error *e)
{
    int rc = 0;

    *more = false;
    if (row->over)
        return 0;
    if (row->line == 0)
        rc = skip_mark(row, e);
    begin_row(row);
    while (rc == 0 && !row->complete) {
        if (row->cursor == row->end && row->input_ended)
            return finish(row, more, e);
        rc = row->cursor == row->end ? read_more(row, e) : feed(row, e);
    }
    *more = !row->over;
    if (rc == 0 && row->failed == CL_E_LIMIT)
        return too_long(row, e);
    return rc;
}
