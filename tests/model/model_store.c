/* SPDX-License-Identifier: MIT
 *
 * One connection of SQLite for all runs. cl_store_open() and cl_store_close() are put in by the
 * linker.
 */
#include "model_store.h"

#include <string.h>

#include "file.h"
#include "sql.h"

enum { LARGEST = 64 << 20, WRITE_VERSION = 18, READ_VERSION = 19 };

static cl_store *kept;
static cl_text office = CL_TEXT_INIT;

int __real_cl_store_open(cl_store **out, const char *path, const cl_store_options *options,
                         cl_error *e);
int __wrap_cl_store_open(cl_store **out, const char *path, const cl_store_options *options,
                         cl_error *e);
void __real_cl_store_close(cl_store *store);
void __wrap_cl_store_close(cl_store *store);

int __wrap_cl_store_open(cl_store **out, const char *path, const cl_store_options *options,
                         cl_error *e)
{
    if (kept == NULL)
        return __real_cl_store_open(out, path, options, e);
    *out = kept;
    return 0;
}

/* As the end of a process: statements are forgotten where they stood, what was begun is undone. */
void __wrap_cl_store_close(cl_store *store)
{
    if (store == NULL || store != kept) {
        __real_cl_store_close(store);
        return;
    }
    for (size_t i = 0; i < CL_SQL_CACHE; i++) {
        if (store->cache[i].busy)
            (void)sqlite3_reset(store->cache[i].statement);
        store->cache[i].busy = false;
    }
    if (!sqlite3_get_autocommit(store->db))
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->depth = 0;
    cl_seen_clear(&store->terms);
}

int model_store_take(const char *path, cl_error *e)
{
    int rc = cl_file_read(&office, path, LARGEST, e);

    if (rc != 0)
        return rc;
    office.at[WRITE_VERSION] = office.at[READ_VERSION] = 1; /* memory has no write-ahead log */
    return __real_cl_store_open(&kept, path, NULL, e);
}

int model_store_reset(cl_error *e)
{
    unsigned char *copy = sqlite3_malloc64(office.length);
    int rc;

    if (copy == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    memcpy(copy, office.at, office.length);
    cl_sql_forget(kept);
    rc = sqlite3_deserialize(kept->db, "main", copy, (sqlite3_int64)office.length,
                             (sqlite3_int64)office.length,
                             SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
    return rc == SQLITE_OK ? 0 : cl_sql_fail(kept, rc, "copying the office", e);
}

void model_store_free(void)
{
    __real_cl_store_close(kept);
    kept = NULL;
    cl_text_clear(&office);
}
