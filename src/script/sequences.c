/* SPDX-License-Identifier: MIT
 *
 * Table functions over raw access. The stock ones do their loops inside C, where no hook fires.
 */
#include "sequences.h"

#include <lauxlib.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"
#include "sorted.h"

static void check_table(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE)
        cl_argument_error(L, index, "a table");
}

static int sequence_concat(lua_State *L)
{
    cl_view between = lua_isnoneornil(L, 2) ? (cl_view){"", 0} : cl_check_view(L, 2);
    lua_Integer first = luaL_optinteger(L, 3, 1), last;
    luaL_Buffer out;

    check_table(L, 1);
    last = luaL_optinteger(L, 4, (lua_Integer)lua_rawlen(L, 1));
    luaL_buffinit(L, &out);
    for (lua_Integer i = first; i <= last; i++) {
        lua_rawgeti(L, 1, i);
        if (!lua_isstring(L, -1))
            return cl_raise_text(L, CL_E_SCRIPT, "item %lld of the table is no text (found %s)",
                                 (long long)i, cl_type_name(L, -1));
        lua_tolstring(L, -1, NULL);
        cl_charge(L, cl_units(lua_rawlen(L, -1) + between.length));
        luaL_addvalue(&out);
        if (i == last)
            break; /* i + 1 may not exist */
        luaL_addlstring(&out, between.at, between.length);
    }
    luaL_pushresult(&out);
    return 1;
}

static int sequence_insert(lua_State *L)
{
    lua_Integer end, at;

    check_table(L, 1);
    end = (lua_Integer)lua_rawlen(L, 1) + 1;
    at = lua_gettop(L) == 2 ? end : luaL_checkinteger(L, 2);
    if (lua_gettop(L) != 2 && lua_gettop(L) != 3)
        return cl_raise_text(L, CL_E_SCRIPT,
                             "'insert' takes a table, perhaps a place, and a value");
    if (at < 1 || at > end)
        return cl_raise_text(L, CL_E_SCRIPT, "place %lld is outside 1 to %lld", (long long)at,
                             (long long)end);
    cl_charge(L, (size_t)(end - at) + 1);
    for (lua_Integer i = end; i > at; i--) {
        lua_rawgeti(L, 1, i - 1);
        lua_rawseti(L, 1, i);
    }
    lua_settop(L, lua_gettop(L) == 2 ? 2 : 3);
    lua_rawseti(L, 1, at);
    return 0;
}

static int sequence_remove(lua_State *L)
{
    lua_Integer size, at;

    check_table(L, 1);
    size = (lua_Integer)lua_rawlen(L, 1);
    at = luaL_optinteger(L, 2, size);
    if (at != size && (at < 1 || at > size + 1))
        return cl_raise_text(L, CL_E_SCRIPT, "place %lld is outside 1 to %lld", (long long)at,
                             (long long)size);
    cl_charge(L, size >= at ? (size_t)(size - at) + 1 : 1);
    lua_rawgeti(L, 1, at);
    for (; at < size; at++) {
        lua_rawgeti(L, 1, at + 1);
        lua_rawseti(L, 1, at);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, at);
    return 1;
}

static int sequence_move(lua_State *L)
{
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
    lua_Integer to = luaL_checkinteger(L, 4);
    int target = lua_isnoneornil(L, 5) ? 1 : 5;

    check_table(L, 1);
    check_table(L, target);
    if (last >= first) {
        lua_Integer count;

        if (first <= 0 && last >= LUA_MAXINTEGER + first)
            return cl_raise_text(L, CL_E_SCRIPT, "too many items to move");
        count = last - first + 1;
        if (to > LUA_MAXINTEGER - count + 1)
            return cl_raise_text(L, CL_E_SCRIPT, "the items would move past the last number");
        cl_charge(L, (size_t)count);
        if (to > last || to <= first || target == 5)
            for (lua_Integer i = 0; i < count; i++) {
                lua_rawgeti(L, 1, first + i);
                lua_rawseti(L, target, to + i);
            }
        else
            for (lua_Integer i = count - 1; i >= 0; i--) {
                lua_rawgeti(L, 1, first + i);
                lua_rawseti(L, target, to + i);
            }
    }
    lua_pushvalue(L, target);
    return 1;
}

static int sequence_unpack(lua_State *L)
{
    lua_Integer first = luaL_optinteger(L, 2, 1), last;
    lua_Unsigned count;

    check_table(L, 1);
    last = luaL_optinteger(L, 3, (lua_Integer)lua_rawlen(L, 1));
    if (first > last)
        return 0;
    count = (lua_Unsigned)last - (lua_Unsigned)first;
    if (count >= 100000)
        return cl_raise_text(L, CL_E_SCRIPT, "'unpack' gives at most 100000 values");
    cl_charge(L, (size_t)count + 1);
    luaL_checkstack(L, (int)count + 1, "too many values");
    for (lua_Unsigned i = 0; i <= count; i++)
        lua_rawgeti(L, 1, first + (lua_Integer)i);
    return (int)count + 1;
}

static int sequence_pack(lua_State *L)
{
    int count = lua_gettop(L);

    cl_charge(L, (size_t)count);
    lua_createtable(L, count, 1);
    lua_insert(L, 1);
    for (int i = count; i >= 1; i--)
        lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    return 1;
}

void cl_sequences_push(lua_State *L)
{
    static const luaL_Reg functions[] = {{"concat", sequence_concat}, {"insert", sequence_insert},
                                         {"move", sequence_move},     {"pack", sequence_pack},
                                         {"remove", sequence_remove}, {"sort", cl_sorted_sort},
                                         {"unpack", sequence_unpack}, {NULL, NULL}};

    luaL_newlib(L, functions);
}
