/* SPDX-License-Identifier: MIT
 *
 * Exact rationals: arithmetic at the edges of 64 bits, the five roundings, and text both ways.
 */
#include <string.h>

#include "ratio.h"
#include "test_support.h"

#define MOST INT64_MAX
#define LEAST INT64_MIN

static void test_ratio__make_gives_lowest_terms(void **state)
{
    static const struct {
        int64_t num, den, want_num, want_den;
    } rows[] = {{0, 5, 0, 1},         {0, -5, 0, 1},
                {6, 4, 3, 2},         {-6, 4, -3, 2},
                {6, -4, -3, 2},       {-6, -4, 3, 2},
                {MOST, MOST, 1, 1},   {LEAST, LEAST, 1, 1},
                {LEAST, 1, LEAST, 1}, {LEAST, 2, LEAST / 2, 1},
                {1, MOST, 1, MOST}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_ratio made;

        assert_int_equal(cl_ratio_make(&made, rows[i].num, rows[i].den, NULL), 0);
        assert_int_equal(made.num, rows[i].want_num);
        assert_int_equal(made.den, rows[i].want_den);
    }
}

static void test_ratio__make_refuses(void **state)
{
    const cl_wide wide_least = (cl_wide)((__extension__(unsigned __int128) 1) << 127);
    const struct {
        cl_wide num, den;
    } rows[] = {{1, 0}, {0, 0}, {LEAST, -1}, {1, LEAST}, {(cl_wide)MOST + 1, 1}, {wide_least, 3}};
    cl_ratio made = {7, 1};
    cl_error e = CL_ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_equal(cl_ratio_make(&made, rows[i].num, rows[i].den, &e), CL_E_RANGE);
        assert_int_equal(made.num, 7);
        assert_string_not_equal(e.message, "");
    }
    assert_int_equal(cl_ratio_make(&made, wide_least, wide_least, NULL), 0);
    assert_int_equal(made.num, 1);
}

typedef int operation(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e);

static void test_ratio__arithmetic(void **state)
{
    static const struct {
        operation *run;
        cl_ratio a, b;
        int rc;
        cl_ratio want;
    } rows[] = {
        {cl_ratio_add, {1, 3}, {1, 6}, 0, {1, 2}},
        {cl_ratio_add, {LEAST, 1}, {MOST, 1}, 0, {-1, 1}},
        {cl_ratio_add, {MOST, 1}, {1, 1}, CL_E_RANGE, {0, 1}},
        {cl_ratio_add, {LEAST, MOST}, {LEAST, MOST}, CL_E_RANGE, {0, 1}},
        {cl_ratio_subtract, {1, 3}, {1, 3}, 0, {0, 1}},
        {cl_ratio_subtract, {LEAST, 1}, {1, 1}, CL_E_RANGE, {0, 1}},
        {cl_ratio_subtract, {LEAST, MOST}, {MOST, MOST - 1}, CL_E_RANGE, {0, 1}},
        {cl_ratio_multiply, {2, 37}, {37, 4}, 0, {1, 2}},
        {cl_ratio_multiply, {LEAST, 1}, {LEAST, 1}, CL_E_RANGE, {0, 1}},
        {cl_ratio_multiply, {LEAST, 1}, {1, 2}, 0, {LEAST / 2, 1}},
        {cl_ratio_divide, {1, 2}, {-1, 4}, 0, {-2, 1}},
        {cl_ratio_divide, {1, 2}, {0, 1}, CL_E_RANGE, {0, 1}},
        {cl_ratio_divide, {LEAST, 1}, {-1, 1}, CL_E_RANGE, {0, 1}},
        {cl_ratio_divide, {LEAST, 1}, {LEAST, 1}, 0, {1, 1}},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_ratio out = {0, 1};

        assert_int_equal(rows[i].run(&out, rows[i].a, rows[i].b, NULL), rows[i].rc);
        assert_int_equal(out.num, rows[i].want.num);
        assert_int_equal(out.den, rows[i].want.den);
    }
}

static void test_ratio__compare_is_exact(void **state)
{
    static const struct {
        cl_ratio a, b;
        int order;
    } rows[] = {{{1, 2}, {1, 2}, 0},
                {{1, 3}, {1, 2}, -1},
                {{-1, 3}, {-1, 2}, 1},
                {{MOST, MOST - 1}, {MOST - 1, MOST - 2}, -1}, /* the same as doubles */
                {{LEAST, 1}, {MOST, 1}, -1}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_equal(cl_ratio_compare(rows[i].a, rows[i].b), rows[i].order);
        assert_int_equal(cl_ratio_compare(rows[i].b, rows[i].a), -rows[i].order);
    }
    assert_true(cl_ratio_is_whole(cl_ratio_int(-3)));
    assert_false(cl_ratio_is_whole((cl_ratio){1, 2}));
}

