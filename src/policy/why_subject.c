/* SPDX-License-Identifier: MIT
 *
 * What can be asked about: rules, lines with their parts, caps, instalments, levels, params, the
 * grant and the verdict.
 */
#include <string.h>

#include "award.h"
#include "explain.h"
#include "phrase.h"
#include "suggest.h"
#include "why_parts.h"

static void cite_strings(cl_asking *a, cl_why_node *node, const cl_strings *cites)
{
    if (node != NULL)
        cl_why_cite(a, node, (cl_cites){cites->items, cites->count});
}

static cl_why_node *labelled(cl_why_node *node, const char *label)
{
    if (node != NULL)
        node->label = label;
    return node;
}

static const char *amount_words(cl_asking *a, const cl_amount *amount)
{
    cl_text text = CL_TEXT_INIT;

    if (amount->known) {
        cl_money_print_human(&text, amount->low);
    } else if (amount->has_range) {
        cl_text_add_string(&text, "between ");
        cl_money_print_human(&text, amount->low);
        cl_text_add_string(&text, " and ");
        cl_money_print_human(&text, amount->high);
    } else {
        cl_text_add_string(&text, "not known");
    }
    return cl_why_keep(a, &text);
}

/* ---- rules ---- */

static const cl_decided_rule *decided_rule(const cl_asking *a, const char *id)
{
    for (size_t i = 0; i < a->decision->rule_count; i++)
        if (strcmp(a->decision->rules[i].id, id) == 0)
            return &a->decision->rules[i];
    return NULL;
}

/* Rules that take the place of this one where they apply. */
static void exceptions(cl_asking *a, cl_why_node *made, const cl_rule *rule)
{
    for (size_t i = 0; i < a->programme->rules.count; i++) {
        const cl_rule *other = cl_vec_at(&a->programme->rules, i);
        cl_why_node *one;

        if (other->exception_to == NULL || strcmp(other->exception_to, rule->id) != 0)
            continue;
        one = labelled(cl_why_add(a, made, "rule", other->title), "instead");
        if (one == NULL)
            continue;
        one->path = other->id;
        one->finding = cl_why_truth_word(
            other->applies == 0 ? CL_TRUE : cl_eval_truth(a->evaluator, other->applies));
        cl_why_cite(a, one, other->cites);
        if (other->applies != 0)
            cl_why_truth(a, one, other->applies);
    }
}

static void rule(cl_asking *a, cl_why_node *parent, const cl_rule *about, bool whole)
{
    const cl_decided_rule *decided = decided_rule(a, about->id);
    cl_truth applies = about->applies == 0 ? CL_TRUE : cl_eval_truth(a->evaluator, about->applies);
    cl_why_node *made = cl_why_add(a, parent, "rule", about->title);

    if (made == NULL)
        return;
    made->path = about->id;
    made->finding = decided == NULL ? "not asked at this stage" : cl_outcome_name(decided->outcome);
    made->note = about->trial                          ? "on trial: decides nothing"
                 : about->level == CL_LEVEL_ADVISORY   ? "advisory: decides nothing"
                 : decided == NULL                     ? NULL
                 : decided->outcome == CL_OUTCOME_PASS ? NULL
                                                       : decided->because;
    cl_why_cite(a, made, about->cites);
    if (!whole)
        return;
    if (about->applies != 0)
        labelled(cl_why_truth(a, made, about->applies), "applies");
    exceptions(a, made, about);
    if (applies != CL_FALSE)
        labelled(cl_why_truth(a, made, about->needs), "needs");
}

/* A rule that says something against the verdict is opened; the others are named. */
static bool is_open(const cl_decided_rule *decided)
{
    return decided->outcome != CL_OUTCOME_PASS && !decided->trial &&
           strcmp(decided->level, cl_level_name(CL_LEVEL_ADVISORY)) != 0;
}

static void verdict(cl_asking *a)
{
    const cl_decision *decision = a->decision;
    cl_why_node *root = cl_why_add(a, NULL, "verdict", decision->title);

    if (root == NULL)
        return;
    root->path = "verdict";
    root->finding = cl_verdict_name(decision->verdict);
    for (size_t i = 0; i < decision->rule_count; i++)
        rule(a, root, cl_programme_rule(a->programme, decision->rules[i].id),
             is_open(&decision->rules[i]));
}

/* ---- lines ---- */

static const cl_decided_line *decided_line(const cl_asking *a, const char *id)
{
    for (size_t i = 0; i < a->decision->line_count; i++)
        if (strcmp(a->decision->lines[i].id, id) == 0)
            return &a->decision->lines[i];
    return NULL;
}

/* Reasons not to pay that say anything about this part. */
static void refusals(cl_asking *a, cl_why_node *made, const cl_line *line)
{
    for (size_t i = 0; i < line->not_paid_count; i++) {
        const cl_not_paid *reason = &line->not_paid[i];
        cl_why_node *one;

        if (reason->when == 0 || cl_eval_truth(a->evaluator, reason->when) == CL_FALSE)
            continue;
        one = labelled(cl_why_truth(a, made, reason->when), "not paid");
        if (one == NULL)
            continue;
        one->note = reason->says;
        cl_why_cite(a, one, reason->cites);
    }
}

