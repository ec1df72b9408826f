/* SPDX-License-Identifier: MIT
 *
 * Where results go: rows to standard output, refusals and notes to standard error, and the exit
 * status that comes of them. Knows no verb.
 */
#ifndef CL_OUTPUT_H
#define CL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "buffer.h"
#include "cells.h"
#include "clachan.h"
#include "columns.h"
#include "progress.h"

/** Exit statuses; the contract of the program with scripts. */
enum {
    CL_EXIT_DONE = 0,
    CL_EXIT_REFUSED = 1, /**< something was refused or failed, the rest was done */
    CL_EXIT_USAGE = 2,
    CL_EXIT_COULD_NOT = 3, /**< no such file, database locked or damaged, portal unreachable */
    CL_EXIT_UNKNOWN = 4,   /**< a delivery whose outcome is not known */
    CL_EXIT_INTERRUPTED = 130
};

typedef struct cl_output {
    FILE *out, *err;
    bool json;
    bool keep_going; /**< a verb that writes is not stopped because nobody reads its results */
    bool terminal;   /**< `out` is one: text is made harmless */
    bool closed;     /**< the reader of `out` went away */
    bool broken;     /**< `out` could not be written; that was said */
    int status;      /**< the gravest so far */
    cl_columns table;
    cl_cells cells;
    cl_buffer text;
    cl_progress progress;
} cl_output;

/** Writes to `out` and `err`, which are borrowed. */
void cl_output_begin(cl_output *output, FILE *out, FILE *err);
/** Shows progress under a borrowed title, if `wanted` and only on a terminal. */
void cl_output_progress(cl_output *output, const char *title, bool wanted);
/** The sink for a verb; it borrows `output`. */
clachan_sink cl_output_sink(cl_output *output);
/** Prints text as it is. */
void cl_output_text(cl_output *output, const char *text, size_t length);
/** Prints a refusal or failure, harmless on a terminal, and remembers its exit status. */
void cl_output_error(cl_output *output, int code, const char *text);
/** Prints a line for people on standard error. */
void cl_output_note(cl_output *output, const char *text);
/** Makes `status` the exit status unless a graver one is known. */
void cl_output_worsen(cl_output *output, int status);
/** Prints what is held and flushes, so that what follows on another stream stands below it. */
void cl_output_flush(cl_output *output);
/** Flushes, reports what could not be written, releases everything. @return the exit status */
int cl_output_end(cl_output *output);

#endif
