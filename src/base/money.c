/* SPDX-License-Identifier: MIT
 *
 * Exact money: arithmetic and shares. Text is in money_text.c. Knows no rules, and no rounding by
 * default.
 */
#include "money.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "iso.h"

int cl_money_decimals(const char *currency)
{
    return cl_iso_currency_decimals(cl_view_of(currency));
}

static int same_currency(cl_money a, cl_money b, const char *what, cl_error *e)
{
    if (strcmp(a.currency, b.currency) == 0)
        return 0;
    return cl_fail(e, CL_E_INVALID, "%s of %s and %s: amounts of two currencies do not mix", what,
                   a.currency, b.currency);
}

/* The currency of `like` with another amount. */
static int make(cl_money *out, cl_money like, cl_wide minor, cl_error *e)
{
    if (minor > INT64_MAX || minor < INT64_MIN)
        return cl_fail(e, CL_E_RANGE, "the amount has more digits than can be kept");
    like.minor = (int64_t)minor;
    *out = like;
    return 0;
}

int cl_money_add(cl_money *out, cl_money a, cl_money b, cl_error *e)
{
    int rc = same_currency(a, b, "the sum", e);

    return rc != 0 ? rc : make(out, a, (cl_wide)a.minor + b.minor, e);
}

int cl_money_subtract(cl_money *out, cl_money a, cl_money b, cl_error *e)
{
    int rc = same_currency(a, b, "the difference", e);

    return rc != 0 ? rc : make(out, a, (cl_wide)a.minor - b.minor, e);
}

int cl_money_times(cl_money *out, cl_money a, int64_t n, cl_error *e)
{
    return make(out, a, (cl_wide)a.minor * n, e);
}

/* Rounded once, here and nowhere else. Which way is for the clause to say: without a mode a
 * fraction of a penny is an error, because any default would be a guess. */
int cl_money_share(cl_money *out, cl_money total, cl_ratio share, cl_rounding mode, cl_error *e)
{
    cl_wide exact = (cl_wide)total.minor * share.num; /* 64 by 64 bits cannot overflow 128 */
    int rc = cl_round(&total.minor, exact, share.den, mode, e);

    if (rc == 0)
        *out = total;
    return rc;
}

int cl_money_plan(int64_t *parts, int64_t total, const cl_ratio *shares, size_t count, size_t rest,
                  cl_error *e)
{
    int64_t left = total;

    for (size_t i = 0; i < count; i++) {
        int rc = i == rest ? 0
                           : cl_round(&parts[i], (cl_wide)total * shares[i].num, shares[i].den,
                                      CL_ROUND_DOWN, e);

        if (rc != 0)
            return rc;
        left -= i == rest ? 0 : parts[i];
    }
    if (rest < count)
        parts[rest] = left;
    return 0;
}

int cl_money_compare(cl_money a, cl_money b)
{
    return (a.minor > b.minor) - (a.minor < b.minor);
}

/* What a part lost when it was cut to whole pennies, and whose it is. */
typedef struct remainder {
    cl_wide rest;
    size_t part;
} remainder;

enum { FEW_PARTS = 32 };

static int by_rest(const void *left, const void *right)
{
    const remainder *a = left, *b = right;

    if (a->rest != b->rest)
        return a->rest > b->rest ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

static int sum_of_weights(cl_wide *sum, const int64_t *weights, size_t count, cl_error *e)
{
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return cl_fail(e, CL_E_INVALID, "weight %zu is below 0", i + 1);
        *sum += weights[i];
    }
    if (*sum == 0)
        return cl_fail(e, CL_E_INVALID, "the weights add up to 0, so nobody gets a part");
    return 0;
}

int cl_money_split(cl_money *parts, cl_money total, const int64_t *weights, size_t count,
                   cl_error *e)
{
    cl_wide sum, left = total.minor < 0 ? -(cl_wide)total.minor : total.minor;
    const cl_wide amount = left;
    const int sign = total.minor < 0 ? -1 : 1;
    remainder few[FEW_PARTS], *rests = few; /* a split among few asks nothing of the heap */
    int rc = sum_of_weights(&sum, weights, count, e);

    if (rc != 0)
        return rc;
    if (count > FEW_PARTS)
        rests = cl_calloc(count, sizeof *rests);
    if (rests == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        cl_wide exact = amount * weights[i];

        parts[i] = total;
        parts[i].minor = (int64_t)(sign * (exact / sum));
        rests[i] = (remainder){exact % sum, i};
        left -= exact / sum;
    }
    /* Fewer pennies are left than parts have a remainder, so each gets one at most. */
    qsort(rests, count, sizeof *rests, by_rest);
    for (size_t i = 0; left > 0; i++, left--)
        parts[rests[i].part].minor += sign;
    if (rests != few)
        cl_free(rests);
    return 0;
}
