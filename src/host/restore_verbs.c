/* SPDX-License-Identifier: MIT
 *
 * backup and restore. A restored database is checked before it gets its name, and what was erased
 * since the backup was made is erased in it again.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "people.h"
#include "recording.h"
#include "rights.h"
#include "row.h"
#include "verify.h"

/* "erasures.jsonl" in the folder of a file. */
static int erasures_beside(cl_text *out, const char *path, cl_error *e)
{
    const char *slash = strrchr(path, '/');

    if (slash != NULL)
        cl_text_add(out, path, (size_t)(slash - path) + 1);
    cl_text_add_string(out, "erasures.jsonl");
    return cl_text_check(out, e);
}

/* ---- backup ---- */

static int write_erasures(cl_recording *r, const char *beside, cl_error *e)
{
    cl_text path = CL_TEXT_INIT, lines = CL_TEXT_INIT;
    int rc = erasures_beside(&path, beside, e);

    if (rc == 0)
        rc = cl_erased_print(&lines, r->store, e);
    if (rc == 0 && lines.length > 0)
        rc = cl_file_write(path.at, cl_text_view(&lines), e);
    cl_text_clear(&path);
    cl_text_clear(&lines);
    return rc;
}

static int run_backup(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    const char *path = cl_argument_get(arguments, "file");
    cl_recording r;
    int rc = 0;

    cl_recording_begin(&r, session, arguments, sink);
    if (!cl_session_dry_run(session))
        rc = cl_store_backup(r.store, path, e);
    if (rc == 0 && !cl_session_dry_run(session))
        rc = write_erasures(&r, path, e);
    if (rc == 0) {
        cl_row_text(&r.row, "database", cl_view_of(cl_store_path(r.store)));
        cl_row_text(&r.row, "backup", cl_view_of(path));
        cl_text_format(&r.text, "%s is a checked copy of %s\n", path, cl_store_path(r.store));
        rc = cl_recording_send(&r, e);
    }
    cl_recording_end(&r);
    return rc;
}

/* ---- restore ---- */

typedef struct restoring {
    cl_session *session;
    const cl_arguments *arguments;
    const cl_sink *sink;
    const char *backup;
    cl_text made; /* the copy, until it is good */
    cl_store *store;
    cl_verified verified;
    size_t erased;
} restoring;

static void tell_fault(void *context, const cl_fault *fault)
{
    restoring *in = context;
    cl_error error = CL_ERROR_INIT;

    cl_fail(&error, CL_E_STORE, "%s: %s%s%s", in->backup, fault->records,
            fault->records[0] == '\0' ? "" : ": ", fault->message);
    cl_sink_refuse(in->sink, &error);
}

static int copy_file(const restoring *in, cl_error *e)
{
    cl_text bytes = CL_TEXT_INIT;
    int rc = cl_file_read(&bytes, in->backup, 0, e);

    if (rc == 0)
        rc = cl_file_write(in->made.at, cl_text_view(&bytes), e);
    cl_text_clear(&bytes);
    return rc;
}

static int check_copy(restoring *in, cl_error *e)
{
    cl_verify_options options = {.context = in, .fault = tell_fault};
    int rc = cl_store_open(&in->store, in->made.at, NULL, e);

    if (rc == 0)
        rc = cl_verify(&in->verified, in->store, &options, e);
    if (rc == 0 && in->verified.faults > 0)
        rc = cl_fail(e, CL_E_STORE,
                     "%s is not what its log says (%" PRId64 " faults); nothing was restored",
                     in->backup, in->verified.faults);
    return rc;
}

static int erase_again(restoring *in, cl_error *e)
{
    cl_author author = {cl_session_actor(in->session), NULL, cl_session_now(in->session),
                        cl_session_today(in->session), 0,    NULL};
    cl_text path = CL_TEXT_INIT, lines = CL_TEXT_INIT;
    int rc = erasures_beside(&path, in->backup, e);

    if (rc == 0 && cl_file_exists(path.at)) {
        rc = cl_file_read(&lines, path.at, 0, e);
        if (rc == 0)
            rc = cl_store_begin(in->store, e);
        if (rc == 0) {
            rc = cl_erased_apply(&in->erased, in->store, &author, cl_text_view(&lines), path.at, e);
            if (rc != 0)
                cl_store_rollback(in->store);
            else
                rc = cl_store_commit(in->store, e);
        }
    }
    if (rc == 0) /* also so that the file stands alone, without a write-ahead log */
        rc = cl_people_forget(in->store, e);
    cl_text_clear(&path);
    cl_text_clear(&lines);
    return rc;
}

