/* SPDX-License-Identifier: MIT
 *
 * What the verbs about records share: reading their arguments, and one change with its event.
 */
#ifndef CL_RECORDING_H
#define CL_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "change.h"
#include "error.h"
#include "session.h"
#include "table.h"
#include "verb.h"

/** One run of a verb. */
typedef struct cl_recording {
    cl_session *session;
    cl_store *store;
    const cl_arguments *arguments;
    const cl_sink *sink;
    cl_arena arena; /**< texts of records that were read */
    cl_text row, text;
    cl_author author;
} cl_recording;

void cl_recording_begin(cl_recording *r, cl_session *session, const cl_arguments *arguments,
                        const cl_sink *sink);
void cl_recording_end(cl_recording *r);

/** What a verb does between cl_recording_begin() and cl_recording_end(). */
typedef int cl_recording_body(cl_recording *r, cl_error *e);
/** Begins, runs the body, ends: the whole of most verbs. */
int cl_recording_run(cl_recording_body *body, cl_session *session, const cl_arguments *arguments,
                     const cl_sink *sink, cl_error *e);

/** Runs a body that erases values: in a transaction, after which nothing of them is left in the
 * file. */
int cl_recording_erase(cl_recording *r, cl_recording_body *body, cl_error *e);

/** Value of an argument; empty when it is not given. */
cl_view cl_recording_text(const cl_recording *r, const char *name);
/** The id given as argument `name` ("SCH-104"); 0 when it is not given. CL_E_INVALID. */
int cl_recording_id(const cl_recording *r, int64_t *out, const cl_table *table, const char *name,
                    cl_error *e);
/** Reads the record whose id is argument `name`, which has to be given. */
int cl_recording_get(cl_recording *r, void *out, const cl_table *table, const char *name,
                     cl_error *e);
/** The person whose id is argument `name`, which has to be given. Whoever was erased is
 * nobody any more: CL_E_STATE. */
int cl_recording_person(cl_recording *r, cl_person *out, const char *name, cl_error *e);
/** A day; the session's when the argument is not given. */
int cl_recording_day(const cl_recording *r, cl_date *out, const char *name, cl_error *e);
/** A day; not known when the argument is not given. */
int cl_recording_maybe_day(const cl_recording *r, cl_maybe *out, const char *name, cl_error *e);
/** A whole number from 0 up; not known when the argument is not given. */
int cl_recording_maybe_number(const cl_recording *r, cl_maybe *out, const char *name, cl_error *e);
/** One of some words (NULL ends them); empty when it is not given. CL_E_INVALID with "did you
 * mean". */
int cl_recording_choice(const cl_recording *r, cl_view *out, const char *name,
                        const char *const *words, cl_error *e);

/** Opens a change by the acting person, effective today. */
int cl_recording_change(cl_recording *r, cl_change *change, cl_error *e);
/** Adds one record with an event of its own. */
int cl_recording_add(cl_recording *r, const char *kind, const cl_table *table, void *record,
                     cl_error *e);
/** Changes one record with an event of its own; nothing when nothing differs. With an argument
 * "version" (CL_VERSION_PARAMETER) that is another than the record's it is refused: CL_E_STATE. */
int cl_recording_set(cl_recording *r, const char *kind, const cl_table *table, const void *before,
                     void *after, cl_error *e);

#define CL_VERSION_PARAMETER                                                                       \
    {                                                                                              \
        "version", CL_TAKES_NUMBER, 0, "N", "refuse unless this is the version now"                \
    }

/** Sends the row, and the text when it has one. */
int cl_recording_send(cl_recording *r, cl_error *e);

extern const char *const cl_words_of_role[],
    *const cl_words_of_structure[], *const cl_words_of_phase[],
                                        *const cl_words_of_funding[],
                                            *const cl_words_of_nation[],
                                                *const cl_words_of_option[],
                                                    *const cl_words_of_model[],
                                                        *const cl_words_of_item[],
                                                            *const cl_words_of_scheme[];

#endif
