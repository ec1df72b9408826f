/* SPDX-License-Identifier: MIT
 *
 * Fractions, bounds and four-valued logic of the referee: plain, slow, and written from language.md
 * and the headers.
 */
#include "referee_value.h"

#include <string.h>

/* ---- fractions ---- */

static fraction reduced(cl_wide above, cl_wide below)
{
    cl_wide a = above < 0 ? -above : above, b = below;

    while (b != 0) {
        cl_wide rest = a % b;

        a = b;
        b = rest;
    }
    return (fraction){above / a, below / a};
}

fraction fraction_of(int64_t whole)
{
    return (fraction){whole, 1};
}

fraction fraction_from(cl_ratio ratio)
{
    return (fraction){ratio.num, ratio.den};
}

int fraction_order(fraction a, fraction b)
{
    cl_wide difference = a.above * b.below - b.above * a.below;

    return difference < 0 ? -1 : difference > 0;
}

bool fraction_is_whole(fraction a)
{
    return a.below == 1;
}

static fraction kept(fraction a, bool *broken)
{
    if (a.above > INT64_MAX || a.above < INT64_MIN || a.below > INT64_MAX)
        *broken = true;
    return *broken ? fraction_of(0) : a;
}

static fraction sum(fraction a, fraction b, bool *broken)
{
    return kept(reduced(a.above * b.below + b.above * a.below, a.below * b.below), broken);
}

static fraction product(fraction a, fraction b, bool *broken)
{
    return kept(reduced(a.above * b.above, a.below * b.below), broken);
}

static fraction quotient(fraction a, fraction b, bool *broken)
{
    fraction turned = b.above < 0 ? (fraction){-b.below, -b.above} : (fraction){b.below, b.above};

    return product(a, turned, broken);
}

static fraction opposite(fraction a)
{
    return (fraction){-a.above, a.below};
}

/* The whole number below, and whether something is left over. */
static cl_wide floor_of(fraction a)
{
    cl_wide whole = a.above / a.below;

    return a.above % a.below < 0 ? whole - 1 : whole;
}

static cl_wide whole_near(fraction a, cl_rounding mode)
{
    cl_wide below = floor_of(a), rest = a.above - below * a.below, half = 2 * rest - a.below;

    if (rest == 0 || mode == CL_ROUND_DOWN)
        return below;
    if (mode == CL_ROUND_UP)
        return below + 1;
    if (half != 0)
        return half > 0 ? below + 1 : below;
    if (mode == CL_ROUND_HALF_EVEN)
        return below % 2 == 0 ? below : below + 1;
    return a.above > 0 ? below + 1 : below; /* half up: away from zero */
}

/* ---- values ---- */

value value_open(void)
{
    value v;

    memset(&v, 0, sizeof v);
    v.how = OPEN;
    v.low = v.high = fraction_of(0);
    return v;
}

value value_absent(void)
{
    value v = value_open();

    v.how = ABSENT;
    return v;
}

value value_sure(fraction exact)
{
    return value_between(exact, exact);
}

value value_whole(int64_t whole)
{
    return value_sure(fraction_of(whole));
}

/* Bounds that meet, of something that is there, are its value. */
static value met(value v)
{
    if (v.how == OPEN && v.has_low && v.has_high && !v.perhaps_absent &&
        fraction_order(v.low, v.high) == 0)
        v.how = SURE;
    return v;
}

value value_between(fraction low, fraction high)
{
    value v = value_open();

    v.has_low = v.has_high = true;
    v.low = low;
    v.high = high;
    return met(v);
}

static value perhaps(value v)
{
    if (v.how == SURE)
        v.how = OPEN;
    v.perhaps_absent = true;
    return v;
}

value value_either(value a, value b)
{
    value v = value_open();

    if (a.how == ABSENT && b.how == ABSENT)
        return a;
    if (a.how == ABSENT || b.how == ABSENT)
        return perhaps(a.how == ABSENT ? b : a);
    if (a.text != NULL && b.text != NULL && strcmp(a.text, b.text) == 0)
        return a;
    if (a.text != NULL || b.text != NULL)
        return v;
    v.has_low = a.has_low && b.has_low;
    v.has_high = a.has_high && b.has_high;
    v.low = fraction_order(a.low, b.low) < 0 ? a.low : b.low;
    v.high = fraction_order(a.high, b.high) > 0 ? a.high : b.high;
    v.perhaps_absent = a.perhaps_absent || b.perhaps_absent;
    return met(v);
}

value value_plus(value a, value b, bool *broken)
{
    value v = value_open();

    v.has_low = a.has_low && b.has_low;
    v.has_high = a.has_high && b.has_high;
    if (v.has_low)
        v.low = sum(a.low, b.low, broken);
    if (v.has_high)
        v.high = sum(a.high, b.high, broken);
    return met(v);
}

value value_negative(value a)
{
    value v = a;

    v.low = opposite(a.high);
    v.high = opposite(a.low);
    v.has_low = a.has_high;
    v.has_high = a.has_low;
    return v;
}

value value_minus(value a, value b, bool *broken)
{
    return value_plus(a, value_negative(b), broken);
}

static bool is_nothing(value v)
{
    return v.how == SURE && v.low.above == 0;
}

static bool below_zero_never(value v)
{
    return v.has_low && v.low.above >= 0;
}

