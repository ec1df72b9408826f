/* SPDX-License-Identifier: MIT
 *
 * Conditions and values as findings, down to facts and params. A guard that is false is shown, what
 * stands behind it is not: nobody looked there.
 */
#include "why.h"

#include <string.h>

#include "explain.h"
#include "phrase.h"
#include "why_parts.h"

static const cl_tree_node *node_at(const cl_asking *a, cl_node node)
{
    return cl_tree_at(&a->programme->tree, node);
}

static cl_node argument(const cl_asking *a, cl_node node, uint32_t i)
{
    return cl_tree_argument(&a->programme->tree, node, i);
}

/* ---- growing ---- */

void cl_why_clear(cl_why_tree *tree)
{
    cl_arena_clear(&tree->arena);
    memset(tree, 0, sizeof *tree);
}

static const char *copy(cl_asking *a, const char *text)
{
    const char *kept = cl_arena_string(&a->tree->arena, text);

    if (kept == NULL)
        a->rc = CL_E_MEMORY;
    return kept == NULL ? "" : kept;
}

const char *cl_why_keep(cl_asking *a, cl_text *text)
{
    const char *kept = "";

    if (text->failed != 0)
        a->rc = CL_E_MEMORY;
    else
        kept = copy(a, text->at == NULL ? "" : text->at);
    cl_text_clear(text);
    return kept;
}

