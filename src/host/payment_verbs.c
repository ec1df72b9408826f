/* SPDX-License-Identifier: MIT
 *
 * payment run, import and list: approved instalments go out as one file with its count and total,
 * and the bank's answer comes back as another. Either file is taken whole: every row is accounted
 * for, or nothing is applied.
 */
#include <stdio.h>
#include <string.h>

#include "csv.h"
#include "digest.h"
#include "file.h"
#include "ids.h"
#include "money.h"
#include "query.h"
#include "recording.h"
#include "row.h"
#include "step.h"

enum { DIGEST = 7 + CL_DIGEST_HEX, REFERENCE = 48 };

static void digest_of(char out[DIGEST], cl_view bytes)
{
    memcpy(out, "sha256:", 7);
    cl_digest_hex(bytes, out + 7);
}

static cl_money money_of(int64_t minor, cl_view currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency.at, currency.length < 3 ? currency.length : 3);
    return money;
}

/* ---- the run ---- */

typedef struct sending {
    cl_recording *r;
    cl_payment_run run;
    cl_payment_line *lines;
    cl_payee *payees;
    size_t count;
    cl_text file;
    char digest[DIGEST]; /* of the file */
} sending;

/* How often it went out before. */
static int next_try(int64_t *out, cl_recording *r, int64_t instalment, cl_error *e)
{
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_payment_line,
                               "instalment", instalment, e);

    *out = (int64_t)count + 1;
    return rc;
}

static int add_line(sending *s, const cl_instalment *instalment, cl_error *e)
{
    cl_payment_line *line = &s->lines[s->count];
    char *reference = cl_arena_alloc(&s->r->arena, REFERENCE);
    cl_award award;
    int64_t n = 0;
    int rc =
        cl_record_get(&award, &s->r->arena, s->r->store, &cl_table_award, instalment->award, e);

    if (rc == 0 && reference == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0)
        rc = cl_record_get(&s->payees[s->count], &s->r->arena, s->r->store, &cl_table_payee,
                           award.payee, e);
    if (rc == 0)
        rc = next_try(&n, s->r, instalment->id, e);
    if (rc != 0)
        return rc;
    (void)snprintf(reference, REFERENCE, "INS-%lld-%lld", (long long)instalment->id, (long long)n);
    *line =
        (cl_payment_line){.instalment = instalment->id,
                          .n = n,
                          .payee = award.payee,
                          .amount = instalment->amount,
                          .currency = instalment->currency,
                          .reference = cl_view_of(reference),
                          .result = instalment->amount == 0 ? CL_VIEW("paid") : CL_VIEW("sent")};
    s->run.lines++;
    s->run.total += instalment->amount;
    s->run.currency = instalment->currency;
    s->count++;
    return 0;
}

/* A file is of one currency; the others go in another run. */
static int gather(sending *s, cl_error *e)
{
    cl_record_filter filters[] = {{"state", 0, "approved"}, {NULL, 0, NULL}};
    cl_instalment *approved;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &s->r->arena, s->r->store, &cl_table_instalment,
                            filters, CL_ANY_DAY, e);

    approved = items;
    s->lines = cl_arena_array(&s->r->arena, count + 1, sizeof *s->lines);
    s->payees = cl_arena_array(&s->r->arena, count + 1, sizeof *s->payees);
    if (rc == 0 && (s->lines == NULL || s->payees == NULL))
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (s->count == 0 || cl_view_equal(approved[i].currency, s->run.currency))
            rc = add_line(s, &approved[i], e);
    if (rc == 0 && s->count == 0)
        rc =
            cl_fail(e, CL_E_STATE, "no instalment is approved; clachan instalment list shows them");
    return rc;
}

static void print_money(cl_text *out, int64_t minor, cl_view currency)
{
    cl_text text = CL_TEXT_INIT;

    cl_money_print(&text, money_of(minor, currency));
    cl_csv_add(out, cl_text_view(&text));
    cl_text_clear(&text);
}

/* No bank moves 0.00: such a line stands in the run, and not in the file. */
static bool goes_out(const cl_payment_line *line)
{
    return line->amount != 0;
}

static int print_file(sending *s, cl_error *e)
{
    cl_text *out = &s->file;
    int lines = 0;

    cl_text_add_string(out, "reference,payee,account,amount,currency\n");
    for (size_t i = 0; i < s->count; i++) {
        if (!goes_out(&s->lines[i]))
            continue;
        lines++;
        cl_csv_add(out, s->lines[i].reference);
        cl_text_format(out, ",PYE-%lld,", (long long)s->lines[i].payee);
        cl_csv_add_safe(out, s->payees[i].details);
        cl_text_add_char(out, ',');
        print_money(out, s->lines[i].amount, s->lines[i].currency);
        cl_text_format(out, ",%.*s\n", (int)s->run.currency.length, s->run.currency.at);
    }
    cl_text_format(out, "total,%d,,", lines);
    print_money(out, s->run.total, s->run.currency);
    cl_text_format(out, ",%.*s\n", (int)s->run.currency.length, s->run.currency.at);
    return cl_text_check(out, e);
}

