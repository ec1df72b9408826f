/* SPDX-License-Identifier: MIT
 *
 * variation propose, edit, preview, show, list and sign, and the events that move one: changing an
 * award is proposed with its preview, signed by the head of the lead school where money or lead
 * change, approved by somebody else, and applied as it was approved.
 */
#include <string.h>

#include "event_verbs.h"
#include "lifecycle.h"
#include "plain.h"
#include "query.h"
#include "roles.h"
#include "row.h"
#include "suggest.h"
#include "variation.h"

/* ---- telling ---- */

static void print_members(cl_text *row, const cl_variation *v)
{
    cl_row_id(row, "id", "VAR", v->id);
    cl_row_id(row, "award", "AWD", v->award);
    cl_row_text(row, "kind", v->kind);
    cl_row_text(row, "state", v->state);
    cl_row_day(row, "effective", v->effective);
    cl_row_text(row, "proposer", v->proposer);
    cl_row_text(row, "signed_by", v->signed_by);
    cl_row_day(row, "applied", v->applied);
}

static void print_heading(cl_text *text, const cl_variation *v)
{
    char day[11] = "-";

    if (v->effective.known)
        cl_date_format((cl_date)v->effective.value, day);
    cl_text_format(text, "VAR-%lld  AWD-%lld  %.*s  %.*s  from %s, proposed by %.*s\n",
                   (long long)v->id, (long long)v->award, (int)v->kind.length, v->kind.at,
                   (int)v->state.length, v->state.at, day, (int)v->proposer.length, v->proposer.at);
}

/* One that has ended is as it was; an open one is shown as it would be now, and as it was proposed
 * where that is something else. */
static int add_plan(cl_recording *r, const cl_variation *v, cl_error *e)
{
    cl_variation_plan plan;
    int rc;

    cl_variation_plan_init(&plan, r->session);
    rc = cl_variation_plan_make(&plan, v, e);
    if (rc == 0) {
        cl_variation_plan_print(&r->text, &plan);
        if (!cl_variation_plan_is_current(&plan))
            cl_text_add_string(&r->text,
                               "  the award has changed since: this is how it would be now\n");
        cl_row_yesno(&r->row, "current", cl_variation_plan_is_current(&plan));
        cl_row_json(&r->row, "preview", cl_text_view(&plan.preview));
        rc = cl_text_check(&r->text, e);
    }
    cl_variation_plan_clear(&plan);
    return rc;
}

static int show(cl_recording *r, const cl_variation *v, cl_error *e)
{
    bool ended = cl_words_hold_view("applied rejected withdrawn superseded", v->state);
    int rc = 0;

    print_members(&r->row, v);
    print_heading(&r->text, v);
    cl_row_number(&r->row, "version", v->version);
    cl_row_json(&r->row, "patch", v->patch);
    cl_row_text(&r->row, "reason", v->reason);
    cl_row_text(&r->row, "question", v->question);
    cl_row_text(&r->row, "answer", v->answer);
    cl_row_id(&r->row, "decision", "DEC", v->decision);
    cl_row_text(&r->row, "preview_digest", v->preview_digest);
    if (v->reason.length > 0)
        cl_text_format(&r->text, "  because %.*s\n", (int)v->reason.length, v->reason.at);
    if (ended) {
        cl_row_yesno(&r->row, "current", false);
        cl_row_json(&r->row, "preview", v->preview);
        rc = cl_variation_kept_print(&r->text, v->preview, e);
    } else {
        rc = add_plan(r, v, e);
    }
    return rc != 0 ? rc : cl_recording_send(r, e);
}

static int show_one(cl_recording *r, cl_error *e)
{
    cl_variation v;
    int rc = cl_recording_get(r, &v, &cl_table_variation, "variation", e);

    return rc != 0 ? rc : show(r, &v, e);
}

CL_VERB_BODY(run_show, show_one)

static int list(cl_recording *r, cl_error *e)
{
    cl_record_filter filters[] = {
        {"award", 0, NULL}, {"state", 0, cl_argument_get(r->arguments, "state")}, {NULL, 0, NULL}};
    cl_variation *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_recording_id(r, &filters[0].id, &cl_table_award, "award", e);

    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_variation, filters,
                            CL_ANY_DAY, e);
    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        print_members(&r->row, &rows[i]);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

CL_VERB_BODY(run_list, list)

/* ---- proposing ---- */

