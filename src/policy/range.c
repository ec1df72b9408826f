/* SPDX-License-Identifier: MIT
 *
 * Arithmetic on ranges and three-valued logic. Where a bound cannot be known it is dropped, never
 * guessed.
 */
#include "range.h"

#include <string.h>

cl_range cl_range_known(cl_ratio value)
{
    return (cl_range){value, value, NULL, CL_RANGE_KNOWN, 0, 0, 0};
}

cl_range cl_range_unknown(void)
{
    return (cl_range){{0, 1}, {0, 1}, NULL, CL_RANGE_UNKNOWN, 1, 1, 0};
}

cl_range cl_range_none(void)
{
    return (cl_range){{0, 1}, {0, 1}, NULL, CL_RANGE_NONE, 0, 0, 0};
}

static cl_range settled(cl_range range)
{
    if (!range.no_low && !range.no_high && !range.maybe_none &&
        cl_ratio_compare(range.low, range.high) == 0)
        range.state = CL_RANGE_KNOWN;
    return range;
}

cl_range cl_range_between(cl_ratio low, cl_ratio high)
{
    return settled((cl_range){low, high, NULL, CL_RANGE_UNKNOWN, 0, 0, 0});
}

static cl_ratio smaller(cl_ratio a, cl_ratio b)
{
    return cl_ratio_compare(a, b) <= 0 ? a : b;
}

static cl_ratio larger(cl_ratio a, cl_ratio b)
{
    return cl_ratio_compare(a, b) >= 0 ? a : b;
}

static cl_range maybe_none(cl_range range)
{
    if (range.state == CL_RANGE_KNOWN)
        range.state = CL_RANGE_UNKNOWN;
    range.maybe_none = 1;
    return range;
}

cl_range cl_range_hull(cl_range a, cl_range b)
{
    cl_range hull = cl_range_unknown();

    if (a.state == CL_RANGE_NONE)
        return b.state == CL_RANGE_NONE ? b : maybe_none(b);
    if (b.state == CL_RANGE_NONE)
        return maybe_none(a);
    if (a.text != NULL || b.text != NULL) {
        if (a.text != NULL && b.text != NULL && strcmp(a.text, b.text) == 0)
            return a;
        return hull;
    }
    hull.no_low = a.no_low || b.no_low;
    hull.no_high = a.no_high || b.no_high;
    hull.maybe_none = a.maybe_none || b.maybe_none;
    hull.low = smaller(a.low, b.low);
    hull.high = larger(a.high, b.high);
    return settled(hull);
}

cl_range cl_range_or_zero(cl_range a)
{
    return cl_range_hull(a, cl_range_known(cl_ratio_int(0)));
}

int cl_range_add(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    cl_range sum = cl_range_unknown();
    int rc = 0;

    if (a.state == CL_RANGE_KNOWN && b.state == CL_RANGE_KNOWN) {
        rc = cl_ratio_add(&sum.low, a.low, b.low, e);
        if (rc == 0)
            *out = cl_range_known(sum.low);
        return rc;
    }
    sum.no_low = a.no_low || b.no_low;
    sum.no_high = a.no_high || b.no_high;
    if (!sum.no_low)
        rc = cl_ratio_add(&sum.low, a.low, b.low, e);
    if (rc == 0 && !sum.no_high)
        rc = cl_ratio_add(&sum.high, a.high, b.high, e);
    if (rc == 0)
        *out = settled(sum);
    return rc;
}

cl_range cl_range_negate(cl_range a)
{
    cl_range negated = a;

    negated.low = (cl_ratio){-a.high.num, a.high.den};
    negated.high = (cl_ratio){-a.low.num, a.low.den};
    negated.no_low = a.no_high;
    negated.no_high = a.no_low;
    return negated;
}

int cl_range_subtract(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    return cl_range_add(out, a, cl_range_negate(b), e);
}

static bool not_negative(cl_range a)
{
    return !a.no_low && a.low.num >= 0;
}

/* Both at least zero, the case of grants: the bounds multiply. Any other unknown loses its bounds.
 */
static int multiply_ranges(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    cl_range product = cl_range_unknown();
    int rc;

    if (!not_negative(a) || !not_negative(b)) {
        *out = product;
        return 0;
    }
    product.no_low = 0;
    rc = cl_ratio_multiply(&product.low, a.low, b.low, e);
    product.no_high = a.no_high || b.no_high;
    if (rc == 0 && !product.no_high)
        rc = cl_ratio_multiply(&product.high, a.high, b.high, e);
    if (rc == 0)
        *out = settled(product);
    return rc;
}

static bool is_zero(cl_range a)
{
    return a.state == CL_RANGE_KNOWN && a.low.num == 0;
}

int cl_range_multiply(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    cl_ratio exact;
    int rc;

    if (is_zero(a) || is_zero(b)) {
        *out = cl_range_known(cl_ratio_int(0)); /* nothing of an unknown amount is nothing */
        return 0;
    }
    if (a.state != CL_RANGE_KNOWN || b.state != CL_RANGE_KNOWN)
        return multiply_ranges(out, a, b, e);
    rc = cl_ratio_multiply(&exact, a.low, b.low, e);
    if (rc == 0)
        *out = cl_range_known(exact);
    return rc;
}

