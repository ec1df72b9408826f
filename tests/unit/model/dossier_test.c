/* SPDX-License-Identifier: MIT
 *
 * Reading dossiers: every fault is named with line and path, all of them at once, and costs nothing
 * else.
 */
#include <string.h>

#include "dossier.h"
#include "test_support.h"

/* ---- a small schema: schools that refer to each other, requests that refer to schools ---- */

static const char *const roles[] = {"lead", "partner", "network", "sponsor"};

typedef struct field_row {
    unsigned type;
    cl_field field;
} field_row;

enum { DOSSIER, ANSWERS, SCHOOL, PARTNER, CLUSTER, REQUEST, PERSON };

static const field_row field_rows[] = {
    {SCHOOL, {.name = "id", .kind = CL_FACT_TEXT}},
    {SCHOOL, {.name = "name", .kind = CL_FACT_TEXT}},
    {SCHOOL, {.name = "country", .kind = CL_FACT_COUNTRY}},
    {SCHOOL, {.name = "role", .kind = CL_FACT_CHOICE, .choices = roles, .choice_count = 4}},
    {SCHOOL, {.name = "pupils", .kind = CL_FACT_NUMBER, .has_most = true, .most = 5000}},
    {SCHOOL, {.name = "self_evaluation", .kind = CL_FACT_DATE, .none_allowed = true}},
    {SCHOOL, {.name = "holds_grant", .kind = CL_FACT_YESNO}},
    {SCHOOL,
     {.name = "partners",
      .kind = CL_FACT_LIST,
      .type = PARTNER,
      .one = "partner",
      .many = "partners"}},
    {PARTNER, {.name = "", .kind = CL_FACT_REFERENCE, .target_type = SCHOOL}},
    {PERSON, {.name = "name", .kind = CL_FACT_TEXT}},
    {CLUSTER,
     {.name = "schools", .kind = CL_FACT_LIST, .type = SCHOOL, .one = "school", .many = "schools"}},
    {CLUSTER,
     {.name = "coordinator", .kind = CL_FACT_RECORD, .type = PERSON, .none_allowed = true}},
    {CLUSTER, {.name = "annual_cost", .kind = CL_FACT_MONEY}},
    {REQUEST, {.name = "school", .kind = CL_FACT_REFERENCE, .target_type = SCHOOL}},
    {REQUEST, {.name = "cost", .kind = CL_FACT_MONEY, .absence = CL_ABSENT_NONE}},
    {REQUEST,
     {.name = "days", .kind = CL_FACT_NUMBER, .absence = CL_ABSENT_DEFAULT, .standard = 0}},
    {DOSSIER, {.name = "cluster", .kind = CL_FACT_RECORD, .type = CLUSTER}},
    {DOSSIER,
     {.name = "requests",
      .kind = CL_FACT_LIST,
      .type = REQUEST,
      .one = "request",
      .many = "requests"}},
    {DOSSIER, {.name = "pupil_share", .kind = CL_FACT_SHARE, .has_most = true, .most = 1}},
    {DOSSIER, {.name = "distance", .kind = CL_FACT_NUMBER, .fraction = true}},
    {DOSSIER, {.name = "first_day", .kind = CL_FACT_DATE, .has_least = true, .least = 18628}},
    {ANSWERS, {.name = "one_country", .kind = CL_FACT_JUDGEMENT}},
};

static int make_schema(cl_schema *schema)
{
    static const char *const types[] = {"school", "partner", "cluster", "request", "person"};
    int rc = cl_schema_init(schema, NULL);
    unsigned number;

    for (size_t i = 0; rc == 0 && i < CL_ROWS(types); i++)
        rc = cl_schema_add_type(schema, &number, types[i], i == 1, NULL);
    for (size_t i = 0; rc == 0 && i < CL_ROWS(field_rows); i++)
        rc = cl_schema_add_field(schema, field_rows[i].type, &field_rows[i].field, NULL);
    return rc;
}

typedef struct reading {
    cl_schema schema;
    cl_dossier dossier;
    cl_findings findings;
    cl_json *json;
    cl_error error;
} reading;

