/* SPDX-License-Identifier: MIT
 *
 * Chooses between the editor and a plain reader, which is for pipes and for builds without libedit.
 */
#include "lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#if CLACHAN_EDITLINE
#include "editor.h"
#else
typedef struct cl_editor cl_editor;
#endif

struct cl_lines {
    cl_editor *editor; /* NULL: the plain reader */
    bool interactive;
    char *line;
    size_t capacity;
};

cl_lines *cl_lines_open(cl_lines_complete *complete, void *context)
{
    cl_lines *lines = calloc(1, sizeof *lines);

    if (lines == NULL)
        return NULL;
    lines->interactive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
#if CLACHAN_EDITLINE
    if (lines->interactive) {
        lines->editor = cl_editor_open(complete, context);
        if (lines->editor == NULL) {
            free(lines);
            return NULL;
        }
    }
#else
    (void)complete;
    (void)context;
#endif
    return lines;
}

void cl_lines_close(cl_lines *lines)
{
    if (lines == NULL)
        return;
#if CLACHAN_EDITLINE
    cl_editor_close(lines->editor);
#endif
    free(lines->line);
    free(lines);
}

bool cl_lines_interactive(const cl_lines *lines)
{
    return lines->interactive;
}

static cl_line read_plain(cl_lines *lines, const char **line, size_t *length)
{
    ssize_t count;

    errno = 0;
    count = getline(&lines->line, &lines->capacity, stdin);
    *line = lines->line;
    *length = count > 0 ? (size_t)count : 0;
    if (count > 0)
        return CL_LINE_READ;
    if (errno == EINTR) {
        clearerr(stdin);
        return CL_LINE_CANCELLED;
    }
    return ferror(stdin) || errno == ENOMEM ? CL_LINE_FAILED : CL_LINE_END;
}

cl_line cl_lines_next(cl_lines *lines, const char *prompt, const char **line, size_t *length)
{
#if CLACHAN_EDITLINE
    if (lines->editor != NULL)
        return cl_editor_next(lines->editor, prompt, line, length);
#endif
    if (lines->interactive) {
        (void)fputs(prompt, stdout);
        (void)fflush(stdout);
    }
    return read_plain(lines, line, length);
}

void cl_lines_remember(cl_lines *lines, const char *entry)
{
#if CLACHAN_EDITLINE
    if (lines->editor != NULL)
        cl_editor_remember(lines->editor, entry);
#else
    (void)lines;
    (void)entry;
#endif
}
