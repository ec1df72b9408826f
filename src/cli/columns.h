/* SPDX-License-Identifier: MIT
 *
 * A table on a page: rows are held until their widths are known, then printed in aligned columns.
 * Knows no terminal and no verb.
 */
#ifndef CL_COLUMNS_H
#define CL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "cells.h"

enum {
    CL_COLUMNS_HELD = 500 /**< rows that decide the widths; those after them stream */
};

typedef struct cl_column {
    char *name;
    size_t width;
    bool number; /**< every value so far is one, or there is none */
} cl_column;

typedef struct cl_columns {
    cl_column *columns;
    size_t count;
    cl_buffer cells; /**< texts of held rows, each terminated, column by column */
    size_t rows;     /**< held */
    bool begun;      /**< the heading is printed */
} cl_columns;

#define CL_COLUMNS_INIT                                                                            \
    {                                                                                              \
        NULL, 0, CL_BUFFER_INIT, 0, false                                                          \
    }

/**
 * Adds a row. One with other names than the table's begins a new table; what is printed by then,
 * and rows after CL_COLUMNS_HELD, are appended to `out`.
 * @return false when memory is out
 */
bool cl_columns_add(cl_columns *table, const cl_cells *row, cl_buffer *out);
/** Appends what is held to `out`, and ends the table. */
void cl_columns_end(cl_columns *table, cl_buffer *out);
void cl_columns_clear(cl_columns *table);

#endif
