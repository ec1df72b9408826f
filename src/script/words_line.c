/* SPDX-License-Identifier: MIT
 *
 * Lines of the award. With `each`, the functions are called once with a stand-in for the member.
 */
#include "class.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static const char *const line_keys[] = {
    "title",         "cite",      "applies",    "each",         "amount",
    "split",         "not_paid",  "at_most",    "at_most_cite", "units",
    "units_at_most", "unit_rate", "units_cite", "part_title",   NULL,
};
static const char *const reason_keys[] = {"when", "cite", "says", NULL};

static cl_tree *tree_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->tree;
}

/* ---- repeated ---- */

static const cl_class repeated_class = {"repeated", NULL, NULL, NULL, NULL};

/* repeated "school": the members with an equal key but the dearest. */
static int word_repeated(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING && lua_type(L, 1) != LUA_TFUNCTION) {
        cl_words_fault(L, "takes the name of a fact or function(r) return … end; found %s",
                       cl_type_name(L, 1));
        return cl_standin_push(L, 0);
    }
    lua_newuserdatauv(L, 1, 1);
    cl_class_push(L, &repeated_class);
    lua_setmetatable(L, -2);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* ---- reasons not to pay ---- */

static void read_reason(lua_State *L, cl_line *line, cl_node member, size_t number)
{
    cl_not_paid *reason = &line->not_paid[line->not_paid_count];
    int row = lua_gettop(L);

    if (lua_type(L, row) != LUA_TTABLE) {
        cl_words_fault(L, "reason %zu of 'not_paid' is { when = …, cite = … }; found %s", number,
                       cl_type_name(L, row));
        return;
    }
    reason->cites = cl_key_cites(L, row, "cite");
    reason->says = cl_key_text(L, row, "says", false);
    if (cl_key_push(L, row, "when") == LUA_TNIL) {
        cl_words_fault(L, "'when' is needed in reason %zu of 'not_paid'", number);
    } else if (cl_class_test(L, -1, &repeated_class) != NULL) {
        lua_getiuservalue(L, -1, 1);
        reason->repeated = cl_standin_apply(L, -1, member, false, "repeated");
    } else {
        reason->when = cl_standin_apply(L, -1, member, true, "when");
    }
    cl_keys_check(L, row, reason_keys, 0);
    lua_settop(L, row);
    line->not_paid_count += reason->when != 0 || reason->repeated != 0;
}

static void read_reasons(lua_State *L, cl_line *line, cl_node member)
{
    size_t count;

    if (cl_key_push(L, 2, "not_paid") == LUA_TTABLE) {
        count = cl_list_count(L, -1, "not_paid");
        line->not_paid = cl_words_memory(L, count, sizeof *line->not_paid);
        for (size_t i = 1; i <= count; i++) {
            lua_rawgeti(L, -1, (lua_Integer)i);
            read_reason(L, line, member, i);
            lua_pop(L, 1);
        }
    } else if (!lua_isnil(L, -1)) {
        cl_words_fault(L, "'not_paid' is a list of reasons, { { when = …, cite = … } }; found %s",
                       cl_type_name(L, -1));
    }
    lua_pop(L, 1);
}

/* ---- amounts ---- */

static void check_amount(lua_State *L, const cl_line *line)
{
    cl_gives gives = cl_tree_gives(tree_of(L), line->amount);
    bool weight = line->shares_of != 0 && (gives == CL_GIVES_NUMBER || gives == CL_GIVES_SHARE);

    if (line->amount == 0 || gives == CL_GIVES_MONEY || weight)
        return;
    cl_words_fault(L, "'amount' is money; found %s", cl_tree_gives_words(tree_of(L), line->amount));
}

static cl_node read_amount(lua_State *L, const char *key, cl_node member, bool required)
{
    cl_node node = 0;

    if (cl_key_push(L, 2, key) == LUA_TNIL) {
        if (required)
            cl_words_fault(L, "'%s' is needed and is not there", key);
    } else if (lua_type(L, -1) == LUA_TFUNCTION && member == 0 && !cl_key_there(L, 2, "each")) {
        cl_words_fault(L, "'%s' is a function of a member, and there is no 'each'", key);
    } else if (lua_type(L, -1) == LUA_TFUNCTION) {
        node = cl_standin_apply(L, -1, member, false, key);
    } else {
        node = cl_standin_node(L, -1, 0);
    }
    lua_pop(L, 1);
    return node;
}

