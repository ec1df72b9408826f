/* SPDX-License-Identifier: MIT
 *
 * A value against a schema. Keywords are taken in a fixed order, what is wrong is told of the value
 * and not of the keyword, and of alternatives the nearest one is told.
 */
#include "json_schema_parts.h"

#include <stdio.h>
#include <string.h>

#include "excerpt.h"
#include "suggest.h"
#include "utf8.h"

enum { LISTED = 8, FOUND = 60, ARENA = 1 << 20 };

typedef struct check {
    const cl_json_schema *schema;
    cl_json_schema_faults *out;
    cl_text path;
    int64_t steps;
    int depth;
    int quiet; /* above 0 only the answer counts */
    int failed;
    cl_error *e;
} check;

static bool apply(check *c, const cl_json_value *schema, const cl_json_value *value);

static int out_of_steps(check *c, const char *why)
{
    if (c->failed == 0)
        c->failed = cl_fail(c->e, CL_E_LIMIT, "%s", why);
    return c->failed;
}

/* ---- paths ---- */

static void leave(check *c, size_t length)
{
    if (c->path.failed != 0 && c->failed == 0)
        c->failed = cl_text_check(&c->path, c->e);
    if (c->path.failed == 0) {
        c->path.length = length;
        c->path.at[length] = '\0';
    }
}

static size_t enter_key(check *c, const char *key)
{
    size_t length = c->path.length;

    cl_text_add_char(&c->path, '.');
    cl_text_add_plain(&c->path, cl_view_of(key));
    return length;
}

/* By its id, where it has one; else counted from 1. */
static size_t enter_item(check *c, const cl_json_value *item, size_t index)
{
    const cl_json_value *id = cl_json_get(item, "id");
    size_t length = c->path.length;

    if (id != NULL && cl_json_type(id) == CL_JSON_STRING && cl_json_string(id).length > 0) {
        char shown[CL_EXCERPT];

        cl_text_format(&c->path, "[%s]", cl_excerpt(shown, cl_json_string(id)));
    } else {
        cl_text_format(&c->path, "[%zu]", index + 1);
    }
    return length;
}

/* ---- what is wrong ---- */

static void print_found(cl_text *out, const cl_json_value *value)
{
    char shown[CL_EXCERPT];

    switch (value != NULL ? cl_json_type(value) : CL_JSON_NULL) {
    case CL_JSON_STRING:
        cl_text_format(out, "'%s'", cl_excerpt(shown, cl_json_string(value)));
        return;
    case CL_JSON_INTEGER:
        cl_text_add_int(out, cl_json_integer(value));
        return;
    case CL_JSON_REAL:
        cl_text_format(out, "%.15g", cl_json_number(value));
        return;
    case CL_JSON_BOOLEAN:
        cl_text_add_string(out, cl_json_boolean(value) ? "true" : "false");
        return;
    case CL_JSON_ARRAY:
        cl_text_format(out, "an array of %zu", cl_json_count(value));
        return;
    case CL_JSON_OBJECT:
        cl_text_add_string(out, "an object");
        return;
    case CL_JSON_NULL:
        cl_text_add_string(out, value != NULL ? "null" : "nothing");
        return;
    }
}

/* A copy in the list's arena; clears the text. */
static const char *keep(check *c, cl_text *text)
{
    const char *copy = text->failed == 0 ? cl_arena_copy(&c->out->arena, cl_text_view(text)) : NULL;

    cl_text_clear(text);
    if (copy == NULL && c->failed == 0)
        c->failed = c->out->arena.full ? out_of_steps(c, "there is too much wrong to be told")
                                       : cl_fail(c->e, CL_E_MEMORY, "out of memory");
    return copy;
}

