/* SPDX-License-Identifier: MIT
 *
 * What the events of awards, instalments and reports do, beside their states.
 */
#include <stdio.h>
#include <string.h>

#include "award_offer.h"
#include "clawback.h"
#include "ids.h"
#include "query.h"

static const cl_award *award_of(const cl_step *step)
{
    return step->after;
}

static const cl_instalment *instalment_of(const cl_step *step)
{
    return step->after;
}

static const cl_grant_report *report_of(const cl_step *step)
{
    return step->after;
}

static bool is_one_of(cl_view state, const char *words)
{
    return cl_words_hold_view(words, state);
}

/* ---- moves ---- */

/* An instalment moves what it is made of; an award all that the account holds. */
static int move(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    bool leaves_plan = strcmp(effect->a, "committed") == 0;
    cl_portion *portions;
    size_t count = 0;
    int rc;

    if (step->table == &cl_table_instalment) {
        const cl_instalment *instalment = instalment_of(step);

        rc = leaves_plan
                 ? cl_ledger_split(&portions, &count, &step->arena, step->store, instalment, e)
                 : cl_ledger_held(&portions, &count, &step->arena, step->store, instalment,
                                  effect->a, e);
        return rc != 0 ? rc
                       : cl_ledger_move(step, instalment->award, instalment->id, portions, count,
                                        effect->a, effect->b, e);
    }
    if (step->table == &cl_table_clawback)
        return cl_claim_move(step, effect->a, effect->b, e);
    if (step->table != &cl_table_award)
        return cl_fail(e, CL_E_STATE, "a %s moves no money", step->table->noun);
    if (strcmp(effect->a, "available") == 0) {
        const cl_offer *offer = step->context;

        if (offer == NULL)
            return cl_fail(e, CL_E_INTERNAL, "'%s' was not given what it needs", step->event);
        return cl_ledger_move(step, award_of(step)->id, 0, offer->shares, offer->share_count,
                              effect->a, effect->b, e);
    }
    rc = cl_ledger_account(&portions, &count, &step->arena, step->store, award_of(step)->id,
                           effect->a, e);
    return rc != 0 ? rc
                   : cl_ledger_move(step, award_of(step)->id, 0, portions, count, effect->a,
                                    effect->b, e);
}

/* ---- the offer ---- */

static int plan_instalment(const cl_step *step, const cl_instalment *planned, cl_error *e)
{
    cl_instalment instalment = *planned;
    cl_step begun;
    int rc;

    instalment.award = award_of(step)->id;
    instalment.currency = award_of(step)->currency;
    rc = cl_step_begin(&begun, step->session, &cl_table_instalment, &instalment, "plan",
                       step->programme, e);
    if (rc == 0) {
        begun.causer = "(award)";
        begun.author = cl_step_follower(step);
        rc = cl_step_take(&begun, e);
    }
    cl_step_close(&begun);
    return rc;
}

static int add_shares(const cl_step *step, const cl_offer *offer, cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_change change;
    int rc = cl_change_open(&change, step->store, &author, e);

    for (size_t i = 0; rc == 0 && i < offer->share_count; i++) {
        cl_share share = {.award = award_of(step)->id,
                          .line = offer->shares[i].line,
                          .school = offer->shares[i].school,
                          .amount = offer->shares[i].amount};

        if (share.amount != 0)
            rc = cl_change_add(&change, &cl_table_share, &share, e);
    }
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "share", "AWD", award_of(step)->id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int make_offer(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_offer *offer = step->context;
    int rc;

    (void)effect;
    if (offer == NULL)
        return cl_fail(e, CL_E_INTERNAL, "'%s' was not given what it needs", step->event);
    rc = add_shares(step, offer, e);
    for (size_t i = 0; rc == 0 && i < offer->instalment_count; i++)
        rc = plan_instalment(step, &offer->instalments[i], e);
    return rc;
}

/* ---- reports ---- */

static const cl_report_line *line_of(const cl_report_line *lines, size_t count,
                                     const cl_share *share)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].school == share->school && cl_view_equal(lines[i].line, share->line))
            return &lines[i];
    return NULL;
}

