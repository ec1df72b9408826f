/* SPDX-License-Identifier: MIT
 *
 * school link, links and follow: which school took over which; school number: which number of a
 * register is whose, and when.
 */
#include "query.h"
#include "recording.h"
#include "row.h"
#include "school_links.h"
#include "school_verbs.h"

static const char *const kinds[] = {"successor", "merged", "split", "renamed", NULL};

#define SCHOOL_PARAMETER(name, brief)                                                              \
    {                                                                                              \
        name, CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL", brief      \
    }
#define END_PARAMETERS                                                                             \
    {                                                                                              \
        NULL, CL_TAKES_TEXT, 0, NULL, NULL                                                         \
    }

/* ---- link ---- */

static int send_link(cl_recording *r, const cl_school_link *link, cl_error *e)
{
    cl_school before, after;
    int rc = cl_record_get(&before, &r->arena, r->store, &cl_table_school, link->predecessor, e);

    if (rc == 0)
        rc = cl_record_get(&after, &r->arena, r->store, &cl_table_school, link->successor, e);
    if (rc != 0)
        return rc;
    cl_row_id(&r->row, "id", "LNK", link->id);
    cl_row_id(&r->row, "predecessor", "SCH", before.id);
    cl_row_text(&r->row, "was", before.name);
    cl_row_id(&r->row, "successor", "SCH", after.id);
    cl_row_text(&r->row, "is", after.name);
    cl_row_text(&r->row, "kind", link->kind);
    cl_row_day(&r->row, "date", link->date);
    cl_row_text(&r->row, "source", link->source);
    return cl_recording_send(r, e);
}

static int link_schools(cl_recording *r, cl_error *e)
{
    cl_school_link link = {0};
    cl_school before, after;
    int rc = cl_school_named(&before, r, cl_recording_text(r, "school"), "school", e);

    if (rc == 0)
        rc = cl_school_named(&after, r, cl_recording_text(r, "successor"), "successor", e);
    if (rc == 0)
        rc = cl_recording_choice(r, &link.kind, "kind", kinds, e);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &link.date, "date", e);
    if (rc == 0 && before.id == after.id)
        rc = cl_fail(e, CL_E_INVALID, "SCH-%lld cannot be its own successor", (long long)before.id);
    if (rc != 0)
        return rc;
    link.predecessor = before.id;
    link.successor = after.id;
    link.kind = link.kind.length > 0 ? link.kind : CL_VIEW("successor");
    link.source = CL_VIEW("by hand");
    rc = cl_recording_add(r, "link", &cl_table_school_link, &link, e);
    return rc != 0 ? rc : send_link(r, &link, e);
}

static int run_link(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(link_schools, session, arguments, sink, e);
}

static const cl_parameter link_parameters[] = {
    SCHOOL_PARAMETER("school", "the school that was: id (SCH-12) or number (GB-EDU:100000)"),
    SCHOOL_PARAMETER("successor", "the school that follows it"),
    {"kind", CL_TAKES_TEXT, 0, "KIND", "successor (else), merged, split or renamed"},
    {"date", CL_TAKES_DATE, 0, "DATE", "first day of the successor"},
    END_PARAMETERS,
};

/* ---- links ---- */

