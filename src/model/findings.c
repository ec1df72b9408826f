/* SPDX-License-Identifier: MIT
 *
 * A bounded list of located messages.
 */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "utf8.h"

enum { MESSAGE_BYTES = 500 };

static void finding_clear(cl_finding *finding)
{
    cl_free(finding->file);
    cl_free(finding->path);
    cl_free(finding->message);
}

static bool same_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

static bool is_repetition(const cl_findings *findings, const cl_finding *new)
{
    for (size_t i = 0; i < findings->items.count; i++) {
        const cl_finding *old = cl_findings_at(findings, i);

        if (old->line == new->line && same_text(old->message, new->message) &&
            same_text(old->file, new->file) && same_text(old->path, new->path))
            return true;
    }
    return false;
}

/* Takes what `finding` holds. A list that cannot grow counts instead: it must never fail, because
 * it is where failures are told. */
static void keep(cl_findings *findings, cl_finding *finding)
{
    if (finding->message != NULL && is_repetition(findings, finding)) {
        finding_clear(finding);
        return;
    }
    if (finding->severity == CL_FINDING_ERROR)
        findings->errors++;
    if (finding->message == NULL || findings->items.count >= CL_FINDINGS_LIMIT ||
        cl_vec_add(&findings->items, finding) != 0) {
        findings->dropped++;
        finding_clear(finding);
    }
}

/* What an author wrote comes back in messages: it may not make a line of its own, nor fill a
 * screen.
 * */
static char *one_line(cl_text *text)
{
    cl_text plain = CL_TEXT_INIT;
    cl_view view = cl_text_view(text);

    if (text->failed != 0)
        return NULL;
    view.length = cl_utf8_cut(view, MESSAGE_BYTES);
    cl_text_add_plain(&plain, view);
    if (view.length < text->length)
        cl_text_add_string(&plain, " …");
    return cl_text_take(&plain);
}

__attribute__((format(printf, 6, 0))) static void add(cl_findings *findings, cl_severity severity,
                                                      const char *file, int line, const char *path,
                                                      const char *format, va_list args)
{
    cl_finding finding = {NULL, line, NULL, NULL, severity};
    cl_text text = CL_TEXT_INIT;

    if (findings == NULL)
        return;
    if (findings->items.size == 0)
        findings->items.size = sizeof(cl_finding);
    cl_text_format_v(&text, format, args);
    finding.message = one_line(&text);
    finding.file = file == NULL || *file == '\0' ? NULL : cl_strdup(file);
    finding.path = path == NULL || *path == '\0' ? NULL : cl_strdup(path);
    cl_text_clear(&text);
    keep(findings, &finding);
}

void cl_findings_add(cl_findings *findings, const char *file, int line, const char *path,
                     const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(findings, CL_FINDING_ERROR, file, line, path, format, args);
    va_end(args);
}

void cl_findings_warn(cl_findings *findings, const char *file, int line, const char *path,
                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(findings, CL_FINDING_WARNING, file, line, path, format, args);
    va_end(args);
}

void cl_findings_add_error(cl_findings *findings, const cl_error *error)
{
    cl_findings_add(findings, error->file, error->line, error->path, "%s", error->message);
}

size_t cl_findings_count(const cl_findings *findings)
{
    return findings->items.count;
}

const cl_finding *cl_findings_at(const cl_findings *findings, size_t index)
{
    return (const cl_finding *)findings->items.items + index;
}

/* Insertion sort: stable, and the list is short. */
static bool belongs_before(const cl_finding *a, const cl_finding *b)
{
    int order = strcmp(a->file == NULL ? "" : a->file, b->file == NULL ? "" : b->file);

    return order != 0 ? order < 0 : a->line < b->line;
}

void cl_findings_sort(cl_findings *findings)
{
    cl_finding *items = findings->items.items;

    for (size_t i = 1; i < findings->items.count; i++) {
        cl_finding moved = items[i];
        size_t j = i;

        for (; j > 0 && belongs_before(&moved, &items[j - 1]); j--)
            items[j] = items[j - 1];
        items[j] = moved;
    }
}

int cl_finding_print(cl_text *out, const cl_finding *finding)
{
    if (finding->file != NULL)
        cl_text_format(out, "%s:", finding->file);
    if (finding->line > 0)
        cl_text_format(out, "%d:", finding->line);
    if (finding->file != NULL || finding->line > 0)
        cl_text_add_char(out, ' ');
    if (finding->path != NULL)
        cl_text_format(out, "%s: ", finding->path);
    return cl_text_add_string(out, finding->message);
}

void cl_finding_error(const cl_finding *finding, cl_error *error)
{
    cl_fail(error, CL_E_INVALID, "%s", finding->message);
    cl_error_place(error, finding->file, finding->line, finding->path);
}

void cl_findings_clear(cl_findings *findings)
{
    for (size_t i = 0; i < findings->items.count; i++)
        finding_clear(cl_vec_at(&findings->items, i));
    cl_vec_clear(&findings->items);
    findings->errors = findings->dropped = 0;
}
