/* SPDX-License-Identifier: MIT
 *
 * Records of C as a table that SQLite reads from, bound by descriptor: one statement puts thousands
 * of rows, which takes half of the time of one statement a row.
 */
#include "put.h"

#include "alloc.h"
#include "sql.h"

enum { MOST_COLUMNS = 64 };
static const char pointer_kind[] = "clachan records";

/* What the statement is given, and how far it has read. */
typedef struct batch {
    const cl_table *table;
    const char *records;
    size_t count, at;
} batch;

/* ---- the table "given": columns c0, c1, …, and the batch as its argument ---- */

typedef struct cursor {
    sqlite3_vtab_cursor base;
    batch *given;
} cursor;

static int given_connect(sqlite3 *db, void *unused, int count, const char *const *arguments,
                         sqlite3_vtab **out, char **message)
{
    cl_text sql = CL_TEXT_INIT;
    int rc = SQLITE_NOMEM;

    (void)unused;
    (void)count;
    (void)arguments;
    (void)message;
    cl_text_add_string(&sql, "CREATE TABLE given(");
    for (int i = 0; i < MOST_COLUMNS; i++)
        cl_text_format(&sql, "c%d, ", i);
    if (cl_text_add_string(&sql, "batch HIDDEN)") == 0)
        rc = sqlite3_declare_vtab(db, sql.at);
    cl_text_clear(&sql);
    if (rc == SQLITE_OK)
        rc = sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY); /* no view or trigger may use it */
    if (rc == SQLITE_OK && (*out = cl_calloc(1, sizeof **out)) == NULL)
        rc = SQLITE_NOMEM;
    return rc;
}

static int given_disconnect(sqlite3_vtab *table)
{
    cl_free(table);
    return SQLITE_OK;
}

static int given_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    for (int i = 0; i < info->nConstraint; i++)
        if (info->aConstraint[i].iColumn == MOST_COLUMNS && info->aConstraint[i].usable &&
            info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ) {
            info->aConstraintUsage[i].argvIndex = 1;
            info->aConstraintUsage[i].omit = 1;
            return SQLITE_OK;
        }
    return SQLITE_CONSTRAINT;
}

static int given_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    cursor *c = cl_calloc(1, sizeof *c);

    (void)table;
    if (c == NULL)
        return SQLITE_NOMEM;
    *out = &c->base;
    return SQLITE_OK;
}

static int given_close(sqlite3_vtab_cursor *base)
{
    cl_free(base);
    return SQLITE_OK;
}

static int given_filter(sqlite3_vtab_cursor *base, int plan, const char *name, int count,
                        sqlite3_value **arguments)
{
    cursor *c = (cursor *)(void *)base;

    (void)plan;
    (void)name;
    c->given = count == 1 ? sqlite3_value_pointer(arguments[0], pointer_kind) : NULL;
    if (c->given == NULL) /* "given" in somebody's own SQL */
        return SQLITE_MISUSE;
    c->given->at = 0;
    return SQLITE_OK;
}

static int given_next(sqlite3_vtab_cursor *base)
{
    ((cursor *)(void *)base)->given->at++;
    return SQLITE_OK;
}

static int given_end(sqlite3_vtab_cursor *base)
{
    const batch *b = ((cursor *)(void *)base)->given;

    return b->at >= b->count;
}

static int given_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((cursor *)(void *)base)->given->at;
    return SQLITE_OK;
}

static void give_day(sqlite3_context *out, cl_maybe day)
{
    char text[11];

    if (!day.known)
        return; /* NULL */
    cl_date_format((cl_date)day.value, text);
    sqlite3_result_text(out, text, 10, SQLITE_TRANSIENT);
}

/* Values are what cl_apply() makes of the payload: empty texts and references to nothing are NULL,
 * which is also what is not set here. */
static void give_value(sqlite3_context *out, cl_column_kind kind, const char *at)
{
    const cl_maybe *maybe = (const cl_maybe *)(const void *)at;
    const cl_view *text = (const cl_view *)(const void *)at;
    int64_t number = *(const int64_t *)(const void *)at;

    switch (kind) {
    case CL_COLUMN_ID:
        if (number != 0)
            sqlite3_result_int64(out, number);
        return;
    case CL_COLUMN_NUMBER:
        sqlite3_result_int64(out, number);
        return;
    case CL_COLUMN_MAYBE:
        if (maybe->known)
            sqlite3_result_int64(out, maybe->value);
        return;
    case CL_COLUMN_DATE:
        give_day(out, *maybe);
        return;
    case CL_COLUMN_TEXT:
        if (text->length > 0)
            sqlite3_result_text64(out, text->at, text->length, SQLITE_STATIC, SQLITE_UTF8);
        return;
    case CL_COLUMN_PERSONAL: /* refused by cl_put_check() */
        return;
    }
}

