/* SPDX-License-Identifier: MIT
 *
 * What differs between two editions: tree by tree in words, and then by result: for every rule and
 * line that both have, whether the second is stricter or looser, with an application that shows it.
 */
#ifndef CL_DIFF_H
#define CL_DIFF_H

#include "arena.h"
#include "programme.h"
#include "vec.h"

typedef enum cl_change_kind {
    CL_CHANGE_ADDED,
    CL_CHANGE_REMOVED,
    CL_CHANGE_CHANGED
} cl_change_kind;

/** One difference. */
typedef struct cl_change {
    cl_change_kind kind;
    const char *thing;  /**< "rule", "param", "fact", … */
    const char *id;     /**< which one; "" where there is only one */
    const char *part;   /**< CHANGED: "needs", "title", "from 2018-09-01", … */
    const char *before; /**< in the first edition; NULL: not there */
    const char *after;  /**< in the second; NULL: not there */
} cl_change;

typedef enum cl_comparison {
    CL_COMPARED_EQUIVALENT,   /**< no difference was found */
    CL_COMPARED_STRICTER,     /**< of a line: pays less */
    CL_COMPARED_LOOSER,       /**< of a line: pays more */
    CL_COMPARED_INCOMPARABLE, /**< each lets pass, or pays, what the other does not; or one does not
                                 know where the other does */
} cl_comparison;

const char *cl_comparison_name(cl_comparison comparison);

/** An application of which the two editions think differently. */
typedef struct cl_example {
    const char *dossier;        /**< JSON; NULL: there is none */
    const char *first, *second; /**< what comes of it: "pass", "fail", an amount */
} cl_example;

typedef struct cl_compared {
    const char *thing, *id; /**< "rule" or "line" */
    cl_comparison result;
    bool exact;     /**< every boundary cell was asked; otherwise a sample */
    uint64_t cells; /**< that were asked; 0: the trees and values are the same */
    cl_example stricter, looser;
    cl_example unknown; /**< one of them does not know; only where neither of the above is */
    const char *note;   /**< what else decides about it: "advisory before, hard now"; NULL */
} cl_compared;

typedef struct cl_diff {
    const cl_programme *first, *second;
    cl_arena arena;
    cl_vec changes;  /**< cl_change */
    cl_vec compared; /**< cl_compared */
} cl_diff;

/** Finds all differences; the programmes are borrowed. Cleared with cl_diff_clear() in any case.
 * CL_E_MEMORY */
int cl_diff_make(cl_diff *diff, const cl_programme *first, const cl_programme *second, cl_error *e);
/** As cl_diff_make(), the changes alone: `compared` stays empty. */
int cl_diff_changes(cl_diff *diff, const cl_programme *first, const cl_programme *second,
                    cl_error *e);
void cl_diff_clear(cl_diff *diff);

#endif
