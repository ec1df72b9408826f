/* SPDX-License-Identifier: MIT
 *
 * What is missing: the facts, params and table rows because of which a node is not known, and only
 * those that can still matter. Runs after an evaluation, on the rare path.
 */
#ifndef CL_BLAME_H
#define CL_BLAME_H

#include "arena.h"
#include "eval.h"
#include "vec.h"

/** Paths without repetition, in the order in which they were found. */
typedef struct cl_blame {
    cl_arena *arena; /**< owns the texts */
    cl_vec paths;    /**< const char * */
    bool failed;     /**< memory was out */
} cl_blame;

#define CL_BLAME_INIT(arena)                                                                       \
    {                                                                                              \
        (arena), CL_VEC_INIT(const char *), false                                                  \
    }

void cl_blame_truth(cl_blame *blame, cl_evaluator *evaluator, cl_node node);
void cl_blame_range(cl_blame *blame, cl_evaluator *evaluator, cl_node node);
/** Unknown list, and members of which it is not known whether they are in it. */
void cl_blame_list(cl_blame *blame, cl_evaluator *evaluator, cl_node node);
/** Because of what it is not known whether record `member` is in the list. */
void cl_blame_membership(cl_blame *blame, cl_evaluator *evaluator, cl_node list, uint32_t member);
/** Adds one path; repetitions are left out. */
void cl_blame_add(cl_blame *blame, const char *path);
void cl_blame_clear(cl_blame *blame);

#endif
