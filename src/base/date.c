/* SPDX-License-Identifier: MIT
 *
 * The proleptic Gregorian calendar as a count of days. No clock, no time zone, no locale.
 */
#include "date.h"

#include <stdio.h>

#include "excerpt.h"

enum {
    EPOCH_SHIFT = 719468 /* days from 0000-03-01 to 1970-01-01 */,
    ERA = 146097 /* 400 years */
};

static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* Years begin in March, so that the leap day is the last of its year and months have a pattern of
 * 153 days in five. Valid for years from 1. */
static cl_date day_number(int year, int month, int day)
{
    int march_year = month > 2 ? year : year - 1;
    int march_month = month > 2 ? month - 3 : month + 9;
    int era = march_year / 400, year_of_era = march_year % 400;
    int day_of_year = (153 * march_month + 2) / 5 + day - 1;

    return era * ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           EPOCH_SHIFT;
}

/* Why there is no such day; `shown` is how the caller wrote it. */
static int check_day(const char *shown, int year, int month, int day, cl_error *e)
{
    int days;

    if (year < 1 || year > 9999)
        return cl_fail(e, CL_E_INVALID, "%s: years run from 0001 to 9999", shown);
    if (month < 1 || month > 12)
        return cl_fail(e, CL_E_INVALID, "%s: there is no month %d", shown, month);
    days = days_in_month(year, month);
    if (day < 1 || day > days)
        return cl_fail(e, CL_E_INVALID, "%s: %s %d has %d days", shown, month_names[month - 1],
                       year, days);
    return 0;
}

int cl_date_make(cl_date *out, int year, int month, int day, cl_error *e)
{
    char shown[48];
    int rc;

    (void)snprintf(shown, sizeof shown, "%04d-%02d-%02d", year, month, day);
    rc = check_day(shown, year, month, day, e);
    if (rc == 0)
        *out = day_number(year, month, day);
    return rc;
}

/* `count` digits at `at` as a number; -1 when one is not a digit. */
static int digits(const char *at, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static bool has_dashes(cl_view text, size_t first, size_t second)
{
    return text.length == 10 && text.at[first] == '-' && text.at[second] == '-';
}

static int parse_parts(cl_date *out, cl_view text, const char *form, int year, int month, int day,
                       cl_error *e)
{
    char found[CL_EXCERPT];
    int rc;

    if (year < 0 || month < 0 || day < 0)
        return cl_fail(e, CL_E_INVALID, "\"%s\" is not a date: write it as %s",
                       cl_excerpt(found, text), form);
    rc = check_day(cl_excerpt(found, text), year, month, day, e);
    if (rc == 0)
        *out = day_number(year, month, day);
    return rc;
}

int cl_date_parse(cl_date *out, cl_view text, cl_error *e)
{
    static const char form[] = "YYYY-MM-DD, such as 2021-04-26";

    if (!has_dashes(text, 4, 7))
        return parse_parts(out, text, form, -1, -1, -1, e);
    return parse_parts(out, text, form, digits(text.at, 4), digits(text.at + 5, 2),
                       digits(text.at + 8, 2), e);
}

int cl_date_parse_dmy(cl_date *out, cl_view text, cl_error *e)
{
    static const char form[] = "DD-MM-YYYY, such as 26-04-2021";

    if (!has_dashes(text, 2, 5))
        return parse_parts(out, text, form, -1, -1, -1, e);
    return parse_parts(out, text, form, digits(text.at + 6, 4), digits(text.at + 3, 2),
                       digits(text.at, 2), e);
}

/* The inverse of day_number(). */
void cl_date_split(cl_date date, int *year, int *month, int *day)
{
    int days = date + EPOCH_SHIFT;
    int era = days / ERA, day_of_era = days % ERA;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA - 1)) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;

    *day = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

int cl_date_add_months(cl_date *out, cl_date date, int months, cl_error *e)
{
    int year, month, day, last;
    int64_t total;

    cl_date_split(date, &year, &month, &day);
    total = (int64_t)year * 12 + (month - 1) + months;
    if (total < 12 || total > 9999 * 12 + 11)
        return cl_fail(e, CL_E_RANGE, "%04d-%02d-%02d and %d months is outside 0001 to 9999", year,
                       month, day, months);
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    last = days_in_month(year, month);
    *out = day_number(year, month, day < last ? day : last);
    return 0;
}

static void put_digits(char *out, int count, int number)
{
    while (count-- > 0) {
        out[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

void cl_date_format(cl_date date, char out[11])
{
    int year, month, day;

    cl_date_split(date, &year, &month, &day);
    put_digits(out, 4, year);
    out[4] = '-';
    put_digits(out + 5, 2, month);
    out[7] = '-';
    put_digits(out + 8, 2, day);
    out[10] = '\0';
}

int cl_date_print(cl_text *out, cl_date date)
{
    char text[11];

    cl_date_format(date, text);
    return cl_text_add_string(out, text);
}

int cl_date_print_human(cl_text *out, cl_date date)
{
    int year, month, day;

    cl_date_split(date, &year, &month, &day);
    return cl_text_format(out, "%d %s %d", day, month_names[month - 1], year);
}

int cl_date_weekday(cl_date date)
{
    int rest = (date + 3) % 7; /* 1970-01-01 was a Thursday */

    return (rest < 0 ? rest + 7 : rest) + 1;
}

void cl_time_format(int64_t milliseconds, char out[25])
{
    const int64_t day = 86400000, first = CL_DATE_MIN * day, last = (CL_DATE_MAX + 1) * day - 1;
    int64_t time = milliseconds < first ? first : milliseconds > last ? last : milliseconds;
    int64_t date = time / day - (time % day < 0 ? 1 : 0);
    int rest = (int)(time - date * day);
    char text[64];

    cl_date_format((cl_date)date, text);
    (void)snprintf(text + 10, sizeof text - 10, "T%02d:%02d:%02d.%03dZ", rest / 3600000,
                   rest / 60000 % 60, rest / 1000 % 60, rest % 1000);
    for (size_t i = 0; i < 25; i++)
        out[i] = text[i];
}

/* ---- the day in the United Kingdom ---- */

enum { HOUR_MS = 3600 * 1000 };
#define DAY_MS ((int64_t)24 * HOUR_MS)

static int64_t floor_days(int64_t milliseconds)
{
    return milliseconds / DAY_MS - (milliseconds % DAY_MS < 0);
}

/* 01:00 UTC on the last Sunday of March or October, which have 31 days. */
static int64_t clocks_change(int year, int month)
{
    cl_date last = 0;

    (void)cl_date_make(&last, year, month, 31, NULL);
    return (int64_t)(last - cl_date_weekday(last) % 7) * DAY_MS + HOUR_MS;
}

static int64_t ahead_in_uk(int64_t milliseconds)
{
    int year, month, day;

    cl_date_split((cl_date)floor_days(milliseconds), &year, &month, &day);
    return milliseconds >= clocks_change(year, 3) && milliseconds < clocks_change(year, 10)
               ? HOUR_MS
               : 0;
}

cl_date cl_date_in_uk(int64_t milliseconds)
{
    return (cl_date)floor_days(milliseconds + ahead_in_uk(milliseconds));
}

int64_t cl_date_end_in_uk(cl_date day)
{
    int64_t end = ((int64_t)day + 1) * DAY_MS - 1; /* no clock changes within an hour of midnight */

    return end - ahead_in_uk(end);
}
