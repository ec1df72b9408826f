/* SPDX-License-Identifier: MIT
 *
 * What an award would be with a variation: its dossier decided again, its shares, amount, plan and
 * dates. What is approved, sent or paid is never planned again; what cannot be is told, all of it.
 * Changes nothing.
 */
#include "variation.h"

#include <string.h>

#include "award_offer.h"
#include "dossier_build.h"
#include "lifecycle.h"
#include "machines.h"
#include "query.h"

void cl_variation_plan_init(cl_variation_plan *plan, cl_session *session)
{
    memset(plan, 0, sizeof *plan);
    plan->session = session;
    plan->store = cl_session_store(session);
    plan->wrong = (cl_vec)CL_VEC_INIT(const char *);
    plan->fails = (cl_vec)CL_VEC_INIT(const char *);
    cl_judged_init(&plan->judged, session);
}

void cl_variation_plan_clear(cl_variation_plan *plan)
{
    cl_json_free(plan->patch.json);
    cl_judged_clear(&plan->judged);
    cl_vec_clear(&plan->wrong);
    cl_vec_clear(&plan->fails);
    cl_text_clear(&plan->preview);
    cl_arena_clear(&plan->arena);
    memset(plan, 0, sizeof *plan);
}

__attribute__((format(printf, 3, 4))) static int wrong(cl_variation_plan *plan, cl_error *e,
                                                       const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    copy = text.at == NULL ? NULL : cl_arena_string(&plan->arena, text.at);
    cl_text_clear(&text);
    if (copy == NULL || cl_vec_add(&plan->wrong, &copy) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

static void print_human(cl_text *out, int64_t minor, cl_view currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency.at, currency.length < 3 ? currency.length : 3);
    cl_money_print_human(out, money);
}

/* "£300.00" in the arena; empty when memory is out, which the next allocation tells. */
static const char *human(cl_variation_plan *plan, int64_t minor)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy;

    print_human(&text, minor, plan->award.currency);
    copy = text.at == NULL ? NULL : cl_arena_string(&plan->arena, text.at);
    cl_text_clear(&text);
    return copy == NULL ? "" : copy;
}

/* "visits of SCH-3" */
static const char *named(cl_variation_plan *plan, cl_view line, int64_t school)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy;

    cl_text_format(&text, "%.*s", (int)line.length, line.at);
    if (school != 0)
        cl_text_format(&text, " of SCH-%lld", (long long)school);
    copy = text.at == NULL ? NULL : cl_arena_string(&plan->arena, text.at);
    cl_text_clear(&text);
    return copy == NULL ? "" : copy;
}

/* ---- the award as it is ---- */

static int read_shares(cl_variation_plan *plan, size_t more, cl_error *e)
{
    cl_share *shares;
    cl_portion *gone;
    size_t count = 0, known = 0;
    int rc = cl_share_list(&shares, &count, &plan->arena, plan->store, plan->award.id, e);

    if (rc == 0)
        rc = cl_ledger_gone(&gone, &known, &plan->arena, plan->store, plan->award.id, e);
    if (rc != 0)
        return rc;
    plan->shares = cl_arena_array(&plan->arena, count + more + 1, sizeof *plan->shares);
    if (plan->shares == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_planned_share *share = &plan->shares[plan->share_count++];

        share->row = shares[i];
        share->after = shares[i].amount;
        share->gone = gone[i].amount;
        rc = cl_claimed_of(&share->claimed, plan->store, plan->award.id, NULL, shares[i].line,
                           shares[i].school, e);
    }
    return rc;
}

