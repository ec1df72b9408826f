/* SPDX-License-Identifier: MIT
 *
 * compare over recorded applications: drafts as they stand, others as they were decided.
 */
#include "desk.h"

static void open_draft(desk *d)
{
    desk_open(d, false);
    desk_form_cluster(d);
    desk_run(d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland"
                "|option=reciprocal-visits|funding-model=visits");
    desk_run(d, "application request|application=APP-1|item=visit|school=SCH-1|cost=1320.50");
    desk_run(d, "application request|application=APP-1|item=visit|school=SCH-2");
}

static void test_compare_verbs__takes_drafts_as_they_stand(void **state)
{
    desk d;

    (void)state;
    open_draft(&d);
    desk_run(&d, "compare|first=current|set=visit_rate=1000.00|threads=1");
    desk_expect(&d, "\"applications\": 1, \"changed\": 1");
    desk_expect(&d, "\"before\": {\"amount\": \"2820.50\", \"currency\": \"GBP\"}, \"after\": "
                    "{\"amount\": \"2000.00\", \"currency\": \"GBP\"}");
    desk_expect(&d, "\"subject\": \"APP-1\"");
    desk_run(&d, "application request|application=APP-1|remove=REQ-2");
    desk_run(&d, "compare|first=current|set=visit_rate=1000.00|threads=1");
    desk_expect(&d, "\"before\": {\"amount\": \"1320.50\"");
    desk_close(&d);
}

/* The records go on, what was signed off stays. */
static void test_compare_verbs__takes_others_as_they_were_decided(void **state)
{
    desk d;

    (void)state;
    open_draft(&d);
    desk_run(&d, "application check|application=APP-1");
    desk_run(&d, "application request-signoff|application=APP-1");
    desk_run(&d, "school edit|school=SCH-2|funding=fee-paying");
    desk_run(&d, "compare|first=current|set=visit_rate=1000.00|threads=1|group-by=structure");
    desk_expect(&d, "\"before\": {\"amount\": \"2820.50\"");
    desk_expect(&d, "\"group\": \"hub-and-spoke\", \"count\": 1");
    desk_run(&d, "compare|first=current|second=connecting-classrooms-scotland@2019|threads=1");
    desk_expect(&d, "\"moved\": 1");
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_compare_verbs__takes_drafts_as_they_stand),
    cmocka_unit_test(test_compare_verbs__takes_others_as_they_were_decided),
};

CL_TEST_MAIN(tests)
