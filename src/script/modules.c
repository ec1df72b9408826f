/* SPDX-License-Identifier: MIT
 *
 * Loading of files in worlds (b) and (c).
 */
#include "modules.h"

#include <lauxlib.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "env.h"
#include "scan.h"

void cl_modules_environment(lua_State *L)
{
    if (cl_vm_of(L)->world != CL_WORLD_SCRIPT)
        cl_env_push(L, "name", NULL, NULL);
}

/* Not UTF-8, compiled code, …: the first finding is the error. */
static void check_text(lua_State *L, cl_view text, const char *name)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_error error = CL_ERROR_INIT;

    if (cl_scan_text(text, name, &findings))
        return;
    if (cl_findings_count(&findings) != 0)
        cl_finding_error(cl_findings_at(&findings, 0), &error);
    else
        cl_fail(&error, CL_E_MEMORY, "out of memory");
    cl_findings_clear(&findings); /* before the jump */
    cl_raise(L, &error);
}

void cl_modules_load(lua_State *L, cl_sources *sources, const char *name, int names)
{
    cl_error error = CL_ERROR_INIT;
    cl_text *text;

    names = lua_absindex(L, names);
    lua_pushvalue(L, names);
    cl_modules_environment(L);
    text = cl_box_text(L);
    cl_check_rc(L, cl_sources_read(sources, text, name, &error), &error);
    check_text(L, cl_text_view(text), name);
    lua_pushvalue(L, -2);
    cl_load(L, cl_text_view(text), name);
}

/* Names of the modules that are being loaded, for the message of a cycle. */
static int cycle(lua_State *L, int loading, const char *name)
{
    luaL_Buffer out;
    lua_Integer count = (lua_Integer)lua_rawlen(L, loading);

    luaL_buffinit(L, &out);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, loading, i);
        luaL_addvalue(&out);
        luaL_addstring(&out, " → ");
    }
    luaL_addstring(&out, name);
    luaL_pushresult(&out);
    return cl_raise_text(L, CL_E_SCRIPT, "modules require each other: %s", lua_tostring(L, -1));
}

static bool is_loading(lua_State *L, int loading, int name)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, loading);
    bool found = false;

    for (lua_Integer i = 1; i <= count && !found; i++) {
        lua_rawgeti(L, loading, i);
        found = lua_rawequal(L, -1, name);
        lua_pop(L, 1);
    }
    return found;
}

/* Takes the mark of a module that is being loaded away again, also when it fails. */
static int guard_close(lua_State *L)
{
    lua_getiuservalue(L, 1, 1);
    lua_pushnil(L);
    lua_rawseti(L, -2, *(lua_Integer *)lua_touserdata(L, 1));
    return 0;
}

static const luaL_Reg guard_meta[] = {{"__close", guard_close}, {NULL, NULL}};
static const cl_class guard_class = {"guard", guard_meta, NULL, NULL, NULL};

/* Marks the module named at 1 as being loaded until the calling C function ends. */
static void mark_loading(lua_State *L, int loading)
{
    lua_Integer *depth = lua_newuserdatauv(L, sizeof *depth, 1);

    *depth = (lua_Integer)lua_rawlen(L, loading) + 1;
    lua_pushvalue(L, loading);
    lua_setiuservalue(L, -2, 1);
    cl_class_push(L, &guard_class);
    lua_setmetatable(L, -2);
    lua_toclose(L, -1);
    lua_pushvalue(L, 1);
    lua_rawseti(L, loading, *depth);
}

static void run_module(lua_State *L, cl_sources *sources, int names)
{
    cl_error error = CL_ERROR_INIT;
    cl_text *file = cl_box_text(L);

    cl_check_rc(L, cl_sources_module(file, cl_check_view(L, 1), &error), &error);
    cl_modules_load(L, sources, file->at, names);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
}

/* Upvalues: the sources, the names, what was loaded, what is being loaded. */
static int modules_require(lua_State *L)
{
    int names = lua_upvalueindex(2), loaded = lua_upvalueindex(3), loading = lua_upvalueindex(4);

    cl_check_view(L, 1);
    lua_settop(L, 1);
    lua_tolstring(L, 1, NULL);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, loaded) != LUA_TNIL)
        return 1;
    if (is_loading(L, loading, 1))
        return cycle(L, loading, lua_tostring(L, 1));
    mark_loading(L, loading);
    run_module(L, lua_touserdata(L, lua_upvalueindex(1)), names);
    if (lua_isnil(L, -1)) {
        lua_pushboolean(L, 1);
        lua_replace(L, -2);
    }
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, loaded);
    return 1;
}

void cl_modules_add(lua_State *L, cl_sources *sources)
{
    luaL_checkstack(L, 6, NULL);
    lua_pushlightuserdata(L, sources);
    lua_pushvalue(L, -2);
    lua_newtable(L);
    lua_newtable(L);
    lua_pushcclosure(L, modules_require, 4);
    lua_setfield(L, -2, "require");
}
