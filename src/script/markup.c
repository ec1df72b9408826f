/* SPDX-License-Identifier: MIT
 *
 * Markup values and escaping. `html.markup("<b>%s</b>", name)` escapes name; joining markup with a
 * text escapes the text: what a person typed never becomes a tag.
 */
#include "markup.h"

#include <lauxlib.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"

static const cl_class markup_class;

static void push_markup(lua_State *L, const cl_text *text)
{
    lua_newuserdatauv(L, 0, 1);
    cl_class_push(L, &markup_class);
    lua_setmetatable(L, -2);
    cl_push_text(L, text);
    lua_setiuservalue(L, -2, 1);
}

bool cl_test_markup(lua_State *L, int index, cl_view *out)
{
    if (cl_class_test(L, index, &markup_class) == NULL)
        return false;
    if (out != NULL) {
        lua_getiuservalue(L, index, 1);
        out->at = lua_tolstring(L, -1, &out->length);
        lua_pop(L, 1); /* the markup keeps it */
    }
    return true;
}

/* Appends the value at `index`: markup as it is, anything else as escaped text. */
static void add_value(lua_State *L, cl_text *out, int index)
{
    cl_view view;

    if (cl_test_markup(L, index, &view)) {
        cl_charge(L, cl_units(view.length));
        cl_text_add_view(out, view);
        return;
    }
    cl_tostring(L, index);
    view = cl_check_view(L, -1);
    cl_charge(L, cl_units(view.length));
    cl_text_add_html(out, view);
    lua_pop(L, 1);
}

static int html_escape(lua_State *L)
{
    cl_text *text;

    luaL_checkany(L, 1);
    text = cl_box_text(L);
    add_value(L, text, 1);
    return cl_push_text(L, text);
}

static int html_markup(lua_State *L)
{
    cl_view template = cl_check_view(L, 1);
    int arguments = lua_gettop(L), next = 1;
    cl_text *text = cl_box_text(L);

    cl_charge(L, cl_units(template.length));
    for (size_t i = 0; i < template.length; i++) {
        char c = template.at[i];

        if (c != '%') {
            cl_text_add_char(text, c);
            continue;
        }
        c = i + 1 < template.length ? template.at[++i] : '\0';
        if (c == '%')
            cl_text_add_char(text, '%');
        else if (c != 's')
            return cl_raise_text(L, CL_E_SCRIPT, "html.markup knows %%s and %%%% only");
        else if (++next > arguments)
            return cl_raise_text(L, CL_E_SCRIPT, "html.markup has more %%s than values");
        else
            add_value(L, text, next);
    }
    if (next != arguments)
        return cl_raise_text(L, CL_E_SCRIPT, "html.markup has fewer %%s than values");
    push_markup(L, text);
    return 1;
}

static int html_join(lua_State *L)
{
    lua_Integer count;
    cl_text *text;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_pushliteral(L, "");
        lua_replace(L, 2);
    }
    count = (lua_Integer)lua_rawlen(L, 1);
    cl_charge(L, (size_t)count);
    text = cl_box_text(L);
    for (lua_Integer i = 1; i <= count; i++) {
        if (i > 1)
            add_value(L, text, 2);
        lua_rawgeti(L, 1, i);
        add_value(L, text, lua_gettop(L));
        lua_pop(L, 1);
    }
    push_markup(L, text);
    return 1;
}

static int markup_tostring(lua_State *L)
{
    cl_class_check(L, 1, &markup_class);
    lua_getiuservalue(L, 1, 1);
    return 1;
}

static int markup_concat(lua_State *L)
{
    cl_text *text = cl_box_text(L);

    add_value(L, text, 1);
    add_value(L, text, 2);
    push_markup(L, text);
    return 1;
}

static const luaL_Reg markup_meta[] = {
    {"__tostring", markup_tostring}, {"__concat", markup_concat}, {NULL, NULL}};
static const cl_class markup_class = {"markup", markup_meta, NULL, NULL, NULL};

void cl_html_library(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"escape", html_escape}, {"join", html_join}, {"markup", html_markup}, {NULL, NULL}};

    luaL_newlib(L, functions);
}

/* ---- url ---- */

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void cl_url_escape(cl_text *out, cl_view text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (is_unreserved(text.at[i]))
            cl_text_add_char(out, text.at[i]);
        else
            cl_text_format(out, "%%%02X", (unsigned)(unsigned char)text.at[i]);
    }
}

static int url_escape(lua_State *L)
{
    cl_view view = cl_check_view(L, 1);
    cl_text *text = cl_box_text(L);

    cl_charge(L, cl_units(view.length) * 4);
    cl_url_escape(text, view);
    return cl_push_text(L, text);
}

void cl_url_library(lua_State *L)
{
    static const luaL_Reg functions[] = {{"escape", url_escape}, {NULL, NULL}};

    luaL_newlib(L, functions);
}
