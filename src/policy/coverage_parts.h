/* SPDX-License-Identifier: MIT
 *
 * What the parts of coverage share. Not for other layers.
 */
#ifndef CL_COVERAGE_PARTS_H
#define CL_COVERAGE_PARTS_H

#include "coverage.h"

/** What a condition can decide. */
typedef enum cl_place_kind {
    CL_PLACE_RULE,
    CL_PLACE_LINE,
    CL_PLACE_ADJUST,
    CL_PLACE_INSTALMENT,
    CL_PLACE_LEVEL
} cl_place_kind;

/** A rule, line, … and its conditions: items first … first + count, two a condition. */
typedef struct cl_place {
    cl_place_kind kind;
    size_t index, first, count;
} cl_place;

/** `how` of a LINE. */
enum { CL_LINE_PAID, CL_LINE_REASON, CL_LINE_COUNT_LIMIT, CL_LINE_UNITS_LIMIT };
/** `how` of an AWARD. */
enum { CL_AWARD_ADJUST, CL_AWARD_INSTALMENT, CL_AWARD_LEVEL };

struct cl_coverage {
    const cl_programme *programme;
    cl_arena arena;
    cl_vec items;  /**< cl_covered */
    cl_vec places; /**< cl_place */
};

/** Fills items and places. */
int cl_coverage_list(cl_coverage *coverage, cl_error *e);
/** Marks the conditions that decide, and the values and rows that are used. */
int cl_coverage_conditions(cl_coverage *coverage, cl_evaluator *evaluator, cl_error *e);

#endif
