/* SPDX-License-Identifier: MIT
 *
 * init, verify and anchor: the database as a whole. backup and restore are in restore_verbs.c.
 */
#include <inttypes.h>
#include <string.h>

#include "events.h"
#include "file.h"
#include "recording.h"
#include "row.h"
#include "vec.h"
#include "verify.h"

enum { ANCHORS_LIMIT = 4 << 20 };

/* ---- init ---- */

static int show_database(cl_recording *r, bool was_there, cl_error *e)
{
    const char *path = cl_store_path(r->store);
    char hash[CL_DIGEST_HEX];
    int64_t seq = 0;
    int rc = cl_event_head(&seq, hash, r->store, e);

    if (rc != 0)
        return rc;
    cl_row_text(&r->row, "database", cl_view_of(path));
    cl_row_number(&r->row, "schema", cl_store_schema(r->store));
    cl_row_number(&r->row, "events", seq);
    cl_row_yesno(&r->row, "new", !was_there);
    if (was_there)
        cl_text_format(&r->text, "%s is there already, with %" PRId64 " events\n", path, seq);
    else
        cl_text_format(&r->text, "%s is ready\n", path);
    return cl_recording_send(r, e);
}

static int run_init(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    bool was_there = cl_file_exists(cl_session_database(session));
    cl_recording r;
    int rc = cl_session_open_store(session, true, e);

    if (rc != 0)
        return rc;
    cl_recording_begin(&r, session, arguments, sink);
    rc = show_database(&r, was_there, e);
    cl_recording_end(&r);
    return rc;
}

/* ---- verify ---- */

static void show_fault(void *context, const cl_fault *fault)
{
    cl_recording *r = context;
    cl_error error = CL_ERROR_INIT;
    const char *open = fault->records[0] == '\0' ? "" : " (",
               *close = fault->records[0] == '\0' ? "" : ")";

    if (fault->seq > 0)
        cl_fail(&error, CL_E_STORE, "event %" PRId64 "%s%s%s: %s", fault->seq, open, fault->records,
                close, fault->message);
    else
        cl_fail(&error, CL_E_STORE, "%s%s%s", fault->records, fault->records[0] == '\0' ? "" : ": ",
                fault->message);
    cl_sink_refuse(r->sink, &error);
}

static bool show_progress(void *context, int64_t done, int64_t total)
{
    cl_recording *r = context;

    cl_sink_progress(r->sink, (size_t)done, (size_t)total);
    return !cl_session_interrupted(r->session);
}

/* ---- anchors ---- */

static int add_anchor(cl_vec *anchors, cl_view text, cl_error *e)
{
    cl_anchor *anchor = cl_vec_push(anchors);

    return anchor == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                          : cl_anchor_read(anchor, text, e);
}

/* A line each, as 'clachan anchor' prints them. */
static int read_anchors(cl_vec *anchors, const char *path, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int number = 1, rc = cl_file_read(&text, path, ANCHORS_LIMIT, e);

    for (const char *line = text.at; rc == 0 && line != NULL && *line != '\0'; number++) {
        size_t length = strcspn(line, "\n");
        cl_view view = cl_view_trim((cl_view){line, length});

        if (view.length > 0)
            rc = add_anchor(anchors, view, e);
        if (rc == CL_E_INVALID)
            cl_error_place(e, path, number, NULL);
        line += length + (line[length] == '\n');
    }
    cl_text_clear(&text);
    return rc;
}

static int gather_anchors(cl_vec *anchors, const cl_arguments *arguments, cl_error *e)
{
    const char *given;
    int rc = 0;

    for (size_t i = 0; rc == 0 && (given = cl_argument_at(arguments, "anchor", i)) != NULL; i++) {
        rc = add_anchor(anchors, cl_view_of(given), e);
        if (rc == CL_E_INVALID && e != NULL)
            e->code = rc = CL_E_MISUSE;
    }
    if (rc == 0 && cl_argument_is_set(arguments, "anchors"))
        rc = read_anchors(anchors, cl_argument_get(arguments, "anchors"), e);
    return rc;
}

