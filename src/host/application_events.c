/* SPDX-License-Identifier: MIT
 *
 * The verbs that move an application after it was signed, and out of the way before.
 */
#include <string.h>

#include "conflicts.h"
#include "event_verbs.h"
#include "file.h"
#include "query.h"

enum { EVIDENCE_LIMIT = 64 << 20 };

/* ---- what the arguments say ---- */

static cl_view text_of(const cl_event_run *run, const char *name)
{
    return cl_recording_text(&run->r, name);
}

/* The frozen revision is decided again, so that the record is of this event. */
static int judge(cl_step *step, cl_event_run *run, cl_error *e)
{
    const cl_application *a = step->before;
    int rc;

    memset(&run->context, 0, sizeof run->context);
    if (a->revision == 0)
        return 0;
    rc = cl_revision_get(&run->context.revision, &run->r.arena, step->store, a->id, a->revision, e);
    if (rc == 0)
        rc = cl_judged_decide(&run->judged, a, run->context.revision.dossier, e);
    if (rc == 0)
        run->context.judged = &run->judged;
    return rc;
}

static int give_rules(cl_step *step, cl_event_run *run, cl_error *e)
{
    const char *rule;

    cl_text_reset(&run->text);
    for (size_t i = 0; (rule = cl_argument_at(run->r.arguments, "rule", i)) != NULL; i++)
        cl_text_format(&run->text, "%s%s", i == 0 ? "" : ", ", rule);
    cl_step_yes(step, "rule_named", run->text.length > 0);
    if (run->text.length > 0 && step->reason.length > 0)
        cl_text_format(&run->text, ": %.*s", (int)step->reason.length, step->reason.at);
    if (run->text.length > 0)
        step->reason = cl_text_view(&run->text);
    return cl_text_check(&run->text, e);
}

/* A tie that is on record is told by the fact itself, whatever is declared. */
static int give_conflicts(cl_step *step, cl_event_run *run, cl_error *e)
{
    const char *tie = NULL;
    int rc = cl_conflict_find(&tie, &step->arena, step->store, step->author.actor,
                              ((const cl_application *)step->before)->cluster,
                              step->author.effective, e);

    if (rc != 0 || tie != NULL)
        return rc;
    cl_step_yes(step, "conflicts_settled", cl_argument_is_set(run->r.arguments, "no-conflict"));
    cl_step_says(step, "conflicts_settled",
                 "conflicts of interest are not declared: --no-conflict says that you have none");
    return 0;
}

static int give_question(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_maybe day;
    int rc = cl_recording_maybe_day(&run->r, &day, "answer-by", e);

    if (rc == 0) {
        cl_step_text(step, "question", text_of(run, "question"));
        cl_step_day(step, "answer_by", day);
    }
    return rc;
}

static int give_answer(cl_step *step, cl_event_run *run, cl_error *e)
{
    (void)run;
    (void)e; /* the answer is the reason of the event */
    cl_step_yes(step, "answered", step->reason.length > 0);
    cl_step_says(step, "answered", "there is no answer: write it with --reason");
    return 0;
}

