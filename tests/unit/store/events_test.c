/* SPDX-License-Identifier: MIT
 *
 * The log: numbers, time, hashes, filters; and that nothing can be changed in it.
 */
#include <sqlite3.h>
#include <string.h>

#include "append.h"
#include "events.h"
#include "fixture.h"
#include "json.h"
#include "sql.h"

/* The hash of the first event, computed by hand over the text that events.h promises. */
static void test_events__hash_is_what_the_header_says(void **state)
{
    static const char content[] = "{\"actor\":\"tester\",\"at\":1618911000000,\"effective\":\"2021-"
                                  "04-20\",\"entity\":\"CLU-1\","
                                  "\"event\":\"add\",\"payload\":{\"rows\":[[\"add\",\"cluster\",["
                                  "\"id\",\"version\",\"name\","
                                  "\"structure\",\"formed\",\"dissolved\",\"purpose\","
                                  "\"annual_cost\",\"currency\"],[[1,1,\"Clyde & "
                                  "Zomba\",\"hub-and-spoke\",null,null,null,null,null]]]]},"
                                  "\"role\":\"officer\"}";
    static const char prev_and_seq[40] = {[39] = 1};
    unsigned char bytes[CL_DIGEST_BYTES];
    char want[CL_DIGEST_HEX], got[CL_DIGEST_HEX];
    cl_store *store = fixture_open("a.db");
    cl_digest digest;
    int64_t seq = 0;

    (void)state;
    fixture_cluster(store, "Clyde & Zomba");
    cl_digest_init(&digest);
    cl_digest_add(&digest, (cl_view){prev_and_seq, sizeof prev_and_seq});
    cl_digest_add(&digest, cl_view_of(content));
    cl_digest_done(&digest, bytes);
    cl_digest_to_hex(bytes, want);
    assert_int_equal(cl_event_head(&seq, got, store, NULL), 0);
    assert_int_equal(seq, 1);
    assert_string_equal(got, want);
    cl_store_close(store);
}

static int note(void *context, const cl_event *event, cl_error *e)
{
    cl_text *out = context;

    (void)e;
    cl_text_format(out, "%lld ", (long long)event->seq);
    return 0;
}

static void expect_events(cl_store *store, const cl_event_filter *filter, const char *want)
{
    cl_text out = CL_TEXT_INIT;
    cl_error e = CL_ERROR_INIT;

    expect_ok(cl_event_each(store, filter, note, &out, &e), &e);
    assert_string_equal(out.at == NULL ? "" : out.at, want);
    cl_text_clear(&out);
}

static void test_events__filters(void **state)
{
    static const struct {
        cl_event_filter filter;
        const char *want;
    } rows[] = {
        {{NULL, 0, 0, 0}, "1 2 3 4 5 "},   {{NULL, 3, 0, 0}, "4 5 "},  {{NULL, 0, 0, 2}, "4 5 "},
        {{NULL, 0, 0, 9}, "1 2 3 4 5 "},   {{"CLU-1", 0, 0, 0}, "2 "}, {{"APP-1", 0, 0, 0}, "4 5 "},
        {{"REV-1", 0, 0, 0}, "5 "}, /* the event is about APP-1, one of its rows about REV-1 */
        {{"APP-1", 0, 0, 1}, "5 "},        {{"SCH-9", 0, 0, 0}, ""},   {{"nonsense", 0, 0, 0}, ""},
        {{NULL, 0, 1618911000001, 0}, ""},
    };
    cl_store *store = fixture_open("a.db");

    (void)state;
    expect_events(store, NULL, "");
    fixture_school(store, "Clyde Primary");
    fixture_cluster(store, "One");
    fixture_cluster(store, "Two");
    fixture_revision(store, fixture_application(store, 1), 1);
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        expect_events(store, &rows[i].filter, rows[i].want);
    cl_store_close(store);
}

static int stop(void *context, const cl_event *event, cl_error *e)
{
    (void)context;
    return event->seq == 2 ? cl_fail(e, CL_E_INTERRUPTED, "enough") : 0;
}

static void test_events__a_reader_can_stop(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;

    (void)state;
    for (int i = 0; i < 3; i++)
        fixture_cluster(store, "One");
    expect_error(cl_event_each(store, NULL, stop, NULL, &e), CL_E_INTERRUPTED, &e, "enough");
    cl_store_close(store);
}

static void test_events__the_database_refuses_changes(void **state)
{
    static const struct {
        const char *sql, *words;
    } rows[] = {
        {"UPDATE event SET actor = 'x'", "events are never changed"},
        {"DELETE FROM event", "events are never deleted"},
        {"INSERT INTO event SELECT seq + 5, at, actor, role, entity, kind, \"from\", \"to\", "
         "effective,"
         " machine, cause, payload, prev, hash FROM event",
         "numbered without gaps"},
        {"INSERT OR REPLACE INTO event SELECT * FROM event", "numbered without gaps"},
        {"DELETE FROM cluster", "records are never deleted"},
    };
    cl_store *store = fixture_open("a.db");

    (void)state;
    fixture_cluster(store, "One");
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;

        expect_error(cl_sql_script(store, rows[i].sql, &e), CL_E_STATE, &e, rows[i].words);
    }
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

/* The clock jumps back: the event keeps the time of the one before, and says what the clock said.
 */
static void test_events__time_never_runs_backwards(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_change change;

    (void)state;
    fixture_cluster(store, "One");
    author.at -= 5000;
    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    expect_ok(cl_change_store(&change, "tick", "CLU", 1, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    assert_int_equal(fixture_number("a.db", "SELECT at FROM event WHERE seq = 2"), 1618911000000);
    assert_int_equal(fixture_number("a.db", "SELECT payload ->> 'clock' FROM event WHERE seq = 2"),
                     1618910995000);
}

static int to_json(void *context, const cl_event *event, cl_error *e)
{
    (void)e;
    return cl_event_json(context, event);
}

static void test_events__as_json(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_text out = CL_TEXT_INIT;
    cl_json *json = NULL;
    cl_error e = CL_ERROR_INIT;

    (void)state;
    fixture_cluster(store, "A \"quoted\" name");
    expect_ok(cl_event_each(store, NULL, to_json, &out, &e), &e);
    expect_ok(cl_json_parse(&json, cl_text_view(&out), NULL, 1, &e), &e);
    assert_int_equal(cl_json_integer(cl_json_get(cl_json_root(json), "seq")), 1);
    assert_true(cl_view_is(cl_json_string(cl_json_get(cl_json_root(json), "at")),
                           "2021-04-20T09:30:00.000Z"));
    assert_true(cl_view_is(cl_json_string(cl_json_get(cl_json_root(json), "entity")), "CLU-1"));
    cl_json_free(json);
    cl_text_clear(&out);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_events__hash_is_what_the_header_says),
    cmocka_unit_test(test_events__filters),
    cmocka_unit_test(test_events__a_reader_can_stop),
    cmocka_unit_test(test_events__the_database_refuses_changes),
    cmocka_unit_test(test_events__time_never_runs_backwards),
    cmocka_unit_test(test_events__as_json),
};

CL_TEST_MAIN(tests)