static int store_run(sending *s, cl_error *e)
{
    cl_change change;
    int rc = cl_recording_change(s->r, &change, e);

    digest_of(s->digest, cl_text_view(&s->file));
    s->run.digest = cl_view_of(s->digest);
    s->run.day = cl_known(cl_session_today(s->r->session));
    s->run.state = CL_VIEW("made");
    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_payment_run, &s->run, e);
    for (size_t i = 0; rc == 0 && i < s->count; i++) {
        s->lines[i].run = s->run.id;
        rc = cl_change_add(&change, &cl_table_payment_line, &s->lines[i], e);
    }
    if (rc == 0)
        rc = cl_change_store(&change, "run", "RUN", s->run.id, NULL, "made", e);
    cl_change_clear(&change);
    return rc;
}

/* Nobody answers for 0.00: it confirms itself. */
static int confirm_nothing(sending *s, const cl_payment_line *line, cl_error *e)
{
    cl_step step;
    int rc =
        cl_step_open(&step, s->r->session, &cl_table_instalment, line->instalment, "confirm", e);

    if (rc == 0) {
        step.causer = "import";
        cl_step_yes(&step, "line_agrees", true);
        rc = cl_step_take(&step, e);
    }
    cl_step_close(&step);
    return rc;
}

static int send_line(sending *s, const cl_payment_line *line, cl_error *e)
{
    cl_step step;
    int rc = cl_step_open(&step, s->r->session, &cl_table_instalment, line->instalment, "send", e);

    if (rc == 0) {
        cl_step_yes(&step, "run_agrees", true); /* count and total were made of these lines */
        rc = cl_step_take(&step, e);
    }
    cl_step_close(&step);
    return rc;
}

static int tell_run(cl_recording *r, const cl_payment_run *run, cl_error *e)
{
    cl_row_id(&r->row, "id", "RUN", run->id);
    cl_row_day(&r->row, "day", run->day);
    cl_row_text(&r->row, "state", run->state);
    cl_row_number(&r->row, "lines", run->lines);
    cl_row_money(&r->row, "total", cl_known(run->total), run->currency);
    cl_row_text(&r->row, "digest", run->digest);
    return cl_recording_send(r, e);
}

/* The file is written last, inside the transaction: where it cannot be written, nothing was sent.
 */
static int make_run(cl_recording *r, cl_error *e)
{
    sending s = {.r = r, .file = CL_TEXT_INIT};
    int rc = gather(&s, e);

    if (rc == 0)
        rc = print_file(&s, e);
    if (rc == 0)
        rc = store_run(&s, e);
    for (size_t i = 0; rc == 0 && i < s.count; i++)
        rc = send_line(&s, &s.lines[i], e);
    for (size_t i = 0; rc == 0 && i < s.count; i++)
        if (!goes_out(&s.lines[i]))
            rc = confirm_nothing(&s, &s.lines[i], e);
    if (rc == 0)
        rc = tell_run(r, &s.run, e);
    if (rc == 0 && !cl_session_dry_run(r->session))
        rc = cl_file_write(cl_argument_get(r->arguments, "file"), cl_text_view(&s.file), e);
    cl_text_clear(&s.file);
    return rc;
}

static int run_make(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(make_run, session, arguments, sink, e);
}

/* ---- the bank's answer ---- */

typedef struct columns {
    int reference, payee, amount, currency, result, reason;
} columns;

typedef struct answering {
    cl_recording *r;
    const char *name;
    cl_payment_run run;
    cl_payment_line *lines;
    bool *answered;
    size_t count;
    int64_t seen, sum;
    bool totalled;
    size_t faults;
} answering;

__attribute__((format(printf, 3, 4))) static void fault(answering *a, int line, const char *format,
                                                        ...)
{
    cl_error error = CL_ERROR_INIT;
    va_list args;

    va_start(args, format);
    (void)cl_fail_v(&error, CL_E_INVALID, format, args);
    va_end(args);
    cl_error_place(&error, a->name, line, NULL);
    (void)cl_sink_refuse(a->r->sink, &error);
    a->faults++;
}

static int find_columns(columns *out, const cl_csv *csv, answering *a)
{
    static const char *const names[] = {"reference", "payee", "amount", "currency", "result"};
    int *places[] = {&out->reference, &out->payee, &out->amount, &out->currency, &out->result};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *places[i] = cl_csv_find(csv, names[i]);
        if (*places[i] < 0)
            fault(a, 1, "the column '%s' is not there", names[i]);
    }
    out->reason = cl_csv_find(csv, "reason");
    return a->faults == 0 ? 0 : CL_E_INVALID;
}

