/* SPDX-License-Identifier: MIT
 *
 * Payloads into tables. A payload is checked against the descriptors before a statement is made of
 * it, since it may come from a log that somebody has written to.
 */
#include "apply.h"

#include <string.h>

#include "put.h"
#include "search_index.h"
#include "sql.h"

enum { BLOCK_PARTS = 4 };

size_t cl_block_count(const cl_json *payload)
{
    const cl_json_value *rows = cl_json_get(cl_json_root(payload), "rows");

    return rows == NULL ? 0 : cl_json_count(rows);
}

static int refuse_block(size_t index, cl_error *e)
{
    return cl_fail(e, CL_E_INVALID, "rows[%zu] of the payload is not of this program", index + 1);
}

int cl_block_read(cl_block *out, const cl_json *payload, size_t index, cl_error *e)
{
    const cl_json_value *block = cl_json_item(cl_json_get(cl_json_root(payload), "rows"), index);
    cl_view verb;

    if (cl_json_type(block) != CL_JSON_ARRAY || cl_json_count(block) != BLOCK_PARTS)
        return refuse_block(index, e);
    verb = cl_json_string(cl_json_item(block, 0));
    out->add = cl_view_is(verb, "add");
    out->table = cl_table_find(cl_json_string(cl_json_item(block, 1)));
    out->columns = cl_json_item(block, 2);
    out->rows = cl_json_item(block, 3);
    if ((!out->add && !cl_view_is(verb, "set")) || out->table == NULL ||
        cl_json_type(out->columns) != CL_JSON_ARRAY || cl_json_type(out->rows) != CL_JSON_ARRAY ||
        cl_json_count(out->columns) < 2 ||
        !cl_view_is(cl_json_string(cl_json_item(out->columns, 0)), "id") ||
        !cl_view_is(cl_json_string(cl_json_item(out->columns, 1)), "version"))
        return refuse_block(index, e);
    for (size_t i = 0; i < cl_json_count(out->columns); i++)
        if (cl_table_column(out->table, cl_json_string(cl_json_item(out->columns, i))) < 0)
            return refuse_block(index, e);
    return 0;
}

/* Names are those of the descriptors (see cl_block_read), so nothing of the payload becomes SQL. */
static const char *name_of(const cl_block *block, size_t i)
{
    cl_view name = cl_json_string(cl_json_item(block->columns, i));

    return block->table->columns[cl_table_column(block->table, name)].name;
}

static void print_insert(cl_text *sql, const cl_block *block)
{
    size_t count = cl_json_count(block->columns);

    cl_text_format(sql, "INSERT INTO \"%s\"(", block->table->name);
    for (size_t i = 0; i < count; i++)
        cl_text_format(sql, "%s\"%s\"", i == 0 ? "" : ", ", name_of(block, i));
    cl_text_add_string(sql, ") VALUES(?");
    for (size_t i = 1; i < count; i++)
        cl_text_add_string(sql, ", ?");
    cl_text_add_char(sql, ')');
}

/* Parameters stand in the order of the columns, so ?1 is the id and ?2 the new version. The id is
 * not among what is set: SQLite would look for rows that refer to the old one, table by table. */
static void print_update(cl_text *sql, const cl_block *block, bool replays)
{
    cl_text_format(sql, "UPDATE \"%s\" SET ", block->table->name);
    for (size_t i = 1; i < cl_json_count(block->columns); i++)
        cl_text_format(sql, "%s\"%s\" = ?%zu", i == 1 ? "" : ", ", name_of(block, i), i + 1);
    cl_text_add_string(sql, replays ? " WHERE id = ?1" : " WHERE id = ?1 AND version = ?2 - 1");
}

static int print_sql(cl_text *sql, const cl_block *block, bool replays, cl_error *e)
{
    if (block->add)
        print_insert(sql, block);
    else
        print_update(sql, block, replays);
    return cl_text_check(sql, e);
}

static int bind_value(sqlite3_stmt *statement, int index, const cl_json_value *value)
{
    const cl_json_value *personal;

    switch (cl_json_type(value)) {
    case CL_JSON_NULL:
        return sqlite3_bind_null(statement, index);
    case CL_JSON_INTEGER:
        return sqlite3_bind_int64(statement, index, cl_json_integer(value));
    case CL_JSON_STRING:
        return cl_sql_bind_view(statement, index, cl_json_string(value));
    case CL_JSON_OBJECT:
        personal = cl_json_get(value, "personal");
        if (personal != NULL && cl_json_type(personal) == CL_JSON_INTEGER)
            return sqlite3_bind_int64(statement, index, cl_json_integer(personal));
        return SQLITE_MISMATCH;
    case CL_JSON_BOOLEAN:
    case CL_JSON_REAL:
    case CL_JSON_ARRAY:
        break;
    }
    return SQLITE_MISMATCH;
}

