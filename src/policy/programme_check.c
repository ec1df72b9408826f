/* SPDX-License-Identifier: MIT
 *
 * What can only be judged once the whole edition has been read: names twice, citations, values on
 * the first day in force, instalments, exceptions, members used outside their list.
 */
#include <string.h>

#include "languages.h"
#include "plan.h"
#include "programme.h"
#include "suggest.h"

/* One row a kind of thing that has an id: where its items lie and how to read them. */
typedef struct kind_row {
    const char *word;
    size_t list, id, cites, file, line; /* offsets; cites SIZE_MAX: has none */
} kind_row;

#define KIND(word, member, type, id)                                                               \
    {                                                                                              \
        word, offsetof(cl_programme, member), offsetof(type, id), offsetof(type, cites),           \
            offsetof(type, file), offsetof(type, line)                                             \
    }

static const kind_row kinds[] = {
    KIND("rule", rules, cl_rule, id),
    KIND("line", lines, cl_line, id),
    KIND("cap", adjusts, cl_adjust, id),
    KIND("instalment", instalments, cl_instalment_rule, id),
    KIND("level", grades, cl_grade, id),
    KIND("param", params, cl_param, name),
    KIND("table", tables, cl_rate_table, name),
    KIND("compute", computes, cl_compute, name),
};

static const char *text_in(const char *item, size_t offset)
{
    const char *text;

    memcpy(&text, item + offset, sizeof text);
    return text;
}

static int line_in(const char *item, const kind_row *kind)
{
    int line;

    memcpy(&line, item + kind->line, sizeof line);
    return line;
}

static const cl_vec *list_of(const cl_programme *programme, const kind_row *kind)
{
    return (const cl_vec *)(const void *)((const char *)programme + kind->list);
}

static void check_twice(const cl_programme *programme, const kind_row *kind)
{
    const cl_vec *list = list_of(programme, kind);

    for (size_t i = 0; i < list->count; i++) {
        const char *item = cl_vec_at(list, i);

        for (size_t j = 0; j < i; j++) {
            const char *earlier = cl_vec_at(list, j);

            if (strcmp(text_in(item, kind->id), text_in(earlier, kind->id)) != 0)
                continue;
            cl_findings_add(programme->tree.findings, text_in(item, kind->file),
                            line_in(item, kind), NULL,
                            "%s '%s' is there twice; the first is in line %d", kind->word,
                            text_in(item, kind->id), line_in(earlier, kind));
            break;
        }
    }
}

static const char *nearest_clause(const cl_programme *programme, const char *id)
{
    const char *ids[512];
    size_t count = programme->clauses.count < 512 ? programme->clauses.count : 512;

    for (size_t i = 0; i < count; i++)
        ids[i] = ((const cl_clause *)cl_vec_at(&programme->clauses, i))->id;
    return cl_suggest(cl_view_of(id), ids, count);
}

static void check_cites(const cl_programme *programme, const char *word, const char *id,
                        const char *file, int line, cl_cites cites)
{
    for (size_t i = 0; i < cites.count; i++) {
        const char *nearest;

        if (cl_programme_clause(programme, cites.ids[i]) != NULL)
            continue;
        nearest = nearest_clause(programme, cites.ids[i]);
        if (nearest != NULL)
            cl_findings_add(programme->tree.findings, file, line, NULL,
                            "%s '%s' cites '%s', which is no clause of this edition; did you mean "
                            "'%s'?",
                            word, id, cites.ids[i], nearest);
        else
            cl_findings_add(programme->tree.findings, file, line, NULL,
                            "%s '%s' cites '%s', which is no clause of this edition", word, id,
                            cites.ids[i]);
    }
}

/* What decides and what pays says by which clause; a value may be nobody's but the edition's. */
static void check_clause(const cl_programme *programme, const kind_row *kind, const char *item,
                         cl_cites cites)
{
    static const char *const words[] = {"rule", "line", "cap", "instalment", "level"};

    for (size_t i = 0; cites.count == 0 && i < sizeof words / sizeof *words; i++)
        if (strcmp(kind->word, words[i]) == 0)
            cl_findings_warn(programme->tree.findings, text_in(item, kind->file),
                             line_in(item, kind), NULL, "%s '%s' cites no clause", kind->word,
                             text_in(item, kind->id));
}

