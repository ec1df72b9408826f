/* SPDX-License-Identifier: MIT
 *
 * The delivery machine as data: every way that exists, some that must not, and that each state has
 * a way out or is final.
 */
#include "test_support.h"

#include "delivery_machine.h"

#include <string.h>

static const char *target(const char *from, const char *event, bool commits)
{
    const cl_delivery_move *move = cl_delivery_find_move(from, event, commits);

    return move != NULL ? move->to : "none";
}

static void test_delivery_machine__moves(void **state)
{
    static const struct {
        const char *from, *event;
        bool commits;
        const char *to;
    } rows[] = {
        {"sending", "committed", true, "acknowledged"},
        {"sending", "lost", true, "unknown"},
        {"unknown", "found_same", true, "acknowledged"},
        {"unknown", "found_same", false, "queued"},
        {"unknown", "repeat_start", false, "queued"},
        {"unknown", "repeat_start", true, "none"}, /* a submission is never simply repeated */
        {"unknown", "again", true, "none"},
        {"unknown", "give_up", true, "none"}, /* unknown never becomes dead */
        {"unknown", "cancel", false, "none"},
        {"sending", "cancel", false, "none"},
        {"acknowledged", "cancel", false, "none"},
        {"rejected", "resume", false, "none"},
        {"queued", "committed", true, "none"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_string_equal(target(rows[i].from, rows[i].event, rows[i].commits), rows[i].to);
}

static void test_delivery_machine__final_states(void **state)
{
    static const char *const final[] = {"rejected", "cancelled", "numbered"};
    size_t count;
    const cl_delivery_move *moves = cl_delivery_moves(&count);

    (void)state;
    for (size_t i = 0; i < CL_ROWS(final); i++)
        assert_true(cl_delivery_is_final(final[i]));
    for (size_t i = 0; i < count; i++)
        assert_false(cl_delivery_is_final(moves[i].from));
}

/* Only what the portal has, and what it refuses, moves the application. */
static void test_delivery_machine__tells_the_application(void **state)
{
    size_t count;
    const cl_delivery_move *moves = cl_delivery_moves(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const char *want = strcmp(moves[i].to, "acknowledged") == 0 ? "delivered"
                           : strcmp(moves[i].to, "rejected") == 0   ? "refused"
                           : strcmp(moves[i].to, "cancelled") == 0  ? "abandon"
                                                                    : NULL;

        if (want == NULL)
            assert_null(moves[i].application);
        else
            assert_string_equal(moves[i].application, want);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_delivery_machine__moves),
    cmocka_unit_test(test_delivery_machine__final_states),
    cmocka_unit_test(test_delivery_machine__tells_the_application),
};

CL_TEST_MAIN(tests)
