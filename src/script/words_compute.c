/* SPDX-License-Identifier: MIT
 *
 * compute: a Lua function for what the words cannot say. It runs when an application is decided
 * (compute.c), on the values that `from` names and on nothing else.
 */
#include <string.h>

#include "class.h"
#include "compute.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static const char *const gives_names[] = {"number", "money", "share", "date", "yes-no", NULL};
static const cl_gives gives_kinds[] = {CL_GIVES_NUMBER, CL_GIVES_MONEY, CL_GIVES_SHARE,
                                       CL_GIVES_DATE, CL_GIVES_TRUTH};

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

static void read_gives(lua_State *L, cl_compute *compute)
{
    int which = cl_key_choice(L, 2, "gives", gives_names, -2);

    if (which >= 0)
        compute->gives = gives_kinds[which];
    compute->unit = cl_key_text(L, 2, "unit", false);
    if (compute->unit != NULL && which >= 0 && compute->gives != CL_GIVES_NUMBER)
        cl_words_fault(L, "only a number has a unit");
}

static const char *type_name(lua_State *L, const cl_tree_node *at)
{
    return cl_builder_of(L)->programme->schema.types[at->type].name;
}

/* A list of plain facts is taken as it is, of a list of records a fact of each. */
static cl_node list_input(lua_State *L, cl_node node, size_t number)
{
    const cl_tree_node *at = cl_tree_at(tree_of(L), node);

    if (at->op == CL_OP_VALUES || at->op == CL_OP_PARAM)
        return node;
    if (cl_builder_of(L)->programme->schema.types[at->type].plain)
        return cl_tree_plain_values(tree_of(L), node);
    cl_words_fault(L,
                   "'from': value %zu is a list of records (%s); name the fact of each that is "
                   "needed: list:values(function(x) return x.… end)",
                   number, type_name(L, at));
    return 0;
}

static void check_single(lua_State *L, const cl_tree_node *at, size_t number)
{
    if (at->gives == CL_GIVES_RECORD)
        cl_words_fault(L, "'from': value %zu is a record; name the facts of it that are needed",
                       number);
    else if (at->gives == CL_GIVES_MONEY && at->fraction)
        cl_words_fault(L, "'from': value %zu can have a fraction of a penny; write to_cent(…)",
                       number);
}

static cl_gives item_gives(lua_State *L, cl_node node)
{
    const cl_programme *programme = cl_builder_of(L)->programme;
    const cl_tree_node *at = cl_tree_at(tree_of(L), node);
    cl_gives gives = CL_GIVES_TEXT; /* the words of a param */

    if (at->op == CL_OP_VALUES)
        gives = cl_tree_gives(&programme->tree, cl_tree_argument(&programme->tree, node, 1));
    return gives == CL_GIVES_RECORD ? CL_GIVES_TEXT : gives; /* its id */
}

static void add_input(lua_State *L, cl_compute *compute, cl_node *nodes, size_t number)
{
    cl_node node = cl_standin_node(L, -1, 0);
    size_t i = compute->input_count++;

    if (cl_tree_gives(tree_of(L), node) == CL_GIVES_LIST)
        node = list_input(L, node, number);
    else if (node != 0)
        check_single(L, cl_tree_at(tree_of(L), node), number);
    nodes[i] = node;
    compute->input_gives[i] = cl_tree_gives(tree_of(L), node);
    if (compute->input_gives[i] == CL_GIVES_LIST)
        compute->item_gives[i] = item_gives(L, node);
}

/* One value, or a list of them. */
static void read_from(lua_State *L, cl_compute *compute, cl_node *nodes)
{
    int type = cl_key_push(L, 2, "from"), from = lua_gettop(L);
    size_t count;

    if (type == LUA_TNIL) {
        cl_words_fault(L, "'from' is needed: the values that the function takes, { F.x, F.y }");
    } else if (type != LUA_TTABLE) {
        add_input(L, compute, nodes, 1);
    } else {
        count = cl_list_count(L, from, "'from'");
        if (count == 0 || count > CL_COMPUTE_INPUTS)
            cl_words_fault(L, "'from' names 1 to %d values; found %zu", CL_COMPUTE_INPUTS, count);
        for (size_t i = 1; i <= count && count <= CL_COMPUTE_INPUTS; i++) {
            lua_rawgeti(L, from, (lua_Integer)i);
            add_input(L, compute, nodes, i);
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
}

/* False after a finding; else the function is on top. */
static bool push_function(lua_State *L, const cl_compute *compute)
{
    lua_Debug about;

    if (cl_key_push(L, 2, "with") != LUA_TFUNCTION || lua_iscfunction(L, -1)) {
        cl_words_fault(L, "'with' is needed: function(x, y) … end; found %s", cl_type_name(L, -1));
        return false;
    }
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">u", &about);
    if (about.isvararg || about.nparams != compute->input_count) {
        cl_words_fault(L, "'from' names %zu value%s, and the function takes %d%s",
                       compute->input_count, compute->input_count == 1 ? "" : "s", about.nparams,
                       about.isvararg ? " or more" : "");
        return false;
    }
    return true;
}

static const char *const compute_keys[] = {"from", "gives", "unit", "cite", "with", NULL};

static int word_compute(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_node nodes[CL_COMPUTE_INPUTS] = {0};
    cl_compute compute = {
        .name = cl_words_text(L, 1), .file = programme->tree.file, .line = programme->tree.line};

    read_gives(L, &compute);
    compute.cites = cl_key_cites(L, 2, "cite");
    read_from(L, &compute, nodes);
    if (compute.input_count == 0 || !push_function(L, &compute) ||
        compute.gives == CL_GIVES_NOTHING)
        return cl_standin_push(L, 0);
    *(cl_compute *)cl_words_push(L, &programme->computes) = compute;
    cl_compute_keep(L, -1);
    return cl_standin_push(L, cl_tree_compute(tree_of(L), (unsigned)programme->computes.count - 1,
                                              nodes, compute.input_count));
}

const cl_word cl_words_compute[] = {
    {.name = "compute",
     .takes = "a name, the values it takes, what it gives, and a function",
     .gives = "a value",
     .brief = "What a Lua function makes of values when an application is decided; nothing looks "
              "into it, so it is shown as opaque.",
     .example = "compute \"fee\" { from = { F.total_cost }, gives = \"money\", cite = \"W30\",\n"
                "  with = function(total) return least(total, money \"90.00\") end }",
     .call = word_compute,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = compute_keys},
    {.name = NULL},
};
