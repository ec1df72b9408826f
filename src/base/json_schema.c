/* SPDX-License-Identifier: MIT
 *
 * Reading a schema: each keyword has a row that says what stands behind it. Schemas are found from
 * the root through the keywords that hold some, and through references.
 */
#include "json_schema_parts.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "excerpt.h"
#include "suggest.h"

enum { EXPRESSIONS = 2000, UNCHECKED = 100 };

typedef enum kind {
    ANY,
    TEXT,
    YES_NO,
    COUNT,    /* a whole number, not below 0 */
    NUMBER,   /* a limit; in draft 4 also yes or no */
    NAMES,    /* a list of texts */
    VALUES,   /* a list */
    TYPES,    /* a type, or a list of them */
    ONE,      /* a schema */
    ONE_EACH, /* a schema, or a list of them */
    LIST,     /* a list of schemas */
    MAP,      /* schemas by name */
    NEEDS,    /* schemas or lists of names, by name */
    KEYED,    /* schemas by regular expression */
    EXPRESSION,
    FORMAT,
    REFERENCE,
    ELSEWHERE /* what it means is not checked here */
} kind;

static const struct keyword {
    const char *name;
    kind kind;
} keywords[] = {
    {"$anchor", TEXT},
    {"$comment", ANY},
    {"$defs", MAP},
    {"$dynamicAnchor", TEXT},
    {"$dynamicRef", ELSEWHERE},
    {"$id", TEXT},
    {"$recursiveRef", ELSEWHERE},
    {"$ref", REFERENCE},
    {"$schema", TEXT},
    {"$vocabulary", ANY},
    {"additionalItems", ONE},
    {"additionalProperties", ONE},
    {"allOf", LIST},
    {"anyOf", LIST},
    {"components", ANY}, /* of OpenAPI, where schemas lie */
    {"const", ANY},
    {"contains", ONE},
    {"contentEncoding", ANY},
    {"contentMediaType", ANY},
    {"contentSchema", ANY},
    {"default", ANY},
    {"definitions", MAP},
    {"dependencies", NEEDS},
    {"dependentRequired", NEEDS},
    {"dependentSchemas", MAP},
    {"deprecated", ANY},
    {"description", ANY},
    {"discriminator", ANY},
    {"else", ONE},
    {"enum", VALUES},
    {"example", ANY},
    {"examples", ANY},
    {"exclusiveMaximum", NUMBER},
    {"exclusiveMinimum", NUMBER},
    {"externalDocs", ANY},
    {"format", FORMAT},
    {"id", TEXT},
    {"if", ONE},
    {"items", ONE_EACH},
    {"maxContains", COUNT},
    {"maxItems", COUNT},
    {"maxLength", COUNT},
    {"maxProperties", COUNT},
    {"maximum", NUMBER},
    {"minContains", COUNT},
    {"minItems", COUNT},
    {"minLength", COUNT},
    {"minProperties", COUNT},
    {"minimum", NUMBER},
    {"multipleOf", NUMBER},
    {"not", ONE},
    {"nullable", YES_NO},
    {"oneOf", LIST},
    {"pattern", EXPRESSION},
    {"patternProperties", KEYED},
    {"prefixItems", LIST},
    {"properties", MAP},
    {"propertyNames", ONE},
    {"readOnly", ANY},
    {"required", NAMES},
    {"then", ONE},
    {"title", ANY},
    {"type", TYPES},
    {"unevaluatedItems", ELSEWHERE},
    {"unevaluatedProperties", ELSEWHERE},
    {"uniqueItems", YES_NO},
    {"writeOnly", ANY},
    {"xml", ANY},
};

enum { KEYWORDS = sizeof keywords / sizeof *keywords };

/* A name for a place of the document. */
typedef struct label {
    const char *text;
    const cl_json_value *resource; /* of an anchor: within which; of an $id: what it names */
    const cl_json_value *value;
    bool is_anchor;
} label;

typedef struct reference {
    const cl_json_value *at, *resource;
} reference;

typedef struct walk {
    cl_json_schema *schema;
    const cl_json_value *resource; /* what references without a name begin at */
    cl_vec names, references;      /* of label, of reference */
    cl_text place;                 /* "#/properties/role" */
    size_t expressions;
    int failed;
    cl_error *e;
} walk;

cl_schema_mark *cl_schema_mark_of(const cl_json_schema *schema, const cl_json_value *value)
{
    return &schema->marks[value - cl_json_root(schema->json)];
}

/* ---- what is wrong with the schema, and what is not checked ---- */

