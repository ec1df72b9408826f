/* SPDX-License-Identifier: MIT
 *
 * Guards over all that their facts may be: every yes/no, every choice, none, and below, at and
 * above each value that a guard compares with. Exact where it says so; a guard that does more than
 * compare a fact is not proved. Not for other layers.
 */
#ifndef CL_MACHINE_CELLS_H
#define CL_MACHINE_CELLS_H

#include "machine_case.h"

enum { CL_CELLS_LIMIT = 400000 };

typedef struct cl_cells_seen {
    bool proved;       /**< all cells were looked at */
    bool ever, always; /**< some cell makes every guard true; all cells do */
    cl_text example;   /**< the first cell in which they are all true, in words */
} cl_cells_seen;

/** Looks at the conjunction of guards (0 is "always"). `seen->example` is cleared by the caller.
 * CL_E_MEMORY. */
int cl_cells_look(cl_cells_seen *seen, const cl_machine *machine, const cl_node *guards,
                  size_t count, cl_error *e);

#endif
