/* SPDX-License-Identifier: MIT
 *
 * What an edition says of a dossier, as a record and without a word: the outcome of every rule, the
 * verdict of every stage, every line with its parts, the grant and its instalments. It lies in the
 * memory of the evaluator, so that after a few decisions nothing more is allocated; texts are made
 * from it by cl_decide(), whenever somebody wants to read them.
 */
#ifndef CL_ASSESS_H
#define CL_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "award.h"
#include "decide.h"
#include "decision.h"
#include "eval.h"
#include "programme.h"

/** A line of the award: one of the programme's with its parts, or what a cap, a floor or a rounding
 * did. Exactly one of `priced` and `adjust` is not NULL. */
typedef struct cl_assessed_line {
    const cl_priced_line *priced;
    const cl_adjust *adjust;
    cl_range amount; /**< minor units; of an adjustment: the difference, where it is known */
    cl_range before; /**< adjustment: the sum that it found */
} cl_assessed_line;

typedef struct cl_assessed_instalment {
    const cl_instalment_rule *rule;
    int64_t minor;
} cl_assessed_instalment;

/** Borrowed from the evaluator until its next decision. */
typedef struct cl_assessment {
    cl_outcome *outcomes; /**< one a rule of the programme, of the stages asked for */
    cl_stage last_stage;
    cl_verdict stages[CL_STAGE_COUNT], verdict;
    const cl_grade *level;      /**< the highest that is certain to be reached; NULL: none */
    const cl_grade *open_level; /**< a higher one that is not certain; then `level` is NULL */
    cl_priced_line *priced;     /**< one a line of the programme, shown or not */
    cl_assessed_line *lines;    /**< those that are shown */
    size_t line_count;
    cl_range *sums; /**< what each adjustment of the programme leaves */
    cl_range grant;
    cl_assessed_instalment *instalments;
    size_t instalment_count;
} cl_assessment;

/**
 * Assesses. Parameters as of cl_decide(), which is this and the texts; `out` needs no clearing.
 *
 * @return 0; CL_E_SCRIPT, CL_E_INVALID, CL_E_MEMORY as cl_decide()
 */
int cl_assess(cl_assessment *out, cl_evaluator *evaluator, const cl_dossier *dossier,
              const cl_decide_options *options, cl_error *e);

/** Outcomes that were seen are bits of a word, from a place for each stage on; those that decide
 * nothing (trials, advice) have the last one. */
unsigned char cl_assess_seen_at(const cl_rule *rule);

/** The waiver among the options that sets this rule aside on that day, or NULL. */
const cl_waiver *cl_assess_waiver(const cl_decide_options *options, const cl_rule *rule,
                                  cl_date day);

#endif
