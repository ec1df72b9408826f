/* SPDX-License-Identifier: MIT
 *
 * Opening, closing and transactions. SQLite's settings are all here; nothing but store/ sees the
 * handle.
 */
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "file_header.h"
#include "migrations.h"
#include "put.h"
#include "sql.h"

static const struct {
    int option;
    int on;
} settings[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},      /* no statement can write past the tables */
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, /* a schema from elsewhere calls nothing */
    {SQLITE_DBCONFIG_DQS_DML, 0},        /* "x" is a name, never a text */
    {SQLITE_DBCONFIG_DQS_DDL, 0},          {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}, /* until the file is known to be ours */
};

static int configure(cl_store *store, int patience, cl_error *e)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        int rc = sqlite3_db_config(store->db, settings[i].option, settings[i].on, NULL);

        if (rc != SQLITE_OK)
            return cl_sql_fail(store, rc, "opening", e);
    }
    sqlite3_busy_timeout(store->db, patience > 0 ? patience : CL_STORE_PATIENCE);
    return cl_sql_script(store,
                         "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                         "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY",
                         e);
}

/* The header again, this time as SQLite sees it with the write-ahead log. */
static int check_identity(cl_store *store, cl_error *e)
{
    int64_t id = 0, schema = 0, tables = 0;
    int rc = cl_sql_number(&id, NULL, store, e, "PRAGMA application_id", "");

    if (rc == 0)
        rc = cl_sql_number(&schema, NULL, store, e, "PRAGMA user_version", "");
    if (rc == 0)
        rc = cl_sql_number(&tables, NULL, store, e,
                           "SELECT count(*) FROM sqlite_schema WHERE name = 'event'", "");
    if (rc != 0)
        return rc;
    if (id != CL_STORE_APPLICATION_ID)
        return cl_fail(e, CL_E_STORE, "%s is not a clachan database", store->path);
    if (schema > cl_migrations_newest())
        return cl_fail(e, CL_E_STORE,
                       "%s has schema %d, this program knows up to %d; use a newer clachan",
                       store->path, (int)schema, cl_migrations_newest());
    if (schema > 0 && tables == 0)
        return cl_fail(e, CL_E_STORE, "%s is damaged: its event log is gone", store->path);
    return 0;
}

/* The application id first: from the first byte on the file says whose it is. */
static int make_ours(cl_store *store, cl_error *e)
{
    char sql[64];

    snprintf(sql, sizeof sql, "PRAGMA application_id=%d", CL_STORE_APPLICATION_ID);
    return cl_sql_script(store, sql, e);
}

static int use_wal(cl_store *store, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    cl_view mode;
    int rc = cl_sql_open(&statement, store, e, "PRAGMA journal_mode=WAL", "");

    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0) {
        mode = cl_sql_view(statement, 0);
        if (!cl_view_is(mode, "wal") && !cl_view_is(mode, "memory"))
            rc = cl_fail(e, CL_E_STORE, "%s: its folder does not allow a write-ahead log",
                         store->path);
    }
    cl_sql_close(store, statement);
    return rc;
}

static int begin_dry_run(cl_store *store, cl_error *e)
{
    return store->dry_run ? cl_sql_do(store, e, "BEGIN IMMEDIATE", "") : 0;
}

/* Does the file have a write-ahead log that closing would copy into it? Then a dry run leaves both
 * as they are. */
static bool has_log(const char *path)
{
    cl_text name = CL_TEXT_INIT;
    struct stat status;
    bool has;

    cl_text_format(&name, "%s-wal", path);
    has =
        name.at == NULL || name.failed != 0 || (stat(name.at, &status) == 0 && status.st_size > 0);
    cl_text_clear(&name);
    return has;
}

static int connect(cl_store *store, const char *path, const cl_store_options *options, bool fresh,
                   cl_error *e)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    bool keep_log = store->dry_run && has_log(path);
    int rc =
        sqlite3_open_v2(path, &store->db, flags | (fresh ? SQLITE_OPEN_CREATE : 0), options->vfs);

    if (rc != SQLITE_OK)
        return cl_sql_fail(store, rc, "opening", e);
    rc = configure(store, options->patience, e);
    if (rc == 0)
        rc = cl_put_prepare(store, e);
    if (rc == 0)
        rc = fresh ? make_ours(store, e) : check_identity(store, e);
    if (rc == 0 && (fresh || !store->dry_run))
        rc = use_wal(store, e);
    if (rc == 0)
        rc = begin_dry_run(store, e);
    if (rc == 0)
        rc = cl_migrations_run(store, e);
    if (rc == 0 && !keep_log)
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return rc;
}

static int open_at(cl_store **out, const char *path, const char *file,
                   const cl_store_options *options, bool fresh, cl_error *e)
{
    cl_store *store = cl_calloc(1, sizeof *store);
    int rc;

    *out = NULL;
    if (store == NULL || (store->path = cl_strdup(path)) == NULL) {
        cl_store_close(store);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    store->dry_run = options->dry_run;
    rc = connect(store, file, options, fresh, e);
    if (rc == 0)
        *out = store;
    else
        cl_store_close(store);
    return rc;
}

/* Gives a finished file its name, unless somebody else was first: then theirs is the database. */
static int give_name(const char *made, const char *path, cl_error *e)
{
    if (link(made, path) == 0 || errno == EEXIST)
        return 0;
    if (access(path, F_OK) != 0 && rename(made, path) == 0) /* a file system without links */
        return 0;
    return cl_fail(e, CL_E_IO, "%s: %s", path, strerror(errno));
}

static void remove_made(const char *made)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    cl_text name = CL_TEXT_INIT;

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        cl_text_reset(&name);
        cl_text_add_string(&name, made);
        if (cl_text_add_string(&name, endings[i]) == 0)
            unlink(name.at);
    }
    cl_text_clear(&name);
}

