/* SPDX-License-Identifier: MIT
 *
 * Environments: what is read, what cannot be replaced, which name is suggested, and that nothing
 * behind them can be reached.
 */
#include "env.h"

#include <lauxlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "test_support.h"
#include "vm.h"

typedef enum world { READ_ONLY, TOLD, LIBRARY, GLOBALS } world;

typedef struct work {
    world kind;
    const char *code;
    cl_text *out, *told;
} work;

static cl_text *told_of(lua_State *L)
{
    return ((work *)cl_vm_of(L)->owner)->told;
}

/* What an environment does with an unknown name: its suggestion stands for it. */
static int unknown(lua_State *L)
{
    cl_text_format(told_of(L), "unknown %s (%s);", lua_tostring(L, 2),
                   lua_isnil(L, 3) ? "-" : lua_tostring(L, 3));
    lua_pushvalue(L, 3);
    return 1;
}

static int assigned(lua_State *L)
{
    cl_text_format(told_of(L), "%s;", lua_tostring(L, 1));
    return 0;
}

static void push_environment(lua_State *L, world kind)
{
    static const char *const names[] = {"alpha", "beta", "count"};

    lua_newtable(L);
    for (int i = 0; i < 3; i++) {
        lua_pushinteger(L, i + 1);
        lua_setfield(L, -2, names[i]);
    }
    if (kind == LIBRARY) {
        cl_env_library(L, "lib");
        lua_newtable(L);
        lua_insert(L, -2);
        lua_setfield(L, -2, "lib");
    }
    if (kind == GLOBALS)
        cl_env_globals(L);
    else
        cl_env_push(L, "word", kind == TOLD ? unknown : NULL, kind == TOLD ? assigned : NULL);
}

static int evaluate(lua_State *L)
{
    work *w = lua_touserdata(L, 1);
    size_t length;
    const char *text;

    push_environment(L, w->kind);
    cl_load(L, cl_view_of(w->code), "t.lua");
    lua_call(L, 0, 1);
    text = luaL_tolstring(L, -1, &length);
    cl_text_add(w->out, text, length);
    return 0;
}

static int run(world kind, const char *code, cl_text *out, cl_text *told, cl_error *e)
{
    work w = {kind, code, out, told};
    cl_vm *vm = NULL;
    int rc = cl_vm_open(&vm, CL_WORLD_TEMPLATE, &cl_limits_template, &w, e);

    if (rc == 0)
        rc = cl_vm_call(vm, evaluate, &w, e);
    cl_vm_close(vm);
    return rc;
}

static void test_env__rows(void **state)
{
    static const struct {
        world kind;
        const char *code, *gives, *refused, *told;
    } rows[] = {
        {READ_ONLY, "return alpha + count", "4", NULL, ""},
        {READ_ONLY, "return alpa", NULL, "there is no word 'alpa' here; did you mean 'alpha'?", ""},
        {READ_ONLY, "return zzzzzz", NULL, "there is no word 'zzzzzz' here", ""},
        {READ_ONLY, "alpha = 2", NULL, "'alpha' is a word and cannot be replaced", ""},
        {READ_ONLY, "gamma = 2", NULL, "write local gamma = …: there are no global variables", ""},
        {READ_ONLY, "return _ENV[1]", NULL, "names are texts, not a whole number", ""},
        {READ_ONLY, "_ENV[1] = 2", NULL, "names cannot be changed", ""},
        {TOLD, "gamma = 2 beta = 3 return betta", "beta", NULL,
         "write local gamma = …: there are no global variables;"
         "'beta' is a word and cannot be replaced;unknown betta (beta);"},
        {TOLD, "return zzzzzz", "nil", NULL, "unknown zzzzzz (-);"},
        {LIBRARY, "return lib.beta", "2", NULL, ""},
        {LIBRARY, "return lib.bta", NULL, "there is no 'lib.bta'; did you mean 'lib.beta'?", ""},
        {LIBRARY, "return lib.zzzzzz", NULL, "there is no 'lib.zzzzzz'", ""},
        {LIBRARY, "return lib[1]", NULL, "'lib' has no members by a whole number", ""},
        {LIBRARY, "lib.beta = 3", NULL, "'lib' cannot be changed", ""},
        {GLOBALS, "gamma = 7 alpha = 5 return gamma + alpha", "12", NULL, ""},
        {GLOBALS, "return gama", NULL, "'gama' was never assigned", ""},
        {GLOBALS, "gamma = 1 return gama", NULL, "'gama' was never assigned; did you mean 'gamma'?",
         ""},
        {GLOBALS, "return _ENV[3]", "nil", NULL, ""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT, told = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;
        int rc = run(rows[i].kind, rows[i].code, &out, &told, &error);

        if (rows[i].refused != NULL) {
            assert_int_equal(rc, CL_E_SCRIPT);
            assert_string_equal(error.message, rows[i].refused);
            assert_int_equal(error.line, 1);
        } else {
            assert_int_equal(rc, 0);
            assert_string_equal(out.at, rows[i].gives);
        }
        assert_string_equal(told.at == NULL ? "" : told.at, rows[i].told);
        cl_text_clear(&out);
        cl_text_clear(&told);
    }
}

/* The nearest name is the same in every process, though the order of lua_next is not. */
static void test_env__suggestion_has_no_order(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        cl_error error = CL_ERROR_INIT;
        cl_text out = CL_TEXT_INIT, told = CL_TEXT_INIT;

        assert_int_equal(run(READ_ONLY, "return bata", &out, &told, &error), CL_E_SCRIPT);
        assert_string_equal(error.message, "there is no word 'bata' here; did you mean 'beta'?");
        cl_text_clear(&out);
        cl_text_clear(&told);
    }
}

static int each_kind(void *data)
{
    int rc = 0;

    (void)data;
    for (int kind = READ_ONLY; rc == 0 && kind <= GLOBALS; kind++) {
        cl_text out = CL_TEXT_INIT, told = CL_TEXT_INIT;

        rc = run((world)kind, kind == LIBRARY ? "return lib.alpha" : "return alpha", &out, &told,
                 NULL);
        cl_text_clear(&out);
        cl_text_clear(&told);
    }
    return rc;
}

static void test_env__memory_fails(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(each_kind, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_env__rows),
    cmocka_unit_test(test_env__suggestion_has_no_order),
    cmocka_unit_test(test_env__memory_fails),
};

CL_TEST_MAIN(tests)
