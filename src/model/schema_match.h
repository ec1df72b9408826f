/* SPDX-License-Identifier: MIT
 *
 * Two schemas side by side: which types and fields of one are those of the other, by name and kind,
 * and a schema that has the facts of both.
 */
#ifndef CL_SCHEMA_MATCH_H
#define CL_SCHEMA_MATCH_H

#include "schema.h"

/** For each type of `from` the type of `to` that is reached by the same names; -1: none. */
typedef struct cl_schema_match {
    const cl_schema *from, *to;
    int types[CL_TYPES_LIMIT];
} cl_schema_match;

void cl_schema_match_init(cl_schema_match *match, const cl_schema *from, const cl_schema *to);
/** The field of the matching type with that field's name and kind; -1: none. */
int cl_schema_match_field(const cl_schema_match *match, unsigned type, unsigned field);
/**
 * A schema that has all types and fields of `a` under the same numbers, then those of `b` that `a`
 * has not, by name. What is of another kind in `b` is not in it.
 *
 * @param out  zeroed; cleared with cl_schema_clear(), also after a failure
 * @return 0, CL_E_LIMIT, CL_E_MEMORY
 */
int cl_schema_union(cl_schema *out, const cl_schema *a, const cl_schema *b, cl_error *e);

#endif
