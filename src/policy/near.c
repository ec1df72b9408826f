/* SPDX-License-Identifier: MIT
 *
 * The search. A state is a dossier with the changes that led to it. From a state those moves are
 * followed that bring one of its unmet rules nearer; the first and the second change are tried in
 * all ways, further ones only from the most promising states. Members that a move adds get the
 * facts they need at once (a greedy descent), because nobody cares how many facts a new school has.
 */
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assess.h"
#include "dossier_make.h"
#include "judge.h"
#include "near_parts.h"

enum {
    SECOND = 400, /* states from which a second change is tried */
    SECOND_FOR_MONEY = 40,
    FURTHER = 24, /* states from which further ones are */
    WAYS = 400,   /* ways that are kept until they are put in order */
    FREE_MOVES = 24,
    JUDGEMENT_COST = 25,
    NARROWINGS = 40
};

typedef struct state {
    cl_dossier dossier;
    cl_vec changes; /* cl_near_change; the texts of `path` and `to` tell changes apart */
    bool *fresh;    /* one a record: added by a change */
    int32_t *gaps;  /* one a rule */
    int64_t gap;    /* their sum: 0 is the goal */
    int64_t grant;  /* least that is sure; for the goal "grant" */
    unsigned cost;
    size_t order; /* in which it was found */
    char sketch[CL_DIGEST_HEX];
} state;

typedef struct search {
    cl_near_result *out;
    cl_evaluator *evaluator;
    const cl_programme *programme;
    const cl_decide_options *decide;
    cl_near_goal goal;
    cl_vec rules;        /* const cl_rule *, those that decide at this stage */
    cl_setting *assumed; /* settings of the decision, for what --set changed */
    cl_reach reach;
    cl_near_fields fields;    /* what the rules and lines of the moment read */
    cl_near_fields read;      /* what the whole edition reads */
    cl_vec moves, more_moves; /* cl_near_move */
    cl_vec map;               /* uint32_t */
    cl_vec ways;              /* state *, the goal is reached */
    cl_dossier scratch;
    int32_t *gaps;
    size_t limit, order;
    int64_t base_grant;
    cl_error *error;
    int rc;
} search;

/* ---- states ---- */

static void state_free(state *s)
{
    if (s == NULL)
        return;
    cl_dossier_clear(&s->dossier);
    cl_vec_clear(&s->changes);
    cl_free(s->fresh);
    cl_free(s->gaps);
    cl_free(s);
}

static void states_clear(cl_vec *states)
{
    for (size_t i = 0; i < states->count; i++)
        state_free(*(state **)cl_vec_at(states, i));
    cl_vec_clear(states);
}

static int lost(search *p)
{
    return p->rc = cl_fail(p->error, CL_E_MEMORY, "out of memory");
}

static state *state_new(search *p)
{
    state *s = cl_calloc(1, sizeof *s);

    if (s == NULL) {
        lost(p);
        return NULL;
    }
    s->dossier = (cl_dossier)CL_DOSSIER_INIT;
    s->changes = (cl_vec)CL_VEC_INIT(cl_near_change);
    s->gaps = cl_calloc(p->rules.count + 1, sizeof *s->gaps);
    if (s->gaps == NULL) {
        state_free(s);
        lost(p);
        return NULL;
    }
    return s;
}

static bool *make_fresh(search *p, const cl_dossier *dossier)
{
    bool *fresh = cl_calloc(dossier->record_count + 1, sizeof *fresh);

    if (fresh == NULL)
        lost(p);
    return fresh;
}

/* What was fresh stays so under its new number, and what lies below the added member is too. */
static bool *follow_fresh(search *p, const state *from, const cl_dossier *to, uint32_t added)
{
    bool *fresh = make_fresh(p, to);

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

static void take_settings(search *p, const cl_dossier *dossier, cl_error *e)
{
    cl_evaluator_begin(p->evaluator, dossier, e);
    for (size_t i = 0; i < p->evaluator->setting_count; i++)
        if (p->assumed[i].assumed)
            p->evaluator->settings[i] = p->assumed[i];
}

/* A dossier that cannot be decided (a day without values) is as far away as can be. */
static int64_t measure(search *p, const cl_dossier *dossier, int32_t *gaps)
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
        lost(p);
    if (p->evaluator->rc != 0 || dossier->date < p->programme->from ||
        dossier->date > p->programme->until)
        return CL_NEAR_FAR;
    return sum;
}

