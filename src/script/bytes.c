/* SPDX-License-Identifier: MIT
 *
 * String functions that copy, cut and count.
 */
#include "bytes.h"

#include <lauxlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "limit.h"

cl_view cl_check_view(lua_State *L, int index)
{
    cl_view view = CL_VIEW_INIT;

    if (lua_type(L, index) != LUA_TSTRING && lua_type(L, index) != LUA_TNUMBER)
        cl_argument_error(L, index, "a text");
    view.at = lua_tolstring(L, index, &view.length);
    return view;
}

/* ---- tostring ---- */

static void push_type_name(lua_State *L, int index)
{
    if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
        return;
    lua_pushstring(L, luaL_typename(L, index));
}

void cl_tostring(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, NULL);
    if (luaL_callmeta(L, index, "__tostring")) {
        if (lua_type(L, -1) != LUA_TSTRING)
            cl_raise_text(L, CL_E_SCRIPT, "'__tostring' must return a text");
        return;
    }
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        lua_pushvalue(L, index);
        lua_tolstring(L, -1, NULL);
        break;
    case LUA_TSTRING:
        lua_pushvalue(L, index);
        break;
    case LUA_TBOOLEAN:
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
        break;
    case LUA_TNIL:
        lua_pushliteral(L, "nil");
        break;
    default:
        push_type_name(L, index); /* never an address: it would differ from run to run */
        break;
    }
}

int cl_bytes_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    cl_tostring(L, 1);
    return 1;
}

/* ---- positions ---- */

size_t cl_bytes_start(lua_Integer position, size_t length)
{
    if (position > 0)
        return (lua_Unsigned)position - 1 < length ? (size_t)position - 1 : length;
    if (position == 0 || position < -(lua_Integer)length)
        return 0;
    return length - (size_t)-position;
}

size_t cl_bytes_stop(lua_Integer position, size_t length)
{
    if (position > (lua_Integer)length)
        return length;
    if (position >= 0)
        return (size_t)position;
    if (position < -(lua_Integer)length)
        return 0;
    return length - (size_t)-position + 1;
}

/* ---- functions ---- */

static int bytes_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)cl_check_view(L, 1).length);
    return 1;
}

static int bytes_sub(lua_State *L)
{
    cl_view text = cl_check_view(L, 1);
    size_t start = cl_bytes_start(luaL_checkinteger(L, 2), text.length);
    size_t stop = cl_bytes_stop(luaL_optinteger(L, 3, -1), text.length);

    if (luaL_checkinteger(L, 2) > (lua_Integer)text.length || start >= stop) {
        lua_pushliteral(L, "");
        return 1;
    }
    cl_charge(L, cl_units(stop - start));
    lua_pushlstring(L, text.at + start, stop - start);
    return 1;
}

static int map_bytes(lua_State *L, unsigned char low, unsigned char high, int shift)
{
    cl_view text = cl_check_view(L, 1);
    luaL_Buffer buffer;
    char *out;

    cl_charge(L, cl_units(text.length));
    out = luaL_buffinitsize(L, &buffer, text.length);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];

        out[i] = (char)(c >= low && c <= high ? c + shift : c);
    }
    luaL_pushresultsize(&buffer, text.length);
    return 1;
}

static int bytes_lower(lua_State *L)
{
    return map_bytes(L, 'A', 'Z', 'a' - 'A');
}

static int bytes_upper(lua_State *L)
{
    return map_bytes(L, 'a', 'z', 'A' - 'a');
}

static int bytes_reverse(lua_State *L)
{
    cl_view text = cl_check_view(L, 1);
    luaL_Buffer buffer;
    char *out;

    cl_charge(L, cl_units(text.length));
    out = luaL_buffinitsize(L, &buffer, text.length);
    for (size_t i = 0; i < text.length; i++)
        out[i] = text.at[text.length - 1 - i];
    luaL_pushresultsize(&buffer, text.length);
    return 1;
}

static int bytes_byte(lua_State *L)
{
    cl_view text = cl_check_view(L, 1);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    size_t start = cl_bytes_start(first, text.length);
    size_t stop = cl_bytes_stop(luaL_optinteger(L, 3, first), text.length);

    if (first > (lua_Integer)text.length || start >= stop)
        return 0;
    if (stop - start > 100000)
        return cl_raise_text(L, CL_E_SCRIPT, "string.byte gives at most 100000 bytes at once");
    cl_charge(L, stop - start);
    luaL_checkstack(L, (int)(stop - start), "too many bytes");
    for (size_t i = start; i < stop; i++)
        lua_pushinteger(L, (unsigned char)text.at[i]);
    return (int)(stop - start);
}

static int bytes_char(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_Buffer buffer;
    char *out;

    cl_charge(L, (size_t)count);
    out = luaL_buffinitsize(L, &buffer, (size_t)count);
    for (int i = 1; i <= count; i++) {
        lua_Integer c = luaL_checkinteger(L, i);

        luaL_argcheck(L, c >= 0 && c <= 255, i, "value out of range");
        out[i - 1] = (char)c;
    }
    luaL_pushresultsize(&buffer, (size_t)count);
    return 1;
}

/* Each round costs a unit even where it copies nothing: rep("", maxinteger) stops at once. */
static int bytes_rep(lua_State *L)
{
    cl_view text = cl_check_view(L, 1);
    cl_view between = lua_isnoneornil(L, 3) ? (cl_view){"", 0} : cl_check_view(L, 3);
    lua_Integer count = luaL_checkinteger(L, 2);
    size_t each = text.length + between.length, total;
    luaL_Buffer buffer;
    char *out;

    if (count <= 0 || each == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((size_t)count > (((size_t)1 << 40) / each))
        return cl_raise_text(L, CL_E_LIMIT, "the resulting text would be too long");
    total = each * (size_t)count - between.length;
    cl_charge(L, cl_units(total) + (size_t)count / 8);
    out = luaL_buffinitsize(L, &buffer, total);
    for (lua_Integer i = 0; i < count; i++) {
        memcpy(out, text.at, text.length);
        out += text.length;
        if (i + 1 < count) {
            memcpy(out, between.at, between.length);
            out += between.length;
        }
    }
    luaL_pushresultsize(&buffer, total);
    return 1;
}

void cl_bytes_push(lua_State *L)
{
    static const luaL_Reg functions[] = {{"byte", bytes_byte},        {"char", bytes_char},
                                         {"find", cl_bytes_find},     {"format", cl_bytes_format},
                                         {"gmatch", cl_bytes_gmatch}, {"gsub", cl_bytes_gsub},
                                         {"len", bytes_len},          {"lower", bytes_lower},
                                         {"match", cl_bytes_match},   {"rep", bytes_rep},
                                         {"reverse", bytes_reverse},  {"sub", bytes_sub},
                                         {"upper", bytes_upper},      {NULL, NULL}};

    luaL_newlib(L, functions);
}

void cl_bytes_methods(lua_State *L)
{
    luaL_checkstack(L, 4, NULL);
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2); /* of all strings of this state */
    lua_pop(L, 1);
}
