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

/** Indexes a school anew; `known` when it may be in the index already. */
int cl_search_index(cl_store *store, int64_t school, bool known, cl_error *e);
/** Indexes the school that has this name (a number of school_name) beside its own. */
int cl_search_index_name(cl_store *store, int64_t name, cl_error *e);

#endif
