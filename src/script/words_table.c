/* SPDX-License-Identifier: MIT
 *
 * Tables by lower bound: bands, and marginal rates. Only the lower bound of a row is written, so
 * that neither a gap nor an overlap can be. A table is called like a function:
 * travel(a.distance_km).
 */
#include "words_table.h"

#include <stdlib.h>

#include "call.h"
#include "class.h"
#include "standin.h"
#include "words_keys.h"

/* ---- the handle ---- */

typedef struct handle {
    unsigned table;
} handle;

static const cl_class handle_class;

static int handle_call(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);
    const handle *value = cl_class_check(L, 1, &handle_class);
    int count = lua_gettop(L) - 1;
    cl_node *keys;

    if (!builder->loading)
        return cl_raise_text(L, CL_E_SCRIPT,
                             "a table of the edition cannot be used in a compute function; "
                             "name its value in 'from'");
    cl_words_place(L);
    keys = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *keys, 0);
    for (int i = 0; i < count; i++) {
        if (lua_type(L, i + 2) == LUA_TBOOLEAN)
            keys[i] = cl_tree_truth(&builder->programme->tree, lua_toboolean(L, i + 2));
        else
            keys[i] = cl_standin_node(L, i + 2, 0);
    }
    return cl_standin_push(
        L, cl_tree_table(&builder->programme->tree, value->table, keys, (size_t)count));
}

static const luaL_Reg handle_meta[] = {{"__call", handle_call}, {NULL, NULL}};
static const cl_class handle_class = {"a table of the edition", handle_meta, NULL, NULL, NULL};

int cl_table_add(lua_State *L, const cl_rate_table *table)
{
    cl_vec *tables = &cl_builder_of(L)->programme->tables;
    handle *value;

    if (table->gives == CL_GIVES_NOTHING)
        return cl_standin_push(L, 0); /* no row could be read: findings say why */
    *(cl_rate_table *)cl_words_push(L, tables) = *table;
    value = cl_class_new(L, &handle_class, sizeof *value);
    value->table = (unsigned)(tables->count - 1);
    return 1;
}

cl_rate_table cl_table_begin(lua_State *L, cl_rate_kind kind)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_rate_table table = {
        .name = cl_words_text(L, 1), .kind = kind, .key_count = 1, .most = {0, 1}};

    table.file = programme->tree.file;
    table.line = programme->tree.line;
    table.cites = cl_key_cites(L, 2, "cite");
    return table;
}

bool cl_table_value(lua_State *L, cl_rate_table *table, cl_ratio *out)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    cl_node node = cl_standin_node(L, -1, 0);
    cl_gives gives = cl_tree_gives(tree, node);

    if (node == 0)
        return false;
    if (cl_tree_at(tree, node)->op != CL_OP_LITERAL || gives == CL_GIVES_TEXT) {
        cl_words_fault(L, "a row gives a whole number, or text such as \"180.00\" or \"70%%\"");
        return false;
    }
    if (table->gives == CL_GIVES_NOTHING)
        table->gives = gives;
    if (table->gives != gives) {
        cl_words_fault(L, "the rows give values of two kinds");
        return false;
    }
    *out = cl_tree_at(tree, node)->exact;
    return true;
}

/* ---- rows by lower bound ---- */

static int compare_rows(const void *a, const void *b)
{
    const cl_rate_row *x = a, *y = b;

    return cl_ratio_compare(x->from, y->from);
}

/* The key below the value on top of the stack: a whole number, or a text for a fraction. */
static bool read_bound(lua_State *L, cl_ratio *out)
{
    cl_error error = CL_ERROR_INIT;

    if (lua_isinteger(L, -2)) {
        *out = cl_ratio_int(lua_tointeger(L, -2));
        return true;
    }
    if (lua_type(L, -2) != LUA_TSTRING || *lua_tostring(L, -2) < '0' || *lua_tostring(L, -2) > '9')
        return false; /* a named key */
    if (cl_ratio_parse(out, cl_view_of(lua_tostring(L, -2)), &error) == 0)
        return true;
    cl_words_fault(L, "%s", error.message);
    return false;
}

static void read_rows(lua_State *L, cl_rate_table *table)
{
    size_t room = 1;

    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
        room++;
    table->rows = cl_words_memory(L, room, sizeof *table->rows);
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
        cl_rate_row *row = &table->rows[table->row_count];

        if (read_bound(L, &row->from) && cl_table_value(L, table, &row->value))
            table->row_count++;
    }
    qsort(table->rows, table->row_count, sizeof *table->rows, compare_rows);
    for (size_t i = 1; i < table->row_count; i++)
        if (compare_rows(&table->rows[i - 1], &table->rows[i]) == 0)
            cl_words_fault(L, "two rows begin at the same value");
    if (table->row_count == 0)
        cl_words_fault(L, "it has no rows; write [100] = \"180.00\", …");
}

static void read_most(lua_State *L, cl_rate_table *table)
{
    int64_t most;

    if (!cl_key_integer(L, 2, "most", &most))
        return;
    table->has_most = true;
    table->most = cl_ratio_int(most);
    if (table->row_count > 0 &&
        cl_ratio_compare(table->rows[table->row_count - 1].from, table->most) > 0)
        cl_words_fault(L, "'most' lies below the last row");
}

static const char *const bands_keys[] = {"unit", "most", "cite", NULL};
static const char *const marginal_keys[] = {"unit", "cite", NULL};

static int word_bands(lua_State *L)
{
    cl_rate_table table = cl_table_begin(L, CL_TABLE_BANDS);

    table.unit = cl_key_text(L, 2, "unit", false);
    read_rows(L, &table);
    read_most(L, &table);
    return cl_table_add(L, &table);
}

static int word_marginal(lua_State *L)
{
    cl_rate_table table = cl_table_begin(L, CL_TABLE_MARGINAL);

    table.unit = cl_key_text(L, 2, "unit", false);
    read_rows(L, &table);
    if (table.row_count > 0 && cl_ratio_compare(table.rows[0].from, cl_ratio_int(1)) != 0)
        cl_words_fault(L, "the first rate is that of the first unit: [1] = …");
    return cl_table_add(L, &table);
}

const cl_word cl_words_table[] = {
    {.name = "bands",
     .takes = "a name and rows by their lower bound",
     .gives = "a table",
     .brief = "The value of the row in which the key falls; below the first row there is none.",
     .example =
         "bands \"travel\" { [10] = \"23.00\", [100] = \"180.00\", unit = \"km\", cite = \"W30\" }",
     .call = word_bands,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = bands_keys,
     .other_keys = CL_KEYS_NUMBERS | CL_KEYS_DIGITS},
    {.name = "marginal",
     .takes = "a name and rates by the first unit they hold for",
     .gives = "a table",
     .brief = "Each unit at the rate of its row, added up.",
     .example = "marginal \"support\" { [1] = \"350.00\", [101] = \"200.00\", cite = \"W30\" }",
     .call = word_marginal,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = marginal_keys,
     .other_keys = CL_KEYS_NUMBERS | CL_KEYS_DIGITS},
    {.name = "lookup",
     .takes = "a name, keys and rows, or a CSV file",
     .gives = "a table",
     .brief =
         "The value of the row with exactly these keys; a key that is not there is unknown, never "
         "nothing. A list in place of a key stands for one row each.",
     .example = "lookup \"daily\" { keys = { \"country\" }, { { \"IE\", \"DK\" }, \"117.00\" }, "
                "cite = \"W30\" }",
     .call = cl_word_lookup,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = cl_lookup_keys,
     .other_keys = CL_KEYS_ITEMS},
    {.name = NULL},
};
