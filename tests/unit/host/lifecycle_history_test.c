/* SPDX-License-Identifier: MIT
 *
 * Random histories of applications, awards, instalments, reports, variations, claims, rounds and
 * certificates, by several persons over many days. After every event the transition is one of the
 * tables of lifecycle.md, which stand here a second time, it began where the last one ended, the
 * person is another one where the tables say so, and every sum that must agree does; every so often
 * all is rebuilt from the log. CLACHAN_HISTORY sets how many commands are given (1,000 when it is
 * not set) and CLACHAN_SEED where the dice begin; a history that fails is made shorter before it is
 * told.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "events.h"
#include "file.h"
#include "query.h"
#include "verify.h"

enum {
    COMMANDS = 1000,
    BETWEEN = 250, /* commands between two rebuilds */
    CLUSTERS = 6,
    TICKS = 45, /* in a history, however long: the year has only so many days */
    PERSONS = 4,
    FIRST_DAY = 18690, /* 2021-03-04 */
    LINE = 400,
    RECORDS = 4096,
    REPLAYS = 60
};

static bool taken[128]; /* which rows of the table below */

static const char *const persons[PERSONS] = {"ann", "bob", "cat", "dan"};

/* ---- the tables of lifecycle.md, once more ---- */

static const struct {
    const char *noun, *event, *from, *to; /* from "": the record begins */
    const char *differs;                  /* events of the same record that another person caused */
} table[] = {
    {"APP", "start", "", "draft", ""},
    {"APP", "edit", "draft ready", "draft", ""},
    {"APP", "check", "draft ready", "ready", ""},
    {"APP", "check", "draft ready", "draft", ""},
    {"APP", "request_signoff", "ready", "awaiting_signoff", ""},
    {"APP", "sign", "awaiting_signoff", "awaiting_signoff", "request_signoff"},
    {"APP", "sign", "awaiting_signoff", "signed", "request_signoff"},
    {"APP", "decline", "awaiting_signoff", "draft", ""},
    {"APP", "amend", "signed", "draft", ""},
    {"APP", "submit_by_hand", "signed", "submitted", ""},
    {"APP", "recall", "submitted", "draft", ""},
    {"APP", "mark_ineligible", "submitted in_review info_requested", "ineligible", ""},
    {"APP", "inform", "ineligible", "ineligible", ""},
    {"APP", "reinstate", "ineligible", "in_review", "mark_ineligible"},
    {"APP", "open_review", "submitted", "in_review", ""},
    {"APP", "request_info", "in_review", "info_requested", ""},
    {"APP", "answer", "info_requested", "in_review", ""},
    {"APP", "no_answer", "info_requested", "in_review", ""},
    {"APP", "decide_fund", "submitted in_review info_requested", "decided_fund", ""},
    {"APP", "decide_conditional", "submitted in_review info_requested", "decided_conditional", ""},
    {"APP", "decide_reject", "submitted in_review info_requested", "decided_reject", ""},
    {"APP", "revert", "decided_fund decided_conditional decided_reject", "in_review",
     "decide_fund decide_conditional decide_reject"},
    {"APP", "meet", "decided_conditional", "decided_fund", ""},
    {"APP", "fail", "decided_conditional", "decided_reject", ""},
    {"APP", "offer", "decided_fund", "offered", "decide_fund"},
    {"APP", "offer_answered", "offered", "closed", ""},
    {"APP", "reapply", "decided_reject ineligible", "closed", ""},
    {"APP", "round_closed", "draft ready awaiting_signoff signed", "expired", ""},
    {"APP", "extend", "expired", "draft", ""},
    {"APP", "close", "ineligible decided_reject expired", "closed", ""},
    {"APP", "withdraw",
     "draft ready awaiting_signoff signed submitted in_review info_requested decided_conditional",
     "withdrawn", ""},
    {"AWD", "offer", "", "offered", ""},
    {"AWD", "accept", "offered", "active", ""},
    {"AWD", "decline", "offered", "declined", ""},
    {"AWD", "lapse", "offered", "lapsed", ""},
    {"AWD", "retract", "offered", "terminated", "offer"},
    {"AWD", "suspend", "active reporting", "suspended", ""},
    {"AWD", "resume", "suspended", "active", ""},
    {"AWD", "end_activity", "active", "reporting", ""},
    {"AWD", "extended", "reporting", "active", ""},
    {"AWD", "all_reported", "active reporting", "closing", ""},
    {"AWD", "report_reopened", "closing", "reporting", ""},
    {"AWD", "close", "closing", "closed", ""},
    {"AWD", "reopen", "closed", "closing", "reopen_asked"},
    {"AWD", "terminate", "active suspended reporting", "terminated", ""},
    {"INS", "plan", "", "planned", ""},
    {"INS", "fall_due", "planned", "due", ""},
    {"INS", "settle", "due", "paid", ""},
    {"INS", "pay_early", "planned", "due", ""},
    {"INS", "fall_back", "due", "planned", ""},
    {"INS", "approve", "due", "due", "fall_due pay_early retry"},
    {"INS", "approve", "due", "approved", "fall_due pay_early retry"},
    {"INS", "unapprove", "approved", "due", ""},
    {"INS", "send", "approved", "sent", "approve"},
    {"INS", "confirm", "sent", "paid", ""},
    {"INS", "fail", "sent", "failed", ""},
    {"INS", "retry", "failed", "due", ""},
    {"INS", "hold", "planned due approved", "held", ""},
    {"INS", "release", "held", "planned", "hold"},
    {"INS", "cancel", "planned due approved failed held", "cancelled", ""},
    {"RPT", "schedule", "", "scheduled", ""},
    {"RPT", "open", "scheduled", "open", ""},
    {"RPT", "edit", "open draft returned", "draft", ""},
    {"RPT", "submit", "draft", "submitted", ""},
    {"RPT", "return", "submitted", "returned", ""},
    {"RPT", "accept", "submitted", "accepted", "submit"},
    {"RPT", "reopen", "accepted", "submitted", "accept"},
    {"RPT", "waive", "scheduled open draft", "waived", "waive_asked"},
    {"RPT", "cancel", "scheduled open draft submitted returned", "cancelled", ""},
    {"VAR", "propose", "", "draft", ""},
    {"VAR", "edit", "draft", "draft", ""},
    {"VAR", "submit", "draft", "submitted", ""},
    {"VAR", "query", "submitted", "queried", ""},
    {"VAR", "answer", "queried", "submitted", ""},
    {"VAR", "approve", "submitted", "approved", "propose"},
    {"VAR", "reject", "submitted queried", "rejected", ""},
    {"VAR", "withdraw", "draft submitted queried", "withdrawn", ""},
    {"VAR", "apply", "approved", "applied", ""},
    {"VAR", "stale", "approved", "submitted", ""},
    {"VAR", "supersede", "draft submitted queried approved", "superseded", ""},
    {"CLB", "propose", "", "proposed", ""},
    {"CLB", "approve", "proposed", "approved", "propose"},
    {"CLB", "reject", "proposed", "rejected", ""},
    {"CLB", "notify", "approved", "notified", ""},
    {"CLB", "dispute", "notified", "disputed", ""},
    {"CLB", "uphold", "disputed", "notified", "approve"},
    {"CLB", "lower", "disputed", "notified", "approve"},
    {"CLB", "drop", "disputed", "rejected", "approve"},
    {"CLB", "begin", "notified", "recovering", ""},
    {"CLB", "repay", "recovering", "recovering", ""},
    {"CLB", "repay", "recovering", "recovered", ""},
    {"CLB", "offset", "recovering", "recovering", ""},
    {"CLB", "offset", "recovering", "recovered", ""},
    {"CLB", "write_off", "recovering", "written_off", "approve"},
    {"ACC", "earn", "", "earned", ""},
    {"ACC", "issue", "earned", "issued", "earn"},
    {"ACC", "refuse", "earned", "refused", ""},
    {"ACC", "near_end", "issued", "expiring", ""},
    {"ACC", "expire", "issued expiring", "expired", ""},
    {"ACC", "supersede", "issued expiring", "superseded", ""},
    {"ACC", "revoke", "issued expiring", "revoked", "revoke_asked"},
};

