/* SPDX-License-Identifier: MIT
 *
 * Mutations in words, and which operator stands for which.
 */
#include <inttypes.h>

#include "mutate.h"
#include "mutate_parts.h"
#include "phrase.h"

static const struct {
    cl_op op, other;
    const char *word;
} operators[] = {
    {CL_OP_AT_LEAST, CL_OP_MORE, "at_least"},
    {CL_OP_MORE, CL_OP_AT_LEAST, "more_than"},
    {CL_OP_AT_MOST, CL_OP_LESS, "at_most"},
    {CL_OP_LESS, CL_OP_AT_MOST, "less_than"},
    {CL_OP_EQUAL, CL_OP_NOT_EQUAL, "is"},
    {CL_OP_NOT_EQUAL, CL_OP_EQUAL, "is_not"},
    {CL_OP_ALL, CL_OP_ANY, "all"},
    {CL_OP_ANY, CL_OP_ALL, "any"},
    {CL_OP_NONE, CL_OP_ANY, "none"},
    {CL_OP_EVERY, CL_OP_SOME, "every"},
    {CL_OP_SOME, CL_OP_EVERY, "any (of a list)"},
    {CL_OP_NO, CL_OP_SOME, "none (of a list)"},
    {CL_OP_IS_TRUE, CL_OP_IS_FALSE, "is_true"},
    {CL_OP_IS_FALSE, CL_OP_IS_TRUE, "is_false"},
    {CL_OP_PRESENT, CL_OP_ABSENT, "is_present"},
    {CL_OP_ABSENT, CL_OP_PRESENT, "is_absent"},
    {CL_OP_LEAST, CL_OP_GREATEST, "least"},
    {CL_OP_GREATEST, CL_OP_LEAST, "greatest"},
};

enum { OPERATORS = sizeof operators / sizeof *operators };

cl_op cl_mutate_operator(cl_op op)
{
    for (size_t i = 0; i < OPERATORS; i++)
        if (operators[i].op == op)
            return operators[i].other;
    return CL_OP_NOTHING;
}

static const char *word_of(cl_op op)
{
    for (size_t i = 0; i < OPERATORS; i++)
        if (operators[i].op == op)
            return operators[i].word;
    return "?";
}

static const char *by(int64_t change, bool share)
{
    if (share)
        return change > 0 ? "plus one per cent" : "minus one per cent";
    return change > 0 ? "plus one" : "minus one";
}

/* ---- trees ---- */

static const cl_tree_node *node_at(const cl_programme *programme, size_t node)
{
    return cl_tree_at(&programme->tree, (cl_node)node);
}

static void print_operator(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    cl_text_format(out, "%s in place of %s: ", word_of((cl_op)m->change),
                   word_of((cl_op)node_at(programme, m->index)->op));
    cl_phrase(out, programme, (cl_node)m->index);
}

static void print_mode(cl_text *out, int64_t mode, cl_rounding before)
{
    cl_text_format(out, "rounded %s in place of %s: ", cl_rounding_name((cl_rounding)mode),
                   cl_rounding_name(before));
}

/* The literal, and where it stands. */
static void print_literal(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    cl_node node = m->kind == CL_MUTATE_WHOLE
                       ? (cl_node)m->index
                       : *(const cl_node *)cl_vec_at(&programme->tree.arguments, m->index);

    cl_phrase(out, programme, node);
    cl_text_format(out, " %s", by(m->change, node_at(programme, node)->gives == CL_GIVES_SHARE));
    if (m->kind == CL_MUTATE_WHOLE)
        return;
    cl_text_add_string(out, ": ");
    cl_phrase(out, programme, (cl_node)m->item);
}

static void print_set(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_tree_node *node = node_at(programme, m->index);
    const cl_literals *set = cl_vec_at(&programme->tree.sets, node->set);

    cl_text_format(out, "'%s' left out: ", set->words[m->change]);
    cl_phrase(out, programme, (cl_node)m->index);
}

static void print_node(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    switch ((int)m->kind) {
    case CL_MUTATE_OPERATOR:
        print_operator(out, programme, m);
        break;
    case CL_MUTATE_ROUND:
        print_mode(out, m->change, (cl_rounding)node_at(programme, m->index)->index);
        cl_phrase(out, programme, (cl_node)m->index);
        break;
    case CL_MUTATE_NEEDED:
        cl_text_format(out, "%s: ", m->change > 0 ? "one more needed" : "one less needed");
        cl_phrase(out, programme, (cl_node)m->index);
        break;
    case CL_MUTATE_SET:
        print_set(out, programme, m);
        break;
    default:
        print_literal(out, programme, m);
        break;
    }
}

