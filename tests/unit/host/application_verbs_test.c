/* SPDX-License-Identifier: MIT
 *
 * Applications from records: start, requests, edits, the dossier, awards.
 */
#include <stdio.h>
#include <string.h>

#include "desk.h"
#include "dossier.h"
#include "dossier_make.h"
#include "json.h"
#include "programme_load.h"

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
    desk_expect(&d, "\"partners\": []"); /* the pair stays on record, and counts for nothing */
    desk_close(&d);
}

/* ---- records, JSON, and back ---- */

enum { CLUSTERS = 25, MOST_SCHOOLS = 6 };

static unsigned any(uint64_t *seed, unsigned below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33) % below;
}

/* One of the words, or nothing, which leaves the fact unknown. */
static const char *maybe_word(uint64_t *seed, const char *name, const char *const *words,
                              unsigned count, char out[60])
{
    unsigned pick = any(seed, count + 1);

    out[0] = '\0';
    if (pick < count)
        snprintf(out, 60, "|%s=%s", name, words[pick]);
    return out;
}

static void any_school(desk *d, uint64_t *seed, bool home)
{
    static const char *const phases[] = {"primary", "secondary", "early-years", "asn",
                                         "all-through"};
    static const char *const fundings[] = {"state", "fee-paying"};
    static const char *const names[] = {"Clyde Primary", "Sgoil \"Ùr\" & Co", "École d'Été",
                                        "Zomba \\ Blantyre"};
    char line[300], phase[60], funding[60], pupils[40] = "";

    if (any(seed, 2) == 0)
        snprintf(pupils, sizeof pupils, "|pupils=%u", any(seed, 900));
    snprintf(line, sizeof line, "school add|name=%s|country=%s%s%s%s", names[any(seed, 4)],
             home ? "GB" : "MW", maybe_word(seed, "phase", phases, 5, phase),
             maybe_word(seed, "funding", fundings, 2, funding), pupils);
    desk_run(d, line);
}

/* Schools `first` and on into the cluster: in some of them a head evaluated, some are paired. */
static void any_members(desk *d, uint64_t *seed, unsigned cluster, unsigned first, unsigned count)
{
    static const char *const roles[] = {"partner", "network", "sponsor"};
    char line[200];

    for (unsigned i = 0; i < count; i++) {
        any_school(d, seed, i % 2 == 0);
        snprintf(line, sizeof line,
                 "cluster add|cluster=CLU-%u|school=SCH-%u|role=%s|from=2020-0%u-01", cluster,
                 first + i, i == 0 ? "lead" : roles[any(seed, 3)], 1 + any(seed, 9));
        desk_run(d, line);
        snprintf(line, sizeof line, "self-evaluation add|school=SCH-%u|date=2021-0%u-10", first + i,
                 1 + any(seed, 4));
        if (any(seed, 2) == 0)
            desk_run(d, line);
        snprintf(line, sizeof line,
                 "cluster pair|cluster=CLU-%u|school=SCH-%u|partner=SCH-%u|from=2020-09-01",
                 cluster, first + i - 1, first + i);
        if (i % 2 == 1 && any(seed, 3) > 0)
            desk_run(d, line);
    }
}

static void any_application(desk *d, uint64_t *seed, unsigned cluster, unsigned first,
                            unsigned count)
{
    static const char *const items[] = {"visit", "training", "event", "project"};
    char line[300];

    snprintf(line, sizeof line,
             "application start|cluster=CLU-%u|programme=connecting-classrooms-scotland"
             "|option=%s|funding-model=%s",
             cluster, any(seed, 2) == 0 ? "reciprocal-visits" : "online",
             any(seed, 2) == 0 ? "visits" : "online");
    desk_run(d, line);
    for (unsigned i = any(seed, 5); i > 0; i--) {
        const char *item = items[any(seed, 4)];
        bool at_school = strcmp(item, "visit") == 0 || strcmp(item, "training") == 0;
        char school[40] = "", cost[40] = "";

        if (at_school)
            snprintf(school, sizeof school, "|school=SCH-%u", first + any(seed, count));
        if (strcmp(item, "training") != 0)
            snprintf(cost, sizeof cost, "|cost=%u.%02u", any(seed, 2000), any(seed, 100));
        snprintf(line, sizeof line, "application request|application=APP-%u|item=%s%s%s", cluster,
                 item, school, cost);
        desk_run(d, line);
    }
}

