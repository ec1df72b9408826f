/* SPDX-License-Identifier: MIT
 *
 * Every row of every machine that ships: some facts let it be taken, and it is refused for a wrong
 * state, role, person, for a guard that does not hold, and for one that nobody can judge. What a
 * row does once it is taken is in the golden files.
 */
#include <stdio.h>
#include <string.h>

#include "desk.h"
#include "machines.h"
#include "query.h"
#include "step.h"

enum { FACTS = 16 };

/* A machine, one of its rows, and one of the states from which it starts (NULL: it begins). */
typedef struct row {
    desk d;
    const cl_machine *machine;
    const cl_table *table;
    const cl_transition *t;
    const char *from;
    const cl_noun_fact *facts[FACTS]; /* what the guards of its event ask there */
    size_t count;
} row;

/* ---- records ---- */

typedef union any_record {
    cl_application application;
    cl_award award;
    cl_instalment instalment;
    cl_grant_report report;
    cl_variation variation;
    cl_clawback clawback;
    cl_accreditation accreditation;
} any_record;

static void add(row *r, const cl_table *table, void *record)
{
    cl_store *store = cl_session_store(r->d.session);
    cl_author author = {.actor = "maker", .at = 1, .effective = 1};
    cl_change change;
    cl_error e = CL_ERROR_INIT;
    int rc = cl_change_open(&change, store, &author, &e);

    if (rc == 0)
        rc = cl_change_add(&change, table, record, &e);
    if (rc == 0)
        rc = cl_change_store(&change, "make", table->prefix, *(int64_t *)record, NULL, NULL, &e);
    cl_change_clear(&change);
    if (rc != 0)
        fail_msg("%s: %s", table->name, e.message);
}

static any_record make(const cl_table *table, const char *state)
{
    cl_view in = cl_view_of(state), zero = CL_VIEW("sha256:0"), gbp = CL_VIEW("GBP");
    any_record record;

    memset(&record, 0, sizeof record);
    if (table == &cl_table_application)
        record.application = (cl_application){.cluster = 1,
                                              .programme = CL_VIEW("p"),
                                              .edition = CL_VIEW("1"),
                                              .date = cl_known(1),
                                              .state = in,
                                              .edition_digest = zero};
    else if (table == &cl_table_award)
        record.award =
            (cl_award){.application = 1, .state = in, .currency = gbp, .offer_digest = zero};
    else if (table == &cl_table_instalment)
        record.instalment = (cl_instalment){.award = 1,
                                            .name = CL_VIEW("x"),
                                            .due_when = CL_VIEW("y"),
                                            .currency = gbp,
                                            .state = in};
    else if (table == &cl_table_report)
        record.report = (cl_grant_report){.award = 1, .kind = CL_VIEW("final"), .state = in};
    else if (table == &cl_table_variation)
        record.variation = (cl_variation){.award = 1,
                                          .kind = CL_VIEW("extend"),
                                          .patch = CL_VIEW("{}"),
                                          .state = in,
                                          .proposer = CL_VIEW("ann"),
                                          .preview = CL_VIEW("{}"),
                                          .preview_digest = zero};
    else if (table == &cl_table_clawback)
        record.clawback = (cl_clawback){.award = 1, .state = in};
    else
        record.accreditation = (cl_accreditation){.school = 1,
                                                  .level = CL_VIEW("foundation"),
                                                  .programme = CL_VIEW("p"),
                                                  .edition = CL_VIEW("1"),
                                                  .edition_digest = zero,
                                                  .facts = CL_VIEW("{}"),
                                                  .decision = CL_VIEW("{}"),
                                                  .state = in};
    return record;
}

/* An instalment has a number of its own in its award; a cluster has one live application. */
static int64_t add_in(row *r, const char *state)
{
    static int64_t n;
    any_record record = make(r->table, state);
    cl_cluster cluster = {.name = CL_VIEW("c"), .structure = CL_VIEW("hub-and-spoke")};

    if (r->table == &cl_table_instalment)
        record.instalment.n = ++n;
    if (r->table == &cl_table_application) {
        add(r, &cl_table_cluster, &cluster);
        record.application.cluster = cluster.id;
    }
    add(r, r->table, &record);
    return *(int64_t *)&record;
}

