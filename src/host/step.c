/* SPDX-License-Identifier: MIT
 *
 * Opening, judging and taking a step. Facts come from whoever drives it, then from the table of the
 * noun; a fact that nobody sets is unknown, and an unknown guard refuses. Separation and roles are
 * in step_who.c.
 */
#include "step.h"

#include <stdio.h>
#include <string.h>

#include "application_step.h"
#include "ids.h"
#include "machines.h"
#include "query.h"
#include "step_who.h"

enum { GIVEN_YES, GIVEN_DAY, GIVEN_TEXT, GIVEN_CHOICE, GIVEN_NONE, GIVEN_UNKNOWN, GIVEN_NOTHING };

/* ---- columns ---- */

static cl_view *text_column(const cl_step *step, void *record, const char *name)
{
    int column = cl_table_column(step->table, cl_view_of(name));

    return column < 0 ? NULL
                      : (cl_view *)(void *)((char *)record + step->table->columns[column].offset);
}

static int64_t id_of(const cl_step *step)
{
    return *(const int64_t *)step->after;
}

void cl_step_name(const cl_step *step, char out[32])
{
    out[0] = '\0';
    if (id_of(step) != 0)
        (void)snprintf(out, 32, "%s-%lld", step->table->prefix, (long long)id_of(step));
}

cl_view cl_step_state(const cl_step *step)
{
    void *record = step->seq != 0 || step->before == NULL ? step->after : step->before;

    if (step->before == NULL && step->seq == 0)
        return (cl_view)CL_VIEW_INIT;
    return *text_column(step, record, "state");
}

/* ---- opening ---- */

static void begin(cl_step *step, cl_session *session, const cl_table *table, const char *event)
{
    memset(step, 0, sizeof *step);
    step->session = session;
    step->store = cl_session_store(session);
    step->table = table;
    step->noun = cl_noun_find(cl_view_of(table->name));
    step->event = event;
    step->author = (cl_author){.actor = cl_session_actor(session),
                               .at = cl_session_now(session),
                               .effective = cl_session_today(session)};
}

static int find_machine(cl_step *step, cl_error *e)
{
    cl_view *digest = text_column(step, step->after, "machine_digest");

    if (step->noun == NULL)
        return cl_fail(e, CL_E_INTERNAL, "a %s has no machine", step->table->noun);
    return cl_session_machine(&step->machine, step->session, step->noun->name, step->programme,
                              digest == NULL ? (cl_view)CL_VIEW_INIT : *digest, e);
}

