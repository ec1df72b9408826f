/* SPDX-License-Identifier: MIT
 *
 * rules coverage: runs the tests of an edition and tells what none of them shows.
 */
#include "rules_coverage.h"

#include <stdint.h>
#include <string.h>

#include "coverage.h"
#include "rules_test.h"
#include "suggest.h"

typedef struct counts {
    size_t of, seen, unreachable;
} counts;

static int add_decision(void *context, cl_evaluator *evaluator, const cl_decision *decision,
                        const cl_decide_options *options, cl_error *e)
{
    (void)options;
    return cl_coverage_add(context, evaluator, decision, e);
}

/* ---- refusals ---- */

/* Takes the text. */
static void refuse(const cl_sink *sink, const char *file, int line, cl_text *text)
{
    cl_error error = CL_ERROR_INIT;

    cl_fail(&error, CL_E_SCRIPT, "%s", text->failed != 0 ? "out of memory" : text->at);
    cl_error_place(&error, file, line, NULL);
    cl_text_clear(text);
    cl_sink_refuse(sink, &error);
}

static const char *nearest_statement(const cl_vec *items, const char *what)
{
    const char *nearest = NULL, *pair[2];

    /* the nearest so far against each other one: no list of all texts is needed */
    for (size_t i = 0; i < items->count; i++) {
        pair[0] = nearest == NULL ? ((const cl_covered *)cl_vec_at(items, i))->what : nearest;
        pair[1] = ((const cl_covered *)cl_vec_at(items, i))->what;
        pair[0] = cl_suggest(cl_view_of(what), pair, 2);
        nearest = pair[0] != NULL ? pair[0] : nearest;
    }
    return nearest;
}

static const cl_covered *statement_of(const cl_vec *items, const char *what)
{
    for (size_t i = 0; i < items->count; i++)
        if (strcmp(((const cl_covered *)cl_vec_at(items, i))->what, what) == 0)
            return cl_vec_at(items, i);
    return NULL;
}

/* An excuse that is not needed, or that is for nothing, would hide the next gap. */
static void refuse_unreachables(const cl_programme *programme, const cl_vec *items,
                                const cl_sink *sink)
{
    for (size_t i = 0; i < programme->unreachable.count; i++) {
        const cl_excuse *said = cl_vec_at(&programme->unreachable, i);
        const cl_covered *found = statement_of(items, said->what);
        const char *nearest = found == NULL ? nearest_statement(items, said->what) : NULL;
        cl_text text = CL_TEXT_INIT;

        if (found != NULL && !found->seen)
            continue;
        cl_text_format(&text, "unreachable \"%s\": %s", said->what,
                       found != NULL ? "a test shows it, so the word is not needed"
                                     : "coverage does not ask for that");
        if (nearest != NULL)
            cl_text_format(&text, "; did you mean \"%s\"?", nearest);
        refuse(sink, said->file, said->line, &text);
    }
}

static bool is_gap(const cl_covered *item)
{
    return !item->seen && item->unreachable == NULL;
}

/* Rows of one table stand in one message: a table may have hundreds. */
static void refuse_rows(const cl_vec *items, size_t first, const cl_sink *sink)
{
    enum { NAMED = 4 };
    const cl_covered *item = cl_vec_at(items, first);
    cl_text text = CL_TEXT_INIT;
    size_t gaps = 0;

    cl_text_add_string(&text, "no test shows that ");
    for (size_t i = first; i < items->count; i++) {
        const cl_covered *row = cl_vec_at(items, i);

        if (row->kind != CL_COVERS_ROW || row->index != item->index || !is_gap(row))
            continue;
        if (gaps++ < NAMED)
            cl_text_format(&text, "%s%s", gaps == 1 ? "" : ", ", row->what);
    }
    if (gaps > NAMED)
        cl_text_format(&text, ", and %zu rows more", gaps - NAMED);
    refuse(sink, item->file, item->line, &text);
}

static void refuse_gaps(const cl_vec *items, const cl_sink *sink)
{
    size_t table = SIZE_MAX; /* whose rows have been told */

    for (size_t i = 0; i < items->count; i++) {
        const cl_covered *item = cl_vec_at(items, i);
        cl_text text = CL_TEXT_INIT;

        if (!is_gap(item) || (item->kind == CL_COVERS_ROW && item->index == table))
            continue;
        if (item->kind == CL_COVERS_ROW) {
            table = item->index;
            refuse_rows(items, i, sink);
            continue;
        }
        cl_text_format(&text, "no test shows that %s", item->what);
        refuse(sink, item->file, item->line, &text);
    }
}

