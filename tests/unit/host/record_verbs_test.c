/* SPDX-License-Identifier: MIT
 *
 * The database as a whole: init, verify, backup, log.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "desk.h"
#include "file.h"

static void test_record_verbs__init_once(void **state)
{
    char path[CL_TEST_PATH];
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_refuse(&d, "log", CL_E_IO, "'clachan init' makes one");
    desk_run(&d, "init");
    desk_expect(&d, "\"events\": 0, \"new\": true");
    desk_close(&d);
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_expect(&d, "\"new\": false");
    desk_close(&d);
    cl_test_path(path, "office.db");
    assert_int_equal(remove(path), 0);
    desk_open(&d, true);
    desk_run(&d, "init");
    desk_close(&d);
    assert_false(cl_file_exists(path)); /* a dry run makes no file */
}

static void tamper(const char *sql)
{
    char path[CL_TEST_PATH];
    sqlite3 *db = NULL;

    cl_test_path(path, "office.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_record_verbs__verify_names_faults(void **state)
{
    char anchor[CL_TEST_PATH + 40], path[CL_TEST_PATH];
    const char *head;
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "verify");
    desk_expect(&d, "\"faults\": 0");
    head = strstr(d.texts.at, "head ");
    assert_non_null(head);
    snprintf(anchor, sizeof anchor, "verify|anchor=%.*s", (int)strcspn(head + 5, "\n"), head + 5);
    desk_run(&d, anchor);
    anchor[strlen(anchor) - 1] = anchor[strlen(anchor) - 1] == '0' ? '1' : '0';
    desk_refuse(&d, anchor, CL_E_STORE, "not the anchored one");
    desk_refuse(&d, "verify|anchor=7", CL_E_MISUSE, "SEQ:HASH");
    desk_run(&d, "anchor");
    cl_test_file(path, "anchors.txt", d.texts.at, d.texts.length);
    snprintf(anchor, sizeof anchor, "verify|anchors=%s", path);
    desk_run(&d, anchor);
    cl_test_file(path, "anchors.txt", "\nSEQ 7\n", 7);
    desk_refuse(&d, anchor, CL_E_INVALID, "anchors.txt:2: found 'SEQ 7', expected SEQ:HASH");
    desk_close(&d);
    tamper("UPDATE school SET name = 'Changed' WHERE id = 1");
    desk_open(&d, false);
    desk_refuse(&d, "verify", CL_E_STORE,
                "SCH-1: school, row 1: name is 'Changed', the log says 'Clyde Primary'");
    desk_expect(&d, "\"faults\": 1");
    desk_close(&d);
}

static void test_record_verbs__backup(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 32];
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    cl_test_path(path, "copy.db");
    snprintf(line, sizeof line, "backup|file=%s", path);
    desk_run(&d, line);
    assert_true(cl_file_exists(path));
    desk_refuse(&d, line, CL_E_IO, "a backup replaces nothing");
    desk_close(&d);
    assert_int_equal(remove(path), 0);
    desk_open(&d, true);
    desk_run(&d, line);
    desk_close(&d);
    assert_false(cl_file_exists(path));
}

static void test_record_verbs__log(void **state)
{
    static const struct {
        const char *line;
        size_t want;
    } rows[] = {
        {"log", 14},         {"log|limit=3", 3},           {"log|after=12", 2},
        {"log|id=CLU-1", 8}, {"log|since=2021-04-20", 14}, {"log|since=2021-04-21", 0},
        {"log|id=MEM-2", 1}, {"log|id=CLU-9", 0},
    };
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        desk_run(&d, rows[i].line);
        if (d.row_count != rows[i].want)
            fail_msg("%s: %zu events, not %zu", rows[i].line, d.row_count, rows[i].want);
    }
    desk_run(&d, "log|limit=1");
    desk_expect(&d, "\"actor\": \"ann\"");
    assert_non_null(strstr(d.texts.at, "EVA-2"));
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_record_verbs__init_once),
    cmocka_unit_test(test_record_verbs__verify_names_faults),
    cmocka_unit_test(test_record_verbs__backup),
    cmocka_unit_test(test_record_verbs__log),
};

CL_TEST_MAIN(tests)
