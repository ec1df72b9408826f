/* SPDX-License-Identifier: MIT
 *
 * log: the events, of everything or of one record.
 */
#include <inttypes.h>
#include <string.h>

#include "events.h"
#include "ids.h"
#include "recording.h"
#include "row.h"

/* "12  2021-04-20 09:30:00  APP-1  check  draft → ready  by ann" */
static void print_line(cl_text *out, const cl_event *event)
{
    char time[25];

    cl_time_format(event->at, time);
    time[10] = ' ';
    cl_text_format(out, "%6" PRId64 "  %.19s  ", event->seq, time);
    cl_text_add_plain(out, event->entity);
    for (size_t width = event->entity.length; width < 8; width++)
        cl_text_add_char(out, ' ');
    cl_text_add_string(out, "  ");
    cl_text_add_plain(out, event->kind);
    if (event->to.length > 0) {
        cl_text_add_string(out, ": ");
        cl_text_add_plain(out, event->from);
        cl_text_add_string(out, event->from.length > 0 ? " → " : "");
        cl_text_add_plain(out, event->to);
    }
    cl_text_add_string(out, "  by ");
    cl_text_add_plain(out, event->actor);
    cl_text_add_char(out, '\n');
}

static int show_event(void *context, const cl_event *event, cl_error *e)
{
    cl_recording *r = context;
    int rc;

    if (cl_session_interrupted(r->session))
        return cl_fail(e, CL_E_INTERRUPTED, "stopped before event %" PRId64, event->seq);
    cl_event_json(&r->row, event);
    print_line(&r->text, event);
    rc = cl_text_check(&r->row, e);
    if (rc == 0)
        rc = cl_text_check(&r->text, e);
    if (rc == 0 && cl_sink_row(r->sink, cl_text_view(&r->row), cl_text_view(&r->text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_reset(&r->row);
    cl_text_reset(&r->text);
    return rc;
}

static int read_filter(const cl_recording *r, cl_event_filter *filter, cl_error *e)
{
    enum { DAY = 24 * 60 * 60 * 1000 };
    cl_maybe since, limit, after;
    int rc = cl_recording_maybe_day(r, &since, "since", e);

    if (rc == 0)
        rc = cl_recording_maybe_number(r, &limit, "limit", e);
    if (rc == 0)
        rc = cl_recording_maybe_number(r, &after, "after", e);
    if (rc != 0)
        return rc;
    filter->entity = cl_argument_get(r->arguments, "id");
    filter->after = after.value;
    filter->since_at = since.value * DAY;
    filter->limit = limit.value;
    return 0;
}

/* What names no record would list nothing, as if nothing had happened to it. */
static int check_id(const char *text, cl_error *e)
{
    const char *dash = text == NULL ? NULL : strchr(text, '-');
    const cl_table *table = NULL;
    int64_t id;

    if (text == NULL)
        return 0;
    if (dash != NULL)
        table = cl_table_of_prefix((cl_view){text, (size_t)(dash - text)});
    if (table != NULL && cl_id_parse(&id, table->prefix, cl_view_of(text), NULL) == 0)
        return 0;
    return cl_fail(e, CL_E_INVALID, "'%.60s' is no id of a record; write it as APP-12 or SCH-4",
                   text);
}

static int show_log(cl_recording *r, cl_error *e)
{
    cl_event_filter filter = {0};
    int rc;

    rc = check_id(cl_argument_get(r->arguments, "id"), e);
    if (rc == 0)
        rc = read_filter(r, &filter, e);
    if (rc == 0)
        rc = cl_event_each(r->store, &filter, show_event, r, e);
    return rc;
}

static int run_log(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    return cl_recording_run(show_log, session, arguments, sink, e);
}

static const cl_parameter log_parameters[] = {
    {"id", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "ID",
     "only events that touch this record (APP-1)"},
    {"since", CL_TAKES_DATE, 0, "DATE", "only from this day on"},
    {"after", CL_TAKES_NUMBER, 0, "SEQ", "only after this event"},
    {"limit", CL_TAKES_NUMBER, 0, "N", "only the newest N"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_log_verbs[] = {
    {.name = "log",
     .run = run_log,
     .needs = CL_NEEDS_STORE,
     .parameters = log_parameters,
     .brief = "Shows the event log: who did what, and when.",
     .detail = "With --json each event comes whole, with its hash and the rows that it stored. "
               "Personal values "
               "are not in the log; it holds a commitment to each.",
     .example = "clachan log APP-1"},
    {.name = NULL},
};
