/* SPDX-License-Identifier: MIT
 *
 * Checked reading of tables that templates and dialects return.
 */
#include "fields.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "snapshot.h"
#include "sorted.h"
#include "suggest.h"

int cl_fields_refuse(lua_State *L, const cl_fields *fields, const char *key, const char *format,
                     ...)
{
    cl_error error = CL_ERROR_INIT;
    char text[CL_ERROR_TEXT], path[CL_ERROR_PATH];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(path, sizeof path, "%s%s%s", fields->path,
             *fields->path != '\0' && key != NULL ? "." : "", key != NULL ? key : "");
    cl_fail(&error, CL_E_SCRIPT, "%s: %s", fields->what, text);
    cl_error_place(&error, fields->file, fields->line, path);
    return cl_raise(L, &error);
}

static bool is_known(const char *key, const char *const *names, size_t *count)
{
    for (*count = 0; names[*count] != NULL; (*count)++)
        if (strcmp(key, names[*count]) == 0)
            return true;
    return false;
}

void cl_fields_only(lua_State *L, const cl_fields *fields, const char *const *names)
{
    lua_Integer count;
    size_t known;

    cl_sorted_keys(L, fields->index);
    count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        const char *key, *nearest;

        lua_rawgeti(L, -1, i);
        if (lua_type(L, -1) != LUA_TSTRING)
            cl_fields_refuse(L, fields, NULL, "keys are names, found %s", cl_type_name(L, -1));
        key = lua_tostring(L, -1);
        if (!is_known(key, names, &known)) {
            nearest = cl_suggest(cl_view_of(key), names, known);
            cl_fields_refuse(L, fields, key, "unknown key%s%s%s",
                             nearest != NULL ? "; did you mean '" : "",
                             nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

int cl_fields_push(lua_State *L, const cl_fields *fields, const char *key)
{
    luaL_checkstack(L, 4, NULL);
    lua_pushstring(L, key);
    return lua_rawget(L, fields->index);
}

const char *cl_fields_copy(lua_State *L, const cl_fields *fields, int index)
{
    cl_view view;
    char *copy;

    view.at = lua_tolstring(L, index, &view.length);
    copy = cl_arena_copy(fields->arena, view);
    if (copy == NULL)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    return copy;
}

const char *cl_fields_optional(lua_State *L, const cl_fields *fields, const char *key)
{
    const char *text = NULL;
    int type = cl_fields_push(L, fields, key);

    if (type == LUA_TSTRING || (type == LUA_TNUMBER && lua_isinteger(L, -1))) {
        text = cl_fields_copy(L, fields, -1);
        if (strlen(text) != lua_rawlen(L, -1) && type == LUA_TSTRING)
            cl_fields_refuse(L, fields, key, "the text holds a NUL byte");
    } else if (type != LUA_TNIL && !cl_is_null(L, -1)) {
        cl_fields_refuse(L, fields, key, "a text expected, found %s", cl_type_name(L, -1));
    }
    lua_pop(L, 1);
    return text;
}

const char *cl_fields_text(lua_State *L, const cl_fields *fields, const char *key,
                           const char *otherwise)
{
    const char *text = cl_fields_optional(L, fields, key);

    if (text == NULL && otherwise == NULL)
        cl_fields_refuse(L, fields, key, "missing");
    return text != NULL ? text : otherwise;
}

bool cl_fields_flag(lua_State *L, const cl_fields *fields, const char *key)
{
    int type = cl_fields_push(L, fields, key);
    bool yes = lua_toboolean(L, -1);

    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        cl_fields_refuse(L, fields, key, "true or false expected, found %s", cl_type_name(L, -1));
    lua_pop(L, 1);
    return yes;
}

const char *cl_fields_json(lua_State *L, const cl_fields *fields, const char *key, bool object,
                           size_t *length)
{
    int type = cl_fields_push(L, fields, key);
    const char *json;
    cl_text *text;

    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        return NULL;
    }
    if (object && type != LUA_TTABLE)
        cl_fields_refuse(L, fields, key, "a table expected, found %s", cl_type_name(L, -1));
    text = cl_box_text(L); /* stays until the caller returns */
    text->limit = cl_vm_of(L)->limits->output;
    cl_json_from_lua(L, -2, text);
    json = cl_arena_copy(fields->arena, cl_text_view(text));
    if (json == NULL)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    if (object && *json != '{')
        cl_fields_refuse(L, fields, key, "a table with names expected, found a list");
    if (length != NULL)
        *length = text->length;
    return json;
}
