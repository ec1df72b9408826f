/* SPDX-License-Identifier: MIT
 *
 * Conditions: comparisons, sets, presence, and how they combine.
 */
#include <string.h>

#include "iso.h"
#include "programme.h"
#include "suggest.h"
#include "tree.h"
#include "tree_make.h"

/* "'cluster.pupils'" for messages about a fact; the type's words for anything else. */
static void name_of(const cl_tree *tree, cl_node node, char *out, size_t size)
{
    const cl_tree_node *at = cl_tree_at(tree, node);
    cl_text text = CL_TEXT_INIT;

    if (at->op == CL_OP_FIELD) {
        const cl_tree_node *record = cl_tree_at(tree, cl_tree_argument(tree, node, 0));

        cl_text_format(&text, "'%s'",
                       cl_schema_field(&tree->programme->schema, record->type, at->index)->name);
    } else if (at->op == CL_OP_PARAM) {
        const cl_param *param = cl_vec_at(&tree->programme->params, at->index);

        cl_text_format(&text, "param '%s'", param->name);
    } else {
        cl_text_add_string(&text, cl_tree_gives_words(tree, node));
    }
    if (at->unit != NULL)
        cl_text_format(&text, " (%s)", at->unit);
    out[0] = '\0';
    if (text.at != NULL) {
        size_t length = text.length < size ? text.length : size - 1;

        memcpy(out, text.at, length);
        out[length] = '\0';
    }
    cl_text_clear(&text);
}

static bool is_pure(const cl_tree_node *node)
{
    return (node->gives == CL_GIVES_NUMBER && node->unit == NULL) || node->gives == CL_GIVES_SHARE;
}

static bool same_choices(const cl_tree *tree, const cl_tree_node *a, const cl_tree_node *b)
{
    const cl_field *x = cl_tree_choice_field(tree, a), *y = cl_tree_choice_field(tree, b);

    if (x->choice_count != y->choice_count)
        return false;
    for (size_t i = 0; i < x->choice_count; i++)
        if (strcmp(x->choices[i], y->choices[i]) != 0)
            return false;
    return true;
}

static bool alike(const cl_tree *tree, const cl_tree_node *a, const cl_tree_node *b)
{
    if (is_pure(a) && is_pure(b))
        return true;
    if (a->gives != b->gives)
        return false;
    switch ((cl_gives)a->gives) {
    case CL_GIVES_NUMBER:
        return a->unit == NULL || b->unit == NULL || strcmp(a->unit, b->unit) == 0;
    case CL_GIVES_CHOICE:
        return same_choices(tree, a, b);
    case CL_GIVES_RECORD:
        return a->type == b->type;
    case CL_GIVES_MONEY:
    case CL_GIVES_SHARE:
    case CL_GIVES_DATE:
    case CL_GIVES_TEXT:
    case CL_GIVES_COUNTRY:
        return true;
    case CL_GIVES_NOTHING:
    case CL_GIVES_TRUTH:
    case CL_GIVES_LIST:
        break;
    }
    return false;
}

bool cl_tree_alike(cl_tree *tree, const char *word, cl_node a, cl_node b)
{
    char first[96], second[96];

    if (alike(tree, cl_tree_at(tree, a), cl_tree_at(tree, b)))
        return true;
    name_of(tree, a, first, sizeof first);
    name_of(tree, b, second, sizeof second);
    cl_tree_finding(tree, "%s takes two values of one kind; found %s (%s) and %s (%s)", word, first,
                    cl_tree_gives_words(tree, a), second, cl_tree_gives_words(tree, b));
    return false;
}

static bool is_truth(cl_tree *tree, const char *word, cl_node node)
{
    if (cl_tree_gives(tree, node) == CL_GIVES_TRUTH)
        return true;
    cl_tree_finding(tree, "%s takes conditions; found %s", word, cl_tree_gives_words(tree, node));
    return false;
}

static const char *combine_word(cl_op op)
{
    return op == CL_OP_ALL ? "all" : op == CL_OP_ANY ? "any" : "none";
}

