/* SPDX-License-Identifier: MIT
 *
 * Tallies: what is counted, added up and kept.
 */
#include <string.h>

#include "compare.h"
#include "test_support.h"

static cl_compared result(uint8_t verdict, int64_t grant)
{
    cl_compared made = {.verdict = verdict, .known = grant >= 0, .currency = "GBP"};

    made.grant = grant < 0 ? 0 : grant;
    return made;
}

static int add(cl_tally *tally, const char *name, cl_compared before, cl_compared after)
{
    cl_compared_pair pair = {.name = name, .group = name[0] == 'a' ? "a" : "b"};

    pair.before = before;
    pair.after = after;
    return cl_tally_add(tally, &pair, NULL);
}

static void test_compare__only_what_is_eligible_is_paid(void **state)
{
    const cl_tally_money *money;
    cl_tally tally;

    (void)state;
    cl_tally_init(&tally, 5);
    assert_int_equal(
        add(&tally, "a1", result(CL_VERDICT_ELIGIBLE, 600), result(CL_VERDICT_INELIGIBLE, 600)), 0);
    assert_int_equal(
        add(&tally, "a2", result(CL_VERDICT_INELIGIBLE, 900), result(CL_VERDICT_INELIGIBLE, 100)),
        0); /* what it asks for is no change */
    assert_int_equal(
        add(&tally, "b1", result(CL_VERDICT_ELIGIBLE, -1), result(CL_VERDICT_ELIGIBLE, 50)), 0);
    assert_int_equal(add(&tally, "b2", result(CL_VERDICT_ELIGIBLE, 10),
                         (cl_compared){.verdict = CL_COMPARE_REFUSED}),
                     0);
    cl_tally_finish(&tally);
    assert_int_equal(tally.count, 4);
    assert_int_equal(tally.changed, 3);
    assert_int_equal(tally.open_before, 1);
    assert_int_equal(tally.open_after, 0);
    assert_int_equal(tally.matrix[CL_VERDICT_ELIGIBLE][CL_COMPARE_REFUSED], 1);
    assert_int_equal(tally.money.count, 1);
    money = cl_vec_at(&tally.money, 0);
    assert_int_equal(money->before, 610);
    assert_int_equal(money->after, 50);
    cl_tally_clear(&tally);
}

/* The largest in either direction, and of two as large the one that came first. */
static void test_compare__keeps_the_largest_changes(void **state)
{
    static const struct {
        const char *name;
        int64_t before, after;
    } rows[] = {{"a", 0, 10}, {"b", 30, 0}, {"c", 0, 20}, {"d", 0, 30}, {"e", 5, 5}, {"f", 0, 20}};
    static const char *const want[] = {"b", "d", "c"};
    cl_tally tally;

    (void)state;
    cl_tally_init(&tally, 3);
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_int_equal(add(&tally, rows[i].name, result(CL_VERDICT_ELIGIBLE, rows[i].before),
                             result(CL_VERDICT_ELIGIBLE, rows[i].after)),
                         0);
    assert_int_equal(tally.changes.count, CL_ROWS(want));
    for (size_t i = 0; i < CL_ROWS(want); i++)
        assert_string_equal(((cl_tally_change *)cl_vec_at(&tally.changes, i))->name, want[i]);
    cl_tally_clear(&tally);
}

static void test_compare__refuses_a_total_that_does_not_fit(void **state)
{
    cl_tally tally;

    (void)state;
    cl_tally_init(&tally, 0);
    assert_int_equal(
        add(&tally, "a", result(CL_VERDICT_ELIGIBLE, INT64_MAX), result(CL_VERDICT_ELIGIBLE, 0)),
        0);
    assert_int_equal(
        add(&tally, "b", result(CL_VERDICT_ELIGIBLE, 1), result(CL_VERDICT_ELIGIBLE, 0)),
        CL_E_RANGE);
    cl_tally_clear(&tally);
}

static int tally_some(void *data)
{
    static const cl_compared_rule rules[] = {{"equal-numbers", true}, {"one-lead", false}};
    cl_compared_pair pair = {.name = "a", .group = "home", .rules = rules, .rule_count = 2};
    cl_tally tally;
    int rc = 0;

    (void)data;
    pair.before = result(CL_VERDICT_ELIGIBLE, 1);
    pair.after = result(CL_VERDICT_INELIGIBLE, 1);
    cl_tally_init(&tally, 2);
    for (int i = 0; rc == 0 && i < 3; i++)
        rc = cl_tally_add(&tally, &pair, NULL);
    cl_tally_clear(&tally);
    return rc;
}

static void test_compare__survives_without_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(tally_some, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_compare__only_what_is_eligible_is_paid),
    cmocka_unit_test(test_compare__keeps_the_largest_changes),
    cmocka_unit_test(test_compare__refuses_a_total_that_does_not_fit),
    cmocka_unit_test(test_compare__survives_without_memory),
};

CL_TEST_MAIN(tests)
