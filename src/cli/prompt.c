/* SPDX-License-Identifier: MIT
 *
 * An entry is read line by line until it is complete, evaluated, shown. On a terminal an error
 * leaves the exit status alone: the person has seen it.
 */
#include "prompt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "interrupt.h"
#include "lines.h"

static const char first_prompt[] = "> ", next_prompt[] = "..> ";

typedef struct prompt {
    clachan_session *session;
    clachan_console *console;
    cl_output *output;
    clachan_error *error;
    bool trace;
    bool interactive;
} prompt;

/* print and io.write. A script whose reader went away is stopped, as every other program is. */
static void on_write(void *context, const char *bytes, size_t length)
{
    prompt *here = context;

    cl_output_text(here->output, bytes, length);
    if (here->output->closed || here->output->broken)
        clachan_session_interrupt(here->session);
}

/* Being stopped because nobody reads any more is no failure. */
static void show_error(prompt *here)
{
    int code = clachan_error_code(here->error);

    if (code == CLACHAN_E_INTERRUPTED && (here->output->closed || here->output->broken))
        return;
    if (code == CLACHAN_E_INTERRUPTED && here->interactive)
        cl_output_text(here->output, "\n", 1); /* below the ^C that the terminal shows */
    cl_output_error(here->output, code, clachan_error_text(here->error));
    if (here->trace && clachan_console_trace(here->console)[0] != '\0')
        cl_output_note(here->output, clachan_console_trace(here->console));
}

static void show_result(prompt *here, const char *result)
{
    size_t length = result != NULL ? strlen(result) : 0;

    if (length == 0)
        return;
    cl_output_text(here->output, result, length);
    if (result[length - 1] != '\n')
        cl_output_text(here->output, "\n", 1);
}

/* "512" to bytes. */
static bool read_memory(const char *text, size_t *bytes)
{
    char *end;
    unsigned long long count;

    errno = 0;
    count = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || count == 0 ||
        count > 1u << 20)
        return false;
    *bytes = (size_t)count << 20;
    return true;
}

static bool begin(prompt *here, const cl_options *options)
{
    clachan_console_options wishes = CLACHAN_CONSOLE_OPTIONS_INIT;
    const char *read = cl_options_get(options, "read"), *write = cl_options_get(options, "write");
    const char *memory = cl_options_get(options, "memory");

    wishes.read_folder = read != NULL ? read : wishes.read_folder;
    wishes.write_folder = write != NULL ? write : wishes.write_folder;
    wishes.context = here;
    wishes.write = on_write;
    here->trace = cl_options_get(options, "trace") != NULL;
    if (memory != NULL && !read_memory(memory, &wishes.memory)) {
        cl_output_error(here->output, CLACHAN_E_MISUSE,
                        "--memory takes a number of MiB from 1 to 1048576");
        return false;
    }
    if (clachan_console_open(&here->console, here->session, &wishes, here->error) == 0)
        return true;
    cl_output_error(here->output, clachan_error_code(here->error), clachan_error_text(here->error));
    return false;
}

/* Evaluates an entry and shows what comes of it. @return false when it is right so far and goes on,
 * unless `whole` says that no more will come */
static bool evaluate(prompt *here, const cl_buffer *entry, bool whole)
{
    const char *result = NULL;
    int incomplete = 0;
    int code = clachan_console_eval(here->console, cl_buffer_text(entry), entry->length, &result,
                                    &incomplete, here->error);

    if (code != 0 && incomplete && !whole)
        return false;
    show_result(here, result); /* also what was shown before it failed */
    if (code != 0)
        show_error(here);
    cl_output_flush(here->output);
    return true;
}

static const char *const *complete(void *context, const char *line, size_t length, size_t *from)
{
    prompt *here = context;
    const char *const *names = NULL;

    return clachan_console_complete(here->console, line, length, &names, from, NULL) == 0 ? names
                                                                                          : NULL;
}

static bool is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr(" \t\r\n", line[i]) == NULL || line[i] == '\0')
            return false;
    return true;
}

/* An entry as it is recalled: without line feeds at its end. */
static void remember(cl_lines *lines, cl_buffer *entry)
{
    while (!entry->failed && entry->length > 0 && entry->at[entry->length - 1] == '\n')
        entry->at[--entry->length] = '\0';
    cl_lines_remember(lines, cl_buffer_text(entry));
}

/* Adds a line to the entry and evaluates it when it is complete. An empty line gives an unfinished
 * entry up; in a pipe it is part of the text. */
