/* SPDX-License-Identifier: MIT
 *
 * Lines that somebody types or pipes in. On a terminal they can be edited, completed and recalled;
 * the editing library is seen by this module alone.
 */
#ifndef CL_LINES_H
#define CL_LINES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cl_lines cl_lines;

/** Names that could stand at the end of `line`: gives a list that ends in NULL, and where in the
 * line the completed part begins; NULL for none. The list lives until the next call. */
typedef const char *const *cl_lines_complete(void *context, const char *line, size_t length,
                                             size_t *from);

typedef enum cl_line {
    CL_LINE_READ,
    CL_LINE_END,       /**< Ctrl-D, or the end of what was piped in */
    CL_LINE_CANCELLED, /**< Ctrl-C while typing */
    CL_LINE_FAILED     /**< standard input cannot be read, or memory is out; errno says which */
} cl_line;

/** Lines from standard input, edited when that and standard output are terminals.
 *  @return NULL when memory is out */
cl_lines *cl_lines_open(cl_lines_complete *complete, void *context);
void cl_lines_close(cl_lines *lines);
/** Whether somebody sits there. */
bool cl_lines_interactive(const cl_lines *lines);
/** The next line, with its line feed where it has one; lives until the next call. */
cl_line cl_lines_next(cl_lines *lines, const char *prompt, const char **line, size_t *length);
/** Makes an entry recallable; one that begins with a space is not kept. */
void cl_lines_remember(cl_lines *lines, const char *entry);

#endif
