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
    {CL_OP_EVERY, CL_OP_SOME, "every"},
    {CL_OP_SOME, CL_OP_EVERY, "any (of a list)"},
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

static const char *by(int64_t change)
{
    return change > 0 ? "plus one" : "minus one";
}

static void print_node(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_tree_node *node = cl_tree_at(&programme->tree, (cl_node)m->index);

    if (m->kind == CL_MUTATE_OPERATOR) {
        cl_text_format(out, "%s in place of %s: ", word_of((cl_op)m->change),
                       word_of((cl_op)node->op));
        cl_phrase(out, programme, (cl_node)m->index);
        return;
    }
    cl_phrase(out, programme, (cl_node)m->index);
    cl_text_format(out, " %s", by(m->change));
}

static void print_named(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    const cl_rate_table *table;
    const cl_line *line;

    switch ((int)m->kind) {
    case CL_MUTATE_PARAM:
        cl_text_format(out, "param '%s' %s",
                       ((const cl_param *)cl_vec_at(&programme->params, m->index))->name,
                       by(m->change));
        break;
    case CL_MUTATE_WORD:
        cl_text_format(out, "param '%s' without its last word",
                       ((const cl_param *)cl_vec_at(&programme->params, m->index))->name);
        break;
    case CL_MUTATE_RATE:
    case CL_MUTATE_BOUND:
        table = cl_vec_at(&programme->tables, m->index);
        cl_text_format(out, "table '%s', row %zu: its %s plus one", table->name, m->item + 1,
                       m->kind == CL_MUTATE_RATE ? "value" : "lower bound");
        break;
    case CL_MUTATE_REASON:
    case CL_MUTATE_LIMIT:
        line = cl_vec_at(&programme->lines, m->index);
        cl_text_format(out, "line '%s' without ", line->id);
        if (m->kind == CL_MUTATE_LIMIT)
            cl_text_add_string(out, "its limit");
        else
            cl_text_format(out, "reason %zu for not paying", m->item + 1);
        break;
    case CL_MUTATE_SHARE:
        cl_text_format(
            out, "instalment '%s' plus one per cent",
            ((const cl_instalment_rule *)cl_vec_at(&programme->instalments, m->index))->id);
        break;
    default:
        cl_text_format(out, "deadline %zu a day later", m->index + 1);
        break;
    }
}

void cl_mutation_print(cl_text *out, const cl_programme *programme, const cl_mutation *m)
{
    switch ((int)m->kind) {
    case CL_MUTATE_LITERAL:
    case CL_MUTATE_OPERATOR:
        print_node(out, programme, m);
        break;
    case CL_MUTATE_RULE:
        cl_text_format(out, "rule '%s' left out",
                       ((const cl_rule *)cl_vec_at(&programme->rules, m->index))->id);
        break;
    case CL_MUTATE_LINE:
        cl_text_format(out, "line '%s' left out",
                       ((const cl_line *)cl_vec_at(&programme->lines, m->index))->id);
        break;
    case CL_MUTATE_ADJUST:
        cl_text_format(out, "'%s' left out",
                       ((const cl_adjust *)cl_vec_at(&programme->adjusts, m->index))->id);
        break;
    default:
        print_named(out, programme, m);
        break;
    }
}