int cl_step_open(cl_step *step, cl_session *session, const cl_table *table, int64_t id,
                 const char *event, cl_error *e)
{
    int rc;

    begin(step, session, table, event);
    step->before = cl_arena_alloc(&step->arena, table->size);
    step->after = cl_arena_alloc(&step->arena, table->size);
    if (step->before == NULL || step->after == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_record_get(step->before, &step->arena, step->store, table, id, e);
    if (rc != 0)
        return rc;
    memcpy(step->after, step->before, table->size);
    if (table == &cl_table_application)
        step->programme = ((const cl_application *)step->before)->programme;
    return find_machine(step, e);
}

int cl_step_begin(cl_step *step, cl_session *session, const cl_table *table, void *record,
                  const char *event, cl_view programme, cl_error *e)
{
    begin(step, session, table, event);
    step->after = record;
    step->programme = programme;
    return find_machine(step, e);
}

void cl_step_close(cl_step *step)
{
    if (step->changing)
        cl_change_clear(&step->change);
    cl_arena_clear(&step->arena);
    step->changing = false;
}

/* ---- what is given ---- */

static cl_given *given_slot(cl_step *step, const char *fact)
{
    for (size_t i = 0; i < step->given_count; i++)
        if (strcmp(step->given[i].fact, fact) == 0)
            return &step->given[i];
    if (step->given_count == CL_STEP_GIVEN)
        return NULL;
    step->given[step->given_count] = (cl_given){.fact = fact, .kind = GIVEN_NOTHING};
    return &step->given[step->given_count++];
}

static void give(cl_step *step, const char *fact, int kind, int64_t value, cl_view text)
{
    cl_given *slot = given_slot(step, fact);

    if (slot == NULL)
        return; /* more facts than any noun has */
    slot->kind = kind;
    slot->value = value;
    slot->text = text;
}

void cl_step_yes(cl_step *step, const char *fact, bool value)
{
    give(step, fact, GIVEN_YES, value, (cl_view)CL_VIEW_INIT);
}

void cl_step_day(cl_step *step, const char *fact, cl_maybe day)
{
    give(step, fact, day.known ? GIVEN_DAY : GIVEN_NONE, day.value, (cl_view)CL_VIEW_INIT);
}

void cl_step_text(cl_step *step, const char *fact, cl_view text)
{
    give(step, fact, GIVEN_TEXT, 0, text);
}

void cl_step_choice(cl_step *step, const char *fact, cl_view word)
{
    give(step, fact, GIVEN_CHOICE, 0, word);
}

void cl_step_unknown(cl_step *step, const char *fact)
{
    give(step, fact, GIVEN_UNKNOWN, 0, (cl_view)CL_VIEW_INIT);
}

void cl_step_says(cl_step *step, const char *fact, const char *format, ...)
{
    cl_given *slot = given_slot(step, fact);
    cl_text text = CL_TEXT_INIT;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    if (slot != NULL)
        slot->says = cl_arena_copy(&step->arena, cl_text_view(&text));
    cl_text_clear(&text);
}

void cl_step_stop(cl_step *step, const char *kind, const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    va_list args;
    const char *copy;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    copy = cl_arena_copy(&step->arena, cl_text_view(&text));
    cl_text_clear(&text);
    for (size_t i = 0; copy != NULL && i < step->stop_count; i++)
        if (strcmp(step->stops[i].text, copy) == 0)
            return; /* two facts may be open for one reason */
    if (step->stop_count < CL_STEP_STOPS)
        step->stops[step->stop_count++] = (cl_stop){kind, copy == NULL ? "out of memory" : copy};
}

/* ---- facts ---- */

static const cl_fact_source *sources_of(const cl_step *step)
{
    static const struct {
        const cl_table *table;
        const cl_fact_source *facts;
    } rows[] = {{&cl_table_application, cl_facts_of_application},
                {&cl_table_award, cl_facts_of_award},
                {&cl_table_instalment, cl_facts_of_instalment},
                {&cl_table_report, cl_facts_of_report},
                {&cl_table_variation, cl_facts_of_variation},
                {&cl_table_clawback, cl_facts_of_clawback},
                {&cl_table_accreditation, cl_facts_of_accreditation}};
    static const cl_fact_source none = {NULL, NULL};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (step->table == rows[i].table)
            return rows[i].facts;
    return &none;
}

static int find_fact(cl_step *step, const char *fact, cl_error *e)
{
    for (size_t i = 0; i < step->given_count; i++)
        if (strcmp(step->given[i].fact, fact) == 0 && step->given[i].kind != GIVEN_NOTHING)
            return 0;
    for (const cl_fact_source *source = sources_of(step); source->fact != NULL; source++)
        if (strcmp(source->fact, fact) == 0)
            return source->function(step, source->fact, e);
    return 0;
}

static int place_given(cl_case *c, const cl_given *given, cl_error *e)
{
    switch (given->kind) {
    case GIVEN_YES:
        cl_case_yes(c, given->fact, given->value != 0);
        break;
    case GIVEN_DAY:
        cl_case_day(c, given->fact, (cl_date)given->value);
        break;
    case GIVEN_TEXT:
        cl_case_text(c, given->fact, given->text);
        break;
    case GIVEN_CHOICE:
        return cl_case_choice(c, given->fact, given->text, e);
    case GIVEN_NONE:
        cl_case_none(c, given->fact);
        break;
    default:
        break;
    }
    return 0;
}

static bool is_candidate(const cl_step *step, const cl_transition *t)
{
    cl_view state = step->before == NULL ? (cl_view)CL_VIEW_INIT : cl_step_state(step);

    return strcmp(t->event, step->event) == 0 && cl_transition_is_from(t, state);
}

static const cl_transition *transition_at(const cl_step *step, size_t i)
{
    return cl_vec_at(&step->machine->transitions, i);
}

/* Only what the guards of this event ask is looked up. */
static int gather_facts(cl_step *step, cl_case *c, cl_error *e)
{
    const cl_record_type *type = &step->machine->programme->schema.types[0];
    uint64_t asked = 0;
    int rc = 0;

    for (size_t i = 0; i < step->machine->transitions.count; i++)
        if (is_candidate(step, transition_at(step, i)) && transition_at(step, i)->guard != 0)
            asked |= cl_machine_asks(step->machine, transition_at(step, i)->guard);
    for (unsigned f = CL_FIELD_STANDARD_COUNT; rc == 0 && f < type->field_count; f++)
        if ((asked >> f & 1) != 0)
            rc = find_fact(step, type->fields[f].name, e);
    cl_case_text(c, "reason", step->reason);
    for (size_t i = 0; rc == 0 && i < step->given_count; i++)
        rc = place_given(c, &step->given[i], e);
    return rc;
}

/* ---- stops ---- */

static void stop_for_state(cl_step *step)
{
    cl_text from = CL_TEXT_INIT;
    char name[32];
    cl_view state = cl_step_state(step);

    cl_step_name(step, name);
    for (size_t i = 0; i < step->machine->transitions.count; i++) {
        const cl_transition *t = transition_at(step, i);

        if (strcmp(t->event, step->event) != 0)
            continue;
        for (size_t n = 0; n < t->from.count; n++)
            if (from.at == NULL || strstr(from.at, t->from.items[n]) == NULL)
                cl_text_format(&from, "%s%s", from.length > 0 ? " or " : "", t->from.items[n]);
    }
    if (from.length == 0)
        cl_step_stop(step, "state", "there is no event '%s' of %s", step->event, step->table->noun);
    else
        cl_step_stop(step, "state", "%s is %.*s; %s starts from %s", name, (int)state.length,
                     state.at, step->event, from.at);
    cl_text_clear(&from);
}

/* What the driver or the noun says about a fact that a condition asks; NULL for none. */
static const char *said_about(const cl_step *step, cl_node condition)
{
    const cl_schema *schema = &step->machine->programme->schema;
    uint64_t asked = cl_machine_asks(step->machine, condition);

    for (size_t i = 0; i < step->given_count; i++) {
        int field = cl_schema_find(schema, 0, cl_view_of(step->given[i].fact));

        if (field >= 0 && (asked >> field & 1) != 0 && step->given[i].says != NULL)
            return step->given[i].says;
    }
    return NULL;
}

static void stop_for_condition(cl_step *step, cl_node condition, cl_truth truth)
{
    const char *said = said_about(step, condition), *must = "it needs:", *words;
    cl_text text = CL_TEXT_INIT;

    cl_machine_phrase(&text, step->machine, condition, false);
    words = text.at == NULL ? "" : text.at;
    if (strncmp(words, "not: ", 5) == 0) {
        must = "it may not be that";
        words += 5;
    }
    if (said != NULL)
        cl_step_stop(step, truth == CL_FALSE ? "guard" : "unknown", "%s", said);
    else if (truth == CL_FALSE)
        cl_step_stop(step, "guard", "%s %s", must, words);
    else
        cl_step_stop(step, "unknown", "it is not known whether %s", words);
    cl_text_clear(&text);
}

static void stop_for_guard(cl_step *step, cl_case *c, const cl_transition *t)
{
    cl_node parts[64];
    size_t count = cl_machine_conditions(step->machine, t->guard, parts, 64);

    for (size_t i = 0; i < count && i < 64; i++) {
        cl_truth truth = cl_eval_truth(&c->evaluator, parts[i]);

        if (truth != CL_TRUE)
            stop_for_condition(step, parts[i], truth);
    }
}

/* The transition whose guard holds; where none does, what the one that came nearest lacks. */
static void choose(cl_step *step, cl_case *c)
{
    cl_view state = step->before == NULL ? (cl_view)CL_VIEW_INIT : cl_step_state(step);
    const cl_transition *nearest = NULL;
    size_t lacks = 0;

    for (size_t i = 0; i < step->machine->transitions.count; i++) {
        const cl_transition *t = transition_at(step, i);
        cl_node parts[64];
        size_t count, open = 0;

        if (!is_candidate(step, t))
            continue;
        if (cl_machine_guard(step->machine, &c->evaluator, t, state) == CL_TRUE) {
            step->transition = t;
            return;
        }
        count = cl_machine_conditions(step->machine, t->guard, parts, 64);
        for (size_t n = 0; n < count && n < 64; n++)
            open += cl_eval_truth(&c->evaluator, parts[n]) != CL_TRUE;
        if (!t->otherwise && (nearest == NULL || open < lacks)) {
            nearest = t;
            lacks = open;
        }
    }
    if (nearest != NULL)
        stop_for_guard(step, c, nearest);
    else
        stop_for_state(step);
}

/* ---- judging ---- */

static const cl_transition *first_candidate(const cl_step *step)
{
    for (size_t i = 0; i < step->machine->transitions.count; i++)
        if (is_candidate(step, transition_at(step, i)))
            return transition_at(step, i);
    return NULL;
}

int cl_step_judge(cl_step *step, cl_error *e)
{
    const cl_transition *first = first_candidate(step);
    cl_error failure = CL_ERROR_INIT;
    cl_case c;
    int rc;

    if (first == NULL) {
        stop_for_state(step);
        return step->table == &cl_table_application && cl_view_is(cl_step_state(step), "submitting")
                   ? cl_application_stop_for_delivery(step, e)
                   : 0;
    }
    rc = cl_case_open(&c, step->machine, step->author.effective, e);
    if (rc == 0)
        rc = gather_facts(step, &c, e);
    if (rc == 0) {
        cl_case_begin(&c, &failure);
        choose(step, &c);
        rc = c.evaluator.rc;
        if (rc != 0)
            (void)cl_fail(e, rc, "%s", failure.message);
    }
    cl_case_clear(&c);
    if (rc == 0)
        rc = cl_step_who(step, step->transition != NULL ? step->transition : first, e);
    return rc;
}

int cl_step_clock(cl_step *step, cl_maybe *out, cl_error *e)
{
    const cl_machine_state *state = cl_machine_state_find(step->machine, cl_step_state(step));
    const cl_record_type *type = &step->machine->programme->schema.types[0];
    cl_error failure = CL_ERROR_INIT;
    uint64_t asked;
    cl_range day;
    cl_case c;
    int rc;

    *out = (cl_maybe){0, false};
    if (state == NULL || state->clock == 0)
        return 0;
    asked = cl_machine_asks(step->machine, state->clock);
    rc = cl_case_open(&c, step->machine, step->author.effective, e);
    for (unsigned f = CL_FIELD_STANDARD_COUNT; rc == 0 && f < type->field_count; f++)
        if ((asked >> f & 1) != 0)
            rc = find_fact(step, type->fields[f].name, e);
    for (size_t i = 0; rc == 0 && i < step->given_count; i++)
        rc = place_given(&c, &step->given[i], e);
    if (rc == 0) {
        cl_case_begin(&c, &failure);
        day = cl_eval_range(&c.evaluator, state->clock);
        if (day.state == CL_RANGE_KNOWN)
            *out = cl_known(day.low.num);
    }
    cl_case_clear(&c);
    return rc;
}

int cl_step_refusal(const cl_step *step, cl_error *e)
{
    cl_text all = CL_TEXT_INIT;
    char name[32];

    if (step->stop_count == 0)
        return 0;
    cl_step_name(step, name);
    for (size_t i = 0; i < step->stop_count; i++)
        cl_text_format(&all, "%s%s", i == 0 ? "" : "; ", step->stops[i].text);
    if (strcmp(step->stops[0].kind, "state") == 0)
        (void)cl_fail(e, CL_E_STATE, "%s", all.at == NULL ? "" : all.at);
    else if (name[0] == '\0')
        (void)cl_fail(e, CL_E_STATE, "%s is refused: %s", step->event, all.at);
    else
        (void)cl_fail(e, CL_E_STATE, "%s: %s is refused: %s", name, step->event, all.at);
    cl_text_clear(&all);
    return CL_E_STATE;
}

/* ---- effects ---- */

static const cl_effect_source *source_of(const char *name)
{
    static const cl_effect_source *const lists[] = {cl_effects_common,
                                                    cl_effects_of_application,
                                                    cl_effects_of_money,
                                                    cl_effects_of_variation,
                                                    cl_effects_of_clawback,
                                                    cl_effects_of_accreditation,
                                                    NULL};

    for (size_t i = 0; lists[i] != NULL; i++)
        for (const cl_effect_source *source = lists[i]; source->name != NULL; source++)
            if (strcmp(source->name, name) == 0)
                return source;
    return NULL;
}

static int run_effects(cl_step *step, bool after, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < step->transition->effect_count; i++) {
        const cl_machine_effect *effect = &step->transition->effects[i];
        const cl_effect_source *source = source_of(effect->row->name);

        if (source == NULL)
            rc =
                cl_fail(e, CL_E_INTERNAL, "nothing carries out the effect '%s'", effect->row->name);
        else if (source->after == after)
            rc = source->function(step, effect, e);
    }
    return rc;
}