/* Nothing found where `found` is NULL; takes both texts, `suggestion` may be empty. */
static bool tell(check *c, const cl_json_value *found, cl_text *expected, cl_text *suggestion)
{
    cl_json_schema_fault fault = {0};
    cl_text path = CL_TEXT_INIT, text = CL_TEXT_INIT;

    if (c->quiet > 0 || c->out->items.count >= CL_JSON_SCHEMA_FAULTS) {
        c->out->left_out += c->quiet == 0;
        cl_text_clear(expected);
        cl_text_clear(suggestion);
        return false;
    }
    cl_text_add_view(&path, cl_text_view(&c->path));
    print_found(&text, found);
    fault.path = keep(c, &path);
    fault.found = keep(c, &text);
    fault.expected = keep(c, expected);
    fault.suggestion = suggestion->length > 0 ? keep(c, suggestion) : NULL;
    cl_text_clear(suggestion);
    if (c->failed == 0 && cl_vec_add(&c->out->items, &fault) != 0)
        c->failed = cl_fail(c->e, CL_E_MEMORY, "out of memory");
    return false;
}

static bool wrong(check *c, const cl_json_value *found, const char *expected)
{
    cl_text text = CL_TEXT_INIT, none = CL_TEXT_INIT;

    cl_text_add_string(&text, expected);
    return tell(c, found, &text, &none);
}

/* "at least 4 items" */
static bool wrong_count(check *c, const cl_json_value *found, const char *how, int64_t count,
                        const char *of)
{
    cl_text text = CL_TEXT_INIT, none = CL_TEXT_INIT;

    cl_text_format(&text, "%s %lld %s%s", how, (long long)count, of, count == 1 ? "" : "s");
    return tell(c, found, &text, &none);
}

/* Applies without telling what is wrong. */
static bool fits(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    bool good;

    c->quiet++;
    good = apply(c, schema, value);
    c->quiet--;
    return good;
}

/* ---- equality ---- */

static bool is_number(const cl_json_value *value)
{
    return cl_json_type(value) == CL_JSON_INTEGER || cl_json_type(value) == CL_JSON_REAL;
}

static int compare_numbers(const cl_json_value *a, const cl_json_value *b)
{
    /* 64 bits of an integer, and every double, are exact in a long double. */
    long double x = cl_json_type(a) == CL_JSON_INTEGER ? (long double)cl_json_integer(a)
                                                       : (long double)cl_json_number(a);
    long double y = cl_json_type(b) == CL_JSON_INTEGER ? (long double)cl_json_integer(b)
                                                       : (long double)cl_json_number(b);

    return (x > y) - (x < y);
}

static bool equal(check *c, const cl_json_value *a, const cl_json_value *b);

static bool equal_members(check *c, const cl_json_value *a, const cl_json_value *b)
{
    const cl_json_value *value, *other;
    void *cursor = NULL;
    const char *key;

    while ((key = cl_json_next(a, &cursor, &value)) != NULL) {
        c->steps -= (int64_t)cl_json_count(b);
        other = cl_json_get(b, key);
        if (other == NULL || !equal(c, value, other))
            return false;
    }
    return true;
}

static bool equal(check *c, const cl_json_value *a, const cl_json_value *b)
{
    if (--c->steps < 0)
        return false;
    if (is_number(a) && is_number(b))
        return compare_numbers(a, b) == 0;
    if (cl_json_type(a) != cl_json_type(b) || cl_json_count(a) != cl_json_count(b))
        return false;
    if (cl_json_type(a) == CL_JSON_STRING)
        return cl_view_equal(cl_json_string(a), cl_json_string(b));
    if (cl_json_type(a) == CL_JSON_BOOLEAN)
        return cl_json_boolean(a) == cl_json_boolean(b);
    if (cl_json_type(a) == CL_JSON_OBJECT)
        return equal_members(c, a, b);
    for (size_t i = 0; i < cl_json_count(a); i++)
        if (!equal(c, cl_json_item(a, i), cl_json_item(b, i)))
            return false;
    return true;
}

/* ---- kinds and values ---- */

static bool is_whole(const cl_json_value *value)
{
    double number = cl_json_number(value);

    return cl_json_type(value) == CL_JSON_INTEGER ||
           (cl_json_type(value) == CL_JSON_REAL &&
            (number >= 9007199254740992.0 || number <= -9007199254740992.0 ||
             (double)(int64_t)number == number));
}

static bool is_of_type(cl_view type, const cl_json_value *value)
{
    static const char *const names[] = {
        [CL_JSON_NULL] = "null",     [CL_JSON_BOOLEAN] = "boolean", [CL_JSON_INTEGER] = "number",
        [CL_JSON_REAL] = "number",   [CL_JSON_STRING] = "string",   [CL_JSON_ARRAY] = "array",
        [CL_JSON_OBJECT] = "object",
    };

    return cl_view_is(type, "integer") ? is_whole(value)
                                       : cl_view_is(type, names[cl_json_type(value)]);
}

