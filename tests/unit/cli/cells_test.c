/* SPDX-License-Identifier: MIT
 *
 * A result row as texts for people.
 */
#include <string.h>

#include "alloc.h"
#include "cells.h"
#include "test_support.h"

static void test_cells__values(void **state)
{
    static const struct {
        const char *json, *text;
        bool number;
    } rows[] = {{"{\"a\":\"Clyde \\\"P\\\" \\u00e9 \\ud83d\\ude00\"}", "Clyde \"P\" é 😀", false},
                {"{\"a\": 12}", "12", true},
                {"{\"a\":-3}", "-3", true},
                {"{\"a\":true}", "yes", false},
                {"{\"a\":false }", "no", false},
                {"{\"a\":null}", "-", false},
                {"{\"a\":\"\"}", "", false},
                {"{\"a\":{\"amount\":\"1500.00\",\"currency\":\"GBP\"}}", "1500.00 GBP", true},
                {"{\"a\":{ \"amount\" : \"1.00\" , \"currency\" : \"KWD\" } }", "1.00 KWD", true},
                {"{\"a\":{\"amount\":\"1.00\"}}", "{\"amount\":\"1.00\"}", false},
                {"{\"a\":[]}", "", false},
                {"{\"a\":[\"Q1\", \"Q2\",3]}", "Q1, Q2, 3", false},
                {"{\"a\":[[1,2],[\"]\"]]}", "[1,2], [\"]\"]", false},
                {"{\"a\":{\"b\":[{\"c\":\"}\"}]}}", "{\"b\":[{\"c\":\"}\"}]}", false},
                {"{\"a\":\"line\\nbreak\\u001b[2J\"}", "line\\x0Abreak\\x1B[2J", false}};
    cl_cells cells = CL_CELLS_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_true(cl_cells_read(&cells, rows[i].json, strlen(rows[i].json)));
        assert_int_equal(cells.count, 1);
        assert_string_equal(cl_cells_name(&cells, 0), "a");
        assert_string_equal(cl_cells_text(&cells, 0), rows[i].text);
        assert_int_equal(cells.items[0].number, rows[i].number);
    }
    cl_cells_clear(&cells);
}

static void test_cells__order_and_number(void **state)
{
    static const char json[] = "{\"id\":\"SCH-1\",\"name\":\"Clyde\",\"pupils\":210}";
    cl_cells cells = CL_CELLS_INIT;

    (void)state;
    assert_true(cl_cells_read(&cells, json, sizeof json - 1));
    assert_int_equal(cells.count, 3);
    assert_string_equal(cl_cells_name(&cells, 2), "pupils");
    assert_string_equal(cl_cells_text(&cells, 1), "Clyde");
    assert_true(cl_cells_read(&cells, "{}", 2));
    assert_int_equal(cells.count, 0);
    cl_cells_clear(&cells);
}

/* Every beginning of a row, and some that are none: refused, and read within their bytes. */
static void test_cells__what_is_no_row_is_refused(void **state)
{
    static const char whole[] = "{\"a\":\"\\u00e9\\ud83d\\ude00\",\"m\":{\"amount\":\"1\","
                                "\"currency\":\"X\"},\"l\":[1,[2]]}";
    static const char *const others[] = {"",           "[]",        "{\"a\"}",
                                         "{\"a\":}",   "{a:1}",     "{\"a\":\"\\x\"}",
                                         "{\"a\":1,}", "{\"a\":]}", "{\"a\":\"\\u12g4\"}"};
    cl_cells cells = CL_CELLS_INIT;

    (void)state;
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char *part = cl_malloc(length); /* of its own, so that a byte too far is seen */

        memcpy(part, whole, length);
        assert_false(cl_cells_read(&cells, part, length));
        cl_free(part);
    }
    assert_true(cl_cells_read(&cells, whole, sizeof whole - 1));
    for (size_t i = 0; i < CL_ROWS(others); i++)
        assert_false(cl_cells_read(&cells, others[i], strlen(others[i])));
    cl_cells_clear(&cells);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_cells__values),
    cmocka_unit_test(test_cells__order_and_number),
    cmocka_unit_test(test_cells__what_is_no_row_is_refused),
};

CL_TEST_MAIN(tests)