/* ---- taking ---- */

static int put_record(cl_step *step, cl_error *e)
{
    cl_view *pinned = text_column(step, step->after, "machine_digest");
    int rc = 0;

    *text_column(step, step->after, "state") = cl_view_of(step->transition->to);
    if (step->before != NULL)
        return cl_change_set(&step->change, step->table, step->before, step->after, e);
    if (pinned != NULL) {
        *pinned = cl_view_of(step->machine->digest);
        rc = cl_machine_pin(&step->change, step->machine, e);
    }
    return rc != 0 ? rc : cl_change_add(&step->change, step->table, step->after, e);
}

static int store(cl_step *step, cl_error *e)
{
    char from[40];
    cl_view state = step->before == NULL ? (cl_view)CL_VIEW_INIT : cl_step_state(step);
    int rc;

    (void)snprintf(from, sizeof from, "%.*s", (int)state.length, state.at == NULL ? "" : state.at);
    rc = put_record(step, e);
    if (rc == 0 && step->reason.length > 0)
        cl_change_reason(&step->change, step->reason);
    if (rc == 0)
        rc = cl_change_store(&step->change, step->event, step->table->prefix, id_of(step),
                             from[0] == '\0' ? NULL : from, step->transition->to, e);
    if (rc == 0)
        step->seq = cl_change_seq(&step->change);
    return rc;
}

