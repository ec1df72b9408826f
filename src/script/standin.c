/* SPDX-License-Identifier: MIT
 *
 * Stand-ins for values that are not known before an application is decided. Arithmetic is natural;
 * everything that Lua would decide by itself (a comparison, a length, a call) is refused with a
 * hint, because it would be decided once, at load, and for all applications alike.
 */
#include "standin.h"

#include "call.h"
#include "class.h"
#include "limit.h"
#include "programme.h"
#include "suggest.h"
#include "words.h"
#include "words_keys.h"

typedef struct standin {
    cl_node node;
    uint32_t scope; /* serial of the innermost list whose member is in it; 0: none */
} standin;

static const cl_class standin_class;

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

static uint32_t scope_of(const cl_tree *tree, cl_node node)
{
    uint32_t free = cl_tree_at(tree, node)->free;

    for (unsigned depth = CL_BINDERS; depth-- > 0;)
        if ((free & (1u << depth)) != 0)
            return tree->scopes[depth];
    return 0;
}

int cl_standin_push(lua_State *L, cl_node node)
{
    standin *value = cl_class_new(L, &standin_class, sizeof *value);

    value->node = node;
    value->scope = scope_of(tree_of(L), node);
    return 1;
}

bool cl_standin_is(lua_State *L, int index)
{
    return cl_class_test(L, index, &standin_class) != NULL;
}

/* The node of a stand-in; 0 after a finding when its list has ended. */
static cl_node usable(lua_State *L, const standin *value)
{
    if (cl_tree_scope_open(tree_of(L), value->scope))
        return value->node;
    cl_tree_finding(tree_of(L),
                    "this is the member of a list outside the function it was given to");
    return 0;
}

static cl_node number_node(lua_State *L, int index, cl_node like)
{
    if (!lua_isinteger(L, index)) {
        if (!cl_builder_of(L)->scan_failed)
            cl_words_fault(L, "write the number as text, so that it stays exact");
        return 0;
    }
    if (cl_tree_gives(tree_of(L), like) == CL_GIVES_MONEY) {
        cl_words_fault(L,
                       "write the amount as text, \"%lld.00\", so that it is money and no number",
                       (long long)lua_tointeger(L, index));
        return 0;
    }
    return cl_tree_integer(tree_of(L), lua_tointeger(L, index));
}

cl_node cl_standin_node(lua_State *L, int index, cl_node like)
{
    const standin *value = cl_class_test(L, index, &standin_class);
    cl_view text;

    if (value != NULL)
        return usable(L, value);
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        text.at = lua_tolstring(L, index, &text.length);
        cl_charge(L, cl_units(text.length));
        return cl_tree_literal(tree_of(L), like, text);
    case LUA_TNUMBER:
        return number_node(L, index, like);
    case LUA_TBOOLEAN:
        if (!cl_builder_of(L)->scan_failed)
            cl_words_fault(L, "'%s' is no value here; write :is_true() or :is_false()",
                           lua_toboolean(L, index) ? "true" : "false");
        return 0;
    default:
        cl_words_fault(L, "a fact, a param, a text or a whole number is expected; found %s",
                       cl_type_name(L, index));
        return 0;
    }
}

cl_node cl_standin_condition(lua_State *L, int index, const char *what)
{
    const standin *value = cl_class_test(L, index, &standin_class);
    cl_node node;

    if (value == NULL) {
        if (lua_type(L, index) != LUA_TBOOLEAN || !cl_builder_of(L)->scan_failed)
            cl_words_fault(L, "'%s' takes a condition, such as F.x:is(…); found %s", what,
                           cl_type_name(L, index));
        return 0;
    }
    node = usable(L, value);
    if (node == 0 || cl_tree_gives(tree_of(L), node) == CL_GIVES_TRUTH)
        return node;
    cl_words_fault(L, "'%s' takes a condition; found %s", what,
                   cl_tree_gives_words(tree_of(L), node));
    return 0;
}

static cl_node call_for_member(lua_State *L, int index, cl_node member, bool condition,
                               const char *what)
{
    cl_node node;

    lua_pushvalue(L, index);
    cl_standin_push(L, member);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        cl_words_fault(L, "the function of '%s' returns nothing; write return …", what);
        node = 0;
    } else {
        node = condition ? cl_standin_condition(L, -1, what) : cl_standin_node(L, -1, 0);
    }
    lua_pop(L, 1);
    return node;
}

cl_node cl_standin_apply(lua_State *L, int index, cl_node member, bool condition, const char *what)
{
    index = lua_absindex(L, index);
    if (lua_type(L, index) == LUA_TFUNCTION)
        return call_for_member(L, index, member, condition, what);
    if (lua_type(L, index) == LUA_TSTRING && member != 0) {
        cl_view name;

        name.at = lua_tolstring(L, index, &name.length);
        return cl_tree_field(tree_of(L), member, name);
    }
    if (condition)
        return cl_standin_condition(L, index, what);
    if (cl_standin_is(L, index))
        return cl_standin_node(L, index, 0);
    cl_words_fault(L, "'%s' takes function(x) return … end; found %s", what,
                   cl_type_name(L, index));
    return 0;
}

