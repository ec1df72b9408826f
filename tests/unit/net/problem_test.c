/* SPDX-License-Identifier: MIT
 *
 * How portals refuse, and what is kept of it.
 */
#include "test_support.h"

#include "problem.h"

#include <string.h>

static void test_problem__shapes(void **state)
{
    static const struct {
        const char *body, *type, *message;
        size_t fields;
        const char *field, *words;
    } rows[] = {
        {"{\"type\":\"https://x/late\",\"title\":\"Late\",\"status\":422,\"detail\":\"Closed "
         "yesterday\",\"extra\":[1]}",
         "https://x/late", "Closed yesterday", 0, NULL, NULL},
        {"{\"status\":400,\"message\":\"Bad\",\"errors\":[{\"field\":\"formA.name\",\"message\":"
         "\"Name is required\"},\"text alone\",7,{}]}",
         NULL, "Bad", 3, "formA.name", "Name is required"},
        {"{\"status_code\":422,\"message\":\"No\",\"errors\":[{\"field\":\"a\",\"message\":\"b\","
         "\"type\":\"t\"}],\"internal_request_id\":\"7\"}",
         NULL, "No", 1, "a", "b"},
        {"{\"statusCode\":409,\"error\":\"Conflict\",\"message\":\"There already\"}", NULL,
         "There already", 0, NULL, NULL},
        {"{\"errors\":{\"a\":\"b\"}}", NULL, NULL, 0, NULL, NULL},
        {"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>", NULL,
         "502 Bad Gateway", 0, NULL, NULL},
        {"\n\n  upstream down  \nmore", NULL, "upstream down", 0, NULL, NULL},
        {"[1,2]", NULL, "[1,2]", 0, NULL, NULL},
        {"", NULL, NULL, 0, NULL, NULL},
        {"{\"message\":\"a\\u001b[2Jb\"}", NULL, "a\\x1b[2Jb", 0, NULL, NULL},
        {"bad \xff bytes \x1b here", NULL, "bad ? bytes ? here", 0, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_problem problem = CL_PROBLEM_INIT;

        assert_int_equal(cl_problem_read(&problem, cl_view_of(rows[i].body), NULL), 0);
        if (rows[i].message == NULL)
            assert_null(problem.message);
        else
            assert_string_equal(problem.message, rows[i].message);
        if (rows[i].type != NULL)
            assert_string_equal(problem.type, rows[i].type);
        assert_int_equal(problem.fields.count, rows[i].fields);
        if (rows[i].fields > 0) {
            const cl_problem_field *field = cl_vec_at(&problem.fields, 0);

            assert_string_equal(field->field, rows[i].field);
            assert_string_equal(field->message, rows[i].words);
        }
        cl_problem_clear(&problem);
    }
}

static int read_one(void *data)
{
    cl_problem problem = CL_PROBLEM_INIT;
    int rc = cl_problem_read(&problem,
                             CL_VIEW("{\"type\":\"t\",\"message\":\"No\",\"errors\":[{\"field\":"
                                     "\"a\",\"message\":\"b\"},\"c\"]}"),
                             NULL);

    (void)data;
    cl_problem_clear(&problem);
    return rc;
}

static void test_problem__out_of_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(read_one, NULL) > 5);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_problem__shapes),
    cmocka_unit_test(test_problem__out_of_memory),
};

CL_TEST_MAIN(tests)
