/* SPDX-License-Identifier: MIT
 *
 * The facts of awards, instalments and reports, from the store.
 */
#include <stdio.h>
#include <string.h>

#include "query.h"
#include "step.h"
#include "variation.h"

static bool is_one_of(cl_view state, const char *words)
{
    return cl_words_hold_view(words, state);
}

static int fact_no(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, false);
    return 0;
}

static int fact_yes(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, true);
    return 0;
}

/* ---- award ---- */

static const cl_award *award_of(const cl_step *step)
{
    return step->after;
}

static int fact_award_day(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_day(step, fact,
                strcmp(fact, "ends") == 0 ? award_of(step)->ends : award_of(step)->answer_by);
    return 0;
}

static int find_payee(cl_payee *out, cl_step *step, int64_t payee, cl_error *e)
{
    return cl_record_get(out, &step->arena, step->store, &cl_table_payee, payee, e);
}

/* A lead or partner school of the cluster on that day, and none that parents pay for. */
static int fact_payee_member(cl_step *step, const char *fact, cl_error *e)
{
    cl_application application;
    cl_membership *members;
    cl_school school;
    cl_payee payee;
    size_t count = 0;
    bool may = false;
    int rc;

    if (award_of(step)->payee == 0)
        return 0;
    rc = find_payee(&payee, step, award_of(step)->payee, e);
    if (rc == 0)
        rc = cl_record_get(&application, &step->arena, step->store, &cl_table_application,
                           award_of(step)->application, e);
    if (rc == 0)
        rc = cl_record_get(&school, &step->arena, step->store, &cl_table_school, payee.school, e);
    if (rc == 0)
        rc = cl_membership_list(&members, &count, &step->arena, step->store, application.cluster,
                                payee.school, step->author.effective, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        may = may || is_one_of(members[i].role, "lead partner");
    if (rc == 0) {
        cl_step_yes(step, fact, may && !cl_view_is(school.funding, "fee-paying"));
        cl_step_says(step, fact,
                     "SCH-%lld may not hold the money: that is for a lead or partner school of the "
                     "cluster that is not fee-paying",
                     (long long)school.id);
    }
    return rc;
}

static int fact_payee_verified(cl_step *step, const char *fact, cl_error *e)
{
    cl_payee payee;
    int rc;

    if (award_of(step)->payee == 0)
        return 0;
    rc = find_payee(&payee, step, award_of(step)->payee, e);
    if (rc == 0) {
        cl_step_yes(step, fact, payee.verified.known && !payee.ended.known);
        cl_step_says(step, fact,
                     "the details of PYE-%lld are not verified: clachan payee verify "
                     "PYE-%lld",
                     (long long)payee.id, (long long)payee.id);
    }
    return rc;
}

static int fact_settled(cl_step *step, const char *fact, cl_error *e)
{
    static const char *const open[] = {"reserved", "committed", "in transit", "receivable"};
    int64_t all = 0, one = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof open / sizeof *open; i++) {
        rc = cl_ledger_balance(&one, step->store, award_of(step)->id, open[i], NULL, 0, e);
        all += one;
    }
    cl_step_yes(step, fact, all == 0);
    cl_step_says(step, fact,
                 "money of the award is still on its way or open: clachan award ledger "
                 "AWD-%lld",
                 (long long)award_of(step)->id);
    return rc;
}

const cl_fact_source cl_facts_of_award[] = {
    {"answer_by", fact_award_day},         {"ends", fact_award_day},
    {"payee_may_hold", fact_payee_member}, {"payee_verified", fact_payee_verified},
    {"money_settled", fact_settled},       {NULL, NULL},
};

/* ---- instalment ---- */

static const cl_instalment *instalment_of(const cl_step *step)
{
    return step->after;
}

static int its_award(cl_award *out, cl_step *step, cl_error *e)
{
    return cl_record_get(out, &step->arena, step->store, &cl_table_award,
                         instalment_of(step)->award, e);
}

/* "award accepted", "final report accepted". */
static int has_happened(bool *happened, cl_step *step, cl_error *e)
{
    cl_view when = instalment_of(step)->due_when;
    cl_grant_report *reports;
    cl_award award;
    size_t count = 0;
    void *items = NULL;
    int rc = its_award(&award, step, e);

    *happened = false;
    if (rc == 0 && cl_view_is(when, "award accepted"))
        *happened = is_one_of(award.state, "active suspended reporting closing closed");
    else if (rc == 0)
        rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_report, "award",
                               award.id, e);
    reports = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        *happened = *happened || (cl_view_is(reports[i].state, "accepted") &&
                                  cl_view_starts(when, reports[i].kind.at) &&
                                  cl_view_ends(when, " report accepted"));
    return rc;
}

static int fact_happened(cl_step *step, const char *fact, cl_error *e)
{
    cl_view when = instalment_of(step)->due_when;
    bool happened = false;
    int rc = has_happened(&happened, step, e);

    if (rc == 0) {
        cl_step_yes(step, fact, happened);
        cl_step_says(step, fact, "it waits for: %.*s", (int)when.length, when.at);
    }
    return rc;
}

