/* SPDX-License-Identifier: MIT
 *
 * Two rules at a time: those that no application can meet together, and two exceptions that both
 * take the place of a third. Rules that an application of a test meets are not asked about.
 */
#include "judge.h"
#include "survey_parts.h"

enum { CELLS = 3000, SAMPLES = 600, PAIRS = 1000 };

typedef struct pair {
    const cl_rule *a, *b;
    bool found;
    uint64_t met_a, met_b; /* applications that meet one of them */
} pair;

static const cl_rule *rule_at(const cl_survey *survey, size_t i)
{
    return cl_vec_at(&survey->programme->rules, i);
}

static void reach_both(cl_survey *survey, const cl_rule *a, const cl_rule *b)
{
    cl_reach_reset(&survey->reach);
    cl_reach_rule(&survey->reach, a);
    cl_reach_rule(&survey->reach, b);
}

/* Rules that read nothing in common can be met together when each of them can. */
static bool share_a_fact(cl_survey *survey, const cl_rule *a, const cl_rule *b)
{
    cl_reach_reset(&survey->reach);
    cl_reach_rule(&survey->reach, a);
    cl_reach_reset(&survey->other);
    cl_reach_rule(&survey->other, b);
    for (size_t i = 0; i < survey->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&survey->reach.nodes, i);
        const cl_tree_node *at = cl_tree_at(&survey->programme->tree, node);

        if (at->op == CL_OP_FIELD && at->gives != CL_GIVES_RECORD && survey->other.seen[node])
            return true;
    }
    return false;
}

/* ---- contradictions ---- */

static bool meets_both(cl_survey *survey, void *context)
{
    pair *p = context;
    bool a = cl_judge_rule(&survey->evaluator, p->a) == CL_TRUE;
    bool b = cl_judge_rule(&survey->evaluator, p->b) == CL_TRUE;

    p->met_a += a;
    p->met_b += b;
    p->found = a && b && survey->evaluator.rc == 0;
    return !p->found;
}

/* Rules that are seldom met are hardly ever met together, and a sample shows nothing: it counts
 * where chance alone would have met both several times. */
static bool shows_something(const pair *p, const cl_survey_walk *walk)
{
    return walk->exact || (double)p->met_a * (double)p->met_b >= 10.0 * (double)walk->done;
}

static void contradict(cl_survey *survey, pair *p)
{
    cl_text text = CL_TEXT_INIT;
    cl_survey_walk walk;

    reach_both(survey, p->a, p->b);
    if (cl_reach_is_opaque(&survey->reach))
        return;
    cl_survey_cells(survey, &walk, false, CELLS, SAMPLES, meets_both, p);
    if (survey->rc == 0 && !p->found && survey->budget > 0 && shows_something(p, &walk)) {
        cl_text_format(&text,
                       "rules '%s' and '%s' contradict each other: no application meets both",
                       p->a->id, p->b->id);
        cl_survey_basis(&text, &walk);
        cl_survey_tell(survey, CL_FINDING_WARNING, p->b->file, p->b->line, &text);
    }
    cl_survey_walk_clear(&walk);
}

/* A rule that nothing meets is told by itself, and that it contradicts all others follows. */
static bool can_be_met(const cl_survey *survey, size_t i)
{
    const cl_rule *rule = rule_at(survey, i);

    return !rule->trial && rule->level != CL_LEVEL_ADVISORY &&
           (survey->rules[i] & CL_SEEN_TRUE) != 0;
}

static void check_contradictions(cl_survey *survey)
{
    size_t count = survey->programme->rules.count, asked = 0;

    for (size_t i = 0; survey->pairs != NULL && i < count; i++)
        for (size_t j = i + 1; survey->rc == 0 && j < count && asked < PAIRS; j++) {
            pair p = {rule_at(survey, i), rule_at(survey, j), false, 0, 0};

            if ((survey->pairs[i * count + j] & CL_SEEN_TRUE) != 0 || !can_be_met(survey, i) ||
                !can_be_met(survey, j))
                continue;
            asked++;
            if (share_a_fact(survey, p.a, p.b))
                contradict(survey, &p);
        }
}

/* ---- two exceptions at once ---- */

static bool both_apply(cl_survey *survey, void *context)
{
    pair *p = context;

    p->found =
        (p->a->applies == 0 || cl_eval_truth(&survey->evaluator, p->a->applies) == CL_TRUE) &&
        (p->b->applies == 0 || cl_eval_truth(&survey->evaluator, p->b->applies) == CL_TRUE);
    return !p->found;
}

static void conflict(cl_survey *survey, pair *p)
{
    cl_text text = CL_TEXT_INIT;
    cl_survey_walk walk;

    cl_reach_reset(&survey->reach);
    cl_reach_node(&survey->reach, p->a->applies);
    cl_reach_node(&survey->reach, p->b->applies);
    if (cl_reach_is_opaque(&survey->reach))
        return;
    cl_survey_cells(survey, &walk, false, CELLS, SAMPLES, both_apply, p);
    if (survey->rc == 0 && p->found) {
        cl_text_format(&text,
                       "rules '%s' and '%s' can both take the place of '%s', and only one may: ",
                       p->a->id, p->b->id, p->a->exception_to);
        cl_dossier_print_json(&text, &walk.grid.dossier, survey->programme->currency);
        cl_survey_tell(survey, CL_FINDING_ERROR, p->b->file, p->b->line, &text);
    }
    cl_survey_walk_clear(&walk);
}

static void check_exceptions(cl_survey *survey)
{
    size_t count = survey->programme->rules.count;

    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; survey->rc == 0 && j < count; j++) {
            pair p = {rule_at(survey, i), rule_at(survey, j), false, 0, 0};
            const cl_rule *rule = p.a->exception_to == NULL
                                      ? NULL
                                      : cl_programme_rule(survey->programme, p.a->exception_to);

            if (rule != NULL && cl_judge_is_exception(p.b, rule))
                conflict(survey, &p);
        }
}

void cl_survey_pairs(cl_survey *survey)
{
    check_contradictions(survey);
    check_exceptions(survey);
}
