/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the connection, its statement cache, and the few calls through which every
 * statement runs, so that each SQLite result code becomes one of ours in one place.
 */
#ifndef CL_SQL_H
#define CL_SQL_H

#include <sqlite3.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "records.h"
#include "seen.h"
#include "store.h"
#include "table.h"
#include "text.h"

enum { CL_SQL_CACHE = 256 };

typedef struct cl_sql_slot {
    char *sql;             /* the tail alone, where there is a table */
    const cl_table *table; /* of cl_sql_open_rows(); else NULL */
    uint64_t hash;
    sqlite3_stmt *statement; /* NULL: the slot is free */
    bool busy;
} cl_sql_slot;

struct cl_store {
    sqlite3 *db;
    char *path;
    int schema;
    int depth; /* transactions open, the outer one of a dry run not counted */
    int looks; /* of cl_store_look(), one in the other */
    bool dry_run;
    bool replays; /* what events say is taken as it is, with events left out (past.h) */
    cl_sql_slot cache[CL_SQL_CACHE];
    unsigned victim; /* next slot to be thrown out when the cache is full */
    unsigned latest; /* slot that was taken last: mostly the one that is given back next */
    cl_seen terms;   /* words that school_term has for sure; forgotten when anything is undone */
};

/** Turns a failed SQLite call into our error; returns its code. `doing` begins the message
 * ("reading"). */
int cl_sql_fail(cl_store *store, int rc, const char *doing, cl_error *e);

/**
 * A statement for `sql`, from the cache where it is there and free. `kinds` has a letter for each
 * parameter: i int64_t, v cl_view (empty is NULL), b cl_view as bytes (empty is NULL), t const char
 * * (NULL is NULL), m cl_maybe, d cl_maybe as a day, r int64_t reference (0 is NULL). Texts must
 * stay until the statement is given back with cl_sql_close().
 */
int cl_sql_open(sqlite3_stmt **out, cl_store *store, cl_error *e, const char *sql,
                const char *kinds, ...);
int cl_sql_open_v(sqlite3_stmt **out, cl_store *store, cl_error *e, const char *sql,
                  const char *kinds, va_list args);
/** As cl_sql_open() for what cl_rows_select() says of the table, followed by `tail`: the columns
 * are written down only for a statement that is not in the cache, since making the text of a short
 * query took longer than running it. */
int cl_sql_open_rows(sqlite3_stmt **out, cl_store *store, const cl_table *table, cl_error *e,
                     const char *tail, const char *kinds, ...);
int cl_sql_open_rows_v(sqlite3_stmt **out, cl_store *store, const cl_table *table, cl_error *e,
                       const char *tail, const char *kinds, va_list args);
/** Gives a statement back; NULL is accepted. */
void cl_sql_close(cl_store *store, sqlite3_stmt *statement);

/** `*row` says whether there is a row. */
int cl_sql_step(cl_store *store, sqlite3_stmt *statement, bool *row, cl_error *e);

/** Runs a statement that gives no rows; parameters as in cl_sql_open(). */
int cl_sql_do(cl_store *store, cl_error *e, const char *sql, const char *kinds, ...);

/** Runs a query of one number. `*found` (may be NULL) is false, and `*out` 0, when there is no row
 * or NULL. */
int cl_sql_number(int64_t *out, bool *found, cl_store *store, cl_error *e, const char *sql,
                  const char *kinds, ...);

/** Runs any SQL text, several statements as well, without parameters and cache. */
int cl_sql_script(cl_store *store, const char *sql, cl_error *e);

/** Throws all cached statements away (before closing). */
void cl_sql_forget(cl_store *store);

/** Column as text or bytes, borrowed until the next step; NULL gives an empty view. */
cl_view cl_sql_view(sqlite3_stmt *statement, int column);

/** Binds one value by hand: the kinds of cl_sql_open(). Return SQLite's code. */
int cl_sql_bind_view(sqlite3_stmt *statement, int index, cl_view view);
int cl_sql_bind_day(sqlite3_stmt *statement, int index, cl_maybe day);

#endif
