/* SPDX-License-Identifier: MIT
 *
 * What the referee knows of a value: its own fractions, its own bounds, its own logic. It shares no
 * code with src/policy/range.c and src/base/ratio.c, so that both are wrong only when two people
 * make the same mistake.
 */
#ifndef CL_REFEREE_VALUE_H
#define CL_REFEREE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "range.h"
#include "ratio.h"

/** A fraction in lowest terms, below > 0. */
typedef struct fraction {
    cl_wide above, below;
} fraction;

typedef enum knowledge { OPEN, SURE, ABSENT } knowledge;

typedef struct value {
    knowledge how;
    bool has_low, has_high;
    bool perhaps_absent; /**< OPEN: there may be none */
    fraction low, high;
    const char *text;           /**< of a text that is sure */
    const cl_json_value *thing; /**< a record that is sure: its object (or plain value) */
    unsigned type;              /**< of that record */
} value;

fraction fraction_of(int64_t whole);
fraction fraction_from(cl_ratio ratio);
int fraction_order(fraction a, fraction b);
bool fraction_is_whole(fraction a);

value value_open(void);
value value_absent(void);
value value_sure(fraction exact);
value value_whole(int64_t whole);
/** From bounds that are both there. */
value value_between(fraction low, fraction high);
/** Holds what either holds. */
value value_either(value a, value b);

/* A result that does not fit what a decision can hold sets `*broken`. */
value value_plus(value a, value b, bool *broken);
value value_minus(value a, value b, bool *broken);
value value_times(value a, value b, bool *broken);
value value_over(value a, value b, bool *broken);
value value_negative(value a);
value value_smaller(value a, value b);
value value_larger(value a, value b);
value value_rounded(value a, cl_rounding mode, fraction step, bool *broken);

cl_truth value_same(value a, value b);
cl_truth value_reaches(value a, value b); /**< a >= b */
cl_truth value_exceeds(value a, value b); /**< a > b */

/** How many of each truth. */
typedef struct tally {
    unsigned of[4];
} tally;

void tally_add(tally *t, cl_truth truth);
cl_truth tally_all(const tally *t);
cl_truth tally_any(const tally *t);
cl_truth truth_flip(cl_truth truth);
cl_truth truth_both(cl_truth a, cl_truth b);
cl_truth truth_either(cl_truth a, cl_truth b);

#endif
