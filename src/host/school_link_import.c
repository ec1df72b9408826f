/* SPDX-License-Identifier: MIT
 *
 * Links of a register: which school is whose successor. What a type of link says stands in the
 * mapping; types that say nothing of succession are passed over and counted.
 */
#include "school_link_import.h"

#include <inttypes.h>

#include "row.h"
#include "school_links.h"
#include "utf8.h"

typedef struct linking {
    cl_register_file *file;
    cl_link_import *import;
    int number, other, link, date; /* columns */
    cl_vec successors, predecessors, passed;
} linking;

static int find_columns(linking *in, cl_error *e)
{
    const struct {
        int *column;
        const char *field;
    } fields[] = {
        {&in->number, "number"}, {&in->other, "other"}, {&in->link, "link"}, {&in->date, "date"}};
    cl_text expected = CL_TEXT_INIT;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof fields / sizeof *fields; i++) {
        *fields[i].column =
            cl_register_mapping_column(in->file->mapping, in->file->csv, fields[i].field);
        if (*fields[i].column >= 0)
            continue;
        cl_register_mapping_names(&expected, in->file->mapping, fields[i].field);
        rc = cl_fail(e, CL_E_INVALID, "no column holds the link's %s; expected one of %s",
                     fields[i].field, expected.at == NULL ? "" : expected.at);
        cl_error_place(e, in->file->path, in->file->before + 1, NULL);
    }
    cl_text_clear(&expected);
    return rc;
}

static int read_words(linking *in, cl_error *e)
{
    int rc = cl_register_mapping_words(&in->successors, in->file->mapping, "successors", e);

    if (rc == 0)
        rc = cl_register_mapping_words(&in->predecessors, in->file->mapping, "predecessors", e);
    return rc != 0 ? rc : cl_register_mapping_words(&in->passed, in->file->mapping, "passed", e);
}

static cl_view field(const linking *in, int column)
{
    return cl_view_trim(cl_csv_field(in->file->csv, column));
}

static int read_day(const linking *in, cl_maybe *out, cl_error *e)
{
    cl_view text = field(in, in->date);
    cl_date day;
    int rc;

    *out = (cl_maybe){0, false};
    if (text.length == 0)
        return 0;
    rc = text.length > 4 && text.at[4] == '-' ? cl_date_parse(&day, text, e)
                                              : cl_date_parse_dmy(&day, text, e);
    if (rc == 0)
        *out = cl_known(day);
    return rc;
}

static int refuse_type(cl_view type, cl_error *e)
{
    return cl_fail(e, CL_E_INVALID,
                   "found '%.*s' as the type of a link, which the mapping does not know",
                   (int)cl_utf8_cut(type, type.length < 60 ? type.length : 60),
                   type.at == NULL ? "" : type.at);
}

/* What a row says: two numbers, in the order in which the schools came. */
typedef struct link_row {
    cl_view before, after;
    const char *kind; /* NULL: of no succession */
    cl_maybe date;
} link_row;

static int keep(cl_view *view, cl_arena *texts, cl_error *e)
{
    view->at = cl_arena_copy(texts, *view);
    return view->at != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int read_row(void *context, void *out, cl_arena *texts, cl_error *e)
{
    const linking *in = context;
    link_row *row = out;
    cl_view type = field(in, in->link), this = field(in, in->number), other = field(in, in->other);
    cl_view after = cl_register_word_of(&in->successors, type);
    cl_view before = cl_register_word_of(&in->predecessors, type);
    int rc;

    if (cl_register_word_has(&in->passed, type))
        return 0;
    if (after.length == 0 && before.length == 0)
        return refuse_type(type, e);
    row->kind = after.length > 0 ? after.at : before.at;
    row->before = after.length > 0 ? this : other;
    row->after = after.length > 0 ? other : this;
    rc = read_day(in, &row->date, e);
    if (rc == 0)
        rc = keep(&row->before, texts, e);
    return rc != 0 ? rc : keep(&row->after, texts, e);
}

static int take_row(void *context, const void *read, cl_error *e)
{
    linking *in = context;
    const link_row *row = read;

    if (row->kind != NULL)
        return cl_link_import_row(in->import, row->before, row->after, row->kind, row->date, e);
    cl_link_import_other(in->import, true);
    return 0;
}

static void count_refused(void *context)
{
    cl_link_import_other(((linking *)context)->import, false);
}

static int show_counts(linking *in, const cl_link_counts *counts, cl_error *e)
{
    cl_recording *r = in->file->r;
    cl_text *row = &r->row;

    cl_row_text(row, "register", cl_view_of(in->file->mapping->scheme));
    cl_row_text(row, "file", cl_view_of(cl_register_file_name(in->file)));
    cl_row_number(row, "rows", counts->rows);
    cl_row_number(row, "new", counts->added);
    cl_row_number(row, "merged", counts->merged);
    cl_row_number(row, "split", counts->split);
    cl_row_number(row, "changed", counts->changed);
    cl_row_number(row, "unchanged", counts->unchanged);
    cl_row_number(row, "passed", counts->passed);
    cl_row_number(row, "refused", counts->refused);
    cl_text_format(&r->text,
                   "%s (%s links): %" PRId64 " rows: %" PRId64 " new links (%" PRId64
                   " merged, %" PRId64 " split), %" PRId64 " changed, %" PRId64
                   " unchanged, %" PRId64 " rows of no succession, %" PRId64 " refused\n",
                   in->file->path, in->file->mapping->scheme, counts->rows, counts->added,
                   counts->merged, counts->split, counts->changed, counts->unchanged,
                   counts->passed, counts->refused);
    return cl_recording_send(r, e);
}

int cl_school_link_import(cl_register_file *file, cl_error *e)
{
    linking in = {.file = file};
    const cl_register_rows rows = {sizeof(link_row), read_row, take_row, count_refused, &in};
    cl_link_counts counts;
    int rc = find_columns(&in, e);

    if (rc == 0)
        rc = read_words(&in, e);
    if (rc == 0)
        rc =
            cl_link_import_open(&in.import, file->r->store, &file->r->author, file->mapping->scheme,
                                cl_register_file_name(file), file->digest, e);
    if (rc == 0)
        rc = cl_register_file_each(file, &rows, e);
    if (rc == 0)
        rc = cl_link_import_finish(in.import, &counts, e);
    if (rc == 0)
        rc = show_counts(&in, &counts, e);
    cl_link_import_close(in.import);
    cl_vec_clear(&in.successors);
    cl_vec_clear(&in.predecessors);
    cl_vec_clear(&in.passed);
    return rc;
}