static size_t line_of(const answering *a, cl_view reference)
{
    size_t i = 0;

    while (i < a->count && !cl_view_equal(a->lines[i].reference, reference))
        i++;
    return i;
}

static bool amount_is(cl_view text, cl_view currency, int64_t minor, const cl_payment_run *run)
{
    char code[4] = "";
    cl_money money;

    memcpy(code, run->currency.at, run->currency.length < 3 ? run->currency.length : 3);
    return cl_view_is(currency, code) && cl_money_parse(&money, text, code, NULL) == 0 &&
           money.minor == minor;
}

static void read_total(answering *a, const cl_csv *csv, const columns *at)
{
    cl_view count = cl_csv_field(csv, at->payee), total = cl_csv_field(csv, at->amount);
    char expected[24];

    (void)snprintf(expected, sizeof expected, "%lld", (long long)a->seen);
    a->totalled = true;
    if (!cl_view_is(count, expected))
        fault(a, cl_csv_line(csv), "the control count is %.*s, the rows are %s", (int)count.length,
              count.at, expected);
    if (!amount_is(total, cl_csv_field(csv, at->currency), a->sum, &a->run))
        fault(a, cl_csv_line(csv), "the control total %.*s is not the sum of the rows",
              (int)total.length, total.at);
}

static void read_row(answering *a, const cl_csv *csv, const columns *at)
{
    cl_view reference = cl_csv_field(csv, at->reference), payee = cl_csv_field(csv, at->payee);
    cl_view result = cl_csv_field(csv, at->result), reason = cl_csv_field(csv, at->reason);
    size_t i = line_of(a, reference);
    int row = cl_csv_line(csv);
    int64_t id = 0;

    a->seen++;
    if (i == a->count) {
        fault(a, row, "'%.*s' is no reference of RUN-%lld", (int)reference.length, reference.at,
              (long long)a->run.id);
        return;
    }
    a->sum += a->lines[i].amount;
    if (a->answered[i])
        fault(a, row, "%.*s stands twice", (int)reference.length, reference.at);
    if (cl_id_parse(&id, "PYE", payee, NULL) != 0 || id != a->lines[i].payee)
        fault(a, row, "%.*s goes to PYE-%lld, not to '%.*s'", (int)reference.length, reference.at,
              (long long)a->lines[i].payee, (int)payee.length, payee.at);
    if (!amount_is(cl_csv_field(csv, at->amount), cl_csv_field(csv, at->currency),
                   a->lines[i].amount, &a->run))
        fault(a, row, "%.*s was sent with another amount", (int)reference.length, reference.at);
    if (!cl_view_is(result, "paid") && !cl_view_is(result, "failed"))
        fault(a, row, "found '%.*s', expected paid or failed", (int)result.length, result.at);
    if (cl_view_is(result, "failed") && reason.length == 0)
        fault(a, row, "a payment that failed names its reason");
    a->answered[i] = true;
    a->lines[i].result = cl_view_is(result, "paid") ? CL_VIEW("paid") : CL_VIEW("failed");
    a->lines[i].reason = (cl_view){cl_arena_copy(&a->r->arena, reason), reason.length};
}

static int read_rows(answering *a, cl_view bytes, cl_error *e)
{
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    cl_csv *csv = NULL;
    columns at = {0};
    bool more = false;
    int rc = cl_csv_open_view(&csv, bytes, a->name, &options, e);

    if (rc == 0 && find_columns(&at, csv, a) == 0) {
        rc = cl_csv_next(csv, &more, e);
        while (rc == 0 && more) {
            if (a->totalled)
                fault(a, cl_csv_line(csv), "a row stands below the control total");
            else if (cl_view_is(cl_csv_field(csv, at.reference), "total"))
                read_total(a, csv, &at);
            else
                read_row(a, csv, &at);
            rc = cl_csv_next(csv, &more, e);
        }
        if (rc == 0 && !a->totalled)
            fault(a, 0, "the control total is not there: total,COUNT,…");
        for (size_t i = 0; rc == 0 && i < a->count; i++)
            if (!a->answered[i])
                fault(a, 0, "%.*s is not in the file", (int)a->lines[i].reference.length,
                      a->lines[i].reference.at);
    }
    cl_csv_close(csv);
    return rc;
}