/* ---- what may be typed ---- */

/* %R the record, %S a school of its cluster, %D a day to come, %A an amount, %L LINE/SCHOOL, %X the
 * offer's digest, %P the payee of the lead, which form_cluster() made, %I an instalment of the
 * award. A state stands for those in which it is tried most.
 */
static const struct {
    const char *noun, *states;
    int weight;
    const char *line;
} actions[] = {
    {"CLU", "", 4,
     "application start|cluster=%R|programme=connecting-classrooms-scotland|option=reciprocal-"
     "visits|funding-model=visits"},
    {"APP", "draft", 6, "application request|application=%R|item=visit|school=%S"},
    {"APP", "draft", 9, "application check|application=%R"},
    {"APP", "draft ready", 1, "application edit|application=%R|funding-model=visits"},
    {"APP", "ready", 9, "application request-signoff|application=%R"},
    {"APP", "awaiting_signoff", 9, "application sign|application=%R"},
    {"APP", "awaiting_signoff", 1, "application decline|application=%R|reason=no"},
    {"APP", "signed", 1, "application amend|application=%R|reason=wrong"},
    {"APP", "signed", 12, "application submit-by-hand|application=%R|evidence=%F"},
    {"APP", "submitted", 1, "application recall|application=%R"},
    {"APP", "submitted", 9, "application open-review|application=%R|no-conflict="},
    {"APP", "submitted in_review", 1,
     "application mark-ineligible|application=%R|rule=minimum-schools"},
    {"APP", "ineligible", 4, "application inform|application=%R"},
    {"APP", "ineligible", 6, "application reinstate|application=%R|reason=misread"},
    {"APP", "in_review", 2, "application request-info|application=%R|question=When?|answer-by=%D"},
    {"APP", "info_requested", 12, "application answer|application=%R|reason=In May."},
    {"APP", "in_review info_requested", 9, "application decide-fund|application=%R"},
    {"APP", "in_review", 3,
     "application decide-conditional|application=%R|condition=%D: both heads sign"},
    {"APP", "in_review", 1, "application decide-reject|application=%R|reason=no aims"},
    {"APP", "decided_fund decided_conditional decided_reject", 1,
     "application revert|application=%R|reason=wrong pile"},
    {"APP", "decided_conditional", 4, "application meet|application=%R"},
    {"APP", "decided_conditional", 1, "application fail|application=%R|reason=nothing came"},
    {"APP", "decided_fund", 9, "application offer|application=%R"},
    {"APP", "decided_reject ineligible", 3, "application reapply|application=%R"},
    {"APP", "expired", 5, "application extend|application=%R|until=%D"},
    {"APP", "draft signed in_review", 1, "application withdraw|application=%R|reason=it closes"},
    {"CND", "", 2, "condition meet|condition=%R"},
    {"SCH", "", 1, "payee add|school=%R|details=12-34-56 12345678"},
    {"PYE", "", 1, "payee verify|payee=%R"},
    {"AWD", "offered", 12, "award accept|award=%R|digest=%X|payee=%P|starts=%T|ends=%D"},
    {"AWD", "offered", 1, "award decline|award=%R|reason=it closes"},
    {"AWD", "offered", 1, "award retract|award=%R|reason=error"},
    {"AWD", "active reporting", 1, "award suspend|award=%R|reason=not safe"},
    {"AWD", "suspended", 6, "award resume|award=%R|reason=safe"},
    {"AWD", "closing", 4, "award close|award=%R"},
    {"AWD", "closed", 1, "award reopen|award=%R|reason=audit"},
    {"AWD", "active suspended reporting closing", 2,
     "variation propose|award=%R|kind=reduce|line=%L=%A|reason=less"},
    {"AWD", "active reporting", 2, "variation propose|award=%R|kind=uplift|line=%L=%A|reason=more"},
    {"AWD", "active reporting", 1, "variation propose|award=%R|kind=extend|ends=%D|reason=late"},
    {"AWD", "active", 1, "variation propose|award=%R|kind=terminate|reason=over"},
    {"AWD", "active reporting closing closed terminated", 2,
     "clawback propose|award=%R|line=%L=%A|reason=no visit"},
    {"INS", "due", 12, "1instalment approve|instalment=%R"},
    {"INS", "due", 4, "2instalment approve|instalment=%R"},
    {"INS", "approved", 1, "instalment unapprove|instalment=%R|reason=wait"},
    {"INS", "planned due approved", 1, "instalment hold|instalment=%R|reason=wait"},
    {"INS", "held", 6, "instalment release|instalment=%R|reason=go on"},
    {"INS", "failed", 6, "instalment retry|instalment=%R"},
    {"INS", "approved", 9, "3payment run|file=%O"},
    {"RPT", "scheduled", 6, "grant-report open|report=%R"},
    {"RPT", "draft", 6, "grant-report submit|report=%R"},
    {"RPT", "submitted", 1, "grant-report return|report=%R|reason=unclear"},
    {"RPT", "submitted", 9, "grant-report accept|report=%R"},
    {"RPT", "accepted", 1, "grant-report reopen|report=%R|reason=receipt"},
    {"RPT", "scheduled open draft", 1, "grant-report waive|report=%R|reason=small"},
    {"RPL", "", 9, "grant-report spend|line=%R|spent=%A|because=so it was"},
    {"VAR", "draft", 6, "variation sign|variation=%R"},
    {"VAR", "draft", 6, "variation submit|variation=%R"},
    {"VAR", "submitted", 9, "variation approve|variation=%R"},
    {"VAR", "submitted", 1, "variation query|variation=%R|question=Why?"},
    {"VAR", "queried", 5, "variation answer|variation=%R|answer=So."},
    {"VAR", "submitted", 1, "variation reject|variation=%R|reason=no"},
    {"VAR", "draft submitted", 1, "variation withdraw|variation=%R"},
    {"CLB", "proposed", 9, "clawback approve|clawback=%R"},
    {"CLB", "proposed", 1, "clawback reject|clawback=%R|reason=no"},
    {"CLB", "approved", 9, "clawback notify|clawback=%R"},
    {"CLB", "notified", 3, "clawback dispute|clawback=%R|reason=we went"},
    {"CLB", "disputed", 3, "clawback uphold|clawback=%R|reason=no proof"},
    {"CLB", "disputed", 2, "clawback drop|clawback=%R|reason=proof"},
    {"CLB", "notified", 5, "clawback begin|clawback=%R|agreed="},
    {"CLB", "recovering", 5, "clawback repay|clawback=%R|amount=%A|reference=X"},
    {"CLB", "recovering", 3, "clawback offset|clawback=%R|amount=%A|instalment=%I"},
    {"CLB", "recovering", 1, "clawback write-off|clawback=%R|reason=gone"},
    {"RUN", "made", 9, "payment import|run=%R|file=%B"},
    {"APP", "decided_fund decided_conditional decided_reject closed", 2,
     "application feedback|application=%R"},
    {"APP", "in_review", 1, "application vote|application=%R|for=fund|no-conflict="},
    {"APP", "draft ready signed", 1, "extension grant|record=%R|until=%D|reason=late"},
    {"RPT", "open draft returned", 1, "extension grant|record=%R|until=%D|reason=late"},
    {"RND", "", 1, "round edit|round=%R|budget=2%A"},
    {"RND", "", 1, "round edit|round=%R|grace=2"},
    {"AWD", "active reporting", 1,
     "variation propose|award=%R|kind=virement|from=%L|to=%L|amount=%A|reason=dearer"},
    {"AWD", "active reporting", 1,
     "variation propose|award=%R|kind=scope|drop=visit/%S|request=event=250.00|reason=an event"},
    {"AWD", "active", 1,
     "variation propose|award=%R|kind=remove_school|school=%S|reason=it leaves"},
    {"AWD", "active", 1,
     "variation propose|award=%R|kind=replace_school|school=%S|by=%S|reason=it follows"},
    {"AWD", "active suspended", 1, "variation propose|award=%R|kind=suspend|reason=unsafe"},
    {"VAR", "submitted", 3, "variation approve|variation=%R|waive=|reason=it has to be"},
    {"INS", "planned", 1, "instalment pay-early|instalment=%R|reason=need"},
    {"INS", "failed", 1, "instalment cancel|instalment=%R|reason=closed"},
    {"SCH", "", 1,
     "accreditation earn|school=%R|evidence=%F"
     "|facts={\"activities\": 9, \"with_partners\": 3, \"with_language\": 1, "
     "\"pupil_share\": \"60%%\", \"within_months\": 12}"},
    {"ACC", "earned", 4, "accreditation issue|accreditation=%R|certificate=A1"},
    {"ACC", "earned", 4,
     "accreditation issue|accreditation=%R|certificate=A2|valid-from=2018-05-01"},
    {"ACC", "earned", 1, "accreditation refuse|accreditation=%R|reason=copied"},
    {"ACC", "issued expiring", 1, "accreditation revoke|accreditation=%R|reason=made up"},
};

