/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: rows of a table into structs of an arena.
 */
#ifndef CL_ROWS_H
#define CL_ROWS_H

#include <stddef.h>

#include "arena.h"
#include "error.h"
#include "sql.h"
#include "table.h"

/**
 * Reads all rows of `table` (named t in the query) for which `tail` holds. `tail` is what follows
 * FROM: joins, WHERE, ORDER BY; parameters as in cl_sql_open().
 *
 * @param[out] items  array in the arena, NULL when there is no row; assigned through the caller's
 * typed pointer
 */
int cl_rows_read(void **items, size_t *count, cl_arena *arena, cl_store *store,
                 const cl_table *table, cl_error *e, const char *tail, const char *kinds, ...);

/** All rows of a statement that is bound and was begun by cl_rows_select(). */
int cl_rows_gather(void **items, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_table *table, sqlite3_stmt *statement, cl_error *e);

/** As cl_rows_read() for the first row; `*found` false (and `out` zeroed) when there is none. */
int cl_row_read(void *out, bool *found, cl_arena *arena, cl_store *store, const cl_table *table,
                cl_error *e, const char *tail, const char *kinds, ...);

/** Appends the text "SELECT t.id, … FROM table t " for a table. */
int cl_rows_select(cl_text *out, const cl_table *table);

/** The present row of a statement that cl_rows_select() began; its texts are borrowed until the
 * next step. */
void cl_rows_fill(void *out, const cl_table *table, sqlite3_stmt *statement);

#endif
