/* SPDX-License-Identifier: MIT
 *
 * Making the plan of an edition: of its rules, its lines, its caps.
 */
#include "plan.h"

#include <string.h>

#include "assess.h"
#include "judge.h"
#include "plan_make.h"

/* ---- rules ---- */

static bool has_exception(const cl_programme *programme, const cl_rule *rule)
{
    for (size_t i = 0; i < programme->rules.count; i++)
        if (cl_judge_is_exception(cl_vec_at(&programme->rules, i), rule))
            return true;
    return false;
}

/* Needs, or does not apply. */
static cl_slot holds(cl_plan_maker *m, const cl_rule *rule)
{
    cl_slot needs = cl_plan_mask(m, rule->needs, 0);

    if (rule->applies == 0)
        return needs;
    return cl_plan_unless(m, 0, cl_plan_mask(m, rule->applies, 0), needs);
}

static void plan_rule(cl_plan_maker *m, cl_planned_rule *out, const cl_rule *rule)
{
    out->holds = holds(m, rule);
    out->trouble = cl_plan_trouble(m, CL_PLAN_MASK, out->holds);
    if (out->holds == CL_PLAN_NONE || has_exception(m->programme, rule)) {
        out->trouble = CL_PLAN_UNCOVERED;
        out->holds = 0;
    }
    out->seen_at = cl_assess_seen_at(rule);
}

/* ---- lines ---- */

/* Keeps the slot of what a line asks, and what it rests on; false when it is not covered. */
static bool rests_on(cl_plan_maker *m, cl_planned_line *out, cl_slot *slot, cl_plan_kind kind,
                     cl_slot made)
{
    *slot = made;
    out->trouble |= cl_plan_trouble(m, kind, made);
    return made != CL_PLAN_NONE;
}

/* The same of what may be left out: NONE then, and covered. */
static bool may_rest_on(cl_plan_maker *m, cl_planned_line *out, cl_slot *slot, cl_node node)
{
    *slot = CL_PLAN_NONE;
    return node == 0 || rests_on(m, out, slot, CL_PLAN_SPAN, cl_plan_span(m, node));
}

static bool plan_reason(cl_plan_maker *m, cl_planned_line *out, cl_slot *slot,
                        const cl_not_paid *reason)
{
    const cl_tree_node *key = cl_plan_node(m, reason->repeated);

    if (reason->when != 0)
        return rests_on(m, out, slot, CL_PLAN_MASK, cl_plan_mask(m, reason->when, out->base));
    return key->op == CL_OP_FIELD && cl_plan_is_whole(cl_plan_field(m, reason->repeated)) &&
           rests_on(m, out, slot, CL_PLAN_COLUMN, cl_plan_column(m, reason->repeated, out->base));
}

/* Amount, units and reasons, of each member. */
static bool plan_member(cl_plan_maker *m, cl_planned_line *out, const cl_line *line)
{
    bool good;

    m->in_line = true;
    good =
        rests_on(m, out, &out->amount, CL_PLAN_COLUMN, cl_plan_column(m, line->amount, out->base));
    out->reason_count = line->not_paid_count;
    out->reasons = cl_arena_array(m->arena, out->reason_count + 1, sizeof *out->reasons);
    out->repeated = cl_arena_array(m->arena, out->reason_count + 1, sizeof *out->repeated);
    if (out->reasons == NULL || out->repeated == NULL)
        m->failed = true;
    for (size_t i = 0; !m->failed && good && i < out->reason_count; i++) {
        good = plan_reason(m, out, &out->reasons[i], &line->not_paid[i]);
        out->repeated[i] = line->not_paid[i].when == 0;
    }
    out->units = CL_PLAN_NONE;
    if (good && line->units != 0)
        good = rests_on(m, out, &out->units, CL_PLAN_COLUMN,
                        cl_plan_column(m, line->units, out->base));
    return good && !m->failed;
}

static bool plan_members(cl_plan_maker *m, cl_planned_line *out, const cl_line *line)
{
    uint8_t outer = m->binders[line->binder];
    bool good;

    if (!rests_on(m, out, &out->each, CL_PLAN_MASK, cl_plan_list(m, line->each, &out->base)) ||
        !may_rest_on(m, out, &out->at_most, line->at_most) ||
        !may_rest_on(m, out, &out->units_at_most, line->units_at_most) ||
        !may_rest_on(m, out, &out->unit_rate, line->unit_rate))
        return false;
    m->binders[line->binder] = out->base;
    good = plan_member(m, out, line);
    m->binders[line->binder] = outer;
    return good;
}

/* For whom the line is, and its limits, belong to what is always done. */
static bool plan_line(cl_plan_maker *m, cl_planned_line *out, const cl_line *line)
{
    out->applies = out->each = out->amount = CL_PLAN_NONE;
    if (line->shares_of != 0)
        return false;
    if (line->applies != 0 &&
        !rests_on(m, out, &out->applies, CL_PLAN_MASK, cl_plan_mask(m, line->applies, 0)))
        return false;
    if (line->each != 0)
        return plan_members(m, out, line);
    m->in_line = true;
    return rests_on(m, out, &out->amount, CL_PLAN_SPAN, cl_plan_span(m, line->amount));
}