/* A new database is made whole under another name: a crash leaves no half of one. */
static int make_file(const char *path, const cl_store_options *options, cl_error *e)
{
    cl_text made = CL_TEXT_INIT;
    cl_store *store = NULL;
    int rc;

    cl_text_format(&made, "%s.new-%ld", path, (long)getpid());
    rc = cl_text_check(&made, e);
    if (rc == 0) {
        rc = open_at(&store, path, made.at, options, true, e);
        if (rc == 0) /* now, since closing does it too but tells nobody when it fails */
            rc = cl_sql_script(store, "PRAGMA wal_checkpoint(TRUNCATE)", e);
        cl_store_close(store);
        if (rc == 0)
            rc = give_name(made.at, path, e);
        remove_made(made.at);
    }
    cl_text_clear(&made);
    return rc;
}

int cl_store_open(cl_store **out, const char *path, const cl_store_options *options, cl_error *e)
{
    static const cl_store_options standard = CL_STORE_OPTIONS_INIT;
    bool fresh;
    int rc;

    *out = NULL;
    if (options == NULL)
        options = &standard;
    rc = cl_file_header_inspect(&fresh, path, options->create, cl_migrations_newest(), e);
    if (rc != 0)
        return rc;
    if (fresh && (options->dry_run || strcmp(path, ":memory:") == 0))
        return open_at(out, path, ":memory:", options, true, e);
    if (fresh)
        rc = make_file(path, options, e);
    return rc != 0 ? rc : open_at(out, path, path, options, false, e);
}

void cl_store_close(cl_store *store)
{
    if (store == NULL)
        return;
    cl_sql_forget(store);
    cl_seen_clear(&store->terms);
    if (store->db != NULL && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(store->db);
    cl_free(store->path);
    cl_free(store);
}

const char *cl_store_path(const cl_store *store)
{
    return store->path;
}

bool cl_store_is_dry_run(const cl_store *store)
{
    return store->dry_run;
}

int cl_store_schema(const cl_store *store)
{
    return store->schema;
}

int cl_store_depth(const cl_store *store)
{
    return store->depth;
}

/* SQLite ends a transaction by itself when the disk is full or fails; then nothing may look stored.
 */
static bool is_lost(const cl_store *store)
{
    return (store->depth > 0 || store->dry_run) && sqlite3_get_autocommit(store->db) != 0;
}

static int fail_lost(const cl_store *store, cl_error *e)
{
    return cl_fail(e, CL_E_STORE,
                   "%s: the transaction was undone after a failure; nothing was stored",
                   store->path);
}

static bool is_outermost(const cl_store *store)
{
    return store->depth == 0 && !store->dry_run;
}

/* All savepoints have one name: SQLite takes the innermost. */
int cl_store_begin(cl_store *store, cl_error *e)
{
    int rc;

    if (is_lost(store))
        return fail_lost(store, e);
    if (store->looks > 0 && is_outermost(store))
        return cl_fail(e, CL_E_MISUSE, "a transaction was begun while somebody looks");
    rc = cl_sql_do(store, e, is_outermost(store) ? "BEGIN IMMEDIATE" : "SAVEPOINT step", "");
    if (rc == 0)
        store->depth++;
    return rc;
}

int cl_store_look(cl_store *store, cl_error *e)
{
    int rc = 0;

    if (store->looks == 0 && is_outermost(store))
        rc = cl_sql_do(store, e, "BEGIN", "");
    if (rc == 0)
        store->looks++;
    return rc;
}

/* It has only read: what COMMIT could say nobody needs to know. */
void cl_store_look_end(cl_store *store)
{
    store->looks--;
    if (store->looks == 0 && is_outermost(store))
        (void)cl_sql_do(store, NULL, "COMMIT", "");
}

int cl_store_commit(cl_store *store, cl_error *e)
{
    int rc;

    if (store->depth == 0)
        return cl_fail(e, CL_E_MISUSE, "commit without a transaction");
    if (is_lost(store)) {
        store->depth--;
        return fail_lost(store, e);
    }
    store->depth--;
    rc = cl_sql_do(store, e, is_outermost(store) ? "COMMIT" : "RELEASE step", "");
    if (rc != 0) {
        store->depth++;
        cl_store_rollback(store);
    }
    return rc;
}

void cl_store_rollback(cl_store *store)
{
    if (store->depth == 0)
        return;
    cl_seen_clear(&store->terms);
    if (is_lost(store)) {
        store->depth--;
        return;
    }
    store->depth--;
    if (is_outermost(store))
        cl_sql_do(store, NULL, "ROLLBACK", "");
    else if (cl_sql_do(store, NULL, "ROLLBACK TO step", "") == 0)
        cl_sql_do(store, NULL, "RELEASE step", "");
    else /* cannot be undone alone, so all of it goes: never keep what was to be undone */
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

const char *cl_store_library(void)
{
    return "SQLite " SQLITE_VERSION;
}
