/* SPDX-License-Identifier: MIT
 *
 * Documents: making them of jansson's values, and reading them.
 */
#include "json.h"

#include <jansson.h>
#include <string.h>

#include "alloc.h"
#include "excerpt.h"
#include "json_build.h"

struct cl_json {
    json_t *root;
    char *file; /* NULL without one */
    cl_json_value values[];
};

/* Walks jansson's tree in the order of the text. `next` is the first unused value. */
typedef struct builder {
    cl_json_value *next;
    const cl_vec *places;
    size_t place;
} builder;

static void fill(builder *b, cl_json_value *value, json_t *node);

static void fill_array(builder *b, cl_json_value *value)
{
    for (size_t i = 0; i < value->count; i++)
        fill(b, &value->items[i], json_array_get(value->node, i));
}

static void fill_object(builder *b, cl_json_value *value)
{
    cl_json_value *item = value->items;

    /* In the order in which the keys were read. */
    for (void *at = json_object_iter(value->node); at != NULL;
         at = json_object_iter_next(value->node, at)) {
        item->key = json_object_iter_key(at);
        fill(b, item, json_object_iter_value(at));
        item++;
    }
}

static void fill(builder *b, cl_json_value *value, json_t *node)
{
    value->node = node;
    value->place = *(const cl_json_place *)cl_vec_at(b->places, b->place++);
    value->items = b->next;
    value->count = json_is_array(node)    ? json_array_size(node)
                   : json_is_object(node) ? json_object_size(node)
                                          : 0;
    b->next += value->count;
    if (json_is_array(node))
        fill_array(b, value);
    else if (json_is_object(node))
        fill_object(b, value);
}

/* The key that ends before byte `end`: jansson stops there when it has seen it twice. */
static cl_view key_before(cl_view text, size_t end)
{
    size_t begin;

    if (end < 2 || end > text.length || text.at[end - 1] != '"')
        return (cl_view)CL_VIEW_INIT;
    for (begin = end - 2; begin > 0; begin--) {
        size_t slashes = 0;

        while (slashes < begin && text.at[begin - 1 - slashes] == '\\')
            slashes++;
        if (text.at[begin] == '"' && slashes % 2 == 0)
            break;
    }
    return (cl_view){text.at + begin, end - begin};
}

static int refused(cl_view text, const json_error_t *fault, const char *file, int first_line,
                   cl_error *e)
{
    enum json_error_code code = json_error_code(fault);
    char key[CL_EXCERPT];
    int rc = CL_E_INVALID;

    if (code == json_error_out_of_memory)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (code == json_error_duplicate_key)
        rc = cl_fail(e, rc, "the key %s stands twice in one object",
                     cl_excerpt(key, key_before(text, (size_t)fault->position)));
    else if (code == json_error_numeric_overflow)
        rc = cl_fail(e, rc, "the number is too large; write it as text, in double quotes");
    else
        rc = cl_fail(e, rc, "%s", fault->text);
    cl_error_place(e, file, first_line + (fault->line > 0 ? fault->line - 1 : 0), NULL);
    return rc;
}

static cl_json *new_document(json_t *root, const cl_vec *places, const char *file)
{
    cl_json *json = cl_calloc(1, sizeof *json + places->count * sizeof *json->values);
    builder b;

    if (json == NULL)
        return NULL;
    json->file = cl_strdup(file);
    if (file != NULL && json->file == NULL) {
        cl_free(json);
        return NULL;
    }
    json->root = root;
    b = (builder){json->values + 1, places, 0};
    fill(&b, json->values, root);
    return json;
}

