/* SPDX-License-Identifier: MIT
 *
 * Explanations of conditions: what was found, then what is needed. Amounts are in explain_amount.c.
 */
#include "explain.h"

#include <string.h>

#include "explain_parts.h"
#include "phrase.h"

static const cl_tree_node *node_at(const cl_evaluator *evaluator, cl_node node)
{
    return cl_tree_at(&evaluator->programme->tree, node);
}

static cl_node argument(const cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_tree_argument(&evaluator->programme->tree, node, i);
}

/* ---- values ---- */

static void explain_known(cl_text *out, cl_evaluator *evaluator, cl_node node, cl_range value)
{
    if (value.text != NULL)
        cl_text_add_plain(out, cl_view_of(value.text));
    else if (node_at(evaluator, node)->gives == CL_GIVES_RECORD)
        cl_dossier_record_name(out, evaluator->dossier, (uint32_t)value.low.num);
    else
        cl_phrase_value(out, evaluator->programme, node, value.low);
}

static bool has_order(const cl_tree_node *at)
{
    return at->gives == CL_GIVES_NUMBER || at->gives == CL_GIVES_MONEY ||
           at->gives == CL_GIVES_SHARE;
}

void cl_explain_value(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_range value = cl_eval_range(evaluator, node);

    if (value.state == CL_RANGE_KNOWN) {
        explain_known(out, evaluator, node, value);
    } else if (value.state == CL_RANGE_NONE) {
        cl_text_add_string(out, "none");
    } else if (has_order(at) && !value.no_low && !value.no_high) {
        cl_text_add_string(out, "between ");
        cl_phrase_value(out, evaluator->programme, node, value.low);
        cl_text_add_string(out, " and ");
        cl_phrase_value(out, evaluator->programme, node, value.high);
    } else {
        cl_text_add_string(out, "not known");
    }
}

/* ---- comparisons ---- */

static bool is_known_one(cl_range value)
{
    return value.state == CL_RANGE_KNOWN && value.low.num == 1 && value.low.den == 1;
}

/* "4 schools in the UK", "between 2 and 3 schools". */
void cl_explain_count(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_range value = cl_eval_range(evaluator, node);
    bool nothing = value.state == CL_RANGE_KNOWN && value.low.num == 0;

    if (nothing)
        cl_text_add_string(out, "no");
    else if (value.state == CL_RANGE_UNKNOWN && value.no_high)
        cl_text_add_string(out, "an unknown number of");
    else
        cl_explain_value(out, evaluator, node);
    cl_text_add_char(out, ' ');
    cl_phrase_list(out, evaluator->programme, argument(evaluator, node, 0), is_known_one(value));
}

/* The subject of a comparison with what was found. */
static void explain_found(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);

    if (at->op == CL_OP_COUNT) {
        cl_explain_count(out, evaluator, node);
        return;
    }
    if (at->op == CL_OP_DISTINCT) {
        cl_explain_value(out, evaluator, node);
        cl_text_add_string(out, " different ");
        cl_phrase(out, evaluator->programme, argument(evaluator, node, 1));
        cl_text_add_string(out, " among the ");
        cl_phrase_list(out, evaluator->programme, argument(evaluator, node, 0), false);
        return;
    }
    cl_phrase(out, evaluator->programme, node);
    if (at->op == CL_OP_LITERAL)
        return;
    cl_text_add_string(out, " is ");
    cl_explain_value(out, evaluator, node);
}

static const char *requirement(cl_op op)
{
    switch ((int)op) {
    case CL_OP_AT_LEAST:
        return "at least ";
    case CL_OP_AT_MOST:
        return "at most ";
    case CL_OP_MORE:
        return "more than ";
    case CL_OP_LESS:
        return "less than ";
    case CL_OP_NOT_EQUAL:
        return "anything but ";
    default:
        return "";
    }
}

static bool allows(cl_op op)
{
    return op == CL_OP_AT_MOST || op == CL_OP_LESS;
}

/* Against another count both numbers are shown: "2 schools in the UK; 3 overseas schools; …". */
static void explain_two_counts(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_explain_count(out, evaluator, argument(evaluator, node, 0));
    cl_text_add_string(out, "; ");
    cl_explain_count(out, evaluator, argument(evaluator, node, 1));
    switch ((int)node_at(evaluator, node)->op) {
    case CL_OP_EQUAL:
        cl_text_add_string(out, "; as many are needed");
        break;
    case CL_OP_NOT_EQUAL:
        cl_text_add_string(out, "; the numbers must differ");
        break;
    case CL_OP_AT_LEAST:
        cl_text_add_string(out, "; at least as many are needed");
        break;
    case CL_OP_AT_MOST:
        cl_text_add_string(out, "; at most as many are allowed");
        break;
    case CL_OP_MORE:
        cl_text_add_string(out, "; more are needed");
        break;
    default:
        cl_text_add_string(out, "; fewer are allowed");
        break;
    }
}

