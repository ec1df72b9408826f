/* SPDX-License-Identifier: MIT
 *
 * Evaluates a file of constructors in an environment that holds nothing else, and writes what it
 * says as JSON. A secret that is no reference is refused; its value never enters a message.
 */
#include "settings.h"

#include <lauxlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "env.h"
#include "fields.h"
#include "file.h"
#include "limit.h"
#include "modules.h"
#include "scan.h"
#include "snapshot.h"
#include "sources.h"

static const char *const oauth2_fields[] = {"url", "client", "secret", "scope", "style", NULL};
static const char *const oauth2_secrets[] = {"client", "secret", NULL};
static const char *const bearer_fields[] = {"token", NULL};
static const char *const header_fields[] = {"name", "value", NULL};
static const char *const header_secrets[] = {"value", NULL};

const cl_settings_word cl_settings_portals[] = {{"portal", true, NULL, NULL},
                                                {"oauth2", false, oauth2_fields, oauth2_secrets},
                                                {"bearer", false, bearer_fields, bearer_fields},
                                                {"header", false, header_fields, header_secrets},
                                                {NULL, false, NULL, NULL}};

bool cl_settings_is_reference(cl_view value)
{
    static const char *const kinds[] = {"env:", "file:", "credential:"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (cl_view_starts(value, kinds[i]) && value.length > strlen(kinds[i]))
            return true;
    return false;
}

typedef struct reading {
    const char *path; /* of the file, for messages */
    const char *name; /* of the chunk */
    const cl_settings_word *words;
    cl_view text;
    cl_text out;
    cl_arena arena;
} reading;

/* Keys that hold a secret wherever they stand, so that a plain table cannot hide one. */
static bool is_secret_key(const char *key)
{
    static const char *const keys[] = {"token", "secret", "password", "passphrase"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static void check_secret(lua_State *L, const cl_fields *fields, const char *key)
{
    cl_view value = CL_VIEW_INIT;
    int type = cl_fields_push(L, fields, key);

    if (type == LUA_TSTRING)
        value.at = lua_tolstring(L, -1, &value.length);
    if (type != LUA_TNIL && !cl_settings_is_reference(value))
        cl_fields_refuse(L, fields, key,
                         "a secret is written as a reference: \"env:NAME\", \"file:PATH\" or "
                         "\"credential:NAME\"");
    lua_pop(L, 1);
}

/* The value on top: what cannot be written is refused where it stands. */
static void check_value(lua_State *L, const cl_fields *fields)
{
    const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
    int type = lua_type(L, -1);

    if (type != LUA_TSTRING && type != LUA_TBOOLEAN && type != LUA_TTABLE && !lua_isinteger(L, -1))
        cl_fields_refuse(L, fields, key,
                         "settings are texts, whole numbers, true, false and tables; found %s",
                         cl_type_name(L, -1));
}

/* The table at `index` and the plain tables in it. */
static void check_inside(lua_State *L, const cl_fields *fields, int depth)
{
    if (depth > CL_JSON_DEPTH)
        cl_fields_refuse(L, fields, NULL, "nested too deeply");
    luaL_checkstack(L, 6, "nested too deeply");
    for (lua_pushnil(L); lua_next(L, fields->index); lua_pop(L, 1)) {
        cl_fields inside = *fields;

        cl_charge(L, 1);
        check_value(L, fields);
        if (lua_type(L, -2) == LUA_TSTRING && is_secret_key(lua_tostring(L, -2)))
            check_secret(L, fields, lua_tostring(L, -2));
        if (!lua_istable(L, -1))
            continue;
        inside.index = lua_gettop(L);
        check_inside(L, &inside, depth + 1);
    }
}

/* tls = { key = … } is a private key: named, never written out. */
static void check_tls(lua_State *L, const cl_fields *fields)
{
    cl_fields inside = *fields;

    if (cl_fields_push(L, fields, "tls") == LUA_TTABLE) {
        inside.index = lua_gettop(L);
        inside.path = "tls";
        check_secret(L, &inside, "key");
    }
    lua_pop(L, 1);
}

static void check_table(lua_State *L, reading *r, const cl_settings_word *word, int index)
{
    cl_fields fields = {lua_absindex(L, index), word->name, r->path, 0, "", &r->arena};
    const char *file;

    if (!lua_istable(L, index))
        cl_fields_refuse(L, &fields, NULL, "a table expected, found %s", cl_type_name(L, index));
    cl_where(L, &file, &fields.line);
    if (word->fields != NULL)
        cl_fields_only(L, &fields, word->fields);
    for (const char *const *key = word->secrets; key != NULL && *key != NULL; key++)
        check_secret(L, &fields, *key);
    check_inside(L, &fields, 0);
    check_tls(L, &fields);
}

/* Upvalues: the reading, the word, the collected result, the id. */
static int named_body(lua_State *L)
{
    reading *r = lua_touserdata(L, lua_upvalueindex(1));
    const cl_settings_word *word = r->words + lua_tointeger(L, lua_upvalueindex(2));

    check_table(L, r, word, 1);
    lua_pushfstring(L, "%ss", word->name);
    lua_rawget(L, lua_upvalueindex(3));
    lua_pushvalue(L, lua_upvalueindex(4));
    if (lua_rawget(L, -2) != LUA_TNIL)
        return cl_raise_text(L, CL_E_SCRIPT, "%s \"%s\" stands twice", word->name,
                             lua_tostring(L, lua_upvalueindex(4)));
    lua_pop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(4));
    lua_pushvalue(L, 1);
    cl_mark_object(L, -1);
    lua_rawset(L, -3);
    return 0;
}

/* Upvalues: the reading, the word, the collected result. */
static int constructor(lua_State *L)
{
    reading *r = lua_touserdata(L, lua_upvalueindex(1));
    const cl_settings_word *word = r->words + lua_tointeger(L, lua_upvalueindex(2));

    lua_settop(L, 1);
    if (!word->named) {
        check_table(L, r, word, 1);
        lua_pushstring(L, word->name);
        lua_setfield(L, 1, "kind");
        return 1;
    }
    if (lua_type(L, 1) != LUA_TSTRING || lua_rawlen(L, 1) == 0)
        return cl_raise_text(L, CL_E_SCRIPT, "write %s \"id\" { … }", word->name);
    for (int i = 1; i <= 3; i++)
        lua_pushvalue(L, lua_upvalueindex(i));
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, named_body, 4);
    return 1;
}

/* Pushes the environment of constructors; the result is below it. */
static void push_words(lua_State *L, reading *r)
{
    lua_newtable(L);
    lua_newtable(L);
    for (int i = 0; r->words[i].name != NULL; i++) {
        if (r->words[i].named) {
            lua_pushfstring(L, "%ss", r->words[i].name);
            lua_newtable(L);
            cl_mark_object(L, -1);
            lua_rawset(L, -4);
        }
        lua_pushlightuserdata(L, r);
        lua_pushinteger(L, i);
        lua_pushvalue(L, -4);
        lua_pushcclosure(L, constructor, 3);
        lua_setfield(L, -2, r->words[i].name);
    }
    cl_env_push(L, "setting", NULL, NULL);
}

static int evaluate(lua_State *L)
{
    reading *r = lua_touserdata(L, 1);

    luaL_checkstack(L, 10, NULL);
    push_words(L, r);
    cl_load(L, r->text, r->name);
    lua_call(L, 0, 0);
    cl_mark_object(L, -1);
    cl_json_from_lua(L, -1, &r->out);
    return 0;
}

static int run(reading *r, cl_error *e)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_vm *vm = NULL;
    int rc = 0;

    if (!cl_scan_text(r->text, r->path, &findings)) {
        rc = CL_E_INVALID;
        if (e != NULL && cl_findings_count(&findings) != 0)
            cl_finding_error(cl_findings_at(&findings, 0), e);
    }
    cl_findings_clear(&findings);
    if (rc == 0)
        rc = cl_vm_open(&vm, CL_WORLD_TEMPLATE, &cl_limits_dialect, NULL, e);
    if (rc == 0)
        rc = cl_vm_call(vm, evaluate, r, e);
    cl_vm_close(vm);
    return rc;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* The chunk is named by the last part of the path; messages name the file as the caller did. */
static void name_file(const reading *r, cl_error *e)
{
    if (e != NULL && strcmp(e->file, r->name) == 0)
        cl_error_place(e, r->path, e->line, NULL);
}

int cl_settings_read(cl_text *out, char digest[7 + CL_DIGEST_HEX], const char *path,
                     const cl_settings_word *words, cl_error *e)
{
    reading r = {.path = path, .name = base_name(path), .words = words};
    cl_text text = CL_TEXT_INIT;
    int rc = cl_file_read(&text, path, cl_limits_dialect.source, e);

    r.out.limit = cl_limits_dialect.output;
    r.text = cl_text_view(&text);
    if (strlen(r.name) > 59)
        r.name = "settings.lua";
    if (rc == 0)
        rc = run(&r, e);
    if (rc != 0)
        name_file(&r, e);
    if (rc == 0 && cl_text_add_view(out, cl_text_view(&r.out)) != 0)
        rc = cl_text_check(out, e);
    if (rc == 0 && digest != NULL) {
        memcpy(digest, "sha256:", 7);
        cl_digest_hex(r.text, digest + 7);
    }
    cl_text_clear(&text);
    cl_text_clear(&r.out);
    cl_arena_clear(&r.arena);
    return rc;
}
