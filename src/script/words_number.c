/* SPDX-License-Identifier: MIT
 *
 * Words for amounts: the lower of two, a share, a choice between values, and the roundings, each of
 * which names its way. Nothing here rounds by itself.
 */
#include "class.h"
#include "money.h"
#include "standin.h"
#include "suggest.h"
#include "words.h"
#include "words_keys.h"

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

/* Among several values a literal is read as what the first stand-in gives. */
static cl_node like_of(lua_State *L, int first, int last)
{
    for (int i = first; i <= last; i++)
        if (cl_standin_is(L, i))
            return cl_standin_node(L, i, 0);
    return 0;
}

static int word_extreme(lua_State *L)
{
    const cl_word *word = cl_builder_of(L)->word;
    int count = lua_gettop(L);
    cl_node like = like_of(L, 1, count);
    cl_node *parts = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *parts, 0);

    for (int i = 0; i < count; i++)
        parts[i] = cl_standin_node(L, i + 1, like);
    return cl_standin_push(L, cl_tree_extreme(tree_of(L), (cl_op)word->op, parts, (size_t)count));
}

/* share_of("62.5%", amount) */
static int word_share_of(lua_State *L)
{
    cl_tree *tree = tree_of(L);
    cl_node share, amount;
    cl_gives gives;

    if (lua_type(L, 1) == LUA_TSTRING) {
        cl_error error = CL_ERROR_INIT;
        cl_ratio exact;

        if (cl_ratio_parse(&exact, cl_view_of(lua_tostring(L, 1)), &error) != 0) {
            cl_words_fault(L, "%s", error.message);
            return cl_standin_push(L, 0);
        }
        share = cl_tree_literal(tree, 0, cl_view_of(lua_tostring(L, 1)));
    } else {
        share = cl_standin_node(L, 1, 0);
    }
    amount = cl_standin_node(L, 2, 0);
    gives = cl_tree_gives(tree, share);
    if (share != 0 && gives != CL_GIVES_SHARE && gives != CL_GIVES_NUMBER) {
        cl_words_fault(L, "takes a share first, \"62.5%%\"; found %s",
                       cl_tree_gives_words(tree, share));
        return cl_standin_push(L, 0);
    }
    return cl_standin_push(L, cl_tree_arithmetic(tree, CL_OP_MULTIPLY, share, amount));
}

/* The way of rounding at `index`; CL_ROUND_NONE after a finding. */
static cl_rounding mode_at(lua_State *L, int index)
{
    static const char *const names[] = {"half_up", "half_even", "up", "down"};
    cl_rounding mode = CL_ROUND_NONE;
    const char *nearest = NULL;

    if (lua_type(L, index) == LUA_TSTRING) {
        if (cl_rounding_named(&mode, cl_view_of(lua_tostring(L, index))))
            return mode;
        nearest = cl_suggest(cl_view_of(lua_tostring(L, index)), names, 4);
    }
    cl_words_fault(L, "the way of rounding is half_up, half_even, up or down%s%s%s",
                   nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "'?" : "");
    return CL_ROUND_NONE;
}

static int rounded(lua_State *L, cl_node value, int mode_index, cl_ratio step)
{
    cl_rounding mode = mode_at(L, mode_index);

    if (mode == CL_ROUND_NONE)
        return cl_standin_push(L, 0);
    return cl_standin_push(L, cl_tree_round(tree_of(L), value, mode, step));
}

static int word_to_cent(lua_State *L)
{
    cl_node value = cl_standin_node(L, 1, 0);

    if (value != 0 && cl_tree_gives(tree_of(L), value) != CL_GIVES_MONEY) {
        cl_words_fault(L, "takes money; found %s; write to_whole(…) for a number",
                       cl_tree_gives_words(tree_of(L), value));
        return cl_standin_push(L, 0);
    }
    return rounded(L, value, 2, cl_ratio_int(1));
}

static int word_to_whole(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);
    cl_node value = cl_standin_node(L, 1, 0);
    int decimals = cl_money_decimals(builder->programme->currency);
    int64_t step = 1;

    if (cl_tree_gives(&builder->programme->tree, value) == CL_GIVES_MONEY)
        for (; decimals > 0; decimals--)
            step *= 10;
    return rounded(L, value, 2, cl_ratio_int(step));
}

/* to_multiple(amount, "5.00", "down") */
static int word_to_multiple(lua_State *L)
{
    cl_tree *tree = tree_of(L);
    cl_node value = cl_standin_node(L, 1, 0), step = cl_standin_node(L, 2, value);

    if (value == 0 || step == 0)
        return cl_standin_push(L, 0);
    if (cl_tree_at(tree, step)->op != CL_OP_LITERAL ||
        cl_tree_gives(tree, step) != cl_tree_gives(tree, value)) {
        cl_words_fault(L,
                       "the step is written out, as text and of the kind of the value: \"5.00\"");
        return cl_standin_push(L, 0);
    }
    return rounded(L, value, 3, cl_tree_at(tree, step)->exact);
}

