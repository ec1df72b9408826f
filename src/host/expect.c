/* SPDX-License-Identifier: MIT
 *
 * Comparing a decision with a part of one.
 */
#include "expect.h"

#include <string.h>

typedef struct comparing {
    cl_text *out;
    cl_text path;
    size_t differences;
} comparing;

static void compare(comparing *c, const cl_json_value *expected, const cl_json_value *found);

static void differ(comparing *c, const cl_json_value *expected, const cl_json_value *found)
{
    cl_text_format(c->out, "%s%s: expected ", c->differences++ > 0 ? "; " : "",
                   c->path.at == NULL || c->path.length == 0 ? "decision" : c->path.at);
    cl_json_print(c->out, expected, 0);
    cl_text_add_string(c->out, "; found ");
    if (found == NULL)
        cl_text_add_string(c->out, "nothing");
    else
        cl_json_print(c->out, found, 0);
}

/* Shortens the path to what it was. */
static void leave(comparing *c, size_t length)
{
    c->path.length = length;
    if (c->path.at != NULL)
        c->path.at[length] = '\0';
}

static void compare_object(comparing *c, const cl_json_value *expected, const cl_json_value *found)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    while ((key = cl_json_next(expected, &cursor, &value)) != NULL) {
        size_t length = c->path.length;

        cl_text_format(&c->path, "%s%s", length > 0 ? "." : "", key);
        compare(c, value, cl_json_get(found, key));
        leave(c, length);
    }
}

static const cl_json_value *with_id(const cl_json_value *array, cl_view id)
{
    for (size_t i = 0; i < cl_json_count(array); i++) {
        const cl_json_value *item = cl_json_item(array, i), *other = cl_json_get(item, "id");

        if (other != NULL && cl_view_equal(cl_json_string(other), id))
            return item;
    }
    return NULL;
}

static bool has_ids(const cl_json_value *array)
{
    return cl_json_count(array) > 0 && cl_json_get(cl_json_item(array, 0), "id") != NULL;
}

static void compare_by_id(comparing *c, const cl_json_value *expected, const cl_json_value *found)
{
    for (size_t i = 0; i < cl_json_count(expected); i++) {
        const cl_json_value *item = cl_json_item(expected, i);
        cl_view id = cl_json_string(cl_json_get(item, "id"));
        size_t length = c->path.length;

        cl_text_format(&c->path, "[%.*s]", (int)id.length, id.at);
        compare(c, item, with_id(found, id));
        leave(c, length);
    }
}

static void compare_in_order(comparing *c, const cl_json_value *expected,
                             const cl_json_value *found)
{
    if (cl_json_count(expected) != cl_json_count(found)) {
        differ(c, expected, found);
        return;
    }
    for (size_t i = 0; i < cl_json_count(expected); i++) {
        size_t length = c->path.length;

        cl_text_format(&c->path, "[%zu]", i + 1);
        compare(c, cl_json_item(expected, i), cl_json_item(found, i));
        leave(c, length);
    }
}

static bool same_scalar(const cl_json_value *a, const cl_json_value *b)
{
    switch (cl_json_type(a)) {
    case CL_JSON_NULL:
        return true;
    case CL_JSON_BOOLEAN:
        return cl_json_boolean(a) == cl_json_boolean(b);
    case CL_JSON_INTEGER:
        return cl_json_integer(a) == cl_json_integer(b);
    case CL_JSON_STRING:
        return cl_view_equal(cl_json_string(a), cl_json_string(b));
    case CL_JSON_REAL:
    case CL_JSON_ARRAY:
    case CL_JSON_OBJECT:
        break;
    }
    return false;
}

static void compare(comparing *c, const cl_json_value *expected, const cl_json_value *found)
{
    cl_json_kind kind = cl_json_type(expected);

    if (found == NULL || cl_json_type(found) != kind)
        differ(c, expected, found);
    else if (kind == CL_JSON_OBJECT)
        compare_object(c, expected, found);
    else if (kind == CL_JSON_ARRAY && has_ids(expected))
        compare_by_id(c, expected, found);
    else if (kind == CL_JSON_ARRAY)
        compare_in_order(c, expected, found);
    else if (!same_scalar(expected, found))
        differ(c, expected, found);
}

bool cl_expect(cl_text *differences, const cl_json_value *expected, const cl_json_value *found)
{
    comparing c = {differences, CL_TEXT_INIT, 0};

    compare(&c, expected, found);
    cl_text_clear(&c.path);
    return c.differences == 0;
}