static void part(cl_asking *a, cl_why_node *parent, const cl_line *line,
                 const cl_priced_part *priced, const cl_decided_part *decided)
{
    uint32_t outer = a->evaluator->members[line->binder];
    cl_why_node *made = cl_why_add(a, parent, "part", decided->title);

    if (made == NULL)
        return;
    made->path = decided->id;
    made->finding = amount_words(a, &decided->amount);
    made->note = decided->because;
    cite_strings(a, made, &decided->cites);
    a->evaluator->members[line->binder] = priced->member;
    refusals(a, made, line);
    labelled(cl_why_range(a, made, line->amount), line->shares_of != 0 ? "weight" : "amount");
    if (line->units != 0)
        labelled(cl_why_range(a, made, line->units), "units");
    a->evaluator->members[line->binder] = outer;
}

static void limits(cl_asking *a, cl_why_node *made, const cl_line *line)
{
    if (line->at_most != 0)
        labelled(cl_why_range(a, made, line->at_most), "at most");
    if (line->units_at_most != 0)
        labelled(cl_why_range(a, made, line->units_at_most), "units at most");
    if (line->shares_of != 0)
        labelled(cl_why_range(a, made, line->shares_of), "shared out");
}

/* `only`: path of the one part that is asked for; NULL: all of them. */
static void line(cl_asking *a, cl_why_node *parent, const cl_line *about, const char *only)
{
    const cl_decided_line *decided = decided_line(a, about->id);
    cl_why_node *made = cl_why_add(a, parent, "line", about->title);
    cl_priced_line priced;

    if (made == NULL)
        return;
    cl_price_line(&priced, a->evaluator, about);
    made->path = about->id;
    made->finding = decided == NULL ? "nothing" : amount_words(a, &decided->amount);
    made->note = decided == NULL ? NULL : decided->because;
    cl_why_cite(a, made, about->cites);
    if (about->applies != 0)
        labelled(cl_why_truth(a, made, about->applies), "applies");
    if (priced.applies == CL_FALSE)
        return;
    if (about->each == 0)
        labelled(cl_why_range(a, made, about->amount), "amount");
    limits(a, made, about);
    for (size_t i = 0; decided != NULL && i < priced.count && i < decided->part_count; i++)
        if (only == NULL || strcmp(decided->parts[i].id, only) == 0)
            part(a, made, about, &priced.parts[i], &decided->parts[i]);
}

static void adjust(cl_asking *a, cl_why_node *parent, const cl_adjust *about)
{
    const cl_decided_line *decided = decided_line(a, about->id);
    cl_why_node *made = cl_why_add(a, parent, "adjustment", about->title);

    if (made == NULL)
        return;
    made->path = about->id;
    made->finding = decided == NULL ? "changes nothing" : amount_words(a, &decided->amount);
    made->note = decided == NULL ? NULL : decided->because;
    cl_why_cite(a, made, about->cites);
    if (about->applies != 0)
        labelled(cl_why_truth(a, made, about->applies), "applies");
    if (about->at != 0)
        labelled(cl_why_range(a, made, about->at), "at");
}

static void grant(cl_asking *a, cl_why_node *parent)
{
    cl_why_node *made = cl_why_add(a, parent, "grant", "the sum of the lines");

    if (made == NULL)
        return;
    made->path = "grant";
    made->finding = amount_words(a, &a->decision->grant);
    for (size_t i = 0; i < a->programme->lines.count; i++) {
        const cl_line *about = cl_vec_at(&a->programme->lines, i);

        if (decided_line(a, about->id) != NULL)
            line(a, made, about, NULL);
    }
    for (size_t i = 0; i < a->programme->adjusts.count; i++)
        adjust(a, made, cl_vec_at(&a->programme->adjusts, i));
}

static void instalment(cl_asking *a, const cl_instalment_rule *about)
{
    cl_text says = CL_TEXT_INIT, finding = CL_TEXT_INIT;
    cl_why_node *made;

    if (about->rest)
        cl_text_add_string(&says, "what is left of the grant");
    else
        cl_ratio_print_percent(&says, about->share);
    cl_text_format(&says, "%s, when: %s", about->rest ? "" : " of the grant, rounded down",
                   about->when);
    made = cl_why_add(a, NULL, "instalment", says.at == NULL ? "" : says.at);
    cl_text_clear(&says);
    if (made == NULL)
        return;
    made->path = about->id;
    for (size_t i = 0; i < a->decision->instalment_count; i++)
        if (strcmp(a->decision->instalments[i].id, about->id) == 0)
            cl_money_print_human(&finding, a->decision->instalments[i].amount);
    if (finding.length == 0)
        cl_text_add_string(&finding, "not paid, or not known yet");
    made->finding = cl_why_keep(a, &finding);
    cl_why_cite(a, made, about->cites);
    if (about->applies != 0)
        labelled(cl_why_truth(a, made, about->applies), "applies");
    grant(a, made);
}

