/* SPDX-License-Identifier: MIT
 *
 * Calls the functions of a mapping. Each call gets fresh values and runs under its own limits.
 */
#include "form_mapping.h"

#include <lauxlib.h>
#include <stdio.h>

#include "alloc.h"
#include "arena.h"
#include "call.h"
#include "class.h"
#include "fields.h"
#include "library.h"
#include "limit.h"
#include "modules.h"
#include "snapshot.h"
#include "sorted.h"
#include "sources.h"

struct cl_form_mapping {
    cl_vm *vm;
    cl_sources sources;
    cl_arena arena;
    const char *file;
    const char *forms[CL_MAPPING_FORMS + 1];
};

/* ---- loading ---- */

static void take_forms(lua_State *L, cl_form_mapping *mapping)
{
    cl_fields fields = {lua_gettop(L), "mapping", mapping->file, 0, "", &mapping->arena};
    lua_Integer count;

    if (!lua_istable(L, -1))
        cl_fields_refuse(L, &fields, NULL, "the file returns a table of functions, found %s",
                         cl_type_name(L, -1));
    cl_sorted_keys(L, -1);
    count = (lua_Integer)lua_rawlen(L, -1);
    if (count < 1 || count > CL_MAPPING_FORMS)
        cl_fields_refuse(L, &fields, NULL, "1 to %d forms expected, found %d", CL_MAPPING_FORMS,
                         (int)count);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
            cl_fields_refuse(L, &fields, NULL, "forms have names, as in main = function(delivery)");
        mapping->forms[i - 1] = cl_fields_copy(L, &fields, -1);
        if (cl_fields_push(L, &fields, mapping->forms[i - 1]) != LUA_TFUNCTION)
            cl_fields_refuse(L, &fields, mapping->forms[i - 1], "a function expected, found %s",
                             cl_type_name(L, -1));
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
}

static int load(lua_State *L)
{
    cl_form_mapping *mapping = lua_touserdata(L, 1);

    cl_library_template(L);
    cl_modules_add(L, &mapping->sources);
    cl_modules_load(L, &mapping->sources, mapping->file, -1);
    lua_call(L, 0, 1);
    take_forms(L, mapping);
    lua_rawsetp(L, LUA_REGISTRYINDEX, mapping);
    return 0;
}

static int set_up(cl_form_mapping *mapping, const char *folder, const char *name, const char *more,
                  cl_error *e)
{
    int rc = cl_sources_add_root(&mapping->sources, folder, e);

    if (rc == 0 && more != NULL)
        rc = cl_sources_add_root(&mapping->sources, more, e);
    mapping->file = cl_arena_string(&mapping->arena, name);
    if (rc == 0 && mapping->file == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "no memory for a mapping");
    if (rc == 0)
        rc = cl_vm_open(&mapping->vm, CL_WORLD_TEMPLATE, &cl_limits_dialect, mapping, e);
    return rc == 0 ? cl_vm_call(mapping->vm, load, mapping, e) : rc;
}

int cl_form_mapping_open(cl_form_mapping **out, const char *folder, const char *name,
                         const char *more, cl_error *e)
{
    cl_form_mapping *mapping = cl_calloc(1, sizeof *mapping);
    int rc;

    *out = NULL;
    if (mapping == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a mapping");
    cl_sources_init(&mapping->sources, cl_limits_dialect.source, cl_limits_dialect.sources);
    rc = set_up(mapping, folder, name, more, e);
    if (rc == 0)
        *out = mapping;
    else
        cl_form_mapping_close(mapping);
    return rc;
}

void cl_form_mapping_close(cl_form_mapping *mapping)
{
    if (mapping == NULL)
        return;
    cl_vm_close(mapping->vm);
    cl_sources_clear(&mapping->sources);
    cl_arena_clear(&mapping->arena);
    cl_free(mapping);
}

const char *cl_form_mapping_name(const cl_form_mapping *mapping, size_t index)
{
    return index < CL_MAPPING_FORMS ? mapping->forms[index] : NULL;
}

bool cl_form_mapping_has(const cl_form_mapping *mapping, const char *form)
{
    for (const char *const *at = mapping->forms; *at != NULL; at++)
        if (cl_view_is(cl_view_of(*at), form))
            return true;
    return false;
}

/* ---- a form ---- */

typedef struct call {
    cl_form_mapping *mapping;
    const char *form;
    const cl_json_value *delivery;
    cl_text *out;
} call;

static int make(lua_State *L)
{
    call *c = lua_touserdata(L, 1);
    char what[96];
    cl_fields fields = {0, what, c->mapping->file, 0, "", &c->mapping->arena};
    lua_Debug ar;
    cl_text *json;

    (void)snprintf(what, sizeof what, "the form '%.60s'", c->form);
    lua_rawgetp(L, LUA_REGISTRYINDEX, c->mapping);
    lua_pushstring(L, c->form);
    lua_rawget(L, -2);
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    fields.file = ar.source + (*ar.source == '@');
    fields.line = ar.linedefined;
    cl_push_json(L, c->delivery, CL_NULL_LEFT_OUT);
    lua_call(L, 1, 1);
    if (!lua_istable(L, -1) || cl_is_array(L, -1))
        cl_fields_refuse(L, &fields, NULL, "json.object { … } expected, found %s",
                         cl_type_name(L, -1));
    json = cl_box_text(L);
    json->limit = cl_limits_dialect.output;
    cl_json_from_lua(L, -2, json);
    if (cl_text_add_view(c->out, cl_text_view(json)) != 0)
        return cl_raise_text(L, CL_E_MEMORY, "out of memory");
    return 0;
}

int cl_form_mapping_make(cl_form_mapping *mapping, cl_text *out, const char *form,
                         const cl_json_value *delivery, cl_error *e)
{
    call c = {mapping, form, delivery, out};

    return cl_vm_call(mapping->vm, make, &c, e);
}
