/* SPDX-License-Identifier: MIT
 *
 * school import: a register's file into records. The file is read whole, taken over whole or not at
 * all; a row that is refused costs only itself and is told with its line and reason.
 */
#include <inttypes.h>
#include <string.h>

#include "digest.h"
#include "file.h"
#include "iso.h"
#include "query.h"
#include "recording.h"
#include "register_import.h"
#include "row.h"
#include "school_layout.h"
#include "utf8.h"

enum { LARGEST = 1 << 30, PROGRESS_STEP = 500 };

typedef struct importing {
    cl_recording r;
    const char *path;
    cl_text bytes;
    cl_csv *csv;
    cl_school_layout layout;
    cl_register_import *import;
    size_t lines;      /* in the file, for progress */
    bool last_refused; /* the last row that was read could not be read */
} importing;

static const char *const encodings[] = {"auto", "utf-8", "windows-1252", NULL};

/* Windows-1252 is what registers are in when they are not UTF-8. */
static int choose_encoding(importing *in, cl_encoding *out, cl_error *e)
{
    cl_view word;
    size_t bad = 0;
    int rc = cl_recording_choice(&in->r, &word, "encoding", encodings, e);

    if (rc != 0)
        return rc;
    *out = CL_UTF8;
    if (cl_view_is(word, "windows-1252"))
        *out = CL_CP1252;
    else if (!cl_view_is(word, "utf-8") && !cl_utf8_valid(cl_text_view(&in->bytes), &bad)) {
        *out = CL_CP1252;
        cl_sink_note(in->r.sink, "%s is not UTF-8 (byte %zu): it is read as windows-1252", in->path,
                     bad + 1);
    }
    return 0;
}

/* A tab in the first line tells a file separated by tabs. */
static char choose_separator(cl_view bytes)
{
    for (size_t i = 0; i < bytes.length && bytes.at[i] != '\n'; i++)
        if (bytes.at[i] == '\t')
            return '\t';
    return ',';
}

static void count_lines(importing *in)
{
    for (size_t i = 0; i < in->bytes.length; i++)
        in->lines += in->bytes.at[i] == '\n';
}

static int open_file(importing *in, cl_error *e)
{
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    const char *country = cl_argument_get(in->r.arguments, "country");
    cl_view scheme;
    int rc = cl_file_read(&in->bytes, in->path, LARGEST, e);

    if (rc == 0)
        rc = cl_recording_choice(&in->r, &scheme, "register", cl_words_of_scheme, e);
    if (rc == 0 && country != NULL && cl_iso_country_find(cl_view_of(country)) == NULL)
        rc = cl_fail(e, CL_E_INVALID,
                     "country: found '%s', expected the two capitals of ISO 3166-1", country);
    if (rc == 0)
        rc = choose_encoding(in, &options.encoding, e);
    if (rc != 0)
        return rc;
    options.separator = choose_separator(cl_text_view(&in->bytes));
    count_lines(in);
    rc = cl_csv_open_view(&in->csv, cl_text_view(&in->bytes), in->path, &options, e);
    if (rc != 0)
        return rc;
    rc =
        cl_school_layout_find(&in->layout, in->csv, scheme.at, country == NULL ? "GB" : country, e);
    if (rc != 0)
        cl_error_place(e, in->path, 1, NULL);
    return rc;
}

static int open_import(importing *in, cl_error *e)
{
    char digest[7 + CL_DIGEST_HEX] = "sha256:";
    const char *slash = strrchr(in->path, '/');
    cl_view source = cl_recording_text(&in->r, "source");

    cl_digest_hex(cl_text_view(&in->bytes), digest + 7);
    return cl_register_import_open(&in->import, in->r.store, &in->r.author, in->layout.scheme,
                                   slash == NULL ? in->path : slash + 1, digest,
                                   source.length > 0 ? source.at : in->layout.scheme, e);
}

static void refuse_row(importing *in, cl_error *why)
{
    cl_error_place(why, in->path, cl_csv_line(in->csv), NULL);
    cl_register_import_refused(in->import);
    cl_sink_refuse(in->r.sink, why);
}

static bool is_refusal(int code)
{
    return code == CL_E_INVALID || code == CL_E_LIMIT || code == CL_E_RANGE;
}

static int take_row(importing *in, cl_error *e)
{
    cl_register_row row;
    cl_register_result result;
    cl_error why = CL_ERROR_INIT;
    int rc = cl_school_layout_read(&row, &in->layout, in->csv, &why);

    if (rc == 0)
        rc = cl_register_import_row(in->import, &row, &result, &why);
    if (is_refusal(rc)) {
        refuse_row(in, &why);
        return 0;
    }
    if (rc != 0)
        *e = why;
    return rc;
}

/* One step of the reader. The end inside quotes, or inside the last row, is a file that was cut
 * off. */
static int next_row(importing *in, bool *more, cl_error *e)
{
    cl_error why = CL_ERROR_INIT;
    int rc = cl_csv_next(in->csv, more, &why);

    if (rc != 0 && *more && is_refusal(rc)) {
        refuse_row(in, &why);
        in->last_refused = true;
        return 0;
    }
    if (rc != 0) {
        *e = why;
        return rc;
    }
    if (!*more && in->last_refused && in->bytes.at[in->bytes.length - 1] != '\n')
        return cl_fail(e, CL_E_INVALID, "%s is cut off in its last row; nothing was imported",
                       in->path);
    if (*more)
        in->last_refused = false;
    return *more ? take_row(in, e) : 0;
}

