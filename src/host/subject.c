/* SPDX-License-Identifier: MIT
 *
 * Subjects: files, applications and recorded decisions, decided one after the other.
 */
#include "subject.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dossier_build.h"
#include "ids.h"
#include "session_parts.h"
#include "waivers.h"

typedef struct deciding {
    cl_session *session;
    cl_decider decider;
    cl_decide_input input;
    const cl_sink *sink;
    cl_subject_visit *visit;
    void *context;
    cl_arena arena; /* records of one subject */
    size_t done;
} deciding;

/* What ends the whole run; anything else is a refusal of this subject. */
static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_INTERRUPTED || code == CL_E_INTERNAL ||
           code == CL_E_STORE;
}

/* ---- one dossier ---- */

static int visit_decision(deciding *d, const char *name, const cl_json *json,
                          const cl_decide_request *request, const cl_decision *decision,
                          cl_error *e)
{
    cl_subject subject = {
        name, json, d->decider.programme, d->decider.evaluator, decision, &request->options};

    return d->visit(d->context, &subject, e);
}

/* An error of an edition is told where the dossier stands that met it: it may be one of thousands.
 */
static void name_dossier(const deciding *d, cl_error *why)
{
    cl_error at = *why;

    if (at.file[0] != '\0')
        cl_fail(why, at.code, "%s@%s fails: %s:%d: %s", d->decider.programme->id,
                d->decider.programme->edition, at.file, at.line, at.message);
}

static int decide_one(deciding *d, const char *name, const cl_json *json,
                      const cl_decide_request *request, cl_error *e)
{
    cl_decision decision = {0};
    cl_error why = CL_ERROR_INIT;
    int rc = cl_decider_decide(&d->decider, &decision, json, request, &why);

    if (is_fatal(rc)) {
        *e = why;
        return rc;
    }
    if (rc != 0) {
        if (rc == CL_E_SCRIPT)
            name_dossier(d, &why);
        if (why.file[0] == '\0')
            cl_error_place(&why, cl_json_file(json), cl_json_line(json, cl_json_root(json)), NULL);
        cl_decider_refuse(&d->decider, d->sink, rc, &why);
        return 0;
    }
    d->done++;
    rc = visit_decision(d, name, json, request, &decision, e);
    cl_decision_clear(&decision);
    return rc;
}

/* ---- files ---- */

/* A file that cannot be read is refused by name, and the others are decided. */
static int decide_stream(deciding *d, const char *name, cl_json_stream *stream, cl_error *e)
{
    for (;;) {
        cl_json *json = NULL;
        cl_error why = CL_ERROR_INIT;
        int rc = cl_json_stream_next(stream, &json, &why);

        if (rc == CL_E_INVALID || rc == CL_E_LIMIT) {
            cl_sink_refuse(d->sink, &why);
            continue;
        }
        if (rc == CL_E_IO) {
            cl_sink_refuse(d->sink, &why);
            return 0;
        }
        if (rc != 0) {
            *e = why;
            return rc;
        }
        if (json == NULL)
            return 0;
        rc = cl_session_interrupted(d->session)
                 ? cl_fail(e, CL_E_INTERRUPTED, "stopped after %zu decisions", d->done)
                 : decide_one(d, name, json, &d->input.request, e);
        cl_json_free(json);
        if (rc != 0)
            return rc;
    }
}

static int decide_file(deciding *d, const char *path, cl_error *e)
{
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    int fd = standard ? STDIN_FILENO : cl_session_open_dossiers(d->session, path);
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
        rc = decide_stream(d, name, stream, e);
    cl_json_stream_close(stream);
    if (!standard)
        close(fd);
    return rc;
}

/* ---- records ---- */

/* Digest of a file in a list of {"file", "sha256"}; empty when it is not there. */
static cl_view digest_in(const cl_json_value *files, cl_view name)
{
    for (size_t i = 0; i < cl_json_count(files); i++) {
        const cl_json_value *file = cl_json_item(files, i);

        if (cl_view_equal(cl_json_string(cl_json_get(file, "file")), name))
            return cl_json_string(cl_json_get(file, "sha256"));
    }
    return (cl_view)CL_VIEW_INIT;
}

/* Files of the first list whose digest is another in the second, or that it has not. */
static void list_changed(cl_text *out, const cl_json_value *files, const cl_json_value *others,
                         bool only_missing)
{
    for (size_t i = 0; i < cl_json_count(files); i++) {
        const cl_json_value *file = cl_json_item(files, i);
        cl_view name = cl_json_string(cl_json_get(file, "file"));
        cl_view other = digest_in(others, name);

        if (cl_view_equal(other, cl_json_string(cl_json_get(file, "sha256"))) ||
            (only_missing && other.length > 0))
            continue;
        cl_text_add_string(out, out->length == 0 ? "" : ", ");
        cl_text_add_plain(out, name);
    }
}

/* "2021.lua, lib/cluster.lua": what is no longer as it was. */
static void changed_files(cl_text *out, cl_view then, cl_view now)
{
    cl_json *before = NULL, *after = NULL;

    if (cl_json_parse(&before, then, NULL, 1, NULL) == 0 &&
        cl_json_parse(&after, now, NULL, 1, NULL) == 0) {
        list_changed(out, cl_json_root(before), cl_json_root(after), false);
        list_changed(out, cl_json_root(after), cl_json_root(before), true);
    }
    cl_json_free(before);
    cl_json_free(after);
}

