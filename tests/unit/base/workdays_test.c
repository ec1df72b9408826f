/* SPDX-License-Identifier: MIT
 *
 * Working days about the Easter and the Christmas of 2021 in Scotland, and beyond what is known.
 */
#include "test_support.h"
#include "workdays.h"

static cl_date day(const char *text)
{
    cl_date out = 0;

    assert_int_equal(cl_date_parse(&out, cl_view_of(text), NULL), 0);
    return out;
}

static cl_date holidays[4];
static const int64_t years[] = {2021};

static cl_workdays scotland(void)
{
    static const char *const days[] = {"2021-01-01", "2021-04-02", "2021-12-27", "2021-12-28"};

    for (size_t i = 0; i < CL_ROWS(days); i++)
        holidays[i] = day(days[i]);
    return (cl_workdays){holidays, CL_ROWS(holidays), years, CL_ROWS(years)};
}

static void test_workdays__moves(void **state)
{
    static const struct {
        const char *day, *next, *previous;
    } rows[] = {
        {"2021-04-01", "2021-04-01", "2021-04-01"}, /* Thursday */
        {"2021-04-02", "2021-04-05", "2021-04-01"}, /* Good Friday; Monday works in Scotland */
        {"2021-04-04", "2021-04-05", "2021-04-01"},
        {"2021-12-26", "2021-12-29", "2021-12-24"},
    };
    cl_workdays list = scotland();

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_date out;

        assert_true(cl_workday_next(&out, &list, day(rows[i].day)));
        assert_int_equal(out, day(rows[i].next));
        assert_true(cl_workday_previous(&out, &list, day(rows[i].day)));
        assert_int_equal(out, day(rows[i].previous));
    }
}

static void test_workdays__add_and_count(void **state)
{
    static const struct {
        const char *from;
        int n;
        const char *to;
    } rows[] = {
        {"2021-04-01", 1, "2021-04-05"},  {"2021-04-01", 0, "2021-04-01"},
        {"2021-04-03", 1, "2021-04-05"},  {"2021-04-05", -1, "2021-04-01"},
        {"2021-04-01", 10, "2021-04-16"}, {"2021-12-24", 3, "2021-12-31"},
    };
    cl_workdays list = scotland();

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_date out;
        int64_t count = -1;

        assert_true(cl_workday_add(&out, &list, day(rows[i].from), rows[i].n));
        assert_int_equal(out, day(rows[i].to));
        assert_true(cl_workday_count(&count, &list, day(rows[i].from), out));
        assert_int_equal(count, rows[i].n > 0 ? rows[i].n : 0);
    }
}

/* A year without a list is no year without holidays. */
static void test_workdays__an_unknown_year_stays_unknown(void **state)
{
    cl_workdays list = scotland(), none = {0};
    cl_date out = 7;
    int64_t count = 7;
    bool works = true;

    (void)state;
    assert_false(cl_workday_is(&works, &list, day("2022-01-04")));
    assert_false(cl_workday_is(&works, &list, day("2020-12-31")));
    assert_false(cl_workday_is(&works, &none, day("2021-04-01")));
    assert_false(cl_workday_next(&out, &list, day("2022-01-01")));
    assert_false(cl_workday_add(&out, &list, day("2021-12-31"), 1));
    assert_false(cl_workday_add(&out, &list, day("2021-01-04"), -1));
    assert_false(cl_workday_count(&count, &list, day("2021-12-30"), day("2022-01-03")));
    assert_int_equal(out, 7);
    assert_int_equal(count, 7);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_workdays__moves),
    cmocka_unit_test(test_workdays__add_and_count),
    cmocka_unit_test(test_workdays__an_unknown_year_stays_unknown),
};

CL_TEST_MAIN(tests)
