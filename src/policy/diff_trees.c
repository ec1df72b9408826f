/* SPDX-License-Identifier: MIT
 *
 * Two trees side by side. Nodes of two editions have different numbers, so that they are compared
 * by the names of what they use; the label of a list says nothing and is not looked at.
 */
#include <string.h>

#include "diff_parts.h"
#include "phrase.h"

static const cl_tree_node *left_at(const cl_differing *d, cl_node node)
{
    return cl_tree_at(&d->a->tree, node);
}

static const cl_tree_node *right_at(const cl_differing *d, cl_node node)
{
    return cl_tree_at(&d->b->tree, node);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const cl_field *field_of(const cl_programme *programme, cl_node node)
{
    const cl_tree *tree = &programme->tree;
    const cl_tree_node *record = cl_tree_at(tree, cl_tree_argument(tree, node, 0));

    return cl_schema_field(&programme->schema, record->type, cl_tree_at(tree, node)->index);
}

static const char *name_at(const cl_vec *list, uint32_t index)
{
    return *(const char *const *)cl_vec_at(list, index); /* the first member of every kind */
}

static bool same_set(const cl_differing *d, uint32_t a, uint32_t b)
{
    const cl_literals *x = cl_vec_at(&d->a->tree.sets, a), *y = cl_vec_at(&d->b->tree.sets, b);

    if (x->count != y->count)
        return false;
    for (size_t i = 0; i < x->count; i++)
        if (strcmp(x->words[i], y->words[i]) != 0)
            return false;
    return true;
}

/* What two functions of one name say may differ. */
static bool same_compute(const cl_differing *d, uint32_t a, uint32_t b)
{
    const cl_compute *x = cl_vec_at(&d->a->computes, a), *y = cl_vec_at(&d->b->computes, b);

    return strcmp(x->name, y->name) == 0 && same_text(x->text, y->text);
}

/* The nodes themselves, without their arguments. */
static bool same_node(const cl_differing *d, cl_node a, cl_node b)
{
    const cl_tree_node *x = left_at(d, a), *y = right_at(d, b);

    if (x->op != y->op || x->gives != y->gives || x->argument_count != y->argument_count)
        return false;
    switch ((int)x->op) {
    case CL_OP_LITERAL:
        return same_text(x->text, y->text) &&
               (x->text != NULL || cl_ratio_compare(x->exact, y->exact) == 0);
    case CL_OP_PARAM:
        return strcmp(name_at(&d->a->params, x->index), name_at(&d->b->params, y->index)) == 0;
    case CL_OP_TABLE:
        return strcmp(name_at(&d->a->tables, x->index), name_at(&d->b->tables, y->index)) == 0;
    case CL_OP_COMPUTE:
        return same_compute(d, x->index, y->index);
    case CL_OP_FIELD:
        return strcmp(field_of(d->a, a)->name, field_of(d->b, b)->name) == 0;
    case CL_OP_ONE_OF:
        return (x->set == 0) == (y->set == 0) && same_set(d, x->set, y->set);
    case CL_OP_ROUND:
        return x->index == y->index && cl_ratio_compare(x->exact, y->exact) == 0;
    default:
        return x->index == y->index;
    }
}

bool cl_diff_same_tree(const cl_differing *d, cl_node a, cl_node b)
{
    if (a == 0 || b == 0)
        return a == b;
    if (!same_node(d, a, b))
        return false;
    for (uint32_t i = 0; i < left_at(d, a)->argument_count; i++)
        if (!cl_diff_same_tree(d, cl_tree_argument(&d->a->tree, a, i),
                               cl_tree_argument(&d->b->tree, b, i)))
            return false;
    return true;
}

/* ---- in words ---- */

/* Where they differ, for the changes that are added. */
typedef struct place {
    const char *thing, *id, *part;
} place;

static const char *phrase(cl_differing *d, const cl_programme *programme, cl_node node)
{
    cl_text text = CL_TEXT_INIT;

    if (node == 0)
        return NULL;
    cl_phrase(&text, programme, node);
    return cl_diff_keep(d, &text);
}

static void add(cl_differing *d, const place *at, cl_node a, cl_node b)
{
    cl_diff_add(d, (cl_change){CL_CHANGE_CHANGED, at->thing, at->id, at->part, phrase(d, d->a, a),
                               phrase(d, d->b, b)});
}

static bool joins(const cl_tree_node *node)
{
    return node->op == CL_OP_ALL || node->op == CL_OP_ANY || node->op == CL_OP_NONE ||
           node->op == CL_OP_AT_LEAST_OF;
}

static bool has_part(const cl_differing *d, cl_node part, cl_node of, bool left)
{
    uint32_t count = left ? right_at(d, of)->argument_count : left_at(d, of)->argument_count;

    for (uint32_t i = 0; i < count; i++)
        if (left ? cl_diff_same_tree(d, part, cl_tree_argument(&d->b->tree, of, i))
                 : cl_diff_same_tree(d, cl_tree_argument(&d->a->tree, of, i), part))
            return true;
    return false;
}

/* A comparison is said whole, "at least 4" became "at least 3", unless the lists in it differ. */
static bool is_said_whole(const cl_differing *d, cl_node a, cl_node b)
{
    const cl_tree_node *x = left_at(d, a), *y = right_at(d, b);
    cl_node left = cl_tree_argument(&d->a->tree, a, 0), right = cl_tree_argument(&d->b->tree, b, 0);

    return x->op >= CL_OP_EQUAL && x->op <= CL_OP_ONE_OF && y->op >= CL_OP_EQUAL &&
           y->op <= CL_OP_ONE_OF && cl_diff_same_tree(d, left, right);
}

static void walk(cl_differing *d, const place *at, cl_node a, cl_node b);

enum { OWN = 64 }; /* parts that one side has alone; more are told one by one */

typedef struct own_parts {
    cl_node nodes[OWN];
    size_t count;
} own_parts;

static void take_own(const cl_differing *d, cl_node a, cl_node b, bool left, own_parts *own)
{
    const cl_tree *tree = left ? &d->a->tree : &d->b->tree;
    cl_node of = left ? a : b;

    own->count = 0;
    for (uint32_t i = 0; i < cl_tree_at(tree, of)->argument_count && own->count < OWN; i++) {
        cl_node part = cl_tree_argument(tree, of, i);

        if (!has_part(d, part, left ? b : a, left))
            own->nodes[own->count++] = part;
    }
}

/* The part of the right side that most likely came of this one: about the same thing, else of the
 * same kind; `count` when there is none. */
static size_t counterpart(const cl_differing *d, cl_node part, const own_parts *right)
{
    for (size_t i = 0; i < right->count; i++)
        if (right->nodes[i] != 0 && is_said_whole(d, part, right->nodes[i]))
            return i;
    for (size_t i = 0; i < right->count; i++)
        if (right->nodes[i] != 0 && left_at(d, part)->op == right_at(d, right->nodes[i])->op)
            return i;
    return right->count;
}

/* Parts of an `all` or `any` have no order: what both have is left out, the rest is paired. */
static void walk_parts(cl_differing *d, const place *at, cl_node a, cl_node b)
{
    own_parts left, right;

    take_own(d, a, b, true, &left);
    take_own(d, a, b, false, &right);
    for (size_t i = 0; i < left.count; i++) {
        size_t other = counterpart(d, left.nodes[i], &right);

        if (other == right.count) {
            add(d, at, left.nodes[i], 0);
            continue;
        }
        walk(d, at, left.nodes[i], right.nodes[other]);
        right.nodes[other] = 0;
    }
    for (size_t i = 0; i < right.count; i++)
        if (right.nodes[i] != 0)
            add(d, at, 0, right.nodes[i]);
}

/* The change of its text is told once, of the function. */
static bool is_changed_compute(const cl_differing *d, cl_node a, cl_node b)
{
    const cl_tree_node *x = left_at(d, a), *y = right_at(d, b);

    return x->op == CL_OP_COMPUTE && y->op == CL_OP_COMPUTE &&
           x->argument_count == y->argument_count &&
           strcmp(name_at(&d->a->computes, x->index), name_at(&d->b->computes, y->index)) == 0;
}

static void walk(cl_differing *d, const place *at, cl_node a, cl_node b)
{
    const cl_tree_node *x = left_at(d, a), *y = right_at(d, b);

    if (d->rc != 0 || cl_diff_same_tree(d, a, b))
        return;
    if (a == 0 || b == 0 || is_said_whole(d, a, b)) {
        add(d, at, a, b);
    } else if (joins(x) && x->op == y->op && x->index == y->index) {
        walk_parts(d, at, a, b);
    } else if ((same_node(d, a, b) || is_changed_compute(d, a, b)) && x->op != CL_OP_FIELD) {
        for (uint32_t i = 0; i < x->argument_count; i++)
            walk(d, at, cl_tree_argument(&d->a->tree, a, i), cl_tree_argument(&d->b->tree, b, i));
    } else {
        add(d, at, a, b);
    }
}

void cl_diff_trees(cl_differing *d, const char *thing, const char *id, const char *part, cl_node a,
                   cl_node b)
{
    place at = {thing, id, part};

    walk(d, &at, a, b);
}
