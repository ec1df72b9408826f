/* SPDX-License-Identifier: MIT
 *
 * Records by their descriptors.
 */
#include "plain.h"

#include <string.h>

#include "money.h"
#include "row.h"
#include "school_verbs.h"

enum { NAME = 48, MOST_FILTERS = 8 };

/* "annual_cost" is typed --annual-cost. */
static void argument_name(char out[NAME], const char *column)
{
    size_t i = 0;

    for (; column[i] != '\0' && i + 1 < NAME; i++)
        out[i] = (char)(column[i] == '_' ? '-' : column[i]);
    out[i] = '\0';
}

static const char *const *words_of(const cl_plain *plain, const char *column)
{
    for (const cl_plain_words *w = plain->words; w != NULL && w->column != NULL; w++)
        if (strcmp(w->column, column) == 0)
            return w->words;
    return NULL;
}

/* ---- reading ---- */

static int read_reference(cl_recording *r, int64_t *out, const cl_column *column, const char *name,
                          cl_error *e)
{
    const cl_table *table = cl_table_of_prefix(cl_view_of(column->references));
    cl_school school;
    int rc;

    if (table != &cl_table_school)
        return cl_recording_id(r, out, table, name, e);
    rc = cl_school_named(&school, r, cl_recording_text(r, name), name, e);
    if (rc == 0)
        *out = school.id;
    return rc;
}

/* What is entered anew is about nobody who was erased. */
static int read_new_reference(cl_recording *r, int64_t *out, const cl_column *column,
                              const char *name, cl_error *e)
{
    cl_person person;
    int rc = 0;

    if (strcmp(column->references, cl_table_person.prefix) == 0)
        rc = cl_recording_person(r, &person, name, e);
    return rc != 0 ? rc : read_reference(r, out, column, name, e);
}

static int read_money(cl_recording *r, const cl_plain *plain, void *record, cl_maybe *out,
                      const char *name, cl_error *e)
{
    int column = cl_table_column(plain->table, CL_VIEW("currency"));
    cl_view *kept = (cl_view *)(void *)((char *)record + plain->table->columns[column].offset);
    const char *given = cl_argument_get(r->arguments, "currency");
    cl_money money;
    int rc = cl_money_parse(&money, cl_recording_text(r, name), given == NULL ? "GBP" : given, e);

    if (rc == 0 && money.minor < 0)
        rc = cl_fail(e, CL_E_INVALID, "an amount is not below zero");
    if (rc != 0) {
        cl_error_place(e, NULL, 0, name);
        return rc;
    }
    *out = cl_known(money.minor);
    *kept = given == NULL ? CL_VIEW("GBP") : cl_view_of(given);
    return 0;
}

static int read_text(cl_recording *r, const cl_plain *plain, cl_view *out, const char *column,
                     const char *name, cl_error *e)
{
    const char *const *words = words_of(plain, column);

    if (words != NULL)
        return cl_recording_choice(r, out, name, words, e);
    *out = cl_view_trim(cl_recording_text(r, name));
    return 0;
}

static int read_column(cl_recording *r, const cl_plain *plain, const cl_column *column,
                       void *record, const char *name, cl_error *e)
{
    void *at = (char *)record + column->offset;
    cl_maybe number;
    int rc;

    switch (column->kind) {
    case CL_COLUMN_ID:
        return read_new_reference(r, at, column, name, e);
    case CL_COLUMN_NUMBER:
        rc = cl_recording_maybe_number(r, &number, name, e);
        if (rc == 0)
            *(int64_t *)at = number.value;
        return rc;
    case CL_COLUMN_MAYBE:
        if (plain->money != NULL && strcmp(plain->money, column->name) == 0)
            return read_money(r, plain, record, at, name, e);
        return cl_recording_maybe_number(r, at, name, e);
    case CL_COLUMN_DATE:
        return cl_recording_maybe_day(r, at, name, e);
    case CL_COLUMN_TEXT:
    case CL_COLUMN_PERSONAL:
        return read_text(r, plain, at, column->name, name, e);
    }
    return 0;
}

static bool is_currency(const cl_plain *plain, const cl_column *column)
{
    return plain->money != NULL && strcmp(column->name, "currency") == 0;
}

int cl_plain_read(cl_recording *r, const cl_plain *plain, void *record, cl_error *e)
{
    int rc = 0;

    for (size_t i = 2; rc == 0 && i < plain->table->count; i++) { /* not id and version */
        const cl_column *column = &plain->table->columns[i];
        char name[NAME];

        argument_name(name, column->name);
        if (cl_argument_is_set(r->arguments, name) && !is_currency(plain, column))
            rc = read_column(r, plain, column, record, name, e);
    }
    return rc;
}

/* ---- showing ---- */

