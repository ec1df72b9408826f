/* SPDX-License-Identifier: MIT
 *
 * Links between schools: told from both sides, walked through splits, merges and cycles.
 */
#include "school_links.h"

#include <stdio.h>

#include "fixture.h"

typedef struct line {
    const char *predecessor, *successor, *kind;
    int64_t date; /* 0: none */
} line;

/* Schools SCH-1 … with the numbers 1 … of GB-EDU. */
static void fill(cl_store *store, int count)
{
    for (int i = 1; i <= count; i++) {
        cl_register_id number = {0};
        char value[12];

        snprintf(value, sizeof value, "%d", i);
        number.school = fixture_school(store, "A school");
        number.scheme = CL_VIEW("GB-EDU");
        number.value = cl_view_of(value);
        fixture_add(store, &cl_table_register_id, &number);
    }
}

static int take_lines(cl_link_counts *counts, cl_store *store, const line *lines, size_t count,
                      cl_error *e)
{
    cl_author author = fixture_author();
    cl_link_import *import = NULL;
    int rc = cl_link_import_open(&import, store, &author, "GB-EDU", "links.csv", "00", e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = cl_link_import_row(import, cl_view_of(lines[i].predecessor),
                                cl_view_of(lines[i].successor), lines[i].kind,
                                (cl_maybe){lines[i].date, lines[i].date != 0}, e);
        if (rc == CL_E_INVALID) {
            cl_link_import_other(import, false);
            rc = 0;
        }
    }
    if (rc == 0)
        rc = cl_link_import_finish(import, counts, e);
    cl_link_import_close(import);
    return rc;
}

static cl_link_counts import_lines(cl_store *store, const line *lines, size_t count)
{
    cl_link_counts counts = {0};
    cl_error e = CL_ERROR_INIT;

    expect_ok(take_lines(&counts, store, lines, count, &e), &e);
    return counts;
}

/* One link, whichever side tells it: the more telling kind and the later day stay. */
static void test_school_links__both_sides_are_one(void **state)
{
    static const line first[] = {
        {"1", "2", "successor", 500}, {"1", "2", "merged", 501}, {"2", "3", "successor", 0},
        {"9", "1", "successor", 0},   {"3", "3", "merged", 0},
    };
    static const line later[] = {{"2", "3", "split", 700}, {"1", "2", "successor", 400}};
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school_link *links;
    cl_link_counts counts;
    int64_t events;
    size_t count;

    (void)state;
    fill(store, 3);
    counts = import_lines(store, first, CL_ROWS(first));
    assert_true(counts.rows == 5 && counts.added == 2 && counts.merged == 1 && counts.refused == 2);
    events = fixture_events(store);
    counts = import_lines(store, first, CL_ROWS(first));
    assert_true(counts.added == 0 && counts.changed == 0 && counts.unchanged == 2);
    assert_int_equal(fixture_events(store), events); /* nothing new: no event */
    counts = import_lines(store, later, CL_ROWS(later));
    assert_true(counts.changed == 1 && counts.unchanged == 1);
    expect_ok(cl_school_link_list(&links, &count, &arena, store, 2, &e), &e);
    assert_int_equal(count, 2);
    assert_true(cl_view_is(links[0].kind, "merged") && links[0].date.value == 501);
    assert_true(cl_view_is(links[1].kind, "split") && links[1].date.value == 700);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* 1 → 2 → {3, 4}, 4 → 2 is a cycle, 3 → 1 comes back to the start. */
static void test_school_links__a_walk_ends(void **state)
{
    static const line lines[] = {
        {"1", "2", "successor", 1}, {"2", "3", "split", 2},     {"2", "4", "split", 2},
        {"4", "2", "split", 2},     {"3", "1", "successor", 3}, {"4", "5", "merged", 4},
    };
    static const struct {
        int64_t school, from, distance;
        bool last;
    } want[] = {{2, 1, 1, false}, {3, 2, 2, true}, {4, 2, 2, false}, {5, 4, 3, true}};
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school_step *steps;
    size_t count;

    (void)state;
    fill(store, 5);
    import_lines(store, lines, CL_ROWS(lines));
    expect_ok(cl_school_successors(&steps, &count, &arena, store, 1, &e), &e);
    assert_int_equal(count, CL_ROWS(want));
    for (size_t i = 0; i < count; i++)
        if (steps[i].school != want[i].school || steps[i].from != want[i].from ||
            steps[i].distance != want[i].distance || steps[i].last != want[i].last)
            fail_msg("step %zu leads to SCH-%d", i, (int)steps[i].school);
    expect_ok(cl_school_successors(&steps, &count, &arena, store, 5, &e), &e);
    assert_true(count == 0 && steps == NULL);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static int links_body(void *data)
{
    static const line lines[] = {{"1", "2", "successor", 1}, {"2", "3", "merged", 2}};
    cl_arena arena = CL_ARENA_INIT;
    cl_link_counts counts;
    cl_school_step *steps;
    cl_store *store = NULL;
    size_t count;
    int rc = fixture_open_with(&store, data, NULL, NULL);

    if (rc == 0)
        rc = take_lines(&counts, store, lines, CL_ROWS(lines), NULL);
    if (rc == 0)
        rc = cl_school_successors(&steps, &count, &arena, store, 1, NULL);
    cl_store_close(store);
    cl_arena_clear(&arena);
    return rc;
}

static void test_school_links__survives_lost_memory(void **state)
{
    char name[] = "a.db";
    cl_store *store = fixture_open(name);

    (void)state;
    fill(store, 3);
    cl_store_close(store);
    assert_true(cl_test_each_fault(links_body, name) > 5);
    store = fixture_open(name);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_school_links__both_sides_are_one),
    cmocka_unit_test(test_school_links__a_walk_ends),
    cmocka_unit_test(test_school_links__survives_lost_memory),
};

CL_TEST_MAIN(tests)
