/* SPDX-License-Identifier: MIT
 *
 * board seat, leave and list; term add and list; meeting add and list; board terms: who leads a
 * partnership, and whether they meet once a term (Q51).
 */
#include <string.h>

#include "digest.h"
#include "file.h"
#include "plain.h"
#include "row.h"
#include "school_verbs.h"
#include "terms.h"

static const cl_plain seats = {&cl_table_board_seat, NULL, NULL};
static const cl_plain terms = {&cl_table_term, NULL, NULL};
static const cl_plain meetings = {&cl_table_meeting, NULL, NULL};

enum { MINUTES = 64 << 20 };

/* ---- seats ---- */

/* The seat that a school has on a day. */
static int find_seat(cl_recording *r, cl_board_seat *out, bool *found, int64_t cluster,
                     int64_t school, cl_date on, cl_error *e)
{
    const cl_record_filter filters[] = {
        {"cluster", cluster, NULL}, {"school", school, NULL}, {NULL, 0, NULL}};
    void *items = NULL;
    size_t count = 0;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, seats.table, filters, on, e);

    *found = rc == 0 && count > 0;
    if (*found)
        *out = *(const cl_board_seat *)items;
    return rc;
}

static int check_member(cl_recording *r, int64_t cluster, int64_t school, cl_date on, cl_error *e)
{
    cl_membership *members;
    size_t count = 0;
    int rc = cl_membership_list(&members, &count, &r->arena, r->store, cluster, school, on, e);

    if (rc == 0 && count == 0)
        rc = cl_fail(e, CL_E_STATE, "SCH-%lld is no member of CLU-%lld on that day",
                     (long long)school, (long long)cluster);
    return rc;
}

/* Whoever spoke for the school before leaves the day before. */
static int store_seat(cl_recording *r, cl_board_seat *seat, const cl_board_seat *before,
                      cl_error *e)
{
    cl_board_seat ended;
    cl_change change = {0};
    int rc = cl_recording_change(r, &change, e);

    if (rc == 0 && before != NULL) {
        ended = *before;
        ended.to = cl_known(seat->from.value - 1);
        rc = before->from.known && before->from.value >= seat->from.value
                 ? cl_fail(e, CL_E_STATE, "BSE-%lld began on the same day or later",
                           (long long)before->id)
                 : cl_change_set(&change, seats.table, before, &ended, e);
    }
    if (rc == 0)
        rc = cl_change_add(&change, seats.table, seat, e);
    if (rc == 0)
        rc = cl_change_store(&change, "seat", "CLU", seat->cluster, NULL, NULL, e);
    cl_change_clear(&change);
    return rc != 0 ? rc : cl_plain_send(r, &seats, seat, e);
}

static int seat_school(cl_recording *r, cl_error *e)
{
    cl_board_seat seat = {0}, before;
    cl_cluster cluster;
    cl_date from;
    bool found;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_plain_read(r, &seats, &seat, e);
    if (rc == 0)
        rc = cl_recording_day(r, &from, "from", e);
    if (rc == 0)
        rc = check_member(r, seat.cluster, seat.school, from, e);
    if (rc == 0)
        rc = find_seat(r, &before, &found, seat.cluster, seat.school, from, e);
    if (rc != 0)
        return rc;
    seat.from = cl_known(from);
    return store_seat(r, &seat, found ? &before : NULL, e);
}

CL_VERB_BODY(run_seat, seat_school)

static int leave(cl_recording *r, cl_error *e)
{
    cl_board_seat asked = {0}, before, after;
    cl_date to;
    bool found;
    int rc = cl_plain_read(r, &seats, &asked, e);

    if (rc == 0)
        rc = cl_recording_day(r, &to, "to", e);
    if (rc == 0)
        rc = find_seat(r, &before, &found, asked.cluster, asked.school, to, e);
    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_STATE, "SCH-%lld has no seat on the board of CLU-%lld on that day",
                     (long long)asked.school, (long long)asked.cluster);
    if (rc != 0)
        return rc;
    after = before;
    after.to = cl_known(to);
    return cl_plain_set(r, &seats, "leave seat", &before, &after, e);
}

CL_VERB_BODY(run_leave, leave)

static int list_seats(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &seats, e);
}

