/* SPDX-License-Identifier: MIT
 *
 * A dialect may say what is sent, never where to or with which authority: the path is segments
 * below the portal's base, the headers that carry authority are refused, the effect has to agree
 * with the method.
 */
#include "dialect_read.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"
#include "markup.h"
#include "snapshot.h"
#include "sorted.h"
#include "utf8.h"

enum { SEGMENTS = 32, PATH_BYTES = 4096, BODY = 1 << 20 };

typedef struct method {
    const char *name;
    unsigned effects; /* 1 << cl_effect */
} method;

static const method methods[] = {
    {"GET", 1U << CL_EFFECT_READ},
    {"HEAD", 1U << CL_EFFECT_READ},
    {"PUT", 1U << CL_EFFECT_REPEAT | 1U << CL_EFFECT_ONCE},
    {"DELETE", 1U << CL_EFFECT_REPEAT | 1U << CL_EFFECT_ONCE},
    {"POST", 1U << CL_EFFECT_ONCE},
    {"PATCH", 1U << CL_EFFECT_ONCE},
};

static const char *const effects[] = {"read", "repeat", "once"};

static void take_effect(lua_State *L, const cl_fields *f, cl_dialect_request *out)
{
    const char *effect = cl_fields_text(L, f, "effect", NULL);
    size_t i = 0, m = 0;

    out->method = cl_fields_text(L, f, "method", NULL);
    while (i < 3 && strcmp(effect, effects[i]) != 0)
        i++;
    if (i == 3)
        cl_fields_refuse(L, f, "effect", "\"read\", \"repeat\" or \"once\" expected, found '%.40s'",
                         effect);
    while (m < sizeof methods / sizeof *methods && strcmp(out->method, methods[m].name) != 0)
        m++;
    if (m == sizeof methods / sizeof *methods)
        cl_fields_refuse(L, f, "method",
                         "GET, HEAD, POST, PUT, PATCH or DELETE expected, found '%.40s'",
                         out->method);
    if ((methods[m].effects & 1U << i) == 0)
        cl_fields_refuse(L, f, "effect", "a %s is not '%s'", out->method, effect);
    out->effect = (cl_effect)i;
    out->commits = cl_fields_flag(L, f, "commits");
    out->harmless = cl_fields_flag(L, f, "harmless");
    if (out->effect == CL_EFFECT_READ && (out->commits || out->harmless))
        cl_fields_refuse(L, f, out->commits ? "commits" : "harmless", "a read changes nothing");
}

/* Keeps what was written in the arena and clears the buffer. */
static const char *keep(lua_State *L, const cl_fields *f, cl_text *text)
{
    const char *copy;

    cl_push_text(L, text);
    copy = cl_fields_copy(L, f, -1);
    lua_pop(L, 1);
    return copy;
}

/* Segments are encoded here, so that none can hold a '/', '?' or '#', nor climb. */
static void take_path(lua_State *L, const cl_fields *f, cl_dialect_request *out)
{
    cl_text *path = cl_box_text(L);
    lua_Integer count;

    if (cl_fields_push(L, f, "path") != LUA_TTABLE)
        cl_fields_refuse(L, f, "path", "a list of segments expected, found %s",
                         cl_type_name(L, -1));
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count < 1 || count > SEGMENTS)
        cl_fields_refuse(L, f, "path", "1 to %d segments expected, found %lld", SEGMENTS,
                         (long long)count);
    for (lua_Integer i = 1; i <= count; i++) {
        cl_view segment;

        lua_rawgeti(L, -1, i);
        if (lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1))
            cl_fields_refuse(L, f, "path", "segment %lld is no text (found %s)", (long long)i,
                             cl_type_name(L, -1));
        segment.at = lua_tolstring(L, -1, &segment.length);
        if (segment.length == 0 || cl_view_is(segment, ".") || cl_view_is(segment, ".."))
            cl_fields_refuse(L, f, "path", "segment %lld is empty or climbs", (long long)i);
        if (i > 1)
            cl_text_add_char(path, '/');
        cl_url_escape(path, segment);
        lua_pop(L, 1);
        if (path->length > PATH_BYTES)
            cl_fields_refuse(L, f, "path", "it is longer than %d bytes", PATH_BYTES);
    }
    out->path = keep(L, f, path);
    lua_pop(L, 1);
}

