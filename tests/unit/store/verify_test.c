/* SPDX-License-Identifier: MIT
 *
 * Tampering, one place at a time: verify names the event, the records or the row.
 */
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "events.h"
#include "fixture.h"
#include "verify.h"

#define UNLOCK_EVENTS "DROP TRIGGER event_unchanged; DROP TRIGGER event_kept; "

/* A database with a little of everything: events 1 to 7. */
static void fill(void)
{
    cl_store *store = fixture_open("a.db");
    cl_coordinator post = {0};
    cl_award award = {0};
    cl_share share = {0};

    fixture_school(store, "Clyde Primary"); /* 1 */
    post.school = 1;
    post.cluster = fixture_cluster(store, "One"); /* 2 */
    post.name = CL_VIEW("A. Teacher");
    fixture_add(store, &cl_table_coordinator, &post);  /* 3 */
    award.application = fixture_application(store, 1); /* 4 */
    fixture_revision(store, 1, 1);                     /* 5 */
    award.state = CL_VIEW("offered");
    award.original = award.amount = 600000;
    award.currency = CL_VIEW("GBP");
    share.award = fixture_add(store, &cl_table_award, &award); /* 6 */
    share.line = CL_VIEW("visits");
    share.amount = 600000;
    fixture_add(store, &cl_table_share, &share); /* 7 */
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static void test_verify__names_what_was_changed(void **state)
{
    static const struct {
        const char *sql, *want; /* want: "kind seq [records] part of the message" */
    } rows[] = {
        {UNLOCK_EVENTS "UPDATE event SET actor = 'mallory' WHERE seq = 3",
         "1 3 [COO-1] the content of this event was changed"},
        {UNLOCK_EVENTS
         "UPDATE event SET payload = replace(payload, '600000', '700000') WHERE seq = 6",
         "1 6 [AWD-1] the content of this event was changed"},
        {UNLOCK_EVENTS "UPDATE event SET hash = zeroblob(32) WHERE seq = 2",
         "1 3 [COO-1] this event does not follow"},
        {UNLOCK_EVENTS "DELETE FROM event WHERE seq = 4",
         "1 5 [REV-1, APP-1] 1 event(s) are missing before"},
        {UNLOCK_EVENTS "UPDATE event SET payload = 'x' WHERE seq = 4",
         "1 4 [APP-1] the payload of this event cannot"},
        {UNLOCK_EVENTS "UPDATE event SET at = 5 WHERE seq = 2", "1 2 [CLU-1] this event is older"},
        {UNLOCK_EVENTS
         "UPDATE event SET payload = '{\"rows\":[[\"add\",\"event\",[\"id\",\"version\"],[]]]}'"
         " WHERE seq = 2",
         "1 2 [] this event cannot be applied"},
        {"UPDATE school SET name = 'Changed' WHERE id = 1",
         "3 0 [SCH-1] school, row 1: name is 'Changed', the log says 'Clyde Primary'"},
        {"DROP TRIGGER coordinator_kept; DELETE FROM coordinator",
         "3 0 [COO-1] coordinator, row 1: it is missing"},
        {"DROP TRIGGER share_kept; DELETE FROM share", "3 0 [SHA-1] share, row 1: it is missing"},
        {"INSERT INTO cluster(id, version, name) VALUES(9, 1, 'Ghost')",
         "3 0 [CLU-9] cluster, row 9: no event made it"},
        {"UPDATE counter SET last = 50 WHERE name = 'school'",
         "3 0 [] counter, row school: last is '50'"},
        {"UPDATE personal SET value = 'B. Teacher' WHERE subject = 'COO-1'",
         "2 3 [COO-1] personal value 1 (name) was changed"},
        {"PRAGMA foreign_keys=OFF; DELETE FROM personal WHERE id = 1",
         "2 3 [COO-1] personal value 1 is gone without having been erased"},
        {"UPDATE personal SET subject = 'COO-7' WHERE id = 1",
         "2 3 [COO-1] personal value 1 is filed under COO-7, the log says COO-1"},
        {"UPDATE personal SET field = 'contact' WHERE id = 1",
         "2 3 [COO-1] personal value 1 is filed under COO-1"},
        {"INSERT INTO personal(id, subject, field, value, salt)"
         " VALUES(9, 'COO-1', 'name', 'Ghost', zeroblob(16))",
         "2 0 [COO-1] personal value 9 stands there, and no event made it"},
        {"UPDATE school_words SET words = 'other'", "3 0 [] search index, row 1: words is 'other'"},
        {"DROP TRIGGER award_original", "0 0 [] schema, row trigger award_original: it is missing"},
        {"UPDATE award SET amount = 500000", "4 0 [AWD-1] the shares do not add up"},
        {"PRAGMA foreign_keys=OFF; UPDATE coordinator SET school = 77",
         "0 0 [] row 1 of coordinator points to a missing row of school"},
    };
    char text[8192];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char path[CL_TEST_PATH];
        cl_store *store;

        fill();
        fixture_tamper("a.db", rows[i].sql);
        store = fixture_open("a.db");
        assert_true(fixture_verify(store, text, sizeof text) > 0);
        if (strstr(text, rows[i].want) == NULL)
            fail_msg("%s:\nexpected: %s\nfound:\n%s", rows[i].sql, rows[i].want, text);
        cl_store_close(store);
        cl_test_path(path, "a.db");
        assert_int_equal(remove(path), 0);
    }
}

/* An erased value leaves its commitment; the chain still verifies. A value that somebody took is
 * missed. */
