/* SPDX-License-Identifier: MIT
 *
 * The nearest changes: what the search begins with, and its ways put in order and into words.
 */
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "dossier_make.h"
#include "near_search.h"

enum { JUDGEMENT_COST = 25 };

/* ---- the result ---- */

static int by_merit(const void *a, const void *b)
{
    const cl_near_way *x = a, *y = b;
    int order;

    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (x->grant.low.minor != y->grant.low.minor)
        return x->grant.low.minor > y->grant.low.minor ? -1 : 1;
    for (size_t i = 0; i < x->count; i++)
        if ((order = strcmp(x->changes[i].says, y->changes[i].says)) != 0)
            return order;
    return 0;
}

/* More money goes before less effort where money is the goal. */
static int by_money(const void *a, const void *b)
{
    const cl_near_way *x = a, *y = b;

    if (x->count == y->count && x->grant.low.minor != y->grant.low.minor)
        return x->grant.low.minor > y->grant.low.minor ? -1 : 1;
    return by_merit(a, b);
}

static void add_string(cl_near_search *p, cl_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return;
    list->items[list->count] = cl_arena_string(&p->out->arena, text);
    if (list->items[list->count] == NULL)
        cl_near_lost(p);
    else
        list->count++;
}

static void cite(cl_near_search *p, cl_near_way *way, const cl_cites *cites)
{
    size_t room = way->cites.count + cites->count;
    const char **items = cl_arena_array(&p->out->arena, room + 1, sizeof *items);

    if (items == NULL) {
        cl_near_lost(p);
        return;
    }
    if (way->cites.count > 0)
        memcpy(items, way->cites.items, way->cites.count * sizeof *items);
    way->cites.items = items;
    for (size_t i = 0; i < cites->count; i++)
        add_string(p, &way->cites, cites->ids[i]);
}

/* Rules that were not met and are now. */
static void tell_repairs(cl_near_search *p, cl_near_way *way, const cl_near_state *base)
{
    way->repairs.items = cl_arena_array(&p->out->arena, p->rules.count + 1, sizeof(char *));
    if (way->repairs.items == NULL) {
        cl_near_lost(p);
        return;
    }
    for (size_t i = 0; i < p->rules.count && p->rc == 0; i++) {
        const cl_rule *rule = *(const cl_rule *const *)cl_vec_at(&p->rules, i);

        if (base->gaps[i] == 0)
            continue;
        add_string(p, &way->repairs, rule->id);
        cite(p, way, &rule->cites);
    }
}

static void tell_gains(cl_near_search *p, cl_near_way *way, const cl_decision *before,
                       const cl_decision *after)
{
    for (size_t i = 0; i < after->line_count && p->rc == 0; i++) {
        const cl_decided_line *line = &after->lines[i], *old = NULL;

        for (size_t b = 0; b < before->line_count; b++)
            if (strcmp(before->lines[b].id, line->id) == 0)
                old = &before->lines[b];
        if (old != NULL && old->amount.known == line->amount.known &&
            old->amount.low.minor == line->amount.low.minor)
            continue;
        cite(p, way, &(cl_cites){line->cites.items, line->cites.count});
    }
}

/* Texts of the changed dossier's JSON; the way is decided in full, as anybody else would. */
static void make_way(cl_near_search *p, cl_near_way *way, const cl_near_state *s,
                     const cl_near_state *base, const cl_decision *before)
{
    cl_text json = CL_TEXT_INIT;
    cl_decide_options decide = *p->decide;
    cl_decision decision = {0};
    int rc;

    decide.tries = 0; /* nobody asks what is missing */
    rc = cl_decide(&decision, p->evaluator, &s->dossier, &decide, p->error);
    way->count = s->changes.count;
    way->changes = cl_arena_array(&p->out->arena, way->count + 1, sizeof *way->changes);
    if (rc == 0 && cl_dossier_print_json(&json, &s->dossier, p->programme->currency) == 0)
        way->dossier = cl_arena_copy(&p->out->arena, cl_text_view(&json));
    cl_text_clear(&json);
    way->sketch = cl_arena_string(&p->out->arena, s->sketch);
    if (rc != 0)
        p->rc = rc;
    else if (way->changes == NULL || way->dossier == NULL || way->sketch == NULL)
        cl_near_lost(p);
    if (p->rc == 0) {
        memcpy(way->changes, s->changes.items, way->count * sizeof *way->changes);
        way->verdict = decision.verdict;
        way->grant = decision.grant;
        way->cost = s->cost + (decision.verdict == CL_VERDICT_ELIGIBLE ? 0 : JUDGEMENT_COST);
        if (p->goal == CL_NEAR_VERDICT)
            tell_repairs(p, way, base);
        else
            tell_gains(p, way, before, &decision);
    }
    cl_decision_clear(&decision);
}

/* Of ways to the same dossier the best stays. */
static void drop_same(cl_near_result *out)
{
    size_t kept = 0;

    for (size_t i = 0; i < out->count; i++) {
        bool same = false;

        for (size_t k = 0; k < kept; k++)
            same = same || strcmp(out->ways[k].sketch, out->ways[i].sketch) == 0;
        if (!same)
            out->ways[kept++] = out->ways[i];
    }
    out->count = out->found = kept;
}

