/* SPDX-License-Identifier: MIT
 *
 * decide and difference: dossiers in, decisions out. A dossier that is refused costs only itself.
 */
#include <string.h>

#include "decide_request.h"
#include "decider.h"
#include "file.h"
#include "subject.h"
#include "verb.h"

/* ---- decide ---- */

typedef struct deciding {
    const cl_sink *sink;
    size_t done;
} deciding;

static int show(void *context, const cl_subject *subject, cl_error *e)
{
    deciding *d = context;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_decision_print_json(&json, subject->decision);
    if (d->done++ > 0 && !d->sink->json_only)
        cl_text_add_char(&text, '\n');
    if (!d->sink->json_only)
        cl_decision_print_text(&text, subject->decision, 0);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(d->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

static int run_decide(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    deciding d = {sink, 0};

    return cl_subjects_decide(session, arguments, sink, show, &d, e);
}

static const cl_parameter decide_parameters[] = {
    CL_SUBJECTS_PARAMETER,
    CL_DECIDE_PARAMETERS,
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- difference ---- */

/* The one dossier of a file, decided. */
static int decide_single(cl_decider *decider, cl_decision *out, const char *path,
                         const cl_decide_request *request, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = cl_file_read(&text, path, CL_DOSSIER_BYTES, e);

    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&text), path, 1, e);
    if (rc == 0)
        rc = cl_decider_decide(decider, out, json, request, e);
    if (rc != 0 && cl_findings_count(&decider->findings) > 0)
        cl_finding_error(cl_findings_at(&decider->findings, 0), e);
    cl_json_free(json);
    cl_text_clear(&text);
    return rc;
}

static int show_difference(const cl_decision *a, const cl_decision *b, const cl_sink *sink,
                           cl_error *e)
{
    cl_text text = CL_TEXT_INIT, json = CL_TEXT_INIT;
    const char *line, *end;
    int rc = 0;

    cl_decision_print_difference(&text, a, b);
    rc = cl_text_check(&text, e);
    for (line = text.at; rc == 0 && line != NULL && *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        cl_text_reset(&json);
        cl_text_add_string(&json, "{\"difference\": ");
        cl_text_add_json(&json, (cl_view){line, (size_t)(end - line)});
        cl_text_add_char(&json, '}');
        rc = cl_text_check(&json, e);
        if (rc == 0)
            rc = cl_sink_row(sink, cl_text_view(&json), (cl_view){line, (size_t)(end - line) + 1});
    }
    if (rc == 0 && text.length == 0)
        cl_sink_note(sink, "no difference");
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static int run_difference(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                          cl_error *e)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    cl_decision a = {0}, b = {0};
    cl_decider decider;
    int rc;

    cl_decider_init(&decider, session);
    rc = decide_single(&decider, &a, cl_argument_get(arguments, "first"), &request, e);
    if (rc == 0)
        rc = decide_single(&decider, &b, cl_argument_get(arguments, "second"), &request, e);
    if (rc == 0)
        rc = show_difference(&a, &b, sink, e);
    cl_decision_clear(&a);
    cl_decision_clear(&b);
    cl_decider_clear(&decider);
    return rc;
}

static const cl_parameter difference_parameters[] = {
    {"first", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "DOSSIER",
     "file with one dossier"},
    {"second", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "DOSSIER",
     "file with another, or with the same under another edition or date"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_decide_verbs[] = {
    {.name = "decide",
     .run = run_decide,
     .needs = CL_NEEDS_RULES,
     .parameters = decide_parameters,
     .brief = "Decides dossiers under their programme and explains every rule and amount.",
     .detail =
         "An ineligible application is a result, not a failure. A dossier that is refused is told "
         "on standard error with file, line and path, and the others are decided. Needs no "
         "database; only an application or a recorded decision, named by its id, is read from one.",
     .example = "clachan decide application.json"},
    {.name = "difference",
     .run = run_difference,
     .needs = CL_NEEDS_RULES,
     .parameters = difference_parameters,
     .brief = "Shows what differs between the decisions of two dossiers.",
     .detail = "Each is decided under the edition and on the date that it names: to compare "
               "editions, give "
               "the same application twice.",
     .example = "clachan difference under-2019.json under-2021.json"},
    {.name = NULL},
};
