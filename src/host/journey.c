/* SPDX-License-Identifier: MIT
 *
 * The steps, a function each. Each looks at records of the day and says how far the cluster is,
 * what shows it, and what comes next.
 */
#include "journey.h"

#include <stdarg.h>
#include <string.h>

#include "cluster_judge.h"
#include "events.h"
#include "ids.h"
#include "lifecycle.h"
#include "query.h"
#include "support.h"

const char *cl_journey_state_name(cl_journey_state state)
{
    static const char *const names[] = {"not started", "in progress", "done", "blocked",
                                        "not needed"};

    return names[state];
}

/* A text in the arena; "" when memory is out, which the next allocation tells. */
static const char *say(cl_journey *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static const char *say(cl_journey *j, const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy = NULL;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    if (text.at != NULL)
        copy = cl_arena_string(&j->r->arena, text.at);
    cl_text_clear(&text);
    return copy == NULL ? "" : copy;
}

static const char *say_day(cl_journey *j, const char *what, cl_maybe day)
{
    char text[11] = "some day";

    if (day.known)
        cl_date_format((cl_date)day.value, text);
    return say(j, "%s %s", what, text);
}

static long long cluster_of(const cl_journey *j)
{
    return (long long)j->cluster.id;
}

static long long application_of(const cl_journey *j)
{
    return (long long)j->application.id;
}

static bool is_in(const cl_journey *j, const char *const *states)
{
    for (size_t i = 0; states[i] != NULL; i++)
        if (cl_view_is(j->application.state, states[i]))
            return true;
    return false;
}

/* Where an application is: before it is sent, with the funder, decided. */
static const char *const writing[] = {"draft", "ready", "awaiting_signoff", "signed", NULL};
static const char *const waiting[] = {"submitted", "in_review", "info_requested", NULL};
static const char *const turned_down[] = {"decided_reject", "ineligible", NULL};
static const char *const funded[] = {"decided_fund", "offered", NULL};

static bool is_decided(const cl_journey *j)
{
    return is_in(j, turned_down) || is_in(j, funded) ||
           cl_view_is(j->application.state, "decided_conditional") ||
           j->application.outcome.length > 0;
}

static bool was_funded(const cl_journey *j)
{
    return is_in(j, funded) || cl_view_is(j->application.outcome, "funded");
}

/* ---- the steps ---- */

static int look_materials(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    const cl_record_filter filters[] = {
        {"cluster", j->cluster.id, NULL}, {"programme", 0, j->programme}, {NULL, 0, NULL}};
    const cl_acknowledgement *list;
    void *items = NULL;
    size_t count;
    int rc = cl_record_list(&items, &count, &j->r->arena, j->r->store, &cl_table_acknowledgement,
                            filters, CL_ANY_DAY, e);

    list = items;
    if (rc == 0 && count > 0 && list[0].date.value <= j->on) {
        out->state = CL_JOURNEY_DONE;
        out->evidence = say_day(j, "acknowledged", list[0].date);
    } else {
        out->next = say(j, "clachan journey acknowledge CLU-%lld --programme %s", cluster_of(j),
                        j->programme);
    }
    return rc;
}

/* The edition in force judges the composition; one that cannot be had blocks the step, and its
 * message says why. */
static int look_composition(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    cl_judge_request request = {.cluster = j->cluster.id, .programme = j->programme, .on = j->on};
    cl_judged_cluster judged = {0};
    cl_membership *members;
    cl_error why = CL_ERROR_INIT;
    size_t count;
    int rc =
        cl_membership_list(&members, &count, &j->r->arena, j->r->store, j->cluster.id, 0, j->on, e);

    if (rc != 0)
        return rc;
    out->next =
        say(j, "clachan cluster check CLU-%lld --programme %s", cluster_of(j), j->programme);
    if (count == 0) {
        out->next = say(j, "clachan cluster add CLU-%lld SCHOOL --role lead", cluster_of(j));
        return 0;
    }
    request.option = j->application.option.length > 0 ? j->application.option.at : NULL;
    rc = cl_cluster_judge(&judged, j->r, &request, &why);
    out->state = CL_JOURNEY_IN_PROGRESS;
    if (rc == CL_E_MEMORY || rc == CL_E_STORE) {
        *e = why;
    } else if (rc != 0) {
        rc = 0;
        out->state = CL_JOURNEY_BLOCKED;
        out->evidence = say(j, "%s", why.message);
    } else if (judged.decision.verdict == CL_VERDICT_ELIGIBLE) {
        out->state = CL_JOURNEY_DONE;
        out->evidence = say(j, "%zu schools meet %s@%s", count, judged.decision.programme,
                            judged.decision.edition);
        out->next = "";
    } else {
        out->evidence =
            say(j, "%zu schools; %s under %s@%s", count, cl_verdict_name(judged.decision.verdict),
                judged.decision.programme, judged.decision.edition);
    }
    cl_judged_cluster_clear(&judged);
    return rc;
}

static int look_evaluations(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    const cl_school *due;
    size_t count, members;
    int rc = cl_evaluations_due(&due, &count, &members, j->r, j->cluster.id, j->on, e);

    if (rc != 0 || members == 0)
        return rc;
    out->evidence = say(j, "%zu of %zu schools at home", members - count, members);
    if (count == 0) {
        out->state = CL_JOURNEY_DONE;
        return 0;
    }
    out->state = count < members ? CL_JOURNEY_IN_PROGRESS : CL_JOURNEY_NOT_STARTED;
    out->next = say(j, "clachan self-evaluation add SCH-%lld --cluster CLU-%lld",
                    (long long)due[0].id, cluster_of(j));
    return 0;
}

static int has_rollup(bool *out, cl_journey *j, cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", j->cluster.id, NULL}, {NULL, 0, NULL}};
    const cl_cluster_evaluation *list;
    void *items = NULL;
    size_t count;
    int rc = cl_record_list(&items, &count, &j->r->arena, j->r->store, &cl_table_cluster_evaluation,
                            filters, CL_ANY_DAY, e);

    *out = false;
    list = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        *out = *out || list[i].date.value <= j->on;
    return rc;
}

static int look_planning(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    cl_support_state support;
    bool rolled_up;
    int rc = cl_support_read(&support, j->r, j->cluster.id, j->on, e);

    if (rc == 0)
        rc = has_rollup(&rolled_up, j, e);
    if (rc != 0)
        return rc;
    if (!support.introduced) {
        out->next = say(j, "clachan support introduce CLU-%lld --advisor ADVISOR", cluster_of(j));
        return 0;
    }
    out->evidence = say(j, "advisor introduced, %lld minutes left; cluster self-evaluation %s",
                        (long long)support.balance, rolled_up ? "made" : "missing");
    out->state =
        rolled_up && j->application.revision > 0 ? CL_JOURNEY_DONE : CL_JOURNEY_IN_PROGRESS;
    if (!rolled_up)
        out->next = say(j, "clachan self-evaluation roll-up CLU-%lld", cluster_of(j));
    else if (j->application.id == 0)
        out->next = say(j, "clachan application start CLU-%lld --programme %s", cluster_of(j),
                        j->programme);
    else if (j->application.revision == 0)
        out->next = say(j, "clachan application check APP-%lld", application_of(j));
    return 0;
}

/* The last day of the round that is open, as the edition says. */
static void tell_deadline(cl_journey_view *out, cl_journey *j)
{
    cl_judge_request request = {
        .cluster = j->cluster.id, .programme = j->programme, .on = j->on, .stage = CL_STAGE_APPLY};
    cl_judged_cluster judged = {0};

    if (cl_cluster_judge(&judged, j->r, &request, NULL) == 0 && judged.decision.has_deadline)
        out->by = cl_known(judged.decision.deadline);
    cl_judged_cluster_clear(&judged);
}

static int look_submission(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    (void)e;
    if (j->application.id == 0) {
        out->next = say(j, "clachan application start CLU-%lld --programme %s", cluster_of(j),
                        j->programme);
        tell_deadline(out, j);
        return 0;
    }
    out->evidence = say(j, "APP-%lld is %.*s", application_of(j), (int)j->application.state.length,
                        j->application.state.at);
    if (is_in(j, writing) || cl_view_is(j->application.state, "submitting")) {
        out->state = CL_JOURNEY_IN_PROGRESS;
        tell_deadline(out, j);
        out->next = say(j,
                        cl_view_is(j->application.state, "draft") ||
                                cl_view_is(j->application.state, "ready")
                            ? "clachan application check APP-%lld"
                            : "clachan submit APP-%lld",
                        application_of(j));
    } else if (cl_view_is(j->application.state, "withdrawn") ||
               cl_view_is(j->application.state, "expired")) {
        out->state = CL_JOURNEY_BLOCKED;
        out->next = say(j, "clachan application start CLU-%lld --programme %s", cluster_of(j),
                        j->programme);
    } else {
        out->state = CL_JOURNEY_DONE;
    }
    return 0;
}

static int look_decision(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    (void)e;
    if (is_decided(j)) {
        out->state = CL_JOURNEY_DONE;
        out->evidence =
            j->application.outcome.length > 0
                ? say(j, "outcome %.*s", (int)j->application.outcome.length,
                      j->application.outcome.at)
                : say(j, "%.*s", (int)j->application.state.length, j->application.state.at);
    } else if (is_in(j, waiting)) {
        out->state = CL_JOURNEY_IN_PROGRESS;
        out->next = "clachan poll";
    }
    return 0;
}

/* The events of the application tell whether feedback was delivered. */
typedef struct hunt {
    const char *kind;
    bool found;
} hunt;

static int seek(void *context, const cl_event *event, cl_error *e)
{
    hunt *h = context;

    (void)e;
    h->found = h->found || cl_view_is(event->kind, h->kind);
    return 0;
}

static int has_event(bool *out, cl_journey *j, const char *kind, cl_error *e)
{
    char entity[CL_ID_TEXT];
    cl_event_filter filter = {.entity = entity};
    hunt h = {kind, false};
    int rc;

    cl_id_format(entity, cl_table_application.prefix, j->application.id);
    rc = cl_event_each(j->r->store, &filter, seek, &h, e);
    *out = h.found;
    return rc;
}

static int look_feedback(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    bool delivered = false;
    int rc = 0;

    if (!is_decided(j))
        return 0;
    rc = has_event(&delivered, j, "feedback", e);
    out->state = delivered ? CL_JOURNEY_DONE : CL_JOURNEY_IN_PROGRESS;
    if (!delivered)
        out->next = say(j, "clachan application feedback APP-%lld", application_of(j));
    return rc;
}

/* Instalments of the newest award, by what makes them due. */
static int find_instalment(cl_instalment *out, bool *found, bool *any, cl_journey *j,
                           const char *when, cl_error *e)
{
    cl_award *awards;
    cl_instalment *list;
    size_t count, n;
    int rc = j->application.id == 0
                 ? 0
                 : cl_award_list(&awards, &count, &j->r->arena, j->r->store, j->application.id, e);

    *found = *any = false;
    if (rc != 0 || j->application.id == 0 || count == 0)
        return rc;
    *any = true;
    rc = cl_instalment_list(&list, &n, &j->r->arena, j->r->store, awards[count - 1].id, e);
    for (size_t i = 0; rc == 0 && i < n; i++)
        if (cl_view_is(list[i].due_when, when)) {
            *out = list[i];
            *found = true;
        }
    return rc;
}

static int look_outcome(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    cl_support_state support;
    cl_instalment first;
    bool found, any;
    int rc = cl_support_read(&support, j->r, j->cluster.id, j->on, e);

    if (rc != 0 || !is_decided(j))
        return rc;
    out->state = CL_JOURNEY_IN_PROGRESS;
    if (!was_funded(j)) {
        out->evidence =
            say(j, "turned down; %lld minutes of support left", (long long)support.balance);
        out->state =
            cl_view_is(j->application.state, "closed") ? CL_JOURNEY_DONE : CL_JOURNEY_IN_PROGRESS;
        out->next = say(j, "clachan application reapply APP-%lld", application_of(j));
        return 0;
    }
    rc = find_instalment(&first, &found, &any, j, "award accepted", e);
    if (rc == 0 && found && cl_view_is(first.state, "paid")) {
        out->state = CL_JOURNEY_DONE;
        out->evidence = "accepted, first instalment paid";
    } else if (rc == 0) {
        out->evidence = any ? "offered" : "";
        out->next = any ? "clachan award list" : "clachan poll";
    }
    return rc;
}

/* A report is accepted when what it releases is due or beyond. */
static int look_report(cl_journey_view *out, cl_journey *j, const char *when, bool is_last,
                       cl_error *e)
{
    cl_instalment released;
    bool found, any;
    int rc = find_instalment(&released, &found, &any, j, when, e);

    if (rc != 0 || !any)
        return rc;
    if (!found) {
        out->state = CL_JOURNEY_NOT_NEEDED;
        out->evidence = "no instalment waits for it";
        return 0;
    }
    out->evidence = say(j, "INS-%lld is %.*s", (long long)released.id, (int)released.state.length,
                        released.state.at);
    if (cl_view_is(released.state, "planned")) {
        out->next = say(j, "clachan application feedback APP-%lld", application_of(j));
        return 0;
    }
    out->state =
        !is_last || cl_view_is(released.state, "paid") ? CL_JOURNEY_DONE : CL_JOURNEY_IN_PROGRESS;
    return 0;
}

static int look_interim(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    return look_report(out, j, "interim report accepted", false, e);
}

static int look_final(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    return look_report(out, j, "final report accepted", true, e);
}

/* Has a certificate that is valid on the day; `*earned`: one that is not issued yet. */
static int holds_certificate(bool *out, int64_t *earned, cl_journey *j, int64_t school, cl_error *e)
{
    const cl_record_filter filters[] = {{"school", school, NULL}, {NULL, 0, NULL}};
    const cl_accreditation *list;
    void *items = NULL;
    size_t count = 0;
    int rc = cl_record_list(&items, &count, &j->r->arena, j->r->store, &cl_table_accreditation,
                            filters, CL_ANY_DAY, e);

    *out = false;
    list = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (cl_view_is(list[i].state, "earned"))
            *earned = list[i].id;
        *out = *out || (cl_words_hold_view("issued expiring", list[i].state) &&
                        list[i].valid_from.known && list[i].valid_from.value <= j->on &&
                        (!list[i].valid_to.known || list[i].valid_to.value >= j->on));
    }
    return rc;
}

