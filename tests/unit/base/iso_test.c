/* SPDX-License-Identifier: MIT
 *
 * The tables of countries and currencies, and looking codes up.
 */
#include <string.h>

#include "iso.h"
#include "iso_table.h"
#include "test_support.h"
#include "utf8.h"

static void test_iso__every_country_is_found(void **state)
{
    size_t count;
    const cl_iso_country *countries = cl_iso_countries(&count);

    (void)state;
    assert_in_range(count, 240, 260);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cl_iso_country_find(cl_view_of(countries[i].alpha2)), &countries[i]);
        assert_true(cl_utf8_valid(cl_view_of(countries[i].name), NULL));
        assert_true(i == 0 || strcmp(countries[i - 1].alpha2, countries[i].alpha2) < 0);
    }
}

static void test_iso__unknown_countries(void **state)
{
    static const char *const codes[] = {"", "G", "gb", "GBR", "UK", "ZZ", "AA"};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(codes); i++)
        assert_null(cl_iso_country_find(cl_view_of(codes[i])));
    assert_null(cl_iso_country_find(CL_VIEW("GB\0")));
    assert_string_equal(cl_iso_country_find(CL_VIEW("AX"))->name, "Åland Islands");
}

static void test_iso__currencies(void **state)
{
    static const struct {
        const char *code;
        int decimals;
    } rows[] = {{"GBP", 2},  {"EUR", 2}, {"JPY", 0}, {"KWD", 3},  {"CLF", 4},
                {"XOF", 0},  {"AED", 2}, {"ZWL", 2}, {"XAU", -1}, {"XXX", -1},
                {"gbp", -1}, {"", -1},   {"GB", -1}, {"GBPP", -1}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_int_equal(cl_iso_currency_decimals(cl_view_of(rows[i].code)), rows[i].decimals);
    for (size_t i = 0; i < cl_iso_currency_count; i++)
        assert_int_equal(cl_iso_currency_decimals(cl_view_of(cl_iso_currency_table[i].code)),
                         cl_iso_currency_table[i].decimals);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_iso__every_country_is_found),
        cmocka_unit_test(test_iso__unknown_countries),
        cmocka_unit_test(test_iso__currencies),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