/* ---- names behind a dot or colon ---- */

static const cl_word *method_named(const cl_tree *tree, cl_node node, const char *name)
{
    const cl_word *word = NULL;

    if (node == 0 || cl_tree_gives(tree, node) == CL_GIVES_LIST)
        word = cl_words_find(cl_words_list, name);
    return word != NULL ? word : cl_words_find(cl_words_value, name);
}

static const char *nearest_word(bool of_list, cl_view name)
{
    const char *names[64];
    size_t count = 0;

    for (const cl_word *w = cl_words_list; of_list && w->name != NULL; w++)
        names[count++] = w->name;
    for (const cl_word *w = cl_words_value; w->name != NULL && count < 64; w++)
        names[count++] = w->name;
    return cl_suggest(name, names, count);
}

/* schools.role: a fact of each member, asked of the list. */
static bool is_fact_of_member(const cl_tree *tree, cl_node list, cl_view name)
{
    return cl_schema_find(&tree->programme->schema, cl_tree_at(tree, list)->type, name) >= 0;
}

static int no_such_word(lua_State *L, cl_node node, cl_view name)
{
    cl_tree *tree = tree_of(L);
    bool of_list = cl_tree_gives(tree, node) == CL_GIVES_LIST;
    const char *nearest = nearest_word(of_list, name);

    if (of_list && cl_tree_at(tree, node)->op != CL_OP_PARAM && is_fact_of_member(tree, node, name))
        cl_tree_finding(tree,
                        "'%s' is a fact of each member of a list; write "
                        ":every(function(x) return x.%s:… end), :any, :none or :where",
                        name.at, name.at);
    else if (nearest != NULL)
        cl_tree_finding(tree, "there is no word '%s' for %s; did you mean '%s'?", name.at,
                        cl_tree_gives_words(tree, node), nearest);
    else
        cl_tree_finding(tree, "there is no word '%s' for %s", name.at,
                        cl_tree_gives_words(tree, node));
    return cl_standin_push(L, 0);
}

/* A judgement is asked for as such wherever it is used. */
static int push_field(lua_State *L, cl_node record, cl_view name)
{
    cl_tree *tree = tree_of(L);
    cl_node field = cl_tree_field(tree, record, name);
    const cl_tree_node *at = cl_tree_at(tree, field);

    if (at->op == CL_OP_FIELD) {
        unsigned type = cl_tree_at(tree, cl_tree_argument(tree, field, 0))->type;

        if (cl_schema_field(&tree->programme->schema, type, at->index)->kind == CL_FACT_JUDGEMENT)
            field = cl_tree_ask(tree, CL_OP_JUDGED, field);
    }
    return cl_standin_push(L, field);
}

static int index_record(lua_State *L, cl_node node, cl_view name)
{
    cl_tree *tree = tree_of(L);
    bool is_fact =
        cl_schema_find(&tree->programme->schema, cl_tree_at(tree, node)->type, name) >= 0;
    const cl_word *word = method_named(tree, node, name.at);

    if (is_fact || word == NULL)
        return push_field(L, node, name);
    cl_words_function(L, word);
    return 1;
}

static void enter(lua_State *L)
{
    if (!cl_builder_of(L)->loading)
        cl_raise_text(L, CL_E_SCRIPT,
                      "a fact of the edition cannot be used in a compute function; "
                      "name it in 'from' and take it as an argument");
    cl_charge(L, 1);
    cl_words_place(L);
}

void cl_standin_unknown_members(lua_State *L)
{
    cl_tree_finding(tree_of(L), "the members of a list are not known while the edition is read; "
                                "write :every, :any, :where or :first");
}

static int standin_index(lua_State *L)
{
    const standin *value = cl_class_check(L, 1, &standin_class);
    const cl_word *word;
    cl_view name;

    enter(L);
    if (lua_type(L, 2) != LUA_TSTRING) {
        cl_standin_unknown_members(L);
        return cl_standin_push(L, 0);
    }
    name.at = lua_tolstring(L, 2, &name.length);
    if (value->node == 0) {
        word = method_named(tree_of(L), 0, name.at);
        if (word == NULL)
            return cl_standin_push(L, 0);
        cl_words_function(L, word);
        return 1;
    }
    if (cl_tree_gives(tree_of(L), value->node) == CL_GIVES_RECORD)
        return index_record(L, usable(L, value), name);
    word = method_named(tree_of(L), value->node, name.at);
    if (word == NULL)
        return no_such_word(L, value->node, name);
    cl_words_function(L, word);
    return 1;
}

/* ---- arithmetic ---- */

