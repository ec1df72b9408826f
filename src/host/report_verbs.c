/* SPDX-License-Identifier: MIT
 *
 * report render: a document from a Lua template. Its snapshot is what the listings show, so a
 * template sees nothing that a person could not ask for.
 */
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "ids.h"
#include "json.h"
#include "query.h"
#include "recording.h"
#include "report.h"
#include "row.h"

/* ---- the snapshot ---- */

/* Rows of one verb, joined by commas. */
typedef struct gathering {
    cl_text rows;
    size_t count;
} gathering;

static int gather_row(void *context, cl_view json, cl_view text)
{
    gathering *g = context;

    (void)text;
    if (g->count++ > 0)
        cl_text_add_string(&g->rows, ", ");
    return cl_text_add_view(&g->rows, json);
}

/* Rows of a verb with one argument. */
static int gather(gathering *g, cl_session *session, const char *verb, const char *argument,
                  const char *id, cl_error *e)
{
    cl_sink sink = {g, gather_row, NULL, NULL, NULL, true};
    cl_argument item = {argument, id};

    return cl_session_run(session, verb, &(cl_arguments){&item, 1}, &sink, e);
}

/* One member of the snapshot: what `verb` shows about `id`. `many`: all rows as a list, else the
 * first, or null. A verb that refuses (there is no receipt yet) gives null: the template says "not
 * recorded". */
static int add_member(cl_text *out, cl_session *session, const char *name, const char *verb,
                      const char *argument, const char *id, bool many, cl_error *e)
{
    gathering g = {CL_TEXT_INIT, 0};
    cl_error why = CL_ERROR_INIT;
    int rc = gather(&g, session, verb, argument, id, &why);
    bool refused = rc == CL_E_NOT_FOUND || rc == CL_E_STATE;

    if (rc == 0 || refused) {
        cl_text_format(out, ", \"%s\": %s", name, many ? "[" : "");
        if (g.count > 0 && (many || g.count == 1))
            cl_text_add_view(out, cl_text_view(&g.rows));
        else if (!many)
            cl_text_add_string(out, "null");
        cl_text_add_string(out, many ? "]" : "");
        rc = g.rows.failed != 0 ? cl_text_check(&g.rows, e) : cl_text_check(out, e);
    } else if (e != NULL) {
        *e = why;
    }
    cl_text_clear(&g.rows);
    return rc;
}

/* The id that stands in a member of the award's row. */
static int find_id(cl_text *out, cl_view award, const char *member, cl_error *e)
{
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, award, NULL, 1, e);

    if (rc == 0) {
        cl_text_reset(out);
        cl_text_add_view(out, cl_json_string(cl_json_get(cl_json_root(json), member)));
        rc = cl_text_check(out, e);
    }
    cl_json_free(json);
    return rc;
}

/* The decision that the award rests on, as it was printed then. */
static int add_decision(cl_text *out, cl_session *session, cl_view award, cl_error *e)
{
    cl_text id = CL_TEXT_INIT;
    cl_arena arena = CL_ARENA_INIT;
    cl_decision_record record;
    int64_t number = 0;
    int rc = find_id(&id, award, "decision", e);

    if (rc == 0)
        rc = cl_id_parse(&number, "DEC", cl_text_view(&id), e);
    if (rc == 0)
        rc = cl_record_get(&record, &arena, cl_session_store(session), &cl_table_decision, number,
                           e);
    if (rc == 0) {
        cl_text_add_string(out, ", \"decision\": ");
        cl_text_add_view(out, record.decision);
        rc = cl_text_check(out, e);
    }
    cl_arena_clear(&arena);
    cl_text_clear(&id);
    return rc;
}

/* Everything that the listings say of what the award is about. */
static int add_related(cl_text *out, cl_session *session, cl_view award, const char *id,
                       cl_error *e)
{
    cl_text application = CL_TEXT_INIT, cluster = CL_TEXT_INIT;
    gathering shown = {CL_TEXT_INIT, 0};
    int rc = find_id(&application, award, "application", e);

    if (rc == 0)
        rc = gather(&shown, session, "application show", "application", application.at, e);
    if (rc == 0)
        rc = find_id(&cluster, cl_text_view(&shown.rows), "cluster", e);
    if (rc == 0)
        rc = add_member(out, session, "application", "application show", "application",
                        application.at, false, e);
    if (rc == 0)
        rc = add_member(out, session, "cluster", "cluster show", "cluster", cluster.at, false, e);
    if (rc == 0)
        rc =
            add_member(out, session, "receipt", "receipt", "application", application.at, false, e);
    if (rc == 0)
        rc = add_member(out, session, "instalments", "instalment list", "award", id, true, e);
    if (rc == 0)
        rc = add_decision(out, session, award, e);
    cl_text_clear(&application);
    cl_text_clear(&cluster);
    cl_text_clear(&shown.rows);
    return rc;
}

