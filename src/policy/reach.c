/* SPDX-License-Identifier: MIT
 *
 * Walks down trees; equal trees are one node, so that a node is met once.
 */
#include "reach.h"

#include <string.h>

#include "alloc.h"

int cl_reach_init(cl_reach *reach, const cl_programme *programme, cl_error *e)
{
    reach->programme = programme;
    reach->nodes = (cl_vec)CL_VEC_INIT(cl_node);
    reach->rc = 0;
    reach->seen = cl_calloc(programme->tree.nodes.count, 1);
    return reach->seen == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
}

void cl_reach_clear(cl_reach *reach)
{
    cl_free(reach->seen);
    reach->seen = NULL;
    cl_vec_clear(&reach->nodes);
}

void cl_reach_reset(cl_reach *reach)
{
    for (size_t i = 0; i < reach->nodes.count; i++)
        reach->seen[*(const cl_node *)cl_vec_at(&reach->nodes, i)] = 0;
    cl_vec_reset(&reach->nodes);
}

void cl_reach_node(cl_reach *reach, cl_node node)
{
    const cl_tree *tree = &reach->programme->tree;

    if (node == 0 || reach->seen[node] || reach->rc != 0)
        return;
    reach->rc = cl_vec_add(&reach->nodes, &node);
    if (reach->rc != 0)
        return;
    reach->seen[node] = 1;
    for (uint32_t i = 0; i < cl_tree_at(tree, node)->argument_count; i++)
        cl_reach_node(reach, cl_tree_argument(tree, node, i));
}

void cl_reach_rule(cl_reach *reach, const cl_rule *rule)
{
    cl_reach_node(reach, rule->applies);
    cl_reach_node(reach, rule->needs);
}

void cl_reach_line(cl_reach *reach, const cl_line *line)
{
    const cl_node nodes[] = {line->applies, line->each,          line->amount,    line->at_most,
                             line->units,   line->units_at_most, line->unit_rate, line->shares_of};

    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        cl_reach_node(reach, nodes[i]);
    for (size_t i = 0; i < line->not_paid_count; i++) {
        cl_reach_node(reach, line->not_paid[i].when);
        cl_reach_node(reach, line->not_paid[i].repeated);
    }
}

void cl_reach_all(cl_reach *reach)
{
    const cl_programme *p = reach->programme;

    for (size_t i = 0; i < p->rules.count; i++)
        cl_reach_rule(reach, cl_vec_at(&p->rules, i));
    for (size_t i = 0; i < p->lines.count; i++)
        cl_reach_line(reach, cl_vec_at(&p->lines, i));
    for (size_t i = 0; i < p->adjusts.count; i++) {
        const cl_adjust *adjust = cl_vec_at(&p->adjusts, i);

        cl_reach_node(reach, adjust->applies);
        cl_reach_node(reach, adjust->at);
    }
    for (size_t i = 0; i < p->instalments.count; i++)
        cl_reach_node(reach, ((const cl_instalment_rule *)cl_vec_at(&p->instalments, i))->applies);
    for (size_t i = 0; i < p->grades.count; i++)
        cl_reach_node(reach, ((const cl_grade *)cl_vec_at(&p->grades, i))->needs);
}

bool cl_reach_is_opaque(const cl_reach *reach)
{
    for (size_t i = 0; i < reach->nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&reach->nodes, i);

        if (cl_tree_at(&reach->programme->tree, node)->op == CL_OP_COMPUTE)
            return true;
    }
    return false;
}
