/* SPDX-License-Identifier: MIT
 *
 * Sorted pairs and a stable merge sort. The keys are anchored in a table while C orders them.
 */
#include "sorted.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdlib.h>

#include "call.h"
#include "class.h"
#include "limit.h"
#include "text.h"

typedef struct sort_key {
    lua_Number number;
    lua_Integer integer, place; /* place: in the table of keys */
    cl_view text;               /* at NULL: a number */
    bool whole;
} sort_key;

static int compare_numbers(const sort_key *a, const sort_key *b)
{
    if (a->whole && b->whole)
        return a->integer < b->integer ? -1 : a->integer > b->integer;
    return a->number < b->number ? -1 : a->number > b->number;
}

static int compare_keys(const void *x, const void *y)
{
    const sort_key *a = x, *b = y;

    if ((a->text.at == NULL) != (b->text.at == NULL))
        return a->text.at == NULL ? -1 : 1;
    return a->text.at != NULL ? cl_view_compare(a->text, b->text) : compare_numbers(a, b);
}

static void read_key(lua_State *L, sort_key *key)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        key->text.at = lua_tolstring(L, -1, &key->text.length);
        return;
    }
    if (lua_type(L, -1) != LUA_TNUMBER)
        cl_raise_text(L, CL_E_SCRIPT,
                      "a table with keys that are neither texts nor numbers has no "
                      "order to walk it in (found %s)",
                      cl_type_name(L, -1));
    key->whole = lua_isinteger(L, -1);
    key->integer = key->whole ? lua_tointeger(L, -1) : 0;
    key->number = lua_tonumber(L, -1);
}

static size_t count_keys(lua_State *L, int index)
{
    size_t count = 0;

    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        count++;
        if (count % 1024 == 0)
            cl_charge(L, 1024);
    }
    return count;
}

void cl_sorted_keys(lua_State *L, int index)
{
    size_t count, depth = 1;
    sort_key *keys;
    lua_Integer place = 0;

    index = lua_absindex(L, index);
    luaL_checkstack(L, 6, NULL);
    count = count_keys(L, index);
    for (size_t n = count; n > 1; n /= 2)
        depth++;
    cl_charge(L, count * depth);
    lua_createtable(L, (int)(count < 1000000 ? count : 1000000), 0); /* anchors, unordered */
    keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
    for (lua_pushnil(L); lua_next(L, index) && (size_t)place < count;) {
        sort_key *key = &keys[place++];

        lua_pop(L, 1);
        *key = (sort_key){0, 0, place, CL_VIEW_INIT, false};
        read_key(L, key);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -4, place);
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    lua_createtable(L, (int)(count < 1000000 ? count : 1000000), 0);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, -3, keys[i].place);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* Upvalues: the keys in order, how many were given. Keys whose value is gone are left out. */
static int next_pair(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));

    luaL_checktype(L, 1, LUA_TTABLE);
    for (;;) {
        if (lua_rawgeti(L, lua_upvalueindex(1), ++at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TNIL)
            break;
        lua_pop(L, 2);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

int cl_sorted_pairs(lua_State *L)
{
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    if (lua_type(L, 1) != LUA_TTABLE)
        return cl_argument_error(L, 1, "a table");
    cl_sorted_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 2);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* ---- sort: 1 the sequence, 2 less or nil, 3 and 4 the two halves of the work ---- */

static bool is_less(lua_State *L, int a, int b)
{
    bool less;

    if (lua_isnil(L, 2))
        return lua_compare(L, a, b, LUA_OPLT);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a < 0 ? a - 1 : a);
    lua_pushvalue(L, b < 0 ? b - 2 : b);
    lua_call(L, 2, 1);
    less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

/* Merges from[low … middle) and from[middle … high) into to[low … high). The right one goes first
 * only where it is less: equal values keep their order. */
static void merge(lua_State *L, int from, int to, lua_Integer low, lua_Integer middle,
                  lua_Integer high)
{
    lua_Integer left = low, right = middle;

    cl_charge(L, (size_t)(high - low));
    for (lua_Integer at = low; at < high; at++) {
        bool take_right = left >= middle;

        if (left < middle && right < high) {
            lua_rawgeti(L, from, right);
            lua_rawgeti(L, from, left);
            take_right = is_less(L, -2, -1);
            lua_pop(L, 2);
        }
        lua_rawgeti(L, from, take_right ? right++ : left++);
        lua_rawseti(L, to, at);
    }
}

static int merge_all(lua_State *L, lua_Integer count)
{
    int from = 3, to = 4;

    for (lua_Integer width = 1; width < count; width *= 2) {
        for (lua_Integer low = 1; low <= count; low += 2 * width) {
            lua_Integer middle = low + width <= count + 1 ? low + width : count + 1;
            lua_Integer high = middle + width <= count + 1 ? middle + width : count + 1;

            merge(L, from, to, low, middle, high);
        }
        from = 7 - from;
        to = 7 - to;
    }
    return from;
}

int cl_sorted_sort(lua_State *L)
{
    lua_Integer count;
    int result;

    if (lua_type(L, 1) != LUA_TTABLE)
        return cl_argument_error(L, 1, "a table");
    if (!lua_isnoneornil(L, 2) && lua_type(L, 2) != LUA_TFUNCTION)
        return cl_argument_error(L, 2, "a function");
    lua_settop(L, 2);
    count = (lua_Integer)lua_rawlen(L, 1);
    cl_charge(L, (size_t)count);
    lua_createtable(L, (int)(count < 1000000 ? count : 1000000), 0);
    lua_createtable(L, (int)(count < 1000000 ? count : 1000000), 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    result = merge_all(L, count);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, result, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}
