/* SPDX-License-Identifier: MIT
 *
 * One made dossier under two schemas.
 */
#include <string.h>

#include "dossier_make.h"
#include "schema_match.h"

/* One fact under both schemas. */
typedef struct pair {
    uint32_t from, to;
    const cl_field *field; /* under the schema of the mirror */
    const int64_t *words;  /* of a choice: its number there, or -1 */
} pair;

static int add_record(cl_dossier_mirror *mirror, const cl_record *record, int type, cl_error *e)
{
    cl_record copy = *record;
    size_t fields = type < 0 ? 0 : mirror->dossier.schema->types[type].field_count;

    copy.type = type < 0 ? 0 : (uint32_t)type; /* nothing there leads to it */
    copy.first = (uint32_t)mirror->dossier.fact_store.count;
    if (cl_vec_add(&mirror->dossier.record_store, &copy) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < fields; i++)
        if (cl_vec_push(&mirror->dossier.fact_store) == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

/* The numbers of the words of a choice under the other schema. */
static const int64_t *map_words(cl_dossier_mirror *mirror, const cl_field *from, const cl_field *to)
{
    int64_t *words = cl_arena_array(&mirror->arena, from->choice_count + 1, sizeof *words);

    for (size_t i = 0; words != NULL && i < from->choice_count; i++) {
        words[i] = -1;
        for (size_t n = 0; n < to->choice_count; n++)
            if (strcmp(from->choices[i], to->choices[n]) == 0)
                words[i] = (int64_t)n;
    }
    return words;
}

static int add_pairs(cl_dossier_mirror *mirror, const cl_schema_match *match, uint32_t record,
                     cl_error *e)
{
    const cl_record *from = (const cl_record *)mirror->of->record_store.items + record;
    const cl_record *to = (const cl_record *)mirror->dossier.record_store.items + record;
    const cl_record_type *type = &match->from->types[from->type];

    for (unsigned i = 0; i < type->field_count; i++) {
        int field = cl_schema_match_field(match, from->type, i);
        pair p = {from->first + i, to->first + (uint32_t)field, NULL, NULL};

        if (field < 0)
            continue;
        p.field = cl_schema_field(match->to, to->type, (unsigned)field);
        if (p.field->kind == CL_FACT_CHOICE)
            p.words = map_words(mirror, &type->fields[i], p.field);
        if ((p.field->kind == CL_FACT_CHOICE && p.words == NULL) ||
            cl_vec_add(&mirror->pairs, &p) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

int cl_dossier_mirror_init(cl_dossier_mirror *mirror, const cl_dossier *of, const cl_schema *schema,
                           cl_error *e)
{
    const cl_record *records = of->record_store.items;
    cl_schema_match match;
    int rc = 0;

    memset(mirror, 0, sizeof *mirror);
    mirror->of = of;
    mirror->dossier = (cl_dossier)CL_DOSSIER_INIT;
    mirror->dossier.schema = schema;
    mirror->pairs = (cl_vec)CL_VEC_INIT(pair);
    cl_schema_match_init(&match, of->schema, schema);
    for (uint32_t i = 0; rc == 0 && i < of->record_count; i++)
        rc = add_record(mirror, &records[i], match.types[records[i].type], e);
    for (uint32_t i = 0; rc == 0 && i < of->record_count; i++)
        if (match.types[records[i].type] >= 0)
            rc = add_pairs(mirror, &match, i, e);
    mirror->dossier.facts = mirror->dossier.fact_store.items;
    mirror->dossier.records = mirror->dossier.record_store.items;
    mirror->dossier.fact_count = (uint32_t)mirror->dossier.fact_store.count;
    mirror->dossier.record_count = (uint32_t)mirror->dossier.record_store.count;
    return rc;
}

static bool is_within(const cl_field *field, const cl_fact *fact)
{
    cl_ratio value = {fact->value, 1};

    if (field->kind == CL_FACT_NUMBER || field->kind == CL_FACT_SHARE)
        value.den = fact->extra;
    return !(field->has_least && cl_ratio_compare(value, cl_ratio_int(field->least)) < 0) &&
           !(field->has_most && cl_ratio_compare(value, cl_ratio_int(field->most)) > 0);
}

static bool copy_fact(const pair *p, const cl_fact *from, cl_fact *to)
{
    *to = *from;
    if (from->state == CL_FACT_NONE)
        return p->field->none_allowed || p->field->absence == CL_ABSENT_NONE;
    if (from->state != CL_FACT_KNOWN)
        return true;
    if (p->words != NULL) {
        to->value = p->words[from->value];
        return to->value >= 0;
    }
    return is_within(p->field, from);
}

int cl_dossier_mirror_update(cl_dossier_mirror *mirror, bool *fits, cl_error *e)
{
    const cl_fact *from = mirror->of->fact_store.items;
    cl_fact *to = mirror->dossier.fact_store.items;

    *fits = true;
    cl_text_reset(&mirror->dossier.texts);
    if (mirror->of->texts.length > 0 &&
        cl_text_add(&mirror->dossier.texts, mirror->of->texts.at, mirror->of->texts.length) != 0)
        return cl_text_check(&mirror->dossier.texts, e);
    for (size_t i = 0; i < mirror->pairs.count; i++) {
        const pair *p = cl_vec_at(&mirror->pairs, i);

        *fits = copy_fact(p, &from[p->from], &to[p->to]) && *fits;
    }
    mirror->dossier.date = mirror->of->date;
    return 0;
}

void cl_dossier_mirror_clear(cl_dossier_mirror *mirror)
{
    cl_dossier_clear(&mirror->dossier);
    cl_vec_clear(&mirror->pairs);
    cl_arena_clear(&mirror->arena);
}
