/* SPDX-License-Identifier: MIT
 *
 * What console.c, complete.c and their help share. For them alone.
 */
#ifndef CL_CONSOLE_STATE_H
#define CL_CONSOLE_STATE_H

#include <lua.h>

#include "arena.h"
#include "console.h"
#include "outside.h"
#include "sources.h"
#include "vm.h"

struct cl_console {
    cl_vm *vm;
    cl_limits limits;
    cl_sources sources;
    cl_outside outside;
    cl_arena arena; /* copies of the folders' names */
    const cl_api *api;
    cl_console_mode mode;
};

/** Pushes the globals of the session. */
void cl_console_globals(lua_State *L, cl_console *console);

#endif
