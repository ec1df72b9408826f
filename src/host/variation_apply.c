/* SPDX-License-Identifier: MIT
 *
 * Carrying a variation out: award, shares, plan, dates and reports in one event, the moves of the
 * ledger in others, and what the award and its instalments are told. All of it in the transaction
 * of the variation's own event. The old plan stays in the log.
 */
#include <string.h>

#include "lifecycle.h"
#include "query.h"
#include "variation.h"

/* ---- rows ---- */

static int set_award(cl_variation_plan *plan, cl_change *change, cl_error *e)
{
    cl_award after = plan->award;

    after.amount = plan->after.amount;
    after.starts = plan->after.starts;
    after.ends = plan->after.ends;
    after.payee = plan->after.payee;
    after.plan++; /* where shares alone change, too: what was previewed before is stale */
    return cl_change_set(change, &cl_table_award, &plan->award, &after, e);
}

static int set_shares(cl_variation_plan *plan, cl_change *change, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < plan->share_count; i++) {
        cl_share after = plan->shares[i].row;

        after.amount = plan->shares[i].after;
        if (after.id != 0)
            rc = cl_change_set(change, &cl_table_share, &plan->shares[i].row, &after, e);
        else if (after.amount != 0)
            rc = cl_change_add(change, &cl_table_share, &after, e);
    }
    return rc;
}

/* An approval is for an amount: with another one it is void. */
static int void_approvals(cl_variation_plan *plan, cl_change *change, int64_t instalment,
                          cl_date day, cl_error *e)
{
    cl_approval *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &plan->arena, plan->store, &cl_table_approval,
                               "instalment", instalment, e);

    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_approval after = rows[i];

        if (after.voided.known)
            continue;
        after.voided = cl_known(day);
        rc = cl_change_set(change, &cl_table_approval, &rows[i], &after, e);
    }
    return rc;
}

static int set_instalments(cl_variation_plan *plan, cl_change *change, cl_date day, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < plan->instalment_count; i++) {
        cl_instalment after = plan->instalments[i].row;

        if (after.id == 0 || after.amount == plan->instalments[i].after)
            continue;
        after.amount = plan->instalments[i].after;
        rc = cl_change_set(change, &cl_table_instalment, &plan->instalments[i].row, &after, e);
        if (rc == 0)
            rc = void_approvals(plan, change, after.id, day, e);
    }
    return rc;
}

static int set_report_dates(cl_variation_plan *plan, cl_change *change, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < plan->report_count; i++) {
        cl_grant_report after = plan->reports[i].row;

        after.due = plan->reports[i].due;
        rc = cl_change_set(change, &cl_table_report, &plan->reports[i].row, &after, e);
    }
    return rc;
}

static int change_rows(cl_variation_plan *plan, const cl_step *step, cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_change change;
    int rc = cl_change_open(&change, plan->store, &author, e);

    if (rc == 0)
        rc = set_award(plan, &change, e);
    if (rc == 0)
        rc = set_shares(plan, &change, e);
    if (rc == 0)
        rc = set_instalments(plan, &change, author.effective, e);
    if (rc == 0)
        rc = set_report_dates(plan, &change, e);
    if (rc == 0)
        rc = cl_change_store(&change, "vary", "AWD", plan->award.id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

/* Reports that are not handed in account for the shares as they are now. */
static int change_reports(cl_variation_plan *plan, const cl_step *step, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < plan->report_count; i++)
        if (cl_words_hold_view("scheduled open draft returned", plan->reports[i].row.state))
            rc = cl_report_plan_lines(step, &plan->reports[i].row, e);
    return rc;
}

/* ---- the ledger ---- */

/* Falls first: what a school gives up may be what another gets. */
static int move_money(cl_variation_plan *plan, const cl_step *step, bool rise, cl_error *e)
{
    cl_portion *portions = cl_arena_array(&plan->arena, plan->share_count + 1, sizeof *portions);

    if (portions == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < plan->share_count; i++) {
        const cl_planned_share *share = &plan->shares[i];
        int64_t more = share->after - share->row.amount;

        portions[i] = (cl_portion){share->row.line, share->row.school, 0};
        if ((more > 0) == rise)
            portions[i].amount = more > 0 ? more : -more;
    }
    return cl_ledger_move(step, plan->award.id, 0, portions, plan->share_count,
                          rise ? "available" : "committed", rise ? "committed" : "available", e);
}

/* ---- telling ---- */

static int begin_instalment(cl_variation_plan *plan, const cl_step *step,
                            const cl_planned_instalment *planned, cl_error *e)
{
    cl_instalment instalment = planned->row;
    cl_application application;
    cl_step begun = {0};
    int rc = cl_record_get(&application, &plan->arena, plan->store, &cl_table_application,
                           plan->award.application, e);

    instalment.amount = planned->after;
    if (rc == 0)
        rc = cl_step_begin(&begun, plan->session, &cl_table_instalment, &instalment, "plan",
                           application.programme, e);
    if (rc == 0) {
        begun.causer = "(variation)";
        begun.author = cl_step_follower(step);
        rc = cl_step_take(&begun, e);
    }
    cl_step_close(&begun);
    return rc != 0 ? rc : cl_instalment_rejudge(step, instalment.id, e);
}

static int tell_instalments(cl_variation_plan *plan, const cl_step *step, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < plan->instalment_count; i++) {
        const cl_planned_instalment *each = &plan->instalments[i];

        if (each->row.id == 0)
            rc = begin_instalment(plan, step, each, e);
        else if (each->after == 0 && each->row.amount != 0)
            rc = cl_step_tell(step, &cl_table_instalment, each->row.id, "cancel", e);
    }
    return rc;
}

/* More days to be active in: an award whose activity was over goes on. */
static int tell_extended(cl_variation_plan *plan, const cl_step *step, cl_error *e)
{
    if (!plan->patch.ends.known || plan->patch.ends.value < step->author.effective ||
        !cl_view_is(plan->award.state, "reporting"))
        return 0;
    return cl_step_tell(step, &cl_table_award, plan->award.id, "extended", e);
}

static int cause_event(cl_variation_plan *plan, const cl_step *step, cl_error *e)
{
    cl_step caused;
    int rc;

    if (strcmp(plan->kind->name, "terminate") == 0)
        return cl_step_tell(step, &cl_table_award, plan->award.id, plan->kind->event, e);
    rc =
        cl_step_open(&caused, plan->session, &cl_table_award, plan->award.id, plan->kind->event, e);
    if (rc == 0) {
        caused.author = cl_step_follower(step);
        caused.author.actor = cl_arena_copy(&plan->arena, plan->variation.proposer);
        caused.reason = plan->variation.reason;
        rc = caused.author.actor == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                                         : cl_step_take(&caused, e);
    }
    cl_step_close(&caused);
    return rc;
}

int cl_variation_plan_apply(cl_variation_plan *plan, cl_step *step, cl_error *e)
{
    int rc;

    if (plan->wrong.count > 0)
        return cl_fail(e, CL_E_STATE, "%s", *(const char **)cl_vec_at(&plan->wrong, 0));
    if (plan->kind->event != NULL)
        return cause_event(plan, step, e);
    rc = change_rows(plan, step, e);
    if (rc == 0)
        rc = move_money(plan, step, false, e);
    if (rc == 0)
        rc = move_money(plan, step, true, e);
    if (rc == 0)
        rc = change_reports(plan, step, e);
    if (rc == 0)
        rc = tell_instalments(plan, step, e);
    return rc != 0 ? rc : tell_extended(plan, step, e);
}
