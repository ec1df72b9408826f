/* SPDX-License-Identifier: MIT
 *
 * school import: a register's file into records. The file is read whole, taken over whole or not at
 * all; a row that is refused costs only itself and is told with its line and reason. Of the schools
 * that change, those that are in a cluster are told one by one.
 */
#include <inttypes.h>
#include <string.h>

#include "iso.h"
#include "query.h"
#include "register_file.h"
#include "register_import.h"
#include "row.h"
#include "school_layout.h"
#include "school_link_import.h"
#include "utf8.h"

typedef struct importing {
    cl_recording r;
    cl_register_file file;
    cl_school_layout layout;
    cl_register_import *import;
    cl_text words; /* of the row that is read: the reading thread's, as is the layout */
    bool tell_all;
} importing;

typedef struct school_row {
    cl_register_row row;
    bool doubtful; /* somebody decoded the name wrongly before it came here */
} school_row;

/* ---- what changed ---- */

/* ["CLU-1", "CLU-2"]: the clusters that a school is in; `*any` says whether there is one. */
static int print_clusters(cl_text *out, bool *any, importing *in, int64_t school, cl_error *e)
{
    cl_membership *members;
    size_t count;
    int rc = cl_membership_list(&members, &count, &in->r.arena, in->r.store, 0, school,
                                cl_session_today(in->r.session), e);

    *any = rc == 0 && count > 0;
    cl_text_add_char(out, '[');
    for (size_t i = 0; rc == 0 && i < count; i++)
        cl_text_format(out, "%s\"CLU-%" PRId64 "\"", i == 0 ? "" : ", ", members[i].cluster);
    cl_text_add_char(out, ']');
    return rc != 0 ? rc : cl_text_check(out, e);
}

static void print_change(cl_text *out, const cl_school *before, const cl_school *after,
                         const char *what, cl_view clusters)
{
    cl_text_format(out, "%-9s SCH-%" PRId64 "  ", what, after->id);
    cl_text_add_plain(out, before->name);
    if (!cl_view_equal(before->name, after->name)) {
        cl_text_add_string(out, " is now ");
        cl_text_add_plain(out, after->name);
    }
    if (clusters.length > 2) {
        cl_text_add_string(out, "  in ");
        for (size_t i = 1; i + 1 < clusters.length; i++)
            if (clusters.at[i] != '"')
                cl_text_add_char(out, clusters.at[i]);
    }
    cl_text_add_char(out, '\n');
}

static int tell_change(void *context, const cl_school *before, const cl_school *after,
                       cl_register_result result, cl_error *e)
{
    importing *in = context;
    cl_text clusters = CL_TEXT_INIT;
    bool any = false;
    int rc = print_clusters(&clusters, &any, in, after->id, e);

    if (rc == 0 && (any || in->tell_all)) {
        const char *what = cl_register_result_name(result);

        cl_row_text(&in->r.row, "what", cl_view_of(what));
        cl_row_id(&in->r.row, "school", "SCH", after->id);
        cl_row_text(&in->r.row, "name", after->name);
        cl_row_text(&in->r.row, "was", before->name);
        cl_row_text(&in->r.row, "postcode", after->postcode);
        cl_row_day(&in->r.row, "closed", after->closed);
        cl_row_json(&in->r.row, "clusters", cl_text_view(&clusters));
        print_change(&in->r.text, before, after, what, cl_text_view(&clusters));
        rc = cl_recording_send(&in->r, e);
    }
    cl_text_clear(&clusters);
    return rc;
}

/* ---- rows ---- */

/* Latin and Cyrillic letters in one name: windows-1252 that was read as windows-1251. The name is
 * taken as it is, since nothing here knows the right one. */
static bool is_doubtful(cl_view name)
{
    bool latin = false, cyrillic = false;

    for (size_t at = 0; at < name.length;) {
        uint32_t point = cl_utf8_next(name, &at);

        latin = latin || (point < 0x80 && ((point | 32) >= 'a' && (point | 32) <= 'z'));
        cyrillic = cyrillic || (point >= 0x400 && point < 0x500) || point == 0xFFFD;
    }
    return latin && cyrillic;
}

