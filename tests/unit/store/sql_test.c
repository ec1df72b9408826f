/* SPDX-License-Identifier: MIT
 *
 * The statement cache: the same text gives the same statement, a busy one gets a twin, a full cache
 * goes on.
 */
#include <stdio.h>

#include "fixture.h"
#include "rows.h"
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

static int open_by_id(sqlite3_stmt **out, cl_store *store, const cl_table *table, int64_t id)
{
    return cl_sql_open_rows(out, store, table, NULL, "WHERE t.id = ?", "i", id);
}

/* The same words behind other tables are other statements, and so are those words alone. */
static void test_sql__caches_rows_by_table(void **state)
{
    cl_store *store = fixture_open("a.db");
    sqlite3_stmt *school = NULL, *cluster = NULL, *again = NULL;
    cl_error e = CL_ERROR_INIT;
    cl_school read;
    bool row;

    (void)state;
    fixture_school(store, "Clyde");
    assert_int_equal(open_by_id(&school, store, &cl_table_school, 1), 0);
    assert_int_equal(cl_sql_step(store, school, &row, NULL), 0);
    assert_true(row);
    cl_rows_fill(&read, &cl_table_school, school);
    assert_true(cl_view_is(read.name, "Clyde"));
    cl_sql_close(store, school);
    assert_int_equal(open_by_id(&cluster, store, &cl_table_cluster, 1), 0);
    assert_ptr_not_equal(school, cluster);
    assert_int_equal(cl_sql_step(store, cluster, &row, NULL), 0);
    assert_false(row);
    cl_sql_close(store, cluster);
    assert_int_equal(open_by_id(&again, store, &cl_table_school, 1), 0);
    assert_ptr_equal(school, again);
    cl_sql_close(store, again);
    expect_error(cl_sql_open(&again, store, &e, "WHERE t.id = ?", ""), CL_E_STORE, &e,
                 "preparing a statement");
    cl_store_close(store);
}

/* Two processes: who looks sees one moment, the other is not kept from writing. */
static void test_sql__looks_at_one_moment(void **state)
{
    cl_store *reader = fixture_open("a.db"), *writer = fixture_open("a.db");
    const char *count = "SELECT count(*) FROM school";
    cl_error e = CL_ERROR_INIT;
    int64_t number;

    (void)state;
    fixture_school(writer, "One");
    expect_ok(cl_store_look(reader, &e), &e);
    expect_ok(cl_sql_number(&number, NULL, reader, &e, count, ""), &e);
    assert_int_equal(number, 1);
    fixture_school(writer, "Two");
    expect_ok(cl_store_look(reader, &e), &e); /* one in the other */
    cl_store_look_end(reader);
    expect_ok(cl_sql_number(&number, NULL, reader, &e, count, ""), &e);
    assert_int_equal(number, 1);
    expect_error(cl_store_begin(reader, &e), CL_E_MISUSE, &e, "while somebody looks");
    cl_store_look_end(reader);
    expect_ok(cl_sql_number(&number, NULL, reader, &e, count, ""), &e);
    assert_int_equal(number, 2);

    expect_ok(cl_store_begin(reader, &e), &e); /* inside a transaction it is that one's */
    expect_ok(cl_store_look(reader, &e), &e);
    expect_ok(cl_store_begin(reader, &e), &e);
    expect_ok(cl_store_commit(reader, &e), &e);
    cl_store_look_end(reader);
    expect_ok(cl_store_commit(reader, &e), &e);
    cl_store_close(reader);
    cl_store_close(writer);
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
    cmocka_unit_test(test_sql__caches_rows_by_table),
    cmocka_unit_test(test_sql__looks_at_one_moment),
    cmocka_unit_test(test_sql__a_full_cache_goes_on),
    cmocka_unit_test(test_sql__says_what_failed),
};

CL_TEST_MAIN(tests)
