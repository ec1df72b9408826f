/* SPDX-License-Identifier: MIT
 *
 * One event of one record, by the machine that the record is pinned to: facts are gathered, the
 * transition is found or every stop is told, its effects are carried out, and record, event and
 * effects are stored together. Who drives it (a verb, the courier, a timer, another record) sets
 * what only it knows and never writes a state itself.
 *
 *     cl_step step;
 *     rc = cl_step_open(&step, session, &cl_table_award, id, "accept", e);   inside a transaction
 *     cl_step_yes(&step, "digest_quoted", true);
 *     if (rc == 0) rc = cl_step_take(&step, e);       judges; CL_E_STATE with every stop
 *     cl_step_close(&step);                           always
 */
#ifndef CL_STEP_H
#define CL_STEP_H

#include "change.h"
#include "lifecycle_query.h"
#include "machine_case.h"
#include "session.h"

enum { CL_STEP_GIVEN = 32, CL_STEP_STOPS = 24 };

/** Why an event may not happen now. Kinds: state, role, separation, guard, unknown, date, version,
 * delivery, ledger. */
typedef struct cl_stop {
    const char *kind;
    const char *text; /**< in the arena of the step */
} cl_stop;

/** A fact that whoever drives the step knows, and what to say where it stops the event. */
typedef struct cl_given {
    const char *fact;
    int kind; /**< cl_given_kind of step.c */
    int64_t value;
    cl_view text;
    const char *says; /**< NULL: the words of the fact */
} cl_given;

typedef struct cl_step {
    cl_session *session;
    cl_store *store;
    cl_arena arena;
    cl_author author;
    const cl_noun *noun;
    const cl_table *table;
    const char *event;
    const char *causer; /**< NULL: a person; timer, courier, poll, import, "(award)" */
    void *before;       /**< as it was read; NULL: the record begins */
    void *after;        /**< what is stored; the driver may change fields, never state */
    cl_view programme;  /**< whose machine comes first where the record is pinned to none */
    cl_view reason;     /**< free text; kept as a personal value */
    void *context;      /**< what the effects of this event need from the driver */
    cl_given given[CL_STEP_GIVEN];
    size_t given_count;
    const cl_machine *machine;
    const cl_transition *transition; /**< once judged */
    cl_change change;
    bool changing;
    int64_t seq; /**< of the event, once taken */
    bool asked;  /**< × 2: this was the first of two calls, and nothing moved yet */
    cl_stop stops[CL_STEP_STOPS];
    size_t stop_count;
} cl_step;

/** Reads the record and its machine. `event` is borrowed. CL_E_NOT_FOUND, … */
int cl_step_open(cl_step *step, cl_session *session, const cl_table *table, int64_t id,
                 const char *event, cl_error *e);
/** A record that begins: `record` (borrowed, its state is set) is added by cl_step_take(). */
int cl_step_begin(cl_step *step, cl_session *session, const cl_table *table, void *record,
                  const char *event, cl_view programme, cl_error *e);
/** Forgets what was not taken. A step that failed to open is accepted. */
void cl_step_close(cl_step *step);

void cl_step_yes(cl_step *step, const char *fact, bool value);
void cl_step_day(cl_step *step, const char *fact, cl_maybe day);
void cl_step_text(cl_step *step, const char *fact, cl_view text);
void cl_step_choice(cl_step *step, const char *fact, cl_view word);
/** Nobody knows it: it is not looked up either. */
void cl_step_unknown(cl_step *step, const char *fact);
/** What is told when this fact stops the event. Copied. */
void cl_step_says(cl_step *step, const char *fact, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Finds the transition, or every stop: 0 in both cases; another code when it cannot be judged. */
int cl_step_judge(cl_step *step, cl_error *e);
/** The day of the timers of the record's state; not known when it has none. */
int cl_step_clock(cl_step *step, cl_maybe *out, cl_error *e);
/** CL_E_STATE with all stops in one message; 0 when there is none. */
int cl_step_refusal(const cl_step *step, cl_error *e);
/** Opens step->change, for rows that the driver adds to the event's own. After it was judged. */
int cl_step_prepare(cl_step *step, cl_error *e);
/** Judges, unless that was done, and stores record, event and effects: all or nothing, within the
 * caller's transaction. */
int cl_step_take(cl_step *step, cl_error *e);
/** Adds a stop. */
void cl_step_stop(cl_step *step, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** "APP-12" of the record; empty while it has no number. */
void cl_step_name(const cl_step *step, char out[32]);
/** State now: before it is taken that of `before`. */
cl_view cl_step_state(const cl_step *step);
/** Reads the record again into `after`: what was taken may have moved it further. */
int cl_step_refresh(cl_step *step, cl_error *e);
/** A step of another record that this one causes: `causer` is "(noun)" of this one, actor and day
 * are the same, the cause is this event. */
int cl_step_tell(const cl_step *step, const cl_table *table, int64_t id, const char *event,
                 cl_error *e);

/* ---- what nouns bring along ---- */

/** Sets one fact from the store. */
typedef int cl_fact_function(cl_step *step, const char *fact, cl_error *e);
typedef struct cl_fact_source {
    const char *fact; /**< NULL ends the list */
    cl_fact_function *function;
} cl_fact_source;
extern const cl_fact_source cl_facts_of_application[], cl_facts_of_award[],
    cl_facts_of_instalment[], cl_facts_of_report[], cl_facts_of_variation[], cl_facts_of_clawback[],
    cl_facts_of_accreditation[];

/** Carries an effect out. Before the event is stored it may add rows to step->change and change
 * step->after; after it, it makes changes of its own with step->seq as cause. */
typedef int cl_effect_function(cl_step *step, const cl_machine_effect *effect, cl_error *e);
typedef struct cl_effect_source {
    const char *name; /**< NULL ends the list */
    bool after;       /**< after the event is stored */
    cl_effect_function *function;
} cl_effect_source;
extern const cl_effect_source cl_effects_common[], cl_effects_of_application[],
    cl_effects_of_money[], cl_effects_of_variation[], cl_effects_of_clawback[],
    cl_effects_of_accreditation[];

/** Author of changes that follow from this event. */
cl_author cl_step_follower(const cl_step *step);
/** One record with an event of its own that follows from this one. */
int cl_step_add(const cl_step *step, const char *kind, const cl_table *table, void *record,
                cl_error *e);
int cl_step_set(const cl_step *step, const char *kind, const cl_table *table, const void *before,
                void *after, cl_error *e);

#endif
