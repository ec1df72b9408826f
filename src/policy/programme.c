/* SPDX-License-Identifier: MIT
 *
 * A programme as a whole: making, looking up, releasing. Its checks are in programme_check.c.
 */
#include "programme.h"

#include <string.h>

#include "alloc.h"

static const char *const stage_names[] = {"form", "apply", "fund"};
static const char *const level_names[] = {"hard", "waivable", "advisory"};

static bool named(const char *const *names, size_t count, cl_view name, unsigned *out)
{
    for (unsigned i = 0; i < count; i++)
        if (cl_view_is(name, names[i])) {
            *out = i;
            return true;
        }
    return false;
}

const char *cl_stage_name(cl_stage stage)
{
    return stage_names[stage];
}

bool cl_stage_named(cl_stage *out, cl_view name)
{
    unsigned i;

    if (!named(stage_names, 3, name, &i))
        return false;
    *out = (cl_stage)i;
    return true;
}

const char *cl_level_name(cl_level level)
{
    return level_names[level];
}

bool cl_level_named(cl_level *out, cl_view name)
{
    unsigned i;

    if (!named(level_names, 3, name, &i))
        return false;
    *out = (cl_level)i;
    return true;
}

int cl_programme_new(cl_programme **out, cl_findings *findings, cl_error *e)
{
    cl_programme *programme = cl_calloc(1, sizeof *programme);
    int rc;

    *out = NULL;
    if (programme == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    programme->from = CL_DATE_MIN;
    programme->until = CL_DATE_MAX;
    programme->deadlines.open_until = CL_DATE_MIN;
    programme->clauses = (cl_vec)CL_VEC_INIT(cl_clause);
    programme->params = (cl_vec)CL_VEC_INIT(cl_param);
    programme->tables = (cl_vec)CL_VEC_INIT(cl_rate_table);
    programme->rules = (cl_vec)CL_VEC_INIT(cl_rule);
    programme->lines = (cl_vec)CL_VEC_INIT(cl_line);
    programme->adjusts = (cl_vec)CL_VEC_INIT(cl_adjust);
    programme->instalments = (cl_vec)CL_VEC_INIT(cl_instalment_rule);
    programme->grades = (cl_vec)CL_VEC_INIT(cl_grade);
    programme->computes = (cl_vec)CL_VEC_INIT(cl_compute);
    programme->translations = (cl_vec)CL_VEC_INIT(cl_translation);
    programme->tests = (cl_vec)CL_VEC_INIT(cl_edition_test);
    programme->properties = (cl_vec)CL_VEC_INIT(cl_edition_property);
    programme->unnoticed = (cl_vec)CL_VEC_INIT(cl_excuse);
    programme->unreachable = (cl_vec)CL_VEC_INIT(cl_excuse);
    programme->intended = (cl_vec)CL_VEC_INIT(cl_excuse);
    rc = cl_schema_init(&programme->schema, e);
    if (rc == 0)
        rc = cl_tree_init(&programme->tree, programme, &programme->arena, findings, e);
    if (rc != 0) {
        cl_programme_free(programme);
        return rc;
    }
    *out = programme;
    return 0;
}

void cl_programme_free(cl_programme *programme)
{
    if (programme == NULL)
        return;
    if (programme->door.close != NULL)
        programme->door.close(programme->door.context);
    cl_tree_clear(&programme->tree);
    cl_schema_clear(&programme->schema);
    cl_vec_clear(&programme->clauses);
    cl_vec_clear(&programme->params);
    cl_vec_clear(&programme->tables);
    cl_vec_clear(&programme->rules);
    cl_vec_clear(&programme->lines);
    cl_vec_clear(&programme->adjusts);
    cl_vec_clear(&programme->instalments);
    cl_vec_clear(&programme->grades);
    cl_vec_clear(&programme->computes);
    cl_vec_clear(&programme->translations);
    cl_vec_clear(&programme->tests);
    cl_vec_clear(&programme->properties);
    cl_vec_clear(&programme->unnoticed);
    cl_vec_clear(&programme->unreachable);
    cl_vec_clear(&programme->intended);
    cl_arena_clear(&programme->arena);
    cl_free(programme);
}

const cl_clause *cl_programme_clause(const cl_programme *programme, const char *id)
{
    for (size_t i = 0; i < programme->clauses.count; i++) {
        const cl_clause *clause = cl_vec_at(&programme->clauses, i);

        if (strcmp(clause->id, id) == 0)
            return clause;
    }
    return NULL;
}

const cl_rule *cl_programme_rule(const cl_programme *programme, const char *id)
{
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);

        if (strcmp(rule->id, id) == 0)
            return rule;
    }
    return NULL;
}

const char *cl_rule_message(const cl_rule *rule, const char *language)
{
    for (size_t i = 0; language != NULL && i < rule->message_count; i++)
        if (strcmp(rule->messages[i].language, language) == 0)
            return rule->messages[i].text;
    return rule->message;
}

int cl_programme_find_param(const cl_programme *programme, cl_view name)
{
    for (size_t i = 0; i < programme->params.count; i++)
        if (cl_view_is(name, ((const cl_param *)cl_vec_at(&programme->params, i))->name))
            return (int)i;
    return -1;
}

const cl_param_value *cl_param_on(const cl_param *param, cl_date day)
{
    for (size_t i = param->value_count; i-- > 0;)
        if (param->values[i].from <= day)
            return day <= param->values[i].until ? &param->values[i] : NULL;
    return NULL;
}
