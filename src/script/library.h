/* SPDX-License-Identifier: MIT
 *
 * The names that a world starts with: an allow list. Nothing is opened whole and then taken away.
 */
#ifndef CL_LIBRARY_H
#define CL_LIBRARY_H

#include <lua.h>

/** Pushes a table of the names of world (b), libraries sealed, and gives texts their methods. */
void cl_library_template(lua_State *L);
/** Pushes a table of the names of world (c) without input, output and the API; it is the
 * environment that `load` uses. */
void cl_library_script(lua_State *L);

#endif
