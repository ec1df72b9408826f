/* SPDX-License-Identifier: MIT
 *
 * Values as text. Everything is bounded: a table that holds itself, or a million rows, prints a
 * little and says how much it left out.
 */
#include "show.h"

#include <lauxlib.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"
#include "snapshot.h"
#include "sorted.h"
#include "utf8.h"

enum { DEPTH = 6, ITEMS = 200, WIDTH = 96, COLUMNS = 12, CELL = 40 };

typedef struct shower {
    lua_State *L;
    cl_text *out;
    int path[DEPTH + 2]; /* stack places of the tables that are being printed */
    int depth;
} shower;

static void show_value(shower *s, int index, int indent);

static const char texts_key;

/* The side table from tables to their texts; weak, so that it keeps none alive. */
static void push_texts(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &texts_key) != LUA_TNIL)
        return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &texts_key);
}

void cl_show_attach(lua_State *L, int index, cl_view text)
{
    index = lua_absindex(L, index);
    push_texts(L);
    lua_pushvalue(L, index);
    cl_push_view(L, text);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* Appends the attached text; false when there is none. */
static bool show_attached(lua_State *L, int index, cl_text *out)
{
    bool there;

    index = lua_absindex(L, index);
    push_texts(L);
    lua_pushvalue(L, index);
    there = lua_rawget(L, -2) == LUA_TSTRING;
    if (there)
        cl_text_add_view(out, cl_check_view(L, -1));
    lua_pop(L, 2);
    return there;
}

static void add(shower *s, const char *text)
{
    cl_text_add_string(s->out, text);
}

static void add_line(shower *s, int indent)
{
    cl_text_add_char(s->out, '\n');
    for (int i = 0; i < indent; i++)
        add(s, "  ");
}

/* As Lua would read it; bytes that are no UTF-8 and control characters as \ddd. */
static void show_text(shower *s, cl_view view)
{
    bool valid = cl_utf8_valid(view, NULL);

    cl_charge(s->L, cl_units(view.length));
    cl_text_add_char(s->out, '"');
    for (size_t i = 0; i < view.length; i++) {
        unsigned char c = (unsigned char)view.at[i];

        if (c == '"' || c == '\\')
            cl_text_format(s->out, "\\%c", c);
        else if (c == '\n')
            add(s, "\\n");
        else if (c < 32 || c == 127 || (c > 127 && !valid))
            cl_text_format(s->out, "\\%03d", c);
        else
            cl_text_add_char(s->out, (char)c);
    }
    cl_text_add_char(s->out, '"');
}

static bool is_name(cl_view view)
{
    for (size_t i = 0; i < view.length; i++) {
        char c = view.at[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';

        if (!letter && c != '_' && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return view.length != 0;
}

static void show_key(shower *s, int index)
{
    cl_view key;

    if (lua_type(s->L, index) != LUA_TSTRING) {
        add(s, "[");
        show_value(s, index, 0);
        add(s, "] = ");
        return;
    }
    key = cl_check_view(s->L, index);
    if (is_name(key)) {
        cl_text_add_view(s->out, key);
        add(s, " = ");
        return;
    }
    add(s, "[");
    show_text(s, key);
    add(s, "] = ");
}

/* Pushes the keys: in order where they have one, else as they come. */
static int push_keys(lua_State *L, int index)
{
    lua_Integer count = 0;
    bool ordered = true;

    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        ordered = ordered && (lua_type(L, -2) == LUA_TSTRING || lua_type(L, -2) == LUA_TNUMBER);
        lua_pushvalue(L, -2);
        lua_rawseti(L, -4, ++count);
    }
    cl_charge(L, (size_t)count);
    if (ordered) {
        cl_sorted_keys(L, index);
        lua_replace(L, -2);
    }
    return count > 1000000000 ? 1000000000 : (int)count;
}

static void show_items(shower *s, int index, int indent)
{
    lua_State *L = s->L;
    lua_Integer length = (lua_Integer)lua_rawlen(L, index);
    int count = push_keys(L, index), keys = lua_gettop(L);

    for (int i = 1; i <= count && i <= ITEMS; i++) {
        add_line(s, indent + 1);
        lua_rawgeti(L, keys, i);
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 || lua_tointeger(L, -1) > length)
            show_key(s, lua_gettop(L));
        lua_rawget(L, index);
        show_value(s, lua_gettop(L), indent + 1);
        add(s, ",");
        lua_pop(L, 1);
    }
    if (count > ITEMS) {
        add_line(s, indent + 1);
        cl_text_format(s->out, "… %d more", count - ITEMS);
    }
    if (count != 0)
        add_line(s, indent);
    lua_pop(L, 1);
}

/* Joins the lines from `start` where they fit into one. */
static void join_lines(shower *s, size_t start)
{
    char *at = s->out->at;
    size_t to = start, length = s->out->length - start;

    if (s->out->failed != 0 || length > 4 * WIDTH)
        return;
    for (size_t from = start; from < start + length; from++) {
        if (at[from] != '\n') {
            at[to++] = at[from];
            continue;
        }
        while (from + 1 < start + length && at[from + 1] == ' ')
            from++;
        if (to > start && at[to - 1] == ',' && at[from + 1] == '}')
            to--;
        at[to++] = ' ';
    }
    s->out->length = to;
    at[to] = '\0';
}

static bool fits(const shower *s, size_t start)
{
    size_t length = s->out->length - start, columns = 0;

    if (length > 4 * WIDTH || s->out->failed != 0)
        return false;
    for (size_t i = start; i < s->out->length; i++) {
        bool space = s->out->at[i] == ' ' && i > start &&
                     (s->out->at[i - 1] == ' ' || s->out->at[i - 1] == '\n');

        columns += !space && (s->out->at[i] & 0xC0) != 0x80;
    }
    return columns <= WIDTH;
}

static void show_table(shower *s, int index, int indent)
{
    size_t start = s->out->length;

    for (int i = 0; i < s->depth; i++)
        if (lua_rawequal(s->L, s->path[i], index)) {
            add(s, "{ … itself … }");
            return;
        }
    if (s->depth == DEPTH) {
        add(s, "{ … }");
        return;
    }
    s->path[s->depth++] = index;
    add(s, "{");
    show_items(s, index, indent);
    add(s, "}");
    s->depth--;
    if (fits(s, start))
        join_lines(s, start);
}

static void show_value(shower *s, int index, int indent)
{
    lua_State *L = s->L;

    luaL_checkstack(L, 12, "nested too deeply");
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        show_text(s, cl_check_view(L, index));
        break;
    case LUA_TTABLE:
        show_table(s, index, indent);
        break;
    default:
        cl_tostring(L, index);
        cl_text_add_view(s->out, cl_check_view(L, -1));
        lua_pop(L, 1);
        break;
    }
}

/* ---- tables of records ---- */

/* A sequence of tables with texts as keys. */
static bool is_records(lua_State *L, int index)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);

    for (lua_Integer i = 1; i <= count && i <= ITEMS; i++) {
        bool record = lua_rawgeti(L, index, i) == LUA_TTABLE && lua_rawlen(L, -1) == 0;

        lua_pop(L, 1);
        if (!record)
            return false;
    }
    return count != 0;
}