/* The least that the grant is sure to be; -1 when nothing can be said. */
static int64_t grant_of(search *p, const cl_dossier *dossier)
{
    cl_assessment found;
    cl_error ignored = CL_ERROR_INIT;
    int rc;

    p->out->tried++;
    rc = cl_assess(&found, p->evaluator, dossier, p->decide, &ignored);
    if (rc == CL_E_MEMORY)
        lost(p);
    return rc == 0 && !found.grant.no_low && !found.grant.no_high ? found.grant.low.num : -1;
}

static bool is_nearer(const search *p, const int32_t *gaps, const int32_t *before)
{
    for (size_t i = 0; i < p->rules.count; i++)
        if (before[i] > 0 && gaps[i] < before[i])
            return true;
    return false;
}

/* ---- which facts matter now ---- */

static void read_fields(search *p, const state *s)
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
        lost(p);
    /* What pays more may come to a rule that is met now: its bounds are tried too. */
    for (size_t i = 0; p->goal == CL_NEAR_GRANT && p->rc == 0 && i < p->read.bounds.count; i++)
        if (cl_vec_add(&p->fields.bounds, cl_vec_at(&p->read.bounds, i)) != 0)
            lost(p);
}

static void list_moves(search *p, const state *s, cl_vec *moves, bool only_fresh)
{
    cl_vec_reset(moves);
    read_fields(p, s);
    if (p->rc == 0 && cl_near_moves(moves, &p->fields, &s->dossier, s->fresh, only_fresh) != 0)
        lost(p);
}

/* ---- a new member and its facts ---- */

/* Better: nearer to the goal, or for the grant as near and dearer. */
static bool is_better(const search *p, const state *a, const state *b)
{
    return a->gap != b->gap ? a->gap < b->gap
                            : p->goal == CL_NEAR_GRANT && a->gap == 0 && a->grant > b->grant;
}

static void weigh(search *p, state *s)
{
    s->gap = measure(p, &s->dossier, s->gaps);
    s->grant = -1;
    if (p->goal == CL_NEAR_GRANT && s->gap == 0 && p->rc == 0)
        s->grant = grant_of(p, &s->dossier);
}

/* The state after one move; NULL after a failure or where the move cannot be made. */
static state *moved(search *p, const state *from, const cl_near_move *move, uint32_t *added)
{
    state *s = state_new(p);
    int rc;

    if (s == NULL)
        return NULL;
    rc = cl_near_apply(&s->dossier, &from->dossier, move, added, &p->map, p->error);
    if (rc == 0) {
        s->fresh = follow_fresh(p, from, &s->dossier, *added);
        s->cost = from->cost + move->cost;
    }
    if (rc == CL_E_MEMORY)
        p->rc = rc;
    for (size_t i = 0; rc == 0 && p->rc == 0 && i < from->changes.count; i++)
        if (cl_vec_add(&s->changes, cl_vec_at(&from->changes, i)) != 0)
            lost(p);
    if (rc == 0 && p->rc == 0)
        weigh(p, s);
    if (rc == 0 && p->rc == 0)
        return s;
    state_free(s);
    return NULL;
}

static bool may_go_on(search *p)
{
    if (p->out->tried < p->limit)
        return p->rc == 0;
    p->out->cut = true;
    return false;
}

/* The best of the free moves, while one makes the state better. `*number` follows the added member.
 */
static state *settle(search *p, state *s, uint32_t *number)
{
    for (int i = 0; i < FREE_MOVES && s != NULL && may_go_on(p); i++) {
        state *best = NULL;
        uint32_t best_number = *number, ignored;

        list_moves(p, s, &p->more_moves, true);
        for (size_t n = 0; n < p->more_moves.count && may_go_on(p); n++) {
            const cl_near_move *move = cl_vec_at(&p->more_moves, n);
            state *next;

            if (p->goal == CL_NEAR_GRANT && move->kind == CL_NEAR_TRY)
                continue; /* a new request asks for what its model asks for */
            next = moved(p, s, move, &ignored);
            if (next != NULL && is_better(p, next, best == NULL ? s : best)) {
                state_free(best);
                best = next;
                best_number =
                    p->map.count == 0 ? *number : *(const uint32_t *)cl_vec_at(&p->map, *number);
            } else {
                state_free(next);
            }
        }
        if (best == NULL)
            return s;
        state_free(s);
        s = best;
        *number = best_number;
    }
    return s;
}