/* ---- the history ---- */

typedef struct command {
    char line[LINE];
    int person, day;
} command;

/* State and last causers of each record, as the tables above have it. */
typedef struct follower {
    char entity[16], state[24], actor[64];
    int64_t seq;
} follower;

typedef struct world {
    desk desks[PERSONS];
    bool open;
    int day;
    int64_t seen; /* events looked at */
    follower states[RECORDS];
    size_t state_count;
    follower causers[RECORDS * 4]; /* `state` is the event */
    size_t causer_count;
    char wrong[1200];
    uint64_t dice;
    unsigned files;
} world;

static unsigned draw(world *w, unsigned below)
{
    w->dice ^= w->dice << 13;
    w->dice ^= w->dice >> 7;
    w->dice ^= w->dice << 17;
    return (unsigned)(w->dice >> 11) % below;
}

static void close_desks(world *w)
{
    for (int i = 0; w->open && i < PERSONS; i++)
        desk_close(&w->desks[i]);
    w->open = false;
}

static void go_to(world *w, int day)
{
    char text[11];

    if (w->open && w->day == day)
        return;
    close_desks(w);
    cl_date_format((cl_date)(FIRST_DAY + day), text);
    for (int i = 0; i < PERSONS; i++)
        assert_int_equal(desk_try_as_on(&w->desks[i], persons[i], text), 0);
    desk_run(&w->desks[0], "round list"); /* a session opens its database when a verb needs it */
    w->day = day;
    w->open = true;
}