/* ---- pick ---- */

static const char *const row_keys[] = {"when", "gives", NULL};

static void read_row(lua_State *L, lua_Integer i, cl_node *condition, cl_node *value)
{
    int row;

    *condition = *value = 0;
    if (lua_rawgeti(L, 1, i) != LUA_TTABLE) {
        cl_words_fault(L, "row %d is { when = …, gives = … }; found %s", (int)i,
                       cl_type_name(L, -1));
        lua_pop(L, 1);
        return;
    }
    row = lua_gettop(L);
    *condition = cl_key_condition(L, row, "when", true);
    if (cl_key_push(L, row, "gives") != LUA_TNIL)
        *value = cl_standin_node(L, -1, 0);
    else
        cl_words_fault(L, "'gives' is needed in row %d and is not there", (int)i);
    cl_keys_check(L, row, row_keys, 0);
    lua_settop(L, row - 1);
}

static const char *const pick_keys[] = {"otherwise", NULL};

static int word_pick(lua_State *L)
{
    cl_tree *tree = tree_of(L);
    cl_node *conditions, *values, otherwise = 0;
    size_t count;

    if (lua_type(L, 1) != LUA_TTABLE) {
        cl_words_fault(L, "takes rows: pick { { when = …, gives = … }, otherwise = … }");
        return cl_standin_push(L, 0);
    }
    count = cl_items_count(L, 1);
    conditions = lua_newuserdatauv(L, (2 * count + 1) * sizeof *conditions, 0);
    values = conditions + count;
    for (size_t i = 0; i < count; i++)
        read_row(L, (lua_Integer)i + 1, &conditions[i], &values[i]);
    if (cl_key_push(L, 1, "otherwise") != LUA_TNIL) {
        otherwise = cl_standin_node(L, -1, count > 0 ? values[0] : 0);
        if (otherwise == 0)
            count = 0;
    }
    cl_keys_check(L, 1, pick_keys, CL_KEYS_ITEMS);
    if (count == 0 && cl_key_there(L, 1, "otherwise"))
        return cl_standin_push(L, 0);
    return cl_standin_push(L, cl_tree_pick(tree, conditions, values, count, otherwise));
}

const cl_word cl_words_number[] = {
    {.name = "least",
     .takes = "values of one kind",
     .gives = "a value",
     .brief = "The lowest of them.",
     .example = "least(r.cost:otherwise(P.visit_rate), P.visit_rate)",
     .call = word_extreme,
     .op = CL_OP_LEAST,
     .least = 1,
     .most = -1},
    {.name = "greatest",
     .takes = "values of one kind",
     .gives = "a value",
     .brief = "The highest of them.",
     .example = "greatest(a.days - 14, 0)",
     .call = word_extreme,
     .op = CL_OP_GREATEST,
     .least = 1,
     .most = -1},
    {.name = "share_of",
     .takes = "a share and an amount",
     .gives = "money or a number",
     .brief = "That share of the amount, exactly.",
     .example = "share_of(\"75%\", F.total_cost)",
     .call = word_share_of,
     .least = 2,
     .most = 2},
    {.name = "to_cent",
     .takes = "an amount and the way of rounding",
     .gives = "money",
     .brief = "The amount in whole pence or cents.",
     .example = "to_cent(share_of(\"75%\", F.total_cost), \"down\")",
     .call = word_to_cent,
     .least = 2,
     .most = 2},
    {.name = "to_whole",
     .takes = "a value and the way of rounding",
     .gives = "a number or money",
     .brief = "The value in whole units: whole weeks, whole pounds.",
     .example = "to_whole(a.days / 7, \"up\")",
     .call = word_to_whole,
     .least = 2,
     .most = 2},
    {.name = "to_multiple",
     .takes = "a value, a step and the way of rounding",
     .gives = "a number or money",
     .brief = "The value as a multiple of the step.",
     .example = "to_multiple(F.total_cost, \"5.00\", \"down\")",
     .call = word_to_multiple,
     .least = 3,
     .most = 3},
    {.name = "pick",
     .takes = "rows { when = …, gives = … } and otherwise = …",
     .gives = "a value",
     .brief = "The value of the first row whose condition holds.",
     .example =
         "pick { { when = F.visit:is \"one-way\", gives = P.one_way_limit }, otherwise = P.limit }",
     .call = word_pick,
     .least = 1,
     .most = 1},
    {.name = NULL},
};
