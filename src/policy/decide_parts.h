/* SPDX-License-Identifier: MIT
 *
 * What the parts of a decision in the making share. Not for other layers.
 */
#ifndef CL_DECIDE_PARTS_H
#define CL_DECIDE_PARTS_H

#include "assess.h"
#include "blame.h"
#include "decide.h"
#include "vec.h"

typedef struct cl_deciding {
    cl_decision *out;
    const cl_programme *programme;
    const cl_dossier *dossier;
    cl_evaluator *evaluator;
    const cl_decide_options *options;
    cl_assessment found; /**< what is put into words */
    cl_vec clauses;      /**< cl_decided_clause */
    cl_text text;        /**< cl_decide_text() */
    cl_error *error;
    int rc;
} cl_deciding;

/** The text that is in the making, empty: one for all of them, so that its memory is used again. */
cl_text *cl_decide_text(cl_deciding *d);
/** Takes that text into the arena of the decision; "" when memory is out (rc is then set). */
const char *cl_decide_keep(cl_deciding *d);
const char *cl_decide_copy(cl_deciding *d, const char *text);
void *cl_decide_array(cl_deciding *d, size_t count, size_t size);
void cl_decide_cites(cl_deciding *d, cl_strings *out, cl_cites first, cl_cites second);
/** Lines, caps, grant and instalments; what leaves the grant open goes to `blame`. */
void cl_decide_award(cl_deciding *d, cl_blame *blame);

#endif