static cl_store *store_of(world *w)
{
    return cl_session_store(w->desks[0].session);
}

/* ---- the second model ---- */

static follower *follow(follower *list, size_t *count, size_t limit, const char *entity,
                        const char *word)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(list[i].entity, entity) == 0 &&
            (word == NULL || strcmp(list[i].state, word) == 0))
            return &list[i];
    assert_true(*count < limit);
    list[*count] = (follower){.seq = 0};
    snprintf(list[*count].entity, sizeof list->entity, "%s", entity);
    snprintf(list[*count].state, sizeof list->state, "%s", word == NULL ? "" : word);
    return &list[(*count)++];
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return length > 0;
    return false;
}

static void copy(char *out, size_t size, cl_view text)
{
    snprintf(out, size, "%.*s", (int)text.length, text.at == NULL ? "" : text.at);
}

static void prefix_of(const char *entity, char out[4])
{
    memcpy(out, entity, 3); /* every noun here has three letters, and a dash behind them */
    out[3] = '\0';
}

/* Another person caused each of these, the last time it happened. */
static void check_differs(world *w, const cl_event *event, const char *entity, const char *actor,
                          const char *differs)
{
    if (event->cause != 0 || strncmp(actor, "system:", 7) == 0)
        return;
    for (size_t i = 0; i < w->causer_count; i++)
        if (strcmp(w->causers[i].entity, entity) == 0 && has_word(differs, w->causers[i].state) &&
            strcmp(w->causers[i].actor, actor) == 0)
            snprintf(w->wrong, sizeof w->wrong, "event %" PRId64 ": %s caused %s of %s as well",
                     event->seq, actor, w->causers[i].state, entity);
}

