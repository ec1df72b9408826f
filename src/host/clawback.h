/* SPDX-License-Identifier: MIT
 *
 * Claims for money that was paid: what their events need from whoever drives them, and their lines.
 */
#ifndef CL_CLAWBACK_H
#define CL_CLAWBACK_H

#include "ledger.h"

typedef struct cl_claim_context {
    cl_portion *portions; /**< propose, lower: what is claimed of which share */
    size_t count;
    int64_t amount;     /**< repay, offset: what comes in, minor units */
    cl_view reference;  /**< repay: of the payment */
    int64_t instalment; /**< offset: the one that is split */
} cl_claim_context;

/** Lines of a clawback, in the arena. */
int cl_claim_lines(cl_claim_line **out, size_t *count, cl_arena *arena, cl_store *store,
                   int64_t clawback, cl_error *e);
/** What they still claim, minor units. */
int64_t cl_claim_outstanding(const cl_claim_line *lines, size_t count);
/** Moves what the clawback of the step still claims between two accounts. */
int cl_claim_move(cl_step *step, const char *from, const char *to, cl_error *e);
/**
 * Splits an instalment that is due: `amount` of it is settled without a payment, as `*settled`, and
 * the rest goes on to be paid. CL_E_STATE when it is not due or not as large.
 */
int cl_instalment_settle(int64_t *settled, const cl_step *step, int64_t instalment, int64_t amount,
                         cl_error *e);

#endif
