/* SPDX-License-Identifier: MIT
 *
 * Loading a dialect: what is wrong with one is refused with its line, all that ship can be loaded,
 * and whatever allocation fails while one is loaded and asked for a request, nothing is left over
 * and the next is whole.
 */
#include "dialect.h"

#include <string.h>

#include "json.h"
#include "test_support.h"

static const char delivery_text[] =
    "{\"reference\":\"app-1-r1\",\"application\":{\"id\":\"APP-1\",\"revision\":1,\"title\":"
    "\"Clyde\"},\"decision\":{},\"forms\":{\"main\":{\"a\":\"x\"}},\"round\":{\"competition\":"
    "\"c-1\"},\"portal\":{\"forms\":{\"main\":\"f-1\"}},\"memory\":{},\"today\":\"2021-04-20\"}";

static const char portals[] = CLACHAN_SOURCE "/scripts/portals";

static void write_dialect(const char *text)
{
    char path[CL_TEST_PATH];

    cl_test_file(path, "made.lua", text, strlen(text));
}

static void test_dialect__shipped_ones_load(void **state)
{
    static const char *const names[] = {"commongrants", "simpler-grants", "gas"};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(names); i++) {
        cl_dialect *dialect = NULL;

        assert_int_equal(cl_dialect_open(&dialect, portals, names[i], NULL), 0);
        assert_string_equal(cl_dialect_id(dialect), names[i]);
        assert_int_equal(strncmp(cl_dialect_digest(dialect), "sha256:", 7), 0);
        cl_dialect_close(dialect);
    }
}

static void test_dialect__refused(void **state)
{
    static const struct {
        const char *text;
        int code, line;
    } rows[] = {
        {"", CL_E_SCRIPT, 0},
        {"return 1", CL_E_SCRIPT, 0},
        {"dialect", CL_E_SCRIPT, 1},
        {"dialect \"made\" {}", CL_E_SCRIPT, 1},
        {"dialect \"other\" { title = \"T\", edition = \"1\" }", CL_E_SCRIPT, 1},
        {"\n\nerror \"no\"", CL_E_SCRIPT, 3},
        {"for i = 1, 1e9 do end", CL_E_LIMIT, 1},
        {"\27Lua", CL_E_SCRIPT, 0},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_dialect *dialect = NULL;
        cl_error error = CL_ERROR_INIT;
        int rc;

        write_dialect(rows[i].text);
        rc = cl_dialect_open(&dialect, cl_test_folder(), "made", &error);
        if (rc != rows[i].code || error.line < rows[i].line || error.message[0] == '\0')
            fail_msg("'%s': %d, line %d: %s", rows[i].text, rc, error.line, error.message);
        assert_null(dialect);
    }
    assert_int_equal(cl_dialect_open(&(cl_dialect *){NULL}, cl_test_folder(), "none", NULL),
                     CL_E_NOT_FOUND);
}

/* The first step of a dialect that ships, from its file to the bytes of the request. */
static int first_request(void *data)
{
    const char *steps[CL_DIALECT_STEPS];
    cl_dialect_request request = {0};
    cl_arena arena = CL_ARENA_INIT;
    cl_dialect *dialect = NULL;
    cl_json *delivery = NULL;
    size_t count = 0;
    int rc = cl_json_parse(&delivery, cl_view_of(delivery_text), NULL, 1, NULL);

    if (rc == 0)
        rc = cl_dialect_open(&dialect, portals, data, NULL);
    if (rc == 0)
        rc = cl_dialect_steps(dialect, steps, &count, &arena, cl_json_root(delivery), NULL);
    if (rc == 0)
        rc = cl_dialect_make_request(dialect, &request, steps[0], cl_json_root(delivery), NULL);
    if (rc == 0)
        assert_string_equal(request.path, "common-grants/competitions/c-1");
    cl_dialect_request_clear(&request);
    cl_dialect_close(dialect);
    cl_arena_clear(&arena);
    cl_json_free(delivery);
    return rc;
}

static void test_dialect__memory_fails(void **state)
{
    static char name[] = "commongrants";

    (void)state;
    assert_int_equal(first_request(name), 0);
    assert_true(cl_test_each_fault(first_request, name) > 0);
    assert_int_equal(first_request(name), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_dialect__shipped_ones_load),
    cmocka_unit_test(test_dialect__refused),
    cmocka_unit_test(test_dialect__memory_fails),
};

CL_TEST_MAIN(tests)
