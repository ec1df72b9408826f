/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: a record into its table without the detour over the payload of an event, and
 * what the two ways share.
 */
#ifndef CL_PUT_H
#define CL_PUT_H

#include <stdint.h>

#include "error.h"
#include "store.h"
#include "table.h"

typedef struct sqlite3_stmt sqlite3_stmt;

/** A statement that puts records into `table`; given back with cl_sql_close(). */
int cl_put_open(sqlite3_stmt **out, cl_store *store, const cl_table *table, cl_error *e);
/** Inserts a record. Values become what cl_apply() makes of the payload: empty texts and references
 * to nothing are NULL. Personal columns are refused (CL_E_MISUSE). CL_E_STATE, CL_E_STORE,
 * CL_E_MEMORY. */
int cl_put_record(sqlite3_stmt *put, cl_store *store, const cl_table *table, const void *record,
                  cl_error *e);

/** SQLite's words for a broken rule, said in ours; a trigger's own message is kept. `rc` is the
 * code of the statement that failed; returns it. */
int cl_put_explain(cl_store *store, const cl_table *table, int64_t id, int rc, cl_error *e);

/** Notes the highest number given so far; numbers are never used again, whatever becomes of their
 * record. */
int cl_count_up(cl_store *store, const char *table, int64_t last, cl_error *e);

#endif