/* ---- the whole ---- */

/* What is found out for one line alone is forgotten before the next. */
static void plan_lines(cl_plan_maker *m, cl_plan *plan)
{
    const cl_line *lines = m->programme->lines.items;

    for (size_t i = 0; !m->failed && i < m->programme->lines.count; i++) {
        size_t nodes = m->nodes.count;
        cl_planned_line *out = &plan->lines[i];

        if (!plan_line(m, out, &lines[i]))
            out->trouble = CL_PLAN_UNCOVERED;
        if (lines[i].each != 0)
            cl_plan_narrow(&m->own, out->base);
        out->steps = cl_plan_ordered(m, &m->own);
        m->in_line = false;
        m->nodes.count = nodes;
        cl_vec_reset(&m->own);
    }
}

static void plan_adjust(cl_plan_maker *m, cl_planned_adjust *out, const cl_adjust *adjust)
{
    bool plain = adjust->kind == CL_ADJUST_CAP && adjust->applies == 0;

    out->at = plain ? cl_plan_span(m, adjust->at) : CL_PLAN_NONE;
    out->trouble =
        out->at == CL_PLAN_NONE ? CL_PLAN_UNCOVERED : cl_plan_trouble(m, CL_PLAN_SPAN, out->at);
}

static void plan_all(cl_plan_maker *m, cl_plan *plan)
{
    const cl_programme *programme = m->programme;

    plan->rules = cl_arena_array(m->arena, programme->rules.count + 1, sizeof *plan->rules);
    plan->lines = cl_arena_array(m->arena, programme->lines.count + 1, sizeof *plan->lines);
    plan->adjusts = cl_arena_array(m->arena, programme->adjusts.count + 1, sizeof *plan->adjusts);
    m->failed = m->failed || plan->rules == NULL || plan->lines == NULL || plan->adjusts == NULL;
    for (size_t i = 0; !m->failed && i < programme->rules.count; i++) {
        plan_rule(m, &plan->rules[i], cl_vec_at(&programme->rules, i));
        plan->rules_trouble |= plan->rules[i].trouble;
    }
    for (size_t i = 0; !m->failed && i < programme->adjusts.count; i++)
        plan_adjust(m, &plan->adjusts[i], cl_vec_at(&programme->adjusts, i));
    plan_lines(m, plan);
}

static void keep_all(cl_plan_maker *m, cl_plan *plan)
{
    plan->constants = cl_plan_ordered(m, &m->constants);
    plan->params = cl_plan_ordered(m, &m->params);
    plan->steps = cl_plan_ordered(m, &m->steps);
    plan->sets = cl_arena_array(m->arena, m->sets.count + 1, sizeof *plan->sets);
    if (plan->sets == NULL)
        m->failed = true;
    else if (m->sets.count > 0)
        memcpy(plan->sets, m->sets.items, m->sets.count * sizeof *plan->sets);
    plan->mask_words = m->troubles[CL_PLAN_MASK].count * cl_plan_units[CL_PLAN_MASK];
    plan->column_count = m->troubles[CL_PLAN_COLUMN].count;
    plan->span_words = m->troubles[CL_PLAN_SPAN].count * cl_plan_units[CL_PLAN_SPAN];
    plan->base_count = m->troubles[CL_PLAN_BASE].count;
}

static void begin(cl_plan_maker *m)
{
    m->constants = m->params = m->steps = m->own = (cl_vec)CL_VEC_INIT(cl_step);
    m->sets = (cl_vec)CL_VEC_INIT(cl_code_set);
    for (int kind = 0; kind < CL_PLAN_KINDS; kind++)
        m->troubles[kind] = (cl_vec)CL_VEC_INIT(uint64_t);
    if (cl_vec_push(&m->troubles[CL_PLAN_BASE]) == NULL) /* the dossier itself: none */
        m->failed = true;
}

static void end(cl_plan_maker *m)
{
    cl_vec_clear(&m->constants);
    cl_vec_clear(&m->params);
    cl_vec_clear(&m->steps);
    cl_vec_clear(&m->own);
    cl_vec_clear(&m->nodes);
    cl_vec_clear(&m->sets);
    for (int kind = 0; kind < CL_PLAN_KINDS; kind++)
        cl_vec_clear(&m->troubles[kind]);
}

cl_plan *cl_plan_make(const cl_programme *programme, cl_arena *arena)
{
    cl_plan_maker m = {.programme = programme, .arena = arena};
    cl_plan *plan = cl_arena_array(arena, 1, sizeof *plan);

    begin(&m);
    if (plan != NULL && !m.failed)
        plan_all(&m, plan);
    if (plan != NULL && !m.failed)
        keep_all(&m, plan);
    end(&m);
    return m.failed ? NULL : plan;
}
