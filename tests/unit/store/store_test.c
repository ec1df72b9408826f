/* SPDX-License-Identifier: MIT
 *
 * Opening, refusing, transactions, crashes, failing disks and several processes.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault_vfs.h"
#include "file.h"
#include "fixture.h"
#include "query.h"

static int64_t schools(cl_store *store)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school *list;
    size_t count;

    expect_ok(cl_school_list(&list, &count, &arena, store, NULL, &e), &e);
    cl_arena_clear(&arena);
    return (int64_t)count;
}

static void test_store__keeps_what_was_committed(void **state)
{
    cl_store *store = fixture_open("a.db");

    (void)state;
    assert_int_equal(fixture_school(store, "Clyde Primary"), 1);
    assert_true(cl_store_schema(store) >= 1);
    assert_false(cl_store_is_dry_run(store));
    cl_store_close(store);
    store = fixture_open("a.db");
    assert_int_equal(schools(store), 1);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    assert_int_equal(fixture_number("a.db", "PRAGMA application_id"), CL_STORE_APPLICATION_ID);
    cl_store_close(NULL);
}

static void expect_refused(const char *path, const char *words, bool create)
{
    cl_text before = CL_TEXT_INIT, after = CL_TEXT_INIT;
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_store *store = (cl_store *)&e; /* anything but NULL */

    options.create = create;
    assert_int_equal(cl_file_read(&before, path, 0, NULL), 0);
    expect_error(cl_store_open(&store, path, &options, &e), CL_E_STORE, &e, words);
    assert_null(store);
    assert_int_equal(cl_file_read(&after, path, 0, NULL), 0);
    assert_true(cl_view_equal(cl_text_view(&before), cl_text_view(&after)));
    cl_text_clear(&before);
    cl_text_clear(&after);
}

static void test_store__refuses_foreign_files(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *words;
        bool create;
    } rows[] = {
        {"urn,name\n1,A\n", 13, "nor any SQLite file", true},
        {"SQLite format 3", 16, "it ends after 16 bytes", true},
        {"", 0, "is empty", false},
        {"", 0, "remove it", true},
    };
    char path[CL_TEST_PATH];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_test_file(path, "foreign", rows[i].bytes, rows[i].length);
        expect_refused(path, rows[i].words, rows[i].create);
    }
}

static void test_store__refuses_another_programs_database(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_test_path(path, "other.db");
    fixture_tamper("other.db", "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    expect_refused(path, "of another program", true);
}

static void test_store__refuses_a_newer_schema(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_store_close(fixture_open("a.db"));
    fixture_tamper("a.db", "PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)");
    cl_test_path(path, "a.db");
    expect_refused(path, "has schema 99", true);
}

static void test_store__refuses_a_schema_from_before_the_first(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_store_close(fixture_open("a.db"));
    fixture_tamper("a.db", "PRAGMA user_version=11; PRAGMA wal_checkpoint(TRUNCATE)");
    cl_test_path(path, "a.db");
    expect_refused(path, "has schema 11, from before the first release", true);
}

static void test_store__refuses_a_cut_file(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_store_close(fixture_open("a.db"));
    cl_test_path(path, "a.db");
    assert_int_equal(truncate(path, 5000), 0);
    expect_refused(path, "damaged", true);
}

static void test_store__refuses_a_database_without_log(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_store_close(fixture_open("a.db"));
    fixture_tamper("a.db", "DROP TABLE event; PRAGMA wal_checkpoint(TRUNCATE)");
    cl_test_path(path, "a.db");
    expect_refused(path, "its event log is gone", true);
}

static void test_store__says_what_is_not_there(void **state)
{
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH];
    cl_store *store;

    (void)state;
    cl_test_path(path, "none.db");
    expect_error(cl_store_open(&store, path, NULL, &e), CL_E_IO, &e, "clachan init");
    assert_false(cl_file_exists(path));
    expect_error(cl_store_open(&store, cl_test_folder(), NULL, &e), CL_E_IO, &e, "is not a file");
    cl_test_path(path, "no/folder.db");
    expect_error(fixture_open_with(&store, "no/folder.db", NULL, &e), CL_E_IO, &e,
                 "cannot be opened");
}

