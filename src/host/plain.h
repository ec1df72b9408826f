/* SPDX-License-Identifier: MIT
 *
 * Verbs about plain records, from their descriptors: arguments called like columns are read into
 * the struct, and a record is shown with every column in its order. What only one noun does is in
 * the file of its verbs.
 */
#ifndef CL_PLAIN_H
#define CL_PLAIN_H

#include "query.h"
#include "recording.h"

/** Which words a column of text takes. */
typedef struct cl_plain_words {
    const char *column; /**< NULL ends the list */
    const char *const *words;
} cl_plain_words;

typedef struct cl_plain {
    const cl_table *table;
    const cl_plain_words *words; /**< NULL: none */
    const char *money; /**< column that is an amount, with `currency` beside; NULL: none */
} cl_plain;

/**
 * Takes every argument whose name is that of a column ('_' written '-'); what is not given stays.
 * Schools are named by id or number, money in pounds unless --currency says otherwise.
 * CL_E_INVALID names the argument.
 */
int cl_plain_read(cl_recording *r, const cl_plain *plain, void *record, cl_error *e);
/** Shows one record, every column in its order; with `school`s their names as well. */
int cl_plain_send(cl_recording *r, const cl_plain *plain, const void *record, cl_error *e);
/** Adds what was read, with an event, and shows it. */
int cl_plain_add(cl_recording *r, const cl_plain *plain, const char *kind, void *record,
                 cl_error *e);
/** Changes a record, with an event, and shows it. */
int cl_plain_set(cl_recording *r, const cl_plain *plain, const char *kind, const void *before,
                 void *after, cl_error *e);
/** Lists the records that the arguments ask for: by id, school or word of a column, and, where
 * records are dated, those that are true on --on (today), or all with --all. */
int cl_plain_list(cl_recording *r, const cl_plain *plain, cl_error *e);

/** The row that ends a table of parameters, and those that many verbs have. */
#define CL_NO_MORE_PARAMETERS                                                                      \
    {                                                                                              \
        NULL, CL_TAKES_TEXT, 0, NULL, NULL                                                         \
    }
#define CL_CLUSTER_PARAMETER                                                                       \
    {                                                                                              \
        "cluster", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "CLUSTER",        \
            "id (CLU-3)"                                                                           \
    }
#define CL_SCHOOL_PARAMETER                                                                        \
    {                                                                                              \
        "school", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",        \
            "id (SCH-12) or number in a register (GB-EDU:100000)"                                  \
    }
#define CL_LIST_PARAMETERS                                                                         \
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},                             \
    {                                                                                              \
        "all", CL_TAKES_SWITCH, 0, NULL, "what has ended as well"                                  \
    }

/** static int run_NAME(…): runs `body` as a verb. */
#define CL_VERB_BODY(name, body)                                                                   \
    static int name(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,       \
                    cl_error *e)                                                                   \
    {                                                                                              \
        return cl_recording_run(body, session, arguments, sink, e);                                \
    }

#endif
