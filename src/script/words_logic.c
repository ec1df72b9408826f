/* SPDX-License-Identifier: MIT
 *
 * Combining conditions. `and`, `or` and `not` cannot carry "unknown", so these are words.
 */
#include "call.h"
#include "class.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

/* The conditions of the list at `table`, in a userdata that is left on the stack. */
static cl_node *conditions(lua_State *L, int table, size_t *count)
{
    const char *word = cl_builder_of(L)->word->name;
    cl_node *parts;

    *count = cl_list_count(L, table, word);
    parts = lua_newuserdatauv(L, (*count + 1) * sizeof *parts, 0);
    for (size_t i = 0; i < *count; i++) {
        lua_rawgeti(L, table, (lua_Integer)i + 1);
        parts[i] = cl_standin_condition(L, -1, word);
        lua_pop(L, 1);
    }
    return parts;
}

static int word_combine(lua_State *L)
{
    const cl_word *word = cl_builder_of(L)->word;
    cl_node *parts;
    size_t count;

    if (lua_type(L, 1) != LUA_TTABLE) {
        cl_words_fault(L, "takes a list: %s { …, … }; found %s", word->name, cl_type_name(L, 1));
        return cl_standin_push(L, 0);
    }
    parts = conditions(L, 1, &count);
    return cl_standin_push(L, cl_tree_combine(tree_of(L), (cl_op)word->op, parts, count));
}

/* at_least_of(2, { a, b, c }) or at_least_of(2, a, b, c) */
static int word_at_least_of(lua_State *L)
{
    cl_node *parts;
    size_t count;

    if (!lua_isinteger(L, 1)) {
        cl_words_fault(L, "takes a whole number first; found %s", cl_type_name(L, 1));
        return cl_standin_push(L, 0);
    }
    if (lua_type(L, 2) == LUA_TTABLE && lua_gettop(L) == 2) {
        parts = conditions(L, 2, &count);
    } else {
        count = (size_t)lua_gettop(L) - 1;
        parts = lua_newuserdatauv(L, (count + 1) * sizeof *parts, 0);
        for (size_t i = 0; i < count; i++)
            parts[i] = cl_standin_condition(L, (int)i + 2, "at_least_of");
    }
    return cl_standin_push(L, cl_tree_at_least_of(tree_of(L), lua_tointeger(L, 1), parts, count));
}

static int word_if_then(lua_State *L)
{
    cl_node condition = cl_standin_condition(L, 1, "if_then");
    cl_node then = cl_standin_condition(L, 2, "if_then");

    return cl_standin_push(L, cl_tree_if_then(tree_of(L), condition, then));
}

const cl_word cl_words_logic[] = {
    {.name = "all",
     .takes = "a list of conditions",
     .gives = "a condition",
     .brief = "Each of them holds.",
     .example = "all { F.a:is_true(), F.b:is_true() }",
     .call = word_combine,
     .op = CL_OP_ALL,
     .least = 1,
     .most = 1},
    {.name = "any",
     .takes = "a list of conditions",
     .gives = "a condition",
     .brief = "At least one of them holds.",
     .example = "any { F.a:is_true(), F.b:is_true() }",
     .call = word_combine,
     .op = CL_OP_ANY,
     .least = 1,
     .most = 1},
    {.name = "none",
     .takes = "a list of conditions",
     .gives = "a condition",
     .brief = "None of them holds: the way to write \"not\".",
     .example = "none { F.a:is_true() }",
     .call = word_combine,
     .op = CL_OP_NONE,
     .least = 1,
     .most = 1},
    {.name = "at_least_of",
     .takes = "a whole number and conditions",
     .gives = "a condition",
     .brief = "So many of them hold, or more.",
     .example = "at_least_of(2, F.a:is_true(), F.b:is_true(), F.c:is_true())",
     .call = word_at_least_of,
     .least = 2,
     .most = -1},
    {.name = "if_then",
     .takes = "two conditions",
     .gives = "a condition",
     .brief = "Where the first holds, the second holds, too.",
     .example = "if_then(s.country:is \"GB\", s.self_evaluation:is_present())",
     .call = word_if_then,
     .least = 2,
     .most = 2},
    {.name = NULL},
};
