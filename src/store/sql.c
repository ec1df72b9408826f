/* SPDX-License-Identifier: MIT
 *
 * Statements and their cache. The SQL texts of store/ are a small fixed set, so the cache is a
 * plain hash table that throws out one statement after the other in the rare case that it is full.
 */
#include "sql.h"

#include <stdarg.h>
#include <string.h>

#include "alloc.h"
#include "lock.h"
#include "rows.h"

/* What people can do about each kind of failure. */
static const struct {
    int rc;
    int code;
    const char *words;
} meanings[] = {
    {SQLITE_FULL, CL_E_STORE, "the disk is full; nothing of this command was stored"},
    {SQLITE_IOERR, CL_E_STORE, "the disk failed (I/O error); nothing of this command was stored"},
    {SQLITE_CORRUPT, CL_E_STORE,
     "the database is damaged; 'clachan verify' says where, a backup helps"},
    {SQLITE_NOTADB, CL_E_STORE, "the file is not a database"},
    {SQLITE_READONLY, CL_E_STORE,
     "the database cannot be written; check the rights of file and folder"},
    {SQLITE_CANTOPEN, CL_E_IO, "the file cannot be opened; check its folder and its rights"},
    {SQLITE_PERM, CL_E_IO, "the file cannot be opened; check its rights"},
    {SQLITE_INTERRUPT, CL_E_INTERRUPTED, "interrupted"},
    {SQLITE_TOOBIG, CL_E_LIMIT, "a value is too large to be stored"},
};

static int fail_busy(cl_store *store, const char *doing, cl_error *e)
{
    long holder = cl_lock_holder(store->path);

    if (holder > 0)
        return cl_fail(e, CL_E_STORE,
                       "%s: %s: process %ld is writing to the database; try again when it is done",
                       store->path, doing, holder);
    return cl_fail(e, CL_E_STORE, "%s: %s: another process is writing to the database; try again",
                   store->path, doing);
}

int cl_sql_fail(cl_store *store, int rc, const char *doing, cl_error *e)
{
    int base = rc & 0xff;

    if (base == SQLITE_NOMEM)
        return cl_fail(e, CL_E_MEMORY, "out of memory while %s", doing);
    if (base == SQLITE_BUSY || base == SQLITE_LOCKED)
        return fail_busy(store, doing, e);
    if (base == SQLITE_CONSTRAINT) /* a trigger's message is made for people */
        return cl_fail(e, CL_E_STATE, "%s", sqlite3_errmsg(store->db));
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].rc == base)
            return cl_fail(e, meanings[i].code, "%s: %s: %s", store->path, doing,
                           meanings[i].words);
    return cl_fail(e, CL_E_STORE, "%s: %s: %s", store->path, doing, sqlite3_errmsg(store->db));
}

/* What a statement is sought by: its text, or a table and the text behind its columns. */
typedef struct key {
    const cl_table *table;
    const char *sql;
    uint64_t hash;
} key;

