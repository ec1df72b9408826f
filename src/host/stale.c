/* SPDX-License-Identifier: MIT
 *
 * Reading what changed out of the rows of the record's events.
 */
#include "stale.h"

#include <string.h>

#include "events.h"
#include "ids.h"
#include "json.h"

/* One walk over the log of a record. */
typedef struct walk {
    cl_stale *out;
    cl_arena *arena;
    const cl_table *table;
    int64_t id, version;
} walk;

/* A personal value stands as a commitment, which tells nothing. */
static void print_value(cl_text *out, const cl_json_value *value)
{
    switch (cl_json_type(value)) {
    case CL_JSON_STRING:
        cl_text_add_string(out, " to '");
        cl_text_add_plain(out, cl_json_string(value));
        cl_text_add_char(out, '\'');
        break;
    case CL_JSON_INTEGER:
        cl_text_add_string(out, " to ");
        cl_text_add_int(out, cl_json_integer(value));
        break;
    case CL_JSON_NULL:
        cl_text_add_string(out, " to none");
        break;
    case CL_JSON_OBJECT:
    case CL_JSON_ARRAY:
    case CL_JSON_BOOLEAN:
    case CL_JSON_REAL:
        break;
    }
}

static int keep_field(walk *w, const cl_event *event, int column, const cl_json_value *value,
                      cl_error *e)
{
    cl_stale_field *field = &w->out->fields[column];
    cl_text text = CL_TEXT_INIT;
    int rc;

    print_value(&text, value);
    rc = cl_text_check(&text, e);
    if (rc == 0) {
        field->name = w->table->columns[column].name;
        field->seq = event->seq;
        field->actor = cl_arena_copy(w->arena, event->actor);
        field->value = cl_arena_copy(w->arena, cl_text_view(&text));
        if (field->actor == NULL || field->value == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_text_clear(&text);
    return rc;
}

/* A row is id, version and the columns that changed. */
static int read_row(walk *w, const cl_event *event, const cl_json_value *columns,
                    const cl_json_value *row, cl_error *e)
{
    int rc = 0;

    if (cl_json_count(row) < 2 || cl_json_count(columns) != cl_json_count(row) ||
        cl_json_integer(cl_json_item(row, 0)) != w->id ||
        cl_json_integer(cl_json_item(row, 1)) <= w->version)
        return 0;
    for (size_t i = 2; rc == 0 && i < cl_json_count(row); i++) {
        int column = cl_table_column(w->table, cl_json_string(cl_json_item(columns, i)));

        if (column >= 0 && column < CL_STALE_FIELDS)
            rc = keep_field(w, event, column, cl_json_item(row, i), e);
    }
    return rc;
}

static int read_segment(walk *w, const cl_event *event, const cl_json_value *segment, cl_error *e)
{
    const cl_json_value *rows = cl_json_item(segment, 3);
    int rc = 0;

    if (rows == NULL || !cl_view_is(cl_json_string(cl_json_item(segment, 0)), "set") ||
        !cl_view_is(cl_json_string(cl_json_item(segment, 1)), w->table->name))
        return 0;
    for (size_t i = 0; rc == 0 && i < cl_json_count(rows); i++)
        rc = read_row(w, event, cl_json_item(segment, 2), cl_json_item(rows, i), e);
    return rc;
}

static int read_event(void *context, const cl_event *event, cl_error *e)
{
    const cl_json_value *rows;
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, event->payload, "event", 1, e);

    if (rc != 0)
        return rc;
    rows = cl_json_get(cl_json_root(json), "rows");
    for (size_t i = 0; rc == 0 && rows != NULL && i < cl_json_count(rows); i++)
        rc = read_segment(context, event, cl_json_item(rows, i), e);
    cl_json_free(json);
    return rc;
}

int cl_stale_read(cl_stale *out, cl_arena *arena, cl_store *store, const cl_table *table,
                  int64_t id, int64_t version, cl_error *e)
{
    walk w = {out, arena, table, id, version};
    cl_event_filter filter = {0};
    char name[CL_ID_TEXT];

    memset(out, 0, sizeof *out);
    cl_id_format(name, table->prefix, id);
    filter.entity = name;
    return cl_event_each(store, &filter, read_event, &w, e);
}

void cl_stale_print(cl_text *out, const cl_stale *stale)
{
    size_t told = 0;

    for (size_t i = 0; i < CL_STALE_FIELDS; i++) {
        const cl_stale_field *field = &stale->fields[i];

        if (field->name != NULL)
            cl_text_format(out, "%s%s%s by %s (event %lld)", told++ > 0 ? ", " : "", field->name,
                           field->value, field->actor, (long long)field->seq);
    }
}

int cl_stale_stop(cl_step *step, int64_t version, cl_error *e)
{
    const int64_t *now = step->before; /* id and version are the first columns of every table */
    cl_text changed = CL_TEXT_INIT;
    cl_stale stale;
    int rc;

    if (now[1] == version)
        return 0;
    rc = cl_stale_read(&stale, &step->arena, step->store, step->table, now[0], version, e);
    if (rc == 0) {
        cl_stale_print(&changed, &stale);
        rc = cl_text_check(&changed, e);
    }
    if (rc == 0)
        cl_step_stop(step, "version", "it has version %lld now, not %lld%s%s", (long long)now[1],
                     (long long)version, changed.length > 0 ? "; since then: " : "",
                     changed.length > 0 ? changed.at : "");
    cl_text_clear(&changed);
    return rc;
}