static int plan_line(cl_change *change, int64_t report, const cl_share *share,
                     const cl_report_line *there, cl_error *e)
{
    cl_report_line line = {.report = report, .line = share->line, .school = share->school};

    if (there != NULL)
        line = *there;
    line.planned = share->amount;
    return there != NULL ? cl_change_set(change, &cl_table_report_line, there, &line, e)
                         : cl_change_add(change, &cl_table_report_line, &line, e);
}

int cl_report_plan_lines(const cl_step *step, const cl_grant_report *report, cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_arena arena = CL_ARENA_INIT;
    cl_change change = {0};
    const cl_report_line *lines;
    cl_share *shares;
    size_t count = 0, line_count = 0;
    void *items = NULL;
    int rc = cl_share_list(&shares, &count, &arena, step->store, report->award, e);

    if (rc == 0)
        rc = cl_record_list_of(&items, &line_count, &arena, step->store, &cl_table_report_line,
                               "report", report->id, e);
    lines = items;
    if (rc == 0)
        rc = cl_change_open(&change, step->store, &author, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = plan_line(&change, report->id, &shares[i], line_of(lines, line_count, &shares[i]), e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "line", "RPT", report->id, NULL, NULL, e);
    cl_change_clear(&change);
    cl_arena_clear(&arena);
    return rc;
}

static int plan_report(const cl_step *step, const char *kind, cl_maybe opens, cl_maybe due,
                       cl_error *e)
{
    cl_grant_report report = {.award = award_of(step)->id,
                              .kind = cl_view_of(kind),
                              .opens = opens,
                              .due = due,
                              .state = CL_VIEW("scheduled")};
    cl_step begun;
    int rc = cl_step_begin(&begun, step->session, &cl_table_report, &report, "schedule",
                           step->programme, e);

    if (rc == 0) {
        begun.causer = "(award)";
        begun.author = cl_step_follower(step);
        rc = cl_step_take(&begun, e);
    }
    cl_step_close(&begun);
    return rc != 0 ? rc : cl_report_plan_lines(step, &report, e);
}

/* A plan that pays something on a report has that report; the final one is always due. */
static int plan_reports(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_award *award = award_of(step);
    bool interim = cl_machine_number(step->machine, "interim_report") == 1;
    int64_t days = cl_machine_number(step->machine, "report_days");
    cl_maybe opens = {step->author.effective, true}, due = {0, false};
    cl_instalment *plan;
    size_t count = 0;
    int rc = cl_instalment_list(&plan, &count, &step->arena, step->store, award->id, e);

    (void)effect;
    for (size_t i = 0; rc == 0 && i < count; i++)
        interim = interim || cl_view_starts(plan[i].due_when, "interim");
    if (award->ends.known)
        due = cl_known(award->ends.value + days);
    if (rc == 0 && interim)
        rc = plan_report(step, "interim", opens, (cl_maybe){0, false}, e);
    return rc != 0 ? rc : plan_report(step, "final", opens, due, e);
}

static int each_report(cl_step *step, int64_t award, const char *event, const char *states,
                       cl_error *e)
{
    cl_grant_report *reports;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_report, "award",
                               award, e);

    reports = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (is_one_of(reports[i].state, states))
            rc = cl_step_tell(step, &cl_table_report, reports[i].id, event, e);
    return rc;
}

static int cancel_reports(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    return each_report(step, award_of(step)->id, "cancel",
                       "scheduled open draft submitted returned", e);
}

static int freeze_report(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    (void)e; /* its lines are rows, and no verb changes them in this state */
    ((cl_grant_report *)step->after)->handed_in = cl_known(step->author.effective);
    return 0;
}

static int return_days(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    (void)e;
    ((cl_grant_report *)step->after)->due =
        cl_known(step->author.effective + cl_machine_number(step->machine, "return_days"));
    return 0;
}