static key key_of(const cl_table *table, const char *sql)
{
    uint64_t hash = 14695981039346656037u ^ (uintptr_t)table; /* FNV-1a */

    for (const char *at = sql; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    return (key){table, sql, hash ^ hash >> 32};
}

static void empty_slot(cl_sql_slot *slot)
{
    sqlite3_finalize(slot->statement);
    cl_free(slot->sql);
    memset(slot, 0, sizeof *slot);
}

void cl_sql_forget(cl_store *store)
{
    for (size_t i = 0; i < CL_SQL_CACHE; i++)
        empty_slot(&store->cache[i]);
}

/* The slot that holds the statement, or NULL. Slots are filled anywhere (see choose_slot), so a
 * miss looks at all hashes: 256 comparisons, far below the price of preparing a statement. */
static cl_sql_slot *find_slot(cl_store *store, key k)
{
    for (size_t i = 0; i < CL_SQL_CACHE; i++) {
        cl_sql_slot *slot = &store->cache[(k.hash + i) % CL_SQL_CACHE];

        if (slot->statement != NULL && slot->hash == k.hash && slot->table == k.table &&
            strcmp(slot->sql, k.sql) == 0)
            return slot;
    }
    return NULL;
}

/* A slot to fill: the free one nearest to the hash, else a victim; NULL when all are in use. */
static cl_sql_slot *choose_slot(cl_store *store, uint64_t hash)
{
    for (size_t i = 0; i < CL_SQL_CACHE; i++) {
        cl_sql_slot *slot = &store->cache[(hash + i) % CL_SQL_CACHE];

        if (slot->statement == NULL)
            return slot;
    }
    for (size_t i = 0; i < CL_SQL_CACHE; i++) {
        cl_sql_slot *slot = &store->cache[store->victim++ % CL_SQL_CACHE];

        if (!slot->busy) {
            empty_slot(slot);
            return slot;
        }
    }
    return NULL;
}

static int prepare_text(sqlite3_stmt **out, cl_store *store, const char *sql, cl_error *e)
{
    int rc = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

    return rc == SQLITE_OK ? 0 : cl_sql_fail(store, rc, "preparing a statement", e);
}

static int prepare(sqlite3_stmt **out, cl_store *store, key k, cl_error *e)
{
    cl_text sql = CL_TEXT_INIT;
    int rc;

    if (k.table == NULL)
        return prepare_text(out, store, k.sql, e);
    cl_rows_select(&sql, k.table);
    cl_text_add_string(&sql, k.sql);
    rc = cl_text_check(&sql, e);
    if (rc == 0)
        rc = prepare_text(out, store, sql.at, e);
    cl_text_clear(&sql);
    return rc;
}

static void keep(cl_store *store, sqlite3_stmt *statement, key k)
{
    cl_sql_slot *slot = choose_slot(store, k.hash);

    if (slot == NULL)
        return;
    slot->sql = cl_strdup(k.sql);
    if (slot->sql == NULL)
        return; /* works, only not cached */
    slot->table = k.table;
    slot->hash = k.hash;
    slot->statement = statement;
    slot->busy = true;
}

/* The statement for a key. One that is in use (a query inside the same query) gets a second,
 * uncached twin. */
static int take(sqlite3_stmt **out, cl_store *store, key k, cl_error *e)
{
    cl_sql_slot *slot = find_slot(store, k);
    int rc;

    if (slot != NULL && !slot->busy) {
        slot->busy = true;
        store->latest = (unsigned)(slot - store->cache);
        *out = slot->statement;
        return 0;
    }
    rc = prepare(out, store, k, e);
    if (rc == 0 && slot == NULL)
        keep(store, *out, k);
    return rc;
}

static cl_sql_slot *slot_of(cl_store *store, const sqlite3_stmt *statement)
{
    for (size_t i = 0; i < CL_SQL_CACHE; i++) {
        cl_sql_slot *slot = &store->cache[(store->latest + i) % CL_SQL_CACHE];

        if (slot->statement == statement)
            return slot;
    }
    return NULL;
}

void cl_sql_close(cl_store *store, sqlite3_stmt *statement)
{
    cl_sql_slot *slot;

    if (statement == NULL)
        return;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    slot = slot_of(store, statement);
    if (slot != NULL)
        slot->busy = false;
    else
        sqlite3_finalize(statement);
}

int cl_sql_bind_view(sqlite3_stmt *statement, int index, cl_view view)
{
    if (view.length == 0)
        return sqlite3_bind_null(statement, index);
    return sqlite3_bind_text64(statement, index, view.at, view.length, SQLITE_STATIC, SQLITE_UTF8);
}

int cl_sql_bind_day(sqlite3_stmt *statement, int index, cl_maybe day)
{
    char text[11];

    if (!day.known)
        return sqlite3_bind_null(statement, index);
    cl_date_format((cl_date)day.value, text);
    return sqlite3_bind_text(statement, index, text, 10, SQLITE_TRANSIENT);
}

static int bind_bytes(sqlite3_stmt *statement, int index, cl_view view)
{
    if (view.length == 0)
        return sqlite3_bind_null(statement, index);
    return sqlite3_bind_blob64(statement, index, view.at, view.length, SQLITE_STATIC);
}

static int bind_maybe(sqlite3_stmt *statement, int index, cl_maybe number)
{
    return number.known ? sqlite3_bind_int64(statement, index, number.value)
                        : sqlite3_bind_null(statement, index);
}

static int bind_reference(sqlite3_stmt *statement, int index, int64_t id)
{
    return bind_maybe(statement, index, (cl_maybe){id, id != 0});
}

static int bind_all(sqlite3_stmt *s, const char *kinds, va_list args)
{
    int rc = SQLITE_OK;

    for (int i = 1; *kinds != '\0' && rc == SQLITE_OK; kinds++, i++) {
        switch (*kinds) {
        case 'i':
            rc = sqlite3_bind_int64(s, i, va_arg(args, int64_t));
            break;
        case 'r':
            rc = bind_reference(s, i, va_arg(args, int64_t));
            break;
        case 'v':
            rc = cl_sql_bind_view(s, i, va_arg(args, cl_view));
            break;
        case 'b':
            rc = bind_bytes(s, i, va_arg(args, cl_view));
            break;
        case 't':
            rc = cl_sql_bind_view(s, i, cl_view_of(va_arg(args, const char *)));
            break;
        case 'm':
            rc = bind_maybe(s, i, va_arg(args, cl_maybe));
            break;
        case 'd':
            rc = cl_sql_bind_day(s, i, va_arg(args, cl_maybe));
            break;
        default:
            rc = SQLITE_MISUSE;
        }
    }
    return rc;
}

static int open_key(sqlite3_stmt **out, cl_store *store, key k, cl_error *e, const char *kinds,
                    va_list args)
{
    sqlite3_stmt *statement = NULL;
    int rc;

    *out = NULL;
    rc = take(&statement, store, k, e);
    if (rc != 0)
        return rc;
    rc = bind_all(statement, kinds, args);
    if (rc != SQLITE_OK) {
        rc = cl_sql_fail(store, rc, "giving a statement its values", e);
        cl_sql_close(store, statement);
        return rc;
    }
    *out = statement;
    return 0;
}

int cl_sql_open_v(sqlite3_stmt **out, cl_store *store, cl_error *e, const char *sql,
                  const char *kinds, va_list args)
{
    return open_key(out, store, key_of(NULL, sql), e, kinds, args);
}

int cl_sql_open_rows_v(sqlite3_stmt **out, cl_store *store, const cl_table *table, cl_error *e,
                       const char *tail, const char *kinds, va_list args)
{
    return open_key(out, store, key_of(table, tail), e, kinds, args);
}

int cl_sql_open_rows(sqlite3_stmt **out, cl_store *store, const cl_table *table, cl_error *e,
                     const char *tail, const char *kinds, ...)
{
    va_list args;
    int rc;

    va_start(args, kinds);
    rc = cl_sql_open_rows_v(out, store, table, e, tail, kinds, args);
    va_end(args);
    return rc;
}

int cl_sql_open(sqlite3_stmt **out, cl_store *store, cl_error *e, const char *sql,
                const char *kinds, ...)
{
    va_list args;
    int rc;

    va_start(args, kinds);
    rc = cl_sql_open_v(out, store, e, sql, kinds, args);
    va_end(args);
    return rc;
}

int cl_sql_step(cl_store *store, sqlite3_stmt *statement, bool *row, cl_error *e)
{
    int rc = sqlite3_step(statement);

    *row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE)
        return 0;
    /* COMMIT reads nothing, though SQLite counts it among what is read-only. */
    return cl_sql_fail(store, rc,
                       sqlite3_stmt_readonly(statement) && sqlite3_column_count(statement) > 0
                           ? "reading"
                           : "writing",
                       e);
}

