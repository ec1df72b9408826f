/* SPDX-License-Identifier: MIT
 *
 * reminder list, send and done: the letters and notices that events have made due, each to the
 * co-ordinator of the cluster that it is about. clachan speaks to no mail server: what goes out is
 * a file in a folder from where the office's own mail or printer takes it, and it is sent once its
 * file is there. What cannot go out stays unsent, is told, and is in the exit status.
 */
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "file.h"
#include "ids.h"
#include "lifecycle_query.h"
#include "people.h"
#include "plain.h"
#include "query.h"
#include "row.h"

/* What each kind says. The feedback on a decision has a command of its own. */
static const struct {
    const char *kind, *words;
} sentences[] = {
    {"ineligible", "The application was found ineligible."},
    {"retracted", "The offer of the award was taken back."},
    {"expired", "The application was not handed in before its round closed."},
    {"withdrawn", "The application was withdrawn."},
    {"answer due", "An answer is due."},
    {"fell due", "An instalment has fallen due and waits for its approval."},
    {"clawback", "Money that was paid is claimed back."},
    {"report due", "A report is due."},
    {"superseded", "A change that was asked for is overtaken by another one."},
    {"certificate ending", "The certificate ends soon."},
    {"revoked", "The certificate was revoked."},
};

typedef struct letter {
    const cl_notice *notice;
    cl_view name, contact; /* of whom it goes to */
    cl_text body;
} letter;

static const char *words_of(cl_view kind)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (cl_view_is(kind, sentences[i].kind))
            return sentences[i].words;
    return NULL;
}

/* ---- whom it goes to ---- */

static int find_cluster(int64_t *cluster, cl_recording *r, cl_view about, cl_error *e)
{
    const char *dash = memchr(about.at, '-', about.length);
    const cl_table *table =
        dash == NULL ? NULL : cl_table_of_prefix((cl_view){about.at, (size_t)(dash - about.at)});
    int64_t id;

    *cluster = 0;
    if (table == NULL || cl_id_parse(&id, table->prefix, about, NULL) != 0)
        return 0;
    return cl_cluster_of_record(cluster, &r->arena, r->store, table, id, e);
}

/* The co-ordinator's own contact, else that of the person who is it. */
static int find_recipient(letter *out, cl_recording *r, cl_error *e)
{
    cl_coordinator *posts = NULL;
    cl_person person = {0};
    int64_t cluster;
    size_t count = 0;
    cl_view about = out->notice->about;
    int rc = find_cluster(&cluster, r, about, e);

    if (rc == 0 && cluster == 0)
        return cl_fail(e, CL_E_STATE,
                       "%.*s belongs to no cluster; tell its school by hand, then: clachan "
                       "reminder done NOT-%lld",
                       (int)about.length, about.at, (long long)out->notice->id);
    if (rc == 0)
        rc = cl_coordinator_list(&posts, &count, &r->arena, r->store, cluster,
                                 cl_session_today(r->session), e);
    if (rc == 0 && count > 0 && posts[0].contact.length == 0 && posts[0].person != 0)
        rc = cl_record_get(&person, &r->arena, r->store, &cl_table_person, posts[0].person, e);
    if (rc != 0)
        return rc;
    if (count > 0) {
        out->name = posts[0].name.length > 0 ? posts[0].name : person.name;
        out->contact = posts[0].contact.length > 0 ? posts[0].contact : person.contact;
    }
    if (out->contact.length == 0)
        return cl_fail(e, CL_E_STATE,
                       "CLU-%lld has no co-ordinator with an address today: clachan cluster "
                       "coordinator CLU-%lld SCHOOL --name NAME --contact ADDRESS",
                       (long long)cluster, (long long)cluster);
    return 0;
}

/* ---- what it says ---- */

