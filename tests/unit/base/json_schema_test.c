/* SPDX-License-Identifier: MIT
 *
 * What is wrong with a value, in words; what a schema may hold that is not checked; and that no
 * schema, however hostile, costs more than the limits allow.
 */
#include "json_schema.h"

#include <string.h>

#include "test_support.h"

/* All that is wrong, a line each; "" when the value fits. */
static void assert_told(const char *schema_text, const char *value, const char *want)
{
    cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
    cl_text told = CL_TEXT_INIT;
    cl_json_schema *schema;
    cl_error error = CL_ERROR_INIT;
    cl_json *json;

    if (cl_json_schema_open(&schema, cl_view_of(schema_text), "schema", &error) != 0)
        fail_msg("%s: %s %s", schema_text, error.path, error.message);
    assert_int_equal(cl_json_parse(&json, cl_view_of(value), NULL, 1, NULL), 0);
    assert_int_equal(cl_json_schema_check(schema, &faults, cl_json_root(json), "main", NULL), 0);
    cl_text_add_string(&told, "");
    for (size_t i = 0; i < faults.items.count; i++) {
        cl_text_add_string(&told, i > 0 ? "\n" : "");
        assert_int_equal(cl_json_schema_fault_print(&told, cl_vec_at(&faults.items, i)), 0);
    }
    if (strcmp(told.at, want) != 0)
        fail_msg("%s and %s:\n%s\nexpected:\n%s", schema_text, value, told.at, want);
    cl_json_schema_faults_clear(&faults);
    cl_json_free(json);
    cl_json_schema_close(schema);
    cl_text_clear(&told);
}

typedef struct row {
    const char *schema, *value, *told;
} row;

static void assert_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_told(rows[i].schema, rows[i].value, rows[i].told);
}

static void test_json_schema__kinds_and_values(void **state)
{
    static const row rows[] = {
        {"{}", "{\"any\": [1]}", ""},
        {"true", "1", ""},
        {"false", "1", "main: found 1; expected nothing: the schema allows no value"},
        {"{\"type\": \"string\"}", "\"x\"", ""},
        {"{\"type\": \"string\"}", "7",
         "main: found 7; expected text; write it as text, in double quotes"},
        {"{\"type\": \"integer\"}", "\"7\"",
         "main: found '7'; expected a whole number; write it without quotes"},
        {"{\"type\": \"integer\"}", "7.0", ""},
        {"{\"type\": \"integer\"}", "7.5", "main: found 7.5; expected a whole number"},
        {"{\"type\": \"array\"}", "\"x\"",
         "main: found 'x'; expected an array; write json.array { … }"},
        {"{\"type\": \"number\"}", "\"7.5\"",
         "main: found '7.5'; expected a number; write it without quotes"},
        {"{\"type\": \"integer\"}", "1e300", ""},
        {"{\"type\": \"integer\"}", "-1e300", ""},
        {"{\"type\": \"string\", \"nullable\": false}", "null",
         "main: found null; expected text; leave it out"},
        {"{\"type\": \"string\", \"nullable\": true}", "7",
         "main: found 7; expected text; write it as text, in double quotes"},
        {"{\"enum\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]}", "17",
         "main: found 17; expected 1, 2, 3, 4, 5, 6, 7, 8 or one of 8 others"},
        {"{\"const\": [1, [2]]}", "[1, [3]]", "main: found an array of 2; expected an array of 2"},
        {"{\"const\": {\"a\": 1}}", "{\"b\": 1}", "main: found an object; expected an object"},
        {"{\"const\": {\"a\": 1}}", "{\"a\": 2}", "main: found an object; expected an object"},
        {"{\"exclusiveMinimum\": 1, \"exclusiveMaximum\": 3}", "2", ""},
        {"{\"minimum\": 1, \"exclusiveMinimum\": false}", "1", ""},
        {"{\"multipleOf\": 0.1}", "1e300", ""},
        {"{\"multipleOf\": -1}", "7", ""},
        {"{\"multipleOf\": 0}", "7", ""},
        {"{\"multipleOf\": 0.4}", "1", "main: found 1; expected a multiple of 0.4"},
        {"{\"minLength\": 2.0}", "\"a\"", "main: found 'a'; expected at least 2 characters"},
        {"{\"type\": [\"array\", \"null\"]}", "{}",
         "main: found an object; expected an array or null"},
        {"{\"type\": \"string\", \"nullable\": true}", "null", ""},
        {"{\"type\": \"boolean\"}", "null",
         "main: found null; expected true or false; leave it out"},
        {"{\"enum\": [\"lead\", \"partner\", 3]}", "\"partnr\"",
         "main: found 'partnr'; expected 'lead', 'partner', 3; did you mean 'partner'?"},
        {"{\"enum\": [3.0, {\"a\": [1, null]}]}", "3", ""},
        {"{\"enum\": [3, {\"a\": [1, null]}]}", "{\"a\": [1, null]}", ""},
        {"{\"const\": true}", "false", "main: found false; expected true"},
        {"{\"minimum\": 1, \"maximum\": 2.5}", "3", "main: found 3; expected at most 2.5"},
        {"{\"minimum\": 1}", "0", "main: found 0; expected at least 1"},
        {"{\"exclusiveMinimum\": 1}", "1", "main: found 1; expected more than 1"},
        {"{\"maximum\": 5, \"exclusiveMaximum\": true}", "5",
         "main: found 5; expected less than 5"},
        {"{\"maximum\": 9223372036854775806}", "9223372036854775807",
         "main: found 9223372036854775807; expected at most 9223372036854775806"},
        {"{\"multipleOf\": 50}", "75", "main: found 75; expected a multiple of 50"},
        {"{\"multipleOf\": 0.5}", "75", ""},
        {"{\"minLength\": 2, \"maxLength\": 3}", "\"éé\"", ""},
        {"{\"minLength\": 2}", "\"é\"", "main: found 'é'; expected at least 2 characters"},
        {"{\"maxLength\": 1}", "\"ab\"", "main: found 'ab'; expected at most 1 character"},
        {"{\"pattern\": \"^[0-9]{6}$\"}", "\"12555\"",
         "main: found '12555'; expected text that matches ^[0-9]{6}$"},
    };

    (void)state;
    assert_rows(rows, CL_ROWS(rows));
}