int cl_sql_do(cl_store *store, cl_error *e, const char *sql, const char *kinds, ...)
{
    sqlite3_stmt *statement = NULL;
    bool row;
    va_list args;
    int rc;

    va_start(args, kinds);
    rc = cl_sql_open_v(&statement, store, e, sql, kinds, args);
    va_end(args);
    if (rc != 0)
        return rc;
    rc = cl_sql_step(store, statement, &row, e);
    cl_sql_close(store, statement);
    return rc;
}

int cl_sql_number(int64_t *out, bool *found, cl_store *store, cl_error *e, const char *sql,
                  const char *kinds, ...)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    va_list args;
    int rc;

    *out = 0;
    if (found != NULL)
        *found = false;
    va_start(args, kinds);
    rc = cl_sql_open_v(&statement, store, e, sql, kinds, args);
    va_end(args);
    if (rc != 0)
        return rc;
    rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        *out = sqlite3_column_int64(statement, 0);
        if (found != NULL)
            *found = true;
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_sql_script(cl_store *store, const char *sql, cl_error *e)
{
    int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : cl_sql_fail(store, rc, "changing the database", e);
}

cl_view cl_sql_view(sqlite3_stmt *statement, int column)
{
    const void *at = sqlite3_column_blob(statement, column); /* before the length: it may convert */
    int length = sqlite3_column_bytes(statement, column);

    return (cl_view){at, length > 0 ? (size_t)length : 0};
}
