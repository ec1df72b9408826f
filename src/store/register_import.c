/* SPDX-License-Identifier: MIT
 *
 * An import is one event that begins it, an event for every few thousand rows that changed
 * something, and the counts with the last of them. All of it is in one transaction.
 */
#include "register_import.h"

#include <stddef.h>
#include <string.h>

#include "alloc.h"
#include "numbers.h"
#include "query.h"
#include "rows.h"
#include "search_index.h"
#include "sql.h"

enum {
    ROWS_AN_EVENT = 2000,
    FEW = 20 /* schools that may differ without a doubt about the file */
};

struct cl_register_import {
    cl_store *store;
    cl_author author;
    cl_arena texts;     /* of author, file and scheme: the caller's may go */
    cl_arena row;       /* of the school that is looked at */
    cl_arena batch;     /* of the rows that wait for their event */
    cl_numbers numbers; /* of the register, and which of them this file has */
    sqlite3_stmt *read; /* one school */
    cl_search_batch search;
    cl_text words; /* of one row */
    cl_view source;
    cl_import counts, stored; /* stored: as the first event left it; id 0 before */
    cl_change change;
    size_t gathered; /* rows in `change` */
    cl_register_watch *watch;
    void *watcher;
    int64_t known, strange; /* schools of the file that we had; those with all else changed */
    bool finished;
};

/* Which field of the school each bit stands for. */
#define OF(member) offsetof(cl_school, member)
static const struct {
    unsigned bit;
    bool text;     /* else a number or day that may be unknown */
    size_t offset; /* in the school */
} fields[] = {
    {CL_REGISTER_NAME, true, OF(name)},         {CL_REGISTER_COUNTRY, true, OF(country)},
    {CL_REGISTER_NATION, true, OF(nation)},     {CL_REGISTER_LA_CODE, true, OF(la_code)},
    {CL_REGISTER_PHASE, true, OF(phase)},       {CL_REGISTER_FUNDING, true, OF(funding)},
    {CL_REGISTER_PUPILS, false, OF(pupils)},    {CL_REGISTER_TOWN, true, OF(town)},
    {CL_REGISTER_POSTCODE, true, OF(postcode)}, {CL_REGISTER_OPENED, false, OF(opened)},
    {CL_REGISTER_CLOSED, false, OF(closed)},    {CL_REGISTER_AUTHORITY, true, OF(authority)},
};
#undef OF

const char *cl_register_result_name(cl_register_result result)
{
    static const char *const names[] = {"new",    "changed",  "unchanged",
                                        "closed", "reopened", "moved"};

    return names[result];
}

static const char *copy(cl_arena *arena, const char *text)
{
    return text == NULL ? NULL : cl_arena_string(arena, text);
}

static bool copy_texts(cl_register_import *import, const cl_author *author, const char *scheme,
                       const char *file, const char *digest, const char *source)
{
    cl_arena *texts = &import->texts;

    import->author = *author;
    import->author.actor = copy(texts, author->actor);
    import->author.role = copy(texts, author->role);
    import->author.machine = copy(texts, author->machine);
    import->counts.scheme = cl_view_of(copy(texts, scheme));
    import->counts.file = cl_view_of(copy(texts, file));
    import->counts.digest = cl_view_of(copy(texts, digest));
    import->counts.at = author->at;
    import->source = cl_view_of(copy(texts, source));
    return import->author.actor != NULL && import->counts.scheme.at != NULL &&
           import->counts.file.at != NULL && import->counts.digest.at != NULL &&
           import->source.at != NULL;
}

