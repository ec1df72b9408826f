/* SPDX-License-Identifier: MIT
 *
 * Rewriting one line with a carriage return, and erasing it with the one escape that every terminal
 * knows.
 */
#include "progress.h"

#include <time.h>
#include <unistd.h>

enum { FIRST_AFTER = 500, EVERY = 100 }; /* milliseconds */

static int64_t now(void)
{
    struct timespec time = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void cl_progress_begin(cl_progress *progress, FILE *terminal, const char *title)
{
    *progress = (cl_progress){.title = title};
    if (terminal != NULL && isatty(fileno(terminal))) {
        progress->terminal = terminal;
        progress->shown_at = now() + FIRST_AFTER - EVERY;
    }
}

void cl_progress_show(cl_progress *progress, size_t done, size_t total)
{
    int64_t time;

    if (progress->terminal == NULL)
        return;
    time = now();
    if (time - progress->shown_at < EVERY)
        return;
    progress->shown_at = time;
    progress->visible = true;
    if (total > 0)
        (void)fprintf(progress->terminal, "\r\033[K%s: %zu of %zu (%zu%%)", progress->title, done,
                      total, (size_t)((double)done * 100 / (double)total));
    else
        (void)fprintf(progress->terminal, "\r\033[K%s: %zu", progress->title, done);
    (void)fflush(progress->terminal);
}

void cl_progress_wipe(cl_progress *progress)
{
    if (!progress->visible)
        return;
    progress->visible = false;
    (void)fputs("\r\033[K", progress->terminal);
    (void)fflush(progress->terminal);
}