/* { amount = "1.00", currency = "GBP" } is one value. */
static bool show_money(lua_State *L, int index, cl_text *out)
{
    bool money;

    lua_pushliteral(L, "amount");
    lua_rawget(L, index);
    lua_pushliteral(L, "currency");
    lua_rawget(L, index);
    money = lua_type(L, -1) == LUA_TSTRING && lua_type(L, -2) == LUA_TSTRING;
    if (money) {
        cl_text_add_view(out, cl_check_view(L, -2));
        cl_text_add_char(out, ' ');
        cl_text_add_view(out, cl_check_view(L, -1));
    }
    lua_pop(L, 2);
    return money;
}

/* One cell, on one line and not too wide. */
static void show_cell(lua_State *L, int index, cl_text *out)
{
    shower s = {.L = L, .out = out};
    size_t start = out->length, cut;

    if (lua_type(L, index) == LUA_TSTRING)
        cl_text_add_plain(out, cl_check_view(L, index));
    else if (!lua_isnil(L, index) && !cl_is_null(L, index) &&
             (!lua_istable(L, index) || !show_money(L, index, out)))
        show_value(&s, index, 0);
    if (out->failed != 0)
        return;
    for (size_t i = start; i < out->length; i++)
        if (out->at[i] == '\n')
            out->at[i] = ' ';
    cut = cl_utf8_cut((cl_view){out->at + start, out->length - start}, CELL);
    if (out->length - start > CELL) {
        out->length = start + cut;
        cl_text_add_string(out, "…");
    }
}

