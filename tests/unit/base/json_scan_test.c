/* SPDX-License-Identifier: MIT
 *
 * The syntax of JSON: what is accepted, where a fault is, and that pieces give the same as the
 * whole.
 */
#include <string.h>

#include "json_scan.h"
#include "test_support.h"

/* Feeds `text` in two pieces, cut at `cut`, and ends it. */
static int scan_in_two(cl_json_scan *scan, cl_vec *places, cl_view text, size_t cut, cl_error *e)
{
    size_t taken;
    int rc;

    cl_json_scan_init(scan, 1, places);
    rc = cl_json_scan_feed(scan, (cl_view){text.at, cut}, &taken, e);
    if (rc == 0 && taken == cut)
        rc = cl_json_scan_feed(scan, (cl_view){text.at + cut, text.length - cut}, &taken, e);
    return rc != 0 ? rc : cl_json_scan_end(scan, e);
}

static void test_json_scan__accepts(void **state)
{
    static const struct {
        const char *text;
        size_t values;
    } rows[] = {
        {"{}", 1},
        {"[]", 1},
        {" \t\r\n[ ] ", 1},
        {"null", 1},
        {"0", 1},
        {"-0.5e+10", 1},
        {"12E-2", 1},
        {"\"\"", 1},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"", 1},
        {"\"É€𝄞\xF4\x8F\xBF\xBF\"", 1},
        {"[1,-2,3.5,true,false,null,\"x\"]", 8},
        {"{\"a\":{\"b\":[{}]},\"c\":1}", 5},
        {"[9223372036854775807,-9223372036854775808]", 3},
        {"[18446744073709551616.0,1e400]", 3},
    };
    cl_vec places = CL_VEC_INIT(cl_json_place);

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        for (size_t cut = 0; cut <= strlen(rows[i].text); cut++) {
            cl_json_scan scan;

            assert_int_equal(scan_in_two(&scan, &places, cl_view_of(rows[i].text), cut, NULL), 0);
            assert_true(scan.complete);
            assert_int_equal(places.count, rows[i].values);
        }
    }
    cl_vec_clear(&places);
}

static void test_json_scan__refuses(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *says;
    } rows[] = {
        {"", 1, "nothing"},
        {" \n ", 2, "nothing"},
        {"{", 1, "cut off"},
        {"{\n\"a\"", 2, "begins on line 1"},
        {"{\"a\"\n1}", 2, "found \"1\", expected a colon"},
        {"{\"a\":1,\n}", 2, "comma before it one too many"},
        {"[1,]", 1, "comma before it one too many"},
        {"{a:1}", 1, "double quotes"},
        {"{'a':1}", 1, "double quotes"},
        {"[1 2]", 1, "found \"2\", expected a comma or ]"},
        {"{\"a\":1]", 1, "found \"]\", expected a comma or }"},
        {"[}", 1, "found \"}\""},
        {"{]", 1, "found \"]\""},
        {"{,}", 1, "found \",\""},
        {"[\n// x\n]", 2, "JSON has no comments"},
        {"True", 1, "small letters"},
        {"[nul]", 1, "true, false and null"},
        {"truX", 1, "true, false and null"},
        {"01", 1, "must not begin with 0"},
        {"-", 1, "cut off"},
        {"-a", 1, "a digit after -"},
        {"+1", 1, "begins with a digit"},
        {".5", 1, "begins with a digit"},
        {"[1.]", 1, "a digit after the point"},
        {"1.", 1, "cut off"},
        {"[1.5.2]", 1, "found \".\""},
        {"[1e]", 1, "a digit in the exponent"},
        {"[1e+]", 1, "a digit in the exponent"},
        {"[1e+-1]", 1, "a digit in the exponent"},
        {"9223372036854775808", 1, "64 bits"},
        {"[-9223372036854775809]", 1, "64 bits"},
        {"[99999999999999999999999999999999999999]", 1, "64 bits"},
        {"\"abc", 1, "cut off"},
        {"\"abc\n\"", 1, "not closed on its line"},
        {"\"\t\"", 1, "control characters"},
        {"\"\\x\"", 1, "after a backslash"},
        {"\"\\u12g4\"", 1, "four hexadecimal digits"},
        {"\"\\u0000\"", 1, "\\u0000"},
        {"\"\\ud800\"", 1, "half of a pair"},
        {"\"\\ud800x\"", 1, "half of a pair"},
        {"\"\\ud800\\n\"", 1, "half of a pair"},
        {"\"\\ud800\\u0041\"", 1, "\\ud800"},
        {"\"\\udc00\"", 1, "\\udc00"},
        {"\"\xff\"", 1, "0xff is not UTF-8"},
        {"\"\x80\"", 1, "not UTF-8"},
        {"\"\xC0\x80\"", 1, "not UTF-8"},
        {"\"\xE0\x80\x80\"", 1, "not UTF-8"},
        {"\"\xED\xA0\x80\"", 1, "not UTF-8"},
        {"\"\xF4\x90\x80\x80\"", 1, "not UTF-8"},
        {"\"\xC3\"", 1, "not UTF-8"},
        {"\xE2\x80\x9C", 1, "double quotes"},
    };
    cl_vec places = CL_VEC_INIT(cl_json_place);

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        for (size_t cut = 0; cut <= strlen(rows[i].text); cut++) {
            cl_error e = CL_ERROR_INIT;
            cl_json_scan scan;

            assert_int_equal(scan_in_two(&scan, &places, cl_view_of(rows[i].text), cut, &e),
                             CL_E_INVALID);
            assert_non_null(strstr(e.message, rows[i].says));
            assert_int_equal(e.line, rows[i].line);
        }
    }
    cl_vec_clear(&places);
}

