/* SPDX-License-Identifier: MIT
 *
 * States of the search: their memory, how far they are from the goal, and which moves matter there.
 */
#include "near_search.h"

#include "alloc.h"
#include "assess.h"

/* ---- states ---- */

void cl_near_state_free(cl_near_state *s)
{
    if (s == NULL)
        return;
    cl_dossier_clear(&s->dossier);
    cl_vec_clear(&s->changes);
    cl_free(s->fresh);
    cl_free(s->gaps);
    cl_free(s);
}

void cl_near_states_clear(cl_vec *states)
{
    for (size_t i = 0; i < states->count; i++)
        cl_near_state_free(*(cl_near_state **)cl_vec_at(states, i));
    cl_vec_clear(states);
}

int cl_near_lost(cl_near_search *p)
{
    return p->rc = cl_fail(p->error, CL_E_MEMORY, "out of memory");
}

cl_near_state *cl_near_state_new(cl_near_search *p)
{
    cl_near_state *s = cl_calloc(1, sizeof *s);

    if (s == NULL) {
        cl_near_lost(p);
        return NULL;
    }
    s->dossier = (cl_dossier)CL_DOSSIER_INIT;
    s->changes = (cl_vec)CL_VEC_INIT(cl_near_change);
    s->gaps = cl_calloc(p->rules.count + 1, sizeof *s->gaps);
    if (s->gaps == NULL) {
        cl_near_state_free(s);
        cl_near_lost(p);
        return NULL;
    }
    return s;
}

bool *cl_near_make_fresh(cl_near_search *p, const cl_dossier *dossier)
{
    bool *fresh = cl_calloc(dossier->record_count + 1, sizeof *fresh);

    if (fresh == NULL)
        cl_near_lost(p);
    return fresh;
}

bool *cl_near_follow_fresh(cl_near_search *p, const cl_near_state *from, const cl_dossier *to,
                           uint32_t added)
{
    bool *fresh = cl_near_make_fresh(p, to);

    if (fresh == NULL)
        return NULL;
    for (uint32_t i = 0; i < from->dossier.record_count; i++) {
        uint32_t now = p->map.count == 0 ? i : *(const uint32_t *)cl_vec_at(&p->map, i);

        if (from->fresh[i] && now != CL_DOSSIER_GONE)
            fresh[now] = true;
    }
    if (added != CL_DOSSIER_GONE && !to->schema->types[to->records[added].type].plain)
        fresh[added] = true;
    for (uint32_t i = 1; i < to->record_count; i++) /* parents come before what they hold */
        fresh[i] = fresh[i] || (to->records[i].parent != 0 && fresh[to->records[i].parent]);
    return fresh;
}

/* ---- measuring ---- */

static void take_settings(cl_near_search *p, const cl_dossier *dossier, cl_error *e)
{
    cl_evaluator_begin(p->evaluator, dossier, e);
    for (size_t i = 0; i < p->evaluator->setting_count; i++)
        if (p->assumed[i].assumed)
            p->evaluator->settings[i] = p->assumed[i];
}

int64_t cl_near_measure(cl_near_search *p, const cl_dossier *dossier, int32_t *gaps)
{
    cl_error ignored = CL_ERROR_INIT;
    int64_t sum = 0;

    p->out->tried++;
    take_settings(p, dossier, &ignored);
    for (size_t i = 0; i < p->rules.count; i++) {
        const cl_rule *rule = *(const cl_rule *const *)cl_vec_at(&p->rules, i);

        gaps[i] = cl_assess_waiver(p->decide, rule, dossier->date) != NULL
                      ? 0
                      : cl_near_rule_gap(p->evaluator, rule);
        sum += gaps[i];
    }
    if (p->evaluator->rc == CL_E_MEMORY)
        cl_near_lost(p);
    if (p->evaluator->rc != 0 || dossier->date < p->programme->from ||
        dossier->date > p->programme->until)
        return CL_NEAR_FAR;
    return sum;
}

int64_t cl_near_grant_of(cl_near_search *p, const cl_dossier *dossier)
{
    cl_assessment found;
    cl_error ignored = CL_ERROR_INIT;
    int rc;

    p->out->tried++;
    rc = cl_assess(&found, p->evaluator, dossier, p->decide, &ignored);
    if (rc == CL_E_MEMORY)
        cl_near_lost(p);
    return rc == 0 && !found.grant.no_low && !found.grant.no_high ? found.grant.low.num : -1;
}

bool cl_near_is_nearer(const cl_near_search *p, const int32_t *gaps, const int32_t *before)
{
    for (size_t i = 0; i < p->rules.count; i++)
        if (before[i] > 0 && gaps[i] < before[i])
            return true;
    return false;
}

void cl_near_weigh(cl_near_search *p, cl_near_state *s)
{
    s->gap = cl_near_measure(p, &s->dossier, s->gaps);
    s->grant = -1;
    if (p->goal == CL_NEAR_GRANT && s->gap == 0 && p->rc == 0)
        s->grant = cl_near_grant_of(p, &s->dossier);
}

/* ---- which facts matter now ---- */

static void read_fields(cl_near_search *p, const cl_near_state *s)
{
    cl_reach_reset(&p->reach);
    cl_vec_reset(&p->fields.fields);
    cl_vec_reset(&p->fields.bounds);
    cl_vec_reset(&p->fields.countries);
    for (size_t i = 0; i < p->rules.count; i++)
        if (s->gaps[i] > 0)
            cl_reach_rule(&p->reach, *(const cl_rule *const *)cl_vec_at(&p->rules, i));
    if (p->goal == CL_NEAR_GRANT) {
        for (size_t i = 0; i < p->programme->lines.count; i++)
            cl_reach_line(&p->reach, cl_vec_at(&p->programme->lines, i));
        for (size_t i = 0; i < p->programme->adjusts.count; i++) {
            const cl_adjust *adjust = cl_vec_at(&p->programme->adjusts, i);

            cl_reach_node(&p->reach, adjust->applies);
            cl_reach_node(&p->reach, adjust->at);
        }
    }
    take_settings(p, &s->dossier, NULL);
    if (p->reach.rc != 0 || cl_near_fields_add(&p->fields, p->evaluator, &p->reach) != 0)
        cl_near_lost(p);
    /* What pays more may come to a rule that is met now: its bounds are tried too. */
    for (size_t i = 0; p->goal == CL_NEAR_GRANT && p->rc == 0 && i < p->read.bounds.count; i++)
        if (cl_vec_add(&p->fields.bounds, cl_vec_at(&p->read.bounds, i)) != 0)
            cl_near_lost(p);
}

void cl_near_list_moves(cl_near_search *p, const cl_near_state *s, cl_vec *moves, bool only_fresh)
{
    cl_vec_reset(moves);
    read_fields(p, s);
    if (p->rc == 0 && cl_near_moves(moves, &p->fields, &s->dossier, s->fresh, only_fresh) != 0)
        cl_near_lost(p);
}
