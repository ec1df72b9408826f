/* SPDX-License-Identifier: MIT
 *
 * CSV, read through libcsv behind a façade: a header line of names, rows by column name, limits,
 * and line numbers that count line breaks inside quotes.
 */
#ifndef CL_CSV_H
#define CL_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "text.h"

typedef struct cl_csv cl_csv;

typedef enum cl_encoding { CL_UTF8, CL_CP1252 } cl_encoding;

typedef struct cl_csv_options {
    char separator; /**< ',', ';', '\t' or another; not a quote, space, CR, LF or NUL */
    cl_encoding encoding;
    size_t field_limit;  /**< bytes of one field as it is in the file; 0: 64 KiB */
    size_t column_limit; /**< columns; 0: 1024 */
} cl_csv_options;

#define CL_CSV_OPTIONS_INIT                                                                        \
    {                                                                                              \
        ',', CL_UTF8, 0, 0                                                                         \
    }

/** Opens for reading and reads the header. A UTF-8 byte-order mark is skipped, and then the file is
 *  UTF-8 whatever the options say. `options` may be NULL. CL_E_IO, CL_E_INVALID (no header, the
 * same column twice, UTF-16), CL_E_LIMIT, CL_E_MISUSE (separator). */
int cl_csv_open(cl_csv **out, const char *path, const cl_csv_options *options, cl_error *e);
/** As cl_csv_open() over bytes in memory, which must stay. */
int cl_csv_open_view(cl_csv **out, cl_view bytes, const char *name, const cl_csv_options *options,
                     cl_error *e);
void cl_csv_close(cl_csv *csv);
size_t cl_csv_columns(const cl_csv *csv);
cl_view cl_csv_column_name(const cl_csv *csv, size_t column);
/** Column of that name, compared without case and surrounding space; -1 when there is none. */
int cl_csv_find(const cl_csv *csv, const char *name);
/**
 * Next row; blank lines are none. Space around a field that is not quoted is stripped. The error's
 * path is the column. After a stray quote reading goes on at the second line of the broken row, so
 * that no good row is lost with it.
 * @return 0 with `*more` true; 0 with `*more` false at the end; CL_E_INVALID or CL_E_LIMIT for one
 *         refused row (wrong number of fields, not UTF-8, stray quote, field too long; call again
 * for the next); CL_E_INVALID with `*more` false when the file ends inside quotes; CL_E_IO and
 *         CL_E_MEMORY end the reading
 */
int cl_csv_next(cl_csv *csv, bool *more, cl_error *e);
/** Field of the present row, as UTF-8; empty when column is -1. Valid until the next call. */
cl_view cl_csv_field(const cl_csv *csv, int column);
/** Line on which the present row begins. */
int cl_csv_line(const cl_csv *csv);
/** Appends one field, quoted where needed. A leading = + - @ is not touched: callers who write for
 * a spreadsheet use cl_csv_add_safe(). */
int cl_csv_add(cl_text *out, cl_view field);
/** As cl_csv_add() with a leading apostrophe before = + - @ tab CR, so that no spreadsheet runs it.
 */
int cl_csv_add_safe(cl_text *out, cl_view field);

#endif