/* "2021-07-01: the second partner school signs" */
static int add_condition(cl_event_run *run, const char *written, cl_error *e)
{
    const char *colon = strstr(written, ": ");
    cl_condition condition = {0};
    cl_date due;
    int rc = 0;

    if (colon == NULL || colon - written != 10)
        rc = cl_fail(e, CL_E_INVALID,
                     "found '%s', expected a day and what has to be done by it, such as "
                     "\"2021-07-01: both heads sign\"",
                     written);
    if (rc == 0)
        rc = cl_date_parse(&due, (cl_view){written, 10}, e);
    if (rc != 0) {
        cl_error_place(e, NULL, 0, "condition");
        return rc;
    }
    condition.due = cl_known(due);
    condition.text = cl_view_of(colon + 2);
    return cl_vec_add(&run->conditions, &condition) == 0 ? 0
                                                         : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int give_conditions(cl_step *step, cl_event_run *run, cl_error *e)
{
    const char *written;
    int rc = judge(step, run, e);

    cl_vec_reset(&run->conditions);
    for (size_t i = 0;
         rc == 0 && (written = cl_argument_at(run->r.arguments, "condition", i)) != NULL; i++)
        rc = add_condition(run, written, e);
    run->context.conditions = run->conditions.items;
    run->context.condition_count = run->conditions.count;
    return rc;
}

static int give_extension(cl_step *step, cl_event_run *run, cl_error *e)
{
    (void)step;
    return cl_recording_maybe_day(&run->r, &run->context.until, "until", e);
}

/* A programme that has a portal goes through it. */
static int give_routes(cl_step *step, const cl_event_run *run, cl_error *e)
{
    cl_view programme = ((const cl_application *)step->before)->programme;
    cl_error none = CL_ERROR_INIT;
    const cl_portal *portal = NULL;
    cl_portals portals;
    int rc;

    cl_portals_init(&portals);
    rc = cl_portals_open(&portals, run->r.session, &none);
    if (rc == 0)
        rc = cl_portals_choose(&portal, &portals, NULL, programme, &none);
    cl_step_yes(step, "portal_routes", rc == 0);
    if (rc == 0)
        cl_step_says(step, "portal_routes", "the portal '%s' takes it: clachan submit APP-%lld",
                     portal->id, (long long)*(const int64_t *)step->before);
    cl_portals_clear(&portals);
    return rc == CL_E_MEMORY ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
}

static int give_evidence(cl_step *step, cl_event_run *run, cl_error *e)
{
    const char *path = cl_argument_get(run->r.arguments, "evidence");
    cl_text bytes = CL_TEXT_INIT;
    int rc;

    rc = give_routes(step, run, e);
    if (rc != 0 || path == NULL)
        return rc;
    rc = cl_file_read(&bytes, path, EVIDENCE_LIMIT, e);
    if (rc == 0) {
        char hex[CL_DIGEST_HEX];

        cl_digest_hex(cl_text_view(&bytes), hex);
        cl_text_reset(&run->text);
        cl_text_format(&run->text, "sha256:%s", hex);
        run->context.evidence = cl_text_view(&run->text);
        cl_step_yes(step, "evidence_kept", true);
    }
    cl_text_clear(&bytes);
    return rc;
}

/* ---- conditions that are met ---- */

static int meet_condition(cl_recording *r, cl_error *e)
{
    cl_condition before, after;
    int rc = cl_recording_get(r, &before, &cl_table_condition, "condition", e);

    if (rc != 0)
        return rc;
    after = before;
    after.met = cl_known(cl_session_today(r->session));
    rc = cl_recording_set(r, "meet", &cl_table_condition, &before, &after, e);
    cl_text_format(&r->text, "CND-%lld is met\n", (long long)after.id);
    cl_record_json(&r->row, &cl_table_condition, &after);
    if (rc == 0 && cl_sink_row(r->sink, cl_text_view(&r->row), cl_text_view(&r->text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    return rc;
}

static int run_meet_condition(cl_session *session, const cl_arguments *arguments,
                              const cl_sink *sink, cl_error *e)
{
    return cl_recording_run(meet_condition, session, arguments, sink, e);
}

static const cl_parameter condition_parameters[] = {
    {"condition", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "CONDITION",
     "id (CND-3)"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- the verbs ---- */

#define ITEM                                                                                       \
    {                                                                                              \
        "application", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED,               \
            "APPLICATION", "id (APP-12); several at once"                                          \
    }

#define EVENT(name, event, give)                                                                   \
    static int run_##name(cl_session *session, const cl_arguments *arguments, const cl_sink *sink, \
                          cl_error *e)                                                             \
    {                                                                                              \
        static const cl_event_verb verb = {&cl_table_application, event, "application", give};     \
                                                                                                   \
        return cl_event_verb_run(&verb, session, arguments, sink, e);                              \
    }

EVENT(decline, "decline", NULL)
EVENT(amend, "amend", NULL)
EVENT(withdraw, "withdraw", NULL)
EVENT(recall, "recall", NULL)
EVENT(by_hand, "submit_by_hand", give_evidence)
EVENT(ineligible, "mark_ineligible", give_rules)
EVENT(inform, "inform", NULL)
EVENT(reinstate, "reinstate", NULL)
EVENT(review, "open_review", give_conflicts)
EVENT(question, "request_info", give_question)
EVENT(answer, "answer", give_answer)
EVENT(fund, "decide_fund", judge)
EVENT(conditional, "decide_conditional", give_conditions)
EVENT(reject, "decide_reject", NULL)
EVENT(revert, "revert", NULL)
EVENT(meet, "meet", NULL)
EVENT(fail, "fail", NULL)
EVENT(offer, "offer", NULL)
EVENT(reapply, "reapply", NULL)
EVENT(extend, "extend", give_extension)

static const cl_parameter plain[] = {ITEM, CL_EVENT_PARAMETERS};
static const cl_parameter rules[] = {
    ITEM,
    {"rule", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "RULE", "id of a rule that is not met"},
    CL_EVENT_PARAMETERS};
static const cl_parameter review[] = {
    ITEM,
    {"no-conflict", CL_TAKES_SWITCH, 0, NULL, "the reviewer declares no conflict of interest"},
    CL_EVENT_PARAMETERS};
static const cl_parameter question[] = {
    ITEM,
    {"question", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "what the applicant is asked"},
    {"answer-by", CL_TAKES_DATE, CL_PARAMETER_REQUIRED, "DATE", "last day to answer"},
    CL_EVENT_PARAMETERS};
static const cl_parameter conditional[] = {ITEM,
                                           {"condition", CL_TAKES_TEXT, CL_PARAMETER_REPEATED,
                                            "DAY: TEXT", "what has to be done, and by when"},
                                           CL_EVENT_PARAMETERS};
static const cl_parameter extend[] = {
    ITEM, {"until", CL_TAKES_DATE, 0, "DATE", "last day of the extension"}, CL_EVENT_PARAMETERS};
static const cl_parameter evidence[] = {
    ITEM,
    {"evidence", CL_TAKES_FILE, CL_PARAMETER_REQUIRED, "FILE", "what shows that it was handed in"},
    CL_EVENT_PARAMETERS};

const cl_verb cl_application_event_verbs[] = {
    CL_EVENT_VERB(
        "application decline", run_decline, plain,
        "A head declines to sign: the application is a draft again.", NULL,
        "application decline APP-1 --reason \"the budget is not agreed\" --as \"B. Head\""),
    CL_EVENT_VERB("application amend", run_amend, plain, "Opens a signed application again.",
                  "Its signatures become void.",
                  "application amend APP-1 --reason \"a school has left\""),
    CL_EVENT_VERB("application withdraw", run_withdraw, plain, "Withdraws applications.", NULL,
                  "application withdraw APP-1 --reason \"the partner school closes\""),
    CL_EVENT_VERB("application recall", run_recall, plain,
                  "Takes a submitted application back before its deadline.", NULL,
                  "application recall APP-1"),
    CL_EVENT_VERB("application submit-by-hand", run_by_hand, evidence,
                  "Records that an application was handed in without a portal.",
                  "The digest of the evidence becomes its receipt.",
                  "application submit-by-hand APP-1 --evidence letter.pdf"),
    CL_EVENT_VERB("application mark-ineligible", run_ineligible, rules,
                  "Finds applications ineligible, naming the rules.", NULL,
                  "application mark-ineligible APP-1 --rule minimum-schools"),
    CL_EVENT_VERB("application inform", run_inform, plain,
                  "Tells the applicant of an ineligible application; support hours are credited.",
                  NULL, "application inform APP-1"),
    CL_EVENT_VERB(
        "application reinstate", run_reinstate, plain,
        "Takes an ineligible application back into review.", NULL,
        "application reinstate APP-1 --reason \"the rule was misread\" --as \"C. Admin\""),
    CL_EVENT_VERB("application open-review", run_review, review,
                  "Opens the review of applications.", NULL,
                  "application open-review APP-1 --no-conflict"),
    CL_EVENT_VERB(
        "application request-info", run_question, question,
        "Asks the applicant a question; the review waits.", NULL,
        "application request-info APP-1 --question \"Which dates?\" --answer-by 2021-05-14"),
    CL_EVENT_VERB("application answer", run_answer, plain, "Answers the reviewer's question.", NULL,
                  "application answer APP-1 --reason \"In May.\""),
    CL_EVENT_VERB(
        "application decide-fund", run_fund, plain, "Decides that applications are funded.",
        "The frozen revision is decided again and recorded. Many at once: --from and --run.",
        "application decide-fund APP-1"),
    CL_EVENT_VERB(
        "application decide-conditional", run_conditional, conditional,
        "Decides that applications are funded on conditions.", NULL,
        "application decide-conditional APP-1 --condition \"2021-07-01: both heads sign\""),
    CL_EVENT_VERB("application decide-reject", run_reject, plain, "Rejects applications.",
                  "The reason is the feedback; three support hours are credited once.",
                  "application decide-reject APP-1 --reason \"the aims are not shared\""),
    CL_EVENT_VERB("application revert", run_revert, plain,
                  "Takes a decision back, as long as nobody was told.", NULL,
                  "application revert APP-1 --reason \"wrong application\" --as \"C. Admin\""),
    CL_EVENT_VERB("application meet", run_meet, plain,
                  "All conditions are met: it is to be funded.", NULL, "application meet APP-1"),
    CL_EVENT_VERB("application fail", run_fail, plain,
                  "A condition was not met in time: it is rejected.", NULL,
                  "application fail APP-1 --reason \"no second signature\""),
    CL_EVENT_VERB("application offer", run_offer, plain, "Offers the award of a decision to fund.",
                  "Amount, lines and instalments are those of the decision record.",
                  "application offer APP-1 --as \"D. Officer\""),
    CL_EVENT_VERB("application reapply", run_reapply, plain,
                  "Begins a new draft that follows a rejected or ineligible application.", NULL,
                  "application reapply APP-1"),
    CL_EVENT_VERB(
        "application extend", run_extend, extend, "Opens an expired application again.", NULL,
        "application extend APP-1 --until 2021-06-30 --reason \"the school was flooded\""),
    {.name = "condition meet",
     .run = run_meet_condition,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = condition_parameters,
     .brief = "Accepts the evidence for a condition.",
     .example = "clachan condition meet CND-1"},
    {.name = NULL},
};
