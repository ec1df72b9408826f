/* SPDX-License-Identifier: MIT
 *
 * Completion: the names that could stand at the end of a line. Values are looked at with raw
 * access, no code of the session runs.
 */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "api_bind.h"
#include "call.h"
#include "class.h"
#include "console_state.h"
#include "file.h"

enum { NAMES = 500 };

typedef struct completion {
    cl_console *console;
    cl_view chain; /* "clachan.cluster_a" */
    cl_view tail;  /* "cluster_a" */
    cl_vec *names;
    bool no_memory;
} completion;

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void add_name(completion *work, cl_view name)
{
    char *copy;

    if (work->names->count >= NAMES || name.length < work->tail.length ||
        memcmp(name.at, work->tail.at, work->tail.length) != 0)
        return;
    for (size_t i = 0; i < name.length; i++)
        if (!is_name_byte(name.at[i]))
            return;
    copy = cl_strndup(name.at, name.length);
    if (copy == NULL || cl_vec_add(work->names, &copy) != 0) {
        cl_free(copy);
        work->no_memory = true;
    }
}

/* Adds the texts among the keys of the table on top. */
static void add_keys(lua_State *L, completion *work)
{
    int table = lua_gettop(L);

    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING) {
            cl_view name;

            name.at = lua_tolstring(L, -2, &name.length);
            add_name(work, name);
        }
}

/* Replaces a value by the table of its members; false when it has none. A class or library keeps
 * its members as an upvalue of its __index, where only C reaches them. */
static bool to_members(lua_State *L)
{
    if (lua_istable(L, -1))
        return true;
    if (!lua_getmetatable(L, -1))
        return false;
    lua_pushliteral(L, "__index");
    lua_rawget(L, -2);
    for (int i = 1; lua_iscfunction(L, -1) && i <= 2; i++) {
        if (lua_getupvalue(L, -1, i) == NULL)
            break;
        if (lua_istable(L, -1))
            return true;
        lua_pop(L, 1);
    }
    return lua_istable(L, -1);
}

static int collect(lua_State *L)
{
    completion *work = lua_touserdata(L, 1);
    cl_view rest = work->chain;

    cl_console_globals(L, work->console);
    while (rest.length > work->tail.length) {
        size_t length = 0;

        while (is_name_byte(rest.at[length]))
            length++;
        luaL_checkstack(L, 8, "too many parts");
        if (!to_members(L))
            return 0;
        lua_pushlstring(L, rest.at, length);
        lua_rawget(L, -2);
        rest = (cl_view){rest.at + length + 1, rest.length - length - 1};
    }
    if (to_members(L))
        add_keys(L, work);
    return 0;
}

/* ---- what is being typed ---- */

/* The chain of names at the end of the line: "a.b:c". */
static cl_view find_chain(cl_view line)
{
    size_t start = line.length;

    while (start > 0 && (is_name_byte(line.at[start - 1]) || line.at[start - 1] == '.' ||
                         line.at[start - 1] == ':'))
        start--;
    while (start < line.length && !is_name_byte(line.at[start]))
        start++;
    return (cl_view){line.at + start, line.length - start};
}

/* "('x'):": a member of a value that only running the code would give. */
static bool is_member_of_unknown(cl_view line, cl_view chain)
{
    return chain.at > line.at && (chain.at[-1] == '.' || chain.at[-1] == ':');
}

static cl_view find_tail(cl_view chain)
{
    size_t start = chain.length;

    while (start > 0 && is_name_byte(chain.at[start - 1]))
        start--;
    return (cl_view){chain.at + start, chain.length - start};
}

/* The verb whose braces are open at the end of the line, or NULL. */
static const cl_api_verb *open_verb(const cl_console *console, cl_view line)
{
    int depth = 0;
    size_t at = line.length;

    while (at > 0 && depth < 1) {
        at--;
        depth += line.at[at] == '{' ? 1 : line.at[at] == '}' ? -1 : 0;
    }
    if (depth < 1 || console->api == NULL)
        return NULL;
    while (at > 0 && (line.at[at - 1] == ' ' || line.at[at - 1] == '('))
        at--;
    line = find_chain((cl_view){line.at, at});
    if (!cl_view_starts(line, "clachan."))
        return NULL;
    return cl_api_find(console->api, (cl_view){line.at + 8, line.length - 8});
}

static void add_parameters(completion *work, const cl_api_verb *verb)
{
    cl_text name = CL_TEXT_INIT;

    for (size_t i = 0; i < verb->parameter_count; i++) {
        cl_text_reset(&name);
        cl_api_name(&name, verb->parameters[i].name);
        if (name.failed == 0)
            add_name(work, cl_text_view(&name));
    }
    cl_text_clear(&name);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_names(cl_vec *names)
{
    size_t kept = 0;
    char **items = names->items;

    if (names->count == 0)
        return;
    qsort(items, names->count, sizeof *items, compare);
    for (size_t i = 0; i < names->count; i++) {
        if (kept != 0 && strcmp(items[kept - 1], items[i]) == 0)
            cl_free(items[i]);
        else
            items[kept++] = items[i];
    }
    names->count = kept;
}

int cl_console_complete(cl_console *console, cl_vec *names, size_t *from, cl_view line, cl_error *e)
{
    completion work = {console, find_chain(line), CL_VIEW_INIT, names, false};
    const cl_api_verb *verb;
    int rc;

    *names = (cl_vec)CL_VEC_INIT(char *);
    work.tail = find_tail(work.chain);
    *from = line.length - work.tail.length;
    if (is_member_of_unknown(line, work.chain))
        return 0;
    verb = work.tail.length == work.chain.length ? open_verb(console, line) : NULL;
    if (verb != NULL)
        add_parameters(&work, verb);
    rc = cl_vm_call(console->vm, collect, &work, e);
    if (rc == 0 && work.no_memory)
        rc = cl_fail(e, CL_E_MEMORY, "no memory for completions");
    if (rc != 0)
        cl_names_clear(names);
    sort_names(names);
    return rc;
}
