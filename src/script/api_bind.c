/* SPDX-License-Identifier: MIT
 *
 * The one C function behind every verb. It checks the arguments against the row, runs the verb
 * outside of Lua (what host does must not be jumped over), and then makes tables of the rows.
 */
#include "api_bind.h"

#include <lauxlib.h>
#include <string.h>

#include "alloc.h"
#include "arena.h"
#include "bytes.h"
#include "call.h"
#include "class.h"
#include "exact.h"
#include "fields.h"
#include "json.h"
#include "limit.h"
#include "show.h"
#include "snapshot.h"
#include "sorted.h"
#include "suggest.h"
#include "vec.h"

enum { ARGUMENTS = 512, PARAMETERS = 64, RESULT_BYTES = 256 << 20 };

typedef struct result_row {
    cl_view json, text;
} result_row;

/* Everything that one call holds; released by its box. */
typedef struct call {
    cl_arena arena;
    cl_vec rows;     /* result_row */
    cl_vec refusals; /* cl_error */
    const cl_outside *outside;
    cl_api_argument arguments[ARGUMENTS];
    size_t count;
} call;

static void free_call(void *block)
{
    call *c = block;

    cl_arena_clear(&c->arena);
    cl_vec_clear(&c->rows);
    cl_vec_clear(&c->refusals);
    cl_free(c);
}

static call *new_call(lua_State *L)
{
    void **box = cl_box(L, free_call);
    call *c = cl_calloc(1, sizeof *c);

    if (c == NULL)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    *box = c;
    c->arena.limit = RESULT_BYTES;
    c->rows = (cl_vec)CL_VEC_INIT(result_row);
    c->refusals = (cl_vec)CL_VEC_INIT(cl_error);
    return c;
}

/* ---- names ---- */

static bool same_name(const char *row, cl_view typed)
{
    if (strlen(row) != typed.length)
        return false;
    for (size_t i = 0; i < typed.length; i++) {
        char a = row[i] == ' ' || row[i] == '-' ? '_' : row[i];
        char b = typed.at[i] == ' ' || typed.at[i] == '-' ? '_' : typed.at[i];

        if (a != b)
            return false;
    }
    return true;
}

const cl_api_verb *cl_api_find(const cl_api *api, cl_view name)
{
    for (size_t i = 0; i < api->verb_count; i++)
        if (same_name(api->verbs[i].name, name))
            return &api->verbs[i];
    return NULL;
}

void cl_api_name(cl_text *out, const char *name)
{
    for (; *name != '\0'; name++)
        cl_text_add_char(out, *name == ' ' || *name == '-' ? '_' : *name);
}

/* ---- arguments ---- */

static const cl_api_parameter *find_parameter(const cl_api_verb *verb, cl_view name)
{
    for (size_t i = 0; i < verb->parameter_count; i++)
        if (same_name(verb->parameters[i].name, name))
            return &verb->parameters[i];
    return NULL;
}

static int unknown_parameter(lua_State *L, const cl_api_verb *verb, cl_view name)
{
    const char *names[PARAMETERS], *nearest;
    size_t count = 0;

    for (size_t i = 0; i < verb->parameter_count && count < PARAMETERS; i++)
        names[count++] = verb->parameters[i].name;
    nearest = cl_suggest(name, names, count);
    return cl_raise_text(L, CL_E_SCRIPT, "'%s' has no parameter '%.*s'%s%s%s", verb->name,
                         (int)(name.length < 60 ? name.length : 60), name.at,
                         nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                         nearest != NULL ? "'?" : "");
}

static void add_argument(lua_State *L, call *c, const cl_api_parameter *parameter,
                         const char *value)
{
    if (c->count == ARGUMENTS)
        cl_raise_text(L, CL_E_LIMIT, "at most %d arguments", ARGUMENTS);
    c->arguments[c->count++] = (cl_api_argument){parameter->name, value};
}

static const char *copy_text(lua_State *L, call *c, int index)
{
    cl_view view;
    const char *copy;

    cl_tostring(L, index);
    view = cl_check_view(L, -1);
    if (view.length != 0 && memchr(view.at, '\0', view.length) != NULL)
        cl_raise_text(L, CL_E_SCRIPT, "an argument holds a NUL byte");
    copy = cl_arena_copy(&c->arena, view);
    if (copy == NULL)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    lua_pop(L, 1);
    return copy;
}

static void wrong_type(lua_State *L, const cl_api_verb *verb, const cl_api_parameter *parameter,
                       const char *expected, int index)
{
    cl_raise_text(L, CL_E_SCRIPT, "'%s': %s: %s expected, found %s", verb->name, parameter->name,
                  expected, cl_type_name(L, index));
}

