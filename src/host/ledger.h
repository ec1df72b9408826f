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
/** What of each share is paid, on its way, or was claimed back since. */
int cl_ledger_gone(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                   int64_t award, cl_error *e);
/**
 * What a report does not account for, by share of its award: as far as it is still to be paid, or
 * (`paid`) as far as it was paid and nobody claims it yet. 0 for lines without spending.
 */
int cl_ledger_unspent(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                      const cl_grant_report *report, bool paid, cl_error *e);
/* money_effects.c */

/** Gives a report the shares of its award as its lines; what was told of a line stays. */
int cl_report_plan_lines(const cl_step *step, const cl_grant_report *report, cl_error *e);
/** A planned instalment falls due where its `when` has happened already. */
int cl_instalment_rejudge(const cl_step *step, int64_t instalment, cl_error *e);

#endif
