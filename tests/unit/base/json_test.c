/* SPDX-License-Identifier: MIT
 *
 * Documents: reading values, their lines, what is refused, and printing.
 */
#include <string.h>

#include "json.h"
#include "test_support.h"

static cl_json *parse(const char *text)
{
    cl_json *json;

    assert_int_equal(cl_json_parse(&json, cl_view_of(text), "f.json", 1, NULL), 0);
    return json;
}

static void test_json__reads_every_kind(void **state)
{
    static const struct {
        const char *text;
        cl_json_kind kind;
        const char *name;
    } rows[] = {
        {"null", CL_JSON_NULL, "null"},
        {"true", CL_JSON_BOOLEAN, "true or false"},
        {"-7", CL_JSON_INTEGER, "a whole number"},
        {"1.5", CL_JSON_REAL, "a number with a fraction"},
        {"1e3", CL_JSON_REAL, "a number with a fraction"},
        {"\"x\"", CL_JSON_STRING, "text"},
        {"[1]", CL_JSON_ARRAY, "an array"},
        {"{}", CL_JSON_OBJECT, "an object"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_json *json = parse(rows[i].text);
        const cl_json_value *root = cl_json_root(json);

        assert_int_equal(cl_json_type(root), rows[i].kind);
        assert_string_equal(cl_json_type_name(root), rows[i].name);
        assert_int_equal(cl_json_count(root), rows[i].kind == CL_JSON_ARRAY);
        assert_int_equal(cl_json_boolean(root), rows[i].kind == CL_JSON_BOOLEAN);
        assert_int_equal(cl_json_integer(root), rows[i].kind == CL_JSON_INTEGER ? -7 : 0);
        assert_true(cl_view_is(cl_json_string(root), rows[i].kind == CL_JSON_STRING ? "x" : ""));
        assert_null(cl_json_get(root, "a"));
        cl_json_free(json);
    }
    cl_json_free(NULL);
}

static void test_json__reads_members(void **state)
{
    cl_json *json = parse("{\"b\": [10, 20], \"a\": \"\\u00e9\\n\", \"c\": false}");
    const cl_json_value *root = cl_json_root(json), *list = cl_json_get(root, "b"), *value;
    static const char *const keys[] = {"b", "a", "c"};
    void *cursor = NULL;
    size_t count = 0;

    (void)state;
    for (const char *key; (key = cl_json_next(root, &cursor, &value)) != NULL; count++) {
        assert_string_equal(key, keys[count]);
        assert_ptr_equal(value, cl_json_get(root, key));
    }
    assert_int_equal(count, 3);
    assert_int_equal(cl_json_count(root), 3);
    assert_int_equal(cl_json_count(list), 2);
    assert_int_equal(cl_json_integer(cl_json_item(list, 1)), 20);
    assert_null(cl_json_item(list, 2));
    assert_true(cl_view_is(cl_json_string(cl_json_get(root, "a")), "é\n"));
    assert_null(cl_json_get(root, "d"));
    cursor = NULL;
    assert_null(cl_json_next(list, &cursor, &value));
    assert_string_equal(cl_json_file(json), "f.json");
    cl_json_free(json);
}

/* jansson has one true, one false and one null for all: each still has to have its own line. */
static void test_json__every_value_has_its_line(void **state)
{
    cl_json *json;
    const cl_json_value *root, *list;

    (void)state;
    assert_int_equal(cl_json_parse(&json,
                                   CL_VIEW("{\n\"a\": true,\n\"b\":\ntrue,\n\"c\": [\nnull,\n"
                                           "null],\n\"d\": {\"a\": true}}"),
                                   NULL, 10, NULL),
                     0);
    root = cl_json_root(json);
    list = cl_json_get(root, "c");
    assert_int_equal(cl_json_line(json, root), 10);
    assert_int_equal(cl_json_line(json, cl_json_get(root, "a")), 11);
    assert_int_equal(cl_json_line(json, cl_json_get(root, "b")), 13);
    assert_int_equal(cl_json_key_line(json, root, "b"), 12);
    assert_int_equal(cl_json_line(json, cl_json_item(list, 0)), 15);
    assert_int_equal(cl_json_line(json, cl_json_item(list, 1)), 16);
    assert_int_equal(cl_json_line(json, cl_json_get(cl_json_get(root, "d"), "a")), 17);
    assert_int_equal(cl_json_key_line(json, root, "no such key"), 10);
    assert_null(cl_json_file(json));
    cl_json_free(json);
}

static void test_json__refuses(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *says;
    } rows[] = {
        {"", 5, "nothing"},
        {"{\"a\": 1}\n x", 6, "found \"x\" after the end"},
        {"{} {}", 5, "found \"{\" after the end"},
        {"{\"a\": 1,\n\"b\": 2, \"a\": 3}", 6, "the key \"a\" stands twice"},
        {"{\"a\\\"b\": 1, \"a\\\"b\": 2}", 5, "the key \"a\\\"b\" stands twice"},
        {"{\"\": 1, \"\": 2}", 5, "the key \"\" stands twice"},
        {"[1e400]", 5, "too large"},
        {"[1,\n2", 6, "begins on line 5"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;
        cl_json *json;

        assert_int_equal(cl_json_parse(&json, cl_view_of(rows[i].text), "f.json", 5, &e),
                         CL_E_INVALID);
        assert_null(json);
        assert_non_null(strstr(e.message, rows[i].says));
        assert_string_equal(e.file, "f.json");
        assert_int_equal(e.line, rows[i].line);
    }
}

static void test_json__skips_a_byte_order_mark(void **state)
{
    cl_json *json = parse("\xEF\xBB\xBF{\"a\": 1}");

    (void)state;
    assert_int_equal(cl_json_integer(cl_json_get(cl_json_root(json), "a")), 1);
    cl_json_free(json);
}

static void test_json__depth_bomb(void **state)
{
    static char text[1000000];
    cl_json *json;
    cl_error e = CL_ERROR_INIT;

    (void)state;
    memset(text, '[', sizeof text);
    assert_int_equal(cl_json_parse(&json, (cl_view){text, sizeof text}, "f", 1, &e), CL_E_LIMIT);
    assert_string_equal(e.file, "f");
}

static int parse_some(void *data)
{
    cl_json *json;
    int rc = cl_json_parse(&json, CL_VIEW("{\"a\": [1, 2, [3]], \"b\": \"x\"}"), "f.json", 1, NULL);

    (void)data;
    cl_json_free(json);
    return rc;
}

static void test_json__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(parse_some, NULL) >= 3);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__reads_every_kind),
        cmocka_unit_test(test_json__reads_members),
        cmocka_unit_test(test_json__every_value_has_its_line),
        cmocka_unit_test(test_json__refuses),
        cmocka_unit_test(test_json__skips_a_byte_order_mark),
        cmocka_unit_test(test_json__depth_bomb),
        cmocka_unit_test(test_json__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
