/* SPDX-License-Identifier: MIT
 *
 * Fault twins of the verbs about people, clusters, money and the life of a partnership: whichever
 * allocation fails, the command says so, keeps nothing, and leaves no memory behind. Each group is
 * a dry run over one office; the database is the same afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "desk.h"

enum { LINES = 14 };

typedef struct group {
    const char *lines[LINES];
} group;

static int run_group(void *data)
{
    const group *g = data;
    desk d;
    int rc = desk_try_open(&d, true);

    for (size_t i = 0; rc == 0 && i < LINES && g->lines[i] != NULL; i++)
        rc = desk_try(&d, g->lines[i]);
    if (rc != 0 && rc != CL_E_MEMORY)
        print_error("%s\n", d.refused.at == NULL ? "(nothing said)" : d.refused.at);
    desk_close(&d);
    return rc;
}

static void make_office(void)
{
    desk d;

    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "person add|name=Wilhelmina Canary|contact=canary@school.example");
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|person=PER-1|from=2021-02-01");
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|name=B. Other|from=2021-03-01");
    desk_run(&d, "meeting add|cluster=CLU-1|note=Wilhelmina Canary spoke");
    desk_run(&d, "advisor add|name=C. Advisor");
    desk_run(&d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland");
    desk_close(&d);
}

static void expect_no_change(void)
{
    desk d;

    desk_open(&d, false);
    desk_run(&d, "verify");
    desk_expect(&d, "\"events\": 20,");
    desk_close(&d);
}

static void twin(const group *g)
{
    group copy = *g;

    make_office();
    assert_true(cl_test_each_fault(run_group, &copy) > 0);
    expect_no_change();
}

static void test_memory__people(void **state)
{
    static const group g = {{
        "person add|name=D. Officer|contact=d@x.example|basis=contract|account=dora",
        "person edit|person=PER-2|contact=e@x.example",
        "purpose add|person=PER-2|purpose=officer",
        "purpose end|purpose=PUR-1",
        "post add|person=PER-2|school=SCH-1|post=head",
        "post end|post=POS-1",
        "person due-erasure",
        "person list",
    }};

    (void)state;
    twin(&g);
}

static void test_memory__erasing(void **state)
{
    static const group g = {{
        "person export|person=PER-1",
        "redact|event=18|field=note|reason=named somebody",
        "person erase|person=PER-1|reason=asked",
        "log|id=PER-1",
        "anchor",
    }};

    (void)state;
    twin(&g);
}

static void test_memory__roles(void **state)
{
    static const group g = {{
        "person add|name=Ann Boyd|account=ann",
        "role grant|person=PER-2|role=admin",
        "role grant|person=PER-2|role=officer|scope=CLU-1",
        "role list",
    }};

    (void)state;
    twin(&g);
}

/* The actor holds roles: every command is asked at the door, which must not open by itself. */
static void test_memory__at_the_door(void **state)
{
    static const group g = {{
        "why-not|id=CLU-1|event=cluster edit",
        "self-evaluation add|school=SCH-3|date=2021-02-01",
        "contribution add|cluster=CLU-1|school=SCH-1|year=2021|amount=10.00",
        "contribution pay|contribution=CON-1",
    }};
    group copy = g;
    desk d;

    (void)state;
    make_office();
    desk_open(&d, false);
    desk_run(&d, "person add|name=Ann Boyd|account=ann");
    desk_run(&d, "role grant|person=PER-2|role=admin");
    desk_run(&d, "role grant|person=PER-2|role=coord|scope=CLU-1");
    desk_close(&d);
    assert_true(cl_test_each_fault(run_group, &copy) > 0);
    desk_open(&d, false);
    desk_run(&d, "verify");
    desk_expect(&d, "\"events\": 23,");
    desk_close(&d);
}

