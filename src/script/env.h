/* SPDX-License-Identifier: MIT
 *
 * Environments: what a chunk can name. In programmes and templates `_ENV` is a read-only userdata,
 * so that a name cannot be replaced; reading an unknown one suggests the nearest, writing says
 * "write local".
 */
#ifndef CL_ENV_H
#define CL_ENV_H

#include <lua.h>

/**
 * Replaces the table on top of the stack, a set of names, by a read-only environment over it. The
 * table must not be reachable from Lua otherwise.
 *
 * @param what     what a name is called in messages: "word", "name"; static text
 * @param unknown  NULL: an unknown name raises "there is no word 'rul' here; did you mean 'rule'?".
 *                 Else called with (environment, name, suggestion or nil); what it returns is the
 * value.
 * @param assigned NULL: an assignment raises. Else called with what is wrong with it, and the chunk
 *                 goes on: the name is not set.
 */
void cl_env_push(lua_State *L, const char *what, lua_CFunction unknown, lua_CFunction assigned);
/** Replaces the table on top by a read-only library of that name: "there is no 'string.uper'; did
 * you mean 'string.upper'?". `name` is static text. */
void cl_env_library(lua_State *L, const char *name);
/** Makes the table on top the globals of a script: reading a name that was never assigned raises.
 */
void cl_env_globals(lua_State *L);
/** Pushes the nearest string key of the table at `index` to the name at `name`, or nil. */
void cl_env_nearest(lua_State *L, int index, int name);

#endif
