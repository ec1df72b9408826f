/* SPDX-License-Identifier: MIT
 *
 * The door and its limits: what stops, where it says that it stopped, that nothing catches it, and
 * that a state serves again or says that it does not.
 */
#include <string.h>

#include "basics.h"
#include "call.h"
#include "env.h"
#include "test_support.h"
#include "vm.h"

static const cl_limits small = {"a test", 100000, 0, (size_t)1 << 20, 0, 0, 0};

typedef struct chunk {
    const char *text;
    int runs;
} chunk;

/* Runs a text with the functions of scripts, in an environment that they cannot replace. */
static int run(lua_State *L)
{
    chunk *c = lua_touserdata(L, 1);

    lua_newtable(L);
    cl_basics_add(L);
    cl_basics_add_script(L);
    cl_env_push(L, "name", NULL, NULL);
    cl_load(L, cl_view_of(c->text), "made.lua");
    lua_call(L, 0, 0);
    c->runs++;
    return 0;
}

static int run_in(cl_world world, const char *text, int times, cl_error *e)
{
    chunk c = {text, 0};
    cl_vm *vm;
    int rc = cl_vm_open(&vm, world, &small, NULL, e);

    for (int i = 0; rc == 0 && i < times; i++)
        rc = cl_vm_call(vm, run, &c, e);
    cl_vm_close(vm);
    return rc;
}

static void test_limit__stops(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"\nwhile true do end", "made.lua:2: stopped: a test may take 100000 instructions"},
        {"while true do pcall(function() while true do end end) end",
         "made.lua:1: stopped: a test may take 100000 instructions"},
        {"xpcall(function() while true do end end, function() while true do end end)",
         "made.lua:1: stopped: a test may take 100000 instructions"},
        {"local t = setmetatable({}, { __index = function() while true do end end })\nlocal x = "
         "t.x",
         "made.lua:1: stopped: a test may take 100000 instructions"},
        {"local t = {}\nfor i = 1, 1e6 do\n t[i] = {} end",
         "made.lua:3: memory limit of 1 MiB reached"},
        {"while true do pcall(function() local t = {} for i = 1, 1e6 do t[i] = {} end end) end",
         "made.lua:1: memory limit of 1 MiB reached"},
        {"local x = ((((((((((1))))))))))\nlocal y = x x", "made.lua:2: syntax error near <eof>"},
        {"error(nil)", "made.lua:1: an error without a message was raised (nil)"},
        {"leaked = 1", "made.lua:1: write local leaked = …: there are no global variables"},
        {"local x = pcal", "made.lua:1: there is no name 'pcal' here; did you mean 'pcall'?"},
        {"pcall = nil", "made.lua:1: 'pcall' is a name and cannot be replaced"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        char says[1024];

        assert_int_not_equal(run_in(CL_WORLD_SCRIPT, rows[i].text, 1, &error), 0);
        cl_error_format(&error, says, sizeof says);
        assert_string_equal(says, rows[i].says);
    }
}

/* Nesting ends in the parser, where Lua gives no place. */
static void test_limit__nesting_has_a_line(void **state)
{
    cl_error error = CL_ERROR_INIT;
    cl_text text = CL_TEXT_INIT;

    (void)state;
    cl_text_add_string(&text, "local x =\n\n");
    for (int i = 0; i < 1000; i++)
        cl_text_add_char(&text, '(');
    assert_int_equal(run_in(CL_WORLD_TEMPLATE, text.at, 1, &error), CL_E_SCRIPT);
    assert_string_equal(error.message, "the code is nested too deeply");
    assert_string_equal(error.file, "made.lua");
    assert_int_equal(error.line, 3);
    cl_text_clear(&text);
}

/* After a limit a state of an author's code is dead; that of a person lives on. */
static void test_limit__afterwards(void **state)
{
    chunk bad = {"while true do end", 0}, good = {"local x = 1", 0};
    cl_error error = CL_ERROR_INIT;
    cl_vm *vm;

    (void)state;
    assert_int_equal(cl_vm_open(&vm, CL_WORLD_TEMPLATE, &small, NULL, &error), 0);
    assert_int_equal(cl_vm_call(vm, run, &good, &error), 0);
    assert_int_equal(cl_vm_call(vm, run, &bad, &error), CL_E_LIMIT);
    assert_int_equal(cl_vm_call(vm, run, &good, &error), CL_E_MISUSE);
    cl_vm_close(vm);
    assert_int_equal(cl_vm_open(&vm, CL_WORLD_SCRIPT, &small, NULL, &error), 0);
    assert_int_equal(cl_vm_call(vm, run, &bad, &error), CL_E_LIMIT);
    assert_int_equal(cl_vm_call(vm, run, &good, &error), 0);
    cl_vm_close(vm);
    assert_int_equal(good.runs, 2);
}

/* A budget is of one entry: what ran before takes nothing from it. */
static void test_limit__fresh_each_time(void **state)
{
    cl_error error = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(run_in(CL_WORLD_TEMPLATE, "for i = 1, 30000 do end", 20, &error), 0);
}

static int hold(lua_State *L)
{
    size_t *bytes = lua_touserdata(L, 1);

    cl_charge_memory(L, *bytes);
    lua_newuserdatauv(L, (size_t)1 << 18, 0);
    return 0;
}

/* What C keeps for Lua counts against the same cap. */
static void test_limit__memory_of_c_counts(void **state)
{
    static const struct {
        size_t bytes;
        int rc;
    } rows[] = {
        {0, 0}, {(size_t)1 << 19, 0}, {(size_t)9 << 17, CL_E_LIMIT}, {(size_t)1 << 21, CL_E_LIMIT}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        size_t bytes = rows[i].bytes;
        cl_vm *vm;

        assert_int_equal(cl_vm_open(&vm, CL_WORLD_TEMPLATE, &small, NULL, &error), 0);
        assert_int_equal(cl_vm_call(vm, hold, &bytes, &error), rows[i].rc);
        cl_vm_close(vm);
    }
}

