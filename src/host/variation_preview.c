/* SPDX-License-Identifier: MIT
 *
 * The preview of a variation: what the award is and what it would be, as JSON that is kept, and as
 * a page for people. Only what differs is shown.
 */
#include <stdio.h>
#include <string.h>

#include "money.h"
#include "row.h"
#include "variation.h"

static void append(cl_text *list, cl_text *one)
{
    cl_text_format(list, "%s%s}", list->length > 1 ? ", " : "", one->at == NULL ? "{" : one->at);
    cl_text_reset(one);
}

static void add_word(cl_text *list, cl_view word)
{
    cl_text_add_string(list, list->length > 1 ? ", " : "");
    cl_text_add_json(list, word);
}

static void end_list(cl_text *row, const char *name, cl_text *list)
{
    cl_text_add_char(list, ']');
    cl_row_json(row, name, cl_text_view(list));
    cl_text_reset(list);
}

/* ---- JSON ---- */

static void print_amount(cl_text *row, const cl_variation_plan *plan)
{
    cl_view currency = plan->award.currency;
    cl_text pair = CL_TEXT_INIT;

    cl_row_money(&pair, "before", cl_known(plan->award.amount), currency);
    cl_row_money(&pair, "after", cl_known(plan->after.amount), currency);
    cl_text_add_char(&pair, '}');
    cl_row_json(row, "amount", cl_text_view(&pair));
    cl_text_clear(&pair);
}

static void print_shares(cl_text *row, const cl_variation_plan *plan, cl_text *list, cl_text *one)
{
    cl_text_add_char(list, '[');
    for (size_t i = 0; i < plan->share_count; i++) {
        const cl_planned_share *share = &plan->shares[i];

        if (share->after == share->row.amount)
            continue;
        cl_row_text(one, "line", share->row.line);
        cl_row_id(one, "school", "SCH", share->row.school);
        cl_row_money(one, "before", cl_known(share->row.amount), plan->award.currency);
        cl_row_money(one, "after", cl_known(share->after), plan->award.currency);
        append(list, one);
    }
    end_list(row, "shares", list);
}

static void print_instalments(cl_text *row, const cl_variation_plan *plan, cl_text *list,
                              cl_text *one)
{
    cl_text_add_char(list, '[');
    for (size_t i = 0; i < plan->instalment_count; i++) {
        const cl_planned_instalment *each = &plan->instalments[i];

        if (each->after == each->row.amount)
            continue;
        cl_row_id(one, "id", "INS", each->row.id);
        cl_row_text(one, "name", each->row.name);
        cl_row_text(one, "when", each->row.due_when);
        cl_row_money(one, "before", cl_known(each->row.amount), each->row.currency);
        cl_row_money(one, "after", cl_known(each->after), each->row.currency);
        append(list, one);
    }
    end_list(row, "instalments", list);
}

static void print_day(cl_text *list, cl_text *one, const char *field, cl_maybe before,
                      cl_maybe after)
{
    if (before.known == after.known && (!before.known || before.value == after.value))
        return;
    cl_row_text(one, "field", cl_view_of(field));
    cl_row_day(one, "before", before);
    cl_row_day(one, "after", after);
    append(list, one);
}

static void print_dates(cl_text *row, const cl_variation_plan *plan, cl_text *list, cl_text *one)
{
    cl_text name = CL_TEXT_INIT;

    cl_text_add_char(list, '[');
    print_day(list, one, "starts", plan->award.starts, plan->after.starts);
    print_day(list, one, "ends", plan->award.ends, plan->after.ends);
    for (size_t i = 0; i < plan->report_count; i++) {
        cl_text_reset(&name);
        cl_text_format(&name, "RPT-%lld due", (long long)plan->reports[i].row.id);
        print_day(list, one, name.at, plan->reports[i].row.due, plan->reports[i].due);
    }
    cl_text_clear(&name);
    end_list(row, "dates", list);
}

static void print_strings(cl_text *row, const char *name, const cl_vec *strings, cl_text *list)
{
    cl_text_add_char(list, '[');
    for (size_t i = 0; i < strings->count; i++)
        add_word(list, cl_view_of(*(const char **)cl_vec_at(strings, i)));
    end_list(row, name, list);
}

/* What an applied variation touches: others that touch the same are superseded by it. */
static void print_fields(cl_text *row, const cl_variation_plan *plan, cl_text *list)
{
    cl_text name = CL_TEXT_INIT;

    cl_text_add_char(list, '[');
    if (plan->kind->event != NULL)
        add_word(list, CL_VIEW("state"));
    if (plan->patch.starts.known || plan->patch.ends.known)
        add_word(list, CL_VIEW("dates"));
    if (plan->dossier.length > 0)
        add_word(list, CL_VIEW("dossier"));
    if (plan->after.payee != plan->award.payee)
        add_word(list, CL_VIEW("payee"));
    for (size_t i = 0; i < plan->share_count; i++) {
        const cl_planned_share *share = &plan->shares[i];

        if (share->after == share->row.amount)
            continue;
        cl_text_reset(&name);
        cl_text_format(&name, "%.*s/SCH-%lld", (int)share->row.line.length, share->row.line.at,
                       (long long)share->row.school);
        add_word(list, cl_text_view(&name));
    }
    cl_text_clear(&name);
    end_list(row, "fields", list);
}