static void check_kind(const cl_programme *programme, const kind_row *kind)
{
    const cl_vec *list = list_of(programme, kind);

    check_twice(programme, kind);
    for (size_t i = 0; i < list->count; i++) {
        const char *item = cl_vec_at(list, i);
        cl_cites cites;

        memcpy(&cites, item + kind->cites, sizeof cites);
        check_cites(programme, kind->word, text_in(item, kind->id), text_in(item, kind->file),
                    line_in(item, kind), cites);
        check_clause(programme, kind, item, cites);
    }
}

static void check_line_cites(const cl_programme *programme)
{
    for (size_t i = 0; i < programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&programme->lines, i);

        check_cites(programme, "line", line->id, line->file, line->line, line->at_most_cites);
        check_cites(programme, "line", line->id, line->file, line->line, line->units_cites);
        for (size_t n = 0; n < line->not_paid_count; n++)
            check_cites(programme, "line", line->id, line->file, line->line,
                        line->not_paid[n].cites);
    }
    check_cites(programme, "deadlines", "deadlines", programme->deadlines.file,
                programme->deadlines.line, programme->deadlines.cites);
}

/* A param that is used needs a value on the first day in force: nothing falls through to another
 * day. */
static void check_param(const cl_programme *programme, const cl_param *param)
{
    char day[11];

    if (!param->used) {
        cl_findings_warn(programme->tree.findings, param->file, param->line, NULL,
                         "param '%s' is never used", param->name);
        return;
    }
    if (param->unpublished || programme->from == CL_DATE_MIN ||
        cl_param_on(param, programme->from) != NULL)
        return;
    cl_date_format(programme->from, day);
    cl_findings_add(programme->tree.findings, param->file, param->line, NULL,
                    "param '%s' has no value on %s, the first day in force", param->name, day);
}

static bool always_applies(const cl_instalment_rule *instalment)
{
    return instalment->applies == 0;
}

static void check_instalments(const cl_programme *programme)
{
    const cl_vec *list = &programme->instalments;
    const cl_instalment_rule *first = list->count > 0 ? cl_vec_at(list, 0) : NULL;
    cl_ratio shares = cl_ratio_int(0);
    size_t rests = 0;
    bool plain = true;

    for (size_t i = 0; i < list->count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(list, i);

        rests += instalment->rest;
        plain = plain && always_applies(instalment);
        if (!instalment->rest && cl_ratio_add(&shares, shares, instalment->share, NULL) != 0)
            return;
    }
    if (first == NULL)
        return;
    if (rests == 0 || (plain && rests != 1))
        cl_findings_add(
            programme->tree.findings, first->file, first->line, NULL,
            "the instalments have %zu times share = \"rest\"; exactly one takes what is left",
            rests);
    if (plain && cl_ratio_compare(shares, cl_ratio_int(1)) > 0)
        cl_findings_add(programme->tree.findings, first->file, first->line, NULL,
                        "the shares of the instalments are more than 100%% together");
}

static void check_rules(const cl_programme *programme)
{
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);

        if (rule->exception_to != NULL && cl_programme_rule(programme, rule->exception_to) == NULL)
            cl_findings_add(programme->tree.findings, rule->file, rule->line, NULL,
                            "rule '%s' is an exception to '%s', and there is no such rule",
                            rule->id, rule->exception_to);
    }
}

/* A member of a list has no meaning outside the function that it was given to. */
static void check_closed(const cl_programme *programme, const char *word, const char *id,
                         const char *file, int line, cl_node node, uint32_t allowed)
{
    if ((cl_tree_at(&programme->tree, node)->free & ~allowed) != 0)
        cl_findings_add(programme->tree.findings, file, line, NULL,
                        "%s '%s' uses a member of a list outside the function it was given to",
                        word, id);
}

static void check_scopes(const cl_programme *programme)
{
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);

        check_closed(programme, "rule", rule->id, rule->file, rule->line, rule->needs, 0);
        check_closed(programme, "rule", rule->id, rule->file, rule->line, rule->applies, 0);
    }
    for (size_t i = 0; i < programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&programme->lines, i);
        uint32_t member = line->each == 0 ? 0 : 1u << line->binder;

        check_closed(programme, "line", line->id, line->file, line->line, line->applies, 0);
        check_closed(programme, "line", line->id, line->file, line->line, line->each, 0);
        check_closed(programme, "line", line->id, line->file, line->line, line->amount, member);
    }
}