/* "20 April 2021; 21 June 2021 or earlier is needed". */
static void explain_day(cl_text *out, cl_evaluator *evaluator, cl_op op, cl_node day)
{
    if (op == CL_OP_MORE)
        cl_text_add_string(out, "a day after ");
    else if (op == CL_OP_LESS)
        cl_text_add_string(out, "a day before ");
    else if (op == CL_OP_NOT_EQUAL)
        cl_text_add_string(out, "any day but ");
    cl_explain_value(out, evaluator, day);
    if (op == CL_OP_AT_LEAST)
        cl_text_add_string(out, " or later");
    else if (op == CL_OP_AT_MOST)
        cl_text_add_string(out, " or earlier");
    cl_text_add_string(out, " is needed");
}

static void explain_compare(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_op op = (cl_op)node_at(evaluator, node)->op;
    cl_node a = argument(evaluator, node, 0), b = argument(evaluator, node, 1);
    bool counts = node_at(evaluator, a)->op == CL_OP_COUNT;
    bool many = counts && !is_known_one(cl_eval_range(evaluator, b));

    if (counts && node_at(evaluator, b)->op == CL_OP_COUNT) {
        explain_two_counts(out, evaluator, node);
        return;
    }
    explain_found(out, evaluator, a);
    cl_text_add_string(out, "; ");
    if (node_at(evaluator, b)->gives == CL_GIVES_DATE) {
        explain_day(out, evaluator, op, b);
        return;
    }
    cl_text_add_string(out, counts && op == CL_OP_EQUAL ? "exactly " : requirement(op));
    cl_explain_value(out, evaluator, b);
    cl_text_format(out, " %s %s", many ? "are" : "is", allows(op) ? "allowed" : "needed");
}

static void explain_between(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    explain_found(out, evaluator, argument(evaluator, node, 0));
    cl_text_add_string(out, "; between ");
    cl_explain_value(out, evaluator, argument(evaluator, node, 1));
    cl_text_add_string(out, " and ");
    cl_explain_value(out, evaluator, argument(evaluator, node, 2));
    cl_text_add_string(out, " is needed");
}

enum { WORDS_SHOWN = 8 };

