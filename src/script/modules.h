/* SPDX-License-Identifier: MIT
 *
 * `require` of a sibling: a module is run once a state, under the same names as the file that
 * asked, in an environment of its own. A cycle is an error that prints the cycle.
 */
#ifndef CL_MODULES_H
#define CL_MODULES_H

#include <lua.h>

#include "sources.h"

/** Makes an environment for one file over the table of names on top of the stack, and replaces it.
 * In a script world that is the table itself. */
void cl_modules_environment(lua_State *L);
/**
 * Adds `require` to the table of names on top. `sources` (borrowed for the life of the state)
 * finds, counts and digests the files.
 */
void cl_modules_add(lua_State *L, cl_sources *sources);
/** Reads, scans and compiles the file `name` of `sources` under the names at `names`; pushes the
 * function. */
void cl_modules_load(lua_State *L, cl_sources *sources, const char *name, int names);

#endif
