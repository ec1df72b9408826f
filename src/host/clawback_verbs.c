/* SPDX-License-Identifier: MIT
 *
 * clawback propose, show and list, and the events that move one: money that was paid is claimed
 * back by school and line, disputed, lowered, repaid, settled with an instalment, or written off.
 */
#include "clawback.h"

#include <string.h>

#include "event_verbs.h"
#include "file.h"
#include "money.h"
#include "plain.h"
#include "query.h"
#include "row.h"
#include "variation.h"

enum { EVIDENCE_LIMIT = 64 << 20 };

/* ---- telling ---- */

static cl_money money_of(int64_t minor, cl_view currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency.at, currency.length < 3 ? currency.length : 3);
    return money;
}

static void print_members(cl_text *row, const cl_clawback *c, const cl_claim_line *lines,
                          size_t count, cl_view currency)
{
    int64_t amount = 0, recovered = 0, written_off = 0;

    for (size_t i = 0; i < count; i++) {
        amount += lines[i].amount;
        recovered += lines[i].recovered;
        written_off += lines[i].written_off;
    }
    cl_row_id(row, "id", "CLB", c->id);
    cl_row_id(row, "award", "AWD", c->award);
    cl_row_text(row, "state", c->state);
    cl_row_money(row, "amount", cl_known(amount), currency);
    cl_row_money(row, "recovered", cl_known(recovered), currency);
    cl_row_money(row, "written_off", cl_known(written_off), currency);
    cl_row_money(
        row, "outstanding",
        cl_known(cl_view_is(c->state, "rejected") ? 0 : cl_claim_outstanding(lines, count)),
        currency);
    cl_row_day(row, "grace_until", c->grace_until);
}

static void print_line(cl_text *json, cl_text *text, const cl_claim_line *line, cl_view currency)
{
    cl_text one = CL_TEXT_INIT;

    cl_row_text(&one, "line", line->line);
    cl_row_id(&one, "school", "SCH", line->school);
    cl_row_money(&one, "claimed", cl_known(line->claimed), currency);
    cl_row_money(&one, "amount", cl_known(line->amount), currency);
    cl_row_money(&one, "recovered", cl_known(line->recovered), currency);
    cl_row_money(&one, "written_off", cl_known(line->written_off), currency);
    cl_text_format(json, "%s%s}", json->length > 1 ? ", " : "", one.at == NULL ? "{" : one.at);
    cl_text_clear(&one);
    cl_text_format(text, "  %.*s", (int)line->line.length, line->line.at);
    if (line->school != 0)
        cl_text_format(text, " of SCH-%lld", (long long)line->school);
    cl_text_add_string(text, ": ");
    cl_money_print_human(text, money_of(line->amount, currency));
    if (line->recovered > 0) {
        cl_text_add_string(text, ", recovered ");
        cl_money_print_human(text, money_of(line->recovered, currency));
    }
    if (line->written_off > 0) {
        cl_text_add_string(text, ", written off ");
        cl_money_print_human(text, money_of(line->written_off, currency));
    }
    cl_text_add_char(text, '\n');
}

static int add_recoveries(cl_recording *r, cl_text *json, const cl_clawback *c, cl_error *e)
{
    cl_recovery *rows;
    cl_text one = CL_TEXT_INIT;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_recovery, "clawback",
                               c->id, e);

    rows = items;
    cl_text_add_char(json, '[');
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text_reset(&one);
        cl_row_id(&one, "id", "RCV", rows[i].id);
        cl_row_text(&one, "kind", rows[i].kind);
        cl_row_day(&one, "day", rows[i].day);
        cl_row_money(&one, "amount", cl_known(rows[i].amount), rows[i].currency);
        cl_row_money(&one, "unallocated", cl_known(rows[i].unallocated), rows[i].currency);
        cl_row_text(&one, "reference", rows[i].reference);
        cl_row_id(&one, "instalment", "INS", rows[i].instalment);
        cl_text_format(json, "%s%s}", i > 0 ? ", " : "", one.at == NULL ? "{" : one.at);
        cl_text_format(&r->text, "  %.*s ", (int)rows[i].kind.length, rows[i].kind.at);
        cl_money_print_human(&r->text, money_of(rows[i].amount, rows[i].currency));
        if (rows[i].unallocated > 0) {
            cl_text_add_string(&r->text, ", of which nothing was owed for ");
            cl_money_print_human(&r->text, money_of(rows[i].unallocated, rows[i].currency));
        }
        cl_text_add_char(&r->text, '\n');
    }
    cl_text_add_char(json, ']');
    cl_text_clear(&one);
    return rc != 0 ? rc : cl_text_check(json, e);
}

