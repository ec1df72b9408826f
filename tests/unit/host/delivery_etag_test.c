/* SPDX-License-Identifier: MIT
 *
 * Which versions are remembered, which become void, and which requests carry one.
 */
#include "delivery_etag.h"

#include <string.h>

#include "test_support.h"

#define PATH "applications/a-1/forms/f-1"
#define NAME "\"etag " PATH "\""

/* A constant, which CL_VIEW() is not. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

static const cl_exchange put = {.method = TEXT("PUT"),
                                .effect = TEXT("repeat"),
                                .path = TEXT(PATH),
                                .headers =
                                    TEXT("{\"Accept\":\"a/b\",\"If-Match\":\"\\\"old\\\"\"}")};
static const cl_exchange get = {.method = TEXT("GET"), .effect = TEXT("read"), .path = TEXT(PATH)};

static void test_delivery_etag__remembers(void **state)
{
    static const struct {
        const cl_exchange *exchange;
        cl_http_phase phase;
        long status;
        const char *tag, *memory, *want;
    } rows[] = {
        {&get, CL_PHASE_WHOLE, 200, "\"1\"", "{}", "{" NAME ":\"\\\"1\\\"\",\"more\":1}"},
        {&get, CL_PHASE_WHOLE, 200, "W/\"1\"", "{}", "{\"more\":1}"},
        {&get, CL_PHASE_WHOLE, 200, "bare", "{}", "{\"more\":1}"},
        {&get, CL_PHASE_WHOLE, 200, NULL, "{" NAME ":\"\\\"1\\\"\"}", "{" NAME ":\"\",\"more\":1}"},
        {&get, CL_PHASE_WHOLE, 404, NULL, "{" NAME ":\"\\\"1\\\"\"}", "{" NAME ":\"\",\"more\":1}"},
        {&get, CL_PHASE_WHOLE, 503, "\"2\"", "{" NAME ":\"\\\"1\\\"\"}", "{\"more\":1}"},
        {&put, CL_PHASE_WHOLE, 200, "\"2\"", "{" NAME ":\"\\\"1\\\"\"}",
         "{" NAME ":\"\\\"2\\\"\",\"more\":1}"},
        {&put, CL_PHASE_WHOLE, 200, NULL, "{" NAME ":\"\\\"1\\\"\"}", "{" NAME ":\"\",\"more\":1}"},
        {&put, CL_PHASE_BODY, 0, NULL, "{" NAME ":\"\\\"1\\\"\"}", "{" NAME ":\"\",\"more\":1}"},
        {&put, CL_PHASE_NONE, 0, NULL, "{" NAME ":\"\\\"1\\\"\"}", "{\"more\":1}"},
        {&put, CL_PHASE_WHOLE, 429, NULL, "{" NAME ":\"\\\"1\\\"\"}", "{\"more\":1}"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_http_result result = CL_HTTP_RESULT_INIT;
        cl_text out = CL_TEXT_INIT;

        result.phase = rows[i].phase;
        result.status = rows[i].status;
        if (rows[i].tag != NULL)
            assert_int_equal(cl_pairs_add_string(&result.headers, "etag", rows[i].tag), 0);
        assert_int_equal(cl_etag_remember(&out, CL_VIEW("{\"more\":1}"), cl_view_of(rows[i].memory),
                                          rows[i].exchange, &result, NULL),
                         0);
        if (strcmp(out.at, rows[i].want) != 0)
            fail_msg("row %zu: %s, expected %s", i, out.at, rows[i].want);
        cl_http_result_clear(&result);
        cl_text_clear(&out);
    }
}

static void test_delivery_etag__requires(void **state)
{
    static const struct {
        const cl_exchange *exchange;
        const char *memory, *want;
    } rows[] = {
        {&put, "{" NAME ":\"\\\"1\\\"\"}", "{\"Accept\":\"a/b\",\"If-Match\":\"\\\"1\\\"\"}"},
        {&put, "{" NAME ":\"\"}", "{\"Accept\":\"a/b\"}"},
        {&put, "{\"etag other\":\"\\\"1\\\"\"}", "{\"Accept\":\"a/b\"}"},
        {&put, "", "{\"Accept\":\"a/b\"}"},
        {&get, "{" NAME ":\"\\\"1\\\"\"}", ""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_arena arena = CL_ARENA_INIT;
        cl_exchange exchange = *rows[i].exchange;

        assert_int_equal(cl_etag_require(&exchange, &arena, cl_view_of(rows[i].memory), NULL), 0);
        if (!cl_view_is(exchange.headers, rows[i].want))
            fail_msg("row %zu: %.*s", i, (int)exchange.headers.length, exchange.headers.at);
        cl_arena_clear(&arena);
    }
}

static void test_delivery_etag__asks_for_what_is_new(void **state)
{
    static const struct {
        const char *headers, *want;
    } rows[] = {
        {"Date: x\netag: W/\"7\"\nAge: 1\n", "{\"If-None-Match\":\"W/\\\"7\\\"\"}"},
        {"ETag: \"7\"", "{\"If-None-Match\":\"\\\"7\\\"\"}"},
        {"X-ETag: \"7\"\n", ""},
        {"ETag: \n", ""},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_arena arena = CL_ARENA_INIT;
        cl_exchange exchange = get;

        assert_int_equal(cl_etag_if_changed(&exchange, &arena, cl_view_of(rows[i].headers), NULL),
                         0);
        if (!cl_view_is(exchange.headers, rows[i].want))
            fail_msg("row %zu: %.*s", i, (int)exchange.headers.length, exchange.headers.at);
        cl_arena_clear(&arena);
    }
}

static int remember_and_require(void *data)
{
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_text out = CL_TEXT_INIT;
    cl_arena arena = CL_ARENA_INIT;
    cl_exchange exchange = put;
    int rc = cl_pairs_add_string(&result.headers, "ETag", "\"2\"");

    (void)data;
    result.phase = CL_PHASE_WHOLE;
    result.status = 200;
    if (rc == 0)
        rc = cl_etag_remember(&out, CL_VIEW("{\"a\":1}"), CL_VIEW("{}"), &put, &result, NULL);
    if (rc == 0)
        rc = cl_etag_require(&exchange, &arena, cl_text_view(&out), NULL);
    if (rc == 0)
        rc = cl_etag_if_changed(&exchange, &arena, CL_VIEW("ETag: \"3\"\n"), NULL);
    cl_http_result_clear(&result);
    cl_arena_clear(&arena);
    cl_text_clear(&out);
    return rc;
}

static void test_delivery_etag__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(remember_and_require, NULL) > 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_delivery_etag__remembers),
    cmocka_unit_test(test_delivery_etag__requires),
    cmocka_unit_test(test_delivery_etag__asks_for_what_is_new),
    cmocka_unit_test(test_delivery_etag__fault_twin),
};

CL_TEST_MAIN(tests)
