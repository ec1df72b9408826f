/* SPDX-License-Identifier: MIT
 *
 * The terms in which a board should have met: those of the year before a day, of the lead school's
 * own list, else its authority's, else of all. Knows no verb.
 */
#ifndef CL_TERMS_H
#define CL_TERMS_H

#include <stddef.h>

#include "arena.h"
#include "date.h"
#include "error.h"
#include "records.h"
#include "store.h"

typedef struct cl_cluster_terms {
    const cl_term *terms; /**< in order of their first days */
    size_t term_count;
    const cl_meeting *meetings; /**< until the day, oldest record first */
    size_t meeting_count;
    bool any_terms; /**< some term is on record, of whatever year */
} cl_cluster_terms;

/** Reads them into the arena. A term that still runs is among them only when the board has met in
 * it; one that had begun when the cluster was formed is not. */
int cl_cluster_terms_read(cl_cluster_terms *out, cl_arena *arena, cl_store *store,
                          const cl_cluster *cluster, cl_date on, cl_error *e);
/** The school that leads on the day; its id is 0 when none does. */
int cl_cluster_lead(cl_school *out, cl_arena *arena, cl_store *store, int64_t cluster, cl_date on,
                    cl_error *e);
/** The term in which a day falls; NULL when it falls between terms. */
const cl_term *cl_term_of(const cl_cluster_terms *list, int64_t day);

#endif
