/* SPDX-License-Identifier: MIT
 *
 * What the two halves of mutation share. Not for other layers.
 */
#ifndef CL_MUTATE_PARTS_H
#define CL_MUTATE_PARTS_H

#include "tree.h"

/** The operator that takes the place of another in a mutation; NOTHING: it has none. */
cl_op cl_mutate_operator(cl_op op);

#endif
