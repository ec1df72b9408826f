/* SPDX-License-Identifier: MIT
 *
 * Documents as text: canonical bytes, and the form for people.
 */
#include <string.h>

#include "json.h"
#include "test_support.h"

static void test_json_print__canonical(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {" { } ", "{}"},
        {"[ ]", "[]"},
        {"{\"b\": 1, \"a\": [true, null, -5]}", "{\"a\":[true,null,-5],\"b\":1}"},
        {"{\"aa\":1,\"a\":2,\"B\":3,\"é\":4}", "{\"B\":3,\"a\":2,\"aa\":1,\"é\":4}"},
        {"\"\\u00e9\\/\\u0007\\ud83d\\ude00\"", "\"é/\\u0007😀\""},
        {"-0", "0"},
        {"[1.50, 1e2, 0.1]", "[1.5,100.0,0.10000000000000001]"},
        {"{\"z\":{\"y\":{},\"x\":[[]]}}", "{\"z\":{\"x\":[[]],\"y\":{}}}"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_json *json, *again;

        assert_int_equal(cl_json_parse(&json, cl_view_of(rows[i].text), NULL, 1, NULL), 0);
        cl_text_reset(&out);
        assert_int_equal(cl_json_print_canonical(&out, cl_json_root(json)), 0);
        assert_string_equal(out.at, rows[i].want);
        cl_json_free(json);
        /* What was printed is JSON, and prints the same again. */
        assert_int_equal(cl_json_parse(&again, cl_text_view(&out), NULL, 1, NULL), 0);
        cl_text_reset(&out);
        (void)cl_json_print_canonical(&out, cl_json_root(again));
        assert_string_equal(out.at, rows[i].want);
        cl_json_free(again);
    }
    cl_text_clear(&out);
}

static void test_json_print__own_order(void **state)
{
    cl_text out = CL_TEXT_INIT;
    cl_json *json;

    (void)state;
    assert_int_equal(
        cl_json_parse(&json, CL_VIEW("{\"b\":[1,{}],\"a\":{\"c\":[]}}"), NULL, 1, NULL), 0);
    (void)cl_json_print(&out, cl_json_root(json), 0);
    assert_string_equal(out.at, "{\"b\": [1, {}], \"a\": {\"c\": []}}");
    cl_text_reset(&out);
    (void)cl_json_print(&out, cl_json_root(json), 2);
    assert_string_equal(out.at,
                        "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": {\n    \"c\": []\n  }\n}");
    cl_json_free(json);
    cl_text_clear(&out);
}

static int print(void *data)
{
    cl_text out = CL_TEXT_INIT;
    int rc = cl_json_print_canonical(&out, cl_json_root(data));

    cl_text_clear(&out);
    return rc;
}

static void test_json_print__fault_twin(void **state)
{
    cl_json *json;

    (void)state;
    assert_int_equal(
        cl_json_parse(&json, CL_VIEW("{\"b\":[{\"x\":1}],\"a\":{\"y\":2}}"), NULL, 1, NULL), 0);
    assert_int_equal(cl_test_each_fault(print, json), 4);
    cl_json_free(json);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_print__canonical),
        cmocka_unit_test(test_json_print__own_order),
        cmocka_unit_test(test_json_print__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
