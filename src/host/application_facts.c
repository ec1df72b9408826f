/* SPDX-License-Identifier: MIT
 *
 * The facts of an application and its events, from the store. What a fact that stops an event is
 * about is told with it.
 */
#include <string.h>

#include "application_step.h"
#include "calendar.h"
#include "conflicts.h"
#include "delivery_view.h"
#include "money.h"
#include "outbox.h"
#include "query.h"
#include "rounds.h"

static const cl_application *application_of(const cl_step *step)
{
    return step->after;
}

static const cl_application_context *context_of(const cl_step *step)
{
    return step->context;
}

static cl_date today(const cl_step *step)
{
    return step->author.effective;
}

/* ---- the cluster ---- */

static int fact_dissolved(cl_step *step, const char *fact, cl_error *e)
{
    cl_cluster cluster;
    int rc = cl_record_get(&cluster, &step->arena, step->store, &cl_table_cluster,
                           application_of(step)->cluster, e);

    if (rc == 0) {
        cl_step_yes(step, fact, cluster.dissolved.known);
        cl_step_says(step, fact, "CLU-%lld is dissolved", (long long)cluster.id);
    }
    return rc;
}

static int fact_only_live(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application *a = application_of(step);
    cl_application_filter filter = {.cluster = a->cluster, .live_only = true};
    cl_application *list;
    size_t count = 0;
    int rc;

    filter.programme = cl_arena_copy(&step->arena, a->programme);
    if (filter.programme == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_application_list(&list, &count, &step->arena, step->store, &filter, e);
    if (rc != 0)
        return rc;
    cl_step_yes(step, fact, count == 0);
    if (count > 0)
        cl_step_says(step, fact,
                     "CLU-%lld has a live application in this programme already (APP-%lld); "
                     "withdraw or finish it first",
                     (long long)a->cluster, (long long)list[0].id);
    return 0;
}

static int fact_version(cl_step *step, const char *fact, cl_error *e)
{
    (void)e; /* no version was named; the store refuses a stale one all the same */
    cl_step_yes(step, fact, true);
    return 0;
}

static int fact_no(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, false);
    return 0;
}

static int fact_allowed(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, true);
    return 0;
}

/* ---- decision and revision ---- */

/* The latest decision record about the current revision; `*found` false when there is none. */
static int find_decision(cl_decision_record *out, bool *found, cl_step *step, cl_error *e)
{
    const cl_application *a = application_of(step);
    cl_decision_record *records;
    cl_revision revision;
    size_t count = 0;
    int rc = 0;

    *found = false;
    if (a->revision == 0)
        return 0;
    rc = cl_revision_get(&revision, &step->arena, step->store, a->id, a->revision, e);
    if (rc == 0)
        rc = cl_decision_list(&records, &count, &step->arena, step->store, a->id, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (records[i].revision == revision.id) {
            *out = records[i];
            *found = true;
        }
    return rc;
}

static int fact_verdict(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    cl_stage stage = strcmp(fact, "apply_verdict") == 0 ? CL_STAGE_APPLY : CL_STAGE_FUND;
    cl_decision_record record;
    bool found = false;
    int rc;

    if (context != NULL && context->judged != NULL) {
        cl_step_choice(step, fact, cl_judged_verdict(context->judged, stage));
        return 0;
    }
    rc = find_decision(&record, &found, step, e);
    if (rc == 0 && found) { /* the record is of the last stage, which includes the others */
        cl_step_choice(step, fact, record.verdict);
        cl_step_says(
            step, fact, "its decision is '%.*s'; clachan application show APP-%lld says why",
            (int)record.verdict.length, record.verdict.at, (long long)application_of(step)->id);
    }
    return rc;
}

static const char *first_missing(const cl_judged *judged)
{
    return judged->decision.missing.count > 0 ? judged->decision.missing.items[0] : "something";
}

static int fact_grant(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    cl_decision_record record;
    bool found = false;
    int rc;

    if (context != NULL && context->judged != NULL) {
        cl_step_yes(step, fact, context->judged->decision.grant.known);
        if (!context->judged->decision.grant.known)
            cl_step_says(step, fact, "the grant of APP-%lld is not known yet; %s is missing",
                         (long long)application_of(step)->id, first_missing(context->judged));
        return 0;
    }
    rc = find_decision(&record, &found, step, e);
    if (rc == 0 && found) {
        cl_step_yes(step, fact, record.granted.known);
        cl_step_says(step, fact, "its grant is not known yet");
    }
    return rc;
}

static int fact_current(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application_context *context = context_of(step);

    (void)e; /* request_signoff decides anew, so that its record is of these answers */
    cl_step_yes(step, fact, context != NULL && context->judged != NULL);
    return 0;
}

static int fact_quorum(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application *a = application_of(step);
    int64_t needed = cl_machine_number(step->machine, "quorum"), given = 1;
    cl_signature *signatures;
    cl_revision revision;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_revision_get(&revision, &step->arena, step->store, a->id, a->revision, e);

    if (rc == 0)
        rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_signature,
                               "revision", revision.id, e);
    signatures = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        given += !signatures[i].voided.known;
    cl_step_yes(step, fact, given >= needed);
    return rc;
}

