/* SPDX-License-Identifier: MIT
 *
 * why: one rule or amount of a decision, down to the facts and the dated values of params.
 */
#include "subject.h"
#include "verb.h"
#include "why.h"

typedef struct asking {
    const char *about;
    const cl_sink *sink;
    size_t shown;
} asking;

static void add_member(cl_text *out, const char *name, const char *value)
{
    cl_text_format(out, "%s\"%s\": ", out->length == 0 ? "{" : ", ", name);
    cl_text_add_json(out, cl_view_of(value));
}

static void print_assumed(cl_text *json, cl_text *text, const cl_decision *decision)
{
    cl_text_add_string(json, ", \"assumed\": {");
    for (size_t i = 0; i < decision->assumed_count; i++) {
        const cl_assumption *assumption = &decision->assumed[i];

        cl_text_add_string(json, i == 0 ? "" : ", ");
        cl_text_add_json(json, cl_view_of(assumption->name));
        cl_text_add_string(json, ": ");
        cl_text_add_json(json, cl_view_of(assumption->value));
        cl_text_format(text, "%s%s = %s", i == 0 ? "WHAT IF: assumed " : ", ", assumption->name,
                       assumption->value);
    }
    cl_text_add_string(text, decision->assumed_count > 0 ? "\n" : "");
    cl_text_add_char(json, '}');
}

static void print_head(cl_text *json, cl_text *text, const cl_subject *subject)
{
    const cl_decision *decision = subject->decision;
    char day[11];

    cl_date_format(decision->date, day);
    add_member(json, "subject", subject->name);
    add_member(json, "programme", decision->programme);
    add_member(json, "edition", decision->edition);
    add_member(json, "date", day);
    add_member(json, "verdict", cl_verdict_name(decision->verdict));
    cl_text_format(text, "%s, %s@%s on ", subject->name, decision->programme, decision->edition);
    cl_date_print_human(text, decision->date);
    cl_text_format(text, ": %s\n", cl_verdict_name(decision->verdict));
    print_assumed(json, text, decision);
}

static int show(asking *a, const cl_subject *subject, const cl_why_tree *tree, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    if (a->shown++ > 0)
        cl_text_add_char(&text, '\n');
    print_head(&json, &text, subject);
    cl_text_add_string(&json, ", \"why\": ");
    cl_why_print_json(&json, tree);
    cl_text_format(&json, ", \"left_out\": %zu}", tree->dropped);
    if (!a->sink->json_only)
        cl_why_print_text(&text, tree, 0);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(a->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

static int explain(void *context, const cl_subject *subject, cl_error *e)
{
    asking *a = context;
    cl_why_tree tree = {0};
    cl_error why = CL_ERROR_INIT;
    int rc = cl_why(&tree, subject->evaluator, subject->decision, a->about, &why);

    if (rc == 0)
        rc = show(a, subject, &tree, e);
    else if (rc == CL_E_MEMORY)
        cl_fail(e, rc, "%s", why.message);
    else
        rc = (cl_sink_refuse(a->sink, &why), 0);
    cl_why_clear(&tree);
    return rc;
}

static int run_why(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    asking a = {cl_argument_get(arguments, "about"), sink, 0};

    return cl_subjects_decide(session, arguments, sink, explain, &a, e);
}

static const cl_parameter why_parameters[] = {
    CL_SUBJECT_PARAMETER,
    {"about", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "WHAT",
     "id of a rule, line, cap, instalment, level or param, a part such as requests[3], or verdict, "
     "grant, level"},
    CL_DECIDE_PARAMETERS,
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_why_verbs[] = {
    {.name = "why",
     .run = run_why,
     .needs = CL_NEEDS_RULES,
     .parameters = why_parameters,
     .brief = "Explains one rule or amount down to the facts and the dated values behind it.",
     .detail = "Each line rests on those that stand under it; the last ones are facts of the "
               "dossier and "
               "parameters with the day from which they are in force. An application is explained "
               "from its records while it is a draft or ready, afterwards as it was last decided.",
     .example = "clachan why application.json grant"},
    {.name = NULL},
};
