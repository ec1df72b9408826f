/* SPDX-License-Identifier: MIT
 *
 * A state machine as data: states, transitions, guards as trees, effects by name. Built by script/
 * when its file is read, checked by cl_machine_finish(), then immutable. It runs nothing: which
 * transition may be taken is asked here, and host carries its effects out. Knows no Lua and no SQL.
 */
#ifndef CL_MACHINE_H
#define CL_MACHINE_H

#include "eval.h"
#include "lifecycle.h"
#include "programme.h"

typedef struct cl_machine_state {
    const char *name, *label;
    bool final;    /**< nothing leads out */
    bool resting;  /**< rests, and may be reopened */
    cl_node clock; /**< date of its timers; 0 for none */
    const char *file;
    int line;
} cl_machine_state;

typedef struct cl_machine_effect {
    const cl_effect_row *row;
    const char *a, *b; /**< what it takes; NULL */
} cl_machine_effect;

typedef struct cl_words {
    const char *const *items;
    size_t count;
} cl_words;

/** One row of the table: from one of some states, by an event, to a state. */
typedef struct cl_transition {
    const char *event;
    cl_words from; /**< none: the record begins */
    const char *to;
    cl_words who;     /**< roles, systems, or "(noun)": told by a record */
    cl_words differs; /**< events (or "noun.event"): who caused one may not cause this */
    bool twice;       /**< asked for by one person, carried out by another */
    bool otherwise;   /**< where no other guard of the event is true, and none is unknown */
    cl_node guard;    /**< 0: always */
    const cl_machine_effect *effects;
    size_t effect_count;
    const char *file;
    int line;
} cl_transition;

typedef struct cl_machine_setting {
    const cl_noun_setting *row;
    int64_t value;
} cl_machine_setting;

typedef struct cl_machine {
    const cl_noun *noun;
    const char *edition, *initial;
    char digest[7 + CL_DIGEST_HEX]; /**< "sha256:…" of the text */
    const char *source;             /**< the text itself, so that it can be pinned to a record */
    cl_programme *programme;        /**< schema and trees of the guards; owner of all texts */
    cl_vec states, transitions, settings;
    const char *file;
    int line;
} cl_machine;

/** An empty machine of a noun to be built; the facts of the noun are declared. Findings are
 * borrowed until cl_machine_finish(). CL_E_MEMORY. */
int cl_machine_new(cl_machine **out, const cl_noun *noun, cl_findings *findings, cl_error *e);
void cl_machine_free(cl_machine *machine);
/** Ends the building and checks the machine by itself: states that cannot be reached or left,
 * guards that may be true together, that are always true or always false, events that nobody
 * causes, timers without a date, the core of its noun. CL_E_SCRIPT when there is an error. */
int cl_machine_finish(cl_machine *machine, cl_error *e);
/** Checks machines together: events that they tell each other, and rings of them. Adds to
 * `findings`. */
void cl_machines_check(const cl_machine *const *machines, size_t count, cl_findings *findings);

const cl_machine_state *cl_machine_state_find(const cl_machine *machine, cl_view name);
bool cl_transition_is_from(const cl_transition *transition, cl_view state);
/** True when a list of words holds one. */
bool cl_words_have(const cl_words *words, const char *word);
int64_t cl_machine_number(const cl_machine *machine, const char *setting);

/** How a transition stands, once the facts are known. */
typedef enum cl_standing { CL_STANDS_OPEN, CL_STANDS_REFUSED, CL_STANDS_UNKNOWN } cl_standing;

/** Truth of the guard of a transition (a begun evaluator over the machine's programme); for
 * `otherwise` it is what the other guards of the event from that state leave. */
cl_truth cl_machine_guard(const cl_machine *machine, cl_evaluator *evaluator,
                          const cl_transition *transition, cl_view state);

/** Conditions that a guard is made of, all of which have to hold: the parts of an `all`, nested
 * ones as well. Returns how many; at most `limit` are written. */
size_t cl_machine_conditions(const cl_machine *machine, cl_node guard, cl_node *out, size_t limit);

/** Appends a condition in the words of its facts: "the payee's details are verified ●". `marks`:
 * with ● at core facts. */
void cl_machine_phrase(cl_text *out, const cl_machine *machine, cl_node condition, bool marks);

#endif