static int show(cl_recording *r, const cl_clawback *c, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, recoveries = CL_TEXT_INIT;
    cl_claim_line *lines;
    cl_award award;
    size_t count = 0;
    int rc = cl_claim_lines(&lines, &count, &r->arena, r->store, c->id, e);

    if (rc == 0)
        rc = cl_record_get(&award, &r->arena, r->store, &cl_table_award, c->award, e);
    if (rc == 0) {
        print_members(&r->row, c, lines, count, award.currency);
        cl_row_number(&r->row, "version", c->version);
        cl_row_id(&r->row, "report", "RPT", c->report);
        cl_row_text(&r->row, "reason", c->reason);
        cl_row_text(&r->row, "evidence", c->evidence);
        cl_text_format(&r->text, "CLB-%lld  AWD-%lld  %.*s\n", (long long)c->id,
                       (long long)c->award, (int)c->state.length, c->state.at);
        cl_text_add_char(&json, '[');
        for (size_t i = 0; i < count; i++)
            print_line(&json, &r->text, &lines[i], award.currency);
        cl_text_add_char(&json, ']');
        cl_row_json(&r->row, "lines", cl_text_view(&json));
        rc = add_recoveries(r, &recoveries, c, e);
        cl_row_json(&r->row, "recoveries", cl_text_view(&recoveries));
    }
    if (rc == 0)
        rc = cl_recording_send(r, e);
    cl_text_clear(&json);
    cl_text_clear(&recoveries);
    return rc;
}

static int show_one(cl_recording *r, cl_error *e)
{
    cl_clawback c;
    int rc = cl_recording_get(r, &c, &cl_table_clawback, "clawback", e);

    return rc != 0 ? rc : show(r, &c, e);
}

CL_VERB_BODY(run_show, show_one)

static int tell_row(cl_recording *r, const cl_clawback *c, cl_error *e)
{
    cl_claim_line *lines;
    cl_award award;
    size_t count = 0;
    int rc = cl_claim_lines(&lines, &count, &r->arena, r->store, c->id, e);

    if (rc == 0)
        rc = cl_record_get(&award, &r->arena, r->store, &cl_table_award, c->award, e);
    if (rc != 0)
        return rc;
    print_members(&r->row, c, lines, count, award.currency);
    return cl_recording_send(r, e);
}

static int list(cl_recording *r, cl_error *e)
{
    cl_record_filter filters[] = {
        {"award", 0, NULL}, {"state", 0, cl_argument_get(r->arguments, "state")}, {NULL, 0, NULL}};
    cl_clawback *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_recording_id(r, &filters[0].id, &cl_table_award, "award", e);

    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_clawback, filters,
                            CL_ANY_DAY, e);
    rows = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell_row(r, &rows[i], e);
    return rc;
}

CL_VERB_BODY(run_list, list)

/* ---- proposing ---- */

static int read_named(cl_claim_context *context, cl_recording *r, cl_view currency, cl_error *e)
{
    const char *text;
    size_t count = 0;
    int rc = 0;

    while (cl_argument_at(r->arguments, "line", count) != NULL)
        count++;
    context->portions = cl_arena_array(&r->arena, count + 1, sizeof *context->portions);
    if (context->portions == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && (text = cl_argument_at(r->arguments, "line", i)) != NULL; i++)
        rc = cl_share_amount_named(&context->portions[i], r, text, "line", currency, e);
    context->count = count;
    return rc;
}

