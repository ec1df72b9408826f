/* SPDX-License-Identifier: MIT
 *
 * Money: every currency's decimals, arithmetic at the edges, shares and splits that add up to the
 * penny.
 */
#include <string.h>

#include "money.h"
#include "test_support.h"

static cl_money gbp(int64_t minor)
{
    return (cl_money){minor, "GBP"};
}

static void test_money__parse(void **state)
{
    static const struct {
        const char *text, *currency;
        int64_t minor;
    } rows[] = {
        {"1500.00", "GBP", 150000},
        {"1500", "GBP", 150000},
        {"0.5", "GBP", 50},
        {"-0.01", "GBP", -1},
        {"-0", "GBP", 0},
        {"1500", "JPY", 1500},
        {"1.234", "KWD", 1234},
        {"1.2", "KWD", 1200},
        {"1.2345", "CLF", 12345},
        {"92233720368547758.07", "GBP", INT64_MAX},
        {"-92233720368547758.08", "GBP", INT64_MIN},
        {"000000000000000000000000000001", "GBP", 100},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_money out;

        assert_int_equal(cl_money_parse(&out, cl_view_of(rows[i].text), rows[i].currency, NULL), 0);
        assert_int_equal(out.minor, rows[i].minor);
        assert_string_equal(out.currency, rows[i].currency);
    }
}

