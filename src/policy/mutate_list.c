/* SPDX-License-Identifier: MIT
 *
 * Which mutations an edition allows: a few for every thing that it says and that something uses.
 */
#include "mutate.h"
#include "mutate_parts.h"
#include "reach.h"

typedef struct listing {
    cl_vec *out;
    const cl_programme *programme;
    cl_reach reach; /* nodes that something uses */
    int rc;
} listing;

static void add(listing *l, cl_mutation mutation)
{
    if (l->rc == 0)
        l->rc = cl_vec_add(l->out, &mutation);
}

static void add_both(listing *l, cl_mutation mutation)
{
    mutation.change = 1;
    add(l, mutation);
    mutation.change = -1;
    add(l, mutation);
}

/* ---- trees ---- */

static bool is_quantity(const cl_tree_node *node)
{
    return node->op == CL_OP_LITERAL &&
           (node->gives == CL_GIVES_NUMBER || node->gives == CL_GIVES_MONEY ||
            node->gives == CL_GIVES_SHARE || node->gives == CL_GIVES_DATE);
}

/* Equal literals are one node, so each place that names one is changed by itself. */
static void list_literals(listing *l, cl_node parent)
{
    const cl_tree_node *node = cl_tree_at(&l->programme->tree, parent);

    for (uint32_t i = 0; i < node->argument_count; i++)
        if (is_quantity(
                cl_tree_at(&l->programme->tree, cl_tree_argument(&l->programme->tree, parent, i))))
            add_both(l, (cl_mutation){CL_MUTATE_LITERAL, node->arguments + i, parent, 0, node->file,
                                      node->line});
}

static void list_modes(listing *l, cl_mutation mutation, cl_rounding mode)
{
    static const cl_rounding modes[] = {CL_ROUND_HALF_UP, CL_ROUND_HALF_EVEN, CL_ROUND_UP,
                                        CL_ROUND_DOWN};

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        mutation.change = (int64_t)modes[i];
        if (modes[i] != mode)
            add(l, mutation);
    }
}

static void list_words(listing *l, cl_mutation mutation, size_t count)
{
    for (size_t i = 0; count > 1 && i < count; i++) {
        mutation.change = (int64_t)i;
        add(l, mutation);
    }
}

static void list_node(listing *l, cl_node index)
{
    const cl_tree_node *node = cl_tree_at(&l->programme->tree, index);
    cl_op other = cl_mutate_operator((cl_op)node->op);
    cl_mutation mutation = {CL_MUTATE_OPERATOR, index, 0, (int64_t)other, node->file, node->line};

    if (other != CL_OP_NOTHING)
        add(l, mutation);
    if (node->op == CL_OP_AT_LEAST_OF) {
        mutation.kind = CL_MUTATE_NEEDED;
        add_both(l, mutation);
    } else if (node->op == CL_OP_ROUND) {
        mutation.kind = CL_MUTATE_ROUND;
        list_modes(l, mutation, (cl_rounding)node->index);
    } else if (node->op == CL_OP_ONE_OF && node->set != 0) {
        mutation.kind = CL_MUTATE_SET;
        list_words(l, mutation,
                   ((const cl_literals *)cl_vec_at(&l->programme->tree.sets, node->set))->count);
    }
}

/* A root may be a literal itself: cap "limit" { at = "10000.00" }. */
static void list_root(listing *l, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(&l->programme->tree, node);

    if (is_quantity(at))
        add_both(l, (cl_mutation){CL_MUTATE_WHOLE, node, 0, 0, at->file, at->line});
}

static void list_roots(listing *l)
{
    for (size_t i = 0; i < l->programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&l->programme->lines, i);
        const cl_node nodes[] = {line->applies,   line->each,     line->amount,
                                 line->at_most,   line->units,    line->units_at_most,
                                 line->unit_rate, line->shares_of};

        for (size_t n = 0; n < sizeof nodes / sizeof *nodes; n++)
            list_root(l, nodes[n]);
    }
    for (size_t i = 0; i < l->programme->adjusts.count; i++)
        list_root(l, ((const cl_adjust *)cl_vec_at(&l->programme->adjusts, i))->at);
}

static void list_nodes(listing *l)
{
    for (size_t i = 1; i < l->programme->tree.nodes.count; i++)
        if (l->reach.seen[i]) {
            list_literals(l, (cl_node)i);
            list_node(l, (cl_node)i);
        }
}

/* ---- params and tables ---- */

