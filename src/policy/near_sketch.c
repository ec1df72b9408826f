/* SPDX-License-Identifier: MIT
 *
 * Two changed dossiers that say the same: they differ in the order in which lists were written and
 * in the ids of what is new, which depend on the order of the moves alone.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "near_parts.h"

typedef struct drawing {
    const cl_dossier *dossier;
    const bool *fresh;
} drawing;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void draw_record(cl_text *out, const drawing *d, uint32_t record);

static void draw_list(cl_text *out, const drawing *d, const cl_fact *fact)
{
    char **items = cl_calloc((size_t)fact->extra + 1, sizeof *items);

    for (uint32_t i = 0; items != NULL && i < fact->extra; i++) {
        cl_text text = CL_TEXT_INIT;

        cl_text_add_char(&text, '[');
        draw_record(&text, d, (uint32_t)fact->value + i);
        items[i] = text.failed == 0 ? cl_text_take(&text) : NULL;
        cl_text_clear(&text);
        if (items[i] == NULL)
            out->failed = CL_E_MEMORY;
    }
    if (items == NULL)
        out->failed = CL_E_MEMORY;
    if (out->failed == 0 && fact->extra > 0)
        qsort(items, fact->extra, sizeof *items, by_text);
    for (uint32_t i = 0; items != NULL && i < fact->extra; i++) {
        if (out->failed == 0)
            cl_text_add_string(out, items[i]);
        cl_free(items[i]);
    }
    cl_free(items);
}

static void draw_id(cl_text *out, const drawing *d, uint32_t record)
{
    int field = d->dossier->schema->types[d->dossier->records[record].type].id_field;

    if (d->fresh[record])
        cl_text_add_char(out, '+');
    else if (field >= 0)
        cl_text_add_json(
            out, cl_dossier_text(d->dossier, cl_dossier_fact(d->dossier, record, (unsigned)field)));
}

static void draw_fact(cl_text *out, const drawing *d, uint32_t record, unsigned field)
{
    const cl_record_type *type = &d->dossier->schema->types[d->dossier->records[record].type];
    const cl_fact *fact = cl_dossier_fact(d->dossier, record, field);

    cl_text_format(out, ",%u:", field);
    if (fact->state == CL_FACT_NONE)
        cl_text_add_char(out, '-');
    else if ((int)field == type->id_field)
        draw_id(out, d, record);
    else if (type->fields[field].kind == CL_FACT_REFERENCE)
        draw_id(out, d, (uint32_t)fact->value);
    else if (type->fields[field].kind == CL_FACT_RECORD)
        draw_record(out, d, (uint32_t)fact->value);
    else if (type->fields[field].kind == CL_FACT_LIST)
        draw_list(out, d, fact);
    else if (type->fields[field].kind == CL_FACT_TEXT)
        cl_text_add_json(out, cl_dossier_text(d->dossier, fact));
    else
        cl_text_format(out, "%" PRId64 "/%" PRIu32, fact->value, fact->extra);
}

static void draw_record(cl_text *out, const drawing *d, uint32_t record)
{
    const cl_record_type *type = &d->dossier->schema->types[d->dossier->records[record].type];

    for (unsigned f = 0; f < type->field_count; f++)
        if (cl_dossier_fact(d->dossier, record, f)->state != CL_FACT_UNKNOWN)
            draw_fact(out, d, record, f);
}

int cl_near_sketch(char out[CL_DIGEST_HEX], const cl_dossier *dossier, const bool *fresh)
{
    drawing d = {dossier, fresh};
    cl_text text = CL_TEXT_INIT;
    int rc;

    draw_record(&text, &d, 0);
    rc = text.failed;
    if (rc == 0)
        cl_digest_hex(cl_text_view(&text), out);
    cl_text_clear(&text);
    return rc == 0 ? 0 : CL_E_MEMORY;
}
