/* SPDX-License-Identifier: MIT
 *
 * One pass over the log. Every event is checked and applied to the fresh database.
 */
#include "auditor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "append.h"
#include "apply.h"
#include "ids.h"
#include "sql.h"
#include "vec.h"

enum { PROGRESS_STEP = 1000, RECORDS_SHOWN = 12 };

/* A personal value that is gone, and an event that refers to it or erased it. */
typedef struct gone {
    int64_t id, seq;
} gone;

typedef struct chain {
    cl_auditor *auditor;
    cl_event last; /* seq, at and hash of the event before */
    int64_t total;
    cl_text records; /* ids that the present event touches */
    cl_vec erased;   /* gone: values, and the events that erased them */
    cl_vec kept;     /* int64_t: ids of values that events refer to */
    cl_vec gone;     /* values that are not there any more */
} chain;

static void name_block(cl_text *out, const cl_block *block)
{
    for (size_t i = 0; i < cl_json_count(block->rows); i++) {
        const cl_json_value *id = cl_json_item(cl_json_item(block->rows, i), 0);

        if (i == RECORDS_SHOWN) {
            cl_text_add_string(out, ", …");
            return;
        }
        if (out->length > 0)
            cl_text_add_string(out, ", ");
        cl_id_print(out, block->table->prefix, cl_json_integer(id));
    }
}

/* "CLU-3, MEM-7": the event's own record, then those of its rows. */
static const char *name_records(chain *c, const cl_event *event, const cl_json *payload)
{
    cl_block block;

    cl_text_reset(&c->records);
    if (payload == NULL || cl_block_count(payload) == 0)
        cl_text_add_view(&c->records, event->entity);
    for (size_t i = 0; payload != NULL && i < cl_block_count(payload); i++)
        if (cl_block_read(&block, payload, i, NULL) == 0)
            name_block(&c->records, &block);
    return c->records.at == NULL ? "" : c->records.at;
}

static int check_event(chain *c, const cl_event *event, const cl_json *payload, cl_error *e)
{
    unsigned char hash[CL_DIGEST_BYTES];
    cl_auditor *auditor = c->auditor;
    int rc = cl_event_digest(hash, event, e);

    if (rc != 0)
        return rc;
    if (event->seq != c->last.seq + 1)
        cl_audit_fault(auditor, CL_FAULT_CHAIN, event->seq, name_records(c, event, payload),
                       "%" PRId64 " event(s) are missing before this one",
                       event->seq - c->last.seq - 1);
    else if (memcmp(event->prev, c->last.hash, CL_DIGEST_BYTES) != 0)
        cl_audit_fault(auditor, CL_FAULT_CHAIN, event->seq, name_records(c, event, payload),
                       "this event does not follow on the one before: one of them was changed");
    if (memcmp(hash, event->hash, CL_DIGEST_BYTES) != 0)
        cl_audit_fault(auditor, CL_FAULT_CHAIN, event->seq, name_records(c, event, payload),
                       "the content of this event was changed: its hash is another");
    if (event->at < c->last.at)
        cl_audit_fault(auditor, CL_FAULT_CHAIN, event->seq, name_records(c, event, payload),
                       "this event is older than the one before it");
    return 0;
}

static void check_anchor(chain *c, const cl_event *event)
{
    const cl_verify_options *options = c->auditor->options;
    char hash[CL_DIGEST_HEX];

    for (size_t i = 0; i < options->anchor_count; i++) {
        if (options->anchors[i].seq != event->seq)
            continue;
        cl_digest_to_hex(event->hash, hash);
        if (strcmp(options->anchors[i].hash, hash) != 0)
            cl_audit_fault(c->auditor, CL_FAULT_CHAIN, event->seq, "",
                           "this event is not the anchored one: its hash is %s", hash);
    }
}

/* Where a value belongs, as its event has it. */
typedef struct place {
    char subject[CL_ID_TEXT];
    cl_view field;
} place;

