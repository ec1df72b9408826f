/* SPDX-License-Identifier: MIT
 *
 * Runs a server script: one table, called once a request, that keeps its state in between.
 */
#include "serve.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "basics.h"
#include "bytes.h"
#include "call.h"
#include "class.h"
#include "dialect_read.h"
#include "env.h"
#include "fields.h"
#include "library.h"
#include "modules.h"
#include "outside.h"
#include "snapshot.h"
#include "sources.h"

enum { SEGMENTS = 64, QUERY = 64, HEADERS = 32 };

struct cl_serve {
    cl_vm *vm;
    cl_sources sources;
    cl_arena arena;
    cl_outside outside;
    const char *folder, *file;
    cl_view options;
};

/* ---- loading ---- */

static int parse_options(lua_State *L)
{
    const cl_serve *serve = lua_touserdata(L, 1);
    cl_view options = serve->options.length != 0 ? serve->options : CL_VIEW("{}");

    if (cl_push_json_text(L, options, CL_NULL_KEPT) != 1)
        return cl_raise_text(L, CL_E_INVALID, "the options are no JSON: %s", lua_tostring(L, -1));
    return 1;
}

static void start(lua_State *L, cl_serve *serve)
{
    lua_pushliteral(L, "start");
    if (lua_rawget(L, -2) != LUA_TFUNCTION) {
        lua_pop(L, 1);
        return;
    }
    lua_pushcfunction(L, parse_options); /* a call of its own, so that its boxes end with it */
    lua_pushlightuserdata(L, serve);
    lua_call(L, 1, 1);
    lua_call(L, 1, 0);
}

static int load_serve(lua_State *L)
{
    cl_serve *serve = lua_touserdata(L, 1);

    cl_library_script(L);
    cl_outside_add(L, &serve->outside);
    cl_modules_add(L, &serve->sources);
    lua_pushvalue(L, -1);
    cl_env_globals(L);
    lua_pop(L, 1);
    cl_modules_load(L, &serve->sources, serve->file, -1);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1))
        return cl_raise_text(L, CL_E_SCRIPT, "%s: the file returns a table with handle(request)",
                             serve->file);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, serve);
    lua_pushliteral(L, "handle");
    if (lua_rawget(L, -2) != LUA_TFUNCTION)
        return cl_raise_text(L, CL_E_SCRIPT, "%s: the table has no function handle(request)",
                             serve->file);
    lua_pop(L, 1);
    start(L, serve);
    return 0;
}

