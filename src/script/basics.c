/* SPDX-License-Identifier: MIT
 *
 * Functions of all worlds. They are written anew, because the stock library can only be opened
 * whole.
 */
#include "basics.h"

#include <lauxlib.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "sorted.h"

static int next_item(lua_State *L)
{
    lua_Integer i = luaL_checkinteger(L, 2) + 1;

    lua_pushinteger(L, i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

int cl_basic_ipairs(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TTABLE && lua_type(L, 1) != LUA_TUSERDATA)
        return cl_argument_error(L, 1, "a list");
    lua_pushcfunction(L, next_item);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

/* Place of the function at that level of the stack; 1 is the caller. */
static void place_at_level(lua_State *L, lua_Integer level, cl_error *error)
{
    lua_Debug ar;

    if (level < 1 || level > 200 || !lua_getstack(L, (int)level, &ar))
        return;
    lua_getinfo(L, "Sl", &ar);
    if (ar.currentline > 0)
        cl_error_place(error, ar.source + (*ar.source == '@'), ar.currentline, NULL);
}

int cl_basic_error(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;

    lua_Integer level = luaL_optinteger(L, 2, 1); /* before anything else stands at 2 */

    if (lua_isnoneornil(L, 1))
        return cl_raise_text(L, CL_E_SCRIPT, "an error without a message was raised (nil)");
    if (lua_type(L, 1) == LUA_TTABLE || lua_type(L, 1) == LUA_TFUNCTION)
        return cl_raise_text(L, CL_E_SCRIPT, "a %s was raised as an error; raise a text",
                             luaL_typename(L, 1));
    cl_tostring(L, 1);
    cl_fail(&error, CL_E_SCRIPT, "%s", lua_tostring(L, -1));
    place_at_level(L, level, &error);
    return cl_raise(L, &error);
}

static int basic_assert(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1))
        return lua_gettop(L);
    if (lua_isnoneornil(L, 2))
        return cl_raise_text(L, CL_E_SCRIPT, "assertion failed");
    if (cl_vm_of(L)->world == CL_WORLD_SCRIPT && lua_type(L, 2) != LUA_TSTRING) {
        lua_settop(L, 2);
        return lua_error(L);
    }
    cl_tostring(L, 2);
    return cl_raise_text(L, CL_E_SCRIPT, "%s", lua_tostring(L, -1));
}

static int basic_type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

static int basic_select(lua_State *L)
{
    int count = lua_gettop(L);
    lua_Integer n;

    if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
        lua_pushinteger(L, count - 1);
        return 1;
    }
    n = luaL_checkinteger(L, 1);
    if (n < 0)
        n = count + n;
    else if (n > count)
        n = count;
    if (n < 1)
        return cl_raise_text(L, CL_E_SCRIPT, "argument 1 of 'select': index out of range");
    return count - (int)n;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'z')
        return (c | 32) - 'a' + 10;
    return 99;
}

/* As tonumber("ff", 16): white space around, a sign; wraps around like the stock one. */
static bool read_based(cl_view text, int base, lua_Integer *out)
{
    lua_Unsigned value = 0;
    bool minus;

    text = cl_view_trim(text);
    minus = text.length != 0 && *text.at == '-';
    if (text.length != 0 && (*text.at == '-' || *text.at == '+'))
        text = (cl_view){text.at + 1, text.length - 1};
    if (text.length == 0)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        int digit = digit_value(text.at[i]);

        if (digit >= base)
            return false;
        value = value * (lua_Unsigned)base + (lua_Unsigned)digit;
    }
    *out = (lua_Integer)(minus ? 0 - value : value);
    return true;
}

static int basic_tonumber(lua_State *L)
{
    lua_Integer value, base;

    if (!lua_isnoneornil(L, 2)) {
        if (lua_type(L, 1) != LUA_TSTRING)
            return cl_argument_error(L, 1, "a text");
        base = luaL_checkinteger(L, 2);
        if (base < 2 || base > 36)
            return cl_raise_text(L, CL_E_SCRIPT, "the base is a number from 2 to 36");
        cl_charge(L, cl_units(lua_rawlen(L, 1)));
        if (read_based(cl_check_view(L, 1), (int)base, &value))
            lua_pushinteger(L, value);
        else
            lua_pushnil(L);
        return 1;
    }
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER)
        lua_settop(L, 1);
    else if (lua_type(L, 1) != LUA_TSTRING ||
             lua_stringtonumber(L, lua_tostring(L, 1)) != lua_rawlen(L, 1) + 1)
        lua_pushnil(L);
    return 1;
}

void cl_basics_add(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"assert", basic_assert},        {"error", cl_basic_error}, {"ipairs", cl_basic_ipairs},
        {"pairs", cl_sorted_pairs},      {"select", basic_select},  {"tonumber", basic_tonumber},
        {"tostring", cl_bytes_tostring}, {"type", basic_type},      {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
}
