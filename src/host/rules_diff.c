/* SPDX-License-Identifier: MIT
 *
 * rules diff: the rows of a difference.
 */
#include "rules_diff.h"

#include <inttypes.h>
#include <string.h>

#include "diff.h"

static const char *const change_names[] = {
    [CL_CHANGE_ADDED] = "added",
    [CL_CHANGE_REMOVED] = "removed",
    [CL_CHANGE_CHANGED] = "changed",
};

static int emit(const cl_sink *sink, cl_text *json, cl_text *text, cl_error *e)
{
    int rc = cl_text_check(json, e);

    if (rc == 0)
        rc = cl_text_check(text, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(json), cl_text_view(text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(json);
    cl_text_clear(text);
    return rc;
}

static void add_member(cl_text *json, const char *name, const char *value)
{
    cl_text_format(json, ", \"%s\": ", name);
    if (value == NULL)
        cl_text_add_string(json, "null");
    else
        cl_text_add_json(json, cl_view_of(value));
}

/* ---- changes ---- */

static void print_change(cl_text *text, const cl_change *change)
{
    cl_text_format(text, "%-8s %s", change_names[change->kind], change->thing);
    if (*change->id != '\0')
        cl_text_format(text, " '%s'", change->id);
    if (change->kind != CL_CHANGE_CHANGED) {
        const char *says = change->kind == CL_CHANGE_ADDED ? change->after : change->before;

        cl_text_format(text, "%s%s\n", says == NULL ? "" : ": ", says == NULL ? "" : says);
        return;
    }
    cl_text_format(text, ", %s\n", change->part);
    if (change->before != NULL)
        cl_text_format(text, "  - %s\n", change->before);
    if (change->after != NULL)
        cl_text_format(text, "  + %s\n", change->after);
}

static int tell_change(const cl_change *change, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;

    cl_text_format(&json, "{\"change\": \"%s\"", change_names[change->kind]);
    add_member(&json, "thing", change->thing);
    add_member(&json, "id", change->id);
    add_member(&json, "part", change->part);
    add_member(&json, "before", change->before);
    add_member(&json, "after", change->after);
    cl_text_add_char(&json, '}');
    print_change(&text, change);
    return emit(sink, &json, &text, e);
}

/* ---- results ---- */

/* Of money there is less and more rather than stricter and looser. */
static const char *result_name(const cl_compared *compared)
{
    bool line = strcmp(compared->thing, "line") == 0;

    if (line && compared->result == CL_COMPARED_STRICTER)
        return "less";
    if (line && compared->result == CL_COMPARED_LOOSER)
        return "more";
    return cl_comparison_name(compared->result);
}

static void add_example(cl_text *json, const char *name, const cl_example *example)
{
    cl_text_format(json, ", \"%s\": ", name);
    if (example->dossier == NULL) {
        cl_text_add_string(json, "null");
        return;
    }
    cl_text_format(json, "{\"first\": \"%s\", \"second\": \"%s\", \"dossier\": %s}", example->first,
                   example->second, example->dossier);
}

static void print_example(cl_text *text, const cl_example *example)
{
    if (example->dossier != NULL)
        cl_text_format(text, "  %s, then %s: %s\n", example->first, example->second,
                       example->dossier);
}

static void print_compared(cl_text *text, const cl_compared *compared)
{
    cl_text_format(text, "%-12s %s '%s'", result_name(compared), compared->thing, compared->id);
    if (compared->note != NULL)
        cl_text_format(text, ", %s", compared->note);
    if (compared->cells == 0)
        cl_text_add_string(text, compared->exact ? " (says the same)\n" : "\n");
    else
        cl_text_format(text, " (%s %" PRIu64 " applications)\n",
                       compared->exact ? "exact, all of" : "sampled,", compared->cells);
    print_example(text, &compared->stricter);
    print_example(text, &compared->looser);
    print_example(text, &compared->unknown);
}

static int tell_compared(const cl_compared *compared, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;

    cl_text_format(&json, "{\"compared\": \"%s\"", compared->thing);
    add_member(&json, "id", compared->id);
    add_member(&json, "result", result_name(compared));
    cl_text_format(&json, ", \"exact\": %s, \"applications\": %" PRIu64,
                   compared->exact ? "true" : "false", compared->cells);
    add_example(&json, "stricter", &compared->stricter);
    add_example(&json, "looser", &compared->looser);
    add_example(&json, "unknown", &compared->unknown);
    add_member(&json, "note", compared->note);
    cl_text_add_char(&json, '}');
    print_compared(&text, compared);
    return emit(sink, &json, &text, e);
}

static int tell(const cl_diff *diff, const cl_sink *sink, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < diff->changes.count; i++)
        rc = tell_change(cl_vec_at(&diff->changes, i), sink, e);
    for (size_t i = 0; rc == 0 && i < diff->compared.count; i++)
        rc = tell_compared(cl_vec_at(&diff->compared, i), sink, e);
    return rc;
}

typedef int make_diff(cl_diff *diff, const cl_programme *first, const cl_programme *second,
                      cl_error *e);

static int make_and_tell(make_diff *make, const cl_programme *first, const cl_programme *second,
                         const cl_sink *sink, cl_error *e)
{
    cl_diff diff;
    int rc = make(&diff, first, second, e);

    if (rc == 0)
        rc = tell(&diff, sink, e);
    cl_diff_clear(&diff);
    return rc;
}

int cl_rules_diff(const cl_programme *first, const cl_programme *second, const cl_sink *sink,
                  cl_error *e)
{
    return make_and_tell(cl_diff_make, first, second, sink, e);
}

int cl_rules_diff_changes(const cl_programme *first, const cl_programme *second,
                          const cl_sink *sink, cl_error *e)
{
    return make_and_tell(cl_diff_changes, first, second, sink, e);
}
