/* SPDX-License-Identifier: MIT
 *
 * Day by day: no span that people plan in is longer than some hundreds.
 */
#include "workdays.h"

#include <stdlib.h>

static bool covers(const cl_workdays *list, cl_date day)
{
    int year, month, number;

    cl_date_split(day, &year, &month, &number);
    for (size_t i = 0; i < list->year_count; i++)
        if (list->years[i] == year)
            return true;
    return false;
}

static int by_day(const void *key, const void *item)
{
    cl_date a = *(const cl_date *)key, b = *(const cl_date *)item;

    return (a > b) - (a < b);
}

bool cl_workday_is(bool *out, const cl_workdays *list, cl_date day)
{
    if (!covers(list, day))
        return false;
    *out = cl_date_weekday(day) <= 5 &&
           (list->holiday_count == 0 || bsearch(&day, list->holidays, list->holiday_count,
                                                sizeof *list->holidays, by_day) == NULL);
    return true;
}

/* From `day` in steps of `step` until a working day. */
static bool seek(cl_date *out, const cl_workdays *list, cl_date day, int step)
{
    bool works = false;

    for (;; day += step) {
        if (!cl_workday_is(&works, list, day))
            return false;
        if (works)
            break;
    }
    *out = day;
    return true;
}

bool cl_workday_next(cl_date *out, const cl_workdays *list, cl_date day)
{
    return seek(out, list, day, 1);
}

bool cl_workday_previous(cl_date *out, const cl_workdays *list, cl_date day)
{
    return seek(out, list, day, -1);
}

bool cl_workday_add(cl_date *out, const cl_workdays *list, cl_date day, int n)
{
    int step = n < 0 ? -1 : 1;

    for (int left = n * step; left > 0; left--)
        if (!seek(&day, list, day + step, step))
            return false;
    *out = day;
    return true;
}

bool cl_workday_count(int64_t *out, const cl_workdays *list, cl_date from, cl_date to)
{
    int64_t count = 0;
    bool works;

    for (cl_date day = from + 1; day <= to; day++) {
        if (!cl_workday_is(&works, list, day))
            return false;
        count += works;
    }
    *out = count;
    return true;
}