/* ---- params and tables ---- */

static void print_param(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_param *param = cl_vec_at(&programme->params, m->index);
    const cl_param_value *value = &param->values[m->item];

    cl_text_format(out, "param '%s'", param->name);
    if (param->value_count > 1) {
        cl_text_add_string(out, " from ");
        cl_date_print_human(out, value->from);
    }
    if (m->kind == CL_MUTATE_WORD)
        cl_text_format(out, " without '%s'", value->words[m->change]);
    else
        cl_text_format(out, " %s", by(m->change, param->gives == CL_GIVES_SHARE));
}

static void print_row(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_rate_table *table = cl_vec_at(&programme->tables, m->index);
    const cl_rate_row *row = &table->rows[m->item];

    cl_text_format(out, "table '%s', ", table->name);
    for (size_t i = 0; table->kind == CL_TABLE_LOOKUP && i < table->key_count; i++)
        cl_text_format(out, "%s%s", i > 0 ? ", " : "", row->keys[i]);
    if (table->kind != CL_TABLE_LOOKUP) {
        cl_text_add_string(out, "from ");
        cl_ratio_print(out, row->from);
        cl_text_format(out, "%s%s", table->unit == NULL ? "" : " ",
                       table->unit == NULL ? "" : table->unit);
    }
    cl_text_format(out, ": its %s %s", m->kind == CL_MUTATE_RATE ? "value" : "lower bound",
                   by(m->change, m->kind == CL_MUTATE_RATE && table->gives == CL_GIVES_SHARE));
}

/* ---- things with a name ---- */

static void print_line(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_line *line = cl_vec_at(&programme->lines, m->index);

    if (m->kind == CL_MUTATE_LINE)
        cl_text_format(out, "line '%s' left out", line->id);
    else if (m->kind == CL_MUTATE_LIMIT)
        cl_text_format(out, "line '%s' without its limit", line->id);
    else
        cl_text_format(out, "line '%s' without reason %zu for not paying", line->id, m->item + 1);
}

static void print_adjust(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_adjust *adjust = cl_vec_at(&programme->adjusts, m->index);

    if (m->kind == CL_MUTATE_MODE)
        print_mode(out, m->change, adjust->mode);
    cl_text_format(out, "'%s'%s", adjust->id, m->kind == CL_MUTATE_ADJUST ? " left out" : "");
}

/* Rules and levels begin with their id. */
static const char *id_at(const cl_vec *list, size_t index)
{
    return *(const char *const *)cl_vec_at(list, index);
}

void cl_mutation_print(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    switch (m->kind) {
    case CL_MUTATE_LITERAL:
    case CL_MUTATE_WHOLE:
    case CL_MUTATE_OPERATOR:
    case CL_MUTATE_NEEDED:
    case CL_MUTATE_ROUND:
    case CL_MUTATE_SET:
        print_node(out, programme, m);
        break;
    case CL_MUTATE_PARAM:
    case CL_MUTATE_WORD:
        print_param(out, programme, m);
        break;
    case CL_MUTATE_RATE:
    case CL_MUTATE_BOUND:
        print_row(out, programme, m);
        break;
    case CL_MUTATE_LINE:
    case CL_MUTATE_REASON:
    case CL_MUTATE_LIMIT:
        print_line(out, programme, m);
        break;
    case CL_MUTATE_ADJUST:
    case CL_MUTATE_MODE:
        print_adjust(out, programme, m);
        break;
    case CL_MUTATE_RULE:
        cl_text_format(out, "rule '%s' left out", id_at(&programme->rules, m->index));
        break;
    case CL_MUTATE_GRADE:
        cl_text_format(out, "level '%s' left out", id_at(&programme->grades, m->index));
        break;
    case CL_MUTATE_SHARE:
        cl_text_format(out, "instalment '%s' plus one per cent",
                       id_at(&programme->instalments, m->index));
        break;
    case CL_MUTATE_FROM:
    case CL_MUTATE_UNTIL:
        cl_text_format(out, "in force %s a day %s", m->kind == CL_MUTATE_FROM ? "from" : "to",
                       m->change > 0 ? "later" : "earlier");
        break;
    case CL_MUTATE_DEADLINE:
        cl_text_format(out, "deadline %zu a day %s", m->index + 1,
                       m->change > 0 ? "later" : "earlier");
        break;
    }
}
