/* SPDX-License-Identifier: MIT
 *
 * Tallies on paper.
 */
#include "compare_print.h"

#include <stdio.h>
#include <string.h>

#include "row.h"
#include "utf8.h"
#include "wrap.h"

enum { WIDTH = 80, NAME = 28, COLUMN = 12, INDENT = 2 };

static const char *verdict_name(size_t verdict)
{
    return verdict == CL_COMPARE_REFUSED ? "refused" : cl_verdict_name((cl_verdict)verdict);
}

static void spaces(cl_text *out, size_t count)
{
    while (count-- > 0)
        cl_text_add_char(out, ' ');
}

static void left(cl_text *out, const char *text, size_t columns)
{
    size_t used = cl_utf8_columns(cl_view_of(text));

    cl_text_add_string(out, text);
    spaces(out, used < columns ? columns - used : 1);
}

static void right(cl_text *out, const char *text, size_t columns)
{
    size_t used = cl_utf8_columns(cl_view_of(text));

    spaces(out, used < columns ? columns - used : 1);
    cl_text_add_string(out, text);
}

static void right_number(cl_text *out, size_t number, size_t columns)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", number);
    right(out, text, columns);
}

static cl_money money_in(int64_t minor, const char *currency)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, currency, sizeof money.currency);
    return money;
}

static void print_money(cl_text *out, int64_t minor, const char *currency)
{
    cl_money_print_human(out, money_in(minor, currency));
}

/* "£500.00 more", "£500.00 less", "the same". */
static void print_change(cl_text *out, int64_t change, const char *currency)
{
    if (change == 0) {
        cl_text_add_string(out, "the same");
        return;
    }
    print_money(out, change < 0 ? -change : change, currency);
    cl_text_add_string(out, change < 0 ? " less" : " more");
}

/* ---- the parts of the page ---- */

static bool is_used(const cl_tally *tally, size_t verdict)
{
    for (size_t i = 0; i < CL_COMPARE_VERDICTS; i++)
        if (tally->matrix[verdict][i] > 0 || tally->matrix[i][verdict] > 0)
            return true;
    return false;
}

/* A row for each verdict before, a column for each after; what nobody got is left out. */
static void print_matrix(cl_text *out, const cl_tally *tally)
{
    left(out, "before \\ after", NAME);
    for (size_t after = 0; after < CL_COMPARE_VERDICTS; after++)
        if (is_used(tally, after))
            right(out, verdict_name(after), strlen(verdict_name(after)) + 2);
    cl_text_add_char(out, '\n');
    for (size_t before = 0; before < CL_COMPARE_VERDICTS; before++) {
        if (!is_used(tally, before))
            continue;
        spaces(out, INDENT);
        left(out, verdict_name(before), NAME - INDENT);
        for (size_t after = 0; after < CL_COMPARE_VERDICTS; after++)
            if (is_used(tally, after))
                right_number(out, tally->matrix[before][after], strlen(verdict_name(after)) + 2);
        cl_text_add_char(out, '\n');
    }
}

static void print_rules(cl_text *out, const cl_tally *tally)
{
    if (tally->rules.count > 0)
        cl_text_add_string(out, "Because of\n");
    for (size_t i = 0; i < tally->rules.count; i++) {
        const cl_tally_rule *rule = cl_vec_at(&tally->rules, i);
        cl_text line = CL_TEXT_INIT;

        cl_text_format(&line, "%zu: %s %s (first %s)", rule->count, rule->id,
                       rule->after ? "is not met any more" : "is in the way no longer",
                       rule->first);
        cl_wrap(out, INDENT, INDENT + 4, WIDTH, line.at == NULL ? "" : line.at);
        if (line.failed != 0)
            out->failed = line.failed;
        cl_text_clear(&line);
    }
}

static void print_open(cl_text *out, const cl_tally *tally)
{
    if (tally->open_before + tally->open_after == 0)
        return;
    cl_text_format(out, "  not counted, since the grant is not known: %zu before, %zu after\n",
                   tally->open_before, tally->open_after);
}

static void print_budget(cl_text *out, const cl_compare_heading *heading, const char *when,
                         int64_t total)
{
    int64_t rest = heading->budget.minor - total;

    cl_text_format(out, "  budget ");
    cl_money_print_human(out, heading->budget);
    cl_text_format(out, ", %s: ", when);
    print_money(out, rest < 0 ? -rest : rest, heading->budget.currency);
    cl_text_add_string(out, rest < 0 ? " short\n" : " left\n");
}

