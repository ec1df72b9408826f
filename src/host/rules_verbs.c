/* SPDX-License-Identifier: MIT
 *
 * rules list, check, test, coverage, diff, doc and mutate: what an author asks of the editions.
 */
#include <string.h>

#include "alloc.h"
#include "decide_request.h"
#include "file.h"
#include "machines.h"
#include "rules_check.h"
#include "rules_coverage.h"
#include "rules_diff.h"
#include "rules_doc.h"
#include "rules_mutate.h"
#include "rules_property.h"
#include "rules_table.h"
#include "rules_test.h"
#include "session_parts.h"

/* ---- which editions ---- */

typedef int visit_edition(cl_session *session, cl_loaded *loaded, void *context, cl_error *e);

static int visit_programme(cl_session *session, const char *id, const char *only,
                           visit_edition *visit, void *context, cl_error *e)
{
    cl_vec editions = CL_VEC_INIT(char *);
    int rc = cl_session_editions(&editions, session, id, e);
    bool found = false;

    for (size_t i = 0; rc == 0 && i < editions.count; i++) {
        const char *edition = *(const char **)cl_vec_at(&editions, i);
        cl_loaded *loaded;

        if (only != NULL && strcmp(only, edition) != 0)
            continue;
        found = true;
        rc = cl_session_load(&loaded, session, id, edition, e);
        if (rc == 0)
            rc = visit(session, loaded, context, e);
        if (rc == 0 && cl_session_interrupted(session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped");
    }
    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "there is no edition '%s' of %s", only == NULL ? "" : only,
                     id);
    cl_names_clear(&editions);
    return rc;
}

static int visit_named(cl_session *session, const char *name, visit_edition *visit, void *context,
                       cl_error *e)
{
    char *id, *edition;
    int rc = cl_split_edition(&id, &edition, name, e);

    if (rc == 0)
        rc = visit_programme(session, id, edition, visit, context, e);
    cl_free(id);
    cl_free(edition);
    return rc;
}

/* The editions that are named, else all. A name that is none is refused and the others are done. */
static int visit_editions(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                          visit_edition *visit, void *context, cl_error *e)
{
    cl_vec names = CL_VEC_INIT(char *);
    const char *name;
    int rc = 0;

    for (size_t i = 0; rc == 0 && (name = cl_argument_at(arguments, "edition", i)) != NULL; i++) {
        cl_error why = CL_ERROR_INIT;

        rc = visit_named(session, name, visit, context, &why);
        if (rc == CL_E_NOT_FOUND)
            rc = (cl_sink_refuse(sink, &why), 0);
        else if (rc != 0)
            *e = why;
    }
    if (cl_argument_is_set(arguments, "edition"))
        return rc;
    rc = cl_session_programmes(&names, session, e);
    for (size_t i = 0; rc == 0 && i < names.count; i++)
        rc =
            visit_programme(session, *(const char **)cl_vec_at(&names, i), NULL, visit, context, e);
    if (rc == 0 && names.count == 0)
        rc = cl_fail(e, CL_E_IO, "no programmes are there; name their folder with --rules DIR");
    cl_names_clear(&names);
    return rc;
}

static int emit(const cl_sink *sink, cl_text *json, cl_text *text, cl_error *e)
{
    int rc = cl_text_check(json, e);

    if (rc == 0 && text != NULL)
        rc = cl_text_check(text, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(json),
                               text == NULL ? (cl_view)CL_VIEW_INIT : cl_text_view(text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(json);
    if (text != NULL)
        cl_text_clear(text);
    return rc;
}

/* ---- list ---- */

static int list_edition(cl_session *session, cl_loaded *loaded, void *context, cl_error *e)
{
    const cl_programme *programme = loaded->programme;
    cl_text json = CL_TEXT_INIT;
    char from[11] = "", until[11] = "";

    (void)session;
    cl_text_add_string(&json, "{\"programme\": ");
    cl_text_add_json(&json, cl_view_of(loaded->id));
    cl_text_add_string(&json, ", \"edition\": ");
    cl_text_add_json(&json, cl_view_of(loaded->edition));
    if (programme == NULL) {
        cl_text_format(&json, ", \"state\": \"has %zu errors\"}", loaded->findings.errors);
        return emit(context, &json, NULL, e);
    }
    cl_date_format(programme->from, from);
    if (programme->until != CL_DATE_MAX)
        cl_date_format(programme->until, until);
    cl_text_format(&json, ", \"state\": \"good\", \"from\": \"%s\", \"to\": ", from);
    if (until[0] == '\0')
        cl_text_add_string(&json, "null");
    else
        cl_text_format(&json, "\"%s\"", until);
    cl_text_format(&json, ", \"rules\": %zu, \"lines\": %zu, \"tests\": %zu, \"title\": ",
                   programme->rules.count, programme->lines.count, programme->tests.count);
    cl_text_add_json(&json, cl_view_of(programme->title));
    cl_text_add_string(&json, ", \"digest\": ");
    cl_text_add_json(&json, cl_view_of(programme->digest));
    cl_text_add_char(&json, '}');
    return emit(context, &json, NULL, e);
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    cl_sink copy = *sink;

    return visit_editions(session, arguments, sink, list_edition, &copy, e);
}

/* ---- check ---- */

typedef struct checking {
    const cl_sink *sink;
    const char *cliff;
    cl_vec machines; /* const cl_findings *: machines that were told already */
} checking;

/* The machines of a programme's records are checked with its editions. */
static int check_edition(cl_session *session, cl_loaded *loaded, void *context, cl_error *e)
{
    checking *c = context;
    int rc = cl_rules_check(session, loaded, c->cliff, c->sink, e);

    return rc != 0 ? rc
                   : cl_session_check_machines(session, cl_view_of(loaded->id), &c->machines,
                                               c->sink, e);
}

static int run_check(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    checking c = {sink, cl_argument_get(arguments, "cliff"), CL_VEC_INIT(const cl_findings *)};
    int rc = visit_editions(session, arguments, sink, check_edition, &c, e);

    cl_vec_clear(&c.machines);
    return rc;
}

/* ---- test ---- */

typedef struct proving {
    const cl_sink *sink;
    size_t dossiers; /* that each property tries */
} proving;

static int test_edition(cl_session *session, cl_loaded *loaded, void *context, cl_error *e)
{
    const proving *p = context;
    const cl_sink *sink = p->sink;
    cl_error error = CL_ERROR_INIT;
    int rc;

    if (loaded->programme == NULL) {
        cl_rules_refuse(sink, &loaded->findings);
        return 0;
    }
    if (loaded->programme->tests.count == 0) {
        cl_fail(&error, CL_E_SCRIPT, "%s@%s has no test", loaded->id, loaded->edition);
        cl_sink_refuse(sink, &error);
        return 0;
    }
    rc = cl_rules_test(session, loaded->programme, sink, e);
    return rc != 0 ? rc : cl_rules_property(session, loaded->programme, p->dossiers, sink, e);
}

static int read_dossiers(size_t *out, const cl_arguments *arguments, cl_error *e)
{
    const char *given = cl_argument_get(arguments, "dossiers");
    cl_ratio number = cl_ratio_int(CL_PROPERTY_DOSSIERS);
    int rc = given == NULL ? 0 : cl_ratio_parse(&number, cl_view_of(given), e);

    if (rc == 0 && (!cl_ratio_is_whole(number) || number.num < 1 || number.num > 1000000))
        rc = cl_fail(e, CL_E_MISUSE, "--dossiers takes a number from 1 to 1000000; found '%s'",
                     given);
    *out = (size_t)number.num;
    return rc;
}

static int run_test(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    proving p = {sink, 0};
    int rc = read_dossiers(&p.dossiers, arguments, e);

    return rc != 0 ? rc : visit_editions(session, arguments, sink, test_edition, &p, e);
}

/* ---- mutate ---- */

static int mutate_edition(cl_session *session, cl_loaded *loaded, void *context, cl_error *e)
{
    const cl_sink *sink = context;

    if (loaded->programme == NULL) {
        cl_rules_refuse(sink, &loaded->findings);
        return 0;
    }
    return cl_rules_mutate(session, loaded->programme, sink, e);
}

static int run_mutate(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    cl_sink copy = *sink;

    return visit_editions(session, arguments, sink, mutate_edition, &copy, e);
}

/* ---- coverage ---- */

static int coverage_edition(cl_session *session, cl_loaded *loaded, void *context, cl_error *e)
{
    const cl_sink *sink = context;

    if (loaded->programme == NULL) {
        cl_rules_refuse(sink, &loaded->findings);
        return 0;
    }
    return cl_rules_coverage(session, loaded->programme, sink, e);
}

static int run_coverage(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                        cl_error *e)
{
    cl_sink copy = *sink;

    return visit_editions(session, arguments, sink, coverage_edition, &copy, e);
}

/* ---- diff ---- */

static bool is_path(const char *name)
{
    size_t length = strlen(name);

    return strchr(name, '/') != NULL || (length > 4 && strcmp(name + length - 4, ".lua") == 0);
}

static int only_edition(cl_loaded **out, cl_session *session, const char *id, cl_error *e)
{
    cl_vec editions = CL_VEC_INIT(char *);
    int rc = cl_session_editions(&editions, session, id, e);

    if (rc == 0 && editions.count != 1)
        rc = cl_fail(e, CL_E_MISUSE, "%s has %zu editions; name one of them: %s@%s", id,
                     editions.count, id,
                     editions.count == 0 ? "EDITION" : *(const char **)cl_vec_at(&editions, 0));
    if (rc == 0)
        rc = cl_session_load(out, session, id, *(const char **)cl_vec_at(&editions, 0), e);
    cl_names_clear(&editions);
    return rc;
}

static int take_loaded(cl_session *session, cl_loaded *loaded, void *context, cl_error *e)
{
    (void)session;
    (void)e;
    *(cl_loaded **)context = loaded;
    return 0;
}

/* An edition by its name or its file. One that has errors is told, and `*out` is NULL. */
static int named_edition(const cl_programme **out, cl_session *session, const char *name,
                         const cl_sink *sink, cl_error *e)
{
    cl_loaded *loaded = NULL;
    int rc;

    *out = NULL;
    if (is_path(name))
        rc = cl_session_load_file(&loaded, session, name, e);
    else if (strchr(name, '@') == NULL)
        rc = only_edition(&loaded, session, name, e);
    else
        rc = visit_named(session, name, take_loaded, &loaded, e);
    if (rc == 0 && loaded->programme == NULL)
        cl_rules_refuse(sink, &loaded->findings);
    if (rc == 0)
        *out = loaded->programme;
    return rc;
}

static int run_diff(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    const cl_programme *first, *second;
    int rc = named_edition(&first, session, cl_argument_get(arguments, "first"), sink, e);

    if (rc == 0)
        rc = named_edition(&second, session, cl_argument_get(arguments, "second"), sink, e);
    if (rc != 0 || first == NULL || second == NULL)
        return rc;
    return cl_rules_diff(first, second, sink, e);
}

/* ---- doc ---- */

static int run_doc(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    const cl_programme *programme;
    int rc = named_edition(&programme, session, cl_argument_get(arguments, "edition"), sink, e);

    if (rc != 0 || programme == NULL)
        return rc;
    return cl_rules_doc(programme, !cl_argument_is_set(arguments, "text"), sink, e);
}

/* ---- table ---- */

static int run_table(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    const cl_programme *programme;
    int rc = named_edition(&programme, session, cl_argument_get(arguments, "edition"), sink, e);

    if (rc != 0 || programme == NULL)
        return rc;
    return cl_rules_table(programme, cl_argument_get(arguments, "table"), sink, e);
}

static const cl_parameter table_parameters[] = {
    {"edition", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "ID[@EDITION]|FILE",
     "the edition; the programme alone where it has only one"},
    {"table", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "TABLE",
     "the name of a lookup table"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static const cl_parameter doc_parameters[] = {
    {"edition", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "ID[@EDITION]|FILE",
     "the edition; the programme alone where it has only one"},
    {"text", CL_TAKES_SWITCH, 0, NULL, "plain text in place of HTML"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static const cl_parameter diff_parameters[] = {
    {"first", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "ID@EDITION|FILE",
     "the edition before"},
    {"second", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED, "ID@EDITION|FILE",
     "the edition after"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static const cl_parameter edition_parameters[] = {
    {"edition", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "ID[@EDITION]",
     "programmes or editions; all of them when none is given"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static const cl_parameter check_parameters[] = {
    {"edition", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "ID[@EDITION]",
     "programmes or editions; all of them when none is given"},
    {"cliff", CL_TAKES_TEXT, 0, "AMOUNT",
     "a grant that falls by more than this is told (default 100.00)"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static const cl_parameter test_parameters[] = {
    {"edition", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "ID[@EDITION]",
     "programmes or editions; all of them when none is given"},
    {"dossiers", CL_TAKES_NUMBER, 0, "N", "dossiers that each property tries (100)"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_rules_verbs[] = {
    {.name = "rules list",
     .run = run_list,
     .needs = CL_NEEDS_RULES,
     .parameters = edition_parameters,
     .brief = "Lists the programmes and their editions.",
     .example = "clachan rules list"},
    {.name = "rules check",
     .run = run_check,
     .needs = CL_NEEDS_RULES,
     .parameters = check_parameters,
     .brief = "Loads editions and tells every error and warning with file and line.",
     .detail =
         "What cannot be loaded; then conditions that are always true or never, rules that decide "
         "nothing, contradict each other or have no test, params without a value, rows and tables "
         "that nothing uses, fractions of a cent, sums that do not fit, caps that never bite, "
         "grants that fall where the applicant has more. Exact where few made-up applications "
         "show it, else it says that it is sampled. What a clause wants so is written in the "
         "edition: intended \"FINDING\" { because = \"…\" }. An edition with errors decides "
         "nothing.",
     .example = "clachan rules check connecting-classrooms-scotland@2021"},
    {.name = "rules coverage",
     .run = run_coverage,
     .needs = CL_NEEDS_RULES,
     .parameters = edition_parameters,
     .brief = "Tells what of an edition its own tests do not show.",
     .detail = "Each rule passes, fails and is unknown; each condition decides alone, by holding "
               "and by not holding; each dated value, row, reason for not paying, limit, cap, "
               "instalment, level and deadline is used. Exit status 1 when something is not shown "
               "and the edition does not say why with the word unreachable.",
     .example = "clachan rules coverage connecting-classrooms-scotland@2021"},
    {.name = "rules diff",
     .run = run_diff,
     .needs = CL_NEEDS_RULES,
     .parameters = diff_parameters,
     .brief = "Tells what differs between two editions, in words and by result.",
     .detail = "First what was added, removed and changed. Then for each rule that both have "
               "whether the second is stricter, looser, equivalent or incomparable, and for each "
               "line whether it pays less or more, with an application that shows it: found among "
               "the values at which answers change, all of them where they are few (exact), else "
               "a sample.",
     .example = "clachan rules diff connecting-classrooms-scotland@2019 "
                "connecting-classrooms-scotland@2021"},
    {.name = "rules doc",
     .run = run_doc,
     .needs = CL_NEEDS_RULES,
     .parameters = doc_parameters,
     .brief = "Writes an edition as a page that people can read.",
     .detail = "The rules in words, how the money comes about, instalments, deadlines, values with "
               "their days, rates, clauses with their sources, tests. The HTML needs no network "
               "and no other file.",
     .example = "clachan rules doc connecting-classrooms-scotland@2021 --text"},
    {.name = "rules mutate",
     .run = run_mutate,
     .needs = CL_NEEDS_RULES,
     .parameters = edition_parameters,
     .brief = "Changes editions in one place at a time and tells what no test notices.",
     .detail =
         "Thresholds, dated values and bounds by one, shares by one per cent, at_least for "
         "more_than, all for any, another rounding, a rule, line, cap, word or reason left out, a "
         "deadline a day later. A change that cannot matter is explained in the edition: unnoticed "
         "\"CHANGE\" { because = \"…\" }. Exit status 1 when a change goes unnoticed without that.",
     .example = "clachan rules mutate connecting-classrooms@2013"},
    {.name = "rules table",
     .run = run_table,
     .needs = CL_NEEDS_RULES,
     .parameters = table_parameters,
     .brief = "Writes a lookup table of an edition as CSV.",
     .detail = "A column a key, then the value. Changed in a spreadsheet and kept beside the "
               "edition it is read again: lookup \"NAME\" { keys = …, file = \"rates.csv\" }.",
     .example = "clachan rules table turing-scheme@2021 weekly_rate"},
    {.name = "rules test",
     .run = run_test,
     .needs = CL_NEEDS_RULES,
     .parameters = test_parameters,
     .brief = "Runs the tests and properties that stand in the editions.",
     .detail = "A failed test tells what was expected and what was found; a broken property the "
               "smallest dossier that shows it, as a test to be pasted. An edition without a test "
               "fails.",
     .example = "clachan rules test connecting-classrooms-scotland"},
    {.name = NULL},
};
