/* SPDX-License-Identifier: MIT
 *
 * The matcher against the stock one: the same subjects and patterns, made up, the same results. And
 * what the stock one cannot do: stop.
 */
#include "pattern.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "test_support.h"

enum { CASES = 20000, PIECES = 6 };

static const char *const pieces[] = {
    "a",   "b",  ".",     "%a",  "%d", "[ab]", "[^b]",  "[a-c%d]", "a*",     "b-",
    "a+",  ".?", "[^a]*", "(a)", "()", "(.-)", "(%a+)", "%b()",    "%f[%a]", "%1",
    "^",   "$",  "%%",    "(",   ")",  "[]]",  "[^]]",  "[a-]",    "%w-",    "(a*(.)%w(%s*))",
    ".-b", "-",  "%",     "[",   "\\", " ",    "%s",
};

static const char letters[] = "aab b1(()c)%-]^ ";

static unsigned long seed;

static size_t draw(size_t below)
{
    seed = seed * 6364136223846793005UL + 1442695040888963407UL;
    return (size_t)(seed >> 33) % below;
}

enum { SUBJECT = 40, PATTERN = 128 };

static void append(char *text, size_t size, const char *more)
{
    size_t length = strlen(text);

    assert_true(snprintf(text + length, size - length, "%s", more) < (int)(size - length));
}

static void make(char subject[SUBJECT], char pattern[PATTERN])
{
    size_t length = draw(20), count = 1 + draw(PIECES);

    for (size_t i = 0; i < length; i++)
        subject[i] = letters[draw(sizeof letters - 1)];
    subject[length] = '\0';
    *pattern = '\0';
    for (size_t i = 0; i < count; i++)
        append(pattern, PATTERN, pieces[draw(CL_ROWS(pieces))]);
}

/* What a function of `string` gives, as text; an error is "error", because its words may differ. */
static void outcome(lua_State *L, const char *name, const char *subject, const char *pattern,
                    const char *replacement, cl_text *out)
{
    int top = lua_gettop(L), arguments = 2;

    lua_getglobal(L, "string");
    lua_getfield(L, -1, name);
    lua_pushstring(L, subject);
    lua_pushstring(L, pattern);
    if (replacement != NULL) {
        lua_pushstring(L, replacement);
        arguments++;
    }
    cl_text_format(out, "%s:", name);
    if (lua_pcall(L, arguments, LUA_MULTRET, 0) != LUA_OK) {
        cl_text_add_string(out, " error");
        lua_settop(L, top);
        return;
    }
    for (int i = top + 2; i <= lua_gettop(L); i++)
        cl_text_format(out, " <%s>", lua_isnil(L, i) ? "nil" : lua_tostring(L, i));
    lua_settop(L, top);
}

static void all_outcomes(lua_State *L, const char *subject, const char *pattern, cl_text *out)
{
    static const char *const replacements[] = {"", "x", "<%0>", "%1%1"};

    cl_text_reset(out);
    outcome(L, "find", subject, pattern, NULL, out);
    outcome(L, "match", subject, pattern, NULL, out);
    outcome(L, "gsub", subject, pattern, replacements[strlen(pattern) % 4], out);
}

typedef struct comparing {
    lua_State *stock;
    size_t matched;
} comparing;

static int compare(lua_State *L)
{
    comparing *c = lua_touserdata(L, 1);
    cl_text ours = CL_TEXT_INIT, theirs = CL_TEXT_INIT;
    char subject[SUBJECT], pattern[PATTERN];

    cl_bytes_push(L);
    lua_setglobal(L, "string");
    seed = 20210420;
    for (int i = 0; i < CASES; i++) {
        make(subject, pattern);
        all_outcomes(L, subject, pattern, &ours);
        all_outcomes(c->stock, subject, pattern, &theirs);
        if (strcmp(ours.at, theirs.at) != 0) {
            print_error("subject '%s', pattern '%s'\n", subject, pattern);
            assert_string_equal(ours.at, theirs.at);
        }
        c->matched += strstr(ours.at, "find: <nil>") == NULL;
    }
    cl_text_clear(&ours);
    cl_text_clear(&theirs);
    return 0;
}

static void test_pattern__as_stock(void **state)
{
    comparing c = {luaL_newstate(), 0};
    cl_error error = CL_ERROR_INIT;
    cl_vm *vm;

    (void)state;
    assert_non_null(c.stock);
    luaL_requiref(c.stock, LUA_STRLIBNAME, luaopen_string, 1);
    lua_pop(c.stock, 1);
    assert_int_equal(cl_vm_open(&vm, CL_WORLD_SCRIPT, &cl_limits_script, NULL, &error), 0);
    assert_int_equal(cl_vm_call(vm, compare, &c, &error), 0);
    assert_in_range(c.matched, CASES / 10, CASES - 1); /* neither all nor none: it does compare */
    cl_vm_close(vm);
    lua_close(c.stock);
}

static bool no_more(void *context)
{
    ++*(int *)context;
    return false;
}

/* The stock matcher takes seconds on this; ours asks after a thousand steps, and stops. */
static void test_pattern__stops(void **state)
{
    char subject[SUBJECT] = "", pattern[PATTERN] = "";
    cl_matcher matcher;
    cl_error error = CL_ERROR_INIT;
    int asked = 0;

    (void)state;
    for (int i = 0; i < 24; i++) {
        append(subject, sizeof subject, "a");
        append(pattern, sizeof pattern, "a?");
    }
    append(pattern, sizeof pattern, subject);
    cl_matcher_init(&matcher, cl_view_of(subject), cl_view_of(pattern), &error);
    matcher.more = no_more;
    matcher.context = &asked;
    assert_null(cl_matcher_at(&matcher, matcher.subject.at));
    assert_int_equal(matcher.failed, CL_E_LIMIT);
    assert_int_equal(asked, 1);
}

/* A set costs what its length says, also where it never matches. */
static void test_pattern__sets_are_paid_for(void **state)
{
    static char pattern[40000];
    cl_matcher matcher;
    cl_error error = CL_ERROR_INIT;
    int asked = 0;

    (void)state;
    memset(pattern, 'x', sizeof pattern - 1);
    pattern[0] = '[';
    pattern[sizeof pattern - 2] = ']';
    cl_matcher_init(&matcher, CL_VIEW("aaaa"), (cl_view){pattern, sizeof pattern - 1}, &error);
    matcher.more = no_more;
    matcher.context = &asked;
    for (int i = 0; i < 4 && matcher.failed == 0; i++)
        assert_null(cl_matcher_at(&matcher, matcher.subject.at + i));
    assert_int_equal(matcher.failed, CL_E_LIMIT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pattern__as_stock),
    cmocka_unit_test(test_pattern__stops),
    cmocka_unit_test(test_pattern__sets_are_paid_for),
};

CL_TEST_MAIN(tests)
