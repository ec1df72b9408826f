/* SPDX-License-Identifier: MIT
 *
 * Params with their days, tables of rates, facts, clauses and tests.
 */
#include <string.h>

#include "doc_parts.h"
#include "phrase.h"

/* Cells of a row in the making. */
typedef struct row {
    cl_text cells[CL_PAGE_COLUMNS];
} row;

static void put_row(cl_documenting *d, row *r, size_t columns)
{
    const char *cells[CL_PAGE_COLUMNS];

    for (size_t i = 0; i < columns; i++)
        cells[i] = r->cells[i].at;
    cl_page_row(d->page, cells);
    for (size_t i = 0; i < CL_PAGE_COLUMNS; i++)
        cl_text_clear(&r->cells[i]);
}

static void add_cites(cl_text *out, cl_cites cites)
{
    for (size_t i = 0; i < cites.count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : " ", cites.ids[i]);
}

/* ---- params ---- */

static void print_value(cl_text *out, const cl_programme *programme, const cl_param *param,
                        const cl_param_value *value)
{
    for (size_t i = 0; i < value->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : " ", value->words[i]);
    if (param->gives != CL_GIVES_LIST)
        cl_phrase_exact(out, programme, param->gives, param->unit, value->exact);
}

static void param_row(cl_documenting *d, const cl_param *param, const cl_param_value *value)
{
    row r = {{CL_TEXT_INIT}};

    cl_phrase_name(&r.cells[0], param->name);
    if (value != NULL) {
        cl_date_print(&r.cells[1], value->from);
        if (value->until != CL_DATE_MAX)
            cl_date_print(&r.cells[2], value->until);
        print_value(&r.cells[5], d->programme, param, value);
    } else {
        cl_text_add_string(&r.cells[5], "no source gives it");
        if (param->has_least) {
            cl_text_add_string(&r.cells[5], "; at least ");
            cl_phrase_exact(&r.cells[5], d->programme, param->gives, param->unit, param->least);
        }
    }
    add_cites(&r.cells[3], param->cites);
    if (param->review_by != CL_DATE_MAX)
        cl_date_print(&r.cells[4], param->review_by);
    if (param->about != NULL)
        cl_text_format(&r.cells[5], " (%s)", param->about);
    put_row(d, &r, 6);
}

