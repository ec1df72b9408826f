/* SPDX-License-Identifier: MIT
 *
 * Dates: every day of the calendar there and back, months, and the messages for days that are not
 * there.
 */
#include <string.h>

#include "date.h"
#include "test_support.h"

static void test_date__every_day_there_and_back(void **state)
{
    int year = 1, month = 1, day = 1;
    cl_date date = CL_DATE_MIN;

    (void)state;
    for (; date <= CL_DATE_MAX; date++) {
        int y, m, d;

        cl_date_split(date, &y, &m, &d);
        if (d == day + 1 && m == month && y == year)
            day = d;
        else if (d == 1 && day >= 28 && (m == month + 1 || (m == 1 && month == 12)))
            day = d, month = m, year += m == 1;
        else if (date != CL_DATE_MIN)
            fail_msg("day %d splits to %d-%d-%d", date, y, m, d);
        assert_int_equal(y, year);
    }
    assert_int_equal(year, 9999);
    assert_int_equal(month, 12);
    assert_int_equal(day, 31);
}

static void test_date__known_days(void **state)
{
    static const struct {
        const char *text;
        cl_date date;
        int weekday;
    } rows[] = {{"1970-01-01", 0, 4},           {"1969-12-31", -1, 3},
                {"2000-02-29", 11016, 2},       {"2021-04-26", 18743, 1},
                {"0001-01-01", CL_DATE_MIN, 1}, {"9999-12-31", CL_DATE_MAX, 5},
                {"2024-12-29", 20086, 7}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char text[11];
        cl_date date;

        assert_int_equal(cl_date_parse(&date, cl_view_of(rows[i].text), NULL), 0);
        assert_int_equal(date, rows[i].date);
        assert_int_equal(cl_date_weekday(date), rows[i].weekday);
        cl_date_format(date, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_date__parse_refuses(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"2021-02-30", "2021-02-30: February 2021 has 28 days"},
        {"2024-02-30", "2024-02-30: February 2024 has 29 days"},
        {"1900-02-29", "1900-02-29: February 1900 has 28 days"},
        {"2021-04-31", "2021-04-31: April 2021 has 30 days"},
        {"2021-04-00", "2021-04-00: April 2021 has 30 days"},
        {"2021-13-01", "2021-13-01: there is no month 13"},
        {"2021-00-01", "2021-00-01: there is no month 0"},
        {"0000-01-01", "0000-01-01: years run from 0001 to 9999"},
        {"", "\"\" is not a date: write it as YYYY-MM-DD"},
        {"2021-4-26", "\"2021-4-26\" is not a date"},
        {"26-04-2021", "write it as YYYY-MM-DD"},
        {"2021/04/26", "not a date"},
        {"2021-04-26T", "not a date"},
        {"2021-04- 6", "not a date"},
        {"-021-04-26", "not a date"},
        {"２０２１", "not a date"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;
        cl_date date = 7;

        assert_int_equal(cl_date_parse(&date, cl_view_of(rows[i].text), &e), CL_E_INVALID);
        assert_non_null(strstr(e.message, rows[i].says));
        assert_int_equal(date, 7);
    }
}

static void test_date__parse_dmy(void **state)
{
    cl_error e = CL_ERROR_INIT;
    cl_date date;

    (void)state;
    assert_int_equal(cl_date_parse_dmy(&date, CL_VIEW("26-04-2021"), NULL), 0);
    assert_int_equal(date, 18743);
    assert_int_equal(cl_date_parse_dmy(&date, CL_VIEW("30-02-2021"), &e), CL_E_INVALID);
    assert_string_equal(e.message, "30-02-2021: February 2021 has 28 days");
    assert_int_equal(cl_date_parse_dmy(&date, CL_VIEW("2021-04-26"), &e), CL_E_INVALID);
    assert_non_null(strstr(e.message, "DD-MM-YYYY"));
    assert_int_equal(cl_date_parse_dmy(&date, CL_VIEW("1-4-2021"), &e), CL_E_INVALID);
}

static void test_date__make(void **state)
{
    static const struct {
        int year, month, day;
    } bad[] = {{0, 1, 1},     {10000, 1, 1}, {2021, 0, 1},      {2021, 13, 1},
               {2021, 2, 29}, {2021, 1, 0},  {INT32_MIN, 1, 1}, {2021, 1, INT32_MAX}};
    cl_date date;

    (void)state;
    assert_int_equal(cl_date_make(&date, 2021, 4, 26, NULL), 0);
    assert_int_equal(date, 18743);
    for (size_t i = 0; i < CL_ROWS(bad); i++)
        assert_int_equal(cl_date_make(&date, bad[i].year, bad[i].month, bad[i].day, NULL),
                         CL_E_INVALID);
}

static void test_date__add_months(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *want; /* NULL: outside the calendar */
    } rows[] = {
        {"2021-01-31", 1, "2021-02-28"},  {"2024-01-31", 1, "2024-02-29"},
        {"2024-02-29", 12, "2025-02-28"}, {"2021-03-31", -1, "2021-02-28"},
        {"2021-01-15", -1, "2020-12-15"}, {"2021-12-15", 1, "2022-01-15"},
        {"2021-04-26", 0, "2021-04-26"},  {"0001-01-31", -1, NULL},
        {"9999-12-01", 1, NULL},          {"9999-11-30", 1, "9999-12-30"},
        {"2021-04-26", INT32_MAX, NULL},  {"2021-04-26", INT32_MIN, NULL},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char text[11];
        cl_date date;
        int rc;

        (void)cl_date_parse(&date, cl_view_of(rows[i].from), NULL);
        rc = cl_date_add_months(&date, date, rows[i].months, NULL);
        assert_int_equal(rc, rows[i].want != NULL ? 0 : CL_E_RANGE);
        cl_date_format(date, text);
        assert_string_equal(text, rows[i].want != NULL ? rows[i].want : rows[i].from);
    }
}

static void test_date__print(void **state)
{
    cl_text out = CL_TEXT_INIT;

    (void)state;
    (void)cl_date_print(&out, 18743);
    (void)cl_text_add_string(&out, " is ");
    (void)cl_date_print_human(&out, 18743);
    assert_string_equal(out.at, "2021-04-26 is 26 April 2021");
    cl_text_clear(&out);
}

/* The clocks of 2021: forward on 28 March, back on 31 October, both at 01:00 UTC. */
static void test_date__the_day_in_the_united_kingdom(void **state)
{
    static const struct {
        const char *day;
        int64_t after; /* milliseconds since that day began, UTC */
        const char *want;
    } rows[] = {
        {"2021-01-15", 86399999, "2021-01-15"}, {"2021-01-15", 86400000, "2021-01-16"},
        {"2021-03-27", 86399999, "2021-03-27"}, {"2021-03-28", 82799999, "2021-03-28"},
        {"2021-03-28", 82800000, "2021-03-29"}, {"2021-04-26", 82799999, "2021-04-26"},
        {"2021-04-26", 82800000, "2021-04-27"}, {"2021-10-30", 82800000, "2021-10-31"},
        {"2021-10-31", 82800000, "2021-10-31"}, {"1969-12-31", 86399999, "1969-12-31"},
    };
    char text[25];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_date day, want;

        assert_return_code(cl_date_parse(&day, cl_view_of(rows[i].day), NULL), 0);
        assert_return_code(cl_date_parse(&want, cl_view_of(rows[i].want), NULL), 0);
        assert_int_equal(cl_date_in_uk((int64_t)day * 86400000 + rows[i].after), want);
        assert_int_equal(cl_date_in_uk(cl_date_end_in_uk(day)), day);
        assert_int_equal(cl_date_in_uk(cl_date_end_in_uk(day) + 1), day + 1);
    }
    cl_time_format(cl_date_end_in_uk(18743), text);
    assert_string_equal(text, "2021-04-26T22:59:59.999Z");
}

static void test_date__time_format(void **state)
{
    static const struct {
        int64_t time;
        const char *want;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {1618911000123, "2021-04-20T09:30:00.123Z"},
        {-86400000, "1969-12-31T00:00:00.000Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999Z"},
        {INT64_MIN, "0001-01-01T00:00:00.000Z"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char text[25];

        cl_time_format(rows[i].time, text);
        assert_string_equal(text, rows[i].want);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_date__every_day_there_and_back),
        cmocka_unit_test(test_date__known_days),
        cmocka_unit_test(test_date__parse_refuses),
        cmocka_unit_test(test_date__parse_dmy),
        cmocka_unit_test(test_date__make),
        cmocka_unit_test(test_date__add_months),
        cmocka_unit_test(test_date__print),
        cmocka_unit_test(test_date__the_day_in_the_united_kingdom),
        cmocka_unit_test(test_date__time_format),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
