/* SPDX-License-Identifier: MIT
 *
 * find, match, gmatch, gsub over the matcher of pattern.h. Every step is charged to the running
 * entry.
 */
#include <lauxlib.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"
#include "pattern.h"

static bool pay(void *context)
{
    return cl_charge_quietly(context, CL_PATTERN_STEPS);
}

typedef struct search {
    cl_matcher matcher;
    cl_error error;
} search;

static void search_init(lua_State *L, search *s, cl_view subject, cl_view pattern)
{
    cl_error_clear(&s->error);
    cl_matcher_init(&s->matcher, subject, pattern, &s->error);
    s->matcher.more = pay;
    s->matcher.context = L;
}

static const char *search_at(lua_State *L, search *s, const char *at)
{
    const char *end = cl_matcher_at(&s->matcher, at);

    if (end != NULL || s->matcher.failed == 0)
        return end;
    if (cl_vm_of(L)->budget.stop != CL_STOP_NOTHING)
        cl_stop_raise(L);
    cl_raise_text(L, CL_E_SCRIPT, "%s", s->error.message);
    return NULL;
}

static void push_capture(lua_State *L, search *s, int index, const char *from, const char *end)
{
    cl_capture capture = {0};

    if (cl_matcher_capture(&s->matcher, &capture, index, from, end, &s->error) != 0)
        cl_raise_text(L, CL_E_SCRIPT, "%s", s->error.message);
    cl_charge(L, cl_units(capture.length));
    if (capture.kind == CL_CAPTURE_POSITION)
        lua_pushinteger(L, capture.at - s->matcher.subject.at + 1);
    else
        lua_pushlstring(L, capture.at, capture.length);
}

/* All captures; the whole match where the pattern has none and `whole` asks for it. */
static int push_captures(lua_State *L, search *s, const char *from, const char *end, bool whole)
{
    int count = s->matcher.capture_count == 0 && whole ? 1 : s->matcher.capture_count;

    luaL_checkstack(L, count + 2, "too many captures");
    for (int i = 0; i < count; i++)
        push_capture(L, s, i, from, end);
    return count;
}

/* Each place where the first byte stands is paid for: a plain search has a worst case too. */
static const char *search_plain(lua_State *L, cl_view text, cl_view plain)
{
    const char *at = text.at, *end = text.at + text.length;

    while (plain.length <= (size_t)(end - at)) {
        at = memchr(at, *plain.at, (size_t)(end - at) - plain.length + 1);
        if (at == NULL || memcmp(at, plain.at, plain.length) == 0)
            return at;
        cl_charge(L, cl_units(plain.length));
        at++;
    }
    return NULL;
}

static int find_plain(lua_State *L, cl_view text, cl_view plain, size_t start)
{
    cl_view rest = {text.at + start, text.length - start};
    const char *found;

    cl_charge(L, cl_units(rest.length));
    found = plain.length == 0 ? rest.at : search_plain(L, rest, plain);
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, found - text.at + 1);
    lua_pushinteger(L, found - text.at + (lua_Integer)plain.length);
    return 2;
}

static int find_pattern(lua_State *L, cl_view text, cl_view pattern, size_t start, bool find)
{
    bool anchored = pattern.length != 0 && *pattern.at == '^';
    const char *last = text.at + text.length;
    search s;

    if (anchored)
        pattern = (cl_view){pattern.at + 1, pattern.length - 1};
    search_init(L, &s, text, pattern);
    for (const char *at = text.at + start; at <= last; at++) {
        const char *end = search_at(L, &s, at);

        if (end != NULL && find) {
            lua_pushinteger(L, at - text.at + 1);
            lua_pushinteger(L, end - text.at);
            return push_captures(L, &s, at, end, false) + 2;
        }
        if (end != NULL)
            return push_captures(L, &s, at, end, true);
        if (anchored)
            break;
    }
    lua_pushnil(L);
    return 1;
}

static int search_text(lua_State *L, bool find)
{
    cl_view text = cl_check_view(L, 1), pattern = cl_check_view(L, 2);
    lua_Integer init = luaL_optinteger(L, 3, 1);
    size_t start = cl_bytes_start(init, text.length);

    if (init > (lua_Integer)text.length + 1) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || cl_pattern_is_plain(pattern)))
        return find_plain(L, text, pattern, start);
    return find_pattern(L, text, pattern, start, find);
}

int cl_bytes_find(lua_State *L)
{
    return search_text(L, true);
}

int cl_bytes_match(lua_State *L)
{
    return search_text(L, false);
}

