/* SPDX-License-Identifier: MIT
 *
 * Queries about one person, over every table that refers to people: a table that is added later is
 * looked at as well.
 */
#include "people.h"

#include <string.h>

#include "ids.h"
#include "json.h"
#include "rows.h"
#include "vec.h"

enum { SHORTEST = 4 }; /* a name of fewer letters stands in too many other words */

static int add_value(cl_vec *values, cl_arena *arena, sqlite3_stmt *statement, cl_error *e)
{
    cl_personal value = {sqlite3_column_int64(statement, 0), cl_sql_view(statement, 1),
                         cl_sql_view(statement, 2), cl_sql_view(statement, 3)};
    cl_view *const texts[] = {&value.subject, &value.field, &value.value};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i]->length == 0)
            continue;
        texts[i]->at = cl_arena_copy(arena, *texts[i]);
        if (texts[i]->at == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return cl_vec_add(values, &value) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int add_values(cl_vec *values, cl_arena *arena, cl_store *store, cl_error *e,
                      const char *sql, const char *kinds, cl_view argument)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, store, e, sql, kinds, argument);

    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        rc = add_value(values, arena, statement, e);
    }
    cl_sql_close(store, statement);
    return rc;
}

static int add_of_subject(cl_vec *values, cl_arena *arena, cl_store *store, const char *prefix,
                          int64_t id, cl_error *e)
{
    char subject[CL_ID_TEXT];

    cl_id_format(subject, prefix, id);
    return add_values(values, arena, store, e,
                      "SELECT id, subject, field, value FROM personal WHERE subject = ?"
                      " AND value IS NOT NULL",
                      "v", cl_view_of(subject));
}

static int add_holding(cl_vec *values, cl_arena *arena, cl_store *store, cl_view text, cl_error *e)
{
    if (text.length < SHORTEST)
        return 0;
    return add_values(values, arena, store, e,
                      "SELECT id, subject, field, value FROM personal"
                      " WHERE value IS NOT NULL AND instr(CAST(value AS TEXT), ?) > 0",
                      "v", text);
}

/* The column of a table that refers to people; NULL when it has none. */
static const cl_column *person_column(const cl_table *table)
{
    for (size_t i = 2; i < table->count; i++)
        if (table->columns[i].references != NULL &&
            strcmp(table->columns[i].references, cl_table_person.prefix) == 0)
            return &table->columns[i];
    return NULL;
}

typedef int visit_row(void *context, const cl_table *table, int64_t id, cl_error *e);

/* Rows of one table that refer to the person and fulfil `more` (SQL; NULL: all). */
static int each_row(cl_store *store, const cl_table *table, int64_t person, const char *more,
                    cl_maybe day, visit_row *visit, void *context, cl_error *e)
{
    const cl_column *column = person_column(table);
    cl_text sql = CL_TEXT_INIT;
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc;

    if (column == NULL)
        return 0;
    cl_text_format(&sql, "SELECT id FROM \"%s\" WHERE \"%s\" = ?1 AND (?2 IS NULL OR %s)",
                   table->name, column->name, more == NULL ? "1" : more);
    rc = cl_text_check(&sql, e);
    if (rc == 0)
        rc = cl_sql_open(&statement, store, e, sql.at, "id", person, day);
    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        rc = visit(context, table, sqlite3_column_int64(statement, 0), e);
    }
    cl_sql_close(store, statement);
    cl_text_clear(&sql);
    return rc;
}

static int each_tie(cl_store *store, int64_t person, bool live, cl_date on, visit_row *visit,
                    void *context, cl_error *e)
{
    size_t count;
    const cl_table *const *tables = cl_tables(&count);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        bool dated = cl_table_column(tables[i], CL_VIEW("to")) >= 0;

        if (live && (!dated || tables[i] == &cl_table_purpose))
            continue;
        rc =
            each_row(store, tables[i], person, live ? "coalesce(\"to\", '9999-12-31') >= ?2" : NULL,
                     (cl_maybe){on, live}, visit, context, e);
    }
    return rc;
}

/* ---- values ---- */

typedef struct gathering {
    cl_vec *values;
    cl_arena *arena;
    cl_store *store;
} gathering;

static int gather_row(void *context, const cl_table *table, int64_t id, cl_error *e)
{
    gathering *g = context;

    return add_of_subject(g->values, g->arena, g->store, table->prefix, id, e);
}

