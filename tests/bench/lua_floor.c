/* SPDX-License-Identifier: MIT
 *
 * A Lua state with the function at 1 and the list of applications at 2 of its stack.
 */
#include "lua_floor.h"

#include <stdio.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* lua_floor is the state; nobody else needs to see lua.h. */
static lua_State *state_of(lua_floor *floor)
{
    return (lua_State *)(void *)floor;
}

static void push(lua_State *L, const cl_json_value *value);

static void push_object(lua_State *L, const cl_json_value *value)
{
    const cl_json_value *item;
    void *cursor = NULL;
    const char *key;

    lua_newtable(L);
    while ((key = cl_json_next(value, &cursor, &item)) != NULL) {
        push(L, item);
        lua_setfield(L, -2, key);
    }
}

static void push_array(lua_State *L, const cl_json_value *value)
{
    lua_newtable(L);
    for (size_t i = 0; i < cl_json_count(value); i++) {
        push(L, cl_json_item(value, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* null becomes false: there is none. */
static void push(lua_State *L, const cl_json_value *value)
{
    switch (cl_json_type(value)) {
    case CL_JSON_OBJECT:
        push_object(L, value);
        break;
    case CL_JSON_ARRAY:
        push_array(L, value);
        break;
    case CL_JSON_INTEGER:
        lua_pushinteger(L, cl_json_integer(value));
        break;
    case CL_JSON_STRING:
        lua_pushstring(L, cl_json_string(value).at);
        break;
    case CL_JSON_BOOLEAN:
        lua_pushboolean(L, cl_json_boolean(value));
        break;
    case CL_JSON_NULL:
    case CL_JSON_REAL:
        lua_pushboolean(L, 0);
        break;
    }
}

static bool prepare(lua_State *L, const applications *all)
{
    for (size_t i = 0; i < all->count; i++) {
        lua_getfield(L, 1, "prepare");
        push(L, cl_json_root(all->json[i]));
        lua_pushvalue(L, -1);
        lua_rawseti(L, 2, (lua_Integer)i + 1);
        if (lua_pcall(L, 1, 0, 0) != LUA_OK)
            return false;
    }
    lua_getfield(L, 1, "decide");
    lua_replace(L, 1);
    return true;
}

/* One by one: luaL_openlibs() is not in every build of Lua. */
static void open_libraries(lua_State *L)
{
    static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                         {LUA_TABLIBNAME, luaopen_table},
                                         {LUA_STRLIBNAME, luaopen_string},
                                         {LUA_MATHLIBNAME, luaopen_math}};

    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
}

lua_floor *lua_floor_open(const char *file, const applications *all)
{
    lua_State *L = luaL_newstate();

    if (L == NULL)
        return NULL;
    open_libraries(L);
    if (luaL_dofile(L, file) == LUA_OK) {
        lua_newtable(L);
        if (prepare(L, all))
            return (lua_floor *)(void *)L;
    }
    fprintf(stderr, "bench: %s\n", lua_tostring(L, -1));
    lua_close(L);
    return NULL;
}

void lua_floor_close(lua_floor *floor)
{
    if (floor != NULL)
        lua_close(state_of(floor));
}

bool lua_floor_decide(lua_floor *floor, size_t i, lua_verdict *out)
{
    lua_State *L = state_of(floor);

    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
        fprintf(stderr, "bench: %s\n", lua_tostring(L, -1));
        return false;
    }
    lua_getfield(L, -1, "verdict");
    snprintf(out->verdict, sizeof out->verdict, "%s", lua_tostring(L, -1));
    out->grant_known = lua_getfield(L, -2, "grant") != LUA_TNIL;
    out->grant = lua_tointeger(L, -1);
    return true;
}
