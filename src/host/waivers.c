/* SPDX-License-Identifier: MIT
 *
 * Waivers: records, and their place in a recorded decision.
 */
#include "waivers.h"

#include "query.h"
#include "row.h"

static int out_of_memory(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* Texts in the arena, terminated. */
static int keep(cl_waiver *out, cl_arena *arena, cl_view rule, cl_view person, cl_view reason,
                cl_date until, cl_error *e)
{
    *out = (cl_waiver){cl_arena_copy(arena, rule), cl_arena_copy(arena, person),
                       cl_arena_copy(arena, reason), until};
    if (out->rule == NULL || out->person == NULL || out->reason == NULL)
        return out_of_memory(e);
    return 0;
}

int cl_waivers_of(cl_waivers *out, cl_arena *arena, cl_store *store, int64_t application,
                  cl_error *e)
{
    const cl_record_filter filters[] = {{"application", application, NULL}, {NULL, 0, NULL}};
    cl_waiver_record *records;
    void *items = NULL;
    size_t count = 0;
    int rc = cl_record_list(&items, &count, arena, store, &cl_table_waiver, filters, CL_ANY_DAY, e);

    *out = (cl_waivers){NULL, 0};
    if (rc != 0)
        return rc;
    records = items;
    out->items = cl_arena_array(arena, count + 1, sizeof *out->items);
    if (out->items == NULL)
        return out_of_memory(e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!records[i].ended.known)
            rc = keep(&out->items[out->count++], arena, records[i].rule, records[i].person,
                      records[i].reason,
                      records[i].until.known ? (cl_date)records[i].until.value : CL_DATE_MAX, e);
    return rc;
}

int cl_waivers_print(cl_text *out, const cl_waivers *waivers)
{
    cl_text_add_char(out, '[');
    for (size_t i = 0; i < waivers->count; i++) {
        const cl_waiver *waiver = &waivers->items[i];
        cl_maybe until = {waiver->until, waiver->until != CL_DATE_MAX};
        cl_text one = CL_TEXT_INIT;

        cl_row_text(&one, "rule", cl_view_of(waiver->rule));
        cl_row_text(&one, "person", cl_view_of(waiver->person));
        cl_row_text(&one, "reason", cl_view_of(waiver->reason));
        cl_row_day(&one, "until", until);
        cl_text_add_string(out, i == 0 ? "" : ", ");
        cl_text_add_view(out, cl_text_view(&one));
        cl_text_add_char(out, '}');
        if (one.failed != 0)
            out->failed = one.failed;
        cl_text_clear(&one);
    }
    cl_text_add_char(out, ']');
    return out->failed;
}

static int read_one(cl_waiver *out, cl_arena *arena, const cl_json_value *value, cl_error *e)
{
    const cl_json_value *until = cl_json_get(value, "until");
    cl_date day = CL_DATE_MAX;
    int rc = 0;

    if (until != NULL && cl_json_type(until) == CL_JSON_STRING)
        rc = cl_date_parse(&day, cl_json_string(until), e);
    if (rc != 0)
        return rc;
    return keep(out, arena, cl_json_string(cl_json_get(value, "rule")),
                cl_json_string(cl_json_get(value, "person")),
                cl_json_string(cl_json_get(value, "reason")), day, e);
}

int cl_waivers_read(cl_waivers *out, cl_arena *arena, cl_view text, cl_error *e)
{
    cl_json *json = NULL;
    const cl_json_value *root;
    int rc = 0;

    *out = (cl_waivers){NULL, 0};
    if (text.length == 0)
        return 0; /* erased */
    rc = cl_json_parse(&json, text, "the recorded waivers", 1, e);
    if (rc != 0)
        return rc;
    root = cl_json_root(json);
    out->items = cl_arena_array(arena, cl_json_count(root) + 1, sizeof *out->items);
    if (out->items == NULL)
        rc = out_of_memory(e);
    for (size_t i = 0; rc == 0 && i < cl_json_count(root); i++)
        rc = read_one(&out->items[out->count++], arena, cl_json_item(root, i), e);
    cl_json_free(json);
    return rc;
}
