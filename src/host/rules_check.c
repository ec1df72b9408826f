/* SPDX-License-Identifier: MIT
 *
 * rules check.
 */
#include "rules_check.h"

#include "money.h"
#include "rules_test.h"
#include "survey.h"

/* ---- telling ---- */

void cl_rules_refuse(const cl_sink *sink, const cl_findings *findings)
{
    cl_error error = CL_ERROR_INIT;

    for (size_t i = 0; i < cl_findings_count(findings); i++) {
        const cl_finding *finding = cl_findings_at(findings, i);

        if (finding->severity != CL_FINDING_ERROR)
            continue;
        cl_finding_error(finding, &error);
        error.code = CL_E_SCRIPT;
        cl_sink_refuse(sink, &error);
    }
    if (findings->dropped > 0) {
        cl_fail(&error, CL_E_SCRIPT, "and %zu more findings", findings->dropped);
        cl_sink_refuse(sink, &error);
    }
}

static void note_warnings(const cl_sink *sink, const cl_findings *findings)
{
    for (size_t i = 0; i < cl_findings_count(findings); i++) {
        const cl_finding *finding = cl_findings_at(findings, i);
        cl_text text = CL_TEXT_INIT;

        if (finding->severity != CL_FINDING_WARNING)
            continue;
        cl_finding_print(&text, finding);
        cl_sink_note(sink, "warning: %s", text.at == NULL ? "" : text.at);
        cl_text_clear(&text);
    }
}

static size_t count_warnings(const cl_findings *findings)
{
    size_t count = 0;

    for (size_t i = 0; i < cl_findings_count(findings); i++)
        count += cl_findings_at(findings, i)->severity == CL_FINDING_WARNING;
    return count;
}

static void print_findings(cl_text *json, const cl_findings *findings)
{
    for (size_t i = 0; i < cl_findings_count(findings); i++) {
        const cl_finding *finding = cl_findings_at(findings, i);

        cl_text_format(json, "%s{\"severity\": \"%s\", \"file\": ", i == 0 ? "" : ", ",
                       finding->severity == CL_FINDING_ERROR ? "error" : "warning");
        if (finding->file == NULL)
            cl_text_add_string(json, "null");
        else
            cl_text_add_json(json, cl_view_of(finding->file));
        cl_text_format(json, ", \"line\": %d, \"message\": ", finding->line);
        cl_text_add_json(json, cl_view_of(finding->message));
        cl_text_add_char(json, '}');
    }
}

static int tell(const cl_loaded *loaded, const cl_findings *findings, const cl_sink *sink,
                cl_error *e)
{
    size_t errors = findings->errors, warnings = count_warnings(findings);
    size_t opaque = loaded->programme != NULL ? loaded->programme->computes.count : 0;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_rules_refuse(sink, findings);
    note_warnings(sink, findings);
    cl_text_add_string(&json, "{\"programme\": ");
    cl_text_add_json(&json, cl_view_of(loaded->id));
    cl_text_add_string(&json, ", \"edition\": ");
    cl_text_add_json(&json, cl_view_of(loaded->edition));
    cl_text_format(&json, ", \"errors\": %zu, \"warnings\": %zu, \"opaque\": %zu, \"findings\": [",
                   errors, warnings, opaque);
    print_findings(&json, findings);
    cl_text_add_string(&json, "]}");
    cl_text_format(&text, "%s@%s: %zu error%s, %zu warning%s", loaded->id, loaded->edition, errors,
                   errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    if (opaque != 0) /* counted, so that nobody takes for checked what no analysis sees */
        cl_text_format(&text, ", %zu opaque function%s", opaque, opaque == 1 ? "" : "s");
    cl_text_add_char(&text, '\n');
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

/* ---- analysing ---- */

static int see_test(void *context, cl_evaluator *evaluator, const cl_decision *decision,
                    const cl_decide_options *options, cl_error *e)
{
    (void)decision;
    return cl_survey_see(context, evaluator, evaluator->dossier, options, e);
}

/* What the tests show need not be searched for. A test that cannot be read is a finding. */
static int see_tests(cl_survey *survey, cl_session *session, const cl_programme *programme,
                     cl_findings *findings, cl_error *e)
{
    cl_rules_tester *tester = NULL;
    cl_error why = CL_ERROR_INIT;
    int rc = cl_rules_tester_open(&tester, session, programme, &why);

    if (rc == 0)
        rc = cl_rules_tester_visit(tester, see_test, survey, &why);
    cl_rules_tester_close(tester);
    if (rc == 0 || rc == CL_E_MEMORY || rc == CL_E_INTERRUPTED) {
        if (rc != 0)
            *e = why;
        return rc;
    }
    cl_findings_add_error(findings, &why);
    return 0;
}

static int analyse(cl_session *session, const cl_programme *programme, const char *amount,
                   cl_findings *findings, cl_error *e)
{
    cl_survey *survey = NULL;
    cl_money cliff;
    int rc = cl_money_parse(&cliff, cl_view_of(amount), programme->currency, e);

    if (rc != 0) {
        cl_error_place(e, NULL, 0, "cliff");
        return CL_E_MISUSE;
    }
    rc = cl_survey_new(&survey, programme, e);
    if (rc == 0)
        rc = see_tests(survey, session, programme, findings, e);
    if (rc == 0)
        rc = cl_survey_finish(survey, cliff.minor, findings, e);
    cl_survey_free(survey);
    return rc;
}

/* The findings of the load stay with the edition; these are told once. */
static void copy_findings(cl_findings *to, const cl_findings *from)
{
    for (size_t i = 0; i < cl_findings_count(from); i++) {
        const cl_finding *f = cl_findings_at(from, i);

        if (f->severity == CL_FINDING_ERROR)
            cl_findings_add(to, f->file, f->line, f->path, "%s", f->message);
        else
            cl_findings_warn(to, f->file, f->line, f->path, "%s", f->message);
    }
    to->dropped += from->dropped;
}

int cl_rules_check(cl_session *session, const cl_loaded *loaded, const char *cliff,
                   const cl_sink *sink, cl_error *e)
{
    cl_findings findings = CL_FINDINGS_INIT;
    int rc = 0;

    copy_findings(&findings, &loaded->findings);
    if (loaded->programme != NULL)
        rc = analyse(session, loaded->programme, cliff == NULL ? "100.00" : cliff, &findings, e);
    if (rc == 0)
        rc = tell(loaded, &findings, sink, e);
    cl_findings_clear(&findings);
    return rc;
}
