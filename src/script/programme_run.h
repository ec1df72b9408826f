/* SPDX-License-Identifier: MIT
 *
 * Running a file of words, for the loader and for the word `use`, and loading an edition again for
 * another thread of its compute functions. Not for other layers.
 */
#ifndef CL_PROGRAMME_RUN_H
#define CL_PROGRAMME_RUN_H

#include <lua.h>
#include <stdbool.h>

#include "vm.h"
#include "words.h"

/** Scans, compiles and runs a file in the environment of the edition; pushes what it returns (nil
 * for nothing). False when it cannot be read or compiled, with findings; nothing is pushed then. */
bool cl_programme_run_file(lua_State *L, const char *name);

/** Releases a builder with the programme that it still has; NULL is accepted. */
void cl_builder_free(cl_builder *builder);
/** Reads the edition of `first` once more, from the texts that it kept. The new builder has no
 * programme of its own. */
int cl_builder_again(cl_builder **out, cl_vm **vm, const cl_builder *first, cl_error *e);

#endif
