/* SPDX-License-Identifier: MIT
 *
 * Verbs that cause one event of one record or of many: each item in a transaction of its own, by
 * the same path whether it was typed, came from a file or from another listing. A named run
 * remembers what it has done, so that the same line goes on after a kill and repeats nothing.
 */
#ifndef CL_EVENT_VERBS_H
#define CL_EVENT_VERBS_H

#include "application_step.h"
#include "recording.h"

/** One run of such a verb. */
typedef struct cl_event_run {
    cl_recording r;
    cl_judged judged; /**< for events that decide; memory is used again for the next item */
    cl_application_context context;
    cl_vec conditions; /**< of cl_condition */
    cl_text text;      /**< memory of a give function */
} cl_event_run;

typedef struct cl_event_verb {
    const cl_table *table;
    const char *event;
    const char *item; /**< name of the positional parameter */
    /** Sets facts and context of the step from the arguments; NULL: only the reason. */
    int (*give)(cl_step *step, cl_event_run *run, cl_error *e);
} cl_event_verb;

int cl_event_verb_run(const cl_event_verb *verb, cl_session *session, const cl_arguments *arguments,
                      const cl_sink *sink, cl_error *e);

/** Parameters that all of them have, after the item. */
#define CL_EVENT_PARAMETERS                                                                        \
    {"reason", CL_TAKES_TEXT, 0, "TEXT", "why"},                                                   \
        {"from", CL_TAKES_FILE, 0, "FILE",                                                         \
         "more items: ids or the output of a listing with --json, a line each; - is standard "     \
         "input"},                                                                                 \
        {"run", CL_TAKES_TEXT, 0, "NAME",                                                          \
         "name of this run; the same line typed again goes on and repeats nothing"},               \
        {"atomic", CL_TAKES_SWITCH, 0, NULL, "all items or none"},                                 \
        {"version", CL_TAKES_NUMBER, 0, "N", "refuse unless this is the version now"},             \
    {                                                                                              \
        NULL, CL_TAKES_TEXT, 0, NULL, NULL                                                         \
    }

/** A row of verbs. */
#define CL_EVENT_VERB(verb_, run_, parameters_, brief_, detail_, example_)                         \
    {                                                                                              \
        .name = verb_, .run = run_, .needs = CL_EVENT_NEEDS, .parameters = parameters_,            \
        .brief = brief_, .detail = detail_, .example = "clachan " example_                         \
    }

#define CL_EVENT_NEEDS (CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES | CL_OWN_TRANSACTIONS)

#endif