/* What is asked of each member, inside the binder of `each`. */
static void read_members(lua_State *L, cl_line *line)
{
    cl_tree *tree = tree_of(L);
    cl_node member;

    line->binder = tree->depth;
    member = cl_tree_open(tree, line->each, NULL);
    line->amount = read_amount(L, "amount", member, true);
    line->units = read_amount(L, "units", member, false);
    read_reasons(L, line, member);
    cl_tree_close(tree, CL_OP_SUM, line->each, 0, NULL);
}

static void only_with(lua_State *L, const char *const *keys, const char *other)
{
    for (; *keys != NULL; keys++)
        if (cl_key_there(L, 2, *keys))
            cl_words_fault(L, "'%s' has a meaning only with '%s'", *keys, other);
}

static void read_limits(lua_State *L, cl_line *line)
{
    static const char *const of_each[] = {"not_paid", "at_most",    "units",
                                          "split",    "part_title", NULL};
    static const char *const of_units[] = {"units_at_most", "unit_rate", "units_cite", NULL};

    line->at_most = cl_key_value(L, 2, "at_most", CL_GIVES_NUMBER, CL_GIVES_NUMBER, false);
    line->at_most_cites = cl_key_cites(L, 2, "at_most_cite");
    line->units_at_most =
        cl_key_value(L, 2, "units_at_most", CL_GIVES_NUMBER, CL_GIVES_NUMBER, false);
    line->unit_rate = cl_key_value(L, 2, "unit_rate", CL_GIVES_MONEY, CL_GIVES_MONEY, false);
    line->units_cites = cl_key_cites(L, 2, "units_cite");
    if (!cl_key_there(L, 2, "each"))
        only_with(L, of_each, "each");
    if (!cl_key_there(L, 2, "units"))
        only_with(L, of_units, "units");
    else if (!cl_key_there(L, 2, "units_at_most") || !cl_key_there(L, 2, "unit_rate"))
        cl_words_fault(L, "'units' needs 'units_at_most' and 'unit_rate'");
    if (cl_key_there(L, 2, "units") && line->units != 0 &&
        cl_tree_gives(tree_of(L), line->units) != CL_GIVES_NUMBER)
        cl_words_fault(L, "'units' is a number; found %s",
                       cl_tree_gives_words(tree_of(L), line->units));
}

static int word_line(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_line line = {
        .id = cl_words_text(L, 1), .file = programme->tree.file, .line = programme->tree.line};

    line.title = cl_key_text(L, 2, "title", true);
    line.cites = cl_key_cites(L, 2, "cite");
    line.applies = cl_key_condition(L, 2, "applies", false);
    line.part_title = cl_key_text(L, 2, "part_title", false);
    line.shares_of = cl_key_value(L, 2, "split", CL_GIVES_MONEY, CL_GIVES_MONEY, false);
    if (cl_key_there(L, 2, "each")) {
        line.each = cl_key_value(L, 2, "each", CL_GIVES_LIST, CL_GIVES_LIST, true);
        read_members(L, &line);
    } else {
        line.amount = read_amount(L, "amount", 0, true);
    }
    read_limits(L, &line);
    check_amount(L, &line);
    *(cl_line *)cl_words_push(L, &programme->lines) = line;
    return 0;
}

const cl_word cl_words_line[] = {
    {.name = "line",
     .takes = "an id and { title, cite, amount, … }",
     .gives = "nothing",
     .brief = "A line of the award. each: one part for each member of a list; not_paid: members "
              "that get "
              "nothing, each with its reason; at_most: how many members are paid, the dearest "
              "first; units, "
              "units_at_most, unit_rate: how many units are paid in all; split: an amount that is "
              "shared "
              "out in proportion to 'amount', to the penny.",
     .example =
         "line \"visits\" { title = \"Visits\", cite = \"W1\", each = visits, "
         "amount = function(r) return least(r.cost:otherwise(P.visit_rate), P.visit_rate) end }",
     .call = word_line,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = line_keys},
    {.name = "repeated",
     .takes = "the name of a fact",
     .gives = "a reason for not_paid",
     .brief = "Of the members with an equal value only the dearest is paid.",
     .example = "not_paid = { { when = repeated \"school\", cite = \"W1\" } }",
     .call = word_repeated,
     .least = 1,
     .most = 1},
    {.name = NULL},
};
