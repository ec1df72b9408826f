/* SPDX-License-Identifier: MIT
 *
 * near: the smallest changes that would turn the verdict, or raise the grant, as sentences.
 */
#include <string.h>

#include "near.h"
#include "ratio.h"
#include "row.h"
#include "subject.h"
#include "verb.h"
#include "wrap.h"

enum { WIDTH = 80, HANG = 5 };

typedef struct searching {
    const cl_sink *sink;
    cl_near_goal goal;
    bool any_goal; /* the verdict, or the grant of what is eligible */
    size_t most;
    bool whole; /* the changed dossier too */
    size_t shown;
} searching;

/* ---- JSON ---- */

static void add_strings(cl_text *out, const char *name, const cl_strings *list)
{
    cl_text array = CL_TEXT_INIT;

    cl_text_add_char(&array, '[');
    for (size_t i = 0; i < list->count; i++) {
        cl_text_add_string(&array, i == 0 ? "" : ", ");
        cl_text_add_json(&array, cl_view_of(list->items[i]));
    }
    cl_text_add_char(&array, ']');
    cl_row_json(out, name, cl_text_view(&array));
    if (array.failed != 0)
        out->failed = array.failed;
    cl_text_clear(&array);
}

static void add_changes(cl_text *out, const cl_near_way *way)
{
    cl_text array = CL_TEXT_INIT;

    cl_text_add_char(&array, '[');
    for (size_t i = 0; i < way->count; i++) {
        const cl_near_change *change = &way->changes[i];
        const struct {
            const char *name, *value;
        } members[] = {{"what", change->what},
                       {"path", change->path},
                       {"from", change->from},
                       {"to", change->to},
                       {"says", change->says}};

        cl_text_add_string(&array, i == 0 ? "{" : ", {");
        for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
            cl_text_format(&array, "%s\"%s\": ", m == 0 ? "" : ", ", members[m].name);
            cl_text_add_json(&array, cl_view_of(members[m].value));
        }
        cl_text_add_char(&array, '}');
    }
    cl_text_add_char(&array, ']');
    cl_row_json(out, "changes", cl_text_view(&array));
    if (array.failed != 0)
        out->failed = array.failed;
    cl_text_clear(&array);
}

static cl_maybe known_amount(const cl_amount *amount)
{
    return (cl_maybe){amount->low.minor, amount->known};
}

static void print_row(cl_text *out, const searching *s, const cl_subject *subject,
                      const cl_near_result *result, const cl_near_way *way)
{
    const cl_decision *decision = subject->decision;
    cl_view currency = cl_view_of(decision->currency);

    cl_row_text(out, "subject", cl_view_of(subject->name));
    cl_row_text(out, "programme", cl_view_of(decision->programme));
    cl_row_text(out, "edition", cl_view_of(decision->edition));
    cl_row_text(out, "goal", cl_view_of(s->goal == CL_NEAR_VERDICT ? "verdict" : "grant"));
    cl_row_text(out, "verdict", cl_view_of(cl_verdict_name(decision->verdict)));
    cl_row_money(out, "grant", known_amount(&decision->grant), currency);
    add_changes(out, way);
    cl_row_text(out, "would_be", cl_view_of(cl_verdict_name(way->verdict)));
    cl_row_money(out, "would_grant", known_amount(&way->grant), currency);
    add_strings(out, "repairs", &way->repairs);
    add_strings(out, "cites", &way->cites);
    cl_row_yesno(out, "smallest", !result->past_two);
    if (s->whole)
        cl_row_json(out, "dossier", cl_view_of(way->dossier));
}

/* ---- text ---- */

static void print_cites(cl_text *out, const cl_strings *cites)
{
    for (size_t i = 0; i < cites->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? " [" : " ", cites->items[i]);
    cl_text_add_string(out, cites->count > 0 ? "]" : "");
}

static bool same_words(const cl_near_way *way, size_t a, size_t b)
{
    return strcmp(way->changes[a].says, way->changes[b].says) == 0;
}