/* Number `cluster` of all, with what an office records of it. Returns the schools made so far. */
static unsigned any_cluster(desk *d, uint64_t *seed, unsigned cluster, unsigned schools)
{
    static const char *const structures[] = {"hub-and-spoke", "broad-area", "formal"};
    unsigned count = 2 + any(seed, MOST_SCHOOLS - 1);
    char line[200], structure[60];

    snprintf(line, sizeof line, "cluster create|name=Cluster \"%u\"|formed=2020-01-01%s", cluster,
             maybe_word(seed, "structure", structures, 3, structure));
    desk_run(d, line);
    any_members(d, seed, cluster, schools + 1, count);
    snprintf(line, sizeof line,
             "cluster coordinator|cluster=CLU-%u|school=SCH-%u|name=A. O'Brien|from=2020-09-01",
             cluster, schools + 1);
    if (any(seed, 3) > 0)
        desk_run(d, line);
    snprintf(line, sizeof line, "cluster edit|cluster=CLU-%u|annual-cost=%u.50", cluster,
             any(seed, 9000));
    if (any(seed, 2) == 0)
        desk_run(d, line);
    any_application(d, seed, cluster, schools + 1, count);
    return schools + count;
}

/* Reads a dossier's JSON under the programme and writes it again. */
static void read_and_print(cl_text *out, const cl_programme *programme, cl_view text)
{
    cl_dossier dossier = CL_DOSSIER_INIT;
    cl_findings findings = CL_FINDINGS_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_json *json = NULL;

    assert_int_equal(cl_json_parse(&json, text, "dossier.json", 1, &e), 0);
    if (cl_dossier_read(&dossier, &programme->schema, programme->currency, json, &findings, &e) !=
        0)
        fail_msg("%s: %.*s",
                 findings.items.count > 0 ? cl_findings_at(&findings, 0)->message : e.message,
                 (int)text.length, text.at);
    cl_text_reset(out);
    assert_int_equal(cl_dossier_print_json(out, &dossier, programme->currency), 0);
    cl_json_free(json);
    cl_findings_clear(&findings);
    cl_dossier_clear(&dossier);
}

/* Without white space and with sorted keys, where order and spaces are all that may differ. */
static void print_member(cl_text *out, cl_view text, const char *name)
{
    cl_json *json = NULL;
    const cl_json_value *value;

    assert_int_equal(cl_json_parse(&json, text, NULL, 1, NULL), 0);
    value = cl_json_get(cl_json_root(json), name);
    cl_text_reset(out);
    if (value != NULL)
        assert_int_equal(cl_json_print_canonical(out, value), 0);
    cl_json_free(json);
}

static void expect_same(cl_view one, cl_view other)
{
    static const char *const members[] = {"option", "funding_model", "cluster", "requests"};
    cl_text a = CL_TEXT_INIT, b = CL_TEXT_INIT;

    for (size_t i = 0; i < CL_ROWS(members); i++) {
        print_member(&a, one, members[i]);
        print_member(&b, other, members[i]);
        if (!cl_view_equal(cl_text_view(&a), cl_text_view(&b)))
            fail_msg("%s: %.*s is not %.*s", members[i], (int)a.length, a.at, (int)b.length, b.at);
    }
    cl_text_clear(&a);
    cl_text_clear(&b);
}

/* What the records say is what a program reads that gets the dossier as JSON: no fact is lost or
 * gained on the way, and none is written in another way. */
static void test_application_verbs__dossiers_come_back(void **state)
{
    cl_text once = CL_TEXT_INIT, twice = CL_TEXT_INIT;
    cl_programme *programme = NULL;
    const char *const roots[] = {CLACHAN_TEST_RULES};
    uint64_t seed = 20210420;
    unsigned schools = 0;
    desk d;

    (void)state;
    assert_int_equal(cl_programme_load(&programme,
                                       CLACHAN_TEST_RULES "/connecting-classrooms-scotland",
                                       "2021.lua", roots, 1, NULL, NULL),
                     0);
    desk_open(&d, false);
    desk_run(&d, "init");
    for (unsigned cluster = 1; cluster <= CLUSTERS; cluster++) {
        char line[40];

        schools = any_cluster(&d, &seed, cluster, schools);
        snprintf(line, sizeof line, "dossier|application=APP-%u", cluster);
        desk_run(&d, line);
        read_and_print(&once, programme, cl_text_view(&d.rows));
        expect_same(cl_text_view(&d.rows), cl_text_view(&once));
        read_and_print(&twice, programme, cl_text_view(&once));
        assert_string_equal(once.at, twice.at);
    }
    cl_text_clear(&once);
    cl_text_clear(&twice);
    cl_programme_free(programme);
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
    cmocka_unit_test(test_application_verbs__dossiers_come_back),
    cmocka_unit_test(test_application_verbs__to_signed),
};

CL_TEST_MAIN(tests)