static int write_body(letter *out, cl_recording *r, cl_error *e)
{
    const cl_notice *n = out->notice;
    const char *words = words_of(n->kind);
    char day[11], due[11] = "";

    if (words == NULL)
        return cl_fail(e, CL_E_STATE,
                       "what was decided goes out with its reasons: clachan "
                       "application feedback %.*s",
                       (int)n->about.length, n->about.at);
    cl_date_format(cl_session_today(r->session), day);
    cl_date_format((cl_date)n->day.value, due);
    cl_text_format(&out->body, "To: %.*s%s%.*s\nDate: %s\nSubject: %.*s: %.*s\n\n%s\n",
                   (int)out->name.length, out->name.at == NULL ? "" : out->name.at,
                   out->name.length > 0 ? ", " : "", (int)out->contact.length, out->contact.at, day,
                   (int)n->about.length, n->about.at, (int)n->kind.length, n->kind.at, words);
    cl_text_format(&out->body, "It is about %.*s, and dates from %s.\n", (int)n->about.length,
                   n->about.at, due);
    return cl_text_check(&out->body, e);
}

/* ---- telling ---- */

static int tell(cl_recording *r, const cl_notice *n, const char *result, const char *reason,
                cl_error *e)
{
    cl_row_id(&r->row, "id", cl_table_notice.prefix, n->id);
    cl_row_text(&r->row, "about", n->about);
    cl_row_text(&r->row, "kind", n->kind);
    cl_row_text(&r->row, "form", n->form);
    cl_row_day(&r->row, "day", n->day);
    cl_row_day(&r->row, "sent", n->sent);
    if (result != NULL) {
        cl_row_text(&r->row, "result", cl_view_of(result));
        cl_row_text(&r->row, "reason", cl_view_of(reason));
    }
    return cl_recording_send(r, e);
}

/* ---- sending ---- */

static int mark_sent(cl_recording *r, const cl_notice *before, cl_notice *after, cl_error *e)
{
    *after = *before;
    after->sent = cl_known(cl_session_today(r->session));
    return cl_recording_set(r, "send", &cl_table_notice, before, after, e);
}

/* The file first: a kill between the two writes the same file again, and marks it then. */
static int put_file(const cl_recording *r, const letter *l, cl_error *e)
{
    cl_text path = CL_TEXT_INIT;
    cl_error failed = CL_ERROR_INIT;
    int rc;

    if (cl_session_dry_run(r->session))
        return 0;
    cl_text_format(&path, "%s/NOT-%lld.txt", cl_argument_get(r->arguments, "folder"),
                   (long long)l->notice->id);
    rc = cl_text_check(&path, e);
    if (rc == 0)
        rc = cl_file_write(path.at, cl_text_view(&l->body), &failed);
    if (failed.code != 0)
        rc = cl_fail(e, failed.code, "%s: %s", path.at, failed.message);
    cl_text_clear(&path);
    return rc;
}

static int send_letter(cl_recording *r, letter *l, cl_notice *sent, cl_error *e)
{
    int rc;

    if (l->notice->sent.known)
        return cl_fail(e, CL_E_STATE, "it went out already");
    rc = words_of(l->notice->kind) == NULL ? 0 : find_recipient(l, r, e);
    if (rc == 0)
        rc = write_body(l, r, e);
    if (rc == 0)
        rc = put_file(r, l, e);
    return rc != 0 ? rc : mark_sent(r, l->notice, sent, e);
}

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_INTERNAL;
}

static int send_alone(cl_recording *r, letter *l, cl_notice *sent, cl_error *e)
{
    int rc = cl_store_begin(r->store, e);

    if (rc != 0)
        return rc;
    rc = send_letter(r, l, sent, e);
    if (rc == 0)
        return cl_store_commit(r->store, e);
    cl_store_rollback(r->store);
    return rc;
}

/* Each in a transaction of its own; what cannot go out is told and the others go. */
static int send_one(cl_recording *r, const cl_notice *notice, cl_error *e)
{
    letter l = {.notice = notice, .body = CL_TEXT_INIT};
    cl_error refused = CL_ERROR_INIT;
    cl_notice sent = *notice;
    char name[CL_ID_TEXT];
    int rc = send_alone(r, &l, &sent, &refused);

    if (rc == 0) {
        if (cl_session_dry_run(r->session)) /* the preview is what would go out */
            cl_text_add_view(&r->text, cl_text_view(&l.body));
        rc = tell(r, &sent, "sent", NULL, e);
    } else if (is_fatal(rc)) {
        *e = refused;
    } else {
        cl_id_format(name, cl_table_notice.prefix, notice->id);
        cl_error_place(&refused, name, 0, NULL);
        rc = tell(r, notice, notice->sent.known ? "already" : "unsent", refused.message, e);
        (void)cl_sink_refuse(r->sink, &refused);
    }
    cl_text_clear(&l.body);
    return rc;
}

