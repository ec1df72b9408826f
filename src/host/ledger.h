/* SPDX-License-Identifier: MIT
 *
 * The money of an award over its shares (line and school): how an instalment is split, and the
 * moves between accounts. The database refuses a move that its account does not cover.
 */
#ifndef CL_LEDGER_H
#define CL_LEDGER_H

#include "step.h"

/** A share and what of it a move is about. */
typedef struct cl_portion {
    cl_view line;
    int64_t school;
    int64_t amount; /**< minor units */
} cl_portion;

/**
 * What an instalment is made of: the instalments of the plan that are not in the ledger yet take,
 * in their order, a part of what is left of each share, by largest remainder; the last takes what
 * is left. Paid ones are as the ledger says. `*portions` in the arena, one a share.
 */
int cl_ledger_split(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                    const cl_instalment *instalment, cl_error *e);
/** What an instalment holds in an account, by share. */
int cl_ledger_held(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_instalment *instalment, const char *account, cl_error *e);
/** Stores moves of an award as one event that follows from the step; nothing for portions of 0. */
int cl_ledger_move(const cl_step *step, int64_t award, int64_t instalment,
                   const cl_portion *portions, size_t count, const char *from, const char *to,
                   cl_error *e);
/** All that an account of an award holds, by share. */
int cl_ledger_account(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                      int64_t award, const char *account, cl_error *e);

#endif
