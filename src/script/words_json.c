/* SPDX-License-Identifier: MIT
 *
 * Lua tables as JSON. Keys are sorted, so that the same dossier gives the same text in every
 * process.
 */
#include "words_json.h"

#include <string.h>

#include "call.h"
#include "class.h"
#include "limit.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

enum { DEPTH = 32, JSON_BYTES = 1 << 20 };

static const cl_class null_class = {"null", NULL, NULL, NULL, NULL};
static const cl_class unknown_class = {"unknown", NULL, NULL, NULL, NULL};

void cl_words_push_null(lua_State *L)
{
    cl_class_new(L, &null_class, 1);
}

void cl_words_push_unknown(lua_State *L)
{
    cl_class_new(L, &unknown_class, 1);
}

bool cl_words_is_null(lua_State *L, int index)
{
    return cl_class_test(L, index, &null_class) != NULL;
}

bool cl_words_is_unknown(lua_State *L, int index)
{
    return cl_class_test(L, index, &unknown_class) != NULL;
}

static const cl_schema *schema_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->schema;
}

/* The field of that name, or NULL. */
static const cl_field *field_of(lua_State *L, int type, const char *name)
{
    int field = type < 0 ? -1 : cl_schema_find(schema_of(L), (unsigned)type, cl_view_of(name));

    return field < 0 ? NULL : cl_schema_field(schema_of(L), (unsigned)type, (unsigned)field);
}

static int type_of(const cl_field *field)
{
    if (field == NULL || (field->kind != CL_FACT_RECORD && field->kind != CL_FACT_LIST))
        return -1;
    return (int)field->type;
}

static void print(lua_State *L, int index, int type, bool record, int depth, cl_text *out);

static void print_list(lua_State *L, int index, int type, int depth, cl_text *out)
{
    size_t count = cl_list_count(L, index, "a list of a dossier");

    cl_text_add_char(out, '[');
    for (size_t i = 1; i <= count; i++) {
        if (i > 1)
            cl_text_add_char(out, ',');
        lua_rawgeti(L, index, (lua_Integer)i);
        print(L, lua_gettop(L), type, type >= 0, depth + 1, out);
        lua_pop(L, 1);
    }
    cl_text_add_char(out, ']');
}

static void print_record(lua_State *L, int index, int type, int depth, cl_text *out)
{
    size_t count, written = 0;
    const char **names = cl_keys_sorted(L, index, &count);

    cl_text_add_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        const cl_field *field = field_of(L, type, names[i]);

        cl_key_push(L, index, names[i]);
        if (!cl_words_is_unknown(L, -1)) {
            if (written++ > 0)
                cl_text_add_char(out, ',');
            cl_text_add_json(out, cl_view_of(names[i]));
            cl_text_add_char(out, ':');
            print(L, lua_gettop(L), type_of(field), field != NULL && field->kind == CL_FACT_RECORD,
                  depth + 1, out);
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    cl_text_add_char(out, '}');
}

static bool has_items(lua_State *L, int index)
{
    bool found = false;

    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        found = found || lua_isinteger(L, -2);
    return found;
}

static bool is_empty(lua_State *L, int index)
{
    lua_pushnil(L);
    if (lua_next(L, index) == 0)
        return true;
    lua_pop(L, 2);
    return false;
}

static void print_table(lua_State *L, int index, int type, bool record, int depth, cl_text *out)
{
    if (depth >= DEPTH) {
        cl_words_fault(L, "the tables are nested more than %d deep", DEPTH);
        cl_text_add_string(out, "null");
    } else if (has_items(L, index) || (is_empty(L, index) && !record)) {
        print_list(L, index, type, depth, out);
    } else {
        print_record(L, index, type, depth, out);
    }
}

static void print(lua_State *L, int index, int type, bool record, int depth, cl_text *out)
{
    cl_error error = CL_ERROR_INIT;

    cl_charge(L, 1);
    luaL_checkstack(L, 8, NULL);
    if (out->failed == CL_E_LIMIT)
        cl_raise_text(L, CL_E_LIMIT, "the tables of a test take more than %d KiB of JSON",
                      JSON_BYTES >> 10);
    cl_check_rc(L, cl_text_check(out, &error), &error);
    if (lua_type(L, index) == LUA_TSTRING) {
        cl_text_add_json(out, cl_view_of(cl_words_text(L, index)));
    } else if (lua_isinteger(L, index)) {
        cl_text_add_int(out, lua_tointeger(L, index));
    } else if (lua_type(L, index) == LUA_TBOOLEAN) {
        cl_text_add_string(out, lua_toboolean(L, index) ? "true" : "false");
    } else if (lua_type(L, index) == LUA_TTABLE) {
        print_table(L, index, type, record, depth, out);
    } else {
        if (!cl_words_is_null(L, index))
            cl_words_fault(L,
                           "a dossier holds texts, whole numbers, true, false, null and tables; "
                           "found %s",
                           cl_type_name(L, index));
        cl_text_add_string(out, "null");
    }
}

void cl_words_json(lua_State *L, int index, int type, cl_text *out)
{
    out->limit = JSON_BYTES;
    print(L, lua_absindex(L, index), type, type >= 0, 0, out);
}
