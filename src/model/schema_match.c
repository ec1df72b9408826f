/* SPDX-License-Identifier: MIT
 *
 * Matching and joining schemas, from the dossier down.
 */
#include "schema_match.h"

static bool has_type(const cl_field *field)
{
    return field->kind == CL_FACT_RECORD || field->kind == CL_FACT_LIST;
}

static void match_type(cl_schema_match *match, unsigned from, unsigned to)
{
    const cl_record_type *type = &match->from->types[from];

    if (match->types[from] >= 0)
        return;
    match->types[from] = (int)to;
    for (unsigned i = 0; i < type->field_count; i++) {
        int other = cl_schema_match_field(match, from, i);

        if (other >= 0 && has_type(&type->fields[i]))
            match_type(match, type->fields[i].type,
                       cl_schema_field(match->to, to, (unsigned)other)->type);
    }
}

void cl_schema_match_init(cl_schema_match *match, const cl_schema *from, const cl_schema *to)
{
    match->from = from;
    match->to = to;
    for (size_t i = 0; i < CL_TYPES_LIMIT; i++)
        match->types[i] = -1;
    match_type(match, 0, 0);
}

int cl_schema_match_field(const cl_schema_match *match, unsigned type, unsigned field)
{
    const cl_field *about = cl_schema_field(match->from, type, field);
    int other;

    if (match->types[type] < 0)
        return -1;
    other = cl_schema_find(match->to, (unsigned)match->types[type], cl_view_of(about->name));
    if (other < 0)
        return -1;
    return cl_schema_field(match->to, (unsigned)match->types[type], (unsigned)other)->kind ==
                   about->kind
               ? other
               : -1;
}

/* ---- joining ---- */

typedef struct joining {
    cl_schema *out;
    const cl_schema *from;
    int types[CL_TYPES_LIMIT]; /* of `from` in `out`; -1: not there yet */
    cl_error *error;
    int rc;
} joining;

static void join_type(joining *j, unsigned from, unsigned to);

/* The type in `out` that stands for a type of `from`, made where it is not there. */
static unsigned stand_for(joining *j, unsigned from)
{
    const cl_record_type *type = &j->from->types[from];
    unsigned made = 0;

    if (j->types[from] >= 0)
        return (unsigned)j->types[from];
    j->rc = cl_schema_add_type(j->out, &made, type->name, type->plain, j->error);
    if (j->rc == 0)
        join_type(j, from, made);
    return made;
}

static void join_field(joining *j, unsigned to, const cl_field *field)
{
    int there = cl_schema_find(j->out, to, cl_view_of(field->name));
    cl_field copy = *field;

    if (there >= 0) {
        const cl_field *other = cl_schema_field(j->out, to, (unsigned)there);

        if (has_type(field) && other->kind == field->kind)
            join_type(j, field->type, other->type);
        return;
    }
    if (has_type(field))
        copy.type = stand_for(j, field->type);
    if (field->kind == CL_FACT_REFERENCE)
        copy.target_type = stand_for(j, field->target_type);
    if (j->rc == 0)
        j->rc = cl_schema_add_field(j->out, to, &copy, j->error);
}

static void join_type(joining *j, unsigned from, unsigned to)
{
    const cl_record_type *type = &j->from->types[from];

    if (j->types[from] >= 0)
        return;
    j->types[from] = (int)to;
    for (unsigned i = 0; j->rc == 0 && i < type->field_count; i++)
        join_field(j, to, &type->fields[i]);
}

/* Under the same numbers: the first two types and the standard fields are there already. */
static int copy_schema(cl_schema *out, const cl_schema *a, cl_error *e)
{
    int rc = cl_schema_init(out, e);
    unsigned made;

    for (size_t i = out->type_count; rc == 0 && i < a->type_count; i++)
        rc = cl_schema_add_type(out, &made, a->types[i].name, a->types[i].plain, e);
    for (unsigned i = 0; rc == 0 && i < a->type_count; i++)
        for (size_t f = out->types[i].field_count; rc == 0 && f < a->types[i].field_count; f++)
            rc = cl_schema_add_field(out, i, &a->types[i].fields[f], e);
    return rc;
}

int cl_schema_union(cl_schema *out, const cl_schema *a, const cl_schema *b, cl_error *e)
{
    joining j = {.out = out, .from = b, .error = e};

    j.rc = copy_schema(out, a, e);
    for (size_t i = 0; i < CL_TYPES_LIMIT; i++)
        j.types[i] = -1;
    if (j.rc == 0)
        join_type(&j, 0, 0);
    return j.rc;
}