static int given_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int i)
{
    const batch *b = ((cursor *)(void *)base)->given;

    if ((size_t)i < b->table->count)
        give_value(out, b->table->columns[i].kind,
                   b->records + b->at * b->table->size + b->table->columns[i].offset);
    return SQLITE_OK;
}

static const sqlite3_module given = {
    .xConnect = given_connect,
    .xBestIndex = given_plan,
    .xDisconnect = given_disconnect,
    .xOpen = given_open,
    .xClose = given_close,
    .xFilter = given_filter,
    .xNext = given_next,
    .xEof = given_end,
    .xColumn = given_column,
    .xRowid = given_rowid,
};

int cl_put_prepare(cl_store *store, cl_error *e)
{
    int rc = sqlite3_create_module(store->db, "given", &given, NULL);

    return rc == SQLITE_OK ? 0 : cl_sql_fail(store, rc, "opening", e);
}

/* ---- putting ---- */

static int print_sql(cl_text *sql, const cl_table *table, cl_error *e)
{
    cl_text_format(sql, "INSERT INTO \"%s\"(", table->name);
    for (size_t i = 0; i < table->count; i++)
        cl_text_format(sql, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i].name);
    cl_text_add_string(sql, ") SELECT ");
    for (size_t i = 0; i < table->count; i++)
        cl_text_format(sql, "%sc%zu", i == 0 ? "" : ", ", i);
    cl_text_add_string(sql, " FROM given(?)");
    return cl_text_check(sql, e);
}

int cl_put_check(const cl_table *table, cl_error *e)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->columns[i].kind == CL_COLUMN_PERSONAL)
            return cl_fail(e, CL_E_MISUSE, "%s has personal columns and cannot be put directly",
                           table->name);
    return 0;
}

static int64_t id_at(const batch *b)
{
    size_t at = b->at < b->count ? b->at : b->count - 1;

    return *(const int64_t *)(const void *)(b->records + at * b->table->size);
}

static int put(cl_store *store, sqlite3_stmt *statement, batch *b, cl_error *e)
{
    bool row;
    int rc = sqlite3_bind_pointer(statement, 1, b, pointer_kind, NULL);

    if (rc != SQLITE_OK)
        return cl_sql_fail(store, rc, "writing", e);
    rc = cl_sql_step(store, statement, &row, e);
    return rc == 0 ? 0 : cl_put_explain(store, b->table, id_at(b), rc, e);
}

int cl_put_records(cl_store *store, const cl_table *table, const void *records, size_t count,
                   cl_error *e)
{
    batch b = {table, records, count, 0};
    cl_text sql = CL_TEXT_INIT;
    sqlite3_stmt *statement = NULL;
    int rc;

    if (count == 0)
        return 0;
    rc = print_sql(&sql, table, e);
    if (rc == 0)
        rc = cl_sql_open(&statement, store, e, sql.at, "");
    if (rc == 0)
        rc = put(store, statement, &b, e);
    cl_sql_close(store, statement);
    cl_text_clear(&sql);
    return rc;
}

int cl_put_explain(cl_store *store, const cl_table *table, int64_t id, int rc, cl_error *e)
{
    int detail = sqlite3_extended_errcode(store->db);

    if (rc != CL_E_STATE || detail == SQLITE_CONSTRAINT_TRIGGER)
        return rc;
    if (detail == SQLITE_CONSTRAINT_UNIQUE && table == &cl_table_application)
        return cl_fail(e, CL_E_STATE,
                       "the cluster has a live application in this programme already; withdraw or "
                       "finish it first");
    if (detail == SQLITE_CONSTRAINT_UNIQUE || detail == SQLITE_CONSTRAINT_PRIMARYKEY)
        return cl_fail(e, CL_E_STATE, "there is this %s already (%s)", table->noun,
                       sqlite3_errmsg(store->db));
    if (detail == SQLITE_CONSTRAINT_FOREIGNKEY)
        return cl_fail(e, CL_E_STATE, "%s-%lld points to a record that does not exist",
                       table->prefix, (long long)id);
    return cl_fail(e, CL_E_STATE, "%s-%lld: a value is missing or outside what is allowed (%s)",
                   table->prefix, (long long)id, sqlite3_errmsg(store->db));
}

int cl_count_up(cl_store *store, const char *table, int64_t last, cl_error *e)
{
    return cl_sql_do(store, e,
                     "INSERT INTO counter(name, last) VALUES(?, ?)"
                     " ON CONFLICT(name) DO UPDATE SET last = max(last, excluded.last)",
                     "ti", table, last);
}
