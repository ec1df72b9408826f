/* SPDX-License-Identifier: MIT
 *
 * A mapping: what it makes, what is refused with its place, and that whatever allocation fails
 * nothing is left over.
 */
#include "form_mapping.h"

#include <string.h>

#include "test_support.h"

static const char delivery_text[] =
    "{\"reference\":\"app-1-r1\",\"forms\":{\"main\":{\"pupils\":210,\"title\":\"Clyde\"}}}";

/* Code and bytes of the form `main` of a mapping; the message where it is refused. */
static int make(cl_text *out, const char *source, cl_error *e)
{
    char path[CL_TEST_PATH];
    cl_form_mapping *mapping = NULL;
    cl_json *delivery = NULL;
    int rc;

    cl_test_file(path, "made.lua", source, strlen(source));
    rc = cl_form_mapping_open(&mapping, cl_test_folder(), "made.lua", NULL, e);
    if (rc == 0)
        rc = cl_json_parse(&delivery, cl_view_of(delivery_text), NULL, 1, e);
    if (rc == 0)
        rc = cl_form_mapping_make(mapping, out, "main", cl_json_root(delivery), e);
    cl_json_free(delivery);
    cl_form_mapping_close(mapping);
    return rc;
}

static void test_form_mapping__makes_the_same_bytes(void **state)
{
    static const char source[] =
        "return { annex = function() return json.object {} end, main = function(delivery)\n"
        "  local form = delivery.forms.main\n"
        "  return json.object { z = form.title, a = json.array { form.pupils, true }, none = "
        "json.null, ref = delivery.reference }\n"
        "end }";
    cl_text first = CL_TEXT_INIT, second = CL_TEXT_INIT;

    (void)state;
    assert_int_equal(make(&first, source, NULL), 0);
    assert_int_equal(make(&second, source, NULL), 0);
    assert_string_equal(first.at,
                        "{\"a\":[210,true],\"none\":null,\"ref\":\"app-1-r1\",\"z\":\"Clyde\"}");
    assert_string_equal(first.at, second.at);
    cl_text_clear(&first);
    cl_text_clear(&second);
}

static void test_form_mapping__names_its_forms(void **state)
{
    static const char source[] = "local function f() return json.object {} end\n"
                                 "return { main = f, annex = f }";
    char path[CL_TEST_PATH];
    cl_form_mapping *mapping;

    (void)state;
    cl_test_file(path, "made.lua", source, strlen(source));
    assert_int_equal(cl_form_mapping_open(&mapping, cl_test_folder(), "made.lua", NULL, NULL), 0);
    assert_string_equal(cl_form_mapping_name(mapping, 0), "annex");
    assert_string_equal(cl_form_mapping_name(mapping, 1), "main");
    assert_null(cl_form_mapping_name(mapping, 2));
    cl_form_mapping_close(mapping);
}

static void test_form_mapping__refused(void **state)
{
    static const struct {
        const char *source;
        int code, line;
        const char *message;
    } rows[] = {
        {"return 1", CL_E_SCRIPT, 0,
         "mapping: the file returns a table of functions, found a whole number"},
        {"return {}", CL_E_SCRIPT, 0, "mapping: 1 to 16 forms expected, found 0"},
        {"return { function() end }", CL_E_SCRIPT, 0,
         "mapping: forms have names, as in main = function(delivery)"},
        {"return { main = 1 }", CL_E_SCRIPT, 0,
         "mapping: a function expected, found a whole number"},
        {"\nreturn { main = function(d) return d.nothing.here end }", CL_E_SCRIPT, 2, NULL},
        {"\n\nreturn { main = function() return 1 end }", CL_E_SCRIPT, 3,
         "the form 'main': json.object { … } expected, found a whole number"},
        {"return { main = function() return json.array {} end }", CL_E_SCRIPT, 1, NULL},
        {"return { main = function() return { a = 1.5 } end }", CL_E_SCRIPT, 0, NULL},
        {"return { main = function() return { t = os.time() } end }", CL_E_SCRIPT, 1, NULL},
        {"return { main = function() while true do end end }", CL_E_LIMIT, 1, NULL},
        {"return { main = function() return { a = (\"x\"):rep(2000000) } end }", CL_E_LIMIT, 0,
         NULL},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;
        int rc = make(&out, rows[i].source, &error);

        if (rc != rows[i].code || error.line < rows[i].line)
            fail_msg("%s: code %d, line %d: %s", rows[i].source, rc, error.line, error.message);
        if (rows[i].message != NULL)
            assert_string_equal(error.message, rows[i].message);
        assert_int_equal(out.length, 0);
        cl_text_clear(&out);
    }
}

static int make_one(void *data)
{
    cl_text out = CL_TEXT_INIT;
    int rc = make(&out, "return { main = function(d) return json.object { r = d.reference } end }",
                  NULL);

    (void)data;
    cl_text_clear(&out);
    return rc;
}

static void test_form_mapping__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(make_one, NULL) > 20);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_form_mapping__makes_the_same_bytes),
    cmocka_unit_test(test_form_mapping__names_its_forms),
    cmocka_unit_test(test_form_mapping__refused),
    cmocka_unit_test(test_form_mapping__fault_twin),
};

CL_TEST_MAIN(tests)
