/* SPDX-License-Identifier: MIT
 *
 * The table functions of Lua code, bounded: concat insert remove unpack pack move sort. Work is raw
 * and paid for before it is done: a length that lies costs its price.
 */
#ifndef CL_SEQUENCES_H
#define CL_SEQUENCES_H

#include <lua.h>

/** Pushes a new table of them. */
void cl_sequences_push(lua_State *L);

#endif