static int read_text(reading *r, const char *text)
{
    int rc;

    memset(r, 0, sizeof *r);
    r->dossier = (cl_dossier)CL_DOSSIER_INIT;
    r->findings = (cl_findings)CL_FINDINGS_INIT;
    rc = make_schema(&r->schema);
    if (rc == 0)
        rc = cl_json_parse(&r->json, cl_view_of(text), "d.json", 1, &r->error);
    if (rc == 0)
        rc = cl_dossier_read(&r->dossier, &r->schema, "GBP", r->json, &r->findings, &r->error);
    return rc;
}

static void forget(reading *r)
{
    cl_dossier_clear(&r->dossier);
    cl_findings_clear(&r->findings);
    cl_json_free(r->json);
    cl_schema_clear(&r->schema);
}

#define HEAD "{\"programme\": \"p\", \"date\": \"2021-04-20\", "

/* ---- tests ---- */

static void test_dossier__reads_facts(void **state)
{
    reading r;
    const cl_fact *fact;
    cl_text path = CL_TEXT_INIT;
    uint32_t cluster, school;

    (void)state;
    assert_int_equal(
        read_text(&r, HEAD "\"cluster\": {\"schools\": [{\"id\": \"s1\", \"name\": \"Clyde\", "
                           "\"country\": \"GB\", \"role\": \"network\", \"pupils\": 210, "
                           "\"self_evaluation\": null, \"holds_grant\": false, \"partners\": "
                           "[\"o1\"]}, {\"id\": \"o1\"}]}, \"requests\": [{\"school\": \"o1\"}], "
                           "\"pupil_share\": \"62.5%\", \"distance\": \"12.5\"}"),
        0);
    assert_int_equal(r.dossier.date, 18737); /* 2021-04-20 */
    cluster = (uint32_t)cl_dossier_fact(&r.dossier, 0, 4)->value;
    fact = cl_dossier_fact(&r.dossier, cluster, 0);
    assert_int_equal(fact->extra, 2);
    school = (uint32_t)fact->value;
    assert_int_equal(cl_dossier_fact(&r.dossier, school, 2)->value, 'G' * 256 + 'B');
    assert_int_equal(cl_dossier_fact(&r.dossier, school, 3)->value, 2);
    assert_int_equal(cl_dossier_fact(&r.dossier, school, 5)->state, CL_FACT_NONE);
    assert_int_equal(cl_dossier_fact(&r.dossier, school + 1, 5)->state, CL_FACT_UNKNOWN);
    assert_int_equal(cl_dossier_fact(&r.dossier, school + 1, 2)->state, CL_FACT_UNKNOWN);
    fact = cl_dossier_fact(&r.dossier, (uint32_t)cl_dossier_fact(&r.dossier, 0, 5)->value, 0);
    assert_int_equal(fact->value, school + 1); /* the request names o1 */
    fact = cl_dossier_fact(&r.dossier, (uint32_t)cl_dossier_fact(&r.dossier, 0, 5)->value, 1);
    assert_int_equal(fact->state, CL_FACT_NONE); /* an optional cost that was left out */
    fact = cl_dossier_fact(&r.dossier, (uint32_t)cl_dossier_fact(&r.dossier, 0, 5)->value, 2);
    assert_int_equal(fact->state, CL_FACT_KNOWN); /* a default */
    assert_int_equal(cl_dossier_fact(&r.dossier, 0, 6)->value, 5);
    assert_int_equal(cl_dossier_fact(&r.dossier, 0, 6)->extra, 8);
    cl_dossier_fact_path(&path, &r.dossier, school + 1, 3);
    assert_string_equal(path.at, "cluster.schools[o1].role");
    cl_text_reset(&path);
    cl_dossier_record_path(&path, &r.dossier, (uint32_t)cl_dossier_fact(&r.dossier, 0, 5)->value);
    assert_string_equal(path.at, "requests[1]");
    cl_text_reset(&path);
    cl_dossier_record_name(&path, &r.dossier, school);
    assert_string_equal(path.at, "Clyde (s1)");
    cl_text_clear(&path);
    forget(&r);
}

