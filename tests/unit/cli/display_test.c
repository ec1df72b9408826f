/* SPDX-License-Identifier: MIT
 *
 * Widths of text from all over the world, and text that would take over a terminal.
 */
#include <string.h>

#include "display.h"
#include "test_support.h"

static void test_display__columns(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {{"", 0},
                {"Clyde", 5},
                {"Lycée", 5},
                {"Lyce\xCC\x81"
                 "e",
                 5},         /* the accent as a mark of its own */
                {"学校", 4}, /* two columns each */
                {"\xFF\xFE", 2} /* no UTF-8: a place each */};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_int_equal(cl_display_columns(rows[i].text, strlen(rows[i].text)), rows[i].columns);
}

static void test_display__hostile_text_is_shown_and_not_obeyed(void **state)
{
    static const struct {
        const char *text, *keep, *shown;
    } rows[] = {{"plain £5 ☃", "", "plain £5 ☃"},
                {"a\033[2Jb", "", "a\\x1B[2Jb"},
                {"a\nb\tc", "", "a\\x0Ab\\x09c"},
                {"a\nb\tc", "\n\t", "a\nb\tc"},
                {"a\rb\177", "\n\t", "a\\x0Db\\x7F"},
                {"\xC2\x9B", "", "\\xC2\\x9B"}, /* C1: an escape sequence in one character */
                {"\xE2\x80\xAE", "", "\\xE2\\x80\\xAE"}, /* turns the direction of what follows */
                {"\xC0\x80\xED\xA0\x80\xF5", "", "\\xC0\\x80\\xED\\xA0\\x80\\xF5"},
                {"cut \xE2\x82", "", "cut \\xE2\\x82"}};
    cl_buffer out = CL_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_buffer_reset(&out);
        cl_display_add(&out, rows[i].text, strlen(rows[i].text), rows[i].keep);
        assert_string_equal(cl_buffer_text(&out), rows[i].shown);
    }
    cl_buffer_reset(&out);
    cl_display_add(&out, "a\0b", 3, "\n");
    assert_string_equal(cl_buffer_text(&out), "a\\x00b");
    cl_buffer_clear(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_display__columns),
    cmocka_unit_test(test_display__hostile_text_is_shown_and_not_obeyed),
};

CL_TEST_MAIN(tests)
