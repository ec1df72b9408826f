/* SPDX-License-Identifier: MIT
 *
 * Filling and printing the error object. Allocates nothing, so that it works when memory is out.
 */
#include "error.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

/* Copies what fits and ends between two characters. `text` may lie in `out`. */
static size_t copy_cut(char *out, size_t size, const char *text)
{
    size_t length = cl_utf8_cut((cl_view){text, strlen(text)}, size - 1);

    memmove(out, text, length);
    out[length] = '\0';
    return length;
}

int cl_fail_v(cl_error *e, int code, const char *format, va_list args)
{
    /* Not straight into e->message: the arguments may point there. Four bytes more than fit show
     * where a character is cut in two. */
    char message[CL_ERROR_TEXT + 4] = "";

    if (e == NULL)
        return code;
    if (vsnprintf(message, sizeof message, format, args) < 0)
        copy_cut(message, sizeof message, format); /* better than no message at all */
    cl_error_clear(e);
    e->code = code;
    copy_cut(e->message, sizeof e->message, message);
    return code;
}

int(cl_fail)(cl_error *e, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)cl_fail_v(e, code, format, args);
    va_end(args);
    return code;
}

void cl_error_place(cl_error *e, const char *file, int line, const char *path)
{
    if (e == NULL)
        return;
    if (file != NULL)
        copy_cut(e->file, sizeof e->file, file);
    if (line != 0)
        e->line = line;
    if (path != NULL)
        copy_cut(e->path, sizeof e->path, path);
}

void cl_error_clear(cl_error *e)
{
    if (e == NULL)
        return;
    e->code = CL_OK;
    e->line = 0;
    e->file[0] = '\0';
    e->path[0] = '\0';
    e->message[0] = '\0';
}

const char *cl_code_name(int code)
{
    static const char *const names[] = {
        [CL_OK] = "ok",
        [CL_E_MEMORY] = "memory",
        [CL_E_INVALID] = "invalid",
        [CL_E_NOT_FOUND] = "not-found",
        [CL_E_RANGE] = "range",
        [CL_E_IO] = "io",
        [CL_E_SCRIPT] = "script",
        [CL_E_LIMIT] = "limit",
        [CL_E_STORE] = "store",
        [CL_E_NET] = "net",
        [CL_E_STATE] = "state",
        [CL_E_MISUSE] = "misuse",
        [CL_E_INTERRUPTED] = "interrupted",
        [CL_E_INTERNAL] = "internal",
        [CL_E_UNKNOWN] = "unknown",
    };

    if (code < 0 || (size_t)code >= sizeof names / sizeof *names)
        return "no-such-code";
    return names[code];
}

static void print_place(const cl_error *e, char *out, size_t size)
{
    if (e->file[0] != '\0' && e->line > 0)
        (void)snprintf(out, size, "%s:%d: ", e->file, e->line);
    else if (e->file[0] != '\0')
        (void)snprintf(out, size, "%s: ", e->file);
    else if (e->line > 0)
        (void)snprintf(out, size, "line %d: ", e->line);
    else
        out[0] = '\0';
}

size_t cl_error_format(const cl_error *e, char *out, size_t size)
{
    char place[CL_ERROR_FILE + 24];
    char whole[sizeof place + CL_ERROR_PATH + CL_ERROR_TEXT + 4];

    if (size == 0)
        return 0;
    print_place(e, place, sizeof place);
    (void)snprintf(whole, sizeof whole, "%s%s%s%s", place, e->path, e->path[0] != '\0' ? ": " : "",
                   e->message);
    return copy_cut(out, size, whole);
}
