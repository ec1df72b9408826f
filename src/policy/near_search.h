/* SPDX-License-Identifier: MIT
 *
 * The search for the nearest changes: what it holds, and a state of it, which is a dossier with the
 * changes that led to it. Not for other layers.
 */
#ifndef CL_NEAR_SEARCH_H
#define CL_NEAR_SEARCH_H

#include "near_parts.h"

typedef struct cl_near_state {
    cl_dossier dossier;
    cl_vec changes; /**< cl_near_change; the texts of `path` and `to` tell changes apart */
    bool *fresh;    /**< one a record: added by a change */
    int32_t *gaps;  /**< one a rule */
    int64_t gap;    /**< their sum: 0 is the goal */
    int64_t grant;  /**< least that is sure; for the goal "grant" */
    unsigned cost;
    size_t order; /**< in which it was found */
    char sketch[CL_DIGEST_HEX];
} cl_near_state;

typedef struct cl_near_search {
    cl_near_result *out;
    cl_evaluator *evaluator;
    const cl_programme *programme;
    const cl_decide_options *decide;
    cl_near_goal goal;
    cl_vec rules;        /**< const cl_rule *, those that decide at this stage */
    cl_setting *assumed; /**< settings of the decision, for what --set changed */
    cl_reach reach;
    cl_near_fields fields;    /**< what the rules and lines of the moment read */
    cl_near_fields read;      /**< what the whole edition reads */
    cl_vec moves, more_moves; /**< cl_near_move */
    cl_vec map;               /**< uint32_t */
    cl_vec ways;              /**< cl_near_state *, the goal is reached */
    cl_dossier scratch;
    int32_t *gaps;
    size_t limit, order;
    int64_t base_grant;
    cl_error *error;
    int rc;
} cl_near_search;

/* ---- states (near_state.c) ---- */

/** Keeps that memory is out, and gives CL_E_MEMORY. */
int cl_near_lost(cl_near_search *p);
/** An empty one; NULL when memory is out. */
cl_near_state *cl_near_state_new(cl_near_search *p);
void cl_near_state_free(cl_near_state *s);
/** Frees all of a vector of cl_near_state *, and the vector. */
void cl_near_states_clear(cl_vec *states);
/** One a record of the dossier, all false; NULL when memory is out. */
bool *cl_near_make_fresh(cl_near_search *p, const cl_dossier *dossier);
/** What was fresh stays so under its new number, and what lies below the added member is too. NULL
 * when memory is out. */
bool *cl_near_follow_fresh(cl_near_search *p, const cl_near_state *from, const cl_dossier *to,
                           uint32_t added);

/** The gaps of all rules, and their sum. A dossier that cannot be decided (a day without values) is
 * as far away as can be. */
int64_t cl_near_measure(cl_near_search *p, const cl_dossier *dossier, int32_t *gaps);
/** The least that the grant is sure to be; -1 when nothing can be said. */
int64_t cl_near_grant_of(cl_near_search *p, const cl_dossier *dossier);
/** Fills gaps, gap and grant of a state. */
void cl_near_weigh(cl_near_search *p, cl_near_state *s);
/** Whether one of the rules that were not met is nearer now. */
bool cl_near_is_nearer(const cl_near_search *p, const int32_t *gaps, const int32_t *before);
/** The moves over facts that unmet rules read; for the goal "grant" also those that lines read.
 * `only_fresh` as of cl_near_moves(). */
void cl_near_list_moves(cl_near_search *p, const cl_near_state *s, cl_vec *moves, bool only_fresh);

/* ---- searching (near_search.c) ---- */

/** Fills the ways from `base` on, which is kept or freed. A failure is in `rc`. */
void cl_near_run(cl_near_search *p, cl_near_state *base);

#endif