static int keep_names(cl_serve *serve, const char *path, cl_view options, cl_error *e)
{
    const char *slash = strrchr(path, '/');
    cl_view folder =
        slash == NULL ? CL_VIEW(".") : (cl_view){path, (size_t)(slash - path) + (slash == path)};

    serve->folder = cl_arena_copy(&serve->arena, folder);
    serve->file = cl_arena_string(&serve->arena, slash == NULL ? path : slash + 1);
    serve->options.at = cl_arena_copy(&serve->arena, options);
    serve->options.length = options.length;
    if (serve->folder == NULL || serve->file == NULL || serve->options.at == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a server script");
    return 0;
}

static int set_up(cl_serve *serve, const char *path, cl_view options, cl_error *e)
{
    int rc = keep_names(serve, path, options, e);

    if (rc == 0)
        rc = cl_sources_add_root(&serve->sources, serve->folder, e);
    if (rc == 0)
        rc = cl_vm_open(&serve->vm, CL_WORLD_SCRIPT, &cl_limits_script, serve, e);
    if (rc == 0)
        rc = cl_vm_call(serve->vm, load_serve, serve, e);
    return rc;
}

int cl_serve_open(cl_serve **out, const char *path, cl_view options, void *context,
                  void (*write)(void *context, cl_view bytes), cl_error *e)
{
    cl_serve *serve = cl_calloc(1, sizeof *serve);
    int rc;

    *out = NULL;
    if (serve == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a server script");
    serve->outside = (cl_outside){context, write, NULL, NULL};
    cl_sources_init(&serve->sources, 0, 0);
    rc = set_up(serve, path, options, e);
    if (rc == 0)
        *out = serve;
    else
        cl_serve_close(serve);
    return rc;
}

void cl_serve_close(cl_serve *serve)
{
    if (serve == NULL)
        return;
    cl_vm_close(serve->vm);
    cl_sources_clear(&serve->sources);
    cl_arena_clear(&serve->arena);
    cl_free(serve);
}

void cl_serve_interrupt(cl_serve *serve)
{
    cl_vm_interrupt(serve->vm);
}

/* ---- requests ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Pushes a decoded segment of a path, or name or value of a query (where '+' is a space). */
static void push_decoded(lua_State *L, cl_view text, bool query)
{
    luaL_Buffer out;

    luaL_buffinit(L, &out);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];

        if (c == '%' && i + 2 < text.length && hex_value(text.at[i + 1]) >= 0 &&
            hex_value(text.at[i + 2]) >= 0) {
            c = (char)(hex_value(text.at[i + 1]) * 16 + hex_value(text.at[i + 2]));
            i += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        luaL_addchar(&out, c);
    }
    luaL_pushresult(&out);
}

/* The part of *rest before `separator`, which is skipped. */
static cl_view next_part(cl_view *rest, char separator)
{
    const char *at = rest->length != 0 ? memchr(rest->at, separator, rest->length) : NULL;
    cl_view part = {rest->at, at != NULL ? (size_t)(at - rest->at) : rest->length};

    rest->at += part.length + (at != NULL);
    rest->length -= part.length + (at != NULL);
    return part;
}

static void set_segments(lua_State *L, cl_view path)
{
    lua_Integer count = 0;

    lua_newtable(L);
    while (path.length != 0 && count < SEGMENTS) {
        cl_view part = next_part(&path, '/');

        if (part.length == 0)
            continue;
        push_decoded(L, part, false);
        lua_rawseti(L, -2, ++count);
    }
    lua_setfield(L, -2, "segments");
}

static void set_query(lua_State *L, cl_view query)
{
    lua_newtable(L);
    for (int i = 0; query.length != 0 && i < QUERY; i++) {
        cl_view value = next_part(&query, '&'), name = next_part(&value, '=');

        push_decoded(L, name, true);
        push_decoded(L, value, true);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "query");
}

static int parse_body(lua_State *L)
{
    const cl_serve_request *request = lua_touserdata(L, 1);

    return cl_push_json_text(L, request->body, CL_NULL_FOREIGN);
}

static void push_request(lua_State *L, const cl_serve_request *request)
{
    cl_view query = cl_view_of(request->target), path = next_part(&query, '?');
    union {
        const void *in;
        void *out;
    } pointer = {request};

    lua_createtable(L, 0, 7);
    lua_pushstring(L, request->method);
    lua_setfield(L, -2, "method");
    cl_push_view(L, path);
    lua_setfield(L, -2, "path");
    set_segments(L, path);
    set_query(L, query);
    cl_push_headers(L, request->headers, request->header_count);
    lua_setfield(L, -2, "headers");
    cl_push_view(L, request->body);
    lua_setfield(L, -2, "text");
    lua_pushcfunction(L, parse_body);
    lua_pushlightuserdata(L, pointer.out);
    lua_call(L, 1, 1);
    lua_setfield(L, -2, "body");
}

/* ---- responses ---- */

static void take_headers(lua_State *L, const cl_fields *f, cl_serve_response *out)
{
    const char *(*headers)[2] = cl_arena_array(f->arena, HEADERS, sizeof *headers);

    if (headers == NULL)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    out->headers = headers;
    if (cl_fields_push(L, f, "headers") == LUA_TNIL)
        return;
    if (!lua_istable(L, -1))
        cl_fields_refuse(L, f, "headers", "a table expected, found %s", cl_type_name(L, -1));
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1) || out->header_count == HEADERS)
            cl_fields_refuse(L, f, "headers", "at most %d texts by name", HEADERS);
        headers[out->header_count][0] = cl_fields_copy(L, f, -2);
        lua_pushvalue(L, -1);
        headers[out->header_count++][1] = cl_fields_copy(L, f, -1);
        lua_pop(L, 1);
    }
}

static void take_body(lua_State *L, const cl_fields *f, cl_serve_response *out)
{
    int type = cl_fields_push(L, f, "body");
    const char *standard = "text/plain; charset=utf-8";

    if (type == LUA_TSTRING) {
        out->body.length = lua_rawlen(L, -1);
        out->body.at = cl_fields_copy(L, f, -1);
    } else if (type != LUA_TNIL) {
        out->body.at = cl_fields_json(L, f, "body", false, &out->body.length);
        standard = "application/json";
    }
    out->content_type = cl_fields_text(L, f, "content_type", type == LUA_TNIL ? "" : standard);
}

static void take_response(lua_State *L, const cl_fields *f, cl_serve_response *out)
{
    static const char *const names[] = {"status", "headers", "body", "content_type", NULL};

    cl_fields_only(L, f, names);
    cl_fields_push(L, f, "status");
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 100 || lua_tointeger(L, -1) > 599)
        cl_fields_refuse(L, f, "status", "a status from 100 to 599 expected");
    out->status = (int)lua_tointeger(L, -1);
    take_headers(L, f, out);
    take_body(L, f, out);
}

typedef struct exchange {
    cl_serve *serve;
    const cl_serve_request *request;
    cl_serve_response *response;
} exchange;

static int handle(lua_State *L)
{
    exchange *work = lua_touserdata(L, 1);
    cl_fields fields = {0, "response", work->serve->file, 0, "", &work->response->arena};

    luaL_checkstack(L, 20, NULL);
    lua_rawgetp(L, LUA_REGISTRYINDEX, work->serve);
    lua_pushliteral(L, "handle");
    lua_rawget(L, -2);
    push_request(L, work->request);
    lua_call(L, 1, 1);
    fields.index = lua_gettop(L);
    if (!lua_istable(L, -1))
        return cl_fields_refuse(L, &fields, NULL, "a table expected, found %s",
                                cl_type_name(L, -1));
    take_response(L, &fields, work->response);
    return 0;
}

int cl_serve_handle(cl_serve *serve, cl_serve_response *out, const cl_serve_request *request,
                    cl_error *e)
{
    exchange work = {serve, request, out};

    memset(out, 0, sizeof *out);
    out->content_type = "";
    return cl_vm_call(serve->vm, handle, &work, e);
}

void cl_serve_response_clear(cl_serve_response *response)
{
    cl_arena_clear(&response->arena);
}
