/* SPDX-License-Identifier: MIT
 *
 * The shapes in which portals refuse, by the names of their members. An unknown shape is no error:
 * what can be shown to a person is kept.
 */
#include "problem.h"

#include "alloc.h"
#include "json.h"
#include "utf8.h"

#include <stdbool.h>
#include <string.h>

enum { LINE = 300 };

void cl_problem_clear(cl_problem *problem)
{
    for (size_t i = 0; i < problem->fields.count; i++) {
        cl_problem_field *field = cl_vec_at(&problem->fields, i);

        cl_free(field->field);
        cl_free(field->message);
    }
    cl_vec_clear(&problem->fields);
    cl_free(problem->type);
    cl_free(problem->message);
    *problem = (cl_problem)CL_PROBLEM_INIT;
}

/* The first of some members that is a text with something in it. */
static cl_view first_text(const cl_json_value *object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const cl_json_value *value = cl_json_get(object, names[i]);
        cl_view text = value != NULL ? cl_json_string(value) : (cl_view)CL_VIEW_INIT;

        if (text.length > 0)
            return text;
    }
    return (cl_view)CL_VIEW_INIT;
}

/* A copy that is safe on a terminal and at most a long line. */
static char *copy_plain(cl_view text)
{
    cl_text plain = CL_TEXT_INIT;
    bool valid = cl_utf8_valid(text, NULL);

    text.length = valid ? cl_utf8_cut(text, LINE) : text.length < LINE ? text.length : LINE;
    if (valid)
        cl_text_add_plain(&plain, text);
    for (size_t i = 0; !valid && i < text.length; i++)
        cl_text_add_char(&plain, text.at[i] >= ' ' && text.at[i] < 0x7f ? text.at[i] : '?');
    if (plain.length == 0 && plain.failed == 0)
        cl_text_add_string(&plain, "");
    return cl_text_take(&plain);
}

static int add_field(cl_problem *out, cl_view field, cl_view message)
{
    cl_problem_field *added;

    if (out->fields.count >= CL_PROBLEM_FIELDS)
        return 0;
    added = cl_vec_push(&out->fields);
    if (added == NULL)
        return CL_E_MEMORY;
    added->field = copy_plain(field);
    added->message = copy_plain(message);
    return added->field == NULL || added->message == NULL ? CL_E_MEMORY : 0;
}

static int read_fields(cl_problem *out, const cl_json_value *list)
{
    static const char *const places[] = {"field", "path", "pointer", "name"};
    static const char *const words[] = {"message", "detail", "error", "title"};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < cl_json_count(list); i++) {
        const cl_json_value *item = cl_json_item(list, i);

        if (cl_json_type(item) == CL_JSON_STRING)
            rc = add_field(out, (cl_view)CL_VIEW_INIT, cl_json_string(item));
        else if (cl_json_type(item) == CL_JSON_OBJECT)
            rc = add_field(out, first_text(item, places, sizeof places / sizeof *places),
                           first_text(item, words, sizeof words / sizeof *words));
    }
    return rc;
}

static int read_object(cl_problem *out, const cl_json_value *root)
{
    static const char *const words[] = {"detail", "message", "error", "title"};
    static const char *const types[] = {"type"};
    cl_view type = first_text(root, types, 1);
    cl_view message = first_text(root, words, sizeof words / sizeof *words);
    const cl_json_value *errors = cl_json_get(root, "errors");

    if (type.length > 0 && (out->type = copy_plain(type)) == NULL)
        return CL_E_MEMORY;
    if (message.length > 0 && (out->message = copy_plain(message)) == NULL)
        return CL_E_MEMORY;
    if (errors != NULL && cl_json_type(errors) == CL_JSON_ARRAY)
        return read_fields(out, errors);
    return 0;
}

/* The first line that has more than tags in it. */
static int read_text(cl_problem *out, cl_view body)
{
    char line[LINE + 1];
    size_t length = 0;
    bool tag = false;

    for (size_t i = 0; i < body.length && length < LINE; i++) {
        char c = body.at[i];

        if (c == '<' || c == '>')
            tag = c == '<';
        else if (!tag && (c == '\n' || c == '\r') && length > 0)
            break;
        else if (!tag && (length > 0 || (unsigned char)c > ' '))
            line[length++] = c;
    }
    if (length == 0)
        return 0;
    out->message = copy_plain(cl_view_trim((cl_view){line, length}));
    return out->message == NULL ? CL_E_MEMORY : 0;
}

int cl_problem_read(cl_problem *out, cl_view body, cl_error *e)
{
    cl_json *json = NULL;
    int rc;

    *out = (cl_problem)CL_PROBLEM_INIT;
    rc = cl_json_parse(&json, body, "answer", 1, NULL);
    if (rc == 0 && cl_json_type(cl_json_root(json)) == CL_JSON_OBJECT)
        rc = read_object(out, cl_json_root(json));
    else if (rc != CL_E_MEMORY)
        rc = read_text(out, body);
    cl_json_free(json);
    if (rc != 0) {
        cl_problem_clear(out);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}
