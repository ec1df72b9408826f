/* SPDX-License-Identifier: MIT
 *
 * Which alarm a delivery has, from an hour before its deadline on, and when there is none.
 */
#include "delivery_alarm.h"

#include "test_support.h"

enum { MINUTE = 60 * 1000 };

static void test_delivery_alarm__by_time_left(void **state)
{
    static const struct {
        const char *delivery_state;
        int64_t left, next; /* milliseconds before the deadline, and from now to the next try */
        const char *want;
    } rows[] = {
        {"queued", 61 * MINUTE, 0, NULL},
        {"queued", 60 * MINUTE, 0, "deadline_1h"},
        {"unknown", 11 * MINUTE, 0, "deadline_1h"},
        {"sending", 10 * MINUTE, 0, "deadline_10m"},
        {"held", 1, 0, "deadline_10m"},
        {"dead", 0, 0, "deadline_passed"},
        {"queued", -MINUTE, 0, "deadline_passed"},
        {"queued", 61 * MINUTE, 62 * MINUTE, "next_after_deadline"},
        {"queued", 61 * MINUTE, 61 * MINUTE, NULL},
        {"unknown", 6000 * MINUTE, 6001 * MINUTE, "next_after_deadline"},
        {"held", 61 * MINUTE, 62 * MINUTE, NULL}, /* no time ends it */
        {"acknowledged", 0, 0, NULL},
        {"rejected", 0, 0, NULL},
        {"cancelled", 0, 0, NULL},
    };
    const int64_t now = 1618920000000;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_delivery delivery = {.state = cl_view_of(rows[i].delivery_state),
                                .deadline_at = cl_known(now + rows[i].left),
                                .next_at = now + rows[i].next};
        const cl_delivery_alarm *alarm = cl_delivery_alarm_of(&delivery, now);

        if ((alarm == NULL) != (rows[i].want == NULL))
            fail_msg("row %zu: %s", i, alarm != NULL ? alarm->name : "none");
        if (alarm != NULL)
            assert_string_equal(alarm->name, rows[i].want);
        delivery.deadline_at.known = false;
        assert_null(cl_delivery_alarm_of(&delivery, now));
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_delivery_alarm__by_time_left)};

CL_TEST_MAIN(tests)