static int fact_undone(cl_step *step, const char *fact, cl_error *e)
{
    bool happened = false;
    int rc = has_happened(&happened, step, e);

    if (rc == 0)
        cl_step_yes(step, fact, !happened);
    return rc;
}

static int fact_award_state(cl_step *step, const char *fact, cl_error *e)
{
    cl_award award;
    int rc = its_award(&award, step, e);

    if (rc != 0)
        return rc;
    if (strcmp(fact, "award_open") == 0)
        cl_step_yes(step, fact, is_one_of(award.state, "active reporting closing"));
    else if (strcmp(fact, "award_suspended") == 0)
        cl_step_yes(step, fact, cl_view_is(award.state, "suspended"));
    else /* plan_without: an applied variation has planned it away */
        cl_step_yes(step, fact,
                    is_one_of(award.state, "declined lapsed terminated") ||
                        (step->causer != NULL && strcmp(step->causer, "(variation)") == 0));
    cl_step_says(step, fact, "AWD-%lld is %.*s", (long long)award.id, (int)award.state.length,
                 award.state.at);
    return 0;
}

static int fact_early(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, cl_machine_number(step->machine, "pay_early") == 1);
    return 0;
}

static int fact_last_approval(cl_step *step, const char *fact, cl_error *e)
{
    bool large = instalment_of(step)->amount > cl_machine_number(step->machine, "threshold");
    int64_t needed = cl_machine_number(step->machine, large ? "approvals_above" : "approvals");
    cl_approval *approvals;
    size_t count = 0;
    int64_t given = 1;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_approval,
                               "instalment", instalment_of(step)->id, e);

    approvals = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        given += !approvals[i].voided.known;
    cl_step_yes(step, fact, given >= needed);
    return rc;
}

/* The payee that the head named still holds, and none has been put in its place. */
static int fact_unchanged(cl_step *step, const char *fact, cl_error *e)
{
    cl_payee payee;
    cl_award award;
    int rc = its_award(&award, step, e);

    if (rc != 0 || award.payee == 0)
        return rc;
    rc = find_payee(&payee, step, award.payee, e);
    if (rc == 0) {
        cl_step_yes(step, fact, payee.verified.known && !payee.ended.known);
        cl_step_says(step, fact, "the details of PYE-%lld have changed since they were verified",
                     (long long)payee.id);
    }
    return rc;
}

static int fact_verified_again(cl_step *step, const char *fact, cl_error *e)
{
    cl_causer failed, verified = {0};
    cl_award award;
    char name[32], payee[32];
    int rc = its_award(&award, step, e);

    cl_step_name(step, name);
    (void)snprintf(payee, sizeof payee, "PYE-%lld", (long long)award.payee);
    if (rc == 0)
        rc = cl_event_latest(&failed, &step->arena, step->store, name, "fail", e);
    if (rc == 0)
        rc = cl_event_latest(&verified, &step->arena, step->store, payee, "verify", e);
    if (rc == 0) {
        cl_step_yes(step, fact, verified.seq > failed.seq);
        cl_step_says(step, fact,
                     "the bank sent it back, so the payee is verified again first: "
                     "clachan payee verify %s",
                     payee);
    }
    return rc;
}

const cl_fact_source cl_facts_of_instalment[] = {
    {"when_happened", fact_happened},
    {"award_open", fact_award_state},
    {"same_amount", fact_no},
    {"early_allowed", fact_early},
    {"released_undone", fact_undone},
    {"last_approval", fact_last_approval},
    {"run_agrees", fact_no},
    {"payee_unchanged", fact_unchanged},
    {"line_agrees", fact_no},
    {"verified_again", fact_verified_again},
    {"award_suspended", fact_award_state},
    {"plan_without", fact_award_state},
    {NULL, NULL},
};

/* ---- report ---- */

static const cl_grant_report *report_of(const cl_step *step)
{
    return step->after;
}

static int fact_opens(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_day(step, fact, report_of(step)->opens);
    return 0;
}

static int its_lines(cl_report_line **out, size_t *count, cl_step *step, cl_error *e)
{
    void *items = NULL;
    int rc = cl_record_list_of(&items, count, &step->arena, step->store, &cl_table_report_line,
                               "report", report_of(step)->id, e);

    *out = items;
    return rc;
}

static int fact_accounted(cl_step *step, const char *fact, cl_error *e)
{
    cl_report_line *lines;
    size_t count = 0;
    int64_t missing = 0;
    int rc = its_lines(&lines, &count, step, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!lines[i].spent.known && missing == 0)
            missing = lines[i].id;
    cl_step_yes(step, fact, missing == 0);
    if (missing != 0)
        cl_step_says(step, fact,
                     "RPL-%lld has no spending yet: clachan grant-report spend RPL-%lld "
                     "AMOUNT",
                     (long long)missing, (long long)missing);
    return rc;
}

