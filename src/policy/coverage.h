/* SPDX-License-Identifier: MIT
 *
 * Coverage of an edition by its tests: what of it was seen to happen. A list of statements ("rule
 * 'x' fails") is made from the edition; each decision that is added marks those that it shows. A
 * condition is shown to decide when turning it, and nothing else, turns its rule or changes its
 * line. Knows no tests and no files.
 */
#ifndef CL_COVERAGE_H
#define CL_COVERAGE_H

#include "decision.h"
#include "eval.h"
#include "programme.h"
#include "vec.h"

typedef enum cl_coverage_kind {
    CL_COVERS_RULE,      /**< an outcome of a rule */
    CL_COVERS_CONDITION, /**< a condition that decides by holding, or by not holding */
    CL_COVERS_VALUE,     /**< a dated value of a param is used */
    CL_COVERS_ROW,       /**< a row of a table is used */
    CL_COVERS_LINE,      /**< a line is paid, a reason of it is used, a limit of it bites */
    CL_COVERS_AWARD,     /**< a cap bites, an instalment is paid, a level is reached */
    CL_COVERS_DEADLINE,  /**< a day is the next deadline */
    CL_COVERAGE_KINDS
} cl_coverage_kind;

/** "rules", "conditions", …: what the statements of a kind are about. */
const char *cl_coverage_kind_name(cl_coverage_kind kind);

/** One statement. */
typedef struct cl_covered {
    cl_coverage_kind kind;
    const char *what; /**< "rule 'x' fails" */
    const char *file;
    int line;
    bool seen;
    const cl_excuse *unreachable; /**< the edition says why it cannot be; NULL */
    size_t index, item;           /**< which thing, and which part of it */
    cl_node node;                 /**< CONDITION */
    unsigned how;                 /**< RULE: cl_outcome; CONDITION: cl_truth; LINE, AWARD: own */
} cl_covered;

/** A condition is where a tree asks one thing of the facts; `all`, `every`, … only join them. */
bool cl_coverage_is_condition(const cl_tree *tree, cl_node node);

typedef struct cl_coverage cl_coverage;

/** Lists the statements of an edition, none of them seen. The programme is borrowed. CL_E_MEMORY */
int cl_coverage_new(cl_coverage **out, const cl_programme *programme, cl_error *e);
void cl_coverage_free(cl_coverage *coverage);
/**
 * Marks what one decision shows.
 *
 * @param evaluator  that has just made `decision`; works it out again, many times
 * @return 0 or CL_E_MEMORY
 */
int cl_coverage_add(cl_coverage *coverage, cl_evaluator *evaluator, const cl_decision *decision,
                    cl_error *e);
/** The statements in the order of the edition: cl_covered. Valid until cl_coverage_free(). */
const cl_vec *cl_coverage_items(const cl_coverage *coverage);

#endif