/* ---- rounds ---- */

static int longest_extension(cl_maybe *out, cl_step *step, cl_error *e)
{
    cl_extension *extensions;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_extension,
                               "application", application_of(step)->id, e);

    *out = (cl_maybe){0, false};
    extensions = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (extensions[i].report == 0 && (!out->known || extensions[i].until.value > out->value))
            *out = extensions[i].until;
    return rc;
}

/* The deadline that the decision about the current revision names; "" for none. */
static int find_deadline(char out[11], cl_step *step, cl_error *e)
{
    cl_submission submission;
    const char *deadline;
    int rc =
        cl_submission_read(&submission, &step->arena, step->store, application_of(step)->id, 0, e);

    out[0] = '\0';
    if (rc != 0)
        return rc;
    deadline = cl_submission_deadline(&submission);
    if (deadline != NULL && strlen(deadline) == 10)
        memcpy(out, deadline, 11);
    cl_submission_clear(&submission);
    return 0;
}

/* Days of grace are for what was signed while the round was open. */
static int is_signed_by(bool *out, cl_step *step, int64_t day, cl_error *e)
{
    cl_causer signature;
    char name[32];
    int rc;

    cl_step_name(step, name);
    rc = cl_event_latest(&signature, &step->arena, step->store, name, "sign", e);
    *out = rc == 0 && signature.seq != 0 && cl_date_in_uk(signature.at) <= day;
    return rc;
}

static int judge_round(cl_step *step, const char *fact, const cl_funding_round *round,
                       const cl_workdays *list, cl_error *e)
{
    cl_maybe closes = cl_round_closes(round, list);
    cl_window window = cl_round_window(round, list, today(step));
    bool open = window == CL_WINDOW_OPEN;
    char first[11] = "", last[11] = "";
    int rc = window == CL_WINDOW_GRACE ? is_signed_by(&open, step, closes.value, e) : 0;

    if (round->opens.known)
        cl_date_format((cl_date)round->opens.value, first);
    if (round->closes.known)
        cl_date_format((cl_date)(closes.known ? closes.value : round->closes.value), last);
    if (window == CL_WINDOW_UNKNOWN) {
        cl_step_says(step, fact,
                     "RND-%lld closes about %s, and the bank holidays of the lead school are not "
                     "known: clachan bank-holiday import",
                     (long long)round->id, last);
        return rc;
    }
    cl_step_yes(step, fact, open);
    if (window == CL_WINDOW_ANNOUNCED)
        cl_step_says(step, fact, "RND-%lld opens on %s", (long long)round->id, first);
    else if (window == CL_WINDOW_GRACE)
        cl_step_says(step, fact,
                     "RND-%lld closed on %s, and it was not signed by then; an administrator may "
                     "extend it: clachan extension grant",
                     (long long)round->id, last);
    else
        cl_step_says(step, fact,
                     "RND-%lld closed on %s; an administrator may extend it: clachan extension "
                     "grant",
                     (long long)round->id, last);
    return rc;
}

