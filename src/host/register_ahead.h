/* SPDX-License-Identifier: MIT
 *
 * The rows of a register's file, read ahead on a thread of their own while those before them are
 * stored. Rows come in the order of the file, whatever the threads do. Knows no database.
 */
#ifndef CL_REGISTER_AHEAD_H
#define CL_REGISTER_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "csv.h"
#include "error.h"

/**
 * What the present row of the file says, into a zeroed struct of the caller's; its texts are kept
 * in the arena. Runs on the reading thread: `context` is read by both threads, and what it writes
 * there nobody else may touch. CL_E_INVALID, CL_E_LIMIT, CL_E_RANGE refuse this row, any other code
 * ends the reading.
 */
typedef int cl_register_read_function(void *context, void *row, cl_arena *texts, cl_error *e);

/** A row, or why it is none. Borrowed until the next one is taken. */
typedef struct cl_ahead_row {
    int line; /**< in what the CSV reads */
    const void *row;
    const cl_error *refused; /**< NULL: it is good */
    bool readable;           /**< as CSV */
} cl_ahead_row;

typedef struct cl_ahead cl_ahead;

/**
 * Begins to read. A short file is read when its rows are asked for, without a thread.
 * @param csv    nobody else's until cl_ahead_close()
 * @param lines  of the file, about
 * @param size   of the struct that `read` fills
 */
int cl_ahead_open(cl_ahead **out, cl_csv *csv, size_t lines, size_t size,
                  cl_register_read_function *read, void *context, cl_error *e);
/** The next row; `*more` false at the end of the file. CL_E_INVALID (it ends inside quotes),
 * CL_E_IO, CL_E_MEMORY, and what `read` ends the reading with. */
int cl_ahead_next(cl_ahead_row *out, bool *more, cl_ahead *ahead, cl_error *e);
/** Ends the reading wherever it is. NULL is accepted. */
void cl_ahead_close(cl_ahead *ahead);

/** Does this code refuse one row, and not the file? */
bool cl_ahead_is_refusal(int code);

#endif