/* One line that a person can copy, and that verify reads again. */
static int anchor(cl_recording *r, cl_error *e)
{
    char hash[CL_DIGEST_HEX], time[25];
    int64_t seq = 0;
    int rc = cl_event_head(&seq, hash, r->store, e);

    if (rc == 0 && seq == 0)
        rc = cl_fail(e, CL_E_STATE, "the log is empty: there is nothing to keep yet");
    if (rc != 0)
        return rc;
    cl_time_format(r->author.at, time);
    cl_row_number(&r->row, "seq", seq);
    cl_row_text(&r->row, "hash", cl_view_of(hash));
    cl_row_text(&r->row, "at", cl_view_of(time));
    cl_text_format(&r->text, "%" PRId64 ":%s %s\n", seq, hash, time);
    return cl_recording_send(r, e);
}

static int run_anchor(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(anchor, session, arguments, sink, e);
}

/* ---- what verify shows ---- */

static int show_verified(cl_recording *r, const cl_verified *v, cl_error *e)
{
    cl_row_number(&r->row, "events", v->events);
    cl_row_number(&r->row, "rows", v->rows);
    cl_row_number(&r->row, "personal_values", v->personals);
    cl_row_number(&r->row, "faults", v->faults);
    cl_row_text(&r->row, "head", cl_view_of(v->head));
    cl_text_format(&r->text,
                   "%" PRId64 " events, %" PRId64 " rows, %" PRId64 " personal values: %s\n",
                   v->events, v->rows, v->personals,
                   v->faults == 0 ? "the database is what its log says" : "faults found");
    if (v->events > 0)
        cl_text_format(&r->text, "head %" PRId64 ":%s\n", v->events, v->head);
    return cl_recording_send(r, e);
}

static int run_verify(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    cl_vec anchors = CL_VEC_INIT(cl_anchor);
    cl_verify_options options = {0};
    cl_verified verified;
    cl_recording r;
    int rc = gather_anchors(&anchors, arguments, e);

    if (rc == 0 && cl_session_is_in_past(session))
        rc = cl_fail(e, CL_E_MISUSE, "verify checks the database as it is, not its past");
    if (rc != 0) {
        cl_vec_clear(&anchors);
        return rc;
    }
    cl_recording_begin(&r, session, arguments, sink);
    options.anchors = anchors.items;
    options.anchor_count = anchors.count;
    options.context = &r;
    options.fault = show_fault;
    options.progress = show_progress;
    rc = cl_verify(&verified, r.store, &options, e);
    if (rc == 0)
        rc = show_verified(&r, &verified, e);
    cl_recording_end(&r);
    cl_vec_clear(&anchors);
    return rc;
}

static const cl_parameter verify_parameters[] = {
    {"anchor", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "SEQ:HASH",
     "an event whose hash was written down elsewhere"},
    {"anchors", CL_TAKES_FILE, 0, "FILE", "a file of them, a line each"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_record_verbs[] = {
    {.name = "init",
     .run = run_init,
     .needs = CL_WRITES | CL_OWN_TRANSACTIONS, /* opens the database itself: was it there? */
     .brief = "Makes the database, or says that it is there.",
     .detail = "The database is --db FILE, else $CLACHAN_DB, else clachan.db in this folder.",
     .example = "clachan init --db office.db"},
    {.name = "verify",
     .run = run_verify,
     .needs = CL_NEEDS_STORE,
     .parameters = verify_parameters,
     .brief = "Checks that the database is what its event log says.",
     .detail = "One pass over the hash chain; every table is compared with one that is rebuilt "
               "from the events; "
               "shares and instalments must add up. Each fault is named with its event and "
               "records, and the "
               "exit status is 3. Keep what 'clachan anchor' prints elsewhere and give it as "
               "--anchor "
               "later: it "
               "shows whether the whole file was replaced.",
     .example = "clachan verify"},
    {.name = "anchor",
     .run = run_anchor,
     .needs = CL_NEEDS_STORE,
     .brief = "Prints the head of the event log, to be kept elsewhere.",
     .detail = "The chain proves order and content, not that the whole file was not replaced. Put "
               "the line into minutes, an e-mail or a signed file; 'clachan verify --anchor "
               "SEQ:HASH', or --anchors FILE with a line each, then shows that the log still "
               "begins as it did.",
     .example = "clachan anchor >>anchors.txt"},
    {.name = NULL},
};
