/* SPDX-License-Identifier: MIT
 *
 * Which nodes a rule, a line or a whole edition uses, each once, a node before its arguments.
 */
#ifndef CL_REACH_H
#define CL_REACH_H

#include "programme.h"
#include "tree.h"
#include "vec.h"

typedef struct cl_reach {
    const cl_programme *programme;
    uint8_t *seen; /**< one a node */
    cl_vec nodes;  /**< cl_node, in the order in which they were met */
    int rc;        /**< CL_E_MEMORY */
} cl_reach;

/** CL_E_MEMORY. Cleared with cl_reach_clear() in any case. */
int cl_reach_init(cl_reach *reach, const cl_programme *programme, cl_error *e);
void cl_reach_clear(cl_reach *reach);
/** Forgets all nodes; the memory stays. */
void cl_reach_reset(cl_reach *reach);
/** Adds a node (0: none) and what it is made of. */
void cl_reach_node(cl_reach *reach, cl_node node);
void cl_reach_rule(cl_reach *reach, const cl_rule *rule);
void cl_reach_line(cl_reach *reach, const cl_line *line);
/** Adds everything that decides: rules, lines, caps, instalments, levels. */
void cl_reach_all(cl_reach *reach);
/** Whether a function of Lua is among them: nobody can look into one, so that analysis leaves out
 * what depends on it. */
bool cl_reach_is_opaque(const cl_reach *reach);

#endif
