/* SPDX-License-Identifier: MIT
 *
 * The file of a register, read whole: its encoding, its separator, the line with its columns, and
 * the mapping that knows them. Knows no database.
 */
#ifndef CL_REGISTER_FILE_H
#define CL_REGISTER_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "csv.h"
#include "digest.h"
#include "recording.h"
#include "register_ahead.h"
#include "register_mapping.h"

typedef struct cl_register_file {
    cl_recording *r;
    const char *path;
    cl_text bytes;
    cl_csv *csv;
    cl_register_mappings mappings;
    const cl_register_mapping *mapping;
    char digest[7 + CL_DIGEST_HEX];
    int before;   /**< lines before the one with the names of columns */
    size_t lines; /**< in the file, for progress */
    size_t read;  /**< rows so far, refused ones too */
    int line;     /**< of the present one, in what the CSV reads */
    bool last_refused;
} cl_register_file;

/** Opens the file of argument "file", by the arguments "encoding" and "mapping". A file that
 * no mapping knows by its columns is read as the one called "any" says. CL_E_IO, CL_E_INVALID,
 * CL_E_SCRIPT. */
int cl_register_file_open(cl_register_file *out, cl_recording *r, cl_error *e);
void cl_register_file_close(cl_register_file *file);
/** The last part of its path, for the record. */
const char *cl_register_file_name(const cl_register_file *file);
/** Of the row that is being taken. */
int cl_register_file_line(const cl_register_file *file);

/** How the rows of a file are read and taken. */
typedef struct cl_register_rows {
    size_t size;                     /**< of the struct that is read */
    cl_register_read_function *read; /**< on a thread of its own: see register_ahead.h */
    /** What is done with a row. CL_E_INVALID, CL_E_LIMIT, CL_E_RANGE: only this row is refused,
     * which is told and counted; any other code ends the reading. */
    int (*take)(void *context, const void *row, cl_error *e);
    /** Told of each row that is refused. */
    void (*refused)(void *context);
    void *context;
} cl_register_rows;

/** Reads all rows. A file that is cut off in its last row, or whose number of rows is not that of
 * the argument "rows", is refused whole. */
int cl_register_file_each(cl_register_file *file, const cl_register_rows *rows, cl_error *e);

#define CL_REGISTER_FILE_PARAMETERS                                                                \
    {"file", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",               \
     "CSV, or separated by tabs, with a line of column names"},                                    \
        {"mapping", CL_TAKES_FILE, 0, "FILE",                                                      \
         "what the columns and words mean; told by the columns when not given"},                   \
        {"encoding", CL_TAKES_TEXT, 0, "NAME", "auto, utf-8 or windows-1252"},                     \
    {                                                                                              \
        "rows", CL_TAKES_NUMBER, 0, "N", "how many rows the file should have; refused otherwise"   \
    }

#endif