cl_why_node *cl_why_add(cl_asking *a, cl_why_node *parent, const char *kind, const char *says)
{
    cl_why_node *node;

    if (a->rc != 0 || (parent == NULL && a->tree->root != NULL))
        return NULL;
    if (a->tree->count >= CL_WHY_LIMIT) {
        a->tree->dropped++;
        return NULL;
    }
    node = cl_arena_alloc(&a->tree->arena, sizeof *node);
    if (node == NULL) {
        a->rc = CL_E_MEMORY;
        return NULL;
    }
    *node = (cl_why_node){.kind = kind, .finding = "", .from = CL_DATE_MIN, .until = CL_DATE_MAX};
    node->says = copy(a, says);
    a->tree->count++;
    if (parent == NULL)
        a->tree->root = node;
    else if (parent->last == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    if (parent != NULL)
        parent->last = node;
    return node;
}

void cl_why_cite(cl_asking *a, cl_why_node *node, cl_cites cites)
{
    if (node == NULL || cites.count == 0)
        return;
    node->cites.items = cl_arena_array(&a->tree->arena, cites.count, sizeof *node->cites.items);
    if (node->cites.items == NULL) {
        a->rc = CL_E_MEMORY;
        return;
    }
    for (size_t i = 0; i < cites.count; i++)
        node->cites.items[node->cites.count++] = copy(a, cites.ids[i]);
}

const char *cl_why_truth_word(cl_truth truth)
{
    static const char *const words[] = {"no", "yes", "not known", "for a person to judge"};

    return words[truth];
}

/* A finding in the words of its node. */
static cl_why_node *add_phrase(cl_asking *a, cl_why_node *parent, const char *kind, cl_node node)
{
    cl_text says = CL_TEXT_INIT;
    cl_why_node *made;

    cl_phrase(&says, a->programme, node);
    made = cl_why_add(a, parent, kind, says.at == NULL ? "" : says.at);
    if (says.failed != 0)
        a->rc = CL_E_MEMORY;
    cl_text_clear(&says);
    return made;
}

static void find_value(cl_asking *a, cl_why_node *made, cl_node node)
{
    cl_text finding = CL_TEXT_INIT;

    if (made == NULL)
        return;
    cl_explain_value(&finding, a->evaluator, node);
    made->finding = cl_why_keep(a, &finding);
}

/* ---- leaves ---- */

static bool is_reference(const cl_asking *a, cl_node node)
{
    const cl_tree_node *at = node_at(a, node);
    unsigned type;

    if (at->op != CL_OP_FIELD)
        return false;
    type = node_at(a, argument(a, node, 0))->type;
    return cl_schema_field(&a->programme->schema, type, at->index)->kind == CL_FACT_REFERENCE;
}

/* What a person judges: the question while it is open, and the clause that leaves it to them. */
static bool cite_judgement(cl_asking *a, cl_why_node *made, cl_node node)
{
    unsigned type = node_at(a, argument(a, node, 0))->type;
    const cl_field *field = cl_schema_field(&a->programme->schema, type, node_at(a, node)->index);

    if (field->kind != CL_FACT_JUDGEMENT || made == NULL)
        return false;
    cl_why_cite(a, made, (cl_cites){field->cites, field->cite_count});
    if (cl_eval_range(a->evaluator, node).state != CL_RANGE_KNOWN)
        made->note = field->question;
    return true;
}

/* A fact, after the reference through which its record was reached. */
static cl_why_node *fact(cl_asking *a, cl_why_node *parent, cl_node node)
{
    cl_node of = argument(a, node, 0);
    cl_text path = CL_TEXT_INIT, value = CL_TEXT_INIT;
    uint32_t record;
    cl_why_node *made;

    if (is_reference(a, of))
        fact(a, parent, of);
    if (cl_eval_record(a->evaluator, of, &record) != CL_RANGE_KNOWN) {
        made = add_phrase(a, parent, "value", node);
        if (made != NULL && node_at(a, node)->gives == CL_GIVES_TRUTH)
            made->finding = cl_why_truth_word(cl_eval_truth(a->evaluator, node));
        else if (node_at(a, node)->gives != CL_GIVES_LIST)
            find_value(a, made, node);
        if (cite_judgement(a, made, node))
            return made;
        if (made != NULL && !is_reference(a, of) && node_at(a, of)->op == CL_OP_FIELD)
            fact(a, made, of);
        return made;
    }
    made = add_phrase(a, parent, "fact", node);
    if (made == NULL)
        return NULL;
    cl_dossier_fact_path(&path, a->evaluator->dossier, record, node_at(a, node)->index);
    cl_dossier_fact_print(&value, a->evaluator->dossier, record, node_at(a, node)->index,
                          a->programme->currency);
    made->path = cl_why_keep(a, &path);
    made->finding = cl_why_keep(a, &value);
    cite_judgement(a, made, node);
    return made;
}

enum { WORDS_SHOWN = 8 };

static void print_list(cl_text *out, const cl_param_value *list)
{
    cl_text_format(out, "%zu words: ", list->count);
    for (size_t i = 0; i < list->count && i < WORDS_SHOWN; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", list->words[i]);
    if (list->count > WORDS_SHOWN)
        cl_text_format(out, " and %zu more", list->count - WORDS_SHOWN);
}

static void print_setting(cl_asking *a, cl_text *out, uint32_t param, cl_node node)
{
    const cl_setting *setting = &a->evaluator->settings[param];

    if (setting->list != NULL && setting->list->words != NULL)
        print_list(out, setting->list);
    else
        cl_explain_value(out, a->evaluator, node);
}

/* The node that stands for a param; 0 when no tree of the edition names it. */
static cl_node node_of_param(const cl_asking *a, uint32_t param)
{
    for (cl_node node = 1; node < a->programme->tree.nodes.count; node++)
        if (node_at(a, node)->op == CL_OP_PARAM && node_at(a, node)->index == param)
            return node;
    return 0;
}

cl_why_node *cl_why_param(cl_asking *a, cl_why_node *parent, uint32_t param)
{
    const cl_param *about = cl_vec_at(&a->programme->params, param);
    const cl_setting *setting = &a->evaluator->settings[param];
    const cl_param_value *dated = cl_param_on(about, a->evaluator->dossier->date);
    cl_text value = CL_TEXT_INIT;
    cl_node node = node_of_param(a, param);
    cl_why_node *made =
        cl_why_add(a, parent, "param", about->about == NULL ? about->name : about->about);

    if (made == NULL)
        return NULL;
    made->path = copy(a, about->name);
    if (node != 0 && setting->there)
        print_setting(a, &value, param, node);
    made->finding = cl_why_keep(a, &value);
    cl_why_cite(a, made, about->cites);
    if (node == 0) {
        made->note = "nothing in the edition reads it";
    } else if (setting->assumed) {
        made->note = "assumed";
    } else if (dated == NULL) {
        made->note = about->unpublished ? "no source gives it" : "has no value on this day";
    } else {
        made->from = dated->from;
        made->until = dated->until;
    }
    return made;
}

/* ---- lists ---- */

static const char *member_word(cl_truth in)
{
    static const char *const words[] = {"not in it", "in it", "not known whether in it",
                                        "for a person to judge whether in it"};

    return words[in];
}

static cl_why_node *member(cl_asking *a, cl_why_node *parent, uint32_t record, const char *finding)
{
    cl_text name = CL_TEXT_INIT;
    cl_why_node *made;

    cl_dossier_record_name(&name, a->evaluator->dossier, record);
    made = cl_why_add(a, parent, "member", name.at == NULL ? "" : name.at);
    if (name.failed != 0)
        a->rc = CL_E_MEMORY;
    cl_text_clear(&name);
    if (made != NULL)
        made->finding = finding;
    return made;
}

/* The conditions of a filtered list for one member, the innermost first. */
static void membership(cl_asking *a, cl_why_node *parent, cl_node list, uint32_t record)
{
    const cl_tree_node *at = node_at(a, list);
    uint32_t outer;

    if (at->op != CL_OP_WHERE)
        return;
    membership(a, parent, argument(a, list, 0), record);
    outer = a->evaluator->members[at->index];
    a->evaluator->members[at->index] = record;
    cl_why_truth(a, parent, argument(a, list, 1));
    a->evaluator->members[at->index] = outer;
}

static cl_node base_of(const cl_asking *a, cl_node list)
{
    while (node_at(a, list)->op == CL_OP_WHERE)
        list = argument(a, list, 0);
    return list;
}

/* Which members there are, and for a filtered list why each is in it or not. */
static void list(cl_asking *a, cl_why_node *parent, cl_node node)
{
    cl_members members = cl_eval_list(a->evaluator, node);

    fact(a, parent, base_of(a, node));
    if (node_at(a, node)->op != CL_OP_WHERE)
        return;
    for (uint32_t i = 0; i < members.count; i++) {
        cl_why_node *one =
            member(a, parent, members.first + i, member_word(cl_members_in(&members, i)));

        if (one != NULL)
            membership(a, one, node, members.first + i);
    }
}

typedef cl_why_node *walker(cl_asking *a, cl_why_node *parent, cl_node node);

/* The body for each member that may be in the list, with why it is in it. */
static void bodies(cl_asking *a, cl_why_node *parent, cl_node node, walker *walk)
{
    const cl_tree_node *at = node_at(a, node);
    cl_node of = argument(a, node, 0), body = argument(a, node, 1);
    cl_members members = cl_eval_list(a->evaluator, of);
    uint32_t outer = a->evaluator->members[at->index];

    fact(a, parent, base_of(a, of));
    for (uint32_t i = 0; i < members.count; i++) {
        cl_truth in = cl_members_in(&members, i);
        cl_why_node *one = member(a, parent, members.first + i, member_word(in));

        if (one == NULL)
            continue;
        membership(a, one, of, members.first + i);
        a->evaluator->members[at->index] = members.first + i;
        if (in != CL_FALSE)
            walk(a, one, body);
        a->evaluator->members[at->index] = outer;
    }
}

/* ---- values ---- */

static walker *walker_of(const cl_asking *a, cl_node node)
{
    return node_at(a, node)->gives == CL_GIVES_TRUTH ? cl_why_truth : cl_why_range;
}

static void arguments(cl_asking *a, cl_why_node *parent, cl_node node)
{
    for (uint32_t i = 0; i < node_at(a, node)->argument_count; i++) {
        cl_node part = argument(a, node, i);

        if (node_at(a, part)->op == CL_OP_LITERAL)
            continue; /* the words of the node say it */
        if (node_at(a, part)->gives == CL_GIVES_TRUTH)
            cl_why_truth(a, parent, part);
        else if (node_at(a, part)->op == CL_OP_VALUES)
            bodies(a, parent, part, walker_of(a, argument(a, part, 1)));
        else if (node_at(a, part)->gives == CL_GIVES_LIST && node_at(a, part)->op != CL_OP_PARAM)
            list(a, parent, part);
        else
            cl_why_range(a, parent, part);
    }
}

static void pick(cl_asking *a, cl_why_node *made, cl_node node)
{
    uint32_t count = node_at(a, node)->argument_count;

    for (uint32_t i = 0; i + 1 < count; i += 2) {
        cl_truth truth = cl_eval_truth(a->evaluator, argument(a, node, i));

        cl_why_truth(a, made, argument(a, node, i));
        if (truth != CL_FALSE)
            cl_why_range(a, made, argument(a, node, i + 1));
        if (truth == CL_TRUE)
            return;
    }
    if (count % 2 == 1)
        cl_why_range(a, made, argument(a, node, count - 1));
}

static void band(cl_asking *a, cl_why_node *made, const cl_rate_table *table, cl_node key)
{
    cl_range value = cl_eval_range(a->evaluator, key);
    cl_text note = CL_TEXT_INIT;
    size_t row = table->row_count;

    if (made == NULL || table->kind != CL_TABLE_BANDS || value.state != CL_RANGE_KNOWN)
        return;
    for (size_t i = 0; i < table->row_count; i++)
        if (cl_ratio_compare(table->rows[i].from, value.low) <= 0)
            row = i;
    if (row == table->row_count)
        return;
    cl_text_add_string(&note, "the band from ");
    cl_phrase_value(&note, a->programme, key, table->rows[row].from);
    made->note = cl_why_keep(a, &note);
}

static void table(cl_asking *a, cl_why_node *made, cl_node node)
{
    const cl_rate_table *about = cl_vec_at(&a->programme->tables, node_at(a, node)->index);

    cl_why_cite(a, made, about->cites);
    if (made != NULL) {
        made->path = copy(a, about->name);
        band(a, made, about, argument(a, node, 0));
    }
    arguments(a, made, node);
}

static void below_value(cl_asking *a, cl_why_node *made, cl_node node)
{
    switch ((int)node_at(a, node)->op) {
    case CL_OP_PICK:
        pick(a, made, node);
        break;
    case CL_OP_TABLE:
        table(a, made, node);
        break;
    case CL_OP_OTHERWISE:
        cl_why_range(a, made, argument(a, node, 0));
        if (cl_eval_range(a->evaluator, argument(a, node, 0)).state != CL_RANGE_KNOWN)
            cl_why_range(a, made, argument(a, node, 1));
        break;
    case CL_OP_COUNT:
    case CL_OP_FIRST:
        list(a, made, argument(a, node, 0));
        break;
    case CL_OP_SUM:
    case CL_OP_LEAST_OF:
    case CL_OP_GREATEST_OF:
    case CL_OP_DISTINCT:
        bodies(a, made, node, cl_why_range);
        break;
    case CL_OP_COMPUTE:
        if (made != NULL)
            made->note = "opaque: a function of the edition works it out";
        arguments(a, made, node);
        break;
    default:
        arguments(a, made, node);
        break;
    }
}

cl_why_node *cl_why_range(cl_asking *a, cl_why_node *parent, cl_node node)
{
    cl_op op = (cl_op)node_at(a, node)->op;
    cl_why_node *made;

    if (parent == NULL && a->tree->root != NULL)
        return NULL;
    if (op == CL_OP_PARAM)
        return cl_why_param(a, parent, node_at(a, node)->index);
    if (op == CL_OP_FIELD)
        return fact(a, parent, node);
    made = add_phrase(a, parent, op == CL_OP_TABLE ? "table" : "value", node);
    find_value(a, made, node);
    if (made != NULL)
        below_value(a, made, node);
    return made;
}

/* ---- conditions ---- */

/* Conditions of conditions are named by how they are joined: their parts say the rest. */
static cl_why_node *add_condition(cl_asking *a, cl_why_node *parent, cl_node node)
{
    const cl_tree_node *at = node_at(a, node);
    cl_text says = CL_TEXT_INIT;
    cl_why_node *made;

    switch ((int)at->op) {
    case CL_OP_ALL:
        return cl_why_add(a, parent, "condition", "all of these");
    case CL_OP_ANY:
        return cl_why_add(a, parent, "condition", "at least one of these");
    case CL_OP_NONE:
        return cl_why_add(a, parent, "condition", "none of these");
    case CL_OP_IF_THEN:
        return cl_why_add(a, parent, "condition", "where the first holds, the second does too");
    case CL_OP_AT_LEAST_OF:
        cl_text_format(&says, "at least %u of these", at->index);
        made = cl_why_add(a, parent, "condition", says.at == NULL ? "" : says.at);
        cl_text_clear(&says);
        return made;
    default:
        return add_phrase(a, parent, "condition", node);
    }
}

static void below_condition(cl_asking *a, cl_why_node *made, cl_node node)
{
    const cl_tree_node *at = node_at(a, node);
    cl_node first = argument(a, node, 0);

    switch ((int)at->op) {
    case CL_OP_IF_THEN:
        cl_why_truth(a, made, first);
        if (cl_eval_truth(a->evaluator, first) != CL_FALSE)
            cl_why_truth(a, made, argument(a, node, 1));
        break;
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        bodies(a, made, node, cl_why_truth);
        break;
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
        if (node_at(a, first)->op == CL_OP_FIELD)
            fact(a, made, first);
        else
            arguments(a, made, node);
        break;
    default:
        arguments(a, made, node);
        break;
    }
}

cl_why_node *cl_why_truth(cl_asking *a, cl_why_node *parent, cl_node node)
{
    cl_why_node *made;

    if (node_at(a, node)->op == CL_OP_FIELD)
        return fact(a, parent, node);
    made = add_condition(a, parent, node);
    if (made == NULL)
        return NULL;
    made->finding = cl_why_truth_word(cl_eval_truth(a->evaluator, node));
    below_condition(a, made, node);
    return made;
}
