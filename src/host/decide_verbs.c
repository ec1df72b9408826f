/* SPDX-License-Identifier: MIT
 *
 * decide and difference: dossiers in, decisions out. A dossier that is refused costs only itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "decide_request.h"
#include "decider.h"
#include "file.h"
#include "verb.h"

/* ---- decide ---- */

typedef struct deciding {
    cl_decider decider;
    cl_decide_input input;
    const cl_sink *sink;
    size_t done;
} deciding;

static int show(deciding *d, const cl_decision *decision, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_decision_print_json(&json, decision);
    if (d->done++ > 0 && !d->sink->json_only)
        cl_text_add_char(&text, '\n');
    if (!d->sink->json_only)
        cl_decision_print_text(&text, decision, 0);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(d->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

/* What ends the whole run; anything else is a refusal of this dossier. */
static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_INTERRUPTED || code == CL_E_INTERNAL;
}

static int decide_one(deciding *d, const cl_json *json, cl_error *e)
{
    cl_decision decision = {0};
    cl_error why = CL_ERROR_INIT;
    int rc = cl_decider_decide(&d->decider, &decision, json, &d->input.request, &why);

    if (is_fatal(rc)) {
        *e = why;
        return rc;
    }
    if (rc != 0) {
        if (why.file[0] == '\0')
            cl_error_place(&why, cl_json_file(json), cl_json_line(json, cl_json_root(json)), NULL);
        cl_decider_refuse(&d->decider, d->sink, rc, &why);
        return 0;
    }
    rc = show(d, &decision, e);
    cl_decision_clear(&decision);
    return rc;
}

static int decide_stream(deciding *d, cl_json_stream *stream, cl_error *e)
{
    for (;;) {
        cl_json *json = NULL;
        cl_error why = CL_ERROR_INIT;
        int rc = cl_json_stream_next(stream, &json, &why);

        if (rc == CL_E_INVALID || rc == CL_E_LIMIT) {
            cl_sink_refuse(d->sink, &why);
            continue;
        }
        if (rc != 0) {
            *e = why;
            return rc;
        }
        if (json == NULL)
            return 0;
        rc = cl_session_interrupted(d->decider.session)
                 ? cl_fail(e, CL_E_INTERRUPTED, "stopped after %zu decisions", d->done)
                 : decide_one(d, json, e);
        cl_json_free(json);
        if (rc != 0)
            return rc;
    }
}

/* A file that cannot be read is refused by name, and the others are decided. */
static int decide_file(deciding *d, const char *path, cl_error *e)
{
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    cl_json_stream *stream = NULL;
    cl_error why = CL_ERROR_INIT;
    int rc;

    if (fd < 0) {
        cl_fail(&why, CL_E_IO, "%s: %s", path, strerror(errno));
        cl_sink_refuse(d->sink, &why);
        return 0;
    }
    rc = cl_json_stream_open(&stream, fd, name, CL_DOSSIER_BYTES, e);
    if (rc == 0)
        rc = decide_stream(d, stream, e);
    if (rc == CL_E_IO && e != NULL && d->done == 0) {
        cl_sink_refuse(d->sink, e);
        rc = 0;
    }
    cl_json_stream_close(stream);
    if (!standard)
        close(fd);
    return rc;
}

static int run_decide(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    deciding d = {.sink = sink};
    const char *path;
    int rc;

    cl_decider_init(&d.decider, session);
    rc = cl_decide_input_read(&d.input, arguments, e);
    for (size_t i = 0; rc == 0 && (path = cl_argument_at(arguments, "dossier", i)) != NULL; i++)
        rc = decide_file(&d, path, e);
    cl_decide_input_clear(&d.input);
    cl_decider_clear(&d.decider);
    return rc;
}

static const cl_parameter decide_parameters[] = {
    {"dossier", CL_TAKES_FILE,
     CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "DOSSIER",
     "file of one JSON object or of JSON lines; - is standard input"},
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
         "database.",
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