int cl_register_import_open(cl_register_import **out, cl_store *store, const cl_author *author,
                            const char *scheme, const char *file, const char *digest,
                            const char *source, cl_error *e)
{
    cl_register_import *import = cl_calloc(1, sizeof *import);
    int rc;

    *out = NULL;
    if (import != NULL)
        cl_search_batch_init(&import->search);
    if (import == NULL || !copy_texts(import, author, scheme, file, digest, source)) {
        cl_register_import_close(import);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    rc = cl_store_begin(store, e);
    if (rc != 0) {
        cl_register_import_close(import);
        return rc;
    }
    import->store = store; /* from here on close() has a transaction to undo */
    rc = cl_numbers_read(&import->numbers, store, import->counts.scheme, e);
    if (rc == 0)
        rc = cl_sql_open_rows(&import->read, store, &cl_table_school, e, "WHERE t.id = ?", "");
    if (rc == 0)
        *out = import;
    else
        cl_register_import_close(import);
    return rc;
}

void cl_register_import_close(cl_register_import *import)
{
    if (import == NULL)
        return;
    cl_change_clear(&import->change);
    if (import->store != NULL)
        cl_sql_close(import->store, import->read);
    if (import->store != NULL && !import->finished)
        cl_store_rollback(import->store);
    cl_search_batch_clear(&import->search);
    cl_text_clear(&import->words);
    cl_numbers_clear(&import->numbers);
    cl_arena_clear(&import->row);
    cl_arena_clear(&import->batch);
    cl_arena_clear(&import->texts);
    cl_free(import);
}

/* The first change of an import makes its record, which the rows refer to. */
static int begin(cl_register_import *import, cl_error *e)
{
    cl_import first = {0};
    int rc;

    if (import->stored.id != 0)
        return 0;
    first.scheme = import->counts.scheme;
    first.file = import->counts.file;
    first.digest = import->counts.digest;
    first.at = import->counts.at;
    rc = cl_change_open(&import->change, import->store, &import->author, e);
    if (rc == 0)
        rc = cl_change_add(&import->change, &cl_table_import, &first, e);
    if (rc == 0)
        rc = cl_change_store(&import->change, "import", cl_table_import.prefix, first.id, NULL,
                             NULL, e);
    if (rc != 0)
        return rc;
    import->stored = first;
    import->counts.id = first.id;
    import->change.author.cause = cl_change_seq(&import->change);
    return 0;
}

static int flush(cl_register_import *import, cl_error *e)
{
    int rc = cl_change_store(&import->change, "import rows", cl_table_import.prefix,
                             import->stored.id, NULL, NULL, e);

    import->gathered = 0;
    cl_arena_reset(&import->batch);
    return rc;
}

static int gathered_one(cl_register_import *import, cl_error *e)
{
    return ++import->gathered < ROWS_AN_EVENT ? 0 : flush(import, e);
}

static int twice(const cl_register_row *row, cl_error *e)
{
    return cl_fail(e, CL_E_INVALID,
                   "number %.*s stands in this file twice; the first row was taken",
                   (int)row->value.length, row->value.at);
}

static bool is_same_maybe(cl_maybe a, cl_maybe b)
{
    return a.known == b.known && (!a.known || a.value == b.value);
}

static bool take_text(cl_view *to, const cl_view *from)
{
    if (cl_view_equal(*to, *from))
        return false;
    *to = *from;
    return true;
}

static bool take_maybe(cl_maybe *to, const cl_maybe *from)
{
    if (is_same_maybe(*to, *from))
        return false;
    *to = *from;
    return true;
}

/* Takes over what the register has; says whether anything of the school changed. */
static bool take_fields(cl_school *out, const cl_register_row *row)
{
    bool changed = false;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        void *to = (char *)out + fields[i].offset;
        const void *from = (const char *)&row->school + fields[i].offset;

        if ((row->fields & fields[i].bit) != 0 &&
            (fields[i].text ? take_text(to, from) : take_maybe(to, from)))
            changed = true;
    }
    return changed;
}

/* The name that a school had until yesterday stays findable. */
static int keep_name(cl_register_import *import, const cl_school *before, const cl_school *after,
                     cl_error *e)
{
    cl_school_name old = {0};

    if (cl_view_equal(before->name, after->name))
        return 0;
    old.school = before->id;
    old.name = before->name;
    old.to = cl_known(import->author.effective - 1);
    return cl_change_add(&import->change, &cl_table_school_name, &old, e);
}

