/* SPDX-License-Identifier: MIT
 *
 * Properties that stand in the edition: what holds for every dossier like the one that is written,
 * and what a change to it does. Which dossiers are tried is for whoever runs them.
 */
#include <string.h>

#include "class.h"
#include "money.h"
#include "words.h"
#include "words_keys.h"
#include "words_test_parts.h"

const char *const cl_property_keys[] = {"dossier", "changed", "set",    "given", "same",
                                        "more",    "at_most", "expect", NULL};

static cl_programme *programme_of(lua_State *L)
{
    return cl_builder_of(L)->programme;
}

static const char *read_dossier(lua_State *L, const char *key, bool needed)
{
    int type = cl_key_push(L, 2, key);

    if (type == LUA_TTABLE)
        return cl_test_dossier(L, lua_gettop(L));
    if (needed || type != LUA_TNIL)
        cl_words_fault(L, "'%s' is a dossier as a table; found %s", key, cl_type_name(L, -1));
    return NULL;
}

static const char *read_expect(lua_State *L, const char *key)
{
    cl_text *text;
    int type = cl_key_push(L, 2, key), at = lua_gettop(L);

    if (type == LUA_TNIL)
        return NULL;
    if (type != LUA_TTABLE) {
        cl_words_fault(L, "'%s' is a table, { verdict = \"eligible\" }; found %s", key,
                       cl_type_name(L, at));
        return NULL;
    }
    text = cl_box_text(L);
    cl_test_expectations(L, at, text);
    return cl_test_keep(L, text);
}

static bool read_amount(lua_State *L, const char *key, int64_t *minor)
{
    cl_error error = CL_ERROR_INIT;
    cl_money money;

    if (lua_type(L, -1) != LUA_TSTRING)
        cl_words_fault(L, "'%s' is an amount as text, \"250.00\"; found %s", key,
                       cl_type_name(L, -1));
    else if (cl_money_parse(&money, cl_view_of(lua_tostring(L, -1)), programme_of(L)->currency,
                            &error) != 0)
        cl_words_fault(L, "'%s': %s", key, error.message);
    else
        return *minor = money.minor, true;
    return false;
}

/* "verdict", "grant" and "level" are of the decision; any other word is the id of a line. */
static void check_same(lua_State *L, const char *word)
{
    const cl_programme *programme = programme_of(L);

    if (strcmp(word, "verdict") != 0 && strcmp(word, "grant") != 0 && strcmp(word, "level") != 0)
        cl_test_known_id(L, "line", word, &programme->lines, &programme->adjusts);
}

static void read_same(lua_State *L, cl_edition_property *property)
{
    int at;

    if (cl_key_push(L, 2, "same") == LUA_TNIL)
        return;
    at = lua_gettop(L);
    if (lua_type(L, at) != LUA_TTABLE) {
        cl_words_fault(L, "'same' is a list, { \"verdict\", \"visits\" }; found %s",
                       cl_type_name(L, at));
        return;
    }
    property->same_count = cl_list_count(L, at, "same");
    property->same = cl_words_memory(L, property->same_count, sizeof *property->same);
    for (size_t i = 0; i < property->same_count; i++) {
        lua_rawgeti(L, at, (lua_Integer)i + 1);
        property->same[i] = lua_type(L, -1) == LUA_TSTRING ? cl_words_text(L, -1) : "";
        check_same(L, property->same[i]);
        lua_pop(L, 1);
    }
}

static void read_more(lua_State *L, cl_edition_property *property)
{
    const char **names;
    int at;

    if (cl_key_push(L, 2, "more") == LUA_TNIL)
        return;
    at = lua_gettop(L);
    if (lua_type(L, at) != LUA_TTABLE) {
        cl_words_fault(L, "'more' is a table, { training = \"250.00\" }; found %s",
                       cl_type_name(L, at));
        return;
    }
    names = cl_keys_sorted(L, at, &property->more_count);
    property->more = cl_words_memory(L, property->more_count, sizeof *property->more);
    for (size_t i = 0; i < property->more_count; i++) {
        cl_line_change *more = &property->more[i];

        cl_test_known_id(L, "line", names[i], &programme_of(L)->lines, NULL);
        cl_key_push(L, at, names[i]);
        more->line = cl_arena_string(&programme_of(L)->arena, names[i]);
        read_amount(L, names[i], &more->minor);
        lua_pop(L, 1);
    }
}

static void check_whole(lua_State *L, const cl_edition_property *property)
{
    bool compares = property->same_count > 0 || property->more_count > 0;

    if (compares && property->changed_json == NULL)
        cl_words_fault(L, "'same' and 'more' compare with a 'changed' dossier, and there is none");
    else if (!compares && property->changed_json != NULL && property->expect_json == NULL)
        cl_words_fault(L, "nothing is said of the 'changed' dossier: 'same', 'more' or 'expect'");
}

int cl_word_property(lua_State *L)
{
    cl_programme *programme = programme_of(L);
    cl_edition_property property = {
        .name = cl_words_text(L, 1), .file = programme->tree.file, .line = programme->tree.line};

    property.dossier_json = read_dossier(L, "dossier", true);
    property.changed_json = read_dossier(L, "changed", false);
    property.set_json = cl_test_settings(L);
    property.given_json = read_expect(L, "given");
    property.expect_json = read_expect(L, "expect");
    read_same(L, &property);
    read_more(L, &property);
    if (cl_key_push(L, 2, "at_most") != LUA_TNIL)
        property.has_most = read_amount(L, "at_most", &property.at_most);
    check_whole(L, &property);
    if (property.dossier_json != NULL)
        *(cl_edition_property *)cl_words_push(L, &programme->properties) = property;
    return 0;
}
