/* SPDX-License-Identifier: MIT
 *
 * The libraries json and csv of Lua code. What may fail in a harmless way returns nil and a
 * message.
 */
#include <lauxlib.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "csv.h"
#include "limit.h"
#include "snapshot.h"

static int json_parse(lua_State *L)
{
    return cl_push_json_text(L, cl_check_view(L, 1), CL_NULL_KEPT);
}

static int json_text(lua_State *L)
{
    cl_text *text;

    luaL_checkany(L, 1);
    text = cl_box_text(L);
    text->limit = cl_vm_of(L)->limits->output;
    cl_json_from_lua(L, 1, text);
    return cl_push_text(L, text);
}

static int json_object(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    cl_mark_object(L, 1);
    return 1;
}

static int json_array(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    cl_mark_array(L, 1);
    return 1;
}

void cl_json_library(lua_State *L)
{
    static const luaL_Reg functions[] = {{"array", json_array},
                                         {"object", json_object},
                                         {"parse", json_parse},
                                         {"text", json_text},
                                         {NULL, NULL}};

    luaL_newlib(L, functions);
    cl_push_null(L);
    lua_setfield(L, -2, "null");
}

/* ---- csv ---- */

static void close_csv(void *csv)
{
    cl_csv_close(csv);
}

/* nil and a message; an error without memory is raised. */
static int refuse(lua_State *L, int rc, const cl_error *error)
{
    if (rc == CL_E_MEMORY)
        return cl_raise(L, error);
    lua_pushnil(L);
    if (error->line > 0)
        lua_pushfstring(L, "line %d: %s", error->line, error->message);
    else
        lua_pushstring(L, error->message);
    return 2;
}

static void push_row(lua_State *L, cl_csv *csv)
{
    size_t columns = cl_csv_columns(csv);

    cl_charge(L, columns);
    lua_createtable(L, 0, (int)columns);
    for (size_t i = 0; i < columns; i++) {
        cl_push_view(L, cl_csv_column_name(csv, i));
        cl_push_view(L, cl_csv_field(csv, (int)i));
        lua_rawset(L, -3);
    }
}

/* csv.parse(text, separator?): rows as tables by the names of the header. */
static int csv_parse(lua_State *L)
{
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    cl_error error = CL_ERROR_INIT;
    cl_view text = cl_check_view(L, 1);
    cl_csv *csv = NULL;
    lua_Integer count = 0;
    bool more = false;
    void **box;
    int rc;

    options.separator = *luaL_optstring(L, 2, ",");
    cl_charge(L, cl_units(text.length) * 4);
    box = cl_box(L, close_csv);
    rc = cl_csv_open_view(&csv, text, "csv", &options, &error);
    *box = csv;
    if (rc != 0)
        return refuse(L, rc, &error);
    lua_newtable(L);
    while ((rc = cl_csv_next(csv, &more, &error)) == 0 && more) {
        push_row(L, csv);
        lua_rawseti(L, -2, ++count);
    }
    return rc == 0 ? 1 : refuse(L, rc, &error);
}

/* csv.line(values): one line, quoted where needed, safe for spreadsheets, with its line end. */
static int csv_line(lua_State *L)
{
    lua_Integer count;
    cl_text *text;

    luaL_checktype(L, 1, LUA_TTABLE);
    count = (lua_Integer)lua_rawlen(L, 1);
    cl_charge(L, (size_t)count);
    text = cl_box_text(L);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        cl_tostring(L, -1);
        cl_charge(L, cl_units(lua_rawlen(L, -1)));
        if (i > 1)
            cl_text_add_char(text, ',');
        cl_csv_add_safe(text, cl_check_view(L, -1));
        lua_pop(L, 2);
    }
    cl_text_add_string(text, "\r\n");
    return cl_push_text(L, text);
}

void cl_csv_library(lua_State *L)
{
    static const luaL_Reg functions[] = {{"line", csv_line}, {"parse", csv_parse}, {NULL, NULL}};

    luaL_newlib(L, functions);
}
