/* SPDX-License-Identifier: MIT
 *
 * People: why they are on record, what they may do, and that nothing of them is left when they are
 * erased, while the log stays whole. A canary is sought in every byte of the database.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk.h"
#include "file.h"
#include "people.h"

static const char canary[] = "Wilhelmina Canary";

static bool stands_in(const char *path, const char *text)
{
    cl_text bytes = CL_TEXT_INIT;
    bool found = false;

    if (cl_file_exists(path) && cl_file_read(&bytes, path, 0, NULL) == 0)
        for (size_t i = 0; !found && i + strlen(text) <= bytes.length; i++)
            found = memcmp(bytes.at + i, text, strlen(text)) == 0;
    cl_text_clear(&bytes);
    return found;
}

/* In the database, its write-ahead log, or a backup made of it now. */
static bool is_anywhere(const char *text)
{
    static const char *const names[] = {"office.db", "office.db-wal"};
    char path[CL_TEST_PATH];
    bool found = false;

    for (size_t i = 0; i < CL_ROWS(names); i++) {
        cl_test_path(path, names[i]);
        found = found || stands_in(path, text);
    }
    return found;
}

static void begin(desk *d)
{
    desk_open(d, false);
    desk_form_cluster(d);
    desk_run(d, "person add|name=Wilhelmina Canary|contact=canary@school.example|basis=consent|"
                "consent-given=2021-01-05|consent-how=told Wilhelmina Canary's head|"
                "keep-until=2021-03-31");
}

static void test_person__purposes_posts_roles(void **state)
{
    desk d;
    bool held;

    (void)state;
    begin(&d);
    desk_refuse(&d, "person add|name=X|basis=curiosity", CL_E_INVALID, "basis");
    desk_run(&d, "purpose add|person=PER-1|purpose=co-ordinator of CLU-1|to=2021-04-19");
    desk_refuse(&d, "purpose add|person=PER-1|purpose=co-ordinator of CLU-1|from=2021-01-01",
                CL_E_STATE, "already");
    desk_run(&d, "person due-erasure|on=2021-04-19");
    assert_int_equal(d.row_count, 0);
    desk_run(&d, "person due-erasure"); /* no purpose is left, and the time is over */
    assert_int_equal(d.row_count, 1);
    desk_run(&d, "post add|person=PER-1|school=SCH-1|post=head|from=2021-01-01");
    desk_refuse(&d, "post add|person=PER-1|school=SCH-1|post=king", CL_E_INVALID, "king");
    desk_run(&d, "role grant|person=PER-1|role=officer|scope=CLU-1|from=2021-01-01");
    desk_run(&d, "role list|role=officer|on=2020-12-31");
    assert_int_equal(d.row_count, 0);
    desk_run(&d, "role revoke|grant=GRT-1|to=2021-03-31");
    desk_refuse(&d, "role revoke|grant=GRT-1|to=2020-01-01", CL_E_INVALID, "before it begins");
    assert_int_equal(
        cl_role_held(&held, cl_session_store(d.session), 1, "officer", "CLU-1", 18700, NULL),
        0); /* 2021-03-14 */
    assert_true(held);
    assert_int_equal(
        cl_role_held(&held, cl_session_store(d.session), 1, "officer", "CLU-2", 18700, NULL), 0);
    assert_false(held);
    assert_int_equal(
        cl_role_held(&held, cl_session_store(d.session), 1, "officer", "CLU-1", 18718, NULL),
        0); /* 2021-04-01 */
    assert_false(held);
    desk_run(&d, "post list|school=SCH-1");
    desk_expect(&d, "\"post\": \"head\"");
    desk_run(&d, "verify");
    desk_close(&d);
}

