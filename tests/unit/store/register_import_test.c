/* SPDX-License-Identifier: MIT
 *
 * Imports: what is new, changed, the same, closed, back, missing and refused; again changes
 * nothing.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault_vfs.h"
#include "fixture.h"
#include "query.h"
#include "register_import.h"

typedef struct line {
    const char *value, *name, *town;
    int64_t closed; /* 0: open */
} line;

static int take_lines(cl_import *counts, cl_store *store, const line *lines, size_t count,
                      bool close_missing, cl_register_result *results, cl_error *e)
{
    cl_author author = fixture_author();
    cl_register_import *import = NULL;
    int rc = cl_register_import_open(&import, store, &author, "GB-EDU", "a.csv", "00", "GIAS", e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_register_row row = {0};
        cl_register_result result;

        row.fields = CL_REGISTER_NAME | CL_REGISTER_COUNTRY | CL_REGISTER_TOWN | CL_REGISTER_CLOSED;
        row.value = cl_view_of(lines[i].value);
        row.school.name = cl_view_of(lines[i].name);
        row.school.country = CL_VIEW("GB");
        row.school.town = cl_view_of(lines[i].town);
        row.school.closed = (cl_maybe){lines[i].closed, lines[i].closed != 0};
        rc = cl_register_import_row(import, &row, &result, e);
        if (rc == CL_E_INVALID) {
            cl_register_import_refused(import);
            rc = 0;
        } else if (rc == 0 && results != NULL) {
            results[i] = result;
        }
    }
    if (rc == 0)
        rc = cl_register_import_finish(import, close_missing, counts, e);
    cl_register_import_close(import);
    return rc;
}

static cl_import import_lines(cl_store *store, const line *lines, size_t count, bool close_missing,
                              cl_register_result *results)
{
    cl_error e = CL_ERROR_INIT;
    cl_import counts = {0};

    expect_ok(take_lines(&counts, store, lines, count, close_missing, results, &e), &e);
    return counts;
}