static int look_at(void *context, const cl_event *event, cl_error *e)
{
    char entity[16], kind[32], to[24], from[24], actor[64], noun[4];
    world *w = context;
    follower *now;
    bool known = false, ours = false;

    (void)e;
    w->seen = event->seq;
    copy(entity, sizeof entity, event->entity);
    copy(kind, sizeof kind, event->kind);
    copy(from, sizeof from, event->from);
    copy(to, sizeof to, event->to);
    copy(actor, sizeof actor, event->actor);
    prefix_of(entity, noun);
    for (size_t i = 0; i < CL_ROWS(table); i++)
        ours = ours || strcmp(table[i].noun, noun) == 0;
    if (!ours || to[0] == '\0' || strcmp(kind, "refused") == 0)
        return 0;
    now = follow(w->states, &w->state_count, RECORDS, entity, NULL);
    if (strcmp(now->state, from) != 0)
        snprintf(w->wrong, sizeof w->wrong, "event %" PRId64 ": %s %s begins at %s, but was %s",
                 event->seq, entity, kind, from, now->state);
    for (size_t i = 0; i < CL_ROWS(table) && !known; i++) {
        known = strcmp(table[i].noun, noun) == 0 && strcmp(table[i].event, kind) == 0 &&
                strcmp(table[i].to, to) == 0 &&
                (from[0] == '\0' ? table[i].from[0] == '\0' : has_word(table[i].from, from));
        if (known)
            check_differs(w, event, entity, actor, table[i].differs);
        taken[i] = taken[i] || known;
    }
    if (!known && strstr(kind, "_asked") == NULL)
        snprintf(w->wrong, sizeof w->wrong, "event %" PRId64 ": no table has %s %s from %s to %s",
                 event->seq, entity, kind, from, to);
    snprintf(now->state, sizeof now->state, "%s", to);
    now = follow(w->causers, &w->causer_count, RECORDS * 4, entity, kind);
    snprintf(now->actor, sizeof now->actor, "%s", actor);
    return 0;
}

/* ---- what must hold ---- */

static void note_fault(void *context, const cl_fault *fault)
{
    world *w = context;

    snprintf(w->wrong, sizeof w->wrong, "%s: %s", fault->records, fault->message);
}

static bool verify(world *w, bool sums_only)
{
    cl_verify_options options = {.context = w, .fault = note_fault, .sums_only = sums_only};
    cl_error e = CL_ERROR_INIT;
    cl_verified out;

    if (cl_verify(&out, store_of(w), &options, &e) != 0)
        snprintf(w->wrong, sizeof w->wrong, "verify: %s", e.message);
    return w->wrong[0] == '\0';
}

static bool check(world *w)
{
    cl_event_filter filter = {.after = w->seen};
    cl_error e = CL_ERROR_INIT;
    int64_t before = w->seen;

    if (cl_event_each(store_of(w), &filter, look_at, w, &e) != 0)
        snprintf(w->wrong, sizeof w->wrong, "%s", e.message);
    return w->wrong[0] == '\0' && (w->seen == before || verify(w, true));
}

/* A refusal is an answer; anything else than a refusal is a fault of ours. */
static bool give(world *w, const command *c)
{
    desk *d;
    int rc;

    go_to(w, c->day);
    d = &w->desks[c->person];
    rc = desk_try(d, c->line);
    if (rc != 0 && rc != CL_E_STATE && rc != CL_E_INVALID && rc != CL_E_NOT_FOUND &&
        rc != CL_E_MISUSE)
        snprintf(w->wrong, sizeof w->wrong, "%s: %s", cl_code_name(rc),
                 d->refused.at == NULL ? "" : d->refused.at);
    return w->wrong[0] == '\0' && check(w);
}

/* ---- beginning ---- */

static cl_text beginning = CL_TEXT_INIT; /* the database as every history finds it */

static void form_cluster(desk *d, int n)
{
    static const char *const lines[] = {
        "school add|name=A%d|country=GB|phase=primary|funding=state",
        "school add|name=B%d|country=GB|phase=primary|funding=state",
        "school add|name=C%d|country=MW|phase=primary|funding=state",
        "school add|name=D%d|country=MW|phase=primary|funding=state",
        "cluster create|name=K%d|structure=hub-and-spoke|formed=2020-09-01"};
    char line[LINE];

    for (size_t i = 0; i < CL_ROWS(lines); i++) {
        snprintf(line, sizeof line, "%.*s%d%s", (int)(strchr(lines[i], '%') - lines[i]), lines[i],
                 n, strchr(lines[i], '%') + 2);
        desk_run(d, line);
    }
    for (int i = 0; i < 4; i++) {
        snprintf(line, sizeof line,
                 "cluster add|cluster=CLU-%d|school=SCH-%d|role=%s|from=2020-09-01", n,
                 4 * n - 3 + i, i == 0 ? "lead" : "partner");
        desk_run(d, line);
    }
    for (int i = 0; i < 2; i++) {
        snprintf(line, sizeof line,
                 "cluster pair|cluster=CLU-%d|school=SCH-%d|partner=SCH-%d|from=2020-09-01", n,
                 4 * n - 3 + i, 4 * n - 1 + i);
        desk_run(d, line);
        snprintf(line, sizeof line, "self-evaluation add|school=SCH-%d|date=2021-01-10",
                 4 * n - 3 + i);
        desk_run(d, line);
    }
    snprintf(line, sizeof line,
             "cluster coordinator|cluster=CLU-%d|school=SCH-%d|name=A|from=2020-09-01", n,
             4 * n - 3);
    desk_run(d, line);
    snprintf(line, sizeof line, "payee add|school=SCH-%d|details=12-34-56 1234567%d", 4 * n - 3, n);
    desk_run(d, line);
}

