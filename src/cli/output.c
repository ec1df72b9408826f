/* SPDX-License-Identifier: MIT
 *
 * Rows, refusals, notes, progress. A reader that goes away (| head) is no failure and is not
 * mentioned; a full disk is one, once.
 */
#include "output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "display.h"

enum { OUT_BUFFER = 64 * 1024 };

/* How grave each status is: an unknown delivery needs a person, a failure to run hides all else. */
static int gravity(int status)
{
    static const int order[] = {CL_EXIT_DONE,      CL_EXIT_REFUSED, CL_EXIT_USAGE,
                                CL_EXIT_COULD_NOT, CL_EXIT_UNKNOWN, CL_EXIT_INTERRUPTED};
    int place = 0;

    while (place < (int)(sizeof order / sizeof *order) && order[place] != status)
        place++;
    return place;
}

void cl_output_worsen(cl_output *output, int status)
{
    if (gravity(status) > gravity(output->status))
        output->status = status;
}

void cl_output_begin(cl_output *output, FILE *out, FILE *err)
{
    *output = (cl_output){.out = out,
                          .err = err,
                          .terminal = isatty(fileno(out)) == 1,
                          .table = CL_COLUMNS_INIT,
                          .cells = CL_CELLS_INIT,
                          .text = CL_BUFFER_INIT};
    if (!output->terminal)
        (void)setvbuf(out, NULL, _IOFBF, OUT_BUFFER);
}

void cl_output_progress(cl_output *output, const char *title, bool wanted)
{
    cl_progress_begin(&output->progress, wanted ? output->err : NULL, title);
}

/* Says once that standard output fails. The error itself may be the same file; that cannot be
 * helped. */
static void note_failure(cl_output *output, int reason)
{
    if (reason == EPIPE) {
        output->closed = true;
        return;
    }
    if (!output->broken)
        (void)fprintf(output->err, "clachan: standard output: %s\n", strerror(reason));
    output->broken = true;
    cl_output_worsen(output, CL_EXIT_COULD_NOT);
}

static void write_out(cl_output *output, const char *bytes, size_t length)
{
    if (output->closed || output->broken || length == 0)
        return;
    errno = 0;
    if (fwrite(bytes, 1, length, output->out) != length)
        note_failure(output, errno);
}

static void flush_out(cl_output *output)
{
    if (output->closed || output->broken)
        return;
    errno = 0;
    if (fflush(output->out) != 0)
        note_failure(output, errno);
}

/* Hands over what is in `text`, or says that memory ran out before it was there. */
static void write_text(cl_output *output)
{
    if (output->text.failed)
        note_failure(output, ENOMEM);
    else
        write_out(output, cl_buffer_text(&output->text), output->text.length);
    cl_buffer_reset(&output->text);
}

static void end_table(cl_output *output)
{
    cl_columns_end(&output->table, &output->text);
    write_text(output);
}

void cl_output_text(cl_output *output, const char *text, size_t length)
{
    end_table(output);
    if (output->terminal)
        cl_display_add(&output->text, text, length, "\n\t");
    else
        cl_buffer_add(&output->text, text, length);
    write_text(output);
}

static void add_table_row(cl_output *output, const char *json, size_t length)
{
    if (!cl_cells_read(&output->cells, json, length)) {
        end_table(output); /* not of a table's shape: as it is */
        cl_buffer_add(&output->text, json, length);
        cl_buffer_add(&output->text, "\n", 1);
    } else if (!cl_columns_add(&output->table, &output->cells, &output->text)) {
        note_failure(output, ENOMEM);
    }
    write_text(output);
}

static int on_row(void *context, const char *json, size_t json_length, const char *text,
                  size_t text_length)
{
    cl_output *output = context;

    cl_progress_wipe(&output->progress);
    if (output->json) {
        write_out(output, json, json_length);
        write_out(output, "\n", 1);
    } else if (text_length > 0) {
        cl_output_text(output, text, text_length);
        if (text[text_length - 1] != '\n')
            write_out(output, "\n", 1);
    } else {
        add_table_row(output, json, json_length);
    }
    return (output->closed || output->broken) && !output->keep_going ? CLACHAN_E_IO : 0;
}

void cl_output_flush(cl_output *output)
{
    cl_progress_wipe(&output->progress);
    end_table(output);
    flush_out(output);
}

void cl_output_note(cl_output *output, const char *text)
{
    cl_buffer line = CL_BUFFER_INIT;

    cl_output_flush(output);
    cl_display_add(&line, text, strlen(text), "\n\t");
    (void)fprintf(output->err, "%s\n", line.failed ? "out of memory" : cl_buffer_text(&line));
    cl_buffer_clear(&line);
}

void cl_output_error(cl_output *output, int code, const char *text)
{
    cl_output_note(output, text);
    cl_output_worsen(output, code == CLACHAN_E_INTERRUPTED ? CL_EXIT_INTERRUPTED
                                                           : clachan_exit_status(code));
}

static void on_refused(void *context, int code, const char *text)
{
    cl_output_error(context, code, text);
}

static void on_note(void *context, const char *text)
{
    cl_output_note(context, text);
}

static void on_progress(void *context, size_t done, size_t total)
{
    cl_output *output = context;

    cl_progress_show(&output->progress, done, total);
}

clachan_sink cl_output_sink(cl_output *output)
{
    return (clachan_sink){output, on_row, on_refused, on_note, on_progress, output->json};
}

int cl_output_end(cl_output *output)
{
    int status;

    cl_output_flush(output);
    status = output->status;
    cl_columns_clear(&output->table);
    cl_cells_clear(&output->cells);
    cl_buffer_clear(&output->text);
    return status;
}
