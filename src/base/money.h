/* SPDX-License-Identifier: MIT
 *
 * Exact money: minor units (pence, cents) in 64 bits with an ISO 4217 currency. Knows no rules, and
 * no rounding by default. All currencies here have two decimals or the number that
 * cl_money_decimals() gives.
 */
#ifndef CL_MONEY_H
#define CL_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "ratio.h"
#include "text.h"

typedef struct cl_money {
    int64_t minor;    /**< minor units: 150050 is 1,500.50 */
    char currency[4]; /**< three capitals and a terminator */
} cl_money;

/** Decimals of a currency (JPY 0, KWD 3, else 2); -1 when ISO 4217 does not know it. */
int cl_money_decimals(const char *currency);
/** Reads "1500.00", "-0.01", "1500" (whole units) with at most the currency's decimals. No
 * thousands separators, symbols or spaces. CL_E_INVALID or CL_E_RANGE. */
int cl_money_parse(cl_money *out, cl_view text, const char *currency, cl_error *e);
/** CL_E_INVALID when the currencies differ, CL_E_RANGE on overflow. */
int cl_money_add(cl_money *out, cl_money a, cl_money b, cl_error *e);
int cl_money_subtract(cl_money *out, cl_money a, cl_money b, cl_error *e);
int cl_money_times(cl_money *out, cl_money a, int64_t n, cl_error *e);
/** A share of an amount, rounded once as told. */
int cl_money_share(cl_money *out, cl_money total, cl_ratio share, cl_rounding mode, cl_error *e);
/** Splits `total` in `count` parts by `weights` (each >= 0, their sum > 0) so that the parts add up
 * to the penny: largest remainder, ties to the earlier part. */
int cl_money_split(cl_money *parts, cl_money total, const int64_t *weights, size_t count,
                   cl_error *e);
/** The parts of a plan: part `rest` (`count`: none) takes what the others leave, each of which is
 * its share of the total, rounded down; so shares of at most the whole never lose a penny and never
 * ask for more. CL_E_RANGE when a part cannot be kept. */
int cl_money_plan(int64_t *parts, int64_t total, const cl_ratio *shares, size_t count, size_t rest,
                  cl_error *e);
/** Compares amounts of one currency; the currencies must be equal. */
int cl_money_compare(cl_money a, cl_money b);
/** Appends the plain form of JSON and files: "1500.00", "-50.00". */
int cl_money_print(cl_text *out, cl_money money);
/** Appends the form for people: "£1,500.00", "€23.00", "-£50.00"; "CHF 10.00" where there is no
 * symbol. */
int cl_money_print_human(cl_text *out, cl_money money);
/** Appends {"amount": "1500.00", "currency": "GBP"}. */
int cl_money_print_json(cl_text *out, cl_money money);

#endif
