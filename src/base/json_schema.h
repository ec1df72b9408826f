/* SPDX-License-Identifier: MIT
 *
 * JSON Schema, as funders publish it for their forms: what is wrong with a value, all of it at
 * once, in words. Drafts 4 to 2020-12 and OpenAPI 3 mix in practice, so that each keyword means
 * what it means in the newest draft that has it in that shape. A schema may come from a stranger:
 * depth, steps and regular expressions are bounded, and no address is ever fetched.
 */
#ifndef CL_JSON_SCHEMA_H
#define CL_JSON_SCHEMA_H

#include "arena.h"
#include "json.h"
#include "vec.h"

enum {
    CL_JSON_SCHEMA_NESTED = 512,   /**< schemas applied within each other */
    CL_JSON_SCHEMA_STEPS = 2000000 /**< of one check; twenty bytes of text take about one */
};

/** A schema that was read; any number of threads may share it. */
typedef struct cl_json_schema cl_json_schema;

/** One thing that is wrong. Texts live as long as the list. */
typedef struct cl_json_schema_fault {
    const char *path;       /**< such as main.schools[s2].role: items by their id, else from 1 */
    const char *found;      /**< "7", "nothing" */
    const char *expected;   /**< "text", "at most 200 characters" */
    const char *suggestion; /**< NULL for none */
} cl_json_schema_fault;

typedef struct cl_json_schema_faults {
    cl_arena arena;
    cl_vec items;    /**< of cl_json_schema_fault, in the order of the schema */
    size_t left_out; /**< more than CL_JSON_SCHEMA_FAULTS are only counted */
} cl_json_schema_faults;

enum { CL_JSON_SCHEMA_FAULTS = 100 };

#define CL_JSON_SCHEMA_FAULTS_INIT                                                                 \
    {                                                                                              \
        CL_ARENA_INIT, CL_VEC_INIT(cl_json_schema_fault), 0                                        \
    }

/**
 * Reads a schema and checks its own shape.
 * @param file  name for messages, may be NULL
 * @return 0; CL_E_INVALID: no schema, or one that points at nothing (the place is named);
 *         CL_E_LIMIT, CL_E_MEMORY
 */
int cl_json_schema_open(cl_json_schema **out, cl_view text, const char *file, cl_error *e);
void cl_json_schema_close(cl_json_schema *schema);
/** What in the schema is not checked here (a keyword, a format, a reference to another document),
 * each with its place; NULL behind the last. What is not checked lets everything through. */
const char *cl_json_schema_unchecked(const cl_json_schema *schema, size_t index);
/** Addresses of other documents that the schema refers to, each once, without their fragments; NULL
 * behind the last. */
const char *cl_json_schema_elsewhere(const cl_json_schema *schema, size_t index);
/**
 * Checks `value`, appends to `out` what is wrong. A value that does not fit is a result, not an
 * error.
 * @param name  what paths begin with
 * @return 0; CL_E_LIMIT: the schema takes too many steps or refers to itself without end;
 *         CL_E_MEMORY
 */
int cl_json_schema_check(const cl_json_schema *schema, cl_json_schema_faults *out,
                         const cl_json_value *value, const char *name, cl_error *e);
/** Appends "PATH: found …; expected …; SUGGESTION". */
int cl_json_schema_fault_print(cl_text *out, const cl_json_schema_fault *fault);
void cl_json_schema_faults_clear(cl_json_schema_faults *faults);

#endif
