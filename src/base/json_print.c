/* SPDX-License-Identifier: MIT
 *
 * Documents as text. Strings are written by cl_text_add_json(), like all JSON of this program, so
 * that equal values have equal bytes wherever they were made.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "json_build.h"

/* How to write: the two forms differ in the order of keys and in white space. */
typedef struct style {
    bool canonical;
    int indent;
} style;

typedef struct member {
    const char *key;
    const cl_json_value *value;
} member;

static void print_value(cl_text *out, const cl_json_value *value, style how, int depth);

static void new_line(cl_text *out, style how, int depth)
{
    (void)cl_text_add_char(out, '\n');
    for (int i = 0; i < how.indent * depth; i++)
        (void)cl_text_add_char(out, ' ');
}

/* What stands before member `index`. */
static void separate(cl_text *out, size_t index, style how, int depth)
{
    if (index != 0)
        (void)cl_text_add_char(out, ',');
    if (how.indent > 0)
        new_line(out, how, depth);
    else if (index != 0 && !how.canonical)
        (void)cl_text_add_char(out, ' ');
}

static void close_with(cl_text *out, char closer, size_t count, style how, int depth)
{
    if (how.indent > 0 && count != 0)
        new_line(out, how, depth);
    (void)cl_text_add_char(out, closer);
}

static void print_array(cl_text *out, const cl_json_value *array, style how, int depth)
{
    size_t count = cl_json_count(array);

    (void)cl_text_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        separate(out, i, how, depth + 1);
        print_value(out, cl_json_item(array, i), how, depth + 1);
    }
    close_with(out, ']', count, how, depth);
}

static void print_member(cl_text *out, member m, style how, int depth)
{
    (void)cl_text_add_json(out, cl_view_of(m.key));
    (void)cl_text_add_string(out, how.canonical ? ":" : ": ");
    print_value(out, m.value, how, depth);
}

static int by_key(const void *left, const void *right)
{
    const member *a = left, *b = right;

    return strcmp(a->key, b->key);
}

static void print_object(cl_text *out, const cl_json_value *object, style how, int depth)
{
    cl_vec members = CL_VEC_INIT(member);
    void *cursor = NULL;
    member m;

    if (cl_vec_reserve(&members, cl_json_count(object)) != 0) {
        if (out->failed == 0)
            out->failed = CL_E_MEMORY;
        return;
    }
    while ((m.key = cl_json_next(object, &cursor, &m.value)) != NULL)
        (void)cl_vec_add(&members, &m); /* there is room */
    if (how.canonical && members.count != 0)
        qsort(members.items, members.count, members.size, by_key);
    (void)cl_text_add_char(out, '{');
    for (size_t i = 0; i < members.count; i++) {
        separate(out, i, how, depth + 1);
        print_member(out, *(member *)cl_vec_at(&members, i), how, depth + 1);
    }
    close_with(out, '}', members.count, how, depth);
    cl_vec_clear(&members);
}

/* A real has no value in this program, but has to stay what it was when a document is written
 * again. */
static void print_real(cl_text *out, const cl_json_value *value)
{
    char digits[64];
    size_t length =
        json_dumpb(value->node, digits, sizeof digits, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));

    if (length == 0 && out->failed == 0)
        out->failed = CL_E_MEMORY; /* the only way in which it fails */
    (void)cl_text_add(out, digits, length < sizeof digits ? length : 0);
}

static void print_value(cl_text *out, const cl_json_value *value, style how, int depth)
{
    switch (cl_json_type(value)) {
    case CL_JSON_NULL:
        (void)cl_text_add_string(out, "null");
        break;
    case CL_JSON_BOOLEAN:
        (void)cl_text_add_string(out, cl_json_boolean(value) ? "true" : "false");
        break;
    case CL_JSON_INTEGER:
        (void)cl_text_add_int(out, cl_json_integer(value));
        break;
    case CL_JSON_REAL:
        print_real(out, value);
        break;
    case CL_JSON_STRING:
        (void)cl_text_add_json(out, cl_json_string(value));
        break;
    case CL_JSON_ARRAY:
        print_array(out, value, how, depth);
        break;
    case CL_JSON_OBJECT:
        print_object(out, value, how, depth);
        break;
    }
}

int cl_json_print_canonical(cl_text *out, const cl_json_value *value)
{
    print_value(out, value, (style){true, 0}, 0);
    return out->failed;
}

int cl_json_print(cl_text *out, const cl_json_value *value, int indent)
{
    print_value(out, value, (style){false, indent}, 0);
    return out->failed;
}

/* ---- without null ---- */

static bool is_null(const cl_json_value *value)
{
    return cl_json_type(value) == CL_JSON_NULL;
}

static void print_present_items(cl_text *out, const cl_json_value *array)
{
    size_t printed = 0;

    (void)cl_text_add_char(out, '[');
    for (size_t i = 0; i < cl_json_count(array); i++) {
        if (is_null(cl_json_item(array, i)))
            continue;
        (void)cl_text_add_string(out, printed++ > 0 ? "," : "");
        (void)cl_json_print_present(out, cl_json_item(array, i));
    }
    (void)cl_text_add_char(out, ']');
}

/* A document nests at most CL_JSON_DEPTH levels. */
int cl_json_print_present(cl_text *out, const cl_json_value *value)
{
    const cl_json_value *inside;
    const char *key;
    void *cursor = NULL;
    size_t printed = 0;

    if (cl_json_type(value) == CL_JSON_ARRAY) {
        print_present_items(out, value);
        return out->failed;
    }
    if (cl_json_type(value) != CL_JSON_OBJECT)
        return cl_json_print_canonical(out, value);
    (void)cl_text_add_char(out, '{');
    while ((key = cl_json_next(value, &cursor, &inside)) != NULL) {
        if (is_null(inside))
            continue;
        (void)cl_text_add_string(out, printed++ > 0 ? "," : "");
        (void)cl_text_add_json(out, cl_view_of(key));
        (void)cl_text_add_char(out, ':');
        (void)cl_json_print_present(out, inside);
    }
    return cl_text_add_char(out, '}');
}
