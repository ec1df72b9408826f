/* SPDX-License-Identifier: MIT
 *
 * tick and due: the timers of the machines. A timer fires when its guard holds, by the same path as
 * any event; since that moves the record, running it twice, late, or after a week fires once.
 */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "ids.h"
#include "machines.h"
#include "query.h"
#include "recording.h"
#include "row.h"
#include "step.h"

enum { PASSES = 8, STATE = 40 };

/* A record whose state has a day. */
typedef struct timer {
    cl_date due;
    const cl_table *table;
    int64_t id;
    char state[STATE];
    const char *event; /* that a timer causes from here; NULL: a person's turn */
    const char *what;  /* for people where there is no event */
} timer;

typedef struct ticking {
    cl_recording r;
    cl_vec timers;
    size_t fired;
} ticking;

static int by_day(const void *a, const void *b)
{
    const timer *x = a, *y = b;

    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    if (x->table != y->table)
        return strcmp(x->table->name, y->table->name);
    return x->id < y->id ? -1 : x->id > y->id;
}

/* ---- gathering ---- */

static const char *timer_event(const cl_machine *machine, cl_view state, size_t *from)
{
    for (size_t i = *from; i < machine->transitions.count; i++) {
        const cl_transition *t = cl_vec_at(&machine->transitions, i);

        if (cl_words_have(&t->who, "timer") && t->from.count > 0 &&
            cl_transition_is_from(t, state)) {
            *from = i + 1;
            return t->event;
        }
    }
    return NULL;
}