/* Spending is told for every share of the award, and the lines are those of the ledger. */
static int fact_adds_up(cl_step *step, const char *fact, cl_error *e)
{
    cl_report_line *lines;
    cl_award award;
    size_t count = 0;
    int64_t planned = 0;
    int rc = its_lines(&lines, &count, step, e);

    if (rc == 0)
        rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award,
                           report_of(step)->award, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        planned += lines[i].planned;
    if (rc == 0)
        cl_step_yes(step, fact, planned == award.amount);
    cl_step_says(step, fact, "its lines are not those of the award any more (RPT-%lld)",
                 (long long)report_of(step)->id);
    return rc;
}

static bool is_explained(const cl_report_line *line, int64_t percent)
{
    int64_t difference = line->spent.value - line->planned;

    if (difference < 0)
        difference = -difference;
    return line->explanation.length > 0 || difference * 100 <= line->planned * percent;
}

static int fact_variances(cl_step *step, const char *fact, cl_error *e)
{
    int64_t percent = cl_machine_number(step->machine, "tolerance_percent"), open = 0;
    cl_report_line *lines;
    size_t count = 0;
    int rc = its_lines(&lines, &count, step, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!is_explained(&lines[i], percent) && open == 0)
            open = lines[i].id;
    cl_step_yes(step, fact, open == 0);
    if (open != 0)
        cl_step_says(step, fact, "RPL-%lld differs by more than %lld%% and is not explained",
                     (long long)open, (long long)percent);
    return rc;
}

/* What open variations take off a share. */
static int add_reductions(cl_portion *shares, size_t count, cl_step *step,
                          const cl_variation *variation, cl_error *e)
{
    cl_patch patch;
    cl_award award;
    int rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award, variation->award, e);

    if (rc != 0)
        return rc;
    rc = cl_patch_read(&patch, &step->arena, variation->patch, award.currency, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        for (size_t n = 0; n < patch.share_count; n++)
            if (patch.shares[n].school == shares[i].school &&
                cl_view_equal(patch.shares[n].line, shares[i].line))
                shares[i].amount += patch.shares[n].amount; /* below zero: it falls */
    cl_json_free(patch.json);
    return rc;
}

static int take_off_proposed(cl_portion *shares, size_t count, cl_step *step, cl_error *e)
{
    cl_variation *list;
    size_t known = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &known, &step->arena, step->store, &cl_table_variation,
                               "award", report_of(step)->award, e);

    list = items;
    for (size_t i = 0; rc == 0 && i < known; i++)
        if (cl_view_is(list[i].kind, "reduce") &&
            is_one_of(list[i].state, "submitted queried approved"))
            rc = add_reductions(shares, count, step, &list[i], e);
    return rc;
}

/* What was not spent is taken off what is still to be paid, and claimed back as far as it was paid:
 * each is proposed at least. */
static int fact_unspent(cl_step *step, const char *fact, cl_error *e)
{
    const cl_grant_report *report = report_of(step);
    cl_portion *open, *paid;
    bool covered = true;
    size_t count = 0;
    int rc;

    if (!cl_view_is(report->kind, "final")) {
        cl_step_yes(step, fact, true);
        return 0;
    }
    rc = cl_ledger_unspent(&open, &count, &step->arena, step->store, report, false, e);
    if (rc == 0)
        rc = cl_ledger_unspent(&paid, &count, &step->arena, step->store, report, true, e);
    if (rc == 0)
        rc = take_off_proposed(open, count, step, e);
    for (size_t i = 0; rc == 0 && covered && i < count; i++) {
        covered = open[i].amount <= 0 && paid[i].amount <= 0;
        if (!covered)
            cl_step_says(step, fact,
                         "money was not spent, and nothing proposes %s: clachan %s propose "
                         "AWD-%lld%s --report RPT-%lld",
                         open[i].amount > 0 ? "to reduce the award by it" : "to claim it back",
                         open[i].amount > 0 ? "variation" : "clawback", (long long)report->award,
                         open[i].amount > 0 ? " reduce" : "", (long long)report->id);
    }
    cl_step_yes(step, fact, covered);
    return rc;
}

/* What it released may have gone out already. */
static int fact_not_released(cl_step *step, const char *fact, cl_error *e)
{
    cl_instalment *plan;
    size_t count = 0;
    bool gone = false;
    int rc =
        cl_instalment_list(&plan, &count, &step->arena, step->store, report_of(step)->award, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        gone = gone || (cl_view_starts(plan[i].due_when, report_of(step)->kind.at) &&
                        is_one_of(plan[i].state, "approved sent paid"));
    cl_step_yes(step, fact, !gone);
    return rc;
}

static int fact_award_ended(cl_step *step, const char *fact, cl_error *e)
{
    cl_award award;
    int rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award,
                           report_of(step)->award, e);

    if (rc == 0)
        cl_step_yes(step, fact, is_one_of(award.state, "declined lapsed terminated"));
    return rc;
}

const cl_fact_source cl_facts_of_report[] = {
    {"opens", fact_opens},
    {"version_read", fact_yes},
    {"answers_complete", fact_yes},
    {"lines_accounted", fact_accounted},
    {"spending_adds_up", fact_adds_up},
    {"variances_explained", fact_variances},
    {"unspent_covered", fact_unspent},
    {"nothing_released", fact_not_released},
    {"award_ended", fact_award_ended},
    {NULL, NULL},
};