/* One row a fault. `text` is put behind the head; `want` is the whole message. */
static void test_dossier__names_every_fault(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"\"cluster\": {\"schools\": [{\"id\": \"s2\", \"rol\": \"lead\"}]}}",
         "d.json:1: cluster.schools[s2].rol: unknown field; did you mean 'role'?"},
        {"\"cluster\": {\"schools\": [{\"role\": \"lead\", \"x\": 1}]}}",
         "d.json:1: cluster.schools[1].x: unknown field"},
        {"\"cluster\": {\"annual_cost\": 6000.10}}",
         "d.json:1: cluster.annual_cost: write the amount as text, so that it stays exact"},
        {"\"cluster\": {\"annual_cost\": 6000}}",
         "d.json:1: cluster.annual_cost: write the amount as text, so that it stays exact"},
        {"\"cluster\": {\"annual_cost\": {\"amount\": 5, \"currency\": \"GBP\"}}}",
         "d.json:1: cluster.annual_cost: write the amount as text, so that it stays exact"},
        {"\"cluster\": {\"annual_cost\": {\"amount\": \"5.00\", \"currency\": \"EUR\"}}}",
         "d.json:1: cluster.annual_cost: the currency of the programme is GBP"},
        {"\"cluster\": {\"annual_cost\": {\"amount\": \"5.00\"}}}",
         "d.json:1: cluster.annual_cost: an amount is {\"amount\": \"1500.00\", \"currency\": "
         "\"GBP\"}"},
        {"\"cluster\": {\"annual_cost\": \"-5.00\"}}",
         "d.json:1: cluster.annual_cost: must be at least £0.00"},
        {"\"pupil_share\": 0.6}",
         "d.json:1: pupil_share: write the share as text, so that it stays exact"},
        {"\"pupil_share\": \"150%\"}", "d.json:1: pupil_share: must be at most 100%"},
        {"\"distance\": 12.5}",
         "d.json:1: distance: write the number as text, so that it stays exact"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"pupils\": 1.5}]}}",
         "d.json:1: cluster.schools[a].pupils: found a number with a fraction; expected a whole "
         "number"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"pupils\": 5001}]}}",
         "d.json:1: cluster.schools[a].pupils: must be at most 5000"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"role\": \"leed\"}]}}",
         "d.json:1: cluster.schools[a].role: 'leed' is not one of lead, partner, network, sponsor; "
         "did you mean 'lead'?"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"country\": \"UK\"}]}}",
         "d.json:1: cluster.schools[a].country: 'UK' is no country of ISO 3166-1; write its two "
         "capitals, such as GB or MW"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"holds_grant\": \"no\"}]}}",
         "d.json:1: cluster.schools[a].holds_grant: found text; expected true or false"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"role\": null}]}}",
         "d.json:1: cluster.schools[a].role: null says that there is none, which is not possible "
         "here; leave the key out when it is not known"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\"}, {\"id\": \"a\"}]}}",
         "d.json:1: cluster.schools[a]: the id is there twice: places 1 and 2 of the list"},
        {"\"cluster\": {\"schools\": [7]}}",
         "d.json:1: cluster.schools[1]: found a whole number; expected an object"},
        {"\"cluster\": []}", "d.json:1: cluster: found an array; expected an object"},
        {"\"cluster\": {\"schools\": {}}}",
         "d.json:1: cluster.schools: found an object; expected a list"},
        {"\"cluster\": {\"schools\": [{\"id\": \"s1\"}]}, \"requests\": [{\"school\": \"s9\"}]}",
         "d.json:1: requests[1].school: there is no school 's9' in this dossier; did you mean "
         "'s1'?"},
        {"\"cluster\": {\"schools\": [{\"id\": \"a\", \"self_evaluation\": \"2021-02-30\"}]}}",
         "d.json:1: cluster.schools[a].self_evaluation: "},
        {"\"answers\": {\"one_country\": {\"verdict\": \"yes\", \"by\": \"A\", \"reason\": "
         "\"b\"}}}",
         "d.json:1: answers.one_country: a judgement is {\"verdict\": \"pass\" or \"fail\", "
         "\"by\": "
         "a name, \"reason\": a text}"},
        {"\"answers\": {\"one_country\": {\"verdict\": \"pass\", \"by\": \"\", \"reason\": "
         "\"b\"}}}",
         "d.json:1: answers.one_country: a judgement is "},
        {"\"first_day\": \"2020-12-31\"}", "d.json:1: first_day: must be at least 2021-01-01"},
        {"\"distance\": \"1/4294967296\"}", "d.json:1: distance: the denominator is too large"},
        {"\"distance\": \"far\"}", "d.json:1: distance: \"far\" is not a number: "},
        {"\"distance\": true}", "d.json:1: distance: found true or false; expected a number"},
        {"\"pupil_share\": \"most\"}", "d.json:1: pupil_share: \"most\" is not a number: "},
        {"\"cluster\": {\"annual_cost\": \"5.001\"}}", "d.json:1: cluster.annual_cost: "},
        {"\"cluster\": {\"annual_cost\": {\"amount\": \"9e9\", \"currency\": \"GBP\"}}}",
         "d.json:1: cluster.annual_cost: "},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text text = CL_TEXT_INIT, message = CL_TEXT_INIT;
        reading r;

        cl_text_format(&text, "%s%s", HEAD, rows[i].text);
        assert_int_equal(read_text(&r, text.at), CL_E_INVALID);
        assert_int_equal(cl_findings_count(&r.findings), 1);
        cl_finding_print(&message, cl_findings_at(&r.findings, 0));
        if (strncmp(message.at, rows[i].want, strlen(rows[i].want)) != 0)
            fail_msg("row %zu:\n  found    %s\n  expected %s", i, message.at, rows[i].want);
        cl_text_clear(&text);
        cl_text_clear(&message);
        forget(&r);
    }
}

