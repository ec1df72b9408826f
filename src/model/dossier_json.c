/* SPDX-License-Identifier: MIT
 *
 * A dossier as JSON, as it would be read.
 */
#include <string.h>

#include "dossier_make.h"
#include "money.h"

typedef struct printing {
    cl_text *out;
    const cl_dossier *dossier;
    const char *currency;
} printing;

static void print_record(const printing *p, uint32_t record);

static void print_quoted(cl_text *out, cl_text *text)
{
    cl_text_add_json(out, cl_text_view(text));
    if (text->failed != 0)
        out->failed = text->failed; /* half an amount is no amount */
    cl_text_clear(text);
}

static void print_ratio(const printing *p, const cl_fact *fact, bool share)
{
    cl_ratio value = {fact->value, fact->extra == 0 ? 1 : fact->extra};
    cl_text text = CL_TEXT_INIT;

    if (!share && cl_ratio_is_whole(value)) {
        cl_text_add_int(p->out, value.num);
        return;
    }
    if (share)
        cl_ratio_print_percent(&text, value);
    else
        cl_ratio_print(&text, value);
    print_quoted(p->out, &text);
}

static void print_money(const printing *p, int64_t minor)
{
    cl_money money = {minor, ""};
    cl_text text = CL_TEXT_INIT;

    memcpy(money.currency, p->currency, sizeof money.currency);
    cl_money_print(&text, money);
    print_quoted(p->out, &text);
}

static void print_date(const printing *p, int64_t days)
{
    char day[11];

    cl_date_format((cl_date)days, day);
    cl_text_format(p->out, "\"%s\"", day);
}

static void print_reference(const printing *p, uint32_t record)
{
    const cl_record *at = (const cl_record *)p->dossier->record_store.items + record;
    int id = p->dossier->schema->types[at->type].id_field;

    if (id >= 0)
        cl_text_add_json(
            p->out, cl_dossier_text(p->dossier, cl_dossier_fact(p->dossier, record, (unsigned)id)));
    else
        cl_text_add_string(p->out, "null");
}

static void print_judgement(const printing *p, const cl_fact *fact)
{
    const char *said = p->dossier->texts.at + fact->extra, *colon = strstr(said, ": ");
    cl_view by = {said, colon == NULL ? strlen(said) : (size_t)(colon - said)};

    cl_text_format(p->out, "{\"verdict\": \"%s\", \"by\": ", fact->value != 0 ? "pass" : "fail");
    cl_text_add_json(p->out, by);
    cl_text_add_string(p->out, ", \"reason\": ");
    cl_text_add_json(p->out, cl_view_of(colon == NULL ? "" : colon + 2));
    cl_text_add_char(p->out, '}');
}

static void print_list(const printing *p, const cl_fact *fact)
{
    cl_text_add_char(p->out, '[');
    for (uint32_t i = 0; i < fact->extra; i++) {
        if (i > 0)
            cl_text_add_string(p->out, ", ");
        print_record(p, (uint32_t)fact->value + i);
    }
    cl_text_add_char(p->out, ']');
}

static void print_fact(const printing *p, const cl_field *field, const cl_fact *fact)
{
    char country[3] = {(char)(fact->value / 256), (char)(fact->value % 256), '\0'};

    if (fact->state != CL_FACT_KNOWN) {
        cl_text_add_string(p->out, "null");
        return;
    }
    switch (field->kind) {
    case CL_FACT_YESNO:
        cl_text_add_string(p->out, fact->value != 0 ? "true" : "false");
        break;
    case CL_FACT_NUMBER:
    case CL_FACT_SHARE:
        print_ratio(p, fact, field->kind == CL_FACT_SHARE);
        break;
    case CL_FACT_MONEY:
        print_money(p, fact->value);
        break;
    case CL_FACT_DATE:
        print_date(p, fact->value);
        break;
    case CL_FACT_TEXT:
        cl_text_add_json(p->out, cl_dossier_text(p->dossier, fact));
        break;
    case CL_FACT_CHOICE:
        cl_text_add_json(p->out, cl_view_of(field->choices[fact->value]));
        break;
    case CL_FACT_COUNTRY:
        cl_text_format(p->out, "\"%s\"", country);
        break;
    case CL_FACT_REFERENCE:
        print_reference(p, (uint32_t)fact->value);
        break;
    case CL_FACT_RECORD:
        print_record(p, (uint32_t)fact->value);
        break;
    case CL_FACT_LIST:
        print_list(p, fact);
        break;
    case CL_FACT_JUDGEMENT:
        print_judgement(p, fact);
        break;
    }
}

/* A record of which nothing is known says nothing, and "{}" would be noise. */
static bool says_something(const printing *p, const cl_field *field, const cl_fact *fact)
{
    const cl_record_type *type;

    if (fact->state == CL_FACT_UNKNOWN)
        return false;
    if (fact->state == CL_FACT_NONE)
        return field->none_allowed;
    if (field->kind != CL_FACT_RECORD)
        return true;
    type = &p->dossier->schema->types[field->type];
    for (unsigned i = 0; i < type->field_count; i++)
        if (says_something(p, &type->fields[i],
                           cl_dossier_fact(p->dossier, (uint32_t)fact->value, i)))
            return true;
    return field->none_allowed; /* that it is there is then said by it */
}

static void print_record(const printing *p, uint32_t record)
{
    const cl_record *at = (const cl_record *)p->dossier->record_store.items + record;
    const cl_record_type *type = &p->dossier->schema->types[at->type];
    size_t written = 0;

    if (type->plain) {
        print_fact(p, &type->fields[0], cl_dossier_fact(p->dossier, record, 0));
        return;
    }
    cl_text_add_char(p->out, '{');
    for (unsigned i = 0; i < type->field_count; i++) {
        const cl_fact *fact = cl_dossier_fact(p->dossier, record, i);

        if (!says_something(p, &type->fields[i], fact))
            continue;
        cl_text_format(p->out, "%s\"%s\": ", written++ == 0 ? "" : ", ", type->fields[i].name);
        print_fact(p, &type->fields[i], fact);
    }
    cl_text_add_char(p->out, '}');
}

int cl_dossier_print_json(cl_text *out, const cl_dossier *dossier, const char *currency)
{
    printing p = {out, dossier, currency};

    print_record(&p, 0);
    return out->failed;
}