/* Upvalues: subject, pattern, offset to go on from, offset where the last match ended (-1: none).
 */
static int gmatch_next(lua_State *L)
{
    cl_view text = cl_check_view(L, lua_upvalueindex(1));
    const char *last = text.at + text.length;
    const char *at = text.at + lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last_end = lua_tointeger(L, lua_upvalueindex(4));
    search s;

    search_init(L, &s, text, cl_check_view(L, lua_upvalueindex(2)));
    for (; at <= last; at++) {
        const char *end = search_at(L, &s, at);

        if (end == NULL || end - text.at == last_end)
            continue;
        lua_pushinteger(L, end - text.at);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return push_captures(L, &s, at, end, true);
    }
    return 0;
}

int cl_bytes_gmatch(lua_State *L)
{
    cl_view text = cl_check_view(L, 1);
    lua_Integer init = luaL_optinteger(L, 3, 1);
    size_t start = cl_bytes_start(init, text.length);

    cl_check_view(L, 2);
    if (init > (lua_Integer)text.length)
        start = text.length + (init > (lua_Integer)text.length + 1);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)start);
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_next, 4);
    return 1;
}

/* ---- gsub ---- */

static void add_template(lua_State *L, search *s, luaL_Buffer *out, const char *from,
                         const char *end)
{
    size_t length;
    const char *text = lua_tolstring(L, 3, &length);

    cl_charge(L, cl_units(length));
    for (size_t i = 0; i < length; i++) {
        char c = text[i];

        if (c != '%') {
            luaL_addchar(out, c);
            continue;
        }
        c = ++i < length ? text[i] : '\0';
        if (c == '%' && i < length)
            luaL_addchar(out, '%');
        else if (c == '0')
            luaL_addlstring(out, from, (size_t)(end - from));
        else if (c >= '1' && c <= '9') {
            push_capture(L, s, c - '1', from, end);
            lua_tolstring(L, -1, NULL);
            luaL_addvalue(out);
        } else
            cl_raise_text(L, CL_E_SCRIPT, "invalid use of '%%' in replacement string");
    }
}

/* The value of a table or function for a match; nil and false keep what was there. */
static bool add_value(lua_State *L, search *s, luaL_Buffer *out, const char *from, const char *end)
{
    if (lua_type(L, 3) == LUA_TFUNCTION) {
        int count;

        lua_pushvalue(L, 3);
        count = push_captures(L, s, from, end, true);
        lua_call(L, count, 1);
    } else if (lua_type(L, 3) == LUA_TTABLE) {
        push_capture(L, s, 0, from, end);
        lua_gettable(L, 3);
    } else {
        add_template(L, s, out, from, end);
        return true;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(out, from, (size_t)(end - from));
        return false;
    }
    if (!lua_isstring(L, -1))
        cl_raise_text(L, CL_E_SCRIPT, "invalid replacement value (%s)", cl_type_name(L, -1));
    cl_charge(L, cl_units(lua_rawlen(L, -1)));
    luaL_addvalue(out);
    return true;
}

static void check_replacement(lua_State *L)
{
    int type = lua_type(L, 3);

    if (type == LUA_TNUMBER)
        lua_tolstring(L, 3, NULL);
    else if (type != LUA_TSTRING && type != LUA_TTABLE && type != LUA_TFUNCTION)
        cl_argument_error(L, 3, "a text, a table or a function");
}

int cl_bytes_gsub(lua_State *L)
{
    cl_view text = cl_check_view(L, 1), pattern = cl_check_view(L, 2);
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)text.length + 1), count = 0;
    bool anchored = pattern.length != 0 && *pattern.at == '^', changed = false;
    const char *at = text.at, *last = text.at + text.length, *last_end = NULL;
    luaL_Buffer out;
    search s;

    check_replacement(L);
    if (anchored)
        pattern = (cl_view){pattern.at + 1, pattern.length - 1};
    search_init(L, &s, text, pattern);
    cl_charge(L, cl_units(text.length));
    luaL_buffinit(L, &out);
    while (count < most) {
        const char *end = search_at(L, &s, at);

        if (end != NULL && end != last_end) {
            count++;
            changed = add_value(L, &s, &out, at, end) || changed;
            at = last_end = end;
        } else if (at < last) {
            luaL_addchar(&out, *at++);
        } else {
            break;
        }
        if (anchored)
            break;
    }
    luaL_addlstring(&out, at, (size_t)(last - at));
    luaL_pushresult(&out);
    if (!changed)
        lua_pushvalue(L, 1);
    lua_pushinteger(L, count);
    return 2;
}