int cl_step_prepare(cl_step *step, cl_error *e)
{
    int rc;

    if (step->changing)
        return 0;
    step->author.machine = step->machine->digest;
    rc = cl_change_open(&step->change, step->store, &step->author, e);
    step->changing = rc == 0;
    return rc;
}

static int take(cl_step *step, cl_error *e)
{
    int rc = cl_step_prepare(step, e);

    if (rc == 0)
        rc = run_effects(step, false, e);
    if (rc == 0)
        rc = store(step, e);
    if (rc == 0)
        rc = run_effects(step, true, e);
    return rc;
}

int cl_step_take(cl_step *step, cl_error *e)
{
    int rc = 0;

    if (step->transition == NULL && step->stop_count == 0)
        rc = cl_step_judge(step, e);
    if (rc == 0)
        rc = cl_step_refusal(step, e);
    if (rc != 0)
        return rc;
    rc = cl_store_begin(step->store, e);
    if (rc != 0)
        return rc;
    rc = step->asked ? cl_step_ask(step, e) : take(step, e);
    if (rc == 0)
        return cl_store_commit(step->store, e);
    cl_store_rollback(step->store);
    return rc;
}

int cl_step_refresh(cl_step *step, cl_error *e)
{
    return cl_record_get(step->after, &step->arena, step->store, step->table, id_of(step), e);
}