static int change_school(cl_register_import *import, const cl_school *before, cl_school *after,
                         cl_register_result result, cl_error *e)
{
    int rc = begin(import, e);

    if (rc != 0)
        return rc;
    after->import = import->stored.id;
    rc = keep_name(import, before, after, e);
    if (rc == 0)
        rc = cl_change_set(&import->change, &cl_table_school, before, after, e);
    if (rc == 0 && import->watch != NULL)
        rc = import->watch(import->watcher, before, after, result, e);
    return rc != 0 ? rc : gathered_one(import, e);
}

static bool is_moved(const cl_school *before, const cl_school *after)
{
    return before->postcode.length > 0 && after->postcode.length > 0 &&
           !cl_view_equal(before->postcode, after->postcode);
}

static void count_change(cl_import *counts, cl_register_result *result, const cl_school *before,
                         const cl_school *after)
{
    if (!before->closed.known && after->closed.known) {
        *result = CL_REGISTER_IS_CLOSED;
        counts->closed++;
    } else if (before->closed.known && !after->closed.known) {
        *result = CL_REGISTER_IS_REOPENED;
        counts->reopened++;
    } else if (is_moved(before, after)) {
        *result = CL_REGISTER_IS_MOVED;
        counts->moved++;
    } else {
        *result = CL_REGISTER_IS_CHANGED;
        counts->changed++;
    }
}

/* A number that now stands for another name at another place: one is a school that was taken over,
 * many are a column that is not the register's number. */
static bool is_strange(const cl_school *before, const cl_school *after)
{
    return is_moved(before, after) && !cl_view_equal(before->name, after->name);
}

static int update_school(cl_register_import *import, const cl_register_row *row,
                         const cl_school *before, cl_register_result *result, cl_error *e)
{
    cl_school after = *before, kept = *before;

    import->known++;
    if (!take_fields(&after, row)) {
        *result = CL_REGISTER_IS_UNCHANGED;
        import->counts.unchanged++;
        return 0;
    }
    cl_arena_reset(&import->row);
    if (cl_record_keep(&import->row, &cl_table_school, &kept, e) != 0)
        return CL_E_MEMORY;
    before = &kept; /* the statement that it was read by is used again while it is changed */
    after = kept;
    (void)take_fields(&after, row);
    import->strange += is_strange(before, &after);
    count_change(&import->counts, result, before, &after);
    return change_school(import, before, &after, *result, e);
}

static const cl_view no_name = CL_VIEW_INIT;

static bool has_other_name(const cl_register_row *row)
{
    return row->other_name.length > 0 && !cl_view_equal(row->other_name, row->school.name);
}

/* The school's name in another language, where it is not on record yet. */
static int take_name(cl_register_import *import, const cl_register_row *row, int64_t school,
                     cl_error *e)
{
    cl_school_name other = {0};
    bool known = false;
    int rc = 0;

    if (!has_other_name(row))
        return 0;
    rc = cl_school_has_name(&known, import->store, school, row->other_name, e);
    if (rc == 0 && !known)
        rc = begin(import, e);
    if (rc != 0 || known)
        return rc;
    other.school = school;
    other.name = row->other_name;
    other.language = row->language;
    rc = cl_change_add(&import->change, &cl_table_school_name, &other, e);
    return rc != 0 ? rc : gathered_one(import, e);
}

/* Puts a record whose texts are the row's: they are kept until its event is stored. */
static int put(cl_register_import *import, const cl_table *table, void *record, cl_error *e)
{
    int rc = cl_record_keep(&import->batch, table, record, e);

    return rc != 0 ? rc : cl_change_put(&import->change, table, record, e);
}

static int put_school(cl_register_import *import, cl_school *school, const cl_register_row *row,
                      cl_error *e)
{
    cl_register_id number = {0};
    int rc = put(import, &cl_table_school, school, e);

    if (rc != 0)
        return rc;
    number.school = school->id;
    number.scheme = import->counts.scheme;
    number.value = row->value;
    number.from = school->opened;
    return put(import, &cl_table_register_id, &number, e);
}