static void verify_payees(void)
{
    char line[LINE];
    desk d;

    assert_int_equal(desk_try_as_on(&d, "bob", "2021-03-04"), 0);
    for (int n = 1; n <= CLUSTERS; n++) {
        snprintf(line, sizeof line, "payee verify|payee=PYE-%d", n);
        desk_run(&d, line);
    }
    desk_close(&d);
}

static const char *path_of(char out[CL_TEST_PATH], const char *name)
{
    cl_test_path(out, name);
    return out;
}

/* A round that pays for some four awards, so that it runs out. */
static void prepare(void)
{
    char path[CL_TEST_PATH];
    desk d;

    assert_int_equal(desk_try_as_on(&d, "ann", "2021-03-04"), 0);
    desk_run(&d, "init");
    for (int n = 1; n <= CLUSTERS; n++)
        form_cluster(&d, n);
    desk_run(
        &d, "round create|programme=connecting-classrooms-scotland|name=2021-04-26|opens=2021-01-01"
            "|closes=2021-04-26|grace=2|budget=25000.00");
    desk_close(&d);
    verify_payees();
    assert_int_equal(cl_file_write(path_of(path, "letter.txt"), CL_VIEW("received"), NULL), 0);
    assert_int_equal(cl_file_read(&beginning, path_of(path, "office.db"), (size_t)64 << 20, NULL),
                     0);
}

static void begin(world *w)
{
    char path[CL_TEST_PATH], side[CL_TEST_PATH];
    FILE *file;

    cl_test_path(path, "office.db");
    (void)remove(path_of(side, "office.db-wal"));
    (void)remove(path_of(side, "office.db-shm"));
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(beginning.at, 1, beginning.length, file), beginning.length);
    assert_int_equal(fclose(file), 0);
    memset(w, 0, sizeof *w);
    w->wrong[0] = '\0';
}

/* The first command after which something is wrong; `count` when nothing is. */
static size_t replay(world *w, const command *commands, size_t count, bool (*holds)(world *w))
{
    size_t i = 0;

    begin(w);
    while (i < count && give(w, &commands[i]) && (holds == NULL || holds(w)))
        i++;
    close_desks(w);
    return i;
}

/* Leaves out what the failure does not need: halves first, then ever smaller pieces. */
static size_t shrink(world *w, command *commands, size_t count, bool (*holds)(world *w))
{
    command *shorter = malloc((count + 1) * sizeof *shorter);
    int replays = 0;

    assert_non_null(shorter);
    for (size_t piece = count / 2; piece > 0; piece /= 2)
        for (size_t at = 0; at + piece <= count && replays < REPLAYS;) {
            size_t rest = count - at - piece, failed;

            memcpy(shorter, commands, at * sizeof *commands);
            memcpy(shorter + at, commands + at + piece, rest * sizeof *commands);
            failed = replay(w, shorter, at + rest, holds);
            replays++;
            if (failed < at + rest) {
                count = failed + 1;
                memcpy(commands, shorter, count * sizeof *commands);
            } else {
                at += piece;
            }
        }
    free(shorter);
    return count;
}

/* ---- throwing the dice ---- */

/* Any record of a noun, in the arena; NULL when there is none. */
static const char *any_record(world *w, cl_arena *arena, const cl_table *of)
{
    void *items = NULL;
    size_t count = 0;

    assert_int_equal(cl_record_list(&items, &count, arena, store_of(w), of, NULL, CL_ANY_DAY, NULL),
                     0);
    return count == 0 ? NULL : (const char *)items + (draw(w, (unsigned)count)) * of->size;
}

static int64_t number_at(const cl_table *of, const char *record, const char *column)
{
    int i = cl_table_column(of, cl_view_of(column));

    return i < 0 ? 0 : *(const int64_t *)(const void *)(record + of->columns[i].offset);
}

static int64_t award_of(const cl_table *of, const char *record)
{
    return of == &cl_table_award ? *(const int64_t *)(const void *)record
                                 : number_at(of, record, "award");
}

/* "visits/SCH-2" of a share of the award. */
static void add_share(world *w, cl_arena *arena, cl_text *out, int64_t award)
{
    cl_share *shares;
    size_t count = 0;

    assert_int_equal(cl_share_list(&shares, &count, arena, store_of(w), award, NULL), 0);
    if (count == 0)
        return;
    shares += draw(w, (unsigned)count);
    cl_text_format(out, "%.*s/SCH-%" PRId64, (int)shares->line.length, shares->line.at,
                   shares->school);
}

static void add_instalment(world *w, cl_arena *arena, cl_text *out, int64_t award)
{
    cl_instalment *plan;
    size_t count = 0;

    assert_int_equal(cl_instalment_list(&plan, &count, arena, store_of(w), award, NULL), 0);
    cl_text_format(out, "INS-%" PRId64, count == 0 ? 0 : plan[draw(w, (unsigned)count)].id);
}

