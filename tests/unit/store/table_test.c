/* SPDX-License-Identifier: MIT
 *
 * The descriptors: each fits its table in the database and its struct, and prints as JSON.
 */
#include <string.h>

#include "fixture.h"
#include "json.h"
#include "sql.h"

/* Every column of the database has a descriptor and the other way round, in the same order and of
 * the same type. */
static void test_table__agrees_with_the_database(void **state)
{
    static const char *const types[] = {"INTEGER", "INTEGER", "INTEGER", "TEXT", "TEXT", "INTEGER"};
    cl_store *store = fixture_open("a.db");
    size_t count;
    const cl_table *const *tables = cl_tables(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *statement = NULL;
        bool row = true;

        assert_ptr_equal(cl_table_find(cl_view_of(tables[i]->name)), tables[i]);
        assert_ptr_equal(cl_table_of_prefix(cl_view_of(tables[i]->prefix)), tables[i]);
        assert_true(tables[i]->count < 64); /* a change keeps columns as bits */
        assert_int_equal(cl_sql_open(&statement, store, NULL,
                                     "SELECT name, type FROM pragma_table_info(?)", "t",
                                     tables[i]->name),
                         0);
        for (size_t c = 0; c < tables[i]->count; c++) {
            const cl_column *column = &tables[i]->columns[c];

            assert_int_equal(cl_sql_step(store, statement, &row, NULL), 0);
            assert_true(row);
            assert_string_equal(sqlite3_column_text(statement, 0), column->name);
            assert_string_equal(sqlite3_column_text(statement, 1), types[column->kind]);
            assert_int_equal(cl_table_column(tables[i], cl_view_of(column->name)), c);
            assert_true(column->references == NULL ||
                        cl_table_of_prefix(cl_view_of(column->references)) != NULL);
        }
        assert_int_equal(cl_sql_step(store, statement, &row, NULL), 0);
        assert_false(row);
        cl_sql_close(store, statement);
    }
    assert_null(cl_table_find(CL_VIEW("event")));
    assert_null(cl_table_of_prefix(CL_VIEW("XXX")));
    assert_int_equal(cl_table_column(tables[0], CL_VIEW("nothing")), -1);
    cl_store_close(store);
}

static void test_table__record_as_json(void **state)
{
    cl_school school = {0};
    cl_coordinator post = {0};
    cl_text out = CL_TEXT_INIT;
    cl_json *json = NULL;

    (void)state;
    school.id = 104;
    school.version = 2;
    school.name = CL_VIEW("St \"Mary\"");
    school.pupils = cl_known(0);
    school.opened = cl_known(18737);
    school.import = 3;
    assert_int_equal(cl_record_json(&out, &cl_table_school, &school), 0);
    assert_string_equal(
        out.at,
        "{\"id\": \"SCH-104\", \"version\": 2, \"name\": \"St \\\"Mary\\\"\", \"pupils\": 0,"
        " \"opened\": \"2021-04-20\", \"import\": \"IMP-3\"}");
    cl_text_reset(&out);
    post.id = 1;
    post.name = (cl_view){"\xff", 1}; /* bytes are no text */
    assert_int_equal(cl_record_json(&out, &cl_table_coordinator, &post), 0);
    assert_int_equal(cl_json_parse(&json, cl_text_view(&out), NULL, 1, NULL), 0);
    assert_null(cl_json_get(cl_json_root(json), "name"));
    cl_json_free(json);
    cl_text_clear(&out);
}

static void test_table__keep_copies_texts(void **state)
{
    char name[] = "Clyde";
    cl_arena arena = CL_ARENA_INIT;
    cl_school school = {0};

    (void)state;
    school.name = cl_view_of(name);
    assert_int_equal(cl_record_keep(&arena, &cl_table_school, &school, NULL), 0);
    memset(name, 'x', sizeof name - 1);
    assert_true(cl_view_is(school.name, "Clyde"));
    assert_null(school.town.at);
    cl_arena_clear(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_table__agrees_with_the_database),
    cmocka_unit_test(test_table__record_as_json),
    cmocka_unit_test(test_table__keep_copies_texts),
};

CL_TEST_MAIN(tests)
