/* SPDX-License-Identifier: MIT
 *
 * Schools by hand: adding, editing, finding, listing.
 */
#include <stdio.h>

#include "desk.h"

static void test_school_verbs__add_and_edit(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_run(&d,
             "school add|name= Zomba Primary |country=MW|town=Zomba|pupils=0|opened=1950-01-01");
    desk_expect(&d, "\"name\": \"Zomba Primary\"");
    desk_expect(&d, "\"pupils\": 0");
    desk_expect(&d, "\"opened\": \"1950-01-01\"");
    desk_run(&d, "school add|name=Clyde|country=GB|register=GB-SCOTEDU:8200001");
    desk_run(&d, "school show|school=GB-SCOTEDU:8200001");
    desk_expect(&d, "\"register_ids\": {\"GB-SCOTEDU\": \"8200001\"}");
    desk_run(&d, "school edit|school=SCH-1|phase=primary|funding=state");
    desk_run(&d, "school show|school=SCH-1");
    desk_expect(
        &d, "\"phase\": \"primary\", \"funding\": \"state\", \"pupils\": 0, \"town\": \"Zomba\"");
    desk_run(&d, "school edit|school=SCH-1|phase=primary"); /* nothing new: no event */
    desk_run(&d, "log");
    assert_int_equal(d.row_count, 3);
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_school_verbs__refuse_by_name(void **state)
{
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"school add|name=X|country=XX", CL_E_INVALID, "country: found 'XX'"},
        {"school add|name=X|country=gb", CL_E_INVALID, "two capitals"},
        {"school add|name= |country=GB", CL_E_INVALID, "needs a name"},
        {"school add|name=X|country=GB|phase=primry", CL_E_INVALID, "did you mean 'primary'"},
        {"school add|name=X|country=GB|pupils=-1", CL_E_INVALID, "a whole number"},
        {"school add|name=X|country=GB|opened=2021-02-31", CL_E_MISUSE, "2021-02-31"},
        {"school add|name=X|country=GB|register=URN:1", CL_E_INVALID, "GB-SCOTEDU"},
        {"school add|name=X|country=GB|register=GB-EDU:", CL_E_INVALID, "SCHEME:NUMBER"},
        {"school add|name=X|country=GB|register=GB-EDU:100000", CL_E_STATE,
         "GB-EDU:100000 is another school's on one of these days: SCH-1, "},
        {"school add|country=GB", CL_E_MISUSE, "school add needs NAME"},
        {"school show|school=SCH-77", CL_E_NOT_FOUND, "there is no school SCH-77"},
        {"school search|word=-", CL_E_INVALID, "write a word"},
        {"school edit|school=SCH-1|phase=prim", CL_E_INVALID, "phase"},
    };
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_run(&d, "school add|name=The first|country=GB|register=GB-EDU:100000");
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        desk_refuse(&d, rows[i].line, rows[i].code, rows[i].words);
    desk_run(&d, "school list");
    assert_int_equal(d.row_count, 1);
    desk_close(&d);
}

static void test_school_verbs__list_and_search(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "school list|country=MW");
    assert_int_equal(d.row_count, 2);
    desk_run(&d, "school list|limit=1|after=SCH-2");
    assert_int_equal(d.row_count, 1);
    desk_expect(&d, "\"id\": \"SCH-3\"");
    desk_run(&d, "school search|word=zomba|word=prim");
    assert_int_equal(d.row_count, 1);
    desk_run(&d, "school search|word=nowhere at all");
    assert_int_equal(d.row_count, 0);
    assert_string_equal(d.notes.at, "no school has all of these words\n");
    desk_close(&d);
}

static int edit_pupils(void *data)
{
    desk *d = data;
    static int
        pupils; /* another number each time, since a run that was hit may still have been done */
    char line[64];
    int rc = desk_try_open(d, false);

    snprintf(line, sizeof line, "school edit|school=SCH-1|pupils=%d", ++pupils);
    if (rc == 0)
        rc = desk_try(d, line);
    desk_close(d);
    return rc;
}

/* Whatever allocation fails, the school is as before or as after. */
static void test_school_verbs__survive_lost_memory(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_close(&d);
    assert_true(cl_test_each_fault(edit_pupils, &d) > 20);
    desk_open(&d, false);
    desk_run(&d, "verify");
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_school_verbs__add_and_edit),
    cmocka_unit_test(test_school_verbs__refuse_by_name),
    cmocka_unit_test(test_school_verbs__list_and_search),
    cmocka_unit_test(test_school_verbs__survive_lost_memory),
};

CL_TEST_MAIN(tests)
