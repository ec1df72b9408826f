/* SPDX-License-Identifier: MIT
 *
 * What json_schema.c prepares and json_schema_check.c walks. Not for others.
 */
#ifndef CL_JSON_SCHEMA_PARTS_H
#define CL_JSON_SCHEMA_PARTS_H

#include "json_build.h"
#include "json_schema.h"
#include "regexp.h"

/** What is known about a value of the schema's document. */
typedef struct cl_schema_mark {
    bool walked;                 /**< it stands where a schema stands, and was looked at */
    const cl_json_value *target; /**< of a $ref: what it means; NULL: it lies elsewhere */
    cl_regexp *regexp;           /**< of a pattern, a format, or the key of a patternProperties */
} cl_schema_mark;

struct cl_json_schema {
    cl_json *json;
    cl_schema_mark *marks; /**< one a value, in the order of the document */
    size_t count;
    cl_vec unchecked; /**< of char *, in the arena */
    cl_vec elsewhere; /**< the same: addresses of other documents */
    cl_arena arena;
};

/** The mark of a value of the schema's document. */
cl_schema_mark *cl_schema_mark_of(const cl_json_schema *schema, const cl_json_value *value);

/** A format that is checked: as an expression, and in words. */
typedef struct cl_schema_format {
    const char *name, *pattern, *expected;
} cl_schema_format;

/** NULL when it is not checked here. */
const cl_schema_format *cl_schema_format_find(cl_view name);
/** Whether a text that its expression matches is one: the date exists. */
bool cl_schema_format_holds(const cl_schema_format *format, cl_view text);

#endif
