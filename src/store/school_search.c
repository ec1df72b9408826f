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
#include "search_index.h"
#include "suggest.h"
#include "utf8.h"
#include "vec.h"

enum { STANDARD_LIMIT = 50, MOST_WORDS = 12 };

/* What is sought by: name, town and postcode, the latter also without its space. */
static int print_words(cl_text *out, sqlite3_stmt *school, cl_error *e)
{
    cl_view postcode = cl_sql_view(school, 2);

    cl_utf8_fold(out, cl_sql_view(school, 0));
    cl_text_add_char(out, ' ');
    cl_utf8_fold(out, cl_sql_view(school, 1));
    cl_text_add_char(out, ' ');
    cl_utf8_fold(out, postcode);
    if (postcode.length > 0 && memchr(postcode.at, ' ', postcode.length) != NULL) {
        cl_text_add_char(out, ' ');
        for (size_t i = 0; i < postcode.length; i++)
            if (postcode.at[i] != ' ')
                cl_utf8_fold(out, (cl_view){postcode.at + i, 1});
    }
    return cl_text_check(out, e);
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
                         "SELECT name, town, postcode FROM school WHERE id = ?", "i", school);
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row)
        rc = print_words(&words, statement, e);
    cl_sql_close(store, statement);
    if (rc == 0 && row)
        rc = cl_sql_do(store, e, "INSERT INTO school_words(rowid, words) VALUES(?, ?)", "iv",
                       school, cl_text_view(&words));
    cl_text_clear(&words);
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
                           "SELECT 1 FROM school_vocabulary WHERE term >= ? AND term < ? LIMIT 1",
                           "vv", word, cl_text_view(&last));
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
                         "SELECT term FROM school_vocabulary WHERE length(term) BETWEEN ? AND ?",
                         "ii", (int64_t)word.length - near, (int64_t)word.length + near);

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
    bool known = false;
    int rc = is_known(&known, store, word, e);

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
                     cl_view words, size_t limit, cl_error *e)
{
    cl_text folded = CL_TEXT_INIT, query = CL_TEXT_INIT;
    void *items = NULL;
    int rc;

    *out = NULL;
    *count = 0;
    cl_utf8_fold(&folded, words);
    rc = cl_text_check(&folded, e);
    if (rc == 0 && cl_view_trim(cl_text_view(&folded)).length == 0)
        rc =
            cl_fail(e, CL_E_INVALID, "write a word of the school's name, its town or its postcode");
    if (rc == 0)
        rc = print_query(&query, store, cl_text_view(&folded), e);
    if (rc == 0)
        rc = cl_rows_read(&items, count, arena, store, &cl_table_school, e,
                          "JOIN school_words w ON w.rowid = t.id WHERE w.words MATCH ?"
                          " ORDER BY w.rank, t.id LIMIT ?",
                          "vi", cl_text_view(&query),
                          (int64_t)(limit == 0 ? STANDARD_LIMIT : limit));
    *out = items;
    cl_text_clear(&folded);
    cl_text_clear(&query);
    return rc;
}
