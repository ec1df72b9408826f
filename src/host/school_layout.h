/* SPDX-License-Identifier: MIT
 *
 * A mapping laid over one file: which column holds what, and what a row says of a school. Knows no
 * database.
 */
#ifndef CL_SCHOOL_LAYOUT_H
#define CL_SCHOOL_LAYOUT_H

#include "csv.h"
#include "error.h"
#include "register_import.h"
#include "register_mapping.h"

enum { CL_LAYOUT_COLUMNS = 20 };

typedef struct cl_school_layout {
    int column[CL_LAYOUT_COLUMNS]; /**< by field; -1 when the file has none */
    const char *scheme;            /**< GB-EDU, … */
    cl_view country;               /**< where the schools are, unless a row says otherwise */
    cl_view nation;                /**< empty: not known */
    cl_view language;              /**< of other_name */
    bool nation_needs_postcode;
    int64_t digits; /**< of a number; 0: any */
    char without;   /**< a character that is no part of a number; NUL for none */
    cl_vec phases, phase_of_group, fundings, overseas, closed, nothing, nations;
    cl_text number; /**< of the present row */
} cl_school_layout;

/**
 * Finds the columns and words of `mapping` in a file. Cleared in any case.
 * @param scheme   NULL: the mapping's
 * @param country  NULL: the mapping's
 * @return 0, CL_E_INVALID (no column for the number or the name; a scheme must be given),
 * CL_E_MEMORY
 */
int cl_school_layout_open(cl_school_layout *out, const cl_register_mapping *mapping,
                          const cl_csv *csv, const char *scheme, const char *country, cl_error *e);
/** A zeroed or cleared one is accepted. */
void cl_school_layout_clear(cl_school_layout *layout);
/** Reads the present row; its texts are the CSV's and the layout's, until the next row.
 * CL_E_INVALID says what is wrong with it. */
int cl_school_layout_read(cl_register_row *out, cl_school_layout *layout, const cl_csv *csv,
                          cl_error *e);

#endif
