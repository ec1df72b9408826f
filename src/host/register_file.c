/* SPDX-License-Identifier: MIT
 *
 * Files of registers: found out about, then read row by row.
 */
#include "register_file.h"

#include <string.h>

#include "file.h"
#include "utf8.h"

enum { LARGEST = 1 << 30, PROGRESS_STEP = 500, LINES_BEFORE = 10 };

static const char *const encodings[] = {"auto", "utf-8", "windows-1252", NULL};

/* Windows-1252 is what registers are in when they are not UTF-8. */
static int choose_encoding(cl_register_file *file, cl_encoding *out, cl_error *e)
{
    cl_view word;
    size_t bad = 0;
    int rc = cl_recording_choice(file->r, &word, "encoding", encodings, e);

    if (rc != 0)
        return rc;
    *out = CL_UTF8;
    if (cl_view_is(word, "windows-1252")) {
        *out = CL_CP1252;
    } else if (!cl_view_is(word, "utf-8") && !cl_utf8_valid(cl_text_view(&file->bytes), &bad)) {
        *out = CL_CP1252;
        cl_sink_note(file->r->sink, "%s is not UTF-8 (byte %zu): it is read as windows-1252",
                     file->path, bad + 1);
    }
    return 0;
}

/* A tab in the line of names tells a file separated by tabs. */
static char choose_separator(cl_view bytes)
{
    for (size_t i = 0; i < bytes.length && bytes.at[i] != '\n'; i++)
        if (bytes.at[i] == '\t')
            return '\t';
    return ',';
}

static int read_mappings(cl_register_file *file, cl_error *e)
{
    const char *given = cl_argument_get(file->r->arguments, "mapping");
    cl_text folder = CL_TEXT_INIT;
    int rc;

    if (given != NULL)
        return cl_register_mappings_read(&file->mappings, given, e);
    cl_text_format(&folder, "%s/registers", cl_session_scripts(file->r->session));
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_register_mappings_read(&file->mappings, folder.at, e);
    cl_text_clear(&folder);
    return rc;
}

/* Opens the file from `at` on, where the line of names may be. */
static int open_at(cl_register_file *file, size_t at, cl_encoding encoding, cl_error *e)
{
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    cl_view rest = cl_text_view(&file->bytes);

    rest.at = rest.at == NULL ? NULL : rest.at + at;
    rest.length -= at;
    options.encoding = encoding;
    options.separator = choose_separator(rest);
    return cl_csv_open_view(&file->csv, rest, file->path, &options, e);
}

/* A user's own mapping is meant whether or not it says how to know its file. */
static void choose_mapping(cl_register_file *file)
{
    file->mapping = cl_register_mapping_of(&file->mappings, file->csv);
    if (file->mapping == NULL && file->mappings.items.count == 1)
        file->mapping = cl_vec_at(&file->mappings.items, 0);
}

/* A sheet that was saved as CSV has a title and notes above its columns. */
static bool find_header(cl_register_file *file, cl_encoding encoding)
{
    cl_view bytes = cl_text_view(&file->bytes);
    size_t at = 0;

    for (int line = 0; line <= LINES_BEFORE && at < bytes.length; line++) {
        const char *end = memchr(bytes.at + at, '\n', bytes.length - at);

        cl_csv_close(file->csv);
        if (open_at(file, at, encoding, NULL) == 0) {
            choose_mapping(file);
            if (file->mapping != NULL) {
                file->before = line;
                return true;
            }
        }
        if (end == NULL)
            break;
        at = (size_t)(end - bytes.at) + 1;
    }
    return false;
}

/* Neither a register's number nor one that any list may have. */
static int refuse_columns(const cl_register_file *file, cl_error *e)
{
    cl_text expected = CL_TEXT_INIT, found = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < file->mappings.items.count; i++) {
        const cl_register_mapping *m = cl_vec_at(&file->mappings.items, i);

        if (!m->links)
            cl_register_mapping_names(&expected, m, "number");
    }
    for (size_t i = 0; i < cl_csv_columns(file->csv) && i < 12; i++) {
        cl_text_add_string(&found, i == 0 ? "" : ", ");
        cl_text_add_plain(&found, cl_csv_column_name(file->csv, i));
    }
    rc = cl_fail(e, CL_E_INVALID,
                 "no column holds the school's number; expected one of %s; found %s; a list of "
                 "another shape is read with --mapping FILE (see scripts/registers/any.lua)",
                 expected.at == NULL ? "" : expected.at, found.at == NULL ? "none" : found.at);
    cl_error_place(e, file->path, 1, NULL);
    cl_text_clear(&expected);
    cl_text_clear(&found);
    return rc;
}

