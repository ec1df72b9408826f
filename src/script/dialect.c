/* SPDX-License-Identifier: MIT
 *
 * Calls the functions of a dialect. Each call gets fresh values, runs under its own limits, and
 * returns what dialect_read.c has checked.
 */
#include "dialect.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "call.h"
#include "class.h"
#include "dialect_read.h"
#include "fields.h"
#include "library.h"
#include "limit.h"
#include "modules.h"
#include "snapshot.h"
#include "sources.h"

struct cl_dialect {
    cl_vm *vm;
    cl_sources sources;
    cl_arena arena;
    const char *file, *id, *title, *edition, *files;
    const char *kinds[CL_DIALECT_STEPS], *settings[CL_DIALECT_SETTINGS];
    size_t kind_count, setting_count;
    unsigned functions; /* bit i: it has function i */
    char digest[7 + CL_DIGEST_HEX];
};

static const char *const function_names[] = {"steps", "request", "answer", "ask", "judge",
                                             "watch", "status",  "check",  NULL};
enum { STEPS, REQUEST, ANSWER, ASK, JUDGE, WATCH, STATUS, CHECK };

/* ---- loading ---- */

/* The list of texts at a key: at most `most` of them. */
static size_t take_texts(lua_State *L, const cl_fields *fields, const char *key, const char **out,
                         lua_Integer most)
{
    lua_Integer count;

    if (cl_fields_push(L, fields, key) != LUA_TTABLE)
        cl_fields_refuse(L, fields, key, "a list of texts expected, found %s", cl_type_name(L, -1));
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count < 1 || count > most)
        cl_fields_refuse(L, fields, key, "1 to %d texts expected", (int)most);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
            cl_fields_refuse(L, fields, key, "a text expected, found %s", cl_type_name(L, -1));
        out[i - 1] = cl_fields_copy(L, fields, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return (size_t)count;
}

/* Settings of portals.lua that this dialect alone reads; none where the key is not there. */
static void take_settings(lua_State *L, const cl_fields *fields, cl_dialect *dialect)
{
    int type = cl_fields_push(L, fields, "settings");

    lua_pop(L, 1);
    if (type != LUA_TNIL)
        dialect->setting_count =
            take_texts(L, fields, "settings", dialect->settings, CL_DIALECT_SETTINGS);
}

static void take_functions(lua_State *L, const cl_fields *fields, cl_dialect *dialect)
{
    for (int i = 0; function_names[i] != NULL; i++) {
        int type = cl_fields_push(L, fields, function_names[i]);

        if (type != LUA_TNIL && type != LUA_TFUNCTION)
            cl_fields_refuse(L, fields, function_names[i], "a function expected, found %s",
                             cl_type_name(L, -1));
        if (type == LUA_TNIL && (i == STEPS || i == REQUEST))
            cl_fields_refuse(L, fields, function_names[i], "missing");
        if (type == LUA_TFUNCTION)
            dialect->functions |= 1U << i;
        lua_pop(L, 1);
    }
}

static void take_dialect(lua_State *L, cl_dialect *dialect)
{
    static const char *const names[] = {"id",    "title",  "edition", "kinds",  "files", "settings",
                                        "check", "steps",  "request", "answer", "ask",   "judge",
                                        "watch", "status", "samples", NULL};
    cl_fields fields = {lua_gettop(L), "dialect", dialect->file, 0, "", &dialect->arena};

    if (!lua_istable(L, -1))
        cl_fields_refuse(L, &fields, NULL, "the file returns a table, found %s",
                         cl_type_name(L, -1));
    cl_fields_only(L, &fields, names);
    dialect->id = cl_fields_text(L, &fields, "id", NULL);
    dialect->title = cl_fields_text(L, &fields, "title", NULL);
    dialect->edition = cl_fields_text(L, &fields, "edition", "1");
    dialect->files = cl_fields_text(L, &fields, "files", "none");
    if (strcmp(dialect->files, "none") != 0 && strcmp(dialect->files, "link") != 0 &&
        strcmp(dialect->files, "upload") != 0)
        cl_fields_refuse(L, &fields, "files", "\"none\", \"link\" or \"upload\" expected");
    dialect->kind_count = take_texts(L, &fields, "kinds", dialect->kinds, CL_DIALECT_STEPS);
    take_settings(L, &fields, dialect);
    take_functions(L, &fields, dialect);
}

