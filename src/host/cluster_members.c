/* SPDX-License-Identifier: MIT
 *
 * cluster members: who was a member, in which role, from when to when and why no longer; a school's
 * rows one below the other, so that days between them on which it was none are seen.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "plain.h"
#include "query.h"
#include "row.h"
#include "school_verbs.h"

/* By school, each in the order of its days. */
static int compare(const void *one, const void *other)
{
    const cl_membership *a = one, *b = other;

    if (a->school != b->school)
        return a->school < b->school ? -1 : 1;
    if (a->from.value != b->from.value)
        return a->from.value < b->from.value ? -1 : 1;
    return a->id < b->id ? -1 : 1;
}

/* The days between two rows of one school; both unknown where there is none. */
static void find_gap(cl_maybe *from, cl_maybe *to, const cl_membership *before,
                     const cl_membership *member)
{
    *from = *to = (cl_maybe){0, false};
    if (before == NULL || before->school != member->school || !before->to.known ||
        !member->from.known || member->from.value <= before->to.value + 1)
        return;
    *from = cl_known(before->to.value + 1);
    *to = cl_known(member->from.value - 1);
}

static void print_day(cl_text *out, cl_maybe day)
{
    if (day.known)
        cl_date_print(out, (cl_date)day.value);
    else
        cl_text_add_string(out, "          ");
}

static void print_member(cl_text *out, const cl_membership *m, const cl_school *school,
                         cl_maybe gap_from, cl_maybe gap_to)
{
    if (gap_from.known) {
        cl_text_format(out, "          no member   ");
        print_day(out, gap_from);
        cl_text_add_string(out, "  ");
        print_day(out, gap_to);
        cl_text_add_char(out, '\n');
    }
    cl_text_format(out, "SCH-%-5" PRId64 " %-8.*s    ", m->school, (int)m->role.length, m->role.at);
    print_day(out, m->from);
    cl_text_add_string(out, "  ");
    print_day(out, m->to);
    cl_text_add_string(out, "  ");
    cl_text_add_plain(out, school->name);
    if (m->reason.length > 0) {
        cl_text_add_string(out, ": ");
        cl_text_add_plain(out, m->reason);
    }
    cl_text_add_char(out, '\n');
}

static int send_member(cl_recording *r, const cl_membership *before, const cl_membership *m,
                       cl_error *e)
{
    cl_maybe gap_from, gap_to;
    cl_school school;
    int rc = cl_record_get(&school, &r->arena, r->store, &cl_table_school, m->school, e);

    if (rc != 0)
        return rc;
    find_gap(&gap_from, &gap_to, before, m);
    cl_row_id(&r->row, "id", "MEM", m->id);
    cl_row_id(&r->row, "cluster", "CLU", m->cluster);
    cl_row_id(&r->row, "school", "SCH", m->school);
    cl_row_text(&r->row, "name", school.name);
    cl_row_text(&r->row, "role", m->role);
    cl_row_day(&r->row, "from", m->from);
    cl_row_day(&r->row, "to", m->to);
    cl_row_text(&r->row, "reason", m->reason);
    cl_row_day(&r->row, "head_supports", m->head_supports);
    cl_row_day(&r->row, "no_member_from", gap_from);
    cl_row_day(&r->row, "no_member_to", gap_to);
    print_member(&r->text, m, &school, gap_from, gap_to);
    return cl_recording_send(r, e);
}

static int list_members(cl_recording *r, cl_error *e)
{
    cl_school school = {0};
    cl_membership *members;
    cl_cluster cluster;
    size_t count = 0;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0 && cl_argument_is_set(r->arguments, "school"))
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = cl_membership_list(&members, &count, &r->arena, r->store, cluster.id, school.id,
                                CL_ANY_DAY, e);
    if (rc == 0 && count > 0)
        qsort(members, count, sizeof *members, compare);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send_member(r, i == 0 ? NULL : &members[i - 1], &members[i], e);
    return rc;
}

CL_VERB_BODY(run_members, list_members)

static const cl_parameter members_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "CLUSTER",
     "id (CLU-3)"},
    {"school", CL_TAKES_TEXT, 0, "SCHOOL", "only of this school"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_cluster_member_verbs[] = {
    {.name = "cluster members",
     .run = run_members,
     .needs = CL_NEEDS_STORE,
     .parameters = members_parameters,
     .brief = "Lists who was a member when, with the days between.",
     .detail = "All rows, also those that are over: 'clachan cluster show' has those of one day.",
     .example = "clachan cluster members CLU-1"},
    {.name = NULL},
};