static int bind_row(cl_store *store, sqlite3_stmt *statement, const cl_block *block,
                    const cl_json_value *row, cl_error *e)
{
    if (cl_json_count(row) != cl_json_count(block->columns))
        return cl_fail(e, CL_E_INVALID, "a row of %s in the payload has %zu values, not %zu",
                       block->table->name, cl_json_count(row), cl_json_count(block->columns));
    for (size_t i = 0; i < cl_json_count(row); i++) {
        int rc = bind_value(statement, (int)i + 1, cl_json_item(row, i));

        if (rc == SQLITE_MISMATCH)
            return cl_fail(e, CL_E_INVALID, "a value of %s in the payload is %s",
                           block->table->name, cl_json_type_name(cl_json_item(row, i)));
        if (rc != SQLITE_OK)
            return cl_sql_fail(store, rc, "writing", e);
    }
    return 0;
}

static int stale(const cl_block *block, const cl_json_value *row, cl_error *e)
{
    return cl_fail(
        e, CL_E_STATE,
        "%s-%lld has been changed by somebody else since it was read; look at it and try again",
        block->table->prefix, (long long)cl_json_integer(cl_json_item(row, 0)));
}

static int apply_row(cl_store *store, sqlite3_stmt *statement, const cl_block *block,
                     const cl_json_value *row, cl_error *e)
{
    bool more;
    int rc = bind_row(store, statement, block, row, e);

    if (rc != 0)
        return rc;
    rc = cl_sql_step(store, statement, &more, e);
    if (rc != 0)
        rc = cl_put_explain(store, block->table, cl_json_integer(cl_json_item(row, 0)), rc, e);
    else if (!block->add && !store->replays && sqlite3_changes(store->db) == 0)
        rc = stale(block, row, e);
    sqlite3_reset(statement);
    if (rc == 0 && block->table == &cl_table_school)
        rc = cl_search_index(store, cl_json_integer(cl_json_item(row, 0)), !block->add, e);
    if (rc == 0 && block->table == &cl_table_school_name)
        rc = cl_search_index_name(store, cl_json_integer(cl_json_item(row, 0)), e);
    return rc;
}

/* The highest number given so far; numbers are never used again, whatever becomes of their record.
 */
static int count_up(cl_store *store, const cl_block *block, cl_error *e)
{
    int64_t last = 0;

    for (size_t i = 0; i < cl_json_count(block->rows); i++) {
        int64_t id = cl_json_integer(cl_json_item(cl_json_item(block->rows, i), 0));

        last = id > last ? id : last;
    }
    return cl_count_up(store, block->table->name, last, e);
}

static int apply_block(cl_store *store, const cl_block *block, cl_error *e)
{
    cl_text sql = CL_TEXT_INIT;
    sqlite3_stmt *statement = NULL;
    int rc = print_sql(&sql, block, store->replays, e);

    if (rc == 0)
        rc = cl_sql_open(&statement, store, e, sql.at, "");
    for (size_t i = 0; rc == 0 && i < cl_json_count(block->rows); i++)
        rc = apply_row(store, statement, block, cl_json_item(block->rows, i), e);
    cl_sql_close(store, statement);
    cl_text_clear(&sql);
    if (rc == 0 && block->add)
        rc = count_up(store, block, e);
    return rc;
}

int cl_apply_some(cl_store *store, const cl_json *payload, cl_block_skip *skip, void *context,
                  cl_error *e)
{
    cl_block block;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < cl_block_count(payload); i++) {
        rc = cl_block_read(&block, payload, i, e);
        if (rc == 0 && (skip == NULL || !skip(context, &block)))
            rc = apply_block(store, &block, e);
    }
    return rc;
}

int cl_apply_parsed(cl_store *store, const cl_json *payload, cl_error *e)
{
    return cl_apply_some(store, payload, NULL, NULL, e);
}

int cl_apply(cl_store *store, cl_view payload, cl_error *e)
{
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, payload, NULL, 1, e);

    if (rc == 0)
        rc = cl_apply_parsed(store, json, e);
    cl_json_free(json);
    return rc;
}
