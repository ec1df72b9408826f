/* SPDX-License-Identifier: MIT
 *
 * What host offers to Lua: the use cases as rows, and functions to run them. A script calls
 * `clachan.cluster_add { name = "…" }` and gets the rows as tables. Knows no host header and no
 * lua.h.
 */
#ifndef CL_API_H
#define CL_API_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "text.h"

typedef enum cl_api_kind {
    CL_API_TEXT,
    CL_API_SWITCH, /**< true or false */
    CL_API_NUMBER, /**< a whole number */
    CL_API_DATE,   /**< a date, or "YYYY-MM-DD" */
    CL_API_FILE,
    CL_API_ID
} cl_api_kind;

typedef struct cl_api_parameter {
    const char *name; /**< as on the command line: "funding-model"; in Lua funding_model */
    cl_api_kind kind;
    bool required, positional, repeated; /**< repeated: a sequence is allowed */
    const char *brief;
} cl_api_parameter;

typedef struct cl_api_verb {
    const char *name; /**< words: "cluster add"; in Lua clachan.cluster_add */
    const cl_api_parameter *parameters;
    size_t parameter_count;
    const char *brief, *detail, *example; /**< detail may be NULL */
    const char *lua_example;              /**< may be NULL */
} cl_api_verb;

typedef struct cl_api_argument {
    const char *name, *value; /**< a switch has the value "true" */
} cl_api_argument;

/** Where a verb puts what it finds. Bytes are borrowed for the call. None of them jumps. */
typedef struct cl_api_sink {
    void *context;
    int (*row)(void *context, cl_view json, cl_view text); /**< non-zero stops the verb */
    void (*refused)(void *context, const cl_error *error);
    void (*note)(void *context, cl_view text);
} cl_api_sink;

typedef struct cl_api {
    void *context;
    const cl_api_verb *verbs;
    size_t verb_count;
    /** Runs a verb with checked names; 0, or a code with `e` filled. */
    int (*run)(void *context, const char *verb, const cl_api_argument *arguments, size_t count,
               const cl_api_sink *sink, cl_error *e);
} cl_api;

#endif
