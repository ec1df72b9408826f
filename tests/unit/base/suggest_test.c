/* SPDX-License-Identifier: MIT
 *
 * "Did you mean": what is near enough, and what is not.
 */
#include <string.h>

#include "suggest.h"
#include "test_support.h"

static const char *const names[] = {"role",     "partners", "school", "schools", "annual_cost",
                                    "clusters", "cluster",  "ab",     "É"};

static void test_suggest__nearest(void **state)
{
    static const struct {
        const char *typed, *want;
    } rows[] = {
        {"rol", "role"},
        {"partner", "partners"},
        {"recipient", NULL},
        {"ROLE", "role"},
        {"shcool", "school"},
        {"schoolz", "school"},
        {"anual_cots", "annual_cost"},
        {"x", NULL},
        {"", NULL},
        {"ba", "ab"},
        {"clusterz", "clusters"},
        {"é", NULL},
        {"sch", NULL},
        {"rloe", "role"},
        {"a", "ab"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const char *found = cl_suggest(cl_view_of(rows[i].typed), names, CL_ROWS(names));

        if (rows[i].want == NULL)
            assert_null(found);
        else
            assert_string_equal(found, rows[i].want);
    }
}

static void test_suggest__ties_go_to_the_earlier(void **state)
{
    static const char *const both[] = {"cart", "card"};

    (void)state;
    assert_ptr_equal(cl_suggest(CL_VIEW("carx"), both, 2), both[0]);
    assert_null(cl_suggest(CL_VIEW("cart"), both, 0));
}

static void test_suggest__what_is_very_long_gets_none(void **state)
{
    char text[100];
    const char *const one[] = {text};

    (void)state;
    memset(text, 'a', sizeof text);
    text[64] = '\0';
    assert_ptr_equal(cl_suggest((cl_view){text, 63}, one, 1), text);
    assert_ptr_equal(cl_suggest((cl_view){text, 64}, one, 1), text);
    text[64] = 'a';
    assert_null(cl_suggest((cl_view){text, 65}, one, 1));
    text[65] = '\0';
    assert_null(cl_suggest((cl_view){text, 63}, one, 1));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suggest__nearest),
        cmocka_unit_test(test_suggest__ties_go_to_the_earlier),
        cmocka_unit_test(test_suggest__what_is_very_long_gets_none),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
