/* SPDX-License-Identifier: MIT
 *
 * Making and undoing mutations, and listing those that an edition allows.
 */
#include "mutate.h"

#include <string.h>

#include "alloc.h"
#include "mutate_parts.h"
#include "phrase.h"

/* ---- listing ---- */

typedef struct listing {
    cl_vec *out;
    const cl_programme *programme;
    uint8_t *reached; /* nodes that something uses */
    int rc;
} listing;

static void add(listing *l, cl_mutation mutation)
{
    if (l->rc == 0)
        l->rc = cl_vec_add(l->out, &mutation);
}

static void reach(listing *l, cl_node node)
{
    const cl_tree *tree = &l->programme->tree;

    if (node == 0 || l->reached[node])
        return;
    l->reached[node] = 1;
    for (uint32_t i = 0; i < cl_tree_at(tree, node)->argument_count; i++)
        reach(l, cl_tree_argument(tree, node, i));
}

static void reach_lines(listing *l)
{
    for (size_t i = 0; i < l->programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&l->programme->lines, i);
        const cl_node nodes[] = {line->applies,   line->each,     line->amount,
                                 line->at_most,   line->units,    line->units_at_most,
                                 line->unit_rate, line->shares_of};

        for (size_t n = 0; n < sizeof nodes / sizeof *nodes; n++)
            reach(l, nodes[n]);
        for (size_t n = 0; n < line->not_paid_count; n++) {
            reach(l, line->not_paid[n].when);
            reach(l, line->not_paid[n].repeated);
        }
    }
}

static void reach_all(listing *l)
{
    for (size_t i = 0; i < l->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&l->programme->rules, i);

        reach(l, rule->applies);
        reach(l, rule->needs);
    }
    reach_lines(l);
    for (size_t i = 0; i < l->programme->adjusts.count; i++)
        reach(l, ((const cl_adjust *)cl_vec_at(&l->programme->adjusts, i))->at);
    for (size_t i = 0; i < l->programme->instalments.count; i++)
        reach(l, ((const cl_instalment_rule *)cl_vec_at(&l->programme->instalments, i))->applies);
    for (size_t i = 0; i < l->programme->grades.count; i++)
        reach(l, ((const cl_grade *)cl_vec_at(&l->programme->grades, i))->needs);
}

static void list_nodes(listing *l)
{
    for (size_t i = 1; i < l->programme->tree.nodes.count; i++) {
        const cl_tree_node *node = cl_tree_at(&l->programme->tree, (cl_node)i);
        cl_op other = cl_mutate_operator((cl_op)node->op);
        bool quantity = node->gives == CL_GIVES_NUMBER || node->gives == CL_GIVES_MONEY ||
                        node->gives == CL_GIVES_DATE;

        if (!l->reached[i])
            continue;
        if (node->op == CL_OP_LITERAL && quantity) {
            add(l, (cl_mutation){CL_MUTATE_LITERAL, i, 0, 1, node->file, node->line});
            add(l, (cl_mutation){CL_MUTATE_LITERAL, i, 0, -1, node->file, node->line});
        }
        if (other != CL_OP_NOTHING)
            add(l, (cl_mutation){CL_MUTATE_OPERATOR, i, 0, (int64_t)other, node->file, node->line});
    }
}

static void list_params(listing *l)
{
    for (size_t i = 0; i < l->programme->params.count; i++) {
        const cl_param *param = cl_vec_at(&l->programme->params, i);

        for (size_t v = 0; param->used && v < param->value_count; v++) {
            cl_mutation mutation = {CL_MUTATE_PARAM, i, v, 1, param->file, param->line};

            if (param->gives != CL_GIVES_LIST) {
                add(l, mutation);
                mutation.change = -1;
                add(l, mutation);
            } else if (param->values[v].count > 1) {
                mutation.kind = CL_MUTATE_WORD;
                add(l, mutation);
            }
        }
    }
}

