/* SPDX-License-Identifier: MIT
 *
 * Answers as they are typed: "AREA: TEXT".
 */
#include "self_evaluation.h"

#include <string.h>

#include "ratio.h"
#include "utf8.h"

bool cl_self_evaluation_is_answered(const cl_arguments *arguments)
{
    return cl_argument_is_set(arguments, "strength") || cl_argument_is_set(arguments, "need") ||
           cl_argument_is_set(arguments, "score");
}

static int refuse_area(const cl_json_value *areas, const char *argument, cl_view found, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; areas != NULL && i < cl_json_count(areas); i++)
        cl_text_format(&text, "%s%s", i == 0 ? "" : ", ",
                       cl_json_string(cl_json_item(areas, i)).at);
    rc = cl_fail(e, CL_E_INVALID, "found '%.*s', expected AREA: TEXT with an area of: %s",
                 (int)cl_utf8_cut(found, found.length < 60 ? found.length : 60), found.at,
                 text.at == NULL ? "none" : text.at);
    cl_error_place(e, NULL, 0, argument);
    cl_text_clear(&text);
    return rc;
}

/* Splits "AREA: TEXT"; the beginning of an area is enough where only one begins so. */
static int split(size_t *area, cl_view *rest, const cl_json_value *areas, const char *argument,
                 const char *value, cl_error *e)
{
    const char *colon = strchr(value, ':');
    size_t found = 0;

    if (colon == NULL || areas == NULL)
        return refuse_area(areas, argument, cl_view_of(value), e);
    for (size_t i = 0; i < cl_json_count(areas); i++) {
        cl_view name = cl_json_string(cl_json_item(areas, i));
        size_t typed = (size_t)(colon - value);

        if (typed > 0 && typed <= name.length && memcmp(name.at, value, typed) == 0) {
            *area = i;
            found++;
        }
    }
    if (found != 1)
        return refuse_area(areas, argument, cl_view_of(value), e);
    *rest = cl_view_trim(cl_view_of(colon + 1));
    return rest->length > 0 ? 0 : refuse_area(areas, argument, cl_view_of(value), e);
}

/* ["…", "…"]: what was said of one area; nothing when nothing was. */
static int add_texts(cl_text *out, const cl_arguments *arguments, const char *argument,
                     const char *key, const cl_json_value *areas, size_t area, cl_error *e)
{
    const char *value;
    size_t said = 0;

    for (size_t i = 0; (value = cl_argument_at(arguments, argument, i)) != NULL; i++) {
        cl_view rest;
        size_t of;
        int rc = split(&of, &rest, areas, argument, value, e);

        if (rc != 0)
            return rc;
        if (of != area)
            continue;
        if (said++ == 0)
            cl_text_format(out, "%s\"%s\":[", out->at[out->length - 1] == '{' ? "" : ",", key);
        else
            cl_text_add_char(out, ',');
        cl_text_add_json(out, rest);
    }
    if (said > 0)
        cl_text_add_char(out, ']');
    return cl_text_check(out, e);
}

static int add_score(cl_text *out, const cl_arguments *arguments, const cl_json_value *areas,
                     size_t area, cl_error *e)
{
    const char *value;

    for (size_t i = 0; (value = cl_argument_at(arguments, "score", i)) != NULL; i++) {
        cl_view rest;
        cl_ratio number;
        size_t of;
        int rc = split(&of, &rest, areas, "score", value, e);

        if (rc == 0 && (cl_ratio_parse(&number, rest, NULL) != 0 || !cl_ratio_is_whole(number)))
            rc = cl_fail(e, CL_E_INVALID, "score: found '%.*s', expected a whole number",
                         (int)rest.length, rest.at);
        if (rc != 0)
            return rc;
        if (of != area)
            continue;
        cl_text_format(out, "%s\"score\":", out->at[out->length - 1] == '{' ? "" : ",");
        cl_text_add_int(out, number.num);
        return 0;
    }
    return 0;
}

int cl_self_evaluation_read(cl_text *out, const cl_arguments *arguments,
                            const cl_journey_data *data, cl_error *e)
{
    size_t count = data->areas == NULL ? 0 : cl_json_count(data->areas);
    int rc = 0;

    if (count == 0 || data->questionnaire == NULL)
        return cl_fail(e, CL_E_STATE, "the journey \"%s\" has no questionnaire", data->id);
    cl_text_add_string(out, "{\"areas\":{");
    for (size_t i = 0; rc == 0 && i < count; i++) { /* in the order of the questionnaire */
        cl_text_add_string(out, i == 0 ? "" : ",");
        cl_text_add_json(out, cl_json_string(cl_json_item(data->areas, i)));
        cl_text_add_string(out, ":{");
        rc = cl_text_check(out, e);
        if (rc == 0)
            rc = add_texts(out, arguments, "need", "needs", data->areas, i, e);
        if (rc == 0)
            rc = add_score(out, arguments, data->areas, i, e);
        if (rc == 0)
            rc = add_texts(out, arguments, "strength", "strengths", data->areas, i, e);
        cl_text_add_char(out, '}');
    }
    cl_text_add_string(out, "}}");
    return rc != 0 ? rc : cl_text_check(out, e);
}
