/* SPDX-License-Identifier: MIT
 *
 * Plans of faults: patterns, counting, chance that a seed fixes whatever the order, and what is
 * refused.
 */
#include "portal_faults.h"

#include <stdio.h>
#include <string.h>

#include "test_support.h"

static int open_plan(cl_fault_plan **plan, const char *text, uint64_t seed, cl_error *e)
{
    char path[CL_TEST_PATH];

    cl_test_file(path, "storm.lua", text, strlen(text));
    return cl_fault_plan_open(plan, path, NULL, seed, e);
}

/* Name of the fault that strikes; "" for none. */
static const char *struck(cl_fault_plan *plan, const char *method, const char *target)
{
    cl_relay_fault fault;
    const char *name;

    memset(&fault, 0, sizeof fault);
    assert_int_equal(cl_fault_plan_choose(plan, method, target, &fault, NULL), 0);
    name = fault.name != NULL ? fault.name : "";
    cl_text_clear(&fault.answer);
    cl_text_clear(&fault.header);
    return name;
}

static void test_fault_plan__patterns(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool fits;
    } rows[] = {
        {"/a/*/b", "/a/x/b", true},
        {"/a/*/b", "/a/x/y/b", false},
        {"**/b", "/a/x/y/b", true},
        {"**/b**", "/a/b?c", true},
        {"/a/*", "/a/", true},
        {"/a/*", "/a/b/c", false},
        {"", "", true},
        {"", "/", false},
        {"**", "", true},
        {"/a", "/ab", false},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        if (cl_fault_matches(rows[i].pattern, rows[i].text) != rows[i].fits)
            fail_msg("%s %s", rows[i].pattern, rows[i].text);
}

static void test_fault_plan__nth(void **state)
{
    cl_fault_plan *plan;

    (void)state;
    assert_int_equal(open_plan(&plan,
                               "steps = { submit = \"PUT **/submit\" }\n"
                               "faults = { at { step = \"submit\", nth = 2 }:drop_after(),\n"
                               "  at { step = \"submit\", nth = 3 }:cut(),\n"
                               "  at { path = \"/always\" }:status(503) }",
                               1, NULL),
                     0);
    assert_string_equal(struck(plan, "PUT", "/x/submit"), "");
    assert_string_equal(struck(plan, "POST", "/x/submit"), "");
    assert_string_equal(struck(plan, "PUT", "/y/submit"), "drop_after");
    assert_string_equal(struck(plan, "PUT", "/x/submit"), "cut");
    assert_string_equal(struck(plan, "PUT", "/x/submit"), "");
    assert_string_equal(struck(plan, "GET", "/always"), "status");
    assert_string_equal(struck(plan, "GET", "/always"), "status");
    assert_string_equal(struck(plan, "GET", "/_box/state"), "");
    assert_int_equal(cl_fault_plan_struck(plan), 4);
    cl_fault_plan_close(plan);
}

/* What a seed spoils of four paths, each asked for fifty times, in either order. */
static void spoil(char out[201], uint64_t seed, bool backwards)
{
    cl_fault_plan *plan;

    assert_int_equal(
        open_plan(&plan, "faults = { chance(0.3):cut(), chance(0.1):drop_before() }", seed, NULL),
        0);
    for (unsigned i = 0; i < 200; i++) {
        unsigned at = backwards ? (i % 50) * 4 + 3 - i / 50 : i;
        char path[16];

        (void)snprintf(path, sizeof path, "/%u", at % 4);
        out[at] = (char)('0' + strlen(struck(plan, "GET", path)));
    }
    out[200] = '\0';
    cl_fault_plan_close(plan);
}

static void test_fault_plan__chance(void **state)
{
    char first[201], again[201], backwards[201], other[201];
    size_t cuts = 0;

    (void)state;
    spoil(first, 7, false);
    spoil(again, 7, false);
    spoil(backwards, 7, true);
    spoil(other, 8, false);
    assert_string_equal(first, again);
    assert_string_equal(first, backwards);
    assert_string_not_equal(first, other);
    for (const char *at = first; *at != '\0'; at++)
        cuts += *at == '3';
    assert_in_range(cuts, 40, 80); /* 60 are to be expected */
}

static void test_fault_plan__sticks(void **state)
{
    cl_fault_plan *plan;

    (void)state;
    assert_int_equal(open_plan(&plan,
                               "faults = { at { path = \"/a\" }:always_401(),\n"
                               "  at { path = \"/b\" }:token_down(\"1h\") }",
                               1, NULL),
                     0);
    assert_string_equal(struck(plan, "GET", "/c"), "");
    assert_string_equal(struck(plan, "POST", "/token"), "");
    assert_string_equal(struck(plan, "GET", "/a"), "always_401");
    assert_string_equal(struck(plan, "GET", "/c"), "always_401");
    assert_string_equal(struck(plan, "GET", "/b"), "token_down");
    assert_string_equal(struck(plan, "POST", "/token"), "token_down");
    cl_fault_plan_close(plan);
}

static void test_fault_plan__refuse(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"faults = { at { step = \"submt\" }:cut() }", ":1: nobody says which request"},
        {"\nfaults = { at {}:slow_body(\"soon\") }", ":2: a time such as \"2s\""},
        {"faults = { at {}:status(99) }", ":1: a status from 200 to 599"},
        {"faults = { at_time \"T+x\":cut() }", ":1: a time such as \"T+2s\""},
        {"faults = { at {}:redirect(\"a\\r\\nb\") }", ":1: an address"},
        {"faults = { at { method = \"ABCDEFGHIJ\" }:cut() }", ":1: a method or path"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        cl_fault_plan *plan = NULL;
        char message[1024];

        assert_int_not_equal(open_plan(&plan, rows[i].text, 1, &error), 0);
        assert_null(plan);
        cl_error_format(&error, message, sizeof message);
        if (strstr(message, rows[i].says) == NULL)
            fail_msg("%s\nsays: %s", rows[i].text, message);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_fault_plan__patterns), cmocka_unit_test(test_fault_plan__nth),
    cmocka_unit_test(test_fault_plan__chance),   cmocka_unit_test(test_fault_plan__sticks),
    cmocka_unit_test(test_fault_plan__refuse),
};

CL_TEST_MAIN(tests)
