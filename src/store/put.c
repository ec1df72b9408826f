/* SPDX-License-Identifier: MIT
 *
 * One prepared statement a table, bound by descriptor.
 */
#include "put.h"

#include "sql.h"

static int print_sql(cl_text *sql, const cl_table *table, cl_error *e)
{
    cl_text_format(sql, "INSERT INTO \"%s\"(", table->name);
    for (size_t i = 0; i < table->count; i++)
        cl_text_format(sql, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i].name);
    cl_text_add_string(sql, ") VALUES(?");
    for (size_t i = 1; i < table->count; i++)
        cl_text_add_string(sql, ", ?");
    cl_text_add_char(sql, ')');
    return cl_text_check(sql, e);
}

int cl_put_open(sqlite3_stmt **out, cl_store *store, const cl_table *table, cl_error *e)
{
    cl_text sql = CL_TEXT_INIT;
    int rc = print_sql(&sql, table, e);

    if (rc == 0)
        rc = cl_sql_open(out, store, e, sql.at, "");
    cl_text_clear(&sql);
    return rc;
}

static int bind_number(sqlite3_stmt *statement, int i, int64_t number, bool known)
{
    return known ? sqlite3_bind_int64(statement, i, number) : sqlite3_bind_null(statement, i);
}

static int bind_column(sqlite3_stmt *statement, int i, const cl_column *column, const char *at)
{
    const cl_maybe *maybe = (const cl_maybe *)(const void *)at;
    int64_t number = *(const int64_t *)(const void *)at;

    switch (column->kind) {
    case CL_COLUMN_ID:
        return bind_number(statement, i, number, number != 0);
    case CL_COLUMN_NUMBER:
        return sqlite3_bind_int64(statement, i, number);
    case CL_COLUMN_MAYBE:
        return bind_number(statement, i, maybe->value, maybe->known);
    case CL_COLUMN_DATE:
        return cl_sql_bind_day(statement, i, *maybe);
    case CL_COLUMN_TEXT:
        return cl_sql_bind_view(statement, i, *(const cl_view *)(const void *)at);
    case CL_COLUMN_PERSONAL:
        break;
    }
    return SQLITE_MISUSE;
}

static int bind_record(cl_store *store, sqlite3_stmt *statement, const cl_table *table,
                       const void *record, cl_error *e)
{
    for (size_t i = 0; i < table->count; i++) {
        const cl_column *column = &table->columns[i];
        int rc = bind_column(statement, (int)i + 1, column, (const char *)record + column->offset);

        if (rc == SQLITE_MISUSE)
            return cl_fail(e, CL_E_MISUSE, "%s has personal columns and cannot be put directly",
                           table->name);
        if (rc != SQLITE_OK)
            return cl_sql_fail(store, rc, "writing", e);
    }
    return 0;
}

int cl_put_record(sqlite3_stmt *put, cl_store *store, const cl_table *table, const void *record,
                  cl_error *e)
{
    bool row;
    int rc = bind_record(store, put, table, record, e);

    if (rc != 0)
        return rc;
    rc = cl_sql_step(store, put, &row, e);
    if (rc != 0)
        rc = cl_put_explain(store, table, *(const int64_t *)record, rc, e);
    sqlite3_reset(put);
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
