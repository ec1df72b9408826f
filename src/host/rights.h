/* SPDX-License-Identifier: MIT
 *
 * Who may run which writing command: one table of data (rights_table.c), looked at in one place
 * before a command runs (run.c). Roles are dated grants with a scope. Commands that move a record
 * by a state machine are asked by the machine, which knows the event (step_who.c).
 *
 * An office that has granted no role yet takes everybody at their word, so that a new database
 * works; the log says who it was either way.
 */
#ifndef CL_RIGHTS_H
#define CL_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"
#include "verb.h"

enum {
    /** The step that the command takes asks for the role itself. */
    CL_RIGHT_BY_MACHINE = 1,
    /** Nobody is asked: it changes no record, or the system runs it. */
    CL_RIGHT_FREE = 2,
    /** What it is about belongs to no cluster or school: a role over any of them will do. */
    CL_RIGHT_SHARED = 4,
    /** A role over a cluster is one over its members of today as well. */
    CL_RIGHT_MEMBERS = 8,
    /** Money or a decision: a refused attempt is an event. */
    CL_RIGHT_REMEMBERED = 16,
    /** Open as long as nobody was ever made administrator, who alone could give this role. */
    CL_RIGHT_FIRST = 32,
};

typedef struct cl_right {
    const char *verb;  /**< "cluster add", or "award *" for all of a noun; NULL ends the table */
    const char *roles; /**< parted by one space, any of them; NULL: see flags */
    unsigned flags;
    const char *subject; /**< argument that says what it is about; NULL: the first that is an id */
} cl_right;

extern const cl_right cl_rights[];

/** NULL when the table has none: such a command is an administrator's. */
const cl_right *cl_right_find(const char *verb);

/** The record that a command is about, by its arguments. */
typedef struct cl_about {
    const char *prefix; /**< "CLU"; NULL: none */
    int64_t id;
} cl_about;

/**
 * May the acting person run this command? On success the session knows the role that allowed it
 * (cl_session_role()). Reading commands are always allowed.
 * @return 0, CL_E_STATE (wrong role: names those held and those wanted), CL_E_MISUSE (roles are
 * granted, and the actor is nobody on record), CL_E_STORE, CL_E_MEMORY
 */
int cl_rights_check(cl_session *session, const cl_verb *verb, const cl_arguments *arguments,
                    cl_error *e);

/** The same, asked about a record ("SCH-2") before anything is run: for why-not. */
int cl_rights_check_about(cl_session *session, const cl_verb *verb, cl_view id, cl_error *e);
/** The same by the roles of another database than the session's: of one that is restored. */
int cl_rights_check_in(cl_session *session, cl_store *store, const cl_verb *verb,
                       const cl_arguments *arguments, cl_error *e);

/** True when a refused attempt at this command is to be kept. */
bool cl_rights_remembers(const cl_verb *verb);
/** Stores the event `refused` about what the command was about; a transaction of its own. */
int cl_rights_remember(cl_session *session, const cl_verb *verb, const cl_arguments *arguments,
                       const cl_error *refused, cl_error *e);

#endif
