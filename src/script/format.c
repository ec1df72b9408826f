/* SPDX-License-Identifier: MIT
 *
 * string.format, bounded: widths and precisions have at most two digits, %p does not exist (an
 * address would differ from run to run), texts are charged before they are copied.
 */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"

enum { SPEC = 24, ITEM = 512 };

/* One conversion, "%-08.3f" for instance, taken apart. */
typedef struct conversion {
    char spec[SPEC];
    size_t length;
    char letter;
    bool has_options, has_precision;
} conversion;

static const char *skip_digits(const char *at, const char *end)
{
    for (int i = 0; i < 2 && at < end && *at >= '0' && *at <= '9'; i++)
        at++;
    return at;
}

static const char *read_conversion(lua_State *L, conversion *c, const char *at, const char *end)
{
    const char *start = at;

    while (at < end && strchr("-+ #0", *at) != NULL && *at != '\0' && at - start < 6)
        at++;
    at = skip_digits(at, end);
    c->has_precision = at < end && *at == '.';
    if (c->has_precision)
        at = skip_digits(at + 1, end);
    if (at == end || *at == '\0')
        cl_raise_text(L, CL_E_SCRIPT, "the format ends inside a conversion");
    c->letter = *at;
    c->has_options = at != start;
    c->spec[0] = '%';
    c->length = (size_t)(at - start) + 1;
    memcpy(c->spec + 1, start, c->length - 1);
    return at + 1;
}

static const char *finish(conversion *c, const char *modifier, char letter)
{
    snprintf(c->spec + c->length, SPEC - c->length, "%s%c", modifier, letter);
    return c->spec;
}

/* The format string is the one that was just taken apart and put together again. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add_integer(lua_State *L, luaL_Buffer *out, conversion *c, int argument)
{
    lua_Integer value = luaL_checkinteger(L, argument);
    char *item = luaL_prepbuffsize(out, ITEM);

    luaL_addsize(out,
                 (size_t)snprintf(item, ITEM, finish(c, "ll", c->letter == 'i' ? 'd' : c->letter),
                                  (long long)value));
}

static void add_float(lua_State *L, luaL_Buffer *out, conversion *c, int argument)
{
    lua_Number value = luaL_checknumber(L, argument);
    char *item = luaL_prepbuffsize(out, ITEM);

    luaL_addsize(out, (size_t)snprintf(item, ITEM, finish(c, "", c->letter), value));
}

static void add_text(lua_State *L, luaL_Buffer *out, conversion *c, int argument)
{
    size_t length;
    const char *text;
    char shown[128], *item;

    cl_tostring(L, argument);
    text = lua_tolstring(L, -1, &length);
    cl_charge(L, cl_units(length));
    if (!c->has_options || (length >= 100 && !c->has_precision)) {
        luaL_addvalue(out); /* longer than any width */
        return;
    }
    if (memchr(text, '\0', length) != NULL)
        cl_raise_text(L, CL_E_SCRIPT, "the text holds a NUL byte, which has no width");
    length = length < sizeof shown - 1 ? length : sizeof shown - 1; /* no precision takes more */
    memcpy(shown, text, length);
    shown[length] = '\0';
    lua_pop(L, 1);
    item = luaL_prepbuffsize(out, ITEM);
    luaL_addsize(out, (size_t)snprintf(item, ITEM, finish(c, "", 's'), shown));
}
#pragma GCC diagnostic pop

static void add_quoted(lua_State *L, luaL_Buffer *out, int argument)
{
    size_t length;
    const char *text = lua_tolstring(L, argument, &length);

    cl_charge(L, cl_units(length));
    luaL_addchar(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        char escape[8];

        if (c == '"' || c == '\\' || c == '\n') {
            luaL_addchar(out, '\\');
            luaL_addchar(out, (char)c);
        } else if (c < 32 || c == 127) {
            bool digit_follows = i + 1 < length && text[i + 1] >= '0' && text[i + 1] <= '9';

            snprintf(escape, sizeof escape, digit_follows ? "\\%03d" : "\\%d", c);
            luaL_addstring(out, escape);
        } else {
            luaL_addchar(out, (char)c);
        }
    }
    luaL_addchar(out, '"');
}

static void add_literal(lua_State *L, luaL_Buffer *out, int argument)
{
    char item[64];

    switch (lua_type(L, argument)) {
    case LUA_TSTRING:
        add_quoted(L, out, argument);
        return;
    case LUA_TNIL:
    case LUA_TBOOLEAN:
        cl_tostring(L, argument);
        luaL_addvalue(out);
        return;
    case LUA_TNUMBER:
        if (lua_isinteger(L, argument))
            snprintf(item, sizeof item, "%lld", (long long)lua_tointeger(L, argument));
        else if (isfinite(lua_tonumber(L, argument)))
            snprintf(item, sizeof item, "%a", lua_tonumber(L, argument));
        else
            snprintf(item, sizeof item, "%s",
                     isnan(lua_tonumber(L, argument)) ? "(0/0)"
                     : lua_tonumber(L, argument) > 0  ? "1e9999"
                                                      : "-1e9999");
        luaL_addstring(out, item);
        return;
    default:
        cl_argument_error(L, argument, "a text, a number, yes or no, or nil");
    }
}

static void add_character(lua_State *L, luaL_Buffer *out, int argument)
{
    lua_Integer c = luaL_checkinteger(L, argument);

    luaL_addchar(out, (char)(unsigned char)c);
}

static void add_conversion(lua_State *L, luaL_Buffer *out, conversion *c, int argument)
{
    switch (c->letter) {
    case 'd':
    case 'i':
    case 'o':
    case 'x':
    case 'X':
        add_integer(L, out, c, argument);
        return;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        add_float(L, out, c, argument);
        return;
    case 's':
        add_text(L, out, c, argument);
        return;
    case 'c':
        add_character(L, out, argument);
        return;
    case 'q':
        if (c->has_options)
            cl_raise_text(L, CL_E_SCRIPT, "'%%q' takes no options");
        add_literal(L, out, argument);
        return;
    case 'p':
        cl_raise_text(L, CL_E_SCRIPT, "'%%p' would print an address; there are none here");
        return;
    default:
        cl_raise_text(L, CL_E_SCRIPT, "there is no conversion '%%%c' in a format", c->letter);
    }
}

int cl_bytes_format(lua_State *L)
{
    cl_view format = cl_check_view(L, 1);
    const char *at = format.at, *end = format.at + format.length;
    int top = lua_gettop(L), argument = 1;
    luaL_Buffer out;

    cl_charge(L, cl_units(format.length));
    luaL_buffinit(L, &out);
    while (at < end) {
        conversion c;

        if (*at != '%') {
            luaL_addchar(&out, *at++);
        } else if (at + 1 < end && at[1] == '%') {
            luaL_addchar(&out, '%');
            at += 2;
        } else {
            at = read_conversion(L, &c, at + 1, end);
            if (++argument > top)
                return cl_raise_text(L, CL_E_SCRIPT, "argument %d of the format is missing",
                                     argument - 1);
            add_conversion(L, &out, &c, argument);
        }
    }
    luaL_pushresult(&out);
    return 1;
}
