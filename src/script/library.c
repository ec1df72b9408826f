/* SPDX-License-Identifier: MIT
 *
 * Allow lists. A stock library that is wanted in part is made, the wanted functions are copied, and
 * the rest is never reachable: its table is dropped before any Lua code runs.
 */
#include "library.h"

#include <lauxlib.h>
#include <lualib.h>

#include "basics.h"
#include "bytes.h"
#include "call.h"
#include "class.h"
#include "digest.h"
#include "env.h"
#include "exact.h"
#include "limit.h"
#include "markup.h"
#include "sequences.h"
#include "snapshot.h"

static const char *const math_some[] = {"abs",       "ceil", "floor", "max", "min",
                                        "tointeger", "type", "ult",   NULL};
static const char *const math_all[] = {
    "abs", "acos",       "asin", "atan",      "ceil", "cos",    "deg",
    "exp", "floor",      "fmod", "huge",      "log",  "max",    "maxinteger",
    "min", "mininteger", "modf", "pi",        "rad",  "random", "randomseed",
    "sin", "sqrt",       "tan",  "tointeger", "type", "ult",    NULL};
static const char *const utf8_all[] = {"char", "charpattern", "codepoint", "codes",
                                       "len",  "offset",      NULL};
static const char *const string_stock[] = {"pack", "packsize", "unpack", NULL};

/* Calls a stock function (upvalue) after its text arguments are paid for. */
static int paid(lua_State *L)
{
    size_t units = 1;

    for (int i = 1; i <= lua_gettop(L); i++)
        if (lua_type(L, i) == LUA_TSTRING)
            units += cl_units(lua_rawlen(L, i)) * 8;
    cl_charge(L, units);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* Copies the named members of a stock library into the table on top. */
static void copy_stock(lua_State *L, lua_CFunction open, const char *const *names)
{
    lua_pushcfunction(L, open);
    lua_call(L, 0, 1);
    for (; *names != NULL; names++) {
        if (lua_getfield(L, -1, *names) == LUA_TFUNCTION && open != luaopen_math)
            lua_pushcclosure(L, paid, 1);
        lua_setfield(L, -3, *names);
    }
    lua_pop(L, 1);
}

static void push_stock(lua_State *L, lua_CFunction open, const char *const *names)
{
    lua_newtable(L);
    copy_stock(L, open, names);
}

/* Puts the library on top into the table below it, sealed in world (b). */
static void add_library(lua_State *L, const char *name)
{
    if (cl_vm_of(L)->world != CL_WORLD_SCRIPT)
        cl_env_library(L, name);
    lua_setfield(L, -2, name);
}

static int sha256(lua_State *L)
{
    cl_view text = cl_check_view(L, 1);
    char hex[CL_DIGEST_HEX];

    cl_charge(L, cl_units(text.length) * 4);
    cl_digest_hex(text, hex);
    lua_pushstring(L, hex);
    return 1;
}

static void add_values(lua_State *L)
{
    static const luaL_Reg functions[] = {{"money", cl_exact_money},   {"share", cl_exact_share},
                                         {"number", cl_exact_number}, {"date", cl_exact_date},
                                         {"sha256", sha256},          {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
    cl_push_null(L);
    lua_setfield(L, -2, "null");
    cl_json_library(L);
    lua_getfield(L, -1, "object");
    lua_setfield(L, -3, "object");
    lua_getfield(L, -1, "array");
    lua_setfield(L, -3, "array");
    add_library(L, "json");
    cl_csv_library(L);
    add_library(L, "csv");
    cl_html_library(L);
    add_library(L, "html");
    cl_url_library(L);
    add_library(L, "url");
}

/* What ("x"):upper() finds is the library of the same world, sealed in (b). */
static void add_string(lua_State *L, bool script)
{
    cl_bytes_push(L);
    if (script)
        copy_stock(L, luaopen_string, string_stock); /* sets a metatable of texts, replaced below */
    if (!script)
        cl_env_library(L, "string");
    cl_bytes_methods(L);
    lua_setfield(L, -2, "string");
}

void cl_library_template(lua_State *L)
{
    luaL_checkstack(L, 10, NULL);
    lua_newtable(L);
    cl_basics_add(L);
    add_string(L, false);
    cl_sequences_push(L);
    add_library(L, "table");
    push_stock(L, luaopen_math, math_some);
    add_library(L, "math");
    push_stock(L, luaopen_utf8, utf8_all);
    add_library(L, "utf8");
    add_values(L);
}

void cl_library_script(lua_State *L)
{
    luaL_checkstack(L, 10, NULL);
    lua_newtable(L);
    cl_basics_add(L);
    cl_basics_add_script(L);
    add_string(L, true);
    cl_sequences_push(L);
    add_library(L, "table");
    push_stock(L, luaopen_math, math_all);
    add_library(L, "math");
    push_stock(L, luaopen_utf8, utf8_all);
    add_library(L, "utf8");
    cl_coroutines_push(L);
    add_library(L, "coroutine");
    add_values(L);
}
