/* SPDX-License-Identifier: MIT
 *
 * Making nodes: what tree_*.c share. Not for other layers.
 */
#ifndef CL_TREE_MAKE_H
#define CL_TREE_MAKE_H

#include "tree.h"

/** The node that is equal to `node` with these arguments, made where there is none yet. Fills
 * `free` from the arguments, and the place. 0 when room is out. */
cl_node cl_tree_make(cl_tree *tree, cl_tree_node *node, const cl_node *arguments, size_t count);
/** True when one of the nodes is poisoned: the word then gives 0 without another finding. */
bool cl_tree_poisoned(const cl_node *nodes, size_t count);
/** True when both give values that can be compared; else a finding that names both. */
bool cl_tree_alike(cl_tree *tree, const char *word, cl_node a, cl_node b);
/** The field (or param's field) whose words a CHOICE node takes. */
const cl_field *cl_tree_choice_field(const cl_tree *tree, const cl_tree_node *node);

/** Memory is out: a finding, and the edition cannot be finished. Gives 0, the poisoned node. */
cl_node cl_tree_no_memory(cl_tree *tree);

#endif
