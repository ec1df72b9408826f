/* SPDX-License-Identifier: MIT
 *
 * Reading assumed values as the param's kind says.
 */
#include "assume.h"

#include <string.h>

#include "suggest.h"

static int assume_word(const cl_programme *programme, const cl_param *param, cl_param_value *value,
                       size_t i, cl_error *e)
{
    cl_view word = cl_view_of(value->words[i]);
    const cl_field *field;

    if (param->list_of == CL_GIVES_COUNTRY && word.length == 2) {
        value->codes[i] = word.at[0] * 256 + word.at[1];
        return 0;
    }
    if (param->list_of != CL_GIVES_CHOICE)
        return param->list_of == CL_GIVES_COUNTRY
                   ? cl_fail(e, CL_E_INVALID, "'%s': '%s' is no country", param->name, word.at)
                   : 0;
    field = cl_schema_field(&programme->schema, param->list_type, param->list_field);
    for (size_t c = 0; c < field->choice_count; c++)
        if (cl_view_is(word, field->choices[c])) {
            value->codes[i] = (int64_t)c;
            return 0;
        }
    return cl_fail(e, CL_E_INVALID, "'%s': '%s' is not a word for '%s'", param->name, word.at,
                   field->name);
}

/* A list is written with commas: GB,MW,KE. */
static int assume_list(cl_evaluator *evaluator, const cl_param *param, cl_setting *setting,
                       cl_view text, cl_error *e)
{
    cl_arena *arena = &evaluator->assumed;
    cl_param_value *value = cl_arena_array(arena, 1, sizeof *value);
    size_t count = 1, i = 0;
    int rc = 0;

    for (size_t c = 0; c < text.length; c++)
        count += text.at[c] == ',';
    if (value != NULL) {
        value->count = count;
        value->words = cl_arena_array(arena, count, sizeof *value->words);
        value->codes = cl_arena_array(arena, count, sizeof *value->codes);
    }
    if (value == NULL || value->words == NULL || value->codes == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (; rc == 0 && i < count; i++) {
        const char *comma = memchr(text.at, ',', text.length);
        size_t length = comma == NULL ? text.length : (size_t)(comma - text.at);

        value->words[i] = cl_arena_copy(arena, cl_view_trim((cl_view){text.at, length}));
        rc = value->words[i] == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                                     : assume_word(evaluator->programme, param, value, i, e);
        if (comma != NULL)
            text = (cl_view){comma + 1, text.length - length - 1};
    }
    if (param->list_of == CL_GIVES_TEXT || param->list_of == CL_GIVES_NOTHING)
        value->codes = NULL;
    setting->list = value;
    return rc;
}

static int read_exact(const cl_programme *programme, const cl_param *param, cl_view text,
                      cl_ratio *exact, cl_error *e)
{
    cl_money money;
    cl_date date;
    int rc;

    switch ((int)param->gives) {
    case CL_GIVES_MONEY:
        rc = cl_money_parse(&money, text, programme->currency, e);
        *exact = cl_ratio_int(rc == 0 ? money.minor : 0);
        break;
    case CL_GIVES_DATE:
        rc = cl_date_parse(&date, text, e);
        *exact = cl_ratio_int(rc == 0 ? date : 0);
        break;
    default:
        rc = cl_ratio_parse(exact, text, e);
        break;
    }
    if (rc != 0)
        cl_error_place(e, NULL, 0, param->name);
    return rc;
}

static int no_param(cl_evaluator *evaluator, const char *name, cl_error *e)
{
    const cl_programme *programme = evaluator->programme;
    const cl_vec *params = &programme->params;
    const char **names = cl_arena_array(&evaluator->assumed, params->count + 1, sizeof *names);
    const char *nearest;

    if (names == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < params->count; i++)
        names[i] = ((const cl_param *)cl_vec_at(params, i))->name;
    nearest = cl_suggest(cl_view_of(name), names, params->count);
    return cl_fail(e, CL_E_INVALID, "%s@%s has no param '%s' that could be set%s%s%s",
                   programme->id, programme->edition, name,
                   nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                   nearest == NULL ? "" : "'?");
}

/* An unpublished param says what it cannot be below. The others are below zero only where a
 * published value of theirs is: a rate of -1.00 would make a grant that somebody owes. */
static bool least_of(cl_ratio *least, const cl_param *param)
{
    *least = param->has_least ? param->least : cl_ratio_int(0);
    if (param->has_least || param->gives == CL_GIVES_DATE)
        return param->has_least;
    for (size_t i = 0; i < param->value_count; i++)
        if (cl_ratio_compare(param->values[i].exact, *least) < 0)
            return false;
    return true;
}

static int check_least(const cl_programme *programme, const cl_param *param, cl_ratio exact,
                       cl_error *e)
{
    cl_ratio floor;
    bool bounded = least_of(&floor, param);
    cl_money money = {floor.num, ""};
    cl_text least = CL_TEXT_INIT;

    if (!bounded || cl_ratio_compare(exact, floor) >= 0)
        return 0;
    memcpy(money.currency, programme->currency, sizeof money.currency);
    if (param->gives == CL_GIVES_MONEY)
        cl_money_print_human(&least, money);
    else
        cl_ratio_print(&least, floor);
    cl_fail(e, CL_E_INVALID, "must be at least %s", least.at == NULL ? "" : least.at);
    cl_error_place(e, NULL, 0, param->name);
    cl_text_clear(&least);
    return CL_E_INVALID;
}

static int assume(cl_evaluator *evaluator, const cl_assumption *assumption, cl_error *e)
{
    const cl_programme *programme = evaluator->programme;
    int index = cl_programme_find_param(programme, cl_view_of(assumption->name));
    const cl_param *param;
    cl_setting *setting;
    cl_ratio exact;
    int rc;

    if (index < 0)
        return no_param(evaluator, assumption->name, e);
    param = cl_vec_at(&programme->params, (size_t)index);
    setting = cl_evaluator_setting(evaluator, (size_t)index);
    setting->there = setting->assumed = true;
    if (param->gives == CL_GIVES_LIST)
        return assume_list(evaluator, param, setting, cl_view_of(assumption->value), e);
    rc = read_exact(programme, param, cl_view_of(assumption->value), &exact, e);
    if (rc == 0)
        rc = check_least(programme, param, exact, e);
    if (rc == 0)
        setting->value = cl_range_known(exact);
    return rc;
}

int cl_assume(cl_evaluator *evaluator, const cl_assumption *assumed, size_t count, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = assume(evaluator, &assumed[i], e);
    return rc;
}