/* ---- following moves ---- */

static bool same_change(const cl_near_change *a, const cl_near_change *b)
{
    return strcmp(a->what, b->what) == 0 && strcmp(a->path, b->path) == 0 &&
           strcmp(a->to, b->to) == 0 && strcmp(a->says, b->says) == 0;
}

static size_t times(const state *s, const cl_near_change *change)
{
    size_t count = 0;

    for (size_t i = 0; i < s->changes.count; i++)
        count += same_change(cl_vec_at(&s->changes, i), change);
    return count;
}

/* Whether all changes of `a` are among those of `b`. */
static bool is_part_of(const state *a, const state *b)
{
    for (size_t i = 0; i < a->changes.count; i++) {
        const cl_near_change *change = cl_vec_at(&a->changes, i);

        if (times(a, change) > times(b, change))
            return false;
    }
    return true;
}

static bool is_known(const cl_vec *states, const state *s)
{
    for (size_t i = 0; i < states->count; i++)
        if (strcmp((*(state **)cl_vec_at(states, i))->sketch, s->sketch) == 0)
            return true;
    return false;
}

/* A way to the same dossier that asks no more. */
static bool has_better(const search *p, const state *s)
{
    for (size_t i = 0; i < p->ways.count; i++) {
        const state *way = *(state **)cl_vec_at(&p->ways, i);

        if (way->cost <= s->cost && strcmp(way->sketch, s->sketch) == 0)
            return true;
    }
    return false;
}

static bool has_smaller_way(const search *p, const state *s)
{
    for (size_t i = 0; i < p->ways.count; i++)
        if (is_part_of(*(state **)cl_vec_at(&p->ways, i), s))
            return true;
    return false;
}

/* A fact is changed once. */
static bool changes_again(const state *from, const cl_near_change *change)
{
    for (size_t i = 0; i < from->changes.count; i++) {
        const cl_near_change *before = cl_vec_at(&from->changes, i);

        if (strcmp(before->path, change->path) == 0 && strcmp(change->what, "add") != 0)
            return true;
    }
    return false;
}

/* Two changes are worth naming for money where no single one gives as much. */
static int64_t grant_to_beat(const search *p, const state *s)
{
    int64_t most = p->base_grant;

    for (size_t i = 0; i < p->ways.count; i++) {
        const state *way = *(state **)cl_vec_at(&p->ways, i);

        if (way->changes.count < s->changes.count && way->grant > most)
            most = way->grant;
    }
    return most;
}

static bool is_goal(const search *p, const state *s)
{
    if (s->gap != 0)
        return false;
    return p->goal == CL_NEAR_VERDICT || s->grant > grant_to_beat(p, s);
}

static void keep(search *p, cl_vec *states, state *s)
{
    s->order = p->order++;
    if (cl_vec_add(states, &s) != 0) {
        state_free(s);
        lost(p);
    }
}

/* A state that was reached by one more change: a way, one to go on from, or nothing new. */
static void arrive(search *p, const state *from, state *s, const cl_near_move *move, cl_vec *next)
{
    /* For money: what gives no more by itself may let another change give it; a number does not. */
    bool nearer = p->goal == CL_NEAR_VERDICT ? is_nearer(p, s->gaps, from->gaps)
                                             : s->gap == 0 && move->kind != CL_NEAR_TRY;

    if (s->gap >= CL_NEAR_FAR || has_smaller_way(p, s) ||
        (cl_near_sketch(s->sketch, &s->dossier, s->fresh) != 0 && lost(p) != 0)) {
        state_free(s);
    } else if (is_goal(p, s)) {
        if (p->ways.count < WAYS && !has_better(p, s))
            keep(p, &p->ways, s);
        else
            state_free(s);
    } else if (nearer && next != NULL && !is_known(next, s)) {
        keep(p, next, s);
    } else {
        state_free(s);
    }
}

/* ---- ordered values ---- */

/* What is asked of a value, from some value on. */
static bool suffices(search *p, const state *from, const cl_near_move *move, int64_t wanted)
{
    cl_fact before = *cl_dossier_fact(&p->scratch, move->record, move->field);
    int64_t gap;
    bool good;

    cl_dossier_set(&p->scratch, move->record, move->field, move->fact);
    gap = measure(p, &p->scratch, p->gaps);
    if (p->goal == CL_NEAR_VERDICT)
        good = gap < CL_NEAR_FAR && is_nearer(p, p->gaps, from->gaps);
    else
        good = gap == 0 && grant_of(p, &p->scratch) >= wanted;
    cl_dossier_set(&p->scratch, move->record, move->field, before);
    return good;
}