static void test_verify__erased_values_are_no_fault(void **state)
{
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_change change;
    char text[1024];
    cl_store *store;

    (void)state;
    fill();
    store = fixture_open("a.db");
    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    expect_ok(cl_change_erase(&change, 1, &e), &e);
    expect_ok(cl_change_store(&change, "erase", "COO", 1, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    assert_int_equal(fixture_number("a.db", "SELECT count(*) FROM personal WHERE salt IS NULL"), 1);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    fixture_tamper("a.db", "UPDATE personal SET value = 'A. Teacher', salt = zeroblob(16)"
                           " WHERE id = 1");
    store = fixture_open("a.db");
    assert_true(fixture_verify(store, text, sizeof text) > 0);
    assert_non_null(strstr(text, "2 8 [COO-1] personal value 1 was erased by this event, and is "
                                 "back"));
    cl_store_close(store);
    fixture_tamper("a.db", "UPDATE personal SET value = NULL, salt = NULL");
    store = fixture_open("a.db");
    assert_true(fixture_verify(store, text, sizeof text) > 0);
    assert_non_null(strstr(text, "personal value 2 is gone, and no event erased it"));
    cl_store_close(store);
}

static void test_verify__anchors(void **state)
{
    cl_anchor anchors[2];
    cl_verify_options options = {.anchors = anchors, .anchor_count = 1};
    cl_error e = CL_ERROR_INIT;
    char head[CL_DIGEST_HEX], line[200];
    cl_verified out;
    cl_store *store;
    int64_t seq = 0;

    (void)state;
    fill();
    store = fixture_open("a.db");
    expect_ok(cl_event_head(&seq, head, store, &e), &e);
    assert_int_equal(seq, 7);
    snprintf(line, sizeof line, "7:%s 2021-04-20T09:30:00Z", head);
    expect_ok(cl_anchor_read(&anchors[0], cl_view_of(line), &e), &e);
    expect_ok(cl_verify(&out, store, &options, &e), &e);
    assert_int_equal(out.faults, 0);
    assert_int_equal(out.events, 7);
    assert_int_equal(out.personals, 2);
    assert_string_equal(out.head, head);
    anchors[0].seq = 3;
    expect_ok(cl_verify(&out, store, &options, &e), &e);
    assert_int_equal(out.faults, 1);
    anchors[0].seq = 30; /* the file was replaced by an older one */
    anchors[1] = anchors[0];
    anchors[1].seq = 3;
    options.anchor_count = 2;
    expect_ok(cl_verify(&out, store, &options, &e), &e);
    assert_int_equal(out.faults, 2);
    for (size_t i = 0; i < strlen("7:") + CL_DIGEST_HEX - 1; i++)
        assert_int_equal(cl_anchor_read(&anchors[0], (cl_view){line, i}, NULL), CL_E_INVALID);
    line[5] = 'G';
    assert_int_equal(cl_anchor_read(&anchors[0], cl_view_of(line), NULL), CL_E_INVALID);
    cl_store_close(store);
}

/* Whatever table there is, it is compared with the log, or named here with what checks it. */
static void test_verify__looks_at_every_table(void **state)
{
    static const char *const others[] = {
        "event",    /* the chain */
        "personal", /* commitments */
        "lease",    /* which process sends just now: no record */
        "counter",  "school_words", "school_vocabulary", "school_term", /* compared as they are */
    };
    char sql[200];
    int64_t known = 0;
    size_t count;
    const cl_table *const *tables = cl_tables(&count);

    (void)state;
    cl_store_close(fixture_open("a.db"));
    for (size_t i = 0; i < count + CL_ROWS(others); i++) {
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '%s'",
                 i < count ? tables[i]->name : others[i - count]);
        if (fixture_number("a.db", sql) != 1)
            fail_msg("there is no table for: %s", sql);
        known++;
    }
    assert_int_equal(fixture_number("a.db",
                                    "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                                    " AND name NOT LIKE 'sqlite_%'"
                                    " AND name NOT GLOB 'school_words_*'"),
                     known);
}

static bool stop(void *context, int64_t done, int64_t total)
{
    *(int64_t *)context = total;
    return done < 1000;
}

static void test_verify__can_be_stopped(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_verify_options options = {0};
    cl_error e = CL_ERROR_INIT;
    cl_change change;
    cl_verified out;
    int64_t total = 0;

    (void)state;
    fixture_cluster(store, "One");
    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    for (int i = 0; i < 1500; i++)
        expect_ok(cl_change_store(&change, "tick", "CLU", 1, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    options.context = &total;
    options.progress = stop;
    expect_error(cl_verify(&out, store, &options, &e), CL_E_INTERRUPTED, &e,
                 "stopped after 1000 of 1501");
    assert_int_equal(total, 1501);
    fixture_cluster(store, "The store works on"); /* no transaction was left open */
    cl_store_close(store);
}

static int verify_body(void *data)
{
    cl_verified out;
    cl_store *store = NULL;
    int rc = fixture_open_with(&store, data, NULL, NULL);

    if (rc == 0)
        rc = cl_verify(&out, store, NULL, NULL);
    cl_store_close(store);
    return rc;
}

static void test_verify__survives_lost_memory(void **state)
{
    char name[] = "a.db";

    (void)state;
    fill();
    assert_true(cl_test_each_fault(verify_body, name) > 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_verify__names_what_was_changed),
    cmocka_unit_test(test_verify__erased_values_are_no_fault),
    cmocka_unit_test(test_verify__looks_at_every_table),
    cmocka_unit_test(test_verify__anchors),
    cmocka_unit_test(test_verify__can_be_stopped),
    cmocka_unit_test(test_verify__survives_lost_memory),
};

CL_TEST_MAIN(tests)