static void list_tables(listing *l)
{
    for (size_t i = 0; i < l->programme->tables.count; i++) {
        const cl_rate_table *table = cl_vec_at(&l->programme->tables, i);

        for (size_t r = 0; table->used && r < table->row_count; r++) {
            add(l, (cl_mutation){CL_MUTATE_RATE, i, r, 1, table->file, table->line});
            if (table->kind != CL_TABLE_LOOKUP)
                add(l, (cl_mutation){CL_MUTATE_BOUND, i, r, 1, table->file, table->line});
        }
    }
}

static void list_line(listing *l, size_t i)
{
    const cl_line *line = cl_vec_at(&l->programme->lines, i);

    add(l, (cl_mutation){CL_MUTATE_LINE, i, 0, 0, line->file, line->line});
    for (size_t n = 0; n < line->not_paid_count; n++)
        add(l, (cl_mutation){CL_MUTATE_REASON, i, n, 0, line->file, line->line});
    if (line->at_most != 0 || line->units_at_most != 0)
        add(l, (cl_mutation){CL_MUTATE_LIMIT, i, 0, 0, line->file, line->line});
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
    for (size_t i = 0; i < l->programme->adjusts.count; i++) {
        const cl_adjust *adjust = cl_vec_at(&l->programme->adjusts, i);

        add(l, (cl_mutation){CL_MUTATE_ADJUST, i, 0, 0, adjust->file, adjust->line});
    }
    for (size_t i = 0; i < l->programme->instalments.count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(&l->programme->instalments, i);

        if (!instalment->rest)
            add(l, (cl_mutation){CL_MUTATE_SHARE, i, 0, 1, instalment->file, instalment->line});
    }
    for (size_t i = 0; i < l->programme->deadlines.count; i++)
        add(l, (cl_mutation){CL_MUTATE_DEADLINE, i, 0, 1, l->programme->deadlines.file,
                             l->programme->deadlines.line});
}

