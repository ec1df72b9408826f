/* SPDX-License-Identifier: MIT
 *
 * Changes: versions, personal values, refusals, all or nothing.
 */
#include <string.h>

#include "fixture.h"
#include "query.h"
#include "sql.h"

static void open_change(cl_change *change, cl_store *store)
{
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;

    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(change, store, &author, &e), &e);
}

static void read_school(cl_school *out, cl_arena *arena, cl_store *store, int64_t id)
{
    cl_error e = CL_ERROR_INIT;

    expect_ok(cl_record_get(out, arena, store, &cl_table_school, id, &e), &e);
}

static void test_change__needs_transaction_and_actor(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_change change;

    (void)state;
    expect_error(cl_change_open(&change, store, &author, &e), CL_E_MISUSE, &e, "transaction");
    cl_change_clear(&change);
    expect_ok(cl_store_begin(store, &e), &e);
    author.actor = "";
    expect_error(cl_change_open(&change, store, &author, &e), CL_E_MISUSE, &e, "somebody");
    cl_change_clear(&change);
    cl_store_rollback(store);
    cl_store_close(store);
}

static void test_change__sets_only_what_differs(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school before, after;
    cl_change change;

    (void)state;
    fixture_school(store, "Clyde Primary");
    read_school(&before, &arena, store, 1);
    after = before;
    open_change(&change, store);
    expect_ok(cl_change_set(&change, &cl_table_school, &before, &after, &e), &e);
    assert_true(cl_change_is_empty(&change)); /* nothing differs */
    after.pupils = cl_known(0);               /* none, which is not unknown */
    after.town = (cl_view)CL_VIEW_INIT;
    after.closed = cl_known(CL_DATE_MIN);
    expect_ok(cl_change_set(&change, &cl_table_school, &before, &after, &e), &e);
    expect_ok(cl_change_store(&change, "edit", "SCH", 1, NULL, NULL, &e), &e);
    assert_int_equal(cl_change_seq(&change), 2);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    read_school(&after, &arena, store, 1);
    assert_int_equal(after.version, 2);
    assert_true(after.pupils.known && after.pupils.value == 0);
    assert_true(after.closed.known && after.closed.value == CL_DATE_MIN);
    assert_int_equal(after.town.length, 0);
    assert_true(cl_view_is(after.name, "Clyde Primary"));
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    assert_int_equal(
        fixture_number("a.db", "SELECT instr(payload, 'Clyde') FROM event WHERE seq = 2"), 0);
    cl_arena_clear(&arena);
}

