/* SPDX-License-Identifier: MIT
 *
 * Deliveries from enqueue to receipt: what each commit point stores, what comes next, and what a
 * crash leaves.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "fault_vfs.h"
#include "fixture.h"
#include "outbox.h"

enum { NOON = 1000000 };

static int64_t enqueue(cl_store *store, int64_t application, int64_t revision, const char *effect,
                       bool commits, cl_maybe deadline)
{
    cl_author author = fixture_author();
    cl_delivery delivery = {0};
    cl_exchange first = {0};
    cl_error e = CL_ERROR_INIT;

    delivery.application = application;
    delivery.revision = revision;
    delivery.portal = CL_VIEW("bc");
    delivery.kind = CL_VIEW("submit");
    delivery.reference = CL_VIEW("app-1-r1");
    delivery.dialect = CL_VIEW("commongrants");
    delivery.next_at = NOON;
    delivery.deadline_at = deadline;
    first.step = CL_VIEW("start");
    first.effect = cl_view_of(effect);
    first.commits = commits;
    first.method = CL_VIEW("POST");
    first.path = CL_VIEW("/common-grants/applications/start");
    first.body = CL_VIEW("{\"title\":\"Clyde\"}");
    first.key = CL_VIEW("0b1c");
    expect_ok(cl_outbox_enqueue(store, &author, &delivery, &first, &e), &e);
    assert_int_equal(first.delivery, delivery.id);
    assert_int_equal(first.n, 1);
    return delivery.id;
}

/* Application `n` of its own cluster with one revision and one delivery. */
static int64_t add_delivery(cl_store *store, const char *effect, bool commits, cl_maybe deadline)
{
    int64_t application = fixture_application(store, fixture_cluster(store, "One"));

    return enqueue(store, application, fixture_revision(store, application, 1), effect, commits,
                   deadline);
}

static bool next(cl_outbox_item *out, cl_arena *arena, cl_store *store, int64_t now)
{
    cl_error e = CL_ERROR_INIT;
    bool found;

    expect_ok(cl_outbox_next(out, &found, arena, store, "bc", now, NULL, 0, &e), &e);
    return found;
}

static void start(cl_store *store, cl_outbox_item *item, cl_attempt *attempt)
{
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;

    expect_ok(cl_outbox_start(store, &author, item, attempt, &e), &e);
}

