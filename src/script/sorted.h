/* SPDX-License-Identifier: MIT
 *
 * Order that does not depend on addresses or hashes: pairs in the order of the keys, a stable sort.
 */
#ifndef CL_SORTED_H
#define CL_SORTED_H

#include <lua.h>

/** Pushes a sequence of the keys of the table at `index`: numbers, then texts by bytes. Other keys
 * raise. */
void cl_sorted_keys(lua_State *L, int index);
/** pairs(table): in the order of cl_sorted_keys(). Honours __pairs. */
int cl_sorted_pairs(lua_State *L);
/** sort(sequence, less?): stable; any function as `less` ends, whatever it says. */
int cl_sorted_sort(lua_State *L);

#endif
