/* SPDX-License-Identifier: MIT
 *
 * One row at a time through libcsv, and where to go on after a broken one. For the CSV files of
 * base alone.
 */
#ifndef CL_CSV_ROW_H
#define CL_CSV_ROW_H

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>

#include "csv.h"
#include "error.h"
#include "text.h"
#include "vec.h"

/** Bytes of a field or name inside a cl_text. */
typedef struct cl_csv_span {
    size_t offset, length;
} cl_csv_span;

typedef struct cl_csv_row {
    /* What is read from. */
    int fd;     /**< -1: bytes in memory */
    char *name; /**< for messages */
    size_t field_limit;
    size_t columns; /**< more fields than these are counted and not kept */

    /* The present row. */
    cl_text bytes;       /**< its fields as UTF-8, each terminated */
    cl_vec fields;       /**< cl_csv_span of each in `bytes` */
    size_t count;        /**< fields, also those that are not kept */
    int line;            /**< on which it begins */
    int fault_line;      /**< where a refused row is broken */
    size_t fault_column; /**< and in which column; (size_t)-1: in none */

    /* The rest is for csv_row.c. */
    struct csv_parser parser;
    cl_encoding encoding;
    char *buffer;   /* the window, when it is ours */
    const char *at; /* bytes [begin, end) are the present row and what follows it */
    size_t capacity, begin, cursor, end;
    int cursor_line, quote_line;
    bool input_ended, after_return, complete, over;
    int failed; /* of a callback: 0, CL_E_MEMORY, or CL_E_LIMIT for a long field */
} cl_csv_row;

/** Copies `name`. 0 or CL_E_MEMORY; cl_csv_row_clear() in either case. */
int cl_csv_row_init(cl_csv_row *row, const char *name, const cl_csv_options *options);
void cl_csv_row_clear(cl_csv_row *row);
/** Reads from memory instead of `fd`; the bytes must stay. */
void cl_csv_row_read_view(cl_csv_row *row, cl_view bytes);
/** Next row that is not blank, as cl_csv_next() says; the message is without place but for CL_E_IO.
 */
int cl_csv_row_next(cl_csv_row *row, bool *more, cl_error *e);

#endif
