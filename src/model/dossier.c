/* SPDX-License-Identifier: MIT
 *
 * What a dossier holds: looking up facts, and their paths and words for people.
 */
#include "dossier.h"

#include <string.h>

#include "alloc.h"
#include "iso.h"
#include "money.h"

const cl_fact *cl_dossier_fact(const cl_dossier *dossier, uint32_t record, unsigned field)
{
    const cl_fact *facts = dossier->fact_store.items;
    const cl_record *records = dossier->record_store.items;

    return &facts[records[record].first + field];
}

static const cl_record *record_at(const cl_dossier *dossier, uint32_t record)
{
    return (const cl_record *)dossier->record_store.items + record;
}

cl_view cl_dossier_text(const cl_dossier *dossier, const cl_fact *fact)
{
    if (fact->state != CL_FACT_KNOWN)
        return (cl_view)CL_VIEW_INIT;
    return (cl_view){dossier->texts.at + fact->value, fact->extra};
}

static cl_view id_of(const cl_dossier *dossier, uint32_t record)
{
    const cl_record_type *type = &dossier->schema->types[record_at(dossier, record)->type];

    if (type->id_field < 0)
        return (cl_view)CL_VIEW_INIT;
    return cl_dossier_text(dossier, cl_dossier_fact(dossier, record, (unsigned)type->id_field));
}

int cl_dossier_record_path(cl_text *out, const cl_dossier *dossier, uint32_t record)
{
    const cl_record *at = record_at(dossier, record);
    const cl_field *field;
    cl_view id;

    if (record == 0)
        return 0;
    field =
        cl_schema_field(dossier->schema, record_at(dossier, at->parent)->type, at->parent_field);
    cl_dossier_record_path(out, dossier, at->parent);
    if (at->parent != 0)
        cl_text_add_char(out, '.');
    cl_text_add_string(out, field->name);
    if (!at->in_list)
        return out->failed;
    id = id_of(dossier, record);
    if (id.length > 0) {
        cl_text_add_char(out, '[');
        cl_text_add_plain(out, id);
        return cl_text_add_char(out, ']');
    }
    return cl_text_format(out, "[%u]", at->index + 1);
}

int cl_dossier_fact_path(cl_text *out, const cl_dossier *dossier, uint32_t record, unsigned field)
{
    const cl_record_type *type = &dossier->schema->types[record_at(dossier, record)->type];

    cl_dossier_record_path(out, dossier, record);
    if (type->plain)
        return out->failed;
    if (record != 0)
        cl_text_add_char(out, '.');
    return cl_text_add_string(out, type->fields[field].name);
}

/* A record without name and id, such as a request: what it is and whom it is for. */
static bool describe(cl_text *out, const cl_dossier *dossier, uint32_t record)
{
    const cl_record_type *type = &dossier->schema->types[record_at(dossier, record)->type];
    size_t parts = 0;

    for (unsigned i = 0; i < type->field_count; i++) {
        const cl_fact *fact = cl_dossier_fact(dossier, record, i);
        cl_fact_kind kind = type->fields[i].kind;

        if (fact->state != CL_FACT_KNOWN || (kind != CL_FACT_CHOICE && kind != CL_FACT_REFERENCE))
            continue;
        cl_text_add_string(out, parts++ == 0 ? "" : ", ");
        if (kind == CL_FACT_CHOICE)
            cl_text_add_string(out, type->fields[i].choices[fact->value]);
        else
            cl_dossier_record_name(out, dossier, (uint32_t)fact->value);
    }
    return parts > 0;
}

int cl_dossier_record_name(cl_text *out, const cl_dossier *dossier, uint32_t record)
{
    unsigned type = record_at(dossier, record)->type;
    int name = cl_schema_find(dossier->schema, type, CL_VIEW("name"));
    cl_view id = id_of(dossier, record), text = CL_VIEW_INIT;

    if (name >= 0)
        text = cl_dossier_text(dossier, cl_dossier_fact(dossier, record, (unsigned)name));
    if (text.length == 0 && id.length == 0) {
        if (!describe(out, dossier, record))
            return cl_dossier_record_path(out, dossier, record);
        return out->failed;
    }
    cl_text_add_plain(out, text.length > 0 ? text : id);
    if (text.length > 0 && id.length > 0) {
        cl_text_add_string(out, " (");
        cl_text_add_plain(out, id);
        cl_text_add_char(out, ')');
    }
    return out->failed;
}

static int print_country(cl_text *out, int64_t value)
{
    char code[2] = {(char)(value / 256), (char)(value % 256)};
    const cl_iso_country *country = cl_iso_country_find((cl_view){code, 2});

    if (country == NULL)
        return cl_text_add(out, code, 2);
    return cl_text_add_string(out, country->name);
}

static int print_number(cl_text *out, const cl_fact *fact, const cl_field *field)
{
    cl_ratio_print(out, (cl_ratio){fact->value, fact->extra});
    if (field->unit != NULL)
        cl_text_format(out, " %s", field->unit);
    return out->failed;
}

static int print_money(cl_text *out, int64_t minor, const char *currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency, sizeof money.currency);
    return cl_money_print_human(out, money);
}

int cl_dossier_fact_print(cl_text *out, const cl_dossier *dossier, uint32_t record, unsigned field,
                          const char *currency)
{
    const cl_field *about =
        cl_schema_field(dossier->schema, record_at(dossier, record)->type, field);
    const cl_fact *fact = cl_dossier_fact(dossier, record, field);

    if (fact->state != CL_FACT_KNOWN)
        return cl_text_add_string(out, fact->state == CL_FACT_NONE ? "none" : "not known");
    switch (about->kind) {
    case CL_FACT_YESNO:
        return cl_text_add_string(out, fact->value != 0 ? "yes" : "no");
    case CL_FACT_NUMBER:
        return print_number(out, fact, about);
    case CL_FACT_SHARE:
        return cl_ratio_print_percent(out, (cl_ratio){fact->value, fact->extra});
    case CL_FACT_MONEY:
        return print_money(out, fact->value, currency);
    case CL_FACT_DATE:
        return cl_date_print_human(out, (cl_date)fact->value);
    case CL_FACT_TEXT:
        return cl_text_add_plain(out, cl_dossier_text(dossier, fact));
    case CL_FACT_CHOICE:
        return cl_text_add_string(out, about->choices[fact->value]);
    case CL_FACT_COUNTRY:
        return print_country(out, fact->value);
    case CL_FACT_RECORD:
    case CL_FACT_REFERENCE:
        return cl_dossier_record_name(out, dossier, (uint32_t)fact->value);
    case CL_FACT_LIST:
        return cl_text_format(out, "%u %s", fact->extra,
                              fact->extra == 1 ? about->one : about->many);
    case CL_FACT_JUDGEMENT:
        cl_text_add_string(out, fact->value != 0 ? "pass, " : "fail, ");
        return cl_text_add_plain(out, (cl_view){dossier->texts.at + fact->extra,
                                                strlen(dossier->texts.at + fact->extra)});
    }
    return out->failed;
}

void cl_dossier_clear(cl_dossier *dossier)
{
    cl_vec_clear(&dossier->fact_store);
    cl_vec_clear(&dossier->record_store);
    cl_vec_clear(&dossier->id_store);
    cl_text_clear(&dossier->texts);
    dossier->facts = NULL;
    dossier->records = NULL;
    dossier->fact_count = dossier->record_count = 0;
}
