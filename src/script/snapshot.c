/* SPDX-License-Identifier: MIT
 *
 * JSON values as Lua tables and back. Depth is bounded by the JSON reader on the way in and counted
 * on the way out.
 */
#include "snapshot.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdio.h>

#include "call.h"
#include "class.h"
#include "exact.h"
#include "limit.h"
#include "sorted.h"
#include "utf8.h"

/* ---- null, objects, arrays ---- */

static int null_index(lua_State *L)
{
    lua_pushnil(L); /* so that body.data.id is nil where data is null */
    return 1;
}

static int null_tostring(lua_State *L)
{
    lua_pushliteral(L, "null");
    return 1;
}

static const luaL_Reg null_meta[] = {
    {"__index", null_index}, {"__tostring", null_tostring}, {NULL, NULL}};
static const cl_class null_class = {"null", null_meta, NULL, NULL, NULL};

/* One value a state: it is compared with ==. */
void cl_push_null(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &null_meta) != LUA_TNIL)
        return;
    lua_pop(L, 1);
    cl_class_new(L, &null_class, 0);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &null_meta);
}

bool cl_is_null(lua_State *L, int index)
{
    return cl_class_test(L, index, &null_class) != NULL;
}

static const char array_mark, object_mark;

static void mark(lua_State *L, int index, const void *which, const char *name)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, NULL);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, which) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 2);
        lua_pushstring(L, name);
        lua_setfield(L, -2, "__name");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, which);
    }
    lua_setmetatable(L, index);
}

void cl_mark_array(lua_State *L, int index)
{
    mark(L, index, &array_mark, "array");
}

void cl_mark_object(lua_State *L, int index)
{
    mark(L, index, &object_mark, "object");
}

static bool is_marked(lua_State *L, int index, const void *which)
{
    bool yes;

    if (!lua_getmetatable(L, index))
        return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, which);
    yes = lua_rawequal(L, -1, -2) && !lua_isnil(L, -1);
    lua_pop(L, 2);
    return yes;
}

bool cl_is_array(lua_State *L, int index)
{
    return is_marked(L, index, &array_mark);
}

/* ---- JSON to Lua ---- */

static int clamp(size_t count)
{
    return count < 1000000 ? (int)count : 1000000;
}

static void push_array(lua_State *L, const cl_json_value *value, cl_null_mode mode)
{
    size_t count = cl_json_count(value);

    cl_charge(L, count + 1);
    lua_createtable(L, clamp(count), 0);
    for (size_t i = 0; i < count; i++) {
        cl_push_json(L, cl_json_item(value, i), mode);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    cl_mark_array(L, -1);
}

/* A number with a fraction has no value here. */
static bool is_nothing(const cl_json_value *value)
{
    return cl_json_type(value) == CL_JSON_NULL || cl_json_type(value) == CL_JSON_REAL;
}

static void push_object(lua_State *L, const cl_json_value *value, cl_null_mode mode)
{
    const cl_json_value *member;
    void *cursor = NULL;
    const char *key;

    cl_charge(L, cl_json_count(value) + 1);
    lua_createtable(L, 0, clamp(cl_json_count(value)));
    while ((key = cl_json_next(value, &cursor, &member)) != NULL) {
        if (mode == CL_NULL_LEFT_OUT && is_nothing(member))
            continue;
        lua_pushstring(L, key);
        cl_push_json(L, member, mode);
        lua_rawset(L, -3);
    }
    cl_mark_object(L, -1);
}

void cl_push_json(lua_State *L, const cl_json_value *value, cl_null_mode mode)
{
    luaL_checkstack(L, 6, "the JSON is nested too deeply");
    switch (cl_json_type(value)) {
    case CL_JSON_NULL:
        cl_push_null(L);
        break;
    case CL_JSON_BOOLEAN:
        lua_pushboolean(L, cl_json_boolean(value));
        break;
    case CL_JSON_INTEGER:
        lua_pushinteger(L, cl_json_integer(value));
        break;
    case CL_JSON_REAL:
        if (mode != CL_NULL_LEFT_OUT)
            cl_raise_text(L, CL_E_INVALID,
                          "a JSON number with a fraction has lost its exactness; write it as text");
        cl_push_null(L); /* in what others send it counts as nothing */
        break;
    case CL_JSON_STRING:
        cl_charge(L, cl_units(cl_json_string(value).length));
        cl_push_view(L, cl_json_string(value));
        break;
    case CL_JSON_ARRAY:
        push_array(L, value, mode);
        break;
    case CL_JSON_OBJECT:
        push_object(L, value, mode);
        break;
    }
}

static void free_json(void *json)
{
    cl_json_free(json);
}

/* About what the values of a text take as a tree in C: a few bytes of it can be a hundred there. */
static size_t tree_bytes(cl_view text)
{
    size_t bytes = text.length;

    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == ',')
            bytes += 48;
        else if (text.at[i] == '[')
            bytes += 160;
        else if (text.at[i] == '{')
            bytes += 256;
    }
    return bytes;
}

