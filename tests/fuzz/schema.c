/* SPDX-License-Identifier: MIT
 *
 * A schema, an empty line, a value: what is said does not change, and alternatives of one say what
 * that one says.
 */
#include "json_schema.h"

#include "fuzz.h"

#include <string.h>

/* What is wrong, or the code of what stopped the check. */
static int check(cl_text *out, cl_view schema_text, const cl_json *value)
{
    cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
    cl_json_schema *schema;
    cl_error e = CL_ERROR_INIT;
    int rc = cl_json_schema_open(&schema, schema_text, "schema", &e);

    if (rc == 0)
        rc = cl_json_schema_check(schema, &faults, cl_json_root(value), "it", &e);
    FUZZ_HOLDS((rc == 0) == (e.code == 0) && (rc == 0 || e.message[0] != '\0'));
    for (size_t i = 0; i < faults.items.count; i++)
        FUZZ_HOLDS(cl_json_schema_fault_print(out, cl_vec_at(&faults.items, i)) == 0);
    cl_json_schema_faults_clear(&faults);
    cl_json_schema_close(schema);
    return rc;
}

/* In a list of one, references from the root would lead elsewhere. */
static void check_alone(const cl_text *first, cl_view schema, const cl_json *value)
{
    cl_text text = CL_TEXT_INIT, told = CL_TEXT_INIT;

    cl_text_add_string(&text, "{\"oneOf\":[");
    cl_text_add_view(&text, schema);
    cl_text_add_string(&text, "]}");
    if (check(&told, cl_text_view(&text), value) == 0)
        FUZZ_HOLDS(cl_view_equal(cl_text_view(first), cl_text_view(&told)));
    cl_text_clear(&text);
    cl_text_clear(&told);
}

/* The first empty line; NULL where there is none. */
static const char *find_gap(const char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (text[i] == '\n' && text[i + 1] == '\n')
            return text + i;
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *gap = find_gap(text, size);
    cl_text first = CL_TEXT_INIT, second = CL_TEXT_INIT;
    cl_json *value = NULL;
    cl_view schema;
    int rc;

    if (gap == NULL)
        return 0;
    schema = (cl_view){text, (size_t)(gap - text)};
    if (cl_json_parse(&value, (cl_view){gap + 2, size - schema.length - 2}, "value", 1, NULL) != 0)
        return 0;
    rc = check(&first, schema, value);
    FUZZ_HOLDS(check(&second, schema, value) == rc);
    FUZZ_HOLDS(cl_view_equal(cl_text_view(&first), cl_text_view(&second)));
    if (rc == 0 && memchr(text, '$', schema.length) == NULL)
        check_alone(&first, schema, value);
    cl_text_clear(&first);
    cl_text_clear(&second);
    cl_json_free(value);
    return 0;
}