static int put_name(cl_register_import *import, const cl_register_row *row, int64_t school,
                    cl_error *e)
{
    cl_school_name other = {0};

    other.school = school;
    other.name = row->other_name;
    other.language = row->language;
    return put(import, &cl_table_school_name, &other, e);
}

int cl_register_row_words(cl_text *out, const cl_register_row *row, cl_error *e)
{
    return cl_search_words(out, &row->school, has_other_name(row) ? row->other_name : no_name, e);
}

static int gather_words(cl_register_import *import, const cl_register_row *row, int64_t school,
                        cl_error *e)
{
    int rc;

    if (row->words.length > 0)
        return cl_search_gather(&import->search, school, row->words, e);
    cl_text_reset(&import->words);
    rc = cl_register_row_words(&import->words, row, e);
    return rc != 0 ? rc
                   : cl_search_gather(&import->search, school, cl_text_view(&import->words), e);
}

static int add_school(cl_register_import *import, const cl_register_row *row, cl_error *e)
{
    cl_school school = row->school;
    int rc = begin(import, e);

    if (rc != 0)
        return rc;
    school.id = 0;
    school.source = import->source;
    school.import = import->stored.id;
    rc = put_school(import, &school, row, e);
    if (rc == 0 && has_other_name(row))
        rc = put_name(import, row, school.id, e);
    if (rc == 0)
        rc = gather_words(import, row, school.id, e);
    if (rc != 0)
        return rc;
    import->counts.added++;
    return gathered_one(import, e);
}

/* The school as it is on record; its texts are good until the next one is read. */
static int read_school(cl_school *out, cl_register_import *import, int64_t id, cl_error *e)
{
    bool row = false;
    int rc;

    sqlite3_reset(import->read);
    rc = sqlite3_bind_int64(import->read, 1, id);
    if (rc != SQLITE_OK)
        return cl_sql_fail(import->store, rc, "reading", e);
    rc = cl_sql_step(import->store, import->read, &row, e);
    if (rc == 0 && !row)
        rc = cl_fail(e, CL_E_INTERNAL, "there is no school SCH-%lld", (long long)id);
    if (rc == 0)
        cl_rows_fill(out, &cl_table_school, import->read);
    return rc;
}

static int take_known(cl_register_import *import, const cl_register_row *row, int64_t id,
                      cl_register_result *result, cl_error *e)
{
    cl_school before;
    int rc = read_school(&before, import, id, e);

    if (rc == 0)
        rc = update_school(import, row, &before, result, e);
    sqlite3_reset(import->read); /* no statement stays open over writes and the commit */
    return rc != 0 ? rc : take_name(import, row, id, e);
}