static void test_memory__cluster(void **state)
{
    static const group g = {{
        "cluster create|name=Other|formed=2021-01-01",
        "cluster edit|cluster=CLU-1|annual-cost=6000.00|purpose=Music",
        "cluster structure|cluster=CLU-1|structure=broad-area",
        "cluster add|cluster=CLU-2|school=SCH-1|role=lead|from=2021-01-01",
        "cluster add|cluster=CLU-2|school=SCH-3|role=partner|from=2021-01-01",
        "cluster pair|cluster=CLU-2|school=SCH-1|partner=SCH-3|propose=true",
        "cluster agree|cluster=CLU-2|school=SCH-1|partner=SCH-3",
        "cluster head|cluster=CLU-2|school=SCH-1|evidence=letter",
        "cluster coordinator|cluster=CLU-2|school=SCH-1|name=E. Third",
        "cluster remove|cluster=CLU-2|school=SCH-3|reason=left",
        "cluster show|cluster=CLU-2",
        "cluster dissolve|cluster=CLU-2|reason=over",
        "cluster list",
    }};

    (void)state;
    twin(&g);
}

static void test_memory__partnership(void **state)
{
    static const group g = {{
        "board seat|cluster=CLU-1|school=SCH-1|name=B. Head",
        "term add|name=2021-spring|from=2021-01-05|to=2021-04-20",
        "board terms|cluster=CLU-1",
        "agreement draft|home=SCH-1|overseas=SCH-3|cluster=CLU-1",
        "agreement sign|agreement=AGR-1|side=home",
        "agreement sign|agreement=AGR-1|side=overseas",
        "agreement review|agreement=AGR-1|took-part=staff|outcome=kept",
        "contribution add|cluster=CLU-1|school=SCH-1|year=2021|amount=10.00",
        "support introduce|cluster=CLU-1|advisor=ADV-1",
        "support book|cluster=CLU-1|advisor=ADV-1|hours=2",
        "support release|entry=SUP-2",
        "self-evaluation roll-up|cluster=CLU-1",
        "journey acknowledge|cluster=CLU-1|programme=connecting-classrooms-scotland",
        "journey|cluster=CLU-1",
    }};

    (void)state;
    twin(&g);
}

static void test_memory__directory(void **state)
{
    static const group g = {{
        "directory add|name=Link|website=https://x.example|source=them|offers=advice|countries=GB",
        "directory edit|organisation=ORG-1|themes=music",
        "directory check|organisation=ORG-1",
        "directory list|country=GB",
    }};

    (void)state;
    twin(&g);
}

static void test_memory__bulk(void **state)
{
    static const char items[] = "{\"name\": \"Ash\", \"country\": \"GB\"}\n"
                                "{\"name\": \"Birch\", \"country\": \"MW\"}\n";
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 80];
    group g = {{line}};

    (void)state;
    make_office();
    cl_test_file(path, "items.jsonl", items, sizeof items - 1);
    snprintf(line, sizeof line, "bulk|verb=school|verb=add|run=first|from=%s", path);
    assert_true(cl_test_each_fault(run_group, &g) > 0);
    expect_no_change();
}

static void test_memory__waivers(void **state)
{
    static const char edition[] =
        "programme \"waivable\" { edition = \"2021\", currency = \"GBP\", title = \"Waivable\",\n"
        "  in_force = { from = \"2021-01-01\" } }\n"
        "use \"lib.cluster\"\n"
        "clause \"X1\" { source = \"made\", place = \"up\", sense = \"Five schools.\" }\n"
        "rule \"five-schools\" { stage = \"form\", level = \"waivable\", cite = \"X1\",\n"
        "  title = \"Five schools\", needs = F.cluster.schools:count():at_least(5) }\n";
    group g = {{
        "waiver add|application=APP-2|rule=five-schools|reason=an island",
        "waiver list|application=APP-2",
        "waiver end|waiver=WAI-1",
    }};
    char path[CL_TEST_PATH];
    desk d;

    (void)state;
    make_office();
    cl_test_path(path, "waivable");
    assert_int_equal(mkdir(path, 0700), 0);
    cl_test_file(path, "waivable/2021.lua", edition, sizeof edition - 1);
    desk_open(&d, false);
    desk_run(&d, "application start|cluster=CLU-1|programme=waivable|option=network");
    desk_close(&d);
    assert_true(cl_test_each_fault(run_group, &g) > 0);
    desk_open(&d, false);
    desk_run(&d, "verify");
    desk_expect(&d, "\"events\": 21,");
    desk_close(&d);
}

