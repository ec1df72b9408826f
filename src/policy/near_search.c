/* SPDX-License-Identifier: MIT
 *
 * The search. From a state those moves are followed that bring one of its unmet rules nearer; the
 * first and the second change are tried in all ways, further ones only from the most promising
 * states. Members that a move adds get the facts they need at once (a greedy descent), because
 * nobody cares how many facts a new school has.
 */
#include "near_search.h"

#include <stdlib.h>
#include <string.h>

enum {
    SECOND = 400, /* states from which a second change is tried */
    SECOND_FOR_MONEY = 40,
    FURTHER = 24, /* states from which further ones are */
    WAYS = 400,   /* ways that are kept until they are put in order */
    FREE_MOVES = 24,
    NARROWINGS = 40
};

/* ---- a new member and its facts ---- */

/* Better: nearer to the goal, or for the grant as near and dearer. */
static bool is_better(const cl_near_search *p, const cl_near_state *a, const cl_near_state *b)
{
    return a->gap != b->gap ? a->gap < b->gap
                            : p->goal == CL_NEAR_GRANT && a->gap == 0 && a->grant > b->grant;
}

/* The state after one move; NULL after a failure or where the move cannot be made. */
static cl_near_state *moved(cl_near_search *p, const cl_near_state *from, const cl_near_move *move,
                            uint32_t *added)
{
    cl_near_state *s = cl_near_state_new(p);
    int rc;

    if (s == NULL)
        return NULL;
    rc = cl_near_apply(&s->dossier, &from->dossier, move, added, &p->map, p->error);
    if (rc == 0) {
        s->fresh = cl_near_follow_fresh(p, from, &s->dossier, *added);
        s->cost = from->cost + move->cost;
    }
    if (rc == CL_E_MEMORY)
        p->rc = rc;
    for (size_t i = 0; rc == 0 && p->rc == 0 && i < from->changes.count; i++)
        if (cl_vec_add(&s->changes, cl_vec_at(&from->changes, i)) != 0)
            cl_near_lost(p);
    if (rc == 0 && p->rc == 0)
        cl_near_weigh(p, s);
    if (rc == 0 && p->rc == 0)
        return s;
    cl_near_state_free(s);
    return NULL;
}

static bool may_go_on(cl_near_search *p)
{
    if (p->out->tried < p->limit)
        return p->rc == 0;
    p->out->cut = true;
    return false;
}

/* The best of the free moves, while one makes the state better. `*number` follows the added member.
 */
