/* SPDX-License-Identifier: MIT
 *
 * why, over files, applications and recorded decisions, and while memory runs out.
 */
#include "decide.h"
#include "desk.h"
#include "programme_load.h"
#include "why.h"

#define START                                                                                      \
    "application "                                                                                 \
    "start|cluster=CLU-1|programme=connecting-classrooms-scotland|option=reciprocal-visits"        \
    "|funding-model=visits"

static void open_draft(desk *d)
{
    desk_open(d, false);
    desk_form_cluster(d);
    desk_run(d, START);
    desk_run(d, "application request|application=APP-1|item=visit|school=SCH-1|cost=1320.50");
}

static void test_why__a_draft_is_explained_as_its_records_stand(void **state)
{
    desk d;

    (void)state;
    open_draft(&d);
    desk_run(&d, "why|dossier=APP-1|about=visits");
    desk_expect(&d, "\"subject\": \"APP-1\"");
    desk_expect(&d,
                "\"path\": \"requests[1].cost\", \"says\": \"cost\", \"finding\": \"£1,320.50\"");
    desk_expect(&d, "\"path\": \"visit_rate\"");
    desk_expect(&d, "\"from\": \"2018-09-01\", \"cites\": [\"W1\"]");
    desk_run(&d, "application request|application=APP-1|item=visit|school=SCH-2");
    desk_run(&d, "why|dossier=APP-1|about=requests[2]");
    desk_expect(&d, "\"path\": \"requests[2]\"");
    desk_refuse(&d, "why|dossier=APP-1|about=visit", CL_E_NOT_FOUND, "did you mean 'visits'?");
    desk_refuse(&d, "why|dossier=APP-9|about=visits", CL_E_NOT_FOUND, "APP-9");
    desk_refuse(&d, "why|dossier=DEC-1|about=visits", CL_E_NOT_FOUND, "DEC-1");
    desk_close(&d);
}

/* What was decided stays what is explained, whatever happens to the records afterwards. */
static void test_why__a_frozen_application_is_explained_as_it_was_decided(void **state)
{
    desk d;

    (void)state;
    open_draft(&d);
    desk_run(&d, "application check|application=APP-1");
    desk_run(&d, "application request-signoff|application=APP-1");
    desk_run(&d, "school edit|school=SCH-1|funding=fee-paying");
    desk_run(&d, "why|dossier=APP-1|about=lead-is-state-funded");
    desk_expect(&d, "\"finding\": \"pass\"");
    desk_run(&d, "why|dossier=DEC-1|about=grant");
    desk_expect(&d, "\"subject\": \"DEC-1\"");
    desk_expect(&d, "£1,320.50");
    desk_run(&d, "why|dossier=DEC-1|about=grant|set=visit_rate=1000.00");
    desk_expect(&d, "\"assumed\": {\"visit_rate\": \"1000.00\"}");
    desk_expect(&d, "\"note\": \"assumed\"");
    desk_close(&d);
}

/* ---- without memory ---- */

typedef struct asked {
    cl_programme *programme;
    cl_evaluator evaluator;
    cl_dossier dossier;
    cl_decision decision;
} asked;

static const char two_schools[] =
    "{\"date\": \"2021-04-20\", \"option\": \"network\", \"cluster\": {\"schools\": ["
    "{\"id\": \"s1\", \"country\": \"GB\", \"role\": \"lead\", \"partners\": [\"o1\"]},"
    "{\"id\": \"o1\", \"country\": \"MW\", \"role\": \"partner\", \"partners\": [\"s1\"]}]},"
    "\"requests\": [{\"item\": \"visit\", \"school\": \"s1\"}]}";

static void decide_two_schools(asked *a)
{
    static const char *const roots[] = {CLACHAN_TEST_RULES};
    cl_findings findings = CL_FINDINGS_INIT;
    cl_json *json = NULL;

    a->dossier = (cl_dossier)CL_DOSSIER_INIT;
    assert_int_equal(cl_programme_load(&a->programme,
                                       CLACHAN_TEST_RULES "/connecting-classrooms-scotland",
                                       "2021.lua", roots, 1, &findings, NULL),
                     0);
    assert_int_equal(cl_evaluator_init(&a->evaluator, a->programme, NULL), 0);
    assert_int_equal(cl_json_parse(&json, cl_view_of(two_schools), NULL, 1, NULL), 0);
    assert_int_equal(
        cl_dossier_read(&a->dossier, &a->programme->schema, "GBP", json, &findings, NULL), 0);
    assert_int_equal(cl_decide(&a->decision, &a->evaluator, &a->dossier, NULL, NULL), 0);
    cl_json_free(json);
    cl_findings_clear(&findings);
}

static void forget(asked *a)
{
    cl_decision_clear(&a->decision);
    cl_dossier_clear(&a->dossier);
    cl_evaluator_clear(&a->evaluator);
    cl_programme_free(a->programme);
}

/* Everything at once: the verdict opens every rule that is not met, the grant every line. */
static int explain(void *data)
{
    static const char *const names[] = {"verdict", "grant", "minimum-schools", "upfront"};
    asked *a = data;
    int rc = 0;

    cl_evaluator_begin(&a->evaluator, &a->dossier, NULL); /* uses its memory again */
    for (size_t i = 0; rc == 0 && i < CL_ROWS(names); i++) {
        cl_text out = CL_TEXT_INIT;
        cl_why_tree tree;

        rc = cl_why(&tree, &a->evaluator, &a->decision, names[i], NULL);
        if (rc == 0)
            rc = cl_why_print_text(&out, &tree, 0);
        if (rc == 0)
            rc = cl_why_print_json(&out, &tree);
        cl_text_clear(&out);
        cl_why_clear(&tree);
    }
    return rc;
}

static void test_why__survives_without_memory(void **state)
{
    asked a = {0};

    (void)state;
    decide_two_schools(&a);
    assert_int_equal(explain(&a), 0);
    assert_true(cl_test_each_fault(explain, &a) > 0);
    forget(&a);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_why__a_draft_is_explained_as_its_records_stand),
    cmocka_unit_test(test_why__a_frozen_application_is_explained_as_it_was_decided),
    cmocka_unit_test(test_why__survives_without_memory),
};

CL_TEST_MAIN(tests)
