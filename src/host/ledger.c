/* SPDX-License-Identifier: MIT
 *
 * Splitting and moving. Each portion of a split is at most what is left of its share, because a
 * largest remainder in proportion to what is left never rounds above it.
 */
#include "ledger.h"

#include <string.h>

#include "money.h"
#include "query.h"

static int read_shares(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                       int64_t award, cl_error *e)
{
    cl_share *shares;
    int rc = cl_share_list(&shares, count, arena, store, award, e);

    *portions = NULL;
    if (rc != 0)
        return rc;
    *portions = cl_arena_array(arena, *count + 1, sizeof **portions);
    if (*portions == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < *count; i++)
        (*portions)[i] = (cl_portion){shares[i].line, shares[i].school, shares[i].amount};
    return 0;
}

static int list_transfers(cl_transfer **out, size_t *count, cl_arena *arena, cl_store *store,
                          int64_t award, cl_error *e)
{
    void *items = NULL;
    int rc = cl_record_list_of(&items, count, arena, store, &cl_table_transfer, "award", award, e);

    *out = items;
    return rc;
}

static bool is_of(const cl_transfer *transfer, const cl_portion *portion)
{
    return transfer->school == portion->school && cl_view_equal(transfer->line, portion->line);
}

/* Gone from the share for an instalment: in transit, paid, or claimed back since. */
static bool is_gone(cl_view account)
{
    return !cl_view_is(account, "available") && !cl_view_is(account, "reserved") &&
           !cl_view_is(account, "committed");
}

static int64_t gone_of(const cl_transfer *transfers, size_t count, const cl_portion *portion)
{
    int64_t gone = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_of(&transfers[i], portion))
            continue;
        gone += is_gone(transfers[i].to_account) ? transfers[i].amount : 0;
        gone -= is_gone(transfers[i].from_account) ? transfers[i].amount : 0;
    }
    return gone;
}

static bool is_open(const cl_instalment *instalment)
{
    return !cl_view_is(instalment->state, "sent") && !cl_view_is(instalment->state, "paid") &&
           !cl_view_is(instalment->state, "cancelled");
}

/* Takes `amount` out of what is left; `parts` says how much of each. */
static int take(int64_t amount, const cl_portion *left, cl_portion *parts, size_t count,
                cl_arena *arena, cl_view currency, cl_error *e)
{
    cl_money *split = cl_arena_array(arena, count + 1, sizeof *split);
    int64_t *weights = cl_arena_array(arena, count + 1, sizeof *weights);
    cl_money total = {amount, ""};
    int64_t sum = 0;
    int rc;

    if (split == NULL || weights == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    memcpy(total.currency, currency.at, currency.length < 3 ? currency.length : 3);
    for (size_t i = 0; i < count; i++) {
        weights[i] = left[i].amount;
        sum += left[i].amount;
        parts[i].amount = 0;
    }
    if (amount > sum)
        return cl_fail(e, CL_E_STATE, "the instalments come to more than the shares of the award");
    if (amount == 0)
        return 0;
    rc = cl_money_split(split, total, weights, count, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        parts[i].amount = split[i].minor;
    return rc;
}

int cl_ledger_split(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                    const cl_instalment *instalment, cl_error *e)
{
    cl_portion *left, *parts;
    cl_transfer *transfers;
    cl_instalment *plan;
    size_t moves = 0, planned = 0;
    int rc = read_shares(&left, count, arena, store, instalment->award, e);

    *portions = NULL;
    if (rc == 0)
        rc = read_shares(&parts, count, arena, store, instalment->award, e);
    if (rc == 0)
        rc = list_transfers(&transfers, &moves, arena, store, instalment->award, e);
    if (rc == 0)
        rc = cl_instalment_list(&plan, &planned, arena, store, instalment->award, e);
    for (size_t i = 0; rc == 0 && i < *count; i++)
        left[i].amount -= gone_of(transfers, moves, &left[i]);
    for (size_t n = 0; rc == 0 && n < planned; n++) {
        if (!is_open(&plan[n]) && plan[n].id != instalment->id)
            continue;
        rc = take(plan[n].amount, left, parts, *count, arena, plan[n].currency, e);
        for (size_t i = 0; rc == 0 && i < *count; i++)
            left[i].amount -= parts[i].amount;
        if (rc == 0 && plan[n].id == instalment->id) {
            *portions = parts;
            return 0;
        }
    }
    return rc != 0 ? rc
                   : cl_fail(e, CL_E_STATE, "INS-%lld is not in the plan of its award",
                             (long long)instalment->id);
}

int cl_ledger_held(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_instalment *instalment, const char *account, cl_error *e)
{
    cl_transfer *transfers;
    size_t moves = 0;
    int rc = read_shares(portions, count, arena, store, instalment->award, e);

    if (rc == 0)
        rc = list_transfers(&transfers, &moves, arena, store, instalment->award, e);
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        (*portions)[i].amount = 0;
        for (size_t n = 0; n < moves; n++) {
            if (transfers[n].instalment != instalment->id || !is_of(&transfers[n], &(*portions)[i]))
                continue;
            if (cl_view_is(transfers[n].to_account, account))
                (*portions)[i].amount += transfers[n].amount;
            if (cl_view_is(transfers[n].from_account, account))
                (*portions)[i].amount -= transfers[n].amount;
        }
    }
    return rc;
}

int cl_ledger_account(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                      int64_t award, const char *account, cl_error *e)
{
    int rc = read_shares(portions, count, arena, store, award, e);

    for (size_t i = 0; rc == 0 && i < *count; i++) {
        cl_portion *p = &(*portions)[i];

        rc = cl_ledger_balance(&p->amount, store, award, account, &p->line, p->school, e);
    }
    return rc;
}

int cl_ledger_move(const cl_step *step, int64_t award, int64_t instalment,
                   const cl_portion *portions, size_t count, const char *from, const char *to,
                   cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_arena arena = CL_ARENA_INIT;
    cl_change change = {0};
    cl_award about;
    int rc = cl_record_get(&about, &arena, step->store, &cl_table_award, award, e);

    if (rc == 0)
        rc = cl_change_open(&change, step->store, &author, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_transfer transfer = {.award = award,
                                .round = about.round,
                                .from_account = cl_view_of(from),
                                .to_account = cl_view_of(to),
                                .amount = portions[i].amount,
                                .currency = about.currency,
                                .line = portions[i].line,
                                .school = portions[i].school,
                                .instalment = instalment,
                                .cause = step->seq};

        if (portions[i].amount != 0)
            rc = cl_change_add(&change, &cl_table_transfer, &transfer, e);
    }
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "move", "AWD", award, NULL, NULL, e);
    cl_change_clear(&change);
    cl_arena_clear(&arena);
    return rc;
}