static void test_json_scan__says_where_the_fault_is(void **state)
{
    cl_vec places = CL_VEC_INIT(cl_json_place);
    cl_json_scan scan;
    size_t taken;

    (void)state;
    cl_json_scan_init(&scan, 1, &places);
    assert_int_equal(cl_json_scan_feed(&scan, CL_VIEW("{\"a\": ?}"), &taken, NULL), CL_E_INVALID);
    assert_int_equal(taken, 6);
    cl_json_scan_init(&scan, 1, &places);
    assert_int_equal(cl_json_scan_feed(&scan, CL_VIEW("{\"a\": 1}{}"), &taken, NULL), 0);
    assert_int_equal(taken, 8); /* not a byte of what follows */
    assert_true(scan.complete);
    cl_json_scan_init(&scan, 1, &places);
    assert_int_equal(cl_json_scan_feed(&scan, CL_VIEW("{\0}"), &taken, NULL), CL_E_INVALID);
    cl_vec_clear(&places);
}

static void test_json_scan__depth(void **state)
{
    char text[2 * CL_JSON_DEPTH + 2];
    cl_vec places = CL_VEC_INIT(cl_json_place);
    cl_json_scan scan;
    cl_error e = CL_ERROR_INIT;

    (void)state;
    memset(text, '[', CL_JSON_DEPTH);
    memset(text + CL_JSON_DEPTH, ']', CL_JSON_DEPTH);
    assert_int_equal(scan_in_two(&scan, &places, (cl_view){text, 2 * CL_JSON_DEPTH}, 0, NULL), 0);
    memset(text, '[', CL_JSON_DEPTH + 1);
    assert_int_equal(scan_in_two(&scan, &places, (cl_view){text, CL_JSON_DEPTH + 1}, 0, &e),
                     CL_E_LIMIT);
    assert_int_equal(e.line, 1);
    cl_vec_clear(&places);
}

static void test_json_scan__places(void **state)
{
    static const cl_json_place want[] = {{1, 0}, {2, 2}, {4, 3}, {5, 0}, {6, 0}, {8, 8}};
    cl_view text = CL_VIEW("{\n\"a\": 1,\n\"b\":\n[\nnull,\n\"x\"\n],\n\"c\": {}\n}");
    cl_vec places = CL_VEC_INIT(cl_json_place);
    cl_json_scan scan;

    (void)state;
    assert_int_equal(scan_in_two(&scan, &places, text, 0, NULL), 0);
    assert_int_equal(places.count, CL_ROWS(want));
    for (size_t i = 0; i < CL_ROWS(want); i++) {
        const cl_json_place *place = cl_vec_at(&places, i);

        assert_int_equal(place->line, want[i].line);
        assert_int_equal(place->key_line, want[i].key_line);
    }
    assert_int_equal(scan.line, 9);
    cl_vec_clear(&places);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_scan__accepts),
        cmocka_unit_test(test_json_scan__refuses),
        cmocka_unit_test(test_json_scan__says_where_the_fault_is),
        cmocka_unit_test(test_json_scan__depth),
        cmocka_unit_test(test_json_scan__places),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
