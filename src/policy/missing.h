/* SPDX-License-Identifier: MIT
 *
 * Of the facts because of which something is not known, those that can still change what comes of
 * it. Blame walks one condition after the other; where the same fact stands in several, it can turn
 * each of them and yet nothing in the end. That is found out by trying.
 */
#ifndef CL_MISSING_H
#define CL_MISSING_H

#include "assess.h"
#include "blame.h"

/** What a fact must be able to change. */
typedef enum cl_missing_goal {
    CL_MISSING_VERDICT, /**< the verdict, or the level */
    CL_MISSING_GRANT    /**< the grant or an instalment */
} cl_missing_goal;

/**
 * Takes those facts out of `blame` that are shown to change nothing: whatever the other facts are,
 * and also when they alone become known. Texts, lists and records stay, and so does what is not
 * shown within options->tries dossiers, or depends on what stays; and all of them where more than
 * eight are open, because then hardly anything is settled in that time.
 *
 * @param found  what came of the dossier as it is; what it borrows from the evaluator may be gone
 *               afterwards
 * @return 0 or CL_E_MEMORY; the evaluator has then assessed the dossier as it is
 */
int cl_missing_refine(cl_blame *blame, cl_missing_goal goal, cl_evaluator *evaluator,
                      const cl_dossier *dossier, const cl_decide_options *options,
                      const cl_assessment *found, cl_error *e);

#endif
