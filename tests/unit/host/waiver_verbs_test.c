/* SPDX-License-Identifier: MIT
 *
 * Waivers: who may be set aside, what a decision keeps of them, and that it replays with them.
 */
#include <sys/stat.h>

#include "desk.h"
#include "waivers.h"

/* A programme with one waivable rule: there is none among the cluster programmes. */
static const char edition[] =
    "programme \"waivable\" { edition = \"2021\", currency = \"GBP\", title = \"Waivable\",\n"
    "  in_force = { from = \"2021-01-01\" } }\n"
    "use \"lib.cluster\"\n"
    "clause \"X1\" { source = \"made\", place = \"up\", sense = \"Three schools.\" }\n"
    "rule \"three-schools\" { stage = \"form\", level = \"waivable\", cite = \"X1\",\n"
    "  title = \"Five schools\", needs = F.cluster.schools:count():at_least(5) }\n"
    "rule \"a-school\" { stage = \"form\", cite = \"X1\", title = \"A school\",\n"
    "  needs = F.cluster.schools:count():at_least(1) }\n";

static void open_office(desk *d)
{
    char folder[CL_TEST_PATH], path[CL_TEST_PATH];

    desk_open(d, false);
    desk_form_cluster(d);
    cl_test_path(folder, "waivable");
    assert_int_equal(mkdir(folder, 0700), 0);
    cl_test_file(path, "waivable/2021.lua", edition, sizeof edition - 1);
    desk_run(d, "application start|cluster=CLU-1|programme=waivable|option=reciprocal-visits"
                "|funding-model=visits");
}

static void test_waiver_verbs__only_a_waivable_rule(void **state)
{
    desk d;

    (void)state;
    open_office(&d);
    desk_refuse(&d, "waiver add|application=APP-1|rule=a-school|reason=none", CL_E_STATE,
                "only a waivable rule can be set aside");
    desk_refuse(&d, "waiver add|application=APP-1|rule=three-school|reason=none", CL_E_NOT_FOUND,
                "did you mean 'three-schools'?");
    desk_refuse(&d, "waiver add|application=APP-1|rule=three-schools|reason= ", CL_E_MISUSE,
                "needs a reason");
    desk_refuse(&d, "waiver add|application=APP-1|rule=three-schools|reason=x|until=2021-04-19",
                CL_E_INVALID, "before the day of the application");
    desk_run(&d, "waiver add|application=APP-1|rule=three-schools|reason=an island");
    desk_expect(&d, "\"rule\": \"three-schools\", \"person\": \"ann\", \"reason\": \"an island\"");
    desk_refuse(&d, "waiver add|application=APP-1|rule=three-schools|reason=again", CL_E_STATE,
                "WAI-1 sets 'three-schools' aside already");
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_waiver_verbs__a_decision_keeps_them(void **state)
{
    desk d;

    (void)state;
    open_office(&d);
    desk_run(&d, "application check|application=APP-1");
    desk_expect(&d, "\"verdict\": \"ineligible\"");
    desk_run(&d, "waiver add|application=APP-1|rule=three-schools|reason=an island");
    desk_run(&d, "application check|application=APP-1");
    desk_expect(&d, "\"verdict\": \"eligible\"");
    desk_expect(&d, "\"verdict\": \"waived\"");
    desk_expect(&d, "set aside by ann: an island");
    desk_run(&d, "why|dossier=APP-1|about=three-schools");
    desk_expect(&d, "\"finding\": \"waived\"");
    desk_run(&d, "waiver end|waiver=WAI-1");
    desk_refuse(&d, "waiver end|waiver=WAI-1", CL_E_STATE, "has ended already");
    desk_run(&d, "application check|application=APP-1");
    desk_expect(&d, "\"verdict\": \"ineligible\"");
    desk_run(&d, "replay"); /* each decision with the waivers of its time */
    assert_int_equal(d.row_count, 3);
    desk_run(&d, "why|dossier=DEC-2|about=three-schools");
    desk_expect(&d, "\"finding\": \"waived\"");
    desk_run(&d, "waiver add|application=APP-1|rule=three-schools|reason=still an island");
    desk_run(&d, "waiver list|application=APP-1");
    assert_int_equal(d.row_count, 2);
    desk_run(&d, "verify");
    desk_close(&d);
}

/* Past its last day a waiver counts no more. */
static void test_waiver_verbs__end_by_themselves(void **state)
{
    cl_waiver items[] = {{"three-schools", "ann", "an island", 18737},
                         {"r", "b", "c", CL_DATE_MAX}};
    cl_waivers waivers = {items, 2}, again;
    cl_arena arena = CL_ARENA_INIT;
    cl_text text = CL_TEXT_INIT;

    (void)state;
    assert_int_equal(cl_waivers_print(&text, &waivers), 0);
    assert_string_equal(text.at, "[{\"rule\": \"three-schools\", \"person\": \"ann\", \"reason\": "
                                 "\"an island\", \"until\": \"2021-04-20\"}, {\"rule\": \"r\", "
                                 "\"person\": \"b\", \"reason\": \"c\", \"until\": null}]");
    assert_int_equal(cl_waivers_read(&again, &arena, cl_text_view(&text), NULL), 0);
    assert_int_equal(again.count, 2);
    assert_string_equal(again.items[0].reason, "an island");
    assert_int_equal(again.items[0].until, 18737);
    assert_int_equal(again.items[1].until, CL_DATE_MAX);
    cl_text_clear(&text);
    cl_arena_clear(&arena);
}

static int print_and_read(void *data)
{
    cl_waiver items[] = {{"three-schools", "ann", "an island", 18737}};
    cl_waivers waivers = {items, 1}, again;
    cl_arena arena = CL_ARENA_INIT;
    cl_text text = CL_TEXT_INIT;
    int rc = cl_waivers_print(&text, &waivers);

    (void)data;
    if (rc == 0)
        rc = cl_waivers_read(&again, &arena, cl_text_view(&text), NULL);
    cl_text_clear(&text);
    cl_arena_clear(&arena);
    return rc;
}

static void test_waiver_verbs__survive_without_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(print_and_read, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_waiver_verbs__only_a_waivable_rule),
    cmocka_unit_test(test_waiver_verbs__a_decision_keeps_them),
    cmocka_unit_test(test_waiver_verbs__end_by_themselves),
    cmocka_unit_test(test_waiver_verbs__survive_without_memory),
};

CL_TEST_MAIN(tests)