static void test_register_import__counts_and_changes(void **state)
{
    static const line first[] = {
        {"1", "Ash", "Ayr", 0},       {"2", "Birch", "Bute", 0}, {"3", "Cedar", "Crail", 500},
        {"4", "Dawn", "Dumfries", 0}, {"", "No number", "", 0},  {"5", "", "No name", 0},
        {"1", "Twice", "", 0},
    };
    static const line second[] = {
        {"1", "Ash", "Ayr", 0},         {"2", "Birch", "Beauly", 0}, {"3", "Cedar", "Crail", 0},
        {"4", "Dawn", "Dumfries", 700}, {"6", "Elm", "Elgin", 0},
    };
    static const cl_register_result want[] = {CL_REGISTER_IS_UNCHANGED, CL_REGISTER_IS_CHANGED,
                                              CL_REGISTER_IS_REOPENED, CL_REGISTER_IS_CLOSED,
                                              CL_REGISTER_IS_NEW};
    cl_store *store = fixture_open("a.db");
    cl_register_result results[CL_ROWS(second)];
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school school;
    cl_import counts = import_lines(store, first, CL_ROWS(first), false, NULL), *imports;
    size_t count;
    int64_t events;

    (void)state;
    assert_int_equal(counts.added, 4);
    assert_int_equal(counts.refused, 3);
    assert_int_equal(counts.rows, 7);
    events = fixture_events(store);
    counts = import_lines(store, first, CL_ROWS(first), false, NULL);
    assert_int_equal(counts.unchanged, 4);
    assert_int_equal(counts.added + counts.changed + counts.closed, 0);
    assert_int_equal(counts.id, 0);
    assert_int_equal(fixture_events(store), events); /* the second time changes nothing at all */

    counts = import_lines(store, second, CL_ROWS(second), false, results);
    assert_memory_equal(results, want, sizeof want);
    assert_int_equal(counts.unchanged, 1);
    assert_int_equal(counts.changed, 1);
    assert_int_equal(counts.reopened, 1);
    assert_int_equal(counts.closed, 1);
    assert_int_equal(counts.added, 1);
    expect_ok(cl_school_by_register(&school, &arena, store, CL_VIEW("GB-EDU"), CL_VIEW("2"), &e),
              &e);
    assert_true(cl_view_is(school.town, "Beauly"));
    assert_true(cl_view_is(school.source, "GIAS"));
    assert_int_equal(school.import, counts.id);
    expect_ok(cl_import_list(&imports, &count, &arena, store, &e), &e);
    assert_int_equal(count, 2);
    assert_int_equal(imports[1].reopened, 1);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_register_import__missing_schools(void **state)
{
    static const line first[] = {
        {"1", "Ash", "", 0}, {"2", "Birch", "", 0}, {"3", "Cedar", "", 500}};
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school school;
    cl_import counts;

    (void)state;
    import_lines(store, first, 3, false, NULL);
    counts = import_lines(store, first, 1, false, NULL);
    assert_int_equal(counts.missing, 1); /* Cedar is closed, so nobody misses it */
    assert_int_equal(counts.closed, 0);
    counts = import_lines(store, first, 1, true, NULL);
    assert_int_equal(counts.closed, 1);
    assert_int_equal(counts.missing, 0);
    expect_ok(cl_school_by_register(&school, &arena, store, CL_VIEW("GB-EDU"), CL_VIEW("2"), &e),
              &e);
    assert_true(school.closed.known && school.closed.value == fixture_author().effective);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

enum { MANY = 20000 };

/* `kill_at`: row at which the process kills itself; MANY: none. */
static int take_many(cl_store *store, const char *town, int kill_at, cl_import *counts, cl_error *e)
{
    cl_author author = fixture_author();
    cl_register_import *import = NULL;
    int rc = cl_register_import_open(&import, store, &author, "GB-EDU", "a.csv", "00", "GIAS", e);

    for (int i = 0; rc == 0 && i < MANY; i++) {
        char value[16], name[40];
        cl_register_row row = {0};
        cl_register_result result;

        if (i == kill_at)
            kill(getpid(), SIGKILL);
        snprintf(value, sizeof value, "%d", 100000 + i);
        snprintf(name, sizeof name, "School of number %d", i);
        row.fields = CL_REGISTER_NAME | CL_REGISTER_COUNTRY | CL_REGISTER_TOWN;
        row.value = cl_view_of(value);
        row.school.name = cl_view_of(name);
        row.school.country = CL_VIEW("GB");
        row.school.town = cl_view_of(town);
        rc = cl_register_import_row(import, &row, &result, e);
    }
    if (rc == 0)
        rc = cl_register_import_finish(import, false, counts, e);
    cl_register_import_close(import);
    return rc;
}

/* A register of real size, its second import, and a rebuild of it. */
static void test_register_import__twenty_thousand_rows(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;
    cl_import counts = {0};

    (void)state;
    expect_ok(take_many(store, "Glasgow", MANY, &counts, &e), &e);
    assert_int_equal(counts.added, MANY);
    assert_true(fixture_events(store) < MANY / 100);
    expect_ok(take_many(store, "Glasgow", MANY, &counts, &e), &e);
    assert_int_equal(counts.unchanged, MANY);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

/* A kill in the middle of an import leaves the register as it was; the same command then does all
 * of it. */
static void test_register_import__kill_in_the_middle(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;
    cl_import counts = {0};
    int status;
    pid_t child;

    (void)state;
    expect_ok(take_many(store, "Glasgow", MANY, &counts, &e), &e);
    cl_store_close(store);
    child = fork();
    if (child == 0) {
        store = fixture_open("a.db");
        take_many(store, "Paisley", MANY * 2 / 3, &counts, NULL);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(fixture_number("a.db", "SELECT count(DISTINCT town) FROM school"), 1);
    store = fixture_open("a.db");
    expect_ok(take_many(store, "Paisley", MANY, &counts, &e), &e);
    assert_int_equal(counts.changed + counts.unchanged, MANY);
    cl_store_close(store);
    assert_int_equal(fixture_number("a.db", "SELECT count(*) FROM school WHERE town = 'Paisley'"),
                     MANY);
}

static void test_register_import__disk_full_changes_nothing(void **state)
{
    static const line lines[] = {{"1", "Ash", "", 0}, {"2", "Birch", "", 0}};
    cl_error e = CL_ERROR_INIT;
    cl_import counts = {0};
    cl_store *store = NULL;

    (void)state;
    fault_vfs_register();
    expect_ok(fixture_open_with(&store, "a.db", FAULT_VFS, &e), &e);
    import_lines(store, lines, 1, false, NULL);
    fault_vfs_fail_at(1, SQLITE_FULL, false);
    expect_error(take_lines(&counts, store, lines, 2, false, NULL, &e), CL_E_STORE, &e,
                 "the disk is full");
    fault_vfs_fail_at(0, 0, false);
    assert_int_equal(cl_store_depth(store), 0);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    counts = import_lines(store, lines, 2, false, NULL);
    assert_int_equal(counts.added, 1);
    cl_store_close(store);
}

static int import_body(void *data)
{
    static const line lines[] = {{"1", "Ash", "Ayr", 0}, {"2", "Birch", "", 0}};
    static int run;
    line changed[2];
    cl_import counts;
    cl_store *store = NULL;
    char town[16];
    int rc = fixture_open_with(&store, data, NULL, NULL);

    memcpy(changed, lines, sizeof changed);
    snprintf(town, sizeof town, "Town %d", run++);
    changed[1].town = town;
    if (rc == 0)
        rc = take_lines(&counts, store, changed, 2, true, NULL, NULL);
    cl_store_close(store);
    return rc;
}

static void test_register_import__survives_lost_memory(void **state)
{
    char name[] = "a.db";
    cl_store *store;

    (void)state;
    (void)cl_test_folder();
    assert_true(cl_test_each_fault(import_body, name) > 10);
    store = fixture_open(name);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_register_import__counts_and_changes),
    cmocka_unit_test(test_register_import__missing_schools),
    cmocka_unit_test(test_register_import__twenty_thousand_rows),
    cmocka_unit_test(test_register_import__kill_in_the_middle),
    cmocka_unit_test(test_register_import__disk_full_changes_nothing),
    cmocka_unit_test(test_register_import__survives_lost_memory),
};

CL_TEST_MAIN(tests)
