/* SPDX-License-Identifier: MIT
 *
 * One line of a terminal, as far as a line editor needs one: the cursor moves within the line, and
 * a line that is left by a line feed is finished.
 */
#ifndef CL_SCREEN_H
#define CL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CL_SCREEN_COLUMNS = 400, CL_SCREEN_ESCAPE = 32 };

typedef struct cl_screen {
    char cells[CL_SCREEN_COLUMNS][5]; /* one character each, terminated; "" is a space */
    size_t column, width;
    char escape[CL_SCREEN_ESCAPE]; /* a sequence that is not yet complete */
    size_t escape_length;
    size_t line_feeds;
    const char *awaited; /* a line that somebody waits for, or NULL */
    bool came;           /* it was finished */
    FILE *out;           /* finished lines */
} cl_screen;

/** Shows one byte. */
void cl_screen_show(cl_screen *screen, char byte);
/** Whether the line is exactly `text` and the cursor stands behind it. */
bool cl_screen_is(const cl_screen *screen, const char *text);
/** Prints what stands on the unfinished line. */
void cl_screen_finish(cl_screen *screen);

#endif
