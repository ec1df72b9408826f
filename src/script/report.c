/* SPDX-License-Identifier: MIT
 *
 * Report templates: `report "id" { title = …, format = "html", render = function(snapshot, out) …
 * end }`. What out:text writes is escaped for the format; out:raw takes only markup, which a
 * template makes.
 */
#include "report.h"

#include <lauxlib.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "call.h"
#include "class.h"
#include "csv.h"
#include "fields.h"
#include "library.h"
#include "limit.h"
#include "markup.h"
#include "modules.h"
#include "snapshot.h"
#include "sources.h"

struct cl_report {
    cl_vm *vm;
    cl_sources sources;
    cl_arena arena;
    const char *file, *id, *title, *format;
    char digest[7 + CL_DIGEST_HEX];
    cl_text out;   /* the document that is being written */
    size_t serial; /* counts documents, so that an output knows its own */
};

/* ---- out ---- */

/* A template may keep it, also after an error: it serves its own document and no other. */
typedef struct output {
    cl_report *report;
    size_t serial;
} output;

static const cl_class output_class;

static cl_report *check_output(lua_State *L)
{
    output *out = cl_class_check(L, 1, &output_class);

    if (out->serial != out->report->serial)
        cl_raise_text(L, CL_E_SCRIPT, "the output ended with its document");
    return out->report;
}

static void check_room(lua_State *L, const cl_report *report)
{
    if (report->out.failed == CL_E_LIMIT)
        cl_stop_now(L, CL_STOP_OUTPUT);
    if (report->out.failed != 0)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
}

static void write_values(lua_State *L, cl_report *report, int count)
{
    for (int i = 2; i <= count; i++) {
        cl_view view;
        bool trusted = cl_test_markup(L, i, &view);

        if (!trusted) {
            cl_tostring(L, i);
            view = cl_check_view(L, -1);
        }
        cl_charge(L, cl_units(view.length));
        if (!trusted && strcmp(report->format, "html") == 0)
            cl_text_add_html(&report->out, view);
        else
            cl_text_add_view(&report->out, view);
        check_room(L, report);
        lua_settop(L, count);
    }
}

static int output_text(lua_State *L)
{
    write_values(L, check_output(L), lua_gettop(L));
    lua_settop(L, 1);
    return 1;
}

static int output_line(lua_State *L)
{
    cl_report *report = check_output(L);

    write_values(L, report, lua_gettop(L));
    cl_text_add_char(&report->out, '\n');
    check_room(L, report);
    lua_settop(L, 1);
    return 1;
}

static int output_raw(lua_State *L)
{
    cl_report *report = check_output(L);
    int count = lua_gettop(L);

    for (int i = 2; i <= count; i++)
        if (!cl_test_markup(L, i, NULL))
            return cl_raise_text(
                L, CL_E_SCRIPT,
                "out:raw takes markup only, got %s; write html.markup(\"…\", …) or "
                "out:text(…)",
                cl_type_name(L, i));
    write_values(L, report, count);
    lua_settop(L, 1);
    return 1;
}

static int output_row(lua_State *L)
{
    cl_report *report = check_output(L);
    lua_Integer count;

    luaL_checktype(L, 2, LUA_TTABLE);
    count = (lua_Integer)lua_rawlen(L, 2);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 2, i);
        cl_tostring(L, -1);
        cl_charge(L, cl_units(lua_rawlen(L, -1)));
        if (i > 1)
            cl_text_add_char(&report->out, ',');
        cl_csv_add_safe(&report->out, cl_check_view(L, -1));
        check_room(L, report);
        lua_settop(L, 2);
    }
    cl_text_add_string(&report->out, "\r\n");
    check_room(L, report);
    lua_settop(L, 1);
    return 1;
}

static const luaL_Reg output_methods[] = {{"line", output_line},
                                          {"raw", output_raw},
                                          {"row", output_row},
                                          {"text", output_text},
                                          {NULL, NULL}};
static const cl_class output_class = {"output", NULL, output_methods, NULL, NULL};

/* ---- the declaration ---- */

static void check_format(lua_State *L, const cl_fields *fields, const char *format)
{
    if (strcmp(format, "html") != 0 && strcmp(format, "text") != 0 && strcmp(format, "csv") != 0)
        cl_fields_refuse(L, fields, "format", "\"html\", \"text\" or \"csv\" expected");
}

