/* SPDX-License-Identifier: MIT
 *
 * Numbers of a register in memory: who holds one now, whatever the order of the rows.
 */
#include <stdio.h>

#include "fixture.h"
#include "numbers.h"

enum { MANY = 3000 };

static void add_number(cl_store *store, int64_t school, const char *value, int64_t from, int64_t to)
{
    cl_register_id number = {0};

    number.school = school;
    number.scheme = CL_VIEW("GB-EDU");
    number.value = cl_view_of(value);
    number.from = (cl_maybe){from, from != 0};
    number.to = (cl_maybe){to, to != 0};
    fixture_add(store, &cl_table_register_id, &number);
}

static void test_numbers__belong_to_who_holds_them_now(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_numbers numbers = {0};
    cl_error e = CL_ERROR_INIT;
    cl_number *number;

    (void)state;
    for (int i = 0; i < 5; i++)
        fixture_school(store, "Clyde Primary");
    add_number(store, 2, "100", 1000, 0); /* now */
    add_number(store, 1, "100", 0, 999);  /* before, entered later */
    add_number(store, 3, "200", 0, 400);
    add_number(store, 4, "200", 500, 600); /* the last one */
    add_number(store, 5, "0200", 0, 0);    /* zeroes in front belong to it */
    expect_ok(cl_numbers_read(&numbers, store, CL_VIEW("GB-EDU"), &e), &e);
    assert_int_equal(numbers.count, 3);
    assert_int_equal(cl_numbers_at(&numbers, CL_VIEW("100"))->school, 2);
    assert_int_equal(cl_numbers_at(&numbers, CL_VIEW("200"))->school, 4);
    number = cl_numbers_at(&numbers, CL_VIEW("0200"));
    assert_int_equal(number->school, 5);
    assert_int_equal(cl_numbers_at(&numbers, CL_VIEW("300"))->school, 0); /* new: nobody's */
    assert_true(cl_numbers_any_left(&numbers));
    cl_numbers_at(&numbers, CL_VIEW("100"))->in_file = true;
    cl_numbers_at(&numbers, CL_VIEW("200"))->in_file = true;
    assert_true(cl_numbers_any_left(&numbers));
    cl_numbers_at(&numbers, CL_VIEW("0200"))->in_file = true;
    assert_false(cl_numbers_any_left(&numbers)); /* 300 was not on record */
    cl_numbers_clear(&numbers);
    cl_numbers_clear(&numbers);
    expect_ok(cl_numbers_read(&numbers, store, CL_VIEW("GB-WALEDU"), &e), &e);
    assert_int_equal(numbers.count, 0); /* of another register */
    cl_numbers_clear(&numbers);
    cl_store_close(store);
}

static int add_body(void *data)
{
    cl_numbers numbers = {0};
    char text[16];
    int rc = 0;

    (void)data;
    for (int i = 0; rc == 0 && i < MANY; i++) {
        cl_number *number;

        snprintf(text, sizeof text, "%d", i);
        number = cl_numbers_at(&numbers, cl_view_of(text));
        rc = number == NULL ? CL_E_MEMORY : 0;
        if (rc == 0)
            number->school = i + 1;
    }
    for (int i = 0; rc == 0 && i < MANY; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_int_equal(cl_numbers_at(&numbers, cl_view_of(text))->school, i + 1);
    }
    cl_numbers_clear(&numbers);
    return rc;
}

static void test_numbers__survive_lost_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(add_body, NULL) > 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_numbers__belong_to_who_holds_them_now),
    cmocka_unit_test(test_numbers__survive_lost_memory),
};

CL_TEST_MAIN(tests)
