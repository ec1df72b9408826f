/* SPDX-License-Identifier: MIT
 *
 * Writing CSV: quoting, safety in spreadsheets, and that what is written reads back.
 */
#include <string.h>

#include "csv.h"
#include "test_support.h"

static void test_csv_write__quotes_where_needed(void **state)
{
    static const struct {
        const char *field, *plain, *safe;
    } rows[] = {
        {"", "", ""},
        {"Clyde", "Clyde", "Clyde"},
        {"a b", "a b", "a b"},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"a\tb", "\"a\tb\"", "\"a\tb\""},
        {"5\" pipe", "\"5\"\" pipe\"", "\"5\"\" pipe\""},
        {"a\nb", "\"a\nb\"", "\"a\nb\""},
        {" a", "\" a\"", "\" a\""},
        {"a ", "\"a \"", "\"a \""},
        {"=1+1", "=1+1", "'=1+1"},
        {"+1", "+1", "'+1"},
        {"-50.00", "-50.00", "'-50.00"},
        {"@x", "@x", "'@x"},
        {"\tx", "\"\tx\"", "\"'\tx\""},
        {"=HYPERLINK(\"x\",1)", "\"=HYPERLINK(\"\"x\"\",1)\"", "\"'=HYPERLINK(\"\"x\"\",1)\""},
        {"a=b", "a=b", "a=b"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_csv_add(&out, cl_view_of(rows[i].field)), 0);
        assert_string_equal(out.at, rows[i].plain);
        cl_text_reset(&out);
        assert_int_equal(cl_csv_add_safe(&out, cl_view_of(rows[i].field)), 0);
        assert_string_equal(out.at, rows[i].safe);
    }
    cl_text_clear(&out);
}

static void test_csv_write__reads_back(void **state)
{
    static const char *const fields[] = {"a",    "a,b", "a\"b", "\"",  "a\r\nb", " ",
                                         "\ta ", ";",   "",     "é\n", "''",     "\"\"\""};
    cl_text out = CL_TEXT_INIT;
    bool more;
    cl_csv *csv;

    (void)state;
    (void)cl_text_add_string(&out, "x,y\n");
    for (size_t i = 0; i < CL_ROWS(fields); i++) {
        (void)cl_text_add_string(&out, "0,");
        (void)cl_csv_add(&out, cl_view_of(fields[i]));
        (void)cl_text_add_char(&out, '\n');
    }
    assert_int_equal(cl_csv_open_view(&csv, cl_text_view(&out), "f", NULL, NULL), 0);
    for (size_t i = 0; i < CL_ROWS(fields); i++) {
        assert_int_equal(cl_csv_next(csv, &more, NULL), 0);
        assert_true(more);
        assert_true(cl_view_is(cl_csv_field(csv, 1), fields[i]));
    }
    cl_csv_close(csv);
    cl_text_clear(&out);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_write__quotes_where_needed),
        cmocka_unit_test(test_csv_write__reads_back),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