int cl_range_divide(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    cl_range quotient = cl_range_unknown();
    int rc = 0;

    if (is_zero(b))
        return cl_fail(e, CL_E_RANGE, "division by zero");
    if (b.state == CL_RANGE_KNOWN && b.low.num < 0)
        return cl_range_divide(out, cl_range_negate(a), cl_range_negate(b), e);
    if (b.no_low || b.low.num <= 0 || (b.state != CL_RANGE_KNOWN && !not_negative(a))) {
        *out = quotient;
        return 0;
    }
    quotient.no_low = a.no_low;
    quotient.no_high = a.no_high;
    if (!a.no_low && b.no_high)
        quotient.low = cl_ratio_int(0);
    else if (!a.no_low)
        rc = cl_ratio_divide(&quotient.low, a.low, b.high, e);
    if (rc == 0 && !a.no_high)
        rc = cl_ratio_divide(&quotient.high, a.high, b.low, e);
    if (rc == 0)
        *out = settled(quotient);
    return rc;
}

cl_range cl_range_least(cl_range a, cl_range b)
{
    cl_range least = cl_range_unknown();

    least.no_low = a.no_low || b.no_low;
    least.no_high = a.no_high && b.no_high;
    least.low = smaller(a.low, b.low);
    least.high = a.no_high ? b.high : b.no_high ? a.high : smaller(a.high, b.high);
    return settled(least);
}

cl_range cl_range_greatest(cl_range a, cl_range b)
{
    return cl_range_negate(cl_range_least(cl_range_negate(a), cl_range_negate(b)));
}

static int round_to(cl_ratio *out, cl_ratio value, cl_rounding mode, cl_ratio step, cl_error *e)
{
    cl_ratio steps;
    int64_t whole;
    int rc = cl_ratio_divide(&steps, value, step, e);

    if (rc == 0)
        rc = cl_round(&whole, steps.num, steps.den, mode, e);
    if (rc == 0)
        rc = cl_ratio_multiply(out, cl_ratio_int(whole), step, e);
    return rc;
}

/* Rounding keeps the order, so the ends can be rounded by themselves. */
int cl_range_round(cl_range *out, cl_range a, cl_rounding mode, cl_ratio step, cl_error *e)
{
    int rc = 0;

    if (!a.no_low)
        rc = round_to(&a.low, a.low, mode, step, e);
    if (rc == 0 && !a.no_high)
        rc = round_to(&a.high, a.high, mode, step, e);
    if (rc == 0)
        *out = settled(a);
    return rc;
}

/* What may be none can be true only if it turns out to be there. */
static cl_truth unless_none(cl_truth truth, cl_range a, cl_range b)
{
    return truth == CL_TRUE && (a.maybe_none || b.maybe_none) ? CL_UNSURE : truth;
}

static cl_truth texts_equal(cl_range a, cl_range b)
{
    if (a.state != CL_RANGE_KNOWN || b.state != CL_RANGE_KNOWN || a.text == NULL || b.text == NULL)
        return CL_UNSURE;
    return strcmp(a.text, b.text) == 0 ? CL_TRUE : CL_FALSE;
}

static bool is_below(cl_range a, cl_range b)
{
    return !a.no_high && !b.no_low && cl_ratio_compare(a.high, b.low) < 0;
}

cl_truth cl_range_equal(cl_range a, cl_range b)
{
    if (a.state == CL_RANGE_NONE || b.state == CL_RANGE_NONE)
        return CL_FALSE;
    if (a.text != NULL || b.text != NULL)
        return texts_equal(a, b);
    if (a.state == CL_RANGE_KNOWN && b.state == CL_RANGE_KNOWN)
        return cl_ratio_compare(a.low, b.low) == 0 ? CL_TRUE : CL_FALSE;
    return is_below(a, b) || is_below(b, a) ? CL_FALSE : CL_UNSURE;
}

cl_truth cl_range_at_least(cl_range a, cl_range b)
{
    if (a.state == CL_RANGE_NONE || b.state == CL_RANGE_NONE || is_below(a, b))
        return CL_FALSE;
    if (!a.no_low && !b.no_high && cl_ratio_compare(a.low, b.high) >= 0)
        return unless_none(CL_TRUE, a, b);
    return CL_UNSURE;
}

cl_truth cl_range_more(cl_range a, cl_range b)
{
    if (a.state == CL_RANGE_NONE || b.state == CL_RANGE_NONE)
        return CL_FALSE;
    if (!a.no_high && !b.no_low && cl_ratio_compare(a.high, b.low) <= 0)
        return CL_FALSE;
    if (!a.no_low && !b.no_high && cl_ratio_compare(a.low, b.high) > 0)
        return unless_none(CL_TRUE, a, b);
    return CL_UNSURE;
}

cl_truth cl_truth_not(cl_truth a)
{
    return a == CL_TRUE ? CL_FALSE : a == CL_FALSE ? CL_TRUE : a;
}

cl_truth cl_truth_and(cl_truth a, cl_truth b)
{
    if (a == CL_FALSE || b == CL_FALSE)
        return CL_FALSE;
    if (a == CL_UNSURE || b == CL_UNSURE)
        return CL_UNSURE;
    if (a == CL_FOR_A_PERSON || b == CL_FOR_A_PERSON)
        return CL_FOR_A_PERSON;
    return CL_TRUE;
}

cl_truth cl_truth_or(cl_truth a, cl_truth b)
{
    return cl_truth_not(cl_truth_and(cl_truth_not(a), cl_truth_not(b)));
}
