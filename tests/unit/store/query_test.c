/* SPDX-License-Identifier: MIT
 *
 * Reading: filters, days, orders, and what is not there.
 */
#include <string.h>

#include "fixture.h"
#include "query.h"

static int64_t add_member(cl_store *store, int64_t cluster, int64_t school, const char *role,
                          int64_t from, int64_t to)
{
    cl_membership member = {0};

    member.cluster = cluster;
    member.school = school;
    member.role = cl_view_of(role);
    member.from = (cl_maybe){from, from != 0};
    member.to = (cl_maybe){to, to != 0};
    return fixture_add(store, &cl_table_membership, &member);
}

static void test_query__record_get_names_what_is_missing(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_cluster cluster;

    (void)state;
    expect_error(cl_record_get(&cluster, &arena, store, &cl_table_cluster, 9, &e), CL_E_NOT_FOUND,
                 &e, "there is no cluster CLU-9");
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_query__memberships_of_a_day(void **state)
{
    static const struct {
        int64_t cluster, school;
        cl_date on;
        size_t want;
    } rows[] = {
        {1, 0, CL_ANY_DAY, 5}, {1, 0, 99, 1},  {1, 0, 100, 2},        {1, 0, 200, 2},
        {1, 0, 201, 1},        {1, 0, 300, 1}, {1, 1, CL_ANY_DAY, 2}, {0, 1, 150, 2},
        {0, 0, 150, 3},        {2, 0, 1, 1},   {3, 0, 1, 0},
    };
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;

    (void)state;
    for (int i = 0; i < 3; i++)
        fixture_school(store, "A school");
    fixture_cluster(store, "One");
    fixture_cluster(store, "Two");
    add_member(store, 1, 1, "lead", 100, 200);
    add_member(store, 1, 1, "partner", 300, 0);
    add_member(store, 1, 2, "partner", 0, 200);
    add_member(store, 1, 3, "network", 202, 299);
    add_member(store, 2, 1, "lead", 0, 0);
    add_member(store, 1, 2, "partner", 201, 201);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_membership *list;
        size_t count;

        expect_ok(cl_membership_list(&list, &count, &arena, store, rows[i].cluster, rows[i].school,
                                     rows[i].on, &e),
                  &e);
        if (count != rows[i].want)
            fail_msg("row %zu: %zu memberships, not %zu", i, count, rows[i].want);
    }
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_query__schools(void **state)
{
    static const struct {
        cl_school_filter filter;
        size_t want;
    } rows[] = {
        {{0}, 4},
        {{.country = "GB"}, 3},
        {{.country = "MW"}, 1},
        {{.town = "glasgow"}, 3},
        {{.after = 2}, 2},
        {{.after = 1, .limit = 2}, 2},
        {{.open_only = true}, 3},
        {{.country = "KE"}, 0},
        {{.phase = "primary"}, 1},
        {{.authority = "zomba district"}, 1},
        {{.funding = "state", .nation = "Wales"}, 0},
    };
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_school zomba = {0}, *list;
    size_t count;

    (void)state;
    for (int i = 0; i < 3; i++)
        fixture_school(store, "A school");
    zomba.name = CL_VIEW("Zomba Primary");
    zomba.country = CL_VIEW("MW");
    zomba.source = CL_VIEW("by hand");
    zomba.phase = CL_VIEW("primary");
    zomba.authority = CL_VIEW("Zomba District");
    zomba.closed = cl_known(1);
    fixture_add(store, &cl_table_school, &zomba);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        expect_ok(cl_school_list(&list, &count, &arena, store, &rows[i].filter, &e), &e);
        if (count != rows[i].want)
            fail_msg("row %zu: %zu schools, not %zu", i, count, rows[i].want);
    }
    expect_ok(cl_school_list(&list, &count, &arena, store, &rows[6].filter, &e), &e);
    assert_int_equal(list[0].id, 1); /* in order of id */
    assert_int_equal(list[2].id, 3);
    expect_error(cl_school_by_register(&zomba, &arena, store, CL_VIEW("GB-EDU"), CL_VIEW("7"), &e),
                 CL_E_NOT_FOUND, &e, "no school 7 in the register GB-EDU");
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_query__applications_and_what_hangs_on_them(void **state)
{
    cl_application_filter filter = {0};
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_application *applications;
    cl_request request = {0}, *requests;
    cl_revision revision, *revisions;
    cl_decision_record *decisions;
    cl_edition edition, *editions;
    cl_cluster *clusters;
    size_t count;

    (void)state;
    fixture_application(store, fixture_cluster(store, "One"));
    fixture_application(store, fixture_cluster(store, "Two"));
    fixture_revision(store, 2, 1);
    fixture_revision(store, 2, 2);
    request.application = 2;
    request.item = CL_VIEW("visit");
    request.cost = cl_known(132050);
    request.currency = CL_VIEW("GBP");
    fixture_add(store, &cl_table_request, &request);
    request.id = 0;
    request.removed = cl_known(18737);
    fixture_add(store, &cl_table_request, &request);

    expect_ok(cl_application_list(&applications, &count, &arena, store, NULL, &e), &e);
    assert_int_equal(count, 2);
    filter.cluster = 2;
    filter.live_only = true;
    filter.state = "draft";
    filter.programme = "connecting-classrooms-scotland";
    expect_ok(cl_application_list(&applications, &count, &arena, store, &filter, &e), &e);
    assert_int_equal(count, 1);
    assert_int_equal(applications[0].revision, 2);
    filter.state = "signed";
    expect_ok(cl_application_list(&applications, &count, &arena, store, &filter, &e), &e);
    assert_int_equal(count, 0);
    expect_ok(cl_request_list(&requests, &count, &arena, store, 2, false, &e), &e);
    assert_true(count == 1 && requests[0].cost.value == 132050);
    expect_ok(cl_request_list(&requests, &count, &arena, store, 2, true, &e), &e);
    assert_int_equal(count, 2);
    expect_ok(cl_revision_list(&revisions, &count, &arena, store, 2, &e), &e);
    assert_true(count == 2 && revisions[1].n == 2);
    expect_ok(cl_revision_get(&revision, &arena, store, 2, 2, &e), &e);
    assert_true(cl_view_is(revision.dossier, "{\"date\":\"2021-04-20\"}"));
    expect_error(cl_revision_get(&revision, &arena, store, 2, 3, &e), CL_E_NOT_FOUND, &e,
                 "APP-2 has no revision 3");
    expect_ok(cl_decision_list(&decisions, &count, &arena, store, 0, &e), &e);
    assert_int_equal(count, 0);
    expect_ok(cl_edition_list(&editions, &count, &arena, store, &e), &e);
    assert_int_equal(count, 0);
    expect_error(cl_edition_get(&edition, &arena, store, CL_VIEW("p"), CL_VIEW("1"), &e),
                 CL_E_NOT_FOUND, &e, "p@1 has decided nothing yet");
    expect_ok(cl_cluster_named(&clusters, &count, &arena, store, CL_VIEW("Two"), &e), &e);
    assert_true(count == 1 && clusters[0].id == 2);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_query__awards_and_instalments(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_award award = {0}, *awards;
    cl_instalment instalment = {0}, *instalments;
    cl_share *shares;
    size_t count;

    (void)state;
    award.application = fixture_application(store, fixture_cluster(store, "One"));
    award.state = CL_VIEW("offered");
    award.original = award.amount = 100;
    award.currency = CL_VIEW("GBP");
    instalment.award = fixture_add(store, &cl_table_award, &award);
    instalment.currency = CL_VIEW("GBP");
    instalment.state = CL_VIEW("planned");
    for (int64_t n = 2; n >= 1; n--) { /* listed in order of n, not of id */
        instalment.id = 0;
        instalment.n = n;
        instalment.amount = n == 1 ? 80 : 20;
        instalment.name = n == 1 ? CL_VIEW("upfront") : CL_VIEW("final");
        instalment.due_when = CL_VIEW("award accepted");
        fixture_add(store, &cl_table_instalment, &instalment);
    }
    expect_ok(cl_award_list(&awards, &count, &arena, store, 1, &e), &e);
    assert_int_equal(count, 1);
    expect_ok(cl_award_list(&awards, &count, &arena, store, 0, &e), &e);
    assert_int_equal(count, 1);
    for (int64_t award_id = 0; award_id < 2; award_id++) {
        expect_ok(cl_instalment_list(&instalments, &count, &arena, store, award_id, &e), &e);
        assert_true(count == 2 && instalments[0].n == 1 && instalments[0].amount == 80);
    }
    expect_ok(cl_share_list(&shares, &count, &arena, store, 1, &e), &e);
    assert_int_equal(count, 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static void test_query__people_and_pairs(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_pairing pair = {0}, *pairs;
    cl_coordinator post = {0}, *posts;
    cl_self_evaluation evaluation = {0}, *evaluations;
    cl_register_id number = {0}, *numbers;
    size_t count;

    (void)state;
    pair.home = fixture_school(store, "Clyde Primary");
    pair.overseas = fixture_school(store, "Zomba Primary");
    pair.cluster = post.cluster = fixture_cluster(store, "One");
    pair.to = post.to = cl_known(100);
    post.school = evaluation.school = number.school = 1;
    post.name = CL_VIEW("A. Teacher");
    fixture_add(store, &cl_table_pairing, &pair);
    fixture_add(store, &cl_table_coordinator, &post);
    evaluation.state = CL_VIEW("submitted");
    evaluation.date = cl_known(50);
    fixture_add(store, &cl_table_self_evaluation, &evaluation);
    evaluation.id = 0;
    evaluation.date = cl_known(70);
    fixture_add(store, &cl_table_self_evaluation, &evaluation);
    number.scheme = CL_VIEW("GB-EDU");
    number.value = CL_VIEW("100000");
    fixture_add(store, &cl_table_register_id, &number);

    expect_ok(cl_pairing_list(&pairs, &count, &arena, store, 1, 100, &e), &e);
    assert_int_equal(count, 1);
    expect_ok(cl_pairing_list(&pairs, &count, &arena, store, 1, 101, &e), &e);
    assert_int_equal(count, 0);
    expect_ok(cl_coordinator_list(&posts, &count, &arena, store, 1, CL_ANY_DAY, &e), &e);
    assert_true(count == 1 && cl_view_is(posts[0].name, "A. Teacher"));
    expect_ok(cl_coordinator_list(&posts, &count, &arena, store, 1, 101, &e), &e);
    assert_int_equal(count, 0);
    expect_ok(cl_self_evaluation_list(&evaluations, &count, &arena, store, 1, &e), &e);
    assert_true(count == 2 && evaluations[0].date.value == 70); /* newest first */
    expect_ok(cl_self_evaluation_list(&evaluations, &count, &arena, store, 0, &e), &e);
    assert_int_equal(count, 2);
    expect_ok(cl_register_id_list(&numbers, &count, &arena, store, 1, &e), &e);
    assert_true(count == 1 && cl_view_is(numbers[0].value, "100000"));
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static int read_body(void *data)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_store *store = NULL;
    cl_school *list;
    size_t count;
    int rc = fixture_open_with(&store, data, NULL, NULL);

    if (rc == 0)
        rc = cl_school_list(&list, &count, &arena, store, NULL, NULL);
    cl_store_close(store);
    cl_arena_clear(&arena);
    return rc;
}

static void test_query__survives_lost_memory(void **state)
{
    char name[] = "a.db";
    cl_store *store = fixture_open(name);

    (void)state;
    fixture_school(store, "Clyde Primary");
    cl_store_close(store);
    assert_true(cl_test_each_fault(read_body, name) > 3);
}

/* Clusters page by page, each with its members of the day; one without any has none. */
static void test_query__pages_of_clusters(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    int64_t sizes[2], *holders;
    cl_cluster *clusters;
    cl_school *schools;
    size_t count;

    (void)state;
    for (int i = 0; i < 3; i++)
        fixture_cluster(store, "Clyde and Zomba");
    for (int i = 0; i < 3; i++)
        fixture_school(store, "Clyde Primary");
    add_member(store, 3, 2, "partner", 100, 0);
    add_member(store, 3, 1, "partner", 100, 0);
    add_member(store, 1, 1, "partner", 100, 199);
    add_member(store, 1, 3, "partner", 200, 0);
    expect_ok(cl_cluster_page(&clusters, &count, &arena, store, 0, 2, &e), &e);
    assert_int_equal(count, 2);
    expect_ok(cl_cluster_sizes(sizes, store, clusters, count, 150, &e), &e);
    assert_int_equal(sizes[0], 1);
    assert_int_equal(sizes[1], 0);
    expect_ok(cl_cluster_sizes(sizes, store, clusters, count, CL_ANY_DAY, &e), &e);
    assert_int_equal(sizes[0], 2);
    expect_ok(cl_cluster_page(&clusters, &count, &arena, store, 2, 2, &e), &e);
    assert_true(count == 1 && clusters[0].id == 3);
    expect_ok(cl_cluster_sizes(sizes, store, clusters, count, 150, &e), &e);
    assert_int_equal(sizes[0], 2);
    expect_ok(cl_member_schools(&schools, &count, &arena, store, 3, 150, &e), &e);
    assert_true(count == 2 && schools[0].id == 2 && schools[1].id == 1); /* as they joined */
    expect_ok(cl_member_schools(&schools, &count, &arena, store, 3, 99, &e), &e);
    assert_int_equal(count, 0);
    expect_ok(cl_member_holders(&holders, &count, &arena, store, 3, 150, 0, &e), &e);
    assert_int_equal(count, 0);
    cl_store_close(store);
    cl_arena_clear(&arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_query__pages_of_clusters),
    cmocka_unit_test(test_query__record_get_names_what_is_missing),
    cmocka_unit_test(test_query__memberships_of_a_day),
    cmocka_unit_test(test_query__schools),
    cmocka_unit_test(test_query__applications_and_what_hangs_on_them),
    cmocka_unit_test(test_query__awards_and_instalments),
    cmocka_unit_test(test_query__people_and_pairs),
    cmocka_unit_test(test_query__survives_lost_memory),
};

CL_TEST_MAIN(tests)
