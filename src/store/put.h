/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: records into their table without the detour over the payload of an event, and
 * what the two ways share.
 */
#ifndef CL_PUT_H
#define CL_PUT_H

#include <stdint.h>

#include "error.h"
#include "store.h"
#include "table.h"

/** Teaches a connection what cl_put_records() needs; once, when it is opened. */
int cl_put_prepare(cl_store *store, cl_error *e);
/** A table with personal columns cannot be put directly: CL_E_MISUSE. */
int cl_put_check(const cl_table *table, cl_error *e);
/** Inserts `count` records, an array of the table's struct, with one statement: all or none of
 * them. Values become what cl_apply() makes of the payload: empty texts and references to nothing
 * are NULL. The table has passed cl_put_check(). CL_E_STATE, CL_E_STORE, CL_E_MEMORY. */
int cl_put_records(cl_store *store, const cl_table *table, const void *records, size_t count,
                   cl_error *e);

/** SQLite's words for a broken rule, said in ours; a trigger's own message is kept. `rc` is the
 * code of the statement that failed; returns it. */
int cl_put_explain(cl_store *store, const cl_table *table, int64_t id, int rc, cl_error *e);

/** Notes the highest number given so far; numbers are never used again, whatever becomes of their
 * record. */
int cl_count_up(cl_store *store, const char *table, int64_t last, cl_error *e);

#endif
