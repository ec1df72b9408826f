/* SPDX-License-Identifier: MIT
 *
 * The string functions of Lua code, bounded: each pays for its work before it does it, sizes are
 * computed first, patterns are matched by pattern.h.
 */
#ifndef CL_BYTES_H
#define CL_BYTES_H

#include <lua.h>

#include "text.h"

/** Pushes a new table: byte char find format gmatch gsub len lower match rep reverse sub upper. */
void cl_bytes_push(lua_State *L);
/** Makes the value on top of the stack (the library) what ("x"):upper() finds; leaves it there. */
void cl_bytes_methods(lua_State *L);
/** The argument as text: a text, or a number in its decimal form. */
cl_view cl_check_view(lua_State *L, int index);
/** Pushes the value as text, as tostring does: type names in place of addresses. */
void cl_tostring(lua_State *L, int index);
/** The function tostring. */
int cl_bytes_tostring(lua_State *L);

/* search.c */
int cl_bytes_find(lua_State *L);
int cl_bytes_match(lua_State *L);
int cl_bytes_gmatch(lua_State *L);
int cl_bytes_gsub(lua_State *L);
/* format.c */
int cl_bytes_format(lua_State *L);

/** A position as string.sub takes it: 1-based, negative from the end; as an offset from 0, at most
 * length. */
size_t cl_bytes_start(lua_Integer position, size_t length);
size_t cl_bytes_stop(lua_Integer position, size_t length);

#endif
