/* SPDX-License-Identifier: MIT
 *
 * self-evaluation add, list and due. Rolling them up is in self_evaluation_rollup.c.
 */
#include "cluster_judge.h"
#include "plain.h"
#include "row.h"
#include "school_verbs.h"
#include "self_evaluation.h"
#include "support.h"

static int send_evaluation(cl_recording *r, const cl_self_evaluation *evaluation, cl_error *e)
{
    cl_row_id(&r->row, "id", "EVA", evaluation->id);
    cl_row_id(&r->row, "school", "SCH", evaluation->school);
    cl_row_id(&r->row, "cluster", "CLU", evaluation->cluster);
    cl_row_day(&r->row, "date", evaluation->date);
    cl_row_text(&r->row, "state", evaluation->state);
    cl_row_text(&r->row, "questionnaire", evaluation->questionnaire);
    cl_row_json(&r->row, "answers", evaluation->answers);
    return cl_recording_send(r, e);
}

static int read_evaluation(cl_recording *r, cl_self_evaluation *out, cl_error *e)
{
    cl_school school;
    cl_cluster cluster = {0};
    cl_date date;
    int rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);

    if (rc == 0 && cl_argument_is_set(r->arguments, "cluster"))
        rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);
    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc != 0)
        return rc;
    if (date > cl_session_today(r->session))
        return cl_fail(e, CL_E_INVALID,
                       "date: a self-evaluation that is still to come cannot be recorded");
    out->school = school.id;
    out->cluster = cluster.id;
    out->date = cl_known(date);
    out->state = CL_VIEW("submitted");
    return 0;
}

/* What was answered, when anything was: areas are those of the journey's questionnaire. */
static int read_answers(cl_recording *r, cl_self_evaluation *out, cl_text *answers,
                        cl_journey_data *data, cl_error *e)
{
    const char *programme = NULL;
    int rc;

    if (!cl_self_evaluation_is_answered(r->arguments))
        return 0;
    rc = out->cluster == 0 ? 0 : cl_cluster_programme(&programme, r, out->cluster, e);
    if (rc == 0)
        rc = cl_journey_data_read(data, r->session, programme, e);
    if (rc == 0)
        rc = cl_self_evaluation_read(answers, r->arguments, data, e);
    if (rc != 0)
        return rc;
    out->questionnaire = cl_view_of(data->questionnaire);
    out->answers = cl_text_view(answers);
    return 0;
}

static int add(cl_recording *r, cl_error *e)
{
    cl_self_evaluation evaluation = {0};
    cl_journey_data data = {0};
    cl_text answers = CL_TEXT_INIT;
    int rc = read_evaluation(r, &evaluation, e);

    if (rc == 0)
        rc = read_answers(r, &evaluation, &answers, &data, e);
    if (rc == 0)
        rc = cl_recording_add(r, "add", &cl_table_self_evaluation, &evaluation, e);
    if (rc == 0)
        rc = send_evaluation(r, &evaluation, e);
    cl_journey_data_clear(&data);
    cl_text_clear(&answers);
    return rc;
}

static int run_add(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    return cl_recording_run(add, session, arguments, sink, e);
}

static const cl_parameter add_parameters[] = {
    {"school", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "id (SCH-12) or number in a register (GB-EDU:100000)"},
    {"date", CL_TAKES_DATE, 0, "DATE", "when the school evaluated itself (today)"},
    {"cluster", CL_TAKES_ID, 0, "CLUSTER", "cluster that it was made for"},
    {"strength", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "AREA: TEXT", "what the school does well"},
    {"need", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "AREA: TEXT", "what the school needs"},
    {"score", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "AREA: N",
     "where the questionnaire has a scale"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static int list(cl_recording *r, cl_error *e)
{
    cl_self_evaluation *list;
    cl_school school = {0};
    size_t count = 0;
    int rc = 0;

    if (cl_argument_is_set(r->arguments, "school"))
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = cl_self_evaluation_list(&list, &count, &r->arena, r->store, school.id, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send_evaluation(r, &list[i], e);
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter list_parameters[] = {
    {"school", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "SCHOOL", "only of this school"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- due ---- */

static int due(cl_recording *r, cl_error *e)
{
    const cl_school *schools;
    cl_cluster cluster;
    cl_date on;
    size_t count, members;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &on, "on", e);
    if (rc == 0)
        rc = cl_evaluations_due(&schools, &count, &members, r, cluster.id, on, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_row_id(&r->row, "school", "SCH", schools[i].id);
        cl_row_text(&r->row, "name", schools[i].name);
        rc = cl_recording_send(r, e);
    }
    if (rc == 0)
        cl_sink_note(r->sink, "%zu of %zu schools at home have evaluated themselves",
                     members - count, members);
    return rc;
}

CL_VERB_BODY(run_due, due)

static int roll_up(cl_recording *r, cl_error *e)
{
    return cl_self_evaluation_roll_up(r, e);
}

CL_VERB_BODY(run_roll_up, roll_up)

static const cl_plain rollups = {&cl_table_cluster_evaluation, NULL, NULL};

static int list_rollups(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &rollups, e);
}

CL_VERB_BODY(run_rollups, list_rollups)

static const cl_parameter due_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter rollups_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "CLUSTER", "only of this cluster"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_self_evaluation_verbs[] = {
    {.name = "self-evaluation add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Records that a school has evaluated itself, and what it found.",
     .detail = "Areas are those of the journey's questionnaire; the beginning of a name is enough.",
     .example = "clachan self-evaluation add GB-EDU:100000 --date 2021-01-10"},
    {.name = "self-evaluation list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists self-evaluations, newest first.",
     .example = "clachan self-evaluation list SCH-1"},
    {.name = "self-evaluation due",
     .run = run_due,
     .needs = CL_NEEDS_STORE,
     .parameters = due_parameters,
     .brief = "Lists members at home that have not evaluated themselves.",
     .detail = "Schools overseas may, and need not (Q16).",
     .example = "clachan self-evaluation due CLU-1"},
    {.name = "self-evaluation roll-up",
     .run = run_roll_up,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = due_parameters,
     .brief = "Makes the cluster self-evaluation out of those of its schools.",
     .detail = "Pinned to the self-evaluations it was made of, by the digests of their answers. "
               "Answers to different questionnaires stand side by side; a school without one is "
               "named, not skipped.",
     .example = "clachan self-evaluation roll-up CLU-1"},
    {.name = "self-evaluation roll-ups",
     .run = run_rollups,
     .needs = CL_NEEDS_STORE,
     .parameters = rollups_parameters,
     .brief = "Lists cluster self-evaluations.",
     .example = "clachan self-evaluation roll-ups CLU-1"},
    {.name = NULL},
};
