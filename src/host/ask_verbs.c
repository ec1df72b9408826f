/* SPDX-License-Identifier: MIT
 *
 * ask: what is not known and still matters, as questions, the most decisive first.
 */
#include <stdlib.h>
#include <string.h>

#include "subject.h"
#include "verb.h"

/* One missing fact, and how many deciding rules wait for it. */
typedef struct missing {
    const char *path;
    size_t rules, place;
} missing;

static bool waits_for(const cl_decided_rule *rule, const char *path)
{
    for (size_t i = 0; i < rule->missing.count; i++)
        if (strcmp(rule->missing.items[i], path) == 0)
            return true;
    return false;
}

static int more_decisive(const void *a, const void *b)
{
    const missing *first = a, *second = b;

    if (first->rules != second->rules)
        return first->rules < second->rules ? 1 : -1;
    return (first->place > second->place) - (first->place < second->place);
}

/* The field at the end of a path such as cluster.schools[s2].funding; NULL for a param or a rate.
 */
static const cl_field *field_of(const cl_schema *schema, const char *path)
{
    const cl_field *field = NULL;
    unsigned type = 0;

    while (*path != '\0') {
        size_t length = strcspn(path, ".[");
        int found = cl_schema_find(schema, type, (cl_view){path, length});

        if (found < 0)
            return NULL;
        field = cl_schema_field(schema, type, (unsigned)found);
        path += length;
        if (*path == '[')
            path += strcspn(path, "]") + (strchr(path, ']') != NULL);
        if (*path == '.')
            path++;
        if (field->kind == CL_FACT_RECORD || field->kind == CL_FACT_LIST)
            type = field->type;
    }
    return field;
}

static void print_question(cl_text *out, const cl_programme *programme, const char *path)
{
    const cl_field *field = field_of(&programme->schema, path);
    int param = cl_programme_find_param(programme, cl_view_of(path));

    if (field != NULL && field->question != NULL)
        cl_text_add_string(out, field->question);
    else if (field != NULL && field->about != NULL)
        cl_text_format(out, "What is the %s?", field->about);
    else if (param >= 0)
        cl_text_format(
            out, "No source gives %s; an administrator sets it (--set %s=…)",
            ((const cl_param *)cl_vec_at(&programme->params, (size_t)param))->about == NULL
                ? path
                : ((const cl_param *)cl_vec_at(&programme->params, (size_t)param))->about,
            path);
    else
        cl_text_format(out, "There is no rate for this: %s", path);
}

static int show(const cl_sink *sink, const cl_programme *programme, const missing *item,
                cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT, question = CL_TEXT_INIT;
    cl_text cites = CL_TEXT_INIT;
    const cl_field *field = field_of(&programme->schema, item->path);
    int rc;

    print_question(&question, programme, item->path);
    cl_text_add_string(&json, "{\"missing\": ");
    cl_text_add_json(&json, cl_view_of(item->path));
    cl_text_format(&json, ", \"rules\": %zu, \"question\": ", item->rules);
    cl_text_add_json(&json, cl_text_view(&question));
    cl_text_add_string(&json, ", \"cites\": [");
    for (size_t i = 0; field != NULL && i < field->cite_count; i++) {
        cl_text_add_string(&json, i == 0 ? "" : ", ");
        cl_text_add_json(&json, cl_view_of(field->cites[i]));
        cl_text_format(&cites, "%s%s", i == 0 ? " [" : " ", field->cites[i]);
    }
    cl_text_add_string(&json, "]}");
    cl_text_add_string(&cites, cites.length > 0 ? "]" : "");
    cl_text_format(&text, "%s%s\n    %s\n", question.at == NULL ? "" : question.at,
                   cites.at == NULL ? "" : cites.at, item->path);
    rc = cl_text_check(&json, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    cl_text_clear(&question);
    cl_text_clear(&cites);
    return rc;
}

typedef struct asking {
    const cl_sink *sink;
} asking;

static int ask(void *context, const cl_subject *subject, cl_error *e)
{
    const cl_sink *sink = ((const asking *)context)->sink;
    const cl_decision *decision = subject->decision;
    cl_vec items = CL_VEC_INIT(missing);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < decision->missing.count; i++) {
        missing item = {decision->missing.items[i], 0, i};

        for (size_t r = 0; r < decision->rule_count; r++)
            item.rules += waits_for(&decision->rules[r], item.path);
        if (cl_vec_add(&items, &item) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (items.count > 0)
        qsort(items.items, items.count, sizeof(missing), more_decisive);
    for (size_t i = 0; rc == 0 && i < items.count; i++)
        rc = show(sink, subject->programme, cl_vec_at(&items, i), e);
    if (rc == 0 && items.count == 0)
        cl_sink_note(sink, "nothing that is not known can change this: it is %s",
                     cl_verdict_name(decision->verdict));
    cl_vec_clear(&items);
    return rc;
}

static int run_ask(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    asking a = {sink};

    return cl_subjects_decide(session, arguments, sink, ask, &a, e);
}

static const cl_parameter ask_parameters[] = {
    CL_SUBJECT_PARAMETER,
    CL_DECIDE_PARAMETERS,
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_ask_verbs[] = {
    {.name = "ask",
     .run = run_ask,
     .needs = CL_NEEDS_RULES,
     .parameters = ask_parameters,
     .brief = "Asks for what is not known and still matters, the most decisive first.",
     .example = "clachan ask application.json"},
    {.name = NULL},
};