/* Every text in which the name stands goes; the log verifies, and says what went. */
static void test_person__is_erased(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "purpose add|person=PER-1|purpose=letters|to=2021-04-19");
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|person=PER-1|from=2021-02-01");
    desk_run(&d, "board seat|cluster=CLU-1|school=SCH-2|name=Wilhelmina Canary|person=PER-1");
    desk_run(&d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland|"
                 "option=reciprocal-visits");
    desk_run(&d, "application check|application=APP-1"); /* a decision keeps the dossier's facts */
    desk_run(&d, "meeting add|cluster=CLU-1|note=Wilhelmina Canary spoke");
    desk_run(&d, "person export|person=PER-1");
    desk_expect(&d, "\"field\": \"note\", \"value\": \"Wilhelmina Canary spoke\"");
    desk_expect(&d, "\"record\": \"COO-2\"");
    assert_true(is_anywhere(canary));
    desk_refuse(
        &d, "person erase|person=PER-1|reason=asked for it", CL_E_STATE,
        "still needed; end this first: COO-2 (co-ordinator's post), BSE-1 (seat on a board)");
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|name=B. Other");
    desk_run(&d, "board leave|cluster=CLU-1|school=SCH-2|to=2021-04-20");
    desk_refuse(&d, "person erase|person=PER-1|reason=asked for it", CL_E_STATE, "BSE-1");
    desk_close(&d);
    desk_open_on(&d, "2021-04-21");
    desk_refuse(&d, "person erase|person=PER-1|reason=Wilhelmina Canary asked", CL_E_INVALID,
                "would keep the name");
    desk_run(&d, "replay");
    desk_expect(&d, "\"same\": true");
    desk_run(&d, "person erase|person=PER-1|reason=asked for it");
    assert_true(d.row_count >= 6);
    desk_run(&d, "replay"); /* what went with a person is no difference */
    desk_expect(&d, "\"same\": null");
    assert_non_null(strstr(d.notes.at, "its facts named a person who was erased"));
    desk_run(&d, "verify");
    desk_run(&d, "person show|person=PER-1");
    desk_expect(&d, "\"name\": null");
    desk_refuse(&d, "person erase|person=PER-1|reason=again", CL_E_STATE, "erased already");
    desk_refuse(&d, "person edit|person=PER-1|name=Back", CL_E_STATE, "was erased");
    desk_refuse(&d, "post add|person=PER-1|school=SCH-1|post=head", CL_E_STATE, "was erased");
    desk_refuse(&d, "purpose end|purpose=PUR-1|to=2022-01-31", CL_E_STATE, "PER-1 was erased");
    desk_refuse(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|person=PER-1", CL_E_STATE,
                "PER-1 was erased");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2021-03-01");
    desk_expect(&d, "\"name\": null, \"contact\": null");
    desk_close(&d);
    assert_false(is_anywhere(canary));
    assert_false(is_anywhere("canary@school.example"));
}

/* A value that somebody took without an event is named. */
static void test_person__theft_is_no_erasure(void **state)
{
    char path[CL_TEST_PATH], command[CL_TEST_PATH + 200];
    desk d;

    (void)state;
    begin(&d);
    desk_close(&d);
    cl_test_path(path, "office.db");
    snprintf(
        command, sizeof command,
        "sqlite3 '%s' \"UPDATE personal SET value = NULL, salt = NULL WHERE field = 'contact'\"",
        path);
    if (system(command) != 0)
        skip(); /* no sqlite3 here */
    desk_open(&d, false);
    assert_int_not_equal(desk_try(&d, "verify"), 0);
    assert_non_null(strstr(d.refused.at, "is gone, and no event erased it"));
    desk_close(&d);
}

/* An old backup does not bring people back. */
static void test_person__stays_erased(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 40];
    desk d;

    (void)state;
    begin(&d);
    cl_test_path(path, "old.db");
    snprintf(line, sizeof line, "backup|file=%s", path);
    desk_run(&d, line);
    desk_run(&d, "person erase|person=PER-1|reason=asked for it");
    cl_test_path(path, "new.db");
    snprintf(line, sizeof line, "backup|file=%s", path);
    desk_run(&d, line);
    assert_false(stands_in(path, canary));
    cl_test_path(path, "old.db");
    assert_true(stands_in(path, canary));
    snprintf(line, sizeof line, "restore|backup=%s", path);
    desk_refuse(&d, line, CL_E_IO, "a restore replaces nothing");
    desk_close(&d);
    cl_test_path(path, "office.db");
    assert_int_equal(unlink(path), 0);
    desk_open(&d, false);
    desk_run(&d, line);
    desk_expect(&d, "\"erased_again\": 3");
    desk_run(&d, "verify");
    desk_close(&d);
    assert_false(is_anywhere(canary));
}

