/* SPDX-License-Identifier: MIT
 *
 * What analyses an edition (coverage, survey, differences, the page), while memory runs out.
 */
#include "coverage.h"
#include "diff.h"
#include "doc.h"
#include "programme_load.h"
#include "survey.h"
#include "test_support.h"

#include <string.h>
#include <sys/stat.h>

static const char first[] =
    "programme \"trips\" {\n"
    "  edition = \"1\", currency = \"GBP\", title = \"Trips\", in_force = { from = \"2021-01-01\" "
    "},\n"
    "}\n"
    "clause \"C1\" { source = \"our page\", sense = \"A rule.\" }\n"
    "record \"school\" {\n"
    "  field \"id\" { kind = \"text\", about = \"id\" },\n"
    "  field \"role\" { kind = \"choice\", choices = { \"lead\", \"partner\" }, about = \"role\" "
    "},\n"
    "}\n"
    "dossier {\n"
    "  field \"schools\" { kind = \"list\", of = \"school\", one = \"school\", many = \"schools\", "
    "about = \"schools\" },\n"
    "  field \"days\" { kind = \"number\", unit = \"days\", most = 30, about = \"days\" },\n"
    "}\n"
    "param \"rate\" { [\"2021-01-01\"] = \"10.00\", cite = \"C1\" }\n"
    "local rate = lookup \"bonus\" { keys = { \"role\" }, { \"lead\", \"5.00\" }, cite = \"C1\" }\n"
    "local leads = F.schools:where(function(s) return s.role:is \"lead\" end, \"lead schools\")\n"
    "rule \"one\" { stage = \"form\", cite = \"C1\", title = \"One\", needs = leads:count():is(1) "
    "}\n"
    "rule \"all\" { stage = \"form\", cite = \"C1\", title = \"All\",\n"
    "  needs = all { F.days:at_most(30), F.days:at_least(2) } }\n"
    "line \"days\" { title = \"Days\", cite = \"C1\", amount = F.days * P.rate }\n"
    "line \"bonus\" { title = \"Bonus\", cite = \"C1\", each = F.schools, "
    "amount = function(s) return rate(s.role) end }\n"
    "cap \"ceiling\" { title = \"Ceiling\", at = \"900.00\", cite = \"C1\" }\n"
    "instalment \"rest\" { share = \"rest\", when = \"later\", cite = \"C1\" }\n"
    "deadlines { \"2021-05-01\", cite = \"C1\" }\n";

/* The same with other numbers, a rule less and a word more. */
static const char second[] =
    "programme \"trips\" {\n"
    "  edition = \"2\", currency = \"GBP\", title = \"Trips\", in_force = { from = \"2022-01-01\" "
    "},\n"
    "}\n"
    "clause \"C1\" { source = \"our page\", sense = \"Another rule.\" }\n"
    "record \"school\" {\n"
    "  field \"id\" { kind = \"text\", about = \"id\" },\n"
    "  field \"role\" { kind = \"choice\", choices = { \"lead\", \"partner\", \"guest\" }, "
    "about = \"role\" },\n"
    "}\n"
    "dossier {\n"
    "  field \"schools\" { kind = \"list\", of = \"school\", one = \"school\", many = \"schools\", "
    "about = \"schools\" },\n"
    "  field \"days\" { kind = \"number\", unit = \"days\", most = 30, about = \"days\" },\n"
    "}\n"
    "param \"rate\" { [\"2022-01-01\"] = \"12.00\", cite = \"C1\" }\n"
    "local leads = F.schools:where(function(s) return s.role:is \"lead\" end, \"lead schools\")\n"
    "rule \"one\" { stage = \"form\", cite = \"C1\", title = \"One\", "
    "needs = leads:count():at_least(1) }\n"
    "line \"days\" { title = \"Days\", cite = \"C1\", amount = F.days * P.rate }\n";

static const char application[] =
    "{\"date\": \"2021-03-01\", \"days\": 4, \"schools\": [{\"id\": \"s1\", \"role\": \"lead\"}]}";

typedef struct desk {
    cl_programme *first, *second;
    cl_evaluator evaluator;
    cl_dossier dossier;
    cl_decision decision;
} desk;

