/* SPDX-License-Identifier: MIT
 *
 * Lists. A word that takes a function opens a binder, the function is called once with the stand-in
 * for the member, and the word closes the binder over what came back. Binders are numbered by
 * depth, so that the same filter written twice is one node.
 */
#include "programme.h"
#include "tree.h"
#include "tree_make.h"

bool cl_tree_scope_open(const cl_tree *tree, uint32_t scope)
{
    if (scope == 0)
        return true;
    for (unsigned d = 0; d < tree->depth && d < CL_BINDERS; d++)
        if (tree->scopes[d] == scope)
            return true;
    return false;
}

static cl_node member_of(cl_tree *tree, cl_node list, unsigned depth)
{
    const cl_tree_node *at = cl_tree_at(tree, list);
    cl_tree_node node = {.op = CL_OP_ELEMENT,
                         .gives = CL_GIVES_RECORD,
                         .index = depth,
                         .type = at->type,
                         .free = 1u << depth,
                         .exact = {0, 1}};
    cl_node member = cl_tree_make(tree, &node, NULL, 0);

    if (member != 0 && tree->programme->schema.types[node.type].plain)
        return cl_tree_field(tree, member, CL_VIEW(""));
    return member;
}

/* True after a finding: only a function takes values. */
static bool is_values(cl_tree *tree, cl_node list)
{
    if (cl_tree_at(tree, list)->op != CL_OP_VALUES)
        return false;
    cl_tree_finding(tree, "values go to a compute function, in 'from', and nowhere else");
    return true;
}

cl_node cl_tree_open(cl_tree *tree, cl_node list, uint32_t *scope)
{
    unsigned depth = tree->depth++;

    if (scope != NULL)
        *scope = 0;
    if (depth >= CL_BINDERS) {
        cl_tree_finding(tree, "lists are nested more than %d deep", CL_BINDERS);
        return 0;
    }
    tree->scopes[depth] = ++tree->next_scope;
    if (scope != NULL)
        *scope = tree->scopes[depth];
    if (list == 0)
        return 0;
    if (is_values(tree, list))
        return 0;
    if (cl_tree_gives(tree, list) != CL_GIVES_LIST || cl_tree_at(tree, list)->op == CL_OP_PARAM) {
        cl_tree_finding(tree, "this word is for lists of records; found %s",
                        cl_tree_gives_words(tree, list));
        return 0;
    }
    return member_of(tree, list, depth);
}

static const char *list_word(cl_op op)
{
    switch ((int)op) {
    case CL_OP_WHERE:
        return "where";
    case CL_OP_EVERY:
        return "every";
    case CL_OP_SOME:
        return "any";
    case CL_OP_NO:
        return "none";
    case CL_OP_SUM:
        return "sum";
    case CL_OP_LEAST_OF:
        return "least";
    case CL_OP_GREATEST_OF:
        return "greatest";
    case CL_OP_VALUES:
        return "values";
    default:
        return "distinct";
    }
}

static bool takes_condition(cl_op op)
{
    return op == CL_OP_WHERE || op == CL_OP_EVERY || op == CL_OP_SOME || op == CL_OP_NO;
}

/* What a function can take as one value; a record with an id is named by that. */
static bool is_single(const cl_tree *tree, const cl_tree_node *at)
{
    if (at->gives == CL_GIVES_RECORD)
        return tree->programme->schema.types[at->type].id_field >= 0;
    return at->gives != CL_GIVES_LIST && at->gives != CL_GIVES_NOTHING;
}

