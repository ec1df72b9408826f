/* SPDX-License-Identifier: MIT
 *
 * Settings files: what is read, what is refused with its line, that a secret never enters a
 * message, and memory that fails.
 */
#include "settings.h"

#include <string.h>

#include "test_support.h"

static int read(const char *text, cl_text *out, cl_error *e)
{
    char path[CL_TEST_PATH];

    cl_test_file(path, "portals.lua", text, strlen(text));
    return cl_settings_read(out, NULL, path, cl_settings_portals, e);
}

static const char good[] =
    "portal \"bc\" { dialect = \"commongrants\", base = \"https://p.example\", programmes = { "
    "\"a\", \"b\" },\n  auth = bearer { token = \"env:T\" }, limits = { total = \"60s\" } }\n";

static const char good_json[] =
    "{\"portals\":{\"bc\":{\"auth\":{\"kind\":\"bearer\",\"token\":\"env:T\"},\"base\":"
    "\"https://p.example\",\"dialect\":\"commongrants\",\"limits\":{\"total\":\"60s\"},"
    "\"programmes\":[\"a\",\"b\"]}}}";

static void test_settings__read(void **state)
{
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(read(good, &out, &error), 0);
    assert_string_equal(out.at, good_json);
    cl_text_clear(&out);
}

static void test_settings__refuse(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"portal \"x\" {\n", ":2: unexpected symbol near <eof>"},
        {"\nportal \"x\" { auth = bearer { tokn = \"env:T\" } }",
         ":2: tokn: bearer: unknown key; did you mean 'token'?"},
        {"portal \"x\" { dialect = \"d\" }\nportal \"x\" { dialect = \"d\" }",
         ":2: portal \"x\" stands twice"},
        {"portal \"x\" { dialect = print }", ":1: there is no setting 'print' here"},
        {"portal \"x\" { settings = { f = function() end } }",
         ":1: f: portal: settings are texts, whole numbers, true, false and tables; found a "
         "function"},
        {"portal \"x\" { settings = { n = 0.5 } }",
         ":1: n: portal: settings are texts, whole numbers, true, false and tables; found a number "
         "with a fraction"},
        {"portal \"x\" { auth = bearer { token = \"hunter2\" } }",
         ":1: token: bearer: a secret is written as a reference: \"env:NAME\", \"file:PATH\" or "
         "\"credential:NAME\""},
        {"portal \"x\" { settings = { { password = \"hunter2\" } } }",
         ":1: password: portal: a secret is written as a reference: \"env:NAME\", \"file:PATH\" or "
         "\"credential:NAME\""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;
        char says[1024];

        if (read(rows[i].text, &out, &error) == 0)
            fail_msg("row %zu is read: %s", i, out.at);
        cl_error_format(&error, says, sizeof says);
        assert_null(strstr(says, "hunter2"));
        assert_non_null(strstr(says, "portals.lua:"));
        assert_string_equal(strstr(says, "portals.lua:") + strlen("portals.lua"), rows[i].says);
        assert_int_equal(out.length, 0);
        cl_text_clear(&out);
    }
}

static int read_once(void *data)
{
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_settings_read(&out, NULL, data, cl_settings_portals, &error);

    if (rc == 0)
        assert_string_equal(out.at, good_json);
    cl_text_clear(&out);
    return rc;
}

static void test_settings__memory_fails(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_test_file(path, "portals.lua", good, sizeof good - 1);
    assert_true(cl_test_each_fault(read_once, path) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_settings__read),
    cmocka_unit_test(test_settings__refuse),
    cmocka_unit_test(test_settings__memory_fails),
};

CL_TEST_MAIN(tests)