static int send_reference(cl_recording *r, const cl_column *column, int64_t id, cl_error *e)
{
    cl_school school;
    char name[NAME + 8];
    int rc;

    cl_row_id(&r->row, column->name, column->references, id);
    if (strcmp(column->references, cl_table_school.prefix) != 0)
        return 0;
    memcpy(name, column->name, strlen(column->name) + 1);
    memcpy(name + strlen(name), "_name", sizeof "_name");
    if (id == 0) {
        cl_row_text(&r->row, name, (cl_view)CL_VIEW_INIT);
        return 0;
    }
    rc = cl_record_get(&school, &r->arena, r->store, &cl_table_school, id, e);
    cl_row_text(&r->row, name, school.name);
    return rc;
}

static bool is_json(cl_view text)
{
    return text.length > 0 && (text.at[0] == '[' || text.at[0] == '{');
}

static int send_column(cl_recording *r, const cl_plain *plain, const cl_column *column,
                       const void *record, cl_error *e)
{
    const void *at = (const char *)record + column->offset;
    int currency;

    switch (column->kind) {
    case CL_COLUMN_ID:
        return send_reference(r, column, *(const int64_t *)at, e);
    case CL_COLUMN_NUMBER:
        cl_row_number(&r->row, column->name, *(const int64_t *)at);
        return 0;
    case CL_COLUMN_MAYBE:
        if (plain->money == NULL || strcmp(plain->money, column->name) != 0) {
            cl_row_maybe(&r->row, column->name, *(const cl_maybe *)at);
            return 0;
        }
        currency = cl_table_column(plain->table, CL_VIEW("currency"));
        cl_row_money(&r->row, column->name, *(const cl_maybe *)at,
                     *(const cl_view *)(const void *)((const char *)record +
                                                      plain->table->columns[currency].offset));
        return 0;
    case CL_COLUMN_DATE:
        cl_row_day(&r->row, column->name, *(const cl_maybe *)at);
        return 0;
    case CL_COLUMN_TEXT:
    case CL_COLUMN_PERSONAL:
        if (is_json(*(const cl_view *)at))
            cl_row_json(&r->row, column->name, *(const cl_view *)at);
        else
            cl_row_text(&r->row, column->name, *(const cl_view *)at);
        return 0;
    }
    return 0;
}

int cl_plain_send(cl_recording *r, const cl_plain *plain, const void *record, cl_error *e)
{
    int rc = 0;

    cl_row_id(&r->row, "id", plain->table->prefix, *(const int64_t *)record);
    for (size_t i = 2; rc == 0 && i < plain->table->count; i++)
        if (!is_currency(plain, &plain->table->columns[i]))
            rc = send_column(r, plain, &plain->table->columns[i], record, e);
    return rc != 0 ? rc : cl_recording_send(r, e);
}

int cl_plain_add(cl_recording *r, const cl_plain *plain, const char *kind, void *record,
                 cl_error *e)
{
    int rc = cl_recording_add(r, kind, plain->table, record, e);

    return rc != 0 ? rc : cl_plain_send(r, plain, record, e);
}

int cl_plain_set(cl_recording *r, const cl_plain *plain, const char *kind, const void *before,
                 void *after, cl_error *e)
{
    int rc = cl_recording_set(r, kind, plain->table, before, after, e);

    return rc != 0 ? rc : cl_plain_send(r, plain, after, e);
}

/* ---- listing ---- */

/* Columns that arguments name become conditions: references and words. */
static int read_filters(cl_recording *r, const cl_plain *plain, cl_record_filter *filters,
                        cl_error *e)
{
    size_t count = 0;
    int rc = 0;

    for (size_t i = 2; rc == 0 && i < plain->table->count && count + 1 < MOST_FILTERS; i++) {
        const cl_column *column = &plain->table->columns[i];
        char name[NAME];

        argument_name(name, column->name);
        if (!cl_argument_is_set(r->arguments, name))
            continue;
        filters[count].column = column->name;
        if (column->kind == CL_COLUMN_ID)
            rc = read_reference(r, &filters[count].id, column, name, e);
        else
            filters[count].text = cl_argument_get(r->arguments, name);
        count++;
    }
    filters[count].column = NULL;
    return rc;
}

int cl_plain_list(cl_recording *r, const cl_plain *plain, cl_error *e)
{
    cl_record_filter filters[MOST_FILTERS] = {{0}};
    cl_date on = CL_ANY_DAY;
    void *items = NULL;
    size_t count = 0;
    int rc = read_filters(r, plain, filters, e);

    if (rc == 0 && !cl_argument_is_set(r->arguments, "all"))
        rc = cl_recording_day(r, &on, "on", e);
    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, plain->table, filters, on, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_plain_send(r, plain, (const char *)items + i * plain->table->size, e);
    return rc;
}