static void cause(row *r, const char *kind, const char *prefix, int64_t id)
{
    cl_store *store = cl_session_store(r->d.session);
    cl_author author = {.actor = "ann", .at = 1, .effective = 1};
    cl_change change;
    cl_error e = CL_ERROR_INIT;
    int rc = cl_change_open(&change, store, &author, &e);

    if (rc == 0)
        rc = cl_change_store(&change, kind, prefix, id, NULL, NULL, &e);
    cl_change_clear(&change);
    assert_int_equal(rc, 0);
}

/* ---- facts ---- */

static bool is_candidate(const row *r, const cl_transition *t)
{
    cl_view from = r->from == NULL ? (cl_view)CL_VIEW_INIT : cl_view_of(r->from);

    return strcmp(t->event, r->t->event) == 0 && cl_transition_is_from(t, from);
}

static void find_facts(row *r)
{
    const cl_record_type *type = &r->machine->programme->schema.types[0];
    uint64_t asked = 0;

    r->count = 0;
    for (size_t i = 0; i < r->machine->transitions.count; i++) {
        const cl_transition *t = cl_vec_at(&r->machine->transitions, i);

        if (is_candidate(r, t) && t->guard != 0)
            asked |= cl_machine_asks(r->machine, t->guard);
    }
    for (unsigned f = 0; f < type->field_count; f++) {
        const cl_noun_fact *fact = cl_noun_fact_find(r->machine->noun, type->fields[f].name);

        if ((asked >> f & 1) == 0 || fact == NULL)
            continue;
        assert_true(r->count < FACTS);
        r->facts[r->count++] = fact;
    }
}

static size_t values_of(const cl_noun_fact *fact)
{
    size_t count = 0;

    if (fact->kind != CL_FACT_CHOICE)
        return 2;
    while (fact->choices[count] != NULL)
        count++;
    return count;
}

static void give(cl_step *step, const cl_noun_fact *fact, size_t value)
{
    cl_date today = step->author.effective;

    if (fact->kind == CL_FACT_YESNO)
        cl_step_yes(step, fact->name, value == 0);
    else if (fact->kind == CL_FACT_DATE)
        cl_step_day(step, fact->name, cl_known(value == 0 ? today + 1 : today - 1));
    else if (fact->kind == CL_FACT_CHOICE)
        cl_step_choice(step, fact->name, cl_view_of(fact->choices[value]));
    else if (strcmp(fact->name, "reason") == 0)
        step->reason = value == 0 ? CL_VIEW("because") : (cl_view)CL_VIEW_INIT;
    else if (value == 0)
        cl_step_text(step, fact->name, CL_VIEW("because"));
    else
        cl_step_day(step, fact->name, (cl_maybe){0, false}); /* there is none */
}

/* ---- steps ---- */

static const char *causer_of(const cl_transition *t)
{
    const char *who = t->who.items[0];

    for (size_t i = 0; cl_lifecycle_roles[i] != NULL; i++)
        if (strcmp(cl_lifecycle_roles[i], who) == 0)
            return NULL;
    return who;
}

/* A step of the row's event about a record (0: one that begins), not judged yet. */
static void open_step(row *r, cl_step *step, any_record *fresh, int64_t id)
{
    cl_error e = CL_ERROR_INIT;
    int rc;

    *fresh = make(r->table, r->machine->initial);
    rc = id != 0 ? cl_step_open(step, r->d.session, r->table, id, r->t->event, &e)
                 : cl_step_begin(step, r->d.session, r->table, fresh, r->t->event,
                                 (cl_view)CL_VIEW_INIT, &e);
    if (rc != 0)
        fail_msg("%s %s: %s", r->machine->noun->name, r->t->event, e.message);
    step->causer = causer_of(r->t);
}

