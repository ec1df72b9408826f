/* SPDX-License-Identifier: MIT
 *
 * A decision as a page for people: what was decided first, then why, then the money, then what is
 * missing, and at the end what the cited clauses say and where.
 */
#include <string.h>

#include "decision.h"
#include "utf8.h"
#include "wrap.h"

typedef struct page {
    cl_text *out;
    const cl_decision *decision;
    size_t width;
    size_t parts, lines; /* columns at which the amounts of parts and of lines end */
} page;

/* ---- layout ---- */

static void spaces(cl_text *out, size_t count)
{
    while (count-- > 0)
        cl_text_add_char(out, ' ');
}

static void pad(cl_text *out, cl_view text, size_t columns)
{
    size_t used = cl_utf8_columns(text);

    cl_text_add_view(out, text);
    spaces(out, used < columns ? columns - used : 1);
}

static void wrapped(page *p, size_t indent, const char *text)
{
    cl_wrap(p->out, indent, indent, p->width, text);
}

static void heading(page *p, const char *text)
{
    cl_text_format(p->out, "\n%s\n", text);
}

static void print_amount(cl_text *out, const cl_amount *amount)
{
    if (amount->known) {
        cl_money_print_human(out, amount->low);
    } else if (amount->has_range) {
        cl_text_add_string(out, "between ");
        cl_money_print_human(out, amount->low);
        cl_text_add_string(out, " and ");
        cl_money_print_human(out, amount->high);
    } else {
        cl_text_add_string(out, "not known");
    }
}

static void print_cites(cl_text *out, const cl_strings *cites)
{
    if (cites->count == 0)
        return;
    cl_text_add_string(out, " [");
    for (size_t i = 0; i < cites->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : " ", cites->items[i]);
    cl_text_add_char(out, ']');
}

/* ---- head ---- */

static const char *verdict_words(cl_verdict verdict)
{
    static const char *const words[] = {"ELIGIBLE", "NOT ELIGIBLE", "CANNOT BE DECIDED YET",
                                        "A PERSON MUST JUDGE"};

    return words[verdict];
}

static void print_verdict(page *p)
{
    const cl_decision *d = p->decision;

    cl_text_format(p->out, "%s", verdict_words(d->verdict));
    if (d->level != NULL)
        cl_text_format(p->out, ": level %s", d->level);
    if (d->line_count > 0 || !d->grant.known || d->grant.low.minor != 0) {
        cl_text_add_string(p->out, d->verdict == CL_VERDICT_INELIGIBLE
                                       ? "; what was asked comes to "
                                   : d->grant.known     ? ": a grant of "
                                   : d->grant.has_range ? ": the grant lies "
                                                        : ": the grant is ");
        print_amount(p->out, &d->grant);
    }
    cl_text_add_char(p->out, '\n');
}

static void print_head(page *p)
{
    const cl_decision *d = p->decision;

    cl_text_format(p->out, "%s\n%s@%s, decided for ", d->title, d->programme, d->edition);
    cl_date_print_human(p->out, d->date);
    cl_text_add_string(p->out, "\n\n");
    print_verdict(p);
    if (d->has_round && d->has_deadline) {
        cl_text_add_string(p->out, "Round: applications by ");
        cl_date_print_human(p->out, d->deadline);
        cl_text_add_char(p->out, '\n');
    } else if (d->has_round) {
        cl_text_add_string(p->out, "Round: open; its deadline is in no source\n");
    }
    for (size_t i = 0; i < d->assumed_count; i++)
        cl_text_format(p->out, "%s%s = %s", i == 0 ? "WHAT IF: assumed " : ", ", d->assumed[i].name,
                       d->assumed[i].value);
    if (d->assumed_count > 0)
        cl_text_add_char(p->out, '\n');
}

/* ---- rules ---- */

static const char *outcome_words(const cl_decided_rule *rule)
{
    bool advisory = strcmp(rule->level, "advisory") == 0;

    switch (rule->outcome) {
    case CL_OUTCOME_PASS:
        return "ok";
    case CL_OUTCOME_FAIL:
        return advisory ? "warning" : "NO";
    case CL_OUTCOME_UNKNOWN:
        return "unknown";
    case CL_OUTCOME_WAIVED:
        return "waived";
    case CL_OUTCOME_JUDGEMENT:
        return "judge";
    }
    return "";
}

