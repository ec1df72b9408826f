/* SPDX-License-Identifier: MIT
 *
 * Loading an edition. Whatever is wrong with it becomes a finding with a relative file and a line;
 * only syntax, limits and memory end the reading early.
 */
#include "programme_load.h"

#include <string.h>

#include "alloc.h"
#include "basics.h"
#include "call.h"
#include "class.h"
#include "compute.h"
#include "env.h"
#include "programme_run.h"
#include "scan.h"
#include "standin.h"
#include "vm.h"
#include "words.h"
#include "words_json.h"

/* ---- running files ---- */

/* The environment of the edition lies in the registry under this address: `use` runs files in it
 * too. */
static const char environment = 0, names_of_environment = 0;

/* A value that stands in for a list has no members yet: a loop over it does nothing, and says why.
 */
static int list_items(lua_State *L)
{
    if (!cl_standin_is(L, 1))
        return cl_basic_ipairs(L);
    cl_words_place(L);
    cl_standin_unknown_members(L);
    lua_newtable(L);
    lua_replace(L, 1);
    return cl_basic_ipairs(L);
}

static void push_environment(lua_State *L)
{
    lua_createtable(L, 0, 64);
    cl_words_add(L);
    cl_standin_push_facts(L);
    lua_setfield(L, -2, "F");
    cl_standin_push_params(L);
    lua_setfield(L, -2, "P");
    cl_words_push_null(L);
    lua_setfield(L, -2, "null");
    cl_words_push_unknown(L);
    lua_setfield(L, -2, "unknown");
    lua_pushcfunction(L, list_items);
    lua_setfield(L, -2, "ipairs");
    lua_pushcfunction(L, cl_basic_error);
    lua_setfield(L, -2, "error");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &names_of_environment);
    cl_env_push(L, "word", cl_words_unknown, cl_words_assigned);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &environment);
}

/* False after findings that leave nothing to run: not UTF-8, compiled code. */
static bool scan(lua_State *L, cl_view text, const char *name)
{
    cl_builder *builder = cl_builder_of(L);
    cl_findings only_text = CL_FINDINGS_INIT;
    bool is_text = cl_scan_text(text, name, &only_text);
    int rc;

    cl_findings_clear(&only_text);
    rc = cl_scan_programme(text, name, builder->findings);
    if (rc == CL_E_MEMORY)
        cl_raise_text(L, rc, "out of memory");
    if (rc != 0)
        builder->scan_failed = true;
    return is_text;
}

/* Gives the compiled file, or nil after findings. The text goes when this function returns. */
static int compile_file(lua_State *L)
{
    const char *name = lua_tostring(L, 1);
    cl_builder *builder = cl_builder_of(L);
    cl_error error = CL_ERROR_INIT;
    cl_text *text = cl_box_text(L);

    if (cl_sources_read(&builder->sources, text, name, &error) != 0) {
        if (error.code == CL_E_MEMORY || error.code == CL_E_LIMIT)
            cl_raise(L, &error);
        if (error.code == CL_E_IO)
            cl_words_fault(L, "%s: %s", name, error.message);
        else
            cl_words_fault(L, "%s", error.message);
        lua_pushnil(L);
    } else if (!scan(L, cl_text_view(text), name)) {
        lua_pushnil(L);
    } else {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &environment);
        cl_load(L, cl_text_view(text), name);
    }
    return 1;
}

bool cl_programme_run_file(lua_State *L, const char *name)
{
    lua_pushcfunction(L, compile_file);
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return false;
    }
    lua_call(L, 0, 1);
    return true;
}

static int run_edition(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);

    push_environment(L);
    cl_programme_run_file(L, builder->edition_file);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &names_of_environment);
    cl_compute_freeze(L, -1);
    return 0;
}

/* ---- the whole ---- */

