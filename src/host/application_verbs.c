/* SPDX-License-Identifier: MIT
 *
 * application start, edit, request, show and list, and dossier. Checking, freezing and signing are
 * in application_decide.c.
 */
#include <string.h>

#include "alloc.h"
#include "application_step.h"
#include "decide_request.h"
#include "dossier_build.h"
#include "file.h"
#include "money.h"
#include "query.h"
#include "recording.h"
#include "row.h"
#include "school_verbs.h"
#include "stale.h"

#define APPLICATION_PARAMETER                                                                      \
    {                                                                                              \
        "application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,               \
            "APPLICATION", "id (APP-12)"                                                           \
    }
#define OPTION_PARAMETERS                                                                          \
    {"date", CL_TAKES_DATE, 0, "DATE", "day on which it is judged"},                               \
        {"option", CL_TAKES_TEXT, 0, "OPTION",                                                     \
         "reciprocal-visits, online, network or one-to-one"},                                      \
        {"funding-model", CL_TAKES_TEXT, 0, "MODEL", "visits or online"},                          \
    {                                                                                              \
        "answers", CL_TAKES_TEXT, 0, "JSON", "the programme's own facts, as one JSON object"       \
    }
#define END_PARAMETERS                                                                             \
    {                                                                                              \
        NULL, CL_TAKES_TEXT, 0, NULL, NULL                                                         \
    }

/* ---- rows ---- */

static void print_requests(cl_text *json, cl_text *text, const cl_request *requests, size_t count)
{
    cl_text one = CL_TEXT_INIT;

    cl_text_add_char(json, '[');
    for (size_t i = 0; i < count; i++) {
        const cl_request *q = &requests[i];

        cl_text_reset(&one);
        cl_row_id(&one, "id", "REQ", q->id);
        cl_row_text(&one, "item", q->item);
        cl_row_id(&one, "school", "SCH", q->school);
        cl_row_maybe(&one, "days", q->days);
        cl_row_money(&one, "cost", q->cost, q->currency);
        cl_text_format(json, "%s%s}", i > 0 ? ", " : "", one.at == NULL ? "{" : one.at);
        cl_text_format(text, "  REQ-%-5lld %.*s", (long long)q->id, (int)q->item.length,
                       q->item.at);
        if (q->school != 0)
            cl_text_format(text, ", SCH-%lld", (long long)q->school);
        if (q->days.known)
            cl_text_format(text, ", %lld days", (long long)q->days.value);
        cl_text_add_string(text, q->cost.known ? ", " : ", at the full rate");
        if (q->cost.known) {
            cl_money cost = {q->cost.value, ""};

            memcpy(cost.currency, q->currency.at, q->currency.length < 3 ? q->currency.length : 3);
            cl_money_print_human(text, cost);
        }
        cl_text_add_char(text, '\n');
    }
    cl_text_add_char(json, ']');
    cl_text_clear(&one);
}

static void print_members(cl_text *row, const cl_application *a)
{
    cl_row_id(row, "id", "APP", a->id);
    cl_row_number(row, "version", a->version);
    cl_row_text(row, "state", a->state);
    cl_row_id(row, "cluster", "CLU", a->cluster);
    cl_row_text(row, "programme", a->programme);
    cl_row_text(row, "edition", a->edition);
    cl_row_day(row, "date", a->date);
    cl_row_text(row, "option", a->option);
    cl_row_text(row, "funding_model", a->funding_model);
    cl_row_text(row, "round", a->round);
    cl_row_number(row, "revision", a->revision);
}

static void print_heading(cl_text *text, const cl_application *a)
{
    char day[11] = "";

    if (a->date.known)
        cl_date_format((cl_date)a->date.value, day);
    cl_text_format(text, "APP-%lld  %.*s  CLU-%lld  %.*s@%.*s  %s", (long long)a->id,
                   (int)a->state.length, a->state.at, (long long)a->cluster,
                   (int)a->programme.length, a->programme.at, (int)a->edition.length, a->edition.at,
                   day);
    if (a->option.length > 0)
        cl_text_format(text, "  %.*s", (int)a->option.length, a->option.at);
    if (a->funding_model.length > 0)
        cl_text_format(text, "  %.*s", (int)a->funding_model.length, a->funding_model.at);
    cl_text_add_char(text, '\n');
}

static int show(cl_recording *r, const cl_application *a, cl_error *e)
{
    cl_text json = CL_TEXT_INIT;
    cl_request *requests;
    size_t count;
    int rc = cl_request_list(&requests, &count, &r->arena, r->store, a->id, false, e);

    if (rc == 0) {
        print_members(&r->row, a);
        print_heading(&r->text, a);
        print_requests(&json, &r->text, requests, count);
        cl_row_json(&r->row, "requests", cl_text_view(&json));
        cl_row_json(&r->row, "answers", a->answers);
        cl_row_id(&r->row, "follows", "APP", a->follows);
        cl_row_text(&r->row, "outcome", a->outcome);
        cl_row_text(&r->row, "edition_digest", a->edition_digest);
        rc = cl_text_check(&json, e);
    }
    if (rc == 0)
        rc = cl_recording_send(r, e);
    cl_text_clear(&json);
    return rc;
}

/* ---- what start and edit read ---- */

/* Canonical, so that equal answers are equal bytes; in the arena. */
static int read_answers(cl_recording *r, cl_application *out, cl_error *e)
{
    cl_view given = cl_recording_text(r, "answers");
    cl_text canonical = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc;

    if (given.length == 0)
        return 0;
    rc = cl_json_parse(&json, given, "--answers", 1, e);
    if (rc == 0 && cl_json_type(cl_json_root(json)) != CL_JSON_OBJECT)
        rc = cl_fail(e, CL_E_INVALID,
                     "answers: found %s, expected an object, such as {\"distance_km\": 350}",
                     cl_json_type_name(cl_json_root(json)));
    if (rc == 0) {
        cl_json_print_canonical(&canonical, cl_json_root(json));
        rc = cl_text_check(&canonical, e);
    }
    if (rc == 0) {
        out->answers =
            (cl_view){cl_arena_copy(&r->arena, cl_text_view(&canonical)), canonical.length};
        if (out->answers.at == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_json_free(json);
    cl_text_clear(&canonical);
    return rc;
}

/* What is given replaces what is there. */
static int read_options(cl_recording *r, cl_application *out, cl_error *e)
{
    cl_view option, model;
    cl_maybe date;
    int rc = cl_recording_choice(r, &option, "option", cl_words_of_option, e);

    if (rc == 0)
        rc = cl_recording_choice(r, &model, "funding-model", cl_words_of_model, e);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &date, "date", e);
    if (rc != 0)
        return rc;
    out->option = option.length > 0 ? option : out->option;
    out->funding_model = model.length > 0 ? model : out->funding_model;
    out->date = date.known ? date : out->date;
    return read_answers(r, out, e);
}

/* ---- start ---- */

/* Programme and edition are pinned now; without an edition it is the one in force on the date. */
static int find_edition(const cl_programme **programme, cl_recording *r, const cl_application *out,
                        cl_error *e)
{
    char *id = NULL, *edition = NULL;
    int rc = cl_split_edition(&id, &edition, cl_argument_get(r->arguments, "programme"), e);

    if (rc == 0)
        rc = cl_session_programme(programme, r->session, id, edition, (cl_date)out->date.value, e);
    cl_free(id);
    cl_free(edition);
    return rc;
}

static int read_followed(const cl_recording *r, cl_application *out, cl_error *e)
{
    return cl_recording_id(r, &out->follows, &cl_table_application, "of", e);
}

static int begin(cl_recording *r, cl_application *application, const cl_programme *programme,
                 cl_error *e)
{
    cl_application_context context = {.programme = programme};
    cl_step step;
    int rc;

    application->programme = cl_view_of(programme->id);
    rc = cl_step_begin(&step, r->session, &cl_table_application, application, "start",
                       application->programme, e);
    if (rc == 0) {
        step.context = &context;
        cl_step_yes(&step, "edition_in_force", true); /* find_edition() gives no other */
        rc = cl_step_take(&step, e);
    }
    if (rc == 0) /* its texts may lie in the step */
        rc = cl_record_keep(&r->arena, &cl_table_application, application, e);
    cl_step_close(&step);
    return rc;
}

static int start(cl_recording *r, cl_error *e)
{
    cl_application application = {0};
    const cl_programme *programme;
    cl_cluster cluster;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    application.cluster = cluster.id;
    application.state = CL_VIEW("draft");
    application.date = cl_known(cl_session_today(r->session));
    if (rc == 0)
        rc = read_options(r, &application, e);
    if (rc == 0)
        rc = find_edition(&programme, r, &application, e);
    if (rc == 0)
        rc = read_followed(r, &application, e);
    if (rc == 0)
        rc = begin(r, &application, programme, e);
    return rc != 0 ? rc : show(r, &application, e);
}

static int run_start(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    return cl_recording_run(start, session, arguments, sink, e);
}

static const cl_parameter start_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "CLUSTER",
     "id (CLU-3)"},
    {"programme", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "ID[@EDITION]",
     "programme; without an edition the one in force on the date"},
    OPTION_PARAMETERS,
    {"of", CL_TAKES_ID, 0, "APPLICATION", "earlier application that this one follows"},
    END_PARAMETERS,
};

