/* SPDX-License-Identifier: MIT
 *
 * What a state machine may be made of: for each noun the facts that its guards may ask, the effects
 * that its transitions may have, its settings, and the core that every machine of that noun keeps
 * (states, and the guards and separations that no programme may take away). Closed lists: a machine
 * file that names anything else is refused. Knows no machine, no store and no Lua.
 */
#ifndef CL_LIFECYCLE_H
#define CL_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "schema.h"
#include "text.h"

/** A fact of a record or of the event that is tried. */
typedef struct cl_noun_fact {
    const char *name;
    cl_fact_kind kind;
    bool core;                  /**< marked ● where a guard asks it */
    const char *const *choices; /**< CHOICE: words, ends with NULL */
    const char *about; /**< what it says when it holds: "the payee's details are verified" */
} cl_noun_fact;

/** A number that a machine may set; what is left out is `standard`. */
typedef struct cl_noun_setting {
    const char *name;
    int standard;
    const char *about;
} cl_noun_setting;

/** A transition that every machine of the noun has. Words are parted by one space; NULL: none. */
typedef struct cl_noun_core {
    const char *event;
    const char *from; /**< one state; NULL: the record begins */
    const char *to;
    const char *facts;   /**< each has to be asked by its guard, all together with its others */
    const char *differs; /**< events: who caused one of them may not cause this one */
    bool twice;          /**< by two persons */
} cl_noun_core;

typedef struct cl_noun {
    const char *name;   /**< "application": also the table of its records */
    const char *prefix; /**< "APP" */
    const char *states; /**< the core states, parted by one space */
    const cl_noun_fact *facts;
    const cl_noun_setting *settings;
    const cl_noun_core *core;
} cl_noun;

/** What an effect takes: nothing but {}, one word, two words. */
typedef enum cl_effect_takes {
    CL_EFFECT_PLAIN,
    CL_EFFECT_TEXT,     /**< a free word: what falls due */
    CL_EFFECT_LETTER,   /**< a letter or notice of cl_lifecycle_letters */
    CL_EFFECT_ACCOUNTS, /**< from account, to account */
    CL_EFFECT_TELL      /**< noun, event */
} cl_effect_takes;

typedef struct cl_effect_row {
    const char *name;
    cl_effect_takes takes;
    const char *about; /**< what it does, for people */
} cl_effect_row;

/** Each ends with a row whose name is NULL (words: with NULL). */
extern const cl_noun cl_nouns[];
extern const cl_effect_row cl_lifecycle_effects[];
extern const char *const cl_lifecycle_roles[];   /**< of persons */
extern const char *const cl_lifecycle_systems[]; /**< timer, courier, poll, import */
extern const char *const cl_lifecycle_letters[];
extern const char *const cl_lifecycle_accounts[];

/** NULL when there is none of that name. */
const cl_noun *cl_noun_find(cl_view name);
const cl_noun *cl_noun_of_prefix(cl_view prefix);
const cl_noun_fact *cl_noun_fact_find(const cl_noun *noun, const char *name);
const cl_effect_row *cl_effect_find(const char *name);
/** Is `word` one of the words of a list parted by single spaces? NULL list: no. */
bool cl_words_hold(const char *words, const char *word);
/** The same of a view, such as the state of a record. */
bool cl_words_hold_view(const char *words, cl_view word);
/** Adds the facts of the noun to record type 0 of a schema. CL_E_MEMORY, CL_E_INVALID. */
int cl_noun_declare(const cl_noun *noun, cl_schema *schema, cl_error *e);

#endif