static void make_ways(cl_near_search *p, const cl_near_state *base, const cl_decision *before,
                      size_t most)
{
    cl_near_result *out = p->out;

    out->found = p->ways.count;
    out->ways = cl_arena_array(&out->arena, out->found + 1, sizeof *out->ways);
    if (out->ways == NULL) {
        cl_near_lost(p);
        return;
    }
    for (; p->rc == 0 && out->count < out->found; out->count++)
        make_way(p, &out->ways[out->count], *(cl_near_state **)cl_vec_at(&p->ways, out->count),
                 base, before);
    if (out->count > 0)
        qsort(out->ways, out->count, sizeof *out->ways,
              p->goal == CL_NEAR_GRANT ? by_money : by_merit);
    drop_same(out);
    if (out->count > most)
        out->count = most;
}

/* ---- beginning ---- */

static int list_rules(cl_near_search *p)
{
    for (size_t i = 0; i < p->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&p->programme->rules, i);

        if (rule->stage <= p->decide->stage && rule->level != CL_LEVEL_ADVISORY && !rule->trial &&
            cl_vec_add(&p->rules, &rule) != 0)
            return cl_near_lost(p);
    }
    return 0;
}

static int prepare(cl_near_search *p)
{
    size_t settings = p->evaluator->setting_count;

    p->gaps = cl_calloc(p->programme->rules.count + 1, sizeof *p->gaps);
    p->assumed = cl_calloc(settings + 1, sizeof *p->assumed);
    if (p->gaps == NULL || p->assumed == NULL)
        return cl_near_lost(p);
    memcpy(p->assumed, p->evaluator->settings, settings * sizeof *p->assumed);
    p->rc = cl_reach_init(&p->reach, p->programme, p->error);
    if (p->rc != 0)
        return p->rc;
    cl_reach_all(&p->reach);
    if (cl_near_fields_add(&p->read, p->evaluator, &p->reach) != 0)
        return cl_near_lost(p);
    return list_rules(p);
}

static cl_near_state *first_state(cl_near_search *p, const cl_dossier *dossier)
{
    cl_near_state *s = cl_near_state_new(p);

    if (s == NULL)
        return NULL;
    if (cl_dossier_copy(&s->dossier, dossier, p->error) != 0)
        p->rc = CL_E_MEMORY;
    else
        s->fresh = cl_near_make_fresh(p, &s->dossier);
    if (p->rc == 0)
        cl_near_weigh(p, s);
    if (p->rc == 0)
        return s;
    cl_near_state_free(s);
    return NULL;
}

static void finish(cl_near_search *p)
{
    cl_near_states_clear(&p->ways);
    cl_vec_clear(&p->rules);
    cl_vec_clear(&p->moves);
    cl_vec_clear(&p->more_moves);
    cl_vec_clear(&p->map);
    cl_near_fields_clear(&p->fields);
    cl_near_fields_clear(&p->read);
    cl_reach_clear(&p->reach);
    cl_dossier_clear(&p->scratch);
    cl_free(p->assumed);
    cl_free(p->gaps);
}

void cl_near_clear(cl_near_result *result)
{
    cl_arena_clear(&result->arena);
    memset(result, 0, sizeof *result);
}

int cl_near(cl_near_result *out, cl_evaluator *evaluator, const cl_dossier *dossier,
            const cl_decision *decision, const cl_near_options *options, cl_error *e)
{
    static const cl_decide_options standard = CL_DECIDE_OPTIONS_INIT;
    cl_near_search p = {.out = out,
                        .evaluator = evaluator,
                        .programme = evaluator->programme,
                        .decide = options->decide == NULL ? &standard : options->decide,
                        .goal = options->goal,
                        .rules = CL_VEC_INIT(const cl_rule *),
                        .fields = CL_NEAR_FIELDS_INIT,
                        .read = CL_NEAR_FIELDS_INIT,
                        .moves = CL_VEC_INIT(cl_near_move),
                        .more_moves = CL_VEC_INIT(cl_near_move),
                        .map = CL_VEC_INIT(uint32_t),
                        .ways = CL_VEC_INIT(cl_near_state *),
                        .scratch = CL_DOSSIER_INIT,
                        .base_grant = decision->grant.known || decision->grant.has_range
                                          ? decision->grant.low.minor
                                          : -1,
                        .limit = options->limit == 0 ? CL_NEAR_LIMIT : options->limit,
                        .error = e};
    cl_near_state *base = NULL, *origin = NULL;

    memset(out, 0, sizeof *out);
    if (prepare(&p) == 0)
        base = first_state(&p, dossier);
    if (base != NULL)
        origin = first_state(&p, dossier); /* cl_near_run() gives its own up */
    if (origin != NULL)
        cl_near_run(&p, base);
    else
        cl_near_state_free(base);
    if (p.rc == 0)
        make_ways(&p, origin, decision, options->most == 0 ? CL_NEAR_MOST : options->most);
    cl_near_state_free(origin);
    finish(&p);
    cl_evaluator_begin(evaluator, dossier, NULL); /* it must not look at what is gone */
    return p.rc;
}
