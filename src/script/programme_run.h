/* SPDX-License-Identifier: MIT
 *
 * Running a file of words, for the loader and for the word `use`. Not for other layers.
 */
#ifndef CL_PROGRAMME_RUN_H
#define CL_PROGRAMME_RUN_H

#include <lua.h>
#include <stdbool.h>

/** Scans, compiles and runs a file in the environment of the edition; pushes what it returns (nil
 * for nothing). False when it cannot be read or compiled, with findings; nothing is pushed then. */
bool cl_programme_run_file(lua_State *L, const char *name);

#endif