/* What a report shows to be paid and not spent. */
static int read_report(cl_claim_context *context, cl_clawback *c, cl_recording *r, cl_error *e)
{
    cl_grant_report report;
    cl_portion *unspent;
    size_t count = 0;
    int rc = cl_recording_get(r, &report, &cl_table_report, "report", e);

    if (rc == 0 && report.award != c->award)
        rc = cl_fail(e, CL_E_INVALID, "RPT-%lld is a report of AWD-%lld", (long long)report.id,
                     (long long)report.award);
    if (rc != 0)
        return rc;
    c->report = report.id;
    if (context->count > 0)
        return 0; /* the lines are named */
    rc = cl_ledger_unspent(&unspent, &count, &r->arena, r->store, &report, true, e);
    context->portions = unspent;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (unspent[i].amount > 0)
            unspent[context->count++] = unspent[i];
    if (rc == 0 && context->count == 0)
        rc = cl_fail(e, CL_E_STATE,
                     "RPT-%lld leaves nothing that was paid and is not spent or claimed; what is "
                     "still to be paid is reduced: clachan variation propose AWD-%lld reduce "
                     "--report RPT-%lld",
                     (long long)report.id, (long long)c->award, (long long)report.id);
    return rc;
}

static int read_evidence(cl_view *out, cl_recording *r, cl_error *e)
{
    const char *path = cl_argument_get(r->arguments, "evidence");
    cl_text bytes = CL_TEXT_INIT;
    char digest[7 + CL_DIGEST_HEX] = "sha256:";
    int rc = path == NULL ? 0 : cl_file_read(&bytes, path, EVIDENCE_LIMIT, e);

    if (rc == 0 && path != NULL) {
        cl_digest_hex(cl_text_view(&bytes), digest + 7);
        *out = cl_view_of(cl_arena_string(&r->arena, digest));
        rc = out->at == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
    }
    cl_text_clear(&bytes);
    return rc;
}

/* The lines are rows of the event that begins the claim. */
static int begin(cl_recording *r, cl_clawback *c, cl_claim_context *context, cl_view programme,
                 cl_error *e)
{
    cl_step step;
    int rc = cl_step_begin(&step, r->session, &cl_table_clawback, c, "propose", programme, e);

    step.context = context;
    if (rc == 0)
        rc = cl_step_take(&step, e);
    for (size_t i = 0; rc == 0 && i < context->count; i++) {
        const cl_portion *claimed = &context->portions[i];
        cl_claim_line line = {.clawback = c->id,
                              .line = claimed->line,
                              .school = claimed->school,
                              .claimed = claimed->amount,
                              .amount = claimed->amount};

        rc = cl_step_add(&step, "claim", &cl_table_claim_line, &line, e);
    }
    if (rc == 0)
        rc = cl_record_keep(&r->arena, &cl_table_clawback, c, e);
    cl_step_close(&step);
    return rc;
}

static int propose(cl_recording *r, cl_error *e)
{
    cl_clawback c = {.state = CL_VIEW("proposed"), .reason = cl_recording_text(r, "reason")};
    cl_claim_context context = {0};
    cl_application application;
    cl_award award;
    int rc = cl_recording_get(r, &award, &cl_table_award, "award", e);

    c.award = award.id;
    if (rc == 0)
        rc = cl_record_get(&application, &r->arena, r->store, &cl_table_application,
                           award.application, e);
    if (rc == 0)
        rc = read_named(&context, r, award.currency, e);
    if (rc == 0 && cl_argument_is_set(r->arguments, "report"))
        rc = read_report(&context, &c, r, e);
    if (rc == 0 && context.count == 0)
        rc = cl_fail(e, CL_E_MISUSE,
                     "say what is claimed: --line visits/SCH-3=300.00, or --report RPT-2 for what "
                     "was paid and not spent");
    if (rc == 0)
        rc = read_evidence(&c.evidence, r, e);
    if (rc == 0)
        rc = begin(r, &c, &context, application.programme, e);
    return rc != 0 ? rc : show(r, &c, e);
}

CL_VERB_BODY(run_propose, propose)

/* ---- events ---- */

static int its_award(cl_award *out, cl_step *step, cl_error *e)
{
    return cl_record_get(out, &step->arena, step->store, &cl_table_award,
                         ((const cl_clawback *)step->before)->award, e);
}

static cl_claim_context *begin_context(cl_step *step)
{
    cl_claim_context *context = cl_arena_alloc(&step->arena, sizeof *context);

    step->context = context;
    return context;
}

