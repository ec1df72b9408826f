/* SPDX-License-Identifier: MIT
 *
 * The award that follows from a decision to fund: amount, shares and instalments as the decision
 * record has them, never computed again.
 */
#ifndef CL_AWARD_OFFER_H
#define CL_AWARD_OFFER_H

#include "delivery_view.h"
#include "ledger.h"
#include "money.h"

/** What make_offer needs: the decision record, read. */
typedef struct cl_offer {
    cl_submission submission;
    const cl_json_value *dossier, *judged; /**< a dossier and the decision about it */
    cl_portion *shares; /**< above zero; what a cap takes off is taken off them to the penny */
    size_t share_count;
    cl_instalment *instalments; /**< in order, without numbers */
    size_t instalment_count;
} cl_offer;

/** Begins the award of the application that `step` is about, in state offered, with shares and
 * instalments, as effects of the step. `reference`: the portal's id of the award, may be empty.
 * CL_E_INVALID when shares or instalments do not add up to the grant. */
int cl_award_offer(int64_t *award, const cl_step *step, cl_view reference, cl_error *e);

/** The shares that a decision grants: each line by its parts where they name schools, and what a
 * cap takes off, or a floor adds, spread over them. `offer->dossier` and `offer->judged` are set;
 * `*grant` is the amount of the decision. Shares live in the arena, texts in `judged`.
 * CL_E_INVALID when the lines do not add up, or there is no grant. */
int cl_offer_shares(cl_offer *offer, cl_money *grant, cl_arena *arena, cl_error *e);

#endif
