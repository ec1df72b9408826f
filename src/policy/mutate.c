/* SPDX-License-Identifier: MIT
 *
 * Making mutations and taking them back.
 */
#include "mutate.h"

#include <string.h>

/* ---- leaving out ---- */

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
    case CL_MUTATE_GRADE:
        return &programme->grades;
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

_Static_assert(sizeof(cl_rule) <= 512 && sizeof(cl_line) <= 512 && sizeof(cl_adjust) <= 512 &&
                   sizeof(cl_grade) <= 512,
               "what is left out has to fit");

/* The words of a set or of a list param. */
typedef struct words {
    const char **words;
    int64_t *codes; /* NULL for texts */
    size_t *count;
} words;

static words words_of(cl_programme *programme, const cl_mutation *m)
{
    if (m->kind == CL_MUTATE_WORD) {
        cl_param *param = cl_vec_at(&programme->params, m->index);
        cl_param_value *value = &param->values[m->item];

        return (words){value->words, value->codes, &value->count};
    } else {
        const cl_tree_node *node = cl_vec_at(&programme->tree.nodes, m->index);
        cl_literals *set = cl_vec_at(&programme->tree.sets, node->set);

        return (words){set->words, set->codes, &set->count};
    }
}

/* The word goes behind the last, where the shorter list does not see it. */
static void take_word(words list, size_t index)
{
    size_t after = --*list.count - index;
    const char *word = list.words[index];

    memmove(&list.words[index], &list.words[index + 1], after * sizeof *list.words);
    list.words[*list.count] = word;
    if (list.codes != NULL) {
        int64_t code = list.codes[index];

        memmove(&list.codes[index], &list.codes[index + 1], after * sizeof *list.codes);
        list.codes[*list.count] = code;
    }
}

static void put_word(words list, size_t index)
{
    size_t after = *list.count - index;
    const char *word = list.words[*list.count];

    memmove(&list.words[index + 1], &list.words[index], after * sizeof *list.words);
    list.words[index] = word;
    if (list.codes != NULL) {
        int64_t code = list.codes[*list.count];

        memmove(&list.codes[index + 1], &list.codes[index], after * sizeof *list.codes);
        list.codes[index] = code;
    }
    ++*list.count;
}

/* ---- numbers ---- */

static cl_node *slot_of(cl_programme *programme, const cl_mutation *m)
{
    return cl_vec_at(&programme->tree.arguments, m->index);
}

/* The number that a mutation changes; NULL for the other kinds. A literal that is a part of another
 * node is changed in the spare node, the last of the tree. */