static void fail(walk *w, const cl_json_value *value, int code, const char *what)
{
    if (w->failed != 0)
        return;
    w->failed = cl_fail(w->e, code, "%s", what);
    cl_error_place(w->e, cl_json_file(w->schema->json), cl_json_line(w->schema->json, value),
                   w->place.at);
}

static void expect(walk *w, const cl_json_value *value, const char *what)
{
    char message[160];

    (void)snprintf(message, sizeof message, "%s expected, found %s", what,
                   cl_json_type_name(value));
    fail(w, value, CL_E_INVALID, message);
}

static void leave_out(walk *w, const char *what, cl_view name, const char *suggestion)
{
    cl_vec *list = &w->schema->unchecked;
    char shown[CL_EXCERPT], *copy;
    cl_text text = CL_TEXT_INIT;

    if (list->count >= UNCHECKED)
        return;
    cl_text_format(&text, "%s: %s %s is not checked", w->place.at, what, cl_excerpt(shown, name));
    if (suggestion != NULL)
        cl_text_format(&text, "; did you mean '%s'?", suggestion);
    copy = cl_arena_copy(&w->schema->arena, cl_text_view(&text));
    cl_text_clear(&text);
    if (copy == NULL || cl_vec_add(list, &copy) != 0)
        w->failed = cl_fail(w->e, CL_E_MEMORY, "out of memory");
}

/* ---- the shapes ---- */

static void walk_schema(walk *w, const cl_json_value *schema);

static void enter_place(walk *w, const char *key)
{
    cl_text_add_char(&w->place, '/');
    cl_text_add_plain(&w->place, cl_view_of(key));
}

static void leave_place(walk *w, size_t length)
{
    if (w->place.failed != 0 && w->failed == 0)
        w->failed = cl_text_check(&w->place, w->e);
    if (w->place.failed == 0) {
        w->place.length = length;
        w->place.at[length] = '\0';
    }
}

static void walk_at(walk *w, const cl_json_value *schema, const char *key, size_t index)
{
    size_t length = w->place.length;

    if (key != NULL)
        enter_place(w, key);
    else
        cl_text_format(&w->place, "/%zu", index);
    walk_schema(w, schema);
    leave_place(w, length);
}

static bool are_texts(const cl_json_value *list)
{
    for (size_t i = 0; i < cl_json_count(list); i++)
        if (cl_json_type(cl_json_item(list, i)) != CL_JSON_STRING)
            return false;
    return cl_json_type(list) == CL_JSON_ARRAY;
}

static bool is_type(const cl_json_value *value)
{
    static const char *const types[] = {"array",  "boolean", "integer", "null",
                                        "number", "object",  "string"};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (cl_json_type(value) == CL_JSON_STRING && cl_view_is(cl_json_string(value), types[i]))
            return true;
    return false;
}

static void check_types(walk *w, const cl_json_value *value)
{
    if (cl_json_type(value) != CL_JSON_ARRAY && !is_type(value))
        fail(w, value, CL_E_INVALID,
             "the name of a type expected: array, boolean, integer, null, number, object, string");
    for (size_t i = 0; i < cl_json_count(value); i++)
        check_types(w, cl_json_item(value, i));
}

static void walk_list(walk *w, const cl_json_value *list)
{
    if (cl_json_type(list) != CL_JSON_ARRAY)
        expect(w, list, "a list of schemas");
    for (size_t i = 0; i < cl_json_count(list) && w->failed == 0; i++)
        walk_at(w, cl_json_item(list, i), NULL, i);
}

/* With `lists`, lists of names stand among the schemas. */
static void walk_map(walk *w, const cl_json_value *map, bool lists)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    if (cl_json_type(map) != CL_JSON_OBJECT)
        expect(w, map, "schemas by name");
    while (w->failed == 0 && (key = cl_json_next(map, &cursor, &value)) != NULL)
        if (!lists || !are_texts(value))
            walk_at(w, value, key, 0);
}

/* An expression that cannot be checked lets everything through, and is named. */
static void compile(walk *w, const cl_json_value *at, cl_view pattern)
{
    cl_error error = CL_ERROR_INIT;
    cl_schema_mark *mark = cl_schema_mark_of(w->schema, at);
    int rc;

    if (mark->regexp != NULL)
        return;
    if (++w->expressions > EXPRESSIONS) {
        fail(w, at, CL_E_LIMIT, "too many regular expressions in one schema");
        return;
    }
    rc = cl_regexp_compile(&mark->regexp, pattern, &error);
    if (rc == CL_E_LIMIT)
        leave_out(w, "the pattern", pattern, NULL);
    else if (rc != 0)
        fail(w, at, rc, error.message);
}

