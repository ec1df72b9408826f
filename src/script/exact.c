/* SPDX-License-Identifier: MIT
 *
 * The four classes of exact values: constructors, fields, texts. Their arithmetic is exact_math.c.
 */
#include "exact.h"

#include <lauxlib.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "exact_math.h"

/* ---- texts ---- */

static int money_tostring(lua_State *L)
{
    cl_money money = cl_check_money(L, 1);
    cl_text *text = cl_box_text(L);

    cl_money_print(text, money);
    cl_text_format(text, " %s", money.currency);
    return cl_push_text(L, text);
}

static int money_human(lua_State *L)
{
    cl_money money = cl_check_money(L, 1);
    cl_text *text = cl_box_text(L);

    cl_money_print_human(text, money);
    return cl_push_text(L, text);
}

static int number_tostring(lua_State *L)
{
    cl_ratio number = cl_check_number(L, 1);
    cl_text *text = cl_box_text(L);

    cl_ratio_print(text, number);
    return cl_push_text(L, text);
}

static int share_tostring(lua_State *L)
{
    cl_ratio share = cl_check_share(L, 1);
    cl_text *text = cl_box_text(L);

    cl_ratio_print_percent(text, share);
    return cl_push_text(L, text);
}

static int date_tostring(lua_State *L)
{
    char text[11];

    cl_date_format(cl_check_date(L, 1), text);
    lua_pushstring(L, text);
    return 1;
}

static int date_human(lua_State *L)
{
    cl_date date = cl_check_date(L, 1);
    cl_text *text = cl_box_text(L);

    cl_date_print_human(text, date);
    return cl_push_text(L, text);
}

static int exact_concat(lua_State *L)
{
    luaL_checkstack(L, 4, NULL);
    cl_tostring(L, 1);
    cl_tostring(L, 2);
    lua_concat(L, 2);
    return 1;
}

/* ---- fields ---- */

static const char *const money_fields[] = {"amount", "currency", "minor", NULL};

static int money_field(lua_State *L, int which)
{
    cl_money money = cl_check_money(L, 1);
    cl_text *text;

    if (which == 1)
        lua_pushstring(L, money.currency);
    else if (which == 2)
        lua_pushinteger(L, money.minor);
    else {
        text = cl_box_text(L);
        cl_money_print(text, money);
        cl_push_text(L, text);
    }
    return 1;
}

static const char *const ratio_fields[] = {"numerator", "denominator", NULL};

static int ratio_field(lua_State *L, int which)
{
    const cl_ratio *ratio = lua_touserdata(L, 1);

    lua_pushinteger(L, which == 0 ? ratio->num : ratio->den);
    return 1;
}

static const char *const date_fields[] = {"year", "month", "day", "weekday", NULL};

static int date_field(lua_State *L, int which)
{
    cl_date date = cl_check_date(L, 1);
    int parts[3];

    cl_date_split(date, &parts[0], &parts[1], &parts[2]);
    lua_pushinteger(L, which < 3 ? parts[which] : cl_date_weekday(date));
    return 1;
}

/* ---- classes ---- */

/* Each kind answers every operator: what has no meaning for it is refused in our words, not in
 * Lua's. */