static int list_links(cl_recording *r, cl_error *e)
{
    cl_school school = {0};
    cl_school_link *links;
    size_t count;
    int rc = 0;

    if (cl_argument_is_set(r->arguments, "school"))
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = cl_school_link_list(&links, &count, &r->arena, r->store, school.id, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send_link(r, &links[i], e);
    return rc;
}

static int run_links(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    return cl_recording_run(list_links, session, arguments, sink, e);
}

static const cl_parameter links_parameters[] = {
    {"school", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "SCHOOL", "only of this school"},
    END_PARAMETERS,
};

/* ---- follow ---- */

static int send_step(cl_recording *r, const cl_school_step *step, cl_error *e)
{
    cl_school school;
    int rc = cl_record_get(&school, &r->arena, r->store, &cl_table_school, step->school, e);

    if (rc != 0)
        return rc;
    cl_row_id(&r->row, "school", "SCH", step->school);
    cl_row_text(&r->row, "name", school.name);
    cl_row_id(&r->row, "after", "SCH", step->from);
    cl_row_text(&r->row, "kind", step->kind);
    cl_row_day(&r->row, "date", step->date);
    cl_row_number(&r->row, "links", step->distance);
    cl_row_yesno(&r->row, "last", step->last);
    cl_row_day(&r->row, "closed", school.closed);
    return cl_recording_send(r, e);
}

static int follow(cl_recording *r, cl_error *e)
{
    cl_school school;
    cl_school_step *steps;
    size_t count = 0;
    int rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);

    if (rc == 0)
        rc = cl_school_successors(&steps, &count, &r->arena, r->store, school.id, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send_step(r, &steps[i], e);
    if (rc == 0 && count == 0)
        cl_sink_note(r->sink, "no school follows SCH-%lld", (long long)school.id);
    return rc;
}

static int run_follow(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(follow, session, arguments, sink, e);
}

static const cl_parameter follow_parameters[] = {
    SCHOOL_PARAMETER("school", "id (SCH-12) or number in a register (GB-EDU:100000)"),
    END_PARAMETERS,
};

/* ---- number ---- */

static int send_number(cl_recording *r, const cl_register_id *number, cl_error *e)
{
    cl_row_id(&r->row, "id", "RID", number->id);
    cl_row_id(&r->row, "school", "SCH", number->school);
    cl_row_text(&r->row, "register", number->scheme);
    cl_row_text(&r->row, "number", number->value);
    cl_row_day(&r->row, "from", number->from);
    cl_row_day(&r->row, "to", number->to);
    return cl_recording_send(r, e);
}

/* Ends the number where it is this school's; else gives it. A number that another school holds is
 * refused by the database. */
static int set_number(cl_recording *r, cl_register_id *given, cl_maybe to, cl_error *e)
{
    cl_register_id *numbers, after;
    size_t count;
    int rc = cl_register_id_list(&numbers, &count, &r->arena, r->store, given->school, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (numbers[i].to.known || !cl_view_equal(numbers[i].scheme, given->scheme) ||
            !cl_view_equal(numbers[i].value, given->value))
            continue;
        if (!to.known)
            return cl_fail(e, CL_E_STATE, "SCH-%lld has this number already (RID-%lld)",
                           (long long)given->school, (long long)numbers[i].id);
        if (numbers[i].from.known && to.value < numbers[i].from.value)
            return cl_fail(e, CL_E_INVALID, "to: the number cannot end before it begins");
        after = numbers[i];
        after.to = to;
        *given = after;
        return cl_recording_set(r, "end number", &cl_table_register_id, &numbers[i], given, e);
    }
    given->to = to;
    if (rc == 0)
        rc = cl_recording_add(r, "number", &cl_table_register_id, given, e);
    return cl_school_number_refused(r, given, rc, e);
}

static int number_school(cl_recording *r, cl_error *e)
{
    cl_register_id given = {0};
    cl_school school;
    cl_maybe to;
    int rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);

    if (rc == 0)
        rc = cl_school_read_number(&given, cl_recording_text(r, "number"), "number", e);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &given.from, "from", e);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &to, "to", e);
    if (rc != 0)
        return rc;
    given.school = school.id;
    rc = set_number(r, &given, to, e);
    return rc != 0 ? rc : send_number(r, &given, e);
}

static int run_number(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(number_school, session, arguments, sink, e);
}

static const cl_parameter number_parameters[] = {
    SCHOOL_PARAMETER("school", "id (SCH-12) or number in a register (GB-EDU:100000)"),
    {"number", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHEME:NUMBER",
     "number in a register, such as GB-SCOTEDU:8200001"},
    {"from", CL_TAKES_DATE, 0, "DATE", "first day"},
    {"to", CL_TAKES_DATE, 0, "DATE", "last day: ends the number"},
    END_PARAMETERS,
};

const cl_verb cl_school_link_verbs[] = {
    {.name = "school link",
     .run = run_link,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = link_parameters,
     .brief = "Records that a school follows another.",
     .detail = "Registers bring their own links: 'clachan school import' takes such a file.",
     .example = "clachan school link SCH-2 SCH-4 --kind merged --date 2021-09-01"},
    {.name = "school links",
     .run = run_links,
     .needs = CL_NEEDS_STORE,
     .parameters = links_parameters,
     .brief = "Lists which schools follow which.",
     .example = "clachan school links SCH-4"},
    {.name = "school follow",
     .run = run_follow,
     .needs = CL_NEEDS_STORE,
     .parameters = follow_parameters,
     .brief = "Shows every school that came after one, nearest first.",
     .detail = "Registers hold cycles; each school is shown once, and the way ends where it would "
               "come back.",
     .example = "clachan school follow GB-EDU:100000"},
    {.name = "school number",
     .run = run_number,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = number_parameters,
     .brief = "Gives a school a number of a register, or ends it.",
     .detail = "A school may stand in several registers. A number may pass to another school once "
               "it has ended; two never hold it on the same day.",
     .example = "clachan school number SCH-4 GB-SCOTEDU:8200001 --from 2020-08-01"},
    {.name = NULL},
};
