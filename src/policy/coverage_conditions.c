/* SPDX-License-Identifier: MIT
 *
 * Which conditions decide. A place (a rule, a line, …) is worked out once while it is noted how
 * every condition came out for every member, and then again for each of these with that one answer
 * turned: where the result is another, the condition decides.
 */
#include <string.h>

#include "award.h"
#include "coverage_parts.h"
#include "eval_list.h"
#include "judge.h"

/* How one condition came out for one choice of members. */
typedef struct answer {
    size_t item; /* of the statement that it would show */
    cl_node node;
    cl_truth truth;
    uint32_t members[CL_BINDERS];
} answer;

enum { ANSWERS_LIMIT = 4096 }; /* of one place; more show nothing new */

/* What a place comes to. */
typedef struct result {
    cl_truth truth;
    cl_range amount;
    bool failed;
} result;

typedef struct turning {
    cl_watch watch; /* first, so that a watch is a turning */
    cl_coverage *coverage;
    cl_evaluator *evaluator;
    const cl_place *place;
    cl_vec answers;       /* answer */
    const answer *turned; /* NULL: answers are noted */
    int rc;
} turning;

/* ---- looking on ---- */

static bool same_members(const cl_tree_node *at, const uint32_t *a, const uint32_t *b)
{
    for (unsigned d = 0; d < CL_BINDERS; d++)
        if ((at->free & (1u << d)) != 0 && a[d] != b[d])
            return false;
    return true;
}

/* The statement that this answer could show and that nothing has shown yet; SIZE_MAX: none. */
static size_t statement_of(const turning *t, cl_node node, cl_truth truth)
{
    for (size_t i = t->place->first; i < t->place->first + t->place->count; i++) {
        const cl_covered *item = cl_vec_at(&t->coverage->items, i);

        if (item->node == node && item->how == (unsigned)truth)
            return item->seen ? SIZE_MAX : i;
    }
    return SIZE_MAX;
}

static bool is_noted(const turning *t, const cl_tree_node *at, cl_node node,
                     const uint32_t *members)
{
    for (size_t i = 0; i < t->answers.count; i++) {
        const answer *a = cl_vec_at(&t->answers, i);

        if (a->node == node && same_members(at, a->members, members))
            return true;
    }
    return false;
}

static void note(turning *t, const cl_evaluator *evaluator, cl_node node, cl_truth truth)
{
    const cl_tree_node *at = cl_tree_at(&evaluator->programme->tree, node);
    answer a = {.node = node, .truth = truth};

    if ((truth != CL_TRUE && truth != CL_FALSE) || t->answers.count >= ANSWERS_LIMIT)
        return;
    a.item = statement_of(t, node, truth);
    if (a.item == SIZE_MAX || is_noted(t, at, node, evaluator->members))
        return;
    memcpy(a.members, evaluator->members, sizeof a.members);
    if (t->rc == 0)
        t->rc = cl_vec_add(&t->answers, &a);
}

static cl_truth see_truth(cl_watch *watch, const cl_evaluator *evaluator, cl_node node,
                          cl_truth found)
{
    turning *t = (turning *)(void *)watch;
    const answer *turned = t->turned;

    if (turned == NULL)
        note(t, evaluator, node, found);
    else if (turned->node == node && same_members(cl_tree_at(&evaluator->programme->tree, node),
                                                  turned->members, evaluator->members))
        return cl_truth_not(turned->truth);
    return found;
}

static void see_param(turning *t, const cl_evaluator *evaluator, size_t index)
{
    const cl_param *param = cl_vec_at(&t->coverage->programme->params, index);
    const cl_setting *setting = &evaluator->settings[index];

    for (size_t i = 0; i < t->coverage->items.count; i++) {
        cl_covered *item = cl_vec_at(&t->coverage->items, i);

        if (item->kind != CL_COVERS_VALUE || item->index != index)
            continue;
        if (param->unpublished || (!setting->assumed && setting->list != NULL &&
                                   setting->list == &param->values[item->item]))
            item->seen = true;
    }
}

static void see_table(turning *t, cl_evaluator *evaluator, cl_node node, size_t index)
{
    for (size_t i = 0; i < t->coverage->items.count; i++) {
        cl_covered *item = cl_vec_at(&t->coverage->items, i);

        if (item->kind == CL_COVERS_ROW && item->index == index && !item->seen)
            item->seen = cl_eval_row(evaluator, node, item->item);
    }
}