/* The value between the present one and one that suffices, from which on it does. */
static void narrow(search *p, const state *from, cl_near_move *move, int64_t wanted)
{
    const cl_fact *now = cl_dossier_fact(&from->dossier, move->record, move->field);
    int64_t helps = move->fact.value, idle = now->value;

    if (move->fact.extra != 1 || now->extra != 1 || now->state != CL_FACT_KNOWN)
        return;
    for (int i = 0; i < NARROWINGS && may_go_on(p); i++) {
        int64_t middle = idle + (helps - idle) / 2;

        if (middle == idle || middle == helps)
            break;
        move->fact.value = middle;
        if (suffices(p, from, move, wanted))
            helps = middle;
        else
            idle = middle;
    }
    move->fact.value = helps;
}

static void follow(search *p, const state *from, const cl_near_move *move, cl_vec *next);

static bool is_above(const state *from, const cl_near_move *move)
{
    const cl_fact *now = cl_dossier_fact(&from->dossier, move->record, move->field);

    return (cl_wide)move->fact.value * now->extra > (cl_wide)now->value * move->fact.extra;
}

static int64_t grant_with(search *p, const cl_near_move *move)
{
    cl_fact before = *cl_dossier_fact(&p->scratch, move->record, move->field);
    int64_t grant = -1;

    cl_dossier_set(&p->scratch, move->record, move->field, move->fact);
    if (measure(p, &p->scratch, p->gaps) == 0)
        grant = grant_of(p, &p->scratch);
    cl_dossier_set(&p->scratch, move->record, move->field, before);
    return grant;
}

/* The nearest value that helps the verdict. */
static bool nearest_value(search *p, const state *from, const cl_near_move *moves, size_t count,
                          bool above, cl_near_move *out)
{
    for (size_t i = 0; i < count && may_go_on(p); i++) {
        if (is_above(from, &moves[i]) != above || !suffices(p, from, &moves[i], 0))
            continue;
        *out = moves[i];
        narrow(p, from, out, 0);
        return true;
    }
    return false;
}

/* The least value that gives the most; where more always gives more, the nearest: one more. */
static bool dearest_value(search *p, const state *from, const cl_near_move *moves, size_t count,
                          bool above, cl_near_move *out)
{
    const cl_near_move *better = NULL, *best = NULL, *last = NULL;
    int64_t most = p->base_grant;

    for (size_t i = 0; i < count && may_go_on(p); i++) {
        int64_t grant;

        if (is_above(from, &moves[i]) != above)
            continue;
        last = &moves[i];
        grant = grant_with(p, last);
        better = better == NULL && grant > p->base_grant ? last : better;
        best = grant > most ? last : best;
        most = grant > most ? grant : most;
    }
    if (best == NULL)
        return false;
    *out = best == last ? *better : *best;
    narrow(p, from, out, best == last ? p->base_grant + 1 : most);
    return true;
}

static void follow_values(search *p, const state *from, const cl_near_move *moves, size_t count,
                          cl_vec *next)
{
    for (int above = 1; above >= 0; above--) {
        cl_near_move move;
        bool found = p->goal == CL_NEAR_VERDICT
                         ? nearest_value(p, from, moves, count, above != 0, &move)
                         : dearest_value(p, from, moves, count, above != 0, &move);

        if (found)
            follow(p, from, &move, next);
    }
}

static void follow(search *p, const state *from, const cl_near_move *move, cl_vec *next)
{
    const char *currency = p->programme->currency;
    cl_near_change change;
    uint32_t added;
    state *s = moved(p, from, move, &added);
    int rc;

    if (s == NULL)
        return;
    rc = cl_near_describe(&change, &p->out->arena, &from->dossier, &s->dossier, move, currency);
    if (rc == 0 && added != CL_DOSSIER_GONE && s->fresh[added]) {
        s = settle(p, s, &added);
        if (s != NULL)
            rc = cl_near_describe_added(&change, &p->out->arena, &p->read, &from->dossier, move,
                                        &s->dossier, added, currency);
    }
    if (rc != 0 || (s != NULL && p->rc == 0 && !changes_again(from, &change) &&
                    cl_vec_add(&s->changes, &change) != 0))
        lost(p);
    if (s == NULL || p->rc != 0 || s->changes.count == from->changes.count)
        state_free(s);
    else
        arrive(p, from, s, move, next);
}

