/* SPDX-License-Identifier: MIT
 *
 * Errors: codes, places, and cutting at character boundaries.
 */
#include <string.h>

#include "error.h"
#include "test_support.h"
#include "utf8.h"

static void test_error__fail_fills_and_empties_the_place(void **state)
{
    cl_error e = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(cl_fail(&e, CL_E_IO, "first"), CL_E_IO);
    cl_error_place(&e, "a.json", 3, "cluster");
    assert_int_equal(cl_fail(&e, CL_E_RANGE, "%s %d", "number", 7), CL_E_RANGE);
    assert_int_equal(e.code, CL_E_RANGE);
    assert_string_equal(e.message, "number 7");
    assert_string_equal(e.file, "");
    assert_string_equal(e.path, "");
    assert_int_equal(e.line, 0);
}

static void test_error__null_is_accepted(void **state)
{
    (void)state;
    assert_int_equal(cl_fail(NULL, CL_E_MEMORY, "gone"), CL_E_MEMORY);
    cl_error_place(NULL, "a", 1, "b");
    cl_error_clear(NULL);
}

static void test_error__a_message_may_quote_itself(void **state)
{
    cl_error e = CL_ERROR_INIT;

    (void)state;
    (void)cl_fail(&e, CL_E_INVALID, "no such role");
    cl_error_place(&e, "a.json", 3, NULL);
    (void)cl_fail(&e, e.code, "%s: %s", e.file, e.message);
    assert_string_equal(e.message, "a.json: no such role");
}

static void test_error__place_keeps_what_is_not_given(void **state)
{
    cl_error e = CL_ERROR_INIT;

    (void)state;
    (void)cl_fail(&e, CL_E_INVALID, "x");
    cl_error_place(&e, "a.json", 3, NULL);
    cl_error_place(&e, NULL, 0, "cluster.schools[s2]");
    assert_string_equal(e.file, "a.json");
    assert_int_equal(e.line, 3);
    assert_string_equal(e.path, "cluster.schools[s2]");
}

/* A message of `before` ASCII letters and then two-byte letters is cut where a letter ends. */
static void test_error__long_messages_are_cut_between_characters(void **state)
{
    char text[2 * CL_ERROR_TEXT + 4];
    cl_error e = CL_ERROR_INIT;

    (void)state;
    for (size_t before = 0; before < 4; before++) {
        memset(text, 'a', before);
        for (size_t i = before; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "€", 4);
        (void)cl_fail(&e, CL_E_INVALID, "%s", text);
        assert_in_range(strlen(e.message), CL_ERROR_TEXT - 3, CL_ERROR_TEXT - 1);
        assert_true(cl_utf8_valid(cl_view_of(e.message), NULL));
        assert_memory_equal(e.message, text, strlen(e.message));
        cl_error_place(&e, text, 1, text);
        assert_true(cl_utf8_valid(cl_view_of(e.file), NULL));
        assert_true(cl_utf8_valid(cl_view_of(e.path), NULL));
        assert_in_range(strlen(e.path), CL_ERROR_PATH - 3, CL_ERROR_PATH - 1);
    }
}

static void test_error__format(void **state)
{
    static const struct {
        const char *file;
        int line;
        const char *path, *want;
    } rows[] = {
        {"a.json", 3, "role", "a.json:3: role: wrong"},
        {"a.json", 3, NULL, "a.json:3: wrong"},
        {"a.json", 0, NULL, "a.json: wrong"},
        {NULL, 3, NULL, "line 3: wrong"},
        {NULL, 0, "role", "role: wrong"},
        {NULL, 0, NULL, "wrong"},
    };
    char out[64];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;

        (void)cl_fail(&e, CL_E_INVALID, "wrong");
        cl_error_place(&e, rows[i].file, rows[i].line, rows[i].path);
        assert_int_equal(cl_error_format(&e, out, sizeof out), strlen(rows[i].want));
        assert_string_equal(out, rows[i].want);
    }
}

static void test_error__format_into_little_room(void **state)
{
    cl_error e = CL_ERROR_INIT;
    char out[8] = "?";

    (void)state;
    (void)cl_fail(&e, CL_E_INVALID, "aé€𝄞");
    assert_int_equal(cl_error_format(&e, out, 0), 0);
    assert_string_equal(out, "?");
    for (size_t size = 1; size <= sizeof out; size++) {
        size_t length = cl_error_format(&e, out, size);

        assert_int_equal(length, size < 3 ? (size == 2) : size < 4 ? 1 : size < 7 ? 3 : 6);
        assert_int_equal(strlen(out), length);
    }
}

static void test_error__every_code_has_a_name(void **state)
{
    (void)state;
    for (int code = CL_OK; code <= CL_E_UNKNOWN; code++) {
        assert_string_not_equal(cl_code_name(code), "no-such-code");
        for (int other = CL_OK; other < code; other++)
            assert_string_not_equal(cl_code_name(code), cl_code_name(other));
    }
    assert_string_equal(cl_code_name(CL_E_INVALID), "invalid");
    assert_string_equal(cl_code_name(-1), "no-such-code");
    assert_string_equal(cl_code_name(CL_E_UNKNOWN + 1), "no-such-code");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__fail_fills_and_empties_the_place),
        cmocka_unit_test(test_error__null_is_accepted),
        cmocka_unit_test(test_error__a_message_may_quote_itself),
        cmocka_unit_test(test_error__place_keeps_what_is_not_given),
        cmocka_unit_test(test_error__long_messages_are_cut_between_characters),
        cmocka_unit_test(test_error__format),
        cmocka_unit_test(test_error__format_into_little_room),
        cmocka_unit_test(test_error__every_code_has_a_name),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
