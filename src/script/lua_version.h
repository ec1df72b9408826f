/* SPDX-License-Identifier: MIT
 *
 * Which Lua runs, for layers that do not see lua.h.
 */
#ifndef CL_LUA_VERSION_H
#define CL_LUA_VERSION_H

/** "Lua 5.4.4". */
const char *cl_lua_version(void);

#endif