static bool body_fits(cl_tree *tree, cl_op op, cl_node body)
{
    const cl_tree_node *at = cl_tree_at(tree, body);
    bool quantity =
        at->gives == CL_GIVES_NUMBER || at->gives == CL_GIVES_MONEY || at->gives == CL_GIVES_SHARE;
    bool good;

    if (takes_condition(op))
        good = at->gives == CL_GIVES_TRUTH;
    else if (op == CL_OP_VALUES)
        good = is_single(tree, at);
    else if (op == CL_OP_DISTINCT)
        good = at->gives != CL_GIVES_TRUTH && at->gives != CL_GIVES_LIST;
    else
        good = quantity || (at->gives == CL_GIVES_DATE && op != CL_OP_SUM);
    if (!good)
        cl_tree_finding(tree, "the function given to '%s' returns %s; it must return %s",
                        list_word(op), cl_tree_gives_words(tree, body),
                        takes_condition(op) ? "a condition" : "a value");
    else if (op == CL_OP_VALUES && at->gives == CL_GIVES_MONEY && at->fraction) {
        cl_tree_finding(tree, "the amount given to 'values' can have a fraction of a penny; write "
                              "to_cent(…)");
        good = false;
    } else if (at->maybe_none && !takes_condition(op) && op != CL_OP_DISTINCT &&
               op != CL_OP_VALUES) {
        cl_tree_finding(tree, "the value given to '%s' may be none; add :otherwise(…)",
                        list_word(op));
        good = false;
    }
    return good;
}

cl_node cl_tree_close(cl_tree *tree, cl_op op, cl_node list, cl_node body, const char *label)
{
    unsigned depth = tree->depth > 0 ? --tree->depth : 0;
    cl_node parts[2] = {list, body};
    const cl_tree_node *of = cl_tree_at(tree, list), *at = cl_tree_at(tree, body);
    cl_tree_node node = {.op = (uint8_t)op, .index = depth, .exact = {0, 1}};
    cl_node made;

    if (cl_tree_poisoned(parts, 2) || depth >= CL_BINDERS || of->gives != CL_GIVES_LIST ||
        !body_fits(tree, op, body))
        return 0;
    node.gives = takes_condition(op) ? CL_GIVES_TRUTH : at->gives;
    node.fraction = at->fraction;
    node.unit = at->unit;
    if (op == CL_OP_WHERE) {
        node.gives = CL_GIVES_LIST;
        node.type = of->type;
        node.fraction = 0;
        node.unit = NULL;
        node.text = label == NULL ? NULL : cl_arena_string(tree->arena, label);
        if (label != NULL && node.text == NULL)
            return cl_tree_no_memory(tree);
    } else if (op == CL_OP_VALUES) {
        node.gives = CL_GIVES_LIST;
        node.type = of->type;
        node.fraction = 0;
        node.unit = NULL;
    } else if (op == CL_OP_DISTINCT) {
        node.gives = CL_GIVES_NUMBER;
        node.fraction = 0;
        node.unit = NULL;
    } else if (op == CL_OP_LEAST_OF || op == CL_OP_GREATEST_OF) {
        node.maybe_none = 1; /* of an empty list there is none */
    }
    made = cl_tree_make(tree, &node, parts, 2);
    if (made != 0) { /* the member is bound here: it is no longer free */
        cl_tree_node *stored = cl_vec_at(&tree->nodes, made);

        stored->free =
            cl_tree_at(tree, list)->free | (cl_tree_at(tree, body)->free & ~(1u << depth));
    }
    return made;
}

cl_node cl_tree_of_list(cl_tree *tree, cl_op op, cl_node list)
{
    const cl_tree_node *of = cl_tree_at(tree, list);
    cl_tree_node node = {.op = (uint8_t)op, .exact = {0, 1}};

    if (list == 0 || is_values(tree, list))
        return 0;
    if (of->gives != CL_GIVES_LIST || of->op == CL_OP_PARAM) {
        cl_tree_finding(tree, "%s is asked of a list; found %s",
                        op == CL_OP_COUNT ? "count" : "first", cl_tree_gives_words(tree, list));
        return 0;
    }
    node.gives = op == CL_OP_COUNT ? CL_GIVES_NUMBER : CL_GIVES_RECORD;
    node.type = op == CL_OP_COUNT ? 0 : of->type;
    node.maybe_none = op == CL_OP_FIRST;
    return cl_tree_make(tree, &node, &list, 1);
}

cl_node cl_tree_plain_values(cl_tree *tree, cl_node list)
{
    cl_node member = cl_tree_open(tree, list, NULL);

    return cl_tree_close(tree, CL_OP_VALUES, list, member, NULL);
}