/* ---- changing a draft ---- */

/* The fields that an edit can change: argument, and column of the record and of a listing. */
static const struct {
    const char *argument, *column;
} fields[] = {{"date", "date"},
              {"option", "option"},
              {"funding-model", "funding_model"},
              {"answers", "answers"}};
enum { FIELDS = sizeof fields / sizeof *fields };

/* What was typed is not lost: a line that `bulk application edit --from` takes. A rehearsal leaves
 * no file behind. */
static int keep_input(cl_text *said, const cl_recording *r, int64_t id, int64_t version,
                      cl_error *e)
{
    cl_text line = CL_TEXT_INIT, path = CL_TEXT_INIT;
    cl_error failed = CL_ERROR_INIT;
    int rc;

    cl_row_id(&line, "id", "APP", id);
    for (size_t i = 0; i < FIELDS; i++)
        if (cl_argument_is_set(r->arguments, fields[i].argument))
            cl_row_text(&line, fields[i].column, cl_recording_text(r, fields[i].argument));
    cl_text_add_string(&line, "}\n");
    cl_text_format(&path, "APP-%lld-version-%lld.jsonl", (long long)id, (long long)version);
    rc = cl_text_check(&line, e);
    if (rc == 0)
        rc = cl_text_check(&path, e);
    if (rc == 0 && !cl_session_dry_run(r->session)) {
        if (cl_file_write(path.at, cl_text_view(&line), &failed) == 0)
            cl_text_format(said,
                           "; what you wrote is kept in %s: clachan bulk application edit "
                           "--from %s",
                           path.at, path.at);
        else
            cl_text_format(said, "; what you wrote could not be kept: %s", failed.message);
    }
    cl_text_clear(&line);
    cl_text_clear(&path);
    return rc;
}

