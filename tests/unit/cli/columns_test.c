/* SPDX-License-Identifier: MIT
 *
 * Tables: widths, sides, what has another shape, and what is too long to hold.
 */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "test_support.h"

static void add(cl_columns *table, cl_buffer *out, const char *json)
{
    cl_cells row = CL_CELLS_INIT;

    assert_true(cl_cells_read(&row, json, strlen(json)));
    assert_true(cl_columns_add(table, &row, out));
    cl_cells_clear(&row);
}

static void test_columns__numbers_stand_at_the_right(void **state)
{
    cl_columns table = CL_COLUMNS_INIT;
    cl_buffer out = CL_BUFFER_INIT;

    (void)state;
    add(&table, &out, "{\"id\":\"SCH-1\",\"pupil_count\":210,\"name\":\"Lycée\"}");
    add(&table, &out, "{\"id\":\"SCH-22\",\"pupil_count\":null,\"name\":\"学校\"}");
    add(&table, &out, "{\"id\":\"S\",\"pupil_count\":5,\"name\":\"\"}");
    assert_int_equal(out.length, 0);
    cl_columns_end(&table, &out);
    assert_string_equal(cl_buffer_text(&out), "id      pupil count  name\n"
                                              "SCH-1           210  Lycée\n"
                                              "SCH-22            -  学校\n"
                                              "S                 5\n");
    cl_columns_clear(&table);
    cl_buffer_clear(&out);
}

static void test_columns__another_shape_is_another_table(void **state)
{
    cl_columns table = CL_COLUMNS_INIT;
    cl_buffer out = CL_BUFFER_INIT;

    (void)state;
    add(&table, &out, "{\"a\":\"x\"}");
    add(&table, &out, "{\"b\":\"y\"}");
    add(&table, &out, "{}");
    cl_columns_end(&table, &out);
    cl_columns_end(&table, &out);
    assert_string_equal(cl_buffer_text(&out), "a\nx\n\nb\ny\n");
    cl_columns_clear(&table);
    cl_buffer_clear(&out);
}

/* Memory does not grow with the length of a listing. */
static void test_columns__long_tables_stream(void **state)
{
    cl_columns table = CL_COLUMNS_INIT;
    cl_buffer out = CL_BUFFER_INIT;
    size_t lines = 0;

    (void)state;
    for (int i = 0; i < 3 * CL_COLUMNS_HELD; i++) {
        add(&table, &out,
            i < CL_COLUMNS_HELD ? "{\"a\":1,\"b\":\"x\"}" : "{\"a\":12345,\"b\":\"x\"}");
        assert_true(table.rows < CL_COLUMNS_HELD);
    }
    cl_columns_end(&table, &out);
    for (size_t i = 0; i < out.length; i++)
        lines += out.at[i] == '\n' ? 1 : 0;
    assert_int_equal(lines, 3 * CL_COLUMNS_HELD + 1);
    assert_non_null(strstr(out.at, "\n12345  x\n"));
    cl_columns_clear(&table);
    cl_buffer_clear(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_columns__numbers_stand_at_the_right),
    cmocka_unit_test(test_columns__another_shape_is_another_table),
    cmocka_unit_test(test_columns__long_tables_stream),
};

CL_TEST_MAIN(tests)
