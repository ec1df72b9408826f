/* SPDX-License-Identifier: MIT
 *
 * What the files of the session share. Not for verbs.
 */
#ifndef CL_SESSION_PARTS_H
#define CL_SESSION_PARTS_H

#include <signal.h>

#include "machine.h"
#include "past.h"
#include "session.h"
#include "vec.h"

/** An edition that the session has loaded, or tried to. */
typedef struct cl_loaded {
    char *id, *edition;
    cl_programme *programme; /**< NULL: it has errors */
    cl_findings findings;
} cl_loaded;

/** A machine that the session has loaded, from a file or from the database, or tried to. */
typedef struct cl_kept_machine {
    char *key;           /**< path of the file, or the digest it was pinned by */
    cl_machine *machine; /**< NULL: it has errors */
    cl_findings findings;
} cl_kept_machine;

struct cl_session {
    char *database, *share, *scripts, *portals, *actor;
    cl_vec rules;    /**< char *: folders of programmes */
    cl_vec editions; /**< cl_loaded *: they stay where they are */
    cl_vec machines; /**< cl_kept_machine *: likewise */
    cl_store *store;
    cl_date today;
    int64_t shift;         /**< milliseconds from the clock to the session's time */
    unsigned running;      /**< verbs that run now, one inside the other */
    const char *held_name; /**< of a dossier that is no file; borrowed */
    cl_view held;
    bool dry_run;
    char role[96]; /**< that allowed the running command, and over what; empty: none was asked */
    bool in_past;  /**< the database is shown as it was, and not written to */
    cl_past past;
    volatile sig_atomic_t interrupted;
    struct cl_console *volatile console; /**< stopped by an interrupt as well */
};

/** Reads as_of and known_at; as_of is the session's day as well. CL_E_INVALID, CL_E_MISUSE. */
int cl_session_set_past(cl_session *session, const cl_session_options *options, cl_error *e);
/** Finds out who acts, once the database is open. CL_E_MISUSE: --as names nobody on record. */
int cl_session_find_actor(cl_session *session, cl_error *e);
/** Puts the past in place of the open database. */
int cl_session_go_back(cl_session *session, cl_error *e);
/** Loads an edition, or finds it loaded; one that has errors is kept with its findings. The
 * programme must be there. */
int cl_session_load(cl_loaded **out, cl_session *session, const char *id, const char *edition,
                    cl_error *e);
/** As cl_session_load() for a file that need not lie among the programmes. CL_E_NOT_FOUND */
int cl_session_load_file(cl_loaded **out, cl_session *session, const char *path, cl_error *e);
/** Reads the files of an edition whose names `loaded` has into it: its programme, or NULL with the
 * errors among the findings. CL_E_MEMORY, CL_E_INTERRUPTED */
int cl_session_read(cl_session *session, cl_loaded *loaded, cl_error *e);
/** The first folder of programmes that holds a folder of that name; NULL when there is none. */
const char *cl_session_rules_of(const cl_session *session, const char *id);
/** An edition that is loaded; NULL when it is not. */
cl_loaded *cl_session_find_loaded(cl_session *session, const char *id, const char *edition);
/** The edition of that name, in force or not. As cl_session_programme() otherwise. */
int cl_session_edition(const cl_programme **out, cl_session *session, const char *id,
                       const char *edition, cl_error *e);
/** Names of all programmes, and of all editions of one, as cl_malloc'd strings in a vector of char
 * *; freed with cl_names_clear(). */
int cl_session_programmes(cl_vec *names, const cl_session *session, cl_error *e);
int cl_session_editions(cl_vec *names, const cl_session *session, const char *id, cl_error *e);
/** Releases every loaded edition. */
void cl_session_forget_editions(cl_session *session);
/** Whether it was loaded from the database, so that no file can change it. */
bool cl_session_is_pinned(const cl_kept_machine *kept);
/** What the file of a machine says now, into an empty `fresh`; its errors are among the findings,
 * also that there is no such file. CL_E_MEMORY */
int cl_session_read_machine(cl_kept_machine *fresh, const char *path, cl_error *e);
/** Releases every loaded machine. */
void cl_session_forget_machines(cl_session *session);

#endif