static void print_totals(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading)
{
    cl_text_add_string(out, "Grants of what is eligible\n");
    for (size_t i = 0; i < tally->money.count; i++) {
        const cl_tally_money *money = cl_vec_at(&tally->money, i);

        cl_text_add_string(out, "  before ");
        print_money(out, money->before, money->currency);
        cl_text_add_string(out, ", after ");
        print_money(out, money->after, money->currency);
        cl_text_add_string(out, ": ");
        print_change(out, money->after - money->before, money->currency);
        cl_text_add_char(out, '\n');
        if (heading->has_budget && strcmp(money->currency, heading->budget.currency) == 0) {
            print_budget(out, heading, "before", money->before);
            print_budget(out, heading, "after", money->after);
        }
    }
    print_open(out, tally);
}

static void print_result(cl_text *out, const cl_compared *result)
{
    if (result->verdict != CL_VERDICT_ELIGIBLE)
        cl_text_add_string(out, verdict_name(result->verdict));
    else if (result->known)
        print_money(out, result->grant, result->currency);
    else
        cl_text_add_string(out, "not known");
}

static void print_changes(cl_text *out, const cl_tally *tally)
{
    if (tally->changes.count > 0)
        cl_text_add_string(out, "Largest changes\n");
    for (size_t i = 0; i < tally->changes.count; i++) {
        const cl_tally_change *change = cl_vec_at(&tally->changes, i);

        cl_text_format(out, "  %s: ", change->name);
        print_result(out, &change->before);
        cl_text_add_string(out, " → ");
        print_result(out, &change->after);
        cl_text_add_string(out, ", ");
        print_change(out, change->change,
                     change->after.currency[0] != '\0' ? change->after.currency
                                                       : change->before.currency);
        cl_text_add_char(out, '\n');
    }
}

static void print_groups(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading)
{
    if (heading->group_by != NULL)
        cl_text_format(out, "By %s\n", heading->group_by);
    for (size_t i = 0; i < tally->groups.count; i++) {
        const cl_tally_group *group = cl_vec_at(&tally->groups, i);
        int64_t change = group->money.after - group->money.before;

        cl_text_format(out, "  %s: %zu, eligible %zu → %zu, ", group->name, group->count,
                       group->before, group->after);
        print_money(out, group->money.before, group->money.currency);
        cl_text_add_string(out, " → ");
        print_money(out, group->money.after, group->money.currency);
        cl_text_add_string(out, ", ");
        print_change(out, change, group->money.currency);
        cl_text_add_char(out, '\n');
    }
}

static void print_moved(cl_text *out, const cl_tally *tally)
{
    if (tally->moved > 0)
        cl_text_format(out, "%zu asked about the nearest day on which the edition is in force\n",
                       tally->moved);
}

int cl_compare_print_text(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading)
{
    cl_text line = CL_TEXT_INIT;

    cl_text_format(&line, "%zu applications: %s, then %s", tally->count, heading->before,
                   heading->after);
    cl_wrap(out, 0, 4, WIDTH, line.at == NULL ? "" : line.at);
    if (line.failed != 0)
        out->failed = line.failed;
    cl_text_clear(&line);
    cl_text_format(out, "%zu of them change\n", tally->changed);
    print_matrix(out, tally);
    print_rules(out, tally);
    print_totals(out, tally, heading);
    print_changes(out, tally);
    print_groups(out, tally, heading);
    print_moved(out, tally);
    return out->failed;
}

/* ---- JSON ---- */

static void json_text(cl_text *out, const char *name, const char *value)
{
    cl_text_format(out, ", \"%s\": ", name);
    cl_text_add_json(out, cl_view_of(value));
}

static void json_money(cl_text *out, const char *name, int64_t minor, const char *currency)
{
    cl_text_format(out, ", \"%s\": ", name);
    cl_money_print_json(out, money_in(minor, currency));
}

static void json_matrix(cl_text *out, const cl_tally *tally)
{
    cl_text_add_string(out, ", \"verdicts\": {");
    for (size_t before = 0; before < CL_COMPARE_VERDICTS; before++) {
        cl_text_format(out, "%s\"%s\": {", before == 0 ? "" : ", ", verdict_name(before));
        for (size_t after = 0; after < CL_COMPARE_VERDICTS; after++)
            cl_text_format(out, "%s\"%s\": %zu", after == 0 ? "" : ", ", verdict_name(after),
                           tally->matrix[before][after]);
        cl_text_add_char(out, '}');
    }
    cl_text_add_char(out, '}');
}

