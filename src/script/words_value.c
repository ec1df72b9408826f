/* SPDX-License-Identifier: MIT
 *
 * Words behind a value: comparisons, sets, presence, defaults. Lua's own comparisons are decided at
 * once and cannot carry "unknown"; these make a node.
 */
#include <string.h>

#include "standin.h"
#include "words.h"
#include "words_keys.h"

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

static cl_op op_of(lua_State *L)
{
    return (cl_op)cl_builder_of(L)->word->op;
}

static int word_compare(lua_State *L)
{
    cl_op op = op_of(L);
    cl_node a = cl_standin_node(L, 1, 0), b;

    if (lua_type(L, 2) == LUA_TBOOLEAN && !cl_builder_of(L)->scan_failed) {
        cl_words_fault(L, "write :%s() in place of :%s(%s)",
                       (lua_toboolean(L, 2) != 0) == (op == CL_OP_EQUAL) ? "is_true" : "is_false",
                       cl_builder_of(L)->word->name, lua_toboolean(L, 2) ? "true" : "false");
        return cl_standin_push(L, 0);
    }
    b = cl_standin_node(L, 2, a);
    return cl_standin_push(L, cl_tree_compare(tree_of(L), op, a, b));
}

static int word_between(lua_State *L)
{
    cl_node a = cl_standin_node(L, 1, 0);
    cl_node low = cl_standin_node(L, 2, a), high = cl_standin_node(L, 3, a);

    return cl_standin_push(L, cl_tree_between(tree_of(L), a, low, high));
}

/* within(14, F.date): not more than so many days before or after that day. */
static int word_within(lua_State *L)
{
    cl_tree *tree = tree_of(L);
    cl_node a = cl_standin_node(L, 1, 0), days = cl_standin_node(L, 2, 0);
    cl_node date = cl_standin_node(L, 3, a);
    cl_node low = cl_tree_arithmetic(tree, CL_OP_SUBTRACT, date, days);
    cl_node high = cl_tree_arithmetic(tree, CL_OP_ADD, date, days);

    return cl_standin_push(L, cl_tree_between(tree, a, low, high));
}

static int one_of_words(lua_State *L, cl_node a)
{
    size_t count = cl_list_count(L, 2, "one_of"), good = 0;
    cl_view *words = lua_newuserdatauv(L, (count + 1) * sizeof *words, 0);

    for (size_t i = 1; i <= count; i++) {
        if (lua_rawgeti(L, 2, (lua_Integer)i) == LUA_TSTRING) {
            words[good].at = lua_tolstring(L, -1, &words[good].length); /* the list keeps it */
            good++;
        }
        lua_pop(L, 1);
    }
    if (good < count) {
        cl_words_fault(L, "the list holds words as text, { \"lead\", \"partner\" }");
        return cl_standin_push(L, 0);
    }
    return cl_standin_push(L, cl_tree_one_of(tree_of(L), a, words, count));
}

/* Of numbers, amounts and days: any of them is the value. */
static int one_of_values(lua_State *L, cl_node a)
{
    size_t count = cl_list_count(L, 2, "one_of");
    cl_node *parts = lua_newuserdatauv(L, (count + 1) * sizeof *parts, 0);

    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i + 1);
        parts[i] =
            cl_tree_compare(tree_of(L), CL_OP_EQUAL, a, cl_standin_node(L, lua_gettop(L), a));
        lua_pop(L, 1);
    }
    if (count == 0)
        cl_words_fault(L, "the list is empty: it would never be true");
    if (count < 2)
        return cl_standin_push(L, count == 0 ? 0 : parts[0]);
    return cl_standin_push(L, cl_tree_combine(tree_of(L), CL_OP_ANY, parts, count));
}

static bool is_measured(cl_gives gives)
{
    return gives == CL_GIVES_NUMBER || gives == CL_GIVES_MONEY || gives == CL_GIVES_SHARE ||
           gives == CL_GIVES_DATE;
}

static int word_one_of(lua_State *L)
{
    cl_node a = cl_standin_node(L, 1, 0);

    if (lua_type(L, 2) == LUA_TTABLE && is_measured(cl_tree_gives(tree_of(L), a)))
        return one_of_values(L, a);
    if (lua_type(L, 2) == LUA_TTABLE)
        return one_of_words(L, a);
    if (cl_standin_is(L, 2))
        return cl_standin_push(L, cl_tree_one_of_param(tree_of(L), a, cl_standin_node(L, 2, 0)));
    cl_words_fault(L, "a list follows: one_of { \"lead\", \"partner\" }, or a param that is one");
    return cl_standin_push(L, 0);
}

