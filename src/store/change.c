/* SPDX-License-Identifier: MIT
 *
 * Gathering a change and storing it with its event.
 */
#include "change.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "append.h"
#include "apply.h"
#include "ids.h"
#include "put.h"
#include "sql.h"
#include "utf8.h"

/* Rows of one table with the same columns; columns as a set of bits, since no table has 64. */
typedef struct segment {
    bool add;
    bool direct; /* the rows go into their table as they are: see cl_change_put() */
    const cl_table *table;
    uint64_t columns;
    cl_text rows;   /* "[1,1,…],[2,1,…]" */
    cl_vec records; /* of a direct one */
} segment;

typedef struct personal {
    int64_t id;
    char subject[CL_ID_TEXT];
    const char *field; /* name of a column: static */
    char *value;
    size_t length;
    unsigned char salt[CL_SALT_BYTES];
} personal;

typedef struct counter {
    const char *name;
    int64_t last;
} counter;

static const char personal_counter[] = "personal";

int cl_change_open(cl_change *change, cl_store *store, const cl_author *author, cl_error *e)
{
    memset(change, 0, sizeof *change);
    if (cl_store_depth(store) == 0)
        return cl_fail(e, CL_E_MISUSE, "a change needs a transaction around it");
    if (author->actor == NULL || author->actor[0] == '\0')
        return cl_fail(e, CL_E_MISUSE, "a change needs somebody who makes it");
    change->store = store;
    change->author = *author;
    change->segments = (cl_vec)CL_VEC_INIT(segment);
    change->personals = (cl_vec)CL_VEC_INIT(personal);
    change->counters = (cl_vec)CL_VEC_INIT(counter);
    change->erased = (cl_vec)CL_VEC_INIT(int64_t);
    return 0;
}

static void forget_rows(cl_change *change)
{
    for (size_t i = 0; i < change->segments.count; i++) {
        segment *s = cl_vec_at(&change->segments, i);

        cl_text_clear(&s->rows);
        cl_vec_clear(&s->records);
    }
    for (size_t i = 0; i < change->personals.count; i++)
        cl_free(((personal *)cl_vec_at(&change->personals, i))->value);
    cl_vec_reset(&change->segments);
    cl_vec_reset(&change->personals);
    cl_vec_reset(&change->erased);
    change->reason = (cl_view)CL_VIEW_INIT;
}

void cl_change_clear(cl_change *change)
{
    forget_rows(change);
    cl_vec_clear(&change->segments);
    cl_vec_clear(&change->personals);
    cl_vec_clear(&change->counters);
    cl_vec_clear(&change->erased);
}

bool cl_change_is_empty(const cl_change *change)
{
    return change->segments.count == 0 && change->erased.count == 0;
}

int64_t cl_change_seq(const cl_change *change)
{
    return change->seq;
}

