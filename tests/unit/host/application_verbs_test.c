/* SPDX-License-Identifier: MIT
 *
 * Applications from records: start, requests, edits, the dossier, awards.
 */
#include <string.h>

#include "desk.h"
#include "json.h"

#define START                                                                                      \
    "application "                                                                                 \
    "start|cluster=CLU-1|programme=connecting-classrooms-scotland|option=reciprocal-visits"        \
    "|funding-model=visits"

static void test_application_verbs__pin_the_edition_of_the_day(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, START);
    desk_expect(&d, "\"edition\": \"2021\", \"date\": \"2021-04-20\"");
    desk_expect(&d, "\"edition_digest\": \"sha256:");
    desk_refuse(&d, START, CL_E_STATE, "a live application in this programme already");
    desk_run(&d, "application list|state=draft|live=true");
    assert_int_equal(d.row_count, 1);
    desk_run(&d, "application list|state=signed");
    assert_int_equal(d.row_count, 0);
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_application_verbs__requests_come_and_go(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, START);
    desk_run(&d, "application request|application=APP-1|item=visit|school=SCH-1|cost=1320.50");
    desk_run(&d, "application request|application=APP-1|item=supply|days=7");
    desk_run(&d, "application request|application=APP-1|remove=REQ-1");
    desk_run(&d, "application show|application=APP-1");
    desk_expect(
        &d,
        "\"requests\": [{\"id\": \"REQ-2\", \"item\": \"supply\", \"school\": null, \"days\": 7,"
        " \"cost\": null}]");
    desk_refuse(&d, "application request|application=APP-1|remove=REQ-1", CL_E_STATE,
                "REQ-1 is no request of APP-1");
    desk_refuse(&d, "application request|application=APP-1|item=vist", CL_E_INVALID,
                "did you mean 'visit'");
    desk_refuse(&d, "application request|application=APP-1", CL_E_MISUSE,
                "write what is asked for");
    desk_refuse(&d, "application request|application=APP-1|item=visit|cost=12.345", CL_E_INVALID,
                "cost");
    desk_refuse(&d, "application request|application=APP-1|item=visit|cost=-1.00", CL_E_INVALID,
                "from 0.00 up");
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_application_verbs__edit_a_draft(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, START);
    desk_run(&d, "application edit|application=APP-1|funding-model=online|answers={\"b\": 1, "
                 "\"a\": \"x\"}|version=1");
    desk_expect(&d, "\"answers\": {\"a\":\"x\",\"b\":1}");
    desk_expect(&d, "\"version\": 2");
    desk_refuse(&d, "application edit|application=APP-1|funding-model=visits|version=1", CL_E_STATE,
                "has version 2 now, not 1");
    desk_refuse(&d, "application edit|application=APP-1|answers=[1]", CL_E_INVALID,
                "expected an object");
    desk_refuse(&d, "application edit|application=APP-1|answers={", CL_E_INVALID, "--answers");
    desk_refuse(&d, "application check|application=APP-1", CL_E_INVALID,
                "answers.a: unknown field");
    desk_run(&d, "application edit|application=APP-1|answers={}");
    desk_run(&d, "application check|application=APP-1");
    desk_run(&d, "verify");
    desk_close(&d);
}

/* The dossier is that of the application's date, and its bytes are the same each time. */
static void test_application_verbs__dossier_from_records(void **state)
{
    static const char want[] = "{\"programme\": \"connecting-classrooms-scotland\", \"edition\": "
                               "\"2021\", \"date\": \"2021-04-20\","
                               " \"option\": \"reciprocal-visits\", \"funding_model\": \"visits\", "
                               "\"cluster\": {\"name\": \"Clyde and"
                               " Zomba\", \"structure\": \"hub-and-spoke\", \"coordinator\": "
                               "{\"name\": \"A. Teacher\", \"school\":"
                               " \"SCH-1\"}, \"schools\": [{\"id\": \"SCH-1\", \"name\": \"Clyde "
                               "Primary\", \"country\": \"GB\", \"role\":"
                               " \"lead\", \"partners\": [\"SCH-3\"], \"phase\": \"primary\", "
                               "\"funding\": \"state\", \"pupils\": 210,"
                               " \"self_evaluation\": \"2021-01-10\", \"holds_grant\": false},";
    char first[4096];
    cl_json *json = NULL;
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, START);
    desk_run(&d, "application request|application=APP-1|item=visit|school=SCH-1|cost=1320.50");
    desk_run(&d, "cluster remove|cluster=CLU-1|school=SCH-4|reason=left later|to=2021-04-20");
    desk_run(&d, "dossier|application=APP-1");
    if (strncmp(d.rows.at, want, sizeof want - 1) != 0)
        fail_msg("%s", d.rows.at);
    desk_expect(
        &d, "\"requests\": [{\"item\": \"visit\", \"school\": \"SCH-1\", \"cost\": \"1320.50\"}],"
            " \"answers\": {}}");
    assert_int_equal(cl_json_parse(&json, cl_text_view(&d.rows), NULL, 1, NULL), 0);
    assert_int_equal(
        cl_json_count(cl_json_get(cl_json_get(cl_json_root(json), "cluster"), "schools")), 4);
    cl_json_free(json);
    assert_true(d.rows.length < sizeof first);
    memcpy(first, d.rows.at, d.rows.length + 1);
    desk_run(&d, "dossier|application=APP-1");
    assert_string_equal(d.rows.at, first);
    desk_run(
        &d,
        "application edit|application=APP-1|date=2021-04-21"); /* a day later one school is gone */
    desk_run(&d, "dossier|application=APP-1");
    assert_null(strstr(d.rows.at, "\"id\": \"SCH-4\""));
    desk_expect(&d, "\"partners\": [\"SCH-4\"]"); /* the pair stays until somebody ends it */
    desk_close(&d);
}

/* From draft to signed: the same records decide, freeze and sign. */
static void test_application_verbs__to_signed(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, START);
    desk_run(&d, "application request|application=APP-1|item=visit|school=SCH-1");
    desk_run(&d, "application check|application=APP-1");
    desk_expect(&d, "\"state\": \"ready\"");
    desk_run(&d, "application request-signoff|application=APP-1");
    desk_refuse(&d, "application edit|application=APP-1|option=online", CL_E_STATE,
                "edit starts from draft or ready");
    desk_refuse(&d, "application sign|application=APP-1", CL_E_STATE, "another person gives it");
    desk_run(&d, "verify");
    desk_run(&d, "award list");
    assert_int_equal(d.row_count, 0);
    desk_run(&d, "instalment list");
    assert_int_equal(d.row_count, 0);
    desk_refuse(&d, "award show|award=AWD-1", CL_E_NOT_FOUND, "there is no award AWD-1");
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_application_verbs__pin_the_edition_of_the_day),
    cmocka_unit_test(test_application_verbs__requests_come_and_go),
    cmocka_unit_test(test_application_verbs__edit_a_draft),
    cmocka_unit_test(test_application_verbs__dossier_from_records),
    cmocka_unit_test(test_application_verbs__to_signed),
};

CL_TEST_MAIN(tests)