static int load_dialect(lua_State *L)
{
    cl_dialect *dialect = lua_touserdata(L, 1);

    cl_library_template(L);
    cl_modules_add(L, &dialect->sources);
    cl_modules_load(L, &dialect->sources, dialect->file, -1);
    lua_call(L, 0, 1);
    take_dialect(L, dialect);
    lua_rawsetp(L, LUA_REGISTRYINDEX, dialect);
    return 0;
}

static int set_up(cl_dialect *dialect, const char *portals, const char *name, cl_error *e)
{
    cl_text file = CL_TEXT_INIT;
    int rc = cl_sources_add_root(&dialect->sources, portals, e);

    if (rc != 0)
        return rc;
    for (const char *at = name; *at != '\0'; at++) /* names such as simpler-grants are file names */
        cl_text_add_char(&file, *at == '.' || *at == '/' ? '!' : *at);
    cl_text_add_string(&file, ".lua");
    rc = cl_text_check(&file, e);
    if (rc == 0 && (dialect->file = cl_arena_string(&dialect->arena, file.at)) == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "no memory for a dialect");
    cl_text_clear(&file);
    if (rc == 0)
        rc = cl_vm_open(&dialect->vm, CL_WORLD_TEMPLATE, &cl_limits_dialect, dialect, e);
    if (rc == 0)
        rc = cl_vm_call(dialect->vm, load_dialect, dialect, e);
    if (rc == 0)
        rc = cl_sources_digest(&dialect->sources, dialect->digest, e);
    return rc;
}

int cl_dialect_open(cl_dialect **out, const char *portals, const char *name, cl_error *e)
{
    cl_dialect *dialect = cl_calloc(1, sizeof *dialect);
    int rc;

    *out = NULL;
    if (dialect == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a dialect");
    cl_sources_init(&dialect->sources, cl_limits_dialect.source, cl_limits_dialect.sources);
    rc = set_up(dialect, portals, name, e);
    if (rc == 0)
        *out = dialect;
    else
        cl_dialect_close(dialect);
    return rc;
}

void cl_dialect_close(cl_dialect *dialect)
{
    if (dialect == NULL)
        return;
    cl_vm_close(dialect->vm);
    cl_sources_clear(&dialect->sources);
    cl_arena_clear(&dialect->arena);
    cl_free(dialect);
}

const char *cl_dialect_id(const cl_dialect *dialect)
{
    return dialect->id;
}

const char *cl_dialect_title(const cl_dialect *dialect)
{
    return dialect->title;
}

const char *cl_dialect_edition(const cl_dialect *dialect)
{
    return dialect->edition;
}

const char *cl_dialect_digest(const cl_dialect *dialect)
{
    return dialect->digest;
}

const char *cl_dialect_files(const cl_dialect *dialect)
{
    return dialect->files;
}

bool cl_dialect_has_kind(const cl_dialect *dialect, const char *kind)
{
    for (size_t i = 0; i < dialect->kind_count; i++)
        if (strcmp(dialect->kinds[i], kind) == 0)
            return true;
    return false;
}

const char *const *cl_dialect_settings(const cl_dialect *dialect, size_t *count)
{
    *count = dialect->setting_count;
    return dialect->settings;
}

bool cl_dialect_has(const cl_dialect *dialect, const char *function)
{
    for (int i = 0; function_names[i] != NULL; i++)
        if (strcmp(function_names[i], function) == 0)
            return (dialect->functions >> i & 1) != 0;
    return false;
}

/* ---- calls ---- */

/* One call: what goes in, and where what comes out belongs. */
typedef struct call {
    cl_dialect *dialect;
    int function;
    const char *step;
    const cl_dialect_response *response;
    const cl_json_value *delivery;
    cl_arena *arena;
    void *out;
    bool found; /* the function is there and returned something */
    char what[96];
    cl_fields fields;
} call;

/* Pushes the function, and remembers where it stands, for what is wrong with its result. */
static void push_function(lua_State *L, call *c)
{
    lua_Debug ar;

    lua_rawgetp(L, LUA_REGISTRYINDEX, c->dialect);
    lua_pushstring(L, function_names[c->function]);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    snprintf(c->what, sizeof c->what, "%s of dialect '%.60s'", function_names[c->function],
             c->dialect->id);
    c->fields =
        (cl_fields){0, c->what, ar.source + (*ar.source == '@'), ar.linedefined, "", c->arena};
}

/* Leaves the result on top; false where the function gave nil. */
static bool run(lua_State *L, call *c)
{
    int arguments = 0;

    push_function(L, c);
    if (c->step != NULL) {
        lua_pushstring(L, c->step);
        arguments++;
    }
    if (c->response != NULL) {
        cl_dialect_push_response(L, c->response);
        arguments++;
    }
    cl_push_json(L, c->delivery, CL_NULL_KEPT);
    lua_call(L, arguments + 1, 1);
    c->fields.index = lua_gettop(L);
    if (lua_isnil(L, -1))
        return false;
    if (!lua_istable(L, -1))
        cl_fields_refuse(L, &c->fields, NULL, "a table expected, found %s", cl_type_name(L, -1));
    c->found = true;
    return true;
}

static int enter(call *c, lua_CFunction body, cl_error *e)
{
    int rc = cl_vm_call(c->dialect->vm, body, c, e);

    if (rc != 0 && e != NULL && *e->file == '\0') /* what came back has no line */
        cl_error_place(e, c->dialect->file, 0, NULL);
    return rc;
}

typedef struct steps {
    const char **names;
    size_t count;
} steps;

static void take_step(lua_State *L, call *c, steps *out)
{
    const char *at;

    if (lua_type(L, -1) != LUA_TSTRING)
        cl_fields_refuse(L, &c->fields, NULL, "step %zu is no text", out->count + 1);
    at = out->names[out->count] = cl_fields_copy(L, &c->fields, -1);
    for (; *at != '\0'; at++)
        if (!(*at >= 'a' && *at <= 'z') && !(*at >= '0' && *at <= '9') && *at != '-' && *at != '_')
            cl_fields_refuse(L, &c->fields, NULL, "'%.60s' is no name of a step",
                             out->names[out->count]);
    out->count++;
}

static int call_steps(lua_State *L)
{
    call *c = lua_touserdata(L, 1);
    steps *out = c->out;
    lua_Integer count;

    if (!run(L, c))
        return cl_fields_refuse(L, &c->fields, NULL, "a list of steps expected, found nothing");
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count < 1 || count > CL_DIALECT_STEPS)
        return cl_fields_refuse(L, &c->fields, NULL, "1 to %d steps expected", CL_DIALECT_STEPS);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, c->fields.index, i);
        take_step(L, c, out);
        lua_pop(L, 1);
    }
    return 0;
}

