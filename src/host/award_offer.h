/* SPDX-License-Identifier: MIT
 *
 * The award that follows from a decision to fund: amount, lines and instalments as the decision
 * record has them, never computed again.
 */
#ifndef CL_AWARD_OFFER_H
#define CL_AWARD_OFFER_H

#include "change.h"
#include "delivery_view.h"

/** Adds an award (state offered), its shares and its instalments (state planned) in one event,
 * within the caller's transaction. `reference`: the portal's id of the award, may be empty.
 * `*award` is its number. CL_E_INVALID when lines or instalments do not add up to the grant. */
int cl_award_offer(int64_t *award, cl_store *store, const cl_author *author,
                   const cl_submission *submission, cl_view reference, cl_error *e);

#endif
