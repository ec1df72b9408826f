/* SPDX-License-Identifier: MIT
 *
 * at, chance and at_time make rules; a fault behind the colon finishes one. Rules are plain tables
 * while they are made, so that what is collected prints as it is.
 */
#include "scenario.h"

#include <lauxlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "env.h"
#include "fields.h"
#include "file.h"
#include "limit.h"
#include "snapshot.h"

typedef struct reading {
    const char *path, *name; /* of the file; of the chunk */
    const cl_scenario_word *words;
    cl_view text;
    cl_text out;
    cl_arena arena;
} reading;

static const char *const filter_keys[] = {"step", "method", "path", "nth", NULL};

/* The metatable of rules that still want a fault; its address is their mark. */
static char rule_mark;

static void push_rule_class(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &rule_mark);
}

/* Sets a member of the rule at `index` to the value on top, past its metatable. */
static void set_member(lua_State *L, int index, const char *key)
{
    index = lua_absindex(L, index);
    lua_pushstring(L, key);
    lua_insert(L, -2);
    lua_rawset(L, index);
}

/* ---- rules ---- */

static int begin_rule(lua_State *L)
{
    const char *file;
    int line;

    lua_newtable(L);
    cl_where(L, &file, &line);
    lua_pushinteger(L, line);
    set_member(L, -2, "line");
    push_rule_class(L);
    lua_setmetatable(L, -2);
    return 1;
}

static void check_filter_value(lua_State *L, const cl_fields *fields, const char *key)
{
    bool number = strcmp(key, "nth") == 0;
    int type = cl_fields_push(L, fields, key);

    if (type != LUA_TNIL && number && (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1))
        cl_fields_refuse(L, fields, key, "a whole number from 1 expected, found %s",
                         cl_type_name(L, -1));
    if (type != LUA_TNIL && !number && type != LUA_TSTRING)
        cl_fields_refuse(L, fields, key, "a text expected, found %s", cl_type_name(L, -1));
}

/* Copies step, method, path and nth of the table at 2 into the rule on top. */
static void take_filter(lua_State *L, int index)
{
    reading *r = lua_touserdata(L, lua_upvalueindex(1));
    cl_fields fields = {index, "at", r->path, 0, "", &r->arena};
    const char *file;

    cl_where(L, &file, &fields.line);
    if (!lua_istable(L, index))
        cl_fields_refuse(L, &fields, NULL, "a table expected, found %s", cl_type_name(L, index));
    cl_fields_only(L, &fields, filter_keys);
    for (const char *const *key = filter_keys; *key != NULL; key++) {
        check_filter_value(L, &fields, *key);
        set_member(L, -2, *key);
    }
}

static int word_at(lua_State *L)
{
    lua_settop(L, 1);
    begin_rule(L);
    take_filter(L, 1);
    return 1;
}

/* A share of all requests, or of those that the second argument describes. */
static int word_chance(lua_State *L)
{
    double share = lua_isnumber(L, 1) ? lua_tonumber(L, 1) : -1;

    lua_settop(L, 2);
    if (!(share > 0 && share <= 1))
        return cl_raise_text(L, CL_E_SCRIPT, "chance(0.05): a share above 0 and up to 1 expected");
    begin_rule(L);
    if (!lua_isnil(L, 2))
        take_filter(L, 2);
    lua_pushinteger(L, (lua_Integer)(share * 1000000 + 0.5));
    set_member(L, -2, "millionths");
    return 1;
}

static int word_at_time(lua_State *L)
{
    lua_settop(L, 1);
    if (lua_type(L, 1) != LUA_TSTRING || strncmp(lua_tostring(L, 1), "T+", 2) != 0)
        return cl_raise_text(L, CL_E_SCRIPT, "at_time \"T+2s\": a time after the start expected");
    begin_rule(L);
    lua_pushvalue(L, 1);
    set_member(L, -2, "time");
    return 1;
}

/* ---- faults ---- */

static void take_arguments(lua_State *L, const cl_scenario_word *word)
{
    int count = lua_gettop(L) - 1;

    if (count < word->least || count > word->most)
        cl_raise_text(L, CL_E_SCRIPT, "%s takes %d to %d arguments, found %d", word->name,
                      word->least, word->most, count);
    lua_createtable(L, count, 0);
    cl_mark_array(L, -1);
    for (int i = 1; i <= count; i++) {
        if (lua_type(L, i + 1) != LUA_TSTRING && !lua_isinteger(L, i + 1))
            cl_argument_error(L, i + 1, "a text or a whole number");
        lua_pushvalue(L, i + 1);
        (void)lua_tostring(L, -1); /* numbers as text, too */
        lua_rawseti(L, -2, i);
    }
}

