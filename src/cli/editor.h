/* SPDX-License-Identifier: MIT
 *
 * Lines on a terminal, edited with libedit: history, completion, Ctrl-C. The only module that sees
 * the library; lines.h is what the rest uses.
 */
#ifndef CL_EDITOR_H
#define CL_EDITOR_H

#include "lines.h"

typedef struct cl_editor cl_editor;

/** Standard input and output must be terminals. NULL when memory is out. */
cl_editor *cl_editor_open(cl_lines_complete *complete, void *context);
/** Saves the history. NULL is accepted. */
void cl_editor_close(cl_editor *editor);
cl_line cl_editor_next(cl_editor *editor, const char *prompt, const char **line, size_t *length);
void cl_editor_remember(cl_editor *editor, const char *entry);

#endif
