/* SPDX-License-Identifier: MIT
 *
 * Numbers, money, shares and dates: which may be added, multiplied and compared. Money × money and
 * money + number have no meaning and are findings; what may be none must first say what is taken
 * instead.
 */
#include <string.h>

#include "programme.h"
#include "tree.h"
#include "tree_make.h"

static bool is_quantity(const cl_tree_node *node)
{
    return node->gives == CL_GIVES_NUMBER || node->gives == CL_GIVES_MONEY ||
           node->gives == CL_GIVES_SHARE;
}

static const char *field_name(const cl_tree *tree, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(tree, node);
    const cl_tree_node *record = cl_tree_at(tree, cl_tree_argument(tree, node, 0));

    if (at->op != CL_OP_FIELD)
        return "this value";
    return cl_schema_field(&tree->programme->schema, record->type, at->index)->name;
}

/* A value that may be none has no place in a sum: `otherwise` is the only way to a default. */
static bool cannot_be_none(cl_tree *tree, cl_node node)
{
    if (!cl_tree_at(tree, node)->maybe_none)
        return true;
    cl_tree_finding(tree, "'%s' may be none; write %s:otherwise(…) to say what is taken then",
                    field_name(tree, node), field_name(tree, node));
    return false;
}

static bool are_there(cl_tree *tree, const cl_node *nodes, size_t count)
{
    bool good = true;

    for (size_t i = 0; i < count; i++)
        good = cannot_be_none(tree, nodes[i]) && good;
    return good;
}

typedef struct product {
    cl_gives a, b, multiplied, divided; /* NOTHING: has no meaning */
} product;

static const product products[] = {
    {CL_GIVES_NUMBER, CL_GIVES_NUMBER, CL_GIVES_NUMBER, CL_GIVES_NUMBER},
    {CL_GIVES_NUMBER, CL_GIVES_SHARE, CL_GIVES_NUMBER, CL_GIVES_NUMBER},
    {CL_GIVES_SHARE, CL_GIVES_NUMBER, CL_GIVES_NUMBER, CL_GIVES_SHARE},
    {CL_GIVES_SHARE, CL_GIVES_SHARE, CL_GIVES_SHARE, CL_GIVES_NUMBER},
    {CL_GIVES_MONEY, CL_GIVES_NUMBER, CL_GIVES_MONEY, CL_GIVES_MONEY},
    {CL_GIVES_MONEY, CL_GIVES_SHARE, CL_GIVES_MONEY, CL_GIVES_MONEY},
    {CL_GIVES_NUMBER, CL_GIVES_MONEY, CL_GIVES_MONEY, CL_GIVES_NOTHING},
    {CL_GIVES_SHARE, CL_GIVES_MONEY, CL_GIVES_MONEY, CL_GIVES_NOTHING},
    {CL_GIVES_MONEY, CL_GIVES_MONEY, CL_GIVES_NOTHING, CL_GIVES_NUMBER},
};

static cl_gives product_of(cl_op op, cl_gives a, cl_gives b)
{
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        if (products[i].a == a && products[i].b == b)
            return op == CL_OP_MULTIPLY ? products[i].multiplied : products[i].divided;
    return CL_GIVES_NOTHING;
}

static const char *sign_of(cl_op op)
{
    switch ((int)op) {
    case CL_OP_ADD:
        return "+";
    case CL_OP_SUBTRACT:
        return "-";
    case CL_OP_MULTIPLY:
        return "*";
    default:
        return "/";
    }
}

static cl_node no_meaning(cl_tree *tree, cl_op op, cl_node a, cl_node b)
{
    cl_tree_finding(tree, "%s %s %s has no meaning", cl_tree_gives_words(tree, a), sign_of(op),
                    cl_tree_gives_words(tree, b));
    return 0;
}

