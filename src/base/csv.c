/* SPDX-License-Identifier: MIT
 *
 * Rows for callers: the header, fields by column, and each row checked. Where a row ends and where
 * to go on after a broken one is csv_row.c's affair; writing is in csv_write.c.
 */
#include "csv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "csv_row.h"
#include "excerpt.h"
#include "utf8.h"

enum { FIELD_LIMIT = 64 * 1024, COLUMN_LIMIT = 1024 };

struct cl_csv {
    cl_csv_row row;
    cl_text header; /* the names, trimmed, one after the other */
    cl_vec names;   /* cl_csv_span of each in `header` */
    bool ready;     /* a row was read and is good */
};

static cl_view span_of(const cl_text *text, const cl_vec *spans, size_t index)
{
    const cl_csv_span *span = cl_vec_at(spans, index);

    return (cl_view){text->at + span->offset, span->length};
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool same_name(cl_view a, cl_view b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

static int find(const cl_csv *csv, cl_view name)
{
    name = cl_view_trim(name);
    for (size_t i = 0; i < csv->names.count; i++)
        if (same_name(span_of(&csv->header, &csv->names, i), name))
            return (int)i;
    return -1;
}

static int no_memory(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* The place of a fault: its line, and the name of the column if there is one. */
static int fails_at(const cl_csv *csv, size_t column, int code, cl_error *e)
{
    char name[CL_EXCERPT] = "";

    if (column < csv->names.count)
        (void)cl_excerpt(name, span_of(&csv->header, &csv->names, column));
    cl_error_place(e, csv->row.name, csv->row.fault_line, name);
    return code;
}

static int not_utf8(const cl_csv *csv, size_t column, cl_error *e)
{
    char found[CL_EXCERPT];

    (void)cl_fail(e, CL_E_INVALID,
                  "\"%s\" is not UTF-8; save the file as UTF-8, or say that it is windows-1252",
                  cl_excerpt(found, span_of(&csv->row.bytes, &csv->row.fields, column)));
    return fails_at(csv, column, CL_E_INVALID, e);
}

static int check_bytes(const cl_csv *csv, cl_error *e)
{
    const cl_csv_row *row = &csv->row;

    for (size_t i = 0; i < row->fields.count; i++) {
        cl_view field = span_of(&row->bytes, &row->fields, i);

        if (field.length != 0 && memchr(field.at, '\0', field.length) != NULL) {
            (void)cl_fail(e, CL_E_INVALID, "a NUL byte: this is no text file, or it is UTF-16");
            return fails_at(csv, i, CL_E_INVALID, e);
        }
        if (!cl_utf8_valid(field, NULL))
            return not_utf8(csv, i, e);
    }
    return 0;
}

static int check_count(const cl_csv *csv, cl_error *e)
{
    const cl_csv_row *row = &csv->row;
    char first[CL_EXCERPT];

    if (row->count == csv->names.count)
        return 0;
    (void)cl_fail(e, CL_E_INVALID, "the row of \"%s\" has %zu fields, and the header has %zu",
                  cl_excerpt(first, span_of(&row->bytes, &row->fields, 0)), row->count,
                  csv->names.count);
    return fails_at(csv, (size_t)-1, CL_E_INVALID, e);
}

static int no_header(const cl_csv *csv, cl_error *e)
{
    (void)cl_fail(e, CL_E_INVALID, "the file is empty: its first line has to name the columns");
    cl_error_place(e, csv->row.name, 0, NULL);
    return CL_E_INVALID;
}

static int add_name(cl_csv *csv, size_t column, cl_error *e)
{
    cl_view name = cl_view_trim(span_of(&csv->row.bytes, &csv->row.fields, column));
    cl_csv_span span = {csv->header.length, name.length};
    char shown[CL_EXCERPT];
    int other = name.length != 0 ? find(csv, name) : -1; /* columns without a name may be many */

    if (other >= 0) {
        (void)cl_fail(e, CL_E_INVALID, "columns %d and %zu are both named \"%s\"", other + 1,
                      column + 1, cl_excerpt(shown, name));
        return fails_at(csv, (size_t)-1, CL_E_INVALID, e);
    }
    if (cl_text_add_view(&csv->header, name) != 0 || cl_vec_add(&csv->names, &span) != 0)
        return no_memory(e);
    return 0;
}

static int read_header(cl_csv *csv, cl_error *e)
{
    bool more;
    int rc = cl_csv_row_next(&csv->row, &more, e);

    if (rc != 0)
        return rc == CL_E_MEMORY || rc == CL_E_IO ? rc : fails_at(csv, (size_t)-1, rc, e);
    if (!more)
        return no_header(csv, e);
    if (csv->row.count > csv->row.columns) {
        (void)cl_fail(e, CL_E_LIMIT, "more than %zu columns", csv->row.columns);
        return fails_at(csv, (size_t)-1, CL_E_LIMIT, e);
    }
    rc = check_bytes(csv, e);
    for (size_t i = 0; rc == 0 && i < csv->row.fields.count; i++)
        rc = add_name(csv, i, e);
    csv->row.columns = csv->names.count;
    return rc;
}

static bool is_separator(char c)
{
    return c != '\0' && strchr("\"\r\n ", c) == NULL;
}

static int new_csv(cl_csv **out, const char *name, const cl_csv_options *options, cl_error *e)
{
    static const cl_csv_options usual = CL_CSV_OPTIONS_INIT;
    cl_csv *csv;

    *out = NULL;
    if (options == NULL)
        options = &usual;
    if (!is_separator(options->separator))
        return cl_fail(e, CL_E_MISUSE, "this character cannot separate fields");
    csv = cl_calloc(1, sizeof *csv);
    if (csv == NULL)
        return no_memory(e);
    csv->names = (cl_vec)CL_VEC_INIT(cl_csv_span);
    if (cl_csv_row_init(&csv->row, name, options) != 0) {
        cl_csv_close(csv);
        return no_memory(e);
    }
    csv->row.field_limit = options->field_limit != 0 ? options->field_limit : FIELD_LIMIT;
    csv->row.columns = options->column_limit != 0 ? options->column_limit : COLUMN_LIMIT;
    *out = csv;
    return 0;
}

static int begin(cl_csv **out, cl_csv *csv, cl_error *e)
{
    int rc = read_header(csv, e);

    if (rc != 0) {
        cl_csv_close(csv);
        return rc;
    }
    *out = csv;
    return 0;
}

int cl_csv_open(cl_csv **out, const char *path, const cl_csv_options *options, cl_error *e)
{
    cl_csv *csv;
    int rc = new_csv(&csv, path, options, e);

    *out = NULL;
    if (rc != 0)
        return rc;
    csv->row.fd = open(path, O_RDONLY | O_CLOEXEC);
    if (csv->row.fd >= 0)
        return begin(out, csv, e);
    (void)cl_fail(e, CL_E_IO, "cannot be read: %s", strerror(errno));
    cl_error_place(e, path, 0, NULL);
    cl_csv_close(csv);
    return CL_E_IO;
}

int cl_csv_open_view(cl_csv **out, cl_view bytes, const char *name, const cl_csv_options *options,
                     cl_error *e)
{
    cl_csv *csv;
    int rc = new_csv(&csv, name, options, e);

    *out = NULL;
    if (rc != 0)
        return rc;
    cl_csv_row_read_view(&csv->row, bytes);
    return begin(out, csv, e);
}

void cl_csv_close(cl_csv *csv)
{
    if (csv == NULL)
        return;
    if (csv->row.fd >= 0)
        (void)close(csv->row.fd);
    cl_csv_row_clear(&csv->row);
    cl_text_clear(&csv->header);
    cl_vec_clear(&csv->names);
    cl_free(csv);
}

size_t cl_csv_columns(const cl_csv *csv)
{
    return csv->names.count;
}

cl_view cl_csv_column_name(const cl_csv *csv, size_t column)
{
    return column < csv->names.count ? span_of(&csv->header, &csv->names, column)
                                     : (cl_view){"", 0};
}

int cl_csv_find(const cl_csv *csv, const char *name)
{
    return find(csv, cl_view_of(name));
}

int cl_csv_next(cl_csv *csv, bool *more, cl_error *e)
{
    int rc = cl_csv_row_next(&csv->row, more, e);

    csv->ready = false;
    if (rc == CL_E_MEMORY || rc == CL_E_IO)
        return rc;
    if (rc != 0)
        return fails_at(csv, csv->row.fault_column, rc, e);
    if (!*more)
        return 0;
    rc = check_count(csv, e);
    if (rc == 0)
        rc = check_bytes(csv, e);
    csv->ready = rc == 0;
    return rc;
}

cl_view cl_csv_field(const cl_csv *csv, int column)
{
    if (!csv->ready || column < 0 || (size_t)column >= csv->row.fields.count)
        return (cl_view){"", 0};
    return span_of(&csv->row.bytes, &csv->row.fields, (size_t)column);
}

int cl_csv_line(const cl_csv *csv)
{
    return csv->row.line;
}
