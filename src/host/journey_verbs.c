/* SPDX-License-Identifier: MIT
 *
 * journey and journey acknowledge: how far a cluster is, what comes next, whose turn it is, and
 * until when.
 */
#include "cluster_judge.h"
#include "journey.h"
#include "plain.h"
#include "row.h"

static const cl_plain acknowledgements = {&cl_table_acknowledgement, NULL, NULL};

/* ---- acknowledge ---- */

static int acknowledge(cl_recording *r, cl_error *e)
{
    cl_acknowledgement ack = {0};
    cl_date date;
    int rc = cl_plain_read(r, &acknowledgements, &ack, e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc != 0)
        return rc;
    ack.date = cl_known(date);
    return cl_plain_add(r, &acknowledgements, "acknowledge", &ack, e);
}

CL_VERB_BODY(run_acknowledge, acknowledge)

static const cl_parameter acknowledge_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"programme", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "ID", "programme whose materials they are"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- journey ---- */

static void print_cites(cl_recording *r, const cl_journey_step *step)
{
    cl_text list = CL_TEXT_INIT;

    if (step->cites == NULL) {
        cl_row_json(&r->row, "cites", CL_VIEW("[]"));
        return;
    }
    cl_json_print_canonical(&list, step->cites);
    cl_row_json(&r->row, "cites", cl_text_view(&list));
    cl_text_clear(&list);
}

static void print_line(cl_text *out, size_t n, const cl_journey_step *step,
                       const cl_journey_view *view)
{
    cl_text_format(out, "%2zu  %-11s  %s", n, cl_journey_state_name(view->state), step->title);
    if (view->evidence[0] != '\0') {
        cl_text_add_string(out, ": ");
        cl_text_add_plain(out, cl_view_of(view->evidence));
    }
    cl_text_add_char(out, '\n');
    if (view->next[0] == '\0')
        return;
    cl_text_format(out, "                 next: %s", view->next);
    if (step->who[0] != '\0')
        cl_text_format(out, " (%s)", step->who);
    if (view->by.known) {
        cl_text_add_string(out, ", by ");
        cl_date_print(out, (cl_date)view->by.value);
    }
    cl_text_add_char(out, '\n');
}

static int show_step(cl_journey *j, size_t n, const cl_journey_step *step, cl_error *e)
{
    cl_recording *r = j->r;
    cl_journey_view view;
    int rc = cl_journey_look(&view, j, step->is, e);

    if (rc != 0)
        return rc;
    cl_row_id(&r->row, "cluster", "CLU", j->cluster.id);
    cl_row_id(&r->row, "application", "APP", j->application.id);
    cl_row_number(&r->row, "step", (int64_t)n);
    cl_row_text(&r->row, "title", cl_view_of(step->title));
    cl_row_text(&r->row, "state", cl_view_of(cl_journey_state_name(view.state)));
    cl_row_text(&r->row, "evidence", cl_view_of(view.evidence));
    cl_row_text(&r->row, "next", cl_view_of(view.next));
    cl_row_text(&r->row, "who", cl_view_of(step->who));
    cl_row_day(&r->row, "by", view.by);
    print_cites(r, step);
    print_line(&r->text, n, step, &view);
    return cl_recording_send(r, e);
}

static int show_journey(cl_journey *j, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < j->data->steps.count; i++)
        rc = show_step(j, i + 1, cl_vec_at(&j->data->steps, i), e);
    return rc;
}

/* One journey an application; a cluster that has applied nowhere has one as well. */
static int show_all(cl_journey *j, cl_error *e)
{
    cl_application_filter filter = {.cluster = j->cluster.id, .programme = j->programme};
    cl_application *applications;
    size_t count, shown = 0;
    int rc = cl_application_list(&applications, &count, &j->r->arena, j->r->store, &filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        j->application = applications[i];
        rc = show_journey(j, e);
        shown++;
    }
    if (rc == 0 && shown == 0)
        rc = show_journey(j, e);
    return rc;
}

static int journey(cl_recording *r, cl_error *e)
{
    cl_journey_data data = {0};
    cl_journey j = {.r = r, .data = &data, .programme = cl_argument_get(r->arguments, "programme")};
    int rc = cl_recording_get(r, &j.cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &j.on, "on", e);
    if (rc == 0 && j.programme == NULL)
        rc = cl_cluster_programme(&j.programme, r, j.cluster.id, e);
    if (rc == 0 && j.programme == NULL)
        rc = cl_fail(e, CL_E_MISUSE,
                     "CLU-%lld has applied nowhere yet; say which programme: --programme ID",
                     (long long)j.cluster.id);
    if (rc == 0)
        rc = cl_journey_data_read(&data, r->session, j.programme, e);
    if (rc == 0)
        rc = show_all(&j, e);
    cl_journey_data_clear(&data);
    return rc;
}

CL_VERB_BODY(run_journey, journey)

static const cl_parameter journey_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"programme", CL_TAKES_TEXT, 0, "ID", "programme; that of the newest application"},
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_journey_verbs[] = {
    {.name = "journey",
     .run = run_journey,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = journey_parameters,
     .brief = "Shows how far a cluster is on a programme's way, and what comes next.",
     .detail = "Nothing of it is stored: each step is read from the records. The steps stand in "
               "scripts/journeys. A cluster that applies again has a journey for each application.",
     .example = "clachan journey CLU-1 --programme connecting-classrooms-scotland"},
    {.name = "journey acknowledge",
     .run = run_acknowledge,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = acknowledge_parameters,
     .brief = "Records that the co-ordinator has read a programme's materials.",
     .example = "clachan journey acknowledge CLU-1 --programme connecting-classrooms-scotland"},
    {.name = NULL},
};
