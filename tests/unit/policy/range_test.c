/* SPDX-License-Identifier: MIT
 *
 * Ranges: the true value always lies inside. Checked against every pair of values that a small
 * range can stand for.
 */
#include "range.h"
#include "test_support.h"

static cl_range between(int64_t low, int64_t high)
{
    return cl_range_between(cl_ratio_int(low), cl_ratio_int(high));
}

static bool holds(cl_range range, cl_ratio value)
{
    return range.state != CL_RANGE_NONE &&
           (range.no_low || cl_ratio_compare(range.low, value) <= 0) &&
           (range.no_high || cl_ratio_compare(value, range.high) <= 0);
}

typedef int operation(cl_range *out, cl_range a, cl_range b, cl_error *e);

static int least(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    (void)e;
    *out = cl_range_least(a, b);
    return 0;
}

static int greatest(cl_range *out, cl_range a, cl_range b, cl_error *e)
{
    (void)e;
    *out = cl_range_greatest(a, b);
    return 0;
}

/* Every range within −3 … 3 against every other, and every value in them: 28 × 28 × up to 49. */
static void check_sound(operation *operate)
{
    for (int64_t al = -3; al <= 3; al++)
        for (int64_t ah = al; ah <= 3; ah++)
            for (int64_t bl = -3; bl <= 3; bl++)
                for (int64_t bh = bl; bh <= 3; bh++) {
                    cl_range all;

                    if (operate(&all, between(al, ah), between(bl, bh), NULL) != 0)
                        continue; /* a division by what is known to be zero */
                    for (int64_t a = al; a <= ah; a++)
                        for (int64_t b = bl; b <= bh; b++) {
                            cl_range one;

                            if (operate(&one, between(a, a), between(b, b), NULL) != 0)
                                continue;
                            assert_int_equal(one.state, CL_RANGE_KNOWN);
                            assert_true(holds(all, one.low));
                        }
                }
}

static void test_range__arithmetic_is_sound(void **state)
{
    (void)state;
    check_sound(cl_range_add);
    check_sound(cl_range_subtract);
    check_sound(cl_range_multiply);
    check_sound(cl_range_divide);
    check_sound(least);
    check_sound(greatest);
}

typedef cl_truth comparison(cl_range a, cl_range b);

/* A truth about ranges must be the truth about every pair of values in them, or unsure. */
static void check_comparison(comparison *compare)
{
    for (int64_t al = -3; al <= 3; al++)
        for (int64_t ah = al; ah <= 3; ah++)
            for (int64_t bl = -3; bl <= 3; bl++)
                for (int64_t bh = bl; bh <= 3; bh++) {
                    cl_truth all = compare(between(al, ah), between(bl, bh));
                    bool some_true = false, some_false = false;

                    for (int64_t a = al; a <= ah; a++)
                        for (int64_t b = bl; b <= bh; b++) {
                            cl_truth one = compare(between(a, a), between(b, b));

                            some_true = some_true || one == CL_TRUE;
                            some_false = some_false || one == CL_FALSE;
                        }
                    assert_int_equal(all, some_true && some_false ? CL_UNSURE
                                          : some_true             ? CL_TRUE
                                                                  : CL_FALSE);
                }
}

static void test_range__comparisons_are_exact(void **state)
{
    (void)state;
    check_comparison(cl_range_equal);
    check_comparison(cl_range_at_least);
    check_comparison(cl_range_more);
}

static void test_range__none_is_neither_more_nor_less(void **state)
{
    cl_range maybe = between(5, 5);

    (void)state;
    assert_int_equal(cl_range_equal(cl_range_none(), between(0, 0)), CL_FALSE);
    assert_int_equal(cl_range_at_least(cl_range_none(), between(-9, -9)), CL_FALSE);
    assert_int_equal(cl_range_more(between(1, 1), cl_range_none()), CL_FALSE);
    maybe = cl_range_hull(maybe, cl_range_none());
    assert_int_equal(maybe.state, CL_RANGE_UNKNOWN);
    assert_int_equal(cl_range_at_least(maybe, between(5, 5)), CL_UNSURE); /* five, or none */
    assert_int_equal(cl_range_at_least(maybe, between(6, 6)), CL_FALSE);  /* neither is six */
}

static void test_range__nothing_of_an_unknown_amount(void **state)
{
    cl_range out;

    (void)state;
    assert_int_equal(cl_range_multiply(&out, cl_range_unknown(), between(0, 0), NULL), 0);
    assert_int_equal(out.state, CL_RANGE_KNOWN);
    assert_int_equal(out.low.num, 0);
    assert_int_equal(cl_range_divide(&out, between(1, 1), between(0, 0), NULL), CL_E_RANGE);
}

static void test_range__rounds_both_ends(void **state)
{
    cl_range out;

    (void)state;
    assert_int_equal(
        cl_range_round(&out, between(120, 179), CL_ROUND_HALF_UP, cl_ratio_int(100), NULL), 0);
    assert_int_equal(out.low.num, 100);
    assert_int_equal(out.high.num, 200);
    assert_int_equal(
        cl_range_round(&out, between(160, 179), CL_ROUND_HALF_UP, cl_ratio_int(100), NULL), 0);
    assert_int_equal(out.state, CL_RANGE_KNOWN);
}

/* Kleene, with the fourth word: what is certain stays certain whatever the other side is. */
static void test_truth__tables(void **state)
{
    static const cl_truth all[] = {CL_FALSE, CL_TRUE, CL_UNSURE, CL_FOR_A_PERSON};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(cl_truth_and(CL_FALSE, all[i]), CL_FALSE);
        assert_int_equal(cl_truth_and(all[i], CL_FALSE), CL_FALSE);
        assert_int_equal(cl_truth_or(CL_TRUE, all[i]), CL_TRUE);
        assert_int_equal(cl_truth_and(CL_TRUE, all[i]), all[i]);
        assert_int_equal(cl_truth_or(CL_FALSE, all[i]), all[i]);
        assert_int_equal(cl_truth_not(cl_truth_not(all[i])), all[i]);
    }
    assert_int_equal(cl_truth_and(CL_UNSURE, CL_FOR_A_PERSON), CL_UNSURE);
    assert_int_equal(cl_truth_or(CL_FOR_A_PERSON, CL_UNSURE), CL_UNSURE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_range__arithmetic_is_sound),
    cmocka_unit_test(test_range__comparisons_are_exact),
    cmocka_unit_test(test_range__none_is_neither_more_nor_less),
    cmocka_unit_test(test_range__nothing_of_an_unknown_amount),
    cmocka_unit_test(test_range__rounds_both_ends),
    cmocka_unit_test(test_truth__tables),
};

CL_TEST_MAIN(tests)
