/* SPDX-License-Identifier: MIT
 *
 * Reading the tables of words. Nothing here calls a metamethod, and the order of lua_next never
 * shows.
 */
#include "words_keys.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "limit.h"
#include "standin.h"
#include "suggest.h"

int cl_key_push(lua_State *L, int table, const char *key)
{
    table = lua_absindex(L, table);
    lua_pushstring(L, key);
    return lua_rawget(L, table);
}

bool cl_key_there(lua_State *L, int table, const char *key)
{
    bool there = cl_key_push(L, table, key) != LUA_TNIL;

    lua_pop(L, 1);
    return there;
}

static void needs_key(lua_State *L, const char *key)
{
    cl_words_fault(L, "'%s' is needed and is not there", key);
}

static void wrong_kind(lua_State *L, const char *key, const char *expected)
{
    if (lua_type(L, -1) == LUA_TNUMBER && !lua_isinteger(L, -1) && cl_builder_of(L)->scan_failed)
        return; /* the scan has said it better */
    cl_words_fault(L, "'%s' takes %s; found %s", key, expected, cl_type_name(L, -1));
}

const char *cl_key_text(lua_State *L, int table, const char *key, bool required)
{
    int type = cl_key_push(L, table, key);
    const char *text = NULL;

    if (type == LUA_TSTRING)
        text = cl_words_text(L, -1);
    else if (type != LUA_TNIL)
        wrong_kind(L, key, "a text");
    else if (required)
        needs_key(L, key);
    lua_pop(L, 1);
    return text;
}

bool cl_key_yes(lua_State *L, int table, const char *key)
{
    int type = cl_key_push(L, table, key);
    bool yes = type == LUA_TBOOLEAN && lua_toboolean(L, -1);

    if (type != LUA_TBOOLEAN && type != LUA_TNIL)
        wrong_kind(L, key, "true or false");
    lua_pop(L, 1);
    return yes;
}

bool cl_key_integer(lua_State *L, int table, const char *key, int64_t *out)
{
    int type = cl_key_push(L, table, key);
    bool good = type == LUA_TNUMBER && lua_isinteger(L, -1);

    if (good)
        *out = lua_tointeger(L, -1);
    else if (type != LUA_TNIL)
        wrong_kind(L, key, "a whole number");
    lua_pop(L, 1);
    return good;
}

bool cl_key_date(lua_State *L, int table, const char *key, cl_date *out)
{
    int type = cl_key_push(L, table, key);
    cl_error error = CL_ERROR_INIT;
    bool good = false;

    if (type == LUA_TSTRING) {
        good = cl_date_parse(out, cl_view_of(lua_tostring(L, -1)), &error) == 0;
        if (!good)
            cl_words_fault(L, "'%s': %s", key, error.message);
    } else if (type != LUA_TNIL) {
        wrong_kind(L, key, "a date as text, \"2021-04-26\"");
    }
    lua_pop(L, 1);
    return good;
}

/* "form, apply, fund" */
static void add_names(cl_text *out, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", names[i]);
}

static void wrong_word(lua_State *L, const char *key, const char *found, const char *const *names)
{
    cl_text list = CL_TEXT_INIT;
    const char *nearest;
    size_t count = 0;

    while (names[count] != NULL)
        count++;
    nearest = cl_suggest(cl_view_of(found), names, count);
    add_names(&list, names);
    if (nearest != NULL)
        cl_words_fault(L, "'%s' is one of %s; found '%s'; did you mean '%s'?", key,
                       list.at != NULL ? list.at : "", found, nearest);
    else
        cl_words_fault(L, "'%s' is one of %s; found '%s'", key, list.at != NULL ? list.at : "",
                       found);
    cl_text_clear(&list);
}

int cl_key_choice(lua_State *L, int table, const char *key, const char *const *names, int standard)
{
    const char *text = cl_key_text(L, table, key, standard < 0);

    if (text == NULL)
        return cl_key_there(L, table, key) ? -1 : standard;
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    wrong_word(L, key, text, names);
    return -1;
}

/* The list of ids on top of the stack. */
static cl_cites cites_list(lua_State *L, const char *key)
{
    int list = lua_gettop(L);
    size_t count = cl_list_count(L, list, key);
    const char **ids = cl_words_memory(L, count, sizeof *ids);
    cl_cites cites = {ids, 0};

    for (size_t i = 1; i <= count; i++) {
        if (lua_rawgeti(L, list, (lua_Integer)i) == LUA_TSTRING)
            ids[cites.count++] = cl_words_text(L, -1);
        else
            wrong_kind(L, key, "ids of clauses as text");
        lua_pop(L, 1);
    }
    return cites;
}

cl_cites cl_key_cites(lua_State *L, int table, const char *key)
{
    int type = cl_key_push(L, table, key);
    cl_cites cites = {NULL, 0};

    if (type == LUA_TSTRING) {
        const char **ids = cl_words_memory(L, 1, sizeof *ids);

        ids[0] = cl_words_text(L, -1);
        cites = (cl_cites){ids, 1};
    } else if (type == LUA_TTABLE) {
        cites = cites_list(L, key);
    } else if (type != LUA_TNIL) {
        wrong_kind(L, key, "the id of a clause, or a list of ids");
    }
    lua_pop(L, 1);
    return cites;
}