static void test_ratio__round(void **state)
{
    static const struct {
        int64_t num, den, half_up, half_even, up, down;
    } rows[] = {
        {5, 2, 3, 2, 3, 2},
        {-5, 2, -3, -2, -2, -3},
        {7, 2, 4, 4, 4, 3},
        {-7, 2, -4, -4, -3, -4},
        {1, 2, 1, 0, 1, 0},
        {-1, 2, -1, 0, 0, -1},
        {1, 3, 0, 0, 1, 0},
        {-1, 3, 0, 0, 0, -1},
        {2, 3, 1, 1, 1, 0},
        {5, -2, -3, -2, -2, -3},
        {-5, -2, 3, 2, 3, 2},
        {4, 2, 2, 2, 2, 2},
        {LEAST, 1, LEAST, LEAST, LEAST, LEAST},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const int64_t want[] = {rows[i].half_up, rows[i].half_even, rows[i].up, rows[i].down};

        for (int mode = CL_ROUND_HALF_UP; mode <= CL_ROUND_DOWN; mode++) {
            int64_t whole;

            assert_int_equal(cl_round(&whole, rows[i].num, rows[i].den, (cl_rounding)mode, NULL),
                             0);
            assert_int_equal(whole, want[mode - CL_ROUND_HALF_UP]);
        }
    }
}

static void test_ratio__round_refuses(void **state)
{
    cl_error e = CL_ERROR_INIT;
    int64_t whole = 7;

    (void)state;
    assert_int_equal(cl_round(&whole, 14, 4, CL_ROUND_NONE, &e), CL_E_INVALID);
    assert_non_null(strstr(e.message, "7/2"));
    assert_non_null(strstr(e.message, "half_even"));
    assert_int_equal(cl_round(&whole, (cl_wide)MOST * MOST, 2, CL_ROUND_NONE, &e), CL_E_INVALID);
    assert_int_equal(cl_round(&whole, 1, 0, CL_ROUND_UP, NULL), CL_E_RANGE);
    assert_int_equal(cl_round(&whole, (cl_wide)MOST * 2 + 1, 2, CL_ROUND_UP, NULL), CL_E_RANGE);
    assert_int_equal(whole, 7);
    assert_int_equal(cl_round(&whole, (cl_wide)MOST * 2 + 1, 2, CL_ROUND_DOWN, NULL), 0);
    assert_true(whole == MOST);
    assert_int_equal(cl_round(&whole, 14, 7, CL_ROUND_NONE, NULL), 0);
    assert_int_equal(whole, 2);
}

static void test_ratio__rounding_names(void **state)
{
    cl_rounding mode;

    (void)state;
    for (int i = CL_ROUND_HALF_UP; i <= CL_ROUND_DOWN; i++) {
        assert_true(cl_rounding_named(&mode, cl_view_of(cl_rounding_name((cl_rounding)i))));
        assert_int_equal(mode, i);
    }
    assert_false(cl_rounding_named(&mode, CL_VIEW("none")));
    assert_false(cl_rounding_named(&mode, CL_VIEW("Up")));
    assert_false(cl_rounding_named(&mode, CL_VIEW("")));
    assert_string_equal(cl_rounding_name(CL_ROUND_NONE), "none");
}

static void test_ratio__parse(void **state)
{
    static const struct {
        const char *text;
        int64_t num, den;
    } rows[] = {
        {"7", 7, 1},
        {"-7", -7, 1},
        {"0", 0, 1},
        {"-0", 0, 1},
        {"007", 7, 1},
        {"0.1", 1, 10},
        {"-0.25", -1, 4},
        {"2/37", 2, 37},
        {"-6/4", -3, 2},
        {"62.5%", 5, 8},
        {"100%", 1, 1},
        {"-50%", -1, 2},
        {"0.000000000000000000", 0, 1},
        {"9223372036854775807", MOST, 1},
        {"-9223372036854775808", LEAST, 1},
        {"92233720368547758070/10", MOST, 1},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_ratio out;

        assert_int_equal(cl_ratio_parse(&out, cl_view_of(rows[i].text), NULL), 0);
        assert_int_equal(out.num, rows[i].num);
        assert_int_equal(out.den, rows[i].den);
    }
}

