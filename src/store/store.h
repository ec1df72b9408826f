/* SPDX-License-Identifier: MIT
 *
 * The database: one SQLite file in WAL mode, its migrations, and nested transactions. Everything
 * that is written goes through change.h, everything that is read through query.h and its
 * neighbours: no layer above sees SQL. A store belongs to one thread at a time. Knows no clock, no
 * rules and no network.
 */
#ifndef CL_STORE_H
#define CL_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

typedef struct cl_store cl_store;

enum {
    CL_STORE_APPLICATION_ID = 0x436c6163, /**< "Clac", in the header of every database of ours */
    CL_STORE_PATIENCE = 5000              /**< milliseconds to wait for another writer */
};

typedef struct cl_store_options {
    bool create;     /**< make a database that is not there */
    bool dry_run;    /**< nothing is kept: one outer transaction that is rolled back at close. A
                        database    that is not there is then made in memory */
    int patience;    /**< milliseconds to wait for another writer; 0: CL_STORE_PATIENCE */
    const char *vfs; /**< name of a registered SQLite VFS, for fault tests; NULL: the system's */
} cl_store_options;

#define CL_STORE_OPTIONS_INIT                                                                      \
    {                                                                                              \
        false, false, 0, NULL                                                                      \
    }

/**
 * Opens a database and brings it to the present schema, each migration in a transaction of its own.
 * A file that is not ours, has a newer schema or is damaged is refused and not touched; the message
 * says which.
 *
 * @param[out] out  closed with cl_store_close(); NULL on failure
 * @param path      file name; ":memory:" for a database in memory
 * @param options   NULL for CL_STORE_OPTIONS_INIT
 * @return 0, CL_E_IO (not there, unreadable), CL_E_STORE (not ours, newer, damaged, locked),
 * CL_E_MEMORY
 */
int cl_store_open(cl_store **out, const char *path, const cl_store_options *options, cl_error *e);

/** Rolls back what is open and closes. NULL is accepted. */
void cl_store_close(cl_store *store);

/** The file as given to cl_store_open(). */
const char *cl_store_path(const cl_store *store);
bool cl_store_is_dry_run(const cl_store *store);
/** Number of the present schema (what the file holds after opening). */
int cl_store_schema(const cl_store *store);

/**
 * What is read from here to cl_store_look_end() is the database at one moment, whatever others
 * write meanwhile; it also spares every query the locks of its own. Inside a transaction it is that
 * one's. No transaction may be begun in between (CL_E_MISUSE). May stand in another look.
 * CL_E_STORE, CL_E_MEMORY.
 */
int cl_store_look(cl_store *store, cl_error *e);
void cl_store_look_end(cl_store *store);

/**
 * Begins a transaction that writes. Within another one it is a savepoint, so that callers need not
 * know whether they are the outermost. Waits for another writer as long as the options say.
 * @return 0, or CL_E_STORE (another process writes; disk full; I/O error)
 */
int cl_store_begin(cl_store *store, cl_error *e);
/** Ends the innermost transaction and keeps its work; the outermost is on disk when this returns.
 * On failure the transaction is rolled back. */
int cl_store_commit(cl_store *store, cl_error *e);
/** Ends the innermost transaction and undoes it. Cannot fail in a way that keeps the work. */
void cl_store_rollback(cl_store *store);
/** How many transactions are open (a dry run's outer one is not counted). */
int cl_store_depth(const cl_store *store);

/** Copies the database to a new file while it is in use, and checks the copy. A file that is there
 * is refused, and nothing half-written stays. CL_E_IO, CL_E_STORE. */
int cl_store_backup(cl_store *store, const char *path, cl_error *e);

/** "SQLite 3.40.1": the library that runs. */
const char *cl_store_library(void);

#endif
