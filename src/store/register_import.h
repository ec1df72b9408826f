/* SPDX-License-Identifier: MIT
 *
 * Taking over a school register: row by row, in one transaction, with a handful of events that hold
 * the rows in chunks, since an event a row would double the time and the file, and a single event
 * could grow without bound. Importing the same file again changes nothing. Knows no file format:
 * the caller maps columns.
 */
#ifndef CL_REGISTER_IMPORT_H
#define CL_REGISTER_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "change.h"
#include "error.h"
#include "records.h"
#include "store.h"

typedef struct cl_register_import cl_register_import;

/** One row: number in the register and what the row says of the school. */
typedef struct cl_register_row {
    cl_view value;                /**< number, unique in the register */
    cl_school school;             /**< id, version, source and import are not looked at */
    cl_view other_name, language; /**< the name in another language; empty for none */
    cl_view words;   /**< cl_register_row_words(); empty: they are made when they are needed */
    unsigned fields; /**< which fields the register has, a set of CL_REGISTER_…; the others stay as
                        they are */
} cl_register_row;

enum {
    CL_REGISTER_NAME = 1,
    CL_REGISTER_COUNTRY = 2,
    CL_REGISTER_NATION = 4,
    CL_REGISTER_LA_CODE = 8,
    CL_REGISTER_PHASE = 16,
    CL_REGISTER_FUNDING = 32,
    CL_REGISTER_PUPILS = 64,
    CL_REGISTER_TOWN = 128,
    CL_REGISTER_POSTCODE = 256,
    CL_REGISTER_OPENED = 512,
    CL_REGISTER_CLOSED = 1024,
    CL_REGISTER_AUTHORITY = 2048
};

/** What a row meant. */
typedef enum cl_register_result {
    CL_REGISTER_IS_NEW,
    CL_REGISTER_IS_CHANGED,
    CL_REGISTER_IS_UNCHANGED,
    CL_REGISTER_IS_CLOSED,   /**< changed, and now has a closing day */
    CL_REGISTER_IS_REOPENED, /**< changed, and lost its closing day */
    CL_REGISTER_IS_MOVED     /**< changed, and has another postcode */
} cl_register_result;

/** "new", "changed", … */
const char *cl_register_result_name(cl_register_result result);

/** Told of each school that the import changes, those that --close-missing closes as well. Both are
 * borrowed. Non-zero ends the import with that code. */
typedef int cl_register_watch(void *context, const cl_school *before, const cl_school *after,
                              cl_register_result result, cl_error *e);

/**
 * Begins an import inside a transaction of its own. Texts are copied.
 * @param scheme  of the numbers: GB-EDU, …; empty numbers are refused
 * @param file    name for the record; @param digest  of its bytes
 */
int cl_register_import_open(cl_register_import **out, cl_store *store, const cl_author *author,
                            const char *scheme, const char *file, const char *digest,
                            const char *source, cl_error *e);

/** Has `watch` told of changes from now on. */
void cl_register_import_watch(cl_register_import *import, cl_register_watch *watch, void *context);

/** Appends the words by which a new school of this row will be found. May run on another thread
 * than the import. CL_E_MEMORY. */
int cl_register_row_words(cl_text *out, const cl_register_row *row, cl_error *e);

/** Takes one row; its texts are borrowed for the call. CL_E_INVALID: refused, the others go on (no
 * number, no name, the number twice in this file; not counted here, see
 * cl_register_import_refused()). Any other code ends the import.
 */
int cl_register_import_row(cl_register_import *import, const cl_register_row *row,
                           cl_register_result *result, cl_error *e);

/** Counts one row that the caller refused. */
void cl_register_import_refused(cl_register_import *import);

/**
 * Keeps the import. Schools of this register that are open and were not in the file are counted as
 * missing; with `close_missing` they get the effective day as their closing day (and are counted as
 * closed instead). When no row changed anything, nothing is stored (`counts->id` is 0).
 */
int cl_register_import_finish(cl_register_import *import, bool close_missing, cl_import *counts,
                              cl_error *e);

/** Releases it; undoes everything unless finished. NULL is accepted. */
void cl_register_import_close(cl_register_import *import);

#endif
