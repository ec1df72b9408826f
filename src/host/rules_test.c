/* SPDX-License-Identifier: MIT
 *
 * The tests that stand in an edition. A dossier is decided under this edition whatever its date
 * says, yet a test can expect that it is refused, and then it is treated as the command line would
 * treat it.
 */
#include "rules_test.h"

#include <string.h>

#include "alloc.h"
#include "decider.h"
#include "expect.h"
#include "file.h"

typedef struct testing {
    cl_decider decider;
    const cl_programme *programme;
    const cl_edition_test *test;
    const cl_sink *sink;
    cl_json *dossier, *expected, *set, *waive;
    cl_vec assumptions; /* cl_assumption */
    cl_vec waivers;     /* cl_waiver */
    cl_text fault;      /* why the test fails; empty while it does not */
} testing;

/* ---- what a test is made of ---- */

static int read_dossier(testing *t, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    const char *file = t->test->file;
    int line = t->test->line, rc = 0;

    if (t->test->dossier != NULL) {
        rc = cl_file_read_below(&text, t->programme->folder, t->test->dossier, CL_DOSSIER_BYTES, e);
        file = t->test->dossier;
        line = 1;
    } else {
        cl_text_add_string(&text, t->test->dossier_json);
        rc = cl_text_check(&text, e);
    }
    if (rc == 0)
        rc = cl_json_parse(&t->dossier, cl_text_view(&text), file, line, e);
    cl_text_clear(&text);
    return rc;
}