typedef struct column {
    const char *name; /* anchored in the table of names */
    size_t width;
} column;

/* Names of the first record, sorted, at most COLUMNS; leaves the table of names on the stack. */
static int find_columns(lua_State *L, int index, column columns[COLUMNS])
{
    int count = 0;

    lua_rawgeti(L, index, 1);
    cl_sorted_keys(L, lua_gettop(L));
    while (count < COLUMNS && lua_rawgeti(L, -1, count + 1) == LUA_TSTRING) {
        columns[count].name = lua_tostring(L, -1);
        columns[count].width = cl_utf8_columns(cl_check_view(L, -1));
        lua_pop(L, 1);
        count++;
    }
    if (count < COLUMNS)
        lua_pop(L, 1);
    return count;
}

static void add_cell(lua_State *L, int index, lua_Integer row, const char *name, cl_text *cell)
{
    cl_text_reset(cell);
    lua_rawgeti(L, index, row);
    lua_pushstring(L, name);
    lua_rawget(L, -2);
    show_cell(L, lua_gettop(L), cell);
    lua_pop(L, 2);
}

static void add_padded(cl_text *out, cl_view view, size_t width, bool last)
{
    cl_text_add_view(out, view);
    for (size_t i = cl_utf8_columns(view); !last && i < width + 2; i++)
        cl_text_add_char(out, ' ');
}

static void show_records(lua_State *L, int index, cl_text *out)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    lua_Integer shown = count < ITEMS ? count : ITEMS;
    cl_text *cell = cl_box_text(L);
    column columns[COLUMNS];
    int width = find_columns(L, index, columns);

    for (lua_Integer row = 1; row <= shown; row++)
        for (int i = 0; i < width; i++) {
            add_cell(L, index, row, columns[i].name, cell);
            if (cl_utf8_columns(cl_text_view(cell)) > columns[i].width)
                columns[i].width = cl_utf8_columns(cl_text_view(cell));
        }
    for (int i = 0; i < width; i++)
        add_padded(out, cl_view_of(columns[i].name), columns[i].width, i + 1 == width);
    for (lua_Integer row = 1; row <= shown; row++) {
        cl_text_add_char(out, '\n');
        for (int i = 0; i < width; i++) {
            add_cell(L, index, row, columns[i].name, cell);
            add_padded(out, cl_text_view(cell), columns[i].width, i + 1 == width);
        }
    }
    if (count > shown)
        cl_text_format(out, "\n… %lld more", (long long)(count - shown));
}

/* The attached texts of a list, one under the other; false when one has none. */
static bool show_texts(lua_State *L, int index, cl_text *out)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    size_t start = out->length;
    bool all = count != 0;

    for (lua_Integer i = 1; all && i <= count; i++) {
        if (i > 1)
            cl_text_add_char(out, '\n');
        all = lua_rawgeti(L, index, i) == LUA_TTABLE && show_attached(L, -1, out);
        lua_pop(L, 1);
    }
    if (!all && out->failed == 0 && out->at != NULL) {
        out->length = start;
        out->at[start] = '\0';
    }
    return all;
}

static void show_nicely(lua_State *L, int index, cl_text *out)
{
    shower s = {.L = L, .out = out};

    if (lua_type(L, index) == LUA_TSTRING)
        cl_text_add_view(out, cl_check_view(L, index));
    else if (!lua_istable(L, index))
        show_value(&s, index, 0);
    else if (show_attached(L, index, out) || show_texts(L, index, out))
        return;
    else if (is_records(L, index))
        show_records(L, index, out);
    else
        show_value(&s, index, 0);
}

void cl_show(lua_State *L, int index, cl_console_mode mode, cl_text *out)
{
    shower s = {.L = L, .out = out};

    index = lua_absindex(L, index);
    luaL_checkstack(L, 12, NULL);
    if (mode == CL_CONSOLE_JSON)
        cl_json_from_lua(L, index, out);
    else if (mode == CL_CONSOLE_LUA)
        show_value(&s, index, 0);
    else
        show_nicely(L, index, out);
    if (out->failed != 0)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
}
