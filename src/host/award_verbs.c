/* SPDX-License-Identifier: MIT
 *
 * award list and show, instalment list: what was awarded, and when it is paid.
 */
#include <string.h>

#include "lifecycle_query.h"
#include "money.h"
#include "query.h"
#include "recording.h"
#include "row.h"

static void print_award(cl_text *row, const cl_award *a)
{
    cl_row_id(row, "id", "AWD", a->id);
    cl_row_id(row, "application", "APP", a->application);
    cl_row_text(row, "state", a->state);
    cl_row_money(row, "amount", cl_known(a->amount), a->currency);
    cl_row_day(row, "answer_by", a->answer_by);
    cl_row_day(row, "starts", a->starts);
    cl_row_day(row, "ends", a->ends);
    cl_row_text(row, "reference", a->reference);
}

static void print_money(cl_text *out, int64_t minor, cl_view currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency.at, currency.length < 3 ? currency.length : 3);
    cl_money_print_human(out, money);
}

static int add_shares(cl_recording *r, cl_text *list, const cl_award *a, cl_error *e)
{
    cl_text one = CL_TEXT_INIT;
    cl_share *shares;
    size_t count;
    int rc = cl_share_list(&shares, &count, &r->arena, r->store, a->id, e);

    cl_text_add_char(list, '[');
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text_reset(&one);
        cl_row_text(&one, "line", shares[i].line);
        cl_row_id(&one, "school", "SCH", shares[i].school);
        cl_row_money(&one, "amount", cl_known(shares[i].amount), a->currency);
        cl_text_format(list, "%s%s}", i > 0 ? ", " : "", one.at == NULL ? "{" : one.at);
        cl_text_format(&r->text, "  %-12.*s ", (int)shares[i].line.length, shares[i].line.at);
        if (shares[i].school != 0)
            cl_text_format(&r->text, "SCH-%lld ", (long long)shares[i].school);
        print_money(&r->text, shares[i].amount, a->currency);
        cl_text_add_char(&r->text, '\n');
    }
    cl_text_add_char(list, ']');
    cl_text_clear(&one);
    return rc != 0 ? rc : cl_text_check(list, e);
}

static void print_instalment(cl_text *row, const cl_instalment *i)
{
    cl_row_id(row, "id", "INS", i->id);
    cl_row_id(row, "award", "AWD", i->award);
    cl_row_number(row, "n", i->n);
    cl_row_text(row, "name", i->name);
    cl_row_money(row, "amount", cl_known(i->amount), i->currency);
    cl_row_text(row, "when", i->due_when);
    cl_row_day(row, "due", i->due);
    cl_row_text(row, "state", i->state);
}

static int add_instalments(cl_recording *r, cl_text *list, const cl_award *a, cl_error *e)
{
    cl_text one = CL_TEXT_INIT;
    cl_instalment *items;
    size_t count;
    int rc = cl_instalment_list(&items, &count, &r->arena, r->store, a->id, e);

    cl_text_add_char(list, '[');
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text_reset(&one);
        print_instalment(&one, &items[i]);
        cl_text_format(list, "%s%s}", i > 0 ? ", " : "", one.at == NULL ? "{" : one.at);
        cl_text_format(&r->text, "  INS-%-6lld  ", (long long)items[i].id);
        print_money(&r->text, items[i].amount, items[i].currency);
        cl_text_format(&r->text, ", %.*s, when %.*s: %.*s\n", (int)items[i].name.length,
                       items[i].name.at, (int)items[i].due_when.length, items[i].due_when.at,
                       (int)items[i].state.length, items[i].state.at);
    }
    cl_text_add_char(list, ']');
    cl_text_clear(&one);
    return rc != 0 ? rc : cl_text_check(list, e);
}

/* What changes the award, or claims its money back. */
static int add_variations(cl_recording *r, cl_text *list, const cl_award *a, cl_error *e)
{
    const cl_variation *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_variation, "award",
                               a->id, e);

    rows = items;
    cl_text_add_char(list, '[');
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text_format(list, "%s{\"id\": \"VAR-%lld\", \"kind\": \"%.*s\", \"state\": \"%.*s\"}",
                       i > 0 ? ", " : "", (long long)rows[i].id, (int)rows[i].kind.length,
                       rows[i].kind.at, (int)rows[i].state.length, rows[i].state.at);
        cl_text_format(&r->text, "  VAR-%-6lld  %.*s: %.*s\n", (long long)rows[i].id,
                       (int)rows[i].kind.length, rows[i].kind.at, (int)rows[i].state.length,
                       rows[i].state.at);
    }
    cl_text_add_char(list, ']');
    return rc != 0 ? rc : cl_text_check(list, e);
}

