/* SPDX-License-Identifier: MIT
 *
 * Dates without a clock: a day is a number of days since 1970-01-01 in the Gregorian calendar.
 * Valid are 0001-01-01 to 9999-12-31.
 */
#ifndef CL_DATE_H
#define CL_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

typedef int32_t cl_date; /**< days since 1970-01-01 */

#define CL_DATE_MIN ((cl_date)-719162) /**< 0001-01-01 */
#define CL_DATE_MAX ((cl_date)2932896) /**< 9999-12-31 */

/** Strict YYYY-MM-DD of a day that exists; CL_E_INVALID names the fault ("2021-02-30: February 2021
 * has 28 days"). */
int cl_date_parse(cl_date *out, cl_view text, cl_error *e);
/** As cl_date_parse() for dd-mm-yyyy, the form of school registers. */
int cl_date_parse_dmy(cl_date *out, cl_view text, cl_error *e);
int cl_date_make(cl_date *out, int year, int month, int day, cl_error *e);
void cl_date_split(cl_date date, int *year, int *month, int *day);
/** Same day n months on, or the last day of that month (31 January + 1 = 28 or 29 February). */
int cl_date_add_months(cl_date *out, cl_date date, int months, cl_error *e);
/** Writes YYYY-MM-DD and a terminator. */
void cl_date_format(cl_date date, char out[11]);
int cl_date_print(cl_text *out, cl_date date);
/** Appends "26 April 2021". */
int cl_date_print_human(cl_text *out, cl_date date);
/** 1 Monday … 7 Sunday. */
int cl_date_weekday(cl_date date);
/** The day that it is in the United Kingdom at a time in milliseconds UTC: from the last Sunday of
 * March, 01:00 UTC, to that of October its clocks are an hour ahead. No system file is read. */
cl_date cl_date_in_uk(int64_t milliseconds);
/** The last millisecond of a day in the United Kingdom. */
int64_t cl_date_end_in_uk(cl_date day);
/** Milliseconds since 1970-01-01 UTC as 2021-04-20T09:30:00.123Z. */
void cl_time_format(int64_t milliseconds, char out[25]);

#endif