/* ---- the row ---- */

static void count(counts all[CL_COVERAGE_KINDS + 1], const cl_vec *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const cl_covered *item = cl_vec_at(items, i);
        counts *of[] = {&all[item->kind], &all[CL_COVERAGE_KINDS]};

        for (size_t n = 0; n < 2; n++) {
            of[n]->of++;
            of[n]->seen += item->seen;
            of[n]->unreachable += !item->seen && item->unreachable != NULL;
        }
    }
}

static void print_counts(cl_text *json, counts c)
{
    cl_text_format(json, "{\"of\": %zu, \"shown\": %zu, \"unreachable\": %zu}", c.of, c.seen,
                   c.unreachable);
}

static void print_items(cl_text *json, const cl_vec *items)
{
    size_t written = 0;

    for (size_t i = 0; i < items->count; i++) {
        const cl_covered *item = cl_vec_at(items, i);

        if (item->seen)
            continue;
        cl_text_format(json, "%s{\"file\": ", written++ > 0 ? ", " : "");
        cl_text_add_json(json, cl_view_of(item->file));
        cl_text_format(json, ", \"line\": %d, \"what\": ", item->line);
        cl_text_add_json(json, cl_view_of(item->what));
        cl_text_add_string(json, ", \"because\": ");
        if (item->unreachable != NULL)
            cl_text_add_json(json, cl_view_of(item->unreachable->because));
        else
            cl_text_add_string(json, "null");
        cl_text_add_char(json, '}');
    }
}

static void print_json(cl_text *json, const cl_programme *programme, const cl_vec *items,
                       const counts all[CL_COVERAGE_KINDS + 1])
{
    cl_text_format(json, "{\"programme\": \"%s\", \"edition\": \"%s\", \"tests\": %zu, \"all\": ",
                   programme->id, programme->edition, programme->tests.count);
    print_counts(json, all[CL_COVERAGE_KINDS]);
    for (int kind = 0; kind < CL_COVERAGE_KINDS; kind++) {
        cl_text_format(json, ", \"%s\": ", cl_coverage_kind_name((cl_coverage_kind)kind));
        print_counts(json, all[kind]);
    }
    cl_text_add_string(json, ", \"not_shown\": [");
    print_items(json, items);
    cl_text_add_string(json, "]}");
}

static void print_text(cl_text *text, const cl_programme *programme,
                       const counts all[CL_COVERAGE_KINDS + 1])
{
    cl_text_format(text, "%s@%s: %zu of %zu are shown by %zu test%s", programme->id,
                   programme->edition, all[CL_COVERAGE_KINDS].seen, all[CL_COVERAGE_KINDS].of,
                   programme->tests.count, programme->tests.count == 1 ? "" : "s");
    if (all[CL_COVERAGE_KINDS].unreachable > 0)
        cl_text_format(text, ", %zu cannot be", all[CL_COVERAGE_KINDS].unreachable);
    cl_text_add_char(text, '\n');
    for (int kind = 0; kind < CL_COVERAGE_KINDS; kind++)
        if (all[kind].of > 0)
            cl_text_format(text, "  %-10s  %4zu of %4zu\n",
                           cl_coverage_kind_name((cl_coverage_kind)kind), all[kind].seen,
                           all[kind].of);
}

static int tell(const cl_programme *programme, const cl_vec *items, const cl_sink *sink,
                cl_error *e)
{
    counts all[CL_COVERAGE_KINDS + 1] = {{0, 0, 0}};
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    count(all, items);
    refuse_unreachables(programme, items, sink);
    refuse_gaps(items, sink);
    print_json(&json, programme, items, all);
    print_text(&text, programme, all);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

int cl_rules_coverage(cl_session *session, const cl_programme *programme, const cl_sink *sink,
                      cl_error *e)
{
    cl_coverage *coverage = NULL;
    cl_rules_tester *tester = NULL;
    int rc = cl_coverage_new(&coverage, programme, e);

    if (rc == 0)
        rc = cl_rules_tester_open(&tester, session, programme, e);
    if (rc == 0)
        rc = cl_rules_tester_visit(tester, add_decision, coverage, e);
    if (rc == 0)
        rc = tell(programme, cl_coverage_items(coverage), sink, e);
    cl_rules_tester_close(tester);
    cl_coverage_free(coverage);
    return rc;
}