static int read_set(testing *t, cl_error *e)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;
    int rc;

    cl_vec_reset(&t->assumptions);
    if (t->test->set_json == NULL)
        return 0;
    rc = cl_json_parse(&t->set, cl_view_of(t->test->set_json), t->test->file, t->test->line, e);
    if (rc != 0)
        return rc;
    while ((key = cl_json_next(cl_json_root(t->set), &cursor, &value)) != NULL) {
        cl_assumption assumption = {key, cl_json_string(value).at};

        if (cl_vec_add(&t->assumptions, &assumption) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

static int read_waivers(testing *t, cl_error *e)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;
    int rc;

    cl_vec_reset(&t->waivers);
    if (t->test->waive_json == NULL)
        return 0;
    rc = cl_json_parse(&t->waive, cl_view_of(t->test->waive_json), t->test->file, t->test->line, e);
    if (rc != 0)
        return rc;
    while ((key = cl_json_next(cl_json_root(t->waive), &cursor, &value)) != NULL) {
        cl_waiver waiver = {key, "a test", cl_json_string(value).at, CL_DATE_MAX};

        if (cl_vec_add(&t->waivers, &waiver) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

static int read_test(testing *t, cl_error *e)
{
    int rc = read_dossier(t, e);

    if (rc == 0)
        rc = read_set(t, e);
    if (rc == 0)
        rc = read_waivers(t, e);
    if (rc == 0 && t->test->expect_json == NULL)
        rc = cl_fail(e, CL_E_SCRIPT, "test '%s' expects nothing", t->test->name);
    if (rc == 0)
        rc = cl_json_parse(&t->expected, cl_view_of(t->test->expect_json), t->test->file,
                           t->test->line, e);
    return rc;
}

/* ---- comparing ---- */

static void all_findings(const cl_findings *findings, const cl_error *why, cl_text *out)
{
    for (size_t i = 0; i < cl_findings_count(findings); i++) {
        cl_text_add_string(out, i == 0 ? "" : "\n");
        cl_finding_print(out, cl_findings_at(findings, i));
    }
    if (cl_findings_count(findings) == 0)
        cl_text_add_string(out, why->message);
}

/* What the message of a refusal is to hold; NULL: it is to be decided. */
static const cl_json_value *refusal_of(const testing *t)
{
    return cl_json_get(cl_json_root(t->expected), "refused");
}

static void compare_refusal(testing *t, const cl_findings *findings, const cl_json_value *expected,
                            const cl_error *why)
{
    cl_text found = CL_TEXT_INIT;

    all_findings(findings, why, &found);
    if (expected == NULL)
        cl_text_format(&t->fault, "the dossier is refused: %s", found.at == NULL ? "" : found.at);
    else if (found.at == NULL || strstr(found.at, cl_json_string(expected).at) == NULL)
        cl_text_format(&t->fault, "refused, yet not with '%s': %s", cl_json_string(expected).at,
                       found.at == NULL ? "" : found.at);
    cl_text_clear(&found);
}

static void fail_with(testing *t, const char *what, const cl_error *why)
{
    char text[CL_ERROR_TEXT];

    cl_error_format(why, text, sizeof text);
    cl_text_format(&t->fault, "%s%s", what, text);
}

static int compare_decision(testing *t, const cl_decision *decision, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *found = NULL;
    int rc = cl_decision_print_json(&text, decision);

    if (rc == 0)
        rc = cl_json_parse(&found, cl_text_view(&text), NULL, 1, e);
    if (rc == 0)
        cl_expect(&t->fault, cl_json_root(t->expected), cl_json_root(found));
    cl_json_free(found);
    cl_text_clear(&text);
    return rc;
}

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_INTERRUPTED || code == CL_E_INTERNAL;
}

/* `loaded` NULL: the edition that the dossier asks for. */
static cl_decide_request request_of(const testing *t, const cl_programme *loaded)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;

    request.loaded = loaded;
    request.options.assume = t->assumptions.items;
    request.options.assume_count = t->assumptions.count;
    request.options.waivers = t->waivers.items;
    request.options.waiver_count = t->waivers.count;
    return request;
}

static int decide_with(testing *t, cl_decider *decider, const cl_programme *loaded,
                       cl_decision *out, cl_error *e)
{
    cl_decide_request request = request_of(t, loaded);

    return cl_decider_decide(decider, out, t->dossier, &request, e);
}

static int decide_test(testing *t, cl_error *e)
{
    const cl_json_value *refused = refusal_of(t);
    cl_decision decision = {0};
    cl_error why = CL_ERROR_INIT;
    int rc;

    rc = decide_with(t, &t->decider, refused == NULL ? t->programme : NULL, &decision, &why);
    if (is_fatal(rc)) {
        if (e != NULL)
            *e = why;
        return rc;
    }
    if (rc == CL_E_SCRIPT) { /* the edition fails, which says nothing of the dossier */
        fail_with(t, "the edition fails: ", &why);
        return 0;
    }
    if (rc != 0) {
        compare_refusal(t, &t->decider.findings, refused, &why);
        return 0;
    }
    if (refused != NULL)
        cl_text_format(&t->fault, "expected to be refused with '%s', and it was decided",
                       cl_json_string(refused).at);
    else
        rc = compare_decision(t, &decision, e);
    cl_decision_clear(&decision);
    return rc;
}

/* ---- one test, all tests ---- */

static int tell(testing *t, cl_error *e)
{
    bool passed = t->fault.length == 0;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    int rc;

    if (!passed) {
        cl_fail(&error, CL_E_SCRIPT, "test '%s' fails: %s", t->test->name, t->fault.at);
        cl_error_place(&error, t->test->file, t->test->line, NULL);
        cl_sink_refuse(t->sink, &error);
    }
    cl_text_format(&json, "{\"edition\": \"%s@%s\", \"test\": ", t->programme->id,
                   t->programme->edition);
    cl_text_add_json(&json, cl_view_of(t->test->name));
    cl_text_format(&json, ", \"result\": \"%s\"}", passed ? "passed" : "failed");
    cl_text_format(&text, "%s  %s@%s: %s\n", passed ? "ok    " : "FAILED", t->programme->id,
                   t->programme->edition, t->test->name);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(t->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

static int run_test(testing *t, cl_error *e)
{
    cl_error why = CL_ERROR_INIT;
    int rc = read_test(t, &why);

    cl_text_reset(&t->fault);
    if (rc == 0)
        rc = decide_test(t, &why);
    if (is_fatal(rc)) {
        if (e != NULL)
            *e = why;
    } else {
        if (rc != 0)
            cl_text_format(&t->fault, "%s", why.message);
        rc = tell(t, e);
    }
    cl_json_free(t->dossier);
    cl_json_free(t->expected);
    cl_json_free(t->set);
    cl_json_free(t->waive);
    t->dossier = t->expected = t->set = t->waive = NULL;
    return rc;
}

int cl_rules_test(cl_session *session, const cl_programme *programme, const cl_sink *sink,
                  cl_error *e)
{
    testing t = {.programme = programme, .sink = sink};
    int rc = 0;

    cl_decider_init(&t.decider, session);
    t.assumptions = (cl_vec)CL_VEC_INIT(cl_assumption);
    t.waivers = (cl_vec)CL_VEC_INIT(cl_waiver);
    for (size_t i = 0; rc == 0 && i < programme->tests.count; i++) {
        t.test = cl_vec_at(&programme->tests, i);
        rc = run_test(&t, e);
        if (rc == 0 && cl_session_interrupted(session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped");
    }
    cl_vec_clear(&t.assumptions);
    cl_vec_clear(&t.waivers);
    cl_text_clear(&t.fault);
    cl_decider_clear(&t.decider);
    return rc;
}

/* ---- again and again ---- */

struct cl_rules_tester {
    cl_vec tests; /* testing, each with its dossier and expectation read */
    cl_decider decider;
    const cl_programme *programme;
    size_t last; /* the test that failed last: it is asked first */
};

static void forget_test(testing *t)
{
    cl_json_free(t->dossier);
    cl_json_free(t->expected);
    cl_json_free(t->set);
    cl_json_free(t->waive);
    cl_vec_clear(&t->assumptions);
    cl_vec_clear(&t->waivers);
    cl_text_clear(&t->fault);
}

void cl_rules_tester_close(cl_rules_tester *tester)
{
    if (tester == NULL)
        return;
    for (size_t i = 0; i < tester->tests.count; i++)
        forget_test(cl_vec_at(&tester->tests, i));
    cl_vec_clear(&tester->tests);
    cl_decider_clear(&tester->decider);
    cl_free(tester);
}

static int add_test(cl_rules_tester *tester, const cl_edition_test *test, cl_error *e)
{
    testing t = {.programme = tester->programme, .test = test};
    int rc;

    t.assumptions = (cl_vec)CL_VEC_INIT(cl_assumption);
    t.waivers = (cl_vec)CL_VEC_INIT(cl_waiver);
    rc = read_test(&t, e);
    if (rc == 0) {
        rc = cl_vec_add(&tester->tests, &t);
        if (rc == 0)
            return 0;
        cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    forget_test(&t);
    return rc;
}

int cl_rules_tester_open(cl_rules_tester **out, cl_session *session, const cl_programme *programme,
                         cl_error *e)
{
    cl_rules_tester *tester = cl_calloc(1, sizeof *tester);
    int rc = 0;

    *out = NULL;
    if (tester == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_decider_init(&tester->decider, session);
    tester->tests = (cl_vec)CL_VEC_INIT(testing);
    tester->programme = programme;
    for (size_t i = 0; rc == 0 && i < programme->tests.count; i++)
        rc = add_test(tester, cl_vec_at(&programme->tests, i), e);
    if (rc != 0)
        cl_rules_tester_close(tester);
    else
        *out = tester;
    return rc;
}

/* A decision that is an error is noticed, too. */
static int passes(cl_rules_tester *tester, testing *t, bool *pass, cl_error *e)
{
    const cl_json_value *refused = refusal_of(t);
    cl_decision decision = {0};
    cl_error why = CL_ERROR_INIT;
    int rc;

    cl_text_reset(&t->fault);
    rc = decide_with(t, &tester->decider, refused == NULL ? tester->programme : NULL, &decision,
                     &why);
    *pass = (rc == 0) == (refused == NULL);
    if (is_fatal(rc)) {
        if (e != NULL)
            *e = why;
        return rc;
    }
    if (rc != 0) {
        compare_refusal(t, &tester->decider.findings, refused, &why);
        *pass = t->fault.length == 0;
        return 0;
    }
    if (refused == NULL) {
        rc = compare_decision(t, &decision, e);
        *pass = t->fault.length == 0;
    }
    cl_decision_clear(&decision);
    return rc;
}

int cl_rules_tester_pass(cl_rules_tester *tester, bool *pass, cl_error *e)
{
    size_t count = tester->tests.count;

    *pass = true;
    for (size_t i = 0; i < count; i++) {
        size_t index = (tester->last + i) % count;
        int rc = passes(tester, cl_vec_at(&tester->tests, index), pass, e);

        if (rc != 0)
            return rc;
        if (!*pass) {
            tester->last = index;
            return 0;
        }
    }
    return 0;
}

int cl_rules_tester_visit(cl_rules_tester *tester, cl_rules_visit *visit, void *context,
                          cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < tester->tests.count; i++) {
        testing *t = cl_vec_at(&tester->tests, i);
        cl_decide_request request = request_of(t, refusal_of(t) == NULL ? tester->programme : NULL);
        cl_decision decision = {0};
        cl_error why = CL_ERROR_INIT;

        rc = cl_decider_decide(&tester->decider, &decision, t->dossier, &request, &why);
        if (is_fatal(rc)) {
            *e = why;
        } else if (rc != 0) {
            rc = 0; /* an error is no decision: `rules test` tells it */
        } else {
            rc = visit(context, tester->decider.evaluator, &decision, &request.options, e);
            cl_decision_clear(&decision);
        }
    }
    return rc;
}