/* ---- blocks that grow ---- */

enum { MIB = 1 << 20, OVERDRAFT = 16 };

/* Runs a text under a cap; `stopped` collector: what is garbage is only taken when memory is short.
 */
static int run_under(size_t mib, const char *text, bool stopped, size_t *peak, cl_error *e)
{
    cl_limits limits = {"a test", 1000000000, 0, mib * MIB, 0, 0, 0};
    chunk c = {text, 0};
    cl_vm *vm;
    int rc;

    assert_int_equal(cl_vm_open(&vm, CL_WORLD_SCRIPT, &limits, NULL, e), 0);
    if (stopped)
        lua_gc(vm->L, LUA_GCSTOP);
    rc = cl_vm_call(vm, run, &c, e);
    *peak = vm->memory_peak;
    cl_vm_close(vm);
    return rc;
}

/* A list that doubles goes past the cap once, and the run ends where it did. */
static void test_limit__growth_ends_the_run_at_its_place(void **state)
{
    static const char text[] = "local t = {}\nfor i = 1, 1e9 do\n t[i] = i local n = i\nend";
    char says[1024];
    cl_error error = CL_ERROR_INIT;
    size_t peak;

    (void)state;
    assert_int_equal(run_under(3, text, false, &peak, &error), CL_E_LIMIT);
    cl_error_format(&error, says, sizeof says);
    assert_string_equal(says, "made.lua:3: memory limit of 3 MiB reached");
    assert_in_range(peak, 3 * MIB, (3 + OVERDRAFT) * MIB);
}

/* A block that would go too far past it does not get there. */
static void test_limit__growth_is_bounded(void **state)
{
    static const char text[] = "local t = {}\nfor i = 1, 1e9 do t[i] = i end";
    char says[1024];
    cl_error error = CL_ERROR_INIT;
    size_t peak;

    (void)state;
    assert_int_equal(run_under(40, text, false, &peak, &error), CL_E_LIMIT);
    cl_error_format(&error, says, sizeof says);
    assert_string_equal(says, "made.lua:2: memory limit of 40 MiB reached");
    assert_in_range(peak, 1, 40 * MIB);
}

/* Nobody is stopped for what is garbage: it is collected first. */
static void test_limit__growth_collects_first(void **state)
{
    static const char text[] = "for i = 1, 50000 do local garbage = { i, i } end\n"
                               "local t = {} for i = 1, 70000 do t[i] = i end";
    cl_error error = CL_ERROR_INIT;
    size_t peak;

    (void)state;
    assert_int_equal(run_under(6, text, true, &peak, &error), 0);
    assert_in_range(peak, 4 * MIB, 6 * MIB);
}

/* The frames are read for a new block, never for one that grows: that one may be the stack, which
 * from Lua 5.4.5 on is not to be read then. */
static int ask_twice(lua_State *L)
{
    cl_vm *vm = cl_vm_of(L);
    void *context, *block;
    lua_Alloc allocate = lua_getallocf(L, &context);

    block = allocate(context, NULL, LUA_TUSERDATA, 64);
    cl_test_fail_at(1);
    assert_null(allocate(context, block, 64, 128));
    assert_string_equal(vm->short_file, "");
    assert_null(allocate(context, block, 64, (size_t)1 << 40)); /* past the cap */
    assert_string_equal(vm->short_file, "");
    assert_null(allocate(context, NULL, LUA_TUSERDATA, (size_t)1 << 40));
    assert_string_equal(vm->short_file, "made.lua");
    allocate(context, block, 64, 0);
    vm->shortage = CL_SHORT_NOTHING;
    return 0;
}

static int run_asking(lua_State *L)
{
    lua_newtable(L);
    lua_pushcfunction(L, ask_twice);
    lua_setfield(L, -2, "ask");
    cl_env_push(L, "name", NULL, NULL);
    cl_load(L, CL_VIEW("ask()"), "made.lua");
    lua_call(L, 0, 0);
    return 0;
}

static void test_limit__growth_reads_no_frames(void **state)
{
    cl_error error = CL_ERROR_INIT;
    cl_vm *vm;

    (void)state;
    assert_int_equal(cl_vm_open(&vm, CL_WORLD_SCRIPT, &small, NULL, &error), 0);
    assert_int_equal(cl_vm_call(vm, run_asking, NULL, &error), 0);
    cl_vm_close(vm);
}

static int run_once(void *data)
{
    cl_error error = CL_ERROR_INIT;

    (void)data;
    return run_in(CL_WORLD_TEMPLATE, "local t = {} for i = 1, 20 do t[i] = { i .. \"x\" } end", 1,
                  &error);
}

static void test_limit__memory_fails(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(run_once, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_limit__stops),
    cmocka_unit_test(test_limit__nesting_has_a_line),
    cmocka_unit_test(test_limit__afterwards),
    cmocka_unit_test(test_limit__fresh_each_time),
    cmocka_unit_test(test_limit__memory_of_c_counts),
    cmocka_unit_test(test_limit__growth_ends_the_run_at_its_place),
    cmocka_unit_test(test_limit__growth_is_bounded),
    cmocka_unit_test(test_limit__growth_collects_first),
    cmocka_unit_test(test_limit__growth_reads_no_frames),
    cmocka_unit_test(test_limit__memory_fails),
};

CL_TEST_MAIN(tests)