static void explain_one_of(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    const cl_literals *set = cl_vec_at(&evaluator->programme->tree.sets, at->set);

    explain_found(out, evaluator, argument(evaluator, node, 0));
    cl_text_add_string(out, at->set != 0 && set->count == 1 ? "; " : "; one of ");
    if (at->set == 0)
        cl_phrase(out, evaluator->programme, argument(evaluator, node, 1));
    for (size_t i = 0; at->set != 0 && i < set->count && i < WORDS_SHOWN; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", set->words[i]);
    if (at->set != 0 && set->count > WORDS_SHOWN)
        cl_text_format(out, " and %zu more", set->count - WORDS_SHOWN);
    cl_text_add_string(out, " is needed");
}

/* ---- presence, yes or no, judgement ---- */

static void explain_presence(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_node of = argument(evaluator, node, 0);
    cl_truth truth = cl_eval_truth(evaluator, node);
    bool wanted = node_at(evaluator, node)->op == CL_OP_PRESENT;
    bool there = (truth == CL_TRUE) == wanted;

    if (truth == CL_UNSURE) {
        cl_text_add_string(out, "it is not known whether there is a ");
        cl_phrase(out, evaluator->programme, of);
    } else if (there) {
        cl_phrase(out, evaluator->programme, of);
        cl_text_add_string(out, ": ");
        if (node_at(evaluator, of)->gives == CL_GIVES_LIST)
            cl_text_add_string(out, "given");
        else
            cl_explain_value(out, evaluator, of);
    } else {
        cl_text_add_string(out, "there is no ");
        cl_phrase(out, evaluator->programme, of);
    }
    if (truth == CL_FALSE)
        cl_text_add_string(out, wanted ? "; one is needed" : "; there must be none");
}

static const char *truth_word(cl_truth truth)
{
    return truth == CL_TRUE ? "yes" : truth == CL_FALSE ? "no" : "not known";
}

static void explain_field(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    const cl_tree_node *of = node_at(evaluator, argument(evaluator, node, 0));
    const cl_field *field = cl_schema_field(&evaluator->programme->schema, of->type, at->index);
    cl_range value = cl_eval_range(evaluator, node);
    uint32_t record;

    cl_phrase(out, evaluator->programme, node);
    cl_text_add_string(out, ": ");
    if (field->kind != CL_FACT_JUDGEMENT) {
        cl_text_add_string(out, truth_word(cl_eval_truth(evaluator, node)));
    } else if (value.state != CL_RANGE_KNOWN) {
        cl_text_add_string(out, "waits for a person's judgement");
        if (field->question != NULL)
            cl_text_format(out, ": %s", field->question);
    } else if (cl_eval_record(evaluator, argument(evaluator, node, 0), &record) == CL_RANGE_KNOWN) {
        cl_dossier_fact_print(out, evaluator->dossier, record, at->index,
                              evaluator->programme->currency);
    }
}

static void explain_yes(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_truth truth = cl_eval_truth(evaluator, node);

    cl_explain_truth(out, evaluator, argument(evaluator, node, 0));
    if (truth == CL_FALSE)
        cl_text_format(out, "; %s is needed",
                       node_at(evaluator, node)->op == CL_OP_IS_FALSE ? "no" : "yes");
}

/* ---- combinations ---- */

static void explain_join(cl_text *out, cl_evaluator *evaluator, cl_node node, bool only_true)
{
    uint32_t count = node_at(evaluator, node)->argument_count;
    bool first = true;

    for (uint32_t i = 0; i < count; i++) {
        cl_node part = argument(evaluator, node, i);

        if (only_true && cl_eval_truth(evaluator, part) != CL_TRUE)
            continue;
        if (!first)
            cl_text_add_string(out, "; ");
        first = false;
        cl_explain_truth(out, evaluator, part);
    }
}

static void explain_any(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    bool holds = cl_eval_truth(evaluator, node) == CL_TRUE;

    if (!holds)
        cl_text_add_string(out, "one of these is needed: ");
    explain_join(out, evaluator, node, holds);
}

/* What follows says of each what it needs to hold, and none is to hold. */
static void explain_none(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    bool one = node_at(evaluator, node)->argument_count == 1;

    if (cl_eval_truth(evaluator, node) == CL_TRUE)
        cl_text_add_string(out, one ? "this does not hold: " : "none of these holds: ");
    else
        cl_text_add_string(out, one ? "this must not hold: " : "none of these may hold: ");
    explain_join(out, evaluator, node, false);
}

static void explain_at_least_of(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    uint32_t hold = 0;

    for (uint32_t i = 0; i < at->argument_count; i++)
        hold += cl_eval_truth(evaluator, argument(evaluator, node, i)) == CL_TRUE;
    cl_text_format(out, "%u of %u hold, at least %u are needed: ", hold, at->argument_count,
                   at->index);
    explain_join(out, evaluator, node, false);
}

static void explain_if_then(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    cl_truth guard = cl_eval_truth(evaluator, argument(evaluator, node, 0));

    if (guard != CL_TRUE) {
        cl_text_add_string(out, guard == CL_FALSE ? "does not apply: " : "may not apply: ");
        cl_explain_truth(out, evaluator, argument(evaluator, node, 0));
    }
    if (guard == CL_FALSE)
        return;
    if (guard != CL_TRUE)
        cl_text_add_string(out, "; ");
    cl_explain_truth(out, evaluator, argument(evaluator, node, 1));
}

/* ---- lists ---- */

enum { NAMES_SHOWN = 6 };

/* What a condition comes to for one member of a list. */
static cl_truth for_member(cl_evaluator *evaluator, cl_node node, const cl_members *members,
                           uint32_t i)
{
    const cl_tree_node *at = node_at(evaluator, node);
    uint32_t outer = evaluator->members[at->index];
    cl_truth in = cl_members_in(members, i), holds;

    evaluator->members[at->index] = members->first + i;
    holds = cl_eval_truth(evaluator, argument(evaluator, node, 1));
    evaluator->members[at->index] = outer;
    if (at->op == CL_OP_EVERY)
        return cl_truth_or(cl_truth_not(in), holds);
    return cl_truth_and(in, holds);
}

static uint32_t count_for(cl_evaluator *evaluator, cl_node node, const cl_members *members,
                          cl_truth wanted)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < members->count; i++)
        if (cl_members_in(members, i) != CL_FALSE)
            count += for_member(evaluator, node, members, i) == wanted;
    return count;
}

static void list_names(cl_text *out, cl_evaluator *evaluator, cl_node node,
                       const cl_members *members, cl_truth wanted)
{
    uint32_t shown = 0, all = 0;

    for (uint32_t i = 0; i < members->count; i++) {
        if (cl_members_in(members, i) == CL_FALSE ||
            for_member(evaluator, node, members, i) != wanted)
            continue;
        if (all++ >= NAMES_SHOWN)
            continue;
        cl_text_add_string(out, shown++ == 0 ? "" : ", ");
        cl_dossier_record_name(out, evaluator->dossier, members->first + i);
    }
    if (all > shown)
        cl_text_format(out, " and %u more", all - shown);
}

