/* SPDX-License-Identifier: MIT
 *
 * The table `clachan` of scripts: one function a verb, from the rows that host hands over.
 */
#ifndef CL_API_BIND_H
#define CL_API_BIND_H

#include <lua.h>

#include "api.h"
#include "outside.h"

/** Pushes a table of the verbs. Both are borrowed for the life of the state. */
void cl_api_push(lua_State *L, const cl_api *api, const cl_outside *outside);
/** The row of a name as Lua writes it ("cluster_add"), or as the command line does; NULL. */
const cl_api_verb *cl_api_find(const cl_api *api, cl_view name);
/** Appends the name as Lua writes it. */
void cl_api_name(cl_text *out, const char *name);
/** Appends the help of a verb. */
void cl_api_help(cl_text *out, const cl_api_verb *verb);

#endif
