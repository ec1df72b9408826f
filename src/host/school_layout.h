/* SPDX-License-Identifier: MIT
 *
 * Which column of a school register holds what: found by name, in any order, for all layouts that
 * the registers have been seen in. Knows no database.
 */
#ifndef CL_SCHOOL_LAYOUT_H
#define CL_SCHOOL_LAYOUT_H

#include "csv.h"
#include "error.h"
#include "register_import.h"

enum { CL_LAYOUT_COLUMNS = 16 };

typedef struct cl_school_layout {
    int column[CL_LAYOUT_COLUMNS]; /**< by field; -1 when the file has none */
    const char *scheme;            /**< GB-EDU, … */
    cl_view country;               /**< where the schools are, unless a row says otherwise */
} cl_school_layout;

/**
 * Finds the columns.
 * @param scheme   NULL: told by the name of the column with the number
 * @param country  ISO 3166-1
 * @return 0, or CL_E_INVALID (no column for the number or the name; a scheme must be given)
 */
int cl_school_layout_find(cl_school_layout *out, const cl_csv *csv, const char *scheme,
                          const char *country, cl_error *e);
/** Reads the present row; its texts are the CSV's. CL_E_INVALID says what is wrong with it. */
int cl_school_layout_read(cl_register_row *out, const cl_school_layout *layout, const cl_csv *csv,
                          cl_error *e);

#endif