/* Those that are named, else all that are unsent, in order. */
static int read_notices(cl_notice **out, size_t *count, cl_recording *r, bool unsent, cl_error *e)
{
    void *items = NULL;
    size_t all = 0;
    int rc =
        cl_record_list(&items, &all, &r->arena, r->store, &cl_table_notice, NULL, CL_ANY_DAY, e);

    *out = items;
    *count = 0;
    for (size_t i = 0; rc == 0 && i < all; i++)
        if (!unsent || !(*out)[i].sent.known)
            (*out)[(*count)++] = (*out)[i];
    return rc;
}

static int read_named(cl_notice *out, cl_recording *r, const char *name, cl_error *e)
{
    int64_t id;
    int rc = cl_id_parse(&id, cl_table_notice.prefix, cl_view_of(name), e);

    return rc != 0 ? rc : cl_record_get(out, &r->arena, r->store, &cl_table_notice, id, e);
}

static int send_all(cl_recording *r, cl_error *e)
{
    cl_notice *list = NULL, one;
    const char *name = NULL;
    size_t count = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && (name = cl_argument_at(r->arguments, "notice", i)) != NULL; i++) {
        rc = read_named(&one, r, name, e);
        if (rc == 0)
            rc = send_one(r, &one, e);
    }
    if (rc != 0 || cl_argument_is_set(r->arguments, "notice"))
        return rc;
    rc = read_notices(&list, &count, r, true, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send_one(r, &list[i], e);
    if (rc == 0 && count == 0)
        cl_sink_note(r->sink, "nothing waits to be sent");
    return rc;
}

static int done(cl_recording *r, cl_error *e)
{
    cl_notice before, after;
    int rc = cl_recording_get(r, &before, &cl_table_notice, "notice", e);

    if (rc == 0 && before.sent.known)
        rc = cl_fail(e, CL_E_STATE, "NOT-%lld went out already", (long long)before.id);
    if (rc == 0)
        rc = mark_sent(r, &before, &after, e);
    return rc != 0 ? rc : tell(r, &after, NULL, NULL, e);
}

static int list(cl_recording *r, cl_error *e)
{
    cl_notice *rows = NULL;
    size_t count = 0;
    int rc = read_notices(&rows, &count, r, cl_argument_is_set(r->arguments, "unsent"), e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell(r, &rows[i], NULL, NULL, e);
    return rc;
}

CL_VERB_BODY(run_send, send_all)
CL_VERB_BODY(run_done, done)
CL_VERB_BODY(run_list, list)

/* ---- the verbs ---- */

static const cl_parameter send_parameters[] = {
    {"notice", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "NOTICE",
     "ids (NOT-3); without one, all that are unsent"},
    {"folder", CL_TAKES_FILE, CL_PARAMETER_REQUIRED, "FOLDER",
     "gets a file for each, from where mail or printer takes it"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter done_parameters[] = {
    {"notice", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "NOTICE",
     "id (NOT-3)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {
    {"unsent", CL_TAKES_SWITCH, 0, NULL, "only those that wait to be sent"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_reminder_verbs[] = {
    {.name = "reminder send",
     .run = run_send,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = send_parameters,
     .brief = "Sends the letters and notices that are due, as files in a folder.",
     .detail = "Each goes to the co-ordinator of the cluster that it is about, once. What cannot "
               "go out stays unsent and is told, and the exit status is 1. With --dry-run the "
               "letters are shown and none is written.",
     .example = "clachan reminder send --folder . --dry-run"},
    {.name = "reminder done",
     .run = run_done,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = done_parameters,
     .brief = "Records that a letter or notice went out by hand.",
     .example = "clachan reminder done NOT-1"},
    {.name = "reminder list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists letters and notices: what about, since when, and when they went out.",
     .example = "clachan reminder list --unsent"},
    {.name = NULL},
};
