/* SPDX-License-Identifier: MIT
 *
 * Which Lua runs: read from the library at run time, not from the header that was compiled against.
 */
#include "lua_version.h"

#include <lua.h>
#include <string.h>

/* lua_ident is "$LuaVersion: Lua 5.4.4  Copyright (C) … $": the release stands up to the first
 * blank after its number. */
const char *cl_lua_version(void)
{
    static const char *const known[] = {
        "Lua 5.4.0", "Lua 5.4.1", "Lua 5.4.2", "Lua 5.4.3", "Lua 5.4.4",
        "Lua 5.4.5", "Lua 5.4.6", "Lua 5.4.7", "Lua 5.4.8", "Lua 5.4.9",
    };

    for (size_t i = sizeof known / sizeof *known; i-- > 0;)
        if (strstr(lua_ident, known[i]) != NULL)
            return known[i];
    return LUA_VERSION;
}
