/* SPDX-License-Identifier: MIT
 *
 * Views and the growable buffer, with its memory of the first failure.
 */
#include <string.h>

#include "alloc.h"
#include "test_support.h"
#include "text.h"

static void test_text__views_compare_by_bytes(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {{"", "", 0},     {"a", "", 1},   {"", "a", -1}, {"a", "a", 0},   {"a", "b", -1},
                {"ab", "b", -1}, {"ab", "a", 1}, {"é", "z", 1}, {"\xff", "a", 1}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_view a = cl_view_of(rows[i].a), b = cl_view_of(rows[i].b);
        int order = cl_view_compare(a, b);

        assert_int_equal((order > 0) - (order < 0), rows[i].order);
        assert_int_equal(cl_view_equal(a, b), rows[i].order == 0);
        assert_int_equal(cl_view_is(a, rows[i].b), rows[i].order == 0);
    }
    assert_true(cl_view_equal(cl_view_of(NULL), CL_VIEW("")));
}

static void test_text__trim(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {{"", ""},      {" \t\r\n\v\f", ""},     {"a", "a"}, {" a b ", "a b"}, {"a ", "a"},
                {"\n a", "a"}, {"\xC2\xA0", "\xC2\xA0"}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_true(cl_view_is(cl_view_trim(cl_view_of(rows[i].text)), rows[i].want));
}

static void test_text__starts_and_ends(void **state)
{
    (void)state;
    assert_true(cl_view_starts(CL_VIEW("clachan"), "cla"));
    assert_true(cl_view_starts(CL_VIEW("clachan"), ""));
    assert_true(cl_view_starts((cl_view)CL_VIEW_INIT, ""));
    assert_false(cl_view_starts(CL_VIEW("cl"), "cla"));
    assert_true(cl_view_ends(CL_VIEW("a.lua"), ".lua"));
    assert_false(cl_view_ends(CL_VIEW("lua"), ".lua"));
    assert_true(cl_view_ends((cl_view)CL_VIEW_INIT, ""));
}

static void test_text__appends_and_terminates(void **state)
{
    cl_text text = CL_TEXT_INIT;

    (void)state;
    assert_null(text.at);
    assert_int_equal(cl_text_add_string(&text, ""), 0);
    assert_string_equal(text.at, "");
    (void)cl_text_add_string(&text, "Clyde");
    (void)cl_text_add_char(&text, ' ');
    (void)cl_text_add_view(&text, CL_VIEW("Primary"));
    (void)cl_text_add_int(&text, INT64_MIN);
    (void)cl_text_format(&text, " %s-%03d", "APP", 12);
    assert_string_equal(text.at, "Clyde Primary-9223372036854775808 APP-012");
    assert_int_equal(text.length, strlen(text.at));
    assert_int_equal(cl_text_view(&text).length, text.length);
    cl_text_clear(&text);
    assert_null(text.at);
    cl_text_clear(&text);
}

static void test_text__grows_to_any_size(void **state)
{
    cl_text text = CL_TEXT_INIT;

    (void)state;
    for (int i = 0; i < 10000; i++)
        assert_int_equal(cl_text_format(&text, "%d,", i), 0);
    assert_int_equal(text.length, 48890);
    assert_string_equal(text.at + text.length - 5, "9999,");
    assert_int_equal(strlen(text.at), text.length);
    cl_text_clear(&text);
}

static void test_text__limit_is_exact_and_remembered(void **state)
{
    cl_text text = CL_TEXT_INIT;
    cl_error e = CL_ERROR_INIT;

    (void)state;
    text.limit = 5;
    assert_int_equal(cl_text_add_string(&text, "12345"), 0);
    assert_int_equal(cl_text_check(&text, &e), 0);
    assert_int_equal(cl_text_add_string(&text, ""), 0);
    assert_int_equal(cl_text_add_char(&text, '6'), CL_E_LIMIT);
    assert_int_equal(cl_text_add_string(&text, ""), CL_E_LIMIT);
    assert_int_equal(cl_text_format(&text, "%s", ""), CL_E_LIMIT);
    assert_string_equal(text.at, "12345");
    assert_int_equal(cl_text_check(&text, &e), CL_E_LIMIT);
    assert_non_null(strstr(e.message, "5 bytes"));
    cl_text_reset(&text);
    assert_string_equal(text.at, "");
    assert_int_equal(cl_text_add_string(&text, "1"), 0);
    assert_int_equal(cl_text_format(&text, "%d", 23456), CL_E_LIMIT);
    cl_text_clear(&text);
}

static void test_text__reset_keeps_the_memory(void **state)
{
    cl_text text = CL_TEXT_INIT;
    size_t calls;

    (void)state;
    (void)cl_text_format(&text, "%0500d", 1);
    calls = cl_test_calls();
    for (int i = 0; i < 10; i++) {
        cl_text_reset(&text);
        assert_int_equal(cl_text_format(&text, "%0500d", i), 0);
    }
    assert_int_equal(cl_test_calls(), calls);
    cl_text_clear(&text);
}

static void test_text__take_gives_the_bytes_away(void **state)
{
    cl_text text = CL_TEXT_INIT;
    char *taken;

    (void)state;
    taken = cl_text_take(&text); /* nothing was appended: an empty string */
    assert_string_equal(taken, "");
    cl_free(taken);
    (void)cl_text_add_string(&text, "gift");
    taken = cl_text_take(&text);
    assert_string_equal(taken, "gift");
    assert_null(text.at);
    assert_int_equal(text.length, 0);
    cl_free(taken);
}

static void test_text__take_of_a_failed_buffer_leaves_nothing(void **state)
{
    cl_text text = CL_TEXT_INIT;

    (void)state;
    (void)cl_text_add_string(&text, "held");
    cl_test_fail_at(1);
    assert_int_equal(cl_text_format(&text, "%0500d", 1), CL_E_MEMORY);
    assert_null(cl_text_take(&text));
    assert_int_equal(cl_text_check(&text, NULL), CL_E_MEMORY);
}

static void test_text__json(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\b\t\n\f\r\x01\x1f\x7f", "\"\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\""},
        {"É€𝄞", "\"É€𝄞\""},
        {"a\xffz", "\"a\xEF\xBF\xBDz\""},
        {"\xEF\xBF\xBD", "\"\xEF\xBF\xBD\""},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_text_add_json(&out, cl_view_of(rows[i].text)), 0);
        assert_string_equal(out.at, rows[i].want);
    }
    cl_text_reset(&out);
    (void)cl_text_add_json(&out, CL_VIEW("a\0b"));
    assert_string_equal(out.at, "\"a\\u0000b\"");
    cl_text_clear(&out);
}