static cl_ratio *number_of(cl_programme *programme, const cl_mutation *m)
{
    cl_rate_table *table;

    switch ((int)m->kind) {
    case CL_MUTATE_LITERAL:
        return &((cl_tree_node *)cl_vec_at(&programme->tree.nodes, programme->tree.nodes.count - 1))
                    ->exact;
    case CL_MUTATE_WHOLE:
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

static cl_gives gives_of(const cl_programme *programme, const cl_mutation *m)
{
    if (m->kind == CL_MUTATE_PARAM)
        return ((const cl_param *)cl_vec_at(&programme->params, m->index))->gives;
    if (m->kind == CL_MUTATE_LITERAL)
        return cl_tree_gives(&programme->tree, (cl_node)programme->tree.nodes.count - 1);
    if (m->kind == CL_MUTATE_WHOLE)
        return cl_tree_gives(&programme->tree, (cl_node)m->index);
    if (m->kind == CL_MUTATE_RATE)
        return ((const cl_rate_table *)cl_vec_at(&programme->tables, m->index))->gives;
    return m->kind == CL_MUTATE_SHARE ? CL_GIVES_SHARE : CL_GIVES_NUMBER;
}

static void change_number(cl_mutated *done, cl_programme *programme, cl_ratio *number)
{
    cl_ratio step = gives_of(programme, &done->mutation) == CL_GIVES_SHARE
                        ? (cl_ratio){done->mutation.change, 100}
                        : cl_ratio_int(done->mutation.change);

    done->exact = *number;
    if (cl_ratio_add(number, *number, step, NULL) != 0)
        *number = done->exact;
}

static void spare_literal(cl_mutated *done, cl_programme *programme)
{
    cl_node spare = (cl_node)programme->tree.nodes.count - 1;
    cl_node *slot = slot_of(programme, &done->mutation);

    done->node = *slot;
    *(cl_tree_node *)cl_vec_at(&programme->tree.nodes, spare) =
        *cl_tree_at(&programme->tree, *slot);
    *slot = spare;
}

/* ---- everything else ---- */

static void change_node(cl_mutated *done, cl_programme *programme)
{
    const cl_mutation *m = &done->mutation;
    cl_tree_node *node = cl_vec_at(&programme->tree.nodes, m->index);

    done->op = node->op;
    done->count = node->index;
    if (m->kind == CL_MUTATE_OPERATOR)
        node->op = (uint8_t)m->change;
    else if (m->kind == CL_MUTATE_ROUND)
        node->index = (uint32_t)m->change;
    else
        node->index = (uint32_t)((int64_t)node->index + m->change);
}

static void change_line(cl_mutated *done, cl_programme *programme)
{
    const cl_mutation *m = &done->mutation;
    cl_line *line = cl_vec_at(&programme->lines, m->index);
    bool reason = m->kind == CL_MUTATE_REASON;
    cl_node *first = reason ? &line->not_paid[m->item].when : &line->at_most;
    cl_node *second = reason ? &line->not_paid[m->item].repeated : &line->units_at_most;

    done->node = *first;
    done->second = *second;
    *first = *second = 0;
}

static void restore_line(const cl_mutated *done, cl_programme *programme)
{
    const cl_mutation *m = &done->mutation;
    cl_line *line = cl_vec_at(&programme->lines, m->index);
    bool reason = m->kind == CL_MUTATE_REASON;

    *(reason ? &line->not_paid[m->item].when : &line->at_most) = done->node;
    *(reason ? &line->not_paid[m->item].repeated : &line->units_at_most) = done->second;
}

static cl_date *date_of(cl_programme *programme, const cl_mutation *m)
{
    return m->kind == CL_MUTATE_FROM    ? &programme->from
           : m->kind == CL_MUTATE_UNTIL ? &programme->until
                                        : &programme->deadlines.dates[m->index];
}

static void change_other(cl_mutated *done, cl_programme *programme)
{
    const cl_mutation *m = &done->mutation;
    cl_adjust *adjust;

    switch ((int)m->kind) {
    case CL_MUTATE_OPERATOR:
    case CL_MUTATE_ROUND:
    case CL_MUTATE_NEEDED:
        change_node(done, programme);
        break;
    case CL_MUTATE_WORD:
    case CL_MUTATE_SET:
        take_word(words_of(programme, m), (size_t)m->change);
        break;
    case CL_MUTATE_REASON:
    case CL_MUTATE_LIMIT:
        change_line(done, programme);
        break;
    case CL_MUTATE_MODE:
        adjust = cl_vec_at(&programme->adjusts, m->index);
        done->count = adjust->mode;
        adjust->mode = (cl_rounding)m->change;
        break;
    default:
        done->date = *date_of(programme, m);
        *date_of(programme, m) += (cl_date)m->change;
        break;
    }
}

void cl_mutate(cl_mutated *done, cl_programme *programme, const cl_mutation *mutation)
{
    cl_vec *list = list_of(programme, mutation->kind);
    cl_ratio *number = number_of(programme, mutation);

    memset(done, 0, sizeof *done);
    done->mutation = *mutation;
    done->plan = programme->plan;
    programme->plan = NULL; /* it is of the trees as they were */
    programme->changes++;
    if (mutation->kind == CL_MUTATE_LITERAL)
        spare_literal(done, programme);
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
    cl_tree_node *node;

    switch ((int)m->kind) {
    case CL_MUTATE_OPERATOR:
    case CL_MUTATE_ROUND:
    case CL_MUTATE_NEEDED:
        node = cl_vec_at(&programme->tree.nodes, m->index);
        node->op = done->op;
        node->index = (uint32_t)done->count;
        break;
    case CL_MUTATE_WORD:
    case CL_MUTATE_SET:
        put_word(words_of(programme, m), (size_t)m->change);
        break;
    case CL_MUTATE_REASON:
    case CL_MUTATE_LIMIT:
        restore_line(done, programme);
        break;
    case CL_MUTATE_MODE:
        ((cl_adjust *)cl_vec_at(&programme->adjusts, m->index))->mode = (cl_rounding)done->count;
        break;
    default:
        *date_of(programme, m) = done->date;
        break;
    }
}

void cl_mutate_undo(const cl_mutated *done, cl_programme *programme)
{
    cl_vec *list = list_of(programme, done->mutation.kind);
    cl_ratio *number = number_of(programme, &done->mutation);

    programme->plan = done->plan;
    programme->changes++;
    if (done->mutation.kind == CL_MUTATE_LITERAL)
        *slot_of(programme, &done->mutation) = done->node;
    else if (list != NULL)
        put_back(done, list, done->mutation.index);
    else if (number != NULL)
        *number = done->exact;
    else
        restore_other(done, programme);
}