static void test_store__nests_transactions(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;

    (void)state;
    expect_ok(cl_store_begin(store, &e), &e);
    fixture_school(store, "Kept");
    expect_ok(cl_store_begin(store, &e), &e);
    fixture_school(store, "Undone");
    assert_int_equal(cl_store_depth(store), 2);
    cl_store_rollback(store);
    expect_ok(cl_store_commit(store, &e), &e);
    assert_int_equal(schools(store), 1);
    expect_ok(cl_store_begin(store, &e), &e);
    fixture_school(store, "Undone as well");
    cl_store_rollback(store);
    assert_int_equal(schools(store), 1);
    assert_int_equal(cl_store_depth(store), 0);
    expect_error(cl_store_commit(store, &e), CL_E_MISUSE, &e, "without a transaction");
    cl_store_rollback(store); /* nothing open: nothing happens */
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static void test_store__dry_run_changes_no_byte(void **state)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    cl_text before = CL_TEXT_INIT, after = CL_TEXT_INIT;
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH], log[CL_TEST_PATH];
    cl_store *store = fixture_open("a.db");

    (void)state;
    fixture_school(store, "Clyde Primary");
    cl_store_close(store);
    cl_test_path(path, "a.db");
    assert_int_equal(cl_file_read(&before, path, 0, NULL), 0);
    options.dry_run = true;
    expect_ok(cl_store_open(&store, path, &options, &e), &e);
    assert_true(cl_store_is_dry_run(store));
    assert_int_equal(fixture_school(store, "Provisional"), 2);
    assert_int_equal(schools(store), 2); /* the run itself sees it */
    for (int i = 0; i < 1500; i++)       /* more than the page cache holds */
        fixture_school(store, "Provisional, and long enough to fill some pages of the database");
    cl_store_close(store);
    cl_test_path(log, "a.db-wal");
    assert_false(cl_file_exists(log)); /* nor does it leave a file */
    assert_int_equal(cl_file_read(&after, path, 0, NULL), 0);
    assert_true(cl_view_equal(cl_text_view(&before), cl_text_view(&after)));
    cl_text_clear(&before);
    cl_text_clear(&after);
}

/* A crash left a log that is not in the file yet: a dry run reads it, and leaves both as they are.
 */
static void test_store__dry_run_leaves_the_log_of_a_crash(void **state)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    cl_text before = CL_TEXT_INIT, after = CL_TEXT_INIT;
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH];
    cl_store *store;
    int status;
    pid_t child;

    (void)state;
    (void)cl_test_folder();
    child = fork();
    if (child == 0) {
        fixture_school(fixture_open("a.db"), "Committed, then killed");
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    cl_test_path(path, "a.db");
    assert_int_equal(cl_file_read(&before, path, 0, NULL), 0);
    options.dry_run = true;
    expect_ok(cl_store_open(&store, path, &options, &e), &e);
    assert_int_equal(schools(store), 1);
    fixture_school(store, "Provisional");
    cl_store_close(store);
    assert_int_equal(cl_file_read(&after, path, 0, NULL), 0);
    assert_true(cl_view_equal(cl_text_view(&before), cl_text_view(&after)));
    cl_text_clear(&before);
    cl_text_clear(&after);
    store = fixture_open("a.db");
    assert_int_equal(schools(store), 1);
    cl_store_close(store);
}

static void test_store__dry_run_makes_no_file(void **state)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH];
    cl_store *store;

    (void)state;
    cl_test_path(path, "a.db");
    options.dry_run = options.create = true;
    expect_ok(cl_store_open(&store, path, &options, &e), &e);
    fixture_school(store, "Provisional");
    cl_store_close(store);
    assert_false(cl_file_exists(path));
}