value value_times(value a, value b, bool *broken)
{
    value v = value_open();

    if (is_nothing(a) || is_nothing(b))
        return value_whole(0);
    if (a.how == SURE && b.how == SURE)
        return value_sure(product(a.low, b.low, broken));
    if (!below_zero_never(a) || !below_zero_never(b))
        return v;
    v.has_low = true;
    v.low = product(a.low, b.low, broken);
    v.has_high = a.has_high && b.has_high;
    if (v.has_high)
        v.high = product(a.high, b.high, broken);
    return met(v);
}

value value_over(value a, value b, bool *broken)
{
    value v = value_open();

    if (is_nothing(b)) {
        *broken = true;
        return v;
    }
    if (b.how == SURE && b.low.above < 0)
        return value_over(value_negative(a), value_negative(b), broken);
    if (!b.has_low || b.low.above <= 0 || (b.how != SURE && !below_zero_never(a)))
        return v;
    v.has_low = a.has_low;
    v.has_high = a.has_high;
    if (v.has_low && b.has_high)
        v.low = quotient(a.low, b.high, broken);
    if (v.has_high)
        v.high = quotient(a.high, b.low, broken);
    return met(v);
}

value value_smaller(value a, value b)
{
    value v = value_open();

    v.has_low = a.has_low && b.has_low;
    v.has_high = a.has_high || b.has_high;
    v.low = fraction_order(a.low, b.low) < 0 ? a.low : b.low;
    if (a.has_high && b.has_high)
        v.high = fraction_order(a.high, b.high) < 0 ? a.high : b.high;
    else
        v.high = a.has_high ? a.high : b.high;
    return met(v);
}

value value_larger(value a, value b)
{
    return value_negative(value_smaller(value_negative(a), value_negative(b)));
}

static fraction rounded(fraction a, cl_rounding mode, fraction step, bool *broken)
{
    fraction steps = quotient(a, step, broken);
    fraction whole = kept((fraction){whole_near(steps, mode), 1}, broken);

    return product(whole, step, broken);
}

value value_rounded(value a, cl_rounding mode, fraction step, bool *broken)
{
    if (a.has_low)
        a.low = rounded(a.low, mode, step, broken);
    if (a.has_high)
        a.high = rounded(a.high, mode, step, broken);
    return met(a);
}

/* ---- comparing ---- */

cl_truth value_same(value a, value b)
{
    if (a.how == ABSENT || b.how == ABSENT)
        return CL_FALSE;
    if (a.thing != NULL || b.thing != NULL)
        return a.thing == NULL || b.thing == NULL ? CL_UNSURE
               : a.thing == b.thing               ? CL_TRUE
                                                  : CL_FALSE;
    if (a.text != NULL || b.text != NULL) {
        if (a.how != SURE || b.how != SURE || a.text == NULL || b.text == NULL)
            return CL_UNSURE;
        return strcmp(a.text, b.text) == 0 ? CL_TRUE : CL_FALSE;
    }
    if (a.how == SURE && b.how == SURE)
        return fraction_order(a.low, b.low) == 0 ? CL_TRUE : CL_FALSE;
    if ((a.has_high && b.has_low && fraction_order(a.high, b.low) < 0) ||
        (b.has_high && a.has_low && fraction_order(b.high, a.low) < 0))
        return CL_FALSE;
    return CL_UNSURE;
}

/* `least`: the smallest order of the two that counts as true. */
static cl_truth ordered(value a, value b, int least)
{
    if (a.how == ABSENT || b.how == ABSENT)
        return CL_FALSE;
    if (a.has_high && b.has_low && fraction_order(a.high, b.low) < least)
        return CL_FALSE;
    if (a.has_low && b.has_high && fraction_order(a.low, b.high) >= least)
        return a.perhaps_absent || b.perhaps_absent ? CL_UNSURE : CL_TRUE;
    return CL_UNSURE;
}

cl_truth value_reaches(value a, value b)
{
    return ordered(a, b, 0);
}

cl_truth value_exceeds(value a, value b)
{
    return ordered(a, b, 1);
}

/* ---- truths ---- */

void tally_add(tally *t, cl_truth truth)
{
    t->of[truth]++;
}

cl_truth tally_all(const tally *t)
{
    return t->of[CL_FALSE] > 0          ? CL_FALSE
           : t->of[CL_UNSURE] > 0       ? CL_UNSURE
           : t->of[CL_FOR_A_PERSON] > 0 ? CL_FOR_A_PERSON
                                        : CL_TRUE;
}

cl_truth tally_any(const tally *t)
{
    return t->of[CL_TRUE] > 0           ? CL_TRUE
           : t->of[CL_UNSURE] > 0       ? CL_UNSURE
           : t->of[CL_FOR_A_PERSON] > 0 ? CL_FOR_A_PERSON
                                        : CL_FALSE;
}

cl_truth truth_flip(cl_truth truth)
{
    static const cl_truth flipped[] = {CL_TRUE, CL_FALSE, CL_UNSURE, CL_FOR_A_PERSON};

    return flipped[truth];
}

cl_truth truth_both(cl_truth a, cl_truth b)
{
    tally t = {{0}};

    tally_add(&t, a);
    tally_add(&t, b);
    return tally_all(&t);
}

cl_truth truth_either(cl_truth a, cl_truth b)
{
    tally t = {{0}};

    tally_add(&t, a);
    tally_add(&t, b);
    return tally_any(&t);
}