static void test_outbox__a_delivery_from_start_to_end(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_outbox_item item, read;
    cl_attempt attempt, *attempts;
    cl_exchange submit = {0}, *exchanges;
    cl_outbox_outcome outcome = {0};
    cl_delivery *list;
    char digest[CL_DIGEST_HEX], memory[] = "{\"id\":\"p-7\"}";
    size_t count;

    (void)state;
    assert_false(next(&item, &arena, store, NOON));
    add_delivery(store, "once", false, cl_known(NOON * 5));
    assert_false(next(&item, &arena, store, NOON - 1)); /* not due yet */
    assert_true(next(&item, &arena, store, NOON));
    cl_digest_hex(CL_VIEW("{\"title\":\"Clyde\"}"), digest);
    assert_true(cl_view_is(item.exchange.body_digest, digest));
    assert_true(cl_view_is(item.exchange.body, "{\"title\":\"Clyde\"}"));

    start(store, &item, &attempt);
    assert_true(cl_view_is(item.delivery.state, "sending") &&
                cl_view_is(item.exchange.state, "sending"));
    assert_int_equal(attempt.n, 1);
    assert_false(next(&read, &arena, store, NOON)); /* it is on the wire */
    expect_error(cl_outbox_start(store, &author, &item, &attempt, &e), CL_E_STATE, &e,
                 "ready to go out");

    attempt.phase = CL_VIEW("whole");
    attempt.status = cl_known(201);
    attempt.answer = CL_VIEW("{\"data\":{\"id\":\"p-7\"}}");
    submit.step = CL_VIEW("submit");
    submit.effect = CL_VIEW("repeat");
    submit.commits = 1;
    submit.method = CL_VIEW("PUT");
    submit.path = CL_VIEW("/common-grants/applications/p-7/submit");
    outcome.event = "step_done";
    outcome.exchange_state = "done";
    outcome.delivery_state = "queued";
    outcome.memory = cl_view_of(memory);
    outcome.next_at = NOON;
    outcome.next = &submit;
    expect_ok(cl_outbox_record(store, &author, &item, &attempt, &outcome, &e), &e);
    memory[2] = '?'; /* the outcome's texts were only borrowed */
    assert_true(cl_view_is(item.delivery.memory, "{\"id\":\"p-7\"}"));
    assert_int_equal(item.exchange.n, 2);
    expect_error(cl_outbox_record(store, &author, &item, &attempt, &outcome, &e), CL_E_STATE, &e,
                 "not the one under way");

    expect_ok(cl_outbox_get(&read, &arena, store, item.delivery.id, &e), &e);
    assert_int_equal(read.delivery.version, item.delivery.version);
    assert_int_equal(read.exchange.id, item.exchange.id);
    assert_true(cl_view_is(read.exchange.state, "ready") &&
                cl_view_is(read.exchange.step, "submit"));
    expect_ok(cl_exchange_list(&exchanges, &count, &arena, store, item.delivery.id, &e), &e);
    assert_int_equal(count, 2);
    assert_true(cl_view_is(exchanges[0].state, "done"));
    expect_ok(cl_attempt_list(&attempts, &count, &arena, store, exchanges[0].id, &e), &e);
    assert_int_equal(count, 1);
    assert_true(attempts[0].ended_at.known && attempts[0].status.value == 201);
    expect_ok(cl_delivery_list(&list, &count, &arena, store, NULL, &e), &e);
    assert_int_equal(count, 1);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* Pages in order of their ids, and only what has not come to its end. */
static void test_outbox__pages_of_what_is_open(void **state)
{
    static const struct {
        cl_delivery_filter filter;
        size_t want;
        int64_t first;
    } rows[] = {
        {{.limit = 2}, 2, 1},   {{.limit = 2, .after = 1}, 2, 2},   {{.after = 3}, 0, 0},
        {{.open = true}, 2, 1}, {{.open = true, .after = 1}, 1, 3},
    };
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_outbox_outcome outcome = {.event = "cancel", .delivery_state = "cancelled"};
    cl_outbox_item item;
    cl_delivery *list;
    size_t count;

    (void)state;
    for (int i = 0; i < 3; i++)
        add_delivery(store, "once", false, cl_known(NOON * 5));
    expect_ok(cl_outbox_get(&item, &arena, store, 2, &e), &e);
    expect_ok(cl_outbox_move(store, &author, &item, &outcome, &e), &e);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_ok(cl_delivery_list(&list, &count, &arena, store, &rows[i].filter, &e), &e);
        assert_int_equal(count, rows[i].want);
        assert_int_equal(count == 0 ? 0 : list[0].id, rows[i].first);
    }
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_outbox__refuses_a_second_delivery_of_a_revision(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_delivery delivery = {0};
    cl_exchange first = {0};
    cl_error e = CL_ERROR_INIT;

    (void)state;
    add_delivery(store, "once", false, cl_known(1));
    delivery.application = delivery.revision = 1;
    delivery.portal = delivery.reference = delivery.dialect = CL_VIEW("x");
    delivery.kind = CL_VIEW("submit");
    first.step = first.method = first.path = CL_VIEW("x");
    first.effect = CL_VIEW("once");
    expect_error(cl_outbox_enqueue(store, &author, &delivery, &first, &e), CL_E_STATE, &e,
                 "there is this delivery already");
    assert_int_equal(cl_store_depth(store), 0);
    cl_store_close(store);
}

/* Smallest deadline first, no deadline last; an application's deliveries one after the other. */
static void test_outbox__order(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_outbox_item item;
    cl_maybe at;
    bool found;
    int64_t skip[4];

    (void)state;
    expect_ok(cl_outbox_next_time(&at, store, "bc", 0, NULL, 0, &e), &e);
    assert_false(at.known);
    add_delivery(store, "once", false, (cl_maybe){0, false}); /* 1 */
    add_delivery(store, "once", false, cl_known(NOON * 9));   /* 2 */
    add_delivery(store, "once", false, cl_known(NOON * 3));   /* 3 */
    enqueue(store, 2, fixture_revision(store, 2, 2), "once", false,
            cl_known(NOON)); /* 4, after 2 */
    for (size_t n = 0; n < 3; n++) {
        static const int64_t want[] = {3, 2, 1};

        expect_ok(cl_outbox_next(&item, &found, &arena, store, "bc", NOON, skip, n, &e), &e);
        assert_true(found);
        assert_int_equal(item.delivery.id, want[n]);
        skip[n] = item.delivery.id;
    }
    expect_ok(cl_outbox_next(&item, &found, &arena, store, "bc", NOON, skip, 3, &e), &e);
    assert_false(found);
    expect_ok(cl_outbox_next_time(&at, store, "bc", 0, NULL, 0, &e), &e);
    assert_true(at.known && at.value == NOON);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* delivery.md section 2: which requests may go out again although they may have been applied. */
static void test_outbox__recovers_after_a_crash(void **state)
{
    static const struct {
        const char *effect;
        bool commits, again;
    } rows[] = {
        {"read", false, true},   {"read", true, true},   {"repeat", false, true},
        {"repeat", true, false}, {"once", false, false}, {"once", true, false},
    };
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_outbox_item item;
    cl_attempt attempt, *attempts;
    cl_recovered out;
    size_t count;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        int64_t id = add_delivery(store, rows[i].effect, rows[i].commits, cl_known(NOON));

        expect_ok(cl_outbox_get(&item, &arena, store, id, &e), &e);
        start(store, &item, &attempt);
    }
    cl_store_close(store); /* and nobody wrote what came of it */
    store = fixture_open("a.db");
    expect_ok(cl_outbox_recover(&out, store, &author, &e), &e);
    assert_int_equal(out.ready, 3);
    assert_int_equal(out.unknown, 3);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        expect_ok(cl_outbox_get(&item, &arena, store, (int64_t)i + 1, &e), &e);
        assert_true(cl_view_is(item.delivery.state, rows[i].again ? "queued" : "unknown"));
        assert_true(cl_view_is(item.exchange.state, rows[i].again ? "ready" : "unknown"));
        expect_ok(cl_attempt_list(&attempts, &count, &arena, store, item.exchange.id, &e), &e);
        assert_true(count == 1 && cl_view_is(attempts[0].phase, "lost"));
    }
    expect_ok(cl_outbox_recover(&out, store, &author, &e), &e);
    assert_int_equal(out.ready + out.unknown, 0); /* once is enough */
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* A key that the portal honours makes a `once` repeatable, as long as it lives. */
static void test_outbox__a_living_key_allows_repeating(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_recovered out;

    (void)state;
    for (int lives = 0; lives < 2; lives++) {
        int64_t id = add_delivery(store, "read", false, cl_known(NOON));
        cl_outbox_item item;
        cl_exchange more = {0};
        cl_attempt attempt;

        more.step = CL_VIEW("start");
        more.purpose = CL_VIEW("step");
        more.effect = CL_VIEW("once");
        more.method = more.path = CL_VIEW("x");
        more.key = CL_VIEW("0b1c");
        more.key_until_at = cl_known(author.at + (lives ? 1 : -1));
        expect_ok(cl_outbox_get(&item, &arena, store, id, &e), &e);
        expect_ok(cl_outbox_add_exchange(store, &author, &item, &more, &e), &e);
        assert_int_equal(item.exchange.n, 2);
        start(store, &item, &attempt);
        expect_ok(cl_outbox_recover(&out, store, &author, &e), &e);
        assert_int_equal(out.ready, lives);
        assert_int_equal(out.unknown, 1 - lives);
    }
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* A reading while the outcome is unknown: the delivery stays unknown until the reading says
 * something. */
static void test_outbox__asks_while_unknown(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_outbox_item item;
    cl_exchange ask = {0};
    cl_attempt attempt;
    cl_outbox_outcome outcome = {0};
    cl_recovered out;

    (void)state;
    add_delivery(store, "once", true, cl_known(NOON));
    assert_true(next(&item, &arena, store, NOON));
    start(store, &item, &attempt);
    ask.step = CL_VIEW("submit");
    ask.purpose = CL_VIEW("ask");
    ask.effect = CL_VIEW("read");
    ask.method = CL_VIEW("GET");
    ask.path = CL_VIEW("/status");
    outcome.event = "lost";
    outcome.exchange_state = "unknown";
    outcome.delivery_state = "unknown";
    outcome.next_at = NOON;
    outcome.next = &ask;
    attempt.phase = CL_VIEW("body");
    attempt.curl_code = cl_known(52);
    expect_ok(cl_outbox_record(store, &author, &item, &attempt, &outcome, &e), &e);
    assert_true(next(&item, &arena, store, NOON));
    assert_true(cl_view_is(item.exchange.purpose, "ask"));
    start(store, &item, &attempt);
    assert_true(cl_view_is(item.delivery.state, "unknown"));
    expect_ok(cl_outbox_recover(&out, store, &author, &e),
              &e); /* a reading can always be repeated */
    assert_int_equal(out.ready, 1);
    expect_ok(cl_outbox_get(&item, &arena, store, 1, &e), &e);
    assert_true(cl_view_is(item.delivery.state, "unknown"));
    outcome.event = "cannot_ask";
    outcome.exchange_state = "not_done";
    outcome.delivery_state = "held";
    outcome.reason = CL_VIEW("the portal does not say");
    outcome.next = NULL;
    expect_ok(cl_outbox_move(store, &author, &item, &outcome, &e), &e);
    assert_true(cl_view_is(item.delivery.state, "held"));
    assert_false(next(&item, &arena, store, NOON * 100));
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_outbox__one_courier_at_a_time(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;

    (void)state;
    expect_ok(cl_outbox_lease(store, "one", 100, 200, &e), &e);
    expect_ok(cl_outbox_lease(store, "one", 150, 250, &e), &e);
    expect_error(cl_outbox_lease(store, "two", 249, 300, &e), CL_E_STATE, &e, "one is sending");
    expect_ok(cl_outbox_release(store, "two", &e), &e); /* not theirs to give back */
    expect_error(cl_outbox_lease(store, "two", 249, 300, &e), CL_E_STATE, &e,
                 "until 1970-01-01T00:00:00.250Z");
    expect_ok(cl_outbox_lease(store, "two", 250, 300, &e), &e); /* it ran out */
    expect_ok(cl_outbox_release(store, "two", &e), &e);
    expect_ok(cl_outbox_lease(store, "three", 251, 300, &e), &e);
    assert_int_equal(fixture_events(store), 0);
    cl_store_close(store);
}

/* One attempt, from C2 to C3. */
static int send_step(cl_store *store, cl_outbox_item *item, cl_error *e)
{
    cl_author author = fixture_author();
    cl_outbox_outcome outcome = {0};
    cl_attempt attempt;
    int rc = cl_outbox_start(store, &author, item, &attempt, e);

    outcome.event = "committed";
    outcome.exchange_state = "done";
    outcome.delivery_state = "held";
    return rc != 0 ? rc : cl_outbox_record(store, &author, item, &attempt, &outcome, e);
}

/* Each write between C2 and C3 fails once: after the recovery nothing is on the wire, and what is
 * stored is the state before or after a commit point. */
static void test_outbox__disk_faults_leave_a_commit_point(void **state)
{
    static const char *const states[] = {"queued", "unknown", "held"};
    cl_author author = fixture_author();
    int faults = 0;

    (void)state;
    fault_vfs_register();
    for (int n = 1;; n = fault_vfs_next(n)) {
        cl_arena arena = CL_ARENA_INIT;
        cl_error e = CL_ERROR_INIT;
        cl_store *store = NULL;
        cl_outbox_item item;
        cl_recovered out;
        char name[32];
        bool known = false;
        int rc;

        snprintf(name, sizeof name, "fault-%d.db", n);
        expect_ok(fixture_open_with(&store, name, FAULT_VFS, &e), &e);
        expect_ok(cl_outbox_get(&item, &arena, store,
                                add_delivery(store, "once", true, cl_known(NOON)), &e),
                  &e);
        fault_vfs_fail_at(n, SQLITE_IOERR_WRITE, true);
        rc = send_step(store, &item, &e);
        cl_store_close(store);
        if (!fault_vfs_failed()) {
            assert_int_equal(rc, 0);
            cl_arena_clear(&arena);
            break;
        }
        faults++;
        fault_vfs_fail_at(0, 0, false);
        store = fixture_open(name);
        expect_ok(cl_outbox_recover(&out, store, &author, &e), &e);
        expect_ok(cl_outbox_get(&item, &arena, store, 1, &e), &e);
        for (size_t i = 0; i < CL_ROWS(states); i++)
            known = known || cl_view_is(item.delivery.state, states[i]);
        assert_true(known);
        assert_int_equal(fixture_verify(store, NULL, 0), 0);
        cl_store_close(store);
        cl_arena_clear(&arena);
    }
    fault_vfs_fail_at(0, 0, false);
    assert_true(faults > 5);
}

static int send_once(void *data)
{
    cl_author author = fixture_author();
    cl_arena arena = CL_ARENA_INIT;
    cl_store *store = NULL;
    cl_outbox_item item;
    cl_attempt attempt;
    cl_outbox_outcome outcome = {0};
    int rc = fixture_open_with(&store, data, NULL, NULL);

    outcome.event = "again";
    outcome.exchange_state = "ready";
    outcome.delivery_state = "queued";
    outcome.failures = 1;
    if (rc == 0)
        rc = cl_outbox_get(&item, &arena, store, 1, NULL);
    if (rc == 0 &&
        cl_view_is(item.exchange.state, "sending")) { /* the run before ended in the middle */
        cl_recovered out;

        rc = cl_outbox_recover(&out, store, &author, NULL);
        if (rc == 0)
            rc = cl_outbox_get(&item, &arena, store, 1, NULL);
    }
    if (rc == 0)
        rc = cl_outbox_start(store, &author, &item, &attempt, NULL);
    if (rc == 0)
        rc = cl_outbox_record(store, &author, &item, &attempt, &outcome, NULL);
    cl_store_close(store);
    cl_arena_clear(&arena);
    return rc;
}

static void test_outbox__survives_lost_memory(void **state)
{
    char name[] = "a.db";
    cl_store *store = fixture_open(name);

    (void)state;
    add_delivery(store, "read", false, cl_known(NOON));
    cl_store_close(store);
    assert_true(cl_test_each_fault(send_once, name) > 10);
    store = fixture_open(name);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_outbox__a_delivery_from_start_to_end),
    cmocka_unit_test(test_outbox__pages_of_what_is_open),
    cmocka_unit_test(test_outbox__refuses_a_second_delivery_of_a_revision),
    cmocka_unit_test(test_outbox__order),
    cmocka_unit_test(test_outbox__recovers_after_a_crash),
    cmocka_unit_test(test_outbox__a_living_key_allows_repeating),
    cmocka_unit_test(test_outbox__asks_while_unknown),
    cmocka_unit_test(test_outbox__one_courier_at_a_time),
    cmocka_unit_test(test_outbox__disk_faults_leave_a_commit_point),
    cmocka_unit_test(test_outbox__survives_lost_memory),
};

CL_TEST_MAIN(tests)
