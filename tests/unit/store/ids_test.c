/* SPDX-License-Identifier: MIT
 *
 * Ids in and out.
 */
#include "fixture.h"
#include "ids.h"

static void test_ids__reads_and_writes(void **state)
{
    static const struct {
        const char *text;
        int64_t want; /* 0: refused */
    } rows[] = {
        {"SCH-104", 104},
        {"sch-1", 1},
        {"SCH-0", 0},
        {"SCH-01", 0},
        {"SCH-", 0},
        {"SCH104", 0},
        {"104", 0},
        {"APP-104", 0},
        {"", 0},
        {"SCH-1x", 0},
        {"SCH--1", 0},
        {"SCH-+1", 0},
        {"SCH-1 ", 0},
        {"SCH", 0},
        {"SCH-999999999999999999", 999999999999999999},
        {"SCH-9999999999999999999", 0},
    };
    char text[CL_ID_TEXT];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;
        int64_t id = 0;
        int rc = cl_id_parse(&id, "SCH", cl_view_of(rows[i].text), &e);

        assert_int_equal(id, rows[i].want);
        if (rows[i].want == 0)
            expect_error(rc, CL_E_INVALID, &e, "write it as SCH-12");
    }
    cl_id_format(text, "SCH", 9223372036854775807);
    assert_string_equal(text, "SCH-9223372036854775807");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ids__reads_and_writes),
};

CL_TEST_MAIN(tests)