/* Upvalue 2: which word. The rule loses its metatable: it is finished. */
static int add_fault(lua_State *L)
{
    reading *r = lua_touserdata(L, lua_upvalueindex(1));
    const cl_scenario_word *word = r->words + lua_tointeger(L, lua_upvalueindex(2));
    bool open = lua_istable(L, 1) && lua_getmetatable(L, 1) != 0;

    if (open) {
        push_rule_class(L);
        open = lua_rawequal(L, -1, -2) != 0;
        lua_pop(L, 2);
    }
    if (!open)
        return cl_raise_text(L, CL_E_SCRIPT, "%s stands behind a rule: at { … }:%s()", word->name,
                             word->name);
    take_arguments(L, word);
    set_member(L, 1, "arguments");
    lua_pushstring(L, word->name);
    set_member(L, 1, "fault");
    lua_pushnil(L);
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

/* Upvalue: the faults by name. */
static int unknown_fault(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    if (lua_type(L, 2) != LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "a rule has faults by name");
    cl_env_nearest(L, lua_upvalueindex(1), 2);
    if (lua_isnil(L, -1))
        return cl_raise_text(L, CL_E_SCRIPT, "there is no fault '%s'", lua_tostring(L, 2));
    return cl_raise_text(L, CL_E_SCRIPT, "there is no fault '%s'; did you mean '%s'?",
                         lua_tostring(L, 2), lua_tostring(L, -1));
}

static int closed_rule(lua_State *L)
{
    return cl_raise_text(L, CL_E_SCRIPT, "a rule is finished by a fault: at { … }:drop_after()");
}

static void make_rule_class(lua_State *L, reading *r)
{
    lua_createtable(L, 0, 3);
    lua_newtable(L);
    for (int i = 0; r->words[i].name != NULL; i++) {
        lua_pushlightuserdata(L, r);
        lua_pushinteger(L, i);
        lua_pushcclosure(L, add_fault, 2);
        lua_setfield(L, -2, r->words[i].name);
    }
    lua_pushcclosure(L, unknown_fault, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, closed_rule);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &rule_mark);
}

/* ---- the file ---- */

static void push_words(lua_State *L, reading *r)
{
    static const luaL_Reg words[] = {
        {"at", word_at}, {"chance", word_chance}, {"at_time", word_at_time}, {NULL, NULL}};

    make_rule_class(L, r);
    lua_newtable(L);
    lua_pushlightuserdata(L, r);
    luaL_setfuncs(L, words, 1);
    cl_env_globals(L);
}

static void check_steps(lua_State *L, cl_fields *fields)
{
    if (lua_isnil(L, -1))
        return;
    if (!lua_istable(L, -1))
        cl_fields_refuse(L, fields, "steps", "a table expected, found %s", cl_type_name(L, -1));
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING ||
            strchr(lua_tostring(L, -1), ' ') == NULL)
            cl_fields_refuse(L, fields, "steps",
                             "write { submit = \"PUT **/submit\" }: a method and a path");
    cl_mark_object(L, -1);
}

static void check_faults(lua_State *L, cl_fields *fields)
{
    lua_Integer count;

    if (!lua_istable(L, -1))
        cl_fields_refuse(L, fields, "faults", "write faults = { … }; found %s",
                         cl_type_name(L, -1));
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count < 1 || count > CL_SCENARIO_FAULTS)
        cl_fields_refuse(L, fields, "faults", "1 to %d rules expected", CL_SCENARIO_FAULTS);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TTABLE || lua_getmetatable(L, -1) != 0)
            cl_fields_refuse(L, fields, "faults",
                             "rule %d has no fault: write at { … }:drop_after()", (int)i);
        lua_pop(L, 1);
    }
    cl_mark_array(L, -1);
}

/* What the file assigned beside the words, checked; the result on top. */
static void take_result(lua_State *L, reading *r, int globals)
{
    static const char *const known[] = {"at", "chance", "at_time", "steps", "faults", NULL};
    cl_fields fields = {globals, "scenario", r->path, 0, "", &r->arena};

    cl_fields_only(L, &fields, known);
    lua_createtable(L, 0, 2);
    cl_mark_object(L, -1);
    cl_fields_push(L, &fields, "steps");
    check_steps(L, &fields);
    lua_setfield(L, -2, "steps");
    cl_fields_push(L, &fields, "faults");
    check_faults(L, &fields);
    lua_setfield(L, -2, "faults");
}

static int evaluate(lua_State *L)
{
    reading *r = lua_touserdata(L, 1);
    int globals;

    luaL_checkstack(L, 20, NULL);
    push_words(L, r);
    globals = lua_gettop(L);
    lua_pushvalue(L, globals);
    cl_load(L, r->text, r->name);
    lua_call(L, 0, 0);
    take_result(L, r, globals);
    cl_json_from_lua(L, -1, &r->out);
    return 0;
}

static int run(reading *r, cl_error *e)
{
    cl_vm *vm = NULL;
    int rc = cl_vm_open(&vm, CL_WORLD_TEMPLATE, &cl_limits_dialect, NULL, e);

    if (rc == 0)
        rc = cl_vm_call(vm, evaluate, r, e);
    cl_vm_close(vm);
    if (rc != 0 && e != NULL && strcmp(e->file, r->name) == 0)
        cl_error_place(e, r->path, e->line, NULL); /* as the caller named it */
    return rc;
}

int cl_scenario_read(cl_text *out, const char *path, const cl_scenario_word *words, cl_error *e)
{
    const char *slash = strrchr(path, '/');
    reading r = {.path = path, .name = slash != NULL ? slash + 1 : path, .words = words};
    cl_text text = CL_TEXT_INIT;
    int rc = cl_file_read(&text, path, cl_limits_dialect.source, e);

    r.out.limit = cl_limits_dialect.output;
    r.text = cl_text_view(&text);
    if (strlen(r.name) > 59)
        r.name = "scenario.lua";
    if (rc == 0)
        rc = run(&r, e);
    if (rc == 0 && cl_text_add_view(out, cl_text_view(&r.out)) != 0)
        rc = cl_text_check(out, e);
    cl_text_clear(&text);
    cl_text_clear(&r.out);
    cl_arena_clear(&r.arena);
    return rc;
}
