/* SPDX-License-Identifier: MIT
 *
 * Dossiers that stand in an edition as Lua tables, for its tests: printed as JSON, and copied with
 * changes.
 */
#ifndef CL_WORDS_JSON_H
#define CL_WORDS_JSON_H

#include <lua.h>
#include <stdbool.h>

#include "text.h"

/** Pushes null ("there is none") or unknown (the key is not there). */
void cl_words_push_null(lua_State *L);
void cl_words_push_unknown(lua_State *L);
bool cl_words_is_null(lua_State *L, int index);
bool cl_words_is_unknown(lua_State *L, int index);
/**
 * Appends the value at `index` as canonical JSON. `type` is the record type of the schema that it
 * is
 * (-1: not known): it tells an empty list from an empty record. What JSON cannot hold is a finding.
 */
void cl_words_json(lua_State *L, int index, int type, cl_text *out);
/** with(table, { ["path"] = value, … }): pushes a deep copy with the changes made. */
int cl_word_with(lua_State *L);

#endif