cl_node cl_key_condition(lua_State *L, int table, const char *key, bool required)
{
    cl_node node = 0;

    if (cl_key_push(L, table, key) != LUA_TNIL)
        node = cl_standin_condition(L, -1, key);
    else if (required)
        needs_key(L, key);
    lua_pop(L, 1);
    return node;
}

static const char *gives_words(cl_gives gives)
{
    switch ((int)gives) {
    case CL_GIVES_MONEY:
        return "money";
    case CL_GIVES_NUMBER:
        return "a number";
    case CL_GIVES_LIST:
        return "a list";
    default:
        return "a value";
    }
}

cl_node cl_key_value(lua_State *L, int table, const char *key, cl_gives first, cl_gives second,
                     bool required)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    cl_node node = 0;

    if (cl_key_push(L, table, key) != LUA_TNIL)
        node = cl_standin_node(L, -1, 0);
    else if (required)
        needs_key(L, key);
    lua_pop(L, 1);
    if (node == 0 || cl_tree_gives(tree, node) == first || cl_tree_gives(tree, node) == second)
        return node;
    cl_words_fault(
        L, "'%s' takes %s; found %s%s", key, gives_words(first), cl_tree_gives_words(tree, node),
        first == CL_GIVES_MONEY ? "; an amount is written with its pence, \"1500.00\"" : "");
    return 0;
}

/* ---- lists ---- */

size_t cl_items_count(lua_State *L, int table)
{
    lua_Integer count = 0, greatest = 0, hole = 1;

    table = lua_absindex(L, table);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;

        cl_charge(L, 1);
        count += key >= 1;
        greatest = key > greatest ? key : greatest;
    }
    if (greatest == count)
        return (size_t)count;
    while (lua_rawgeti(L, table, hole) != LUA_TNIL) {
        hole++;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    cl_words_fault(L, "the list has a hole: item %d of %d is nothing (nil)", (int)hole,
                   (int)(greatest < 100000 ? greatest : 100000));
    return (size_t)hole - 1;
}

size_t cl_list_count(lua_State *L, int table, const char *what)
{
    size_t others = 0;

    table = lua_absindex(L, table);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        others += !lua_isinteger(L, -2) || lua_tointeger(L, -2) < 1;
    if (others > 0)
        cl_words_fault(L, "'%s' is a list { a, b, … }; found keys in it", what);
    return cl_items_count(L, table);
}

/* ---- keys that are not known ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **cl_keys_sorted(lua_State *L, int table, size_t *count)
{
    const char **names;
    size_t room = 1;

    table = lua_absindex(L, table);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        room++;
    cl_charge(L, room);
    names = lua_newuserdatauv(L, room * sizeof *names, 0);
    *count = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            names[(*count)++] = lua_tostring(L, -2);
    qsort(names, *count, sizeof *names, compare_names);
    return names;
}

static bool is_known(const char *const *known, const char *name, size_t *known_count)
{
    bool found = false;

    for (*known_count = 0; known[*known_count] != NULL; (*known_count)++)
        found = found || strcmp(known[*known_count], name) == 0;
    return found;
}

static void check_text_keys(lua_State *L, int table, const char *const *known, unsigned others)
{
    size_t count, known_count;
    const char **names = cl_keys_sorted(L, table, &count);

    for (size_t i = 0; i < count; i++) {
        const char *nearest;

        if (is_known(known, names[i], &known_count) ||
            ((others & CL_KEYS_DIGITS) != 0 && *names[i] >= '0' && *names[i] <= '9'))
            continue;
        nearest = cl_suggest(cl_view_of(names[i]), known, known_count);
        if (nearest != NULL)
            cl_words_fault(L, "there is no key '%.80s'; did you mean '%s'?", names[i], nearest);
        else
            cl_words_fault(L, "there is no key '%.80s'", names[i]);
    }
    lua_pop(L, 1);
}

static bool key_fits(lua_State *L, unsigned others)
{
    if (lua_type(L, -2) == LUA_TSTRING)
        return true;
    if (!lua_isinteger(L, -2))
        return false;
    return (others & CL_KEYS_NUMBERS) != 0 ||
           ((others & CL_KEYS_ITEMS) != 0 && lua_tointeger(L, -2) >= 1);
}

void cl_keys_check(lua_State *L, int table, const char *const *known, unsigned others)
{
    size_t wrong = 0;

    table = lua_absindex(L, table);
    check_text_keys(L, table, known, others);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        wrong += !key_fits(L, others);
    if (wrong > 0)
        cl_words_fault(L, "%zu value%s without a key; write key = value", wrong,
                       wrong == 1 ? " stands" : "s stand");
    if ((others & CL_KEYS_ITEMS) != 0)
        cl_items_count(L, table);
}
