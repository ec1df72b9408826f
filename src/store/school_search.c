/* SPDX-License-Identifier: MIT
 *
 * The index of school names, over SQLite's FTS5: nothing outside this file knows that it is FTS5.
 * Words are folded before they are stored and before they are sought (utf8.h), so the two always
 * meet.
 */
#include "school_search.h"

#include <string.h>

#include "alloc.h"
#include "rows.h"
#include "school_filter.h"
#include "search_index.h"
#include "suggest.h"
#include "utf8.h"
#include "vec.h"

enum {
    STANDARD_LIMIT = 50,
    MOST_WORDS = 12,
    MOST_RANKED = 2000 /* schools that are put in order: who types 'primary' has not said which */
};

/* What is sought by: name, town, authority and postcode, the latter also without its space. */
static int print_words(cl_text *out, const cl_view fields[4], cl_error *e)
{
    cl_view postcode = fields[3];

    for (int i = 0; i < 4; i++) {
        cl_text_add_string(out, i == 0 ? "" : " ");
        cl_utf8_fold(out, fields[i]);
    }
    if (postcode.length > 0 && memchr(postcode.at, ' ', postcode.length) != NULL) {
        cl_text_add_char(out, ' ');
        for (size_t i = 0; i < postcode.length; i++)
            if (postcode.at[i] != ' ')
                cl_utf8_fold(out, (cl_view){postcode.at + i, 1});
    }
    return cl_text_check(out, e);
}

static int print_school(cl_text *out, sqlite3_stmt *school, cl_error *e)
{
    const cl_view fields[] = {cl_sql_view(school, 0), cl_sql_view(school, 1),
                              cl_sql_view(school, 2), cl_sql_view(school, 3)};

    return print_words(out, fields, e);
}

/* The names that it had, or has in another language. */
static int print_names(cl_text *out, cl_store *store, int64_t school, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT name FROM school_name WHERE school = ? ORDER BY id", "i", school);

    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        cl_text_add_char(out, ' ');
        cl_utf8_fold(out, cl_sql_view(statement, 0));
    }
    cl_sql_close(store, statement);
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* Numbers and parts of a postcode: the nearest one is another place, not a correction, and nearly
 * every school has its own. */
