/* SPDX-License-Identifier: MIT
 *
 * What the parts of boundary cells share. Not for other layers.
 */
#ifndef CL_BOUNDARY_PARTS_H
#define CL_BOUNDARY_PARTS_H

#include "boundary.h"

/** Codes of a choice or country that a tree tells apart from all others. */
typedef struct cl_boundary_codes {
    const int64_t *codes;
    size_t count;
} cl_boundary_codes;

/** Two fields that are compared with each other. */
typedef struct cl_boundary_link {
    size_t a, b; /**< indices of fields */
} cl_boundary_link;

/** The field of the schema. */
const cl_field *cl_boundary_about(const cl_boundary *cells, const cl_boundary_field *field);
/** Index of the field, which is made when it is met first; SIZE_MAX when memory is out, which is
 * kept in `rc`. */
size_t cl_boundary_cell(cl_boundary *cells, unsigned type, unsigned field);
/** NULL for SIZE_MAX. */
cl_boundary_field *cl_boundary_at(const cl_boundary *cells, size_t index);
/** Adds where a comparison turns, once; nothing for SIZE_MAX. */
void cl_boundary_add_cut(cl_boundary *cells, size_t index, cl_ratio cut);
/** Works out the values of one field (boundary_values.c). */
void cl_boundary_work_out(cl_boundary *cells, cl_boundary_field *cell);

#endif