static void print_rule(page *p, const cl_decided_rule *rule)
{
    cl_text_add_string(p->out, "  ");
    pad(p->out, cl_view_of(outcome_words(rule)), 9);
    cl_text_add_string(p->out, rule->title);
    print_cites(p->out, &rule->cites);
    if (rule->trial)
        cl_text_add_string(p->out, " (on trial, decides nothing)");
    cl_text_add_char(p->out, '\n');
    wrapped(p, 11, rule->because);
}

static void print_rules(page *p)
{
    static const char *const names[CL_DECISION_STAGES] = {"form", "apply", "fund"};
    static const char *const titles[CL_DECISION_STAGES] = {"Forming the cluster or project",
                                                           "Applying", "Funding"};

    for (unsigned stage = 0; stage <= p->decision->last_stage; stage++) {
        bool first = true;

        for (size_t i = 0; i < p->decision->rule_count; i++) {
            const cl_decided_rule *rule = &p->decision->rules[i];

            if (strcmp(rule->stage, names[stage]) != 0)
                continue;
            if (first)
                cl_text_format(p->out, "\n%s: %s\n", titles[stage],
                               cl_verdict_name(p->decision->stages[stage]));
            first = false;
            print_rule(p, rule);
        }
    }
}

/* ---- money ---- */

static void amount_row(page *p, size_t indent, const char *title, const cl_amount *amount,
                       size_t column)
{
    cl_text text = CL_TEXT_INIT;
    size_t used = indent + cl_utf8_columns(cl_view_of(title)), columns;

    print_amount(&text, amount);
    columns = cl_utf8_columns(cl_text_view(&text));
    spaces(p->out, indent);
    cl_text_add_string(p->out, title);
    spaces(p->out, used + columns < column ? column - used - columns : 2);
    cl_text_add_view(p->out, cl_text_view(&text));
    cl_text_clear(&text);
}

static void print_line(page *p, const cl_decided_line *line)
{
    amount_row(p, 2, line->title, &line->amount, p->lines);
    print_cites(p->out, &line->cites);
    cl_text_add_char(p->out, '\n');
    wrapped(p, 6, line->because);
    for (size_t i = 0; i < line->part_count; i++) {
        const cl_decided_part *part = &line->parts[i];

        amount_row(p, 6, part->title, &part->amount, p->parts);
        print_cites(p->out, &part->cites);
        cl_text_add_char(p->out, '\n');
        wrapped(p, 8, part->because);
    }
}

/* Amounts of parts stand in one column behind the longest title, those of lines in one further
 * right. */
static void set_columns(page *p)
{
    size_t longest = 20;

    for (size_t i = 0; i < p->decision->line_count; i++)
        for (size_t k = 0; k < p->decision->lines[i].part_count; k++) {
            size_t columns = cl_utf8_columns(cl_view_of(p->decision->lines[i].parts[k].title));

            if (columns > longest && columns <= 40)
                longest = columns;
        }
    p->parts = 6 + longest + 14;
    p->lines = p->parts + 14;
}

static void print_money(page *p)
{
    const cl_decision *d = p->decision;

    if (d->line_count == 0)
        return;
    heading(p, d->verdict == CL_VERDICT_INELIGIBLE ? "What was asked" : "Award");
    for (size_t i = 0; i < d->line_count; i++)
        print_line(p, &d->lines[i]);
    spaces(p->out, p->lines - 14);
    cl_text_add_string(p->out, "--------------\n");
    amount_row(p, 2, "Grant", &d->grant, p->lines);
    cl_text_add_char(p->out, '\n');
    if (d->instalment_count > 0)
        heading(p, "Instalments");
    for (size_t i = 0; i < d->instalment_count; i++) {
        cl_amount amount = {d->instalments[i].amount, d->instalments[i].amount, true, false};

        amount_row(p, 2, d->instalments[i].when, &amount, p->lines);
        print_cites(p->out, &d->instalments[i].cites);
        cl_text_add_char(p->out, '\n');
    }
}

/* ---- the rest ---- */

static void print_missing(page *p)
{
    if (p->decision->missing.count == 0)
        return;
    heading(p, "Not known, and still able to change this");
    for (size_t i = 0; i < p->decision->missing.count; i++)
        cl_text_format(p->out, "  %s\n", p->decision->missing.items[i]);
}

/* The id hangs before the text. */
static void print_clause(page *p, const cl_decided_clause *clause)
{
    cl_text text = CL_TEXT_INIT;
    page hanging = {&text, p->decision, p->width, 0, 0};

    wrapped(&hanging, 7, clause->sense);
    cl_text_add_string(p->out, "  ");
    pad(p->out, cl_view_of(clause->id), 5);
    if (text.length > 7)
        cl_text_add(p->out, text.at + 7, text.length - 7);
    else
        cl_text_add_char(p->out, '\n');
    cl_text_format(p->out, "       (%s%s%s)\n", clause->source, *clause->place == '\0' ? "" : ", ",
                   clause->place);
    cl_text_clear(&text);
}

