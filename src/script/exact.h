/* SPDX-License-Identifier: MIT
 *
 * Exact values in Lua: money, share, number, date. Immutable userdata with checked arithmetic,
 * where a float raises and a fraction of a penny needs a rounding. Knows no rules.
 */
#ifndef CL_EXACT_H
#define CL_EXACT_H

#include <lua.h>

#include "date.h"
#include "money.h"
#include "ratio.h"

void cl_push_money(lua_State *L, cl_money money);
void cl_push_number(lua_State *L, cl_ratio number);
void cl_push_share(lua_State *L, cl_ratio share);
void cl_push_date(lua_State *L, cl_date date);

/** The value at `index` when it is of that class, else NULL. */
const cl_money *cl_test_money(lua_State *L, int index);
const cl_ratio *cl_test_number(lua_State *L, int index);
const cl_ratio *cl_test_share(lua_State *L, int index);
const cl_date *cl_test_date(lua_State *L, int index);

/** Raise when the argument is of another type. A number may also be a Lua integer, a share or
 * number a text ("2/37", "62.5%"), a date a text. */
cl_money cl_check_money(lua_State *L, int index);
cl_ratio cl_check_number(lua_State *L, int index);
cl_ratio cl_check_share(lua_State *L, int index);
cl_date cl_check_date(lua_State *L, int index);
/** A Lua integer as a number. Sums and products of them wrap around in silence, so one that has
 * come far is not believed: it raises. */
cl_ratio cl_exact_whole(lua_State *L, lua_Integer value);
/** A rounding by its name; CL_ROUND_NONE when the argument is absent. */
cl_rounding cl_opt_rounding(lua_State *L, int index);

/** The constructors, for an environment: money(text, currency), share(text), number(text or
 * integer), date(text). */
int cl_exact_money(lua_State *L);
int cl_exact_share(lua_State *L);
int cl_exact_number(lua_State *L);
int cl_exact_date(lua_State *L);

#endif