static void test_dossier__keeps_who_judged_and_why(void **state)
{
    cl_text words = CL_TEXT_INIT;
    const cl_fact *answer;
    uint32_t answers;
    reading r;

    (void)state;
    assert_int_equal(read_text(&r, HEAD
                               "\"answers\": {\"one_country\": {\"verdict\": \"pass\", \"by\": "
                               "\"B. Head\", \"reason\": \"an island\"}}}"),
                     0);
    answers = (uint32_t)cl_dossier_fact(&r.dossier, 0, 3)->value;
    answer = cl_dossier_fact(&r.dossier, answers, 0);
    assert_int_equal(answer->state, CL_FACT_KNOWN);
    assert_int_equal(answer->value, 1);
    cl_dossier_fact_print(&words, &r.dossier, answers, 0, "GBP");
    assert_string_equal(words.at, "pass, B. Head: an island");
    cl_text_clear(&words);
    forget(&r);
}

static void test_dossier__tells_all_faults_at_once(void **state)
{
    reading r;

    (void)state;
    assert_int_equal(read_text(&r, HEAD "\n\"cluster\": {\"annual_cost\": 5,\n \"x\": 1},\n"
                                        "\"pupil_share\": 1}"),
                     CL_E_INVALID);
    assert_int_equal(cl_findings_count(&r.findings), 3);
    assert_int_equal(cl_findings_at(&r.findings, 0)->line, 2);
    assert_int_equal(cl_findings_at(&r.findings, 1)->line, 3);
    assert_int_equal(cl_findings_at(&r.findings, 2)->line, 4);
    forget(&r);
}