CL_VERB_BODY(run_seats, list_seats)

static const cl_parameter seat_parameters[] = {
    CL_CLUSTER_PARAMETER,
    CL_SCHOOL_PARAMETER,
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NAME", "who speaks for the school"},
    {"person", CL_TAKES_ID, 0, "PERSON", "who it is, when on record (PER-1)"},
    {"from", CL_TAKES_DATE, 0, "DATE", "first day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter leave_parameters[] = {
    CL_CLUSTER_PARAMETER,
    CL_SCHOOL_PARAMETER,
    {"to", CL_TAKES_DATE, 0, "DATE", "last day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter seats_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "CLUSTER", "only of this cluster"},
    {"school", CL_TAKES_TEXT, 0, "SCHOOL", "only of this school"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};

/* ---- terms ---- */

static int add_term(cl_recording *r, cl_error *e)
{
    cl_term term = {0};
    int rc = cl_plain_read(r, &terms, &term, e);

    if (rc == 0 && term.to.value < term.from.value)
        rc = cl_fail(e, CL_E_INVALID, "to: a term cannot end before it begins");
    return rc != 0 ? rc : cl_plain_add(r, &terms, "add", &term, e);
}

CL_VERB_BODY(run_add_term, add_term)

static int list_terms(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &terms, e);
}

CL_VERB_BODY(run_terms, list_terms)

static const cl_parameter add_term_parameters[] = {
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "NAME",
     "name, such as 2020-autumn"},
    {"from", CL_TAKES_DATE, CL_PARAMETER_REQUIRED, "DATE", "first day"},
    {"to", CL_TAKES_DATE, CL_PARAMETER_REQUIRED, "DATE", "last day"},
    {"authority", CL_TAKES_TEXT, 0, "NAME", "only of this local authority"},
    {"school", CL_TAKES_TEXT, 0, "SCHOOL", "only of this school"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter terms_parameters[] = {
    {"authority", CL_TAKES_TEXT, 0, "NAME", "only of this local authority"},
    {"school", CL_TAKES_TEXT, 0, "SCHOOL", "only of this school"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};

/* ---- meetings ---- */

/* ["SCH-1", "SCH-2"]: members only. */
static int read_present(cl_recording *r, cl_text *out, const cl_meeting *meeting, cl_error *e)
{
    const char *name;
    int rc = 0;

    for (size_t i = 0; rc == 0 && (name = cl_argument_at(r->arguments, "present", i)) != NULL;
         i++) {
        cl_school school;

        rc = cl_school_named(&school, r, cl_view_of(name), "present", e);
        if (rc == 0)
            rc = check_member(r, meeting->cluster, school.id, (cl_date)meeting->date.value, e);
        cl_text_format(out, "%s\"SCH-%lld\"", out->length == 0 ? "[" : ", ", (long long)school.id);
    }
    if (out->length > 0)
        cl_text_add_char(out, ']');
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* The minutes stay where they are; the record holds which bytes they were. */
static int read_minutes(cl_recording *r, char digest[7 + CL_DIGEST_HEX], cl_error *e)
{
    const char *path = cl_argument_get(r->arguments, "minutes");
    cl_text bytes = CL_TEXT_INIT;
    int rc;

    digest[0] = '\0';
    if (path == NULL)
        return 0;
    rc = cl_file_read(&bytes, path, MINUTES, e);
    if (rc == 0) {
        memcpy(digest, "sha256:", 7);
        cl_digest_hex(cl_text_view(&bytes), digest + 7);
    }
    cl_text_clear(&bytes);
    return rc;
}

static int add_meeting(cl_recording *r, cl_error *e)
{
    char digest[7 + CL_DIGEST_HEX];
    cl_text present = CL_TEXT_INIT;
    cl_meeting meeting = {0};
    cl_cluster cluster;
    cl_date date;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0 && date > cl_session_today(r->session))
        rc = cl_fail(e, CL_E_INVALID, "date: a meeting that is still to come cannot be recorded");
    if (rc != 0)
        return rc;
    meeting.cluster = cluster.id;
    meeting.date = cl_known(date);
    meeting.note = cl_recording_text(r, "note");
    rc = read_present(r, &present, &meeting, e);
    if (rc == 0)
        rc = read_minutes(r, digest, e);
    if (rc == 0) {
        meeting.present = cl_text_view(&present);
        meeting.minutes = cl_view_of(digest);
        rc = cl_plain_add(r, &meetings, "meet", &meeting, e);
    }
    cl_text_clear(&present);
    return rc;
}

CL_VERB_BODY(run_add_meeting, add_meeting)

static int list_meetings(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &meetings, e);
}

CL_VERB_BODY(run_meetings, list_meetings)

static const cl_parameter add_meeting_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    {"present", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "SCHOOL", "a school that was there"},
    {"minutes", CL_TAKES_FILE, 0, "FILE", "the minutes, of which the digest is kept"},
    {"note", CL_TAKES_TEXT, 0, "TEXT", "what was decided"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter meetings_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "CLUSTER", "only of this cluster"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- once a term ---- */

static int show_terms(cl_recording *r, cl_error *e)
{
    cl_cluster_terms list;
    cl_cluster cluster;
    cl_date on;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &on, "on", e);
    if (rc == 0)
        rc = cl_cluster_terms_read(&list, &r->arena, r->store, &cluster, on, e);
    for (size_t i = 0; rc == 0 && i < list.term_count; i++) {
        int64_t met = 0;

        for (size_t m = 0; m < list.meeting_count; m++)
            met += cl_term_of(&list, list.meetings[m].date.value) == &list.terms[i];
        cl_row_text(&r->row, "term", list.terms[i].name);
        cl_row_day(&r->row, "from", list.terms[i].from);
        cl_row_day(&r->row, "to", list.terms[i].to);
        cl_row_number(&r->row, "meetings", met);
        rc = cl_recording_send(r, e);
    }
    if (rc == 0 && list.term_count == 0)
        cl_sink_note(r->sink, "no term of the last year is on record; 'clachan term add'");
    return rc;
}

CL_VERB_BODY(run_show_terms, show_terms)

static const cl_parameter show_terms_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"on", CL_TAKES_DATE, 0, "DATE", "the year before this day (today)"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_board_verbs[] = {
    {.name = "board seat",
     .run = run_seat,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = seat_parameters,
     .brief = "Gives a school a seat on the board, or somebody new in it.",
     .detail = "Who spoke for the school before leaves the day before, and stays on record.",
     .example = "clachan board seat CLU-1 SCH-1 --name 'B. Head'"},
    {.name = "board leave",
     .run = run_leave,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = leave_parameters,
     .brief = "Ends a school's seat on the board.",
     .example = "clachan board leave CLU-1 SCH-1 --to 2021-07-31"},
    {.name = "board list",
     .run = run_seats,
     .needs = CL_NEEDS_STORE,
     .parameters = seats_parameters,
     .brief = "Lists who sits on the boards.",
     .example = "clachan board list CLU-1 --on 2021-03-01"},
    {.name = "board terms",
     .run = run_show_terms,
     .needs = CL_NEEDS_STORE,
     .parameters = show_terms_parameters,
     .brief = "Shows in which terms of the last year the board has met.",
     .detail = "A term that still runs counts once it has a meeting.",
     .example = "clachan board terms CLU-1"},
    {.name = "term add",
     .run = run_add_term,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_term_parameters,
     .brief = "Enters a school term.",
     .detail = "There is no national list of terms. One of an authority or a school stands in "
               "place of those of all.",
     .example = "clachan term add 2020-autumn --from 2020-08-17 --to 2020-12-22"},
    {.name = "term list",
     .run = run_terms,
     .needs = CL_NEEDS_STORE,
     .parameters = terms_parameters,
     .brief = "Lists terms.",
     .example = "clachan term list --all"},
    {.name = "meeting add",
     .run = run_add_meeting,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_meeting_parameters,
     .brief = "Records a meeting of the board.",
     .example = "clachan meeting add CLU-1 --date 2020-10-02 --present SCH-1 --present SCH-2"},
    {.name = "meeting list",
     .run = run_meetings,
     .needs = CL_NEEDS_STORE,
     .parameters = meetings_parameters,
     .brief = "Lists meetings of boards.",
     .example = "clachan meeting list CLU-1"},
    {.name = NULL},
};
