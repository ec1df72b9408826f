/* SPDX-License-Identifier: MIT
 *
 * What was probably meant, and when nobody can tell.
 */
#include "nearest.h"
#include "test_support.h"

static const char *meant(const char *typed)
{
    static const char *const names[] = {"decide",  "import",      "rules check", "rules test",
                                        "dry-run", "cluster add", "cluster list"};
    cl_nearest nearest = CL_NEAREST_INIT(typed);

    for (size_t i = 0; i < CL_ROWS(names); i++)
        cl_nearest_try(&nearest, names[i]);
    return nearest.best;
}

static void test_nearest__rows(void **state)
{
    static const struct {
        const char *typed, *meant;
    } rows[] = {{"decied", "decide"},  {"dcide", "decide"},
                {"improt", "import"},  {"rules chekc", "rules check"},
                {"dryrun", "dry-run"}, {"dec", "decide"},
                {"cluster", NULL}, /* two begin so */
                {"x", NULL},           {"", NULL},
                {"submit", NULL}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const char *found = meant(rows[i].typed);

        if (rows[i].meant == NULL)
            assert_null(found);
        else
            assert_string_equal(found, rows[i].meant);
    }
}

static void test_nearest__what_is_very_long_is_not_guessed(void **state)
{
    char typed[200];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof typed; i++)
        typed[i] = 'd';
    typed[sizeof typed - 1] = '\0';
    assert_null(meant(typed));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_nearest__rows),
    cmocka_unit_test(test_nearest__what_is_very_long_is_not_guessed),
};

CL_TEST_MAIN(tests)
