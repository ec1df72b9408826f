/* SPDX-License-Identifier: MIT
 *
 * Finding schools by name, town, authority or postcode. Case and accents do not matter, the last
 * letters of a word may be left out, and a word that no school has is replaced by the nearest one
 * that some school has.
 */
#ifndef CL_SCHOOL_SEARCH_H
#define CL_SCHOOL_SEARCH_H

#include <stddef.h>

#include "arena.h"
#include "error.h"
#include "query.h"
#include "records.h"
#include "store.h"
#include "text.h"

/**
 * Schools that have every word of `words`, best first.
 *
 * @param filter  which schools; its `after` is not looked at, its `limit` is 50 when it is 0. NULL:
 * all
 * @return 0 (also when none is found), CL_E_INVALID (no letter or digit in `words`)
 */
int cl_school_search(cl_school **out, size_t *count, cl_arena *arena, cl_store *store,
                     cl_view words, const cl_school_filter *filter, cl_error *e);

#endif