static void json_rules(cl_text *out, const cl_tally *tally)
{
    cl_text_add_string(out, ", \"rules\": [");
    for (size_t i = 0; i < tally->rules.count; i++) {
        const cl_tally_rule *rule = cl_vec_at(&tally->rules, i);

        cl_text_format(out, "%s{\"count\": %zu", i == 0 ? "" : ", ", rule->count);
        json_text(out, "rule", rule->id);
        json_text(out, "against", rule->after ? "after" : "before");
        json_text(out, "first", rule->first);
        cl_text_add_char(out, '}');
    }
    cl_text_add_char(out, ']');
}

static void json_totals(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading)
{
    cl_text_add_string(out, ", \"totals\": [");
    for (size_t i = 0; i < tally->money.count; i++) {
        const cl_tally_money *money = cl_vec_at(&tally->money, i);

        cl_text_format(out, "%s{\"currency\": \"%s\"", i == 0 ? "" : ", ", money->currency);
        json_money(out, "before", money->before, money->currency);
        json_money(out, "after", money->after, money->currency);
        json_money(out, "change", money->after - money->before, money->currency);
        if (heading->has_budget && strcmp(money->currency, heading->budget.currency) == 0) {
            json_money(out, "budget_left_before", heading->budget.minor - money->before,
                       money->currency);
            json_money(out, "budget_left_after", heading->budget.minor - money->after,
                       money->currency);
        }
        cl_text_add_char(out, '}');
    }
    cl_text_format(out, "], \"not_known\": {\"before\": %zu, \"after\": %zu}", tally->open_before,
                   tally->open_after);
}

static void json_result(cl_text *out, const char *name, const cl_compared *result)
{
    cl_text_format(out, ", \"%s\": {\"verdict\": \"%s\", \"grant\": ", name,
                   verdict_name(result->verdict));
    if (result->known)
        cl_money_print_json(out, money_in(result->grant, result->currency));
    else
        cl_text_add_string(out, "null");
    cl_text_add_char(out, '}');
}

static void json_changes(cl_text *out, const cl_tally *tally)
{
    cl_text_add_string(out, ", \"largest\": [");
    for (size_t i = 0; i < tally->changes.count; i++) {
        const cl_tally_change *change = cl_vec_at(&tally->changes, i);

        cl_text_add_string(out, i == 0 ? "{\"subject\": " : ", {\"subject\": ");
        cl_text_add_json(out, cl_view_of(change->name));
        json_result(out, "before", &change->before);
        json_result(out, "after", &change->after);
        json_money(out, "change", change->change,
                   change->after.currency[0] != '\0' ? change->after.currency
                                                     : change->before.currency);
        cl_text_add_char(out, '}');
    }
    cl_text_add_char(out, ']');
}

static void json_groups(cl_text *out, const cl_tally *tally)
{
    cl_text_add_string(out, ", \"groups\": [");
    for (size_t i = 0; i < tally->groups.count; i++) {
        const cl_tally_group *group = cl_vec_at(&tally->groups, i);

        cl_text_add_string(out, i == 0 ? "{\"group\": " : ", {\"group\": ");
        cl_text_add_json(out, cl_view_of(group->name));
        cl_text_format(out, ", \"count\": %zu, \"eligible_before\": %zu, \"eligible_after\": %zu",
                       group->count, group->before, group->after);
        json_money(out, "before", group->money.before, group->money.currency);
        json_money(out, "after", group->money.after, group->money.currency);
        cl_text_add_char(out, '}');
    }
    cl_text_add_char(out, ']');
}

int cl_compare_print_json(cl_text *out, const cl_tally *tally, const cl_compare_heading *heading)
{
    cl_text_add_string(out, "{\"before\": ");
    cl_text_add_json(out, cl_view_of(heading->before));
    json_text(out, "after", heading->after);
    cl_text_format(out, ", \"applications\": %zu, \"changed\": %zu", tally->count, tally->changed);
    json_matrix(out, tally);
    json_rules(out, tally);
    json_totals(out, tally, heading);
    json_changes(out, tally);
    if (heading->group_by != NULL)
        json_groups(out, tally);
    cl_text_format(out, ", \"moved\": %zu, \"refused_after\": %zu}", tally->moved,
                   heading->refused_after);
    return out->failed;
}
