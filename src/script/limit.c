/* SPDX-License-Identifier: MIT
 *
 * Limits: the count hook, the account of charged work, the interrupt. Instructions are the limit
 * that acts, and acts alike everywhere; CPU time is the net below it.
 */
#include "limit.h"

#include <limits.h>
#include <time.h>

#include "call.h"
#include "vm.h"

enum { KIB = 1 << 10, MIB = 1 << 20 };

/* The largest edition that ships needs a twentieth of each. With what C keeps for an edition (its
 * arena, its tree) the process stays below 64 MiB and two seconds. */
const cl_limits cl_limits_load = {"loading an edition", 20000000,        1000, (size_t)32 * MIB,
                                  (size_t)256 * KIB,    (size_t)2 * MIB, 0};
const cl_limits cl_limits_compute = {
    "a compute function", 1000000,         200,    (size_t)16 * MIB,
    (size_t)256 * KIB,    (size_t)2 * MIB, 4 * KIB};
const cl_limits cl_limits_template = {"a template",      500000000,         20000,
                                      (size_t)256 * MIB, (size_t)256 * KIB, (size_t)2 * MIB,
                                      (size_t)64 * MIB};
const cl_limits cl_limits_dialect = {"a call of a dialect", 2000000,         50, (size_t)8 * MIB,
                                     (size_t)256 * KIB,     (size_t)2 * MIB, MIB};
const cl_limits cl_limits_script = {"a script", 0, 0, (size_t)1024 * MIB, 0, 0, 0};