/* A link refuses to replace a file, which rename() would do. */
static int give_name(const restoring *in, cl_error *e)
{
    const char *database = cl_session_database(in->session);

    if (link(in->made.at, database) != 0)
        return cl_fail(e, CL_E_IO, "%s: %s", database, strerror(errno));
    return 0;
}

static void remove_made(const restoring *in)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    cl_text name = CL_TEXT_INIT;

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        cl_text_reset(&name);
        cl_text_format(&name, "%s%s", in->made.at, ends[i]);
        if (name.at != NULL)
            (void)unlink(name.at);
    }
    cl_text_clear(&name);
}

static int restore(restoring *in, cl_error *e)
{
    int rc;

    remove_made(in); /* a log that a killed restore left would be played into this copy */
    rc = copy_file(in, e);
    if (rc == 0)
        rc = check_copy(in, e);
    if (rc == 0) /* roles are those of what is brought back */
        rc = cl_rights_check_in(in->session, in->store, cl_verb_find("restore"), in->arguments, e);
    if (rc == 0)
        rc = erase_again(in, e);
    cl_store_close(in->store);
    in->store = NULL;
    if (rc == 0 && !cl_session_dry_run(in->session))
        rc = give_name(in, e);
    remove_made(in);
    return rc;
}

static int show_restored(const restoring *in, cl_error *e)
{
    cl_text row = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_row_text(&row, "database", cl_view_of(cl_session_database(in->session)));
    cl_row_text(&row, "backup", cl_view_of(in->backup));
    cl_row_number(&row, "events", in->verified.events);
    cl_row_text(&row, "head", cl_view_of(in->verified.head));
    cl_row_number(&row, "erased_again", (int64_t)in->erased);
    cl_text_format(&text, "%s is back, with %" PRId64 " events, as %s was\n",
                   cl_session_database(in->session), in->verified.events, in->backup);
    if (in->erased > 0)
        cl_text_format(&text, "%zu values that were erased since are erased again\n", in->erased);
    rc = cl_row_send(in->sink, &row, &text, e);
    cl_text_clear(&row);
    cl_text_clear(&text);
    return rc;
}

/* SQLite would play a log that is left over into the file beside it, whosever it was. */
static int check_alone(const char *database, cl_error *e)
{
    cl_text log = CL_TEXT_INIT;
    int rc;

    cl_text_format(&log, "%s-wal", database);
    rc = cl_text_check(&log, e);
    if (rc == 0 && cl_file_exists(log.at))
        rc = cl_fail(e, CL_E_IO,
                     "%s is there, and belongs to a database that was here: move it away with it",
                     log.at);
    cl_text_clear(&log);
    return rc;
}

static int run_restore(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    restoring in = {.session = session,
                    .arguments = arguments,
                    .sink = sink,
                    .backup = cl_argument_get(arguments, "backup")};
    int rc;

    if (cl_file_exists(cl_session_database(session)))
        return cl_fail(e, CL_E_IO,
                       "%s is there; a restore replaces nothing: move it away, or name another "
                       "with --db",
                       cl_session_database(session));
    rc = check_alone(cl_session_database(session), e);
    if (rc != 0)
        return rc;
    cl_text_format(&in.made, "%s.restoring", cl_session_database(session));
    rc = cl_text_check(&in.made, e);
    if (rc == 0)
        rc = restore(&in, e);
    if (rc == 0)
        rc = show_restored(&in, e);
    cl_text_clear(&in.made);
    return rc;
}

static const cl_parameter backup_parameters[] = {
    {"file", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",
     "file to write; one that is there is refused"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};
static const cl_parameter restore_parameters[] = {
    {"backup", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",
     "what 'clachan backup' wrote"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_backup_verbs[] = {
    {.name = "backup",
     .run = run_backup,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = backup_parameters,
     .brief = "Copies the database while it is in use, and checks the copy.",
     .detail = "Beside it stands erasures.jsonl, which says what was erased: a restore of an older "
               "copy erases it again.",
     .example = "clachan backup office-2021-04-20.db"},
    {.name = "restore",
     .run = run_restore,
     .needs = CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = restore_parameters,
     .brief = "Makes the database out of a backup, once it has been verified.",
     .detail = "A database that is there is never replaced. What was erased since the backup was "
               "made is erased again.",
     .example = "clachan restore office-2021-04-20.db --db office.db"},
    {.name = NULL},
};