/* A programme without rounds on record has the deadlines of its edition. */
static int fact_round_open(cl_step *step, const char *fact, cl_error *e)
{
    cl_funding_round round;
    cl_workdays list;
    cl_maybe extended;
    bool found = false;
    char deadline[11];
    cl_date day = CL_DATE_MIN;
    int rc = find_deadline(deadline, step, e);

    if (rc == 0)
        rc = longest_extension(&extended, step, e);
    if (rc == 0 && extended.known && today(step) <= extended.value) {
        cl_step_yes(step, fact, true);
        return 0;
    }
    if (rc == 0)
        rc = cl_round_of(&round, &found, &list, &step->arena, step->store, application_of(step),
                         deadline, today(step), e);
    if (rc == 0 && found)
        return judge_round(step, fact, &round, &list, e);
    if (rc == 0 && deadline[0] != '\0')
        rc = cl_date_parse(&day, cl_view_of(deadline), e);
    if (rc != 0)
        return rc;
    cl_step_yes(step, fact, today(step) <= day);
    if (deadline[0] == '\0')
        cl_step_says(step, fact, "no round is open for it");
    else
        cl_step_says(step, fact, "its round closed on %s", deadline);
    return 0;
}

/* The last day of the round that it was handed in for, or that the decision names. */
static int fact_deadline_passed(cl_step *step, const char *fact, cl_error *e)
{
    cl_funding_round round;
    cl_workdays list;
    bool found = false;
    char deadline[11];
    cl_date day = CL_DATE_MAX;
    int rc = find_deadline(deadline, step, e);

    if (rc == 0 && deadline[0] != '\0')
        rc = cl_date_parse(&day, cl_view_of(deadline), e);
    if (rc == 0)
        rc = cl_round_find(&round, &found, &step->arena, step->store,
                           application_of(step)->programme, application_of(step)->round, e);
    if (rc == 0 && found && round.closes.known) {
        rc = cl_calendar_of_cluster(&list, &step->arena, step->store, application_of(step)->cluster,
                                    today(step), e);
        if (rc == 0 && cl_round_closes(&round, &list).known)
            day = (cl_date)cl_round_closes(&round, &list).value;
        cl_date_format(day, deadline);
    }
    if (rc == 0) {
        cl_step_yes(step, fact, today(step) > day);
        cl_step_says(step, fact, "its round closed on %s", deadline);
    }
    return rc;
}

/* The last day, grace included, on which a round on record takes anybody. */
static int last_round_day(cl_maybe *out, cl_step *step, cl_error *e)
{
    const char *programme = cl_arena_copy(&step->arena, application_of(step)->programme);
    const cl_record_filter filters[] = {{"programme", 0, programme}, {NULL, 0, NULL}};
    cl_funding_round *rounds;
    cl_workdays list;
    size_t count = 0;
    void *items = NULL;
    int rc = programme == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                               : cl_record_list(&items, &count, &step->arena, step->store,
                                                &cl_table_funding_round, filters, CL_ANY_DAY, e);

    *out = (cl_maybe){0, false};
    if (rc != 0 || count == 0)
        return rc;
    rounds = items;
    rc = cl_calendar_of_cluster(&list, &step->arena, step->store, application_of(step)->cluster,
                                today(step), e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_maybe closes = cl_round_closes(&rounds[i], &list);
        int64_t last = closes.known ? closes.value + rounds[i].grace.value : CL_DATE_MAX;

        if (!out->known || last > out->value)
            *out = cl_known(last);
    }
    return rc;
}

