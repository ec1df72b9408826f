/* SPDX-License-Identifier: MIT
 *
 * The database as it was: made anew in memory from its events. Two questions, alone or together:
 * what was known at a moment (events until then, nothing later), and what was true on a day by what
 * is known now (dated rows are all there and say themselves when they were true; states are those
 * that events of that day or before had led to).
 */
#ifndef CL_PAST_H
#define CL_PAST_H

#include "date.h"
#include "error.h"
#include "store.h"

typedef struct cl_past {
    int64_t seq;   /**< events up to this one; 0: all */
    int64_t at;    /**< events up to this time, milliseconds UTC; 0: all */
    cl_date as_of; /**< true on this day; CL_DATE_MAX: whenever */
} cl_past;

#define CL_PAST_INIT                                                                               \
    {                                                                                              \
        0, 0, CL_DATE_MAX                                                                          \
    }

/**
 * Makes the past of `store` as a store of its own, in memory, closed with cl_store_close(). It has
 * the same path, and refuses to be written to. Personal values that were erased since are erased in
 * it too.
 * @return 0, CL_E_NOT_FOUND (no event was that early), CL_E_STORE, CL_E_MEMORY
 */
int cl_past_open(cl_store **out, cl_store *store, const cl_past *past, cl_error *e);

#endif
