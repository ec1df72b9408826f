/* SPDX-License-Identifier: MIT
 *
 * The log: appending, hashing, reading.
 */
#include "events.h"

#include <string.h>

#include "append.h"
#include "apply.h"
#include "ids.h"
#include "sql.h"

/* Every member but the first, the actor, who is never empty, has one before it. */
static void add_member(cl_text *out, const char *name, cl_view value)
{
    if (value.length == 0)
        return;
    if (out->length != 1)
        cl_text_add_char(out, ',');
    cl_text_format(out, "\"%s\":", name);
    cl_text_add_json(out, value);
}

/* Canonical JSON of all but prev, seq and hash, keys in the order of their bytes. What stands
 * before the payload, and what after it: a payload of an import is large, and is not copied for
 * this. */
static void print_before(cl_text *out, const cl_event *event)
{
    cl_text_add_char(out, '{');
    add_member(out, "actor", event->actor);
    cl_text_add_string(out, ",\"at\":");
    cl_text_add_int(out, event->at);
    if (event->cause != 0) {
        cl_text_add_string(out, ",\"cause\":");
        cl_text_add_int(out, event->cause);
    }
    add_member(out, "effective", event->effective);
    add_member(out, "entity", event->entity);
    add_member(out, "event", event->kind);
    add_member(out, "from", event->from);
    add_member(out, "machine", event->machine);
    cl_text_add_string(out, ",\"payload\":");
}

static void print_after(cl_text *out, const cl_event *event)
{
    add_member(out, "role", event->role);
    add_member(out, "to", event->to);
    cl_text_add_char(out, '}');
}

int cl_event_digest(unsigned char out[CL_DIGEST_BYTES], const cl_event *event, cl_error *e)
{
    cl_text before = CL_TEXT_INIT, after = CL_TEXT_INIT;
    unsigned char seq[8];
    cl_digest digest;
    int rc;

    print_before(&before, event);
    print_after(&after, event);
    rc = cl_text_check(&before, e);
    if (rc == 0)
        rc = cl_text_check(&after, e);
    if (rc == 0) {
        for (int i = 0; i < 8; i++)
            seq[i] = (unsigned char)((uint64_t)event->seq >> (56 - 8 * i));
        cl_digest_init(&digest);
        cl_digest_add(&digest, (cl_view){(const char *)event->prev, CL_DIGEST_BYTES});
        cl_digest_add(&digest, (cl_view){(const char *)seq, sizeof seq});
        cl_digest_add(&digest, cl_text_view(&before));
        cl_digest_add(&digest, event->payload);
        cl_digest_add(&digest, cl_text_view(&after));
        cl_digest_done(&digest, out);
    }
    cl_text_clear(&before);
    cl_text_clear(&after);
    return rc;
}

void cl_personal_commit(char out[CL_DIGEST_HEX], cl_view salt, cl_view field, cl_view value)
{
    unsigned char bytes[CL_DIGEST_BYTES];
    cl_digest digest;

    cl_digest_init(&digest);
    cl_digest_add(&digest, salt);
    cl_digest_add(&digest, field);
    cl_digest_add(&digest, (cl_view){"", 1});
    cl_digest_add(&digest, value);
    cl_digest_done(&digest, bytes);
    cl_digest_to_hex(bytes, out);
}

static void fill_hash(unsigned char out[CL_DIGEST_BYTES], cl_view bytes)
{
    memset(out, 0, CL_DIGEST_BYTES);
    if (bytes.length == CL_DIGEST_BYTES)
        memcpy(out, bytes.at, CL_DIGEST_BYTES);
}

