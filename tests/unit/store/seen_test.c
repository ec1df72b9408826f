/* SPDX-License-Identifier: MIT
 *
 * The set of texts.
 */
#include <stdio.h>

#include "error.h"
#include "fixture.h"
#include "seen.h"

enum { MANY = 5000 };

static void test_seen__finds_what_was_added(void **state)
{
    cl_seen seen = CL_SEEN_INIT;
    char text[16];

    (void)state;
    assert_false(cl_seen_has(&seen, CL_VIEW("1")));
    for (int i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_int_equal(cl_seen_add(&seen, cl_view_of(text)), 0);
        assert_int_equal(cl_seen_add(&seen, cl_view_of(text)), 0);
    }
    assert_int_equal(seen.count, MANY);
    for (int i = 0; i < MANY * 2; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_int_equal(cl_seen_has(&seen, cl_view_of(text)), i < MANY);
    }
    cl_seen_clear(&seen);
    cl_seen_clear(&seen);
}

static int add_body(void *data)
{
    cl_seen seen = CL_SEEN_INIT;
    char text[16];
    int rc = 0;

    (void)data;
    for (int i = 0; rc == 0 && i < 2000; i++) {
        snprintf(text, sizeof text, "%d", i);
        rc = cl_seen_add(&seen, cl_view_of(text));
    }
    cl_seen_clear(&seen);
    return rc;
}

static void test_seen__survives_lost_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(add_body, NULL) > 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_seen__finds_what_was_added),
    cmocka_unit_test(test_seen__survives_lost_memory),
};

CL_TEST_MAIN(tests)