int cl_dialect_steps(cl_dialect *dialect, const char *names[CL_DIALECT_STEPS], size_t *count,
                     cl_arena *arena, const cl_json_value *delivery, cl_error *e)
{
    steps out = {names, 0};
    call c = {
        .dialect = dialect, .function = STEPS, .delivery = delivery, .arena = arena, .out = &out};
    int rc = enter(&c, call_steps, e);

    *count = rc == 0 ? out.count : 0;
    return rc;
}

static int call_request(lua_State *L)
{
    call *c = lua_touserdata(L, 1);

    if (run(L, c))
        cl_dialect_take_request(L, &c->fields, c->out);
    else if (c->function == REQUEST)
        return cl_fields_refuse(L, &c->fields, NULL, "a request expected, found nothing");
    return 0;
}

static int request_of(cl_dialect *dialect, int function, cl_dialect_request *out, bool *can,
                      const char *step, const cl_json_value *delivery, cl_error *e)
{
    call c = {.dialect = dialect,
              .function = function,
              .step = step,
              .delivery = delivery,
              .arena = &out->arena,
              .out = out};
    int rc;

    memset(out, 0, sizeof *out);
    *can = false;
    if (!cl_dialect_has(dialect, function_names[function]))
        return 0;
    rc = enter(&c, call_request, e);
    *can = rc == 0 && c.found;
    return rc;
}

int cl_dialect_make_request(cl_dialect *dialect, cl_dialect_request *out, const char *step,
                            const cl_json_value *delivery, cl_error *e)
{
    bool can;

    return request_of(dialect, REQUEST, out, &can, step, delivery, e);
}

/* Asking and watching must not change anything at the portal. */
static int reading_of(cl_dialect *dialect, int function, cl_dialect_request *out, bool *can,
                      const char *step, const cl_json_value *delivery, cl_error *e)
{
    int rc = request_of(dialect, function, out, can, step, delivery, e);

    if (rc == 0 && *can && out->effect != CL_EFFECT_READ) {
        *can = false;
        cl_fail(e, CL_E_SCRIPT, "%s of dialect '%s' must be a read", function_names[function],
                dialect->id);
        cl_error_place(e, dialect->file, 0, "effect");
        return CL_E_SCRIPT;
    }
    return rc;
}

