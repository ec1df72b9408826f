/* SPDX-License-Identifier: MIT
 *
 * The session of a script or of the prompt. Its globals live in the registry under its address.
 */
#include "console.h"

#include <lauxlib.h>
#include <string.h>

#include "alloc.h"
#include "api_bind.h"
#include "call.h"
#include "class.h"
#include "console_state.h"
#include "env.h"
#include "file.h"
#include "handbook.h"
#include "library.h"
#include "modules.h"
#include "scan.h"
#include "show.h"
#include "suggest.h"

enum { SOURCE_BYTES = 16 << 20 };

void cl_console_globals(lua_State *L, cl_console *console)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, console);
}

static int build(lua_State *L)
{
    cl_console *console = lua_touserdata(L, 1);

    cl_library_script(L);
    cl_outside_add(L, &console->outside);
    cl_modules_add(L, &console->sources);
    if (console->api != NULL) {
        cl_api_push(L, console->api, &console->outside);
        cl_env_library(L, "clachan");
        lua_setfield(L, -2, "clachan");
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "_G");
    cl_env_globals(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, console);
    return 0;
}

static int keep_folder(cl_console *console, const char **out, const char *folder, cl_error *e)
{
    if (folder == NULL)
        return 0;
    *out = cl_arena_string(&console->arena, folder);
    return *out != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "no memory for a folder name");
}

static int set_up(cl_console *console, const cl_console_options *options, cl_error *e)
{
    int rc = keep_folder(console, &console->outside.read_folder, options->read_folder, e);

    if (rc == 0)
        rc = keep_folder(console, &console->outside.write_folder, options->write_folder, e);
    for (size_t i = 0; rc == 0 && i < options->module_count; i++)
        rc = cl_sources_add_root(&console->sources, options->modules[i], e);
    if (rc == 0)
        rc = cl_vm_open(&console->vm, CL_WORLD_SCRIPT, &console->limits, console, e);
    if (rc == 0)
        rc = cl_vm_call(console->vm, build, console, e);
    return rc;
}

