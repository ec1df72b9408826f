/* SPDX-License-Identifier: MIT
 *
 * Names and values in the order in which they came: header fields, query parameters, form fields.
 * Names are compared without case, as header names are. Knows no protocol.
 */
#ifndef CL_PAIRS_H
#define CL_PAIRS_H

#include <stddef.h>

#include "error.h"
#include "text.h"
#include "vec.h"

typedef struct cl_pair {
    char *name, *value; /**< owned by the list, never NULL */
} cl_pair;

typedef struct cl_pairs {
    cl_vec items; /**< of cl_pair */
} cl_pairs;

#define CL_PAIRS_INIT                                                                              \
    {                                                                                              \
        CL_VEC_INIT(cl_pair)                                                                       \
    }

/** Appends a copy. 0 or CL_E_MEMORY (then nothing changed). */
int cl_pairs_add(cl_pairs *pairs, cl_view name, cl_view value);
int cl_pairs_add_string(cl_pairs *pairs, const char *name, const char *value);
size_t cl_pairs_count(const cl_pairs *pairs);
const cl_pair *cl_pairs_at(const cl_pairs *pairs, size_t index);
/** First value of that name, or NULL. */
const char *cl_pairs_find(const cl_pairs *pairs, const char *name);
/** Reads "a=1&b=x%20y+z", the form of a query and of a form's body. A broken percent sign stays as
 * it is. 0 or CL_E_MEMORY. */
int cl_pairs_read_form(cl_pairs *pairs, cl_view text);
/** Releases everything; the list can be used again. */
void cl_pairs_clear(cl_pairs *pairs);
/** As cl_pairs_clear(), overwriting the values first: for lists that hold secrets. */
void cl_pairs_wipe(cl_pairs *pairs);

/** Appends with everything but letters, digits and -._~ as %XX: one segment of a path or one value
 * of a query. */
int cl_percent_encode(cl_text *out, cl_view text);

#endif
