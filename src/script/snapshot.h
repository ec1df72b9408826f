/* SPDX-License-Identifier: MIT
 *
 * JSON to Lua values and back. Objects and arrays are plain tables that remember which they are;
 * text out is canonical (sorted keys, no white space), so that equal values give equal bytes.
 */
#ifndef CL_SNAPSHOT_H
#define CL_SNAPSHOT_H

#include <lua.h>
#include <stdbool.h>

#include "json.h"
#include "text.h"

/** What becomes of JSON null and of numbers with a fraction, whose value is not kept. In arrays
 * null is always the value `null`, so that places do not shift. */
typedef enum cl_null_mode {
    CL_NULL_KEPT, /**< null is the value `null` (of which every member is nil); fractions raise */
    CL_NULL_FOREIGN, /**< as KEPT, and fractions count as null: for what others send */
    CL_NULL_LEFT_OUT /**< members that are null or a fraction are left out: for reading answers */
} cl_null_mode;

/** Pushes a JSON value. */
void cl_push_json(lua_State *L, const cl_json_value *value, cl_null_mode mode);
/** Parses text and pushes the value: 1; or pushes nil and a message: 2. */
int cl_push_json_text(lua_State *L, cl_view text, cl_null_mode mode);

/**
 * Appends the value at `index` as canonical JSON. Allowed: texts (UTF-8), yes/no, whole numbers,
 * null, exact values, sequences 1 … n, tables with keys that are texts; at most CL_JSON_DEPTH deep.
 * An empty table is an object unless it is marked as an array. Anything else raises with the path
 * of the value.
 */
void cl_json_from_lua(lua_State *L, int index, cl_text *out);

/** Pushes the value `null`. */
void cl_push_null(lua_State *L);
bool cl_is_null(lua_State *L, int index);
/** Marks the table at `index` as an array or an object. */
void cl_mark_array(lua_State *L, int index);
void cl_mark_object(lua_State *L, int index);
bool cl_is_array(lua_State *L, int index);

/** Pushes the libraries json (parse, text, object, array, null), csv (parse, line). */
void cl_json_library(lua_State *L);
void cl_csv_library(lua_State *L);

#endif