/* The same addition twice is told once: "there were 2 more schools: …". */
static void print_change(cl_text *out, const cl_near_way *way, size_t index)
{
    static const char more[] = "there were one more ";
    const cl_near_change *change = &way->changes[index];
    size_t count = 0;

    for (size_t i = 0; i < way->count; i++)
        count += same_words(way, i, index);
    if (count == 1 || change->one == NULL)
        cl_text_add_string(out, change->says);
    else
        cl_text_format(out, "there were %zu more %s%s", count, change->many,
                       change->says + strlen(more) + strlen(change->one));
}

static void print_changes(cl_text *out, const cl_near_way *way)
{
    size_t shown = 0;

    for (size_t i = 0; i < way->count; i++) {
        bool again = false;

        for (size_t before = 0; before < i; before++)
            again = again || same_words(way, before, i);
        if (again)
            continue;
        cl_text_add_string(out, shown++ == 0 ? "if " : ", and ");
        print_change(out, way, i);
    }
}

static void print_grant(cl_text *out, const cl_near_way *way, const cl_decision *decision)
{
    cl_money more = way->grant.low;

    if (!way->grant.known) {
        cl_text_add_string(out, "the grant is then not known");
        return;
    }
    cl_text_add_string(out, "the grant is then ");
    cl_money_print_human(out, way->grant.low);
    more.minor -= decision->grant.low.minor;
    if (!decision->grant.known || more.minor <= 0)
        return;
    cl_text_add_string(out, ", ");
    cl_money_print_human(out, more);
    cl_text_add_string(out, " more");
}

static void print_head(cl_text *out, const searching *s, const cl_subject *subject,
                       const cl_near_result *result)
{
    const cl_decision *decision = subject->decision;

    cl_text_format(out, "%s%s, %s@%s on ", s->shown > 0 ? "\n" : "", subject->name,
                   decision->programme, decision->edition);
    cl_date_print_human(out, decision->date);
    cl_text_format(out, ": %s\n", cl_verdict_name(decision->verdict));
    if (s->goal == CL_NEAR_GRANT)
        cl_text_add_string(out, "It would get more\n");
    else
        cl_text_format(out, "It would be eligible%s\n",
                       result->past_two ? "; one change or two do not suffice, and these need not "
                                          "be the fewest"
                                        : "");
}

static void print_gist(cl_text *out, const cl_near_way *way, const cl_decision *decision)
{
    for (size_t i = 0; i < way->repairs.count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "meets " : ", ", way->repairs.items[i]);
    print_cites(out, &way->cites);
    cl_text_add_string(out, way->repairs.count > 0 || way->cites.count > 0 ? "; " : "");
    print_grant(out, way, decision);
    if (way->verdict == CL_VERDICT_NEEDS_JUDGEMENT)
        cl_text_add_string(out, "; a person must judge it then");
}

static void print_way(cl_text *out, const cl_near_way *way, size_t number,
                      const cl_decision *decision)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_format(&text, "%zu. ", number);
    print_changes(&text, way);
    cl_wrap(out, number < 10 ? 2 : 1, HANG, WIDTH, text.at == NULL ? "" : text.at);
    if (text.failed == 0) {
        cl_text_reset(&text);
        print_gist(&text, way, decision);
        cl_wrap(out, HANG, HANG, WIDTH, text.at == NULL ? "" : text.at);
    }
    if (text.failed != 0)
        out->failed = text.failed;
    cl_text_clear(&text);
}

/* ---- one subject ---- */

static void tell_rest(const searching *s, const cl_subject *subject, const cl_near_result *result)
{
    if (result->count == 0 && s->goal == CL_NEAR_GRANT)
        cl_sink_note(s->sink, "%s: no change of one or two facts that was found gives more",
                     subject->name);
    else if (result->count == 0)
        cl_sink_note(s->sink, "%s is %s, and no change that was found makes it eligible",
                     subject->name, cl_verdict_name(subject->decision->verdict));
    else if (result->found > result->count)
        cl_sink_note(s->sink, "%s: %zu of %zu ways are shown; --most shows more", subject->name,
                     result->count, result->found);
    if (result->cut)
        cl_sink_note(s->sink,
                     "%s: the search was cut short after %zu dossiers; there may be other ways",
                     subject->name, result->tried);
}