static void walk_keyed(walk *w, const cl_json_value *map)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    while ((key = cl_json_next(map, &cursor, &value)) != NULL)
        compile(w, value, cl_view_of(key));
    walk_map(w, map, false);
}

static void take_format(walk *w, const cl_json_value *value)
{
    const cl_schema_format *format = cl_schema_format_find(cl_json_string(value));

    if (cl_json_type(value) != CL_JSON_STRING)
        expect(w, value, "the name of a format");
    else if (format == NULL)
        leave_out(w, "the format", cl_json_string(value), NULL);
    else
        compile(w, value, cl_view_of(format->pattern));
}

static void take_reference(walk *w, const cl_json_value *value)
{
    const reference made = {value, w->resource};

    if (cl_json_type(value) != CL_JSON_STRING)
        expect(w, value, "a reference");
    else if (cl_vec_add(&w->references, &made) != 0)
        w->failed = cl_fail(w->e, CL_E_MEMORY, "out of memory");
}

/* 2.0 is a count too. */
static bool is_count(const cl_json_value *value)
{
    double number = cl_json_number(value);

    return (cl_json_type(value) == CL_JSON_INTEGER || cl_json_type(value) == CL_JSON_REAL) &&
           number >= 0 && number <= 9007199254740992.0 && (double)(int64_t)number == number;
}

static void take_values(walk *w, kind what, const cl_json_value *value)
{
    cl_json_kind type = cl_json_type(value);

    if (what == TEXT && type != CL_JSON_STRING)
        expect(w, value, "text");
    else if (what == YES_NO && type != CL_JSON_BOOLEAN)
        expect(w, value, "true or false");
    else if (what == COUNT && !is_count(value))
        fail(w, value, CL_E_INVALID, "a whole number, not below 0, expected");
    else if (what == NUMBER && type != CL_JSON_INTEGER && type != CL_JSON_REAL &&
             type != CL_JSON_BOOLEAN)
        expect(w, value, "a number");
    else if (what == NAMES && !are_texts(value))
        expect(w, value, "a list of texts");
    else if (what == VALUES && type != CL_JSON_ARRAY)
        expect(w, value, "a list");
    else if (what == TYPES)
        check_types(w, value);
}

static void take_keyword(walk *w, kind what, const cl_json_value *value)
{
    switch (what) {
    case ONE_EACH:
        if (cl_json_type(value) == CL_JSON_ARRAY) {
            walk_list(w, value);
            return;
        }
        walk_schema(w, value);
        return;
    case ONE:
        walk_schema(w, value);
        return;
    case LIST:
        walk_list(w, value);
        return;
    case MAP:
    case NEEDS:
        walk_map(w, value, what == NEEDS);
        return;
    case KEYED:
        walk_keyed(w, value);
        return;
    case EXPRESSION:
        if (cl_json_type(value) == CL_JSON_STRING)
            compile(w, value, cl_json_string(value));
        else
            expect(w, value, "a regular expression");
        return;
    case FORMAT:
        take_format(w, value);
        return;
    case REFERENCE:
        take_reference(w, value);
        return;
    case ANY:
    case TEXT:
    case YES_NO:
    case COUNT:
    case NUMBER:
    case NAMES:
    case VALUES:
    case TYPES:
    case ELSEWHERE:
        take_values(w, what, value);
        return;
    }
}

static const struct keyword *find_keyword(const char *key)
{
    for (size_t i = 0; i < KEYWORDS; i++)
        if (strcmp(keywords[i].name, key) == 0)
            return &keywords[i];
    return NULL;
}

static const char *nearest_keyword(const char *key)
{
    const char *names[KEYWORDS];

    for (size_t i = 0; i < KEYWORDS; i++)
        names[i] = keywords[i].name;
    return cl_suggest(cl_view_of(key), names, KEYWORDS);
}

static void walk_keyword(walk *w, const char *key, const cl_json_value *value)
{
    const struct keyword *keyword = find_keyword(key);
    size_t length = w->place.length;

    if (keyword == NULL && strncmp(key, "x-", 2) == 0)
        return; /* a note for other programs */
    if (keyword == NULL || keyword->kind == ELSEWHERE) {
        leave_out(w, "the keyword", cl_view_of(key), keyword == NULL ? nearest_keyword(key) : NULL);
        return;
    }
    enter_place(w, key);
    take_keyword(w, keyword->kind, value);
    leave_place(w, length);
}

