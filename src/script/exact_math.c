/* SPDX-License-Identifier: MIT
 *
 * Checked arithmetic on mixed operands. What has no meaning (money times money, a float, a date
 * plus a date) raises and says so; nothing rounds unless told how.
 */
#include "exact_math.h"

#include <lauxlib.h>

#include "call.h"
#include "class.h"
#include "exact.h"
#include "limit.h"

typedef enum operand_kind { NEITHER, MONEY, NUMBER, SHARE, DATE } operand_kind;

typedef struct operand {
    operand_kind kind;
    cl_money money;
    cl_ratio ratio;
    cl_date date;
} operand;

static operand operand_at(lua_State *L, int index)
{
    operand o = {NEITHER, {0, ""}, {0, 1}, 0};

    if (lua_isinteger(L, index)) {
        o.kind = NUMBER;
        o.ratio = cl_exact_whole(L, lua_tointeger(L, index));
    } else if (lua_type(L, index) != LUA_TUSERDATA) {
        o.kind = NEITHER;
    } else if (cl_test_money(L, index) != NULL) {
        o.kind = MONEY;
        o.money = *cl_test_money(L, index);
    } else if (cl_test_number(L, index) != NULL) {
        o.kind = NUMBER;
        o.ratio = *cl_test_number(L, index);
    } else if (cl_test_share(L, index) != NULL) {
        o.kind = SHARE;
        o.ratio = *cl_test_share(L, index);
    } else if (cl_test_date(L, index) != NULL) {
        o.kind = DATE;
        o.date = *cl_test_date(L, index);
    }
    return o;
}

static const char *how_days_move(lua_State *L, const char *what)
{
    if (lua_type(L, 1) != LUA_TUSERDATA || cl_test_date(L, 1) == NULL ||
        operand_at(L, 2).kind != NUMBER)
        return "";
    return *what == '+'   ? "; write day:add_days(5)"
           : *what == '-' ? "; write day:add_days(-5)"
                          : "";
}

static int refuse(lua_State *L, const char *what)
{
    if (lua_type(L, 1) == LUA_TNUMBER && !lua_isinteger(L, 1))
        return cl_raise_text(L, CL_E_SCRIPT,
                             "write the number as text, such as number \"0.1\", so "
                             "that it stays exact");
    if (lua_type(L, 2) == LUA_TNUMBER && !lua_isinteger(L, 2))
        return cl_raise_text(L, CL_E_SCRIPT,
                             "write the number as text, such as number \"0.1\", so "
                             "that it stays exact");
    return cl_raise_text(L, CL_E_SCRIPT, "%s %s %s has no meaning%s", cl_type_name(L, 1), what,
                         cl_type_name(L, 2), how_days_move(L, what));
}

static int push_ratio(lua_State *L, operand_kind kind, cl_ratio ratio)
{
    if (kind == SHARE)
        cl_push_share(L, ratio);
    else
        cl_push_number(L, ratio);
    return 1;
}

static int push_days(lua_State *L, cl_date date, cl_ratio days, int sign)
{
    int64_t result;

    if (days.den != 1 || days.num > 10000000 || days.num < -10000000)
        return cl_raise_text(L, CL_E_SCRIPT, "a date moves by a whole number of days");
    result = date + sign * days.num;
    if (result < CL_DATE_MIN || result > CL_DATE_MAX)
        return cl_raise_text(L, CL_E_RANGE, "the date lies outside the years 1 to 9999");
    cl_push_date(L, (cl_date)result);
    return 1;
}

int cl_exact_add(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    operand a = operand_at(L, 1), b = operand_at(L, 2);

    if (a.kind != b.kind || a.kind == NEITHER || a.kind == DATE)
        return refuse(L, "+");
    if (a.kind == MONEY) {
        cl_check_rc(L, cl_money_add(&a.money, a.money, b.money, &error), &error);
        cl_push_money(L, a.money);
        return 1;
    }
    cl_check_rc(L, cl_ratio_add(&a.ratio, a.ratio, b.ratio, &error), &error);
    return push_ratio(L, a.kind, a.ratio);
}