int cl_console_open(cl_console **out, const cl_console_options *options, cl_error *e)
{
    cl_console *console = cl_calloc(1, sizeof *console);
    int rc;

    *out = NULL;
    if (console == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a session");
    console->limits = cl_limits_script;
    if (options->memory != 0)
        console->limits.memory = options->memory;
    console->api = options->api;
    console->mode = CL_CONSOLE_TABLE;
    console->outside.context = options->context;
    console->outside.write = options->write;
    cl_sources_init(&console->sources, 0, 0);
    rc = set_up(console, options, e);
    if (rc == 0)
        *out = console;
    else
        cl_console_close(console);
    return rc;
}

void cl_console_close(cl_console *console)
{
    if (console == NULL)
        return;
    cl_vm_close(console->vm);
    cl_sources_clear(&console->sources);
    cl_arena_clear(&console->arena);
    cl_free(console);
}

void cl_console_interrupt(cl_console *console)
{
    cl_vm_interrupt(console->vm);
}

void cl_console_set_mode(cl_console *console, cl_console_mode mode)
{
    console->mode = mode;
}

cl_view cl_console_trace(const cl_console *console)
{
    return cl_text_view(&console->vm->trace);
}

/* ---- evaluation ---- */

typedef struct evaluation {
    cl_console *console;
    cl_view text;
    const char *name;
    cl_text out;
    bool incomplete;
} evaluation;

static bool ends_in_eof(lua_State *L)
{
    return cl_view_ends(cl_view_of(lua_tostring(L, -1)), "<eof>");
}

/* Pushes the compiled text: `return X` where that is Lua, else X. */
static void compile(lua_State *L, evaluation *work)
{
    cl_text *expression = cl_box_text(L);
    bool cut_off;

    cl_text_add_string(expression, "return ");
    cl_text_add_view(expression, work->text);
    if (expression->failed != 0)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    cl_console_globals(L, work->console);
    if (cl_try_load(L, cl_text_view(expression), work->name) == LUA_OK)
        return;
    cut_off = ends_in_eof(L); /* "1 +": an expression so far */
    lua_pop(L, 1);
    cl_console_globals(L, work->console);
    if (cl_try_load(L, work->text, work->name) == LUA_OK)
        return;
    work->incomplete = cut_off || ends_in_eof(L);
    cut_off = cut_off && !ends_in_eof(L);
    lua_pop(L, 1);
    cl_console_globals(L, work->console);
    cl_load(L, cut_off ? cl_text_view(expression) : work->text,
            work->name); /* raises with its place */
}

/* `_` is the first of the last results, `_1` that of the results before. */
static void keep_result(lua_State *L, cl_console *console, int index)
{
    index = lua_absindex(L, index);
    cl_console_globals(L, console);
    lua_pushliteral(L, "_1");
    lua_pushliteral(L, "_");
    lua_rawget(L, -3);
    lua_rawset(L, -3);
    lua_pushliteral(L, "_");
    lua_pushvalue(L, index);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static bool is_silent(cl_view text)
{
    return cl_view_ends(cl_view_trim(text), ";");
}

static void show_results(lua_State *L, evaluation *work, int first)
{
    int last = lua_gettop(L);

    if (last < first)
        return;
    keep_result(L, work->console, first);
    if (is_silent(work->text))
        return;
    for (int i = first; i <= last; i++) {
        cl_show(L, i, work->console->mode, &work->out);
        cl_text_add_char(&work->out, '\n');
    }
}

static int evaluate(lua_State *L)
{
    evaluation *work = lua_touserdata(L, 1);
    int base;

    compile(L, work);
    base = lua_gettop(L);
    lua_call(L, 0, LUA_MULTRET);
    luaL_checkstack(L, 20, "too many results");
    show_results(L, work, base);
    return 0;
}

/* A result that is a statement's nothing shows nothing; an expression that gives nil shows nil. */
int cl_console_eval(cl_console *console, cl_text *out, cl_view text, const char *name,
                    bool *incomplete, cl_error *e)
{
    evaluation work = {console, text, name, CL_TEXT_INIT, false};
    cl_findings findings = CL_FINDINGS_INIT;
    int rc = 0;

    if (!cl_scan_text(text, name, &findings)) {
        rc = CL_E_INVALID;
        if (e != NULL && cl_findings_count(&findings) != 0)
            cl_finding_error(cl_findings_at(&findings, 0), e);
    }
    cl_findings_clear(&findings);
    if (rc == 0)
        rc = cl_vm_call(console->vm, evaluate, &work, e);
    if (rc == 0 && cl_text_add_view(out, cl_text_view(&work.out)) != 0)
        rc = cl_text_check(out, e);
    cl_text_clear(&work.out);
    if (incomplete != NULL)
        *incomplete = work.incomplete && rc == CL_E_SCRIPT;
    return rc;
}

/* ---- files ---- */

typedef struct running {
    cl_console *console;
    cl_view text;
    const char *name;
    const char *const *arguments;
    size_t count;
} running;

static void set_arguments(lua_State *L, const running *work)
{
    lua_createtable(L, (int)work->count, 1);
    lua_pushstring(L, work->name);
    lua_rawseti(L, -2, 0);
    for (size_t i = 0; i < work->count; i++) {
        lua_pushstring(L, work->arguments[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    cl_console_globals(L, work->console);
    lua_insert(L, -2);
    lua_pushliteral(L, "arg");
    lua_insert(L, -2);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static int run_text(lua_State *L)
{
    running *work = lua_touserdata(L, 1);

    set_arguments(L, work);
    cl_console_globals(L, work->console);
    cl_load(L, work->text, work->name);
    luaL_checkstack(L, (int)work->count + 4, "too many arguments");
    for (size_t i = 0; i < work->count; i++)
        lua_pushstring(L, work->arguments[i]);
    lua_call(L, (int)work->count, 0);
    return 0;
}

/* The line break stays, so that line numbers are right. */
static cl_view without_first_line(cl_view text)
{
    while (text.length != 0 && *text.at == '#') {
        const char *end = memchr(text.at, '\n', text.length);
        size_t length = end != NULL ? (size_t)(end - text.at) : text.length;

        text = (cl_view){text.at + length, text.length - length};
    }
    return text;
}

int cl_console_run_text(cl_console *console, cl_view text, const char *name,
                        const char *const *arguments, size_t count, cl_error *e)
{
    running work = {console, without_first_line(text), name, arguments, count};
    cl_findings findings = CL_FINDINGS_INIT;
    int rc = 0;

    if (!cl_scan_text(text, name, &findings)) {
        rc = CL_E_INVALID;
        if (e != NULL && cl_findings_count(&findings) != 0)
            cl_finding_error(cl_findings_at(&findings, 0), e);
    }
    cl_findings_clear(&findings);
    return rc != 0 ? rc : cl_vm_call(console->vm, run_text, &work, e);
}

int cl_console_run(cl_console *console, const char *path, const char *const *arguments,
                   size_t count, cl_error *e)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    cl_text text = CL_TEXT_INIT;
    int rc = cl_file_read(&text, path, SOURCE_BYTES, e);

    if (rc == 0)
        rc = cl_console_run_text(console, cl_text_view(&text), name, arguments, count, e);
    if (rc != 0 && e != NULL && strcmp(e->file, name) == 0)
        cl_error_place(e, path, e->line, NULL);
    cl_text_clear(&text);
    return rc;
}

/* ---- help ---- */

static void list_all(cl_console *console, cl_text *out)
{
    size_t count;
    const cl_handbook_row *rows = cl_handbook(&count);

    for (size_t i = 0; console->api != NULL && i < console->api->verb_count; i++) {
        cl_text_add_string(out, "clachan.");
        cl_api_name(out, console->api->verbs[i].name);
        cl_text_format(out, "  %s\n", console->api->verbs[i].brief);
    }
    for (size_t i = 0; i < count; i++)
        cl_text_format(out, "%s  %s\n", rows[i].name, rows[i].brief);
}

static int no_help(const cl_console *console, cl_view name, cl_error *e)
{
    size_t count, total = 0, verbs = console->api != NULL ? console->api->verb_count : 0;
    const cl_handbook_row *rows = cl_handbook(&count);
    const char **names = cl_calloc(verbs + count + 1, sizeof *names), *nearest;
    int length = (int)(name.length < 60 ? name.length : 60);

    if (names == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < verbs; i++)
        names[total++] = console->api->verbs[i].name;
    for (size_t i = 0; i < count; i++)
        names[total++] = rows[i].name;
    nearest = cl_suggest(name, names, total);
    cl_free(names);
    if (nearest == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "there is no help on '%.*s'", length, name.at);
    return cl_fail(e, CL_E_NOT_FOUND, "there is no help on '%.*s'; did you mean '%s'?", length,
                   name.at, nearest);
}

int cl_console_help(cl_console *console, cl_text *out, cl_view name, cl_error *e)
{
    const cl_api_verb *verb = NULL;
    const cl_handbook_row *row;

    name = cl_view_trim(name);
    if (name.length == 0) {
        list_all(console, out);
        return cl_text_check(out, e);
    }
    if (cl_view_starts(name, "clachan."))
        name = (cl_view){name.at + 8, name.length - 8};
    if (console->api != NULL)
        verb = cl_api_find(console->api, name);
    row = cl_handbook_find(name);
    if (verb != NULL)
        cl_api_help(out, verb);
    else if (row != NULL)
        cl_handbook_print(out, row);
    else
        return no_help(console, name, e);
    return cl_text_check(out, e);
}
