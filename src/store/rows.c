/* SPDX-License-Identifier: MIT
 *
 * Rows into structs, by descriptor.
 */
#include "rows.h"

#include <stdarg.h>
#include <string.h>

#include "vec.h"

/* A personal column holds a number; what stands behind it is read with the row. */
static void add_column(cl_text *out, const cl_column *column)
{
    bool personal = column->kind == CL_COLUMN_PERSONAL;

    cl_text_add_string(out, personal ? "(SELECT value FROM personal p WHERE p.id = t.\"" : "t.\"");
    cl_text_add_string(out, column->name);
    cl_text_add_string(out, personal ? "\")" : "\"");
}

int cl_rows_select(cl_text *out, const cl_table *table)
{
    cl_text_add_string(out, "SELECT ");
    for (size_t i = 0; i < table->count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        add_column(out, &table->columns[i]);
    }
    cl_text_add_string(out, " FROM \"");
    cl_text_add_string(out, table->name);
    return cl_text_add_string(out, "\" t ");
}

static cl_maybe read_maybe(sqlite3_stmt *statement, int i)
{
    if (sqlite3_column_type(statement, i) == SQLITE_NULL)
        return (cl_maybe){0, false};
    return cl_known(sqlite3_column_int64(statement, i));
}

/* A text that is no date can only come from outside; it reads as unknown, and verify names it. */
static cl_maybe read_day(sqlite3_stmt *statement, int i)
{
    cl_date day;

    if (sqlite3_column_type(statement, i) == SQLITE_NULL ||
        cl_date_parse(&day, cl_sql_view(statement, i), NULL) != 0)
        return (cl_maybe){0, false};
    return cl_known(day);
}

static void read_column(char *at, cl_column_kind kind, sqlite3_stmt *statement, int i)
{
    switch (kind) {
    case CL_COLUMN_ID: /* NULL reads as 0 */
    case CL_COLUMN_NUMBER:
        *(int64_t *)(void *)at = sqlite3_column_int64(statement, i);
        break;
    case CL_COLUMN_MAYBE:
        *(cl_maybe *)(void *)at = read_maybe(statement, i);
        break;
    case CL_COLUMN_DATE:
        *(cl_maybe *)(void *)at = read_day(statement, i);
        break;
    case CL_COLUMN_TEXT:
    case CL_COLUMN_PERSONAL:
        *(cl_view *)(void *)at = cl_sql_view(statement, i);
        break;
    }
}

void cl_rows_fill(void *out, const cl_table *table, sqlite3_stmt *statement)
{
    memset(out, 0, table->size);
    for (size_t i = 0; i < table->count; i++)
        read_column((char *)out + table->columns[i].offset, table->columns[i].kind, statement,
                    (int)i);
}

/* Steps once; a row is filled into `out` and kept. */
static int next_row(void *out, bool *more, cl_arena *arena, cl_store *store, const cl_table *table,
                    sqlite3_stmt *statement, cl_error *e)
{
    int rc = cl_sql_step(store, statement, more, e);

    if (rc != 0 || !*more)
        return rc;
    cl_rows_fill(out, table, statement);
    return cl_record_keep(arena, table, out, e);
}

static int gather(cl_vec *rows, cl_arena *arena, cl_store *store, const cl_table *table,
                  sqlite3_stmt *statement, cl_error *e)
{
    bool more = true;
    int rc = 0;

    while (rc == 0 && more) {
        void *row = cl_vec_push(rows);

        if (row == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        rc = next_row(row, &more, arena, store, table, statement, e);
    }
    rows->count--; /* the one that was made for nothing */
    return rc;
}

int cl_rows_gather(void **items, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_table *table, sqlite3_stmt *statement, cl_error *e)
{
    cl_vec rows = {NULL, 0, 0, table->size};
    int rc = gather(&rows, arena, store, table, statement, e);

    *items = NULL;
    *count = 0;
    if (rc == 0 && rows.count > 0) {
        *items = cl_arena_array(arena, rows.count, table->size);
        if (*items == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        else
            memcpy(*items, rows.items, rows.count * table->size);
    }
    if (rc == 0)
        *count = rows.count;
    cl_vec_clear(&rows);
    return rc;
}

int cl_rows_read(void **items, size_t *count, cl_arena *arena, cl_store *store,
                 const cl_table *table, cl_error *e, const char *tail, const char *kinds, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;
    int rc;

    *items = NULL;
    *count = 0;
    va_start(args, kinds);
    rc = cl_sql_open_rows_v(&statement, store, table, e, tail, kinds, args);
    va_end(args);
    if (rc == 0)
        rc = cl_rows_gather(items, count, arena, store, table, statement, e);
    cl_sql_close(store, statement);
    return rc;
}

int cl_row_read(void *out, bool *found, cl_arena *arena, cl_store *store, const cl_table *table,
                cl_error *e, const char *tail, const char *kinds, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;
    int rc;

    memset(out, 0, table->size);
    *found = false;
    va_start(args, kinds);
    rc = cl_sql_open_rows_v(&statement, store, table, e, tail, kinds, args);
    va_end(args);
    if (rc == 0)
        rc = next_row(out, found, arena, store, table, statement, e);
    cl_sql_close(store, statement);
    return rc;
}
