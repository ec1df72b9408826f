/* SPDX-License-Identifier: MIT
 *
 * The vector: growth, zeroed items, nothing changed when memory is out.
 */
#include "error.h"
#include "test_support.h"
#include "vec.h"

static void test_vec__grows_and_keeps_items(void **state)
{
    cl_vec vec = CL_VEC_INIT(int);

    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(cl_vec_add(&vec, &i), 0);
    assert_int_equal(vec.count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(*(int *)cl_vec_at(&vec, (size_t)i), i);
    cl_vec_clear(&vec);
    assert_int_equal(vec.count, 0);
    cl_vec_clear(&vec);
}

static void test_vec__pushed_items_are_zero(void **state)
{
    cl_vec vec = CL_VEC_INIT(int);
    int *item;

    (void)state;
    for (int round = 0; round < 2; round++) {
        cl_vec_reset(&vec);
        for (int i = 0; i < 20; i++) {
            item = cl_vec_push(&vec);
            assert_int_equal(*item, 0);
            *item = -1; /* must not be seen after the reset */
        }
    }
    cl_vec_clear(&vec);
}

static void test_vec__reserved_room_needs_no_memory(void **state)
{
    cl_vec vec = CL_VEC_INIT(int);
    size_t calls;

    (void)state;
    assert_int_equal(cl_vec_reserve(&vec, 0), 0);
    assert_int_equal(cl_vec_reserve(&vec, 100), 0);
    calls = cl_test_calls();
    for (int i = 0; i < 100; i++)
        assert_non_null(cl_vec_push(&vec));
    assert_int_equal(cl_vec_reserve(&vec, 50), 0);
    assert_int_equal(cl_test_calls(), calls);
    cl_vec_clear(&vec);
}

static void test_vec__failure_changes_nothing(void **state)
{
    cl_vec vec = CL_VEC_INIT(int);
    int item = 7;

    (void)state;
    while (vec.count == 0 || vec.count < vec.capacity)
        assert_int_equal(cl_vec_add(&vec, &item), 0);
    cl_test_fail_at(1);
    assert_null(cl_vec_push(&vec));
    cl_test_fail_at(1);
    assert_int_equal(cl_vec_add(&vec, &item), CL_E_MEMORY);
    assert_int_equal(vec.count, vec.capacity);
    assert_int_equal(cl_vec_reserve(&vec, (size_t)-1), CL_E_MEMORY);
    for (size_t i = 0; i < vec.count; i++)
        assert_int_equal(*(int *)cl_vec_at(&vec, i), 7);
    cl_vec_clear(&vec);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vec__grows_and_keeps_items),
        cmocka_unit_test(test_vec__pushed_items_are_zero),
        cmocka_unit_test(test_vec__reserved_room_needs_no_memory),
        cmocka_unit_test(test_vec__failure_changes_nothing),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
