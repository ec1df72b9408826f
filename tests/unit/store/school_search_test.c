/* SPDX-License-Identifier: MIT
 *
 * Searching: parts of words, accents, postcodes, typing mistakes, changed names.
 */
#include <string.h>

#include "fixture.h"
#include "query.h"
#include "school_search.h"

static const char *const names[] = {
    "École Française de Glasgow",    "Clyde Primary School", "Clyde Academy",
    "St Mary's R.C. Primary School", "Zomba Primary",        "Ysgol Gynradd Amlwch"};

static void fill(cl_store *store)
{
    for (size_t i = 0; i < CL_ROWS(names); i++)
        fixture_school(store, names[i]);
}

static void test_school_search__finds(void **state)
{
    static const struct {
        const char *words;
        size_t count;
        int64_t first; /* id of the best */
    } rows[] = {
        {"ecole", 1, 1},       {"FRANCAISE ecole", 1, 1}, {"clyde", 2, 0},
        {"clyde prim", 1, 2},  {"primary", 3, 0},         {"mary", 1, 4},
        {"st mary s", 1, 4},   {"zmoba", 1, 5},           {"glasgow", 6, 0},
        {"g1 2ab", 6, 0},      {"G12AB clyde", 2, 0},     {"amlwch", 1, 6},
        {"xyzzyxyzzy", 0, 0},  {"clyde zomba", 0, 0},     {"acadmey", 1, 3},
        {"\"clyde* OR", 0, 0}, {"g1 2ac", 0, 0}, /* another place, no mistake */
    };
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    const cl_school_filter two = {.limit = 2};
    cl_error e = CL_ERROR_INIT;
    cl_school *list;
    size_t count;

    (void)state;
    fill(store);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        expect_ok(
            cl_school_search(&list, &count, &arena, store, cl_view_of(rows[i].words), NULL, &e),
            &e);
        if (count != rows[i].count || (rows[i].first != 0 && list[0].id != rows[i].first))
            fail_msg("'%s' finds %zu schools, not %zu", rows[i].words, count, rows[i].count);
    }
    expect_ok(cl_school_search(&list, &count, &arena, store, CL_VIEW("primary"), &two, &e), &e);
    assert_int_equal(count, 2);
    expect_error(cl_school_search(&list, &count, &arena, store, CL_VIEW(" - "), NULL, &e),
                 CL_E_INVALID, &e, "write a word");
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_school_search__follows_a_new_name(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school before, after, *list;
    cl_change change;
    size_t count;

    (void)state;
    fill(store);
    expect_ok(cl_record_get(&before, &arena, store, &cl_table_school, 2, &e), &e);
    after = before;
    after.name = CL_VIEW("Kelvin Primary School");
    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    expect_ok(cl_change_set(&change, &cl_table_school, &before, &after, &e), &e);
    expect_ok(cl_change_store(&change, "rename", "SCH", 2, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    expect_ok(cl_school_search(&list, &count, &arena, store, CL_VIEW("kelvin"), NULL, &e), &e);
    assert_true(count == 1 && list[0].id == 2);
    expect_ok(cl_school_search(&list, &count, &arena, store, CL_VIEW("clyde"), NULL, &e), &e);
    assert_true(count == 1 && list[0].id == 3);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static int search_body(void *data)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_store *store = NULL;
    cl_school *list;
    size_t count;
    int rc = fixture_open_with(&store, data, NULL, NULL);

    if (rc == 0)
        rc = cl_school_search(&list, &count, &arena, store, CL_VIEW("zmoba primary"), NULL, NULL);
    cl_store_close(store);
    cl_arena_clear(&arena);
    return rc;
}

static void test_school_search__survives_lost_memory(void **state)
{
    char name[] = "a.db";
    cl_store *store = fixture_open(name);

    (void)state;
    fill(store);
    cl_store_close(store);
    assert_true(cl_test_each_fault(search_body, name) > 5);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_school_search__finds),
    cmocka_unit_test(test_school_search__follows_a_new_name),
    cmocka_unit_test(test_school_search__survives_lost_memory),
};

CL_TEST_MAIN(tests)
