/* SPDX-License-Identifier: MIT
 *
 * Clusters: dated roles, pairs across the border, one co-ordinator at a time.
 */
#include <stdio.h>
#include <string.h>

#include "desk.h"

static void test_cluster_verbs__form_a_cluster(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "cluster show|cluster=CLU-1");
    desk_expect(
        &d, "\"members\": [{\"id\": \"MEM-1\", \"school\": \"SCH-1\", \"name\": \"Clyde Primary\","
            " \"country\": \"GB\", \"role\": \"lead\", \"from\": \"2020-09-01\", \"to\": null}");
    desk_expect(&d, "{\"id\": \"PAR-2\", \"home\": \"SCH-2\", \"overseas\": \"SCH-4\"");
    desk_expect(&d, "\"coordinator\": {\"id\": \"COO-1\", \"name\": \"A. Teacher\"");
    desk_run(&d, "cluster list|on=2020-08-31");
    desk_expect(&d, "\"schools\": 0");
    desk_run(&d, "cluster list");
    desk_expect(&d, "\"schools\": 4");
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_cluster_verbs__a_new_role_ends_the_old_one(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_refuse(&d, "cluster add|cluster=CLU-1|school=SCH-2|role=partner", CL_E_STATE,
                "SCH-2 is partner of CLU-1 already (MEM-2)");
    desk_refuse(&d, "cluster add|cluster=CLU-1|school=SCH-2|role=network|from=2020-09-01",
                CL_E_STATE, "at least one day");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-2|role=network|from=2021-01-01");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2020-12-31");
    desk_expect(&d, "\"role\": \"partner\", \"from\": \"2020-09-01\", \"to\": \"2020-12-31\"");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2021-01-01");
    desk_expect(&d, "\"role\": \"network\", \"from\": \"2021-01-01\", \"to\": null");
    desk_run(&d, "verify");
    desk_close(&d);
}

/* Rows of one school that share a day are refused, by name and as a whole: the row before is not
 * ended either. */
static void test_cluster_verbs__memberships_never_overlap(void **state)
{
    static const struct {
        const char *line, *words;
    } rows[] = {
        {"from=2020-10-01", "SCH-2 is network of CLU-1 from 2021-01-01 to 2021-06-30 already "
                            "(MEM-5); one school is one member on one day: give --to 2020-12-31 "
                            "or earlier"},
        {"from=2020-10-01|to=2021-01-01", "MEM-5"},
        {"from=2020-10-01|to=2021-12-31", "MEM-5"},
        {"from=2020-08-01", "SCH-2 is partner of CLU-1 from 2020-09-01 to 2020-12-31 already "
                            "(MEM-2)"},
        {"from=2020-08-01|to=2020-09-01", "MEM-2"},
        {"from=2020-08-01|to=2020-07-31", "to: the last day lies before the first"},
    };
    char line[160];
    int64_t members;
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d,
             "cluster add|cluster=CLU-1|school=SCH-2|role=network|from=2021-01-01|to=2021-06-30");
    desk_run(&d, "log|id=MEM-2");
    members = (int64_t)d.row_count;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        snprintf(line, sizeof line, "cluster add|cluster=CLU-1|school=SCH-2|role=sponsor|%s",
                 rows[i].line);
        desk_refuse(&d, line, strncmp(rows[i].words, "to:", 3) == 0 ? CL_E_INVALID : CL_E_STATE,
                    rows[i].words);
        desk_run(&d, "log|id=MEM-2");
        assert_int_equal(d.row_count, members);
    }
    desk_run(&d, "log|id=MEM-6");
    assert_int_equal(d.row_count, 0);
    desk_run(&d,
             "cluster add|cluster=CLU-1|school=SCH-2|role=sponsor|from=2020-08-01|to=2020-08-31");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-2|role=sponsor|from=2021-07-01");
    desk_run(&d, "cluster members|cluster=CLU-1|school=SCH-2");
    assert_int_equal(d.row_count, 4);
    desk_expect(&d, "\"role\": \"partner\", \"from\": \"2020-09-01\", \"to\": \"2020-12-31\"");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2020-08-31");
    desk_expect(&d, "\"role\": \"sponsor\", \"from\": \"2020-08-01\", \"to\": \"2020-08-31\"");
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_cluster_verbs__members_leave(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d,
             "cluster remove|cluster=CLU-1|school=SCH-4|to=2021-03-31|reason=the school closed");
    desk_refuse(&d, "cluster remove|cluster=CLU-1|school=SCH-4|reason=again", CL_E_STATE,
                "no member of CLU-1");
    desk_run(&d, "cluster list|on=2021-03-31");
    desk_expect(&d, "\"schools\": 4");
    desk_run(&d, "cluster list|on=2021-04-01");
    desk_expect(&d, "\"schools\": 3");
    desk_run(&d, "log|id=MEM-4");
    assert_int_equal(d.row_count, 2);
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-4|role=network|from=2021-04-11");
    desk_run(&d, "cluster members|cluster=CLU-1"); /* the days between are seen */
    assert_int_equal(d.row_count, 5);
    desk_expect(&d, "\"role\": \"partner\", \"from\": \"2020-09-01\", \"to\": \"2021-03-31\", "
                    "\"reason\": \"the school closed\"");
    desk_expect(&d, "\"role\": \"network\", \"from\": \"2021-04-11\", \"to\": null, \"reason\": "
                    "null, \"head_supports\": null, \"no_member_from\": \"2021-04-01\", "
                    "\"no_member_to\": \"2021-04-10\"");
    assert_non_null(strstr(d.texts.at, "no member   2021-04-01  2021-04-10\nSCH-4 "));
    desk_run(&d, "verify");
    desk_close(&d);
}