/* Whoever drives a claim gives it nothing unless the verb says so. */
static int give_nothing(cl_step *step, cl_event_run *run, cl_error *e)
{
    (void)run;
    return begin_context(step) != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int give_lines(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_claim_context *context = begin_context(step);
    cl_award award;
    int rc =
        context == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : its_award(&award, step, e);

    return rc != 0 ? rc : read_named(context, &run->r, award.currency, e);
}

static int give_agreement(cl_step *step, cl_event_run *run, cl_error *e)
{
    if (cl_argument_is_set(run->r.arguments, "agreed"))
        cl_step_yes(step, "school_agrees", true);
    return give_nothing(step, run, e);
}

static int give_money(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_claim_context *context = begin_context(step);
    cl_money money;
    cl_award award;
    int rc =
        context == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : its_award(&award, step, e);

    if (rc != 0)
        return rc;
    rc = cl_money_parse(&money, cl_recording_text(&run->r, "amount"),
                        money_of(0, award.currency).currency, e);
    if (rc == 0 && money.minor <= 0)
        rc = cl_fail(e, CL_E_INVALID, "expected an amount above 0.00");
    if (rc != 0) {
        cl_error_place(e, NULL, 0, "amount");
        return rc;
    }
    context->amount = money.minor;
    context->reference = cl_recording_text(&run->r, "reference");
    cl_step_says(step, "within_outstanding", "that is more than is outstanding");
    return 0;
}

/* A school is not made to settle more than it owes. */
static int give_offset(cl_step *step, cl_event_run *run, cl_error *e)
{
    cl_claim_line *lines;
    size_t count = 0;
    cl_claim_context *context;
    int rc = give_money(step, run, e);

    context = step->context;
    if (rc == 0)
        rc = cl_recording_id(&run->r, &context->instalment, &cl_table_instalment, "instalment", e);
    if (rc == 0)
        rc = cl_claim_lines(&lines, &count, &step->arena, step->store,
                            ((const cl_clawback *)step->before)->id, e);
    if (rc == 0 && context->amount > cl_claim_outstanding(lines, count) &&
        cl_view_is(cl_step_state(step), "recovering"))
        rc = cl_fail(e, CL_E_STATE, "that is more than is outstanding");
    return rc;
}

#define EVENT(name, event, give)                                                                   \
    static int run_##name(cl_session *session, const cl_arguments *arguments, const cl_sink *sink, \
                          cl_error *e)                                                             \
    {                                                                                              \
        static const cl_event_verb verb = {&cl_table_clawback, event, "clawback", give};           \
                                                                                                   \
        return cl_event_verb_run(&verb, session, arguments, sink, e);                              \
    }

EVENT(approve, "approve", give_nothing)
EVENT(reject, "reject", give_nothing)
EVENT(notify, "notify", give_nothing)
EVENT(dispute, "dispute", give_nothing)
EVENT(uphold, "uphold", give_nothing)
EVENT(lower, "lower", give_lines)
EVENT(drop, "drop", give_nothing)
EVENT(begin, "begin", give_agreement)
EVENT(repay, "repay", give_money)
EVENT(offset, "offset", give_offset)
EVENT(write_off, "write_off", give_nothing)

#define ITEM                                                                                       \
    {                                                                                              \
        "clawback", CL_TAKES_ID, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "CLAWBACK",      \
            "id (CLB-2); several at once"                                                          \
    }
#define LINES(brief)                                                                               \
    {                                                                                              \
        "line", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "LINE[/SCHOOL]=AMOUNT", brief                \
    }
#define AMOUNT                                                                                     \
    {                                                                                              \
        "amount", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "AMOUNT", "such as 300.00"                 \
    }

static const cl_parameter propose_parameters[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AWARD", "id (AWD-4)"},
    LINES("what is claimed"),
    {"report", CL_TAKES_ID, 0, "REPORT",
     "report that shows it; without --line all that it leaves unspent of what was paid"},
    {"evidence", CL_TAKES_FILE, 0, "FILE", "what shows it; its digest is kept"},
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter one_parameters[] = {{"clawback", CL_TAKES_ID,
                                               CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,
                                               "CLAWBACK", "id (CLB-2)"},
                                              CL_NO_MORE_PARAMETERS};
static const cl_parameter list_parameters[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "AWARD", "only of this award"},
    {"state", CL_TAKES_TEXT, 0, "STATE", "only in this state"},
    CL_NO_MORE_PARAMETERS};