static void take_query(lua_State *L, const cl_fields *f, cl_dialect_request *out)
{
    cl_text *query;
    lua_Integer count;

    out->query = "";
    if (cl_fields_push(L, f, "query") == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (lua_type(L, -1) != LUA_TTABLE)
        cl_fields_refuse(L, f, "query", "a table expected, found %s", cl_type_name(L, -1));
    query = cl_box_text(L);
    cl_sorted_keys(L, -2);
    count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        lua_pushvalue(L, -1);
        lua_rawget(L, -5);
        if (lua_type(L, -2) != LUA_TSTRING ||
            (lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1)))
            cl_fields_refuse(L, f, "query", "names and values are texts or whole numbers");
        if (i > 1)
            cl_text_add_char(query, '&');
        cl_url_escape(query, cl_check_view(L, -2));
        cl_text_add_char(query, '=');
        cl_url_escape(query, cl_check_view(L, -1));
        lua_pop(L, 2);
    }
    out->query = keep(L, f, query);
}

static bool is_token(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if (!((*at | 32) >= 'a' && (*at | 32) <= 'z') && !(*at >= '0' && *at <= '9') && *at != '-')
            return false;
    return *name != '\0' && strlen(name) <= 64;
}

/* What the courier and curl decide. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"host",
                                           "cookie",
                                           "content-length",
                                           "content-type",
                                           "authorization",
                                           "connection",
                                           "te",
                                           "transfer-encoding",
                                           "trailer",
                                           "upgrade",
                                           "expect",
                                           "proxy-authorization"};

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcasecmp(name, reserved[i]) == 0)
            return true;
    return false;
}

static bool is_header_value(const char *value)
{
    for (; *value != '\0'; value++)
        if ((unsigned char)*value < 32 || (unsigned char)*value > 126)
            return false;
    return true;
}

/* Name at -2, value at -1: a text, or { secret = "token" }. */
static void take_header(lua_State *L, const cl_fields *f, cl_dialect_header *out)
{
    out->name = cl_fields_copy(L, f, -2);
    if (!is_token(out->name))
        cl_fields_refuse(L, f, "headers", "'%.60s' is no header name", out->name);
    if (lua_type(L, -1) == LUA_TTABLE) {
        static const char *const names[] = {"secret", NULL};
        cl_fields inside = *f;

        inside.index = lua_gettop(L);
        inside.path = "headers";
        cl_fields_only(L, &inside, names);
        out->value = cl_fields_text(L, &inside, "secret", NULL);
        out->secret = true;
    } else if (lua_type(L, -1) == LUA_TSTRING && !is_reserved(out->name)) {
        out->value = cl_fields_copy(L, f, -1);
    } else if (lua_type(L, -1) == LUA_TSTRING) {
        cl_fields_refuse(L, f, "headers", "a dialect may not set '%.60s'", out->name);
    } else {
        cl_fields_refuse(L, f, "headers", "the value of '%.60s' is no text (found %s)", out->name,
                         cl_type_name(L, -1));
    }
    if (!is_header_value(out->value))
        cl_fields_refuse(L, f, "headers",
                         "the value of '%.60s' has characters that a header cannot hold",
                         out->name);
}

static void take_headers(lua_State *L, const cl_fields *f, cl_dialect_request *out)
{
    lua_Integer count;

    if (cl_fields_push(L, f, "headers") == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (lua_type(L, -1) != LUA_TTABLE)
        cl_fields_refuse(L, f, "headers", "a table expected, found %s", cl_type_name(L, -1));
    cl_sorted_keys(L, -1);
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count > CL_DIALECT_HEADERS)
        cl_fields_refuse(L, f, "headers", "at most %d headers", CL_DIALECT_HEADERS);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        if (lua_type(L, -1) != LUA_TSTRING)
            cl_fields_refuse(L, f, "headers", "names are texts");
        lua_pushvalue(L, -1);
        lua_rawget(L, -4);
        take_header(L, f, &out->headers[out->header_count++]);
        lua_pop(L, 2);
    }
    lua_pop(L, 2);
}