int cl_change_erase(cl_change *change, int64_t value, cl_error *e)
{
    return cl_vec_add(&change->erased, &value) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

void cl_change_reason(cl_change *change, cl_view reason)
{
    change->reason = reason;
}

/* Numbers are counted in the change and written down by the event that uses them. */
static int next_id(int64_t *out, cl_change *change, const char *name, cl_error *e)
{
    counter *found = NULL;
    counter fresh = {name, 0};
    int rc;

    for (size_t i = 0; i < change->counters.count && found == NULL; i++)
        if (strcmp(((counter *)cl_vec_at(&change->counters, i))->name, name) == 0)
            found = cl_vec_at(&change->counters, i);
    if (found == NULL) {
        rc = cl_sql_number(&fresh.last, NULL, change->store, e,
                           "SELECT last FROM counter WHERE name = ?", "t", name);
        if (rc != 0)
            return rc;
        if (cl_vec_add(&change->counters, &fresh) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        found = cl_vec_at(&change->counters, change->counters.count - 1);
    }
    *out = ++found->last;
    return 0;
}

static segment *segment_for(cl_change *change, bool add, bool direct, const cl_table *table,
                            uint64_t columns)
{
    segment fresh = {add, direct, table, columns, CL_TEXT_INIT, {NULL, 0, 0, table->size}};

    for (size_t i = 0; i < change->segments.count; i++) {
        segment *s = cl_vec_at(&change->segments, i);

        if (s->add == add && s->direct == direct && s->table == table && s->columns == columns)
            return s;
    }
    if (cl_vec_add(&change->segments, &fresh) != 0)
        return NULL;
    return cl_vec_at(&change->segments, change->segments.count - 1);
}

static const void *column_at(const cl_table *table, size_t column, const void *record)
{
    return (const char *)record + table->columns[column].offset;
}

/* Keeps a value apart and writes what stands for it: {"commit":"…","personal":7}. */
static int add_personal(cl_text *out, cl_change *change, const char *subject, const char *field,
                        cl_view value, cl_error *e)
{
    char commit[CL_DIGEST_HEX];
    personal *p = cl_vec_push(&change->personals);
    int rc;

    if (p == NULL || (p->value = cl_strndup(value.at, value.length)) == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = next_id(&p->id, change, personal_counter, e);
    if (rc != 0)
        return rc;
    snprintf(p->subject, sizeof p->subject, "%s", subject);
    p->field = field;
    p->length = value.length;
    cl_random_bytes(p->salt, sizeof p->salt);
    cl_personal_commit(commit, (cl_view){(const char *)p->salt, sizeof p->salt}, cl_view_of(field),
                       value);
    cl_text_format(out, "{\"commit\":\"%s\",\"personal\":", commit);
    cl_text_add_int(out, p->id);
    return cl_text_add_char(out, '}');
}

static int add_text(cl_text *out, const cl_table *table, const cl_column *column, cl_view value,
                    cl_error *e)
{
    size_t bad = 0;

    if (value.length == 0)
        return cl_text_add_string(out, "null");
    if (!cl_utf8_valid(value, &bad) || memchr(value.at, '\0', value.length) != NULL)
        return cl_fail(e, CL_E_INVALID, "the %s's %s is no UTF-8 text (byte %zu)", table->noun,
                       column->name, bad + 1);
    return cl_text_add_json(out, value);
}

static void add_maybe(cl_text *out, cl_column_kind kind, cl_maybe value)
{
    if (!value.known) {
        cl_text_add_string(out, "null");
    } else if (kind == CL_COLUMN_MAYBE) {
        cl_text_add_int(out, value.value);
    } else {
        cl_text_add_char(out, '"');
        cl_date_print(out, (cl_date)value.value);
        cl_text_add_char(out, '"');
    }
}

static int add_value(cl_text *out, cl_change *change, const cl_table *table, size_t i,
                     const void *record, cl_error *e)
{
    const cl_column *column = &table->columns[i];
    const void *at = column_at(table, i, record);
    char subject[CL_ID_TEXT];
    int64_t id;

    switch (column->kind) {
    case CL_COLUMN_ID:
        id = *(const int64_t *)at;
        if (id == 0)
            cl_text_add_string(out, "null");
        else
            cl_text_add_int(out, id);
        return 0;
    case CL_COLUMN_NUMBER:
        cl_text_add_int(out, *(const int64_t *)at);
        return 0;
    case CL_COLUMN_MAYBE:
    case CL_COLUMN_DATE:
        add_maybe(out, column->kind, *(const cl_maybe *)at);
        return 0;
    case CL_COLUMN_TEXT:
        return add_text(out, table, column, *(const cl_view *)at, e);
    case CL_COLUMN_PERSONAL:
        if (((const cl_view *)at)->length == 0) {
            cl_text_add_string(out, "null");
            return 0;
        }
        cl_id_format(subject, table->prefix, *(const int64_t *)column_at(table, 0, record));
        return add_personal(out, change, subject, column->name, *(const cl_view *)at, e);
    }
    return cl_fail(e, CL_E_INTERNAL, "column %s has no kind", column->name);
}

static int add_row(cl_change *change, segment *s, const void *record, cl_error *e)
{
    const cl_table *table;
    uint64_t columns;
    int rc = 0;

    if (s == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    table = s->table;
    columns = s->columns;
    cl_text_add_string(&s->rows, s->rows.length == 0 ? "[" : ",[");
    for (size_t i = 0; rc == 0 && i < table->count; i++) {
        if ((columns >> i & 1) == 0)
            continue;
        if (i > 0)
            cl_text_add_char(&s->rows, ',');
        rc = add_value(&s->rows, change, table, i, record, e);
    }
    cl_text_add_char(&s->rows, ']');
    return rc != 0 ? rc : cl_text_check(&s->rows, e);
}

static int add(cl_change *change, segment *s, const cl_table *table, void *record, cl_error *e)
{
    int64_t *id = (int64_t *)record, *version = id + 1; /* the first two columns of every table */
    int rc = 0;

    if (*id == 0)
        rc = next_id(id, change, table->name, e);
    *version = 1;
    return rc != 0 ? rc : add_row(change, s, record, e);
}

static uint64_t all_columns(const cl_table *table)
{
    return (1ull << table->count) - 1;
}

int cl_change_add(cl_change *change, const cl_table *table, void *record, cl_error *e)
{
    return add(change, segment_for(change, true, false, table, all_columns(table)), table, record,
               e);
}

int cl_change_put(cl_change *change, const cl_table *table, void *record, cl_error *e)
{
    segment *s;
    int rc = cl_put_check(table, e);

    if (rc != 0)
        return rc;
    s = segment_for(change, true, true, table, all_columns(table));
    rc = add(change, s, table, record, e);
    if (rc != 0)
        return rc;
    return cl_vec_add(&s->records, record) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

int cl_change_set(cl_change *change, const cl_table *table, const void *before, void *after,
                  cl_error *e)
{
    const int64_t *old = before;
    int64_t *new = after;
    uint64_t columns = 0;

    for (size_t i = 2; i < table->count; i++)
        if (cl_column_differs(&table->columns[i], column_at(table, i, before),
                              column_at(table, i, after)))
            columns |= 1ull << i;
    if (old[0] != new[0])
        return cl_fail(e, CL_E_MISUSE, "a change of %s-%lld may not make it another record",
                       table->prefix, (long long)old[0]);
    if (columns == 0)
        return 0;
    new[1] = old[1] + 1;
    return add_row(change, segment_for(change, false, false, table, columns | 3), after, e);
}

static void print_segment(cl_text *out, const segment *s)
{
    cl_text_format(out, "[\"%s\",\"%s\",[", s->add ? "add" : "set", s->table->name);
    for (size_t i = 0; i < s->table->count; i++)
        if ((s->columns >> i & 1) != 0)
            cl_text_format(out, "%s\"%s\"", i == 0 ? "" : ",", s->table->columns[i].name);
    cl_text_add_string(out, "],[");
    cl_text_add_view(out, cl_text_view(&s->rows));
    cl_text_add_string(out, "]]");
}

static void print_erased(cl_text *out, const cl_change *change)
{
    cl_text_add_string(out, "\"erased\":[");
    for (size_t i = 0; i < change->erased.count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ",");
        cl_text_add_int(out, *(const int64_t *)cl_vec_at(&change->erased, i));
    }
    cl_text_add_string(out, "],");
}

static void print_segments(cl_text *out, const cl_change *change, bool all)
{
    bool first = true;

    cl_text_add_string(out, "\"rows\":[");
    for (size_t i = 0; i < change->segments.count; i++) {
        const segment *s = cl_vec_at(&change->segments, i);

        if (s->direct && !all)
            continue;
        if (!first)
            cl_text_add_char(out, ',');
        print_segment(out, s);
        first = false;
    }
    cl_text_add_string(out, "]}");
}

/* Keys in the order of their bytes: clock, erased, reason, rows. `clock` is there when the clock
 * had jumped back. */
static int print_payload(cl_text *out, cl_change *change, int64_t at, const char *entity,
                         cl_error *e)
{
    int rc = 0;

    cl_text_add_char(out, '{');
    if (at != change->author.at) {
        cl_text_add_string(out, "\"clock\":");
        cl_text_add_int(out, change->author.at);
        cl_text_add_char(out, ',');
    }
    if (change->erased.count > 0)
        print_erased(out, change);
    if (change->reason.length > 0) {
        cl_text_add_string(out, "\"reason\":");
        rc = add_personal(out, change, entity, "reason", change->reason, e);
        cl_text_add_char(out, ',');
    }
    print_segments(out, change, true);
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* Text where it is text, so that people can read it with any tool; else bytes. */
static int store_personal(cl_store *store, const personal *p, cl_error *e)
{
    cl_view value = {p->value, p->length};
    bool text = cl_utf8_valid(value, NULL) && memchr(p->value, '\0', p->length) == NULL;

    return cl_sql_do(store, e,
                     "INSERT INTO personal(id, subject, field, value, salt) VALUES(?, ?, ?, ?, ?)",
                     text ? "ittvb" : "ittbb", p->id, p->subject, p->field, value,
                     (cl_view){(const char *)p->salt, sizeof p->salt});
}

static int store_personals(cl_change *change, cl_error *e)
{
    const personal *last = NULL;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < change->personals.count; i++) {
        last = cl_vec_at(&change->personals, i);
        rc = store_personal(change->store, last, e);
    }
    if (rc != 0 || last == NULL)
        return rc;
    return cl_count_up(change->store, personal_counter, last->id, e);
}

static int erase_values(cl_change *change, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < change->erased.count; i++)
        rc = cl_sql_do(change->store, e,
                       "UPDATE personal SET value = NULL, salt = NULL WHERE id = ?", "i",
                       *(const int64_t *)cl_vec_at(&change->erased, i));
    return rc;
}

/* In the order in which they were begun, so that what others point to comes first. */
static int put_direct(cl_change *change, bool *any, cl_error *e)
{
    int rc = 0;

    *any = false;
    for (size_t i = 0; rc == 0 && i < change->segments.count; i++) {
        const segment *s = cl_vec_at(&change->segments, i);

        *any = *any || s->direct;
        rc = cl_put_records(change->store, s->table, s->records.items, s->records.count, e);
    }
    return rc;
}

/* The highest number of each table that got rows directly. */
static int count_direct(cl_change *change, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < change->counters.count; i++) {
        const counter *c = cl_vec_at(&change->counters, i);

        if (strcmp(c->name, personal_counter) != 0)
            rc = cl_count_up(change->store, c->name, c->last, e);
    }
    return rc;
}

static int apply(cl_change *change, cl_view payload, cl_error *e)
{
    cl_text rest = CL_TEXT_INIT;
    bool any;
    int rc = put_direct(change, &any, e);

    if (rc != 0)
        return rc;
    if (!any)
        return cl_apply(change->store, payload, e);
    cl_text_add_char(&rest, '{');
    print_segments(&rest, change, false);
    rc = cl_text_check(&rest, e);
    if (rc == 0)
        rc = cl_apply(change->store, cl_text_view(&rest), e);
    if (rc == 0)
        rc = count_direct(change, e);
    cl_text_clear(&rest);
    return rc;
}

static int store_event(cl_change *change, cl_event *event, cl_error *e)
{
    cl_text payload = CL_TEXT_INIT;
    int rc = print_payload(&payload, change, event->at, event->entity.at, e); /* it is terminated */

    event->payload = cl_text_view(&payload);
    if (rc == 0)
        rc = store_personals(change, e);
    if (rc == 0)
        rc = cl_event_append(change->store, event, e);
    if (rc == 0)
        rc = apply(change, event->payload, e);
    if (rc == 0)
        rc = erase_values(change, e);
    cl_text_clear(&payload);
    return rc;
}

/* All of an event but payload, prev and hash. Time never runs backwards in the log. */
static int prepare_event(cl_event *event, const cl_change *change, cl_error *e)
{
    const cl_author *author = &change->author;
    cl_event last;
    int rc = cl_event_last(&last, change->store, e);

    if (rc != 0)
        return rc;
    event->seq = last.seq + 1;
    event->at = author->at > last.at ? author->at : last.at;
    event->actor = cl_view_of(author->actor);
    event->role = cl_view_of(author->role);
    event->machine = cl_view_of(author->machine);
    event->cause = author->cause;
    return 0;
}

int cl_change_store(cl_change *change, const char *kind, const char *prefix, int64_t id,
                    const char *from, const char *to, cl_error *e)
{
    char entity[CL_ID_TEXT], effective[11];
    cl_event event;
    int rc;

    memset(&event, 0, sizeof event);
    cl_id_format(entity, prefix, id);
    cl_date_format(change->author.effective, effective);
    event.entity = cl_view_of(entity);
    event.effective = cl_view_of(effective);
    event.kind = cl_view_of(kind);
    event.from = cl_view_of(from);
    event.to = cl_view_of(to);
    rc = cl_store_begin(change->store, e);
    if (rc != 0)
        return rc;
    rc = prepare_event(&event, change, e);
    if (rc == 0)
        rc = store_event(change, &event, e);
    if (rc != 0) {
        cl_store_rollback(change->store);
        return rc;
    }
    rc = cl_store_commit(change->store, e);
    if (rc == 0) {
        change->seq = event.seq;
        forget_rows(change);
    }
    return rc;
}