static int arithmetic(lua_State *L, cl_op op)
{
    const standin *a = cl_class_test(L, 1, &standin_class);
    const standin *b = cl_class_test(L, 2, &standin_class);
    cl_builder *builder = cl_builder_of(L);
    const char *subject = builder->subject;
    bool scales = op == CL_OP_MULTIPLY || op == CL_OP_DIVIDE; /* the other side is no money then */
    cl_node sides[2];

    enter(L);
    builder->subject = NULL;
    sides[0] = cl_standin_node(L, 1, b != NULL && !scales ? b->node : 0);
    sides[1] = cl_standin_node(L, 2, a != NULL && !scales ? a->node : 0);
    builder->subject = subject;
    return cl_standin_push(L, cl_tree_arithmetic(tree_of(L), op, sides[0], sides[1]));
}

static int standin_add(lua_State *L)
{
    return arithmetic(L, CL_OP_ADD);
}

static int standin_subtract(lua_State *L)
{
    return arithmetic(L, CL_OP_SUBTRACT);
}

static int standin_multiply(lua_State *L)
{
    return arithmetic(L, CL_OP_MULTIPLY);
}

static int standin_divide(lua_State *L)
{
    return arithmetic(L, CL_OP_DIVIDE);
}

static int standin_negate(lua_State *L)
{
    enter(L);
    return cl_standin_push(L, cl_tree_negate(tree_of(L), cl_standin_node(L, 1, 0)));
}

/* ---- what Lua would decide by itself ---- */

static int refuse(lua_State *L, const char *says)
{
    cl_tree *tree = tree_of(L);

    enter(L);
    cl_tree_finding(tree, "%s", says);
    return cl_standin_push(L, 0);
}

static int standin_equal(lua_State *L)
{
    return cl_raise_text(L, CL_E_SCRIPT, "'==' compares nothing in a programme; write F.x:is(…)");
}

/* `>` arrives as a swapped `<`, so the hint does not say which one was typed. */
static int standin_order(lua_State *L)
{
    return cl_raise_text(L, CL_E_SCRIPT,
                         "'<' and '>' compare nothing in a programme; write :less_than(…), "
                         ":at_most(…), :at_least(…) or :more_than(…)");
}

static int standin_length(lua_State *L)
{
    return refuse(L, "'#' counts nothing in a programme; write :count()");
}

static int standin_concat(lua_State *L)
{
    return refuse(L, "'..' joins texts, and the value of a fact is not known while the edition is "
                     "read; in a message write {fact}");
}

static int standin_call(lua_State *L)
{
    const standin *value = cl_class_check(L, 1, &standin_class);
    bool iterates = lua_gettop(L) == 3 && lua_isnil(L, 3);

    if (value->node == 0) /* as the iterator of a loop it has no member; else the loop never ends */
        return iterates ? 0 : cl_standin_push(L, 0);
    return refuse(L, "a fact is no function; its words follow a colon: F.x:is(…)");
}

static int standin_newindex(lua_State *L)
{
    cl_tree *tree = tree_of(L);

    enter(L);
    cl_tree_finding(tree, "a fact cannot be set by an edition; write local name = …");
    return 0;
}

static int standin_other(lua_State *L)
{
    return refuse(L, "only + - * / are meant in a programme; write to_whole(…) for a whole number");
}

static const luaL_Reg standin_meta[] = {
    {"__index", standin_index},
    {"__newindex", standin_newindex},
    {"__add", standin_add},
    {"__sub", standin_subtract},
    {"__mul", standin_multiply},
    {"__div", standin_divide},
    {"__unm", standin_negate},
    {"__eq", standin_equal},
    {"__lt", standin_order},
    {"__le", standin_order},
    {"__len", standin_length},
    {"__concat", standin_concat},
    {"__call", standin_call},
    {"__mod", standin_other},
    {"__pow", standin_other},
    {"__idiv", standin_other},
    {"__band", standin_other},
    {"__bor", standin_other},
    {"__bxor", standin_other},
    {"__shl", standin_other},
    {"__shr", standin_other},
    {"__bnot", standin_other},
    {NULL, NULL},
};

static const cl_class standin_class = {"a value of the edition", standin_meta, NULL, NULL, NULL};

/* ---- F and P ---- */

void cl_standin_push_facts(lua_State *L)
{
    cl_standin_push(L, cl_tree_root(tree_of(L)));
}

static int params_index(lua_State *L)
{
    cl_view name;

    enter(L);
    if (lua_type(L, 2) != LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "a param has a name: P.ceiling");
    name.at = lua_tolstring(L, 2, &name.length);
    return cl_standin_push(L, cl_tree_param(tree_of(L), name));
}

static int params_newindex(lua_State *L)
{
    cl_tree *tree = tree_of(L);

    enter(L);
    cl_tree_finding(tree,
                    "a param is declared with its dates: param \"name\" { [\"2021-01-01\"] = … }");
    return 0;
}

static const luaL_Reg params_meta[] = {
    {"__index", params_index}, {"__newindex", params_newindex}, {NULL, NULL}};
static const cl_class params_class = {"params", params_meta, NULL, NULL, NULL};

void cl_standin_push_params(lua_State *L)
{
    cl_class_new(L, &params_class, 1);
}
