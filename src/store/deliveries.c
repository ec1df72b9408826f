/* SPDX-License-Identifier: MIT
 *
 * Reading the outbox, and the lease that keeps a second courier away.
 */
#include "outbox.h"

#include "rows.h"

#include <stdio.h>

int cl_delivery_list(cl_delivery **out, size_t *count, cl_arena *arena, cl_store *store,
                     const cl_delivery_filter *filter, cl_error *e)
{
    static const cl_delivery_filter all = {0};
    void *items = NULL;
    int rc;

    if (filter == NULL)
        filter = &all;
    rc = cl_rows_read(&items, count, arena, store, &cl_table_delivery, e,
                      "WHERE (?1 = 0 OR t.application = ?1) AND (?2 IS NULL OR t.portal = ?2)"
                      " AND (?3 IS NULL OR t.state = ?3) AND (?4 = 0 OR t.watch_at IS NOT NULL)"
                      " AND (?5 = 0 OR t.state IN ('queued', 'sending', 'unknown', 'held', 'dead'))"
                      " AND t.id > ?6 ORDER BY t.id LIMIT ?7",
                      "ittiiii", filter->application, filter->portal, filter->state,
                      (int64_t)filter->watched, (int64_t)filter->open, filter->after,
                      filter->limit > 0 ? filter->limit : (int64_t)-1);
    *out = items;
    return rc;
}

int cl_delivery_list_by_deadline(cl_delivery **out, size_t *count, cl_arena *arena, cl_store *store,
                                 int64_t from, int64_t to, int64_t limit, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_delivery, e,
                          "WHERE t.deadline_at > ? AND t.deadline_at <= ? AND t.state IN "
                          "('queued', 'sending', 'unknown', 'held', 'dead')"
                          " ORDER BY t.deadline_at, t.id LIMIT ?",
                          "iii", from, to, limit);

    *out = items;
    return rc;
}

int cl_outbox_count_orphans(int64_t *count, cl_store *store, const char *portal, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT count(*) FROM exchange t JOIN delivery d ON d.id = t.delivery"
                         " WHERE d.portal = ? AND t.harmless = 1 AND t.purpose = 'step'"
                         " AND EXISTS(SELECT 1 FROM exchange f WHERE f.delivery = t.delivery"
                         " AND f.n < t.n AND f.step = t.step AND f.purpose = 'step')",
                         "t", portal);

    *count = 0;
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row)
        *count = sqlite3_column_int64(statement, 0);
    cl_sql_close(store, statement);
    return rc;
}

int cl_exchange_list(cl_exchange **out, size_t *count, cl_arena *arena, cl_store *store,
                     int64_t delivery, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_exchange, e,
                          "WHERE t.delivery = ? ORDER BY t.n", "i", delivery);

    *out = items;
    return rc;
}

int cl_attempt_list(cl_attempt **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t exchange, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_attempt, e,
                          "WHERE t.exchange = ? ORDER BY t.n", "i", exchange);

    *out = items;
    return rc;
}

int cl_receipt_list(cl_receipt **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t application, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_receipt, e,
                          "WHERE t.application = ? ORDER BY t.id", "i", application);

    *out = items;
    return rc;
}

static int fail_held(cl_store *store, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    char time[25];
    cl_view holder;
    int rc = cl_sql_open(&statement, store, e, "SELECT holder, until_at FROM lease", "");

    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0) {
        holder = row ? cl_sql_view(statement, 0) : CL_VIEW("somebody");
        cl_time_format(row ? sqlite3_column_int64(statement, 1) : 0, time);
        rc = cl_fail(e, CL_E_STATE, "%.*s is sending from this database (until %s)",
                     (int)holder.length, holder.at, time);
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_outbox_lease(cl_store *store, const char *holder, int64_t now, int64_t until, cl_error *e)
{
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = cl_sql_do(
        store, e,
        "INSERT INTO lease(one, holder, until_at) VALUES(1, ?1, ?2) ON CONFLICT(one) DO UPDATE"
        " SET holder = excluded.holder, until_at = excluded.until_at"
        " WHERE holder = excluded.holder OR until_at <= ?3",
        "tii", holder, until, now);
    if (rc == 0 && sqlite3_changes(store->db) == 0)
        rc = fail_held(store, e);
    if (rc != 0) {
        cl_store_rollback(store);
        return rc;
    }
    return cl_store_commit(store, e);
}

int cl_outbox_holder(char *out, size_t size, cl_store *store, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    cl_view holder;
    int rc = cl_sql_open(&statement, store, e, "SELECT holder FROM lease", "");

    out[0] = '\0';
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row) {
        holder = cl_sql_view(statement, 0);
        (void)snprintf(out, size, "%.*s", (int)holder.length, holder.at);
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_outbox_release(cl_store *store, const char *holder, cl_error *e)
{
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = cl_sql_do(store, e, "DELETE FROM lease WHERE holder = ?", "t", holder);
    if (rc != 0) {
        cl_store_rollback(store);
        return rc;
    }
    return cl_store_commit(store, e);
}
