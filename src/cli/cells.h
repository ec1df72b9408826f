/* SPDX-License-Identifier: MIT
 *
 * One result row (a JSON object on one line, as clachan writes it) as names and texts for people.
 * No reader for JSON of strangers: it is given what clachan itself wrote, and stops at what it does
 * not expect.
 */
#ifndef CL_CELLS_H
#define CL_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

typedef struct cl_cell {
    size_t name, text; /**< offsets in `texts`, each terminated */
    size_t name_length, text_length;
    bool number; /**< reads better at the right: a number, an amount */
} cl_cell;

typedef struct cl_cells {
    cl_buffer texts;
    cl_cell *items;
    size_t count, capacity;
} cl_cells;

#define CL_CELLS_INIT                                                                              \
    {                                                                                              \
        CL_BUFFER_INIT, NULL, 0, 0                                                                 \
    }

/**
 * Reads a row: texts unquoted and harmless on a terminal, true and false as yes and no, null as a
 * dash, money as "1500.00 GBP", lists joined by commas, other objects as they are written.
 * @return true, or false for what is no object or when memory is out
 */
bool cl_cells_read(cl_cells *cells, const char *json, size_t length);
const char *cl_cells_name(const cl_cells *cells, size_t index);
const char *cl_cells_text(const cl_cells *cells, size_t index);
void cl_cells_clear(cl_cells *cells);

#endif
