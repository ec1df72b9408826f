/* SPDX-License-Identifier: MIT
 *
 * Pricing one line of the award: its parts, what is not paid and why, limits that reach the dearest
 * last. Not for other layers.
 */
#ifndef CL_AWARD_H
#define CL_AWARD_H

#include "arena.h"
#include "blame.h"
#include "eval.h"
#include "programme.h"

typedef enum cl_part_fate {
    CL_PART_PAID,
    CL_PART_REFUSED,  /**< a reason of not_paid holds */
    CL_PART_REPEATED, /**< another one with the same key is dearer */
    CL_PART_BEYOND,   /**< more than the line pays */
    CL_PART_CUT       /**< some of its units are beyond the limit */
} cl_part_fate;

/** One member of `each`. Amounts are minor units; index 0 is the least, 1 the most that can be
 * paid. */
typedef struct cl_priced_part {
    uint32_t member;
    cl_truth in;      /**< whether it is in the list at all */
    cl_truth refused; /**< TRUE: by reason `why` */
    cl_range asked;
    int64_t paid[2];
    bool endless; /**< no upper bound is known */
    cl_part_fate fate[2];
    size_t why; /**< index into not_paid for REFUSED and REPEATED */
    cl_range units;
    int64_t units_paid[2];
} cl_priced_part;

typedef struct cl_priced_line {
    const cl_line *line;
    cl_truth applies;
    cl_members members;
    cl_priced_part *parts;
    size_t count;
    cl_range amount; /**< minor units */
} cl_priced_line;

/** Prices a line; a failure (a fraction of a cent, an overflow) is in the evaluator. Parts live in
 * the evaluator's scratch arena. */
void cl_price_line(cl_priced_line *out, cl_evaluator *evaluator, const cl_line *line);
/** Adds because of what the amount is not known. */
void cl_blame_line(cl_blame *blame, cl_evaluator *evaluator, const cl_priced_line *priced);

#endif