static void test_dossier__floods_are_bounded(void **state)
{
    cl_text text = CL_TEXT_INIT;
    reading r;

    (void)state;
    cl_text_add_string(&text, HEAD "\"requests\": [");
    for (int i = 0; i <= CL_DOSSIER_RECORDS; i++)
        cl_text_add_string(&text, i == 0 ? "{}" : ",{}");
    cl_text_add_string(&text, "]}");
    assert_int_equal(read_text(&r, text.at), CL_E_LIMIT);
    forget(&r);
    cl_text_reset(&text);
    cl_text_add_string(&text, HEAD "\"requests\": [");
    for (int i = 0; i < 1000; i++)
        cl_text_format(&text, "%s{\"x%d\": 1}", i == 0 ? "" : ",", i);
    cl_text_add_string(&text, "]}");
    assert_int_equal(read_text(&r, text.at), CL_E_INVALID);
    assert_int_equal(cl_findings_count(&r.findings), CL_FINDINGS_LIMIT);
    assert_int_equal(r.findings.errors, 1000);
    assert_int_equal(r.findings.dropped, 1000 - CL_FINDINGS_LIMIT);
    forget(&r);
    cl_text_clear(&text);
}

static void test_dossier__head(void **state)
{
    static const struct {
        const char *text, *want; /* want NULL: read */
    } rows[] = {
        {"{\"programme\": \"p\", \"edition\": \"1\", \"date\": \"2021-04-20\"}", NULL},
        {"{\"programme\": \"p\", \"date\": \"2021-04-20\"}", NULL},
        {"{\"date\": \"2021-04-20\"}", "d.json:1: programme: is needed and is not there"},
        {"{\"programme\": 5, \"date\": \"2021-04-20\"}",
         "d.json:1: programme: found a whole number; expected a text"},
        {"{\"programme\": \"p\"}", "d.json:1: date: is needed and is not there"},
        {"{\"programme\": \"p\", \"date\": \"2021-02-30\"}", "d.json:1: date: "},
        {"[1]", "d.json:1: found an array; a dossier is an object"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_findings findings = CL_FINDINGS_INIT;
        cl_text message = CL_TEXT_INIT;
        cl_dossier_head head;
        cl_json *json;
        int rc;

        assert_int_equal(cl_json_parse(&json, cl_view_of(rows[i].text), "d.json", 1, NULL), 0);
        rc = cl_dossier_read_head(&head, json, true, &findings);
        assert_int_equal(rc, rows[i].want == NULL ? 0 : CL_E_INVALID);
        if (rows[i].want != NULL) {
            cl_finding_print(&message, cl_findings_at(&findings, 0));
            assert_memory_equal(message.at, rows[i].want, strlen(rows[i].want));
        }
        cl_text_clear(&message);
        cl_findings_clear(&findings);
        cl_json_free(json);
    }
}

static void test_dossier__memory_is_used_again(void **state)
{
    static const char text[] =
        HEAD "\"cluster\": {\"schools\": [{\"id\": \"s1\", \"partners\": [\"s1\"]}]}}";
    reading r;
    size_t calls;

    (void)state;
    assert_int_equal(read_text(&r, text), 0);
    calls = cl_test_calls();
    for (int i = 0; i < 10; i++)
        assert_int_equal(
            cl_dossier_read(&r.dossier, &r.schema, "GBP", r.json, &r.findings, &r.error), 0);
    assert_int_equal(cl_test_calls(), calls);
    forget(&r);
}

static int read_once(void *data)
{
    reading r;
    int rc = read_text(&r, data);

    forget(&r);
    return rc;
}

static void test_dossier__survives_lost_memory(void **state)
{
    char text[] =
        HEAD "\"cluster\": {\"schools\": [{\"id\": \"s1\", \"partners\": [\"s1\"], "
             "\"name\": \"A\"}]}, \"requests\": [{\"school\": \"s1\", \"cost\": \"5.00\"}]}";

    (void)state;
    assert_true(cl_test_each_fault(read_once, text) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_dossier__reads_facts),
    cmocka_unit_test(test_dossier__names_every_fault),
    cmocka_unit_test(test_dossier__keeps_who_judged_and_why),
    cmocka_unit_test(test_dossier__tells_all_faults_at_once),
    cmocka_unit_test(test_dossier__floods_are_bounded),
    cmocka_unit_test(test_dossier__head),
    cmocka_unit_test(test_dossier__memory_is_used_again),
    cmocka_unit_test(test_dossier__survives_lost_memory),
};

CL_TEST_MAIN(tests)