static int64_t cluster_of(world *w, cl_arena *arena, const cl_table *of, const char *record)
{
    cl_application found = {0};

    if (of == &cl_table_application)
        return number_at(of, record, "cluster");
    (void)cl_record_get(&found, arena, store_of(w), &cl_table_application,
                        number_at(of, record, "application"), NULL);
    return found.cluster;
}

/* The bank's answer to a run: most are paid. Made once; the command names the file. */
static void add_answer(world *w, cl_arena *arena, cl_text *out, int64_t run)
{
    cl_record_filter filters[] = {{"run", run, NULL}, {NULL, 0, NULL}};
    cl_text file = CL_TEXT_INIT;
    char name[32], path[CL_TEST_PATH];
    cl_payment_line *lines;
    size_t count = 0;
    int64_t sum = 0;
    void *items = NULL;

    assert_int_equal(cl_record_list(&items, &count, arena, store_of(w), &cl_table_payment_line,
                                    filters, CL_ANY_DAY, NULL),
                     0);
    lines = items;
    cl_text_add_string(&file, "reference,payee,amount,currency,result,reason\n");
    for (size_t i = 0; i < count; i++) {
        bool paid = draw(w, 5) > 0;

        sum += lines[i].amount;
        cl_text_format(&file, "%.*s,PYE-%" PRId64 ",%" PRId64 ".%02" PRId64 ",GBP,%s\n",
                       (int)lines[i].reference.length, lines[i].reference.at, lines[i].payee,
                       lines[i].amount / 100, lines[i].amount % 100,
                       paid ? "paid," : "failed,closed");
    }
    cl_text_format(&file, "total,%zu,%" PRId64 ".%02" PRId64 ",GBP,,\n", count, sum / 100,
                   sum % 100);
    snprintf(name, sizeof name, "answer-%u.csv", w->files++);
    assert_int_equal(cl_file_write(path_of(path, name), cl_text_view(&file), NULL), 0);
    cl_text_add_string(out, path);
    cl_text_clear(&file);
}

static void add_day(world *w, cl_text *out, int ahead)
{
    char day[11];

    cl_date_format((cl_date)(FIRST_DAY + w->day + ahead), day);
    cl_text_add_string(out, day);
}

static void fill(world *w, cl_arena *arena, cl_text *out, char what, const cl_table *of,
                 const char *record)
{
    int64_t id = *(const int64_t *)(const void *)record;
    char path[CL_TEST_PATH];

    switch (what) {
    case 'R':
        cl_text_format(out, "%s-%" PRId64, of->prefix, id);
        break;
    case 'S':
        cl_text_format(out, "SCH-%" PRId64, 4 * cluster_of(w, arena, of, record) - draw(w, 4));
        break;
    case '%':
        cl_text_add_char(out, '%');
        break;
    case 'T':
        add_day(w, out, 0);
        break;
    case 'D':
        add_day(w, out, 1 + (int)draw(w, 60));
        break;
    case 'A':
        cl_text_format(out, "%u.%02u", 100 * draw(w, 20), draw(w, 3) == 0 ? draw(w, 100) : 0);
        break;
    case 'L':
        add_share(w, arena, out, award_of(of, record));
        break;
    case 'X':
        cl_text_add_view(out, ((const cl_award *)(const void *)record)->offer_digest);
        break;
    case 'P':
        cl_text_format(out, "PYE-%" PRId64, cluster_of(w, arena, of, record));
        break;
    case 'I':
        add_instalment(w, arena, out, award_of(of, record));
        break;
    case 'F':
        cl_text_add_string(out, path_of(path, "letter.txt"));
        break;
    case 'O':
        cl_text_add_string(out, path_of(path, "payments.csv"));
        break;
    default:
        add_answer(w, arena, out, id);
        break;
    }
}

static bool is_in_state(const cl_table *of, const char *record, const char *states)
{
    int i = cl_table_column(of, CL_VIEW("state"));
    char state[24];

    if (states[0] == '\0' || i < 0)
        return true;
    copy(state, sizeof state, *(const cl_view *)(const void *)(record + of->columns[i].offset));
    return has_word(states, state);
}

/* Mostly what the record's state lets happen, now and then anything. */
static size_t choose(world *w, const cl_table *of, const char *record)
{
    bool anything = draw(w, 12) == 0;
    size_t chosen = CL_ROWS(actions);
    unsigned sum = 0;

    for (size_t i = 0; i < CL_ROWS(actions); i++) {
        if (strcmp(actions[i].noun, of->prefix) != 0 ||
            (!anything && !is_in_state(of, record, actions[i].states)))
            continue;
        sum += (unsigned)actions[i].weight;
        if (draw(w, sum) < (unsigned)actions[i].weight)
            chosen = i;
    }
    return chosen;
}

