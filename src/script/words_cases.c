/* SPDX-License-Identifier: MIT
 *
 * Cases: a table of what is given and what must come of it. Each row is a test of its own, made of
 * the dossier, of with() and of `test`.
 */
#include <string.h>

#include "class.h"
#include "words.h"
#include "words_json.h"
#include "words_keys.h"
#include "words_test_parts.h"

const char *const cl_cases_keys[] = {"dossier", "given", "expect", "set", NULL};

enum { NAME = 1, TABLE = 2, GIVEN, EXPECT };

/* ---- columns ---- */

/* Pushes the list of columns: one text or a list of them. */
static bool push_columns(lua_State *L, const char *key, const char *form)
{
    int type = cl_key_push(L, TABLE, key);

    if (type == LUA_TSTRING) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
        return true;
    }
    if (type == LUA_TTABLE && cl_list_count(L, lua_gettop(L), key) > 0)
        return true;
    cl_words_fault(L, "'%s' names the columns: %s; found %s", key, form, cl_type_name(L, -1));
    return false;
}

static size_t columns(lua_State *L, int index)
{
    return (size_t)lua_rawlen(L, index);
}

static const char *column(lua_State *L, int index, size_t i)
{
    const char *name;

    lua_rawgeti(L, index, (lua_Integer)i);
    name = lua_type(L, -1) == LUA_TSTRING ? cl_words_text(L, -1) : "";
    lua_pop(L, 1);
    return name;
}

/* ---- a row: its name, its dossier, what it expects ---- */

static void add_value(lua_State *L, cl_text *out)
{
    if (cl_words_is_unknown(L, -1))
        cl_text_add_string(out, "not known");
    else if (cl_words_is_null(L, -1))
        cl_text_add_string(out, "none");
    else if (lua_type(L, -1) == LUA_TSTRING)
        cl_text_add_string(out, lua_tostring(L, -1));
    else
        cl_words_json(L, lua_gettop(L), -1, out);
}

/* "travel by distance: 99, ES", or what the row is called. The box below it is closed when the row
 * is done. */
static void push_name(lua_State *L, int row)
{
    const char *own = cl_key_text(L, row, "name", false);
    size_t given = own == NULL ? columns(L, GIVEN) : 0;
    cl_text *name = cl_box_text(L);

    cl_text_add_string(name, lua_tostring(L, NAME));
    if (own != NULL)
        cl_text_format(name, ": %s", own);
    for (size_t i = 1; i <= given; i++) {
        cl_text_add_string(name, i == 1 ? ": " : ", ");
        lua_rawgeti(L, row, (lua_Integer)i);
        add_value(L, name);
        lua_pop(L, 1);
    }
    lua_pushlstring(L, name->at == NULL ? "" : name->at, name->length);
}

/* Pushes with(dossier, { [column] = value, … }). */
static void push_dossier(lua_State *L, int row)
{
    size_t given = columns(L, GIVEN);

    lua_pushcfunction(L, cl_word_with);
    cl_key_push(L, TABLE, "dossier");
    lua_newtable(L);
    for (size_t i = 1; i <= given; i++) {
        lua_pushstring(L, column(L, GIVEN, i));
        lua_rawgeti(L, row, (lua_Integer)i);
        lua_rawset(L, -3);
    }
    lua_call(L, 2, 1);
}

/* Puts the value on top into the table below it: "lines.travel" goes to lines = { travel = … }. */
static void put(lua_State *L, const char *path)
{
    const char *dot = strchr(path, '.');
    int value = lua_gettop(L), table = value - 1;

    if (dot == NULL) {
        lua_pushstring(L, path);
        lua_pushvalue(L, value);
        lua_rawset(L, table);
        lua_pop(L, 1);
        return;
    }
    lua_pushlstring(L, path, (size_t)(dot - path));
    if (lua_rawget(L, table) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushlstring(L, path, (size_t)(dot - path));
        lua_pushvalue(L, -2);
        lua_rawset(L, table);
    }
    lua_pushstring(L, dot + 1);
    lua_pushvalue(L, value);
    lua_rawset(L, -3);
    lua_settop(L, table);
}

static void push_expect(lua_State *L, int row)
{
    size_t given = columns(L, GIVEN), expected = columns(L, EXPECT);

    lua_newtable(L);
    for (size_t i = 1; i <= expected; i++) {
        lua_rawgeti(L, row, (lua_Integer)(given + i));
        put(L, column(L, EXPECT, i));
    }
}

static void add_case(lua_State *L, int row)
{
    int name;

    push_name(L, row);
    name = lua_gettop(L);
    lua_pushcfunction(L, cl_word_test);
    lua_pushvalue(L, name);
    lua_newtable(L);
    push_dossier(L, row);
    lua_setfield(L, -2, "dossier");
    push_expect(L, row);
    lua_setfield(L, -2, "expect");
    cl_key_push(L, TABLE, "set");
    lua_setfield(L, -2, "set");
    lua_call(L, 2, 0);
}

/* False after a finding. */
static bool is_row(lua_State *L, int row, size_t number)
{
    static const char *const keys[] = {"name", NULL};
    size_t wanted = columns(L, GIVEN) + columns(L, EXPECT), found = 0;

    if (lua_type(L, row) == LUA_TTABLE)
        found = cl_items_count(L, row);
    if (found != wanted) {
        cl_words_fault(L, "row %zu: found %zu values; 'given' and 'expect' name %zu columns",
                       number, found, wanted);
        return false;
    }
    cl_keys_check(L, row, keys, CL_KEYS_ITEMS);
    return true;
}

int cl_word_cases(lua_State *L)
{
    size_t rows = cl_items_count(L, TABLE);
    bool good = cl_key_push(L, TABLE, "dossier") == LUA_TTABLE;

    lua_settop(L, TABLE);
    if (!good)
        cl_words_fault(L, "'dossier' is needed: the dossier that the rows change");
    if (!push_columns(L, "given", "\"activities[a1].days\"") ||
        !push_columns(L, "expect", "{ \"verdict\", \"lines.travel\" }") || !good)
        return 0;
    if (rows == 0)
        cl_words_fault(L, "there is no row: { 10, \"23.00\" }");
    for (size_t i = 1; i <= rows; i++) {
        lua_rawgeti(L, TABLE, (lua_Integer)i);
        if (is_row(L, lua_gettop(L), i))
            add_case(L, lua_gettop(L));
        lua_settop(L, EXPECT);
    }
    return 0;
}