static int add(ticking *t, const cl_step *step, cl_maybe due, const char *event, cl_error *e)
{
    cl_view state = cl_step_state(step);
    timer *added = cl_vec_push(&t->timers);

    if (added == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    *added = (timer){.due = due.known ? (cl_date)due.value : step->author.effective,
                     .table = step->table,
                     .id = *(const int64_t *)step->before,
                     .event = event};
    if (state.length < STATE)
        memcpy(added->state, state.at, state.length);
    return 0;
}

static int gather_record(ticking *t, const cl_table *table, int64_t id, cl_error *e)
{
    cl_step step;
    cl_maybe due;
    const char *event, *last = "";
    size_t from = 0, found = 0;
    int rc = cl_step_open(&step, t->r.session, table, id, "", e);

    if (rc == 0)
        rc = cl_step_clock(&step, &due, e);
    while (rc == 0 && (event = timer_event(step.machine, cl_step_state(&step), &from)) != NULL) {
        if (strcmp(event, last) != 0) /* two transitions of one event are one timer */
            rc = add(t, &step, due, event, e);
        last = event;
        found++;
    }
    if (rc == 0 && found == 0 && due.known)
        rc = add(t, &step, due, NULL, e);
    cl_step_close(&step);
    return rc;
}

static bool has_timers(const cl_machine *machine, const cl_machine_state *state)
{
    size_t from = 0;

    return state->clock != 0 || timer_event(machine, cl_view_of(state->name), &from) != NULL;
}

static int gather_state(ticking *t, const cl_table *table, const char *state, cl_error *e)
{
    cl_record_filter filters[] = {{"state", 0, state}, {NULL, 0, NULL}};
    cl_arena arena = CL_ARENA_INIT;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &arena, t->r.store, table, filters, CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = gather_record(t, table, *(int64_t *)(void *)((char *)items + i * table->size), e);
    cl_arena_clear(&arena);
    return rc;
}

/* Every noun that has records, by the machine of the files: a pinned one may have other timers, and
 * each record is judged by its own. */
static int gather(ticking *t, cl_error *e)
{
    int rc = 0;

    cl_vec_reset(&t->timers);
    for (const cl_noun *noun = cl_nouns; rc == 0 && noun->name != NULL; noun++) {
        const cl_table *table = cl_table_find(cl_view_of(noun->name));
        const cl_machine *machine;

        if (table == NULL)
            continue;
        rc = cl_session_machine(&machine, t->r.session, noun->name, (cl_view)CL_VIEW_INIT,
                                (cl_view)CL_VIEW_INIT, e);
        for (size_t i = 0; rc == 0 && i < machine->states.count; i++) {
            const cl_machine_state *state = cl_vec_at(&machine->states, i);

            if (has_timers(machine, state))
                rc = gather_state(t, table, state->name, e);
        }
    }
    if (t->timers.count > 0)
        qsort(t->timers.items, t->timers.count, sizeof(timer), by_day);
    return rc;
}

/* ---- firing ---- */

static int tell_fired(ticking *t, const timer *due, const cl_step *step, cl_error *e)
{
    cl_view state = cl_step_state(step);

    cl_row_id(&t->r.row, "id", due->table->prefix, due->id);
    cl_row_text(&t->r.row, "event", cl_view_of(due->event));
    cl_row_day(&t->r.row, "due", cl_known(due->due));
    cl_row_text(&t->r.row, "state", state);
    cl_text_format(&t->r.text, "%s-%lld: %s; it is %.*s\n", due->table->prefix, (long long)due->id,
                   due->event, (int)state.length, state.at);
    return cl_recording_send(&t->r, e);
}

static int fire(ticking *t, const timer *due, cl_error *e)
{
    cl_step step;
    int rc = cl_step_open(&step, t->r.session, due->table, due->id, due->event, e);

    if (rc == 0) {
        step.causer = "timer";
        step.author.actor = "system:timer";
        rc = cl_step_judge(&step, e);
    }
    if (rc == 0 && step.stop_count == 0) {
        rc = cl_step_take(&step, e);
        t->fired += rc == 0;
        if (rc == 0)
            rc = tell_fired(t, due, &step, e);
    }
    cl_step_close(&step);
    return rc;
}

/* A timer that fails is told, and the others go on. */
static int fire_all(ticking *t, cl_error *e)
{
    for (size_t i = 0; i < t->timers.count; i++) {
        const timer *due = cl_vec_at(&t->timers, i);
        cl_error failed = CL_ERROR_INIT;
        int rc = due->event == NULL ? 0 : fire(t, due, &failed);

        if (rc == CL_E_STATE || rc == CL_E_INVALID || rc == CL_E_NOT_FOUND)
            (void)cl_sink_refuse(t->r.sink, &failed);
        else if (rc != 0)
            return cl_fail(e, rc, "%s", failed.message);
    }
    return 0;
}

/* ---- reminders ---- */

/* Whose day somebody is told of before it comes, as many days as the machine's setting remind_days
 * says; none where it says nothing. */
static const struct {
    const cl_table *table;
    const char *states, *kind;
} reminders[] = {{&cl_table_application, "info_requested", "answer due"},
                 {&cl_table_award, "offered", "answer due"},
                 {&cl_table_report, "open draft returned", "report due"}};

static const char *kind_of(const timer *due)
{
    for (size_t i = 0; i < sizeof reminders / sizeof *reminders; i++)
        if (due->table == reminders[i].table &&
            cl_words_hold_view(reminders[i].states, cl_view_of(due->state)))
            return reminders[i].kind;
    return NULL;
}

static int is_time(bool *out, ticking *t, const timer *due, cl_error *e)
{
    cl_step step;
    int rc = cl_step_open(&step, t->r.session, due->table, due->id, "", e);
    int64_t days = rc == 0 ? cl_machine_number(step.machine, "remind_days") : 0;

    *out = days > 0 && due->due - days <= cl_session_today(t->r.session);
    cl_step_close(&step);
    return rc;
}

/* Keyed by record, kind and day: a day that moves is told again. */
static int was_told(bool *out, ticking *t, const cl_notice *notice, const char *about,
                    const char *kind, cl_error *e)
{
    char day[11];
    cl_record_filter filters[] = {
        {"about", 0, about}, {"kind", 0, kind}, {"day", 0, day}, {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc;

    cl_date_format((cl_date)notice->day.value, day);
    rc = cl_record_list(&items, &count, &t->r.arena, t->r.store, &cl_table_notice, filters,
                        CL_ANY_DAY, e);
    *out = count > 0;
    return rc;
}

static int keep_notice(ticking *t, cl_notice *notice, cl_error *e)
{
    int rc = cl_store_begin(t->r.store, e);

    if (rc != 0)
        return rc;
    t->r.author.actor = "system:timer";
    rc = cl_recording_add(&t->r, "notice", &cl_table_notice, notice, e);
    if (rc == 0)
        return cl_store_commit(t->r.store, e);
    cl_store_rollback(t->r.store);
    return rc;
}

static int remind_of(ticking *t, const timer *due, const char *kind, cl_error *e)
{
    cl_notice notice = {
        .kind = cl_view_of(kind), .form = CL_VIEW("notice"), .day = cl_known(due->due)};
    char about[32];
    bool told = false;
    int rc;

    cl_id_format(about, due->table->prefix, due->id);
    notice.about = cl_view_of(about);
    rc = was_told(&told, t, &notice, about, kind, e);
    if (rc != 0 || told)
        return rc;
    rc = keep_notice(t, &notice, e);
    t->fired += rc == 0;
    cl_row_text(&t->r.row, "id", cl_view_of(about));
    cl_row_text(&t->r.row, "event", CL_VIEW("remind"));
    cl_row_day(&t->r.row, "due", cl_known(due->due));
    cl_row_text(&t->r.row, "state", cl_view_of(due->state));
    cl_text_format(&t->r.text, "%s: %s; NOT-%lld waits to be sent\n", about, kind,
                   (long long)notice.id);
    return rc != 0 ? rc : cl_recording_send(&t->r, e);
}

static int add_days(ticking *t, cl_error *e);

/* After the last pass, in which nothing fired: what was gathered for it is how things are. */
static int remind(ticking *t, cl_error *e)
{
    int rc = add_days(t, e);

    for (size_t i = 0; rc == 0 && i < t->timers.count; i++) {
        const timer *due = cl_vec_at(&t->timers, i);
        const char *kind = kind_of(due);
        bool now = false;

        if (kind != NULL)
            rc = is_time(&now, t, due, e);
        if (rc == 0 && now)
            rc = remind_of(t, due, kind, e);
    }
    return rc;
}

/* What fires may make something else due; each pass is in the order of the days. */
static int tick(ticking *t, cl_error *e)
{
    size_t before;
    int rc = 0, pass = 0;

    do {
        before = t->fired;
        rc = gather(t, e);
        if (rc == 0)
            rc = fire_all(t, e);
    } while (rc == 0 && t->fired > before && ++pass < PASSES);
    if (rc == 0)
        rc = remind(t, e);
    if (rc == 0 && t->fired == 0)
        cl_sink_note(t->r.sink, "nothing is due");
    return rc;
}

/* ---- due ---- */

static int tell_due(ticking *t, const char *id, cl_date day, const char *state, const char *what,
                    cl_error *e)
{
    cl_row_day(&t->r.row, "due", cl_known(day));
    cl_row_text(&t->r.row, "id", cl_view_of(id));
    cl_row_text(&t->r.row, "state", cl_view_of(state));
    cl_row_text(&t->r.row, "what", cl_view_of(what));
    return cl_recording_send(&t->r, e);
}

static int tell_timer(ticking *t, const timer *due, cl_error *e)
{
    char id[32];

    cl_id_format(id, due->table->prefix, due->id);
    return tell_due(t, id, due->due, due->state,
                    due->event != NULL  ? due->event
                    : due->what != NULL ? due->what
                                        : "a person decides",
                    e);
}

/* Days that are no timer of a state: reports to hand in, conditions to meet. */
static int add_days(ticking *t, cl_error *e)
{
    cl_arena *arena = &t->r.arena;
    void *items = NULL;
    size_t count = 0;
    int rc =
        cl_record_list(&items, &count, arena, t->r.store, &cl_table_report, NULL, CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_grant_report *report = (cl_grant_report *)items + i;
        timer *added;

        if (!report->due.known ||
            (!cl_view_is(report->state, "open") && !cl_view_is(report->state, "draft") &&
             !cl_view_is(report->state, "returned")))
            continue;
        added = cl_vec_push(&t->timers);
        if (added == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        *added = (timer){(cl_date)report->due.value, &cl_table_report, report->id, "", NULL,
                         "the report is handed in"};
        memcpy(added->state, report->state.at,
               report->state.length < STATE ? report->state.length : 0);
    }
    if (rc == 0)
        rc = cl_record_list(&items, &count, arena, t->r.store, &cl_table_condition, NULL,
                            CL_ANY_DAY, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_condition *condition = (cl_condition *)items + i;
        timer *added;

        if (condition->met.known)
            continue;
        added = cl_vec_push(&t->timers);
        if (added == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        *added =
            (timer){(cl_date)condition->due.value, &cl_table_condition, condition->id, "open", NULL,
                    "the condition is met"};
    }
    if (t->timers.count > 0)
        qsort(t->timers.items, t->timers.count, sizeof(timer), by_day);
    return rc;
}

/* How far ahead: calendar days, or working days of whoever leads the cluster. */
typedef struct horizon {
    long days;
    bool working;
    cl_date last; /* beyond it nothing counts, whatever the holidays */
} horizon;

enum { MOST_DAYS = 36600, HOLIDAYS_AHEAD = 21 };

static int read_within(horizon *out, cl_recording *r, cl_error *e)
{
    const char *text = cl_argument_get(r->arguments, "within");
    char *end = NULL;

    out->days = text == NULL ? 14 : strtol(text, &end, 10);
    out->working = text != NULL && strcmp(end, "wd") == 0;
    if (text != NULL && (end == text || out->days < 0 || out->days > MOST_DAYS ||
                         (!out->working && strcmp(end, "d") != 0 && *end != '\0')))
        return cl_fail(e, CL_E_MISUSE,
                       "--within takes days such as 14d, or working days such as 10wd, not '%s'",
                       text);
    out->last = cl_session_today(r->session) + (cl_date)out->days;
    if (out->working) /* of seven days at least four work, but about New Year */
        out->last += (cl_date)out->days + HOLIDAYS_AHEAD;
    return 0;
}

/* `*known` false: the holidays on the way are not known, so that it is listed rather than lost. */
static int is_within(bool *within, bool *known, ticking *t, const horizon *ahead, const timer *due,
                     cl_error *e)
{
    cl_date today = cl_session_today(t->r.session), last;
    cl_workdays list;
    int rc;

    *known = true;
    *within = due->due <= ahead->last;
    if (!ahead->working || due->due <= today || !*within)
        return 0;
    rc = cl_calendar_of_record(&list, &t->r.arena, t->r.store, due->table, due->id, today, e);
    if (rc != 0)
        return rc;
    *known = cl_workday_add(&last, &list, today, (int)ahead->days);
    *within = !*known || due->due <= last;
    return 0;
}

/* A timer of today or before whose guard does not hold is nobody's turn yet. */
static int is_waiting(bool *waits, ticking *t, const timer *due, cl_error *e)
{
    cl_step step;
    int rc;

    *waits = false;
    if (due->event == NULL || due->due > cl_session_today(t->r.session))
        return 0;
    rc = cl_step_open(&step, t->r.session, due->table, due->id, due->event, e);
    if (rc == 0) {
        step.causer = "timer";
        rc = cl_step_judge(&step, e);
    }
    *waits = rc == 0 && step.stop_count > 0;
    cl_step_close(&step);
    return rc;
}

static int tell_within(ticking *t, const horizon *ahead, const timer *each, cl_error *e)
{
    bool waits = false, within = false, known = true;
    int rc = is_within(&within, &known, t, ahead, each, e);

    if (rc == 0 && within)
        rc = is_waiting(&waits, t, each, e);
    if (rc != 0 || !within || waits)
        return rc;
    if (!known)
        cl_sink_note(t->r.sink,
                     "%s-%lld: the bank holidays of its lead school are not known, so it may be "
                     "due later than asked: clachan bank-holiday import",
                     each->table->prefix, (long long)each->id);
    return tell_timer(t, each, e);
}

static int due(ticking *t, cl_error *e)
{
    horizon ahead;
    int rc = read_within(&ahead, &t->r, e);

    if (rc == 0)
        rc = gather(t, e);
    if (rc == 0)
        rc = add_days(t, e);
    for (size_t i = 0; rc == 0 && i < t->timers.count; i++)
        rc = tell_within(t, &ahead, cl_vec_at(&t->timers, i), e);
    return rc;
}

/* ---- the verbs ---- */

static int run(int (*body)(ticking *t, cl_error *e), cl_session *session,
               const cl_arguments *arguments, const cl_sink *sink, cl_error *e)
{
    ticking t = {.timers = CL_VEC_INIT(timer)};
    int rc;

    cl_recording_begin(&t.r, session, arguments, sink);
    rc = body(&t, e);
    cl_recording_end(&t.r);
    cl_vec_clear(&t.timers);
    return rc;
}

static int run_tick(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return run(tick, session, arguments, sink, e);
}

static int run_due(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    return run(due, session, arguments, sink, e);
}

static const cl_parameter due_parameters[] = {
    {"within", CL_TAKES_TEXT, 0, "DAYS",
     "how far ahead: 14d when it is left out; 10wd are working days of the lead school"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_tick_verbs[] = {
    {.name = "tick",
     .run = run_tick,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES | CL_OWN_TRANSACTIONS,
     .brief = "Fires every timer that is due: rounds that close, offers that lapse, reports that "
              "open.",
     .detail = "In the order of the days; run twice, late, or after a week it fires once. Then a "
               "notice is made for each answer or report that is due within as many days as the "
               "machine of its record sets (remind_days); clachan reminder send takes it further.",
     .example = "clachan tick --dry-run"},
    {.name = "due",
     .run = run_due,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = due_parameters,
     .brief = "Lists what falls due: timers, reports, conditions.",
     .example = "clachan due --within 14d"},
    {.name = NULL},
};