static void take_body(lua_State *L, const cl_fields *f, cl_dialect_request *out)
{
    int type = cl_fields_push(L, f, "body");
    const char *body;

    lua_pop(L, 1);
    out->content_type = "";
    if (type == LUA_TNIL)
        return;
    if (type == LUA_TSTRING) {
        body = cl_fields_text(L, f, "body", NULL);
        out->body = cl_view_of(body);
        out->content_type = "text/plain; charset=utf-8";
    } else {
        body = cl_fields_json(L, f, "body", false, &out->body.length);
        out->body.at = body;
        out->content_type = "application/json";
    }
    out->has_body = true;
    if (out->body.length > BODY)
        cl_fields_refuse(L, f, "body", "at most %d bytes", BODY);
    if (out->effect == CL_EFFECT_READ)
        cl_fields_refuse(L, f, "body", "a read has no body");
}

static void take_expect(lua_State *L, const cl_fields *f, cl_dialect_request *out)
{
    lua_Integer count;

    if (cl_fields_push(L, f, "expect") != LUA_TTABLE)
        cl_fields_refuse(L, f, "expect", "a list of statuses expected, such as { 200 }, found %s",
                         cl_type_name(L, -1));
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count < 1 || count > CL_DIALECT_EXPECT)
        cl_fields_refuse(L, f, "expect", "1 to %d statuses expected", CL_DIALECT_EXPECT);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 200 || lua_tointeger(L, -1) > 599)
            cl_fields_refuse(L, f, "expect", "statuses from 200 to 599 expected");
        out->expect[out->expect_count++] = (int)lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

void cl_dialect_take_request(lua_State *L, const cl_fields *fields, cl_dialect_request *out)
{
    static const char *const names[] = {"method", "effect",  "commits", "harmless", "path",
                                        "query",  "headers", "body",    "expect",   NULL};

    cl_fields_only(L, fields, names);
    take_effect(L, fields, out);
    take_path(L, fields, out);
    take_query(L, fields, out);
    take_headers(L, fields, out);
    take_body(L, fields, out);
    take_expect(L, fields, out);
}

/* ---- answers ---- */

static void take_refusals(lua_State *L, const cl_fields *f, cl_dialect_answer *out)
{
    static const char *const names[] = {"field", "message", NULL};
    lua_Integer count;

    if (cl_fields_push(L, f, "refused") != LUA_TTABLE)
        cl_fields_refuse(L, f, "refused", "a list of { field = …, message = … } expected, found %s",
                         cl_type_name(L, -1));
    count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count && i <= CL_DIALECT_REFUSALS; i++) {
        cl_fields inside = *f;

        lua_rawgeti(L, -1, i);
        inside.index = lua_gettop(L);
        inside.path = "refused";
        if (lua_type(L, -1) != LUA_TTABLE)
            cl_fields_refuse(L, f, "refused", "item %lld is no table", (long long)i);
        cl_fields_only(L, &inside, names);
        out->refusals[out->refusal_count].field = cl_fields_text(L, &inside, "field", "");
        out->refusals[out->refusal_count++].message = cl_fields_text(L, &inside, "message", NULL);
        lua_settop(L, inside.index - 1);
    }
    lua_pop(L, 1);
}

typedef struct meaning {
    const char *key;
    cl_meaning means;
} meaning;

static const meaning meanings[] = {{"ok", CL_MEANS_OK},
                                   {"refused", CL_MEANS_REFUSED},
                                   {"ask", CL_MEANS_ASK},
                                   {"again", CL_MEANS_AGAIN},
                                   {"hold", CL_MEANS_HOLD}};