int cl_exact_subtract(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    operand a = operand_at(L, 1), b = operand_at(L, 2);

    if (a.kind != b.kind || a.kind == NEITHER)
        return refuse(L, "-");
    if (a.kind == DATE) {
        cl_push_number(L, cl_ratio_int((int64_t)a.date - b.date));
        return 1;
    }
    if (a.kind == MONEY) {
        cl_check_rc(L, cl_money_subtract(&a.money, a.money, b.money, &error), &error);
        cl_push_money(L, a.money);
        return 1;
    }
    cl_check_rc(L, cl_ratio_subtract(&a.ratio, a.ratio, b.ratio, &error), &error);
    return push_ratio(L, a.kind, a.ratio);
}

/* A fraction of the smallest coin raises: total:share(share, "half_up") says how to round. */
static int push_part(lua_State *L, cl_money total, cl_ratio part)
{
    cl_error error = CL_ERROR_INIT;

    cl_check_rc(L, cl_money_share(&total, total, part, CL_ROUND_NONE, &error), &error);
    cl_push_money(L, total);
    return 1;
}

int cl_exact_multiply(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    operand a = operand_at(L, 1), b = operand_at(L, 2);

    if (a.kind == MONEY && (b.kind == NUMBER || b.kind == SHARE))
        return push_part(L, a.money, b.ratio);
    if (b.kind == MONEY && (a.kind == NUMBER || a.kind == SHARE))
        return push_part(L, b.money, a.ratio);
    if ((a.kind != NUMBER && a.kind != SHARE) || (b.kind != NUMBER && b.kind != SHARE))
        return refuse(L, "*");
    cl_check_rc(L, cl_ratio_multiply(&a.ratio, a.ratio, b.ratio, &error), &error);
    return push_ratio(L, a.kind == SHARE ? b.kind : a.kind, a.ratio);
}

static int divide_money(lua_State *L, cl_money a, cl_money b)
{
    cl_error error = CL_ERROR_INIT;
    cl_ratio quotient;
    cl_money difference;

    cl_check_rc(L, cl_money_subtract(&difference, a, b, &error), &error); /* one currency */
    cl_check_rc(L, cl_ratio_make(&quotient, a.minor, b.minor, &error), &error);
    cl_push_number(L, quotient);
    return 1;
}

int cl_exact_divide(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    operand a = operand_at(L, 1), b = operand_at(L, 2);
    cl_ratio inverse;

    if (a.kind == MONEY && b.kind == MONEY)
        return divide_money(L, a.money, b.money);
    if (a.kind == MONEY && b.kind == NUMBER) {
        cl_check_rc(L, cl_ratio_divide(&inverse, cl_ratio_int(1), b.ratio, &error), &error);
        return push_part(L, a.money, inverse);
    }
    if ((a.kind != NUMBER && a.kind != SHARE) || b.kind != NUMBER)
        return refuse(L, "/");
    cl_check_rc(L, cl_ratio_divide(&a.ratio, a.ratio, b.ratio, &error), &error);
    return push_ratio(L, a.kind, a.ratio);
}

int cl_exact_negate(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    operand a = operand_at(L, 1);

    if (a.kind == DATE)
        return cl_raise_text(L, CL_E_SCRIPT, "- date has no meaning");
    if (a.kind == MONEY) {
        cl_money nothing = a.money;

        nothing.minor = 0;
        cl_check_rc(L, cl_money_subtract(&a.money, nothing, a.money, &error), &error);
        cl_push_money(L, a.money);
        return 1;
    }
    cl_check_rc(L, cl_ratio_subtract(&a.ratio, cl_ratio_int(0), a.ratio, &error), &error);
    return push_ratio(L, a.kind, a.ratio);
}

int cl_exact_remainder(lua_State *L)
{
    return refuse(L, "%");
}

int cl_exact_floor_divide(lua_State *L)
{
    return refuse(L, "//");
}

int cl_exact_power(lua_State *L)
{
    return refuse(L, "^");
}