static cl_node multiply(cl_tree *tree, cl_op op, const cl_node sides[2])
{
    const cl_tree_node *a = cl_tree_at(tree, sides[0]), *b = cl_tree_at(tree, sides[1]);
    cl_gives gives = product_of(op, a->gives, b->gives);
    cl_tree_node node = {.op = (uint8_t)op, .gives = (uint8_t)gives, .exact = {0, 1}};

    if (gives == CL_GIVES_NOTHING)
        return no_meaning(tree, op, sides[0], sides[1]);
    node.fraction = a->fraction || b->fraction || op == CL_OP_DIVIDE ||
                    a->gives == CL_GIVES_SHARE || b->gives == CL_GIVES_SHARE;
    if (gives == CL_GIVES_NUMBER && op == CL_OP_MULTIPLY && (a->unit == NULL) != (b->unit == NULL))
        node.unit = a->unit != NULL ? a->unit : b->unit;
    return cl_tree_make(tree, &node, sides, 2);
}

static cl_node move_date(cl_tree *tree, cl_op op, const cl_node sides[2])
{
    const cl_tree_node *b = cl_tree_at(tree, sides[1]);
    cl_tree_node node = {.op = (uint8_t)op, .gives = CL_GIVES_DATE, .exact = {0, 1}};

    if (b->gives != CL_GIVES_NUMBER || (b->unit != NULL && strcmp(b->unit, "days") != 0))
        return no_meaning(tree, op, sides[0], sides[1]);
    return cl_tree_make(tree, &node, sides, 2);
}

static cl_node days_between(cl_tree *tree, const cl_node sides[2])
{
    cl_tree_node node = {
        .op = CL_OP_DAYS, .gives = CL_GIVES_NUMBER, .unit = "days", .exact = {0, 1}};

    return cl_tree_make(tree, &node, sides, 2);
}

static cl_node add(cl_tree *tree, cl_op op, const cl_node sides[2])
{
    const cl_tree_node *a = cl_tree_at(tree, sides[0]), *b = cl_tree_at(tree, sides[1]);
    cl_tree_node node = {.op = (uint8_t)op, .gives = a->gives, .exact = {0, 1}};

    if (a->gives == CL_GIVES_DATE && b->gives == CL_GIVES_DATE && op == CL_OP_SUBTRACT)
        return days_between(tree, sides);
    if (a->gives == CL_GIVES_DATE)
        return move_date(tree, op, sides);
    if (!is_quantity(a) || !is_quantity(b))
        return no_meaning(tree, op, sides[0], sides[1]);
    if (!cl_tree_alike(tree, sign_of(op), sides[0], sides[1]))
        return 0;
    node.unit = a->unit != NULL ? a->unit : b->unit;
    node.fraction = a->fraction || b->fraction;
    if (b->gives == CL_GIVES_SHARE)
        node.gives = CL_GIVES_SHARE;
    return cl_tree_make(tree, &node, sides, 2);
}

static cl_node move_months(cl_tree *tree, const cl_node sides[2])
{
    cl_tree_node node = {.op = CL_OP_MONTHS, .gives = CL_GIVES_DATE, .exact = {0, 1}};

    if (cl_tree_gives(tree, sides[0]) != CL_GIVES_DATE ||
        cl_tree_gives(tree, sides[1]) != CL_GIVES_NUMBER) {
        cl_tree_finding(tree, "months are added to a date");
        return 0;
    }
    return cl_tree_make(tree, &node, sides, 2);
}

cl_node cl_tree_arithmetic(cl_tree *tree, cl_op op, cl_node a, cl_node b)
{
    cl_node sides[2] = {a, b};

    if (cl_tree_poisoned(sides, 2) || !are_there(tree, sides, 2))
        return 0;
    switch ((int)op) {
    case CL_OP_MULTIPLY:
    case CL_OP_DIVIDE:
        return multiply(tree, op, sides);
    case CL_OP_MONTHS:
        return move_months(tree, sides);
    case CL_OP_DAYS:
        if (cl_tree_gives(tree, a) == CL_GIVES_DATE && cl_tree_gives(tree, b) == CL_GIVES_DATE)
            return days_between(tree, sides);
        return no_meaning(tree, CL_OP_SUBTRACT, a, b);
    default:
        return add(tree, op, sides);
    }
}

