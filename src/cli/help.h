/* SPDX-License-Identifier: MIT
 *
 * What the program says about itself, all of it made from the verbs' rows: a verb cannot be without
 * help.
 */
#ifndef CL_HELP_H
#define CL_HELP_H

#include <stddef.h>

#include "buffer.h"
#include "clachan.h"

/** What an exit status of the program means. */
typedef struct cl_help_status {
    const char *status, *meaning;
} cl_help_status;

/** All of them; ends with a row of NULL. */
extern const cl_help_status cl_help_statuses[];

/** All verbs, a line each, those that begin with the same word together; options of every command.
 */
void cl_help_overview(cl_buffer *out);
/** Verbs whose first word is `group`, of `length` bytes. @return how many there are */
size_t cl_help_group(cl_buffer *out, const char *group, size_t length);
/** One verb: usage, what it does, arguments, options, example, exit statuses. */
void cl_help_verb(cl_buffer *out, const clachan_verb *verb);
/** "Usage: clachan decide DOSSIER... [--stage STAGE]..." and a line feed. */
void cl_help_usage(cl_buffer *out, const clachan_verb *verb);
/** "--stage STAGE", "DOSSIER…": what is typed for one row. */
void cl_help_typed(cl_buffer *out, const clachan_parameter *row);

#endif