static void add_name(walk *w, const cl_json_value *schema, const char *key, bool is_anchor)
{
    const cl_json_value *value = cl_json_get(schema, key);
    label made = {NULL, w->resource, schema, is_anchor};

    if (value == NULL || cl_json_type(value) != CL_JSON_STRING)
        return;
    made.text = cl_json_string(value).at;
    if (!is_anchor && made.text[0] == '#') { /* draft 4 to 7 write an anchor so */
        made.text++;
        made.is_anchor = true;
    } else if (!is_anchor) {
        made.resource = w->resource = schema;
    }
    if (cl_vec_add(&w->names, &made) != 0)
        w->failed = cl_fail(w->e, CL_E_MEMORY, "out of memory");
}

static void walk_schema(walk *w, const cl_json_value *schema)
{
    const cl_json_value *value, *resource = w->resource;
    cl_schema_mark *mark = cl_schema_mark_of(w->schema, schema);
    void *cursor = NULL;
    const char *key;

    if (cl_json_type(schema) != CL_JSON_OBJECT && cl_json_type(schema) != CL_JSON_BOOLEAN)
        expect(w, schema, "a schema (an object, true or false)");
    if (w->failed != 0 || mark->walked)
        return;
    mark->walked = true;
    add_name(w, schema, "$id", false);
    add_name(w, schema, "id", false);
    add_name(w, schema, "$anchor", true);
    add_name(w, schema, "$dynamicAnchor", true);
    while (w->failed == 0 && (key = cl_json_next(schema, &cursor, &value)) != NULL)
        walk_keyword(w, key, value);
    w->resource = resource;
}

/* ---- references ---- */

/* A segment of a JSON pointer that is written in an address: %25, ~0 and ~1 are resolved. */
static bool decode_segment(cl_text *out, cl_view segment)
{
    for (size_t i = 0; i < segment.length; i++) {
        unsigned code;
        char c = segment.at[i];
        char digits[3] = {0};

        if (c == '%' && i + 2 < segment.length) {
            memcpy(digits, segment.at + i + 1, 2);
            if (sscanf(digits, "%2x", &code) != 1 || code == 0)
                return false;
            c = (char)code;
            i += 2;
        }
        if (c == '~' && i + 1 < segment.length)
            c = segment.at[++i] == '0' ? '~' : '/';
        cl_text_add_char(out, c);
    }
    return cl_text_add_string(out, "") == 0;
}

static const cl_json_value *enter(const cl_json_value *value, const char *key)
{
    size_t index = 0;

    if (cl_json_type(value) != CL_JSON_ARRAY)
        return cl_json_get(value, key);
    for (const char *at = key; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || at - key > 8)
            return NULL;
        index = index * 10 + (size_t)(*at - '0');
    }
    return *key != '\0' ? cl_json_item(value, index) : NULL;
}

/* "/$defs/school" from `value`; NULL when it leads nowhere. */
static const cl_json_value *point(walk *w, const cl_json_value *value, const char *pointer)
{
    cl_text key = CL_TEXT_INIT;

    while (value != NULL && *pointer == '/') {
        size_t length = strcspn(pointer + 1, "/");

        cl_text_reset(&key);
        value = decode_segment(&key, (cl_view){pointer + 1, length}) ? enter(value, key.at) : NULL;
        pointer += 1 + length;
    }
    w->failed = cl_text_check(&key, w->e);
    cl_text_clear(&key);
    return *pointer == '\0' ? value : NULL;
}

/* The part of the document that an address without fragment names: its whole $id, or the end of it
 * behind a slash, since no address is resolved here. */
static const cl_json_value *find_resource(const walk *w, cl_view address)
{
    for (size_t i = 0; i < w->names.count; i++) {
        const label *n = cl_vec_at(&w->names, i);
        cl_view id = cl_view_of(n->text);

        if (n->is_anchor)
            continue;
        if (cl_view_ends(id, "#"))
            id.length--;
        if (cl_view_equal(id, address) ||
            (id.length > address.length && id.at[id.length - address.length - 1] == '/' &&
             memcmp(id.at + id.length - address.length, address.at, address.length) == 0))
            return n->value;
    }
    return NULL;
}

static const cl_json_value *find_anchor(const walk *w, const cl_json_value *resource,
                                        const char *text)
{
    for (size_t i = 0; i < w->names.count; i++) {
        const label *n = cl_vec_at(&w->names, i);

        if (n->is_anchor && n->resource == resource && strcmp(n->text, text) == 0)
            return n->value;
    }
    return NULL;
}