/* ---- what follows ---- */

cl_author cl_step_follower(const cl_step *step)
{
    cl_author author = step->author;

    author.cause = step->seq;
    author.machine = NULL;
    return author;
}

int cl_step_add(const cl_step *step, const char *kind, const cl_table *table, void *record,
                cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_change change;
    int rc = cl_change_open(&change, step->store, &author, e);

    if (rc == 0)
        rc = cl_change_add(&change, table, record, e);
    if (rc == 0)
        rc = cl_change_store(&change, kind, table->prefix, *(const int64_t *)record, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

int cl_step_set(const cl_step *step, const char *kind, const cl_table *table, const void *before,
                void *after, cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_change change;
    int rc = cl_change_open(&change, step->store, &author, e);

    if (rc == 0)
        rc = cl_change_set(&change, table, before, after, e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, kind, table->prefix, *(const int64_t *)after, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

int cl_step_tell(const cl_step *step, const cl_table *table, int64_t id, const char *event,
                 cl_error *e)
{
    char causer[32];
    cl_step told;
    int rc = cl_step_open(&told, step->session, table, id, event, e);

    (void)snprintf(causer, sizeof causer, "(%s)", step->noun->name);
    if (rc == 0) {
        told.causer = causer;
        told.author = cl_step_follower(step);
        told.reason = step->reason;
        rc = cl_step_take(&told, e);
    }
    cl_step_close(&told);
    return rc;
}
