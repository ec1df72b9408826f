/* SPDX-License-Identifier: MIT
 *
 * A verb is one use case: a row of data (name, parameters, help, example, needs) and a function.
 * The command line, the prompt's Lua table and embedding programs all reach the use cases through
 * these rows, so that help, completion and checks of arguments are written once. Knows no option
 * parser and no terminal.
 */
#ifndef CL_VERB_H
#define CL_VERB_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "text.h"

typedef struct cl_session cl_session; /* session.h */

/** What a parameter takes. TEXT is anything; the rest is checked before the verb runs. */
typedef enum cl_parameter_kind {
    CL_TAKES_TEXT,
    CL_TAKES_SWITCH, /**< present or not: --dry-run */
    CL_TAKES_NUMBER, /**< a whole number */
    CL_TAKES_DATE,   /**< YYYY-MM-DD */
    CL_TAKES_FILE,   /**< a path; "-" is standard input where the verb says so */
    CL_TAKES_ID      /**< an id such as APP-12 */
} cl_parameter_kind;

enum {
    CL_PARAMETER_REQUIRED = 1,
    CL_PARAMETER_POSITIONAL = 2, /**< given without a name, in the order of the table */
    CL_PARAMETER_REPEATED = 4    /**< may be given several times; a positional one takes the rest */
};

typedef struct cl_parameter {
    const char *name; /**< long option without dashes, words joined by '-': "funding-model" */
    cl_parameter_kind kind;
    unsigned flags;
    const char *value; /**< how help shows the value: "FILE", "DATE"; NULL for a switch */
    const char *brief; /**< one line */
} cl_parameter;

/** One argument as given. Switches have the value "true". */
typedef struct cl_argument {
    const char *name;
    const char *value;
} cl_argument;

typedef struct cl_arguments {
    const cl_argument *items;
    size_t count;
} cl_arguments;

/** First value of that name, or NULL. */
const char *cl_argument_get(const cl_arguments *arguments, const char *name);
/** `index`-th value of that name, or NULL after the last. */
const char *cl_argument_at(const cl_arguments *arguments, const char *name, size_t index);
bool cl_argument_is_set(const cl_arguments *arguments, const char *name);

/** Where results go. Every function may be NULL. Bytes are borrowed for the call. */
typedef struct cl_sink {
    void *context;
    /** One result: a JSON object (one line, no line feed) and, where it reads better than a table
     * made of the object's keys, a text for people (may be empty). Non-zero stops the verb. */
    int (*row)(void *context, cl_view json, cl_view text);
    /** One refused item; the others go on. */
    void (*refused)(void *context, const cl_error *error);
    /** A line for people that is no result: what was done, a warning. */
    void (*note)(void *context, cl_view text);
    /** done of total (0: not known); called often, cheap to ignore. */
    void (*progress)(void *context, size_t done, size_t total);
    /** Texts of rows are not looked at: a verb need not make them. */
    bool json_only;
} cl_sink;

/** Helpers over a sink that tolerate NULL. cl_sink_refuse() returns error->code. */
int cl_sink_row(const cl_sink *sink, cl_view json, cl_view text);
int cl_sink_refuse(const cl_sink *sink, const cl_error *error);
void cl_sink_note(const cl_sink *sink, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void cl_sink_progress(const cl_sink *sink, size_t done, size_t total);

/** What must be there before a verb runs. */
enum {
    CL_NEEDS_STORE = 1,   /**< the database, opened (and migrated) for the session */
    CL_NEEDS_RULES = 2,   /**< the programmes' folders */
    CL_CREATES_STORE = 4, /**< makes the database when it is not there */
    CL_WRITES = 8, /**< changes the database: takes --dry-run, runs in one transaction unless it
                        says otherwise */
    CL_OWN_TRANSACTIONS = 16 /**< manages its transactions itself (bulk, delivery) */
};

/**
 * Runs a verb. 0: what could be done is kept, and items that were refused have been told with
 * cl_sink_refuse() (whoever runs the verb then returns the first refusal's code). Another code: it
 * could not run, `e` says why, and nothing of it is kept.
 */
typedef int cl_verb_function(cl_session *session, const cl_arguments *arguments,
                             const cl_sink *sink, cl_error *e);

typedef struct cl_verb {
    const char *name; /**< words as typed: "cluster add" */
    cl_verb_function *run;
    unsigned needs;
    const cl_parameter *parameters; /**< ends with a row whose name is NULL; NULL for none */
    const char *brief;              /**< one sentence */
    const char *detail;             /**< what a user must know; may be NULL */
    const char *example;            /**< a command line that works */
} cl_verb;

/** Tables of verbs, each ended by a row whose name is NULL; every table is listed once in verbs.c.
 */
extern const cl_verb cl_decide_verbs[];
extern const cl_verb cl_why_verbs[];
extern const cl_verb cl_near_verbs[];
extern const cl_verb cl_compare_verbs[];
extern const cl_verb cl_waiver_verbs[];
extern const cl_verb cl_ask_verbs[];
extern const cl_verb cl_replay_verbs[];
extern const cl_verb cl_rules_verbs[];
extern const cl_verb cl_words_verbs[];
extern const cl_verb cl_reference_verbs[];
extern const cl_verb cl_record_verbs[];
extern const cl_verb cl_redact_verbs[];
extern const cl_verb cl_register_verbs[];
extern const cl_verb cl_school_verbs[];
extern const cl_verb cl_school_link_verbs[];
extern const cl_verb cl_cluster_member_verbs[];
extern const cl_verb cl_cluster_life_verbs[];
extern const cl_verb cl_cluster_check_verbs[];
extern const cl_verb cl_board_verbs[];
extern const cl_verb cl_agreement_verbs[];
extern const cl_verb cl_contribution_verbs[];
extern const cl_verb cl_support_verbs[];
extern const cl_verb cl_journey_verbs[];
extern const cl_verb cl_directory_verbs[];
extern const cl_verb cl_person_verbs[];
extern const cl_verb cl_backup_verbs[];
extern const cl_verb cl_bulk_verbs[];
extern const cl_verb cl_cluster_verbs[];
extern const cl_verb cl_self_evaluation_verbs[];
extern const cl_verb cl_application_verbs[];
extern const cl_verb cl_signoff_verbs[];
extern const cl_verb cl_award_verbs[];
extern const cl_verb cl_log_verbs[];
extern const cl_verb cl_delivery_verbs[];
extern const cl_verb cl_portal_verbs[];
extern const cl_verb cl_report_verbs[];
extern const cl_verb cl_machine_verbs[];
extern const cl_verb cl_application_event_verbs[];
extern const cl_verb cl_application_feedback_verbs[];
extern const cl_verb cl_application_move_verbs[];
extern const cl_verb cl_reminder_verbs[];
extern const cl_verb cl_why_not_verbs[];
extern const cl_verb cl_tick_verbs[];
extern const cl_verb cl_award_event_verbs[];
extern const cl_verb cl_vote_verbs[];
extern const cl_verb cl_variation_verbs[];
extern const cl_verb cl_clawback_verbs[];
extern const cl_verb cl_accreditation_verbs[];
extern const cl_verb cl_payment_verbs[];
extern const cl_verb cl_round_verbs[];
extern const cl_verb cl_extension_verbs[];
extern const cl_verb cl_holiday_verbs[];

enum { CL_VERBS_LIMIT = 256 };

/** Fills `verbs` with all of them, sorted by name; returns how many. */
size_t cl_verbs_list(const cl_verb *verbs[CL_VERBS_LIMIT]);
/** NULL when there is none of that name. */
const cl_verb *cl_verb_find(const char *name);

#endif
