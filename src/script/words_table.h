/* SPDX-License-Identifier: MIT
 *
 * What the words for tables share. Not for other files.
 */
#ifndef CL_WORDS_TABLE_H
#define CL_WORDS_TABLE_H

#include <lua.h>

#include "programme.h"
#include "words.h"

/** A table with the name at 1, clauses and place. */
cl_rate_table cl_table_begin(lua_State *L, cl_rate_kind kind);
/** The value on top of the stack as what a row gives; false after a finding. */
bool cl_table_value(lua_State *L, cl_rate_table *table, cl_ratio *out);
/** Adds it to the programme and pushes what is called for a value. Gives 1. */
int cl_table_add(lua_State *L, const cl_rate_table *table);

/** lookup, in words_lookup.c. */
int cl_word_lookup(lua_State *L);
extern const char *const cl_lookup_keys[];

#endif