/* Every report accepted, or waived where that counts. */
static int tell_award(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    bool waived = cl_machine_number(step->machine, "waived_counts") == 1, all = true;
    cl_grant_report *reports;
    cl_award award;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_report, "award",
                               report_of(step)->award, e);

    (void)effect;
    reports = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        all = all && is_one_of(reports[i].state,
                               waived ? "accepted waived cancelled" : "accepted cancelled");
    if (rc == 0)
        rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award,
                           report_of(step)->award, e);
    if (rc != 0 || !all || !is_one_of(award.state, "active reporting"))
        return rc;
    return cl_step_tell(step, &cl_table_award, award.id, "all_reported", e);
}

/* ---- instalments ---- */

/* Tells those instalments of an award that are in one of these states and wait for these words
 * (NULL: whatever they wait for). */
static int each_instalment(cl_step *step, int64_t award, const char *event, const char *states,
                           const char *waits, cl_error *e)
{
    cl_instalment *plan;
    size_t count = 0;
    int rc = cl_instalment_list(&plan, &count, &step->arena, step->store, award, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (is_one_of(plan[i].state, states) &&
            (waits == NULL || cl_view_is(plan[i].due_when, waits)))
            rc = cl_step_tell(step, &cl_table_instalment, plan[i].id, event, e);
    return rc;
}

static int fall_due(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    return each_instalment(step, award_of(step)->id, "fall_due", "planned", effect->a, e);
}

static const char *waits_for_report(const cl_step *step, char out[64])
{
    (void)snprintf(out, 64, "%.*s report accepted", (int)report_of(step)->kind.length,
                   report_of(step)->kind.at);
    return out;
}

static int release(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    char words[64];

    (void)effect;
    return each_instalment(step, report_of(step)->award, "fall_due", "planned",
                           waits_for_report(step, words), e);
}

static int fall_back(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_award award;
    char words[64];
    int rc = each_instalment(step, report_of(step)->award, "fall_back", "due",
                             waits_for_report(step, words), e);

    (void)effect;
    if (rc == 0)
        rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award,
                           report_of(step)->award, e);
    if (rc != 0 || !cl_view_is(award.state, "closing"))
        return rc;
    return cl_step_tell(step, &cl_table_award, award.id, "report_reopened", e);
}

static int hold_instalments(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    return each_instalment(step, award_of(step)->id, "hold", "planned due approved", NULL, e);
}

static int rejudge_instalments(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    return each_instalment(step, award_of(step)->id, "release", "held", NULL, e);
}

static int cancel_instalments(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    return each_instalment(step, award_of(step)->id, "cancel", "planned due approved failed held",
                           NULL, e);
}

int cl_instalment_rejudge(const cl_step *step, int64_t instalment, cl_error *e)
{
    cl_step told;
    int rc = cl_step_open(&told, step->session, &cl_table_instalment, instalment, "fall_due", e);

    if (rc == 0) {
        told.causer = "timer";
        told.author = cl_step_follower(step);
        rc = cl_step_judge(&told, e);
    }
    if (rc == 0 && told.stop_count == 0)
        rc = cl_step_take(&told, e);
    cl_step_close(&told);
    return rc;
}

static int rejudge(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    return cl_instalment_rejudge(step, instalment_of(step)->id, e);
}

/* ---- approvals ---- */

static int keep_approval(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_approval approval = {.instalment = instalment_of(step)->id,
                            .person = cl_view_of(step->author.actor),
                            .day = cl_known(step->author.effective)};

    (void)effect;
    return cl_change_add(&step->change, &cl_table_approval, &approval, e);
}

static int void_approvals(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_approval *approvals, voided;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_approval,
                               "instalment", instalment_of(step)->id, e);

    (void)effect;
    approvals = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (approvals[i].voided.known)
            continue;
        voided = approvals[i];
        voided.voided = cl_known(step->author.effective);
        rc = cl_change_set(&step->change, &cl_table_approval, &approvals[i], &voided, e);
    }
    return rc;
}

