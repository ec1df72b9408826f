/* SPDX-License-Identifier: MIT
 *
 * One result of a verb: a JSON object whose members always stand in the same order, with null for
 * what there is not, so that rows of one listing make one table. Knows no terminal.
 */
#ifndef CL_ROW_H
#define CL_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "records.h"
#include "text.h"
#include "verb.h"

/** Each appends one member; a buffer that failed stays failed (cl_row_send() tells). */
void cl_row_text(cl_text *row, const char *name, cl_view value);
void cl_row_id(cl_text *row, const char *name, const char *prefix, int64_t id);
void cl_row_number(cl_text *row, const char *name, int64_t value);
void cl_row_maybe(cl_text *row, const char *name, cl_maybe value);
void cl_row_day(cl_text *row, const char *name, cl_maybe day);
void cl_row_time(cl_text *row, const char *name, cl_maybe milliseconds);
void cl_row_yesno(cl_text *row, const char *name, bool value);
/** {"amount": "1500.00", "currency": "GBP"}; null when the amount is unknown. */
void cl_row_money(cl_text *row, const char *name, cl_maybe minor, cl_view currency);
/** A value that is JSON already. Empty: null. */
void cl_row_json(cl_text *row, const char *name, cl_view json);

/** Closes the object, sends it with a text for people (NULL: none, people get a table), and empties
 * both buffers. CL_E_MEMORY, CL_E_IO (the sink takes no more). */
int cl_row_send(const cl_sink *sink, cl_text *row, cl_text *text, cl_error *e);

#endif