#define EXACT_META(tostring)                                                                       \
    {                                                                                              \
        {"__add", cl_exact_add}, {"__sub", cl_exact_subtract}, {"__mul", cl_exact_multiply},       \
            {"__div", cl_exact_divide}, {"__unm", cl_exact_negate}, {"__mod", cl_exact_remainder}, \
            {"__idiv", cl_exact_floor_divide}, {"__pow", cl_exact_power},                          \
            {"__eq", cl_exact_equal}, {"__lt", cl_exact_less}, {"__le", cl_exact_at_most},         \
            {"__concat", exact_concat}, {"__tostring", tostring},                                  \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

static const luaL_Reg money_methods[] = {{"human", money_human},
                                         {"share", cl_money_method_share},
                                         {"split", cl_money_method_split},
                                         {NULL, NULL}};
static const luaL_Reg money_meta[] = EXACT_META(money_tostring);
static const cl_class money_class = {"money", money_meta, money_methods, money_fields, money_field};

static const luaL_Reg number_methods[] = {
    {"whole", cl_number_method_whole}, {"round", cl_number_method_round}, {NULL, NULL}};
static const luaL_Reg number_meta[] = EXACT_META(number_tostring);
static const cl_class number_class = {"number", number_meta, number_methods, ratio_fields,
                                      ratio_field};

static const luaL_Reg share_methods[] = {{"of", cl_share_method_of}, {NULL, NULL}};
static const luaL_Reg share_meta[] = EXACT_META(share_tostring);
static const cl_class share_class = {"share", share_meta, share_methods, ratio_fields, ratio_field};

static const luaL_Reg date_methods[] = {{"add_days", cl_date_method_add_days},
                                        {"add_months", cl_date_method_add_months},
                                        {"human", date_human},
                                        {NULL, NULL}};
static const luaL_Reg date_meta[] = EXACT_META(date_tostring);
static const cl_class date_class = {"date", date_meta, date_methods, date_fields, date_field};

void cl_push_money(lua_State *L, cl_money money)
{
    *(cl_money *)cl_class_new(L, &money_class, sizeof money) = money;
}

void cl_push_number(lua_State *L, cl_ratio number)
{
    *(cl_ratio *)cl_class_new(L, &number_class, sizeof number) = number;
}

void cl_push_share(lua_State *L, cl_ratio share)
{
    *(cl_ratio *)cl_class_new(L, &share_class, sizeof share) = share;
}

void cl_push_date(lua_State *L, cl_date date)
{
    *(cl_date *)cl_class_new(L, &date_class, sizeof date) = date;
}

const cl_money *cl_test_money(lua_State *L, int index)
{
    return cl_class_test(L, index, &money_class);
}

const cl_ratio *cl_test_number(lua_State *L, int index)
{
    return cl_class_test(L, index, &number_class);
}

const cl_ratio *cl_test_share(lua_State *L, int index)
{
    return cl_class_test(L, index, &share_class);
}

const cl_date *cl_test_date(lua_State *L, int index)
{
    return cl_class_test(L, index, &date_class);
}

/* ---- arguments ---- */

cl_money cl_check_money(lua_State *L, int index)
{
    return *(cl_money *)cl_class_check(L, index, &money_class);
}

static cl_ratio parse_ratio(lua_State *L, int index)
{
    cl_error error = CL_ERROR_INIT;
    cl_ratio ratio = {0, 1};

    cl_check_rc(L, cl_ratio_parse(&ratio, cl_check_view(L, index), &error), &error);
    return ratio;
}

cl_ratio cl_exact_whole(lua_State *L, lua_Integer value)
{
    const lua_Integer most = 1000000000000000;

    if (value > most || value < -most)
        cl_raise_text(L, CL_E_SCRIPT,
                      "whole numbers beyond 1,000,000,000,000,000 may have wrapped around; write "
                      "number \"…\"");
    return cl_ratio_int(value);
}

static cl_ratio check_ratio(lua_State *L, int index, const cl_class *class)
{
    const cl_ratio *held = cl_class_test(L, index, class);

    if (held != NULL)
        return *held;
    if (lua_isinteger(L, index))
        return cl_exact_whole(L, lua_tointeger(L, index));
    if (lua_type(L, index) == LUA_TNUMBER)
        cl_raise_text(L, CL_E_SCRIPT,
                      "write the number as text, such as \"0.1\", so that it stays "
                      "exact");
    if (lua_type(L, index) != LUA_TSTRING)
        cl_argument_error(L, index, class->name);
    return parse_ratio(L, index);
}

cl_ratio cl_check_number(lua_State *L, int index)
{
    return check_ratio(L, index, &number_class);
}

cl_ratio cl_check_share(lua_State *L, int index)
{
    return check_ratio(L, index, &share_class);
}

cl_date cl_check_date(lua_State *L, int index)
{
    cl_error error = CL_ERROR_INIT;
    cl_date date = 0;

    if (lua_type(L, index) != LUA_TSTRING)
        return *(cl_date *)cl_class_check(L, index, &date_class);
    cl_check_rc(L, cl_date_parse(&date, cl_check_view(L, index), &error), &error);
    return date;
}

cl_rounding cl_opt_rounding(lua_State *L, int index)
{
    cl_rounding mode = CL_ROUND_NONE;

    if (!lua_isnoneornil(L, index) && !cl_rounding_named(&mode, cl_check_view(L, index)))
        cl_raise_text(L, CL_E_SCRIPT,
                      "there is no rounding '%s'; write half_up, half_even, up or down",
                      lua_tostring(L, index));
    return mode;
}

/* ---- constructors ---- */

/* "1500.00", "GBP", or "1500.00 GBP", or { amount = "1500.00", currency = "GBP" }. */
int cl_exact_money(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    cl_money money = {0, ""};
    cl_view text, currency;

    if (cl_test_money(L, 1) != NULL) {
        lua_settop(L, 1);
        return 1;
    }
    if (lua_istable(L, 1)) {
        lua_settop(L, 1);
        lua_getfield(L, 1, "currency");
        lua_getfield(L, 1, "amount");
        lua_replace(L, 1);
    }
    if (lua_type(L, 1) == LUA_TNUMBER)
        return cl_raise_text(
            L, CL_E_SCRIPT,
            "write the amount as text, such as \"1500.00\", so that it stays exact");
    text = cl_check_view(L, 1);
    if (lua_isnoneornil(L, 2) && text.length > 4 && text.at[text.length - 4] == ' ')
        lua_pushlstring(L, text.at + text.length - 3, 3);
    else
        lua_pushvalue(L, 2);
    if (lua_isnoneornil(L, 2) && text.length > 4)
        text.length -= 4;
    if (lua_type(L, -1) != LUA_TSTRING)
        return cl_argument_error(L, 2, "a currency");
    currency = cl_check_view(L, -1);
    cl_check_rc(L, cl_money_parse(&money, text, currency.at, &error), &error);
    cl_push_money(L, money);
    return 1;
}

int cl_exact_share(lua_State *L)
{
    cl_push_share(L, cl_check_share(L, 1));
    return 1;
}

int cl_exact_number(lua_State *L)
{
    cl_push_number(L, cl_check_number(L, 1));
    return 1;
}

int cl_exact_date(lua_State *L)
{
    cl_push_date(L, cl_check_date(L, 1));
    return 1;
}