int cl_dialect_ask(cl_dialect *dialect, cl_dialect_request *out, bool *can, const char *step,
                   const cl_json_value *delivery, cl_error *e)
{
    return reading_of(dialect, ASK, out, can, step, delivery, e);
}

int cl_dialect_watch(cl_dialect *dialect, cl_dialect_request *out, bool *can,
                     const cl_json_value *delivery, cl_error *e)
{
    return reading_of(dialect, WATCH, out, can, NULL, delivery, e);
}

static int call_answer(lua_State *L)
{
    call *c = lua_touserdata(L, 1);

    if (run(L, c))
        cl_dialect_take_answer(L, &c->fields, c->out);
    return 0;
}

int cl_dialect_read_answer(cl_dialect *dialect, cl_dialect_answer *out, const char *step,
                           const cl_dialect_response *response, const cl_json_value *delivery,
                           cl_error *e)
{
    call c = {.dialect = dialect,
              .function = ANSWER,
              .step = step,
              .response = response,
              .delivery = delivery,
              .arena = &out->arena,
              .out = out};

    memset(out, 0, sizeof *out);
    out->reason = "";
    return cl_dialect_has(dialect, "answer") ? enter(&c, call_answer, e) : 0;
}

int cl_dialect_check(cl_dialect *dialect, cl_dialect_answer *out, const cl_json_value *portal,
                     cl_error *e)
{
    call c = {.dialect = dialect,
              .function = CHECK,
              .delivery = portal,
              .arena = &out->arena,
              .out = out};

    memset(out, 0, sizeof *out);
    out->reason = "";
    return cl_dialect_has(dialect, "check") ? enter(&c, call_answer, e) : 0;
}

static int call_judge(lua_State *L)
{
    call *c = lua_touserdata(L, 1);

    if (run(L, c))
        cl_dialect_take_judgement(L, &c->fields, c->out);
    return 0;
}

int cl_dialect_judge(cl_dialect *dialect, cl_dialect_judgement *out, const char *step,
                     const cl_dialect_response *response, const cl_json_value *delivery,
                     cl_error *e)
{
    call c = {.dialect = dialect,
              .function = JUDGE,
              .step = step,
              .response = response,
              .delivery = delivery,
              .arena = &out->arena,
              .out = out};

    memset(out, 0, sizeof *out);
    out->by = out->detail = "";
    return cl_dialect_has(dialect, "judge") ? enter(&c, call_judge, e) : 0;
}

static int call_status(lua_State *L)
{
    call *c = lua_touserdata(L, 1);

    if (run(L, c))
        cl_dialect_take_status(L, &c->fields, c->out);
    return 0;
}

int cl_dialect_read_status(cl_dialect *dialect, cl_dialect_status *out,
                           const cl_dialect_response *response, const cl_json_value *delivery,
                           cl_error *e)
{
    call c = {.dialect = dialect,
              .function = STATUS,
              .response = response,
              .delivery = delivery,
              .arena = &out->arena,
              .out = out};

    memset(out, 0, sizeof *out);
    out->text = "";
    out->json = "{}";
    return cl_dialect_has(dialect, "status") ? enter(&c, call_status, e) : 0;
}

/* ---- samples ---- */

static int call_sample(lua_State *L)
{
    call *c = lua_touserdata(L, 1);
    cl_text *json;

    lua_rawgetp(L, LUA_REGISTRYINDEX, c->dialect);
    lua_pushliteral(L, "samples");
    if (lua_rawget(L, -2) != LUA_TTABLE)
        return 0;
    lua_pushstring(L, c->step);
    if (lua_rawget(L, -2) == LUA_TNIL)
        return 0;
    json = cl_box_text(L);
    cl_json_from_lua(L, -2, json);
    if (cl_text_add_view(c->out, cl_text_view(json)) != 0)
        return cl_raise_text(L, CL_E_MEMORY, "out of memory");
    return 0;
}

int cl_dialect_sample(cl_dialect *dialect, cl_text *out, const char *step, cl_error *e)
{
    call c = {.dialect = dialect, .step = step, .out = out};

    return enter(&c, call_sample, e);
}

void cl_dialect_request_clear(cl_dialect_request *request)
{
    cl_arena_clear(&request->arena);
}

void cl_dialect_answer_clear(cl_dialect_answer *answer)
{
    cl_arena_clear(&answer->arena);
}

void cl_dialect_judgement_clear(cl_dialect_judgement *judgement)
{
    cl_arena_clear(&judgement->arena);
}

void cl_dialect_status_clear(cl_dialect_status *status)
{
    cl_arena_clear(&status->arena);
}