static void judge(row *r, cl_step *step)
{
    cl_error e = CL_ERROR_INIT;

    if (cl_step_judge(step, &e) != 0)
        fail_msg("%s %s: %s", r->machine->noun->name, r->t->event, e.message);
}

static bool stops_for(const cl_step *step, const char *kind)
{
    for (size_t i = 0; i < step->stop_count; i++)
        if (strcmp(step->stops[i].kind, kind) == 0)
            return true;
    return false;
}

static void never(const row *r, const char *what)
{
    fail_msg("%s: %s from %s to %s is never %s", r->machine->noun->name, r->t->event,
             r->from == NULL ? "nothing" : r->from, r->t->to, what);
}

/* Tries all facts one after the other, like an odometer. `open` is set to the facts with which the
 * row is taken, `closed` to whether some stop it. */
static bool search(row *r, int64_t id, size_t open[FACTS], bool *closed)
{
    size_t value[FACTS] = {0}, at = 0;
    bool found = false;

    *closed = false;
    while (at < r->count || r->count == 0) {
        any_record fresh;
        cl_step step;

        open_step(r, &step, &fresh, id);
        for (size_t i = 0; i < r->count; i++)
            give(&step, r->facts[i], value[i]);
        judge(r, &step);
        if (!found && step.transition == r->t && step.stop_count == 0) {
            memcpy(open, value, sizeof value);
            found = true;
        }
        /* refused, or another row of the event is taken in its place */
        *closed = *closed || stops_for(&step, "guard") ||
                  (step.transition != NULL && step.transition != r->t);
        cl_step_close(&step);
        for (at = 0; at < r->count && ++value[at] == values_of(r->facts[at]); at++)
            value[at] = 0;
        if ((found && *closed) || r->count == 0)
            break;
    }
    return found;
}

static void open_with(row *r, cl_step *step, any_record *fresh, int64_t id,
                      const size_t open[FACTS])
{
    open_step(r, step, fresh, id);
    for (size_t i = 0; i < r->count; i++)
        give(step, r->facts[i], open[i]);
}

/* ---- what refuses ---- */

static void check_role(row *r, int64_t id, const size_t open[FACTS])
{
    any_record fresh;
    cl_step step;

    open_with(r, &step, &fresh, id, open);
    step.causer = "(nobody)";
    judge(r, &step);
    if (!stops_for(&step, "role"))
        never(r, "refused for a role");
    cl_step_close(&step);
}

static void check_unknown(row *r, int64_t id)
{
    any_record fresh;
    bool known = true;
    cl_step step;

    for (size_t i = 0; i < r->count; i++)
        known = known && r->facts[i]->kind == CL_FACT_TEXT;
    if (known)
        return; /* whether a text is given always is known */
    open_step(r, &step, &fresh, id);
    step.reason = CL_VIEW("because");
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->facts[i]->name, "reason") != 0)
            cl_step_unknown(&step, r->facts[i]->name);
    judge(r, &step);
    if (!stops_for(&step, "unknown"))
        never(r, "refused because a fact is unknown");
    cl_step_close(&step);
}

static void check_state(row *r)
{
    for (size_t s = 0; s < r->machine->states.count; s++) {
        const cl_machine_state *state = cl_vec_at(&r->machine->states, s);
        bool starts = false;
        any_record fresh;
        cl_step step;

        for (size_t i = 0; i < r->machine->transitions.count; i++) {
            const cl_transition *t = cl_vec_at(&r->machine->transitions, i);

            starts = starts || (strcmp(t->event, r->t->event) == 0 &&
                                cl_transition_is_from(t, cl_view_of(state->name)));
        }
        if (starts)
            continue;
        open_step(r, &step, &fresh, add_in(r, state->name));
        judge(r, &step);
        if (!stops_for(&step, "state"))
            never(r, "refused for a state");
        cl_step_close(&step);
        return;
    }
    never(r, "refused for a state: it starts from all of them");
}