static void list_params(listing *l)
{
    for (size_t i = 0; i < l->programme->params.count; i++) {
        const cl_param *param = cl_vec_at(&l->programme->params, i);

        for (size_t v = 0; param->used && v < param->value_count; v++) {
            cl_mutation mutation = {CL_MUTATE_PARAM, i, v, 0, param->file, param->line};

            if (param->gives != CL_GIVES_LIST) {
                add_both(l, mutation);
                continue;
            }
            mutation.kind = CL_MUTATE_WORD;
            list_words(l, mutation, param->values[v].count);
        }
    }
}

static void list_tables(listing *l)
{
    for (size_t i = 0; i < l->programme->tables.count; i++) {
        const cl_rate_table *table = cl_vec_at(&l->programme->tables, i);

        for (size_t r = 0; table->used && r < table->row_count; r++) {
            add(l, (cl_mutation){CL_MUTATE_RATE, i, r, 1, table->file, table->line});
            /* The first row of a marginal table begins at the first unit; there is none before. */
            if (table->kind == CL_TABLE_BANDS || (table->kind == CL_TABLE_MARGINAL && r > 0))
                add_both(l, (cl_mutation){CL_MUTATE_BOUND, i, r, 0, table->file, table->line});
        }
    }
}

/* ---- what can be left out ---- */

static void list_line(listing *l, size_t i)
{
    const cl_line *line = cl_vec_at(&l->programme->lines, i);

    add(l, (cl_mutation){CL_MUTATE_LINE, i, 0, 0, line->file, line->line});
    for (size_t n = 0; n < line->not_paid_count; n++)
        add(l, (cl_mutation){CL_MUTATE_REASON, i, n, 0, line->file, line->line});
    if (line->at_most != 0 || line->units_at_most != 0)
        add(l, (cl_mutation){CL_MUTATE_LIMIT, i, 0, 0, line->file, line->line});
}

static void list_adjust(listing *l, size_t i)
{
    const cl_adjust *adjust = cl_vec_at(&l->programme->adjusts, i);

    add(l, (cl_mutation){CL_MUTATE_ADJUST, i, 0, 0, adjust->file, adjust->line});
    if (adjust->kind == CL_ADJUST_ROUNDING)
        list_modes(l, (cl_mutation){CL_MUTATE_MODE, i, 0, 0, adjust->file, adjust->line},
                   adjust->mode);
}

static void list_things(listing *l)
{
    for (size_t i = 0; i < l->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&l->programme->rules, i);

        if (!rule->trial)
            add(l, (cl_mutation){CL_MUTATE_RULE, i, 0, 0, rule->file, rule->line});
    }
    for (size_t i = 0; i < l->programme->lines.count; i++)
        list_line(l, i);
    for (size_t i = 0; i < l->programme->adjusts.count; i++)
        list_adjust(l, i);
    for (size_t i = 0; i < l->programme->instalments.count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(&l->programme->instalments, i);

        if (!instalment->rest)
            add(l, (cl_mutation){CL_MUTATE_SHARE, i, 0, 1, instalment->file, instalment->line});
    }
    for (size_t i = 0; i < l->programme->grades.count; i++) {
        const cl_grade *grade = cl_vec_at(&l->programme->grades, i);

        add(l, (cl_mutation){CL_MUTATE_GRADE, i, 0, 0, grade->file, grade->line});
    }
    add_both(l, (cl_mutation){CL_MUTATE_FROM, 0, 0, 0, l->programme->file, l->programme->line});
    if (l->programme->until != CL_DATE_MAX)
        add_both(l,
                 (cl_mutation){CL_MUTATE_UNTIL, 0, 0, 0, l->programme->file, l->programme->line});
    for (size_t i = 0; i < l->programme->deadlines.count; i++)
        add_both(l, (cl_mutation){CL_MUTATE_DEADLINE, i, 0, 0, l->programme->deadlines.file,
                                  l->programme->deadlines.line});
}

int cl_mutations(cl_vec *out, cl_programme *programme, cl_error *e)
{
    listing l = {.out = out, .programme = programme};
    int rc = cl_reach_init(&l.reach, programme, e);

    if (rc == 0 && cl_vec_push(&programme->tree.nodes) == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0) {
        programme->tree.nodes.count--; /* the spare node is not one of the edition's */
        cl_reach_all(&l.reach);
        l.rc = l.reach.rc;
        list_roots(&l);
        list_nodes(&l);
        list_params(&l);
        list_tables(&l);
        list_things(&l);
        programme->tree.nodes.count++;
        if (l.rc != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_reach_clear(&l.reach);
    return rc;
}