/* ---- what a cancelled instalment gives back ---- */

/* The award falls by it, share by share. */
static int lower_award(cl_step *step, const cl_portion *portions, size_t count, cl_error *e)
{
    int64_t award = instalment_of(step)->award;
    cl_author author = cl_step_follower(step);
    cl_award before, after;
    cl_change change = {0};
    cl_share *shares, lowered;
    size_t known = 0;
    int rc = cl_record_get(&before, &step->arena, step->store, &cl_table_award, award, e);

    if (rc == 0)
        rc = cl_share_list(&shares, &known, &step->arena, step->store, award, e);
    if (rc == 0)
        rc = cl_change_open(&change, step->store, &author, e);
    for (size_t i = 0; rc == 0 && i < known && i < count; i++) {
        lowered = shares[i];
        lowered.amount -= portions[i].amount; /* both are in the order of the shares */
        rc = cl_change_set(&change, &cl_table_share, &shares[i], &lowered, e);
    }
    after = before;
    after.amount -= instalment_of(step)->amount;
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_award, &before, &after, e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "fall", "AWD", award, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int return_money(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_instalment *instalment = instalment_of(step);
    int64_t reserved = 0;
    cl_portion *portions;
    cl_instalment open = *instalment;
    size_t count = 0;
    int rc;

    (void)effect;
    open.state = step->before == NULL ? open.state : ((const cl_instalment *)step->before)->state;
    rc = cl_ledger_split(&portions, &count, &step->arena, step->store, &open, e);
    if (rc == 0)
        rc = cl_ledger_balance(&reserved, step->store, instalment->award, "reserved", NULL, 0, e);
    if (rc == 0)
        rc = cl_ledger_move(step, instalment->award, instalment->id, portions, count,
                            reserved > 0 ? "reserved" : "committed", "available", e);
    return rc != 0 ? rc : lower_award(step, portions, count, e);
}

/* ---- suspension ---- */

/* Open dates move by the days that the award was suspended. */
static int shift_dates(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_grant_report *reports, moved;
    cl_award *award = step->after;
    cl_causer suspended;
    char name[32];
    size_t count = 0;
    void *items = NULL;
    int64_t days = 0;
    int rc;

    (void)effect;
    cl_step_name(step, name);
    rc = cl_event_latest(&suspended, &step->arena, step->store, name, "suspend", e);
    if (rc == 0 && suspended.seq != 0)
        days = step->author.effective - cl_date_in_uk(suspended.at);
    if (rc == 0)
        rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_report, "award",
                               award->id, e);
    reports = items;
    if (award->ends.known)
        award->ends.value += days;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (!is_one_of(reports[i].state, "scheduled open draft returned") || days == 0)
            continue;
        moved = reports[i];
        moved.opens.value += moved.opens.known ? days : 0;
        moved.due.value += moved.due.known ? days : 0;
        rc = cl_change_set(&step->change, &cl_table_report, &reports[i], &moved, e);
    }
    return rc;
}

const cl_effect_source cl_effects_of_money[] = {
    {"move", true, move},
    {"make_offer", true, make_offer},
    {"plan_reports", true, plan_reports},
    {"cancel_reports", true, cancel_reports},
    {"freeze_report", false, freeze_report},
    {"return_days", false, return_days},
    {"tell_award", true, tell_award},
    {"fall_due", true, fall_due},
    {"release", true, release},
    {"fall_back", true, fall_back},
    {"hold_instalments", true, hold_instalments},
    {"rejudge_instalments", true, rejudge_instalments},
    {"cancel_instalments", true, cancel_instalments},
    {"rejudge", true, rejudge},
    {"keep_approval", false, keep_approval},
    {"void_approvals", false, void_approvals},
    {"return_money", true, return_money},
    {"shift_dates", false, shift_dates},
    {NULL, false, NULL},
};
