/* SPDX-License-Identifier: MIT
 *
 * Names and values, forms, percent signs.
 */
#include "test_support.h"

#include "pairs.h"

#include <string.h>

static void test_pairs__find_without_case(void **state)
{
    cl_pairs pairs = CL_PAIRS_INIT;

    (void)state;
    assert_int_equal(cl_pairs_add_string(&pairs, "Content-Type", "a"), 0);
    assert_int_equal(cl_pairs_add_string(&pairs, "content-type", "b"), 0);
    assert_string_equal(cl_pairs_find(&pairs, "CONTENT-TYPE"), "a");
    assert_null(cl_pairs_find(&pairs, "Content"));
    assert_int_equal(cl_pairs_count(&pairs), 2);
    cl_pairs_clear(&pairs);
    assert_int_equal(cl_pairs_count(&pairs), 0);
    assert_int_equal(cl_pairs_add_string(&pairs, "x", ""), 0);
    cl_pairs_wipe(&pairs);
}

static void test_pairs__read_form(void **state)
{
    static const struct {
        const char *text, *first, *second;
        size_t count;
    } rows[] = {
        {"", NULL, NULL, 0},
        {"a=1&b=2", "1", "2", 2},
        {"a=x+y%20z&b=%C3%A9%3D", "x y z", "\xc3\xa9=", 2},
        {"a&b=", "", "", 2},
        {"&&a=1&", "1", NULL, 1},
        {"a=%&b=%4", "%", "%4", 2},
        {"a=%zz&b=%4g", "%zz", "%4g", 2},
        {"a=1=2", "1=2", NULL, 1},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_pairs pairs = CL_PAIRS_INIT;

        assert_int_equal(cl_pairs_read_form(&pairs, cl_view_of(rows[i].text)), 0);
        assert_int_equal(cl_pairs_count(&pairs), rows[i].count);
        if (rows[i].first != NULL)
            assert_string_equal(cl_pairs_find(&pairs, "a"), rows[i].first);
        if (rows[i].second != NULL)
            assert_string_equal(cl_pairs_find(&pairs, "b"), rows[i].second);
        cl_pairs_clear(&pairs);
    }
}

static void test_pairs__percent_encode(void **state)
{
    cl_text out = CL_TEXT_INIT;

    (void)state;
    assert_int_equal(cl_percent_encode(&out, CL_VIEW("aZ09-._~ /?%\xff")), 0);
    assert_string_equal(out.at, "aZ09-._~%20%2F%3F%25%FF");
    cl_text_clear(&out);
}

static int read_form(void *data)
{
    cl_pairs pairs = CL_PAIRS_INIT;
    int rc = cl_pairs_read_form(&pairs, CL_VIEW("alpha=1&beta=2%20"));

    (void)data;
    cl_pairs_clear(&pairs);
    return rc;
}

static void test_pairs__out_of_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(read_form, NULL) > 4);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pairs__find_without_case),
    cmocka_unit_test(test_pairs__read_form),
    cmocka_unit_test(test_pairs__percent_encode),
    cmocka_unit_test(test_pairs__out_of_memory),
};

CL_TEST_MAIN(tests)
