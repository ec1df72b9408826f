/* SPDX-License-Identifier: MIT
 *
 * What scripts have beyond the other worlds: raw access, metatables, protected calls, load,
 * coroutines. Every place where an error could be caught raises limits, interrupts and memory
 * errors again.
 */
#include <lauxlib.h>
#include <lualib.h>

#include "basics.h"
#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"

static int script_next(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TTABLE)
        return cl_argument_error(L, 1, "a table");
    lua_settop(L, 2);
    if (lua_next(L, 1))
        return 2;
    lua_pushnil(L);
    return 1;
}

static int script_pairs(lua_State *L)
{
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    if (lua_type(L, 1) != LUA_TTABLE)
        return cl_argument_error(L, 1, "a table");
    lua_pushcfunction(L, script_next);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

static int script_error(lua_State *L)
{
    lua_Integer level = luaL_optinteger(L, 2, 1);

    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0 && level < 200) {
        luaL_where(L, (int)level);
        lua_pushvalue(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int script_rawget(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    lua_rawget(L, 1);
    return 1;
}

static int script_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int script_rawequal(lua_State *L)
{
    luaL_checkany(L, 2);
    lua_pushboolean(L, lua_rawequal(L, 1, 2));
    return 1;
}

static int script_rawlen(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TTABLE && lua_type(L, 1) != LUA_TSTRING)
        return cl_argument_error(L, 1, "a table or a text");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

static int script_getmetatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1))
        lua_pushnil(L);
    else
        luaL_getmetafield(L, 1, "__metatable"); /* instead, where there is one */
    return 1;
}

/* A finalizer would run where no hook fires: an endless one could not be stopped. */
static int script_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_type(L, 2) != LUA_TTABLE && !lua_isnil(L, 2))
        return cl_argument_error(L, 2, "a table or nil");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return cl_raise_text(L, CL_E_SCRIPT, "the metatable of this value cannot be changed");
    if (lua_istable(L, 2)) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return cl_raise_text(L, CL_E_SCRIPT, "there are no finalizers; write local x <close>");
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int script_collectgarbage(lua_State *L)
{
    static const char *const names[] = {"collect", "count", NULL};

    if (luaL_checkoption(L, 1, "collect", names) == 0) {
        lua_gc(L, LUA_GCCOLLECT);
        lua_pushinteger(L, 0);
    } else {
        lua_pushnumber(L, (lua_Number)cl_vm_of(L)->memory / 1024);
    }
    return 1;
}

/* ---- protected calls ---- */

/* After an error: the value on top is raised again where it may not be caught, else made a value
 * that says where (texts, nil and the like; tables of the script stay as they are). */
static void caught(lua_State *L, int status)
{
    cl_vm *vm = cl_vm_of(L);
    bool located = vm->handled;

    if (vm->budget.stop != CL_STOP_NOTHING)
        cl_stop_raise(L);
    if (status == LUA_ERRMEM)
        lua_error(L);
    vm->handled = false;
    if (lua_type(L, -1) == LUA_TTABLE || lua_type(L, -1) == LUA_TUSERDATA)
        return;
    if (!located)
        cl_error_from(L, -1, &vm->error);
    lua_pop(L, 1);
    cl_error_push(L, &vm->error);
}

/* Runs where the error was raised, while its frames are there. */
static int locate(lua_State *L)
{
    cl_vm *vm = cl_vm_of(L);

    if (vm->budget.stop == CL_STOP_NOTHING) {
        cl_error_from(L, 1, &vm->error);
        vm->handled = true;
    }
    return 1;
}

static int finish_pcall(lua_State *L, int status, lua_KContext skip)
{
    if (status != LUA_OK && status != LUA_YIELD) {
        caught(L, status);
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)skip;
}

static int script_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    cl_vm_of(L)->handled = false;
    lua_pushcfunction(L, locate);
    lua_insert(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 2); /* handler, true, function, arguments */
    return finish_pcall(L, lua_pcallk(L, lua_gettop(L) - 3, LUA_MULTRET, 1, 1, finish_pcall), 1);
}