static void take_one(lua_State *L, call *c, const cl_api_verb *verb,
                     const cl_api_parameter *parameter, int index)
{
    int type = lua_type(L, index);

    if (parameter->kind == CL_API_SWITCH) {
        if (type != LUA_TBOOLEAN)
            wrong_type(L, verb, parameter, "true or false", index);
        if (lua_toboolean(L, index))
            add_argument(L, c, parameter, "true");
        return;
    }
    if (parameter->kind == CL_API_NUMBER && !lua_isinteger(L, index) && type != LUA_TSTRING)
        wrong_type(L, verb, parameter, "a whole number", index);
    if (parameter->kind == CL_API_DATE && type != LUA_TSTRING && cl_test_date(L, index) == NULL)
        wrong_type(L, verb, parameter, "a date", index);
    if (type == LUA_TNUMBER && !lua_isinteger(L, index))
        wrong_type(L, verb, parameter, "a text", index);
    if (cl_test_money(L, index) != NULL) {
        lua_getfield(L, index, "amount");
        add_argument(L, c, parameter, copy_text(L, c, -1));
        lua_pop(L, 1);
        return;
    }
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TUSERDATA)
        wrong_type(L, verb, parameter, "a text", index);
    add_argument(L, c, parameter, copy_text(L, c, index));
}

/* A list is taken where the parameter may be repeated. */
static void take_value(lua_State *L, call *c, const cl_api_verb *verb,
                       const cl_api_parameter *parameter, int index)
{
    lua_Integer count;

    index = lua_absindex(L, index);
    if (!parameter->repeated || !lua_istable(L, index)) {
        take_one(L, c, verb, parameter, index);
        return;
    }
    count = (lua_Integer)lua_rawlen(L, index);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        take_one(L, c, verb, parameter, lua_gettop(L));
        lua_pop(L, 1);
    }
}

/* The nth positional parameter; the last one takes the rest where it may be repeated. */
static const cl_api_parameter *positional(const cl_api_verb *verb, size_t n)
{
    const cl_api_parameter *last = NULL;

    for (size_t i = 0; i < verb->parameter_count; i++)
        if (verb->parameters[i].positional) {
            last = &verb->parameters[i];
            if (n-- == 0)
                return last;
        }
    return last != NULL && last->repeated ? last : NULL;
}

static void take_positional(lua_State *L, call *c, const cl_api_verb *verb, size_t n, int index)
{
    const cl_api_parameter *parameter = positional(verb, n);

    if (parameter == NULL)
        cl_raise_text(L, CL_E_SCRIPT, "'%s' takes fewer values without a name; found %s",
                      verb->name, cl_type_name(L, index));
    else
        take_value(L, c, verb, parameter, index);
}

static void take_table(lua_State *L, call *c, const cl_api_verb *verb, int index)
{
    lua_Integer count;
    size_t places = 0;

    cl_sorted_keys(L, index);
    count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        const cl_api_parameter *parameter;

        lua_rawgeti(L, -1, i);
        lua_pushvalue(L, -1);
        lua_rawget(L, index);
        if (lua_type(L, -2) == LUA_TNUMBER) {
            take_positional(L, c, verb, places++, -1);
        } else {
            parameter = find_parameter(verb, cl_check_view(L, -2));
            if (parameter == NULL)
                unknown_parameter(L, verb, cl_check_view(L, -2));
            else
                take_value(L, c, verb, parameter, -1);
        }
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
}

static void check_required(lua_State *L, const call *c, const cl_api_verb *verb)
{
    for (size_t i = 0; i < verb->parameter_count; i++) {
        const cl_api_parameter *parameter = &verb->parameters[i];
        bool there = !parameter->required;

        for (size_t k = 0; k < c->count && !there; k++)
            there = c->arguments[k].name == parameter->name;
        if (!there)
            cl_raise_text(L, CL_E_SCRIPT, "'%s': %s is missing (%s)", verb->name, parameter->name,
                          parameter->brief);
    }
}

/* verb { name = value, … }, or verb("value", …). */
static void take_arguments(lua_State *L, call *c, const cl_api_verb *verb, int count)
{
    if (count == 1 && lua_istable(L, 1))
        take_table(L, c, verb, 1);
    else
        for (int i = 1; i <= count; i++)
            take_positional(L, c, verb, (size_t)i - 1, i);
    check_required(L, c, verb);
}

/* ---- results ---- */

static int keep_row(void *context, cl_view json, cl_view text)
{
    call *c = context;
    result_row row;

    row.json = (cl_view){cl_arena_copy(&c->arena, json), json.length};
    row.text = (cl_view){cl_arena_copy(&c->arena, text), text.length};
    if (row.json.at == NULL || row.text.at == NULL)
        return CL_E_LIMIT;
    return cl_vec_add(&c->rows, &row);
}

