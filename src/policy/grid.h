/* SPDX-License-Identifier: MIT
 *
 * The grid over boundary cells: made-up dossiers, one a combination of the values. While their
 * number is small all of them are walked (members of a list in one order only, since their order
 * never matters); otherwise a fixed sample is drawn, the same on every machine.
 */
#ifndef CL_GRID_H
#define CL_GRID_H

#include "boundary.h"
#include "dossier.h"

typedef struct cl_grid_options {
    cl_date from, until; /**< the date of the dossier lies between these */
    bool unknown;        /**< a fact may also be unknown */
    uint64_t most;       /**< all combinations are walked up to this many */
    uint64_t samples;    /**< that are drawn when there are more */
} cl_grid_options;

typedef struct cl_grid {
    cl_dossier dossier; /**< the present cell */
    const cl_boundary *cells;
    cl_grid_options options;
    cl_arena arena;
    cl_vec blocks; /**< private */
    bool sampled;  /**< not all combinations are walked */
    bool exact;    /**< all are, and the cells are whole */
    uint64_t cells_done;
    uint64_t random;
    size_t text_base;
} cl_grid;

/** Makes the grid; the cells are finished and borrowed. CL_E_MEMORY, CL_E_LIMIT. */
int cl_grid_init(cl_grid *grid, const cl_boundary *cells, const cl_grid_options *options,
                 cl_error *e);
/** Puts the next cell into grid->dossier; `*there` is false after the last. */
int cl_grid_next(cl_grid *grid, bool *there, cl_error *e);
void cl_grid_clear(cl_grid *grid);

#endif