/* The handler of the script is not called for what cannot be caught. */
static int filter(lua_State *L)
{
    if (cl_vm_of(L)->budget.stop != CL_STOP_NOTHING)
        return 1;
    caught(L, LUA_ERRRUN);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, -2);
    lua_call(L, 1, 1);
    return 1;
}

static int finish_xpcall(lua_State *L, int status, lua_KContext skip)
{
    if (status != LUA_OK && status != LUA_YIELD) {
        if (cl_vm_of(L)->budget.stop != CL_STOP_NOTHING)
            return cl_stop_raise(L);
        if (status == LUA_ERRMEM)
            return lua_error(L);
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)skip;
}

static int script_xpcall(lua_State *L)
{
    int count = lua_gettop(L);

    luaL_checktype(L, 2, LUA_TFUNCTION);
    cl_vm_of(L)->handled = false;
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, filter, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); /* function, handler, true, function, arguments */
    return finish_xpcall(L, lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish_xpcall), 2);
}

/* ---- load ---- */

static const char *read_piece(lua_State *L, void *context, size_t *length)
{
    (void)context;
    luaL_checkstack(L, 2, "too many pieces");
    lua_pushvalue(L, 1);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
        *length = 0;
        return NULL;
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        cl_raise_text(L, CL_E_SCRIPT, "the reader must return texts");
    lua_replace(L, 5); /* keeps it while it is read */
    return lua_tolstring(L, 5, length);
}

/* Upvalue: the environment that is used where none is given. Text only. */
static int script_load(lua_State *L)
{
    bool has_env = lua_gettop(L) >= 4;
    const char *name;
    int status;

    lua_settop(L, 5);
    if (lua_type(L, 1) == LUA_TSTRING) {
        name = luaL_optstring(L, 2, "=(load)");
        cl_charge(L, cl_units(lua_rawlen(L, 1)));
        status = luaL_loadbufferx(L, lua_tostring(L, 1), lua_rawlen(L, 1), name, "t");
    } else {
        luaL_checktype(L, 1, LUA_TFUNCTION);
        name = luaL_optstring(L, 2, "=(load)");
        status = lua_load(L, read_piece, NULL, name, "t");
    }
    if (status == LUA_ERRMEM || cl_vm_of(L)->budget.stop != CL_STOP_NOTHING)
        return lua_error(L);
    if (status != LUA_OK) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushvalue(L, has_env ? 4 : lua_upvalueindex(1));
    lua_setupvalue(L, -2, 1);
    return 1;
}

void cl_basics_add_script(lua_State *L)
{
    static const luaL_Reg functions[] = {{"collectgarbage", script_collectgarbage},
                                         {"error", script_error},
                                         {"getmetatable", script_getmetatable},
                                         {"next", script_next},
                                         {"pairs", script_pairs},
                                         {"pcall", script_pcall},
                                         {"rawequal", script_rawequal},
                                         {"rawget", script_rawget},
                                         {"rawlen", script_rawlen},
                                         {"rawset", script_rawset},
                                         {"setmetatable", script_setmetatable},
                                         {"xpcall", script_xpcall},
                                         {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, script_load, 1);
    lua_setfield(L, -2, "load");
}

/* ---- coroutines ---- */

static lua_State *check_thread(lua_State *L, int index)
{
    lua_State *thread = lua_tothread(L, index);

    if (thread == NULL)
        cl_argument_error(L, index, "a coroutine");
    return thread;
}

/* Moves values between threads; count of results, or -1 with the error value on top of L. Each
 * resume is charged: hooks count by thread, and threads that stop short of their count, one inside
 * the other, would go on for hours before an interrupt is seen. */
static int resume(lua_State *L, lua_State *thread, int arguments)
{
    cl_vm *vm = cl_vm_of(L);
    int status, line, results = 0;
    const char *file;

    cl_charge(L, 64);
    if (!lua_checkstack(thread, arguments) ||
        (lua_status(thread) == LUA_OK && lua_gettop(thread) == 0)) {
        lua_pushliteral(L, "this coroutine has ended");
        return -1;
    }
    lua_xmove(L, thread, arguments);
    cl_limit_hook(thread);
    vm->running = thread;
    status = lua_resume(thread, L, arguments, &results);
    vm->running = L;
    if (vm->budget.stop != CL_STOP_NOTHING)
        cl_stop_raise(L);
    if (status == LUA_OK || status == LUA_YIELD) {
        luaL_checkstack(L, results + 1, "too many results");
        lua_xmove(thread, L, results);
        return results;
    }
    cl_error_from(thread, -1, &vm->error); /* its frames are still there */
    if (vm->error.line == 0) {             /* it never began: its resumer is the place */
        cl_where(L, &file, &line);
        cl_error_place(&vm->error, file, line, NULL);
    }
    vm->handled = true;
    lua_xmove(thread, L, 1);
    caught(L, status);
    return -1;
}

static int coroutine_create(lua_State *L)
{
    lua_State *thread;

    luaL_checktype(L, 1, LUA_TFUNCTION);
    cl_charge(L, 16);
    thread = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, thread, 1);
    return 1;
}