static int show(searching *s, const cl_subject *subject, const cl_near_result *result, cl_error *e)
{
    cl_text row = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < result->count; i++) {
        if (i == 0)
            print_head(&text, s, subject, result);
        print_row(&row, s, subject, result, &result->ways[i]);
        print_way(&text, &result->ways[i], i + 1, subject->decision);
        rc = cl_row_send(s->sink, &row, &text, e);
    }
    s->shown += result->count > 0;
    cl_text_clear(&row);
    cl_text_clear(&text);
    if (rc == 0)
        tell_rest(s, subject, result);
    return rc;
}

static int search_one(void *context, const cl_subject *subject, cl_error *e)
{
    searching *s = context;
    bool eligible = subject->decision->verdict == CL_VERDICT_ELIGIBLE;
    cl_near_options options = {subject->options, s->goal, s->most, 0};
    cl_near_result result = {0};
    int rc;

    if (s->any_goal)
        options.goal = s->goal = eligible ? CL_NEAR_GRANT : CL_NEAR_VERDICT;
    if (eligible && s->goal == CL_NEAR_VERDICT) {
        cl_sink_note(s->sink, "%s is eligible already", subject->name);
        return 0;
    }
    rc = cl_near(&result, subject->evaluator, subject->evaluator->dossier, subject->decision,
                 &options, e);
    if (rc == 0)
        rc = show(s, subject, &result, e);
    cl_near_clear(&result);
    return rc;
}

static int read_most(searching *s, const cl_arguments *arguments, cl_error *e)
{
    const char *most = cl_argument_get(arguments, "most");
    cl_ratio number;
    int rc;

    if (most == NULL)
        return 0;
    rc = cl_ratio_parse(&number, cl_view_of(most), e);
    if (rc == 0 && (!cl_ratio_is_whole(number) || number.num < 1 || number.num > 1000))
        rc = cl_fail(e, CL_E_MISUSE, "--most takes a number from 1 to 1000; found '%s'", most);
    if (rc == 0)
        s->most = (size_t)number.num;
    return rc;
}

static int read_goal(searching *s, const cl_arguments *arguments, cl_error *e)
{
    const char *goal = cl_argument_get(arguments, "goal");

    s->any_goal = goal == NULL;
    if (goal == NULL || strcmp(goal, "verdict") == 0)
        return 0;
    s->goal = CL_NEAR_GRANT;
    return strcmp(goal, "grant") == 0
               ? 0
               : cl_fail(e, CL_E_MISUSE, "--goal takes verdict or grant; found '%s'", goal);
}

static int run_near(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    searching s = {.sink = sink, .whole = cl_argument_is_set(arguments, "whole")};
    int rc = read_most(&s, arguments, e);

    if (rc == 0)
        rc = read_goal(&s, arguments, e);
    return rc != 0 ? rc : cl_subjects_decide(session, arguments, sink, search_one, &s, e);
}

static const cl_parameter near_parameters[] = {
    CL_SUBJECTS_PARAMETER,
    {"goal", CL_TAKES_TEXT, 0, "verdict|grant",
     "turn the verdict or raise the grant; without it the verdict, and the grant of what is "
     "eligible"},
    {"most", CL_TAKES_NUMBER, 0, "N", "show so many ways (10 when not given)"},
    {"whole", CL_TAKES_SWITCH, 0, NULL, "give each changed dossier with it, under --json"},
    CL_DECIDE_PARAMETERS,
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_near_verbs[] = {
    {.name = "near",
     .run = run_near,
     .needs = CL_NEEDS_RULES,
     .parameters = near_parameters,
     .brief = "Shows the smallest changes that would turn the verdict, or raise the grant.",
     .detail =
         "One change, then two; where neither suffices, the most promising are followed further. "
         "Each way that is named has been decided. What an applicant cannot change (the schema "
         "says fixed: where a school lies, who pays for it) is never changed: another school may "
         "take its place. What a person must judge is not touched either. A search ends after "
         "60,000 dossiers, and says so.",
     .example = "clachan near application.json"},
    {.name = NULL},
};
