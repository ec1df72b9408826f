/* SPDX-License-Identifier: MIT
 *
 * A decision as JSON, in the key order of the contract.
 */
#include "decision.h"

#include <string.h>

const char *cl_verdict_name(cl_verdict verdict)
{
    static const char *const names[] = {"eligible", "ineligible", "undetermined",
                                        "needs-judgement"};

    return names[verdict];
}

const char *cl_outcome_name(cl_outcome outcome)
{
    static const char *const names[] = {"pass", "fail", "unknown", "waived", "judgement"};

    return names[outcome];
}

void cl_decision_clear(cl_decision *decision)
{
    cl_arena_clear(&decision->arena);
    memset(decision, 0, sizeof *decision);
}

/* Keys are ours and need no escaping. */
static void key_of(cl_text *out, const char *key)
{
    cl_text_add_char(out, '"');
    cl_text_add_string(out, key);
    cl_text_add_string(out, "\": ");
}

static void member(cl_text *out, const char *key, const char *value)
{
    key_of(out, key);
    if (value == NULL)
        cl_text_add_string(out, "null");
    else
        cl_text_add_json(out, cl_view_of(value));
}

static void strings(cl_text *out, const char *key, const cl_strings *items)
{
    key_of(out, key);
    cl_text_add_char(out, '[');
    for (size_t i = 0; i < items->count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        cl_text_add_json(out, cl_view_of(items->items[i]));
    }
    cl_text_add_char(out, ']');
}

static void between(cl_text *out, const char *key, const cl_amount *amount)
{
    cl_text_add_string(out, ", ");
    key_of(out, key);
    cl_text_add_char(out, '[');
    cl_money_print_json(out, amount->low);
    cl_text_add_string(out, ", ");
    cl_money_print_json(out, amount->high);
    cl_text_add_char(out, ']');
}

/* null when it cannot be known; its range, where there is one, follows under `range_key`. */
static void amount(cl_text *out, const char *key, const cl_amount *value, const char *range_key)
{
    key_of(out, key);
    if (value->known)
        cl_money_print_json(out, value->low);
    else
        cl_text_add_string(out, "null");
    if (value->has_range)
        between(out, range_key, value);
}

static void print_stages(cl_text *out, const cl_decision *decision)
{
    static const char *const names[CL_DECISION_STAGES] = {"form", "apply", "fund"};

    cl_text_add_string(out, "\"stages\": {");
    for (unsigned i = 0; i <= decision->last_stage; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        member(out, names[i], cl_verdict_name(decision->stages[i]));
    }
    cl_text_add_char(out, '}');
}

static void print_rule(cl_text *out, const cl_decided_rule *rule)
{
    cl_text_add_char(out, '{');
    member(out, "id", rule->id);
    cl_text_add_string(out, ", ");
    member(out, "stage", rule->stage);
    cl_text_add_string(out, ", ");
    member(out, "level", rule->level);
    cl_text_add_string(out, ", ");
    member(out, "verdict", cl_outcome_name(rule->outcome));
    cl_text_add_string(out, ", ");
    member(out, "title", rule->title);
    cl_text_add_string(out, ", ");
    strings(out, "cites", &rule->cites);
    cl_text_add_string(out, ", ");
    member(out, "because", rule->because);
    cl_text_add_string(out, ", ");
    strings(out, "missing", &rule->missing);
    if (rule->trial)
        cl_text_add_string(out, ", \"trial\": true");
    cl_text_add_char(out, '}');
}

static void print_part(cl_text *out, const cl_decided_part *part)
{
    cl_text_add_char(out, '{');
    member(out, "id", part->id);
    cl_text_add_string(out, ", ");
    member(out, "title", part->title);
    cl_text_add_string(out, ", ");
    amount(out, "amount", &part->amount, "amount_between");
    cl_text_add_string(out, ", ");
    strings(out, "cites", &part->cites);
    cl_text_add_string(out, ", ");
    member(out, "because", part->because);
    cl_text_add_char(out, '}');
}

static void print_line(cl_text *out, const cl_decided_line *line)
{
    cl_text_add_char(out, '{');
    member(out, "id", line->id);
    cl_text_add_string(out, ", ");
    member(out, "title", line->title);
    cl_text_add_string(out, ", ");
    amount(out, "amount", &line->amount, "amount_between");
    cl_text_add_string(out, ", ");
    strings(out, "cites", &line->cites);
    cl_text_add_string(out, ", ");
    member(out, "because", line->because);
    cl_text_add_string(out, ", \"parts\": [");
    for (size_t i = 0; i < line->part_count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        print_part(out, &line->parts[i]);
    }
    cl_text_add_string(out, "]}");
}

static void print_instalment(cl_text *out, const cl_decided_instalment *instalment)
{
    cl_text_add_char(out, '{');
    member(out, "id", instalment->id);
    cl_text_add_string(out, ", ");
    member(out, "when", instalment->when);
    cl_text_add_string(out, ", \"amount\": ");
    cl_money_print_json(out, instalment->amount);
    cl_text_add_char(out, '}');
}

static void print_round(cl_text *out, const cl_decision *decision)
{
    cl_text_add_string(out, "\"round\": ");
    if (!decision->has_round) {
        cl_text_add_string(out, "null");
        return;
    }
    cl_text_add_string(out, "{\"deadline\": ");
    if (decision->has_deadline) {
        cl_text_add_char(out, '"');
        cl_date_print(out, decision->deadline);
        cl_text_add_char(out, '"');
    } else {
        cl_text_add_string(out, "null"); /* a round on a day that no source gives */
    }
    cl_text_add_char(out, '}');
}

static void print_head(cl_text *out, const cl_decision *decision)
{
    cl_text_add_char(out, '{');
    member(out, "programme", decision->programme);
    cl_text_add_string(out, ", ");
    member(out, "edition", decision->edition);
    cl_text_add_string(out, ", ");
    member(out, "digest", decision->digest);
    cl_text_add_string(out, ", \"date\": \"");
    cl_date_print(out, decision->date);
    cl_text_add_string(out, "\", ");
    member(out, "verdict", cl_verdict_name(decision->verdict));
    cl_text_add_string(out, ", ");
    print_stages(out, decision);
}

static void print_lists(cl_text *out, const cl_decision *decision)
{
    cl_text_add_string(out, ", \"rules\": [");
    for (size_t i = 0; i < decision->rule_count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        print_rule(out, &decision->rules[i]);
    }
    cl_text_add_string(out, "], ");
    strings(out, "missing", &decision->missing);
    cl_text_add_string(out, ", \"lines\": [");
    for (size_t i = 0; i < decision->line_count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        print_line(out, &decision->lines[i]);
    }
    cl_text_add_string(out, "], ");
    amount(out, "grant", &decision->grant, "grant_between");
    cl_text_add_string(out, ", \"instalments\": [");
    for (size_t i = 0; i < decision->instalment_count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        print_instalment(out, &decision->instalments[i]);
    }
    cl_text_add_string(out, "], ");
}

int cl_decision_print_json(cl_text *out, const cl_decision *decision)
{
    print_head(out, decision);
    print_lists(out, decision);
    print_round(out, decision);
    cl_text_add_string(out, ", ");
    member(out, "level", decision->level);
    cl_text_add_string(out, ", \"assumed\": {");
    for (size_t i = 0; i < decision->assumed_count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        cl_text_add_json(out, cl_view_of(decision->assumed[i].name));
        cl_text_add_string(out, ": ");
        cl_text_add_json(out, cl_view_of(decision->assumed[i].value));
    }
    return cl_text_add_string(out, "}}");
}
