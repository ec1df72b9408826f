/* SPDX-License-Identifier: MIT
 *
 * Loading a machine. Its words are those of conditions and its own; there is no `use`, so that the
 * text that is pinned to a record is the whole of it.
 */
#include "machine_load.h"

#include <stdio.h>
#include <string.h>

#include "basics.h"
#include "call.h"
#include "digest.h"
#include "env.h"
#include "scan.h"
#include "standin.h"
#include "vm.h"
#include "words.h"

typedef struct loading {
    cl_builder builder;
    cl_view text;
    const char *name;
} loading;

static const cl_word *const groups[] = {cl_words_logic, cl_words_machine, NULL};

static void push_environment(lua_State *L)
{
    lua_createtable(L, 0, 32);
    for (size_t g = 0; groups[g] != NULL; g++)
        for (const cl_word *word = groups[g]; word->name != NULL; word++) {
            cl_words_function(L, word);
            lua_setfield(L, -2, word->name);
        }
    cl_standin_push_facts(L);
    lua_setfield(L, -2, "F");
    lua_pushcfunction(L, cl_basic_ipairs);
    lua_setfield(L, -2, "ipairs");
    lua_pushcfunction(L, cl_basic_error);
    lua_setfield(L, -2, "error");
    cl_env_push(L, "word", cl_words_unknown, cl_words_assigned);
}

static int run(lua_State *L)
{
    loading *l = lua_touserdata(L, 1);

    push_environment(L);
    cl_load(L, l->text, l->name);
    lua_call(L, 0, 0);
    return 0;
}

static int read_text(loading *l, cl_error *e)
{
    cl_findings unreadable = CL_FINDINGS_INIT;
    bool is_text = cl_scan_text(l->text, l->name, &unreadable);
    cl_vm *vm;
    int rc;

    cl_findings_clear(&unreadable);
    rc = cl_scan_programme(l->text, l->name, l->builder.findings);
    if (rc == CL_E_MEMORY)
        return cl_fail(e, rc, "out of memory");
    l->builder.scan_failed = rc != 0;
    if (!is_text)
        return 0;
    rc = cl_vm_open(&vm, CL_WORLD_PROGRAMME, &cl_limits_load, &l->builder, e);
    if (rc != 0)
        return rc;
    rc = cl_vm_call(vm, run, l, e);
    l->builder.loading = false;
    cl_vm_close(vm);
    return rc;
}

static int finish(cl_machine *machine, loading *l, cl_error *e)
{
    machine->source = cl_arena_copy(&machine->programme->arena, l->text);
    if (machine->source == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    memcpy(machine->digest, "sha256:", 7);
    cl_digest_hex(l->text, machine->digest + 7);
    cl_words_check_waiting(&l->builder);
    if (!l->builder.headed)
        cl_findings_add(l->builder.findings, l->name, 1, NULL,
                        "a machine is written machine \"%s\" { edition = …, initial = …, … }",
                        machine->noun->name);
    if (l->builder.findings->errors > 0 && machine->transitions.count == 0)
        return cl_fail(e, CL_E_SCRIPT, "%s has errors", l->name);
    return cl_machine_finish(machine, e);
}

int cl_machine_load(cl_machine **out, const char *noun, cl_view text, const char *name,
                    cl_findings *findings, cl_error *e)
{
    cl_findings own = CL_FINDINGS_INIT;
    cl_findings *all = findings != NULL ? findings : &own;
    const cl_noun *about = cl_noun_find(cl_view_of(noun));
    cl_error error = CL_ERROR_INIT;
    cl_machine *machine = NULL;
    loading l = {.text = text, .name = name};
    int rc;

    *out = NULL;
    if (about == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "there are no machines of '%s'", noun);
    rc = cl_machine_new(&machine, about, all, &error);
    l.builder.findings = all;
    l.builder.machine = machine;
    l.builder.programme = machine == NULL ? NULL : machine->programme;
    l.builder.files = (cl_vec)CL_VEC_INIT(const char *);
    l.builder.waiting = (cl_vec)CL_VEC_INIT(cl_waiting);
    l.builder.loading = true;
    if (rc == 0)
        rc = read_text(&l, &error);
    if (rc == 0)
        rc = finish(machine, &l, &error);
    else if (rc != CL_E_MEMORY)
        cl_findings_add_error(all, &error);
    cl_findings_sort(all);
    cl_vec_clear(&l.builder.files);
    cl_vec_clear(&l.builder.waiting);
    if (rc == 0)
        *out = machine;
    else
        cl_machine_free(machine);
    if (rc != 0 && e != NULL) {
        if (cl_findings_count(all) > 0 && rc == CL_E_SCRIPT)
            cl_finding_error(cl_findings_at(all, 0), &error);
        error.code = rc;
        *e = error;
    }
    cl_findings_clear(&own);
    return rc;
}
