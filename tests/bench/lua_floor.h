/* SPDX-License-Identifier: MIT
 *
 * The rules as a plain Lua function (plain.lua), called from C on tables that are made beforehand.
 */
#ifndef CL_LUA_FLOOR_H
#define CL_LUA_FLOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "applications.h"

typedef struct lua_floor lua_floor;

typedef struct lua_verdict {
    char verdict[24];
    bool grant_known;
    int64_t grant;
} lua_verdict;

/** Loads `file` and turns every application into a table. NULL after a message. */
lua_floor *lua_floor_open(const char *file, const applications *all);
void lua_floor_close(lua_floor *floor);
/** Calls the function on application `i` (from 0) and reads verdict and grant from its record. */
bool lua_floor_decide(lua_floor *floor, size_t i, lua_verdict *out);

#endif