/* Whether following the move can be worth its while: measured before a state is made of it. */
static bool is_promising(search *p, const state *from, const cl_near_move *move)
{
    bool in_place = move->kind == CL_NEAR_SET || move->kind == CL_NEAR_REPLACE;

    return !in_place || p->goal == CL_NEAR_GRANT || suffices(p, from, move, 0);
}

/* How many of the moves from `first` on are values of the same fact. */
static size_t values_of(const cl_vec *moves, size_t first)
{
    const cl_near_move *move = cl_vec_at(moves, first);
    size_t count = 0;

    while (first + count < moves->count) {
        const cl_near_move *other = cl_vec_at(moves, first + count);

        if (other->kind != CL_NEAR_TRY || other->record != move->record ||
            other->field != move->field)
            break;
        count++;
    }
    return count;
}

static void expand(search *p, const state *from, cl_vec *next)
{
    size_t step;

    list_moves(p, from, &p->moves, false);
    if (p->rc == 0 && cl_dossier_copy(&p->scratch, &from->dossier, p->error) != 0)
        p->rc = CL_E_MEMORY;
    for (size_t i = 0; i < p->moves.count && may_go_on(p); i += step) {
        const cl_near_move *move = cl_vec_at(&p->moves, i);

        step = values_of(&p->moves, i);
        if (step > 0)
            follow_values(p, from, move, step, next);
        else if (is_promising(p, from, move))
            follow(p, from, move, next);
        step = step == 0 ? 1 : step;
    }
}

/* ---- in order ---- */

