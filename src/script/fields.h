/* SPDX-License-Identifier: MIT
 *
 * Reading a table that Lua code returned, key by key, with raw access: every key is known, of its
 * type, and copied into an arena. What is wrong is raised with the function's place and the key.
 */
#ifndef CL_FIELDS_H
#define CL_FIELDS_H

#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

typedef struct cl_fields {
    int index;        /**< of the table on the stack, absolute */
    const char *what; /**< "request of the dialect 'gas'" */
    const char *file; /**< place that errors name */
    int line;
    const char *path; /**< in front of the keys, "" for none */
    cl_arena *arena;
} cl_fields;

/** Raises "WHAT: MESSAGE" at the place, with the path of the key. */
int cl_fields_refuse(lua_State *L, const cl_fields *fields, const char *key, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));
/** Raises for the first key (sorted) that is none of `names` (ends with NULL). */
void cl_fields_only(lua_State *L, const cl_fields *fields, const char *const *names);
/** Pushes the value of a key with raw access; gives its type. */
int cl_fields_push(lua_State *L, const cl_fields *fields, const char *key);
/** A text, or a whole number as text. `otherwise` where the key is not there; NULL: it is required.
 */
const char *cl_fields_text(lua_State *L, const cl_fields *fields, const char *key,
                           const char *otherwise);
/** As cl_fields_text(), but NULL where the key is not there. */
const char *cl_fields_optional(lua_State *L, const cl_fields *fields, const char *key);
/** true or false; false where the key is not there. */
bool cl_fields_flag(lua_State *L, const cl_fields *fields, const char *key);
/** The value of a key as canonical JSON, or NULL where it is not there. Must be an object if
 * `object`. */
const char *cl_fields_json(lua_State *L, const cl_fields *fields, const char *key, bool object,
                           size_t *length);
/** Copies the text at `index` into the arena; raises without memory. */
const char *cl_fields_copy(lua_State *L, const cl_fields *fields, int index);

#endif
