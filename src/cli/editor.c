/* SPDX-License-Identifier: MIT
 *
 * libedit, set up once. Ctrl-C is a key while a line is typed (the library would swallow the first
 * signal) and a signal again while the line runs.
 */
#include "editor.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "display.h"

enum { ENTRIES = 5000 };

struct cl_editor {
    EditLine *editline;
    History *history;
    cl_buffer file; /* of the history; empty when there is no place for one */
    const char *prompt;
    cl_lines_complete *complete;
    void *context;
    bool cancelled;
};

static cl_editor *editor_of(EditLine *editline)
{
    void *data = NULL;

    (void)el_get(editline, EL_CLIENTDATA, &data);
    return data;
}

static const char *give_prompt(EditLine *editline)
{
    return editor_of(editline)->prompt;
}

static unsigned char on_cancel(EditLine *editline, int key)
{
    (void)key;
    editor_of(editline)->cancelled = true;
    return CC_EOF;
}

/* How many bytes all names begin with alike. */
static size_t common(const char *const *names)
{
    size_t length = strlen(names[0]);

    for (size_t i = 1; names[i] != NULL; i++)
        while (strncmp(names[0], names[i], length) != 0)
            length--;
    return length;
}

static void list_names(const char *const *names)
{
    cl_buffer line = CL_BUFFER_INIT;

    for (; *names != NULL; names++) {
        cl_buffer_add_string(&line, line.length > 0 ? "  " : "\n");
        cl_display_add(&line, *names, strlen(*names), "");
    }
    (void)puts(cl_buffer_text(&line));
    (void)fflush(stdout);
    cl_buffer_clear(&line);
}

/* Adds the part of a name that is certain; where nothing is, shows what is possible. */
static unsigned char on_complete(EditLine *editline, int key)
{
    cl_editor *editor = editor_of(editline);
    const LineInfo *info = el_line(editline);
    size_t length = (size_t)(info->cursor - info->buffer), from = length, typed, certain;
    const char *const *names = editor->complete(editor->context, info->buffer, length, &from);
    cl_buffer rest = CL_BUFFER_INIT;
    unsigned char done = CC_REFRESH;

    (void)key;
    if (names == NULL || names[0] == NULL || from > length)
        return CC_REFRESH_BEEP;
    typed = length - from;
    certain = common(names);
    if (certain > typed && strncmp(names[0], info->buffer + from, typed) == 0) {
        cl_buffer_add(&rest, names[0] + typed, certain - typed);
        (void)el_insertstr(editline, cl_buffer_text(&rest));
    } else if (names[1] != NULL) {
        list_names(names);
        done = CC_REDISPLAY;
    }
    cl_buffer_clear(&rest);
    return done;
}

/* Makes each folder on the way to a file, for this person alone. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

/* $XDG_STATE_HOME/clachan/history, readable by its owner alone: what is typed may be confidential.
 */
static void find_history(cl_buffer *file)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int descriptor;

    if (state != NULL && state[0] == '/')
        cl_buffer_format(file, "%s/clachan/history", state);
    else if (home != NULL && home[0] == '/')
        cl_buffer_format(file, "%s/.local/state/clachan/history", home);
    if (file->length == 0 || file->failed)
        return;
    make_folders(file->at);
    descriptor = open(file->at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || fchmod(descriptor, 0600) != 0)
        cl_buffer_reset(file);
    if (descriptor >= 0)
        (void)close(descriptor);
}

/* libedit reads characters by the locale. Where that is not UTF-8, one that is there everywhere is.
 */
static void use_utf8(void)
{
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
}

static void set_up(cl_editor *editor)
{
    EditLine *editline = editor->editline;
    HistEvent event;

    (void)el_set(editline, EL_CLIENTDATA, editor);
    (void)el_set(editline, EL_EDITOR, "emacs");
    (void)el_set(editline, EL_PROMPT, give_prompt);
    (void)el_set(editline, EL_SIGNAL, 0);
    (void)el_set(editline, EL_SETTY, "-d", "-isig", NULL);
    /* Wide names: those given to el_set() are copied and never freed. */
    (void)el_wset(editline, EL_ADDFN, L"clachan-cancel", L"Give the entry up", on_cancel);
    (void)el_set(editline, EL_BIND, "^C", "clachan-cancel", NULL);
    if (editor->complete != NULL) {
        (void)el_wset(editline, EL_ADDFN, L"clachan-complete", L"Complete a name", on_complete);
        (void)el_set(editline, EL_BIND, "^I", "clachan-complete", NULL);
    }
    (void)el_set(editline, EL_BIND, "^R", "em-inc-search-prev", NULL);
    (void)history(editor->history, &event, H_SETSIZE, ENTRIES);
    (void)history(editor->history, &event, H_SETUNIQUE, 1);
    (void)el_set(editline, EL_HIST, history, editor->history);
    (void)el_source(editline, NULL); /* the person's own ~/.editrc */
    find_history(&editor->file);
    if (editor->file.length > 0)
        (void)history(editor->history, &event, H_LOAD, editor->file.at);
}

cl_editor *cl_editor_open(cl_lines_complete *complete, void *context)
{
    cl_editor *editor = calloc(1, sizeof *editor);

    if (editor == NULL)
        return NULL;
    use_utf8();
    editor->complete = complete;
    editor->context = context;
    editor->prompt = "";
    editor->editline = el_init("clachan", stdin, stdout, stderr);
    editor->history = history_init();
    if (editor->editline == NULL || editor->history == NULL) {
        cl_editor_close(editor);
        return NULL;
    }
    set_up(editor);
    return editor;
}

void cl_editor_close(cl_editor *editor)
{
    HistEvent event;

    if (editor == NULL)
        return;
    if (editor->history != NULL && editor->file.length > 0)
        (void)history(editor->history, &event, H_SAVE, editor->file.at);
    if (editor->history != NULL)
        history_end(editor->history);
    if (editor->editline != NULL)
        el_end(editor->editline);
    cl_buffer_clear(&editor->file);
    free(editor);
}

cl_line cl_editor_next(cl_editor *editor, const char *prompt, const char **line, size_t *length)
{
    int count = 0;

    editor->prompt = prompt;
    editor->cancelled = false;
    errno = 0;
    *line = el_gets(editor->editline, &count);
    *length = count > 0 ? (size_t)count : 0;
    if (editor->cancelled)
        return CL_LINE_CANCELLED;
    if (*line != NULL && count > 0)
        return CL_LINE_READ;
    return count < 0 && errno != 0 ? CL_LINE_FAILED : CL_LINE_END;
}

void cl_editor_remember(cl_editor *editor, const char *entry)
{
    HistEvent event;

    if (entry[0] != '\0' && entry[0] != ' ')
        (void)history(editor->history, &event, H_ENTER, entry);
}