static int add_clawbacks(cl_recording *r, cl_text *list, const cl_award *a, cl_error *e)
{
    const cl_clawback *rows;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &r->arena, r->store, &cl_table_clawback, "award",
                               a->id, e);

    rows = items;
    cl_text_add_char(list, '[');
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text_format(list, "%s{\"id\": \"CLB-%lld\", \"state\": \"%.*s\"}", i > 0 ? ", " : "",
                       (long long)rows[i].id, (int)rows[i].state.length, rows[i].state.at);
        cl_text_format(&r->text, "  CLB-%-6lld  clawback: %.*s\n", (long long)rows[i].id,
                       (int)rows[i].state.length, rows[i].state.at);
    }
    cl_text_add_char(list, ']');
    return rc != 0 ? rc : cl_text_check(list, e);
}

static int show(cl_recording *r, const cl_award *a, cl_error *e)
{
    cl_text shares = CL_TEXT_INIT, instalments = CL_TEXT_INIT, variations = CL_TEXT_INIT,
            clawbacks = CL_TEXT_INIT;
    int rc;

    cl_text_format(&r->text, "AWD-%lld  APP-%lld  %.*s  ", (long long)a->id,
                   (long long)a->application, (int)a->state.length, a->state.at);
    print_money(&r->text, a->amount, a->currency);
    cl_text_add_char(&r->text, '\n');
    rc = add_shares(r, &shares, a, e);
    if (rc == 0)
        rc = add_instalments(r, &instalments, a, e);
    if (rc == 0)
        rc = add_variations(r, &variations, a, e);
    if (rc == 0)
        rc = add_clawbacks(r, &clawbacks, a, e);
    if (rc == 0) {
        print_award(&r->row, a);
        cl_row_number(&r->row, "version", a->version);
        cl_row_money(&r->row, "original", cl_known(a->original), a->currency);
        cl_row_id(&r->row, "decision", "DEC", a->decision);
        cl_row_json(&r->row, "shares", cl_text_view(&shares));
        cl_row_json(&r->row, "instalments", cl_text_view(&instalments));
        cl_row_text(&r->row, "offer_digest", a->offer_digest);
        cl_row_id(&r->row, "payee", "PYE", a->payee);
        cl_row_json(&r->row, "variations", cl_text_view(&variations));
        cl_row_json(&r->row, "clawbacks", cl_text_view(&clawbacks));
        rc = cl_recording_send(r, e);
    }
    cl_text_clear(&shares);
    cl_text_clear(&instalments);
    cl_text_clear(&variations);
    cl_text_clear(&clawbacks);
    return rc;
}

static int show_one(cl_recording *r, cl_error *e)
{
    cl_award award;
    int rc;

    rc = cl_recording_get(r, &award, &cl_table_award, "award", e);
    if (rc == 0)
        rc = show(r, &award, e);
    return rc;
}

static int run_show(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(show_one, session, arguments, sink, e);
}

static const cl_parameter show_parameters[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AWARD", "id (AWD-4)"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static int list(cl_recording *r, cl_error *e)
{
    cl_award *awards;
    int64_t application = 0;
    size_t count = 0;
    int rc;

    rc = cl_recording_id(r, &application, &cl_table_application, "application", e);
    if (rc == 0)
        rc = cl_award_list(&awards, &count, &r->arena, r->store, application, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        print_award(&r->row, &awards[i]);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter list_parameters[] = {
    {"application", CL_TAKES_ID, 0, "APPLICATION", "only of this application"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static int list_instalments(cl_recording *r, cl_error *e)
{
    cl_instalment *items;
    int64_t award = 0;
    size_t count = 0;
    int rc;

    rc = cl_recording_id(r, &award, &cl_table_award, "award", e);
    if (rc == 0)
        rc = cl_instalment_list(&items, &count, &r->arena, r->store, award, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        print_instalment(&r->row, &items[i]);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int run_instalments(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                           cl_error *e)
{
    return cl_recording_run(list_instalments, session, arguments, sink, e);
}

static const cl_parameter instalment_parameters[] = {
    {"award", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "AWARD", "only of this award"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_award_verbs[] = {
    {.name = "award list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists awards.",
     .example = "clachan award list"},
    {.name = "award show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Shows an award: its lines and its instalments.",
     .example = "clachan award show AWD-1"},
    {.name = "instalment list",
     .run = run_instalments,
     .needs = CL_NEEDS_STORE,
     .parameters = instalment_parameters,
     .brief = "Lists instalments in the order in which they are paid.",
     .example = "clachan instalment list AWD-1"},
    {.name = NULL},
};
