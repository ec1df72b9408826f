/* SPDX-License-Identifier: MIT
 *
 * Arithmetic, order and roundings of exact values. For exact.c alone.
 */
#ifndef CL_EXACT_MATH_H
#define CL_EXACT_MATH_H

#include <lua.h>

int cl_exact_add(lua_State *L);
int cl_exact_subtract(lua_State *L);
int cl_exact_multiply(lua_State *L);
int cl_exact_divide(lua_State *L);
int cl_exact_negate(lua_State *L);
/* These have no meaning for exact values and say so. */
int cl_exact_remainder(lua_State *L);
int cl_exact_floor_divide(lua_State *L);
int cl_exact_power(lua_State *L);
int cl_exact_equal(lua_State *L);
int cl_exact_less(lua_State *L);
int cl_exact_at_most(lua_State *L);

int cl_money_method_share(lua_State *L);     /**< total:share(share, rounding?) */
int cl_money_method_split(lua_State *L);     /**< total:split { weights } */
int cl_share_method_of(lua_State *L);        /**< share:of(total, rounding?) */
int cl_number_method_whole(lua_State *L);    /**< a Lua integer; a fraction raises */
int cl_number_method_round(lua_State *L);    /**< number:round(rounding) */
int cl_date_method_add_days(lua_State *L);   /**< date:add_days(n) */
int cl_date_method_add_months(lua_State *L); /**< date:add_months(n) */

#endif
