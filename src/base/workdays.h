/* SPDX-License-Identifier: MIT
 *
 * Working days: neither Saturday, Sunday nor a bank holiday. A list of holidays speaks only of the
 * years that it covers; of any other day it is not known whether it is one.
 */
#ifndef CL_WORKDAYS_H
#define CL_WORKDAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"

typedef struct cl_workdays {
    const cl_date *holidays; /**< in order */
    size_t holiday_count;
    const int64_t *years; /**< that the list covers, in any order */
    size_t year_count;
} cl_workdays;

/** Each gives false, and leaves `out` as it is, when a day on the way is in a year that the list
 * does not cover. */
bool cl_workday_is(bool *out, const cl_workdays *list, cl_date day);
/** The day itself when it is one, else the next or the one before. */
bool cl_workday_next(cl_date *out, const cl_workdays *list, cl_date day);
bool cl_workday_previous(cl_date *out, const cl_workdays *list, cl_date day);
/** The nth working day after a day (before it when n is below 0); 0: the day itself. */
bool cl_workday_add(cl_date *out, const cl_workdays *list, cl_date day, int n);
/** Working days after `from` until `to`, `to` included; 0 when `to` is not later. */
bool cl_workday_count(int64_t *out, const cl_workdays *list, cl_date from, cl_date to);

#endif