static void keep_refusal(void *context, const cl_error *error)
{
    call *c = context;
    char text[CL_ERROR_FILE + CL_ERROR_PATH + CL_ERROR_TEXT + 32];

    cl_vec_add(&c->refusals, error);
    if (c->outside->write == NULL)
        return;
    cl_error_format(error, text, sizeof text);
    c->outside->write(c->outside->context, cl_view_of(text));
    c->outside->write(c->outside->context, CL_VIEW("\n"));
}

static void pass_note(void *context, cl_view text)
{
    call *c = context;

    if (c->outside->write == NULL)
        return;
    c->outside->write(c->outside->context, text);
    c->outside->write(c->outside->context, CL_VIEW("\n"));
}

static int push_row(lua_State *L)
{
    const result_row *row = lua_touserdata(L, 1);

    if (cl_push_json_text(L, row->json, CL_NULL_KEPT) != 1)
        return cl_raise_text(L, CL_E_INTERNAL, "a row is no JSON: %s", lua_tostring(L, -1));
    if (row->text.length != 0 && lua_istable(L, -1))
        cl_show_attach(L, -1, row->text);
    return 1;
}

static void push_rows(lua_State *L, const call *c)
{
    lua_createtable(L, (int)c->rows.count, 0);
    for (size_t i = 0; i < c->rows.count; i++) {
        lua_pushcfunction(L, push_row); /* a call of its own, so that its boxes end with it */
        lua_pushlightuserdata(L, cl_vec_at(&c->rows, i));
        lua_call(L, 1, 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    cl_mark_array(L, -1);
}

static int push_results(lua_State *L, const call *c)
{
    push_rows(L, c);
    if (c->refusals.count == 0)
        return 1;
    lua_createtable(L, (int)c->refusals.count, 0);
    for (size_t i = 0; i < c->refusals.count; i++) {
        cl_error_push(L, cl_vec_at(&c->refusals, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 2;
}

/* Upvalues: the API, the number of the row, the outside. Returns the rows and, where something was
 * refused, a list of errors. */
static int call_verb(lua_State *L)
{
    const cl_api *api = lua_touserdata(L, lua_upvalueindex(1));
    const cl_api_verb *verb = &api->verbs[lua_tointeger(L, lua_upvalueindex(2))];
    int count = lua_gettop(L), rc;
    cl_error error = CL_ERROR_INIT;
    call *c = new_call(L);
    cl_api_sink sink = {c, keep_row, keep_refusal, pass_note};

    c->outside = lua_touserdata(L, lua_upvalueindex(3));
    luaL_checkstack(L, 20, NULL);
    take_arguments(L, c, verb, count);
    cl_charge(L, 100);
    rc = api->run(api->context, verb->name, c->arguments, c->count, &sink, &error);
    if (rc != 0 && c->refusals.count == 0) {
        if (error.code == 0)
            cl_fail(&error, rc, "'%s' failed", verb->name);
        return cl_raise(L, &error);
    }
    return push_results(L, c);
}

void cl_api_push(lua_State *L, const cl_api *api, const cl_outside *outside)
{
    union {
        const void *in;
        void *out;
    } pointers[2] = {{api}, {outside}};

    lua_createtable(L, 0, (int)api->verb_count);
    for (size_t i = 0; i < api->verb_count; i++) {
        lua_pushlightuserdata(L, pointers[0].out);
        lua_pushinteger(L, (lua_Integer)i);
        lua_pushlightuserdata(L, pointers[1].out);
        lua_pushcclosure(L, call_verb, 3);
        lua_pushstring(L, api->verbs[i].name);
        luaL_gsub(L, lua_tostring(L, -1), " ", "_");
        luaL_gsub(L, lua_tostring(L, -1), "-", "_");
        lua_pushvalue(L, -4);
        lua_rawset(L, -6);
        lua_pop(L, 3);
    }
}

/* ---- help ---- */

static void add_parameter(cl_text *out, const cl_api_parameter *parameter)
{
    static const char *const kinds[] = {"text", "true/false", "whole number", "date", "file", "id"};

    cl_text_add_string(out, "  ");
    cl_api_name(out, parameter->name);
    cl_text_format(out, ": %s%s%s. %s\n", parameter->repeated ? "list of " : "",
                   kinds[parameter->kind], parameter->required ? ", required" : "",
                   parameter->brief != NULL ? parameter->brief : "");
}

void cl_api_help(cl_text *out, const cl_api_verb *verb)
{
    cl_text_add_string(out, "clachan.");
    cl_api_name(out, verb->name);
    cl_text_format(out, " { … }\n%s\n", verb->brief);
    if (verb->detail != NULL)
        cl_text_format(out, "%s\n", verb->detail);
    for (size_t i = 0; i < verb->parameter_count; i++)
        add_parameter(out, &verb->parameters[i]);
    if (verb->lua_example != NULL)
        cl_text_format(out, "Example: %s\n", verb->lua_example);
    if (verb->example != NULL)
        cl_text_format(out, "On the command line: %s\n", verb->example);
}