static int fill_builder(cl_builder *builder, const char *folder, const char *file,
                        cl_findings *findings, cl_error *e)
{
    int rc;

    builder->findings = findings;
    builder->files = (cl_vec)CL_VEC_INIT(const char *);
    builder->waiting = (cl_vec)CL_VEC_INIT(cl_waiting);
    builder->loading = true;
    cl_sources_init(&builder->sources, cl_limits_load.source, cl_limits_load.sources);
    rc = cl_programme_new(&builder->programme, findings, e);
    if (rc != 0)
        return rc;
    builder->programme->arena.limit = cl_limits_load.memory / 2;
    builder->programme->folder = cl_arena_string(&builder->programme->arena, folder);
    builder->edition_file = cl_arena_string(&builder->programme->arena, file);
    if (builder->programme->folder == NULL || builder->edition_file == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

static int add_roots(cl_builder *builder, const char *folder, const char *const *roots,
                     size_t root_count, cl_error *e)
{
    int rc = cl_sources_add_root(&builder->sources, folder, e);

    for (size_t i = 0; rc == 0 && i < root_count; i++)
        rc = cl_sources_add_root(&builder->sources, roots[i], e);
    builder->sources.keep = true;
    return rc;
}

void cl_builder_free(cl_builder *builder)
{
    if (builder == NULL)
        return;
    cl_sources_clear(&builder->sources);
    cl_vec_clear(&builder->files);
    cl_vec_clear(&builder->waiting);
    cl_programme_free(builder->programme);
    cl_free(builder);
}

/* Runs the file; 0 also with findings, a code when the reading ended early. The state stays. */
static int read_edition(cl_vm **vm, cl_builder *builder, cl_error *e)
{
    int rc = cl_vm_open(vm, CL_WORLD_PROGRAMME, &cl_limits_load, builder, e);

    if (rc == 0)
        rc = cl_vm_call(*vm, run_edition, NULL, e);
    builder->loading = false;
    return rc;
}

int cl_builder_again(cl_builder **out, cl_vm **vm, const cl_builder *first, cl_error *e)
{
    cl_builder *builder = cl_calloc(1, sizeof *builder);
    cl_findings findings = CL_FINDINGS_INIT;
    int rc;

    *out = NULL;
    *vm = NULL;
    if (builder == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for an edition");
    rc = fill_builder(builder, first->programme->folder, first->edition_file, &findings, e);
    builder->sources.again = &first->sources;
    if (rc == 0)
        rc = read_edition(vm, builder, e);
    cl_programme_free(builder->programme);
    builder->programme = NULL;
    builder->findings = NULL;
    cl_findings_clear(&findings);
    if (rc == 0) {
        *out = builder;
        return 0;
    }
    cl_vm_close(*vm);
    *vm = NULL;
    cl_builder_free(builder);
    return rc;
}

static void check_whole(cl_builder *builder)
{
    cl_words_check_waiting(builder);
    if (!builder->headed)
        cl_findings_add(
            builder->findings, builder->edition_file, 1, NULL,
            "an edition begins with programme \"id\" { edition = …, currency = …, title = …, "
            "in_force = { from = … } }");
}

/* Digest, and the files that it is over. */
static int describe_files(cl_builder *builder, cl_error *e)
{
    cl_programme *programme = builder->programme;
    cl_text files = CL_TEXT_INIT;
    int rc = cl_sources_digest(&builder->sources, programme->digest, e);

    if (rc == 0)
        rc = cl_sources_print(&builder->sources, &files, e);
    if (rc == 0) {
        programme->files = cl_arena_copy(&programme->arena, cl_text_view(&files));
        if (programme->files == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_text_clear(&files);
    return rc;
}

/* The programme leaves the builder; with compute functions in it, builder and state stay with it.
 */
static int finish(cl_programme **out, cl_builder **builder, cl_vm **vm, cl_error *e)
{
    cl_programme *programme = (*builder)->programme;
    int rc = describe_files(*builder, e);

    if (rc == 0) {
        check_whole(*builder);
        rc = cl_programme_finish(programme, e);
    }
    if (rc != 0)
        return rc;
    (*builder)->programme = NULL;
    if (programme->computes.count != 0) {
        rc = cl_compute_open(programme, *vm, *builder, e);
        *builder = NULL;
        *vm = NULL;
    }
    if (rc == 0)
        *out = programme;
    else
        cl_programme_free(programme);
    return rc;
}

int cl_programme_load(cl_programme **out, const char *folder, const char *file,
                      const char *const *lib_roots, size_t lib_count, cl_findings *findings,
                      cl_error *e)
{
    cl_findings own = CL_FINDINGS_INIT;
    cl_findings *all = findings != NULL ? findings : &own;
    cl_error error = CL_ERROR_INIT;
    cl_builder *builder = cl_calloc(1, sizeof *builder);
    cl_vm *vm = NULL;
    int rc;

    *out = NULL;
    if (builder == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for an edition");
    rc = fill_builder(builder, folder, file, all, &error);
    if (rc == 0)
        rc = add_roots(builder, folder, lib_roots, lib_count, &error);
    if (rc == 0)
        rc = read_edition(&vm, builder, &error);
    if (rc == 0)
        rc = finish(out, &builder, &vm, &error);
    else if (rc != CL_E_MEMORY && !(rc == CL_E_LIMIT && builder->scan_failed))
        cl_findings_add_error(all, &error);
    cl_findings_sort(all);
    cl_vm_close(vm);
    cl_builder_free(builder);
    cl_findings_clear(&own);
    if (rc != 0 && e != NULL)
        *e = error;
    return rc;
}