static void params(cl_documenting *d)
{
    static const char *const head[] = {"Name", "From", "To", "Clause", "Review by", "Value"};
    const cl_vec *list = &d->programme->params;

    if (list->count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Values");
    cl_page_table(d->page, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < list->count; i++) {
        const cl_param *param = cl_vec_at(list, i);

        for (size_t v = 0; v < param->value_count; v++)
            param_row(d, param, &param->values[v]);
        if (param->unpublished)
            param_row(d, param, NULL);
    }
    cl_page_table_end(d->page);
}

/* ---- tables ---- */

static void table_row(cl_documenting *d, const cl_rate_table *table, const cl_rate_row *from)
{
    row r = {{CL_TEXT_INIT}};

    for (size_t i = 0; table->kind == CL_TABLE_LOOKUP && i < table->key_count; i++)
        cl_text_format(&r.cells[0], "%s%s", i == 0 ? "" : ", ", from->keys[i]);
    if (table->kind != CL_TABLE_LOOKUP) {
        cl_text_add_string(&r.cells[0], "from ");
        cl_phrase_exact(&r.cells[0], d->programme, CL_GIVES_NUMBER, table->unit, from->from);
    }
    cl_phrase_exact(&r.cells[1], d->programme, table->gives, NULL, from->value);
    put_row(d, &r, 2);
}

static void one_table(cl_documenting *d, const cl_rate_table *table)
{
    static const char *const head[] = {"For", "Value"};
    static const char *const kinds[] = {
        [CL_TABLE_BANDS] = "the row with the greatest bound that is reached",
        [CL_TABLE_LOOKUP] = "the row with these keys",
        [CL_TABLE_MARGINAL] = "each unit is paid at the rate of its row",
    };
    cl_text text = CL_TEXT_INIT;

    cl_phrase_name(&text, table->name);
    cl_page_heading(d->page, 3, NULL, text.at == NULL ? "" : text.at);
    cl_text_reset(&text);
    cl_text_format(&text, "Gives %s", kinds[table->kind]);
    if (table->has_most) {
        cl_text_add_string(&text, "; nothing is known above ");
        cl_phrase_exact(&text, d->programme, CL_GIVES_NUMBER, table->unit, table->most);
    }
    if (table->cites.count > 0) {
        cl_text_add_string(&text, " [");
        add_cites(&text, table->cites);
        cl_text_add_char(&text, ']');
    }
    cl_text_add_char(&text, '.');
    cl_page_paragraph(d->page, text.at == NULL ? "" : text.at);
    cl_text_clear(&text);
    cl_page_table(d->page, head, 2);
    for (size_t i = 0; i < table->row_count; i++)
        table_row(d, table, &table->rows[i]);
    cl_page_table_end(d->page);
}

static void tables(cl_documenting *d)
{
    const cl_vec *list = &d->programme->tables;

    if (list->count > 0)
        cl_page_heading(d->page, 2, NULL, "Rates");
    for (size_t i = 0; i < list->count; i++)
        one_table(d, cl_vec_at(list, i));
}

static void computes(cl_documenting *d)
{
    const cl_vec *list = &d->programme->computes;

    if (list->count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Functions");
    cl_page_paragraph(d->page, "What these give is worked out by a program, and no page can say "
                               "how.");
    cl_page_list(d->page);
    for (size_t i = 0; i < list->count; i++) {
        const cl_compute *compute = cl_vec_at(list, i);
        cl_text text = CL_TEXT_INIT;

        cl_phrase_name(&text, compute->name);
        cl_doc_item(d, &text, compute->cites);
    }
    cl_page_list_end(d->page);
}

/* ---- facts ---- */

static bool is_read(const cl_documenting *d, unsigned type, unsigned field)
{
    const cl_tree *tree = &d->programme->tree;

    for (size_t i = 0; i < d->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&d->reach.nodes, i);
        const cl_tree_node *at = cl_tree_at(tree, node);

        if (at->op == CL_OP_FIELD && at->index == field &&
            cl_tree_at(tree, cl_tree_argument(tree, node, 0))->type == type)
            return true;
    }
    return false;
}

static void fact_row(cl_documenting *d, const cl_record_type *type, const cl_field *field)
{
    row r = {{CL_TEXT_INIT}};

    cl_text_format(&r.cells[0], "%s", type->name);
    cl_phrase_name(&r.cells[1], field->name);
    if (field->choice_count > 0)
        for (size_t i = 0; i < field->choice_count; i++)
            cl_text_format(&r.cells[2], "%s%s", i == 0 ? "" : ", ", field->choices[i]);
    else
        cl_text_add_string(&r.cells[2], cl_fact_kind_words(field->kind));
    if (field->unit != NULL)
        cl_text_format(&r.cells[2], ", in %s", field->unit);
    cl_text_add_string(&r.cells[3], field->question != NULL ? field->question
                                    : field->about != NULL  ? field->about
                                                            : "");
    put_row(d, &r, 4);
}

static void facts(cl_documenting *d)
{
    static const char *const head[] = {"Of", "Fact", "Is", "Question"};
    const cl_schema *schema = &d->programme->schema;

    cl_page_heading(d->page, 2, NULL, "What it asks of an application");
    cl_page_table(d->page, head, sizeof head / sizeof *head);
    for (unsigned t = 0; t < schema->type_count; t++)
        for (unsigned f = 0; f < schema->types[t].field_count; f++) {
            const cl_field *field = cl_schema_field(schema, t, f);

            if (*field->name != '\0' && field->kind != CL_FACT_RECORD && is_read(d, t, f))
                fact_row(d, &schema->types[t], field);
        }
    cl_page_table_end(d->page);
}

/* ---- clauses and tests ---- */

static void clauses(cl_documenting *d)
{
    const cl_vec *list = &d->programme->clauses;

    if (list->count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Clauses, in our own words");
    for (size_t i = 0; i < list->count; i++) {
        const cl_clause *clause = cl_vec_at(list, i);
        cl_text text = CL_TEXT_INIT;

        cl_page_heading(d->page, 4, clause->id, clause->id);
        cl_text_format(&text, "%s (%s%s%s)", clause->sense == NULL ? "" : clause->sense,
                       clause->source == NULL ? "" : clause->source,
                       clause->place == NULL ? "" : ", ",
                       clause->place == NULL ? "" : clause->place);
        cl_page_paragraph(d->page, text.at == NULL ? "" : text.at);
        cl_text_clear(&text);
    }
}

static void tests(cl_documenting *d)
{
    static const char *const head[] = {"Test", "Expects"};
    const cl_vec *list = &d->programme->tests;

    if (list->count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Tests");
    cl_page_table(d->page, head, 2);
    for (size_t i = 0; i < list->count; i++) {
        const cl_edition_test *test = cl_vec_at(list, i);
        const char *cells[] = {test->name, test->expect_json};

        cl_page_row(d->page, cells);
    }
    cl_page_table_end(d->page);
}

void cl_doc_values(cl_documenting *d)
{
    params(d);
    tables(d);
    computes(d);
    facts(d);
    clauses(d);
    tests(d);
}