static int find_run(answering *a, cl_view digest, cl_error *e)
{
    cl_record_filter same[] = {{"answer", 0, digest.at}, {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &a->r->arena, a->r->store, &cl_table_payment_run, same,
                            CL_ANY_DAY, e);

    if (rc == 0 && count > 0)
        return cl_fail(e, CL_E_STATE, "this file was imported in RUN-%lld",
                       (long long)((cl_payment_run *)items)[0].id);
    if (rc == 0)
        rc = cl_recording_get(a->r, &a->run, &cl_table_payment_run, "run", e);
    if (rc == 0 && !cl_view_is(a->run.state, "made"))
        rc = cl_fail(e, CL_E_STATE, "RUN-%lld is answered already", (long long)a->run.id);
    if (rc == 0)
        rc = cl_record_list_of(&items, &a->count, &a->r->arena, a->r->store, &cl_table_payment_line,
                               "run", a->run.id, e);
    if (rc != 0)
        return rc;
    a->lines = items;
    a->answered = cl_arena_array(&a->r->arena, a->count + 1, sizeof *a->answered);
    if (a->answered == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < a->count; i++)
        a->answered[i] = !goes_out(&a->lines[i]);
    return 0;
}

static int take_line(answering *a, const cl_payment_line *line, cl_error *e)
{
    bool paid = cl_view_is(line->result, "paid");
    cl_step step;
    int rc = cl_step_open(&step, a->r->session, &cl_table_instalment, line->instalment,
                          paid ? "confirm" : "fail", e);

    if (rc == 0) {
        step.causer = "import";
        cl_step_yes(&step, "line_agrees", true); /* read_row() has compared all of it */
        cl_step_text(&step, "bank_reason", line->reason);
        rc = cl_step_take(&step, e);
    }
    cl_step_close(&step);
    return rc;
}

static int store_answers(answering *a, cl_view digest, cl_error *e)
{
    cl_payment_run after = a->run;
    cl_change change;
    int rc = cl_recording_change(a->r, &change, e);

    after.state = CL_VIEW("answered");
    after.answer = digest;
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_payment_run, &a->run, &after, e);
    for (size_t i = 0; rc == 0 && i < a->count; i++) {
        cl_payment_line before;

        rc = cl_record_get(&before, &a->r->arena, a->r->store, &cl_table_payment_line,
                           a->lines[i].id, e);
        if (rc == 0)
            rc = cl_change_set(&change, &cl_table_payment_line, &before, &a->lines[i], e);
    }
    if (rc == 0)
        rc = cl_change_store(&change, "answer", "RUN", after.id, "made", "answered", e);
    cl_change_clear(&change);
    for (size_t i = 0; rc == 0 && i < a->count; i++)
        if (goes_out(&a->lines[i]))
            rc = take_line(a, &a->lines[i], e);
    return rc != 0 ? rc : tell_run(a->r, &after, e);
}

static int import(cl_recording *r, cl_error *e)
{
    answering a = {.r = r, .name = cl_argument_get(r->arguments, "file")};
    cl_text bytes = CL_TEXT_INIT;
    char digest[DIGEST];
    int rc = cl_file_read(&bytes, a.name, (size_t)64 << 20, e);

    digest_of(digest, cl_text_view(&bytes));
    if (rc == 0)
        rc = find_run(&a, cl_view_of(digest), e);
    if (rc == 0)
        rc = read_rows(&a, cl_text_view(&bytes), e);
    if (rc == 0 && a.faults > 0)
        rc = cl_fail(e, CL_E_INVALID, "%s: %zu fault%s, so nothing was applied", a.name, a.faults,
                     a.faults == 1 ? "" : "s");
    if (rc == 0)
        rc = store_answers(&a, cl_view_of(digest), e);
    cl_text_clear(&bytes);
    return rc;
}

static int run_import(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(import, session, arguments, sink, e);
}

/* ---- list ---- */

static int list(cl_recording *r, cl_error *e)
{
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_payment_run, NULL,
                            CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell_run(r, (cl_payment_run *)items + i, e);
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter run_parameters[] = {
    {"file", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",
     "file for the bank"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};
static const cl_parameter import_parameters[] = {
    {"run", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "RUN", "id (RUN-3)"},
    {"file", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",
     "the bank's answer: reference, payee, amount, currency, result, reason"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_payment_verbs[] = {
    {.name = "payment run",
     .run = run_make,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = run_parameters,
     .brief = "Sends the approved instalments: writes the file for the bank.",
     .detail = "The last row is the control count and the control total. Whoever approved an "
               "instalment does not send it.",
     .example = "clachan payment run payments.csv --as \"G. Payer\""},
    {.name = "payment import",
     .run = run_import,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = import_parameters,
     .brief = "Reads the bank's answer to a run.",
     .detail = "Every row is accounted for, or nothing is applied: unknown references, other "
               "amounts, missing rows and totals that are off are all told.",
     .example = "clachan payment import RUN-1 answer.csv"},
    {.name = "payment list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .brief = "Lists the payment runs.",
     .example = "clachan payment list"},
    {.name = NULL},
};