/* Which of the fields that were typed somebody changed meanwhile; NULL: the two can be merged. */
static const cl_stale_field *find_clash(const cl_recording *r, const cl_stale *stale)
{
    for (size_t i = 0; i < FIELDS; i++) {
        int column = cl_table_column(&cl_table_application, cl_view_of(fields[i].column));

        if (cl_argument_is_set(r->arguments, fields[i].argument) &&
            stale->fields[column].name != NULL)
            return &stale->fields[column];
    }
    return NULL;
}

static int refuse_version(cl_step *step, cl_recording *r, const cl_stale *stale,
                          const cl_stale_field *clash, int64_t version, cl_error *e)
{
    const cl_application *now = step->before;
    cl_text said = CL_TEXT_INIT;
    int rc = 0;

    cl_text_format(&said, "it has version %lld now, not %lld", (long long)now->version,
                   (long long)version);
    if (version < now->version) {
        cl_text_add_string(&said, "; since then: ");
        cl_stale_print(&said, stale);
    }
    if (clash != NULL)
        cl_text_format(&said, "; %s is what you change, too", clash->name);
    else if (version < now->version)
        cl_text_add_string(&said, "; --merge keeps both");
    if (version < now->version)
        rc = keep_input(&said, r, now->id, version, e);
    if (rc == 0)
        rc = cl_text_check(&said, e);
    if (rc == 0) {
        cl_step_yes(step, "version_read", false);
        cl_step_says(step, "version_read", "%s", said.at);
    }
    cl_text_clear(&said);
    return rc;
}

