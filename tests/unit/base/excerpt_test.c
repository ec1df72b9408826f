/* SPDX-License-Identifier: MIT
 *
 * Excerpts: short, printable, and marked when cut.
 */
#include <string.h>

#include "excerpt.h"
#include "test_support.h"
#include "utf8.h"

#define TEN "0123456789"

static void test_excerpt__rows(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"a\tb\x1b\x7f\xff", "a?b???"},
        {"É\xC2\x9b", "É?"},
        {TEN TEN TEN TEN, TEN TEN TEN TEN},
        {TEN TEN TEN TEN "x", TEN TEN TEN TEN "…"},
        {TEN TEN TEN "012345678€", TEN TEN TEN "012345678…"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char out[CL_EXCERPT];

        assert_ptr_equal(cl_excerpt(out, cl_view_of(rows[i].text)), out);
        assert_string_equal(out, rows[i].want);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_excerpt__rows)};

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