static int read_kind(const cl_variation_kind **out, cl_recording *r, cl_error *e)
{
    const char *names[32], *typed = cl_argument_get(r->arguments, "kind"), *nearest;
    cl_text word = CL_TEXT_INIT, all = CL_TEXT_INIT;
    size_t count = 0;
    int rc = 0;

    for (const char *c = typed; *c != '\0'; c++)
        cl_text_add_char(&word, *c == '-' ? '_' : *c);
    for (const cl_variation_kind *kind = cl_variation_kinds; kind->name != NULL; kind++) {
        cl_text_format(&all, "%s%s", count == 0 ? "" : ", ", kind->name);
        names[count++] = kind->name;
    }
    *out = cl_variation_kind_find(cl_text_view(&word));
    nearest = cl_suggest(cl_text_view(&word), names, count);
    if (*out == NULL)
        rc = nearest != NULL
                 ? cl_fail(e, CL_E_INVALID, "found '%s'; did you mean '%s'?", typed, nearest)
                 : cl_fail(e, CL_E_INVALID, "found '%s', expected one of %s", typed,
                           all.at == NULL ? "" : all.at);
    if (rc != 0)
        cl_error_place(e, NULL, 0, "kind");
    cl_text_clear(&word);
    cl_text_clear(&all);
    return rc;
}

/* Where nothing is given, what is there stays. */
static int read_patch(cl_recording *r, const cl_variation_kind *kind, cl_variation *v, bool fresh,
                      cl_error *e)
{
    cl_maybe effective;
    cl_award award;
    int rc = cl_recording_maybe_day(r, &effective, "effective", e);

    if (rc == 0)
        rc = cl_record_get(&award, &r->arena, r->store, &cl_table_award, v->award, e);
    if (rc == 0 && (fresh || cl_patch_is_given(r->arguments)))
        rc = cl_patch_write(&v->patch, r, kind, &award, e);
    if (rc != 0)
        return rc;
    v->effective = effective.known ? effective : v->effective;
    if (cl_argument_is_set(r->arguments, "reason"))
        v->reason = cl_recording_text(r, "reason");
    return 0;
}

static int begin(cl_recording *r, cl_variation *v, const cl_award *award, cl_error *e)
{
    cl_application application;
    cl_step step = {0};
    int rc = cl_record_get(&application, &r->arena, r->store, &cl_table_application,
                           award->application, e);

    if (rc == 0)
        rc = cl_step_begin(&step, r->session, &cl_table_variation, v, "propose",
                           application.programme, e);
    if (rc == 0)
        rc = cl_step_take(&step, e);
    if (rc == 0) /* its texts lie in the step */
        rc = cl_record_keep(&r->arena, &cl_table_variation, v, e);
    cl_step_close(&step);
    return rc;
}

static int propose(cl_recording *r, cl_error *e)
{
    const cl_variation_kind *kind;
    cl_variation v = {.state = CL_VIEW("draft")};
    cl_award award;
    int rc = cl_recording_get(r, &award, &cl_table_award, "award", e);

    if (rc == 0)
        rc = read_kind(&kind, r, e);
    if (rc != 0)
        return rc;
    v.award = award.id;
    v.kind = cl_view_of(kind->name);
    v.proposer = cl_view_of(cl_session_actor(r->session));
    v.effective = cl_known(cl_session_today(r->session));
    rc = read_patch(r, kind, &v, true, e);
    if (rc == 0)
        rc = begin(r, &v, &award, e);
    return rc != 0 ? rc : show(r, &v, e);
}

CL_VERB_BODY(run_propose, propose)

static int edit(cl_recording *r, cl_error *e)
{
    cl_step step = {0};
    int64_t id = 0;
    int rc = cl_recording_id(r, &id, &cl_table_variation, "variation", e);

    if (rc == 0)
        rc = cl_step_open(&step, r->session, &cl_table_variation, id, "edit", e);
    if (rc == 0)
        rc = cl_step_judge(&step, e);
    if (rc == 0)
        rc = cl_step_refusal(&step, e);
    if (rc == 0)
        rc = read_patch(r, cl_variation_kind_find(((cl_variation *)step.after)->kind), step.after,
                        false, e);
    if (rc == 0)
        rc = cl_step_take(&step, e);
    if (rc == 0)
        rc = show(r, step.after, e);
    cl_step_close(&step);
    return rc;
}

CL_VERB_BODY(run_edit, edit)

/* ---- signing ---- */

static int check_signer(cl_recording *r, const cl_variation *v, cl_error *e)
{
    cl_step step;
    bool head = false;
    int rc = cl_step_open(&step, r->session, &cl_table_variation, v->id, "submit", e);

    if (rc == 0)
        rc = cl_step_role(&head, &step, "head of lead", e);
    if (rc == 0 && !head)
        rc = cl_fail(e, CL_E_STATE, "VAR-%lld: only head of lead signs", (long long)v->id);
    cl_step_close(&step);
    return rc;
}