static void test_json_schema__formats(void **state)
{
    static const struct {
        const char *format, *good, *bad;
    } rows[] = {
        {"date", "2020-02-29", "2021-02-29"},
        {"date", "2021-04-26", "26/04/2021"},
        {"time", "17:00:00Z", "25:00:00Z"},
        {"date-time", "2021-04-26T17:00:00.5+01:00", "2021-02-31T17:00:00Z"},
        {"email", "head@school.example", "head@"},
        {"hostname", "school.example", "-school"},
        {"ipv4", "192.0.2.1", "192.0.2.256"},
        {"uri", "https://school.example/a?b#c", "school.example"},
        {"uuid", "30a12e5e-5940-4c08-921c-17a8960fcf4b", "30a12e5e-5940-4c08-921c-17a8960fcf4"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
        cl_text text = CL_TEXT_INIT, value = CL_TEXT_INIT;
        cl_json_schema *schema;
        cl_json *json;

        cl_text_format(&text, "{\"items\": {\"format\": \"%s\"}}", rows[i].format);
        cl_text_format(&value, "[\"%s\", \"%s\", 7]", rows[i].good, rows[i].bad);
        assert_int_equal(cl_json_schema_open(&schema, cl_text_view(&text), NULL, NULL), 0);
        assert_null(cl_json_schema_unchecked(schema, 0));
        assert_int_equal(cl_json_parse(&json, cl_text_view(&value), NULL, 1, NULL), 0);
        assert_int_equal(cl_json_schema_check(schema, &faults, cl_json_root(json), "it", NULL), 0);
        assert_int_equal(faults.items.count, 1);
        assert_string_equal(((cl_json_schema_fault *)cl_vec_at(&faults.items, 0))->path, "it[2]");
        cl_json_schema_faults_clear(&faults);
        cl_json_free(json);
        cl_json_schema_close(schema);
        cl_text_clear(&text);
        cl_text_clear(&value);
    }
}

static void test_json_schema__members_and_items(void **state)
{
    static const row rows[] = {
        {"{\"required\": [\"role\", \"name\"], \"properties\": {\"name\": {\"title\": "
         "\"School\"}}}",
         "{\"rol\": 1}",
         "main.role: found nothing; expected it is required; is it there as 'rol'?\n"
         "main.name: found nothing; expected it is required (School)"},
        {"{\"properties\": {\"role\": {}}, \"additionalProperties\": false}",
         "{\"role\": 1, \"roles\": 2}",
         "main.roles: found 2; expected no such field; did you mean 'role'?"},
        {"{\"additionalProperties\": {\"type\": \"string\"}}", "{\"a\": \"\", \"b\": 1}",
         "main.b: found 1; expected text; write it as text, in double quotes"},
        {"{\"patternProperties\": {\"^x-\": {\"type\": \"string\"}}, \"additionalProperties\": "
         "false}",
         "{\"x-a\": 1, \"y\": 2}",
         "main.x-a: found 1; expected text; write it as text, in double quotes\n"
         "main.y: found 2; expected no such field"},
        {"{\"propertyNames\": {\"maxLength\": 2}}", "{\"abc\": 1}",
         "main.abc: found 'abc'; expected at most 2 characters"},
        {"{\"minProperties\": 1}", "{}", "main: found an object; expected at least 1 member"},
        {"{\"dependentRequired\": {\"cert\": [\"key\"]}}", "{\"cert\": 1}",
         "main.key: found nothing; expected it is required"},
        {"{\"dependencies\": {\"a\": [\"b\"], \"c\": {\"required\": [\"d\"]}}}",
         "{\"a\": 1, \"c\": 1}",
         "main.b: found nothing; expected it is required\n"
         "main.d: found nothing; expected it is required"},
        {"{\"items\": {\"properties\": {\"role\": {\"enum\": [\"lead\"]}}}}",
         "[{\"id\": \"s2\", \"role\": \"leed\"}, {\"role\": 4}]",
         "main[s2].role: found 'leed'; expected 'lead'; did you mean 'lead'?\n"
         "main[2].role: found 4; expected 'lead'"},
        {"{\"items\": {\"type\": \"null\"}}", "[{\"id\": 7}, {\"id\": \"\"}]",
         "main[1]: found an object; expected null\nmain[2]: found an object; expected null"},
        {"{\"dependentRequired\": {\"a\": [\"b\"]}}", "{\"c\": 1}", ""},
        {"{\"dependentRequired\": {\"a\": [\"b\"]}}", "{\"a\": 1, \"b\": 1}", ""},
        {"{\"patternProperties\": {\"^x-\": true}, \"additionalProperties\": true}",
         "{\"x-a\": 1, \"y\": 1}", ""},
        {"{\"patternProperties\": {\"^(?!x)\": false}}", "{\"y\": 1}", ""},
        {"{\"contains\": {\"const\": 1}}", "[2, 1]", ""},
        {"{\"contains\": {\"const\": 1}, \"minContains\": 0, \"maxContains\": 2}", "[2, 1]", ""},
        {"{\"minItems\": 4}", "[1]", "main: found an array of 1; expected at least 4 items"},
        {"{\"maxItems\": 0}", "[1]", "main: found an array of 1; expected at most 0 items"},
        {"{\"uniqueItems\": true}", "[1, {\"a\": 1}, {\"a\": 1.0}]",
         "main: found an array of 3; expected each item once; items 2 and 3 are the same"},
        {"{\"contains\": {\"const\": 1}, \"maxContains\": 1}", "[1, 1]",
         "main: found an array of 2; expected of the wanted kind at most 1 item"},
        {"{\"contains\": {\"const\": 1}}", "[2]",
         "main: found an array of 1; expected of the wanted kind at least 1 item"},
        {"{\"prefixItems\": [{\"type\": \"integer\"}], \"items\": false}", "[1, 2]",
         "main[2]: found 2; expected nothing: the schema allows no value"},
        {"{\"items\": [{\"type\": \"integer\"}], \"additionalItems\": false}", "[1, 2]",
         "main[2]: found 2; expected nothing: the schema allows no value"},
    };

    (void)state;
    assert_rows(rows, CL_ROWS(rows));
}

static void test_json_schema__schemas_within(void **state)
{
    static const row rows[] = {
        {"{\"allOf\": [{\"minimum\": 2}, {\"multipleOf\": 2}]}", "1",
         "main: found 1; expected at least 2\nmain: found 1; expected a multiple of 2"},
        {"{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"null\"}]}", "1",
         "main: found 1; expected one of the forms that are allowed here"},
        {"{\"anyOf\": [{\"type\": \"null\"}, {\"type\": \"object\", \"required\": [\"a\"]}]}", "{}",
         "main.a: found nothing; expected it is required"},
        {"{\"oneOf\": [{\"multipleOf\": 2}, {\"multipleOf\": 3}]}", "6",
         "main: found 6; expected only one of the forms that are allowed here; it fits several"},
        {"{\"anyOf\": [{\"type\": \"object\", \"required\": [\"a\"]}, {\"type\": \"object\", "
         "\"required\": [\"b\", \"c\"]}]}",
         "{}", "main.a: found nothing; expected it is required"},
        {"{\"$ref\": \"#/prefixItems/1\", \"prefixItems\": [true, {\"minItems\": 1}]}", "[]",
         "main: found an array of 0; expected at least 1 item"},
        {"{\"$ref\": \"#/%24defs/a~0b\", \"$defs\": {\"a~b\": {\"const\": 1}}}", "2",
         "main: found 2; expected 1"},
        {"{\"$ref\": \"#two\", \"$defs\": {\"a\": {\"$anchor\": \"one\", \"const\": 1}, \"b\": "
         "{\"$id\": \"#two\", \"const\": 2}}}",
         "1", "main: found 1; expected 2"},
        {"{\"oneOf\": [{\"multipleOf\": 2}]}", "3", "main: found 3; expected a multiple of 2"},
        {"{\"not\": {\"const\": 1}}", "1",
         "main: found 1; expected something else: the schema rules this out"},
        {"{\"if\": {\"required\": [\"a\"]}, \"then\": {\"required\": [\"b\"]}, \"else\": "
         "{\"required\": "
         "[\"c\"]}}",
         "{\"a\": 1}", "main.b: found nothing; expected it is required"},
        {"{\"if\": {\"required\": [\"a\"]}, \"else\": {\"required\": [\"c\"]}}", "{}",
         "main.c: found nothing; expected it is required"},
        {"{\"$ref\": \"#/$defs/a~1b%25\", \"$defs\": {\"a/b%\": {\"type\": \"integer\"}}}", "\"\"",
         "main: found ''; expected a whole number; write it without quotes"},
        {"{\"$ref\": \"#here\", \"$defs\": {\"a\": {\"$anchor\": \"here\", \"const\": 1}}}", "2",
         "main: found 2; expected 1"},
        {"{\"properties\": {\"in\": {\"$ref\": \"#\"}}, \"additionalProperties\": false}",
         "{\"in\": {\"in\": {\"out\": 1}}}", "main.in.in.out: found 1; expected no such field"},
        {"{\"$ref\": \"grant.json#/$defs/id\", \"$defs\": {\"g\": {\"$id\": "
         "\"https://funder.example/grant.json\", \"$defs\": {\"id\": {\"const\": 1}}}}}",
         "2", "main: found 2; expected 1"},
        {"{\"$ref\": \"#/components/schemas/A\", \"components\": {\"schemas\": {\"A\": "
         "{\"pattern\": "
         "\"^a\"}}}}",
         "\"b\"", "main: found 'b'; expected text that matches ^a"},
    };

    (void)state;
    assert_rows(rows, CL_ROWS(rows));
}

static void test_json_schema__names_what_is_not_checked(void **state)
{
    static const char text[] =
        "{\"type\": \"object\", \"requird\": [\"a\"], \"x-note\": 1, \"title\": \"A\",\n"
        " \"properties\": {\"a\": {\"format\": \"iri\", \"pattern\": \"^(?!x)\"},\n"
        " \"b\": {\"$ref\": \"other.json#/a\"}}, \"unevaluatedProperties\": false}";
    static const char *const want[] = {
        "#: the keyword requird is not checked; did you mean 'required'?",
        "#/properties/a/format: the format iri is not checked",
        "#/properties/a/pattern: the pattern ^(?!x) is not checked",
        "#: the keyword unevaluatedProperties is not checked",
        "$ref \"other.json#/a\": another document, other.json is not checked",
    };
    cl_json_schema *schema;

    (void)state;
    assert_int_equal(cl_json_schema_open(&schema, cl_view_of(text), NULL, NULL), 0);
    for (size_t i = 0; i < CL_ROWS(want); i++)
        assert_string_equal(cl_json_schema_unchecked(schema, i), want[i]);
    assert_null(cl_json_schema_unchecked(schema, CL_ROWS(want)));
    cl_json_schema_close(schema);
    assert_told(text, "{\"a\": \"xx\", \"b\": 1, \"c\": 1}", "");
}

static void test_json_schema__refuses_no_schema(void **state)
{
    static const struct {
        const char *schema, *path, *message;
    } rows[] = {
        {"7", "#", "a schema (an object, true or false) expected, found a whole number"},
        {"{\"type\": \"text\"}", "#/type",
         "the name of a type expected: array, boolean, integer, null, number, object, string"},
        {"{\"required\": \"a\"}", "#/required", "a list of texts expected, found text"},
        {"{\"properties\": []}", "#/properties", "schemas by name expected, found an array"},
        {"{\"properties\": {\"a\": 1}}", "#/properties/a",
         "a schema (an object, true or false) expected, found a whole number"},
        {"{\"minLength\": -1}", "#/minLength", "a whole number, not below 0, expected"},
        {"{\"maximum\": \"1\"}", "#/maximum", "a number expected, found text"},
        {"{\"uniqueItems\": 1}", "#/uniqueItems", "true or false expected, found a whole number"},
        {"{\"enum\": {}}", "#/enum", "a list expected, found an object"},
        {"{\"allOf\": {}}", "#/allOf", "a list of schemas expected, found an object"},
        {"{\"pattern\": \"(\"}", "#/pattern", "the regular expression (, byte 2: a ) is missing"},
        {"{\"pattern\": 1}", "#/pattern", "a regular expression expected, found a whole number"},
        {"{\"$ref\": \"#/nowhere\"}", "$ref \"#/nowhere\"", "it points at nothing in the schema"},
        {"{\"$ref\": \"#/type/x\", \"type\": \"string\"}", "$ref \"#/type/x\"",
         "it points at nothing in the schema"},
        {"{\"$ref\": \"#/anyOf/x\", \"anyOf\": [true]}", "$ref \"#/anyOf/x\"",
         "it points at nothing in the schema"},
        {"{\"$ref\": \"#/anyOf/\", \"anyOf\": [true]}", "$ref \"#/anyOf/\"",
         "it points at nothing in the schema"},
        {"{\"$ref\": \"#/anyOf/0000000000\", \"anyOf\": [true]}", "$ref \"#/anyOf/0000000000\"",
         "it points at nothing in the schema"},
        {"{\"$ref\": \"#/a%zz\"}", "$ref \"#/a%zz\"", "it points at nothing in the schema"},
        {"{\"$ref\": \"#gone\", \"$anchor\": \"here\"}", "$ref \"#gone\"",
         "it points at nothing in the schema"},
        {"{\"format\": 1}", "#/format", "the name of a format expected, found a whole number"},
        {"{\"$ref\": 1}", "#/$ref", "a reference expected, found a whole number"},
        {"{\"minLength\": 1e300}", "#/minLength", "a whole number, not below 0, expected"},
        {"{\"minLength\": true}", "#/minLength", "a whole number, not below 0, expected"},
        {"{\"minLength\": 1.5}", "#/minLength", "a whole number, not below 0, expected"},
        {"{\"$ref\": \"#/type\", \"type\": \"string\"}", "$ref \"#/type\"",
         "a schema (an object, true or false) expected, found text"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        cl_json_schema *schema;

        assert_int_equal(
            cl_json_schema_open(&schema, cl_view_of(rows[i].schema), "form.json", &error),
            CL_E_INVALID);
        assert_null(schema);
        assert_string_equal(error.file, "form.json");
        assert_int_equal(error.line, 1);
        assert_string_equal(error.path, rows[i].path);
        assert_string_equal(error.message, rows[i].message);
    }
}

/* A schema that goes round in circles, or doubles its work with each level, ends by a limit. */
static void test_json_schema__hostile(void **state)
{
    static const row rows[] = {
        {"{\"$ref\": \"#\"}", "1", "the schema refers to itself without end, or nests too deeply"},
        {"{\"allOf\": [{\"$ref\": \"#/$defs/a\"}], \"$defs\": {\"a\": {\"anyOf\": [{\"$ref\": "
         "\"#\"}]}}}",
         "1", "the schema refers to itself without end, or nests too deeply"},
        {"{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"allOf\": [{\"$ref\": \"#/$defs/b\"}, "
         "{\"$ref\": \"#/$defs/b\"}]}, \"b\": {\"not\": {\"allOf\": [{\"items\": {\"$ref\": "
         "\"#\"}}, "
         "{\"items\": {\"$ref\": \"#\"}}]}}}}",
         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
         "the schema takes too many steps"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
        cl_error error = CL_ERROR_INIT;
        cl_json_schema *schema;
        cl_json *json;

        assert_int_equal(cl_json_schema_open(&schema, cl_view_of(rows[i].schema), NULL, NULL), 0);
        assert_int_equal(cl_json_parse(&json, cl_view_of(rows[i].value), NULL, 1, NULL), 0);
        assert_int_equal(cl_json_schema_check(schema, &faults, cl_json_root(json), "it", &error),
                         CL_E_LIMIT);
        assert_string_equal(error.message, rows[i].told);
        cl_json_schema_faults_clear(&faults);
        cl_json_free(json);
        cl_json_schema_close(schema);
    }
}

/* More than can be read is counted. */
static void test_json_schema__many_faults(void **state)
{
    cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
    cl_text text = CL_TEXT_INIT;
    cl_json_schema *schema;
    cl_json *json;

    (void)state;
    for (int i = 0; i < 250; i++)
        cl_text_add_string(&text, i > 0 ? ",1" : "[1");
    cl_text_add_char(&text, ']');
    assert_int_equal(
        cl_json_schema_open(&schema, CL_VIEW("{\"items\": {\"type\": \"string\"}}"), NULL, NULL),
        0);
    assert_int_equal(cl_json_parse(&json, cl_text_view(&text), NULL, 1, NULL), 0);
    assert_int_equal(cl_json_schema_check(schema, &faults, cl_json_root(json), "it", NULL), 0);
    assert_int_equal(faults.items.count, CL_JSON_SCHEMA_FAULTS);
    assert_int_equal(faults.left_out, 150);
    cl_json_schema_faults_clear(&faults);
    cl_json_free(json);
    cl_json_schema_close(schema);
    cl_text_clear(&text);
}

static int open_and_check(void *data)
{
    static const char text[] =
        "{\"$id\": \"a\", \"$ref\": \"#/$defs/x\", \"$defs\": {\"y\": {\"$ref\": \"o.json#/a\"}, "
        "\"z\": {\"$ref\": \"o.json#/b\", \"format\": \"iri\"}, \"x\": {\"required\": [\"a\"], "
        "\"propertyNames\": {\"pattern\": \"^[a-c]+$\"}, \"anyOf\": [{\"type\": \"null\"}, "
        "{\"properties\": {\"b\": {\"type\": \"string\", \"foo\": 1}}}]}}}";
    cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
    cl_json_schema *schema = NULL;
    cl_json *json = NULL;
    int rc = cl_json_schema_open(&schema, cl_view_of(text), "form.json", NULL);

    (void)data;
    if (rc == 0)
        rc = cl_json_parse(&json, CL_VIEW("{\"b\": 1, \"d\": 2}"), NULL, 1, NULL);
    if (rc == 0)
        rc = cl_json_schema_check(schema, &faults, cl_json_root(json), "it", NULL);
    if (rc == 0)
        assert_int_equal(faults.items.count, 3);
    cl_json_schema_faults_clear(&faults);
    cl_json_free(json);
    cl_json_schema_close(schema);
    return rc;
}

static void test_json_schema__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(open_and_check, NULL) >= 20);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_json_schema__kinds_and_values),
    cmocka_unit_test(test_json_schema__formats),
    cmocka_unit_test(test_json_schema__members_and_items),
    cmocka_unit_test(test_json_schema__schemas_within),
    cmocka_unit_test(test_json_schema__names_what_is_not_checked),
    cmocka_unit_test(test_json_schema__refuses_no_schema),
    cmocka_unit_test(test_json_schema__hostile),
    cmocka_unit_test(test_json_schema__many_faults),
    cmocka_unit_test(test_json_schema__fault_twin),
};

CL_TEST_MAIN(tests)