static int note_kept(chain *c, int64_t id, cl_error *e)
{
    c->auditor->out->personals++;
    return cl_vec_add(&c->kept, &id) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* A value that was erased has neither value nor salt; its commitment stays and cannot be tested. */
static int check_stored(chain *c, const cl_event *event, const cl_json *payload, const place *where,
                        const cl_json_value *kept, sqlite3_stmt *statement, cl_error *e)
{
    int64_t id = sqlite3_column_int64(statement, 0);
    char commit[CL_DIGEST_HEX];

    if (!cl_view_is(cl_sql_view(statement, 1), where->subject) ||
        !cl_view_equal(cl_sql_view(statement, 3), where->field))
        cl_audit_fault(c->auditor, CL_FAULT_COMMITMENT, event->seq, name_records(c, event, payload),
                       "personal value %" PRId64 " is filed under %s, the log says %s", id,
                       (const char *)sqlite3_column_text(statement, 1), where->subject);
    if (sqlite3_column_type(statement, 2) == SQLITE_NULL) {
        gone value = {id, event->seq};

        return cl_vec_add(&c->gone, &value) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_personal_commit(commit, cl_sql_view(statement, 2), cl_sql_view(statement, 3),
                       cl_sql_view(statement, 4));
    if (!cl_view_is(cl_json_string(kept), commit))
        cl_audit_fault(c->auditor, CL_FAULT_COMMITMENT, event->seq, name_records(c, event, payload),
                       "personal value %" PRId64 " (%s) was changed", id,
                       (const char *)sqlite3_column_text(statement, 3));
    return 0;
}

static int check_personal(chain *c, const cl_event *event, const cl_json *payload,
                          const place *where, const cl_json_value *reference, cl_error *e)
{
    const cl_json_value *id = cl_json_get(reference, "personal"),
                        *kept = cl_json_get(reference, "commit");
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int rc;

    if (id == NULL || kept == NULL)
        return 0;
    rc = note_kept(c, cl_json_integer(id), e);
    if (rc == 0)
        rc = cl_sql_open(&statement, c->auditor->store, e,
                         "SELECT id, subject, salt, field, value FROM personal WHERE id = ?", "i",
                         cl_json_integer(id));
    if (rc == 0)
        rc = cl_sql_step(c->auditor->store, statement, &row, e);
    if (rc == 0 && row)
        rc = check_stored(c, event, payload, where, kept, statement, e);
    else if (rc == 0)
        cl_audit_fault(c->auditor, CL_FAULT_COMMITMENT, event->seq, name_records(c, event, payload),
                       "personal value %" PRId64 " is gone without having been erased",
                       cl_json_integer(id));
    cl_sql_close(c->auditor->store, statement);
    return rc;
}

static int check_block_personals(chain *c, const cl_event *event, const cl_json *payload,
                                 const cl_block *block, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < cl_json_count(block->rows); i++) {
        const cl_json_value *values = cl_json_item(block->rows, i);
        place where;

        cl_id_format(where.subject, block->table->prefix, cl_json_integer(cl_json_item(values, 0)));
        for (size_t j = 0; rc == 0 && j < cl_json_count(values); j++) {
            if (cl_json_type(cl_json_item(values, j)) != CL_JSON_OBJECT)
                continue;
            where.field = cl_json_string(cl_json_item(block->columns, j));
            rc = check_personal(c, event, payload, &where, cl_json_item(values, j), e);
        }
    }
    return rc;
}

/* The values that this event says it erased. */
static int note_erased(chain *c, int64_t seq, const cl_json *payload, cl_error *e)
{
    const cl_json_value *erased = cl_json_get(cl_json_root(payload), "erased");

    for (size_t i = 0; erased != NULL && i < cl_json_count(erased); i++) {
        gone value = {cl_json_integer(cl_json_item(erased, i)), seq};

        if (cl_vec_add(&c->erased, &value) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_numbers(cl_vec *vec)
{
    if (vec->count > 0)
        qsort(vec->items, vec->count, vec->size, by_number);
}

/* In a vector whose items begin with their number, sorted. */
static const void *find_number(const cl_vec *vec, int64_t id)
{
    return vec->count == 0 ? NULL : bsearch(&id, vec->items, vec->count, vec->size, by_number);
}

/* A value that is not there was erased by some event, else somebody took it. */
static void check_gone(chain *c)
{
    sort_numbers(&c->erased);
    for (size_t i = 0; i < c->gone.count; i++) {
        const gone *value = cl_vec_at(&c->gone, i);

        if (find_number(&c->erased, value->id) == NULL)
            cl_audit_fault(c->auditor, CL_FAULT_COMMITMENT, value->seq, "",
                           "personal value %" PRId64 " is gone, and no event erased it", value->id);
    }
}

/* What is there was put there by an event, and no event erased it. */
static int check_there(chain *c, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, c->auditor->store, e,
                         "SELECT id, subject FROM personal WHERE salt IS NOT NULL"
                         " OR value IS NOT NULL ORDER BY id",
                         "");

    sort_numbers(&c->kept);
    while (rc == 0) {
        const gone *erased;
        int64_t id;

        rc = cl_sql_step(c->auditor->store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        id = sqlite3_column_int64(statement, 0);
        erased = find_number(&c->erased, id);
        if (find_number(&c->kept, id) == NULL)
            cl_audit_fault(c->auditor, CL_FAULT_COMMITMENT, 0,
                           (const char *)sqlite3_column_text(statement, 1),
                           "personal value %" PRId64 " stands there, and no event made it", id);
        else if (erased != NULL)
            cl_audit_fault(c->auditor, CL_FAULT_COMMITMENT, erased->seq,
                           (const char *)sqlite3_column_text(statement, 1),
                           "personal value %" PRId64 " was erased by this event, and is back", id);
    }
    cl_sql_close(c->auditor->store, statement);
    return rc;
}

static int check_personals(chain *c, const cl_event *event, const cl_json *payload, cl_error *e)
{
    const cl_json_value *reason = cl_json_get(cl_json_root(payload), "reason");
    place of_event = {"", CL_VIEW("reason")};
    cl_block block;
    int rc = 0;

    snprintf(of_event.subject, sizeof of_event.subject, "%.*s", (int)event->entity.length,
             event->entity.at);
    if (reason != NULL)
        rc = check_personal(c, event, payload, &of_event, reason, e);
    if (rc == 0)
        rc = note_erased(c, event->seq, payload, e);

    for (size_t i = 0; rc == 0 && i < cl_block_count(payload); i++)
        if (cl_block_read(&block, payload, i, NULL) == 0)
            rc = check_block_personals(c, event, payload, &block, e);
    return rc;
}

/* An event that the fresh database refuses is a fault of the log, not of the check. */
static int replay(chain *c, const cl_event *event, const cl_json *payload, cl_error *e)
{
    cl_error refused = CL_ERROR_INIT;
    cl_store *rebuilt = c->auditor->rebuilt;
    int rc = cl_store_begin(rebuilt, e);

    if (rc != 0)
        return rc;
    rc = cl_apply_parsed(rebuilt, payload, &refused);
    if (rc == 0)
        return cl_store_commit(rebuilt, e);
    cl_store_rollback(rebuilt);
    if (rc == CL_E_MEMORY)
        return cl_fail(e, rc, "%s", refused.message);
    cl_audit_fault(c->auditor, CL_FAULT_CHAIN, event->seq, name_records(c, event, payload),
                   "this event cannot be applied: %s", refused.message);
    return 0;
}

static int audit_event(chain *c, const cl_event *event, cl_error *e)
{
    cl_error unreadable = CL_ERROR_INIT;
    cl_json *payload = NULL;
    int rc = cl_json_parse(&payload, event->payload, NULL, 1, &unreadable);

    if (rc == CL_E_MEMORY)
        return cl_fail(e, rc, "%s", unreadable.message);
    rc = check_event(c, event, payload, e);
    check_anchor(c, event);
    if (rc == 0 && payload == NULL)
        cl_audit_fault(c->auditor, CL_FAULT_CHAIN, event->seq, name_records(c, event, NULL),
                       "the payload of this event cannot be read: %s", unreadable.message);
    else if (rc == 0)
        rc = check_personals(c, event, payload, e);
    if (rc == 0 && payload != NULL)
        rc = replay(c, event, payload, e);
    cl_json_free(payload);
    c->last.seq = event->seq;
    c->last.at = event->at;
    memcpy(c->last.hash, event->hash, CL_DIGEST_BYTES);
    return rc;
}

static int walk(chain *c, sqlite3_stmt *statement, cl_error *e)
{
    cl_verified *out = c->auditor->out;
    bool row = true;
    cl_event event;
    int rc = 0;

    while (rc == 0) {
        rc = cl_sql_step(c->auditor->store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        cl_event_fill(&event, statement);
        rc = audit_event(c, &event, e);
        out->events++;
        if (rc == 0 && out->events % PROGRESS_STEP == 0)
            rc = cl_audit_progress(c->auditor, out->events, c->total, e);
    }
    return rc;
}

int cl_audit_chain(cl_auditor *auditor, cl_error *e)
{
    chain c = {auditor,          {0}, 0, CL_TEXT_INIT, CL_VEC_INIT(gone), CL_VEC_INIT(int64_t),
               CL_VEC_INIT(gone)};
    sqlite3_stmt *statement = NULL;
    int rc;

    rc = cl_sql_number(&c.total, NULL, auditor->store, e, "SELECT count(*) FROM event", "");
    if (rc == 0)
        rc = cl_sql_open(&statement, auditor->store, e,
                         "SELECT " CL_EVENT_COLUMNS " FROM event ORDER BY seq", "");
    if (rc == 0)
        rc = walk(&c, statement, e);
    for (size_t i = 0; rc == 0 && i < auditor->options->anchor_count; i++)
        if (auditor->options->anchors[i].seq > c.last.seq)
            cl_audit_fault(auditor, CL_FAULT_CHAIN, auditor->options->anchors[i].seq, "",
                           "the log ends at event %" PRId64 ", before the anchored one",
                           c.last.seq);
    if (rc == 0 && c.last.seq > 0)
        cl_digest_to_hex(c.last.hash, auditor->out->head);
    if (rc == 0) {
        check_gone(&c);
        rc = check_there(&c, e);
    }
    cl_sql_close(auditor->store, statement);
    cl_text_clear(&c.records);
    cl_vec_clear(&c.erased);
    cl_vec_clear(&c.kept);
    cl_vec_clear(&c.gone);
    return rc;
}