static void print_clauses(page *p)
{
    if (p->decision->clause_count == 0)
        return;
    heading(p, "Clauses");
    for (size_t i = 0; i < p->decision->clause_count; i++)
        print_clause(p, &p->decision->clauses[i]);
}

int cl_decision_print_text(cl_text *out, const cl_decision *decision, unsigned width)
{
    page p = {out, decision, width == 0 ? 80 : width, 0, 0};

    set_columns(&p);
    print_head(&p);
    print_rules(&p);
    print_money(&p);
    print_missing(&p);
    print_clauses(&p);
    return out->failed;
}

/* ---- what differs ---- */

static const cl_decided_rule *rule_of(const cl_decision *decision, const char *id)
{
    for (size_t i = 0; i < decision->rule_count; i++)
        if (strcmp(decision->rules[i].id, id) == 0)
            return &decision->rules[i];
    return NULL;
}

static const cl_decided_line *line_of(const cl_decision *decision, const char *id)
{
    for (size_t i = 0; i < decision->line_count; i++)
        if (strcmp(decision->lines[i].id, id) == 0)
            return &decision->lines[i];
    return NULL;
}

static void name_of(cl_text *out, const cl_decision *decision)
{
    cl_text_format(out, "%s@%s", decision->programme, decision->edition);
}

static void only_in(cl_text *out, const char *what, const char *title, const cl_decision *decision)
{
    cl_text_format(out, "%s only in ", what);
    name_of(out, decision);
    cl_text_format(out, ": %s\n", title);
}

static void compare_rules(cl_text *out, const cl_decision *a, const cl_decision *b)
{
    for (size_t i = 0; i < a->rule_count; i++) {
        const cl_decided_rule *mine = &a->rules[i], *theirs = rule_of(b, mine->id);

        if (theirs == NULL)
            only_in(out, "rule", mine->title, a);
        else if (theirs->outcome != mine->outcome)
            cl_text_format(out, "rule '%s': %s → %s; %s → %s\n", mine->id,
                           cl_outcome_name(mine->outcome), cl_outcome_name(theirs->outcome),
                           mine->because, theirs->because);
        else if (strcmp(theirs->level, mine->level) != 0)
            cl_text_format(out, "rule '%s': %s → %s\n", mine->id, mine->level, theirs->level);
    }
    for (size_t i = 0; i < b->rule_count; i++)
        if (rule_of(a, b->rules[i].id) == NULL)
            only_in(out, "rule", b->rules[i].title, b);
}

static bool same_amount(const cl_amount *a, const cl_amount *b)
{
    if (a->known != b->known || a->has_range != b->has_range)
        return false;
    if (!a->known && !a->has_range)
        return true;
    return a->low.minor == b->low.minor && a->high.minor == b->high.minor &&
           strcmp(a->low.currency, b->low.currency) == 0;
}

static void compare_amount(cl_text *out, const char *what, const cl_amount *a, const cl_amount *b)
{
    if (same_amount(a, b))
        return;
    cl_text_format(out, "%s: ", what);
    print_amount(out, a);
    cl_text_add_string(out, " → ");
    print_amount(out, b);
    cl_text_add_char(out, '\n');
}

static void compare_lines(cl_text *out, const cl_decision *a, const cl_decision *b)
{
    for (size_t i = 0; i < a->line_count; i++) {
        const cl_decided_line *theirs = line_of(b, a->lines[i].id);

        if (theirs == NULL)
            only_in(out, "line", a->lines[i].title, a);
        else
            compare_amount(out, a->lines[i].title, &a->lines[i].amount, &theirs->amount);
    }
    for (size_t i = 0; i < b->line_count; i++)
        if (line_of(a, b->lines[i].id) == NULL)
            only_in(out, "line", b->lines[i].title, b);
}

int cl_decision_print_difference(cl_text *out, const cl_decision *a, const cl_decision *b)
{
    if (a->verdict != b->verdict)
        cl_text_format(out, "verdict: %s → %s\n", cl_verdict_name(a->verdict),
                       cl_verdict_name(b->verdict));
    compare_rules(out, a, b);
    compare_lines(out, a, b);
    compare_amount(out, "grant", &a->grant, &b->grant);
    return out->failed;
}