static void take_meaning(lua_State *L, const cl_fields *f, cl_dialect_answer *out)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        int type = cl_fields_push(L, f, meanings[i].key);
        bool said = lua_toboolean(L, -1);

        lua_pop(L, 1);
        if (type == LUA_TNIL)
            continue;
        if (out->meaning != CL_MEANS_NOTHING)
            cl_fields_refuse(L, f, meanings[i].key, "one of ok, refused, ask, again and hold");
        if (!said)
            cl_fields_refuse(L, f, meanings[i].key, "leave it out in place of false");
        out->meaning = meanings[i].means;
        if (type == LUA_TSTRING)
            out->reason = cl_fields_text(L, f, meanings[i].key, "");
        else if (out->meaning == CL_MEANS_REFUSED)
            take_refusals(L, f, out);
        else if (type != LUA_TBOOLEAN)
            cl_fields_refuse(L, f, meanings[i].key, "true or a reason expected");
    }
    if (out->meaning == CL_MEANS_NOTHING)
        cl_fields_refuse(L, f, NULL, "one of ok, refused, ask, again and hold is missing");
}

void cl_dialect_take_answer(lua_State *L, const cl_fields *fields, cl_dialect_answer *out)
{
    static const char *const names[] = {"ok",   "refused",  "ask",    "again",
                                        "hold", "remember", "number", NULL};

    cl_fields_only(L, fields, names);
    take_meaning(L, fields, out);
    out->remember = cl_fields_json(L, fields, "remember", true, NULL);
    out->number = cl_fields_optional(L, fields, "number");
}

void cl_dialect_take_judgement(lua_State *L, const cl_fields *fields, cl_dialect_judgement *out)
{
    static const char *const words[] = {"cannot_tell", "same", "different", "absent"};
    const char *word = "";
    size_t i = 0;

    lua_rawgeti(L, fields->index, 1);
    if (lua_type(L, -1) == LUA_TSTRING)
        word = cl_fields_copy(L, fields, -1);
    while (i < 4 && strcmp(word, words[i]) != 0)
        i++;
    if (i == 4)
        cl_fields_refuse(
            L, fields, NULL,
            "{ \"same\" }, \"different\", \"absent\" or \"cannot_tell\" expected, found "
            "'%.40s'",
            word);
    out->found = (cl_finding_of_portal)i;
    out->by = cl_fields_text(L, fields, "by", "");
    out->number = cl_fields_optional(L, fields, "number");
    out->detail = cl_fields_text(L, fields, "detail", "");
    out->remember = cl_fields_json(L, fields, "remember", true, NULL);
}

void cl_dialect_take_status(lua_State *L, const cl_fields *fields, cl_dialect_status *out)
{
    cl_text *json;

    out->event = cl_fields_optional(L, fields, "event");
    out->text = cl_fields_text(L, fields, "text", "");
    json = cl_box_text(L);
    json->limit = cl_vm_of(L)->limits->output;
    cl_mark_object(L, fields->index);
    cl_json_from_lua(L, fields->index, json);
    out->json = keep(L, fields, json);
}

/* ---- responses ---- */

void cl_push_headers(lua_State *L, const char *const (*headers)[2], size_t count)
{
    lua_createtable(L, 0, (int)count);
    for (size_t i = 0; i < count; i++) {
        const char *name = headers[i][0];
        luaL_Buffer lower;

        cl_charge(L, 1);
        luaL_buffinit(L, &lower);
        for (; *name != '\0'; name++)
            luaL_addchar(&lower,
                         (char)(*name >= 'A' && *name <= 'Z' ? *name + ('a' - 'A') : *name));
        luaL_pushresult(&lower);
        lua_pushstring(L, headers[i][1]);
        lua_rawset(L, -3);
    }
}

static int parse_body(lua_State *L)
{
    const cl_dialect_response *response = lua_touserdata(L, 1);

    return cl_push_json_text(L, response->body, CL_NULL_LEFT_OUT);
}

void cl_dialect_push_response(lua_State *L, const cl_dialect_response *response)
{
    union {
        const void *in;
        void *out;
    } pointer = {response};

    lua_createtable(L, 0, 4);
    lua_pushinteger(L, response->status);
    lua_setfield(L, -2, "status");
    cl_push_headers(L, response->headers, response->header_count);
    lua_setfield(L, -2, "headers");
    cl_push_view(L, response->body);
    lua_setfield(L, -2, "text");
    lua_pushcfunction(L, parse_body); /* a call of its own, so that its boxes end with it */
    lua_pushlightuserdata(L, pointer.out);
    lua_call(L, 1, 1);
    lua_setfield(L, -2, "body");
}
