/* SPDX-License-Identifier: MIT
 *
 * Backup: SQLite's online copy into a file beside the wanted name, checked, then renamed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sql.h"

enum { PAGES_A_STEP = 4096, PAUSE = 50, PATIENCE_STEPS = 200 };

static int copy_pages(cl_store *store, sqlite3 *target, cl_error *e)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", store->db, "main");
    int rc = SQLITE_BUSY, waited = 0;

    if (backup == NULL)
        return cl_fail(e, CL_E_STORE, "the backup cannot be written: %s", sqlite3_errmsg(target));
    do {
        rc = sqlite3_backup_step(backup, PAGES_A_STEP);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
            sqlite3_sleep(PAUSE);
    } while (rc == SQLITE_OK ||
             ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && waited++ < PATIENCE_STEPS));
    sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? 0 : cl_sql_fail(store, rc, "copying", e);
}

static int check_copy(sqlite3 *target, const char *path, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(target, "PRAGMA integrity_check(1)", -1, &statement, NULL);
    const char *answer;

    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    answer = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (answer == NULL || strcmp(answer, "ok") != 0)
        rc = cl_fail(e, CL_E_STORE, "%s: the copy is damaged: %s", path,
                     answer == NULL ? sqlite3_errmsg(target) : answer);
    else
        rc = 0;
    sqlite3_finalize(statement);
    return rc;
}

static int write_copy(cl_store *store, const char *path, cl_error *e)
{
    sqlite3 *target = NULL;
    int rc = sqlite3_open_v2(
        path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc != SQLITE_OK) {
        rc = cl_fail(e, CL_E_IO, "%s: %s", path, sqlite3_errmsg(target));
        goto done;
    }
    rc = copy_pages(store, target, e);
    if (rc == 0)
        rc = check_copy(target, path, e);
done:
    sqlite3_close(target);
    return rc;
}

/* A link refuses to replace a file, which rename() would do. */
static int give_name(const char *from, const char *to, cl_error *e)
{
    if (link(from, to) != 0)
        return cl_fail(e, CL_E_IO, "%s: %s", to, strerror(errno));
    return 0;
}

int cl_store_backup(cl_store *store, const char *path, cl_error *e)
{
    cl_text partial = CL_TEXT_INIT;
    int rc;

    if (access(path, F_OK) == 0)
        return cl_fail(e, CL_E_IO, "%s is there already; a backup replaces nothing", path);
    cl_text_format(&partial, "%s.partial", path);
    rc = cl_text_check(&partial, e);
    if (rc == 0) {
        unlink(partial.at); /* what a killed backup left */
        rc = write_copy(store, partial.at, e);
        if (rc == 0)
            rc = give_name(partial.at, path, e);
        unlink(partial.at);
    }
    cl_text_clear(&partial);
    return rc;
}