static void test_change__refuses_a_stale_version(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school before, after;
    cl_change change;

    (void)state;
    fixture_school(store, "Clyde Primary");
    read_school(&before, &arena, store, 1);
    for (int i = 0; i < 2; i++) { /* the second time, `before` is old */
        after = before;
        after.name = i == 0 ? CL_VIEW("Clyde Academy") : CL_VIEW("Clyde College");
        open_change(&change, store);
        expect_ok(cl_change_set(&change, &cl_table_school, &before, &after, &e), &e);
        if (i == 0)
            expect_ok(cl_change_store(&change, "edit", "SCH", 1, NULL, NULL, &e), &e);
        else
            expect_error(cl_change_store(&change, "edit", "SCH", 1, NULL, NULL, &e), CL_E_STATE, &e,
                         "SCH-1 has been changed by somebody else");
        cl_change_clear(&change);
        expect_ok(cl_store_commit(store, &e), &e);
    }
    assert_int_equal(fixture_events(store), 2);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* Names stand nowhere but in the table of personal values; the log holds a commitment. */
static void test_change__keeps_personal_values_apart(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_coordinator post = {0}, read;
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_change change;

    (void)state;
    post.cluster = fixture_cluster(store, "One");
    post.school = fixture_school(store, "Clyde Primary");
    post.name = CL_VIEW("Canary McTeacher");
    open_change(&change, store);
    expect_ok(cl_change_add(&change, &cl_table_coordinator, &post, &e), &e);
    cl_change_reason(&change, CL_VIEW("because Canary asked"));
    expect_ok(cl_change_store(&change, "coordinator", "CLU", 1, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    expect_ok(cl_record_get(&read, &arena, store, &cl_table_coordinator, post.id, &e), &e);
    assert_true(cl_view_is(read.name, "Canary McTeacher"));
    assert_int_equal(read.contact.length, 0);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
    assert_int_equal(
        fixture_number("a.db", "SELECT count(*) FROM event WHERE payload LIKE '%Canary%'"), 0);
    assert_int_equal(
        fixture_number("a.db", "SELECT count(*) FROM coordinator WHERE name LIKE '%Canary%'"), 0);
    assert_int_equal(fixture_number("a.db",
                                    "SELECT count(*) FROM personal WHERE value LIKE '%Canary%'"
                                    " AND length(salt) = 16 AND subject IN ('COO-1', 'CLU-1')"),
                     2);
}

/* Any bytes, such as a portal's answer: kept as they are. */
static void test_change__personal_values_may_be_bytes(void **state)
{
    static const char bytes[] = {'a', '\0', (char)0xff, '\n'};
    cl_store *store = fixture_open("a.db");
    cl_self_evaluation evaluation = {0}, read;
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;

    (void)state;
    evaluation.school = fixture_school(store, "Clyde Primary");
    evaluation.date = cl_known(18000);
    evaluation.state = CL_VIEW("submitted");
    evaluation.answers = (cl_view){bytes, sizeof bytes};
    fixture_add(store, &cl_table_self_evaluation, &evaluation);
    expect_ok(cl_record_get(&read, &arena, store, &cl_table_self_evaluation, evaluation.id, &e),
              &e);
    assert_int_equal(read.answers.length, sizeof bytes);
    assert_memory_equal(read.answers.at, bytes, sizeof bytes);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_change__refuses_text_that_is_not_utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {{"caf\xe9", 4}, {"a\0b", 3}};
    cl_store *store = fixture_open("a.db");

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_school school = {0};
        cl_error e = CL_ERROR_INIT;

        school.name = (cl_view){rows[i].bytes, rows[i].length};
        school.country = CL_VIEW("GB");
        school.source = CL_VIEW("by hand");
        expect_error(fixture_try_add(store, &cl_table_school, &school, &e), CL_E_INVALID, &e,
                     "no UTF-8");
    }
    assert_int_equal(fixture_events(store), 0);
    cl_store_close(store);
}

/* What the database itself refuses, in words for people; nothing is stored, not even the event. */
static void expect_refused(cl_store *store, const cl_table *table, void *record, const char *words)
{
    cl_error e = CL_ERROR_INIT;
    int64_t events = fixture_events(store);

    *(int64_t *)record = 0;
    expect_error(fixture_try_add(store, table, record, &e), CL_E_STATE, &e, words);
    assert_int_equal(fixture_events(store), events);
}

static void test_change__the_database_keeps_its_rules(void **state)
{
    cl_store *store = fixture_open("a.db");
    int64_t cluster = fixture_cluster(store, "One"),
            school = fixture_school(store, "Clyde Primary");
    cl_membership member = {0};
    cl_pairing pair = {0};
    cl_coordinator post = {0};
    cl_application application = {0};
    cl_register_id number = {0};

    (void)state;
    member.cluster = cluster;
    member.school = school;
    member.role = CL_VIEW("lead");
    member.from = cl_known(100);
    member.to = cl_known(200);
    fixture_add(store, &cl_table_membership, &member);
    member.from = cl_known(200); /* both days count */
    member.to = (cl_maybe){0, false};
    expect_refused(store, &cl_table_membership, &member, "a member of the cluster already");
    member.id = 0;
    member.from = cl_known(201);
    fixture_add(store, &cl_table_membership, &member);
    member.school = fixture_school(store, "Another");
    member.role = CL_VIEW("guest");
    expect_refused(store, &cl_table_membership, &member, "outside what is allowed");
    member.role = CL_VIEW("partner");
    member.school = 99;
    expect_refused(store, &cl_table_membership, &member, "points to a record that does not exist");

    pair.cluster = cluster;
    pair.home = pair.overseas = school;
    expect_refused(store, &cl_table_pairing, &pair, "outside what is allowed");
    pair.overseas = 2;
    pair.id = 0;
    fixture_add(store, &cl_table_pairing, &pair);
    expect_refused(store, &cl_table_pairing, &pair, "paired already");

    post.cluster = cluster;
    post.school = school;
    fixture_add(store, &cl_table_coordinator, &post);
    expect_refused(store, &cl_table_coordinator, &post, "has a co-ordinator already");

    fixture_application(store, cluster);
    application.cluster = cluster;
    application.programme = CL_VIEW("connecting-classrooms-scotland");
    application.edition = CL_VIEW("2019");
    application.state = CL_VIEW("draft");
    application.date = cl_known(1);
    expect_refused(store, &cl_table_application, &application,
                   "a live application in this programme already");

    number.school = school;
    number.scheme = CL_VIEW("GB-EDU");
    number.value = CL_VIEW("100000");
    fixture_add(store, &cl_table_register_id, &number);
    expect_refused(store, &cl_table_register_id, &number,
                   "is another school's on one of these days");
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static void test_change__revisions_are_frozen(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_revision before, after;
    cl_change change;

    (void)state;
    fixture_revision(store, fixture_application(store, fixture_cluster(store, "One")), 1);
    expect_ok(cl_record_get(&before, &arena, store, &cl_table_revision, 1, &e), &e);
    after = before;
    after.digest = CL_VIEW("sha256:11");
    open_change(&change, store);
    expect_ok(cl_change_set(&change, &cl_table_revision, &before, &after, &e), &e);
    expect_error(cl_change_store(&change, "edit", "APP", 1, NULL, NULL, &e), CL_E_STATE, &e,
                 "frozen");
    cl_change_clear(&change);
    cl_store_rollback(store);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

/* Numbers are never used again, also when what had them was undone by a rollback of a later step.
 */
static void test_change__numbers_go_up(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;
    cl_change change;
    cl_cluster many[3] = {{0}};

    (void)state;
    open_change(&change, store);
    for (int i = 0; i < 3; i++) {
        many[i].name = CL_VIEW("One of three");
        expect_ok(cl_change_add(&change, &cl_table_cluster, &many[i], &e), &e);
        assert_int_equal(many[i].id, i + 1);
    }
    expect_ok(cl_change_store(&change, "add", "CLU", 1, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    cl_change_clear(&change); /* twice is fine */
    expect_ok(cl_store_commit(store, &e), &e);
    assert_int_equal(fixture_cluster(store, "The next"), 4);
    assert_int_equal(fixture_events(store), 2);
    cl_store_close(store);
}

/* Rows that go into their tables directly: the log says the same as the tables, and nothing stays
 * of them when they are forgotten or refused. */
static void test_change__puts_rows_directly(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_author author = fixture_author();
    cl_error e = CL_ERROR_INIT;
    cl_register_id number = {0};
    cl_school school = {0};
    cl_person person = {0};
    cl_change change;
    char faults[400];

    (void)state;
    school.name = CL_VIEW("École \"Clyde\"");
    school.country = CL_VIEW("GB");
    school.source = CL_VIEW("GIAS");
    school.opened = cl_known(0);
    open_change(&change, store);
    expect_ok(cl_change_put(&change, &cl_table_school, &school, &e), &e);
    number.school = school.id;
    number.scheme = CL_VIEW("GB-EDU");
    number.value = CL_VIEW("100");
    expect_ok(cl_change_put(&change, &cl_table_register_id, &number, &e), &e);
    person.name = CL_VIEW("A. Teacher");
    expect_error(cl_change_put(&change, &cl_table_person, &person, &e), CL_E_MISUSE, &e,
                 "person has personal columns");
    cl_change_clear(&change);
    cl_store_rollback(store);
    assert_int_equal(fixture_number("a.db", "SELECT count(*) FROM school"), 0);

    school.id = number.id = 0;
    open_change(&change, store);
    expect_ok(cl_change_put(&change, &cl_table_school, &school, &e), &e);
    number.school = school.id;
    expect_ok(cl_change_put(&change, &cl_table_register_id, &number, &e), &e);
    expect_ok(cl_change_store(&change, "import rows", "IMP", 1, NULL, NULL, &e), &e);
    number.id = 0;
    expect_ok(cl_change_put(&change, &cl_table_register_id, &number, &e), &e);
    expect_error(cl_change_store(&change, "import rows", "IMP", 1, NULL, NULL, &e), CL_E_STATE, &e,
                 "another school");
    cl_change_clear(&change);
    school.id = 0;
    school.pupils = cl_known(-1);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    expect_ok(cl_change_put(&change, &cl_table_school, &school, &e), &e);
    expect_error(cl_change_store(&change, "import rows", "IMP", 1, NULL, NULL, &e), CL_E_STATE, &e,
                 "SCH-2: a value is missing or outside");
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    assert_int_equal(fixture_number("a.db", "SELECT last FROM counter WHERE name = 'school'"), 1);
    fixture_verify(store, faults, sizeof faults);
    assert_null(strstr(faults, "SCH-1"));
    assert_null(strstr(faults, "RID-1"));
    cl_store_close(store);
}

/* Rows of whole tables that statements beginning with `verb` have looked at. */
static int scanned(cl_store *store, const char *verb)
{
    int rows = 0;

    for (size_t i = 0; i < CL_SQL_CACHE; i++) {
        sqlite3_stmt *statement = store->cache[i].statement;

        if (statement != NULL && strncmp(sqlite3_sql(statement), verb, strlen(verb)) == 0)
            rows += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
    }
    return rows;
}

/* Were the id among what is set, each table that refers to the record would be read to its end. */
static void test_change__a_set_costs_the_same_in_a_large_database(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_application before, after;
    cl_change change;

    (void)state;
    for (int i = 0; i < 5; i++)
        fixture_revision(store, fixture_application(store, fixture_cluster(store, "Clyde")), 1);
    expect_ok(cl_record_get(&before, &arena, store, &cl_table_application, 1, &e), &e);
    after = before;
    after.state = CL_VIEW("submitted");
    open_change(&change, store);
    expect_ok(cl_change_set(&change, &cl_table_application, &before, &after, &e), &e);
    expect_ok(cl_change_store(&change, "submit", "APP", 1, NULL, NULL, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    assert_int_equal(scanned(store, "UPDATE"), 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_change__needs_transaction_and_actor),
    cmocka_unit_test(test_change__sets_only_what_differs),
    cmocka_unit_test(test_change__refuses_a_stale_version),
    cmocka_unit_test(test_change__keeps_personal_values_apart),
    cmocka_unit_test(test_change__personal_values_may_be_bytes),
    cmocka_unit_test(test_change__refuses_text_that_is_not_utf8),
    cmocka_unit_test(test_change__the_database_keeps_its_rules),
    cmocka_unit_test(test_change__revisions_are_frozen),
    cmocka_unit_test(test_change__numbers_go_up),
    cmocka_unit_test(test_change__puts_rows_directly),
    cmocka_unit_test(test_change__a_set_costs_the_same_in_a_large_database),
};

CL_TEST_MAIN(tests)