static const cl_parameter plain[] = {ITEM, CL_EVENT_PARAMETERS};
static const cl_parameter lowering[] = {ITEM, LINES("what is claimed from now on"),
                                        CL_EVENT_PARAMETERS};
static const cl_parameter beginning[] = {
    ITEM,
    {"agreed", CL_TAKES_SWITCH, 0, NULL, "the school agrees before its grace is over"},
    CL_EVENT_PARAMETERS};
static const cl_parameter repaying[] = {
    ITEM, AMOUNT, {"reference", CL_TAKES_TEXT, 0, "TEXT", "of the payment"}, CL_EVENT_PARAMETERS};
static const cl_parameter offsetting[] = {
    ITEM,
    AMOUNT,
    {"instalment", CL_TAKES_ID, CL_PARAMETER_REQUIRED, "INSTALMENT",
     "one that is due, a part of which is settled with the claim"},
    CL_EVENT_PARAMETERS};

const cl_verb cl_clawback_verbs[] = {
    {.name = "clawback propose",
     .run = run_propose,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = propose_parameters,
     .brief = "Proposes to claim money back, by line and school.",
     .detail = "Never more than was paid for a school and line and is not claimed yet.",
     .example =
         "clachan clawback propose AWD-1 --line visits/SCH-3=300.00 --reason \"the visit did "
         "not take place\""},
    {.name = "clawback show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = one_parameters,
     .brief = "Shows a clawback: what is claimed, and what has come in.",
     .example = "clachan clawback show CLB-1"},
    {.name = "clawback list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists clawbacks.",
     .example = "clachan clawback list AWD-1"},
    CL_EVENT_VERB("clawback approve", run_approve, plain, "Approves clawbacks.",
                  "Whoever proposed one does not approve it. The money is receivable from now on.",
                  "clawback approve CLB-1 --as \"E. Funder\""),
    CL_EVENT_VERB("clawback reject", run_reject, plain, "Rejects proposed clawbacks.", NULL,
                  "clawback reject CLB-1 --reason \"the visit took place\" --as \"E. Funder\""),
    CL_EVENT_VERB("clawback notify", run_notify, plain,
                  "Tells the school; its days of grace begin.", NULL, "clawback notify CLB-1"),
    CL_EVENT_VERB("clawback dispute", run_dispute, plain, "Disputes a clawback.", NULL,
                  "clawback dispute CLB-1 --reason \"the visit took place\" --as \"B. Head\""),
    CL_EVENT_VERB("clawback uphold", run_uphold, plain,
                  "Upholds a disputed clawback; new days of grace begin.", NULL,
                  "clawback uphold CLB-1 --reason \"no receipt was found\" --as \"H. Funder\""),
    CL_EVENT_VERB("clawback lower", run_lower, lowering,
                  "Lowers a disputed clawback; new days of grace begin.", NULL,
                  "clawback lower CLB-1 --line visits/SCH-3=100.00 --reason \"a part was spent\" "
                  "--as \"H. Funder\""),
    CL_EVENT_VERB("clawback drop", run_drop, plain, "Drops a disputed clawback.", NULL,
                  "clawback drop CLB-1 --reason \"the receipts are here\" --as \"H. Funder\""),
    CL_EVENT_VERB("clawback begin", run_begin, beginning,
                  "Begins to recover what is claimed, when grace is over or the school agrees.",
                  NULL, "clawback begin CLB-1 --agreed --as \"F. Finance\""),
    CL_EVENT_VERB("clawback repay", run_repay, repaying, "Books what a school has paid back.",
                  "More than is outstanding is kept as unallocated.",
                  "clawback repay CLB-1 --amount 100.00 --as \"F. Finance\""),
    CL_EVENT_VERB("clawback offset", run_offset, offsetting,
                  "Settles a part of an instalment with what is claimed.", NULL,
                  "clawback offset CLB-1 --instalment INS-2 --amount 100.00 --as \"F. Finance\""),
    CL_EVENT_VERB("clawback write-off", run_write_off, plain, "Writes off what does not come in.",
                  "Whoever approved the clawback does not write it off.",
                  "clawback write-off CLB-1 --reason \"the school has closed\" --as \"H. Funder\""),
    {.name = NULL},
};