static int take_rows(importing *in, cl_error *e)
{
    bool more = true;
    int rc = 0;

    for (size_t n = 1; rc == 0 && more; n++) {
        rc = next_row(in, &more, e);
        if (n % PROGRESS_STEP == 0)
            cl_sink_progress(in->r.sink, n, in->lines);
        if (rc == 0 && cl_session_interrupted(in->r.session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped at row %zu; nothing was imported", n);
    }
    return rc;
}

static int show_counts(importing *in, const cl_import *counts, cl_error *e)
{
    cl_text *row = &in->r.row, *text = &in->r.text;

    cl_row_id(row, "id", "IMP", counts->id);
    cl_row_text(row, "register", counts->scheme);
    cl_row_text(row, "file", counts->file);
    cl_row_number(row, "rows", counts->rows);
    cl_row_number(row, "new", counts->added);
    cl_row_number(row, "changed", counts->changed);
    cl_row_number(row, "unchanged", counts->unchanged);
    cl_row_number(row, "closed", counts->closed);
    cl_row_number(row, "reopened", counts->reopened);
    cl_row_number(row, "missing", counts->missing);
    cl_row_number(row, "refused", counts->refused);
    cl_text_format(text,
                   "%s (%s): %" PRId64 " rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64
                   " unchanged, %" PRId64 " closed, %" PRId64 " reopened, %" PRId64 " refused\n",
                   in->path, in->layout.scheme, counts->rows, counts->added, counts->changed,
                   counts->unchanged, counts->closed, counts->reopened, counts->refused);
    if (counts->missing > 0)
        cl_text_format(text,
                       "%" PRId64
                       " open schools of this register are not in the file and stay as they are; "
                       "--close-missing closes them\n",
                       counts->missing);
    return cl_recording_send(&in->r, e);
}

static int run_import(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    importing in = {.path = cl_argument_get(arguments, "file")};
    cl_import counts = {0};
    int rc;

    cl_recording_begin(&in.r, session, arguments, sink);
    rc = open_file(&in, e);
    if (rc == 0)
        rc = open_import(&in, e);
    if (rc == 0)
        rc = take_rows(&in, e);
    if (rc == 0)
        rc = cl_register_import_finish(in.import, cl_argument_is_set(arguments, "close-missing"),
                                       &counts, e);
    if (rc == 0)
        rc = show_counts(&in, &counts, e);
    cl_register_import_close(in.import);
    cl_csv_close(in.csv);
    cl_text_clear(&in.bytes);
    cl_recording_end(&in.r);
    return rc;
}

static const cl_parameter import_parameters[] = {
    {"file", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",
     "CSV, or separated by tabs, with a line of column names"},
    {"register", CL_TAKES_TEXT, 0, "SCHEME",
     "GB-EDU, GB-SCOTEDU, GB-WALEDU, GB-IRN or local; told by the columns"},
    {"country", CL_TAKES_TEXT, 0, "CC", "where the schools are (GB)"},
    {"encoding", CL_TAKES_TEXT, 0, "NAME", "auto, utf-8 or windows-1252"},
    {"source", CL_TAKES_TEXT, 0, "TEXT",
     "what the records say of where they come from; the register when not given"},
    {"close-missing", CL_TAKES_SWITCH, 0, NULL,
     "close open schools of this register that are not in the file"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static int run_imports(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    cl_import *imports;
    size_t count;
    cl_recording r;
    int rc;

    cl_recording_begin(&r, session, arguments, sink);
    rc = cl_import_list(&imports, &count, &r.arena, r.store, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_row_id(&r.row, "id", "IMP", imports[i].id);
        cl_row_time(&r.row, "at", cl_known(imports[i].at));
        cl_row_text(&r.row, "register", imports[i].scheme);
        cl_row_text(&r.row, "file", imports[i].file);
        cl_row_number(&r.row, "rows", imports[i].rows);
        cl_row_number(&r.row, "new", imports[i].added);
        cl_row_number(&r.row, "changed", imports[i].changed);
        cl_row_number(&r.row, "closed", imports[i].closed);
        cl_row_number(&r.row, "refused", imports[i].refused);
        cl_row_text(&r.row, "digest", imports[i].digest);
        rc = cl_recording_send(&r, e);
    }
    cl_recording_end(&r);
    return rc;
}

const cl_verb cl_register_verbs[] = {
    {.name = "school import",
     .run = run_import,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = import_parameters,
     .brief = "Takes over a school register.",
     .detail = "Columns are found by name, in any order: GIAS (short and full), Wales, Northern "
               "Ireland, Scotland. "
               "Importing a file again changes nothing. Refused rows are told with line and "
               "reason, and the "
               "others are taken; a file that is cut off is refused whole. A school that is "
               "missing from the "
               "file is counted, and closed only with --close-missing: lists of open schools leave "
               "many out.",
     .example = "clachan school import edubasealldata.csv"},
    {.name = "school imports",
     .run = run_imports,
     .needs = CL_NEEDS_STORE,
     .brief = "Lists the imports that changed something.",
     .example = "clachan school imports"},
    {.name = NULL},
};