static void test_money__parse_refuses(void **state)
{
    static const struct {
        const char *text, *currency;
        int rc;
        const char *says;
    } rows[] = {
        {"", "GBP", CL_E_INVALID, "write it like 1500.00"},
        {"-", "GBP", CL_E_INVALID, "\"-\""},
        {"1,500.00", "GBP", CL_E_INVALID, "commas"},
        {"£15", "GBP", CL_E_INVALID, "symbols"},
        {"15 ", "GBP", CL_E_INVALID, "spaces"},
        {"+15", "GBP", CL_E_INVALID, "+15"},
        {".50", "GBP", CL_E_INVALID, ".50"},
        {"15.", "GBP", CL_E_INVALID, "15."},
        {"1.5.0", "GBP", CL_E_INVALID, "1.5.0"},
        {"1e3", "GBP", CL_E_INVALID, "1e3"},
        {"15.001", "GBP", CL_E_INVALID, "GBP has 2 decimals"},
        {"15.000", "GBP", CL_E_INVALID, "GBP has 2 decimals"},
        {"15.0", "JPY", CL_E_INVALID, "JPY has no decimals"},
        {"15", "XYZ", CL_E_INVALID, "XYZ"},
        {"15", "XAU", CL_E_INVALID, "XAU"},
        {"15", "gbp", CL_E_INVALID, "gbp"},
        {"15", "", CL_E_INVALID, "ISO 4217"},
        {"92233720368547758.08", "GBP", CL_E_RANGE, "digits"},
        {"99999999999999999999999999999999999999999999", "GBP", CL_E_RANGE, "digits"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;
        cl_money out = gbp(7);

        assert_int_equal(cl_money_parse(&out, cl_view_of(rows[i].text), rows[i].currency, &e),
                         rows[i].rc);
        assert_non_null(strstr(e.message, rows[i].says));
        assert_int_equal(out.minor, 7);
    }
}

static void test_money__arithmetic(void **state)
{
    cl_money out = gbp(7), euro = {100, "EUR"};
    cl_error e = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(cl_money_add(&out, gbp(1), gbp(2), NULL), 0);
    assert_int_equal(out.minor, 3);
    assert_int_equal(cl_money_subtract(&out, gbp(1), gbp(2), NULL), 0);
    assert_int_equal(out.minor, -1);
    assert_int_equal(cl_money_times(&out, gbp(-5), 3, NULL), 0);
    assert_int_equal(out.minor, -15);
    assert_int_equal(cl_money_add(&out, gbp(INT64_MAX), gbp(1), &e), CL_E_RANGE);
    assert_int_equal(cl_money_subtract(&out, gbp(INT64_MIN), gbp(1), &e), CL_E_RANGE);
    assert_int_equal(cl_money_times(&out, gbp(INT64_MIN), -1, &e), CL_E_RANGE);
    assert_int_equal(cl_money_add(&out, gbp(1), euro, &e), CL_E_INVALID);
    assert_non_null(strstr(e.message, "GBP and EUR"));
    assert_int_equal(cl_money_subtract(&out, gbp(1), euro, &e), CL_E_INVALID);
    assert_int_equal(out.minor, -15);
    assert_int_equal(cl_money_compare(gbp(1), gbp(2)), -1);
    assert_int_equal(cl_money_compare(gbp(2), gbp(2)), 0);
    assert_int_equal(cl_money_compare(gbp(INT64_MAX), gbp(INT64_MIN)), 1);
}

static void test_money__share(void **state)
{
    static const struct {
        int64_t total;
        cl_ratio share;
        cl_rounding mode;
        int rc;
        int64_t want;
    } rows[] = {
        {102413, {4, 5}, CL_ROUND_DOWN, 0, 81930},
        {102413, {4, 5}, CL_ROUND_UP, 0, 81931},
        {102413, {4, 5}, CL_ROUND_NONE, CL_E_INVALID, 7},
        {1, {4, 5}, CL_ROUND_DOWN, 0, 0},
        {0, {4, 5}, CL_ROUND_NONE, 0, 0},
        {-5, {1, 2}, CL_ROUND_HALF_UP, 0, -3},
        {-5, {1, 2}, CL_ROUND_HALF_EVEN, 0, -2},
        {INT64_MAX, {INT64_MAX, INT64_MAX - 1}, CL_ROUND_DOWN, CL_E_RANGE, 7},
        {INT64_MIN, {1, 1}, CL_ROUND_NONE, 0, INT64_MIN},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_money out = gbp(7);

        assert_int_equal(
            cl_money_share(&out, gbp(rows[i].total), rows[i].share, rows[i].mode, NULL),
            rows[i].rc);
        assert_int_equal(out.minor, rows[i].want);
    }
}

static void test_money__split(void **state)
{
    static const struct {
        int64_t total, weights[3], want[3];
    } rows[] = {
        {100, {1, 1, 1}, {34, 33, 33}},
        {-100, {1, 1, 1}, {-34, -33, -33}},
        {101, {1, 1, 1}, {34, 34, 33}},
        {100, {0, 1, 0}, {0, 100, 0}},
        {10, {1, 2, 4}, {1, 3, 6}},
        {0, {5, 5, 5}, {0, 0, 0}},
        {1, {1, 1, 2}, {0, 0, 1}},
        {2, {1, 1, 1}, {1, 1, 0}},
        {INT64_MAX,
         {INT64_MAX, INT64_MAX, INT64_MAX},
         {INT64_MAX / 3 + 1, INT64_MAX / 3, INT64_MAX / 3}},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_money parts[3];
        int64_t sum = 0;

        assert_int_equal(cl_money_split(parts, gbp(rows[i].total), rows[i].weights, 3, NULL), 0);
        for (size_t j = 0; j < 3; j++) {
            sum += parts[j].minor;
            assert_int_equal(parts[j].minor, rows[i].want[j]);
            assert_string_equal(parts[j].currency, "GBP");
        }
        assert_int_equal(sum, rows[i].total);
    }
}

static void test_money__split_refuses(void **state)
{
    static const int64_t below[] = {1, -1}, zero[] = {0, 0};
    cl_money parts[2] = {{7, "GBP"}, {7, "GBP"}};
    cl_error e = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(cl_money_split(parts, gbp(5), below, 2, &e), CL_E_INVALID);
    assert_non_null(strstr(e.message, "weight 2"));
    assert_int_equal(cl_money_split(parts, gbp(5), zero, 2, &e), CL_E_INVALID);
    assert_int_equal(cl_money_split(parts, gbp(5), zero, 0, &e), CL_E_INVALID);
    assert_int_equal(parts[0].minor, 7);
}

/* Among so many that the remainders lie on the heap. */
static int split(void *data)
{
    int64_t weights[100];
    cl_money parts[CL_ROWS(weights)];
    int64_t sum = 0;
    int rc;

    (void)data;
    for (size_t i = 0; i < CL_ROWS(weights); i++)
        weights[i] = (int64_t)i + 1;
    rc = cl_money_split(parts, gbp(99999), weights, CL_ROWS(weights), NULL);
    for (size_t i = 0; rc == 0 && i < CL_ROWS(weights); i++)
        sum += parts[i].minor;
    assert_int_equal(sum, rc == 0 ? 99999 : 0);
    return rc;
}

static void test_money__split_fault_twin(void **state)
{
    (void)state;
    assert_int_equal(cl_test_each_fault(split, NULL), 1);
}

/* ---- every amount ---- */

enum { MOST = 3500000, PLANS = 13, PARTS = 12 };

/* Plan 0 is 80% and the rest, plan 1 40%, 40% and the rest, the others 2 to 12 equal parts. */
static size_t make_plan(cl_ratio shares[PARTS], size_t plan)
{
    size_t count = plan < 2 ? plan + 2 : plan;

    for (size_t i = 0; i < count; i++)
        shares[i] = plan == 0   ? (cl_ratio){4, 5}
                    : plan == 1 ? (cl_ratio){2, 5}
                                : (cl_ratio){1, (int64_t)count};
    return count;
}

/* All but the rest are the share to the penny, rounded down: it needs no division to see that. */
static bool is_share(int64_t part, int64_t total, cl_ratio share)
{
    return part >= 0 && part * share.den <= total * share.num &&
           total * share.num < (part + 1) * share.den;
}

static void check_parts(const int64_t *parts, size_t count, int64_t total, const cl_ratio *shares)
{
    int64_t sum = parts[count - 1];
    bool good = sum >= 0;

    for (size_t i = 0; i + 1 < count; i++) {
        good = good && is_share(parts[i], total, shares[i]);
        sum += parts[i];
    }
    if (!good || sum != total)
        fail_msg("the parts of %lld among %zu come to %lld", (long long)total, count,
                 (long long)sum);
}

/* Lifecycle section 18: all penny amounts up to the ceiling of £35,000.00. */
static void test_money__plans_of_every_amount_add_up(void **state)
{
    cl_ratio shares[PARTS];
    int64_t parts[PARTS];

    (void)state;
    for (size_t plan = 0; plan < PLANS; plan++) {
        size_t count = make_plan(shares, plan);

        for (int64_t total = 1; total <= MOST; total++) {
            if (cl_money_plan(parts, total, shares, count, count - 1, NULL) != 0)
                fail_msg("%lld is refused", (long long)total);
            check_parts(parts, count, total, shares);
        }
    }
}

/* £1,024.13 gives £819.30 and £204.83; the rest stands where it stands. */
static void test_money__a_plan_keeps_its_order(void **state)
{
    static const cl_ratio shares[] = {{1, 5}, {1, 3}, {1, 3}};
    int64_t parts[3];

    (void)state;
    assert_int_equal(cl_money_plan(parts, 102413, (const cl_ratio[]){{4, 5}, {1, 5}}, 2, 1, NULL),
                     0);
    assert_int_equal(parts[0], 81930);
    assert_int_equal(parts[1], 20483);
    assert_int_equal(cl_money_plan(parts, 100, shares, 3, 0, NULL), 0);
    assert_int_equal(parts[0], 34);
    assert_int_equal(parts[1], 33);
    assert_int_equal(parts[2], 33);
    assert_int_equal(cl_money_plan(parts, 100, shares, 3, 3, NULL), 0); /* no rest */
    assert_int_equal(parts[0], 20);
}

/* Among equal shares the earlier get the pennies that are left, by every remainder there is. */
static void test_money__equal_splits_favour_the_earlier(void **state)
{
    static const int64_t weights[PARTS] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
    cl_money parts[PARTS];

    (void)state;
    for (size_t count = 2; count <= PARTS; count++)
        for (int64_t total = MOST - 5000; total <= MOST; total++) {
            int64_t each = total / (int64_t)count, more = total % (int64_t)count;

            assert_int_equal(cl_money_split(parts, gbp(total), weights, count, NULL), 0);
            for (size_t i = 0; i < count; i++)
                if (parts[i].minor != each + ((int64_t)i < more))
                    fail_msg("part %zu of %lld among %zu is %lld", i + 1, (long long)total, count,
                             (long long)parts[i].minor);
        }
}

static void test_money__print(void **state)
{
    static const struct {
        cl_money money;
        const char *plain, *human;
    } rows[] = {
        {{150000, "GBP"}, "1500.00", "£1,500.00"},
        {{2300, "EUR"}, "23.00", "€23.00"},
        {{-5000, "GBP"}, "-50.00", "-£50.00"},
        {{99999, "USD"}, "999.99", "$999.99"},
        {{100000, "CHF"}, "1000.00", "CHF 1,000.00"},
        {{-100, "CHF"}, "-1.00", "-CHF 1.00"},
        {{1234567, "JPY"}, "1234567", "JPY 1,234,567"},
        {{-5, "KWD"}, "-0.005", "-KWD 0.005"},
        {{0, "GBP"}, "0.00", "£0.00"},
        {{INT64_MIN, "GBP"}, "-92233720368547758.08", "-£92,233,720,368,547,758.08"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_money back;

        cl_text_reset(&out);
        assert_int_equal(cl_money_print(&out, rows[i].money), 0);
        assert_string_equal(out.at, rows[i].plain);
        assert_int_equal(cl_money_parse(&back, cl_text_view(&out), rows[i].money.currency, NULL),
                         0);
        assert_int_equal(back.minor, rows[i].money.minor);
        cl_text_reset(&out);
        assert_int_equal(cl_money_print_human(&out, rows[i].money), 0);
        assert_string_equal(out.at, rows[i].human);
    }
    cl_text_reset(&out);
    (void)cl_money_print_json(&out, gbp(150000));
    assert_string_equal(out.at, "{\"amount\": \"1500.00\", \"currency\": \"GBP\"}");
    cl_text_clear(&out);
}

static void test_money__decimals(void **state)
{
    (void)state;
    assert_int_equal(cl_money_decimals("GBP"), 2);
    assert_int_equal(cl_money_decimals("JPY"), 0);
    assert_int_equal(cl_money_decimals("KWD"), 3);
    assert_int_equal(cl_money_decimals("GBPX"), -1);
    assert_int_equal(cl_money_decimals(""), -1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money__parse),
        cmocka_unit_test(test_money__parse_refuses),
        cmocka_unit_test(test_money__arithmetic),
        cmocka_unit_test(test_money__share),
        cmocka_unit_test(test_money__split),
        cmocka_unit_test(test_money__split_refuses),
        cmocka_unit_test(test_money__split_fault_twin),
        cmocka_unit_test(test_money__plans_of_every_amount_add_up),
        cmocka_unit_test(test_money__a_plan_keeps_its_order),
        cmocka_unit_test(test_money__equal_splits_favour_the_earlier),
        cmocka_unit_test(test_money__print),
        cmocka_unit_test(test_money__decimals),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
