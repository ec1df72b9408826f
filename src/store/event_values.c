/* SPDX-License-Identifier: MIT
 *
 * The personal values that one event refers to, with what is still there of them.
 */
#include <string.h>

#include "apply.h"
#include "json.h"
#include "people.h"
#include "sql.h"
#include "vec.h"

typedef struct reading {
    cl_store *store;
    cl_arena *arena;
    cl_vec values; /* cl_personal */
} reading;

static int keep(cl_view *text, reading *r, cl_error *e)
{
    if (text->length == 0)
        return 0;
    text->at = cl_arena_copy(r->arena, *text);
    return text->at == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
}

static int add_value(reading *r, sqlite3_stmt *statement, cl_error *e)
{
    cl_personal value = {sqlite3_column_int64(statement, 0), cl_sql_view(statement, 1),
                         cl_sql_view(statement, 2), cl_sql_view(statement, 3)};
    int rc = keep(&value.subject, r, e);

    if (rc == 0)
        rc = keep(&value.field, r, e);
    if (rc == 0)
        rc = keep(&value.value, r, e);
    if (rc == 0 && cl_vec_add(&r->values, &value) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}

/* `value` is a reference {"commit","personal"}, or something else. */
static int add_reference(reading *r, const cl_json_value *value, cl_error *e)
{
    const cl_json_value *id = value == NULL || cl_json_type(value) != CL_JSON_OBJECT
                                  ? NULL
                                  : cl_json_get(value, "personal");
    sqlite3_stmt *statement = NULL;
    bool row = false;
    int rc;

    if (id == NULL)
        return 0;
    rc = cl_sql_open(&statement, r->store, e,
                     "SELECT id, subject, field, value FROM personal WHERE id = ?", "i",
                     cl_json_integer(id));
    if (rc == 0)
        rc = cl_sql_step(r->store, statement, &row, e);
    if (rc == 0 && row)
        rc = add_value(r, statement, e);
    cl_sql_close(r->store, statement);
    return rc;
}

static int add_rows(reading *r, const cl_block *block, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < cl_json_count(block->rows); i++) {
        const cl_json_value *row = cl_json_item(block->rows, i);

        for (size_t j = 0; rc == 0 && j < cl_json_count(row); j++)
            rc = add_reference(r, cl_json_item(row, j), e);
    }
    return rc;
}

static int add_payload(reading *r, const cl_json *payload, cl_error *e)
{
    int rc = add_reference(r, cl_json_get(cl_json_root(payload), "reason"), e);
    cl_block block;

    for (size_t i = 0; rc == 0 && i < cl_block_count(payload); i++) {
        rc = cl_block_read(&block, payload, i, e);
        if (rc == 0)
            rc = add_rows(r, &block, e);
    }
    return rc;
}

static int read_event(reading *r, cl_view *entity, int64_t seq, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    cl_json *payload = NULL;
    bool row = false;
    int rc = cl_sql_open(&statement, r->store, e, "SELECT entity, payload FROM event WHERE seq = ?",
                         "i", seq);

    if (rc == 0)
        rc = cl_sql_step(r->store, statement, &row, e);
    if (rc == 0 && !row)
        rc = cl_fail(e, CL_E_NOT_FOUND, "there is no event %lld", (long long)seq);
    if (rc == 0) {
        *entity = cl_sql_view(statement, 0);
        rc = keep(entity, r, e);
    }
    if (rc == 0)
        rc = cl_json_parse(&payload, cl_sql_view(statement, 1), NULL, 1, e);
    if (rc == 0)
        rc = add_payload(r, payload, e);
    cl_json_free(payload);
    cl_sql_close(r->store, statement);
    return rc;
}

int cl_event_values(cl_personal **out, size_t *count, cl_view *entity, cl_arena *arena,
                    cl_store *store, int64_t seq, cl_error *e)
{
    reading r = {store, arena, CL_VEC_INIT(cl_personal)};
    int rc = read_event(&r, entity, seq, e);

    *out = NULL;
    *count = 0;
    if (rc == 0 && r.values.count > 0) {
        *out = cl_arena_array(arena, r.values.count, sizeof **out);
        if (*out == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        else
            memcpy(*out, r.values.items, r.values.count * sizeof **out);
        *count = rc == 0 ? r.values.count : 0;
    }
    cl_vec_clear(&r.values);
    return rc;
}