static bool make(world *w, command *c)
{
    static const char *const nouns[] = {"CLU", "APP", "APP", "APP", "APP", "APP", "APP", "CND",
                                        "CND", "SCH", "PYE", "AWD", "AWD", "INS", "INS", "INS",
                                        "INS", "RPT", "RPT", "RPT", "RPL", "RPL", "RPL", "VAR",
                                        "VAR", "VAR", "CLB", "CLB", "RUN", "RUN", "ACC", "RND"};
    const cl_table *of = cl_table_of_prefix(cl_view_of(nouns[draw(w, CL_ROWS(nouns))]));
    cl_arena arena = CL_ARENA_INIT;
    cl_text line = CL_TEXT_INIT;
    const char *record = any_record(w, &arena, of);
    size_t chosen = record == NULL ? CL_ROWS(actions) : choose(w, of, record);

    c->day = w->day;
    c->person = (int)draw(w, PERSONS);
    for (const char *at = chosen < CL_ROWS(actions) ? actions[chosen].line : ""; *at != '\0'; at++)
        if (*at >= '0' && *at < '0' + PERSONS && line.length == 0)
            c->person = *at - '0'; /* or no run would be sent by none of those who approved */
        else if (*at == '%')
            fill(w, &arena, &line, *++at, of, record);
        else
            cl_text_add_char(&line, *at);
    snprintf(c->line, sizeof c->line, "%s", line.at == NULL ? "" : line.at);
    cl_text_clear(&line);
    cl_arena_clear(&arena);
    return c->line[0] != '\0';
}

static void next(world *w, command *c, size_t count)
{
    if (draw(w, (unsigned)(count / TICKS + 1)) == 0) { /* days go by, and timers fire */
        *c = (command){.line = "tick", .day = w->day + 1 + (int)draw(w, 4)};
        return;
    }
    while (!make(w, c))
        ;
}

/* ---- the tests ---- */

static world theatre; /* too large for a stack */

static void tell(const command *commands, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print_message("  day %d %s: %s\n", commands[i].day, persons[commands[i].person],
                      commands[i].line);
}

static void run_history(uint64_t seed, size_t count)
{
    command *commands = malloc((count + 1) * sizeof *commands);
    char wrong[sizeof theatre.wrong];
    world *w = &theatre;
    size_t i = 0, rows = 0;

    assert_non_null(commands);
    begin(w);
    w->dice = seed;
    go_to(w, 0);
    for (bool good = true; good && i < count; i++) {
        next(w, &commands[i], count);
        good = give(w, &commands[i]) && ((i + 1) % BETWEEN != 0 || verify(w, false));
    }
    if (w->wrong[0] == '\0')
        (void)verify(w, false);
    for (size_t row = 0; row < CL_ROWS(table); row++)
        rows += taken[row];
    print_message("%zu of %zu transitions taken\n", rows, CL_ROWS(table));
    if (getenv("CLACHAN_HISTORY") != NULL)
        for (size_t row = 0; row < CL_ROWS(table); row++)
            if (!taken[row])
                print_message("  never: %s %s to %s\n", table[row].noun, table[row].event,
                              table[row].to);
    print_message("%zu commands, %" PRId64 " events, %zu records, until day %d\n", i, w->seen,
                  w->state_count, w->day);
    close_desks(w);
    if (w->wrong[0] != '\0') {
        memcpy(wrong, w->wrong, sizeof wrong);
        i = shrink(w, commands, i, NULL);
        tell(commands, i);
        fail_msg("CLACHAN_SEED=%" PRIu64 ": %s", seed, wrong);
    }
    free(commands);
}

static void test_lifecycle_history__keeps_every_rule(void **state)
{
    const char *wanted = getenv("CLACHAN_HISTORY"), *given = getenv("CLACHAN_SEED");
    long count = wanted == NULL ? COMMANDS : strtol(wanted, NULL, 10);
    uint64_t seed = given == NULL ? 11 : strtoull(given, NULL, 10);

    (void)state;
    prepare();
    print_message("CLACHAN_SEED=%" PRIu64 "\n", seed);
    run_history(seed, count < 1 ? 1 : (size_t)count);
    cl_text_clear(&beginning);
}

static bool nothing_is_withdrawn(world *w)
{
    for (size_t i = 0; i < w->state_count; i++)
        if (strcmp(w->states[i].state, "withdrawn") == 0)
            return false;
    return true;
}

/* Of many commands that fail a made-up rule those two are left that it needs. */
static void test_lifecycle_history__shortens_what_fails(void **state)
{
    enum { MANY = 24 };
    command commands[MANY + 1];
    world *w = &theatre;
    size_t count;

    (void)state;
    prepare();
    begin(w);
    w->dice = 7;
    go_to(w, 0);
    for (size_t i = 0; i < MANY; i++) {
        commands[i] = (command){.day = 0, .person = (int)(i % PERSONS)};
        snprintf(commands[i].line, LINE, "%s",
                 i == 5 ? "application start|cluster=CLU-2|programme=connecting-classrooms-scotland"
                          "|option=reciprocal-visits|funding-model=visits"
                 : i == 17 ? "application withdraw|application=APP-1|reason=it closes"
                           : "payee add|school=SCH-1|details=12-34-56 12345678");
    }
    close_desks(w);
    assert_int_equal(replay(w, commands, MANY, nothing_is_withdrawn), 17);
    count = shrink(w, commands, 18, nothing_is_withdrawn);
    assert_int_equal(count, 2);
    assert_non_null(strstr(commands[0].line, "start"));
    assert_non_null(strstr(commands[1].line, "withdraw"));
    cl_text_clear(&beginning);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_lifecycle_history__shortens_what_fails),
    cmocka_unit_test(test_lifecycle_history__keeps_every_rule),
};

CL_TEST_MAIN(tests)
