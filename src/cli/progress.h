/* SPDX-License-Identifier: MIT
 *
 * One line on a terminal that says how far long work is. Wiped before anything else is printed.
 */
#ifndef CL_PROGRESS_H
#define CL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct cl_progress {
    FILE *terminal; /**< NULL: nothing is shown */
    const char *title;
    int64_t shown_at; /**< milliseconds of a clock that never goes back; 0 before the first */
    bool visible;
} cl_progress;

/** Shows nothing when `terminal` is not one. Both are borrowed. */
void cl_progress_begin(cl_progress *progress, FILE *terminal, const char *title);
/** done of total (0: not known). Prints ten times a second at most, and nothing in the first half.
 */
void cl_progress_show(cl_progress *progress, size_t done, size_t total);
/** Takes the line away. */
void cl_progress_wipe(cl_progress *progress);

#endif