static bool are_truths(cl_tree *tree, const char *word, const cl_node *parts, size_t count)
{
    bool good = true;

    if (count == 0) {
        cl_tree_finding(tree, "%s { } is empty: it needs at least one condition", word);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        good = (parts[i] == 0 || is_truth(tree, word, parts[i])) && good;
    return good && !cl_tree_poisoned(parts, count);
}

cl_node cl_tree_combine(cl_tree *tree, cl_op op, const cl_node *parts, size_t count)
{
    cl_tree_node node = {.op = (uint8_t)op, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};

    if (!are_truths(tree, combine_word(op), parts, count))
        return 0;
    return cl_tree_make(tree, &node, parts, count);
}

cl_node cl_tree_at_least_of(cl_tree *tree, int64_t needed, const cl_node *parts, size_t count)
{
    cl_tree_node node = {.op = CL_OP_AT_LEAST_OF, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};

    if (!are_truths(tree, "at_least_of", parts, count))
        return 0;
    if (needed < 1 || (size_t)needed > count) {
        cl_tree_finding(tree, "at_least_of: %lld of %zu conditions; write 1 to %zu",
                        (long long)needed, count, count);
        return 0;
    }
    node.index = (uint32_t)needed;
    return cl_tree_make(tree, &node, parts, count);
}

cl_node cl_tree_if_then(cl_tree *tree, cl_node condition, cl_node then)
{
    cl_node parts[2] = {condition, then};
    cl_tree_node node = {.op = CL_OP_IF_THEN, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};

    if (!are_truths(tree, "if_then", parts, 2))
        return 0;
    return cl_tree_make(tree, &node, parts, 2);
}

static const char *compare_word(cl_op op)
{
    switch ((int)op) {
    case CL_OP_EQUAL:
        return "is";
    case CL_OP_NOT_EQUAL:
        return "is_not";
    case CL_OP_AT_LEAST:
        return "at_least";
    case CL_OP_AT_MOST:
        return "at_most";
    case CL_OP_MORE:
        return "more_than";
    case CL_OP_LESS:
        return "less_than";
    default:
        return "between";
    }
}

static bool has_order(const cl_tree_node *node)
{
    return node->gives == CL_GIVES_NUMBER || node->gives == CL_GIVES_MONEY ||
           node->gives == CL_GIVES_SHARE || node->gives == CL_GIVES_DATE;
}

cl_node cl_tree_compare(cl_tree *tree, cl_op op, cl_node a, cl_node b)
{
    cl_node sides[2] = {a, b};
    cl_tree_node node = {.op = (uint8_t)op, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};

    if (cl_tree_poisoned(sides, 2) || !cl_tree_alike(tree, compare_word(op), a, b))
        return 0;
    if (op != CL_OP_EQUAL && op != CL_OP_NOT_EQUAL && !has_order(cl_tree_at(tree, a))) {
        cl_tree_finding(tree, "%s needs an order, which %s does not have", compare_word(op),
                        cl_tree_gives_words(tree, a));
        return 0;
    }
    return cl_tree_make(tree, &node, sides, 2);
}

cl_node cl_tree_between(cl_tree *tree, cl_node a, cl_node low, cl_node high)
{
    cl_node parts[3] = {a, low, high};
    cl_tree_node node = {.op = CL_OP_BETWEEN, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};

    if (cl_tree_poisoned(parts, 3) || !cl_tree_alike(tree, "between", a, low) ||
        !cl_tree_alike(tree, "between", a, high))
        return 0;
    if (!has_order(cl_tree_at(tree, a))) {
        cl_tree_finding(tree, "between needs an order, which %s does not have",
                        cl_tree_gives_words(tree, a));
        return 0;
    }
    return cl_tree_make(tree, &node, parts, 3);
}

static bool takes_words(const cl_tree_node *node)
{
    return node->gives == CL_GIVES_CHOICE || node->gives == CL_GIVES_COUNTRY ||
           node->gives == CL_GIVES_TEXT;
}

/* The words as the facts hold them. False after a finding. */
static bool fill_set(cl_tree *tree, cl_node a, const cl_view *words, size_t count, cl_literals *set)
{
    bool good = true;

    set->count = count;
    set->words = cl_arena_array(tree->arena, count, sizeof *set->words);
    set->codes = cl_arena_array(tree->arena, count, sizeof *set->codes);
    if (set->words == NULL || set->codes == NULL)
        return cl_tree_no_memory(tree) != 0;
    for (size_t i = 0; i < count; i++) {
        cl_node word = cl_tree_literal(tree, a, words[i]);

        set->words[i] = cl_arena_copy(tree->arena, words[i]);
        if (set->words[i] == NULL)
            return cl_tree_no_memory(tree) != 0;
        set->codes[i] = cl_tree_at(tree, word)->exact.num;
        good = good && word != 0 && set->words[i] != NULL;
    }
    if (cl_tree_gives(tree, a) == CL_GIVES_TEXT)
        set->codes = NULL;
    return good;
}

static bool same_set(const cl_literals *a, const cl_literals *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->words[i], b->words[i]) != 0)
            return false;
    return true;
}