/* A child writes and is killed before it commits; afterwards nothing of it is there. */
static void test_store__kill_in_a_transaction_leaves_the_state_before(void **state)
{
    cl_store *store = fixture_open("a.db");
    int status;
    pid_t child;

    (void)state;
    fixture_school(store, "Before");
    cl_store_close(store);
    child = fork();
    if (child == 0) {
        store = fixture_open("a.db");
        if (cl_store_begin(store, NULL) == 0)
            for (int i = 0; i < 2000; i++) /* more than the page cache holds: it spills to disk */
                fixture_school(store,
                               "Half done, and long enough to fill some pages of the database");
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    store = fixture_open("a.db");
    assert_int_equal(schools(store), 1);
    assert_int_equal(fixture_events(store), 1);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

enum { WRITERS = 2, SCHOOLS_EACH = 40 };

static void write_schools(void)
{
    cl_store *store = fixture_open("a.db");

    for (int i = 0; i < SCHOOLS_EACH; i++)
        fixture_school(store, "Written by one of two");
    cl_store_close(store);
    _exit(0);
}

static void test_store__two_processes_lose_nothing(void **state)
{
    pid_t children[WRITERS];
    cl_store *store;
    int status;

    (void)state;
    (void)cl_test_folder(); /* made before the fork, so that all share it */
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0)
            write_schools(); /* both also make the database: whoever is first */
    }
    for (int i = 0; i < WRITERS; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    store = fixture_open("a.db");
    assert_int_equal(schools(store), WRITERS * SCHOOLS_EACH);
    assert_int_equal(fixture_events(store), WRITERS * SCHOOLS_EACH);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

/* A second writer gives up after its patience and names the first. */
static void test_store__names_the_process_that_writes(void **state)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH], words[64], byte;
    int ready[2], done[2], status;
    cl_store *store = fixture_open("a.db");
    pid_t child;

    (void)state;
    cl_store_close(store);
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(done), 0);
    child = fork();
    if (child == 0) {
        store = fixture_open("a.db");
        byte = cl_store_begin(store, NULL) == 0 ? 'y' : 'n';
        if (write(ready[1], &byte, 1) == 1 && read(done[0], &byte, 1) == 1)
            cl_store_close(store);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    cl_test_path(path, "a.db");
    options.patience = 50;
    expect_ok(cl_store_open(&store, path, &options, &e), &e);
    snprintf(words, sizeof words, "process %ld is writing", (long)child);
    expect_error(cl_store_begin(store, &e), CL_E_STORE, &e, words);
    assert_int_equal(schools(store), 0); /* readers never wait */
    assert_int_equal(write(done[1], "x", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    expect_ok(cl_store_begin(store, &e), &e);
    cl_store_rollback(store);
    cl_store_close(store);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(done[i]);
    }
}

/* The nth write fails: the command fails with CL_E_STORE and nothing of it is stored, or (when only
 * tidying up failed) it is stored whole. */
static void each_disk_fault(int code, bool for_good, const char *words)
{
    int faults = 0;

    fault_vfs_register();
    for (int n = 1;; n = fault_vfs_next(n)) {
        cl_error e = CL_ERROR_INIT;
        char name[32];
        cl_school school = {0};
        cl_store *store = NULL;
        int rc;

        snprintf(name, sizeof name, "fault-%d.db", n);
        school.name = CL_VIEW("A school");
        school.country = CL_VIEW("GB");
        school.source = CL_VIEW("by hand");
        expect_ok(fixture_open_with(&store, name, FAULT_VFS, &e), &e);
        fixture_school(store, "Before");
        fault_vfs_fail_at(n, code, for_good);
        rc = fixture_try_add(store, &cl_table_school, &school, &e);
        if (rc != 0)
            expect_error(rc, CL_E_STORE, &e, words);
        if (!for_good)
            assert_int_equal(schools(store), rc == 0 ? 2 : 1);
        cl_store_close(store);
        if (!fault_vfs_failed()) {
            assert_int_equal(rc, 0);
            break;
        }
        faults++;
        fault_vfs_fail_at(0, 0, false);
        store = fixture_open(name);
        assert_in_range(schools(store), rc == 0 ? 2 : 1,
                        2); /* a failed sync may still have reached the disk */
        assert_int_equal(fixture_verify(store, NULL, 0), 0);
        cl_store_close(store);
    }
    fault_vfs_fail_at(0, 0, false);
    assert_true(faults > 2);
}

static void test_store__disk_full_changes_nothing(void **state)
{
    (void)state;
    each_disk_fault(SQLITE_FULL, false, "writing: the disk is full");
}

static void test_store__disk_gone_leaves_before_or_after(void **state)
{
    (void)state;
    each_disk_fault(SQLITE_IOERR_WRITE, true, "nothing");
}

/* Faults while the database is made: it is opened later as if nothing had been, or refused, never
 * half. */
static void test_store__faults_while_opening(void **state)
{
    int faults = 0;

    (void)state;
    fault_vfs_register();
    for (int n = 1;; n = fault_vfs_next(n)) {
        cl_error e = CL_ERROR_INIT;
        cl_store *store = NULL;
        char name[32];
        int rc;

        snprintf(name, sizeof name, "open-%d.db", n);
        fault_vfs_fail_at(n, SQLITE_IOERR_WRITE, true);
        rc = fixture_open_with(&store, name, FAULT_VFS, &e);
        cl_store_close(store);
        if (!fault_vfs_failed()) {
            assert_int_equal(rc, 0);
            break;
        }
        fault_vfs_fail_at(0, 0, false);
        faults++;
        store = fixture_open(name);
        assert_int_equal(fixture_verify(store, NULL, 0), 0);
        cl_store_close(store);
    }
    fault_vfs_fail_at(0, 0, false);
    assert_true(faults > 5);
}

static int open_and_add(void *data)
{
    cl_store *store = NULL;
    cl_school school = {0};
    int rc;

    school.name = CL_VIEW("A school");
    school.country = CL_VIEW("GB");
    school.source = CL_VIEW("by hand");
    rc = fixture_open_with(&store, data, NULL, NULL);
    if (rc == 0)
        rc = fixture_try_add(store, &cl_table_school, &school, NULL);
    cl_store_close(store);
    return rc;
}

static void test_store__survives_lost_memory(void **state)
{
    char name[] = "a.db";
    cl_store *store;

    (void)state;
    (void)cl_test_folder();
    assert_true(cl_test_each_fault(open_and_add, name) > 10);
    store = fixture_open(name);
    assert_int_equal(schools(store), fixture_events(store));
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_store__keeps_what_was_committed),
    cmocka_unit_test(test_store__refuses_foreign_files),
    cmocka_unit_test(test_store__refuses_another_programs_database),
    cmocka_unit_test(test_store__refuses_a_newer_schema),
    cmocka_unit_test(test_store__refuses_a_schema_from_before_the_first),
    cmocka_unit_test(test_store__refuses_a_cut_file),
    cmocka_unit_test(test_store__refuses_a_database_without_log),
    cmocka_unit_test(test_store__says_what_is_not_there),
    cmocka_unit_test(test_store__nests_transactions),
    cmocka_unit_test(test_store__dry_run_changes_no_byte),
    cmocka_unit_test(test_store__dry_run_leaves_the_log_of_a_crash),
    cmocka_unit_test(test_store__dry_run_makes_no_file),
    cmocka_unit_test(test_store__kill_in_a_transaction_leaves_the_state_before),
    cmocka_unit_test(test_store__two_processes_lose_nothing),
    cmocka_unit_test(test_store__names_the_process_that_writes),
    cmocka_unit_test(test_store__disk_full_changes_nothing),
    cmocka_unit_test(test_store__disk_gone_leaves_before_or_after),
    cmocka_unit_test(test_store__faults_while_opening),
    cmocka_unit_test(test_store__survives_lost_memory),
};

CL_TEST_MAIN(tests)
