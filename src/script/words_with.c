/* SPDX-License-Identifier: MIT
 *
 * with(dossier, { ["cluster.schools[s2].funding"] = "fee-paying" }): a copy that differs where it
 * is said. Paths are those of `missing` and of refusals; [+] adds to a list; unknown takes a key
 * away.
 */
#include <stdlib.h>
#include <string.h>

#include "class.h"
#include "limit.h"
#include "words.h"
#include "words_json.h"
#include "words_keys.h"

enum { DEPTH = 32, STEP = 80 };

/* ---- copying ---- */

static void copy_value(lua_State *L, int index, int depth)
{
    index = lua_absindex(L, index);
    cl_charge(L, 1);
    luaL_checkstack(L, 8, NULL);
    if (lua_type(L, index) != LUA_TTABLE) {
        lua_pushvalue(L, index);
        return;
    }
    lua_newtable(L);
    if (depth >= DEPTH) {
        cl_words_fault(L, "the tables are nested more than %d deep", DEPTH);
        return;
    }
    for (lua_pushnil(L); lua_next(L, index);) {
        lua_pushvalue(L, -2);
        copy_value(L, -2, depth + 1);
        lua_rawset(L, -5); /* copy, key, value | key, value */
        lua_pop(L, 1);
    }
}

/* ---- paths ---- */

typedef enum step_kind { STEP_FIELD, STEP_ITEM, STEP_NEW } step_kind;

typedef struct step {
    step_kind kind;
    char name[STEP];
} step;

/* The next step of the path; false when there is none or it is malformed (`*at` then points at it).
 */
static bool next_step(const char **at, bool first, step *out)
{
    bool item = **at == '[';
    const char *start = *at + (item || (!first && **at == '.')), *end = start;

    while (*end != '\0' && (item ? *end != ']' : *end != '.' && *end != '['))
        end++;
    if (end == start || (size_t)(end - start) >= STEP || (item && *end != ']') ||
        (!first && !item && **at != '.'))
        return false;
    memcpy(out->name, start, (size_t)(end - start));
    out->name[end - start] = '\0';
    out->kind = !item ? STEP_FIELD : strcmp(out->name, "+") == 0 ? STEP_NEW : STEP_ITEM;
    *at = end + item;
    return true;
}

/* Number of the item with that id, or the number itself; 0 when there is none. */
static lua_Integer find_item(lua_State *L, int list, const char *name)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, list), found = 0, number;
    char *end;

    for (lua_Integer i = 1; i <= count && found == 0; i++) {
        cl_charge(L, 1);
        if (lua_rawgeti(L, list, i) == LUA_TTABLE && cl_key_push(L, -1, "id") == LUA_TSTRING) {
            if (strcmp(lua_tostring(L, -1), name) == 0)
                found = i;
            lua_pop(L, 1);
        } else if (lua_type(L, -2) == LUA_TTABLE) {
            lua_pop(L, 1); /* the id that is no text */
        }
        lua_pop(L, 1);
    }
    number = strtol(name, &end, 10);
    return found == 0 && *end == '\0' && number >= 1 && number <= count ? number : found;
}

/* Pushes the key of a step in the table on top; false after a finding. */
static bool push_key(lua_State *L, const step *s, const char *path)
{
    int table = lua_gettop(L);
    lua_Integer item;

    if (s->kind == STEP_FIELD) {
        lua_pushstring(L, s->name);
        return true;
    }
    item =
        s->kind == STEP_NEW ? (lua_Integer)lua_rawlen(L, table) + 1 : find_item(L, table, s->name);
    if (item == 0)
        cl_words_fault(L, "'%s': the list has no '%s'", path, s->name);
    else
        lua_pushinteger(L, item);
    return item != 0;
}

/* table, key on top, the new value at `value`. An item that goes closes the gap. */
static void assign(lua_State *L, int value, const step *s)
{
    int table = lua_gettop(L) - 1;

    if (!cl_words_is_unknown(L, value)) {
        copy_value(L, value, 0);
        lua_rawset(L, table);
        return;
    }
    if (s->kind == STEP_FIELD) {
        lua_pushnil(L);
        lua_rawset(L, table);
        return;
    }
    for (lua_Integer i = lua_tointeger(L, -1), n = (lua_Integer)lua_rawlen(L, table); i <= n; i++) {
        lua_rawgeti(L, table, i + 1);
        lua_rawseti(L, table, i);
    }
}

/* Goes one step down and leaves the table there on top; false after a finding. */
static bool descend(lua_State *L, const step *s, const char *path)
{
    if (!push_key(L, s, path))
        return false;
    lua_rawget(L, -2);
    if (lua_type(L, -1) == LUA_TTABLE)
        return true;
    cl_words_fault(L, "'%s': there is nothing at '%s'", path, s->name);
    return false;
}

static void no_path(lua_State *L, const char *path)
{
    cl_words_fault(L, "'%s' is no path; write \"cluster.schools[s2].funding\"", path);
}

static void change(lua_State *L, int copy, const char *path, int value)
{
    int top = lua_gettop(L);
    const char *at = path;
    step here = {STEP_FIELD, ""}, next = {STEP_FIELD, ""};
    bool good = next_step(&at, true, &here), there = true;

    lua_pushvalue(L, copy);
    while (good && there && *at != '\0') {
        good = next_step(&at, false, &next);
        there = good && descend(L, &here, path);
        here = next;
    }
    if (!good)
        no_path(L, path);
    else if (there && push_key(L, &here, path))
        assign(L, value, &here);
    lua_settop(L, top);
}

int cl_word_with(lua_State *L)
{
    const char **paths;
    size_t count;
    int copy;

    if (lua_type(L, 1) != LUA_TTABLE || lua_type(L, 2) != LUA_TTABLE) {
        cl_words_fault(
            L,
            "takes a table and its changes: with(dossier, { [\"path\"] = value }); found %s "
            "and %s",
            cl_type_name(L, 1), cl_type_name(L, 2));
        lua_newtable(L);
        return 1;
    }
    copy_value(L, 1, 0);
    copy = lua_gettop(L);
    paths = cl_keys_sorted(L, 2, &count);
    for (size_t i = 0; i < count; i++) {
        cl_key_push(L, 2, paths[i]);
        change(L, copy, paths[i], lua_gettop(L));
        lua_pop(L, 1);
    }
    lua_pushvalue(L, copy);
    return 1;
}