static void see_value(cl_watch *watch, cl_evaluator *evaluator, cl_node node)
{
    turning *t = (turning *)(void *)watch;
    const cl_tree_node *at = cl_tree_at(&evaluator->programme->tree, node);

    if (t->turned != NULL)
        return; /* what a turned answer leads to did not happen */
    if (at->op == CL_OP_PARAM)
        see_param(t, evaluator, at->index);
    else if (at->op == CL_OP_TABLE)
        see_table(t, evaluator, node, at->index);
}

/* ---- working out ---- */

static cl_truth truth_or_true(cl_evaluator *evaluator, cl_node node)
{
    return node == 0 ? CL_TRUE : cl_eval_truth(evaluator, node);
}

static void work_out_adjust(result *out, cl_evaluator *evaluator, const cl_adjust *adjust)
{
    out->truth = truth_or_true(evaluator, adjust->applies);
    if (out->truth != CL_FALSE && adjust->at != 0)
        out->amount = cl_eval_range(evaluator, adjust->at);
}

static void work_out_line(result *out, cl_evaluator *evaluator, const cl_line *line)
{
    cl_priced_line priced;

    cl_price_line(&priced, evaluator, line);
    out->amount = priced.amount;
}

static result work_out(turning *t)
{
    const cl_programme *p = t->coverage->programme;
    size_t index = t->place->index;
    cl_error ignored = CL_ERROR_INIT;
    result out = {CL_TRUE, cl_range_unknown(), false};

    cl_evaluator_renew(t->evaluator, &ignored);
    switch (t->place->kind) {
    case CL_PLACE_RULE:
        out.truth = cl_judge_rule(t->evaluator, cl_vec_at(&p->rules, index));
        break;
    case CL_PLACE_LINE:
        work_out_line(&out, t->evaluator, cl_vec_at(&p->lines, index));
        break;
    case CL_PLACE_ADJUST:
        work_out_adjust(&out, t->evaluator, cl_vec_at(&p->adjusts, index));
        break;
    case CL_PLACE_INSTALMENT:
        out.truth = truth_or_true(
            t->evaluator, ((const cl_instalment_rule *)cl_vec_at(&p->instalments, index))->applies);
        break;
    case CL_PLACE_LEVEL:
        out.truth =
            cl_eval_truth(t->evaluator, ((const cl_grade *)cl_vec_at(&p->grades, index))->needs);
        break;
    }
    out.failed = t->evaluator->rc != 0;
    return out;
}

static bool is_other(const result *a, const result *b)
{
    bool certain = a->truth <= CL_TRUE && b->truth <= CL_TRUE;

    if (b->failed)
        return false;
    if (a->truth != b->truth)
        return certain;
    return a->amount.state != b->amount.state ||
           (a->amount.state == CL_RANGE_KNOWN &&
            cl_ratio_compare(a->amount.low, b->amount.low) != 0);
}

static void turn_each(turning *t, const result *found)
{
    for (size_t i = 0; i < t->answers.count; i++) {
        const answer *a = cl_vec_at(&t->answers, i);
        cl_covered *item = cl_vec_at(&t->coverage->items, a->item);
        result turned;

        if (item->seen)
            continue; /* another member has shown it meanwhile */
        t->turned = a;
        turned = work_out(t);
        item->seen = is_other(found, &turned);
    }
    t->turned = NULL;
}

int cl_coverage_conditions(cl_coverage *coverage, cl_evaluator *evaluator, cl_error *e)
{
    turning t = {.watch = {see_truth, see_value}, .coverage = coverage, .evaluator = evaluator};

    t.answers = (cl_vec)CL_VEC_INIT(answer);
    evaluator->watch = &t.watch;
    for (size_t i = 0; t.rc == 0 && i < coverage->places.count; i++) {
        result found;

        t.place = cl_vec_at(&coverage->places, i);
        cl_vec_reset(&t.answers);
        found = work_out(&t);
        if (!found.failed)
            turn_each(&t, &found);
    }
    evaluator->watch = NULL;
    cl_vec_clear(&t.answers);
    return t.rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}
