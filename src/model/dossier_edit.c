/* SPDX-License-Identifier: MIT
 *
 * Copying a dossier with one member more or less. The copy is laid out anew, as when it is read,
 * since a list must lie in one piece; references follow their records.
 */
#include "dossier_edit.h"

#include <string.h>

#include "alloc.h"

typedef struct editing {
    cl_dossier *out;
    const cl_dossier *from;
    uint32_t holder; /* gets a new member in `field`, a copy of `like` */
    unsigned field;
    uint32_t like, added;
    cl_vec map; /* uint32_t */
    cl_error *error;
    int rc;
} editing;

static void begin(cl_dossier *out, const cl_dossier *from)
{
    out->schema = from->schema;
    cl_vec_reset(&out->fact_store);
    cl_vec_reset(&out->record_store);
    cl_text_reset(&out->texts);
    out->texts.limit = from->texts.limit;
}

static void finish(cl_dossier *out, const cl_dossier *from)
{
    out->facts = out->fact_store.items;
    out->records = out->record_store.items;
    out->fact_count = (uint32_t)out->fact_store.count;
    out->record_count = (uint32_t)out->record_store.count;
    out->date = from->date;
}

static int out_of_memory(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int copy_items(cl_vec *out, const cl_vec *from)
{
    if (cl_vec_reserve(out, from->count) != 0)
        return CL_E_MEMORY;
    if (from->count > 0)
        memcpy(out->items, from->items, from->count * from->size);
    out->count = from->count;
    return 0;
}

int cl_dossier_copy(cl_dossier *out, const cl_dossier *from, cl_error *e)
{
    begin(out, from);
    if (copy_items(&out->fact_store, &from->fact_store) != 0 ||
        copy_items(&out->record_store, &from->record_store) != 0)
        return out_of_memory(e);
    cl_text_add_view(&out->texts, cl_text_view(&from->texts));
    finish(out, from);
    return cl_text_check(&out->texts, e);
}

/* ---- laying out ---- */

static cl_fact *fact_at(cl_dossier *dossier, uint32_t record, unsigned field)
{
    const cl_record *records = dossier->record_store.items;

    return (cl_fact *)dossier->fact_store.items + records[record].first + field;
}

static cl_fact absent(const cl_field *field)
{
    cl_fact fact = {0, 1, CL_FACT_UNKNOWN};

    if (field->absence == CL_ABSENT_NONE)
        fact.state = CL_FACT_NONE;
    if (field->absence == CL_ABSENT_DEFAULT)
        fact = (cl_fact){field->standard, 1, CL_FACT_KNOWN};
    return fact;
}

/* A place for one record with the facts of `old`, or with what the absence of each means. */
static void place(editing *d, unsigned type, uint32_t old, uint32_t parent, unsigned parent_field,
                  bool in_list, uint32_t index)
{
    const cl_record_type *about = &d->out->schema->types[type];
    cl_record record = {
        type, (uint32_t)d->out->fact_store.count, parent, (uint16_t)parent_field, in_list, index};

    if (cl_vec_add(&d->out->record_store, &record) != 0)
        d->rc = out_of_memory(d->error);
    for (unsigned f = 0; d->rc == 0 && f < about->field_count; f++) {
        cl_fact fact =
            old == CL_DOSSIER_BLANK ? absent(&about->fields[f]) : *cl_dossier_fact(d->from, old, f);

        if (cl_vec_add(&d->out->fact_store, &fact) != 0)
            d->rc = out_of_memory(d->error);
    }
}

static bool is_gone(const editing *d, uint32_t old)
{
    return *(const uint32_t *)cl_vec_at(&d->map, old) == CL_DOSSIER_GONE;
}

static void emit(editing *d, uint32_t old, uint32_t new);

/* Members first, side by side, then what lies below each. */
static void emit_members(editing *d, uint32_t old, uint32_t new, unsigned field, bool in_list)
{
    const cl_field *about = cl_schema_field(d->from->schema, d->from->records[old].type, field);
    cl_fact list = *cl_dossier_fact(d->from, old, field);
    uint32_t first = (uint32_t)d->out->record_store.count, count = 0;
    uint32_t members = list.state == CL_FACT_KNOWN ? (in_list ? list.extra : 1) : 0;
    bool grows = old == d->holder && field == d->field && d->added == CL_DOSSIER_GONE;

    if (members == 0 && !grows)
        return;
    for (uint32_t i = 0; d->rc == 0 && i < members; i++)
        if (!is_gone(d, (uint32_t)list.value + i))
            place(d, about->type, (uint32_t)list.value + i, new, field, in_list, count++);
    if (grows) {
        d->added = first + count;
        place(d, about->type, d->like, new, field, in_list, count++);
    }
    if (d->rc != 0)
        return;
    *fact_at(d->out, new, field) = (cl_fact){first, in_list ? count : 1, CL_FACT_KNOWN};
    if (grows && d->like != CL_DOSSIER_BLANK)
        emit(d, d->like, d->added); /* before the original, so that the map ends with that one */
    count = 0;
    for (uint32_t i = 0; d->rc == 0 && i < members; i++)
        if (!is_gone(d, (uint32_t)list.value + i))
            emit(d, (uint32_t)list.value + i, first + count++);
}

/* What lies below a record that has its place. */
static void emit(editing *d, uint32_t old, uint32_t new)
{
    const cl_record_type *type = &d->from->schema->types[d->from->records[old].type];

    *(uint32_t *)cl_vec_at(&d->map, old) = new;
    for (unsigned f = 0; d->rc == 0 && f < type->field_count; f++) {
        cl_fact_kind kind = type->fields[f].kind;

        if (kind == CL_FACT_LIST || kind == CL_FACT_RECORD)
            emit_members(d, old, new, f, kind == CL_FACT_LIST);
    }
}

static void follow_references(editing *d)
{
    for (uint32_t i = 0; i < d->out->record_store.count; i++) {
        const cl_record *record = cl_vec_at(&d->out->record_store, i);
        const cl_record_type *type = &d->out->schema->types[record->type];

        for (unsigned f = 0; f < type->field_count; f++) {
            cl_fact *fact = fact_at(d->out, i, f);
            uint32_t target;

            if (type->fields[f].kind != CL_FACT_REFERENCE || fact->state != CL_FACT_KNOWN)
                continue;
            target = *(const uint32_t *)cl_vec_at(&d->map, (size_t)fact->value);
            if (target == CL_DOSSIER_GONE)
                *fact = (cl_fact){0, 1, CL_FACT_UNKNOWN};
            else
                fact->value = target;
        }
    }
}

static int lay_out(editing *d, cl_vec *map)
{
    begin(d->out, d->from);
    cl_text_add_view(&d->out->texts, cl_text_view(&d->from->texts));
    d->rc = cl_text_check(&d->out->texts, d->error);
    if (d->rc == 0)
        place(d, 0, 0, 0, 0, false, 0);
    if (d->rc == 0)
        emit(d, 0, 0);
    if (d->rc == 0)
        follow_references(d);
    finish(d->out, d->from);
    if (map != NULL && d->rc == 0 && copy_items(map, &d->map) != 0)
        d->rc = out_of_memory(d->error);
    cl_vec_clear(&d->map);
    return d->rc;
}

static int make_map(editing *d)
{
    static const uint32_t there = 0;

    for (uint32_t i = 0; i < d->from->record_count; i++)
        if (cl_vec_add(&d->map, &there) != 0) {
            cl_vec_clear(&d->map);
            return out_of_memory(d->error);
        }
    return 0;
}

int cl_dossier_add(cl_dossier *out, const cl_dossier *from, uint32_t holder, unsigned field,
                   uint32_t like, uint32_t *added, cl_vec *map, cl_error *e)
{
    editing d = {out, from, holder, field, like, CL_DOSSIER_GONE, CL_VEC_INIT(uint32_t), e, 0};
    int rc = make_map(&d);

    if (rc == 0)
        rc = lay_out(&d, map);
    if (rc == 0)
        *added = d.added;
    return rc;
}

/* ---- removing ---- */

static bool refers_to_gone(const editing *d, uint32_t record)
{
    const cl_record_type *type = &d->from->schema->types[d->from->records[record].type];

    for (unsigned f = 0; f < type->field_count; f++) {
        const cl_fact *fact = cl_dossier_fact(d->from, record, f);

        if (type->fields[f].kind == CL_FACT_REFERENCE && fact->state == CL_FACT_KNOWN &&
            is_gone(d, (uint32_t)fact->value))
            return true;
    }
    return false;
}

/* Members that refer to what goes go with it, and so does what lies below them. */
static void let_go(editing *d)
{
    bool more = true;

    while (more) {
        more = false;
        for (uint32_t i = 1; i < d->from->record_count; i++) {
            const cl_record *record = &d->from->records[i];

            if (is_gone(d, i) ||
                !(is_gone(d, record->parent) || (record->in_list && refers_to_gone(d, i))))
                continue;
            *(uint32_t *)cl_vec_at(&d->map, i) = CL_DOSSIER_GONE;
            more = true;
        }
    }
}

int cl_dossier_remove(cl_dossier *out, const cl_dossier *from, uint32_t record, cl_vec *map,
                      cl_error *e)
{
    editing d = {out, from, CL_DOSSIER_GONE, 0, CL_DOSSIER_BLANK, 0, CL_VEC_INIT(uint32_t), e, 0};
    int rc = make_map(&d);

    if (rc != 0)
        return rc;
    *(uint32_t *)cl_vec_at(&d.map, record) = CL_DOSSIER_GONE;
    let_go(&d);
    return lay_out(&d, map);
}

int cl_dossier_empty(cl_dossier *out, const cl_dossier *from, uint32_t holder, unsigned field,
                     cl_vec *map, cl_error *e)
{
    editing d = {out, from, CL_DOSSIER_GONE, 0, CL_DOSSIER_BLANK, 0, CL_VEC_INIT(uint32_t), e, 0};
    const cl_fact *list = cl_dossier_fact(from, holder, field);
    int rc = make_map(&d);

    if (rc != 0)
        return rc;
    for (uint32_t i = 0; list->state == CL_FACT_KNOWN && i < list->extra; i++)
        *(uint32_t *)cl_vec_at(&d.map, (size_t)list->value + i) = CL_DOSSIER_GONE;
    let_go(&d);
    return lay_out(&d, map);
}

/* ---- facts ---- */

void cl_dossier_set(cl_dossier *dossier, uint32_t record, unsigned field, cl_fact fact)
{
    *fact_at(dossier, record, field) = fact;
    if (record == 0 && field == CL_FIELD_DATE)
        dossier->date = (cl_date)fact.value;
}

int cl_dossier_make_text(cl_dossier *dossier, cl_view text, cl_fact *fact, cl_error *e)
{
    size_t offset = dossier->texts.length;

    cl_text_add_view(&dossier->texts, text);
    cl_text_add_char(&dossier->texts, '\0');
    *fact = (cl_fact){(int64_t)offset, (uint32_t)text.length, CL_FACT_KNOWN};
    return cl_text_check(&dossier->texts, e);
}
