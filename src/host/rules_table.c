/* SPDX-License-Identifier: MIT
 *
 * rules table: a lookup table as the CSV file that lookup "…" { file = … } reads again.
 */
#include "rules_table.h"

#include <string.h>

#include "csv.h"
#include "money.h"
#include "suggest.h"

/* ---- which table ---- */

static const cl_rate_table *table_named(const cl_programme *programme, const char *name)
{
    for (size_t i = 0; i < programme->tables.count; i++) {
        const cl_rate_table *table = cl_vec_at(&programme->tables, i);

        if (table->kind == CL_TABLE_LOOKUP && strcmp(table->name, name) == 0)
            return table;
    }
    return NULL;
}

static int no_such_table(const cl_programme *programme, const char *name, cl_error *e)
{
    cl_vec names = CL_VEC_INIT(const char *);
    const char *nearest;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < programme->tables.count; i++) {
        const cl_rate_table *table = cl_vec_at(&programme->tables, i);

        if (table->kind == CL_TABLE_LOOKUP)
            rc = cl_vec_add(&names, &table->name);
    }
    nearest = cl_suggest(cl_view_of(name), names.items, names.count);
    cl_fail(e, CL_E_NOT_FOUND, "%s@%s has no lookup table '%s'%s%s%s", programme->id,
            programme->edition, name, nearest == NULL ? "" : "; did you mean '",
            nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
    cl_vec_clear(&names);
    return CL_E_NOT_FOUND;
}

/* ---- rows ---- */

/* As an edition writes it: "62.5%", "1500.00", "4". */
static void print_value(cl_text *out, const cl_programme *programme, const cl_rate_table *table,
                        cl_ratio value)
{
    cl_money amount = {value.num, ""};

    memcpy(amount.currency, programme->currency, sizeof amount.currency);
    if (table->gives == CL_GIVES_MONEY)
        cl_money_print(out, amount);
    else if (table->gives == CL_GIVES_SHARE)
        cl_ratio_print_percent(out, value);
    else
        cl_ratio_print(out, value);
}

static void add_cell(cl_text *json, cl_text *csv, const char *name, const char *cell)
{
    cl_text_add_string(json, json->length == 0 ? "{" : ", ");
    cl_text_add_json(json, cl_view_of(name));
    cl_text_add_string(json, ": ");
    cl_text_add_json(json, cl_view_of(cell));
    if (csv->length > 0)
        cl_text_add_char(csv, ',');
    cl_csv_add(csv, cl_view_of(cell));
}

static int send(cl_text *json, cl_text *csv, const cl_sink *sink, cl_error *e)
{
    int rc;

    cl_text_add_char(json, '}');
    cl_text_add_char(csv, '\n');
    rc = cl_text_check(json, e);
    if (rc == 0)
        rc = cl_text_check(csv, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(json), cl_text_view(csv)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(json);
    cl_text_clear(csv);
    return rc;
}

/* The names of the columns stand above the first row. */
static void add_head(cl_text *csv, const cl_rate_table *table)
{
    for (size_t k = 0; k < table->key_count; k++) {
        cl_csv_add(csv, cl_view_of(table->key_names[k]));
        cl_text_add_char(csv, ',');
    }
    cl_text_add_string(csv, "value\n");
}

static int tell_row(const cl_programme *programme, const cl_rate_table *table, size_t index,
                    const cl_sink *sink, cl_error *e)
{
    const cl_rate_row *row = &table->rows[index];
    cl_text json = CL_TEXT_INIT, csv = CL_TEXT_INIT, whole = CL_TEXT_INIT, value = CL_TEXT_INIT;

    for (size_t k = 0; k < table->key_count; k++)
        add_cell(&json, &csv, table->key_names[k], row->keys[k]);
    print_value(&value, programme, table, row->value);
    add_cell(&json, &csv, "value", value.at == NULL ? "" : value.at);
    if (index == 0)
        add_head(&whole, table);
    cl_text_add_view(&whole, cl_text_view(&csv));
    whole.failed = whole.failed != 0 ? whole.failed : csv.failed != 0 ? csv.failed : value.failed;
    cl_text_clear(&csv);
    cl_text_clear(&value);
    return send(&json, &whole, sink, e);
}

int cl_rules_table(const cl_programme *programme, const char *name, const cl_sink *sink,
                   cl_error *e)
{
    const cl_rate_table *table = table_named(programme, name);
    int rc = 0;

    if (table == NULL)
        return no_such_table(programme, name, e);
    for (size_t i = 0; rc == 0 && i < table->row_count; i++)
        rc = tell_row(programme, table, i, sink, e);
    return rc;
}
