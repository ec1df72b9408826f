/* SPDX-License-Identifier: MIT
 *
 * Environments and libraries as read-only userdata over a hidden table, and the globals of scripts.
 */
#include "env.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "suggest.h"

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The order of lua_next differs in every process; sorted names make the suggestion the same in all.
 */
void cl_env_nearest(lua_State *L, int index, int name)
{
    const char **names, *nearest;
    size_t count = 0, length;
    const char *typed = lua_tolstring(L, name, &length);

    index = lua_absindex(L, index);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        count++;
    cl_charge(L, count);
    names = lua_newuserdatauv(L, (count + 1) * sizeof *names, 0);
    count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            names[count++] = lua_tostring(L, -2);
    qsort(names, count, sizeof *names, compare_names);
    nearest = cl_suggest((cl_view){typed, length}, names, count);
    lua_pushstring(L, nearest); /* nil for NULL */
    lua_remove(L, -2);
}

/* Raises: "there is no WHAT 'x' here; did you mean 'y'?" with the suggestion on top of the stack.
 */
static int unknown_name(lua_State *L, const char *what, const char *name)
{
    if (lua_isnil(L, -1))
        return cl_raise_text(L, CL_E_SCRIPT, "there is no %s '%s' here", what, name);
    return cl_raise_text(L, CL_E_SCRIPT, "there is no %s '%s' here; did you mean '%s'?", what, name,
                         lua_tostring(L, -1));
}

/* Upvalues: the names, what a name is called, the function for unknown names or nil. */
static int env_index(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    if (lua_type(L, 2) != LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "names are texts, not %s", cl_type_name(L, 2));
    cl_env_nearest(L, lua_upvalueindex(1), 2);
    if (lua_isnil(L, lua_upvalueindex(3)))
        return unknown_name(L, lua_tostring(L, lua_upvalueindex(2)), lua_tostring(L, 2));
    lua_pushvalue(L, lua_upvalueindex(3));
    lua_insert(L, 1);
    lua_replace(L, 4); /* environment, name, suggestion */
    lua_settop(L, 4);
    lua_call(L, 3, 1);
    return 1;
}

/* Upvalues: the names, what a name is called, the function for assignments or nil. */
static int env_newindex(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "names cannot be changed");
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        lua_pushfstring(L, "'%s' is a %s and cannot be replaced", lua_tostring(L, 2),
                        lua_tostring(L, lua_upvalueindex(2)));
    else
        lua_pushfstring(L, "write local %s = …: there are no global variables", lua_tostring(L, 2));
    if (lua_isnil(L, lua_upvalueindex(3)))
        return cl_raise_text(L, CL_E_SCRIPT, "%s", lua_tostring(L, -1));
    lua_pushvalue(L, lua_upvalueindex(3));
    lua_insert(L, -2);
    lua_call(L, 1, 0);
    return 0;
}

static int library_index(lua_State *L)
{
    const char *library = lua_tostring(L, lua_upvalueindex(2));

    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    if (lua_type(L, 2) != LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "'%s' has no members by %s", library,
                             cl_type_name(L, 2));
    cl_env_nearest(L, lua_upvalueindex(1), 2);
    if (lua_isnil(L, -1))
        return cl_raise_text(L, CL_E_SCRIPT, "there is no '%s.%s'", library, lua_tostring(L, 2));
    return cl_raise_text(L, CL_E_SCRIPT, "there is no '%s.%s'; did you mean '%s.%s'?", library,
                         lua_tostring(L, 2), library, lua_tostring(L, -1));
}

static int library_newindex(lua_State *L)
{
    return cl_raise_text(L, CL_E_SCRIPT, "'%s' cannot be changed",
                         lua_tostring(L, lua_upvalueindex(1)));
}

/* Stack: …, table on top, metatable next. Leaves the sealed userdata in place of both. */
static void seal(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_newuserdatauv(L, 0, 0);
    lua_insert(L, -2);
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

void cl_env_push(lua_State *L, const char *what, lua_CFunction unknown, lua_CFunction assigned)
{
    static const char *const events[] = {"__index", "__newindex"};
    static const lua_CFunction functions[] = {env_index, env_newindex};
    const lua_CFunction callers[] = {unknown, assigned};

    luaL_checkstack(L, 8, NULL);
    lua_createtable(L, 0, 4);
    for (int i = 0; i < 2; i++) {
        lua_pushvalue(L, -2);
        lua_pushstring(L, what);
        if (callers[i] != NULL)
            lua_pushcfunction(L, callers[i]);
        else
            lua_pushnil(L);
        lua_pushcclosure(L, functions[i], 3);
        lua_setfield(L, -2, events[i]);
    }
    seal(L, "environment");
}

void cl_env_library(lua_State *L, const char *name)
{
    luaL_checkstack(L, 8, NULL);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, -2);
    lua_pushstring(L, name);
    lua_pushcclosure(L, library_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_pushcclosure(L, library_newindex, 1);
    lua_setfield(L, -2, "__newindex");
    seal(L, name);
}

static int globals_index(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    cl_env_nearest(L, 1, 2);
    if (lua_isnil(L, -1))
        return cl_raise_text(L, CL_E_SCRIPT, "'%s' was never assigned", lua_tostring(L, 2));
    return cl_raise_text(L, CL_E_SCRIPT, "'%s' was never assigned; did you mean '%s'?",
                         lua_tostring(L, 2), lua_tostring(L, -1));
}

void cl_env_globals(lua_State *L)
{
    luaL_checkstack(L, 4, NULL);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, globals_index);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}