static int word_ask(lua_State *L)
{
    return cl_standin_push(L, cl_tree_ask(tree_of(L), op_of(L), cl_standin_node(L, 1, 0)));
}

static int word_otherwise(lua_State *L)
{
    cl_node a = cl_standin_node(L, 1, 0), b = cl_standin_node(L, 2, a);

    return cl_standin_push(L, cl_tree_otherwise(tree_of(L), a, b));
}

static int word_plus_months(lua_State *L)
{
    cl_node a = cl_standin_node(L, 1, 0), b = cl_standin_node(L, 2, 0);

    return cl_standin_push(L, cl_tree_arithmetic(tree_of(L), CL_OP_MONTHS, a, b));
}

#define COMPARE(word_, operation, what_, brief_, example_)                                         \
    {                                                                                              \
        .name = word_, .takes = what_, .gives = "a condition", .brief = brief_,                    \
        .example = example_, .call = word_compare, .op = operation, .least = 1, .most = 1          \
    }
#define ASK(word_, operation, brief_, example_)                                                    \
    {                                                                                              \
        .name = word_, .takes = "nothing", .gives = "a condition", .brief = brief_,                \
        .example = example_, .call = word_ask, .op = operation                                     \
    }

const cl_word cl_words_value[] = {
    COMPARE("is", CL_OP_EQUAL, "one value", "The value is exactly this.", "s.role:is \"lead\""),
    COMPARE("is_not", CL_OP_NOT_EQUAL, "one value", "The value is another one.",
            "s.country:is_not \"GB\""),
    COMPARE("at_least", CL_OP_AT_LEAST, "one value", "This much or more.",
            "schools:count():at_least(4)"),
    COMPARE("at_most", CL_OP_AT_MOST, "one value", "This much or less.",
            "schools:count():at_most(5)"),
    COMPARE("more_than", CL_OP_MORE, "one value", "More than this.",
            "F.pupil_share:more_than \"50%\""),
    COMPARE("less_than", CL_OP_LESS, "one value", "Less than this.", "a.weeks:less_than(4)"),
    COMPARE("before", CL_OP_LESS, "one date", "Earlier than that day.",
            "F.date:before \"2021-06-22\""),
    COMPARE("on_or_before", CL_OP_AT_MOST, "one date", "That day or earlier.",
            "F.date:on_or_before \"2021-06-21\""),
    COMPARE("after", CL_OP_MORE, "one date", "Later than that day.", "F.date:after \"2021-01-01\""),
    COMPARE("on_or_after", CL_OP_AT_LEAST, "one date", "That day or later.",
            "F.date:on_or_after \"2021-01-01\""),
    {.name = "between",
     .takes = "two values",
     .gives = "a condition",
     .brief = "From the first to the second, both included.",
     .example = "a.weeks:between(2, 8)",
     .call = word_between,
     .least = 2,
     .most = 2},
    {.name = "within",
     .takes = "a number of days and a date",
     .gives = "a condition",
     .brief = "Not more than so many days before or after that day.",
     .example = "s.self_evaluation:within(365, F.date)",
     .call = word_within,
     .least = 2,
     .most = 2},
    {.name = "one_of",
     .takes = "a list of words or values, or a param that is a list",
     .gives = "a condition",
     .brief = "The value is one of these.",
     .example = "s.role:one_of { \"lead\", \"partner\" }",
     .call = word_one_of,
     .least = 1,
     .most = 1},
    ASK("is_true", CL_OP_IS_TRUE, "The answer is yes.", "s.holds_grant:is_true()"),
    ASK("is_false", CL_OP_IS_FALSE, "The answer is no.", "s.holds_grant:is_false()"),
    ASK("is_present", CL_OP_PRESENT, "There is one.", "s.self_evaluation:is_present()"),
    ASK("is_absent", CL_OP_ABSENT, "It is known that there is none.", "r.cost:is_absent()"),
    {.name = "otherwise",
     .takes = "one value",
     .gives = "a value",
     .brief = "What is taken where there is none; what is unknown stays unknown.",
     .example = "r.cost:otherwise(P.visit_rate)",
     .call = word_otherwise,
     .least = 1,
     .most = 1},
    {.name = "plus_months",
     .takes = "a number of months",
     .gives = "a date",
     .brief = "The same day so many months on, or the last day of that month.",
     .example = "F.date:plus_months(12)",
     .call = word_plus_months,
     .least = 1,
     .most = 1},
    {.name = NULL},
};