static int by_promise(const void *a, const void *b)
{
    const state *x = *(const state *const *)a, *y = *(const state *const *)b;

    if (x->gap != y->gap)
        return x->gap < y->gap ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void cut_to(search *p, cl_vec *states, size_t most)
{
    if (states->count > 0)
        qsort(states->items, states->count, sizeof(state *), by_promise);
    while (states->count > most) {
        state_free(*(state **)cl_vec_at(states, states->count - 1));
        states->count--;
        p->out->cut = true;
    }
}

/* One more change from each state; with `last` only ways are kept. */
static void go_deeper(search *p, cl_vec *states, bool last)
{
    cl_vec next = CL_VEC_INIT(state *);

    for (size_t i = 0; i < states->count && may_go_on(p); i++)
        expand(p, *(state **)cl_vec_at(states, i), last ? NULL : &next);
    states_clear(states);
    *states = next;
}

static void run(search *p, state *base)
{
    cl_vec states = CL_VEC_INIT(state *);

    keep(p, &states, base);
    if (p->rc == 0)
        go_deeper(p, &states, false);
    cut_to(p, &states, p->goal == CL_NEAR_VERDICT ? SECOND : SECOND_FOR_MONEY);
    if (p->rc == 0)
        go_deeper(p, &states, p->ways.count > 0 || p->goal == CL_NEAR_GRANT);
    for (int depth = 3; depth <= CL_NEAR_DEPTH && p->rc == 0 && p->ways.count == 0 &&
                        p->goal == CL_NEAR_VERDICT && may_go_on(p);
         depth++) {
        p->out->past_two = true;
        cut_to(p, &states, FURTHER);
        go_deeper(p, &states, depth == CL_NEAR_DEPTH);
    }
    states_clear(&states);
}

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

static void add_string(search *p, cl_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return;
    list->items[list->count] = cl_arena_string(&p->out->arena, text);
    if (list->items[list->count] == NULL)
        lost(p);
    else
        list->count++;
}

static void cite(search *p, cl_near_way *way, const cl_cites *cites)
{
    size_t room = way->cites.count + cites->count;
    const char **items = cl_arena_array(&p->out->arena, room + 1, sizeof *items);

    if (items == NULL) {
        lost(p);
        return;
    }
    if (way->cites.count > 0)
        memcpy(items, way->cites.items, way->cites.count * sizeof *items);
    way->cites.items = items;
    for (size_t i = 0; i < cites->count; i++)
        add_string(p, &way->cites, cites->ids[i]);
}

/* Rules that were not met and are now. */
static void tell_repairs(search *p, cl_near_way *way, const state *base)
{
    way->repairs.items = cl_arena_array(&p->out->arena, p->rules.count + 1, sizeof(char *));
    if (way->repairs.items == NULL) {
        lost(p);
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

static void tell_gains(search *p, cl_near_way *way, const cl_decision *before,
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
static void make_way(search *p, cl_near_way *way, const state *s, const state *base,
                     const cl_decision *before)
{
    cl_text json = CL_TEXT_INIT;
    cl_decision decision = {0};
    int rc = cl_decide(&decision, p->evaluator, &s->dossier, p->decide, p->error);

    way->count = s->changes.count;
    way->changes = cl_arena_array(&p->out->arena, way->count + 1, sizeof *way->changes);
    if (rc == 0 && cl_dossier_print_json(&json, &s->dossier, p->programme->currency) == 0)
        way->dossier = cl_arena_copy(&p->out->arena, cl_text_view(&json));
    cl_text_clear(&json);
    way->sketch = cl_arena_string(&p->out->arena, s->sketch);
    if (rc != 0)
        p->rc = rc;
    else if (way->changes == NULL || way->dossier == NULL || way->sketch == NULL)
        lost(p);
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

static void make_ways(search *p, const state *base, const cl_decision *before, size_t most)
{
    cl_near_result *out = p->out;

    out->found = p->ways.count;
    out->ways = cl_arena_array(&out->arena, out->found + 1, sizeof *out->ways);
    if (out->ways == NULL) {
        lost(p);
        return;
    }
    for (; p->rc == 0 && out->count < out->found; out->count++)
        make_way(p, &out->ways[out->count], *(state **)cl_vec_at(&p->ways, out->count), base,
                 before);
    if (out->count > 0)
        qsort(out->ways, out->count, sizeof *out->ways,
              p->goal == CL_NEAR_GRANT ? by_money : by_merit);
    drop_same(out);
    if (out->count > most)
        out->count = most;
}

/* ---- beginning ---- */

static int list_rules(search *p)
{
    for (size_t i = 0; i < p->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&p->programme->rules, i);

        if (rule->stage <= p->decide->stage && rule->level != CL_LEVEL_ADVISORY && !rule->trial &&
            cl_vec_add(&p->rules, &rule) != 0)
            return lost(p);
    }
    return 0;
}

static int prepare(search *p)
{
    size_t settings = p->evaluator->setting_count;

    p->gaps = cl_calloc(p->programme->rules.count + 1, sizeof *p->gaps);
    p->assumed = cl_calloc(settings + 1, sizeof *p->assumed);
    if (p->gaps == NULL || p->assumed == NULL)
        return lost(p);
    memcpy(p->assumed, p->evaluator->settings, settings * sizeof *p->assumed);
    p->rc = cl_reach_init(&p->reach, p->programme, p->error);
    if (p->rc != 0)
        return p->rc;
    cl_reach_all(&p->reach);
    if (cl_near_fields_add(&p->read, p->evaluator, &p->reach) != 0)
        return lost(p);
    return list_rules(p);
}

static state *first_state(search *p, const cl_dossier *dossier)
{
    state *s = state_new(p);

    if (s == NULL)
        return NULL;
    if (cl_dossier_copy(&s->dossier, dossier, p->error) != 0)
        p->rc = CL_E_MEMORY;
    else
        s->fresh = make_fresh(p, &s->dossier);
    if (p->rc == 0)
        weigh(p, s);
    if (p->rc == 0)
        return s;
    state_free(s);
    return NULL;
}

static void finish(search *p)
{
    states_clear(&p->ways);
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
    search p = {.out = out,
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
                .ways = CL_VEC_INIT(state *),
                .scratch = CL_DOSSIER_INIT,
                .base_grant = decision->grant.known || decision->grant.has_range
                                  ? decision->grant.low.minor
                                  : -1,
                .limit = options->limit == 0 ? CL_NEAR_LIMIT : options->limit,
                .error = e};
    state *base = NULL, *origin = NULL;

    memset(out, 0, sizeof *out);
    if (prepare(&p) == 0)
        base = first_state(&p, dossier);
    if (base != NULL)
        origin = first_state(&p, dossier); /* run() gives its own up */
    if (origin != NULL)
        run(&p, base);
    else
        state_free(base);
    if (p.rc == 0)
        make_ways(&p, origin, decision, options->most == 0 ? CL_NEAR_MOST : options->most);
    state_free(origin);
    finish(&p);
    cl_evaluator_begin(evaluator, dossier, NULL); /* it must not look at what is gone */
    return p.rc;
}
