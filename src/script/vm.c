/* SPDX-License-Identifier: MIT
 *
 * A Lua state with a counting allocator. Knows no names that Lua code may use.
 */
#include "vm.h"

#include <stdio.h>

#include "alloc.h"
#include "call.h"

void cl_vm_note_place(cl_vm *vm, const char *file, int line)
{
    if (file == NULL)
        return; /* while the stack is taken down: what was noted before is the place */
    snprintf(vm->short_file, sizeof vm->short_file, "%s", file);
    vm->short_line = line;
}

/* A memory error runs no handler, and its frames are gone when it arrives: what asked for a new
 * block is noted here. Reading the frames allocates nothing. */
static void *refuse_new(cl_vm *vm, cl_shortage shortage)
{
    const char *file = NULL;
    int line = 0;

    vm->shortage = shortage;
    if (vm->reading != NULL) {
        file = vm->reading->name;
        line = vm->reading->line;
    } else if (vm->entered) {
        cl_where_from(vm->running, 0, &file, &line);
    }
    cl_vm_note_place(vm, file, line);
    return NULL;
}

/* While a block grows, the frames may not be read: the block may be the stack, and from 5.4.5 on no
 * pointer into it is right in the meantime. The hook has noted where it last was. */
static void *refuse_growth(cl_vm *vm, cl_shortage shortage)
{
    vm->shortage = shortage;
    if (vm->reading != NULL)
        cl_vm_note_place(vm, vm->reading->name, vm->reading->line);
    return NULL;
}

static bool is_over_cap(const cl_vm *vm, size_t more)
{
    return vm->memory_cap != 0 && (vm->memory + vm->held >= vm->memory_cap ||
                                   more > vm->memory_cap - vm->memory - vm->held);
}

/* Room for the largest stack that Lua makes, 1,000,000 slots. */
enum { OVERDRAFT = 16 << 20 };

/* Lua collects after the first refusal and asks once more. That time a block may grow past the cap,
 * and no more than OVERDRAFT: the next instruction ends the run, and its place can be told. */
static bool may_overdraw(cl_vm *vm, const void *block, size_t held, size_t nsize)
{
    bool again = vm->growing == block && vm->growing_to == nsize;

    vm->growing = again ? NULL : block;
    vm->growing_to = nsize;
    if (!again || vm->reading != NULL || !vm->entered ||
        vm->memory + vm->held + (nsize - held) > vm->memory_cap + OVERDRAFT)
        return false;
    cl_limit_overdrawn(vm->running);
    return true;
}

/* Memory that would go past the cap is refused; Lua then collects and asks once more, so the cap is
 * on what is alive. `osize` of a new block is a type tag and counts as nothing. */
static void *allocate(void *context, void *block, size_t osize, size_t nsize)
{
    cl_vm *vm = context;
    size_t held = block != NULL ? osize : 0;
    void *fresh;

    if (nsize == 0) {
        cl_free(block);
        vm->memory -= held;
        return NULL;
    }
    if (nsize > held && is_over_cap(vm, nsize - held)) {
        if (block == NULL)
            return refuse_new(vm, CL_SHORT_CAP);
        if (!may_overdraw(vm, block, held, nsize))
            return refuse_growth(vm, CL_SHORT_CAP);
    }
    fresh = cl_realloc(block, nsize);
    if (fresh == NULL && nsize > held)
        return block == NULL ? refuse_new(vm, CL_SHORT_HEAP) : refuse_growth(vm, CL_SHORT_HEAP);
    vm->memory = vm->memory - held + nsize;
    if (vm->memory > vm->memory_peak)
        vm->memory_peak = vm->memory;
    return fresh != NULL ? fresh : block; /* Lua assumes that a shrink never fails */
}

cl_vm *cl_vm_of(lua_State *L)
{
    return *(cl_vm **)lua_getextraspace(L);
}

void cl_vm_set_limits(cl_vm *vm, const cl_limits *limits)
{
    vm->limits = limits;
    vm->memory_cap = limits->memory;
}

int cl_vm_open(cl_vm **out, cl_world world, const cl_limits *limits, void *owner, cl_error *e)
{
    cl_vm *vm = cl_calloc(1, sizeof *vm);

    *out = NULL;
    if (vm == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a Lua state");
    vm->world = world;
    vm->owner = owner;
    vm->trace.limit = 8192;
    atomic_init(&vm->budget.interrupt, false);
    cl_vm_set_limits(vm, limits);
    vm->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    vm->L = vm->c_locale != (locale_t)0 ? lua_newstate(allocate, vm) : NULL;
    if (vm->L == NULL) {
        cl_vm_close(vm);
        return cl_fail(e, CL_E_MEMORY, "no memory for a Lua state");
    }
    *(cl_vm **)lua_getextraspace(vm->L) = vm;
    vm->running = vm->L;
    *out = vm;
    return 0;
}

void cl_vm_close(cl_vm *vm)
{
    if (vm == NULL)
        return;
    if (vm->L != NULL)
        lua_close(vm->L);
    if (vm->c_locale != (locale_t)0)
        freelocale(vm->c_locale);
    cl_text_clear(&vm->trace);
    cl_free(vm);
}

void cl_vm_interrupt(cl_vm *vm)
{
    atomic_store(&vm->budget.interrupt, true);
}
