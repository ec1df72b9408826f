/* SPDX-License-Identifier: MIT
 *
 * Scenario files: what is read, and what is refused with its line.
 */
#include "scenario.h"

#include <string.h>

#include "test_support.h"

static const cl_scenario_word words[] = {
    {"drop_after", 0, 0}, {"slow_body", 1, 1}, {"status", 1, 3}, {NULL, 0, 0}};

static int read(const char *text, cl_text *out, cl_error *e)
{
    char path[CL_TEST_PATH];

    cl_test_file(path, "storm.lua", text, strlen(text));
    return cl_scenario_read(out, path, words, e);
}

static void test_scenario__read(void **state)
{
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(read("steps = { submit = \"PUT **/submit\" }\n"
                          "local slow = \"30s\"\n"
                          "faults = { at { step = \"submit\", nth = 1 }:drop_after(),\n"
                          "  chance(0.05, { method = \"GET\" }):slow_body(slow),\n"
                          "  at_time \"T+2s\":status(503, \"2s\") }\n",
                          &out, &error),
                     0);
    assert_string_equal(
        out.at,
        "{\"faults\":[{\"arguments\":[],\"fault\":\"drop_after\",\"line\":3,\"nth\":1,\"step\":"
        "\"submit\"},{\"arguments\":[\"30s\"],\"fault\":\"slow_body\",\"line\":4,\"method\":"
        "\"GET\",\"millionths\":50000},{\"arguments\":[\"503\",\"2s\"],\"fault\":\"status\","
        "\"line\":5,\"time\":\"T+2s\"}],\"steps\":{\"submit\":\"PUT **/submit\"}}");
    cl_text_clear(&out);
}

static void test_scenario__refuse(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"faults = { at {}:drop_aftr() }",
         ":1: there is no fault 'drop_aftr'; did you mean 'drop_after'?"},
        {"\nfaults = { at { stp = \"x\" }:drop_after() }",
         ":2: stp: at: unknown key; did you mean 'step'?"},
        {"faults = { at { nth = 0 }:drop_after() }",
         ":1: nth: at: a whole number from 1 expected, found a whole number"},
        {"faults = { at {}:drop_after(1) }", ":1: drop_after takes 0 to 0 arguments, found 1"},
        {"faults = { at {}:slow_body {} }",
         ":1: argument 1 of 'slow_body': a text or a whole number expected, got a table"},
        {"faults = { at {} }", "rule 1 has no fault: write at { … }:drop_after()"},
        {"faults = { chance(2):drop_after() }",
         ":1: chance(0.05): a share above 0 and up to 1 expected"},
        {"faults = { at_time(2):drop_after() }",
         ":1: at_time \"T+2s\": a time after the start expected"},
        {"local f = at {}.drop_after\nf({})",
         ":2: drop_after stands behind a rule: at { … }:drop_after()"},
        {"at {}.step = 1", ":1: a rule is finished by a fault: at { … }:drop_after()"},
        {"falts = {}", "falts: scenario: unknown key; did you mean 'faults'?"},
        {"", "write faults = { … }; found nothing"},
        {"faults = {}", "1 to 256 rules expected"},
        {"steps = { x = \"PUT\" }\nfaults = { at {}:drop_after() }",
         "write { submit = \"PUT **/submit\" }: a method and a path"},
        {"faults = { att {}:drop_after() }", ":1: 'att' was never assigned; did you mean 'at'?"},
        {"while true do end", ""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;
        char message[1024];

        assert_int_not_equal(read(rows[i].text, &out, &error), 0);
        cl_error_format(&error, message, sizeof message);
        if (strstr(message, rows[i].says) == NULL)
            fail_msg("%s\nsays: %s\nnot:  %s", rows[i].text, message, rows[i].says);
        assert_int_equal(out.length, 0);
        cl_text_clear(&out);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_scenario__read),
    cmocka_unit_test(test_scenario__refuse),
};

CL_TEST_MAIN(tests)