/* Money is moved by long commands: in every run each try is a third further on, in the long stage a
 * sixteenth. What it does is rolled back, whatever failed on the way. */
static void twin_of_money(group *g, const char *events)
{
    size_t part = getenv("CLACHAN_ALL_FAULTS") != NULL ? 16 : 3, before = cl_test_held();
    bool hit = true;
    desk d;

    for (size_t n = 1; hit; n += 1 + n / part) {
        int rc;

        cl_test_fail_at(n);
        rc = run_group(g);
        hit = cl_test_failed();
        cl_test_fail_at(0);
        if (rc != 0 && (!hit || rc != CL_E_MEMORY))
            fail_msg("allocation %zu: %s", n, cl_code_name(rc));
        assert_int_equal(cl_test_held(), before);
    }
    desk_open(&d, false);
    desk_run(&d, "verify");
    desk_expect(&d, events);
    desk_close(&d);
}

static void test_memory__money(void **state)
{
    group g = {{
        "variation approve|variation=VAR-1",
        "variation propose|award=AWD-1|kind=scope|request=event=250.00|reason=an event",
        "clawback repay|clawback=CLB-1|amount=10.00|reference=X",
        "clawback approve|clawback=CLB-2",
        "clawback notify|clawback=CLB-2",
        "clawback dispute|clawback=CLB-2|reason=it was",
        "accreditation issue|accreditation=ACC-1|certificate=A1",
        "accreditation revoke|accreditation=ACC-1|reason=copied",
        "due|within=400d",
    }};

    (void)state;
    desk_form_award();
    twin_of_money(&g, "\"events\": 58,");
}

static void test_memory__rounds_and_votes(void **state)
{
    static const char holidays[] =
        "{\"england-and-wales\": {\"events\": [{\"title\": \"A\", \"date\": \"2021-12-27\"}]},"
        " \"scotland\": {\"events\": [{\"title\": \"B\", \"date\": \"2021-12-28\"}]},"
        " \"northern-ireland\": {\"events\": [{\"title\": \"C\", \"date\": \"2021-12-27\"}]}}";
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 80];
    group g = {{
        line,
        "bank-holiday days|from=2021-12-24|nation=Scotland|add=2",
        "round create|programme=connecting-classrooms-scotland|name=2021-04-26|closes=2021-04-26"
        "|grace=2|holidays=next|budget=9000.00",
        "round edit|round=RND-1|budget=8000.00",
        "application vote|application=APP-1|for=fund|no-conflict=",
        "application vote|application=APP-1|for=reject|no-conflict=|reason=no aims",
        "application decide-reject|application=APP-1|reason=no aims",
        "application feedback|application=APP-1",
        "round list",
    }};

    (void)state;
    cl_test_file(path, "holidays.json", holidays, sizeof holidays - 1);
    snprintf(line, sizeof line, "bank-holiday import|file=%s", path);
    desk_form_review();
    twin_of_money(&g, "\"events\": 22,");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_memory__people),
    cmocka_unit_test(test_memory__erasing),
    cmocka_unit_test(test_memory__roles),
    cmocka_unit_test(test_memory__at_the_door),
    cmocka_unit_test(test_memory__cluster),
    cmocka_unit_test(test_memory__partnership),
    cmocka_unit_test(test_memory__directory),
    cmocka_unit_test(test_memory__bulk),
    cmocka_unit_test(test_memory__waivers),
    cmocka_unit_test(test_memory__money),
    cmocka_unit_test(test_memory__rounds_and_votes),
};

CL_TEST_MAIN(tests)
