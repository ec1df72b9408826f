/* SPDX-License-Identifier: MIT
 *
 * Making a dossier and putting facts in place.
 */
#include "dossier_make.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_LIMIT = 8 }; /* records in records */

typedef struct making {
    cl_dossier *out;
    const cl_schema *schema;
    cl_members_wanted *wanted;
    void *context;
    uint32_t ids[CL_TYPES_LIMIT]; /* given out so far, one count a type */
    cl_error *error;
    int rc;
} making;

static cl_record *record_at(const cl_dossier *dossier, uint32_t record)
{
    return (cl_record *)dossier->record_store.items + record;
}

static cl_fact *fact_at(const cl_dossier *dossier, uint32_t record, unsigned field)
{
    return (cl_fact *)dossier->fact_store.items + record_at(dossier, record)->first + field;
}

static int memory_out(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* The offset of a terminated copy. */
static int add_text(cl_dossier *dossier, cl_view text, int64_t *offset, cl_error *e)
{
    *offset = (int64_t)dossier->texts.length;
    if (cl_text_add_view(&dossier->texts, text) != 0 ||
        cl_text_add_char(&dossier->texts, '\0') != 0)
        return cl_text_check(&dossier->texts, e);
    return 0;
}

/* ---- an empty dossier ---- */

static void add_facts(making *m, unsigned type)
{
    const cl_record_type *about = &m->schema->types[type];

    for (size_t i = 0; m->rc == 0 && i < about->field_count; i++) {
        cl_fact *fact = cl_vec_push(&m->out->fact_store);

        if (fact == NULL) {
            m->rc = memory_out(m->error);
            return;
        }
        if (about->fields[i].absence == CL_ABSENT_NONE)
            fact->state = CL_FACT_NONE;
        else if (about->fields[i].absence == CL_ABSENT_DEFAULT)
            *fact = (cl_fact){about->fields[i].standard, 1, CL_FACT_KNOWN};
    }
}

static void give_id(making *m, uint32_t record, unsigned type)
{
    const cl_record_type *about = &m->schema->types[type];
    cl_fact *fact;
    char id[16];
    int64_t offset;

    if (about->id_field < 0 || m->rc != 0)
        return;
    snprintf(id, sizeof id, "%c%" PRIu32, about->name[0], ++m->ids[type]);
    m->rc = add_text(m->out, cl_view_of(id), &offset, m->error);
    fact = fact_at(m->out, record, (unsigned)about->id_field);
    *fact = (cl_fact){offset, (uint32_t)strlen(id), CL_FACT_KNOWN};
}

/* Records that follow one another, so that a list can name the first. */
static uint32_t add_records(making *m, unsigned type, uint32_t count, uint32_t parent,
                            unsigned field, bool in_list)
{
    uint32_t first = (uint32_t)m->out->record_store.count;

    for (uint32_t i = 0; m->rc == 0 && i < count; i++) {
        cl_record record = {
            type, (uint32_t)m->out->fact_store.count, parent, (uint16_t)field, in_list ? 1 : 0, i};

        if (m->out->record_store.count >= CL_DOSSIER_RECORDS)
            m->rc = cl_fail(m->error, CL_E_LIMIT, "a dossier has at most %d records",
                            CL_DOSSIER_RECORDS);
        else if (cl_vec_add(&m->out->record_store, &record) != 0)
            m->rc = memory_out(m->error);
        if (m->rc == 0)
            add_facts(m, type);
        if (m->rc == 0)
            give_id(m, first + i, type);
    }
    return first;
}

static void fill_record(making *m, uint32_t record, unsigned depth)
{
    unsigned type = record_at(m->out, record)->type;
    const cl_record_type *about = &m->schema->types[type];

    for (unsigned i = 0; m->rc == 0 && i < about->field_count; i++) {
        const cl_field *field = &about->fields[i];
        bool list = field->kind == CL_FACT_LIST;
        uint32_t first, count = list ? m->wanted(m->context, type, i) : 1;

        if ((!list && field->kind != CL_FACT_RECORD) || depth == DEPTH_LIMIT)
            continue;
        first = add_records(m, field->type, count, record, i, list);
        if (m->rc != 0)
            return;
        *fact_at(m->out, record, i) = (cl_fact){first, list ? count : 1, CL_FACT_KNOWN};
        for (uint32_t n = 0; m->rc == 0 && n < count; n++)
            fill_record(m, first + n, depth + 1);
    }
}

static void settle(cl_dossier *dossier)
{
    dossier->facts = dossier->fact_store.items;
    dossier->records = dossier->record_store.items;
    dossier->fact_count = (uint32_t)dossier->fact_store.count;
    dossier->record_count = (uint32_t)dossier->record_store.count;
}

int cl_dossier_blank(cl_dossier *out, const cl_schema *schema, cl_members_wanted *wanted,
                     void *context, cl_error *e)
{
    making m = {.out = out, .schema = schema, .wanted = wanted, .context = context, .error = e};

    out->schema = schema;
    cl_vec_reset(&out->fact_store);
    cl_vec_reset(&out->record_store);
    cl_text_reset(&out->texts);
    add_records(&m, 0, 1, 0, 0, false);
    if (m.rc == 0)
        fill_record(&m, 0, 0);
    settle(out);
    return m.rc;
}

/* ---- facts ---- */

static int put_text(cl_dossier *dossier, cl_fact *fact, const char *text, cl_error *e)
{
    int64_t offset;
    int rc = add_text(dossier, cl_view_of(text), &offset, e);

    if (rc == 0)
        *fact = (cl_fact){offset, (uint32_t)strlen(text), CL_FACT_KNOWN};
    return rc;
}

static int put_judgement(cl_dossier *dossier, cl_fact *fact, int64_t verdict, cl_error *e)
{
    int64_t offset = 0;
    int rc = add_text(dossier, CL_VIEW("a person: an example"), &offset, e);

    if (rc == 0)
        *fact = (cl_fact){verdict, (uint32_t)offset, CL_FACT_KNOWN};
    return rc;
}

/* Records and members stay what they are; only whether and how many there are is said. */
static void put_members(const cl_dossier *dossier, uint32_t record, unsigned field, cl_fact *fact,
                        const cl_fact_value *value)
{
    fact->state = (uint8_t)value->state;
    if (value->state == CL_FACT_KNOWN &&
        cl_schema_field(dossier->schema, record_at(dossier, record)->type, field)->kind ==
            CL_FACT_LIST)
        fact->extra = (uint32_t)value->exact.num;
}

int cl_dossier_put(cl_dossier *dossier, uint32_t record, unsigned field, const cl_fact_value *value,
                   cl_error *e)
{
    const cl_field *about =
        cl_schema_field(dossier->schema, record_at(dossier, record)->type, field);
    cl_fact *fact = fact_at(dossier, record, field);

    if (about->kind == CL_FACT_RECORD || about->kind == CL_FACT_LIST) {
        put_members(dossier, record, field, fact, value);
        return 0;
    }
    if (value->state != CL_FACT_KNOWN) {
        *fact = (cl_fact){0, 0, (uint8_t)value->state};
        return 0;
    }
    if (about->kind == CL_FACT_TEXT)
        return put_text(dossier, fact, value->text, e);
    if (about->kind == CL_FACT_JUDGEMENT)
        return put_judgement(dossier, fact, value->exact.num, e);
    *fact = (cl_fact){value->exact.num, (uint32_t)value->exact.den, CL_FACT_KNOWN};
    if (record == 0 && field == CL_FIELD_DATE)
        dossier->date = (cl_date)value->exact.num;
    return 0;
}

cl_fact_value cl_dossier_value(const cl_dossier *dossier, uint32_t record, unsigned field)
{
    const cl_field *about =
        cl_schema_field(dossier->schema, record_at(dossier, record)->type, field);
    const cl_fact *fact = fact_at(dossier, record, field);
    cl_fact_value value = {(cl_fact_state)fact->state, cl_ratio_int(fact->value), NULL};

    if (about->kind == CL_FACT_NUMBER || about->kind == CL_FACT_SHARE)
        value.exact = (cl_ratio){fact->value, fact->extra == 0 ? 1 : fact->extra};
    else if (about->kind == CL_FACT_LIST)
        value.exact = cl_ratio_int(fact->extra);
    else if (about->kind == CL_FACT_TEXT && fact->state == CL_FACT_KNOWN)
        value.text = dossier->texts.at + fact->value;
    return value;
}