static int keep(cl_view *view, cl_arena *texts, cl_error *e)
{
    view->at = cl_arena_copy(texts, *view);
    return view->at != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int keep_row(cl_register_row *row, cl_arena *texts, cl_error *e)
{
    int rc = cl_record_keep(texts, &cl_table_school, &row->school, e);

    if (rc == 0)
        rc = keep(&row->value, texts, e);
    if (rc == 0)
        rc = keep(&row->other_name, texts, e);
    return rc != 0 ? rc : keep(&row->words, texts, e);
}

static int read_row(void *context, void *out, cl_arena *texts, cl_error *e)
{
    importing *in = context;
    school_row *read = out;
    int rc = cl_school_layout_read(&read->row, &in->layout, in->file.csv, e);

    if (rc != 0)
        return rc;
    cl_text_reset(&in->words);
    rc = cl_register_row_words(&in->words, &read->row, e);
    if (rc != 0)
        return rc;
    read->row.words = cl_text_view(&in->words);
    read->doubtful = is_doubtful(read->row.school.name);
    return keep_row(&read->row, texts, e);
}

static void doubt_name(const importing *in, cl_view name)
{
    cl_sink_note(in->r.sink,
                 "%s:%d: '%.*s' mixes Latin and Cyrillic letters: it was decoded wrongly before it "
                 "came here; taken as it is",
                 in->file.path, cl_register_file_line(&in->file), (int)name.length, name.at);
}

static int take_row(void *context, const void *read, cl_error *e)
{
    importing *in = context;
    const school_row *row = read;
    cl_register_result result;
    int rc = cl_register_import_row(in->import, &row->row, &result, e);

    if (rc == 0 && row->doubtful)
        doubt_name(in, row->row.school.name);
    return rc;
}

static void count_refused(void *context)
{
    cl_register_import_refused(((importing *)context)->import);
}

/* ---- the whole ---- */

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
    cl_row_number(row, "moved", counts->moved);
    cl_row_number(row, "missing", counts->missing);
    cl_row_number(row, "refused", counts->refused);
    cl_text_format(text,
                   "%s (%s): %" PRId64 " rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64
                   " unchanged, %" PRId64 " closed, %" PRId64 " reopened, %" PRId64
                   " moved, %" PRId64 " refused\n",
                   in->file.path, in->layout.scheme, counts->rows, counts->added, counts->changed,
                   counts->unchanged, counts->closed, counts->reopened, counts->moved,
                   counts->refused);
    if (counts->missing > 0)
        cl_text_format(text,
                       "%" PRId64
                       " open schools of this register are not in the file and stay as they are; "
                       "--close-missing closes them\n",
                       counts->missing);
    return cl_recording_send(&in->r, e);
}

static int open_layout(importing *in, cl_error *e)
{
    const char *country = cl_argument_get(in->r.arguments, "country");
    cl_view scheme;
    int rc = cl_recording_choice(&in->r, &scheme, "register", cl_words_of_scheme, e);

    if (rc == 0 && country != NULL && cl_iso_country_find(cl_view_of(country)) == NULL)
        rc = cl_fail(e, CL_E_INVALID,
                     "country: found '%s', expected the two capitals of ISO 3166-1", country);
    if (rc != 0)
        return rc;
    rc = cl_school_layout_open(&in->layout, in->file.mapping, in->file.csv, scheme.at, country, e);
    if (rc != 0)
        cl_error_place(e, in->file.path, in->file.before + 1, NULL);
    return rc;
}

static int import_schools(importing *in, cl_error *e)
{
    cl_view source = cl_recording_text(&in->r, "source");
    const cl_register_rows rows = {sizeof(school_row), read_row, take_row, count_refused, in};
    cl_import counts = {0};
    int rc = open_layout(in, e);

    if (rc == 0)
        rc = cl_register_import_open(&in->import, in->r.store, &in->r.author, in->layout.scheme,
                                     cl_register_file_name(&in->file), in->file.digest,
                                     source.length > 0 ? source.at : in->layout.scheme, e);
    if (rc != 0)
        return rc;
    cl_register_import_watch(in->import, tell_change, in);
    rc = cl_register_file_each(&in->file, &rows, e);
    if (rc == 0)
        rc = cl_register_import_finish(
            in->import, cl_argument_is_set(in->r.arguments, "close-missing"), &counts, e);
    return rc != 0 ? rc : show_counts(in, &counts, e);
}

static int run_import(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    importing in = {.tell_all = cl_argument_is_set(arguments, "each")};
    int rc;

    cl_recording_begin(&in.r, session, arguments, sink);
    rc = cl_register_file_open(&in.file, &in.r, e);
    if (rc == 0)
        rc = in.file.mapping->links ? cl_school_link_import(&in.file, e) : import_schools(&in, e);
    cl_register_import_close(in.import);
    cl_school_layout_clear(&in.layout);
    cl_text_clear(&in.words);
    cl_register_file_close(&in.file);
    cl_recording_end(&in.r);
    return rc;
}

static const cl_parameter import_parameters[] = {
    CL_REGISTER_FILE_PARAMETERS,
    {"register", CL_TAKES_TEXT, 0, "SCHEME",
     "GB-EDU, GB-SCOTEDU, GB-WALEDU, GB-IRN or local; told by the columns"},
    {"country", CL_TAKES_TEXT, 0, "CC", "where the schools are; the register's when not given"},
    {"source", CL_TAKES_TEXT, 0, "TEXT",
     "what the records say of where they come from; the register when not given"},
    {"close-missing", CL_TAKES_SWITCH, 0, NULL,
     "close open schools of this register that are not in the file"},
    {"each", CL_TAKES_SWITCH, 0, NULL,
     "tell every school that changes, not only those in a cluster"},
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
     .brief = "Takes over a school register, or its links between schools.",
     .detail =
         "What the columns mean stands in scripts/registers, one file a register, and can be "
         "given as --mapping for a list of your own; columns are found by name, in any order. "
         "Importing a file again changes nothing. Refused rows are told with line and "
         "reason, and the others are taken; a file that is cut off, or whose numbers stand "
         "for other schools than before, is refused whole. A school that is missing from the "
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