int cl_ledger_gone(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                   int64_t award, cl_error *e)
{
    cl_transfer *transfers;
    size_t moves = 0;
    int rc = read_shares(portions, count, arena, store, award, e);

    if (rc == 0)
        rc = list_transfers(&transfers, &moves, arena, store, award, e);
    for (size_t i = 0; rc == 0 && i < *count; i++)
        (*portions)[i].amount = gone_of(transfers, moves, &(*portions)[i]);
    return rc;
}

static const cl_report_line *line_of(const cl_report_line *lines, size_t count,
                                     const cl_portion *share)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].school == share->school && cl_view_equal(lines[i].line, share->line))
            return &lines[i];
    return NULL;
}

/* What was not spent comes first off what is not paid yet. */
static int split_unspent(cl_portion *share, const cl_report_line *line, int64_t gone, bool paid,
                         cl_store *store, int64_t award, cl_error *e)
{
    int64_t unspent = 0, open = share->amount - gone, claimed = 0;
    int rc;

    if (line != NULL && line->spent.known && line->spent.value < share->amount)
        unspent = share->amount - line->spent.value;
    if (!paid) {
        share->amount = unspent < open ? unspent : open;
        return 0;
    }
    rc = cl_claimed_of(&claimed, store, award, NULL, share->line, share->school, e);
    unspent -= open + claimed;
    share->amount = unspent > 0 ? unspent : 0;
    return rc;
}

int cl_ledger_unspent(cl_portion **portions, size_t *count, cl_arena *arena, cl_store *store,
                      const cl_grant_report *report, bool paid, cl_error *e)
{
    const cl_report_line *lines;
    cl_portion *gone;
    size_t known = 0, line_count = 0;
    void *items = NULL;
    int rc = read_shares(portions, count, arena, store, report->award, e);

    if (rc == 0)
        rc = cl_ledger_gone(&gone, &known, arena, store, report->award, e);
    if (rc == 0)
        rc = cl_record_list_of(&items, &line_count, arena, store, &cl_table_report_line, "report",
                               report->id, e);
    lines = items;
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        const cl_report_line *line = line_of(lines, line_count, &(*portions)[i]);

        rc = split_unspent(&(*portions)[i], line, gone[i].amount, paid, store, report->award, e);
    }
    return rc;
}