static void check_separation(row *r, const char *event, const size_t open[FACTS])
{
    int64_t id = add_in(r, r->from);
    any_record fresh;
    cl_step step;

    if (causer_of(r->t) != NULL)
        return; /* the system is nobody who could have caused anything */
    if (strncmp(event, "report.", 7) == 0) {
        cl_grant_report report = {
            .award = id, .kind = CL_VIEW("final"), .state = CL_VIEW("accepted")};

        add(r, &cl_table_report, &report);
        cause(r, event + 7, "RPT", report.id);
    } else {
        cause(r, event, r->table->prefix, id);
    }
    open_with(r, &step, &fresh, id, open);
    judge(r, &step);
    if (!stops_for(&step, "separation"))
        never(r, "refused for a person");
    cl_step_close(&step);
}

static void check_twice(row *r, const size_t open[FACTS])
{
    int64_t id = add_in(r, r->from);
    char asked[64];
    any_record fresh;
    cl_step step;

    open_with(r, &step, &fresh, id, open);
    judge(r, &step);
    if (!step.asked)
        never(r, "asked for first");
    cl_step_close(&step);
    (void)snprintf(asked, sizeof asked, "%s_asked", r->t->event);
    cause(r, asked, r->table->prefix, id);
    open_with(r, &step, &fresh, id, open);
    judge(r, &step);
    if (!stops_for(&step, "separation"))
        never(r, "refused to the one who asked");
    cl_step_close(&step);
}

/* ---- the rows ---- */

static void check_row(row *r)
{
    size_t open[FACTS] = {0};
    int64_t id = r->from == NULL ? 0 : add_in(r, r->from);
    bool closed = false;

    find_facts(r);
    if (!search(r, id, open, &closed))
        never(r, "taken");
    if (r->count > 0 && !closed)
        never(r, "refused by its guard");
    check_role(r, id, open);
    if (r->count > 0)
        check_unknown(r, id);
    if (r->from == NULL)
        return;
    check_state(r);
    for (size_t i = 0; i < r->t->differs.count; i++)
        check_separation(r, r->t->differs.items[i], open);
    if (r->t->twice)
        check_twice(r, open);
}

static size_t check_machine(row *r, const char *noun)
{
    cl_error e = CL_ERROR_INIT;
    size_t rows = 0;

    r->table = cl_table_find(cl_view_of(noun));
    if (r->table == NULL)
        fail_msg("no records are kept of %s", noun);
    if (cl_session_machine(&r->machine, r->d.session, noun, (cl_view)CL_VIEW_INIT,
                           (cl_view)CL_VIEW_INIT, &e) != 0)
        fail_msg("%s", e.message);
    for (size_t i = 0; i < r->machine->transitions.count; i++) {
        r->t = cl_vec_at(&r->machine->transitions, i);
        r->from = NULL;
        if (r->t->from.count == 0)
            check_row(r);
        rows += r->t->from.count == 0;
        for (size_t n = 0; n < r->t->from.count; n++, rows++) {
            r->from = r->t->from.items[n];
            check_row(r);
        }
    }
    return rows;
}

static void test_machine_rows__each_is_taken_and_refused(void **state)
{
    any_record record;
    row r = {0};
    size_t rows = 0;

    (void)state;
    desk_open(&r.d, false);
    desk_form_cluster(&r.d);
    assert_int_equal(cl_store_begin(cl_session_store(r.d.session), NULL), 0);
    record = make(&cl_table_application, "withdrawn");
    add(&r, &cl_table_application, &record);
    record = make(&cl_table_award, "active");
    add(&r, &cl_table_award, &record);
    for (const cl_noun *noun = cl_nouns; noun->name != NULL; noun++)
        rows += check_machine(&r, noun->name);
    assert_true(rows > 130); /* none was left out */
    cl_store_rollback(cl_session_store(r.d.session));
    desk_close(&r.d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_machine_rows__each_is_taken_and_refused),
};

CL_TEST_MAIN(tests)
