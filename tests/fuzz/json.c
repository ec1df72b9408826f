/* SPDX-License-Identifier: MIT
 *
 * JSON: what is read and printed reads as the same; canonical text is its own canonical text.
 */
#include "json.h"

#include "fuzz.h"

static void check_printed(const cl_json *json, int (*print)(cl_text *, const cl_json_value *))
{
    cl_text first = CL_TEXT_INIT, second = CL_TEXT_INIT;
    cl_json *again = NULL;
    cl_error e = CL_ERROR_INIT;

    FUZZ_HOLDS(print(&first, cl_json_root(json)) == 0);
    FUZZ_HOLDS(cl_json_parse(&again, cl_text_view(&first), "printed", 1, &e) == 0);
    FUZZ_HOLDS(print(&second, cl_json_root(again)) == 0);
    FUZZ_HOLDS(cl_view_equal(cl_text_view(&first), cl_text_view(&second)));
    cl_json_free(again);
    cl_text_clear(&first);
    cl_text_clear(&second);
}

static int in_own_order(cl_text *out, const cl_json_value *value)
{
    return cl_json_print(out, value, 0);
}

/* A number with a fraction has no value here, so that it cannot be printed. */
static bool is_printable(const cl_json_value *value)
{
    const cl_json_value *member;
    void *cursor = NULL;

    if (cl_json_type(value) == CL_JSON_REAL)
        return false;
    for (size_t i = 0; cl_json_type(value) == CL_JSON_ARRAY && i < cl_json_count(value); i++)
        if (!is_printable(cl_json_item(value, i)))
            return false;
    while (cl_json_type(value) == CL_JSON_OBJECT && cl_json_next(value, &cursor, &member) != NULL)
        if (!is_printable(member))
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cl_error e = CL_ERROR_INIT;
    cl_json *json = NULL;

    if (cl_json_parse(&json, (cl_view){(const char *)data, size}, "input", 1, &e) != 0) {
        FUZZ_HOLDS(e.code != 0 && e.message[0] != '\0' && json == NULL);
        return 0;
    }
    if (is_printable(cl_json_root(json))) {
        check_printed(json, cl_json_print_canonical);
        check_printed(json, in_own_order);
    }
    cl_json_free(json);
    return 0;
}
