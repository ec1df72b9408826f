/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: keeping the index of school names in step with the schools.
 */
#ifndef CL_SEARCH_INDEX_H
#define CL_SEARCH_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "store.h"
#include "table.h"
#include "vec.h"

/** Indexes a school anew; `known` when it may be in the index already. */
int cl_search_index(cl_store *store, int64_t school, bool known, cl_error *e);
/** Indexes the school that has this name (a number of school_name) beside its own. */
int cl_search_index_name(cl_store *store, int64_t name, cl_error *e);

/** Schools that were put into their table and are not in the index yet. It is filled at one go,
 * since FTS5 writes down what it has whenever another table is written to. */
typedef struct cl_search_batch {
    cl_text words;
    cl_vec schools; /* which of the words are whose */
} cl_search_batch;

void cl_search_batch_init(cl_search_batch *batch);
/** Appends the words of a school, and of its name in another language (empty for none). Reads no
 * database. */
int cl_search_words(cl_text *out, const cl_school *school, cl_view other_name, cl_error *e);
/** Notes the words of a new school. 0 or CL_E_MEMORY. */
int cl_search_gather(cl_search_batch *batch, int64_t school, cl_view words, cl_error *e);
/** Indexes what was gathered, and empties the batch. */
int cl_search_store(cl_search_batch *batch, cl_store *store, cl_error *e);
/** A zeroed one is accepted. */
void cl_search_batch_clear(cl_search_batch *batch);

#endif