/* Upvalues: the report, its id. */
static int declare_body(lua_State *L)
{
    static const char *const names[] = {"title", "format", "render", NULL};
    cl_report *report = lua_touserdata(L, lua_upvalueindex(1));
    cl_fields fields = {1, "report", NULL, 0, "", &report->arena};

    luaL_checktype(L, 1, LUA_TTABLE);
    cl_where(L, &fields.file, &fields.line);
    if (report->id != NULL)
        return cl_fields_refuse(L, &fields, NULL, "a file declares one report");
    cl_fields_only(L, &fields, names);
    report->title = cl_fields_text(L, &fields, "title", NULL);
    report->format = cl_fields_text(L, &fields, "format", "html");
    check_format(L, &fields, report->format);
    if (cl_fields_push(L, &fields, "render") != LUA_TFUNCTION)
        return cl_fields_refuse(L, &fields, "render", "a function expected, found %s",
                                cl_type_name(L, -1));
    lua_rawsetp(L, LUA_REGISTRYINDEX, report);
    report->id = cl_fields_copy(L, &fields, lua_upvalueindex(2));
    return 0;
}

static int declare(lua_State *L)
{
    cl_check_view(L, 1);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_pushcclosure(L, declare_body, 2);
    return 1;
}

static int load_report(lua_State *L)
{
    cl_report *report = lua_touserdata(L, 1);

    cl_library_template(L);
    cl_modules_add(L, &report->sources);
    lua_pushlightuserdata(L, report);
    lua_pushcclosure(L, declare, 1);
    lua_setfield(L, -2, "report");
    cl_modules_load(L, &report->sources, report->file, -1);
    lua_call(L, 0, 0);
    if (report->id == NULL)
        return cl_raise_text(L, CL_E_SCRIPT, "%s declares no report; write report \"id\" { … }",
                             report->file);
    return 0;
}

static int set_up(cl_report *report, const char *reports, const char *name, cl_error *e)
{
    cl_text file = CL_TEXT_INIT;
    int rc;

    rc = cl_sources_add_root(&report->sources, reports, e);
    if (rc != 0)
        return rc;
    rc = cl_sources_module(&file, cl_view_of(name), e);
    if (rc == 0) {
        report->file = cl_arena_string(&report->arena, file.at);
        if (report->file == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "no memory for a report");
    }
    cl_text_clear(&file);
    if (rc != 0)
        return rc;
    rc = cl_vm_open(&report->vm, CL_WORLD_TEMPLATE, &cl_limits_template, report, e);
    if (rc == 0)
        rc = cl_vm_call(report->vm, load_report, report, e);
    if (rc == 0)
        rc = cl_sources_digest(&report->sources, report->digest, e);
    return rc;
}

int cl_report_open(cl_report **out, const char *reports, const char *name, cl_error *e)
{
    cl_report *report = cl_calloc(1, sizeof *report);
    int rc;

    *out = NULL;
    if (report == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a report");
    cl_sources_init(&report->sources, cl_limits_template.source, cl_limits_template.sources);
    rc = set_up(report, reports, name, e);
    if (rc == 0)
        *out = report;
    else
        cl_report_close(report);
    return rc;
}

void cl_report_close(cl_report *report)
{
    if (report == NULL)
        return;
    cl_vm_close(report->vm);
    cl_text_clear(&report->out);
    cl_sources_clear(&report->sources);
    cl_arena_clear(&report->arena);
    cl_free(report);
}

const char *cl_report_id(const cl_report *report)
{
    return report->id;
}

const char *cl_report_title(const cl_report *report)
{
    return report->title;
}

const char *cl_report_format(const cl_report *report)
{
    return report->format;
}

const char *cl_report_digest(const cl_report *report)
{
    return report->digest;
}

/* ---- rendering ---- */

typedef struct rendering {
    cl_report *report;
    const cl_json_value *snapshot;
} rendering;

static int render(lua_State *L)
{
    rendering *work = lua_touserdata(L, 1);
    output *out;

    lua_rawgetp(L, LUA_REGISTRYINDEX, work->report);
    cl_push_json(L, work->snapshot, CL_NULL_KEPT);
    out = cl_class_new(L, &output_class, sizeof *out);
    *out = (output){work->report, work->report->serial};
    lua_call(L, 2, 0);
    return 0;
}

int cl_report_render(cl_report *report, cl_text *out, const cl_json_value *snapshot, cl_error *e)
{
    rendering work = {report, snapshot};
    int rc;

    cl_text_reset(&report->out);
    report->out.limit = cl_limits_template.output;
    rc = cl_vm_call(report->vm, render, &work, e);
    report->serial++;
    if (rc == 0 && cl_text_add_view(out, cl_text_view(&report->out)) != 0)
        rc = cl_text_check(out, e);
    cl_text_clear(&report->out);
    return rc;
}
