/* SPDX-License-Identifier: MIT
 *
 * The smallest changes of a dossier that turn its verdict, or raise its grant. A search over
 * changed dossiers, each decided as any other: what is named here has been decided, not guessed.
 * One change, then two; where neither suffices the most promising are followed further.
 */
#ifndef CL_NEAR_H
#define CL_NEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "decide.h"

typedef enum cl_near_goal {
    CL_NEAR_VERDICT, /**< nothing fails and nothing is unknown any more */
    CL_NEAR_GRANT    /**< more money, and still nothing fails */
} cl_near_goal;

/** One change. A further member of a list with all its facts, and with those that refer to it, is
 * one; so is another member in the place of one whose facts nobody can change. */
typedef struct cl_near_change {
    const char *what;       /**< "set", "add", "remove", "replace" */
    const char *path;       /**< of the fact, or of the list or record that grows or shrinks */
    const char *from, *to;  /**< as people write them; "" where that says nothing */
    const char *says;       /**< "the role of Leith Primary (s2) were network, not partner" */
    const char *one, *many; /**< of an added member: "school", "schools"; else NULL */
} cl_near_change;

/** One way: all its changes together. */
typedef struct cl_near_way {
    cl_near_change *changes;
    size_t count;
    unsigned cost; /**< how much is asked of the applicant, for the order only */
    cl_verdict verdict;
    cl_amount grant;
    cl_strings repairs;  /**< ids of rules that are met by it and were not before */
    cl_strings cites;    /**< clauses of these rules; of the lines, for the grant */
    const char *dossier; /**< the changed dossier as JSON */
    const char *sketch;  /**< of another way to the same dossier it is equal (near_parts.h) */
} cl_near_way;

typedef struct cl_near_result {
    cl_arena arena;
    cl_near_way *ways; /**< fewest changes first, then least asked, then most money */
    size_t count;
    size_t found;  /**< before `most` cut them */
    size_t tried;  /**< dossiers that were decided */
    bool cut;      /**< the search ended at its limit: there may be more */
    bool past_two; /**< one or two changes did not suffice: the ways need not be the smallest */
} cl_near_result;

typedef struct cl_near_options {
    const cl_decide_options *decide; /**< as for the decision; NULL for the standard */
    cl_near_goal goal;
    size_t most;  /**< ways that are kept */
    size_t limit; /**< dossiers that may be decided; 0: CL_NEAR_LIMIT */
} cl_near_options;

enum { CL_NEAR_LIMIT = 60000, CL_NEAR_MOST = 10, CL_NEAR_DEPTH = 8 };

/**
 * Searches.
 *
 * @param out        zeroed; cleared with cl_near_clear() also after a failure
 * @param evaluator  the one that made `decision` of `dossier`; afterwards it begins anew with it
 * @return 0, also when there is no way; CL_E_MEMORY, CL_E_SCRIPT
 */
int cl_near(cl_near_result *out, cl_evaluator *evaluator, const cl_dossier *dossier,
            const cl_decision *decision, const cl_near_options *options, cl_error *e);
void cl_near_clear(cl_near_result *result);

#endif
