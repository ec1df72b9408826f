/* SPDX-License-Identifier: MIT
 *
 * What base/json_schema says, for a referee: lines {"schema": TEXT, "data": [TEXT, …]} in; for each
 * text a line with "valid", "invalid", "unchecked" (not all of the schema is looked at) or what
 * failed out.
 */
#include "json_schema.h"

#include <stdio.h>

static void tell(const cl_json_schema *schema, cl_view text)
{
    cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
    cl_json *data = NULL;
    cl_error e = CL_ERROR_INIT;

    if (cl_json_parse(&data, text, "data", 1, &e) != 0)
        printf("data: %s\n", e.message);
    else if (cl_json_schema_unchecked(schema, 0) != NULL)
        printf("unchecked: %s\n", cl_json_schema_unchecked(schema, 0));
    else if (cl_json_schema_check(schema, &faults, cl_json_root(data), "it", &e) != 0)
        printf("check: %s\n", e.message);
    else
        puts(faults.items.count > 0 ? "invalid" : "valid");
    cl_json_schema_faults_clear(&faults);
    cl_json_free(data);
}

static void judge(const cl_json_value *line)
{
    const cl_json_value *text = cl_json_get(line, "schema"), *data = cl_json_get(line, "data");
    cl_json_schema *schema = NULL;
    cl_error e = CL_ERROR_INIT;

    if (text == NULL || data == NULL)
        puts("schema and data expected");
    else if (cl_json_schema_open(&schema, cl_json_string(text), "schema", &e) != 0)
        printf("schema: %s: %s\n", e.path, e.message);
    for (size_t i = 0; schema != NULL && i < cl_json_count(data); i++)
        tell(schema, cl_json_string(cl_json_item(data, i)));
    cl_json_schema_close(schema);
}

int main(void)
{
    cl_json_stream *stream;
    cl_json *line = NULL;
    cl_error e = CL_ERROR_INIT;
    int rc = cl_json_stream_open(&stream, 0, "lines", 16 << 20, &e);

    while (rc == 0 && (rc = cl_json_stream_next(stream, &line, &e)) == 0 && line != NULL) {
        judge(cl_json_root(line));
        cl_json_free(line);
    }
    if (rc != 0)
        fprintf(stderr, "%s\n", e.message);
    cl_json_stream_close(stream);
    return rc != 0;
}
