/* SPDX-License-Identifier: MIT
 *
 * What the declarations themselves show: params without a value on some day, tables that nothing
 * uses, rows that nothing can reach, rules without a test, amounts that may not be whole.
 */
#include <string.h>

#include "phrase.h"
#include "survey_parts.h"

/* ---- params ---- */

/* Values follow each other without a gap, so that only the end can be missing; that the first day
 * has one is checked when the edition is loaded. */
static void check_param(cl_survey *survey, const cl_param *param)
{
    cl_text text = CL_TEXT_INIT;
    cl_date end;

    if (!param->used || param->unpublished || param->value_count == 0)
        return;
    end = param->values[param->value_count - 1].until;
    if (end >= survey->programme->until)
        return;
    cl_text_format(&text, "param '%s' has no value after ", param->name);
    cl_date_print(&text, end);
    cl_text_add_string(&text, ", and the edition is in force ");
    if (survey->programme->until == CL_DATE_MAX) {
        cl_text_add_string(&text, "without an end");
    } else {
        cl_text_add_string(&text, "until ");
        cl_date_print(&text, survey->programme->until);
    }
    cl_text_add_string(&text, "; give the value that holds then, or leave out 'to'");
    cl_survey_tell(survey, CL_FINDING_ERROR, param->file, param->line, &text);
}

/* ---- tables ---- */

static void tell_row(cl_survey *survey, const cl_rate_table *table, const cl_rate_row *row,
                     cl_ratio most)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_format(&text, "table '%s': the row from ", table->name);
    cl_ratio_print(&text, row->from);
    cl_text_add_string(&text, " is never used: the fact is at most ");
    cl_ratio_print(&text, most);
    cl_survey_tell(survey, CL_FINDING_WARNING, table->file, table->line, &text);
}

/* The greatest value of the facts that are looked up in the table; false when one has no end. */
static bool greatest_key(const cl_survey *survey, size_t table, cl_ratio *most)
{
    const cl_tree *tree = &survey->programme->tree;
    bool found = false;

    for (cl_node node = 1; node < tree->nodes.count; node++) {
        cl_node key = cl_tree_argument(tree, node, 0);
        const cl_field *field;
        cl_ratio bound;

        if (cl_tree_at(tree, node)->op != CL_OP_TABLE || cl_tree_at(tree, node)->index != table)
            continue;
        if (cl_tree_at(tree, key)->op != CL_OP_FIELD)
            return false;
        field = cl_schema_field(&survey->programme->schema,
                                cl_tree_at(tree, cl_tree_argument(tree, key, 0))->type,
                                cl_tree_at(tree, key)->index);
        if (!field->has_most)
            return false;
        bound = cl_ratio_int(field->most);
        if (!found || cl_ratio_compare(bound, *most) > 0)
            *most = bound;
        found = true;
    }
    return found;
}

static void check_table(cl_survey *survey, size_t index)
{
    const cl_rate_table *table = cl_vec_at(&survey->programme->tables, index);
    cl_ratio most = {0, 1};
    bool bounded = table->kind != CL_TABLE_LOOKUP && greatest_key(survey, index, &most);
    cl_text text = CL_TEXT_INIT;

    if (!table->used) {
        cl_text_format(&text, "table '%s' is never used", table->name);
        cl_survey_tell(survey, CL_FINDING_WARNING, table->file, table->line, &text);
        return;
    }
    for (size_t i = 0; table->kind != CL_TABLE_LOOKUP && i < table->row_count; i++) {
        const cl_rate_row *row = &table->rows[i];

        if (bounded && cl_ratio_compare(row->from, most) > 0)
            tell_row(survey, table, row, most);
    }
}

/* ---- rules and tests ---- */

static void check_tests(cl_survey *survey)
{
    const cl_programme *p = survey->programme;
    cl_text text = CL_TEXT_INIT;

    if (p->tests.count == 0 && p->rules.count + p->lines.count > 0) {
        cl_text_add_string(&text, "the edition has no test; write test \"…\" { dossier = …, "
                                  "expect = … }");
        cl_survey_tell(survey, CL_FINDING_WARNING, p->file, p->line, &text);
        return;
    }
    for (size_t i = 0; i < p->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&p->rules, i);
        cl_text what = CL_TEXT_INIT;

        if ((survey->rules[i] & CL_SEEN_FALSE) != 0 || p->tests.count == 0)
            continue;
        cl_text_format(&what, "rule '%s' fails", rule->id);
        if (cl_survey_excused(survey, &p->unreachable, &what))
            continue;
        cl_text_format(&text, "rule '%s' has no test in which it fails", rule->id);
        cl_survey_tell(survey, CL_FINDING_WARNING, rule->file, rule->line, &text);
    }
}

/* ---- what a function gives ---- */

static void check_compute(cl_survey *survey, const cl_compute *compute)
{
    cl_text text = CL_TEXT_INIT;

    if (compute->cites.count > 0)
        return;
    cl_text_format(&text, "compute '%s' cites no clause, and nobody can see what it does",
                   compute->name);
    cl_survey_tell(survey, CL_FINDING_WARNING, compute->file, compute->line, &text);
}

void cl_survey_declared(cl_survey *survey)
{
    const cl_programme *p = survey->programme;

    for (size_t i = 0; i < p->params.count; i++)
        check_param(survey, cl_vec_at(&p->params, i));
    for (size_t i = 0; i < p->tables.count; i++)
        check_table(survey, i);
    for (size_t i = 0; i < p->computes.count; i++)
        check_compute(survey, cl_vec_at(&p->computes, i));
    check_tests(survey);
}