static void take_line(prompt *here, cl_lines *lines, cl_buffer *entry, const char *line,
                      size_t length)
{
    bool blank = is_blank(line, length);
    bool give_up = blank && entry->length > 0 && here->interactive;

    if (blank && entry->length == 0)
        return;
    cl_buffer_add(entry, line, length);
    if (entry->failed)
        cl_output_error(here->output, CLACHAN_E_MEMORY,
                        "the entry is too long for the memory there is");
    else if (!evaluate(here, entry, give_up))
        return;
    remember(lines, entry);
    cl_buffer_reset(entry);
}

static void read_entries(prompt *here, cl_lines *lines)
{
    cl_buffer entry = CL_BUFFER_INIT;
    cl_line kind = CL_LINE_READ;
    const char *line;
    size_t length;

    while (kind != CL_LINE_END && kind != CL_LINE_FAILED && !clachan_console_done(here->console) &&
           !here->output->closed && !here->output->broken) {
        const char *shown = entry.length == 0 ? first_prompt : next_prompt;

        kind = cl_lines_next(lines, shown, &line, &length);
        if (kind == CL_LINE_READ)
            take_line(here, lines, &entry, line, length);
        else if (here->interactive)
            cl_output_text(here->output, "\n", 1);
        if (kind == CL_LINE_CANCELLED)
            cl_buffer_reset(&entry);
        cl_output_flush(here->output);
    }
    if (kind == CL_LINE_END && entry.length > 0)
        (void)evaluate(here, &entry, true);
    if (kind == CL_LINE_FAILED)
        cl_output_error(here->output, CLACHAN_E_IO, strerror(errno));
    cl_buffer_clear(&entry);
}

static void greet(prompt *here)
{
    cl_buffer line = CL_BUFFER_INIT;

    cl_buffer_format(&line, "clachan %s. :help lists what there is, Ctrl-D leaves.\n",
                     clachan_version());
    cl_output_text(here->output, cl_buffer_text(&line), line.length);
    cl_output_flush(here->output);
    cl_buffer_clear(&line);
}

void cl_prompt_open(clachan_session *session, const cl_options *options, cl_output *output,
                    clachan_error *error)
{
    prompt here = {.session = session, .output = output, .error = error};
    cl_lines *lines = NULL;

    if (!begin(&here, options))
        return;
    lines = cl_lines_open(complete, &here);
    if (lines == NULL) {
        cl_output_error(output, CLACHAN_E_MEMORY, "out of memory");
    } else {
        here.interactive = cl_lines_interactive(lines);
        cl_interrupt_watch(session, here.interactive ? CL_ALWAYS : CL_ONCE);
        if (here.interactive)
            greet(&here);
        read_entries(&here, lines);
        if (here.interactive && output->status != CL_EXIT_COULD_NOT)
            output->status = CL_EXIT_DONE;
    }
    cl_lines_close(lines);
    clachan_console_close(here.console);
}

void cl_prompt_eval(clachan_session *session, const cl_options *options, cl_output *output,
                    clachan_error *error)
{
    prompt here = {.session = session, .output = output, .error = error};
    cl_buffer entry = CL_BUFFER_INIT;

    if (!begin(&here, options))
        return;
    cl_buffer_add_string(&entry, cl_options_get(options, "lua"));
    (void)evaluate(&here, &entry, true);
    cl_buffer_clear(&entry);
    clachan_console_close(here.console);
}

/* The values of "argument", in their order; freed by the caller. */
static const char **script_arguments(const cl_options *options, size_t *count)
{
    const char **values = calloc(options->count + 1, sizeof *values);

    *count = 0;
    for (size_t i = 0; values != NULL && i < options->count; i++)
        if (strcmp(options->items[i].name, "argument") == 0)
            values[(*count)++] = options->items[i].value;
    return values;
}

void cl_prompt_script(clachan_session *session, const cl_options *options, cl_output *output,
                      clachan_error *error)
{
    prompt here = {.session = session, .output = output, .error = error};
    const char *path = cl_options_get(options, "script");
    size_t count;
    const char **values = script_arguments(options, &count);

    if (values == NULL)
        cl_output_error(output, CLACHAN_E_MEMORY, "out of memory");
    else if (begin(&here, options)) {
        if (clachan_console_run(here.console, path, values, count, error) != 0)
            show_error(&here);
        clachan_console_close(here.console);
    }
    free(values);
}