int cl_json_build(cl_json **out, cl_view text, const cl_vec *places, const char *file,
                  int first_line, cl_error *e)
{
    json_error_t fault;
    json_t *root =
        json_loadb(text.at, text.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);

    *out = NULL;
    if (root == NULL)
        return refused(text, &fault, file, first_line, e);
    *out = new_document(root, places, file);
    if (*out != NULL)
        return 0;
    json_decref(root);
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* Scans all of `text`: one value and white space. */
static int scan_all(cl_json_scan *scan, cl_view text, cl_error *e)
{
    char found[32];
    size_t taken;
    int rc = cl_json_scan_feed(scan, text, &taken, e);

    if (rc == 0)
        rc = cl_json_scan_end(scan, e);
    if (rc != 0)
        return rc;
    for (; taken < text.length; taken++) {
        char c = text.at[taken];

        if (c == '\n')
            scan->line++;
        else if (c != ' ' && c != '\t' && c != '\r')
            break;
    }
    if (taken == text.length)
        return 0;
    (void)cl_fail(e, CL_E_INVALID, "found %s after the end of the value",
                  cl_json_byte_name(found, (unsigned char)text.at[taken]));
    cl_error_place(e, NULL, scan->line, NULL);
    return CL_E_INVALID;
}

int cl_json_parse(cl_json **out, cl_view text, const char *file, int first_line, cl_error *e)
{
    cl_vec places = CL_VEC_INIT(cl_json_place);
    cl_json_scan scan;
    int rc;

    *out = NULL;
    if (cl_view_starts(text, "\xEF\xBB\xBF")) /* a byte-order mark, as Windows writes it */
        text = (cl_view){text.at + 3, text.length - 3};
    cl_json_scan_init(&scan, first_line, &places);
    rc = scan_all(&scan, text, e);
    if (rc == 0)
        rc = cl_json_build(out, text, &places, file, first_line, e);
    else
        cl_error_place(e, file, 0, NULL);
    cl_vec_clear(&places);
    return rc;
}

void cl_json_free(cl_json *json)
{
    if (json == NULL)
        return;
    json_decref(json->root);
    cl_free(json->file);
    cl_free(json);
}

const cl_json_value *cl_json_root(const cl_json *json)
{
    return json->values;
}

const char *cl_json_file(const cl_json *json)
{
    return json->file;
}

int cl_json_line(const cl_json *json, const cl_json_value *value)
{
    (void)json;
    return value->place.line;
}

int cl_json_key_line(const cl_json *json, const cl_json_value *object, const char *key)
{
    const cl_json_value *value = cl_json_get(object, key);

    return value != NULL ? value->place.key_line : cl_json_line(json, object);
}

cl_json_kind cl_json_type(const cl_json_value *value)
{
    static const cl_json_kind kinds[] = {
        [JSON_OBJECT] = CL_JSON_OBJECT, [JSON_ARRAY] = CL_JSON_ARRAY,
        [JSON_STRING] = CL_JSON_STRING, [JSON_INTEGER] = CL_JSON_INTEGER,
        [JSON_REAL] = CL_JSON_REAL,     [JSON_TRUE] = CL_JSON_BOOLEAN,
        [JSON_FALSE] = CL_JSON_BOOLEAN, [JSON_NULL] = CL_JSON_NULL,
    };

    return kinds[json_typeof(value->node)];
}

const char *cl_json_type_name(const cl_json_value *value)
{
    static const char *const names[] = {
        [CL_JSON_NULL] = "null",
        [CL_JSON_BOOLEAN] = "true or false",
        [CL_JSON_INTEGER] = "a whole number",
        [CL_JSON_REAL] = "a number with a fraction",
        [CL_JSON_STRING] = "text",
        [CL_JSON_ARRAY] = "an array",
        [CL_JSON_OBJECT] = "an object",
    };

    return names[cl_json_type(value)];
}

bool cl_json_boolean(const cl_json_value *value)
{
    return json_is_true(value->node);
}

int64_t cl_json_integer(const cl_json_value *value)
{
    return json_integer_value(value->node);
}

double cl_json_number(const cl_json_value *value)
{
    return json_number_value(value->node);
}

cl_view cl_json_string(const cl_json_value *value)
{
    if (!json_is_string(value->node))
        return (cl_view){"", 0};
    return (cl_view){json_string_value(value->node), json_string_length(value->node)};
}

size_t cl_json_count(const cl_json_value *value)
{
    return value->count;
}

const cl_json_value *cl_json_item(const cl_json_value *array, size_t index)
{
    return index < array->count ? &array->items[index] : NULL;
}

const cl_json_value *cl_json_get(const cl_json_value *object, const char *key)
{
    if (!json_is_object(object->node))
        return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (strcmp(object->items[i].key, key) == 0)
            return &object->items[i];
    return NULL;
}

const char *cl_json_next(const cl_json_value *object, void **cursor, const cl_json_value **value)
{
    cl_json_value *item = *cursor != NULL ? (cl_json_value *)*cursor + 1 : object->items;

    if (!json_is_object(object->node) || item == object->items + object->count)
        return NULL;
    *cursor = item;
    *value = item;
    return item->key;
}