/* ---- levels ---- */

static void grade(cl_asking *a, cl_why_node *parent, const cl_grade *about)
{
    cl_why_node *made = cl_why_add(a, parent, "level", about->title);

    if (made == NULL)
        return;
    made->path = about->id;
    made->finding = cl_why_truth_word(cl_eval_truth(a->evaluator, about->needs));
    cl_why_cite(a, made, about->cites);
    labelled(cl_why_truth(a, made, about->needs), "needs");
}

static void level(cl_asking *a)
{
    cl_why_node *root = cl_why_add(a, NULL, "level", "the highest level whose needs are met");

    if (root == NULL)
        return;
    root->path = "level";
    root->finding = a->decision->level == NULL ? "none" : a->decision->level;
    for (size_t i = a->programme->grades.count; i-- > 0;)
        grade(a, root, cl_vec_at(&a->programme->grades, i));
}

/* ---- names ---- */

static bool part_named(cl_asking *a, const char *name)
{
    for (size_t i = 0; i < a->programme->lines.count; i++) {
        const cl_line *about = cl_vec_at(&a->programme->lines, i);
        const cl_decided_line *decided = decided_line(a, about->id);

        for (size_t p = 0; decided != NULL && p < decided->part_count; p++)
            if (strcmp(decided->parts[p].id, name) == 0) {
                line(a, NULL, about, name);
                return true;
            }
    }
    return false;
}

/* Rules, lines, adjustments, instalments, levels and params all begin with their name. */
static const char *name_at(const cl_vec *list, size_t index)
{
    return *(const char *const *)cl_vec_at(list, index);
}

static const void *find(const cl_vec *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(name_at(list, i), name) == 0)
            return cl_vec_at(list, i);
    return NULL;
}

static bool named(cl_asking *a, const char *name)
{
    const cl_programme *programme = a->programme;
    int param = cl_programme_find_param(programme, cl_view_of(name));
    const void *found;

    if ((found = find(&programme->rules, name)) != NULL)
        rule(a, NULL, found, true);
    else if ((found = find(&programme->lines, name)) != NULL)
        line(a, NULL, found, NULL);
    else if ((found = find(&programme->adjusts, name)) != NULL)
        adjust(a, NULL, found);
    else if ((found = find(&programme->instalments, name)) != NULL)
        instalment(a, found);
    else if ((found = find(&programme->grades, name)) != NULL)
        grade(a, NULL, found);
    else if (param >= 0)
        cl_why_param(a, NULL, (uint32_t)param);
    else
        return part_named(a, name);
    return true;
}

/* A name that finds no room is not suggested. */
static void add_name(cl_vec *names, const char *name)
{
    (void)cl_vec_add(names, &name);
}

static const char *nearest_name(const cl_programme *programme, const char *name)
{
    const cl_vec *const lists[] = {&programme->rules,       &programme->lines,  &programme->adjusts,
                                   &programme->instalments, &programme->grades, &programme->params};
    static const char *const whole[] = {"verdict", "grant", "level"};
    cl_vec names = CL_VEC_INIT(const char *);
    const char *nearest;

    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (size_t i = 0; i < lists[l]->count; i++)
            add_name(&names, name_at(lists[l], i));
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        add_name(&names, whole[i]);
    nearest = cl_suggest(cl_view_of(name), names.items, names.count);
    cl_vec_clear(&names);
    return nearest;
}

static int no_such_name(const cl_programme *programme, const char *name, cl_error *e)
{
    const char *nearest = nearest_name(programme, name);
    cl_text shown = CL_TEXT_INIT;

    cl_text_add_plain(&shown, cl_view_of(name));
    if (nearest != NULL)
        cl_fail(e, CL_E_NOT_FOUND, "%s@%s has no rule or line '%s'; did you mean '%s'?",
                programme->id, programme->edition, shown.at == NULL ? "" : shown.at, nearest);
    else
        cl_fail(e, CL_E_NOT_FOUND,
                "%s@%s has no rule or line '%s'; ask for verdict, grant, or an id that "
                "clachan decide --json shows",
                programme->id, programme->edition, shown.at == NULL ? "" : shown.at);
    cl_text_clear(&shown);
    return CL_E_NOT_FOUND;
}

int cl_why(cl_why_tree *out, cl_evaluator *evaluator, const cl_decision *decision, const char *name,
           cl_error *e)
{
    cl_asking a = {out, evaluator, evaluator->programme, decision, 0};
    bool found = true;

    memset(out, 0, sizeof *out);
    evaluator->error = e;
    if (strcmp(name, "verdict") == 0)
        verdict(&a);
    else if (strcmp(name, "grant") == 0)
        grant(&a, NULL);
    else if (strcmp(name, "level") == 0)
        level(&a);
    else
        found = named(&a, name);
    if (a.rc != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (evaluator->rc != 0)
        return evaluator->rc;
    return found ? 0 : no_such_name(evaluator->programme, name, e);
}
