/* SPDX-License-Identifier: MIT
 *
 * Breaking lines.
 */
#include "test_support.h"
#include "wrap.h"

static void test_wrap__breaks_at_spaces(void **state)
{
    static const struct {
        size_t indent, hang, width;
        const char *text, *want;
    } rows[] = {
        {0, 0, 10, "", ""},
        {2, 2, 10, "   ", ""},
        {0, 0, 10, "one two three", "one two\nthree\n"},
        {2, 4, 10, "one two three", "  one two\n    three\n"},
        {0, 0, 7, "one two", "one two\n"},
        {0, 0, 6, "one two", "one\ntwo\n"},
        {0, 0, 3, "longer than that", "longer\nthan\nthat\n"},
        {1, 1, 6, "£££ ££", " £££\n ££\n"}, /* columns, not bytes */
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;

        assert_int_equal(cl_wrap(&out, rows[i].indent, rows[i].hang, rows[i].width, rows[i].text),
                         0);
        assert_string_equal(out.at == NULL ? "" : out.at, rows[i].want);
        cl_text_clear(&out);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_wrap__breaks_at_spaces),
};

CL_TEST_MAIN(tests)
