/* SPDX-License-Identifier: MIT
 *
 * Printing of values for people: sorted keys, limits on depth, width and items, cycles marked,
 * money and dates as written. Calls no metamethod of the session's own tables.
 */
#ifndef CL_SHOW_H
#define CL_SHOW_H

#include <lua.h>

#include "console.h"
#include "text.h"

/** Appends the value at `index`. In table mode a list of records is drawn as a table. */
void cl_show(lua_State *L, int index, cl_console_mode mode, cl_text *out);
/** Gives the table at `index` a text for people, which table mode prints in its place. */
void cl_show_attach(lua_State *L, int index, cl_view text);

#endif