/* Last day on which the pinned edition lets anybody apply. */
static int fact_round_closes(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application *a = application_of(step);
    const cl_programme *programme;
    const char *id = cl_arena_copy(&step->arena, a->programme);
    const char *edition = cl_arena_copy(&step->arena, a->edition);
    cl_maybe round;
    cl_date last;
    int rc;

    if (id == NULL || edition == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_session_programme(&programme, step->session, id, edition, (cl_date)a->date.value, e);
    if (rc == 0)
        rc = last_round_day(&round, step, e);
    if (rc != 0)
        return rc;
    last = programme->until;
    if (programme->deadlines.there) {
        last = programme->deadlines.dates[programme->deadlines.count - 1];
        last = programme->deadlines.open_until > last ? programme->deadlines.open_until : last;
    }
    if (round.known && (last == CL_DATE_MAX || round.value > last))
        last = (cl_date)round.value;
    cl_step_day(step, fact, (cl_maybe){last, last != CL_DATE_MAX});
    return 0;
}

/* Is there a day in the future on which the programme takes applications? */
static int fact_round_ahead(cl_step *step, const char *fact, cl_error *e)
{
    const char *id = cl_arena_copy(&step->arena, application_of(step)->programme);
    const cl_programme *programme;
    cl_error none = CL_ERROR_INIT;
    cl_maybe round;
    cl_date last;
    int rc = last_round_day(&round, step, e);

    if (rc == 0 && id == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0)
        return rc;
    if (round.known && round.value >= today(step)) {
        cl_step_yes(step, fact, true);
        return 0;
    }
    if (cl_session_programme(&programme, step->session, id, NULL, today(step), &none) != 0) {
        cl_step_yes(step, fact, false);
        cl_step_says(step, fact, "%s", none.message);
        return none.code == CL_E_MEMORY ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
    }
    last = programme->until;
    if (programme->deadlines.there) {
        last = programme->deadlines.dates[programme->deadlines.count - 1];
        last = programme->deadlines.open_until > last ? programme->deadlines.open_until : last;
    }
    cl_step_yes(step, fact, last >= today(step));
    cl_step_says(step, fact, "no round of %s is ahead", id);
    return 0;
}

static int fact_extension(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    cl_maybe until = context != NULL ? context->until : (cl_maybe){0, false};
    int rc = until.known ? 0 : longest_extension(&until, step, e);

    cl_step_yes(step, fact, until.known && until.value >= today(step));
    return rc;
}

static int fact_open_until(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application *a = application_of(step);
    int64_t days = cl_machine_number(step->machine, "appeal_days");
    cl_causer expired;
    char name[32];
    int rc;

    if (a->informed.known) {
        cl_step_day(step, fact, cl_known(a->informed.value + days));
        return 0;
    }
    cl_step_name(step, name);
    rc = cl_event_latest(&expired, &step->arena, step->store, name, "round_closed", e);
    if (rc == 0 && expired.seq != 0)
        cl_step_day(step, fact, cl_known(cl_date_in_uk(expired.at) + days));
    return rc;
}

static int fact_informed(cl_step *step, const char *fact, cl_error *e)
{
    (void)e; /* that an application expired is a notice of its own */
    cl_step_yes(step, fact,
                application_of(step)->informed.known || cl_view_is(cl_step_state(step), "expired"));
    return 0;
}

/* ---- delivery ---- */

static int list_deliveries(cl_delivery **out, size_t *count, cl_step *step, cl_error *e)
{
    cl_delivery_filter filter = {.application = application_of(step)->id};

    return cl_delivery_list(out, count, &step->arena, step->store, &filter, e);
}

static bool is_under_way(cl_view state)
{
    static const char *const states[] = {"queued", "sending", "unknown", "held", "dead"};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (cl_view_is(state, states[i]))
            return true;
    return false;
}

/* What the portal has is not known: nothing else happens before the delivery is settled. */
int cl_application_stop_for_delivery(cl_step *step, cl_error *e)
{
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = list_deliveries(&deliveries, &count, step, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        long long id = deliveries[i].id;

        if (is_under_way(deliveries[i].state))
            cl_step_stop(step, "delivery",
                         "DEL-%lld is %.*s: clachan deliveries shows it, clachan "
                         "submit goes on with it, and clachan delivery cancel DEL-%lld takes it "
                         "back as long as nothing was sent",
                         id, (int)deliveries[i].state.length, deliveries[i].state.at, id);
    }
    return rc;
}

static int fact_in_delivery(cl_step *step, const char *fact, cl_error *e)
{
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = list_deliveries(&deliveries, &count, step, e);
    int64_t found = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (is_under_way(deliveries[i].state))
            found = deliveries[i].id;
    cl_step_yes(step, fact, found != 0);
    if (found != 0)
        cl_step_says(step, fact, "DEL-%lld is under way", (long long)found);
    return rc;
}

static int fact_rejected(cl_step *step, const char *fact, cl_error *e)
{
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = list_deliveries(&deliveries, &count, step, e);

    if (rc == 0)
        cl_step_yes(step, fact, count > 0 && cl_view_is(deliveries[count - 1].state, "rejected"));
    return rc;
}

/* A step that commits may have left the house unless it is still ready. */
static int fact_never_sent(cl_step *step, const char *fact, cl_error *e)
{
    cl_delivery *deliveries;
    cl_exchange *exchanges;
    size_t count = 0, steps = 0;
    bool never = true;
    int rc = list_deliveries(&deliveries, &count, step, e);

    if (rc == 0 && count > 0)
        rc = cl_exchange_list(&exchanges, &steps, &step->arena, step->store,
                              deliveries[count - 1].id, e);
    for (size_t i = 0; rc == 0 && i < steps; i++)
        if (exchanges[i].commits != 0 && !cl_view_is(exchanges[i].state, "ready") &&
            !cl_view_is(exchanges[i].state, "not_done"))
            never = false;
    cl_step_yes(step, fact, never);
    if (!never)
        cl_step_says(step, fact, "DEL-%lld may have reached the portal; it is reconciled first",
                     (long long)deliveries[count - 1].id);
    return rc;
}

static int fact_portal_withdraws(cl_step *step, const char *fact, cl_error *e)
{
    cl_delivery *deliveries;
    size_t count = 0;
    int rc = list_deliveries(&deliveries, &count, step, e);

    if (rc == 0)
        cl_step_yes(step, fact, count == 0);
    cl_step_says(step, fact, "the portal has it, and its dialect cannot take anything back");
    return rc;
}

static int fact_receipt(cl_step *step, const char *fact, cl_error *e)
{
    cl_receipt *receipts;
    size_t count = 0;
    int rc =
        cl_receipt_list(&receipts, &count, &step->arena, step->store, application_of(step)->id, e);

    if (rc == 0)
        cl_step_yes(step, fact, count > 0);
    return rc;
}

/* ---- review and decision ---- */

static int fact_reason_given(cl_step *step, const char *fact, cl_error *e)
{
    (void)e; /* the portal's words, or the rules that a person names */
    cl_step_yes(step, fact, step->reason.length > 0);
    return 0;
}

/* Whoever decided at the portal has answered for it there; here a tie on record is a conflict, and
 * where there is none it is for the person to say so. */
static int fact_conflicts(cl_step *step, const char *fact, cl_error *e)
{
    const char *tie = NULL;
    int rc;

    if (step->causer != NULL) {
        if (strcmp(step->causer, "poll") == 0)
            cl_step_yes(step, fact, true);
        return 0;
    }
    rc = cl_conflict_find(&tie, &step->arena, step->store, step->author.actor,
                          application_of(step)->cluster, today(step), e);
    if (rc == 0 && tie != NULL) {
        cl_step_yes(step, fact, false);
        cl_step_says(step, fact,
                     "%s has %s, a conflict of interest: another person reviews it (--as PERSON)",
                     step->author.actor, tie);
    }
    return rc;
}

static int fact_answer_by(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_day(step, fact, application_of(step)->answer_by);
    return 0;
}

/* What is decided and not offered yet is promised: the next decision has what that leaves. */
static int fact_budget(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application *a = application_of(step);
    cl_decision_record record = {0};
    bool found = false, decided = false;
    cl_round_money money = {0};
    cl_funding_round round;
    cl_text shown = CL_TEXT_INIT;
    cl_money left;
    int rc = cl_round_find(&round, &found, &step->arena, step->store, a->programme, a->round, e);

    found = found && round.budget.known;
    if (rc == 0 && found)
        rc = cl_round_spoken_for(&money, step->store, &round, e);
    if (rc == 0 && found)
        rc = find_decision(&record, &decided, step, e);
    if (rc != 0 || !found) {
        cl_step_yes(step, fact, true);
        return rc;
    }
    left = (cl_money){round.budget.value - money.taken - money.promised, ""};
    cl_step_yes(step, fact, record.granted.known && record.granted.value <= left.minor);
    memcpy(left.currency, round.currency.at, round.currency.length < 3 ? round.currency.length : 3);
    cl_money_print_human(&shown, left);
    cl_step_says(step, fact, "the round %.*s has %s left; clachan round show RND-%lld",
                 (int)round.name.length, round.name.at, shown.at == NULL ? "" : shown.at,
                 (long long)round.id);
    cl_text_clear(&shown);
    return 0;
}

static int fact_conditions(cl_step *step, const char *fact, cl_error *e)
{
    cl_condition *conditions;
    size_t count = 0, met = 0;
    bool overdue = false;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_condition,
                               "application", application_of(step)->id, e);

    conditions = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        met += conditions[i].met.known;
        overdue = overdue || (!conditions[i].met.known && conditions[i].due.value < today(step));
    }
    if (rc == 0)
        cl_step_yes(step, fact,
                    strcmp(fact, "conditions_met") == 0 ? count > 0 && met == count : overdue);
    return rc;
}