/* Raises where the two cannot be compared; <0, 0, >0. */
static int compare(lua_State *L)
{
    operand a = operand_at(L, 1), b = operand_at(L, 2);
    cl_error error = CL_ERROR_INIT;
    cl_money difference;

    if (a.kind != b.kind || a.kind == NEITHER)
        return refuse(L, "compared with");
    if (a.kind == DATE)
        return a.date < b.date ? -1 : a.date > b.date;
    if (a.kind != MONEY)
        return cl_ratio_compare(a.ratio, b.ratio);
    cl_check_rc(L, cl_money_subtract(&difference, a.money, b.money, &error), &error);
    return cl_money_compare(a.money, b.money);
}

/* Two values of which one is no exact value (null, for instance) are different. */
int cl_exact_equal(lua_State *L)
{
    if (operand_at(L, 1).kind == NEITHER || operand_at(L, 2).kind == NEITHER) {
        lua_pushboolean(L, 0);
        return 1;
    }
    lua_pushboolean(L, compare(L) == 0);
    return 1;
}

int cl_exact_less(lua_State *L)
{
    lua_pushboolean(L, compare(L) < 0);
    return 1;
}

int cl_exact_at_most(lua_State *L)
{
    lua_pushboolean(L, compare(L) <= 0);
    return 1;
}

/* ---- methods ---- */

static int push_share(lua_State *L, cl_money total, cl_ratio share, cl_rounding mode)
{
    cl_error error = CL_ERROR_INIT;
    cl_money part;

    cl_check_rc(L, cl_money_share(&part, total, share, mode, &error), &error);
    cl_push_money(L, part);
    return 1;
}

int cl_money_method_share(lua_State *L)
{
    return push_share(L, cl_check_money(L, 1), cl_check_share(L, 2), cl_opt_rounding(L, 3));
}

int cl_share_method_of(lua_State *L)
{
    return push_share(L, cl_check_money(L, 2), cl_check_share(L, 1), cl_opt_rounding(L, 3));
}

/* The parts add up to the total, to the penny. */
int cl_money_method_split(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    cl_money total = cl_check_money(L, 1), *parts;
    int64_t *weights;
    size_t count;

    luaL_checktype(L, 2, LUA_TTABLE);
    count = lua_rawlen(L, 2);
    cl_charge(L, count * 4);
    parts = lua_newuserdatauv(L, (count + 1) * sizeof *parts, 0);
    weights = lua_newuserdatauv(L, (count + 1) * sizeof *weights, 0);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i + 1);
        if (!lua_isinteger(L, -1))
            return cl_raise_text(L, CL_E_SCRIPT, "weight %zu is no whole number", i + 1);
        weights[i] = lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    cl_check_rc(L, cl_money_split(parts, total, weights, count, &error), &error);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        cl_push_money(L, parts[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int round_number(lua_State *L, cl_rounding mode)
{
    cl_error error = CL_ERROR_INIT;
    cl_ratio number = cl_check_number(L, 1);
    int64_t whole = 0;

    cl_check_rc(L, cl_round(&whole, number.num, number.den, mode, &error), &error);
    lua_pushinteger(L, whole);
    return 1;
}

int cl_number_method_whole(lua_State *L)
{
    return round_number(L, CL_ROUND_NONE);
}

int cl_number_method_round(lua_State *L)
{
    cl_rounding mode = cl_opt_rounding(L, 2);

    if (mode == CL_ROUND_NONE)
        return cl_raise_text(L, CL_E_SCRIPT, "say how: half_up, half_even, up or down");
    return round_number(L, mode);
}

int cl_date_method_add_days(lua_State *L)
{
    return push_days(L, cl_check_date(L, 1), cl_check_number(L, 2), 1);
}

int cl_date_method_add_months(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    cl_date date = cl_check_date(L, 1);
    cl_ratio months = cl_check_number(L, 2);

    if (months.den != 1 || months.num > 120000 || months.num < -120000)
        return cl_raise_text(L, CL_E_SCRIPT, "a date moves by a whole number of months");
    cl_check_rc(L, cl_date_add_months(&date, date, (int)months.num, &error), &error);
    cl_push_date(L, date);
    return 1;
}
