/* SPDX-License-Identifier: MIT
 *
 * self-evaluation add and list.
 */
#include "query.h"
#include "recording.h"
#include "row.h"
#include "school_verbs.h"

static int send_evaluation(cl_recording *r, const cl_self_evaluation *evaluation, cl_error *e)
{
    cl_row_id(&r->row, "id", "EVA", evaluation->id);
    cl_row_id(&r->row, "school", "SCH", evaluation->school);
    cl_row_id(&r->row, "cluster", "CLU", evaluation->cluster);
    cl_row_day(&r->row, "date", evaluation->date);
    cl_row_text(&r->row, "state", evaluation->state);
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

static int add(cl_recording *r, cl_error *e)
{
    cl_self_evaluation evaluation = {0};
    int rc;

    rc = read_evaluation(r, &evaluation, e);
    if (rc == 0)
        rc = cl_recording_add(r, "add", &cl_table_self_evaluation, &evaluation, e);
    if (rc == 0)
        rc = send_evaluation(r, &evaluation, e);
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

const cl_verb cl_self_evaluation_verbs[] = {
    {.name = "self-evaluation add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Records that a school has evaluated itself.",
     .example = "clachan self-evaluation add GB-EDU:100000 --date 2021-01-10"},
    {.name = "self-evaluation list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists self-evaluations, newest first.",
     .example = "clachan self-evaluation list SCH-1"},
    {.name = NULL},
};