static cl_programme *load(const char *file, const char *text, size_t length)
{
    char path[CL_TEST_PATH], folder[CL_TEST_PATH];
    cl_findings findings = CL_FINDINGS_INIT;
    cl_programme *programme = NULL;
    int rc;

    cl_test_path(folder, "trips");
    cl_test_file(path, file, text, length);
    rc = cl_programme_load(&programme, folder, strrchr(path, '/') + 1, NULL, 0, &findings, NULL);
    for (size_t i = 0; rc != 0 && i < cl_findings_count(&findings); i++)
        print_error("%s\n", cl_findings_at(&findings, i)->message);
    assert_int_equal(rc, 0);
    cl_findings_clear(&findings);
    return programme;
}

static void open_desk(desk *d)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_json *json = NULL;
    char folder[CL_TEST_PATH];

    cl_test_path(folder, "trips");
    assert_int_equal(mkdir(folder, 0700), 0);
    d->first = load("trips/1.lua", first, sizeof first - 1);
    d->second = load("trips/2.lua", second, sizeof second - 1);
    d->dossier = (cl_dossier)CL_DOSSIER_INIT;
    assert_int_equal(cl_evaluator_init(&d->evaluator, d->first, NULL), 0);
    assert_int_equal(cl_json_parse(&json, cl_view_of(application), NULL, 1, NULL), 0);
    assert_int_equal(cl_dossier_read(&d->dossier, &d->first->schema, "GBP", json, &findings, NULL),
                     0);
    assert_int_equal(cl_decide(&d->decision, &d->evaluator, &d->dossier, NULL, NULL), 0);
    cl_json_free(json);
    cl_findings_clear(&findings);
}

static void close_desk(desk *d)
{
    cl_decision_clear(&d->decision);
    cl_dossier_clear(&d->dossier);
    cl_evaluator_clear(&d->evaluator);
    cl_programme_free(d->first);
    cl_programme_free(d->second);
}

static int cover(void *data)
{
    desk *d = data;
    cl_coverage *coverage = NULL;
    int rc = cl_coverage_new(&coverage, d->first, NULL);

    if (rc == 0) {
        cl_evaluator_begin(&d->evaluator, &d->dossier, NULL);
        rc = cl_coverage_add(coverage, &d->evaluator, &d->decision, NULL);
    }
    cl_coverage_free(coverage);
    return rc;
}

static int survey(void *data)
{
    desk *d = data;
    cl_findings findings = CL_FINDINGS_INIT;
    cl_survey *made = NULL;
    int rc = cl_survey_new(&made, d->first, NULL);

    if (rc == 0)
        rc = cl_survey_see(made, &d->evaluator, &d->dossier, NULL, NULL);
    if (rc == 0)
        rc = cl_survey_finish(made, 10000, &findings, NULL);
    cl_findings_clear(&findings);
    cl_survey_free(made);
    return rc;
}

static int compare(void *data)
{
    desk *d = data;
    cl_diff diff;
    int rc = cl_diff_make(&diff, d->first, d->second, NULL);

    cl_diff_clear(&diff);
    return rc;
}

static int document(void *data)
{
    desk *d = data;
    int rc = 0;

    for (int html = 0; rc == 0 && html < 2; html++) {
        cl_text text = CL_TEXT_INIT;
        cl_page page;

        cl_page_init(&page, &text, html != 0, 80);
        cl_page_begin(&page, "Trips");
        cl_doc(&page, d->first);
        cl_page_end(&page);
        rc = cl_text_check(&text, NULL);
        cl_page_clear(&page);
        cl_text_clear(&text);
    }
    return rc;
}

static void test_analysis__survives_without_memory(void **state)
{
    static int (*const bodies[])(void *data) = {cover, survey, compare, document};
    desk d = {0};

    (void)state;
    open_desk(&d);
    for (size_t i = 0; i < CL_ROWS(bodies); i++) {
        assert_int_equal(bodies[i](&d), 0);
        assert_true(cl_test_each_fault(bodies[i], &d) > 0);
    }
    close_desk(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_analysis__survives_without_memory),
};

CL_TEST_MAIN(tests)
