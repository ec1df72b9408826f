/* SPDX-License-Identifier: MIT
 *
 * Exact rational numbers: rates, shares, quotients. Always in lowest terms with a positive
 * denominator. Every operation is checked with 128-bit intermediates; nothing here rounds unless
 * told how.
 */
#ifndef CL_RATIO_H
#define CL_RATIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

__extension__ typedef __int128 cl_wide;

typedef struct cl_ratio {
    int64_t num, den; /**< den > 0; 0 is 0/1 */
} cl_ratio;

/** How a fraction becomes whole. There is no default: a clause names one. */
typedef enum cl_rounding {
    CL_ROUND_NONE = 0,  /**< a fraction is an error */
    CL_ROUND_HALF_UP,   /**< away from zero at one half */
    CL_ROUND_HALF_EVEN, /**< to the even neighbour at one half */
    CL_ROUND_UP,        /**< towards plus infinity */
    CL_ROUND_DOWN       /**< towards minus infinity */
} cl_rounding;

cl_ratio cl_ratio_int(int64_t value);
/** num/den in lowest terms; CL_E_RANGE when den is 0 or the result does not fit. */
int cl_ratio_make(cl_ratio *out, cl_wide num, cl_wide den, cl_error *e);
/** Reads "7", "-7", "0.1", "2/37", "62.5%". Nothing else: no spaces, exponent, sign on the
 * denominator. CL_E_INVALID says what was found and expected. */
int cl_ratio_parse(cl_ratio *out, cl_view text, cl_error *e);
int cl_ratio_add(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e);
int cl_ratio_subtract(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e);
int cl_ratio_multiply(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e);
/** CL_E_RANGE for division by zero. */
int cl_ratio_divide(cl_ratio *out, cl_ratio a, cl_ratio b, cl_error *e);
/** <0, 0, >0; exact, cannot fail. */
int cl_ratio_compare(cl_ratio a, cl_ratio b);
bool cl_ratio_is_whole(cl_ratio a);
/** num/den as a whole number; CL_E_INVALID for a fraction with CL_ROUND_NONE, CL_E_RANGE on
 * overflow. */
int cl_round(int64_t *out, cl_wide num, cl_wide den, cl_rounding mode, cl_error *e);
/** "half_up", "half_even", "up", "down"; false when `name` is none of them. */
bool cl_rounding_named(cl_rounding *out, cl_view name);
const char *cl_rounding_name(cl_rounding mode);
/** Appends "7", "0.1" where the decimal ends within nine places, else "2/37". */
int cl_ratio_print(cl_text *out, cl_ratio value);
/** Appends as a percentage, "62.5%" or "200/37%". */
int cl_ratio_print_percent(cl_text *out, cl_ratio value);

#endif