static void print_type(cl_text *out, cl_view type)
{
    static const char *const words[][2] = {
        {"array", "an array"}, {"boolean", "true or false"}, {"integer", "a whole number"},
        {"null", "null"},      {"number", "a number"},       {"object", "an object"},
        {"string", "text"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (cl_view_is(type, words[i][0]))
            cl_text_add_string(out, words[i][1]);
}

static void suggest_type(cl_text *out, cl_view type, const cl_json_value *value)
{
    if (cl_view_is(type, "string") && is_number(value))
        cl_text_add_string(out, "write it as text, in double quotes");
    else if (cl_view_is(type, "array") && cl_json_type(value) != CL_JSON_ARRAY)
        cl_text_add_string(out, "write json.array { … }");
    else if ((cl_view_is(type, "integer") || cl_view_is(type, "number")) &&
             cl_json_type(value) == CL_JSON_STRING)
        cl_text_add_string(out, "write it without quotes");
    else if (cl_json_type(value) == CL_JSON_NULL)
        cl_text_add_string(out, "leave it out");
}

static bool check_type(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *type = cl_json_get(schema, "type");
    const cl_json_value *nullable = cl_json_get(schema, "nullable");
    cl_text expected = CL_TEXT_INIT, suggestion = CL_TEXT_INIT;

    if (type == NULL)
        return true;
    if (nullable != NULL && cl_json_boolean(nullable) && cl_json_type(value) == CL_JSON_NULL)
        return true;
    if (cl_json_type(type) == CL_JSON_STRING && is_of_type(cl_json_string(type), value))
        return true;
    for (size_t i = 0; i < cl_json_count(type); i++)
        if (is_of_type(cl_json_string(cl_json_item(type, i)), value))
            return true;
    if (cl_json_type(type) == CL_JSON_STRING) {
        print_type(&expected, cl_json_string(type));
        suggest_type(&suggestion, cl_json_string(type), value);
    }
    for (size_t i = 0; i < cl_json_count(type); i++) {
        cl_text_add_string(&expected, i > 0 ? " or " : "");
        print_type(&expected, cl_json_string(cl_json_item(type, i)));
    }
    return tell(c, value, &expected, &suggestion);
}

static void list_values(cl_text *out, const cl_json_value *list)
{
    size_t count = cl_json_count(list);

    for (size_t i = 0; i < count && i < LISTED; i++) {
        cl_text_add_string(out, i > 0 ? ", " : "");
        print_found(out, cl_json_item(list, i));
    }
    if (count > LISTED)
        cl_text_format(out, " or one of %zu others", count - LISTED);
}

static const char *nearest_text(const cl_json_value *list, const cl_json_value *value)
{
    const char *names[256];
    size_t count = 0;

    if (cl_json_type(value) != CL_JSON_STRING || cl_json_string(value).length > CL_EXCERPT)
        return NULL;
    for (size_t i = 0; i < cl_json_count(list) && count < sizeof names / sizeof *names; i++)
        if (cl_json_type(cl_json_item(list, i)) == CL_JSON_STRING)
            names[count++] = cl_json_string(cl_json_item(list, i)).at;
    return cl_suggest(cl_json_string(value), names, count);
}

static void add_suggestion(cl_text *out, const char *nearest)
{
    char shown[CL_EXCERPT];

    if (nearest != NULL)
        cl_text_format(out, "did you mean '%s'?", cl_excerpt(shown, cl_view_of(nearest)));
}

static bool check_enum(check *c, const cl_json_value *list, const cl_json_value *value)
{
    cl_text expected = CL_TEXT_INIT, suggestion = CL_TEXT_INIT;

    for (size_t i = 0; i < cl_json_count(list); i++)
        if (equal(c, cl_json_item(list, i), value))
            return true;
    list_values(&expected, list);
    add_suggestion(&suggestion, nearest_text(list, value));
    return tell(c, value, &expected, &suggestion);
}

static bool check_const(check *c, const cl_json_value *constant, const cl_json_value *value)
{
    cl_text expected = CL_TEXT_INIT, none = CL_TEXT_INIT;

    if (equal(c, constant, value))
        return true;
    print_found(&expected, constant);
    return tell(c, value, &expected, &none);
}

/* ---- numbers ---- */

static bool is_multiple(const cl_json_value *value, const cl_json_value *of)
{
    double quotient = cl_json_number(value) / cl_json_number(of);

    if (cl_json_type(value) == CL_JSON_INTEGER && cl_json_type(of) == CL_JSON_INTEGER)
        return cl_json_integer(of) == 0 || cl_json_integer(of) == -1 ||
               cl_json_integer(value) % cl_json_integer(of) == 0;
    if (!(quotient > -9007199254740992.0 && quotient < 9007199254740992.0))
        return true; /* without a fraction, or division by nothing */
    return (double)(int64_t)quotient == quotient;
}

static bool wrong_limit(check *c, const cl_json_value *value, const char *how,
                        const cl_json_value *limit)
{
    cl_text expected = CL_TEXT_INIT, none = CL_TEXT_INIT;

    cl_text_add_string(&expected, how);
    print_found(&expected, limit);
    return tell(c, value, &expected, &none);
}

static bool is_true(const cl_json_value *value)
{
    return value != NULL && cl_json_type(value) == CL_JSON_BOOLEAN && cl_json_boolean(value);
}

/* In draft 4 exclusiveMinimum is a yes or no beside minimum. */
static bool check_limits(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    static const struct {
        const char *key, *exclusive, *how, *exclusive_how;
        int sign;
    } limits[] = {{"minimum", "exclusiveMinimum", "at least ", "more than ", -1},
                  {"maximum", "exclusiveMaximum", "at most ", "less than ", 1}};
    bool good = true;

    for (size_t i = 0; i < 2; i++) {
        const cl_json_value *limit = cl_json_get(schema, limits[i].key);
        const cl_json_value *exclusive = cl_json_get(schema, limits[i].exclusive);

        if (limit != NULL && is_number(limit)) {
            int order = compare_numbers(value, limit) * limits[i].sign;

            if (order > 0 || (order == 0 && is_true(exclusive)))
                good = wrong_limit(
                    c, value, is_true(exclusive) ? limits[i].exclusive_how : limits[i].how, limit);
        }
        if (exclusive != NULL && is_number(exclusive) &&
            compare_numbers(value, exclusive) * limits[i].sign >= 0)
            good = wrong_limit(c, value, limits[i].exclusive_how, exclusive);
    }
    return good;
}

static bool check_number(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *multiple = cl_json_get(schema, "multipleOf");
    bool good = check_limits(c, schema, value);

    if (multiple != NULL && is_number(multiple) && !is_multiple(value, multiple))
        good = wrong_limit(c, value, "a multiple of ", multiple);
    return good;
}

/* ---- text ---- */

/* Whether the expression behind `at` matches; an expression that is not checked does. */
static bool matches(check *c, const cl_json_value *at, cl_view text)
{
    const cl_regexp *regexp = cl_schema_mark_of(c->schema, at)->regexp;
    bool found = true;
    int rc = 0;

    if (regexp != NULL)
        rc = cl_regexp_find(&found, regexp, text, &c->steps, c->e);
    if (rc != 0 && c->failed == 0)
        c->failed = rc;
    return found;
}

static bool check_pattern(check *c, const cl_json_value *pattern, const cl_json_value *value)
{
    cl_text expected = CL_TEXT_INIT, none = CL_TEXT_INIT;

    if (matches(c, pattern, cl_json_string(value)))
        return true;
    cl_text_add_string(&expected, "text that matches ");
    cl_text_add_plain(&expected, cl_json_string(pattern));
    return tell(c, value, &expected, &none);
}

static bool check_format(check *c, const cl_json_value *name, const cl_json_value *value)
{
    const cl_schema_format *format = cl_schema_format_find(cl_json_string(name));

    if (format == NULL || (matches(c, name, cl_json_string(value)) &&
                           cl_schema_format_holds(format, cl_json_string(value))))
        return true;
    return wrong(c, value, format->expected);
}

/* Written 2 or 2.0. */
static int64_t count_of(const cl_json_value *value)
{
    return (int64_t)cl_json_number(value);
}

static bool check_count(check *c, const cl_json_value *schema, const cl_json_value *value,
                        const char *const keys[2], size_t count, const char *of)
{
    const cl_json_value *least = cl_json_get(schema, keys[0]);
    const cl_json_value *most = cl_json_get(schema, keys[1]);

    if (least != NULL && (int64_t)count < count_of(least))
        return wrong_count(c, value, "at least", count_of(least), of);
    if (most != NULL && (int64_t)count > count_of(most))
        return wrong_count(c, value, "at most", count_of(most), of);
    return true;
}

static bool check_text(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    static const char *const counts[] = {"minLength", "maxLength"};
    const cl_json_value *pattern = cl_json_get(schema, "pattern");
    const cl_json_value *format = cl_json_get(schema, "format");
    bool good =
        check_count(c, schema, value, counts, cl_utf8_length(cl_json_string(value)), "character");

    c->steps -= (int64_t)cl_json_string(value).length / 20;
    if (pattern != NULL && !check_pattern(c, pattern, value))
        good = false;
    if (format != NULL && !check_format(c, format, value))
        good = false;
    return good;
}

/* ---- arrays ---- */

static bool check_unique(check *c, const cl_json_value *value)
{
    for (size_t i = 1; i < cl_json_count(value); i++)
        for (size_t j = 0; j < i && c->steps > 0; j++)
            if (equal(c, cl_json_item(value, i), cl_json_item(value, j))) {
                cl_text expected = CL_TEXT_INIT, none = CL_TEXT_INIT;

                cl_text_format(&expected, "each item once; items %zu and %zu are the same", j + 1,
                               i + 1);
                return tell(c, value, &expected, &none);
            }
    return true;
}

static bool check_contains(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *contains = cl_json_get(schema, "contains");
    const cl_json_value *least = cl_json_get(schema, "minContains");
    const cl_json_value *most = cl_json_get(schema, "maxContains");
    int64_t count = 0, needed = least != NULL ? count_of(least) : 1;

    if (contains == NULL)
        return true;
    for (size_t i = 0; i < cl_json_count(value); i++)
        count += fits(c, contains, cl_json_item(value, i));
    if (count < needed)
        return wrong_count(c, value, "of the wanted kind at least", needed, "item");
    if (most != NULL && count > count_of(most))
        return wrong_count(c, value, "of the wanted kind at most", count_of(most), "item");
    return true;
}

static bool apply_items(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *first = cl_json_get(schema, "prefixItems");
    const cl_json_value *rest = cl_json_get(schema, "items");
    bool good = true;

    if (rest != NULL && cl_json_type(rest) == CL_JSON_ARRAY) { /* before 2020-12 */
        first = rest;
        rest = cl_json_get(schema, "additionalItems");
    }
    for (size_t i = 0; i < cl_json_count(value) && c->failed == 0; i++) {
        const cl_json_value *item = cl_json_item(value, i);
        const cl_json_value *of =
            first != NULL && i < cl_json_count(first) ? cl_json_item(first, i) : rest;
        size_t length = enter_item(c, item, i);

        if (of != NULL && !apply(c, of, item))
            good = false;
        leave(c, length);
    }
    return good;
}

static bool check_array(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    static const char *const counts[] = {"minItems", "maxItems"};
    bool good = check_count(c, schema, value, counts, cl_json_count(value), "item");

    if (is_true(cl_json_get(schema, "uniqueItems")) && !check_unique(c, value))
        good = false;
    if (!check_contains(c, schema, value))
        good = false;
    return apply_items(c, schema, value) && good;
}

/* ---- objects ---- */

/* A key of the value that the schema does not know, and that is nearly the one that is missing. */
static const char *nearest_key(const cl_json_value *schema, const cl_json_value *value,
                               const char *missing)
{
    const cl_json_value *known = cl_json_get(schema, "properties"), *member;
    const char *names[256], *key;
    void *cursor = NULL;
    size_t count = 0;

    while (count < sizeof names / sizeof *names &&
           (key = cl_json_next(value, &cursor, &member)) != NULL)
        if (known == NULL || cl_json_get(known, key) == NULL)
            names[count++] = key;
    return cl_suggest(cl_view_of(missing), names, count);
}

static bool miss(check *c, const cl_json_value *schema, const cl_json_value *value,
                 const char *missing)
{
    const cl_json_value *known = cl_json_get(schema, "properties");
    const cl_json_value *inside = known != NULL ? cl_json_get(known, missing) : NULL;
    const cl_json_value *title = inside != NULL ? cl_json_get(inside, "title") : NULL;
    const char *nearest = nearest_key(schema, value, missing);
    cl_text expected = CL_TEXT_INIT, suggestion = CL_TEXT_INIT;
    size_t length = enter_key(c, missing);
    char shown[CL_EXCERPT];

    cl_text_add_string(&expected, "it is required");
    if (title != NULL && cl_json_type(title) == CL_JSON_STRING)
        cl_text_format(&expected, " (%s)", cl_excerpt(shown, cl_json_string(title)));
    if (nearest != NULL)
        cl_text_format(&suggestion, "is it there as '%s'?", cl_excerpt(shown, cl_view_of(nearest)));
    (void)tell(c, NULL, &expected, &suggestion);
    leave(c, length);
    return false;
}

static bool check_required(check *c, const cl_json_value *schema, const cl_json_value *list,
                           const cl_json_value *value)
{
    bool good = true;

    for (size_t i = 0; list != NULL && i < cl_json_count(list); i++) {
        const char *name = cl_json_string(cl_json_item(list, i)).at;

        c->steps -= (int64_t)cl_json_count(value);
        if (cl_json_get(value, name) == NULL)
            good = miss(c, schema, value, name);
    }
    return good;
}

/* A list of names, or a schema, that applies when a member is there. */
static bool check_needs(check *c, const cl_json_value *schema, const char *keyword,
                        const cl_json_value *value)
{
    const cl_json_value *needs = cl_json_get(schema, keyword), *need;
    void *cursor = NULL;
    const char *key;
    bool good = true;

    while (needs != NULL && (key = cl_json_next(needs, &cursor, &need)) != NULL) {
        if (cl_json_get(value, key) == NULL)
            continue;
        if (cl_json_type(need) == CL_JSON_ARRAY ? !check_required(c, schema, need, value)
                                                : !apply(c, need, value))
            good = false;
    }
    return good;
}

static bool refuse_key(check *c, const cl_json_value *schema, const char *key,
                       const cl_json_value *member)
{
    const cl_json_value *known = cl_json_get(schema, "properties"), *value;
    cl_text expected = CL_TEXT_INIT, suggestion = CL_TEXT_INIT;
    const char *names[256], *name;
    void *cursor = NULL;
    size_t count = 0;

    while (known != NULL && count < sizeof names / sizeof *names &&
           (name = cl_json_next(known, &cursor, &value)) != NULL)
        names[count++] = name;
    add_suggestion(&suggestion, cl_suggest(cl_view_of(key), names, count));
    cl_text_add_string(&expected, "no such field");
    return tell(c, member, &expected, &suggestion);
}

static bool apply_patterns(check *c, const cl_json_value *schema, const char *key,
                           const cl_json_value *member, bool *known)
{
    const cl_json_value *patterns = cl_json_get(schema, "patternProperties"), *inside;
    void *cursor = NULL;
    bool good = true;

    while (patterns != NULL && cl_json_next(patterns, &cursor, &inside) != NULL) {
        if (!matches(c, inside, cl_view_of(key)))
            continue;
        *known = true;
        if (cl_schema_mark_of(c->schema, inside)->regexp != NULL && !apply(c, inside, member))
            good = false;
    }
    return good;
}

static bool apply_member(check *c, const cl_json_value *schema, const char *key,
                         const cl_json_value *member)
{
    const cl_json_value *properties = cl_json_get(schema, "properties");
    const cl_json_value *others = cl_json_get(schema, "additionalProperties");
    const cl_json_value *inside = properties != NULL ? cl_json_get(properties, key) : NULL;
    bool known = inside != NULL, good = inside == NULL || apply(c, inside, member);

    if (properties != NULL)
        c->steps -= (int64_t)cl_json_count(properties);
    if (!apply_patterns(c, schema, key, member, &known))
        good = false;
    if (known || others == NULL)
        return good;
    if (cl_json_type(others) == CL_JSON_BOOLEAN && !cl_json_boolean(others))
        return refuse_key(c, schema, key, member);
    return apply(c, others, member) && good;
}

/* The name itself as a value, for propertyNames. */
static bool apply_name(check *c, const cl_json_value *schema, const char *key)
{
    const cl_json_value *names = cl_json_get(schema, "propertyNames");
    cl_json_value name = {0};
    bool good;

    if (names == NULL)
        return true;
    name.node = json_string(key);
    if (name.node == NULL) {
        c->failed = cl_fail(c->e, CL_E_MEMORY, "out of memory");
        return false;
    }
    good = apply(c, names, &name);
    json_decref(name.node);
    return good;
}

static bool check_object(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    static const char *const counts[] = {"minProperties", "maxProperties"};
    static const char *const needs[] = {"dependentRequired", "dependentSchemas", "dependencies"};
    bool good = check_count(c, schema, value, counts, cl_json_count(value), "member");
    const cl_json_value *member;
    void *cursor = NULL;
    const char *key;

    if (!check_required(c, schema, cl_json_get(schema, "required"), value))
        good = false;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (!check_needs(c, schema, needs[i], value))
            good = false;
    while (c->failed == 0 && (key = cl_json_next(value, &cursor, &member)) != NULL) {
        size_t length = enter_key(c, key);

        if (!apply_name(c, schema, key) || !apply_member(c, schema, key, member))
            good = false;
        leave(c, length);
    }
    return good;
}

/* ---- schemas within a schema ---- */

static bool apply_all(check *c, const cl_json_value *list, const cl_json_value *value)
{
    bool good = true;

    for (size_t i = 0; list != NULL && i < cl_json_count(list); i++)
        if (!apply(c, cl_json_item(list, i), value))
            good = false;
    return good;
}

/* Whether what is wrong from fault `first` on is a member of the value or deeper: then this
 * alternative is of the right kind. */
static bool is_inside(const check *c, size_t first)
{
    for (size_t i = first; i < c->out->items.count; i++) {
        const cl_json_schema_fault *fault = cl_vec_at(&c->out->items, i);

        if (strlen(fault->path) == c->path.length)
            return false;
    }
    return c->out->items.count > first;
}

/* What is wrong from fault `first` on is taken off the list, and kept if it is the least so far. */
static void keep_nearest(check *c, cl_vec *nearest, size_t first)
{
    size_t found = c->out->items.count - first;

    if (is_inside(c, first) && (nearest->count == 0 || found < nearest->count)) {
        cl_vec_reset(nearest);
        for (size_t i = 0; i < found; i++)
            if (cl_vec_add(nearest, cl_vec_at(&c->out->items, first + i)) != 0 && c->failed == 0)
                c->failed = cl_fail(c->e, CL_E_MEMORY, "out of memory");
    }
    c->out->items.count = first;
}

/* Tells what is wrong with the nearest alternative, or one sentence where none is near. */
static bool none_fits(check *c, const cl_json_value *list, const cl_json_value *value)
{
    size_t first = c->out->items.count, count = cl_json_count(list);
    cl_vec nearest = CL_VEC_INIT(cl_json_schema_fault);

    if (c->quiet > 0)
        return false;
    if (count == 1)
        return apply(c, cl_json_item(list, 0), value);
    for (size_t i = 0; i < count && c->failed == 0; i++) {
        size_t left_out = c->out->left_out;

        (void)apply(c, cl_json_item(list, i), value);
        keep_nearest(c, &nearest, first);
        c->out->left_out = left_out;
    }
    for (size_t i = 0; i < nearest.count && c->failed == 0; i++)
        if (cl_vec_add(&c->out->items, cl_vec_at(&nearest, i)) != 0)
            c->failed = cl_fail(c->e, CL_E_MEMORY, "out of memory");
    if (nearest.count == 0 && c->failed == 0)
        (void)wrong(c, value, "one of the forms that are allowed here");
    cl_vec_clear(&nearest);
    return false;
}

static bool check_alternatives(check *c, const cl_json_value *list, bool only_one,
                               const cl_json_value *value)
{
    int64_t count = 0;

    if (list == NULL)
        return true;
    for (size_t i = 0; i < cl_json_count(list) && (only_one || count == 0); i++)
        count += fits(c, cl_json_item(list, i), value);
    if (count == 0)
        return none_fits(c, list, value);
    if (only_one && count > 1)
        return wrong(c, value, "only one of the forms that are allowed here; it fits several");
    return true;
}

static bool check_condition(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *condition = cl_json_get(schema, "if");
    const cl_json_value *then = NULL;

    if (condition == NULL)
        return true;
    then = cl_json_get(schema, fits(c, condition, value) ? "then" : "else");
    return then == NULL || apply(c, then, value);
}

static bool apply_others(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *reference = cl_json_get(schema, "$ref");
    const cl_json_value *target =
        reference != NULL ? cl_schema_mark_of(c->schema, reference)->target : NULL;
    const cl_json_value *not = cl_json_get(schema, "not");
    bool good = target == NULL || apply(c, target, value);

    if (!apply_all(c, cl_json_get(schema, "allOf"), value))
        good = false;
    if (!check_alternatives(c, cl_json_get(schema, "anyOf"), false, value))
        good = false;
    if (!check_alternatives(c, cl_json_get(schema, "oneOf"), true, value))
        good = false;
    if (!check_condition(c, schema, value))
        good = false;
    if (not != NULL && fits(c, not, value))
        good = wrong(c, value, "something else: the schema rules this out");
    return good;
}

static bool check_kind(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    switch (cl_json_type(value)) {
    case CL_JSON_INTEGER:
    case CL_JSON_REAL:
        return check_number(c, schema, value);
    case CL_JSON_STRING:
        return check_text(c, schema, value);
    case CL_JSON_ARRAY:
        return check_array(c, schema, value);
    case CL_JSON_OBJECT:
        return check_object(c, schema, value);
    case CL_JSON_NULL:
    case CL_JSON_BOOLEAN:
        break;
    }
    return true;
}

static bool apply_object(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    const cl_json_value *list = cl_json_get(schema, "enum");
    const cl_json_value *constant = cl_json_get(schema, "const");
    bool good = check_type(c, schema, value);

    if (good && list != NULL)
        good = check_enum(c, list, value);
    if (good && constant != NULL)
        good = check_const(c, constant, value);
    if (good) /* of another kind, nothing else about it is worth telling */
        good = check_kind(c, schema, value);
    return apply_others(c, schema, value) && good;
}

static bool apply(check *c, const cl_json_value *schema, const cl_json_value *value)
{
    bool good;

    if (--c->steps < 0)
        (void)out_of_steps(c, "the schema takes too many steps");
    if (c->depth >= CL_JSON_SCHEMA_NESTED)
        (void)out_of_steps(c, "the schema refers to itself without end, or nests too deeply");
    if (c->failed != 0)
        return false;
    if (cl_json_type(schema) == CL_JSON_BOOLEAN)
        return cl_json_boolean(schema) || wrong(c, value, "nothing: the schema allows no value");
    c->depth++;
    good = apply_object(c, schema, value);
    c->depth--;
    return good;
}

int cl_json_schema_check(const cl_json_schema *schema, cl_json_schema_faults *out,
                         const cl_json_value *value, const char *name, cl_error *e)
{
    check c = {.schema = schema, .out = out, .steps = CL_JSON_SCHEMA_STEPS, .e = e};

    out->arena.limit = ARENA;
    if (cl_text_add_string(&c.path, name) != 0)
        c.failed = cl_text_check(&c.path, e);
    if (c.failed == 0)
        (void)apply(&c, cl_json_root(schema->json), value);
    cl_text_clear(&c.path);
    return c.failed;
}

int cl_json_schema_fault_print(cl_text *out, const cl_json_schema_fault *fault)
{
    cl_text_format(out, "%s: found %s; expected %s", fault->path, fault->found, fault->expected);
    if (fault->suggestion != NULL)
        cl_text_format(out, "; %s", fault->suggestion);
    return cl_text_add_string(out, "");
}

void cl_json_schema_faults_clear(cl_json_schema_faults *faults)
{
    cl_arena_clear(&faults->arena);
    cl_vec_clear(&faults->items);
    faults->left_out = 0;
}
