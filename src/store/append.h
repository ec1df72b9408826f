/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: putting events at the end of the log, and their hash.
 */
#ifndef CL_APPEND_H
#define CL_APPEND_H

#include "error.h"
#include "events.h"
#include "store.h"

/** The hash of an event, from its prev, seq and content (events.h says how). CL_E_MEMORY. */
int cl_event_digest(unsigned char out[CL_DIGEST_BYTES], const cl_event *event, cl_error *e);

/** Seq, time and hash of the last event; seq 0 and a hash of zeroes when there is none. */
int cl_event_last(cl_event *out, cl_store *store, cl_error *e);

/** Appends: fills in prev and hash; seq and at are the caller's, who knows the last event. */
int cl_event_append(cl_store *store, cl_event *event, cl_error *e);

/** The event in the present row of "SELECT CL_EVENT_COLUMNS FROM event"; texts borrowed until the
 * next step. */
#define CL_EVENT_COLUMNS                                                                           \
    "seq, at, actor, role, entity, kind, \"from\", \"to\", effective, machine, cause, payload, "   \
    "prev, hash"
typedef struct sqlite3_stmt sqlite3_stmt;
void cl_event_fill(cl_event *out, sqlite3_stmt *statement);

/** SHA-256(salt, field, a zero byte, value) as hex: what an event holds in place of a personal
 * value. */
void cl_personal_commit(char out[CL_DIGEST_HEX], cl_view salt, cl_view field, cl_view value);

enum { CL_SALT_BYTES = 16 };

#endif
