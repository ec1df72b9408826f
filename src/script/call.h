/* SPDX-License-Identifier: MIT
 *
 * The one door between C and Lua: cl_vm_call() is the only caller of lua_pcall on behalf of C. Also
 * how errors are raised, and how what was raised becomes a cl_error with file and line.
 *
 * A function whose first parameter is `lua_State *L` may jump (longjmp); no other function does.
 */
#ifndef CL_CALL_H
#define CL_CALL_H

#include <lua.h>

#include "error.h"
#include "vm.h"

/**
 * Runs `body` under the limits of the machine, in the C locale. Inside, `lua_touserdata(L, 1)` is
 * `context`; whatever allocates happens inside. Results leave through the context.
 *
 * @return 0, or the code of what was raised: CL_E_SCRIPT (an error of the Lua code; file and line
 * in `e`), CL_E_LIMIT, CL_E_INTERRUPTED, CL_E_MEMORY, or the code given to cl_raise(). CL_E_MISUSE
 * when the machine is dead or already entered. After a limit the machine is dead, except in a
 * script world.
 */
int cl_vm_call(cl_vm *vm, lua_CFunction body, void *context, cl_error *e);

/** Raises `error` as it is. Where it has no place, the place of the calling Lua code is added.
 * Never returns; the type is for `return cl_raise(…)`. */
int cl_raise(lua_State *L, const cl_error *error);
/** Raises a message with the place of the calling Lua code. */
int cl_raise_text(lua_State *L, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** Raises when `rc` is not 0. */
void cl_check_rc(lua_State *L, int rc, const cl_error *error);

/** File and line of the Lua code that called the running C function (level 1), or the nearest above
 * it. `file` is borrowed from the state; NULL and 0 when there is none. */
void cl_where(lua_State *L, const char **file, int *line);
/** As cl_where() from a level of the stack on; 0 is the running function. Allocates nothing. */
void cl_where_from(lua_State *L, int level, const char **file, int *line);

/** Turns the value at `index` into an error object (code CL_E_SCRIPT unless it says otherwise),
 * with the place from the value, else from the stack. Does not raise and calls no metamethod. */
void cl_error_from(lua_State *L, int index, cl_error *out);
/** Pushes an error value: a table { code, message, file, line, path } with a __tostring. */
void cl_error_push(lua_State *L, const cl_error *error);

/**
 * Compiles text (never a binary chunk) as a chunk and pushes the function. `name` is relative and
 * at most 59 bytes ("2021.lua"). The value on top of the stack becomes its _ENV and is popped. A
 * syntax error is raised as CL_E_SCRIPT with file and line.
 */
void cl_load(lua_State *L, cl_view text, const char *name);
/** As cl_load(), but tells: LUA_OK with the function pushed, or LUA_ERRSYNTAX with Lua's message
 * pushed; the environment is popped in both cases. Other failures are raised. */
int cl_try_load(lua_State *L, cl_view text, const char *name);

#endif