static int another_text(const cl_decision_record *record, const cl_programme *programme,
                        cl_error *e)
{
    cl_text files = CL_TEXT_INIT;

    changed_files(&files, record->files,
                  cl_view_of(programme->files == NULL ? "[]" : programme->files));
    cl_fail(e, CL_E_STATE,
            "%s@%s is not the text that decided: %s (%.*s then, %s now); put the old text back, "
            "and make a new edition or a dated value of what is to be otherwise",
            programme->id, programme->edition,
            files.at == NULL ? "its files are not known any more" : files.at,
            (int)record->edition_digest.length, record->edition_digest.at, programme->digest);
    cl_text_clear(&files);
    return CL_E_STATE;
}

int cl_subject_edition(const cl_programme **out, cl_session *session,
                       const cl_decision_record *record, cl_error *e)
{
    char id[80], edition[80];
    cl_loaded *loaded;
    int rc;

    snprintf(id, sizeof id, "%.*s", (int)record->programme.length, record->programme.at);
    snprintf(edition, sizeof edition, "%.*s", (int)record->edition.length, record->edition.at);
    rc = cl_session_load(&loaded, session, id, edition, e);
    if (rc != 0)
        return rc;
    if (loaded->programme == NULL)
        return cl_fail(e, CL_E_SCRIPT, "%s@%s is not there, or has errors", id, edition);
    if (!cl_view_is(record->edition_digest, loaded->programme->digest))
        return another_text(record, loaded->programme, e);
    *out = loaded->programme;
    return 0;
}

static int decide_text(deciding *d, const char *name, cl_view text,
                       const cl_decide_request *request, cl_error *e)
{
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, text, name, 1, e);

    if (rc == 0)
        rc = decide_one(d, name, json, request, e);
    cl_json_free(json);
    return rc;
}

/* With --programme another edition may be asked what it says of the recorded facts. */
static int decide_record(deciding *d, const char *name, const cl_decision_record *record,
                         cl_error *e)
{
    cl_decide_request request = d->input.request;
    cl_waivers waivers;
    int rc = cl_waivers_read(&waivers, &d->arena, record->waivers, e);

    request.options.waivers = waivers.items;
    request.options.waiver_count = waivers.count;
    if (rc == 0 && request.programme == NULL)
        rc = cl_subject_edition(&request.loaded, d->session, record, e);
    return rc != 0 ? rc : decide_text(d, name, record->facts, &request, e);
}

static int decide_recorded(deciding *d, const char *name, cl_error *e)
{
    cl_store *store = cl_session_store(d->session);
    cl_decision_record record;
    int64_t id;
    int rc = cl_id_parse(&id, "DEC", cl_view_of(name), e);

    if (rc == 0)
        rc = cl_record_get(&record, &d->arena, store, &cl_table_decision, id, e);
    return rc != 0 ? rc : decide_record(d, name, &record, e);
}

static bool is_open(const cl_application *application)
{
    return cl_view_is(application->state, "draft") || cl_view_is(application->state, "ready");
}

static int decide_records(deciding *d, const char *name, const cl_application *application,
                          cl_error *e)
{
    cl_decide_request request = d->input.request;
    cl_text text = CL_TEXT_INIT;
    cl_store *store = cl_session_store(d->session);
    cl_waivers waivers;
    int rc = cl_waivers_of(&waivers, &d->arena, store, application->id, e);

    request.options.waivers = waivers.items;
    request.options.waiver_count = waivers.count;
    if (rc == 0)
        rc = cl_dossier_build(&text, &d->arena, store, application, e);
    if (rc == 0)
        rc = decide_text(d, name, cl_text_view(&text), &request, e);
    cl_text_clear(&text);
    return rc;
}

static int decide_application(deciding *d, const char *name, cl_error *e)
{
    cl_store *store = cl_session_store(d->session);
    cl_decision_record *records;
    cl_application application;
    size_t count = 0;
    int64_t id;
    int rc = cl_id_parse(&id, "APP", cl_view_of(name), e);

    if (rc == 0)
        rc = cl_record_get(&application, &d->arena, store, &cl_table_application, id, e);
    if (rc == 0 && is_open(&application))
        return decide_records(d, name, &application, e);
    if (rc == 0)
        rc = cl_decision_list(&records, &count, &d->arena, store, id, e);
    if (rc == 0 && count == 0)
        return decide_records(d, name, &application, e);
    return rc != 0 ? rc : decide_record(d, name, &records[count - 1], e);
}

static int decide_id(deciding *d, const char *name, bool application, cl_error *e)
{
    cl_error why = CL_ERROR_INIT;
    int rc = cl_session_open_store(d->session, false, e);

    if (rc != 0)
        return rc;
    rc = application ? decide_application(d, name, &why) : decide_recorded(d, name, &why);
    cl_arena_reset(&d->arena);
    if (is_fatal(rc))
        *e = why;
    else if (rc != 0)
        cl_sink_refuse(d->sink, &why);
    return is_fatal(rc) ? rc : 0;
}

/* A file whose name looks like an id is written with its folder: ./APP-12 */
static bool is_id(const char *name, const char *prefix)
{
    int64_t id;

    return cl_id_parse(&id, prefix, cl_view_of(name), NULL) == 0;
}

int cl_subjects_decide(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_subject_visit *visit, void *context, cl_error *e)
{
    deciding d = {.session = session, .sink = sink, .visit = visit, .context = context};
    const char *name;
    int rc;

    cl_decider_init(&d.decider, session);
    rc = cl_decide_input_read(&d.input, arguments, e);
    for (size_t i = 0; rc == 0 && (name = cl_argument_at(arguments, "dossier", i)) != NULL; i++) {
        if (is_id(name, "APP") || is_id(name, "DEC"))
            rc = decide_id(&d, name, is_id(name, "APP"), e);
        else
            rc = decide_file(&d, name, e);
    }
    cl_decide_input_clear(&d.input);
    cl_decider_clear(&d.decider);
    cl_arena_clear(&d.arena);
    return rc;
}