/* No line has columns that we know: the first line is taken for the names, as a list of schools. */
static int open_unknown(cl_register_file *file, cl_encoding encoding, cl_error *e)
{
    int rc;

    cl_csv_close(file->csv);
    file->csv = NULL;
    rc = open_at(file, 0, encoding, e);
    if (rc != 0)
        return rc;
    file->mapping = cl_register_mapping_find(&file->mappings, "any");
    if (file->mapping != NULL &&
        cl_register_mapping_column(file->mapping, file->csv, "number") >= 0)
        return 0;
    return refuse_columns(file, e);
}

int cl_register_file_open(cl_register_file *out, cl_recording *r, cl_error *e)
{
    cl_encoding encoding;
    int rc;

    memset(out, 0, sizeof *out);
    cl_register_mappings_init(&out->mappings);
    out->r = r;
    out->path = cl_argument_get(r->arguments, "file");
    rc = cl_file_read(&out->bytes, out->path, LARGEST, e);
    if (rc == 0)
        rc = choose_encoding(out, &encoding, e);
    if (rc == 0)
        rc = read_mappings(out, e);
    if (rc != 0)
        return rc;
    memcpy(out->digest, "sha256:", 7);
    cl_digest_hex(cl_text_view(&out->bytes), out->digest + 7);
    for (size_t i = 0; i < out->bytes.length; i++)
        out->lines += out->bytes.at[i] == '\n';
    return find_header(out, encoding) ? 0 : open_unknown(out, encoding, e);
}

void cl_register_file_close(cl_register_file *file)
{
    cl_csv_close(file->csv);
    cl_text_clear(&file->bytes);
    cl_register_mappings_clear(&file->mappings);
}

const char *cl_register_file_name(const cl_register_file *file)
{
    const char *slash = strrchr(file->path, '/');

    return slash == NULL ? file->path : slash + 1;
}

int cl_register_file_line(const cl_register_file *file)
{
    return file->line + file->before;
}

/* ---- rows ---- */

static void refuse_row(cl_register_file *file, const cl_register_rows *rows, const cl_error *why)
{
    cl_error placed = *why;

    cl_error_place(&placed, file->path, cl_register_file_line(file), NULL);
    rows->refused(rows->context);
    cl_sink_refuse(file->r->sink, &placed);
}

static int take_row(cl_register_file *file, const cl_register_rows *rows, const cl_ahead_row *row,
                    cl_error *e)
{
    cl_error why;
    int rc;

    file->read++;
    file->line = row->line;
    file->last_refused = !row->readable;
    if (row->refused != NULL) {
        refuse_row(file, rows, row->refused);
        return 0;
    }
    rc = rows->take(rows->context, row->row, &why);
    if (rc != 0 && cl_ahead_is_refusal(rc)) {
        refuse_row(file, rows, &why);
        return 0;
    }
    if (rc != 0 && e != NULL)
        *e = why;
    return rc;
}

/* The end inside quotes, or inside the last row, is a file that was cut off. Where it ends inside
 * the last field nothing shows that but the line end that is missing, which many files never had.
 */
static int check_end(const cl_register_file *file, cl_error *e)
{
    if (file->bytes.at[file->bytes.length - 1] == '\n')
        return 0;
    if (!file->last_refused) {
        cl_sink_note(
            file->r->sink,
            "%s:%d: the last line has no line end: if the file was cut off, its last value "
            "is too short; --rows N says how many rows it should have",
            file->path, cl_register_file_line(file));
        return 0;
    }
    return cl_fail(e, CL_E_INVALID, "%s is cut off in its last row; nothing was imported",
                   file->path);
}

static int check_rows(const cl_register_file *file, cl_error *e)
{
    cl_maybe expected;
    int rc = cl_recording_maybe_number(file->r, &expected, "rows", e);

    if (rc != 0 || !expected.known || expected.value == (int64_t)file->read)
        return rc;
    return cl_fail(e, CL_E_INVALID, "%s has %zu rows, expected %lld; nothing was imported",
                   file->path, file->read, (long long)expected.value);
}

static int take_rows(cl_register_file *file, const cl_register_rows *rows, cl_ahead *ahead,
                     cl_error *e)
{
    cl_ahead_row row;
    bool more = true;
    int rc = 0;

    for (size_t n = 1; rc == 0; n++) {
        rc = cl_ahead_next(&row, &more, ahead, e);
        if (rc == 0 && !more)
            return check_end(file, e);
        if (rc == 0)
            rc = take_row(file, rows, &row, e);
        if (n % PROGRESS_STEP == 0)
            cl_sink_progress(file->r->sink, n, file->lines);
        if (rc == 0 && cl_session_interrupted(file->r->session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped at row %zu; nothing was imported", n);
    }
    return rc;
}

int cl_register_file_each(cl_register_file *file, const cl_register_rows *rows, cl_error *e)
{
    cl_ahead *ahead = NULL;
    int rc =
        cl_ahead_open(&ahead, file->csv, file->lines, rows->size, rows->read, rows->context, e);

    if (rc == 0)
        rc = take_rows(file, rows, ahead, e);
    cl_ahead_close(ahead);
    return rc != 0 ? rc : check_rows(file, e);
}
