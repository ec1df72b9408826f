/* SPDX-License-Identifier: MIT
 *
 * The arena: alignment, limit, and no allocation after warm-up.
 */
#include <string.h>

#include "arena.h"
#include "test_support.h"

static void test_arena__gives_aligned_zeroed_bytes(void **state)
{
    cl_arena arena = CL_ARENA_INIT;

    (void)state;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *bytes = cl_arena_alloc(&arena, size);

        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xAA, size);
    }
    cl_arena_clear(&arena);
    cl_arena_clear(&arena);
}

static void test_arena__objects_do_not_overlap(void **state)
{
    enum { COUNT = 500 };
    cl_arena arena = CL_ARENA_INIT;
    int *objects[COUNT];

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        objects[i] = cl_arena_array(&arena, (size_t)i % 40 + 1, sizeof(int));
        for (int j = 0; j <= i % 40; j++)
            objects[i][j] = i;
    }
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j <= i % 40; j++)
            assert_int_equal(objects[i][j], i);
    cl_arena_clear(&arena);
}

/* The same places in the same order; only the clearing is left out. */
static void test_arena__takes_bytes_as_they_are(void **state)
{
    cl_arena arena = CL_ARENA_INIT;
    char *first, *second;

    (void)state;
    first = cl_arena_take(&arena, 5);
    memset(first, 'x', 5);
    cl_arena_reset(&arena);
    arena.limit = 40;
    second = cl_arena_take(&arena, 5);
    assert_ptr_equal(second, first);
    assert_memory_equal(second, "xxxxx", 5);
    assert_int_equal((uintptr_t)cl_arena_take(&arena, 1) % _Alignof(max_align_t), 0);
    assert_null(cl_arena_take(&arena, 40));
    assert_true(arena.full);
    cl_arena_clear(&arena);
}

static void use(cl_arena *arena)
{
    for (size_t i = 1; i < 200; i++)
        assert_non_null(cl_arena_alloc(arena, i * 37 % 9000));
    assert_string_equal(cl_arena_string(arena, "again"), "again");
}

static void test_arena__repeated_work_allocates_nothing(void **state)
{
    cl_arena arena = CL_ARENA_INIT;
    size_t calls, used;

    (void)state;
    use(&arena);
    calls = cl_test_calls();
    used = arena.used;
    for (int i = 0; i < 5; i++) {
        cl_arena_reset(&arena);
        assert_int_equal(arena.used, 0);
        use(&arena);
        assert_int_equal(arena.used, used);
    }
    assert_int_equal(cl_test_calls(), calls);
    cl_arena_clear(&arena);
}

static void test_arena__limit(void **state)
{
    cl_arena arena = CL_ARENA_INIT;

    (void)state;
    arena.limit = 64;
    assert_non_null(cl_arena_alloc(&arena, 48));
    assert_null(cl_arena_alloc(&arena, 17));
    assert_non_null(cl_arena_alloc(&arena, 16));
    assert_null(cl_arena_alloc(&arena, 0));
    cl_arena_reset(&arena);
    assert_non_null(cl_arena_alloc(&arena, 64));
    cl_arena_clear(&arena);
}

static void test_arena__refuses_what_overflows(void **state)
{
    cl_arena arena = CL_ARENA_INIT;

    (void)state;
    assert_null(cl_arena_array(&arena, (size_t)-1 / 2, 3));
    assert_null(cl_arena_alloc(&arena, (size_t)-1));
    assert_null(cl_arena_copy(&arena, (cl_view){"", (size_t)-1}));
    assert_non_null(cl_arena_array(&arena, 0, 0));
    cl_arena_clear(&arena);
}

static void test_arena__copies(void **state)
{
    cl_arena arena = CL_ARENA_INIT;

    (void)state;
    assert_memory_equal(cl_arena_copy(&arena, CL_VIEW("a\0b")), "a\0b\0", 4);
    assert_string_equal(cl_arena_copy(&arena, (cl_view)CL_VIEW_INIT), "");
    assert_string_equal(cl_arena_string(&arena, "Clyde"), "Clyde");
    cl_arena_clear(&arena);
}

static int fill(void *data)
{
    cl_arena arena = CL_ARENA_INIT;
    int rc = 0;

    (void)data;
    for (size_t i = 0; i < 50 && rc == 0; i++)
        if (cl_arena_alloc(&arena, 1000) == NULL)
            rc = CL_E_MEMORY;
    cl_arena_clear(&arena);
    return rc;
}

static void test_arena__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(fill, NULL) > 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__gives_aligned_zeroed_bytes),
        cmocka_unit_test(test_arena__objects_do_not_overlap),
        cmocka_unit_test(test_arena__takes_bytes_as_they_are),
        cmocka_unit_test(test_arena__repeated_work_allocates_nothing),
        cmocka_unit_test(test_arena__limit),
        cmocka_unit_test(test_arena__refuses_what_overflows),
        cmocka_unit_test(test_arena__copies),
        cmocka_unit_test(test_arena__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
