/* SPDX-License-Identifier: MIT
 *
 * application move-edition: a draft judged under the edition that it is pinned to and under another
 * one, every verdict and pound that differs, and the move with the co-ordinator's consent. It is
 * the machine's own edit: what was checked under the earlier edition has to be checked again.
 */
#include <string.h>

#include "application_step.h"
#include "money.h"
#include "recording.h"
#include "roles.h"
#include "row.h"

typedef struct moving {
    cl_recording r;
    cl_step step;
    cl_judged before, after;
    bool unread; /* the text of the earlier edition is not the one that it was pinned to */
} moving;

/* The machine lets a head edit, too; consent is the co-ordinator's alone. */
static int check_consent(moving *m, cl_error *e)
{
    bool holds = false;
    int rc = cl_step_role(&holds, &m->step, "coord", e);

    if (rc == 0 && !holds)
        cl_step_stop(&m->step, "role", "only coord consents to another edition");
    return rc;
}

static int open_step(moving *m, cl_error *e)
{
    int64_t id;
    int rc = cl_recording_id(&m->r, &id, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_step_open(&m->step, m->r.session, &cl_table_application, id, "edit", e);
    if (rc == 0)
        rc = cl_step_judge(&m->step, e);
    if (rc == 0 && cl_argument_is_set(m->r.arguments, "consent"))
        rc = check_consent(m, e);
    return rc != 0 ? rc : cl_step_refusal(&m->step, e);
}

/* Pins the other edition to what would be stored. */
static int pin(moving *m, cl_error *e)
{
    cl_application *a = m->step.after;
    const char *id = cl_arena_copy(&m->r.arena, a->programme);
    const cl_programme *programme;
    cl_maybe date;
    int rc = cl_recording_maybe_day(&m->r, &date, "date", e);

    if (rc == 0 && id == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0)
        return rc;
    a->date = date.known ? date : a->date;
    rc =
        cl_session_programme(&programme, m->r.session, id,
                             cl_argument_get(m->r.arguments, "edition"), (cl_date)a->date.value, e);
    if (rc != 0)
        return rc;
    if (cl_view_is(a->edition, programme->edition) &&
        cl_view_is(a->edition_digest, programme->digest))
        return cl_fail(e, CL_E_STATE, "APP-%lld is under %s@%s already", (long long)a->id, id,
                       programme->edition);
    a->edition = cl_view_of(programme->edition); /* its texts live as long as the session */
    a->edition_digest = cl_view_of(programme->digest);
    return 0;
}

/* An edition whose text changed before it decided anything cannot say what it said then. */
static int decide(moving *m, cl_error *e)
{
    cl_error changed = CL_ERROR_INIT;
    int rc = cl_judged_decide(&m->before, m->step.before, (cl_view)CL_VIEW_INIT, &changed);

    m->unread = rc == CL_E_STATE;
    if (rc != 0 && !m->unread)
        return cl_fail(e, rc, "%s", changed.message);
    return cl_judged_decide(&m->after, m->step.after, (cl_view)CL_VIEW_INIT, e);
}

/* ---- telling ---- */

static void print_result(cl_text *out, const cl_decision *decision)
{
    cl_text_format(out, "%s, ", cl_verdict_name(decision->verdict));
    if (decision->grant.known)
        cl_money_print_human(out, decision->grant.low);
    else
        cl_text_add_string(out, "grant not known");
}

static void print_difference(cl_text *out, const moving *m)
{
    if (m->unread)
        cl_text_format(out, "not known: the text of the edition has changed since\n");
    else
        cl_decision_print_difference(out, &m->before.decision, &m->after.decision);
}

/* NULL: not known. */
static void row_result(cl_text *row, const char *name, const cl_decision *decision)
{
    cl_text one = CL_TEXT_INIT;
    cl_view currency;

    if (decision == NULL) {
        cl_row_json(row, name, CL_VIEW("null"));
        return;
    }
    currency = cl_view_of(decision->grant.low.currency);
    cl_row_text(&one, "verdict", cl_view_of(cl_verdict_name(decision->verdict)));
    cl_row_money(&one, "grant", (cl_maybe){decision->grant.low.minor, decision->grant.known},
                 currency);
    cl_text_add_char(&one, '}');
    cl_row_json(row, name, cl_text_view(&one));
    cl_text_clear(&one);
}

static void add_lines(cl_text *json, cl_text *page, cl_view difference)
{
    const char *line = difference.at;
    bool first = true;

    cl_text_add_char(json, '[');
    while (line != NULL && *line != '\0') {
        size_t length = strcspn(line, "\n");

        cl_text_add_string(json, first ? "" : ", ");
        cl_text_add_json(json, (cl_view){line, length});
        cl_text_format(page, "  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
        first = false;
    }
    cl_text_add_char(json, ']');
}

static int show(moving *m, bool moved, cl_error *e)
{
    const cl_application *from = m->step.before, *to = m->step.after;
    cl_text difference = CL_TEXT_INIT, lines = CL_TEXT_INIT;
    cl_text *page = &m->r.text, *row = &m->r.row;
    int rc;

    print_difference(&difference, m);
    cl_text_format(page, "APP-%lld %s from %.*s@%.*s to %.*s\n", (long long)to->id,
                   moved ? "is moved" : "would move", (int)to->programme.length, to->programme.at,
                   (int)from->edition.length, from->edition.at, (int)to->edition.length,
                   to->edition.at);
    add_lines(&lines, page, cl_text_view(&difference));
    if (difference.length == 0)
        cl_text_add_string(page, "  no rule and no amount differs\n");
    if (!m->unread) {
        cl_text_add_string(page, "  before: ");
        print_result(page, &m->before.decision);
        cl_text_add_char(page, '\n');
    }
    cl_text_add_string(page, "  after:  ");
    print_result(page, &m->after.decision);
    cl_text_add_char(page, '\n');
    cl_row_id(row, "id", "APP", to->id);
    cl_row_text(row, "from", from->edition);
    cl_row_text(row, "to", to->edition);
    cl_row_day(row, "date", to->date);
    cl_row_yesno(row, "moved", moved);
    row_result(row, "before", m->unread ? NULL : &m->before.decision);
    row_result(row, "after", &m->after.decision);
    cl_row_json(row, "difference", cl_text_view(&lines));
    rc = cl_text_check(&difference, e);
    if (rc == 0)
        rc = cl_text_check(&lines, e);
    if (rc == 0)
        rc = cl_recording_send(&m->r, e);
    cl_text_clear(&difference);
    cl_text_clear(&lines);
    return rc;
}

static int move(moving *m, cl_error *e)
{
    bool consents = cl_argument_is_set(m->r.arguments, "consent");
    int rc = open_step(m, e);

    if (rc == 0)
        rc = pin(m, e);
    if (rc == 0)
        rc = decide(m, e);
    if (rc == 0 && consents) {
        m->step.reason = cl_recording_text(&m->r, "reason");
        rc = cl_step_take(&m->step, e);
    }
    if (rc == 0)
        rc = show(m, consents, e);
    if (rc == 0 && !consents)
        cl_sink_note(m->r.sink, "nothing is changed; the co-ordinator moves it with --consent");
    return rc;
}

static int run_move(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    moving m;
    int rc;

    memset(&m, 0, sizeof m);
    cl_recording_begin(&m.r, session, arguments, sink);
    cl_judged_init(&m.before, session);
    cl_judged_init(&m.after, session);
    rc = move(&m, e);
    cl_step_close(&m.step);
    cl_judged_clear(&m.before);
    cl_judged_clear(&m.after);
    cl_recording_end(&m.r);
    return rc;
}

static const cl_parameter move_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "APPLICATION",
     "id (APP-12)"},
    {"edition", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "EDITION",
     "edition of the same programme, in force on the day of the application"},
    {"date", CL_TAKES_DATE, 0, "DATE", "another day on which it is judged"},
    {"consent", CL_TAKES_SWITCH, 0, NULL, "the co-ordinator has seen what changes: move it"},
    {"reason", CL_TAKES_TEXT, 0, "TEXT", "why"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_application_move_verbs[] = {
    {.name = "application move-edition",
     .run = run_move,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = move_parameters,
     .brief = "Shows what another edition would make of a draft, and moves it.",
     .detail =
         "An application keeps the edition that it began under. Every verdict and amount that "
         "would differ is shown; with the co-ordinator's --consent it is moved, and is a "
         "draft that has to be checked again.",
     .example = "clachan application move-edition APP-1 2019 --date 2020-12-01"},
    {.name = NULL},
};
