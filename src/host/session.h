/* SPDX-License-Identifier: MIT
 *
 * A session: one caller's view of the world while a command, a prompt or an embedding program runs.
 * It holds the open database, the loaded programmes and the day, and is the only place that reads
 * the clock. Not for two threads at once.
 */
#ifndef CL_SESSION_H
#define CL_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "error.h"
#include "programme.h"
#include "store.h"
#include "verb.h"

typedef struct cl_session_options {
    const char *database;     /**< path; NULL: $CLACHAN_DB, else clachan.db in this folder */
    const char *const *rules; /**< folders of programmes, searched in order */
    size_t rules_count;       /**< 0: $CLACHAN_RULES, else the installed rules */
    const char *share;   /**< folder that holds rules/ and scripts/; NULL: found from the program */
    const char *portals; /**< portals.lua; NULL: $CLACHAN_PORTALS, else beside the database */
    const char *today;   /**< YYYY-MM-DD for rehearsals; NULL: the clock */
    const char *actor;   /**< who acts; NULL: the system's user. Not "system:…" */
    bool dry_run;        /**< everything is rolled back */
    const char *as_of;   /**< YYYY-MM-DD: what was true that day, by what is known now; NULL: now */
    const char *known_at; /**< number of an event, day or time: what was known then; NULL: now */
} cl_session_options;

/** Opens nothing yet but the options themselves: database and programmes come when a verb needs
 * them. */
int cl_session_open(cl_session **out, const cl_session_options *options, cl_error *e);
void cl_session_close(cl_session *session);

/** The open database, opening it on first use. `create` makes one that is not there. Borrowed. */
int cl_session_open_store(cl_session *session, bool create, cl_error *e);
/** The database that a verb with CL_NEEDS_STORE finds open; NULL when it is not. */
cl_store *cl_session_store(cl_session *session);
const char *cl_session_database(const cl_session *session);
/** The day: --today, else the clock's date in UTC when the session was opened. */
cl_date cl_session_today(const cl_session *session);
/** Milliseconds since 1970-01-01 UTC. With --today: that day at the clock's time of day. */
int64_t cl_session_now(const cl_session *session);
/** Name of the acting person, never empty. */
const char *cl_session_actor(const cl_session *session);
/** The role that allowed the running command, "officer over all"; NULL when none was asked for. */
const char *cl_session_role(const cl_session *session);
bool cl_session_dry_run(const cl_session *session);
/** Is the database shown as it was (as_of, known_at)? */
bool cl_session_is_in_past(const cl_session *session);
const char *cl_session_portals(const cl_session *session);
/** The folder scripts/ (reports, portals, registers, commands). */
const char *cl_session_scripts(const cl_session *session);

/** Lets `text` be what is read under `name` where a verb reads dossiers: a dossier that the prompt
 * has changed. Both borrowed until the next call; a NULL name ends it. */
void cl_session_hold(cl_session *session, const char *name, cl_view text);
/** Opens a file of dossiers, or what is held under that name. @return a descriptor that the caller
 * closes; -1 with errno */
int cl_session_open_dossiers(const cl_session *session, const char *path);

/**
 * A loaded edition, kept by the session. `edition` NULL or empty chooses the one in force on
 * `date`. CL_E_NOT_FOUND: no such programme or edition, none in force, or a named one that was not
 * in force (the message says when it was); CL_E_SCRIPT: it has errors (all are in
 * cl_session_findings()).
 */
int cl_session_programme(const cl_programme **out, cl_session *session, const char *id,
                         const char *edition, cl_date date, cl_error *e);

/**
 * Reads again every edition that the session has loaded. One that changed takes the place of the
 * loaded one when it has no error and passes its own tests; else the loaded one stays. A row an
 * edition, {"programme", "edition", "result": "unchanged" | "changed" | "kept" | "has errors",
 * "digest", "before"}, and after "changed" the rows of `rules diff` that say what changed; every
 * error is told as a refusal. Then every machine that was read from a file, {"machine": its path,
 * "result", "digest", "before"}: records that move by the old text go on with it, as always.
 * Pointers to a programme or machine that was replaced are void.
 *
 * @return 0; the code of the first refusal when one was kept; CL_E_STATE while a verb runs;
 * CL_E_IO, CL_E_MEMORY, CL_E_INTERRUPTED: the editions after that one were not looked at
 */
int cl_session_reload(cl_session *session, const cl_sink *sink, cl_error *e);

/** Stops the running verb as soon as it can (set from a signal handler). */
void cl_session_interrupt(cl_session *session);
bool cl_session_interrupted(const cl_session *session);
struct cl_console;
/** Stops this console too when the session is interrupted; NULL ends it. One at a time: CL_E_STATE.
 */
int cl_session_watch(cl_session *session, struct cl_console *console, cl_error *e);

/** Runs a verb: checks the arguments against its row, opens what it needs, wraps writes in a
 * transaction. */
int cl_session_run(cl_session *session, const char *verb, const cl_arguments *arguments,
                   const cl_sink *sink, cl_error *e);

#endif