void cl_event_fill(cl_event *out, sqlite3_stmt *statement)
{
    memset(out, 0, sizeof *out);
    out->seq = sqlite3_column_int64(statement, 0);
    out->at = sqlite3_column_int64(statement, 1);
    out->actor = cl_sql_view(statement, 2);
    out->role = cl_sql_view(statement, 3);
    out->entity = cl_sql_view(statement, 4);
    out->kind = cl_sql_view(statement, 5);
    out->from = cl_sql_view(statement, 6);
    out->to = cl_sql_view(statement, 7);
    out->effective = cl_sql_view(statement, 8);
    out->machine = cl_sql_view(statement, 9);
    out->cause = sqlite3_column_int64(statement, 10);
    out->payload = cl_sql_view(statement, 11);
    fill_hash(out->prev, cl_sql_view(statement, 12));
    fill_hash(out->hash, cl_sql_view(statement, 13));
}

int cl_event_last(cl_event *out, cl_store *store, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT seq, at, hash FROM event ORDER BY seq DESC LIMIT 1", "");

    memset(out, 0, sizeof *out);
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row) {
        out->seq = sqlite3_column_int64(statement, 0);
        out->at = sqlite3_column_int64(statement, 1);
        fill_hash(out->hash, cl_sql_view(statement, 2));
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_event_append(cl_store *store, cl_event *event, cl_error *e)
{
    cl_event last;
    int rc = cl_event_last(&last, store, e);

    if (rc != 0)
        return rc;
    memcpy(event->prev, last.hash, CL_DIGEST_BYTES);
    rc = cl_event_digest(event->hash, event, e);
    if (rc != 0)
        return rc;
    return cl_sql_do(
        store, e, "INSERT INTO event(" CL_EVENT_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        "iivvvvvvvvrvbb", event->seq, event->at, event->actor, event->role, event->entity,
        event->kind, event->from, event->to, event->effective, event->machine, event->cause,
        event->payload, (cl_view){(const char *)event->prev, CL_DIGEST_BYTES},
        (cl_view){(const char *)event->hash, CL_DIGEST_BYTES});
}

int cl_event_head(int64_t *seq, char hash[CL_DIGEST_HEX], cl_store *store, cl_error *e)
{
    cl_event last;
    int rc = cl_event_last(&last, store, e);

    if (rc != 0)
        return rc;
    *seq = last.seq;
    cl_digest_to_hex(last.hash, hash);
    return 0;
}

/* Does a row of the block have this number? */
static bool block_touches(const cl_block *block, int64_t id)
{
    for (size_t i = 0; i < cl_json_count(block->rows); i++)
        if (cl_json_integer(cl_json_item(cl_json_item(block->rows, i), 0)) == id)
            return true;
    return false;
}

static int touches(bool *out, const cl_event *event, const cl_table *table, int64_t id, cl_error *e)
{
    cl_json *payload = NULL;
    cl_block block;
    int rc = cl_json_parse(&payload, event->payload, NULL, 1, e);

    *out = false;
    for (size_t i = 0; rc == 0 && !*out && i < cl_block_count(payload); i++) {
        rc = cl_block_read(&block, payload, i, e);
        if (rc == 0)
            *out = block.table == table && block_touches(&block, id);
    }
    cl_json_free(payload);
    return rc;
}

/* An id as a filter: the table that it belongs to and its number; no table when it is no id of a
 * record. */
static const cl_table *table_of(int64_t *id, const char *entity)
{
    const char *dash = strchr(entity, '-');
    const cl_table *table = NULL;

    if (dash != NULL)
        table = cl_table_of_prefix((cl_view){entity, (size_t)(dash - entity)});
    if (table != NULL && cl_id_parse(id, table->prefix, cl_view_of(entity), NULL) != 0)
        table = NULL;
    return table;
}

/* The database narrows the log to events about the record or with rows of its table; the rows
 * themselves are looked at here. */
static int wanted(bool *out, const cl_event *event, const cl_event_filter *filter, cl_error *e)
{
    int64_t id = 0;
    const cl_table *table;

    *out = filter->entity == NULL || cl_view_is(event->entity, filter->entity);
    if (*out)
        return 0;
    table = table_of(&id, filter->entity);
    return table == NULL ? 0 : touches(out, event, table, id, e);
}

static int open_events(sqlite3_stmt **out, cl_store *store, const cl_event_filter *filter,
                       cl_text *word, cl_error *e)
{
    int64_t id;
    const cl_table *table = filter->entity == NULL ? NULL : table_of(&id, filter->entity);

    if (table != NULL)
        cl_text_format(word, ",\"%s\",[", table->name);
    if (word->failed != 0)
        return cl_text_check(word, e);
    if (filter->entity == NULL)
        return cl_sql_open(out, store, e,
                           "SELECT " CL_EVENT_COLUMNS
                           " FROM event WHERE seq > ? AND at >= ? ORDER BY seq",
                           "ii", filter->after, filter->since_at);
    return cl_sql_open(out, store, e,
                       "SELECT " CL_EVENT_COLUMNS " FROM event WHERE seq > ? AND at >= ?"
                       " AND (entity = ? OR instr(payload, ?) > 0) ORDER BY seq",
                       "iitv", filter->after, filter->since_at, filter->entity, cl_text_view(word));
}

static int walk(cl_store *store, sqlite3_stmt *statement, const cl_event_filter *filter,
                cl_event_function *function, void *context, cl_error *e)
{
    bool row = true, take;
    cl_event event;
    int rc = 0;

    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        cl_event_fill(&event, statement);
        rc = wanted(&take, &event, filter, e);
        if (rc == 0 && take)
            rc = function(context, &event, e);
    }
    return rc;
}

