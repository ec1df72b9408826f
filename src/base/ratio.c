/* SPDX-License-Identifier: MIT
 *
 * Exact rationals and the one place where anything is rounded. Products of two 64-bit numbers, and
 * sums of two such products, fit 128 bits with sign: |num| <= 2^63 and den < 2^63.
 */
#include "ratio.h"

__extension__ typedef unsigned __int128 uwide;

/* |value|; right for the smallest number, too. */
static uwide magnitude(cl_wide value)
{
    return value < 0 ? -(uwide)value : (uwide)value;
}

static uwide greatest_divisor(uwide a, uwide b)
{
    while (b != 0) {
        uwide rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* A magnitude and a sign as 64 bits; false when it does not fit. */
static bool to_int64(int64_t *out, uwide value, bool negative)
{
    if (value > (uwide)INT64_MAX + (negative ? 1 : 0))
        return false;
    *out = negative ? (int64_t)(-(cl_wide)value) : (int64_t)value;
    return true;
}

cl_ratio cl_ratio_int(int64_t value)
{
    return (cl_ratio){value, 1};
}

int cl_ratio_make(cl_ratio *out, cl_wide num, cl_wide den, cl_error *e)
{
    bool negative = (num < 0) != (den < 0);
    uwide top = magnitude(num), bottom = magnitude(den), divisor;
    cl_ratio made;

    if (bottom == 0)
        return cl_fail(e, CL_E_RANGE, "division by zero");
    divisor = greatest_divisor(top, bottom);
    if (!to_int64(&made.num, top / divisor, negative && top != 0) ||
        !to_int64(&made.den, bottom / divisor, false))
        return cl_fail(e, CL_E_RANGE, "the exact result has more digits than can be kept");
    *out = made;
    return 0;
}

/* Whole numbers, nearly all that there are, need no 128 bits and no divisor: a quarter of the time.
 */
static bool both_whole(cl_ratio a, cl_ratio b)
{
    return a.den == 1 && b.den == 1;
}

int cl_ratio_add(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e)
{
    int64_t sum;

    if (both_whole(a, b) && !__builtin_add_overflow(a.num, b.num, &sum)) {
        *out = cl_ratio_int(sum);
        return 0;
    }
    return cl_ratio_make(out, (cl_wide)a.num * b.den + (cl_wide)b.num * a.den,
                         (cl_wide)a.den * b.den, e);
}

int cl_ratio_subtract(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e)
{
    int64_t rest;

    if (both_whole(a, b) && !__builtin_sub_overflow(a.num, b.num, &rest)) {
        *out = cl_ratio_int(rest);
        return 0;
    }
    return cl_ratio_make(out, (cl_wide)a.num * b.den - (cl_wide)b.num * a.den,
                         (cl_wide)a.den * b.den, e);
}

int cl_ratio_multiply(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e)
{
    int64_t product;

    if (both_whole(a, b) && !__builtin_mul_overflow(a.num, b.num, &product)) {
        *out = cl_ratio_int(product);
        return 0;
    }
    return cl_ratio_make(out, (cl_wide)a.num * b.num, (cl_wide)a.den * b.den, e);
}

int cl_ratio_divide(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e)
{
    return cl_ratio_make(out, (cl_wide)a.num * b.den, (cl_wide)a.den * b.num, e);
}

int cl_ratio_compare(cl_ratio a, cl_ratio b)
{
    cl_wide left, right;

    if (a.den == b.den)
        return (a.num > b.num) - (a.num < b.num);
    left = (cl_wide)a.num * b.den;
    right = (cl_wide)b.num * a.den;
    return (left > right) - (left < right);
}

bool cl_ratio_is_whole(cl_ratio a)
{
    return a.den == 1;
}

/* Whether the quotient, cut towards zero, has to go one further from zero. */
static bool away_from_zero(cl_rounding mode, uwide quotient, uwide rest, uwide den, bool negative)
{
    uwide missing = den - rest; /* rest < missing: below one half. 2 * rest could overflow */

    switch (mode) {
    case CL_ROUND_HALF_UP:
        return rest >= missing;
    case CL_ROUND_HALF_EVEN:
        return rest > missing || (rest == missing && quotient % 2 != 0);
    case CL_ROUND_UP:
        return !negative;
    case CL_ROUND_DOWN:
        return negative;
    case CL_ROUND_NONE:
    default:
        return false;
    }
}

static int not_whole(cl_error *e, cl_wide num, cl_wide den)
{
    cl_ratio value;

    if (cl_ratio_make(&value, num, den, NULL) != 0)
        return cl_fail(e, CL_E_INVALID,
                       "a fraction remains; say how to round it: half_up, "
                       "half_even, up or down");
    return cl_fail(e, CL_E_INVALID,
                   "%lld/%lld is not whole; say how to round it: half_up, half_even, up or down",
                   (long long)value.num, (long long)value.den);
}

/* Nearly all amounts fit 64 bits, which machines divide in one instruction. */
static uwide divided(uwide top, uwide bottom)
{
    if (top <= UINT64_MAX && bottom <= UINT64_MAX)
        return (uint64_t)top / (uint64_t)bottom;
    return top / bottom;
}

int cl_round(int64_t *out, cl_wide num, cl_wide den, cl_rounding mode, cl_error *e)
{
    bool negative = (num < 0) != (den < 0);
    uwide top = magnitude(num), bottom = magnitude(den), quotient, rest;

    if (bottom == 0)
        return cl_fail(e, CL_E_RANGE, "division by zero");
    quotient = divided(top, bottom);
    rest = top - quotient * bottom;
    if (rest != 0) {
        if (mode == CL_ROUND_NONE)
            return not_whole(e, num, den);
        if (away_from_zero(mode, quotient, rest, bottom, negative))
            quotient++;
    }
    if (!to_int64(out, quotient, negative && quotient != 0))
        return cl_fail(e, CL_E_RANGE, "the rounded result has more digits than can be kept");
    return 0;
}

static const char *const rounding_names[] = {
    [CL_ROUND_NONE] = "none", [CL_ROUND_HALF_UP] = "half_up", [CL_ROUND_HALF_EVEN] = "half_even",
    [CL_ROUND_UP] = "up",     [CL_ROUND_DOWN] = "down",
};

bool cl_rounding_named(cl_rounding *out, cl_view name)
{
    for (int mode = CL_ROUND_HALF_UP; mode <= CL_ROUND_DOWN; mode++) {
        if (cl_view_is(name, rounding_names[mode])) {
            *out = (cl_rounding)mode;
            return true;
        }
    }
    return false;
}

const char *cl_rounding_name(cl_rounding mode)
{
    return rounding_names[mode <= CL_ROUND_DOWN ? mode : CL_ROUND_NONE];
}