static void test_text__html(void **state)
{
    cl_text out = CL_TEXT_INIT;

    (void)state;
    (void)cl_text_add_html(&out, CL_VIEW("<b a='1'>R&D \"é\"</b>"));
    assert_string_equal(out.at, "&lt;b a=&#39;1&#39;&gt;R&amp;D &quot;é&quot;&lt;/b&gt;");
    cl_text_reset(&out);
    (void)cl_text_add_html(&out, CL_VIEW(""));
    assert_string_equal(out.at, "");
    cl_text_clear(&out);
}

static void test_text__plain_cannot_move_the_cursor(void **state)
{
    cl_text out = CL_TEXT_INIT;

    (void)state;
    (void)cl_text_add_plain(&out, CL_VIEW("a\x1b[2J\r\n\x7f\xC2\x9b"
                                          "1m é \x9b"));
    assert_string_equal(out.at, "a\\x1b[2J\\x0d\\x0a\\x7f\\x9b1m é \\x9b");
    cl_text_clear(&out);
}

static int write_everything(void *data)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    (void)data;
    (void)cl_text_add_string(&text, "a");
    (void)cl_text_format(&text, "%0100d", 1);
    (void)cl_text_add_json(&text, CL_VIEW("\n\n\n\n"));
    (void)cl_text_format(&text, "%0200d", 1);
    (void)cl_text_add_html(&text, CL_VIEW("<<<<"));
    (void)cl_text_format(&text, "%0400d", 1);
    rc = cl_text_check(&text, NULL);
    if (rc == 0)
        assert_int_equal(text.length, 1 + 100 + 10 + 200 + 16 + 400);
    cl_text_clear(&text);
    return rc;
}

static void test_text__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(write_everything, NULL) > 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__views_compare_by_bytes),
        cmocka_unit_test(test_text__trim),
        cmocka_unit_test(test_text__starts_and_ends),
        cmocka_unit_test(test_text__appends_and_terminates),
        cmocka_unit_test(test_text__grows_to_any_size),
        cmocka_unit_test(test_text__limit_is_exact_and_remembered),
        cmocka_unit_test(test_text__reset_keeps_the_memory),
        cmocka_unit_test(test_text__take_gives_the_bytes_away),
        cmocka_unit_test(test_text__take_of_a_failed_buffer_leaves_nothing),
        cmocka_unit_test(test_text__json),
        cmocka_unit_test(test_text__html),
        cmocka_unit_test(test_text__plain_cannot_move_the_cursor),
        cmocka_unit_test(test_text__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
