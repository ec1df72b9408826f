/* SPDX-License-Identifier: MIT
 *
 * Texts of an author with facts filled in. What a fact says is in the language of the text, as far
 * as the edition has words for it.
 */
#include <string.h>

#include "explain.h"
#include "languages.h"
#include "money.h"

typedef struct filling {
    const cl_evaluator *evaluator;
    const char *language; /* NULL: that of the edition */
    cl_text *out;
} filling;

/* Follows a dotted path from a record; false when it does not lead to a fact. */
static bool follow(const cl_dossier *dossier, uint32_t *record, cl_view path, unsigned *field)
{
    const char *dot = memchr(path.at, '.', path.length);
    cl_view name = {path.at, dot == NULL ? path.length : (size_t)(dot - path.at)};
    int found = cl_schema_find(dossier->schema, dossier->records[*record].type, name);
    const cl_fact *fact;
    const cl_field *about;

    if (found < 0)
        return false;
    if (dot == NULL) {
        *field = (unsigned)found;
        return true;
    }
    about = cl_schema_field(dossier->schema, dossier->records[*record].type, (unsigned)found);
    fact = cl_dossier_fact(dossier, *record, (unsigned)found);
    if (about->kind != CL_FACT_RECORD && about->kind != CL_FACT_REFERENCE)
        return false;
    *record = (uint32_t)fact->value;
    return fact->state == CL_FACT_KNOWN &&
           follow(dossier, record, (cl_view){dot + 1, path.length - name.length - 1}, field);
}

static const char *in_language(const filling *f, const char *word)
{
    return cl_language_word(f->evaluator->programme, f->language, word);
}

/* ---- facts ---- */

/* "20 April 2021": its month. */
static void add_date(const filling *f, const char *date)
{
    const char *month = strchr(date, ' '), *year = strrchr(date, ' ');
    char name[16];

    if (month == NULL || year <= month || (size_t)(year - month) > sizeof name) {
        cl_text_add_string(f->out, date);
        return;
    }
    memcpy(name, month + 1, (size_t)(year - month) - 1);
    name[year - month - 1] = '\0';
    cl_text_add(f->out, date, (size_t)(month - date) + 1);
    cl_text_add_string(f->out, in_language(f, name));
    cl_text_add_string(f->out, year);
}

/* "7 days", "2 schools": what stands behind the number. */
static void add_counted(const filling *f, const char *text)
{
    const char *space = strchr(text, ' ');

    if (space == NULL) {
        cl_text_add_string(f->out, text);
        return;
    }
    cl_text_add(f->out, text, (size_t)(space - text) + 1);
    cl_text_add_string(f->out, in_language(f, space + 1));
}

static void add_known(const filling *f, cl_fact_kind kind, const char *text)
{
    switch (kind) {
    case CL_FACT_DATE:
        add_date(f, text);
        break;
    case CL_FACT_NUMBER:
    case CL_FACT_LIST:
        add_counted(f, text);
        break;
    case CL_FACT_YESNO:
    case CL_FACT_CHOICE:
    case CL_FACT_COUNTRY:
        cl_text_add_string(f->out, in_language(f, text));
        break;
    case CL_FACT_SHARE:
    case CL_FACT_MONEY:
    case CL_FACT_TEXT:
    case CL_FACT_REFERENCE:
    case CL_FACT_RECORD:
    case CL_FACT_JUDGEMENT:
        cl_text_add_string(f->out, text);
        break;
    }
}

static void add_fact(const filling *f, uint32_t record, unsigned field)
{
    const cl_dossier *dossier = f->evaluator->dossier;
    const cl_field *about = cl_schema_field(dossier->schema, dossier->records[record].type, field);
    bool known = cl_dossier_fact(dossier, record, field)->state == CL_FACT_KNOWN;
    cl_text text = CL_TEXT_INIT;

    cl_dossier_fact_print(&text, dossier, record, field, f->evaluator->programme->currency);
    if (text.at == NULL)
        f->out->failed = text.failed;
    else if (known)
        add_known(f, about->kind, text.at);
    else
        cl_text_add_string(f->out, in_language(f, text.at)); /* none, not known */
    cl_text_clear(&text);
}

static void add_param(const filling *f, size_t param)
{
    const cl_evaluator *evaluator = f->evaluator;
    const cl_param *about = cl_vec_at(&evaluator->programme->params, param);
    cl_ratio value = evaluator->settings[param].value.low;
    cl_money amount = {value.num, ""};
    cl_text date = CL_TEXT_INIT;

    memcpy(amount.currency, evaluator->programme->currency, sizeof amount.currency);
    if (about->gives == CL_GIVES_MONEY) {
        cl_money_print_human(f->out, amount);
    } else if (about->gives == CL_GIVES_SHARE) {
        cl_ratio_print_percent(f->out, value);
    } else if (about->gives == CL_GIVES_DATE) {
        cl_date_print_human(&date, (cl_date)value.num);
        add_date(f, date.at == NULL ? "" : date.at);
        cl_text_clear(&date);
    } else {
        cl_ratio_print(f->out, value);
    }
}

/* ---- templates ---- */

static void placeholder(const filling *f, uint32_t record, cl_view path)
{
    const cl_evaluator *evaluator = f->evaluator;
    int param = cl_programme_find_param(evaluator->programme, path);
    uint32_t at = record, root = 0;
    unsigned field;

    if (follow(evaluator->dossier, &at, path, &field))
        add_fact(f, at, field);
    else if (follow(evaluator->dossier, &root, path, &field))
        add_fact(f, root, field);
    else if (param >= 0 && evaluator->settings[param].value.state == CL_RANGE_KNOWN)
        add_param(f, (size_t)param);
    else
        cl_text_add_string(f->out, in_language(f, "not known"));
}

void cl_explain_template(cl_text *out, const cl_evaluator *evaluator, uint32_t record,
                         const char *template, const char *language)
{
    filling f = {evaluator, language, out};

    while (*template != '\0') {
        const char *end;

        if (template[0] == '{' && template[1] == '{') {
            cl_text_add_char(out, '{');
            template += 2;
        } else if (*template == '{' && (end = strchr(template, '}')) != NULL) {
            placeholder(&f, record, (cl_view){template + 1, (size_t)(end - template - 1)});
            template = end + 1;
        } else {
            cl_text_add_char(out, *template ++);
        }
    }
}