int cl_mutations(cl_vec *out, const cl_programme *programme, cl_error *e)
{
    listing l = {out, programme, cl_calloc(programme->tree.nodes.count, 1), 0};

    if (l.reached == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    reach_all(&l);
    list_nodes(&l);
    list_params(&l);
    list_tables(&l);
    list_things(&l);
    cl_free(l.reached);
    return l.rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* ---- changing and taking back ---- */

/* The list from which a thing is left out, for the kinds that leave one out. */
static cl_vec *list_of(cl_programme *programme, cl_mutation_kind kind)
{
    switch ((int)kind) {
    case CL_MUTATE_RULE:
        return &programme->rules;
    case CL_MUTATE_LINE:
        return &programme->lines;
    case CL_MUTATE_ADJUST:
        return &programme->adjusts;
    default:
        return NULL;
    }
}

static void take_out(cl_mutated *done, cl_vec *list, size_t index)
{
    char *at = cl_vec_at(list, index);

    memcpy(done->removed, at, list->size);
    memmove(at, at + list->size, (list->count - index - 1) * list->size);
    list->count--;
}

static void put_back(const cl_mutated *done, cl_vec *list, size_t index)
{
    char *at = (char *)list->items + index * list->size;

    memmove(at + list->size, at, (list->count - index) * list->size);
    memcpy(at, done->removed, list->size);
    list->count++;
}

_Static_assert(sizeof(cl_rule) <= 512 && sizeof(cl_line) <= 512 && sizeof(cl_adjust) <= 512,
               "what is left out has to fit");

/* The number that a mutation changes; NULL for the other kinds. */
static cl_ratio *number_of(cl_programme *programme, const cl_mutation *m)
{
    cl_rate_table *table;

    switch ((int)m->kind) {
    case CL_MUTATE_LITERAL:
        return &((cl_tree_node *)cl_vec_at(&programme->tree.nodes, m->index))->exact;
    case CL_MUTATE_PARAM:
        return &((cl_param *)cl_vec_at(&programme->params, m->index))->values[m->item].exact;
    case CL_MUTATE_RATE:
    case CL_MUTATE_BOUND:
        table = cl_vec_at(&programme->tables, m->index);
        return m->kind == CL_MUTATE_RATE ? &table->rows[m->item].value : &table->rows[m->item].from;
    case CL_MUTATE_SHARE:
        return &((cl_instalment_rule *)cl_vec_at(&programme->instalments, m->index))->share;
    default:
        return NULL;
    }
}

static bool is_share(const cl_programme *programme, const cl_mutation *m)
{
    return m->kind == CL_MUTATE_SHARE ||
           (m->kind == CL_MUTATE_PARAM &&
            ((const cl_param *)cl_vec_at(&programme->params, m->index))->gives == CL_GIVES_SHARE);
}

static void change_number(cl_mutated *done, cl_programme *programme, cl_ratio *number)
{
    cl_ratio step = is_share(programme, &done->mutation) ? (cl_ratio){done->mutation.change, 100}
                                                         : cl_ratio_int(done->mutation.change);

    done->exact = *number;
    if (cl_ratio_add(number, *number, step, NULL) != 0)
        *number = done->exact;
}

static void change_other(cl_mutated *done, cl_programme *programme)
{
    const cl_mutation *m = &done->mutation;
    cl_tree_node *node;
    cl_line *line;

    switch ((int)m->kind) {
    case CL_MUTATE_OPERATOR:
        node = cl_vec_at(&programme->tree.nodes, m->index);
        done->op = node->op;
        node->op = (uint8_t)m->change;
        break;
    case CL_MUTATE_WORD:
        done->count =
            ((cl_param *)cl_vec_at(&programme->params, m->index))->values[m->item].count--;
        break;
    case CL_MUTATE_REASON:
        line = cl_vec_at(&programme->lines, m->index);
        done->node = line->not_paid[m->item].when;
        memcpy(done->removed, &line->not_paid[m->item].repeated, sizeof(cl_node));
        line->not_paid[m->item].when = line->not_paid[m->item].repeated = 0;
        break;
    case CL_MUTATE_LIMIT:
        line = cl_vec_at(&programme->lines, m->index);
        done->node = line->at_most;
        memcpy(done->removed, &line->units_at_most, sizeof(cl_node));
        line->at_most = line->units_at_most = 0;
        break;
    default:
        done->date = programme->deadlines.dates[m->index]++;
        break;
    }
}

void cl_mutate(cl_mutated *done, cl_programme *programme, const cl_mutation *mutation)
{
    cl_vec *list = list_of(programme, mutation->kind);
    cl_ratio *number = number_of(programme, mutation);

    memset(done, 0, sizeof *done);
    done->mutation = *mutation;
    if (list != NULL)
        take_out(done, list, mutation->index);
    else if (number != NULL)
        change_number(done, programme, number);
    else
        change_other(done, programme);
}

static void restore_other(const cl_mutated *done, cl_programme *programme)
{
    const cl_mutation *m = &done->mutation;
    cl_line *line;

    switch ((int)m->kind) {
    case CL_MUTATE_OPERATOR:
        ((cl_tree_node *)cl_vec_at(&programme->tree.nodes, m->index))->op = done->op;
        break;
    case CL_MUTATE_WORD:
        ((cl_param *)cl_vec_at(&programme->params, m->index))->values[m->item].count = done->count;
        break;
    case CL_MUTATE_REASON:
        line = cl_vec_at(&programme->lines, m->index);
        line->not_paid[m->item].when = done->node;
        memcpy(&line->not_paid[m->item].repeated, done->removed, sizeof(cl_node));
        break;
    case CL_MUTATE_LIMIT:
        line = cl_vec_at(&programme->lines, m->index);
        line->at_most = done->node;
        memcpy(&line->units_at_most, done->removed, sizeof(cl_node));
        break;
    default:
        programme->deadlines.dates[m->index] = done->date;
        break;
    }
}

void cl_mutate_undo(const cl_mutated *done, cl_programme *programme)
{
    cl_vec *list = list_of(programme, done->mutation.kind);
    cl_ratio *number = number_of(programme, &done->mutation);

    if (list != NULL)
        put_back(done, list, done->mutation.index);
    else if (number != NULL)
        *number = done->exact;
    else
        restore_other(done, programme);
}