static void note_elsewhere(walk *w, cl_view address)
{
    cl_vec *list = &w->schema->elsewhere;
    char *copy;

    for (size_t i = 0; i < list->count; i++)
        if (cl_view_is(address, *(char *const *)cl_vec_at(list, i)))
            return;
    copy = cl_arena_copy(&w->schema->arena, address);
    if (copy == NULL || cl_vec_add(list, &copy) != 0)
        w->failed = cl_fail(w->e, CL_E_MEMORY, "out of memory");
}

static void resolve(walk *w, const reference *r)
{
    const char *text = cl_json_string(r->at).at, *hash = strchr(text, '#');
    cl_view address = {text, hash != NULL ? (size_t)(hash - text) : strlen(text)};
    const cl_json_value *resource = address.length > 0 ? find_resource(w, address) : r->resource;
    const cl_json_value *target = resource;
    const char *fragment = hash != NULL ? hash + 1 : "";

    cl_text_reset(&w->place);
    cl_text_format(&w->place, "$ref \"%.150s\"", text);
    if (resource == NULL) {
        leave_out(w, "another document,", address, NULL);
        note_elsewhere(w, address);
        return;
    }
    if (*fragment != '\0')
        target =
            *fragment == '/' ? point(w, resource, fragment) : find_anchor(w, resource, fragment);
    if (target == NULL) {
        fail(w, r->at, CL_E_INVALID, "it points at nothing in the schema");
        return;
    }
    cl_schema_mark_of(w->schema, r->at)->target = target;
    w->resource = resource;
    walk_schema(w, target);
}

/* ---- opening ---- */

static size_t count_values(const cl_json_value *value)
{
    size_t count = 1;

    for (size_t i = 0; i < value->count; i++)
        count += count_values(&value->items[i]);
    return count;
}

static int walk_all(cl_json_schema *schema, cl_error *e)
{
    const cl_json_value *root = cl_json_root(schema->json);
    walk w = {.schema = schema,
              .resource = root,
              .names = CL_VEC_INIT(label),
              .references = CL_VEC_INIT(reference),
              .e = e};

    if (cl_text_add_char(&w.place, '#') != 0)
        w.failed = cl_text_check(&w.place, e);
    else
        walk_schema(&w, root);
    /* What a reference leads to may hold others. */
    for (size_t i = 0; w.failed == 0 && i < w.references.count; i++) {
        const reference r = *(const reference *)cl_vec_at(&w.references, i);

        resolve(&w, &r);
    }
    cl_vec_clear(&w.names);
    cl_vec_clear(&w.references);
    cl_text_clear(&w.place);
    return w.failed;
}

int cl_json_schema_open(cl_json_schema **out, cl_view text, const char *file, cl_error *e)
{
    cl_json_schema *schema = cl_calloc(1, sizeof *schema);
    int rc;

    *out = NULL;
    if (schema == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    schema->unchecked = (cl_vec)CL_VEC_INIT(char *);
    schema->elsewhere = (cl_vec)CL_VEC_INIT(char *);
    rc = cl_json_parse(&schema->json, text, file, 1, e);
    if (rc == 0) {
        schema->count = count_values(cl_json_root(schema->json));
        schema->marks = cl_calloc(schema->count, sizeof *schema->marks);
        if (schema->marks == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (rc == 0)
        rc = walk_all(schema, e);
    if (rc == 0)
        *out = schema;
    else
        cl_json_schema_close(schema);
    return rc;
}

void cl_json_schema_close(cl_json_schema *schema)
{
    if (schema == NULL)
        return;
    for (size_t i = 0; schema->marks != NULL && i < schema->count; i++)
        cl_regexp_free(schema->marks[i].regexp);
    cl_free(schema->marks);
    cl_vec_clear(&schema->unchecked);
    cl_vec_clear(&schema->elsewhere);
    cl_arena_clear(&schema->arena);
    cl_json_free(schema->json);
    cl_free(schema);
}

const char *cl_json_schema_unchecked(const cl_json_schema *schema, size_t index)
{
    return index < schema->unchecked.count
               ? *(const char *const *)cl_vec_at(&schema->unchecked, index)
               : NULL;
}

const char *cl_json_schema_elsewhere(const cl_json_schema *schema, size_t index)
{
    return index < schema->elsewhere.count
               ? *(const char *const *)cl_vec_at(&schema->elsewhere, index)
               : NULL;
}
