/* SPDX-License-Identifier: MIT
 *
 * What a compute function says, as text: itself, and every local function and value that it uses.
 * White space and comments are left out, so that two texts differ where what they do may.
 */
#include <string.h>

#include "call.h"
#include "class.h"
#include "compute.h"
#include "limit.h"
#include "token.h"

enum { NESTED = 50 };

/* ---- the function in its file ---- */

static bool opens(const cl_token *token)
{
    return cl_token_is(token, CL_TOKEN_NAME, "function") ||
           cl_token_is(token, CL_TOKEN_NAME, "if") || cl_token_is(token, CL_TOKEN_NAME, "do");
}

/* The reader before the function that begins on the line; the one after "with =" where there are
 * several. */
static bool find_function(cl_tokens *out, cl_view text, int line)
{
    bool with = false, is = false, found = false;
    cl_tokens tokens;

    cl_tokens_init(&tokens, text);
    for (;;) {
        cl_tokens before = tokens;
        cl_token token = cl_tokens_next(&tokens);

        if (token.kind == CL_TOKEN_END || token.kind == CL_TOKEN_BROKEN || token.line > line)
            return found;
        if (token.line == line && cl_token_is(&token, CL_TOKEN_NAME, "function") &&
            (!found || (with && is))) {
            *out = before;
            found = true;
        }
        with = cl_token_is(&token, CL_TOKEN_NAME, "with") ||
               (with && cl_token_is(&token, CL_TOKEN_SYMBOL, "="));
        is = cl_token_is(&token, CL_TOKEN_SYMBOL, "=");
    }
}

/* From "function" to its "end", what stands between two words as one space. */
static void add_function(cl_text *out, cl_tokens tokens)
{
    const char *end = NULL;
    int depth = 0;

    do {
        cl_token token = cl_tokens_next(&tokens);

        if (token.kind == CL_TOKEN_END || token.kind == CL_TOKEN_BROKEN)
            return;
        if (end != NULL && token.text.at > end)
            cl_text_add_char(out, ' ');
        cl_text_add_view(out, token.text);
        end = token.text.at + token.text.length;
        depth += opens(&token) - cl_token_is(&token, CL_TOKEN_NAME, "end");
    } while (depth > 0);
}

/* ---- what it uses ---- */

static void describe(lua_State *L, cl_text *out, int seen, int depth);

/* The value on top under its name. */
static void describe_value(lua_State *L, cl_text *out, const char *name, int seen, int depth)
{
    cl_text_format(out, "; %s = ", name);
    if (lua_type(L, -1) == LUA_TFUNCTION)
        describe(L, out, seen, depth + 1);
    else if (lua_type(L, -1) == LUA_TSTRING)
        cl_text_add_json(out, cl_view_of(lua_tostring(L, -1)));
    else if (lua_type(L, -1) == LUA_TBOOLEAN)
        cl_text_add_string(out, lua_toboolean(L, -1) ? "true" : "false");
    else if (lua_isinteger(L, -1))
        cl_text_format(out, "%lld", (long long)lua_tointeger(L, -1));
    else
        cl_text_add_string(out, cl_type_name(L, -1));
}

static bool is_seen(lua_State *L, int seen)
{
    bool found;

    lua_pushvalue(L, -1);
    found = lua_rawget(L, seen) != LUA_TNIL;
    lua_pop(L, 1);
    if (!found) {
        lua_pushvalue(L, -1);
        lua_pushboolean(L, 1);
        lua_rawset(L, seen);
    }
    return found;
}

/* The function on top. */
static void describe(lua_State *L, cl_text *out, int seen, int depth)
{
    int function = lua_gettop(L);
    const char *name;
    cl_tokens tokens;
    lua_Debug about;
    cl_view text;

    if (lua_iscfunction(L, function) || depth > NESTED || is_seen(L, seen)) {
        cl_text_add_string(out, lua_iscfunction(L, function) ? "a word" : "the same");
        return;
    }
    luaL_checkstack(L, 8, NULL);
    lua_pushvalue(L, function);
    lua_getinfo(L, ">S", &about);
    if (cl_sources_text(&cl_builder_of(L)->sources, &text, about.source + (*about.source == '@')) &&
        find_function(&tokens, text, about.linedefined)) {
        cl_charge(L, cl_units(text.length));
        add_function(out, tokens);
    }
    for (int i = 1; (name = lua_getupvalue(L, function, i)) != NULL; i++) {
        if (strcmp(name, "_ENV") != 0)
            describe_value(L, out, name, seen, depth);
        lua_pop(L, 1);
    }
}

/* The compute and its function. */
static int describe_compute(lua_State *L)
{
    cl_compute *compute = lua_touserdata(L, 1);
    cl_text *text = cl_box_text(L);

    lua_newtable(L);
    lua_pushvalue(L, 2);
    describe(L, text, lua_gettop(L) - 1, 0);
    if (text->failed == 0)
        compute->text = cl_arena_copy(&cl_builder_of(L)->programme->arena, cl_text_view(text));
    if (compute->text == NULL)
        return cl_raise_text(L, CL_E_MEMORY, "no memory for the text of a compute function");
    return 0;
}

void cl_compute_describe(lua_State *L, cl_compute *compute)
{
    int function = lua_gettop(L);

    if (cl_builder_of(L)->sources.again != NULL)
        return; /* the edition is read once more for another thread: its texts are known */
    lua_pushcfunction(L, describe_compute);
    lua_pushlightuserdata(L, compute);
    lua_pushvalue(L, function);
    lua_call(L, 2, 0);
}