static void explain_members(cl_text *out, cl_evaluator *evaluator, cl_node node,
                            const cl_members *members, const char *before, cl_truth wanted,
                            bool *first)
{
    if (count_for(evaluator, node, members, wanted) == 0)
        return;
    cl_text_add_string(out, *first ? "" : "; ");
    *first = false;
    cl_text_add_string(out, before);
    list_names(out, evaluator, node, members, wanted);
}

/* "all 3 schools in the UK", or the one by its name. */
static void explain_all(cl_text *out, cl_evaluator *evaluator, cl_node list,
                        const cl_members *members, uint32_t possible)
{
    for (uint32_t i = 0; possible == 1 && i < members->count; i++)
        if (cl_members_in(members, i) != CL_FALSE)
            cl_dossier_record_name(out, evaluator->dossier, members->first + i);
    if (possible == 1)
        return;
    cl_text_format(out, "all %u ", possible);
    cl_phrase_list(out, evaluator->programme, list, false);
}

static void explain_quantifier(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = node_at(evaluator, node);
    cl_node list = argument(evaluator, node, 0);
    cl_members members = cl_eval_list(evaluator, list);
    cl_truth truth = cl_eval_truth(evaluator, node);
    uint32_t possible = 0;
    bool first = true;

    for (uint32_t i = 0; i < members.count; i++)
        possible += cl_members_in(&members, i) != CL_FALSE;
    if (members.state == CL_RANGE_UNKNOWN || possible == 0) {
        cl_text_add_string(out, members.state == CL_RANGE_UNKNOWN ? "it is not known which "
                                                                  : "there are no ");
        cl_phrase_list(out, evaluator->programme, list, false);
        if (members.state == CL_RANGE_UNKNOWN)
            cl_text_add_string(out, " there are");
        return;
    }
    cl_phrase(out, evaluator->programme, argument(evaluator, node, 1));
    cl_text_add_string(out, ": ");
    if (at->op == CL_OP_EVERY && truth == CL_TRUE) {
        cl_text_add_string(out, "so for ");
        explain_all(out, evaluator, list, &members, possible);
    } else if (at->op != CL_OP_EVERY && count_for(evaluator, node, &members, CL_TRUE) == 0 &&
               count_for(evaluator, node, &members, CL_UNSURE) == 0) {
        cl_text_format(out, "so for none of the %u ", possible);
        cl_phrase_list(out, evaluator->programme, list, possible == 1);
    } else {
        if (at->op != CL_OP_EVERY)
            explain_members(out, evaluator, node, &members, "so for ", CL_TRUE, &first);
        else
            explain_members(out, evaluator, node, &members, "not so for ", CL_FALSE, &first);
        explain_members(out, evaluator, node, &members, "not known for ", CL_UNSURE, &first);
        explain_members(out, evaluator, node, &members, "a person must judge ", CL_FOR_A_PERSON,
                        &first);
    }
    if (truth == CL_FALSE)
        cl_text_add_string(out, at->op == CL_OP_EVERY  ? "; it must be so for all"
                                : at->op == CL_OP_SOME ? "; it must be so for one"
                                                       : "; it must be so for none");
}

void cl_explain_truth(cl_text *out, cl_evaluator *evaluator, cl_node node)
{
    switch ((int)node_at(evaluator, node)->op) {
    case CL_OP_ALL:
        explain_join(out, evaluator, node, false);
        break;
    case CL_OP_NONE:
        explain_none(out, evaluator, node);
        break;
    case CL_OP_ANY:
        explain_any(out, evaluator, node);
        break;
    case CL_OP_AT_LEAST_OF:
        explain_at_least_of(out, evaluator, node);
        break;
    case CL_OP_IF_THEN:
        explain_if_then(out, evaluator, node);
        break;
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
        explain_compare(out, evaluator, node);
        break;
    case CL_OP_BETWEEN:
        explain_between(out, evaluator, node);
        break;
    case CL_OP_ONE_OF:
        explain_one_of(out, evaluator, node);
        break;
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
        explain_presence(out, evaluator, node);
        break;
    case CL_OP_IS_TRUE:
    case CL_OP_IS_FALSE:
    case CL_OP_JUDGED:
        explain_yes(out, evaluator, node);
        break;
    case CL_OP_FIELD:
        explain_field(out, evaluator, node);
        break;
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        explain_quantifier(out, evaluator, node);
        break;
    default:
        cl_phrase(out, evaluator->programme, node);
        break;
    }
}