/* A certificate is about a school, and what it was accredited for. */
static int make_certificate(cl_json **out, cl_session *session, const char *id, cl_error *e)
{
    gathering accreditation = {CL_TEXT_INIT, 0};
    cl_text text = CL_TEXT_INIT, school = CL_TEXT_INIT;
    char day[11];
    int rc = gather(&accreditation, session, "accreditation show", "accreditation", id, e);

    cl_date_format(cl_session_today(session), day);
    cl_text_format(&text, "{\"generated\": \"%s\", \"accreditation\": ", day);
    cl_text_add_view(&text, cl_text_view(&accreditation.rows));
    if (rc == 0)
        rc = find_id(&school, cl_text_view(&accreditation.rows), "school", e);
    if (rc == 0)
        rc = add_member(&text, session, "school", "school show", "school", school.at, false, e);
    cl_text_add_char(&text, '}');
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_json_parse(out, cl_text_view(&text), "snapshot", 1, e);
    cl_text_clear(&text);
    cl_text_clear(&school);
    cl_text_clear(&accreditation.rows);
    return rc;
}

static int make_snapshot(cl_json **out, cl_session *session, const char *id, cl_error *e)
{
    gathering award = {CL_TEXT_INIT, 0};
    cl_text text = CL_TEXT_INIT;
    char day[11];
    int rc = gather(&award, session, "award show", "award", id, e);

    cl_date_format(cl_session_today(session), day);
    cl_text_format(&text, "{\"generated\": \"%s\", \"award\": ", day);
    cl_text_add_view(&text, cl_text_view(&award.rows));
    if (rc == 0)
        rc = add_related(&text, session, cl_text_view(&award.rows), id, e);
    cl_text_add_char(&text, '}');
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_json_parse(out, cl_text_view(&text), "snapshot", 1, e);
    cl_text_clear(&text);
    cl_text_clear(&award.rows);
    return rc;
}

/* ---- render ---- */

static int render(cl_text *out, cl_session *session, const char *name, const cl_json *snapshot,
                  char digest[96], cl_error *e)
{
    cl_text folder = CL_TEXT_INIT;
    cl_report *report = NULL;
    int rc;

    cl_text_format(&folder, "%s/reports", cl_session_scripts(session));
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_report_open(&report, folder.at, name, e);
    if (rc == 0)
        rc = cl_report_render(report, out, cl_json_root(snapshot), e);
    if (rc == 0)
        snprintf(digest, 96, "%s", cl_report_digest(report));
    cl_report_close(report);
    cl_text_clear(&folder);
    return rc;
}

/* With --output the row says where the document is; without, the document itself is the text. */
static int show(cl_session *session, const cl_sink *sink, const char *name, const char *path,
                const cl_text *document, const char *digest, cl_error *e)
{
    cl_text row = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc = 0;

    (void)session;
    if (path != NULL)
        rc = cl_file_write(path, cl_text_view(document), e);
    cl_row_text(&row, "report", cl_view_of(name));
    cl_row_text(&row, "file", path == NULL ? (cl_view)CL_VIEW_INIT : cl_view_of(path));
    cl_row_number(&row, "bytes", (int64_t)document->length);
    cl_row_text(&row, "template", cl_view_of(digest));
    if (path == NULL)
        cl_text_add_view(&text, cl_text_view(document));
    else
        cl_text_format(&text, "%s is written (%zu bytes)\n", path, document->length);
    if (rc == 0)
        rc = cl_row_send(sink, &row, &text, e);
    cl_text_clear(&row);
    cl_text_clear(&text);
    return rc;
}

static int run_render(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    const char *name = cl_argument_get(arguments, "report");
    cl_text document = CL_TEXT_INIT;
    cl_json *snapshot = NULL;
    char digest[96] = "";
    const char *about = cl_argument_get(arguments, "award");
    int rc = strncmp(about, "ACC-", 4) == 0 ? make_certificate(&snapshot, session, about, e)
                                            : make_snapshot(&snapshot, session, about, e);

    if (rc == 0)
        rc = render(&document, session, name, snapshot, digest, e);
    if (rc == 0)
        rc = show(session, sink, name, cl_argument_get(arguments, "output"), &document, digest, e);
    cl_json_free(snapshot);
    cl_text_clear(&document);
    return rc;
}

static const cl_parameter render_parameters[] = {
    {"report", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "REPORT",
     "name of a template in scripts/reports: award, certificate"},
    {"award", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AWARD",
     "the award it is about (AWD-1), or the accreditation of a certificate (ACC-1)"},
    {"output", CL_TAKES_FILE, 0, "FILE", "write the document to a file"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_report_verbs[] = {
    {.name = "report render",
     .run = run_render,
     .needs = CL_NEEDS_STORE,
     .parameters = render_parameters,
     .brief = "Renders a report from a Lua template.",
     .detail = "The template sees what the listings show and nothing else: no clock, file or "
               "network. A file is "
               "written whole or not at all.",
     .example = "clachan report render award AWD-1 --output award.html"},
    {.name = NULL},
};