static int read_instalments(cl_variation_plan *plan, cl_error *e)
{
    cl_instalment *rows;
    size_t count = 0;
    int rc = cl_instalment_list(&rows, &count, &plan->arena, plan->store, plan->award.id, e);

    if (rc != 0)
        return rc;
    plan->instalments = cl_arena_array(&plan->arena, count + 1, sizeof *plan->instalments);
    if (plan->instalments == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        plan->instalments[i] = (cl_planned_instalment){rows[i], rows[i].amount};
    plan->instalment_count = count;
    return 0;
}

static int read_reports(cl_variation_plan *plan, cl_error *e)
{
    cl_grant_report *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &plan->arena, plan->store, &cl_table_report, "award",
                               plan->award.id, e);

    if (rc != 0)
        return rc;
    rows = items;
    plan->reports = cl_arena_array(&plan->arena, count + 1, sizeof *plan->reports);
    if (plan->reports == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        plan->reports[i] = (cl_planned_report){rows[i], rows[i].due};
    plan->report_count = count;
    return 0;
}

/* ---- the dossier ---- */

/* That of its last variation that changed it, else that of its decision record; in the arena. The
 * one that is being applied is marked as applied already, and is what comes on top. */
static int dossier_below(cl_view *out, cl_variation_plan *plan, cl_error *e)
{
    const cl_award *award = &plan->award;
    cl_decision_record record;
    cl_variation *list;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &plan->arena, plan->store, &cl_table_variation,
                               "award", award->id, e);

    *out = (cl_view)CL_VIEW_INIT;
    list = items;
    for (size_t i = 0, seen = 0; rc == 0 && i < count; i++) {
        size_t at = seen; /* variations are applied in the order of their award versions */

        if (list[i].id == plan->variation.id || !cl_view_is(list[i].state, "applied") ||
            list[i].dossier.length == 0)
            continue;
        if (out->length == 0 || list[i].award_version > list[at].award_version) {
            *out = list[i].dossier;
            seen = i;
        }
    }
    if (rc != 0 || out->length > 0)
        return rc;
    if (award->decision == 0)
        return cl_fail(e, CL_E_STATE, "AWD-%lld rests on no decision record", (long long)award->id);
    rc = cl_record_get(&record, &plan->arena, plan->store, &cl_table_decision, award->decision, e);
    if (rc == 0)
        *out = record.facts;
    if (rc == 0 && out->length == 0)
        rc = cl_fail(e, CL_E_STATE, "the facts that AWD-%lld rests on were erased",
                     (long long)award->id);
    return rc;
}

/* What the records say of the cluster on the day from which the variation holds. */
static int read_today(cl_json **out, cl_variation_plan *plan, const cl_application *application,
                      cl_error *e)
{
    cl_application then = *application;
    cl_text text = CL_TEXT_INIT;
    int rc;

    then.date = plan->variation.effective.known ? plan->variation.effective
                                                : cl_known(cl_session_today(plan->session));
    rc = cl_dossier_build(&text, &plan->arena, plan->store, &then, e);
    if (rc == 0)
        rc = cl_json_parse(out, cl_text_view(&text), "the records", 1, e);
    cl_text_clear(&text);
    return rc;
}

