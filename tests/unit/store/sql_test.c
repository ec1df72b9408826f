/* SPDX-License-Identifier: MIT
 *
 * The statement cache: the same text gives the same statement, a busy one gets a twin, a full cache
 * goes on.
 */
#include <stdio.h>

#include "fixture.h"
#include "sql.h"

static void test_sql__caches_by_text(void **state)
{
    cl_store *store = fixture_open("a.db");
    sqlite3_stmt *first = NULL, *twin = NULL, *again = NULL;

    (void)state;
    assert_int_equal(cl_sql_open(&first, store, NULL, "SELECT ?", "i", (int64_t)1), 0);
    assert_int_equal(cl_sql_open(&twin, store, NULL, "SELECT ?", "i", (int64_t)2), 0);
    assert_ptr_not_equal(first, twin);
    cl_sql_close(store, twin);
    cl_sql_close(store, first);
    assert_int_equal(cl_sql_open(&again, store, NULL, "SELECT ?", "m", (cl_maybe){0, false}), 0);
    assert_ptr_equal(first, again);
    cl_sql_close(store, again);
    cl_sql_close(store, NULL);
    cl_store_close(store);
}

static void test_sql__a_full_cache_goes_on(void **state)
{
    cl_store *store = fixture_open("a.db");
    sqlite3_stmt *held = NULL;
    char sql[64];
    int64_t value;

    (void)state;
    assert_int_equal(cl_sql_open(&held, store, NULL, "SELECT 'held'", ""), 0);
    for (int i = 0; i < CL_SQL_CACHE * 2; i++) {
        snprintf(sql, sizeof sql, "SELECT %d", i);
        assert_int_equal(cl_sql_number(&value, NULL, store, NULL, sql, ""), 0);
        assert_int_equal(value, i);
    }
    cl_sql_close(store, held);
    cl_store_close(store);
}

static void test_sql__says_what_failed(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;
    int64_t value = 7;
    bool found = true;

    (void)state;
    expect_error(cl_sql_do(store, &e, "SELEKT 1", ""), CL_E_STORE, &e, "preparing a statement");
    expect_error(cl_sql_do(store, &e, "SELECT ?", "z"), CL_E_STORE, &e, "its values");
    assert_int_equal(cl_sql_number(&value, &found, store, &e, "SELECT NULL", ""), 0);
    assert_int_equal(value, 0);
    assert_false(found);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sql__caches_by_text),
    cmocka_unit_test(test_sql__a_full_cache_goes_on),
    cmocka_unit_test(test_sql__says_what_failed),
};

CL_TEST_MAIN(tests)