static int fact_conditions_dated(cl_step *step, const char *fact, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    bool dated = context != NULL && context->condition_count > 0;

    (void)e;
    for (size_t i = 0; dated && i < context->condition_count; i++)
        dated = context->conditions[i].due.known;
    cl_step_yes(step, fact, dated);
    return 0;
}

/* One person decides unless the programme asks for more: then so many have voted, most of them for
 * this decision. The portal's panel is not ours to count. */
static int fact_panel(cl_step *step, const char *fact, cl_error *e)
{
    int64_t needed = cl_machine_number(step->machine, "panel"), cast = 0, in_favour = 0;
    cl_vote *votes;
    size_t count = 0;
    void *items = NULL;
    int rc = 0;

    if (step->causer != NULL || needed <= 1) {
        cl_step_yes(step, fact, true);
        return 0;
    }
    rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_vote, "application",
                           application_of(step)->id, e);
    votes = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cast += !votes[i].voided.known;
        in_favour += !votes[i].voided.known && cl_view_is(votes[i].event, step->event);
    }
    cl_step_yes(step, fact, cast >= needed && 2 * in_favour > cast);
    cl_step_says(step, fact,
                 "a panel of %lld decides: %lld voted, %lld for it; clachan application vote "
                 "APP-%lld",
                 (long long)needed, (long long)cast, (long long)in_favour,
                 (long long)application_of(step)->id);
    return rc;
}

