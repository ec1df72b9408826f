/* SPDX-License-Identifier: MIT
 *
 * Words behind a list. The function that is given is called once, with a stand-in for the member,
 * and leaves a tree behind.
 */
#include "class.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

static const char *label_of(lua_State *L)
{
    if (lua_isnoneornil(L, 3))
        return NULL;
    if (lua_type(L, 3) == LUA_TSTRING)
        return cl_words_text(L, 3);
    cl_words_fault(L, "the second value is a name for the list as text; found %s",
                   cl_type_name(L, 3));
    return NULL;
}

static int over_members(lua_State *L, bool condition)
{
    const cl_word *word = cl_builder_of(L)->word;
    cl_tree *tree = tree_of(L);
    cl_node list = cl_standin_node(L, 1, 0), member, body;
    const char *label = label_of(L);

    member = cl_tree_open(tree, list, NULL);
    body = cl_standin_apply(L, 2, member, condition, word->name);
    cl_words_place(L);
    return cl_standin_push(L, cl_tree_close(tree, (cl_op)word->op, list, body, label));
}

static int word_condition(lua_State *L)
{
    return over_members(L, true);
}

static int word_value(lua_State *L)
{
    return over_members(L, false);
}

static int word_whole(lua_State *L)
{
    cl_op op = (cl_op)cl_builder_of(L)->word->op;

    return cl_standin_push(L, cl_tree_of_list(tree_of(L), op, cl_standin_node(L, 1, 0)));
}

#define CONDITION(word_, operation, what_, brief_, example_)                                       \
    {                                                                                              \
        .name = word_, .takes = "function(x) return … end", .gives = what_, .brief = brief_,       \
        .example = example_, .call = word_condition, .op = operation, .least = 1,                  \
        .most = operation == CL_OP_WHERE ? 2 : 1                                                   \
    }
#define VALUE(word_, operation, what_, brief_, example_)                                           \
    {                                                                                              \
        .name = word_, .takes = "function(x) return … end, or the name of a fact", .gives = what_, \
        .brief = brief_, .example = example_, .call = word_value, .op = operation, .least = 1,     \
        .most = 1                                                                                  \
    }
#define WHOLE(word_, operation, what_, brief_, example_)                                           \
    {                                                                                              \
        .name = word_, .takes = "nothing", .gives = what_, .brief = brief_, .example = example_,   \
        .call = word_whole, .op = operation                                                        \
    }

const cl_word cl_words_list[] = {
    CONDITION("where", CL_OP_WHERE, "a list",
              "The members for which the condition holds; a second text names that list.",
              "schools:where(function(s) return s.country:is \"GB\" end, \"schools in the UK\")"),
    CONDITION("every", CL_OP_EVERY, "a condition", "The condition holds for each member.",
              "schools:every(function(s) return s.funding:is \"state\" end)"),
    CONDITION("any", CL_OP_SOME, "a condition", "The condition holds for at least one member.",
              "s.partners:any(function(p) return p.country:is \"GB\" end)"),
    CONDITION("none", CL_OP_NO, "a condition", "The condition holds for no member.",
              "visits:none(function(r) return r.school.role:is \"network\" end)"),
    VALUE("sum", CL_OP_SUM, "a number or money", "The sum over the members.",
          "activities:sum(function(a) return a.count end)"),
    VALUE("least", CL_OP_LEAST_OF, "a value, or none for an empty list",
          "The least over the members.", "schools:least(function(s) return s.pupils end)"),
    VALUE("greatest", CL_OP_GREATEST_OF, "a value, or none for an empty list",
          "The greatest over the members.", "schools:greatest(function(s) return s.pupils end)"),
    VALUE("distinct", CL_OP_DISTINCT, "a number", "How many different values the members have.",
          "schools:distinct(function(s) return s.country end)"),
    VALUE("values", CL_OP_VALUES, "what a compute function takes in 'from'",
          "A value of each member, sorted, for a compute function.",
          "compute \"largest\" { from = schools:values \"pupils\", gives = \"number\", cite = "
          "\"W30\",\n"
          "  with = function(pupils) return pupils[#pupils] end }"),
    WHOLE("count", CL_OP_COUNT, "a number", "How many members there are.", "schools:count()"),
    WHOLE("first", CL_OP_FIRST, "a record, or none for an empty list",
          "The member that comes first in the order of ids.", "leads:first()"),
    {.name = NULL},
};
