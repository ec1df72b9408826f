/* SPDX-License-Identifier: MIT
 *
 * The award that follows from a decision to fund: amount, shares and instalments as the decision
 * record has them, never computed again.
 */
#ifndef CL_AWARD_OFFER_H
#define CL_AWARD_OFFER_H

#include "delivery_view.h"
#include "ledger.h"

/** What make_offer needs: the decision record, read. */
typedef struct cl_offer {
    cl_submission submission;
    cl_portion *shares; /**< above zero; what a cap takes off is taken off them to the penny */
    size_t share_count;
    cl_instalment *instalments; /**< in order, without numbers */
    size_t instalment_count;
} cl_offer;

/** Begins the award of the application that `step` is about, in state offered, with shares and
 * instalments, as effects of the step. `reference`: the portal's id of the award, may be empty.
 * CL_E_INVALID when shares or instalments do not add up to the grant. */
int cl_award_offer(int64_t *award, const cl_step *step, cl_view reference, cl_error *e);

#endif
