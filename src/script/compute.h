/* SPDX-License-Identifier: MIT
 *
 * Compute functions after the load: the states that they run in, one a thread at a time, and the
 * door through which a decision calls them. A function has no memory: what it can see of the
 * edition is fixed when the load ends, and looked at again after each call. Not for other layers.
 */
#ifndef CL_COMPUTE_H
#define CL_COMPUTE_H

#include <lua.h>

#include "programme.h"
#include "vm.h"
#include "words.h"

/** While the edition is read: keeps the function at `function` as that of the newest compute. */
void cl_compute_keep(lua_State *L, int function);
/**
 * When the edition has been read: findings for functions that see more than values that never
 * change, and the names that functions find from now on in place of the words. `names` is the
 * hidden table of the environment.
 */
void cl_compute_freeze(lua_State *L, int names);
/** Fills the text of a compute whose function is on top. */
void cl_compute_describe(lua_State *L, cl_compute *compute);
/** For an unknown name in a function: raises, with a suggestion where there is one. */
int cl_compute_unknown(lua_State *L);

/**
 * Opens the door of a programme: `vm`, in which it was loaded, serves the first thread, and the
 * edition is loaded again from memory for each further one. Takes `vm` and `builder` (allocated
 * with cl_calloc) also on failure. CL_E_MEMORY.
 */
int cl_compute_open(cl_programme *programme, cl_vm *vm, cl_builder *builder, cl_error *e);

#endif