/* A stale version is refused with what changed since, unless --merge is given and nobody changed
 * the same field. */
static int check_version(cl_step *step, cl_recording *r, cl_error *e)
{
    const cl_application *now = step->before;
    const cl_stale_field *clash;
    cl_maybe version = {0, false};
    cl_stale stale;
    int rc = cl_recording_maybe_number(r, &version, "version", e);
    bool merges = cl_argument_is_set(r->arguments, "merge");

    if (rc == 0 && merges && !version.known)
        rc = cl_fail(e, CL_E_MISUSE, "--merge needs the version that you read: --version N");
    if (rc != 0 || !version.known || version.value == now->version)
        return rc;
    rc = cl_stale_read(&stale, &step->arena, step->store, step->table, now->id, version.value, e);
    if (rc != 0)
        return rc;
    clash = find_clash(r, &stale);
    if (merges && clash == NULL && version.value < now->version)
        return 0;
    return refuse_version(step, r, &stale, clash, version.value, e);
}

/* Judged before anything is read, so that a wrong state or a stale version is told first. */
static int open_edit(cl_step *step, cl_recording *r, cl_error *e)
{
    int64_t id;
    int rc = cl_recording_id(r, &id, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_step_open(step, r->session, &cl_table_application, id, "edit", e);
    if (rc == 0)
        rc = check_version(step, r, e);
    if (rc == 0)
        rc = cl_step_judge(step, e);
    return rc != 0 ? rc : cl_step_refusal(step, e);
}

static bool is_changed(const cl_step *step)
{
    return cl_table_differs(&cl_table_application, step->before, step->after) ||
           cl_view_is(((const cl_application *)step->before)->state, "ready");
}

static int edit(cl_recording *r, cl_error *e)
{
    cl_step step = {0};
    int rc = open_edit(&step, r, e);

    if (rc == 0)
        rc = read_options(r, step.after, e);
    if (rc == 0 && is_changed(&step)) /* what changes nothing leaves no trace */
        rc = cl_step_take(&step, e);
    if (rc == 0)
        rc = show(r, step.after, e);
    cl_step_close(&step);
    return rc;
}

static int run_edit(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(edit, session, arguments, sink, e);
}

static const cl_parameter edit_parameters[] = {
    APPLICATION_PARAMETER,
    OPTION_PARAMETERS,
    {"version", CL_TAKES_NUMBER, 0, "N", "refuse unless this is the version now"},
    {"merge", CL_TAKES_SWITCH, 0, NULL,
     "with --version: take the change although others came since, when they are of other fields"},
    END_PARAMETERS,
};

/* ---- requests ---- */

static int read_cost(cl_recording *r, const cl_application *a, cl_request *out, cl_error *e)
{
    const cl_programme *programme;
    cl_view text = cl_recording_text(r, "cost");
    cl_money money;
    int rc;

    if (text.length == 0)
        return 0;
    rc = cl_session_programme(&programme, r->session, a->programme.at, a->edition.at,
                              (cl_date)a->date.value, e);
    if (rc == 0)
        rc = cl_money_parse(&money, text, programme->currency, e);
    if (rc == 0 && money.minor < 0)
        rc = cl_fail(e, CL_E_INVALID, "found '%s', expected an amount from 0.00 up", text.at);
    if (rc != 0) {
        cl_error_place(e, NULL, 0, "cost");
        return rc;
    }
    out->cost = cl_known(money.minor);
    out->currency = cl_view_of(programme->currency);
    return 0;
}

static int read_request(cl_recording *r, const cl_application *a, cl_request *out, cl_error *e)
{
    cl_school school = {0};
    int rc = cl_recording_choice(r, &out->item, "item", cl_words_of_item, e);

    if (rc == 0 && out->item.length == 0)
        rc = cl_fail(
            e, CL_E_MISUSE,
            "write what is asked for: visit, supply, training, event or project; or --remove "
            "REQUEST");
    if (rc == 0 && cl_argument_is_set(r->arguments, "school"))
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = cl_recording_maybe_number(r, &out->days, "days", e);
    if (rc == 0)
        rc = read_cost(r, a, out, e);
    out->application = a->id;
    out->school = school.id;
    return rc;
}

static int add_request(cl_recording *r, cl_change *change, const cl_application *a, cl_error *e)
{
    cl_request request = {0};
    int rc = read_request(r, a, &request, e);

    return rc != 0 ? rc : cl_change_add(change, &cl_table_request, &request, e);
}

/* A request is taken out, not deleted: the revisions that had it still say so. */
static int remove_request(cl_recording *r, cl_change *change, const cl_application *a, cl_error *e)
{
    cl_request before, after;
    int rc = cl_recording_get(r, &before, &cl_table_request, "remove", e);

    if (rc == 0 && (before.application != a->id || before.removed.known))
        rc = cl_fail(e, CL_E_STATE, "REQ-%lld is no request of APP-%lld", (long long)before.id,
                     (long long)a->id);
    if (rc != 0)
        return rc;
    after = before;
    after.removed = cl_known(cl_session_today(r->session));
    return cl_change_set(change, &cl_table_request, &before, &after, e);
}

/* The row is part of the edit's own change. */
static int request(cl_recording *r, cl_error *e)
{
    cl_step step = {0};
    int rc = open_edit(&step, r, e);

    if (rc == 0)
        rc = cl_step_prepare(&step, e);
    if (rc == 0)
        rc = cl_argument_is_set(r->arguments, "remove")
                 ? remove_request(r, &step.change, step.before, e)
                 : add_request(r, &step.change, step.before, e);
    if (rc == 0)
        rc = cl_step_take(&step, e);
    if (rc == 0)
        rc = show(r, step.after, e);
    cl_step_close(&step);
    return rc;
}

static int run_request(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    return cl_recording_run(request, session, arguments, sink, e);
}

static const cl_parameter request_parameters[] = {
    APPLICATION_PARAMETER,
    {"item", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "ITEM",
     "visit, supply, training, event or project"},
    {"school", CL_TAKES_TEXT, 0, "SCHOOL", "for which school"},
    {"cost", CL_TAKES_TEXT, 0, "AMOUNT", "such as 1320.50; without it the full rate is asked for"},
    {"days", CL_TAKES_NUMBER, 0, "N", "for how many days"},
    {"remove", CL_TAKES_ID, 0, "REQUEST", "take this request (REQ-3) out again"},
    END_PARAMETERS,
};

/* ---- show, list, dossier ---- */

static int show_one(cl_recording *r, cl_error *e)
{
    cl_application application;
    int rc;

    rc = cl_recording_get(r, &application, &cl_table_application, "application", e);
    if (rc == 0)
        rc = show(r, &application, e);
    return rc;
}

static int run_show(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(show_one, session, arguments, sink, e);
}

static const cl_parameter show_parameters[] = {APPLICATION_PARAMETER, END_PARAMETERS};

enum { PAGE = 200 };

static int send_page(cl_recording *r, cl_arena *arena, cl_application_filter *filter, size_t *count,
                     cl_error *e)
{
    cl_application *list;
    int rc = cl_application_list(&list, count, arena, r->store, filter, e);

    for (size_t i = 0; rc == 0 && i < *count; i++) {
        print_members(&r->row, &list[i]);
        rc = cl_recording_send(r, e);
        filter->after = list[i].id;
    }
    return rc;
}

static int list(cl_recording *r, cl_error *e)
{
    cl_application_filter filter = {.limit = PAGE};
    cl_arena arena = CL_ARENA_INIT;
    size_t count = PAGE;
    int rc;

    filter.programme = cl_argument_get(r->arguments, "programme");
    filter.state = cl_argument_get(r->arguments, "state");
    filter.live_only = cl_argument_is_set(r->arguments, "live");
    rc = cl_recording_id(r, &filter.cluster, &cl_table_cluster, "cluster", e);
    while (rc == 0 && count == PAGE) {
        cl_arena_reset(&arena);
        rc = send_page(r, &arena, &filter, &count, e);
    }
    cl_arena_clear(&arena);
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter list_parameters[] = {
    {"cluster", CL_TAKES_ID, 0, "CLUSTER", "only of this cluster"},
    {"programme", CL_TAKES_TEXT, 0, "ID", "only in this programme"},
    {"state", CL_TAKES_TEXT, 0, "STATE", "only in this state"},
    {"live", CL_TAKES_SWITCH, 0, NULL, "only those that are not over"},
    END_PARAMETERS,
};

static int dossier(cl_recording *r, cl_error *e)
{
    cl_application application;
    int rc;

    rc = cl_recording_get(r, &application, &cl_table_application, "application", e);
    if (rc == 0)
        rc = cl_dossier_build(&r->row, &r->arena, r->store, &application, e);
    if (rc == 0) {
        cl_text_add_view(&r->text, cl_text_view(&r->row));
        cl_text_add_char(&r->text, '\n');
        rc = cl_text_check(&r->text, e);
    }
    if (rc == 0 && cl_sink_row(r->sink, cl_text_view(&r->row), cl_text_view(&r->text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    return rc;
}

static int run_dossier(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    return cl_recording_run(dossier, session, arguments, sink, e);
}

const cl_verb cl_application_verbs[] = {
    {.name = "application start",
     .run = run_start,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = start_parameters,
     .brief = "Starts an application of a cluster in a programme.",
     .detail = "The edition is pinned now. A cluster has one live application in a programme.",
     .example =
         "clachan application start CLU-1 --programme connecting-classrooms-scotland --option "
         "reciprocal-visits --funding-model visits"},
    {.name = "application edit",
     .run = run_edit,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = edit_parameters,
     .brief = "Changes a draft.",
     .detail = "A ready application becomes a draft again. A version that is not the one now is "
               "refused with what changed since and by whom, and what was typed is kept in a "
               "file; --merge takes it where others changed other fields.",
     .example = "clachan application edit APP-1 --funding-model online"},
    {.name = "application request",
     .run = run_request,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = request_parameters,
     .brief = "Adds a request for money to a draft, or takes one out.",
     .example = "clachan application request APP-1 visit --school SCH-1 --cost 1320.50"},
    {.name = "application show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Shows an application with its requests.",
     .example = "clachan application show APP-1"},
    {.name = "application list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists applications.",
     .example = "clachan application list --state submitted"},
    {.name = "dossier",
     .run = run_dossier,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Writes an application's dossier as JSON, built from the records.",
     .detail = "What is not on record is left out: it is unknown. Schools have their ids of the "
               "database.",
     .example = "clachan dossier APP-1 | clachan decide -"},
    {.name = NULL},
};
