/* SPDX-License-Identifier: MIT
 *
 * What is known of a value: exactly, between bounds, not at all, or that there is none. Arithmetic
 * on ranges is sound: the true value always lies inside. Knows no trees.
 */
#ifndef CL_RANGE_H
#define CL_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "ratio.h"

typedef enum cl_range_state {
    CL_RANGE_UNKNOWN, /**< between the bounds that are there */
    CL_RANGE_KNOWN,   /**< low = high */
    CL_RANGE_NONE     /**< there is none */
} cl_range_state;

typedef struct cl_range {
    cl_ratio low, high;
    const char *text;        /**< of a text that is known: terminated */
    uint8_t state;           /**< a cl_range_state */
    uint8_t no_low, no_high; /**< UNKNOWN: without that bound */
    uint8_t maybe_none;      /**< UNKNOWN: there may be none */
} cl_range;

/** Three-valued logic with a fourth word: it waits for a person's judgement. */
typedef enum cl_truth { CL_FALSE, CL_TRUE, CL_UNSURE, CL_FOR_A_PERSON } cl_truth;

cl_range cl_range_known(cl_ratio value);
cl_range cl_range_unknown(void);
cl_range cl_range_none(void);
/** From `low` to `high`; known when they are equal. */
cl_range cl_range_between(cl_ratio low, cl_ratio high);
/** The smallest range that holds both; none in one of them makes it maybe none. */
cl_range cl_range_hull(cl_range a, cl_range b);
/** Widened to hold zero. */
cl_range cl_range_or_zero(cl_range a);

int cl_range_add(cl_range *out, cl_range a, cl_range b, cl_error *e);
int cl_range_subtract(cl_range *out, cl_range a, cl_range b, cl_error *e);
int cl_range_multiply(cl_range *out, cl_range a, cl_range b, cl_error *e);
/** CL_E_RANGE when `b` is known to be zero. */
int cl_range_divide(cl_range *out, cl_range a, cl_range b, cl_error *e);
cl_range cl_range_negate(cl_range a);
cl_range cl_range_least(cl_range a, cl_range b);
cl_range cl_range_greatest(cl_range a, cl_range b);
/** To a whole multiple of `step`. */
int cl_range_round(cl_range *out, cl_range a, cl_rounding mode, cl_ratio step, cl_error *e);

cl_truth cl_range_equal(cl_range a, cl_range b);
cl_truth cl_range_at_least(cl_range a, cl_range b);
cl_truth cl_range_more(cl_range a, cl_range b);

cl_truth cl_truth_not(cl_truth a);
/** False as soon as one is false, whatever the other is. */
cl_truth cl_truth_and(cl_truth a, cl_truth b);
cl_truth cl_truth_or(cl_truth a, cl_truth b);

#endif
