/* SPDX-License-Identifier: MIT
 *
 * Exact values in Lua: what each operator gives, what it refuses, and that nothing is rounded or
 * mixed in silence.
 */
#include "exact.h"

#include <lauxlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "env.h"
#include "test_support.h"
#include "vm.h"

typedef struct row {
    const char *code, *says; /* an expression, and its text or why it is refused */
} row;

typedef struct work {
    const char *code;
    cl_text *out;
} work;

static int evaluate(lua_State *L)
{
    static const luaL_Reg names[] = {{"money", cl_exact_money},
                                     {"share", cl_exact_share},
                                     {"number", cl_exact_number},
                                     {"date", cl_exact_date},
                                     {NULL, NULL}};
    work *w = lua_touserdata(L, 1);
    cl_text *code = cl_box_text(L);
    size_t length;
    const char *text;

    cl_text_format(code, "return %s", w->code);
    lua_newtable(L);
    luaL_setfuncs(L, names, 0);
    cl_env_push(L, "name", NULL, NULL);
    cl_load(L, cl_text_view(code), "t.lua");
    lua_call(L, 0, 1);
    text = luaL_tolstring(L, -1, &length);
    cl_text_add(w->out, text, length);
    return 0;
}

static int run(const char *code, cl_text *out, cl_error *e)
{
    work w = {code, out};
    cl_vm *vm = NULL;
    int rc = cl_vm_open(&vm, CL_WORLD_TEMPLATE, &cl_limits_template, NULL, e);

    if (rc == 0)
        rc = cl_vm_call(vm, evaluate, &w, e);
    cl_vm_close(vm);
    return rc;
}

static void check(const row *r, int code)
{
    cl_error error = CL_ERROR_INIT;
    cl_text out = CL_TEXT_INIT;
    int rc = run(r->code, &out, &error);
    const char *said = rc == 0 ? out.at : error.message;

    if (rc != code || said == NULL || strcmp(said, r->says) != 0)
        fail_msg("%s: %d, '%s'; expected %d, '%s'", r->code, rc, said == NULL ? "" : said, code,
                 r->says);
    cl_text_clear(&out);
}

static void test_exact__gives(void **state)
{
    static const row rows[] = {
        {"money('1500.00', 'GBP') + money('0.01', 'GBP')", "1500.01 GBP"},
        {"money('1.00', 'GBP') - money('2.50', 'GBP')", "-1.50 GBP"},
        {"-money('1.00', 'GBP')", "-1.00 GBP"},
        {"money('1.00', 'GBP') * 3", "3.00 GBP"},
        {"3 * money('1.00', 'GBP')", "3.00 GBP"},
        {"money('10.00', 'GBP') < money('10.01', 'GBP')", "true"},
        {"money('10.00', 'GBP') >= money('10.00', 'GBP')", "true"},
        {"money('10.00', 'GBP') == money('10.00', 'GBP')", "true"},
        {"money('10.00', 'GBP').minor", "1000"},
        {"money('10.00', 'GBP').currency", "GBP"},
        {"number '1/3' + number '1/6'", "0.5"},
        {"number '1/3' * 3", "1"},
        {"number(7) / 2", "3.5"},
        {"number '2/4'.numerator", "1"},
        {"number(4):whole()", "4"},
        {"number '9007199254740993' - 1", "9007199254740992"}, /* no double holds it */
        {"share '62.5%'.denominator", "8"},
        {"date '2021-02-27':add_days(2)", "2021-03-01"},
        {"date '2020-01-31':add_months(1)", "2020-02-29"},
        {"date '2021-03-01' - date '2021-02-01'", "28"},
        {"date '2021-03-01' > date '2021-02-28'", "true"},
        {"date '2021-03-01'.weekday", "1"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i], 0);
}

static void test_exact__refuses(void **state)
{
    static const struct {
        row row;
        int code;
    } rows[] = {
        {{"money('1.00', 'GBP') + money('1.00', 'EUR')",
          "the sum of GBP and EUR: amounts of two currencies do not mix"},
         CL_E_INVALID},
        {{"money('1.00', 'GBP') + 1", "money + a whole number has no meaning"}, CL_E_SCRIPT},
        {{"money('1.00', 'GBP') * money('1.00', 'GBP')", "money * money has no meaning"},
         CL_E_SCRIPT},
        {{"money('1.00', 'GBP') * 1.5",
          "write the number as text, such as number \"0.1\", so that it stays exact"},
         CL_E_SCRIPT},
        {{"number '1/2' + 0.5",
          "write the number as text, such as number \"0.1\", so that it stays exact"},
         CL_E_SCRIPT},
        {{"number '1/2':whole()",
          "1/2 is not whole; say how to round it: half_up, half_even, up or down"},
         CL_E_INVALID},
        {{"number(1) / 0", "division by zero"}, CL_E_RANGE},
        {{"money('1.005', 'GBP')", "1.005: GBP has 2 decimals and not more"}, CL_E_INVALID},
        {{"date('2021-04-26') + 5", "date + a whole number has no meaning; write day:add_days(5)"},
         CL_E_SCRIPT},
        {{"date('2021-04-26') - number('5')",
          "date - number has no meaning; write day:add_days(-5)"},
         CL_E_SCRIPT},
        {{"2 * date('2021-04-26')", "a whole number * date has no meaning"}, CL_E_SCRIPT},
        {{"-date('2021-04-26')", "- date has no meaning"}, CL_E_SCRIPT},
        {{"number('7') % 2", "number % a whole number has no meaning"}, CL_E_SCRIPT},
        {{"money('1.00', 'GBP') // 2", "money // a whole number has no meaning"}, CL_E_SCRIPT},
        {{"share('50%') ^ 2", "share ^ a whole number has no meaning"}, CL_E_SCRIPT},
        {{"money('1.00', 'GBP') < 2", "money compared with a whole number has no meaning"},
         CL_E_SCRIPT},
        {{"date '2021-02-30'", "2021-02-30: February 2021 has 28 days"}, CL_E_INVALID},
        {{"date '2021-02-01' + date '2021-02-01'", "date + date has no meaning"}, CL_E_SCRIPT},
        {{"money('1.00', 'GBP').pence", "money has no 'pence'"}, CL_E_SCRIPT},
        {{"number(9223372036854775807) + 1",
          "whole numbers beyond 1,000,000,000,000,000 may have wrapped around; write number \"…\""},
         CL_E_SCRIPT},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i].row, rows[i].code);
}

static int every_operator(void *data)
{
    cl_text out = CL_TEXT_INIT;
    int rc = run("(money('1.00', 'GBP') * 3 - money('0.50', 'GBP')):human() .. "
                 "(number '1/3' + share '50%' * 1 .. '')",
                 &out, NULL);

    (void)data;
    cl_text_clear(&out);
    return rc == CL_E_SCRIPT ? 0 : rc;
}

static void test_exact__memory_fails(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(every_operator, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_exact__gives),
    cmocka_unit_test(test_exact__refuses),
    cmocka_unit_test(test_exact__memory_fails),
};

CL_TEST_MAIN(tests)