int cl_register_import_row(cl_register_import *import, const cl_register_row *row,
                           cl_register_result *result, cl_error *e)
{
    cl_number *number;

    if (row->value.length == 0)
        return cl_fail(e, CL_E_INVALID, "the row has no number of the register %.*s",
                       (int)import->counts.scheme.length, import->counts.scheme.at);
    number = cl_numbers_at(&import->numbers, row->value);
    if (number == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (number->in_file)
        return twice(row, e);
    if (row->school.name.length == 0)
        return cl_fail(e, CL_E_INVALID, "school %.*s has no name", (int)row->value.length,
                       row->value.at);
    number->in_file = true;
    import->counts.rows++;
    if (number->school != 0)
        return take_known(import, row, number->school, result, e);
    *result = CL_REGISTER_IS_NEW;
    return add_school(import, row, e);
}

void cl_register_import_watch(cl_register_import *import, cl_register_watch *watch, void *context)
{
    import->watch = watch;
    import->watcher = context;
}

void cl_register_import_refused(cl_register_import *import)
{
    import->counts.rows++;
    import->counts.refused++;
}

static int close_school(cl_register_import *import, const cl_school *school, cl_error *e)
{
    cl_school after = *school;

    after.closed = cl_known(import->author.effective);
    import->counts.closed++;
    return change_school(import, school, &after, CL_REGISTER_IS_CLOSED, e);
}

static int add_missing(cl_vec *missing, cl_register_import *import, sqlite3_stmt *statement,
                       cl_error *e)
{
    const cl_number *number = cl_numbers_at(&import->numbers, cl_sql_view(statement, 0));
    int64_t id = sqlite3_column_int64(statement, 1);

    if (number != NULL && (number->in_file || cl_vec_add(missing, &id) == 0))
        return 0;
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* The numbers of the register whose schools are open, and which the file did not have. */
static int list_missing(cl_vec *missing, cl_register_import *import, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, import->store, e,
                         "SELECT r.value, t.id FROM register_id r JOIN school t ON t.id = r.school"
                         " WHERE r.scheme = ? AND r.\"to\" IS NULL AND t.closed IS NULL"
                         " ORDER BY t.id",
                         "v", import->counts.scheme);

    while (rc == 0) {
        rc = cl_sql_step(import->store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        rc = add_missing(missing, import, statement, e);
    }
    cl_sql_close(import->store, statement);
    return rc;
}

/* A list that has lost a fifth of a register is taken for a part of it. */
static int check_missing(const cl_register_import *import, size_t missing, cl_error *e)
{
    int64_t open = import->counts.rows - import->counts.refused + (int64_t)missing;

    if (missing <= FEW || (int64_t)missing * 5 <= open)
        return 0;
    return cl_fail(e, CL_E_INVALID,
                   "%zu open schools of %.*s are not in the file, which has %lld rows: it is a "
                   "part of the register, or cut off; nothing was imported; without "
                   "--close-missing they stay open",
                   missing, (int)import->counts.scheme.length, import->counts.scheme.at,
                   (long long)import->counts.rows);
}

/* The column of the number is another column, or of another register. */
static int check_strange(const cl_register_import *import, cl_error *e)
{
    if (import->strange <= FEW || import->strange * 5 <= import->known)
        return 0;
    return cl_fail(e, CL_E_INVALID,
                   "%lld of %lld known numbers of %.*s stand for another name at another place: "
                   "these are not the numbers of this register, or they have moved to other rows; "
                   "nothing was imported",
                   (long long)import->strange, (long long)import->known,
                   (int)import->counts.scheme.length, import->counts.scheme.at);
}

static int handle_missing(cl_register_import *import, bool close_missing, cl_error *e)
{
    cl_vec missing = CL_VEC_INIT(int64_t);
    cl_school school;
    int rc = cl_numbers_any_left(&import->numbers) ? list_missing(&missing, import, e) : 0;

    if (rc == 0 && close_missing)
        rc = check_missing(import, missing.count, e);
    if (rc == 0 && !close_missing)
        import->counts.missing = (int64_t)missing.count;
    for (size_t i = 0; rc == 0 && close_missing && i < missing.count; i++) {
        cl_arena_reset(&import->row);
        rc = cl_record_get(&school, &import->row, import->store, &cl_table_school,
                           *(int64_t *)cl_vec_at(&missing, i), e);
        if (rc == 0)
            rc = close_school(import, &school, e);
    }
    cl_vec_clear(&missing);
    return rc;
}

static int store_counts(cl_register_import *import, cl_error *e)
{
    cl_import after = import->counts;
    int rc = cl_change_set(&import->change, &cl_table_import, &import->stored, &after, e);

    return rc != 0 ? rc : flush(import, e);
}

int cl_register_import_finish(cl_register_import *import, bool close_missing, cl_import *counts,
                              cl_error *e)
{
    int rc = check_strange(import, e);

    if (rc != 0)
        return rc;
    if (import->gathered > 0) { /* so that list_missing() sees every school of the file */
        rc = flush(import, e);
        if (rc != 0)
            return rc;
    }
    rc = handle_missing(import, close_missing, e);
    if (rc == 0 && import->stored.id != 0)
        rc = store_counts(import, e);
    if (rc == 0)
        rc = cl_search_store(&import->search, import->store, e);
    if (rc != 0)
        return rc;
    cl_sql_close(import->store, import->read);
    import->read = NULL;
    import->finished = true;
    rc = cl_store_commit(import->store, e);
    if (rc == 0)
        *counts = import->counts; /* its texts live as long as the import */
    return rc;
}