static int64_t cpu_time(void)
{
    struct timespec now = {0, 0};

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The clock is first read when something is first checked: short calls never read it. */
static bool time_is_up(cl_vm *vm)
{
    int64_t now;

    if (vm->limits->milliseconds == 0)
        return false;
    now = cpu_time();
    if (vm->budget.started < 0)
        vm->budget.started = now;
    return now - vm->budget.started > vm->limits->milliseconds * 1000000;
}

static bool may_go_on(cl_vm *vm)
{
    cl_budget *budget = &vm->budget;

    if (budget->stop != CL_STOP_NOTHING)
        return false;
    if (atomic_load(&budget->interrupt))
        budget->stop = CL_STOP_INTERRUPT;
    else if (budget->left <= 0)
        budget->stop = CL_STOP_INSTRUCTIONS;
    else if (time_is_up(vm))
        budget->stop = CL_STOP_TIME;
    return budget->stop == CL_STOP_NOTHING;
}

static int describe(cl_vm *vm)
{
    const cl_limits *limits = vm->limits;

    switch (vm->budget.stop) {
    case CL_STOP_INTERRUPT:
        return cl_fail(&vm->error, CL_E_INTERRUPTED, "interrupted");
    case CL_STOP_INSTRUCTIONS:
        return cl_fail(&vm->error, CL_E_LIMIT, "stopped: %s may take %lld instructions",
                       limits->name, (long long)limits->instructions);
    case CL_STOP_TIME:
        return cl_fail(&vm->error, CL_E_LIMIT, "stopped: %s may take %lld ms of CPU time",
                       limits->name, (long long)limits->milliseconds);
    case CL_STOP_MEMORY:
        return cl_fail(&vm->error, CL_E_LIMIT, "memory limit of %zu MiB reached",
                       vm->memory_cap >> 20);
    case CL_STOP_OUTPUT:
        return cl_fail(&vm->error, CL_E_LIMIT, "stopped: %s may write %zu bytes", limits->name,
                       limits->output);
    case CL_STOP_NOTHING:
        break;
    }
    return cl_fail(&vm->error, CL_E_INTERNAL, "stopped without a reason");
}

/* The value that is raised needs no memory; what it means stands in the machine. */
static int raise_stop(lua_State *L, cl_vm *vm, const char *file, int line)
{
    if (!vm->budget.described) {
        describe(vm);
        cl_error_place(&vm->error, file, line, NULL);
        vm->budget.described = true;
    }
    vm->handled = true;
    lua_sethook(L, lua_gethook(L), LUA_MASKCOUNT, 1); /* sticky: no pcall swallows it */
    lua_pushlightuserdata(L, vm);
    return lua_error(L);
}

int cl_stop_raise(lua_State *L)
{
    const char *file;
    int line;

    cl_where(L, &file, &line);
    return raise_stop(L, cl_vm_of(L), file, line);
}

int cl_stop_now(lua_State *L, cl_stop stop)
{
    cl_vm *vm = cl_vm_of(L);

    if (vm->budget.stop == CL_STOP_NOTHING)
        vm->budget.stop = stop;
    return cl_stop_raise(L);
}

/* The place is noted once a block may be refused to grow: vm.c cannot ask for it then. */
static bool is_nearly_full(const cl_vm *vm)
{
    return vm->memory_cap != 0 && vm->memory > vm->memory_cap / 4;
}

static void hook(lua_State *L, lua_Debug *ar)
{
    cl_vm *vm = cl_vm_of(L);
    const char *file;
    bool has_place;

    if (vm->budget.stop == CL_STOP_NOTHING)
        vm->budget.left -= CL_HOOK_COUNT;
    if (may_go_on(vm) && !is_nearly_full(vm))
        return;
    has_place = lua_getinfo(L, "Sl", ar) != 0 && ar->currentline > 0;
    file = has_place ? ar->source + (*ar->source == '@') : NULL;
    if (vm->budget.stop == CL_STOP_NOTHING)
        cl_vm_note_place(vm, file, ar->currentline);
    else
        raise_stop(L, vm, file, has_place ? ar->currentline : 0);
}

bool cl_charge_quietly(lua_State *L, size_t units)
{
    cl_vm *vm = cl_vm_of(L);
    cl_budget *budget = &vm->budget;
    int64_t work = units > INT_MAX ? (int64_t)INT_MAX * 1024 : (int64_t)units;

    budget->left = budget->left > work ? budget->left - work : 0;
    budget->unchecked += work;
    if (budget->left > 0 && budget->unchecked < CL_HOOK_COUNT && budget->stop == CL_STOP_NOTHING)
        return true;
    budget->unchecked = 0;
    return may_go_on(vm);
}

void cl_charge(lua_State *L, size_t units)
{
    if (!cl_charge_quietly(L, units))
        cl_stop_raise(L);
}

void cl_charge_memory(lua_State *L, size_t bytes)
{
    cl_vm *vm = cl_vm_of(L);

    vm->held = bytes;
    if (vm->memory_cap != 0 && vm->memory + bytes > vm->memory_cap)
        cl_stop_now(L, CL_STOP_MEMORY);
}

/* Called by the allocator: changes nothing of the stack. */
void cl_limit_overdrawn(lua_State *running)
{
    cl_vm *vm = cl_vm_of(running);

    if (vm->budget.stop == CL_STOP_NOTHING)
        vm->budget.stop = CL_STOP_MEMORY;
    lua_sethook(running, hook, LUA_MASKCOUNT, 1);
}

size_t cl_units(size_t bytes)
{
    return bytes / 64 + 1;
}

void cl_limit_hook(lua_State *thread)
{
    int count = cl_vm_of(thread)->budget.stop == CL_STOP_NOTHING ? CL_HOOK_COUNT : 1;

    lua_sethook(thread, hook, LUA_MASKCOUNT, count);
}

/* Setting the hook restarts its counter: where a call stops does not depend on what ran before it.
 */
void cl_limit_arm(lua_State *L)
{
    cl_vm *vm = cl_vm_of(L);

    vm->budget.left = vm->limits->instructions != 0 ? vm->limits->instructions : INT64_MAX;
    vm->budget.unchecked = 0;
    vm->budget.started = -1;
    vm->budget.stop = CL_STOP_NOTHING;
    vm->budget.described = false;
    atomic_store(&vm->budget.interrupt, false);
    cl_limit_hook(L);
}

void cl_limit_disarm(lua_State *L)
{
    lua_sethook(L, NULL, 0, 0);
}
