/* SPDX-License-Identifier: MIT
 *
 * Replaying events into memory, up to a moment or as true on a day.
 */
#include "past.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "append.h"
#include "apply.h"
#include "events.h"
#include "sql.h"
#include "table.h"

/* Records that come into being and change by events, on the events' days: all others are true from
 * their own dates. Whatever refers to one of them is one of them. */
static const cl_table *const roots[] = {&cl_table_application, &cl_table_award, &cl_table_delivery};

enum { DEPTH = 8 }; /* longest chain of references */

static bool lives_by_events(const cl_table *table, int depth)
{
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (roots[i] == table)
            return true;
    if (table == &cl_table_support_entry || depth == 0) /* it has a date of its own */
        return false;
    for (size_t i = 2; i < table->count; i++) {
        const cl_column *column = &table->columns[i];
        const cl_table *to =
            column->references == NULL ? NULL : cl_table_of_prefix(cl_view_of(column->references));

        if (to != NULL && to != table && lives_by_events(to, depth - 1))
            return true;
    }
    return false;
}

static bool is_dated(const cl_table *table)
{
    return cl_table_column(table, CL_VIEW("from")) >= 0 &&
           cl_table_column(table, CL_VIEW("to")) >= 0;
}

/* Is a block of an event that took effect after the day left out? Ends of dated rows are needed:
 * they say until when the rows were true. */
static bool is_left_out(void *context, const cl_block *block)
{
    (void)context;
    if (lives_by_events(block->table, DEPTH))
        return true;
    return !block->add && !is_dated(block->table);
}

static bool is_later(const cl_event *event, cl_date as_of)
{
    cl_date effective;

    return cl_date_parse(&effective, event->effective, NULL) == 0 && effective > as_of;
}

static int copy_event(cl_store *past, const cl_event *event, cl_error *e)
{
    return cl_sql_do(past, e,
                     "INSERT INTO event(" CL_EVENT_COLUMNS ")"
                     " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iivvvvvvvvrvbb", event->seq, event->at, event->actor, event->role,
                     event->entity, event->kind, event->from, event->to, event->effective,
                     event->machine, event->cause, event->payload,
                     (cl_view){(const char *)event->prev, sizeof event->prev},
                     (cl_view){(const char *)event->hash, sizeof event->hash});
}

typedef struct replaying {
    cl_store *past;
    const cl_past *until;
    int64_t last_personal; /* highest number of a value that was known */
    bool any;
} replaying;

static void note_personal(replaying *r, const cl_json_value *value)
{
    const cl_json_value *id = value == NULL || cl_json_type(value) != CL_JSON_OBJECT
                                  ? NULL
                                  : cl_json_get(value, "personal");

    if (id != NULL && cl_json_integer(id) > r->last_personal)
        r->last_personal = cl_json_integer(id);
}

/* Values are numbered in the order in which they were recorded. */
static void note_personals(replaying *r, const cl_json *payload)
{
    cl_block block;

    note_personal(r, cl_json_get(cl_json_root(payload), "reason"));
    for (size_t b = 0; b < cl_block_count(payload); b++) {
        if (cl_block_read(&block, payload, b, NULL) != 0)
            continue;
        for (size_t i = 0; i < cl_json_count(block.rows); i++)
            for (size_t j = 0; j < cl_json_count(cl_json_item(block.rows, i)); j++)
                note_personal(r, cl_json_item(cl_json_item(block.rows, i), j));
    }
}

static int replay(void *context, const cl_event *event, cl_error *e)
{
    replaying *r = context;
    cl_json *payload = NULL;
    bool later = is_later(event, r->until->as_of);
    int rc;

    if ((r->until->seq != 0 && event->seq > r->until->seq) ||
        (r->until->at != 0 && event->at > r->until->at))
        return 0;
    r->any = true;
    rc = later ? 0 : copy_event(r->past, event, e);
    if (rc == 0)
        rc = cl_json_parse(&payload, event->payload, NULL, 1, e);
    if (rc == 0) {
        note_personals(r, payload);
        rc = cl_apply_some(r->past, payload, later ? is_left_out : NULL, NULL, e);
    }
    cl_json_free(payload);
    return rc;
}

/* Values that are still there; of those that were erased a row without a value stays. */
static int copy_personals(cl_store *past, cl_store *store, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT id, subject, field, value, typeof(value) = 'blob'"
                         " FROM personal",
                         "");

    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        rc =
            cl_sql_do(past, e, "INSERT INTO personal(id, subject, field, value) VALUES(?, ?, ?, ?)",
                      sqlite3_column_int(statement, 4) != 0 ? "ivvb" : "ivvv",
                      sqlite3_column_int64(statement, 0), cl_sql_view(statement, 1),
                      cl_sql_view(statement, 2), cl_sql_view(statement, 3));
    }
    cl_sql_close(store, statement);
    return rc;
}

/* Left-out events leave gaps, and what refers to a record of later is not there: the rules that
 * guard writing are off in a store that nobody writes to. */
static int open_memory(cl_store **out, cl_error *e)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    int rc;

    options.create = true;
    rc = cl_store_open(out, ":memory:", &options, e);
    if (rc == 0)
        rc = cl_sql_script(*out, "PRAGMA foreign_keys=OFF; DROP TRIGGER event_order", e);
    if (rc == 0) {
        (*out)->replays = true;
        rc = cl_store_begin(*out, e);
    }
    return rc;
}

static int fill(cl_store *past, cl_store *store, const cl_past *until, cl_error *e)
{
    static const cl_event_filter all = {NULL, 0, 0, 0};
    replaying r = {past, until, 0, false};
    int rc = copy_personals(past, store, e);

    if (rc == 0)
        rc = cl_event_each(store, &all, replay, &r, e);
    if (rc == 0)
        rc = cl_sql_do(past, e, "DELETE FROM personal WHERE id > ?", "i", r.last_personal);
    if (rc == 0 && !r.any)
        rc = cl_fail(e, CL_E_NOT_FOUND, "nothing was recorded in %s by then", store->path);
    return rc;
}

int cl_past_open(cl_store **out, cl_store *store, const cl_past *past, cl_error *e)
{
    cl_store *made = NULL;
    char *path = cl_strdup(store->path);
    int rc = path == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : open_memory(&made, e);

    *out = NULL;
    if (rc == 0)
        rc = fill(made, store, past, e);
    if (rc == 0)
        rc = cl_store_commit(made, e);
    if (rc == 0)
        rc = cl_sql_script(made, "PRAGMA query_only=ON", e);
    if (rc != 0) {
        cl_store_close(made);
        cl_free(path);
        return rc;
    }
    cl_free(made->path);
    made->path = path;
    *out = made;
    return 0;
}