/* Index of an equal set, so that equal conditions stay one node. */
static uint32_t enter_set(cl_tree *tree, const cl_literals *set)
{
    for (uint32_t i = 1; i < tree->sets.count; i++)
        if (same_set(cl_vec_at(&tree->sets, i), set))
            return i;
    if (cl_vec_add(&tree->sets, set) != 0)
        return 0;
    return (uint32_t)(tree->sets.count - 1);
}

static bool can_be_one_of(cl_tree *tree, cl_node a)
{
    if (takes_words(cl_tree_at(tree, a)))
        return true;
    cl_tree_finding(tree, "one_of takes a word, a country or a text; found %s",
                    cl_tree_gives_words(tree, a));
    return false;
}

cl_node cl_tree_one_of(cl_tree *tree, cl_node a, const cl_view *words, size_t count)
{
    cl_tree_node node = {.op = CL_OP_ONE_OF, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};
    cl_literals set;

    if (a == 0 || !can_be_one_of(tree, a))
        return 0;
    if (count == 0) {
        cl_tree_finding(tree, "one_of { } is empty: it would never be true");
        return 0;
    }
    if (!fill_set(tree, a, words, count, &set))
        return 0;
    node.set = enter_set(tree, &set);
    return node.set == 0 ? 0 : cl_tree_make(tree, &node, &a, 1);
}

/* A list param takes its kind from its first use; a second kind is a fault. */
static bool bind_param(cl_tree *tree, cl_param *param, cl_node a)
{
    const cl_tree_node *at = cl_tree_at(tree, a);
    bool good = true;

    if (param->list_of != CL_GIVES_NOTHING) {
        good = param->list_of == at->gives &&
               (at->gives != CL_GIVES_CHOICE ||
                (param->list_type == at->type && param->list_field == at->field));
        if (!good)
            cl_tree_finding(tree, "param '%s' is used as a list of two kinds", param->name);
        return good;
    }
    for (size_t v = 0; v < param->value_count; v++) {
        cl_param_value *value = &param->values[v];

        value->codes = cl_arena_array(tree->arena, value->count, sizeof *value->codes);
        if (value->codes == NULL)
            return cl_tree_no_memory(tree) != 0;
        for (size_t i = 0; i < value->count; i++) {
            cl_node word = cl_tree_literal(tree, a, cl_view_of(value->words[i]));

            value->codes[i] = cl_tree_at(tree, word)->exact.num;
            good = good && word != 0;
        }
    }
    at = cl_tree_at(tree, a);
    param->list_of = at->gives;
    param->list_type = at->type;
    param->list_field = at->field;
    return good;
}

cl_node cl_tree_one_of_param(cl_tree *tree, cl_node a, cl_node param)
{
    cl_tree_node node = {.op = CL_OP_ONE_OF, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};
    cl_node parts[2] = {a, param};

    if (cl_tree_poisoned(parts, 2) || !can_be_one_of(tree, a))
        return 0;
    if (cl_tree_at(tree, param)->op != CL_OP_PARAM || cl_tree_gives(tree, param) != CL_GIVES_LIST) {
        cl_tree_finding(tree, "one_of takes a list of words or a param that is one; found %s",
                        cl_tree_gives_words(tree, param));
        return 0;
    }
    node.index = cl_tree_at(tree, param)->index;
    if (!bind_param(tree, cl_vec_at(&tree->programme->params, node.index), a))
        return 0;
    return cl_tree_make(tree, &node, parts, 2);
}

static bool can_be_asked(cl_tree *tree, cl_op op, cl_node a)
{
    const cl_tree_node *at = cl_tree_at(tree, a);

    if (op == CL_OP_IS_TRUE || op == CL_OP_IS_FALSE || op == CL_OP_JUDGED)
        return is_truth(tree, op == CL_OP_IS_FALSE ? "is_false" : "is_true", a);
    if (at->op != CL_OP_FIELD && at->op != CL_OP_FIRST && at->op != CL_OP_ELEMENT) {
        cl_tree_finding(tree, "%s is asked of a fact; found %s",
                        op == CL_OP_PRESENT ? "is_present" : "is_absent",
                        cl_tree_gives_words(tree, a));
        return false;
    }
    return true;
}

cl_node cl_tree_ask(cl_tree *tree, cl_op op, cl_node a)
{
    cl_tree_node node = {.op = (uint8_t)op, .gives = CL_GIVES_TRUTH, .exact = {0, 1}};

    if (a == 0 || !can_be_asked(tree, op, a))
        return 0;
    return cl_tree_make(tree, &node, &a, 1);
}
