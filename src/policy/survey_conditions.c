/* SPDX-License-Identifier: MIT
 *
 * Conditions that are always true or never, rules that cannot fail, cannot be met or are never
 * looked at. Only what no dossier of a test has shown is searched for.
 */
#include "award.h"
#include "coverage.h"
#include "judge.h"
#include "phrase.h"
#include "survey_parts.h"

enum { CELLS = 3000, SAMPLES = 600 };

/* A rule or a line, and what is asked about it. */
typedef struct place {
    const char *thing, *id;
    const cl_rule *rule; /* or: */
    const cl_line *line;
    size_t index;
    uint64_t looked_at; /* applications in which the rule applies */
} place;

static cl_node node_at(const cl_survey *survey, size_t i)
{
    return *(const cl_node *)cl_vec_at(&survey->reach.nodes, i);
}

/* A condition that is in the place and was not seen both ways. */
static bool is_open(const cl_survey *survey, cl_node node)
{
    return cl_coverage_is_condition(&survey->programme->tree, node) &&
           (survey->nodes[node] & (CL_SEEN_TRUE | CL_SEEN_FALSE)) != (CL_SEEN_TRUE | CL_SEEN_FALSE);
}

static bool has_open(const cl_survey *survey, const place *p)
{
    uint8_t all = CL_SEEN_TRUE | CL_SEEN_FALSE | CL_SEEN_APPLIES;

    if (cl_reach_is_opaque(&survey->reach))
        return false;
    if (p->rule != NULL && (survey->rules[p->index] & all) != all)
        return true;
    for (size_t i = 0; i < survey->reach.nodes.count; i++)
        if (is_open(survey, node_at(survey, i)))
            return true;
    return false;
}

/* ---- asking made-up applications ---- */

static bool ask(cl_survey *survey, void *context)
{
    place *p = context;
    cl_priced_line priced;
    cl_truth applies, kept;

    if (p->line != NULL) {
        cl_price_line(&priced, &survey->evaluator, p->line);
        return has_open(survey, p);
    }
    applies = cl_judge_applies(&survey->evaluator, p->rule);
    kept = cl_judge_rule(&survey->evaluator, p->rule);
    if (survey->evaluator.rc != 0)
        return true;
    p->looked_at += applies == CL_TRUE;
    if (applies == CL_TRUE)
        survey->rules[p->index] |= CL_SEEN_APPLIES;
    if (applies == CL_TRUE && kept == CL_TRUE)
        survey->rules[p->index] |= CL_SEEN_TRUE;
    if (kept == CL_FALSE)
        survey->rules[p->index] |= CL_SEEN_FALSE;
    return has_open(survey, p);
}

/* ---- telling ---- */

/* Coverage asks for the same by other words; who explained it there need not do so twice. */
static bool is_explained(cl_survey *survey, const place *p, cl_node node, bool always)
{
    cl_text what = CL_TEXT_INIT;

    cl_text_format(&what, "%s '%s' turns on '", p->thing, p->id);
    cl_phrase(&what, survey->programme, node);
    cl_text_format(&what, "' where it %s", always ? "does not hold" : "holds");
    return cl_survey_excused(survey, &survey->programme->unreachable, &what);
}

static void tell_condition(cl_survey *survey, const place *p, cl_node node,
                           const cl_survey_walk *walk)
{
    const cl_tree_node *at = cl_tree_at(&survey->programme->tree, node);
    bool always = (survey->nodes[node] & CL_SEEN_TRUE) != 0;
    cl_text text = CL_TEXT_INIT;

    if (is_explained(survey, p, node, always))
        return;
    if (survey->nodes[node] == 0 || (!walk->exact && survey->asked[node] < CL_SURVEY_ENOUGH))
        return; /* seldom or never asked: what stands before it is told */
    cl_text_format(&text, "%s '%s': '", p->thing, p->id);
    cl_phrase(&text, survey->programme, node);
    cl_text_format(&text, "' is %s", always ? "always true" : "never true");
    cl_survey_basis(&text, walk);
    cl_survey_tell(survey, CL_FINDING_WARNING, at->file, at->line, &text);
    survey->nodes[node] |= CL_SEEN_TRUE | CL_SEEN_FALSE; /* told once, wherever it is used */
}

static bool rule_explained(cl_survey *survey, const cl_rule *rule, const char *outcome)
{
    cl_text what = CL_TEXT_INIT;

    cl_text_format(&what, "rule '%s' %s", rule->id, outcome);
    return cl_survey_excused(survey, &survey->programme->unreachable, &what);
}

static void tell_rule(cl_survey *survey, const place *p, const cl_survey_walk *walk)
{
    uint8_t seen = survey->rules[p->index];
    const char *says = NULL, *outcome = "passes";
    cl_text text = CL_TEXT_INIT;

    if ((seen & CL_SEEN_APPLIES) == 0) {
        says = "never applies";
    } else if ((seen & CL_SEEN_FALSE) == 0) {
        says = "can never fail, so that it decides nothing";
        outcome = "fails";
    } else if ((seen & CL_SEEN_TRUE) == 0) {
        says = "can never be met where it applies";
    }
    if (says == NULL || rule_explained(survey, p->rule, outcome))
        return;
    if (!walk->exact && (seen & CL_SEEN_APPLIES) != 0 && p->looked_at < CL_SURVEY_ENOUGH)
        return;
    cl_text_format(&text, "rule '%s' %s", p->rule->id, says);
    cl_survey_basis(&text, walk);
    cl_survey_tell(survey, CL_FINDING_WARNING, p->rule->file, p->rule->line, &text);
}

static void search(cl_survey *survey, place *p)
{
    cl_survey_walk walk;
    bool asked;

    cl_survey_cells(survey, &walk, p->line != NULL, CELLS, SAMPLES, ask, p);
    asked = survey->budget > 0;
    for (size_t i = 0; asked && survey->rc == 0 && i < survey->reach.nodes.count; i++)
        if (is_open(survey, node_at(survey, i)))
            tell_condition(survey, p, node_at(survey, i), &walk);
    if (asked && survey->rc == 0 && p->rule != NULL)
        tell_rule(survey, p, &walk);
    cl_survey_walk_clear(&walk);
}

static void reach_rule(cl_survey *survey, const cl_rule *rule)
{
    cl_reach_reset(&survey->reach);
    cl_reach_rule(&survey->reach, rule);
    for (size_t i = 0; i < survey->programme->rules.count; i++) {
        const cl_rule *other = cl_vec_at(&survey->programme->rules, i);

        if (cl_judge_is_exception(other, rule))
            cl_reach_node(&survey->reach, other->applies);
    }
}

void cl_survey_conditions(cl_survey *survey)
{
    const cl_programme *programme = survey->programme;

    for (size_t i = 0; survey->rc == 0 && i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);
        place p = {"rule", rule->id, rule, NULL, i, 0};

        reach_rule(survey, rule);
        if (has_open(survey, &p))
            search(survey, &p);
    }
    for (size_t i = 0; survey->rc == 0 && i < programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&programme->lines, i);
        place p = {"line", line->id, NULL, line, i, 0};

        cl_reach_reset(&survey->reach);
        cl_reach_line(&survey->reach, line);
        if (has_open(survey, &p))
            search(survey, &p);
    }
}