static cl_near_state *settle(cl_near_search *p, cl_near_state *s, uint32_t *number)
{
    for (int i = 0; i < FREE_MOVES && s != NULL && may_go_on(p); i++) {
        cl_near_state *best = NULL;
        uint32_t best_number = *number, ignored;

        cl_near_list_moves(p, s, &p->more_moves, true);
        for (size_t n = 0; n < p->more_moves.count && may_go_on(p); n++) {
            const cl_near_move *move = cl_vec_at(&p->more_moves, n);
            cl_near_state *next;

            if (p->goal == CL_NEAR_GRANT && move->kind == CL_NEAR_TRY)
                continue; /* a new request asks for what its model asks for */
            next = moved(p, s, move, &ignored);
            if (next != NULL && is_better(p, next, best == NULL ? s : best)) {
                cl_near_state_free(best);
                best = next;
                best_number =
                    p->map.count == 0 ? *number : *(const uint32_t *)cl_vec_at(&p->map, *number);
            } else {
                cl_near_state_free(next);
            }
        }
        if (best == NULL)
            return s;
        cl_near_state_free(s);
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

static size_t times(const cl_near_state *s, const cl_near_change *change)
{
    size_t count = 0;

    for (size_t i = 0; i < s->changes.count; i++)
        count += same_change(cl_vec_at(&s->changes, i), change);
    return count;
}

/* Whether all changes of `a` are among those of `b`. */
static bool is_part_of(const cl_near_state *a, const cl_near_state *b)
{
    for (size_t i = 0; i < a->changes.count; i++) {
        const cl_near_change *change = cl_vec_at(&a->changes, i);

        if (times(a, change) > times(b, change))
            return false;
    }
    return true;
}

static bool is_known(const cl_vec *states, const cl_near_state *s)
{
    for (size_t i = 0; i < states->count; i++)
        if (strcmp((*(cl_near_state **)cl_vec_at(states, i))->sketch, s->sketch) == 0)
            return true;
    return false;
}

/* A way to the same dossier that asks no more. */
static bool has_better(const cl_near_search *p, const cl_near_state *s)
{
    for (size_t i = 0; i < p->ways.count; i++) {
        const cl_near_state *way = *(cl_near_state **)cl_vec_at(&p->ways, i);

        if (way->cost <= s->cost && strcmp(way->sketch, s->sketch) == 0)
            return true;
    }
    return false;
}

static bool has_smaller_way(const cl_near_search *p, const cl_near_state *s)
{
    for (size_t i = 0; i < p->ways.count; i++)
        if (is_part_of(*(cl_near_state **)cl_vec_at(&p->ways, i), s))
            return true;
    return false;
}

/* A fact is changed once. */
static bool changes_again(const cl_near_state *from, const cl_near_change *change)
{
    for (size_t i = 0; i < from->changes.count; i++) {
        const cl_near_change *before = cl_vec_at(&from->changes, i);

        if (strcmp(before->path, change->path) == 0 && strcmp(change->what, "add") != 0)
            return true;
    }
    return false;
}

/* Two changes are worth naming for money where no single one gives as much. */
static int64_t grant_to_beat(const cl_near_search *p, const cl_near_state *s)
{
    int64_t most = p->base_grant;

    for (size_t i = 0; i < p->ways.count; i++) {
        const cl_near_state *way = *(cl_near_state **)cl_vec_at(&p->ways, i);

        if (way->changes.count < s->changes.count && way->grant > most)
            most = way->grant;
    }
    return most;
}

static bool is_goal(const cl_near_search *p, const cl_near_state *s)
{
    if (s->gap != 0)
        return false;
    return p->goal == CL_NEAR_VERDICT || s->grant > grant_to_beat(p, s);
}

static void keep(cl_near_search *p, cl_vec *states, cl_near_state *s)
{
    s->order = p->order++;
    if (cl_vec_add(states, &s) != 0) {
        cl_near_state_free(s);
        cl_near_lost(p);
    }
}

/* A state that was reached by one more change: a way, one to go on from, or nothing new. */
static void arrive(cl_near_search *p, const cl_near_state *from, cl_near_state *s,
                   const cl_near_move *move, cl_vec *next)
{
    /* For money: what gives no more by itself may let another change give it; a number does not. */
    bool nearer = p->goal == CL_NEAR_VERDICT ? cl_near_is_nearer(p, s->gaps, from->gaps)
                                             : s->gap == 0 && move->kind != CL_NEAR_TRY;

    if (s->gap >= CL_NEAR_FAR || has_smaller_way(p, s) ||
        (cl_near_sketch(s->sketch, &s->dossier, s->fresh) != 0 && cl_near_lost(p) != 0)) {
        cl_near_state_free(s);
    } else if (is_goal(p, s)) {
        if (p->ways.count < WAYS && !has_better(p, s))
            keep(p, &p->ways, s);
        else
            cl_near_state_free(s);
    } else if (nearer && next != NULL && !is_known(next, s)) {
        keep(p, next, s);
    } else {
        cl_near_state_free(s);
    }
}

/* ---- ordered values ---- */

/* What is asked of a value, from some value on. */
static bool suffices(cl_near_search *p, const cl_near_state *from, const cl_near_move *move,
                     int64_t wanted)
{
    cl_fact before = *cl_dossier_fact(&p->scratch, move->record, move->field);
    int64_t gap;
    bool good;

    cl_dossier_set(&p->scratch, move->record, move->field, move->fact);
    gap = cl_near_measure(p, &p->scratch, p->gaps);
    if (p->goal == CL_NEAR_VERDICT)
        good = gap < CL_NEAR_FAR && cl_near_is_nearer(p, p->gaps, from->gaps);
    else
        good = gap == 0 && cl_near_grant_of(p, &p->scratch) >= wanted;
    cl_dossier_set(&p->scratch, move->record, move->field, before);
    return good;
}

/* The value between the present one and one that suffices, from which on it does. */
static void narrow(cl_near_search *p, const cl_near_state *from, cl_near_move *move, int64_t wanted)
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

static void follow(cl_near_search *p, const cl_near_state *from, const cl_near_move *move,
                   cl_vec *next);

static bool is_above(const cl_near_state *from, const cl_near_move *move)
{
    const cl_fact *now = cl_dossier_fact(&from->dossier, move->record, move->field);

    return (cl_wide)move->fact.value * now->extra > (cl_wide)now->value * move->fact.extra;
}

static int64_t grant_with(cl_near_search *p, const cl_near_move *move)
{
    cl_fact before = *cl_dossier_fact(&p->scratch, move->record, move->field);
    int64_t grant = -1;

    cl_dossier_set(&p->scratch, move->record, move->field, move->fact);
    if (cl_near_measure(p, &p->scratch, p->gaps) == 0)
        grant = cl_near_grant_of(p, &p->scratch);
    cl_dossier_set(&p->scratch, move->record, move->field, before);
    return grant;
}

/* The nearest value that helps the verdict. */
static bool nearest_value(cl_near_search *p, const cl_near_state *from, const cl_near_move *moves,
                          size_t count, bool above, cl_near_move *out)
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
static bool dearest_value(cl_near_search *p, const cl_near_state *from, const cl_near_move *moves,
                          size_t count, bool above, cl_near_move *out)
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

static void follow_values(cl_near_search *p, const cl_near_state *from, const cl_near_move *moves,
                          size_t count, cl_vec *next)
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

static void follow(cl_near_search *p, const cl_near_state *from, const cl_near_move *move,
                   cl_vec *next)
{
    const char *currency = p->programme->currency;
    cl_near_change change;
    uint32_t added;
    cl_near_state *s = moved(p, from, move, &added);
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
        cl_near_lost(p);
    if (s == NULL || p->rc != 0 || s->changes.count == from->changes.count)
        cl_near_state_free(s);
    else
        arrive(p, from, s, move, next);
}

/* Whether following the move can be worth its while: measured before a state is made of it. */
static bool is_promising(cl_near_search *p, const cl_near_state *from, const cl_near_move *move)
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

static void expand(cl_near_search *p, const cl_near_state *from, cl_vec *next)
{
    size_t step;

    cl_near_list_moves(p, from, &p->moves, false);
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
    const cl_near_state *x = *(const cl_near_state *const *)a,
                        *y = *(const cl_near_state *const *)b;

    if (x->gap != y->gap)
        return x->gap < y->gap ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void cut_to(cl_near_search *p, cl_vec *states, size_t most)
{
    if (states->count > 0)
        qsort(states->items, states->count, sizeof(cl_near_state *), by_promise);
    while (states->count > most) {
        cl_near_state_free(*(cl_near_state **)cl_vec_at(states, states->count - 1));
        states->count--;
        p->out->cut = true;
    }
}

/* One more change from each state; with `last` only ways are kept. */
static void go_deeper(cl_near_search *p, cl_vec *states, bool last)
{
    cl_vec next = CL_VEC_INIT(cl_near_state *);

    for (size_t i = 0; i < states->count && may_go_on(p); i++)
        expand(p, *(cl_near_state **)cl_vec_at(states, i), last ? NULL : &next);
    cl_near_states_clear(states);
    *states = next;
}

void cl_near_run(cl_near_search *p, cl_near_state *base)
{
    cl_vec states = CL_VEC_INIT(cl_near_state *);

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
    cl_near_states_clear(&states);
}