static int count_one(void *context, const cl_event *event, cl_error *e)
{
    (void)event;
    (void)e;
    ++*(int64_t *)context;
    return 0;
}

typedef struct tail {
    int64_t skip;
    cl_event_function *function;
    void *context;
} tail;

static int pass_tail(void *context, const cl_event *event, cl_error *e)
{
    tail *t = context;

    if (t->skip > 0) {
        t->skip--;
        return 0;
    }
    return t->function(t->context, event, e);
}

int cl_event_each(cl_store *store, const cl_event_filter *filter, cl_event_function *function,
                  void *context, cl_error *e)
{
    static const cl_event_filter all = {NULL, 0, 0, 0};
    cl_text word = CL_TEXT_INIT;
    sqlite3_stmt *statement = NULL;
    tail newest = {0, function, context};
    int64_t count = 0;
    int rc;

    if (filter == NULL)
        filter = &all;
    rc = open_events(&statement, store, filter, &word, e);
    if (rc == 0 && filter->limit > 0) { /* count first, so that the newest come out oldest first */
        rc = walk(store, statement, filter, count_one, &count, e);
        sqlite3_reset(statement);
        newest.skip = count > filter->limit ? count - filter->limit : 0;
    }
    if (rc == 0)
        rc = walk(store, statement, filter, pass_tail, &newest, e);
    cl_sql_close(store, statement);
    cl_text_clear(&word);
    return rc;
}

static void add_field(cl_text *out, const char *name, cl_view value)
{
    if (value.length == 0)
        return;
    cl_text_format(out, ", \"%s\": ", name);
    cl_text_add_json(out, value);
}

int cl_event_json(cl_text *out, const cl_event *event)
{
    char time[25], hash[CL_DIGEST_HEX];

    cl_time_format(event->at, time);
    cl_digest_to_hex(event->hash, hash);
    cl_text_add_string(out, "{\"seq\": ");
    cl_text_add_int(out, event->seq);
    add_field(out, "at", cl_view_of(time));
    add_field(out, "actor", event->actor);
    add_field(out, "role", event->role);
    add_field(out, "entity", event->entity);
    add_field(out, "event", event->kind);
    add_field(out, "from", event->from);
    add_field(out, "to", event->to);
    add_field(out, "effective", event->effective);
    if (event->cause != 0) {
        cl_text_add_string(out, ", \"cause\": ");
        cl_text_add_int(out, event->cause);
    }
    add_field(out, "hash", cl_view_of(hash));
    cl_text_add_string(out, ", \"payload\": ");
    cl_text_add_view(out, event->payload);
    return cl_text_add_char(out, '}');
}