static void sort_and_thin(cl_vec *values)
{
    cl_personal *v = values->items;
    size_t kept = 0;

    for (size_t i = 1; i < values->count; i++)
        for (size_t j = i; j > 0 && v[j].id < v[j - 1].id; j--) {
            cl_personal swapped = v[j];

            v[j] = v[j - 1];
            v[j - 1] = swapped;
        }
    for (size_t i = 0; i < values->count; i++)
        if (kept == 0 || v[i].id != v[kept - 1].id)
            v[kept++] = v[i];
    values->count = kept;
}

int cl_person_values(cl_personal **out, size_t *count, cl_arena *arena, cl_store *store,
                     const cl_person *person, cl_error *e)
{
    cl_vec values = CL_VEC_INIT(cl_personal);
    gathering g = {&values, arena, store};
    int rc = add_of_subject(&values, arena, store, cl_table_person.prefix, person->id, e);

    *out = NULL;
    *count = 0;
    if (rc == 0)
        rc = each_tie(store, person->id, false, 0, gather_row, &g, e);
    if (rc == 0)
        rc = add_holding(&values, arena, store, person->name, e);
    if (rc == 0)
        rc = add_holding(&values, arena, store, person->contact, e);
    if (rc == 0 && values.count > 0) {
        sort_and_thin(&values);
        *out = cl_arena_array(arena, values.count, sizeof **out);
        if (*out == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        else
            memcpy(*out, values.items, values.count * sizeof **out);
        *count = rc == 0 ? values.count : 0;
    }
    cl_vec_clear(&values);
    return rc;
}

/* ---- ties ---- */

typedef struct tying {
    cl_vec *ties;
    cl_arena *arena;
} tying;

static int tie_row(void *context, const cl_table *table, int64_t id, cl_error *e)
{
    tying *t = context;
    cl_text text = CL_TEXT_INIT;
    const char *copy = NULL;

    cl_text_format(&text, "%s-%lld (%s)", table->prefix, (long long)id, table->noun);
    if (text.at != NULL)
        copy = cl_arena_string(t->arena, text.at);
    cl_text_clear(&text);
    if (copy == NULL || cl_vec_add(t->ties, &copy) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

int cl_person_ties(const char ***out, size_t *count, cl_arena *arena, cl_store *store,
                   int64_t person, cl_date on, cl_error *e)
{
    cl_vec ties = CL_VEC_INIT(const char *);
    tying t = {&ties, arena};
    int rc = each_tie(store, person, true, on, tie_row, &t, e);

    *out = NULL;
    *count = 0;
    if (rc == 0 && ties.count > 0) {
        *out = cl_arena_array(arena, ties.count, sizeof **out);
        if (*out == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        else
            memcpy(*out, ties.items, ties.count * sizeof **out);
        *count = rc == 0 ? ties.count : 0;
    }
    cl_vec_clear(&ties);
    return rc;
}

/* ---- retention, roles ---- */

int cl_person_due(cl_person **out, size_t *count, cl_arena *arena, cl_store *store, cl_date on,
                  cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_person, e,
                          "WHERE t.erased IS NULL AND coalesce(t.keep_until, '0000') < ?1"
                          " AND NOT EXISTS (SELECT 1 FROM purpose p WHERE p.person = t.id"
                          " AND coalesce(p.\"to\", '9999-12-31') >= ?1) ORDER BY t.id",
                          "d", cl_known(on));

    *out = items;
    return rc;
}

int cl_role_held(bool *out, cl_store *store, int64_t person, const char *role, const char *scope,
                 cl_date on, cl_error *e)
{
    int64_t one;

    return cl_sql_number(&one, out, store, e,
                         "SELECT 1 FROM role_grant WHERE person = ?1 AND role = ?2"
                         " AND scope IN ('all', ?3) AND coalesce(\"from\", '0000') <= ?4"
                         " AND coalesce(\"to\", '9999-12-31') >= ?4 LIMIT 1",
                         "ittd", person, role, scope, cl_known(on));
}

int cl_roles_granted(bool *out, cl_store *store, const char *role, cl_error *e)
{
    int64_t one;

    return cl_sql_number(&one, out, store, e,
                         "SELECT 1 FROM role_grant WHERE ?1 IS NULL OR role = ?1 LIMIT 1", "t",
                         role);
}

int cl_roles_lasting(int64_t *out, cl_store *store, const char *role, cl_date on, int64_t except,
                     cl_error *e)
{
    return cl_sql_number(out, NULL, store, e,
                         "SELECT count(*) FROM role_grant WHERE role = ?1 AND scope = 'all'"
                         " AND coalesce(\"from\", '0000') <= ?2 AND \"to\" IS NULL AND id <> ?3",
                         "tdi", role, cl_known(on), except);
}

int cl_person_of_account(int64_t *out, cl_store *store, const char *account, cl_error *e)
{
    bool found;
    int rc =
        cl_sql_number(out, &found, store, e,
                      "SELECT id FROM person WHERE account = ? AND erased IS NULL", "t", account);

    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "nobody on record has the account %s", account);
    return rc;
}

/* ---- erased values, beside backups ---- */

int cl_person_value_erased(bool *out, cl_store *store, const char *subject, const char *field,
                           cl_error *e)
{
    int64_t one;

    return cl_sql_number(&one, out, store, e,
                         "SELECT 1 FROM personal WHERE subject = ? AND field = ? AND salt IS NULL",
                         "tt", subject, field);
}

int cl_erased_print(cl_text *out, cl_store *store, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc =
        cl_sql_open(&statement, store, e,
                    "SELECT id, subject, field FROM personal WHERE salt IS NULL ORDER BY id", "");

    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        cl_text_add_string(out, "{\"field\":");
        cl_text_add_json(out, cl_sql_view(statement, 2));
        cl_text_add_string(out, ",\"id\":");
        cl_text_add_int(out, sqlite3_column_int64(statement, 0));
        cl_text_add_string(out, ",\"subject\":");
        cl_text_add_json(out, cl_sql_view(statement, 1));
        cl_text_add_string(out, "}\n");
    }
    cl_sql_close(store, statement);
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* Adds the value that a line names to the change, where it is still there. */
static int apply_line(cl_change *change, size_t *count, cl_store *store, cl_view line,
                      const char *name, int number, cl_error *e)
{
    cl_json *json = NULL;
    const cl_json_value *root;
    int64_t one;
    bool there = false;
    int rc = cl_json_parse(&json, line, name, number, e);

    if (rc != 0)
        return rc;
    root = cl_json_root(json);
    if (cl_json_get(root, "id") == NULL || cl_json_get(root, "subject") == NULL ||
        cl_json_get(root, "field") == NULL)
        rc = cl_fail(e, CL_E_INVALID, "%s:%d: expected {\"field\", \"id\", \"subject\"}", name,
                     number);
    if (rc == 0)
        rc = cl_sql_number(&one, &there, store, e,
                           "SELECT 1 FROM personal WHERE id = ? AND subject = ? AND field = ?"
                           " AND salt IS NOT NULL",
                           "ivv", cl_json_integer(cl_json_get(root, "id")),
                           cl_json_string(cl_json_get(root, "subject")),
                           cl_json_string(cl_json_get(root, "field")));
    if (rc == 0 && there) {
        rc = cl_change_erase(change, cl_json_integer(cl_json_get(root, "id")), e);
        ++*count;
    }
    cl_json_free(json);
    return rc;
}

int cl_erased_apply(size_t *count, cl_store *store, const cl_author *author, cl_view lines,
                    const char *name, cl_error *e)
{
    cl_change change;
    size_t at = 0;
    int number = 1, rc = cl_change_open(&change, store, author, e);

    *count = 0;
    for (; rc == 0 && at < lines.length; number++) {
        const char *end = memchr(lines.at + at, '\n', lines.length - at);
        size_t to = end == NULL ? lines.length : (size_t)(end - lines.at);

        if (to > at)
            rc = apply_line(&change, count, store, (cl_view){lines.at + at, to - at}, name, number,
                            e);
        at = to + 1;
    }
    if (rc == 0 && *count > 0)
        rc = cl_change_store(&change, "erase again", cl_table_person.prefix, 0, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

int cl_people_forget(cl_store *store, cl_error *e)
{
    return store->dry_run ? 0 : cl_sql_script(store, "PRAGMA wal_checkpoint(TRUNCATE)", e);
}