static bool has_digit(cl_view word)
{
    for (size_t i = 0; i < word.length; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return true;
    return false;
}

/* Every word that some school has or had, once: what a mistyped word is compared with. Asking FTS5
 * for its vocabulary would read the whole index. */
static int keep_term(cl_store *store, cl_view term, cl_error *e)
{
    int rc;

    if (term.length == 0 || has_digit(term) || cl_seen_has(&store->terms, term))
        return 0;
    rc = cl_sql_do(store, e, "INSERT OR IGNORE INTO school_term(term) VALUES(?)", "v", term);
    if (rc == 0 && cl_seen_add(&store->terms, term) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}

static int keep_terms(cl_store *store, cl_view words, cl_error *e)
{
    size_t at = 0;
    int rc = 0;

    while (rc == 0 && at < words.length) {
        const char *space = memchr(words.at + at, ' ', words.length - at);
        size_t end = space == NULL ? words.length : (size_t)(space - words.at);

        rc = keep_term(store, (cl_view){words.at + at, end - at}, e);
        at = end + 1;
    }
    return rc;
}

int cl_search_index(cl_store *store, int64_t school, bool known, cl_error *e)
{
    cl_text words = CL_TEXT_INIT;
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int rc = 0;

    if (known)
        rc = cl_sql_do(store, e, "DELETE FROM school_words WHERE rowid = ?", "i", school);
    if (rc == 0)
        rc = cl_sql_open(&statement, store, e,
                         "SELECT name, town, authority, postcode FROM school WHERE id = ?", "i",
                         school);
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row)
        rc = print_school(&words, statement, e);
    cl_sql_close(store, statement);
    if (rc == 0 && row && known)
        rc = print_names(&words, store, school, e);
    if (rc == 0 && row)
        rc = cl_sql_do(store, e, "INSERT INTO school_words(rowid, words) VALUES(?, ?)", "iv",
                       school, cl_text_view(&words));
    if (rc == 0 && row)
        rc = keep_terms(store, cl_text_view(&words), e);
    cl_text_clear(&words);
    return rc;
}

int cl_search_index_name(cl_store *store, int64_t name, cl_error *e)
{
    int64_t school;
    int rc = cl_sql_number(&school, NULL, store, e, "SELECT school FROM school_name WHERE id = ?",
                           "i", name);

    return rc != 0 ? rc : cl_search_index(store, school, true, e);
}

/* ---- many at one go ---- */

typedef struct gathered {
    int64_t school;
    size_t begin, length; /* in the words */
} gathered;

void cl_search_batch_init(cl_search_batch *batch)
{
    memset(batch, 0, sizeof *batch);
    batch->schools = (cl_vec)CL_VEC_INIT(gathered);
}

void cl_search_batch_clear(cl_search_batch *batch)
{
    cl_text_clear(&batch->words);
    cl_vec_clear(&batch->schools);
}

int cl_search_words(cl_text *out, const cl_school *school, cl_view other_name, cl_error *e)
{
    const cl_view fields[] = {school->name, school->town, school->authority, school->postcode};
    int rc = print_words(out, fields, e);

    if (rc != 0 || other_name.length == 0)
        return rc;
    cl_text_add_char(out, ' ');
    cl_utf8_fold(out, other_name);
    return cl_text_check(out, e);
}

int cl_search_gather(cl_search_batch *batch, int64_t school, cl_view words, cl_error *e)
{
    gathered one = {school, batch->words.length, words.length};
    int rc;

    cl_text_add_view(&batch->words, words);
    cl_text_add_char(&batch->words, ' '); /* two schools' words stand apart */
    rc = cl_text_check(&batch->words, e);
    if (rc == 0 && cl_vec_add(&batch->schools, &one) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}

static int store_words(cl_store *store, sqlite3_stmt *insert, int64_t school, cl_view words,
                       cl_error *e)
{
    bool row;
    int rc = sqlite3_bind_int64(insert, 1, school);

    if (rc == SQLITE_OK)
        rc = cl_sql_bind_view(insert, 2, words);
    if (rc != SQLITE_OK)
        return cl_sql_fail(store, rc, "writing", e);
    rc = cl_sql_step(store, insert, &row, e);
    sqlite3_reset(insert);
    return rc;
}

/* The terms first: a write to another table between two of FTS5 makes it write down what it has. */
int cl_search_store(cl_search_batch *batch, cl_store *store, cl_error *e)
{
    sqlite3_stmt *insert = NULL;
    int rc = batch->schools.count == 0 ? 0 : keep_terms(store, cl_text_view(&batch->words), e);

    if (rc == 0)
        rc = cl_sql_open(&insert, store, e, "INSERT INTO school_words(rowid, words) VALUES(?, ?)",
                         "");
    for (size_t i = 0; rc == 0 && i < batch->schools.count; i++) {
        const gathered *one = cl_vec_at(&batch->schools, i);
        cl_view words = {batch->words.at + one->begin, one->length};

        rc = store_words(store, insert, one->school, words, e);
    }
    cl_sql_close(store, insert);
    cl_text_reset(&batch->words);
    cl_vec_reset(&batch->schools);
    return rc;
}

static int is_known(bool *out, cl_store *store, cl_view word, cl_error *e)
{
    cl_text last = CL_TEXT_INIT;
    int64_t one;
    int rc;

    cl_text_add_view(&last,
                     word); /* every term that begins with the word lies below word + U+10FFFF */
    cl_utf8_add(&last, 0x10FFFF);
    rc = cl_text_check(&last, e);
    if (rc == 0)
        rc = cl_sql_number(&one, out, store, e,
                           "SELECT 1 FROM school_term WHERE term >= ? AND term < ? LIMIT 1", "vv",
                           word, cl_text_view(&last));
    cl_text_clear(&last);
    return rc;
}

static int read_vocabulary(cl_vec *terms, cl_arena *arena, cl_store *store, cl_view word,
                           cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int64_t near = (int64_t)word.length / 3 + 1;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT term FROM school_term WHERE length(term) BETWEEN ? AND ?", "ii",
                         (int64_t)word.length - near, (int64_t)word.length + near);

    while (rc == 0) {
        const char *term;

        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        term = cl_arena_copy(arena, cl_sql_view(statement, 0));
        if (term == NULL || cl_vec_add(terms, &term) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_sql_close(store, statement);
    return rc;
}

/* Appends the word, or the nearest one that some school has. Without one the word stays: nothing is
 * found. */
static int add_word(cl_text *out, cl_store *store, cl_view word, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_vec terms = CL_VEC_INIT(const char *);
    const char *nearest = NULL;
    bool known = has_digit(word);
    int rc = known ? 0 : is_known(&known, store, word, e);

    if (rc == 0 && !known)
        rc = read_vocabulary(&terms, &arena, store, word, e);
    if (rc == 0 && terms.count > 0)
        nearest = cl_suggest(word, terms.items, terms.count);
    cl_text_add_string(out, out->length == 0 ? "\"" : " \"");
    cl_text_add_view(out, nearest == NULL ? word : cl_view_of(nearest));
    cl_text_add_string(out,
                       "\"*"); /* folded words hold letters and digits only: nothing to quote */
    cl_vec_clear(&terms);
    cl_arena_clear(&arena);
    return rc;
}

static int print_query(cl_text *out, cl_store *store, cl_view folded, cl_error *e)
{
    int rc = 0;

    for (size_t at = 0, words = 0; rc == 0 && at < folded.length && words < MOST_WORDS; words++) {
        const char *space = memchr(folded.at + at, ' ', folded.length - at);
        size_t end = space == NULL ? folded.length : (size_t)(space - folded.at);

        if (end > at)
            rc = add_word(out, store, (cl_view){folded.at + at, end - at}, e);
        at = end + 1;
    }
    return rc != 0 ? rc : cl_text_check(out, e);
}

int cl_school_search(cl_school **out, size_t *count, cl_arena *arena, cl_store *store,
                     cl_view words, const cl_school_filter *filter, cl_error *e)
{
    cl_text folded = CL_TEXT_INIT, query = CL_TEXT_INIT;
    static const cl_school_filter all = {0};
    void *items = NULL;
    int rc;

    *out = NULL;
    *count = 0;
    if (filter == NULL)
        filter = &all;
    cl_utf8_fold(&folded, words);
    rc = cl_text_check(&folded, e);
    if (rc == 0 && cl_view_trim(cl_text_view(&folded)).length == 0)
        rc =
            cl_fail(e, CL_E_INVALID, "write a word of the school's name, its town or its postcode");
    if (rc == 0)
        rc = print_query(&query, store, cl_text_view(&folded), e);
    if (rc == 0)
        rc = cl_rows_read(
            &items, count, arena, store, &cl_table_school, e,
            "JOIN (SELECT t.id AS found, w.rank AS rank FROM school_words w"
            " JOIN school t ON t.id = w.rowid WHERE w.words MATCH ?8"
            " AND " CL_SCHOOL_FILTER " LIMIT ?10) f ON f.found = t.id"
            " ORDER BY f.rank, t.id LIMIT ?9",
            "ttttttivii", filter->country, filter->town, filter->nation, filter->phase,
            filter->funding, filter->authority, (int64_t)filter->open_only, cl_text_view(&query),
            filter->limit == 0 ? (int64_t)STANDARD_LIMIT : filter->limit, (int64_t)MOST_RANKED);
    *out = items;
    cl_text_clear(&folded);
    cl_text_clear(&query);
    return rc;
}