/* Who read a version that is not the present one has not seen what he would write over. */
static void test_cluster_verbs__a_stale_version_is_refused(void **state)
{
    static const char *const lines[] = {"cluster edit|cluster=CLU-1|purpose=More",
                                        "school edit|school=SCH-1|pupils=7"};
    char line[100];
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    for (size_t i = 0; i < CL_ROWS(lines); i++) {
        snprintf(line, sizeof line, "%s|version=1", lines[i]);
        desk_run(&d, line);
        desk_refuse(&d, line, CL_E_STATE, "-1 has version 2 now, not 1; 'clachan log ");
        snprintf(line, sizeof line, "%s|version=2", lines[i]);
        desk_run(&d, line);
    }
    desk_close(&d);
}

static void test_cluster_verbs__refuse_by_name(void **state)
{
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"cluster add|cluster=CLU-9|school=SCH-1|role=lead", CL_E_NOT_FOUND,
         "there is no cluster CLU-9"},
        {"cluster add|cluster=9|school=SCH-1|role=lead", CL_E_INVALID, "write it as CLU-12"},
        {"cluster add|cluster=CLU-1|school=Clyde|role=lead", CL_E_INVALID,
         "'clachan school search' finds both"},
        {"cluster add|cluster=CLU-1|school=GB-EDU:1|role=lead", CL_E_NOT_FOUND,
         "no school 1 in the register GB-EDU"},
        {"cluster add|cluster=CLU-1|school=SCH-1|role=led", CL_E_INVALID, "did you mean 'lead'"},
        {"cluster create|name= ", CL_E_INVALID, "needs a name"},
        {"cluster create|name=X|structure=wheel", CL_E_INVALID,
         "expected one of hub-and-spoke, broad-area, formal"},
        {"cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-2", CL_E_STATE,
         "both in the United Kingdom"},
        {"cluster pair|cluster=CLU-1|school=SCH-3|partner=SCH-4", CL_E_STATE, "both overseas"},
        {"cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-3", CL_E_STATE, "paired already"},
        {"cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-5", CL_E_STATE,
         "no member of CLU-1 on that day"},
        {"cluster coordinator|cluster=CLU-1|school=SCH-5|name=X", CL_E_STATE,
         "no member of CLU-1 on that day"},
        {"cluster coordinator|cluster=CLU-1|school=SCH-1|name=X|from=2020-09-01", CL_E_STATE,
         "from that very day"},
        {"self-evaluation add|school=SCH-1|date=2021-04-21", CL_E_INVALID, "still to come"},
        {"self-evaluation add|school=SCH-99", CL_E_NOT_FOUND, "there is no school SCH-99"},
    };
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "school add|name=Ndola Primary|country=ZM");
    desk_run(&d, "log|limit=1");
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        desk_refuse(&d, rows[i].line, rows[i].code, rows[i].words);
    desk_run(&d, "log");
    assert_int_equal(d.row_count, 15); /* none of them left an event */
    desk_close(&d);
}

static void test_cluster_verbs__one_coordinator_at_a_time(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-2|name=B. Teacher|from=2021-02-01");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2021-01-31");
    desk_expect(&d, "\"name\": \"A. Teacher\"");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2021-02-01");
    desk_expect(&d, "\"name\": \"B. Teacher\"");
    desk_close(&d);
}

static void test_cluster_verbs__dry_run_keeps_nothing(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_close(&d);
    desk_open(&d, true);
    desk_run(&d, "cluster create|name=Provisional");
    desk_expect(&d, "\"id\": \"CLU-2\"");
    desk_close(&d);
    desk_open(&d, false);
    desk_run(&d, "cluster list");
    assert_int_equal(d.row_count, 1);
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_cluster_verbs__form_a_cluster),
    cmocka_unit_test(test_cluster_verbs__a_new_role_ends_the_old_one),
    cmocka_unit_test(test_cluster_verbs__memberships_never_overlap),
    cmocka_unit_test(test_cluster_verbs__members_leave),
    cmocka_unit_test(test_cluster_verbs__a_stale_version_is_refused),
    cmocka_unit_test(test_cluster_verbs__refuse_by_name),
    cmocka_unit_test(test_cluster_verbs__one_coordinator_at_a_time),
    cmocka_unit_test(test_cluster_verbs__dry_run_keeps_nothing),
};

CL_TEST_MAIN(tests)