static void print_row(cl_text *row, const cl_variation_plan *plan)
{
    cl_text list = CL_TEXT_INIT, one = CL_TEXT_INIT;

    print_amount(row, plan);
    print_shares(row, plan, &list, &one);
    print_instalments(row, plan, &list, &one);
    print_dates(row, plan, &list, &one);
    cl_row_text(row, "verdict_before", cl_view_of(plan->verdict_before));
    cl_row_text(row, "verdict", cl_view_of(plan->verdict_after));
    cl_row_money(row, "granted", plan->granted, plan->award.currency);
    cl_row_yesno(row, "over", plan->over);
    print_strings(row, "fails", &plan->fails, &list);
    print_strings(row, "wrong", &plan->wrong, &list);
    cl_row_yesno(row, "lead_signs", plan->lead);
    print_fields(row, plan, &list);
    cl_text_add_char(row, '}');
    if (row->failed == 0 && (list.failed != 0 || one.failed != 0))
        row->failed = CL_E_MEMORY;
    cl_text_clear(&list);
    cl_text_clear(&one);
}

int cl_variation_preview(cl_variation_plan *plan, cl_error *e)
{
    cl_text_reset(&plan->preview);
    print_row(&plan->preview, plan);
    memcpy(plan->digest, "sha256:", 7);
    cl_digest_hex(cl_text_view(&plan->preview), plan->digest + 7);
    return cl_text_check(&plan->preview, e);
}

/* ---- for people ---- */

static void print_money(cl_text *out, int64_t minor, cl_view currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency.at, currency.length < 3 ? currency.length : 3);
    cl_money_print_human(out, money);
}

static void print_change(cl_text *out, int64_t before, int64_t after, cl_view currency)
{
    print_money(out, before, currency);
    cl_text_add_string(out, " → ");
    print_money(out, after, currency);
    cl_text_add_char(out, '\n');
}

static void print_day_for_people(cl_text *out, const char *name, cl_maybe before, cl_maybe after)
{
    char was[11] = "-", is[11] = "-";

    if (before.known == after.known && (!before.known || before.value == after.value))
        return;
    if (before.known)
        cl_date_format((cl_date)before.value, was);
    if (after.known)
        cl_date_format((cl_date)after.value, is);
    cl_text_format(out, "  %-18s %s → %s\n", name, was, is);
}

static void print_money_for_people(cl_text *out, const cl_variation_plan *plan)
{
    if (plan->after.amount != plan->award.amount) {
        cl_text_format(out, "  %-18s ", "amount");
        print_change(out, plan->award.amount, plan->after.amount, plan->award.currency);
    }
    for (size_t i = 0; i < plan->share_count; i++) {
        const cl_planned_share *share = &plan->shares[i];
        char school[32] = "";

        if (share->after == share->row.amount)
            continue;
        if (share->row.school != 0)
            (void)snprintf(school, sizeof school, "SCH-%lld", (long long)share->row.school);
        cl_text_format(out, "  %-10.*s %-7s ", (int)share->row.line.length, share->row.line.at,
                       school);
        print_change(out, share->row.amount, share->after, plan->award.currency);
    }
    for (size_t i = 0; i < plan->instalment_count; i++) {
        const cl_planned_instalment *each = &plan->instalments[i];
        char id[32] = "new";

        if (each->after == each->row.amount)
            continue;
        if (each->row.id != 0)
            (void)snprintf(id, sizeof id, "INS-%lld", (long long)each->row.id);
        cl_text_format(out, "  %-7s %-10.*s ", id, (int)each->row.name.length, each->row.name.at);
        print_change(out, each->row.amount, each->after, each->row.currency);
    }
}

static void print_rules_for_people(cl_text *out, const cl_variation_plan *plan)
{
    if (plan->verdict_after != NULL) {
        cl_text_format(out, "  %-18s %s%s", "edition", plan->verdict_after,
                       strcmp(plan->verdict_after, plan->verdict_before) == 0 ? ", as before" : "");
        if (plan->granted.known) {
            cl_text_add_string(out, ", grants ");
            print_money(out, plan->granted.value, plan->award.currency);
        }
        cl_text_add_char(out, '\n');
    }
    for (size_t i = 0; i < plan->fails.count; i++)
        cl_text_format(out, "  fails              %s\n",
                       *(const char **)cl_vec_at(&plan->fails, i));
    if (plan->over)
        cl_text_add_string(out, "  over               it is more than the edition grants\n");
    for (size_t i = 0; i < plan->wrong.count; i++)
        cl_text_format(out, "  impossible         %s\n",
                       *(const char **)cl_vec_at(&plan->wrong, i));
    if (plan->lead)
        cl_text_add_string(out, "  signature          the head of the lead school signs\n");
}

void cl_variation_plan_print(cl_text *out, const cl_variation_plan *plan)
{
    char name[40];

    print_money_for_people(out, plan);
    print_day_for_people(out, "starts", plan->award.starts, plan->after.starts);
    print_day_for_people(out, "ends", plan->award.ends, plan->after.ends);
    for (size_t i = 0; i < plan->report_count; i++) {
        (void)snprintf(name, sizeof name, "RPT-%lld due", (long long)plan->reports[i].row.id);
        print_day_for_people(out, name, plan->reports[i].row.due, plan->reports[i].due);
    }
    if (plan->after.payee != plan->award.payee)
        cl_text_format(out, "  %-18s PYE-%lld → PYE-%lld\n", "payee", (long long)plan->award.payee,
                       (long long)plan->after.payee);
    if (plan->kind->event != NULL)
        cl_text_format(out, "  %-18s %s\n", "award", plan->kind->about);
    print_rules_for_people(out, plan);
}
