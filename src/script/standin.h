/* SPDX-License-Identifier: MIT
 *
 * Stand-ins: what a fact, a param, a condition or an amount is in Lua while an edition is read. A
 * stand-in is a node of the tree and the scope in which it may be used; it has no __gc.
 */
#ifndef CL_STANDIN_H
#define CL_STANDIN_H

#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#include "tree.h"

/** Pushes the stand-in of a node and gives 1; node 0 is the poisoned one. */
int cl_standin_push(lua_State *L, cl_node node);
bool cl_standin_is(lua_State *L, int index);
/**
 * The node of the value at `index`: a stand-in, or a literal (text, whole number) read as what
 * `like` gives. Anything else is a finding and gives 0.
 */
cl_node cl_standin_node(lua_State *L, int index, cl_node like);
/** As cl_standin_node() for a condition; `what` names it in the finding. */
cl_node cl_standin_condition(lua_State *L, int index, const char *what);
/**
 * The node that the value at `index` gives for the member of a list: a function is called once with
 * the member's stand-in, a text is the name of a fact of the member, a stand-in is taken as it is.
 * `condition`: what comes back must be one.
 */
cl_node cl_standin_apply(lua_State *L, int index, cl_node member, bool condition, const char *what);
/** The finding for code that asks for the members of a stand-in by number. */
void cl_standin_unknown_members(lua_State *L);
/** Pushes F, the facts of the dossier, or P, the params. */
void cl_standin_push_facts(lua_State *L);
void cl_standin_push_params(lua_State *L);

#endif