static void test_ratio__parse_refuses(void **state)
{
    static const struct {
        const char *text;
        int rc;
    } rows[] = {
        {"", CL_E_INVALID},
        {"-", CL_E_INVALID},
        {"+1", CL_E_INVALID},
        {" 1", CL_E_INVALID},
        {"1 ", CL_E_INVALID},
        {".5", CL_E_INVALID},
        {"5.", CL_E_INVALID},
        {"1e3", CL_E_INVALID},
        {"1/", CL_E_INVALID},
        {"/2", CL_E_INVALID},
        {"1/-2", CL_E_INVALID},
        {"1.5/2", CL_E_INVALID},
        {"1/2%", CL_E_INVALID},
        {"%", CL_E_INVALID},
        {"1%%", CL_E_INVALID},
        {"--1", CL_E_INVALID},
        {"0x10", CL_E_INVALID},
        {"1,5", CL_E_INVALID},
        {"nan", CL_E_INVALID},
        {"1.2.3", CL_E_INVALID},
        {"1/0", CL_E_RANGE},
        {"9223372036854775808", CL_E_RANGE},
        {"0.00000000000000000001", CL_E_RANGE},
        {"1/99999999999999999999999999999999999999999999999999", CL_E_RANGE},
        {"999999999999999999999999999999999999999999999999%", CL_E_RANGE},
        {"1.00000000000000000000000000000000000000000000001", CL_E_RANGE},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;
        cl_ratio out = {7, 1};

        assert_int_equal(cl_ratio_parse(&out, cl_view_of(rows[i].text), &e), rows[i].rc);
        assert_int_equal(out.num, 7);
        if (rows[i].rc == CL_E_INVALID)
            assert_non_null(strstr(e.message, rows[i].text)); /* what was found */
    }
}

static void test_ratio__print(void **state)
{
    static const struct {
        cl_ratio value;
        const char *plain, *percent;
    } rows[] = {
        {{7, 1}, "7", "700%"},
        {{0, 1}, "0", "0%"},
        {{-1, 10}, "-0.1", "-10%"},
        {{-5, 4}, "-1.25", "-125%"},
        {{5, 8}, "0.625", "62.5%"},
        {{2, 37}, "2/37", "200/37%"},
        {{-2, 37}, "-2/37", "-200/37%"},
        {{1, 1000000000}, "0.000000001", "0.0000001%"},
        {{1, 1000000000000}, "1/1000000000000", "1/10000000000%"},
        {{1, 20000000000}, "1/20000000000", "0.000000005%"},
        {{1, 200000000000}, "1/200000000000", "1/2000000000%"},
        {{MOST, 1}, "9223372036854775807", "922337203685477580700%"},
        {{LEAST, 1}, "-9223372036854775808", "-922337203685477580800%"},
        {{LEAST, 5}, "-1844674407370955161.6", "-184467440737095516160%"},
        {{1, MOST}, "1/9223372036854775807", "100/9223372036854775807%"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_ratio_print(&out, rows[i].value), 0);
        assert_string_equal(out.at, rows[i].plain);
        cl_text_reset(&out);
        assert_int_equal(cl_ratio_print_percent(&out, rows[i].value), 0);
        assert_string_equal(out.at, rows[i].percent);
    }
    cl_text_clear(&out);
}

/* What is printed reads back as the same ratio. */
static void test_ratio__text_and_back(void **state)
{
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (int64_t num = -60; num <= 60; num++) {
        for (int64_t den = 1; den <= 60; den++) {
            cl_ratio value, back;

            assert_int_equal(cl_ratio_make(&value, num, den, NULL), 0);
            cl_text_reset(&out);
            (void)cl_ratio_print(&out, value);
            assert_int_equal(cl_ratio_parse(&back, cl_text_view(&out), NULL), 0);
            assert_int_equal(cl_ratio_compare(value, back), 0);
        }
    }
    cl_text_clear(&out);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio__make_gives_lowest_terms),
        cmocka_unit_test(test_ratio__make_refuses),
        cmocka_unit_test(test_ratio__arithmetic),
        cmocka_unit_test(test_ratio__compare_is_exact),
        cmocka_unit_test(test_ratio__round),
        cmocka_unit_test(test_ratio__round_refuses),
        cmocka_unit_test(test_ratio__rounding_names),
        cmocka_unit_test(test_ratio__parse),
        cmocka_unit_test(test_ratio__parse_refuses),
        cmocka_unit_test(test_ratio__print),
        cmocka_unit_test(test_ratio__text_and_back),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