static int patch_dossier(cl_variation_plan *plan, const cl_application *application, cl_view now,
                         cl_error *e)
{
    cl_json *dossier = NULL, *today = NULL;
    cl_text text = CL_TEXT_INIT;
    cl_error refused = CL_ERROR_INIT;
    int rc = cl_json_parse(&dossier, now, "the dossier of the award", 1, e);

    if (rc == 0)
        rc = read_today(&today, plan, application, e);
    if (rc == 0) {
        rc = cl_patch_dossier(&text, plan->kind, &plan->patch, cl_json_root(dossier),
                              cl_json_root(today), &refused);
        if (rc == CL_E_STATE)
            rc = wrong(plan, e, "%s", refused.message);
        else if (rc != 0)
            (void)cl_fail(e, rc, "%s", refused.message);
    }
    if (rc == 0 && text.length > 0) {
        plan->dossier = (cl_view){cl_arena_copy(&plan->arena, cl_text_view(&text)), text.length};
        if (plan->dossier.at == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_json_free(dossier);
    cl_json_free(today);
    cl_text_clear(&text);
    return rc;
}

/* ---- deciding ---- */

/* What was found about one dossier, kept beside the next decision. */
typedef struct outcome {
    bool there;
    cl_verdict verdict;
    const char **failed; /* ids of rules that are not met */
    size_t failed_count;
    cl_portion *shares;
    size_t share_count;
    cl_maybe grant;
} outcome;

static bool is_unmet(const cl_decided_rule *rule)
{
    return !rule->trial && strcmp(rule->level, "advisory") != 0 &&
           rule->outcome != CL_OUTCOME_PASS && rule->outcome != CL_OUTCOME_WAIVED;
}

static int keep_outcome(outcome *out, cl_variation_plan *plan, cl_error *e)
{
    const cl_decision *decision = &plan->judged.decision;
    cl_json *judged = NULL;
    cl_offer offer = {0};
    cl_money grant;
    int rc = 0;

    out->verdict = decision->verdict;
    out->failed = cl_arena_array(&plan->arena, decision->rule_count + 1, sizeof *out->failed);
    if (out->failed == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < decision->rule_count; i++)
        if (is_unmet(&decision->rules[i]))
            out->failed[out->failed_count++] = cl_arena_string(&plan->arena, decision->rules[i].id);
    out->there = true;
    if (!decision->grant.known)
        return 0;
    out->grant = cl_known(decision->grant.low.minor);
    rc = cl_json_parse(&judged, cl_text_view(&plan->judged.decided), "the decision", 1, e);
    if (rc == 0) {
        offer.dossier = cl_json_root(plan->judged.json);
        offer.judged = cl_json_root(judged);
        rc = cl_offer_shares(&offer, &grant, &plan->arena, e);
    }
    for (size_t i = 0; rc == 0 && i < offer.share_count; i++) {
        const char *line = cl_arena_copy(&plan->arena, offer.shares[i].line);

        if (line == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        offer.shares[i].line.at = line;
    }
    out->shares = offer.shares;
    out->share_count = offer.share_count;
    cl_json_free(judged);
    return rc;
}

/* A dossier that the edition does not take, or an edition that is not there any more, is told with
 * the rest. */
static int decide(outcome *out, cl_variation_plan *plan, const cl_application *application,
                  cl_view dossier, cl_error *e)
{
    cl_error refused = CL_ERROR_INIT;
    int rc = cl_judged_decide(&plan->judged, application, dossier, &refused);

    if (rc == CL_E_MEMORY || rc == CL_E_STORE || rc == CL_E_INTERNAL)
        return cl_fail(e, rc, "%s", refused.message);
    if (rc != 0)
        return wrong(plan, e, "%s%s%s", refused.path[0] != '\0' ? refused.path : "",
                     refused.path[0] != '\0' ? ": " : "", refused.message);
    return keep_outcome(out, plan, e);
}

static bool had_failed(const outcome *before, const char *rule)
{
    for (size_t i = 0; i < before->failed_count; i++)
        if (strcmp(before->failed[i], rule) == 0)
            return true;
    return false;
}

static int compare_rules(cl_variation_plan *plan, const outcome *before, cl_error *e)
{
    const cl_decision *decision = &plan->judged.decision;

    for (size_t i = 0; i < decision->rule_count; i++) {
        const cl_decided_rule *rule = &decision->rules[i];
        const char *id = rule->id;

        if (!is_unmet(rule) || had_failed(before, id))
            continue;
        plan->worse = plan->worse || strcmp(rule->level, "hard") == 0;
        id = cl_arena_string(&plan->arena, id);
        if (id == NULL || cl_vec_add(&plan->fails, &id) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

/* ---- shares ---- */

/* Every portion that comes here has its place: price() made room for all of them. */
static cl_planned_share *share_of(cl_variation_plan *plan, cl_view line, int64_t school)
{
    cl_planned_share *share;

    for (size_t i = 0; i < plan->share_count; i++) {
        share = &plan->shares[i];
        if (share->row.school == school && cl_view_equal(share->row.line, line))
            return share;
    }
    share = &plan->shares[plan->share_count++];
    *share = (cl_planned_share){.row = {.award = plan->award.id, .line = line, .school = school}};
    return share;
}

static void add_portions(cl_variation_plan *plan, const cl_portion *portions, size_t count,
                         int64_t sign)
{
    for (size_t i = 0; i < count; i++)
        share_of(plan, portions[i].line, portions[i].school)->after += sign * portions[i].amount;
}

/* What the old school has had stays with it; the rest goes to the new one. */
static void hand_over(cl_variation_plan *plan)
{
    size_t count = plan->share_count;
    int64_t from = plan->patch.school, to = plan->patch.by;

    if (to == 0 || to == from)
        return;
    for (size_t i = 0; i < count; i++) {
        cl_planned_share *share = &plan->shares[i];
        int64_t had = share->gone;

        if (share->row.school != from || had == 0)
            continue;
        share_of(plan, share->row.line, to)->after -= had - share->after;
        plan->shares[i].after = had;
    }
}

/* Nothing is left for a school that leaves, whatever other variations gave it. */
static void leave(cl_variation_plan *plan)
{
    for (size_t i = 0; i < plan->share_count; i++)
        if (plan->shares[i].row.school == plan->patch.school)
            plan->shares[i].after = 0;
}

static int check_share(cl_variation_plan *plan, cl_planned_share *share, cl_error *e)
{
    int64_t under = share->gone - share->after;

    if (share->after >= share->gone && share->after >= 0)
        return 0;
    if (under <= share->claimed) {
        share->after = share->gone; /* what is claimed back stays in the ledger of the award */
        return 0;
    }
    if (share->gone > 0)
        return wrong(plan, e,
                     "%s: %s is paid or on its way, and %s would be left; propose a clawback of "
                     "%s first: clachan clawback propose AWD-%lld",
                     named(plan, share->row.line, share->row.school), human(plan, share->gone),
                     human(plan, share->after), human(plan, under - share->claimed),
                     (long long)plan->award.id);
    return wrong(plan, e, "%s: %s is less than nothing",
                 named(plan, share->row.line, share->row.school), human(plan, share->after));
}

static int check_shares(cl_variation_plan *plan, cl_error *e)
{
    int rc = 0;

    plan->after.amount = 0;
    for (size_t i = 0; rc == 0 && i < plan->share_count; i++) {
        rc = check_share(plan, &plan->shares[i], e);
        plan->after.amount += plan->shares[i].after;
    }
    return rc;
}

/* ---- the edition ---- */

static int decide_patched(outcome *with, cl_variation_plan *plan, const outcome *before,
                          const cl_application *application, cl_view now, cl_error *e)
{
    int rc = patch_dossier(plan, application, now, e);

    if (rc == 0 && plan->dossier.length > 0)
        rc = decide(with, plan, application, plan->dossier, e);
    if (rc != 0 || !with->there)
        return rc;
    plan->dossier = (cl_view){cl_arena_copy(&plan->arena, cl_text_view(&plan->judged.dossier)),
                              plan->judged.dossier.length};
    if (plan->dossier.at == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = compare_rules(plan, before, e);
    if (rc == 0 && before->there && (!before->grant.known || !with->grant.known))
        rc = wrong(plan, e, "the grant is not known %s it",
                   before->grant.known ? "with" : "without");
    return rc;
}

/* The rules of the pinned edition, with the patch and without. */
static int ask_edition(outcome *before, outcome *with, cl_variation_plan *plan, cl_error *e)
{
    cl_application application;
    cl_view now;
    int rc = cl_record_get(&application, &plan->arena, plan->store, &cl_table_application,
                           plan->award.application, e);

    if (rc == 0)
        rc = dossier_below(&now, plan, e);
    if (rc == 0)
        rc = decide(before, plan, &application, now, e);
    if (rc != 0 || !before->there)
        return rc;
    plan->verdict_before = plan->verdict_after = cl_verdict_name(before->verdict);
    plan->granted = before->grant;
    if (!plan->kind->decides)
        return 0;
    rc = decide_patched(with, plan, before, &application, now, e);
    plan->verdict_after = with->there ? cl_verdict_name(with->verdict) : NULL;
    plan->granted = with->grant;
    return rc;
}

/* The difference of both decisions is what changes: what other variations did stays. */
static int price(cl_variation_plan *plan, const outcome *before, const outcome *with, cl_error *e)
{
    int rc = read_shares(
        plan, 2 * (before->share_count + with->share_count + plan->patch.share_count), e);

    if (rc != 0)
        return rc;
    if (before->grant.known && with->grant.known) {
        add_portions(plan, with->shares, with->share_count, 1);
        add_portions(plan, before->shares, before->share_count, -1);
    }
    add_portions(plan, plan->patch.shares, plan->patch.share_count, 1);
    if (strcmp(plan->kind->name, "replace_school") == 0)
        hand_over(plan);
    else if (strcmp(plan->kind->name, "remove_school") == 0)
        leave(plan);
    rc = check_shares(plan, e);
    plan->over = plan->after.amount > plan->award.amount && plan->granted.known &&
                 plan->after.amount > plan->granted.value;
    return rc;
}

/* ---- instalments ---- */

static bool is_open(const cl_instalment *instalment)
{
    return cl_words_hold_view("planned due held failed", instalment->state);
}

/* A rise goes into the last open instalment; where there is none it becomes a new one. */
static int plan_rise(cl_variation_plan *plan, int64_t rise)
{
    cl_planned_instalment *last = NULL;
    bool reported = false;
    int64_t n = 0;

    for (size_t i = 0; i < plan->instalment_count; i++) {
        last = is_open(&plan->instalments[i].row) ? &plan->instalments[i] : last;
        n = plan->instalments[i].row.n > n ? plan->instalments[i].row.n : n;
    }
    if (last != NULL) {
        last->after += rise;
        return 0;
    }
    for (size_t i = 0; i < plan->report_count; i++)
        reported = reported || (cl_view_is(plan->reports[i].row.kind, "final") &&
                                cl_view_is(plan->reports[i].row.state, "accepted"));
    plan->instalments[plan->instalment_count++] = (cl_planned_instalment){
        .row = {.award = plan->award.id,
                .n = n + 1,
                .name = CL_VIEW("supplement"),
                .due_when = reported ? CL_VIEW("award accepted") : CL_VIEW("final report accepted"),
                .currency = plan->award.currency,
                .state = CL_VIEW("planned")},
        .after = rise};
    return 0;
}

/* A fall is taken from the last open one, then from those before it. */
static int plan_fall(cl_variation_plan *plan, int64_t fall, cl_error *e)
{
    for (size_t i = plan->instalment_count; fall > 0 && i > 0; i--) {
        cl_planned_instalment *each = &plan->instalments[i - 1];
        int64_t part = each->after < fall ? each->after : fall;

        if (!is_open(&each->row))
            continue;
        each->after -= part;
        fall -= part;
    }
    for (size_t i = plan->instalment_count; fall > 0 && i > 0; i--)
        if (cl_view_is(plan->instalments[i - 1].row.state, "approved"))
            return wrong(plan, e,
                         "INS-%lld is approved, and %s of the fall would come out of it: clachan "
                         "instalment unapprove INS-%lld",
                         (long long)plan->instalments[i - 1].row.id, human(plan, fall),
                         (long long)plan->instalments[i - 1].row.id);
    return fall == 0 ? 0
                     : wrong(plan, e, "no instalment is open that could take the fall of %s",
                             human(plan, fall));
}

static int plan_instalments(cl_variation_plan *plan, cl_error *e)
{
    int64_t difference = plan->after.amount - plan->award.amount;

    if (difference > 0)
        return plan_rise(plan, difference);
    return difference < 0 ? plan_fall(plan, -difference, e) : 0;
}

/* ---- dates ---- */

static int report_days(int64_t *out, cl_variation_plan *plan, cl_error *e)
{
    const cl_machine *machine;
    int rc = cl_session_machine(&machine, plan->session, "award", (cl_view)CL_VIEW_INIT,
                                plan->award.machine_digest, e);

    if (rc == 0)
        *out = cl_machine_number(machine, "report_days");
    return rc;
}

static int plan_dates(cl_variation_plan *plan, cl_error *e)
{
    const cl_patch *patch = &plan->patch;
    int64_t days = 0;
    int rc = 0;

    plan->after.starts = patch->starts.known ? patch->starts : plan->award.starts;
    plan->after.ends = patch->ends.known ? patch->ends : plan->award.ends;
    if (!patch->ends.known)
        return 0;
    if (plan->after.starts.known && plan->after.starts.value > patch->ends.value)
        rc = wrong(plan, e, "the last day would be before the first");
    if (rc == 0 && plan->award.ends.known && patch->ends.value == plan->award.ends.value)
        rc = wrong(plan, e, "that is the last day already");
    if (rc == 0)
        rc = report_days(&days, plan, e);
    for (size_t i = 0; rc == 0 && i < plan->report_count; i++)
        if (cl_view_is(plan->reports[i].row.kind, "final") &&
            cl_words_hold_view("scheduled open draft returned", plan->reports[i].row.state))
            plan->reports[i].due = cl_known(patch->ends.value + days);
    return rc;
}

/* ---- payee ---- */

static int plan_payee(cl_variation_plan *plan, cl_error *e)
{
    cl_payee payee;
    int rc;

    plan->after.payee = plan->award.payee;
    if (plan->patch.payee == 0)
        return 0;
    plan->after.payee = plan->patch.payee;
    rc = cl_record_get(&payee, &plan->arena, plan->store, &cl_table_payee, plan->patch.payee, e);
    if (rc == 0 && payee.school != plan->patch.school)
        rc = wrong(plan, e, "PYE-%lld is the account of SCH-%lld", (long long)payee.id,
                   (long long)payee.school);
    if (rc == 0 && (!payee.verified.known || payee.ended.known))
        rc = wrong(plan, e,
                   "the details of PYE-%lld are not verified: clachan payee verify PYE-%lld",
                   (long long)payee.id, (long long)payee.id);
    return rc;
}

/* ---- events of the award ---- */

/* Suspending and resuming are the award's own events: whoever proposes them has to be one who may
 * cause them. */
static int plan_event(cl_variation_plan *plan, cl_error *e)
{
    cl_step step;
    int rc =
        cl_step_open(&step, plan->session, &cl_table_award, plan->award.id, plan->kind->event, e);

    if (rc == 0) {
        step.author.actor = cl_arena_copy(&plan->arena, plan->variation.proposer);
        step.reason = plan->variation.reason;
        step.causer = strcmp(plan->kind->name, "terminate") == 0 ? "(variation)" : NULL;
        rc = step.author.actor == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                                       : cl_step_judge(&step, e);
    }
    for (size_t i = 0; rc == 0 && i < step.stop_count; i++)
        rc = wrong(plan, e, "%s", step.stops[i].text);
    cl_step_close(&step);
    return rc;
}

/* What is paid and on its way stays; all else is cancelled. */
static int plan_end(cl_variation_plan *plan, cl_error *e)
{
    int rc = plan_event(plan, e);

    plan->after.amount = 0;
    for (size_t i = 0; i < plan->share_count; i++) {
        plan->shares[i].after = plan->shares[i].gone;
        plan->after.amount += plan->shares[i].gone;
    }
    for (size_t i = 0; i < plan->instalment_count; i++)
        if (!cl_words_hold_view("sent paid cancelled", plan->instalments[i].row.state))
            plan->instalments[i].after = 0;
    return rc;
}

static int carry_out_event(cl_variation_plan *plan, cl_error *e)
{
    int rc = read_shares(plan, 0, e);

    if (rc != 0)
        return rc;
    return strcmp(plan->kind->name, "terminate") == 0 ? plan_end(plan, e) : plan_event(plan, e);
}

static int change_award(cl_variation_plan *plan, cl_error *e)
{
    outcome before = {0}, with = {0};
    int rc = ask_edition(&before, &with, plan, e);

    if (rc == 0)
        rc = price(plan, &before, &with, e);
    if (rc == 0)
        rc = plan_instalments(plan, e);
    if (rc == 0)
        rc = plan_dates(plan, e);
    return rc != 0 ? rc : plan_payee(plan, e);
}

/* ---- the plan ---- */

static bool changes_money(const cl_variation_plan *plan)
{
    for (size_t i = 0; i < plan->share_count; i++)
        if (plan->shares[i].after != plan->shares[i].row.amount)
            return true;
    return false;
}

int cl_variation_plan_make(cl_variation_plan *plan, const cl_variation *variation, cl_error *e)
{
    int rc;

    plan->variation = *variation;
    plan->kind = cl_variation_kind_find(variation->kind);
    if (plan->kind == NULL)
        return cl_fail(e, CL_E_INVALID, "there is no variation of kind '%.*s'",
                       (int)variation->kind.length, variation->kind.at);
    rc = cl_record_get(&plan->award, &plan->arena, plan->store, &cl_table_award, variation->award,
                       e);
    plan->after = plan->award;
    if (rc == 0)
        rc = cl_patch_read(&plan->patch, &plan->arena, variation->patch, plan->award.currency, e);
    if (rc == 0)
        rc = read_instalments(plan, e);
    if (rc == 0)
        rc = read_reports(plan, e);
    if (rc == 0)
        rc = plan->kind->event != NULL ? carry_out_event(plan, e) : change_award(plan, e);
    if (rc != 0)
        return rc;
    plan->lead = plan->kind->about_lead || changes_money(plan);
    return cl_variation_preview(plan, e);
}

bool cl_variation_plan_is_eligible(const cl_variation_plan *plan)
{
    if (plan->wrong.count > 0 || plan->over || plan->worse)
        return false;
    return plan->verdict_after == NULL || strcmp(plan->verdict_after, "eligible") == 0 ||
           strcmp(plan->verdict_after, plan->verdict_before) == 0;
}

bool cl_variation_plan_is_current(const cl_variation_plan *plan)
{
    return plan->variation.award_version == plan->award.version &&
           cl_view_is(plan->variation.preview_digest, plan->digest);
}