/* What is signed is the preview: with another one the signature does not hold any more. */
static int sign(cl_recording *r, cl_error *e)
{
    cl_view quoted = cl_recording_text(r, "digest");
    cl_variation before, after;
    int rc = cl_recording_get(r, &before, &cl_table_variation, "variation", e);

    if (rc == 0 && !cl_words_hold_view("draft submitted queried", before.state))
        rc = cl_fail(e, CL_E_STATE, "VAR-%lld is %.*s; it is signed before it is approved",
                     (long long)before.id, (int)before.state.length, before.state.at);
    if (rc == 0 && quoted.length > 0 && !cl_view_equal(quoted, before.preview_digest))
        rc = cl_fail(e, CL_E_STATE, "the preview of VAR-%lld has the digest %.*s, not %.*s",
                     (long long)before.id, (int)before.preview_digest.length,
                     before.preview_digest.at, (int)quoted.length, quoted.at);
    if (rc == 0)
        rc = check_signer(r, &before, e);
    if (rc != 0)
        return rc;
    after = before;
    after.signed_by = cl_view_of(cl_session_actor(r->session));
    after.signed_digest = before.preview_digest;
    rc = cl_recording_set(r, "sign", &cl_table_variation, &before, &after, e);
    if (rc == 0) {
        cl_row_id(&r->row, "id", "VAR", after.id);
        cl_row_text(&r->row, "signed_by", after.signed_by);
        cl_row_text(&r->row, "digest", after.signed_digest);
        cl_text_format(&r->text, "VAR-%lld is signed by %.*s\n", (long long)after.id,
                       (int)after.signed_by.length, after.signed_by.at);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

CL_VERB_BODY(run_sign, sign)

/* ---- events ---- */

static int give_question(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_view question = cl_recording_text(&run->r, "question");

    (void)e;
    cl_step_text(step, "question", question);
    ((cl_variation *)step->after)->question = question;
    return 0;
}

static int give_answer(cl_step *step, cl_event_run *run, cl_error *e)
{
    (void)e;
    ((cl_variation *)step->after)->answer = cl_recording_text(&run->r, "answer");
    return 0;
}

/* What is impossible, or a hard rule that was met before, is not for waiving. */
static int give_waiver(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_variation_plan plan;
    int rc;

    if (!cl_argument_is_set(run->r.arguments, "waive"))
        return 0;
    if (step->reason.length == 0)
        return cl_fail(e, CL_E_MISUSE, "--waive needs a --reason");
    cl_variation_plan_init(&plan, step->session);
    rc = cl_variation_plan_make(&plan, step->before, e);
    if (rc == 0)
        cl_step_yes(step, "waived", !plan.worse && plan.wrong.count == 0);
    cl_variation_plan_clear(&plan);
    return rc;
}

#define EVENT(name, event, give)                                                                   \
    static int run_##name(cl_session *session, const cl_arguments *arguments, const cl_sink *sink, \
                          cl_error *e)                                                             \
    {                                                                                              \
        static const cl_event_verb verb = {&cl_table_variation, event, "variation", give};         \
                                                                                                   \
        return cl_event_verb_run(&verb, session, arguments, sink, e);                              \
    }

EVENT(submit, "submit", NULL)
EVENT(query, "query", give_question)
EVENT(answer, "answer", give_answer)
EVENT(approve, "approve", give_waiver)
EVENT(reject, "reject", NULL)
EVENT(withdraw, "withdraw", NULL)

#define ITEM                                                                                       \
    {                                                                                              \
        "variation", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "VARIATION",    \
            "id (VAR-4); several at once"                                                          \
    }
#define ONE                                                                                        \
    {                                                                                              \
        "variation", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "VARIATION",    \
            "id (VAR-4)"                                                                           \
    }
#define PATCH_PARAMETERS                                                                           \
    {"ends", CL_TAKES_DATE, 0, "DATE", "extend: last day of the activity"},                        \
        {"starts", CL_TAKES_DATE, 0, "DATE", "extend: first day"},                                 \
        {"from", CL_TAKES_TEXT, 0, "LINE[/SCHOOL]", "virement: whose money it is"},                \
        {"to", CL_TAKES_TEXT, 0, "LINE[/SCHOOL]", "virement: whose money it becomes"},             \
        {"amount", CL_TAKES_TEXT, 0, "AMOUNT", "virement: how much"},                              \
        {"line", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "LINE[/SCHOOL]=AMOUNT",                     \
         "uplift, reduce: a line and its money"},                                                  \
        {"report", CL_TAKES_ID, 0, "REPORT", "reduce: by what this report leaves unspent"},        \
        {"school", CL_TAKES_TEXT, 0, "SCHOOL",                                                     \
         "add-, remove-, replace-school, change-lead: the school"},                                \
        {"by", CL_TAKES_TEXT, 0, "SCHOOL", "replace-school: its successor"},                       \
        {"payee", CL_TAKES_ID, 0, "PAYEE", "change-lead: who is paid from now on"},                \
        {"request", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "ITEM[/SCHOOL][=COST|:DAYS]",            \
         "add-school, scope: what is asked for as well"},                                          \
        {"drop", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "ITEM[/SCHOOL]",                            \
         "scope: what is not asked for any more"},                                                 \
        {"option", CL_TAKES_TEXT, 0, "OPTION", "scope: another option"},                           \
        {"funding-model", CL_TAKES_TEXT, 0, "MODEL", "scope: visits or online"},                   \
        {"answers", CL_TAKES_TEXT, 0, "JSON", "scope: the programme's own facts"},                 \
    {                                                                                              \
        "effective", CL_TAKES_DATE, 0, "DATE", "day from which it holds (today)"                   \
    }

static const cl_parameter propose_parameters[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AWARD", "id (AWD-4)"},
    {"kind", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "KIND",
     "extend, virement, scope, add-school, remove-school, replace-school, change-lead, uplift, "
     "reduce, suspend, resume or terminate"},
    PATCH_PARAMETERS,
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter edit_parameters[] = {
    ONE, PATCH_PARAMETERS, {"reason", CL_TAKES_TEXT, 0, "TEXT", "why"}, CL_NO_MORE_PARAMETERS};
static const cl_parameter one_parameters[] = {ONE, CL_NO_MORE_PARAMETERS};
static const cl_parameter list_parameters[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "AWARD", "only of this award"},
    {"state", CL_TAKES_TEXT, 0, "STATE", "only in this state"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter sign_parameters[] = {
    ONE,
    {"digest", CL_TAKES_TEXT, 0, "DIGEST", "what is signed; refuse unless it is this preview"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter plain[] = {ITEM, CL_EVENT_PARAMETERS};
static const cl_parameter question[] = {
    ITEM,
    {"question", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "what the proposer is asked"},
    CL_EVENT_PARAMETERS};
static const cl_parameter answer[] = {
    ITEM,
    {"answer", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "what is answered"},
    CL_EVENT_PARAMETERS};
static const cl_parameter approval[] = {
    ITEM,
    {"waive", CL_TAKES_SWITCH, 0, NULL,
     "although it is more than the edition grants, or a rule that may be waived fails"},
    CL_EVENT_PARAMETERS};

const cl_verb cl_variation_verbs[] = {
    {.name = "variation propose",
     .run = run_propose,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = propose_parameters,
     .brief = "Proposes a change of an award, with its preview.",
     .detail = "The pinned edition decides the changed award again; the preview shows amount, "
               "lines, instalments and dates before and after. What is approved, sent or paid is "
               "never planned again.",
     .example = "clachan variation propose AWD-1 extend --ends 2021-12-31 --reason \"the visit is "
                "later\""},
    {.name = "variation edit",
     .run = run_edit,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = edit_parameters,
     .brief = "Changes a variation that is still being written.",
     .detail = "What makes the change is given anew as a whole, and previewed again.",
     .example = "clachan variation edit VAR-1 --ends 2021-11-30"},
    {.name = "variation preview",
     .run = run_show,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = one_parameters,
     .brief = "Shows what an award would be with a variation, now.",
     .example = "clachan variation preview VAR-1"},
    {.name = "variation show",
     .run = run_show,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = one_parameters,
     .brief = "Shows a variation: its patch, its preview, who signed it.",
     .example = "clachan variation show VAR-1 --json"},
    {.name = "variation list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists variations.",
     .example = "clachan variation list AWD-1"},
    {.name = "variation sign",
     .run = run_sign,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = sign_parameters,
     .brief = "Signs the preview of a variation, as head of the lead school.",
     .detail = "Needed where money or the lead change. Another preview needs another signature.",
     .example = "clachan variation sign VAR-1 --as \"B. Head\""},
    CL_EVENT_VERB("variation submit", run_submit, plain, "Hands variations in.",
                  "The preview has to be of the award as it is now.", "variation submit VAR-1"),
    CL_EVENT_VERB("variation query", run_query, question, "Asks the proposer a question.", NULL,
                  "variation query VAR-1 --question \"Which dates?\""),
    CL_EVENT_VERB("variation answer", run_answer, answer, "Answers the question.", NULL,
                  "variation answer VAR-1 --answer \"In May.\""),
    CL_EVENT_VERB(
        "variation approve", run_approve, approval, "Approves variations.",
        "Whoever proposed one does not approve it. It is applied at once, or by 'tick' on "
        "the day from which it holds; an award that has changed since sends it back.",
        "variation approve VAR-1 --as \"E. Funder\""),
    CL_EVENT_VERB("variation reject", run_reject, plain, "Rejects variations.", NULL,
                  "variation reject VAR-1 --reason \"the activity is over\" --as \"E. Funder\""),
    CL_EVENT_VERB("variation withdraw", run_withdraw, plain,
                  "Takes variations back that one has proposed.", NULL, "variation withdraw VAR-1"),
    {.name = NULL},
};