cl_node cl_tree_negate(cl_tree *tree, cl_node a)
{
    const cl_tree_node *at = cl_tree_at(tree, a);
    cl_tree_node node = {.op = CL_OP_NEGATE,
                         .gives = at->gives,
                         .unit = at->unit,
                         .fraction = at->fraction,
                         .exact = {0, 1}};

    if (a == 0 || !cannot_be_none(tree, a))
        return 0;
    if (!is_quantity(at)) {
        cl_tree_finding(tree, "- takes a number or money; found %s", cl_tree_gives_words(tree, a));
        return 0;
    }
    return cl_tree_make(tree, &node, &a, 1);
}

static bool can_be_ordered(cl_tree *tree, const char *word, cl_node node)
{
    if (is_quantity(cl_tree_at(tree, node)) || cl_tree_gives(tree, node) == CL_GIVES_DATE)
        return true;
    cl_tree_finding(tree, "%s takes numbers, money or dates; found %s", word,
                    cl_tree_gives_words(tree, node));
    return false;
}

cl_node cl_tree_extreme(cl_tree *tree, cl_op op, const cl_node *parts, size_t count)
{
    const char *word = op == CL_OP_LEAST ? "least" : "greatest";
    cl_tree_node node = {.op = (uint8_t)op, .exact = {0, 1}};

    if (count == 0) {
        cl_tree_finding(tree, "%s() needs at least one value", word);
        return 0;
    }
    if (cl_tree_poisoned(parts, count) || !are_there(tree, parts, count))
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (!can_be_ordered(tree, word, parts[i]) || !cl_tree_alike(tree, word, parts[0], parts[i]))
            return 0;
        node.fraction |= cl_tree_at(tree, parts[i])->fraction;
    }
    node.gives = cl_tree_at(tree, parts[0])->gives;
    node.unit = cl_tree_at(tree, parts[0])->unit;
    return cl_tree_make(tree, &node, parts, count);
}

cl_node cl_tree_otherwise(cl_tree *tree, cl_node a, cl_node b)
{
    cl_node parts[2] = {a, b};
    const cl_tree_node *at = cl_tree_at(tree, a), *other = cl_tree_at(tree, b);
    cl_tree_node node = {.op = CL_OP_OTHERWISE,
                         .gives = at->gives,
                         .type = at->type,
                         .field = at->field,
                         .unit = at->unit,
                         .exact = {0, 1}};

    if (cl_tree_poisoned(parts, 2) || !cl_tree_alike(tree, "otherwise", a, b))
        return 0;
    if (!at->maybe_none)
        cl_findings_warn(tree->findings, tree->file, tree->line, NULL,
                         "'%s' is never none, so what stands in 'otherwise' is never taken",
                         field_name(tree, a));
    node.fraction = at->fraction || other->fraction;
    node.maybe_none = other->maybe_none;
    return cl_tree_make(tree, &node, parts, 2);
}

cl_node cl_tree_round(cl_tree *tree, cl_node a, cl_rounding mode, cl_ratio step)
{
    const cl_tree_node *at = cl_tree_at(tree, a);
    cl_tree_node node = {.op = CL_OP_ROUND,
                         .gives = at->gives,
                         .unit = at->unit,
                         .index = (uint32_t)mode,
                         .exact = step};

    if (a == 0 || !cannot_be_none(tree, a))
        return 0;
    if (at->gives != CL_GIVES_MONEY && at->gives != CL_GIVES_NUMBER) {
        cl_tree_finding(tree, "rounding takes money or a number; found %s",
                        cl_tree_gives_words(tree, a));
        return 0;
    }
    if (step.num <= 0) {
        cl_tree_finding(tree, "rounding needs a step above zero");
        return 0;
    }
    node.fraction = !cl_ratio_is_whole(step);
    return cl_tree_make(tree, &node, &a, 1);
}