int cl_push_json_text(lua_State *L, cl_view text, cl_null_mode mode)
{
    cl_error error = CL_ERROR_INIT;
    cl_json *json = NULL;
    void **box;
    int rc;

    cl_charge(L, cl_units(text.length) * 4);
    cl_charge_memory(L, tree_bytes(text)); /* raises where it would not fit */
    cl_charge_memory(L, 0);
    box = cl_box(L, free_json);
    rc = cl_json_parse(&json, text, NULL, 1, &error);
    *box = json;
    if (rc == CL_E_MEMORY)
        return cl_raise(L, &error);
    if (rc == 0) {
        cl_push_json(L, cl_json_root(json), mode);
        return 1;
    }
    lua_pushnil(L);
    if (error.line > 0)
        lua_pushfstring(L, "line %d: %s", error.line, error.message);
    else
        lua_pushstring(L, error.message);
    return 2;
}

/* ---- Lua to JSON ---- */

typedef struct writer {
    lua_State *L;
    cl_text *out;
    int depth;
    char path[CL_ERROR_PATH];
    size_t path_length;
} writer;

static void write_value(writer *w, int index);

static void fail_at(writer *w, const char *why, const char *found)
{
    cl_error error = CL_ERROR_INIT;
    const char *file;
    int line;

    cl_fail(&error, CL_E_SCRIPT, "%s (found %s)", why, found);
    cl_where(w->L, &file, &line);
    cl_error_place(&error, file, line, w->path);
    cl_raise(w->L, &error);
}

/* Adds a key (".name") or, without one, a place ("[3]"). */
static void path_add(writer *w, const char *name, lua_Integer place)
{
    char *end = w->path + w->path_length;
    size_t left = sizeof w->path - w->path_length;
    int length = name != NULL ? snprintf(end, left, "%s%.80s", w->path_length != 0 ? "." : "", name)
                              : snprintf(end, left, "[%lld]", (long long)place);

    if (length > 0)
        w->path_length += (size_t)length < left ? (size_t)length : left - 1;
}

static void write_text(writer *w, int index)
{
    cl_view view;

    view.at = lua_tolstring(w->L, index, &view.length);
    if (!cl_utf8_valid(view, NULL))
        fail_at(w, "the text is not UTF-8", "other bytes");
    cl_charge(w->L, cl_units(view.length));
    cl_text_add_json(w->out, view);
}

static void write_exact(writer *w, int index)
{
    lua_State *L = w->L;

    if (cl_is_null(L, index))
        cl_text_add_string(w->out, "null");
    else if (cl_test_money(L, index) != NULL)
        cl_money_print_json(w->out, *cl_test_money(L, index));
    else if (cl_test_number(L, index) != NULL && cl_test_number(L, index)->den == 1)
        cl_text_add_int(w->out, cl_test_number(L, index)->num);
    else if (cl_test_number(L, index) != NULL || cl_test_share(L, index) != NULL ||
             cl_test_date(L, index) != NULL) {
        cl_text_add_char(w->out, '"');
        if (cl_test_number(L, index) != NULL)
            cl_ratio_print(w->out, *cl_test_number(L, index));
        else if (cl_test_share(L, index) != NULL)
            cl_ratio_print_percent(w->out, *cl_test_share(L, index));
        else
            cl_date_print(w->out, *cl_test_date(L, index));
        cl_text_add_char(w->out, '"');
    } else
        fail_at(w,
                "only texts, whole numbers, yes/no, null, money, dates, lists and tables can be "
                "written as JSON",
                cl_type_name(L, index));
}

