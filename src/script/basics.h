/* SPDX-License-Identifier: MIT
 *
 * The functions without a library name: error, ipairs, type, … of all worlds, and pcall, load,
 * coroutine, … of scripts, where limits and interrupts cannot be caught.
 */
#ifndef CL_BASICS_H
#define CL_BASICS_H

#include <lua.h>

/** ipairs(sequence): honours __index; stops at the first nil. */
int cl_basic_ipairs(lua_State *L);
/** error(message, level?) of programmes and templates. */
int cl_basic_error(lua_State *L);

/** Adds assert error ipairs pairs(sorted) select tonumber tostring type to the table on top. */
void cl_basics_add(lua_State *L);

/* script_basics.c */
/** Adds what only scripts have to the table on top: next rawget … pcall xpcall load collectgarbage,
 * stock pairs and error. The table is their environment. */
void cl_basics_add_script(lua_State *L);
/** Pushes a new table of the coroutine functions. */
void cl_coroutines_push(lua_State *L);

#endif