/* k of n schools at home hold a certificate. */
static int look_award(cl_journey_view *out, cl_journey *j, cl_error *e)
{
    cl_membership *members;
    size_t count, home = 0, holding = 0;
    int64_t earned = 0, first = 0;
    int rc =
        cl_membership_list(&members, &count, &j->r->arena, j->r->store, j->cluster.id, 0, j->on, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_school school;
        bool holds = false;

        rc = cl_record_get(&school, &j->r->arena, j->r->store, &cl_table_school, members[i].school,
                           e);
        if (rc != 0 || !cl_view_is(school.country, "GB"))
            continue;
        home++;
        rc = holds_certificate(&holds, &earned, j, school.id, e);
        holding += holds;
        first = !holds && first == 0 ? school.id : first;
    }
    if (rc != 0 || home == 0)
        return rc;
    out->evidence = say(j, "%zu of %zu schools at home", holding, home);
    out->state = holding == home              ? CL_JOURNEY_DONE
                 : holding > 0 || earned != 0 ? CL_JOURNEY_IN_PROGRESS
                                              : CL_JOURNEY_NOT_STARTED;
    if (earned != 0)
        out->next = say(j, "clachan accreditation issue ACC-%lld", (long long)earned);
    else if (first != 0 && cl_view_is(j->application.outcome, "funded"))
        out->next = say(j, "clachan accreditation earn SCH-%lld", (long long)first);
    return 0;
}

static const struct {
    const char *is;
    int (*look)(cl_journey_view *out, cl_journey *j, cl_error *e);
} steps[] = {
    {"materials", look_materials},
    {"composition", look_composition},
    {"evaluations", look_evaluations},
    {"planning", look_planning},
    {"submission", look_submission},
    {"decision", look_decision},
    {"feedback", look_feedback},
    {"outcome", look_outcome},
    {"interim", look_interim},
    {"final", look_final},
    {"award", look_award},
};

enum { STEPS = sizeof steps / sizeof *steps };

bool cl_journey_knows(const char *is)
{
    for (size_t i = 0; i < STEPS; i++)
        if (strcmp(steps[i].is, is) == 0)
            return true;
    return false;
}

int cl_journey_look(cl_journey_view *out, cl_journey *journey, const char *is, cl_error *e)
{
    *out = (cl_journey_view){CL_JOURNEY_NOT_STARTED, "", "", {0, false}};
    for (size_t i = 0; i < STEPS; i++)
        if (strcmp(steps[i].is, is) == 0)
            return steps[i].look(out, journey, e);
    return cl_fail(e, CL_E_INTERNAL, "no step is '%s'", is);
}