cl_node cl_tree_pick(cl_tree *tree, const cl_node *conditions, const cl_node *values, size_t count,
                     cl_node otherwise)
{
    cl_tree_node node = {.op = CL_OP_PICK, .exact = {0, 1}};
    cl_node parts[CL_ARGUMENTS_LIMIT];
    size_t used = 0;

    if (count == 0 || count * 2 + 1 > CL_ARGUMENTS_LIMIT) {
        cl_tree_finding(tree, "pick { } needs at least one row with 'when' and 'gives'");
        return 0;
    }
    if (cl_tree_poisoned(conditions, count) || cl_tree_poisoned(values, count))
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (cl_tree_gives(tree, conditions[i]) != CL_GIVES_TRUTH) {
            cl_tree_finding(tree, "'when' takes a condition; found %s",
                            cl_tree_gives_words(tree, conditions[i]));
            return 0;
        }
        if (!cl_tree_alike(tree, "pick", values[0], values[i]) || !cannot_be_none(tree, values[i]))
            return 0;
        node.fraction |= cl_tree_at(tree, values[i])->fraction;
        parts[used++] = conditions[i];
        parts[used++] = values[i];
    }
    if (otherwise != 0) {
        if (!cl_tree_alike(tree, "pick", values[0], otherwise) || !cannot_be_none(tree, otherwise))
            return 0;
        node.fraction |= cl_tree_at(tree, otherwise)->fraction;
        parts[used++] = otherwise;
    }
    node.gives = cl_tree_at(tree, values[0])->gives;
    node.unit = cl_tree_at(tree, values[0])->unit;
    node.type = cl_tree_at(tree, values[0])->type;
    node.field = cl_tree_at(tree, values[0])->field;
    return cl_tree_make(tree, &node, parts, used);
}

static bool fits_key(cl_tree *tree, const cl_rate_table *table, cl_node key)
{
    const cl_tree_node *at = cl_tree_at(tree, key);
    bool good = table->kind == CL_TABLE_LOOKUP
                    ? at->gives == CL_GIVES_CHOICE || at->gives == CL_GIVES_COUNTRY ||
                          at->gives == CL_GIVES_TEXT || at->gives == CL_GIVES_NUMBER ||
                          at->gives == CL_GIVES_TRUTH
                    : at->gives == CL_GIVES_NUMBER || at->gives == CL_GIVES_MONEY;

    if (!good)
        cl_tree_finding(tree, "table '%s' cannot be asked with %s", table->name,
                        cl_tree_gives_words(tree, key));
    else if (table->unit != NULL && at->unit != NULL && strcmp(table->unit, at->unit) != 0) {
        cl_tree_finding(tree, "table '%s' goes by %s, and is asked with %s", table->name,
                        table->unit, at->unit);
        good = false;
    }
    return good;
}

cl_node cl_tree_table(cl_tree *tree, unsigned table, const cl_node *keys, size_t count)
{
    cl_rate_table *about = cl_vec_at(&tree->programme->tables, table);
    cl_tree_node node = {
        .op = CL_OP_TABLE, .gives = (uint8_t)about->gives, .index = table, .exact = {0, 1}};

    if (cl_tree_poisoned(keys, count) || !are_there(tree, keys, count))
        return 0;
    if (count != about->key_count) {
        cl_tree_finding(tree, "table '%s' has %zu keys; found %zu", about->name, about->key_count,
                        count);
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        if (!fits_key(tree, about, keys[i]))
            return 0;
    about->used = true;
    for (size_t i = 0; i < about->row_count; i++)
        node.fraction |= !cl_ratio_is_whole(about->rows[i].value);
    node.fraction |= about->kind == CL_TABLE_MARGINAL && cl_tree_at(tree, keys[0])->fraction;
    return cl_tree_make(tree, &node, keys, count);
}

cl_node cl_tree_compute(cl_tree *tree, unsigned compute, const cl_node *inputs, size_t count)
{
    const cl_compute *about = cl_vec_at(&tree->programme->computes, compute);
    cl_tree_node node = {.op = CL_OP_COMPUTE,
                         .gives = (uint8_t)about->gives,
                         .index = compute,
                         .fraction =
                             about->gives == CL_GIVES_NUMBER || about->gives == CL_GIVES_SHARE,
                         .unit = about->unit,
                         .exact = {0, 1}};

    if (cl_tree_poisoned(inputs, count))
        return 0;
    return cl_tree_make(tree, &node, inputs, count);
}