/* What is left to a person is left to them by a clause. */
static void check_judgements(const cl_programme *programme)
{
    const cl_schema *schema = &programme->schema;
    const cl_record_type *answers;

    if (schema->answers_type < 0)
        return;
    answers = &schema->types[schema->answers_type];
    for (size_t f = 0; f < answers->field_count; f++)
        check_cites(programme, "judge", answers->fields[f].name, programme->file, programme->line,
                    (cl_cites){answers->fields[f].cites, answers->fields[f].cite_count});
}

/* ---- messages ---- */

/* Whether a dotted path leads to a fact. */
static bool is_fact(const cl_schema *schema, unsigned type, cl_view path)
{
    const char *dot = memchr(path.at, '.', path.length);
    cl_view name = {path.at, dot == NULL ? path.length : (size_t)(dot - path.at)};
    int found = cl_schema_find(schema, type, name);
    const cl_field *field;

    if (found < 0 || dot == NULL)
        return found >= 0;
    field = cl_schema_field(schema, type, (unsigned)found);
    path = (cl_view){dot + 1, path.length - name.length - 1};
    if (field->kind == CL_FACT_RECORD)
        return is_fact(schema, field->type, path);
    return field->kind == CL_FACT_REFERENCE && is_fact(schema, field->target_type, path);
}

/* Every {path} of a message leads to a fact of the application or names a param. */
static void check_message(cl_programme *programme, const cl_rule *rule, const char *text)
{
    const char *end;

    while ((text = strchr(text, '{')) != NULL) {
        cl_view path;

        if (text[1] == '{') {
            text += 2;
            continue;
        }
        end = strchr(text, '}');
        path = (cl_view){text + 1, end == NULL ? strlen(text + 1) : (size_t)(end - text - 1)};
        if (end == NULL)
            cl_findings_add(programme->tree.findings, rule->file, rule->line, NULL,
                            "rule '%s': its message opens a brace and does not close it: '{%.*s'; "
                            "a brace itself is written '{{'",
                            rule->id, (int)path.length, path.at);
        else if (!is_fact(&programme->schema, 0, path) &&
                 cl_programme_find_param(programme, path) < 0)
            cl_findings_add(programme->tree.findings, rule->file, rule->line, NULL,
                            "rule '%s': its message names '{%.*s}', which is no fact of the "
                            "application and no param; a brace itself is written '{{'",
                            rule->id, (int)path.length, path.at);
        if (end == NULL)
            return;
        text = end + 1;
    }
}

static void check_messages(cl_programme *programme)
{
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);

        if (rule->message_count == 0 && rule->message != NULL)
            check_message(programme, rule, rule->message);
        for (size_t m = 0; m < rule->message_count; m++)
            check_message(programme, rule, rule->messages[m].text);
    }
}

int cl_programme_finish(cl_programme *programme, cl_error *e)
{
    cl_findings *findings = programme->tree.findings;
    size_t errors;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        check_kind(programme, &kinds[i]);
    check_line_cites(programme);
    check_judgements(programme);
    for (size_t i = 0; i < programme->params.count; i++)
        check_param(programme, cl_vec_at(&programme->params, i));
    check_instalments(programme);
    check_rules(programme);
    check_scopes(programme);
    check_messages(programme);
    cl_languages_check(programme);
    programme->last_stage = CL_STAGE_FORM;
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);

        if (rule->stage > programme->last_stage)
            programme->last_stage = rule->stage;
    }
    if (findings != NULL)
        cl_findings_sort(findings);
    errors = findings == NULL ? 0 : findings->errors;
    if (programme->tree.failed)
        errors++;
    cl_tree_finish(&programme->tree);
    if (programme->tree.no_memory)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (errors > 0)
        return cl_fail(e, CL_E_SCRIPT, "the edition has %zu error%s", errors,
                       errors == 1 ? "" : "s");
    programme->plan = cl_plan_make(programme, &programme->arena);
    return 0;
}
