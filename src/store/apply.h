/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the payload of an event into the tables. The one place that writes records,
 * for live changes and for the rebuild alike.
 */
#ifndef CL_APPLY_H
#define CL_APPLY_H

#include <stdbool.h>

#include "error.h"
#include "json.h"
#include "store.h"
#include "table.h"
#include "text.h"

/** Applies all rows of a payload. CL_E_STATE (stale version; refused by the database), CL_E_INVALID
 * (no payload of ours), CL_E_STORE, CL_E_MEMORY. The caller has a transaction open. */
int cl_apply(cl_store *store, cl_view payload, cl_error *e);
/** As cl_apply(), of a payload that was read already. */
int cl_apply_parsed(cl_store *store, const cl_json *payload, cl_error *e);

/** One block of a payload's "rows". Borrowed from the JSON. */
typedef struct cl_block {
    bool add; /* else set */
    const cl_table *table;
    const cl_json_value *columns, *rows;
} cl_block;

/** Should this block be left out? */
typedef bool cl_block_skip(void *context, const cl_block *block);
/** As cl_apply_parsed(), without the blocks that `skip` (may be NULL) names. */
int cl_apply_some(cl_store *store, const cl_json *payload, cl_block_skip *skip, void *context,
                  cl_error *e);

/** Blocks of a payload; see cl_block_read(). */
size_t cl_block_count(const cl_json *payload);
/** Reads block `index`. CL_E_INVALID when it is none of ours. */
int cl_block_read(cl_block *out, const cl_json *payload, size_t index, cl_error *e);

#endif