static void write_array(writer *w, int index, size_t count)
{
    size_t path_length = w->path_length;

    cl_text_add_char(w->out, '[');
    for (size_t i = 1; i <= count; i++) {
        if (i > 1)
            cl_text_add_char(w->out, ',');
        path_add(w, NULL, (lua_Integer)i);
        lua_rawgeti(w->L, index, (lua_Integer)i);
        write_value(w, lua_gettop(w->L));
        lua_pop(w->L, 1);
        w->path[w->path_length = path_length] = '\0';
    }
    cl_text_add_char(w->out, ']');
}

static void write_member(writer *w, int index, int keys, lua_Integer i)
{
    size_t path_length = w->path_length;
    lua_State *L = w->L;

    lua_rawgeti(L, keys, i);
    if (lua_type(L, -1) != LUA_TSTRING)
        fail_at(w, "a table is a list from 1 to n without holes, or has texts as keys",
                cl_type_name(L, -1));
    if (i > 1)
        cl_text_add_char(w->out, ',');
    path_add(w, lua_tostring(L, -1), 0);
    write_text(w, lua_gettop(L));
    cl_text_add_char(w->out, ':');
    lua_rawget(L, index);
    write_value(w, lua_gettop(L));
    lua_pop(L, 1);
    w->path[w->path_length = path_length] = '\0';
}

static size_t count_pairs(lua_State *L, int index)
{
    size_t count = 0;

    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        count++;
    return count;
}

static void write_table(writer *w, int index)
{
    lua_State *L = w->L;
    size_t length = lua_rawlen(L, index), count = count_pairs(L, index);
    bool array = cl_is_array(L, index);

    cl_charge(L, count + 1);
    if (array && length != count)
        fail_at(w, "a list has only items from 1 to n, without holes", "other keys");
    if (array || (count != 0 && length == count && !is_marked(L, index, &object_mark))) {
        write_array(w, index, length);
        return;
    }
    cl_sorted_keys(L, index);
    cl_text_add_char(w->out, '{');
    for (size_t i = 1; i <= count; i++)
        write_member(w, index, lua_gettop(L), (lua_Integer)i);
    cl_text_add_char(w->out, '}');
    lua_pop(L, 1);
}

static void write_value(writer *w, int index)
{
    lua_State *L = w->L;

    luaL_checkstack(L, 8, "the value is nested too deeply");
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        write_text(w, index);
        break;
    case LUA_TBOOLEAN:
        cl_text_add_string(w->out, lua_toboolean(L, index) ? "true" : "false");
        break;
    case LUA_TTABLE:
        if (++w->depth > CL_JSON_DEPTH)
            fail_at(w, "the value is nested too deeply",
                    "more than 64 levels; is it inside itself?");
        write_table(w, index);
        w->depth--;
        break;
    case LUA_TNUMBER:
        if (!lua_isinteger(L, index))
            fail_at(w, "write the number as text, so that it stays exact",
                    "a number with a fraction");
        cl_text_add_int(w->out, lua_tointeger(L, index));
        break;
    default:
        write_exact(w, index);
        break;
    }
    if (w->out->failed == CL_E_LIMIT)
        cl_stop_now(L, CL_STOP_OUTPUT);
    if (w->out->failed != 0)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
}

void cl_json_from_lua(lua_State *L, int index, cl_text *out)
{
    writer w = {L, out, 0, "", 0};

    write_value(&w, lua_absindex(L, index));
}