static int coroutine_resume(lua_State *L)
{
    lua_State *thread = check_thread(L, 1);
    int count = resume(L, thread, lua_gettop(L) - 1);

    lua_pushboolean(L, count >= 0);
    lua_insert(L, count < 0 ? -2 : -(count + 1));
    return count < 0 ? 2 : count + 1;
}

static int call_wrapped(lua_State *L)
{
    int count = resume(L, check_thread(L, lua_upvalueindex(1)), lua_gettop(L));

    return count >= 0 ? count : lua_error(L);
}

static int coroutine_wrap(lua_State *L)
{
    coroutine_create(L);
    lua_pushcclosure(L, call_wrapped, 1);
    return 1;
}

static int coroutine_yield(lua_State *L)
{
    return lua_yield(L, lua_gettop(L));
}

static int coroutine_running(lua_State *L)
{
    lua_pushboolean(L, lua_pushthread(L));
    return 2;
}

static int coroutine_isyieldable(lua_State *L)
{
    lua_pushboolean(L, lua_isyieldable(lua_isnone(L, 1) ? L : check_thread(L, 1)));
    return 1;
}

static const char *status_name(lua_State *L, lua_State *thread)
{
    lua_Debug ar;

    if (thread == L)
        return "running";
    if (lua_status(thread) == LUA_YIELD)
        return "suspended";
    if (lua_status(thread) != LUA_OK)
        return "dead";
    if (lua_getstack(thread, 0, &ar))
        return "normal";
    return lua_gettop(thread) == 0 ? "dead" : "suspended";
}

static int coroutine_status(lua_State *L)
{
    lua_pushstring(L, status_name(L, check_thread(L, 1)));
    return 1;
}

static int coroutine_close(lua_State *L)
{
    lua_State *thread = check_thread(L, 1);
    const char *status = status_name(L, thread);
    int rc;

    if (*status != 's' && *status != 'd')
        return cl_raise_text(L, CL_E_SCRIPT, "a %s coroutine cannot be closed", status);
    rc = lua_resetthread(thread);
    if (cl_vm_of(L)->budget.stop != CL_STOP_NOTHING)
        return cl_stop_raise(L);
    if (rc == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_xmove(thread, L, 1);
    caught(L, rc);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

void cl_coroutines_push(lua_State *L)
{
    static const luaL_Reg functions[] = {{"close", coroutine_close},
                                         {"create", coroutine_create},
                                         {"resume", coroutine_resume},
                                         {"running", coroutine_running},
                                         {"status", coroutine_status},
                                         {"wrap", coroutine_wrap},
                                         {"yield", coroutine_yield},
                                         {"isyieldable", coroutine_isyieldable},
                                         {NULL, NULL}};

    luaL_newlib(L, functions);
}