/* ---- award ---- */

static int fact_award(cl_step *step, const char *fact, cl_error *e)
{
    cl_award *awards;
    size_t count = 0;
    int rc = cl_award_list(&awards, &count, &step->arena, step->store, application_of(step)->id, e);

    if (rc != 0)
        return rc;
    if (strcmp(fact, "award_made") == 0)
        cl_step_yes(step, fact, count > 0);
    else
        cl_step_yes(step, fact, count > 0 && !cl_view_is(awards[count - 1].state, "offered"));
    return 0;
}

static int fact_amount(cl_step *step, const char *fact, cl_error *e)
{
    cl_decision_record record;
    bool found = false;
    int rc = find_decision(&record, &found, step, e);

    if (rc == 0) /* the offer is made of the record, and refuses one that does not add up */
        cl_step_yes(step, fact, found && record.granted.known);
    return rc;
}

const cl_fact_source cl_facts_of_application[] = {
    {"cluster_dissolved", fact_dissolved},
    {"edition_in_force", fact_no},
    {"no_other_live", fact_only_live},
    {"version_read", fact_version},
    {"apply_verdict", fact_verdict},
    {"fund_verdict", fact_verdict},
    {"decision_current", fact_current},
    {"grant_known", fact_grant},
    {"unknown_grant_taken", fact_no},
    {"waived", fact_no},
    {"quorum_complete", fact_quorum},
    {"digest_quoted", fact_allowed},
    {"in_delivery", fact_in_delivery},
    {"round_open", fact_round_open},
    {"evidence_kept", fact_no},
    {"receipt_kept", fact_receipt},
    {"delivery_rejected", fact_rejected},
    {"submit_never_sent", fact_never_sent},
    {"deadline_passed", fact_deadline_passed},
    {"portal_withdraws", fact_portal_withdraws},
    {"rule_named", fact_reason_given},
    {"informed", fact_informed},
    {"conflicts_settled", fact_conflicts},
    {"answer_by", fact_answer_by},
    {"answered", fact_no},
    {"panel_complete", fact_panel},
    {"budget_left", fact_budget},
    {"conditions_dated", fact_conditions_dated},
    {"conditions_met", fact_conditions},
    {"condition_overdue", fact_conditions},
    {"award_made", fact_award},
    {"award_answered", fact_award},
    {"amount_recorded", fact_amount},
    {"reapply_allowed", fact_allowed},
    {"round_ahead", fact_round_ahead},
    {"round_closes", fact_round_closes},
    {"extension_named", fact_extension},
    {"open_until", fact_open_until},
    {NULL, NULL},
};