/* A name in somebody's free text goes by itself; an old backup does not bring it back. */
static void test_person__text_is_redacted(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 40];
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "meeting add|cluster=CLU-1|note=Wilhelmina Canary cried"); /* event 15 */
    desk_run(&d, "cluster dissolve|cluster=CLU-1|reason=Wilhelmina Canary left");
    cl_test_path(path, "old.db");
    snprintf(line, sizeof line, "backup|file=%s", path);
    desk_run(&d, line);
    desk_refuse(&d, "redact|event=99|field=note|reason=x", CL_E_NOT_FOUND, "no event 99");
    desk_refuse(&d, "redact|event=2|field=note|reason=x", CL_E_NOT_FOUND, "holds no value");
    desk_refuse(&d, "redact|event=15|field=nota|reason=x", CL_E_NOT_FOUND, "note of MTG-1");
    desk_refuse(&d, "redact|event=15|field=note|record=MTG-2|reason=x", CL_E_NOT_FOUND, "MTG-1");
    desk_refuse(&d, "redact|event=15|field=note|reason=was: Wilhelmina Canary cried", CL_E_INVALID,
                "would keep the text");
    desk_run(&d, "redact|event=15|field=note|record=MTG-1|reason=named a pupil");
    desk_expect(&d,
                "{\"event\": 15, \"record\": \"MTG-1\", \"field\": \"note\", \"erased\": true}");
    desk_refuse(&d, "redact|event=15|field=note|reason=again", CL_E_STATE, "erased already");
    assert_true(is_anywhere(canary)); /* in the reason, and in the backup */
    desk_run(&d, "redact|event=16|field=reason|reason=named a pupil");
    desk_run(&d, "log|id=MTG-1|limit=1");
    desk_expect(&d, "\"event\": \"redact\"");
    desk_run(&d, "meeting list|cluster=CLU-1");
    desk_run(&d, "verify");
    cl_test_path(path, "new.db");
    snprintf(line, sizeof line, "backup|file=%s", path);
    desk_run(&d, line);
    desk_close(&d);
    cl_test_path(path, "office.db");
    assert_false(stands_in(path, canary));
    assert_int_equal(unlink(path), 0);
    cl_test_path(path, "old.db");
    snprintf(line, sizeof line, "restore|backup=%s", path);
    desk_open(&d, false);
    desk_run(&d, line);
    desk_expect(&d, "\"erased_again\": 2");
    desk_run(&d, "verify");
    desk_close(&d);
    assert_int_equal(unlink(path), 0);
    assert_false(is_anywhere(canary));
}

static void test_person__restore_checks(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 40];
    desk d;

    (void)state;
    cl_test_file(path, "letter.db", "Dear Sir", 8);
    snprintf(line, sizeof line, "restore|backup=%s", path);
    desk_open(&d, false);
    desk_refuse(&d, line, CL_E_STORE, "is not a clachan database");
    desk_refuse(&d, "restore|backup=/nowhere.db", CL_E_IO, "/nowhere.db");
    desk_close(&d);
    cl_test_path(path, "office.db");
    assert_false(cl_file_exists(path));
    cl_test_path(path, "office.db.restoring");
    assert_false(cl_file_exists(path));
}

/* Whoever is on record acts under an id, so that the log holds no name. */
static void test_person__acts_under_an_id(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "person edit|person=PER-1|account=ann");
    desk_refuse(&d, "person add|name=Y|account=ann", CL_E_STATE, "already");
    desk_close(&d);
    desk_open(&d, false);
    desk_run(&d, "school add|name=Late|country=GB");
    desk_run(&d, "log|id=SCH-5");
    desk_expect(&d, "\"actor\": \"PER-1\"");
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_person__purposes_posts_roles),
    cmocka_unit_test(test_person__is_erased),
    cmocka_unit_test(test_person__theft_is_no_erasure),
    cmocka_unit_test(test_person__stays_erased),
    cmocka_unit_test(test_person__text_is_redacted),
    cmocka_unit_test(test_person__restore_checks),
    cmocka_unit_test(test_person__acts_under_an_id),
};

CL_TEST_MAIN(tests)
