/* SPDX-License-Identifier: MIT
 *
 * The allocator's promises, and those of the counting allocator that every other test relies on.
 */
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "test_support.h"

static void test_alloc__zero_size_gives_a_block(void **state)
{
    void *blocks[] = {cl_malloc(0), cl_calloc(0, 8), cl_calloc(8, 0), cl_realloc(NULL, 0)};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(blocks); i++) {
        assert_non_null(blocks[i]);
        cl_free(blocks[i]);
    }
    cl_free(NULL);
}

static void test_alloc__calloc_zeroes_and_refuses_overflow(void **state)
{
    volatile size_t half = (size_t)-1 / 2; /* volatile: the compiler would warn about the size */
    unsigned char *block = cl_calloc(3, 5);

    (void)state;
    assert_non_null(block);
    for (size_t i = 0; i < 15; i++)
        assert_int_equal(block[i], 0);
    cl_free(block);
    assert_null(cl_calloc(half, 4));
}

static void test_alloc__realloc_to_nothing_keeps_a_block(void **state)
{
    char *block = cl_malloc(10);

    (void)state;
    assert_non_null(block);
    block = cl_realloc(block, 0);
    assert_non_null(block);
    cl_free(block);
}

static void test_alloc__copies(void **state)
{
    static const char bytes[] = {'a', '\0', 'b'};
    char *text = cl_strdup("clachan"), *part = cl_strndup(bytes, sizeof bytes);
    char *empty = cl_strndup(NULL, 0);

    (void)state;
    assert_string_equal(text, "clachan");
    assert_memory_equal(part, "a\0b\0", 4);
    assert_string_equal(empty, "");
    assert_null(cl_strdup(NULL));
    assert_null(cl_strndup("x", (size_t)-1));
    cl_free(text);
    cl_free(part);
    cl_free(empty);
}

static void test_alloc__tests_see_every_call(void **state)
{
    size_t held = cl_test_held(), calls = cl_test_calls();
    char *text = cl_strdup("seen");

    (void)state;
    assert_int_equal(cl_test_held(), held + 1);
    text = cl_realloc(text, 100);
    assert_int_equal(cl_test_held(), held + 1);
    assert_int_equal(cl_test_calls(), calls + 2);
    cl_free(text);
    assert_int_equal(cl_test_held(), held);
}

static void test_alloc__the_nth_call_fails(void **state)
{
    char *first, *third, *block;

    (void)state;
    cl_test_fail_at(2);
    first = cl_malloc(1);
    assert_non_null(first);
    assert_false(cl_test_failed());
    assert_null(cl_strdup("second"));
    assert_true(cl_test_failed());
    third = cl_calloc(1, 1);
    assert_non_null(third);
    cl_test_fail_from(1);
    assert_null(cl_malloc(1));
    assert_null(cl_calloc(1, 1));
    block = cl_realloc(first, 50);
    assert_null(block); /* and `first` stays */
    cl_test_fail_at(0);
    assert_false(cl_test_failed());
    cl_free(first);
    cl_free(third);
}

static int take_three(void *data)
{
    char *blocks[3] = {NULL, NULL, NULL};
    int rc = 0;

    ++*(int *)data;
    for (size_t i = 0; i < 3 && rc == 0; i++) {
        blocks[i] = cl_malloc(8);
        if (blocks[i] == NULL)
            rc = CL_E_MEMORY;
    }
    for (size_t i = 0; i < 3; i++)
        cl_free(blocks[i]);
    return rc;
}

static void test_alloc__fault_twin_visits_every_point(void **state)
{
    int runs = 0;

    (void)state;
    assert_int_equal(cl_test_each_fault(take_three, &runs), 3);
    assert_int_equal(runs, 4);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc__zero_size_gives_a_block),
        cmocka_unit_test(test_alloc__calloc_zeroes_and_refuses_overflow),
        cmocka_unit_test(test_alloc__realloc_to_nothing_keeps_a_block),
        cmocka_unit_test(test_alloc__copies),
        cmocka_unit_test(test_alloc__tests_see_every_call),
        cmocka_unit_test(test_alloc__the_nth_call_fails),
        cmocka_unit_test(test_alloc__fault_twin_visits_every_point),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
