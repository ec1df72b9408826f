/* SPDX-License-Identifier: MIT
 *
 * The request for a token, to the byte, and every answer to it.
 */
#include "test_support.h"

#include "oauth2.h"

#include <string.h>

static void secret_of(cl_secret *out, const char *text)
{
    assert_int_equal(cl_secret_join(out, cl_view_of(text), (cl_view)CL_VIEW_INIT, NULL), 0);
}

static void test_oauth2__requests(void **state)
{
    static const struct {
        const char *id, *secret, *scope;
        bool post;
        const char *authorisation, *body;
    } rows[] = {
        {"s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw", NULL, false,
         "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3", /* RFC 6749, section 2.3.1 */
         "grant_type=client_credentials"},
        {"a b", "c:d%/", "one two", false,
         "Basic YSUyMGI6YyUzQWQlMjUlMkY=", "grant_type=client_credentials&scope=one%20two"},
        {"a b", "c:d%/", NULL, true, NULL,
         "grant_type=client_credentials&client_id=a%20b&client_secret=c%3Ad%25%2F"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_secret id = CL_SECRET_INIT, secret = CL_SECRET_INIT, body = CL_SECRET_INIT;
        const cl_oauth2_client client = {&id, &secret, rows[i].scope, rows[i].post};
        cl_pairs headers = CL_PAIRS_INIT;

        secret_of(&id, rows[i].id);
        secret_of(&secret, rows[i].secret);
        assert_int_equal(cl_oauth2_request(&headers, &body, &client, NULL), 0);
        assert_string_equal(body.at, rows[i].body);
        if (rows[i].authorisation != NULL)
            assert_string_equal(cl_pairs_find(&headers, "Authorization"), rows[i].authorisation);
        else
            assert_null(cl_pairs_find(&headers, "Authorization"));
        assert_string_equal(cl_pairs_find(&headers, "Content-Type"),
                            "application/x-www-form-urlencoded");
        cl_pairs_wipe(&headers);
        cl_secret_clear(&body);
        cl_secret_clear(&secret);
        cl_secret_clear(&id);
    }
}

static void test_oauth2__reads(void **state)
{
    static const struct {
        const char *body;
        int64_t lives;
    } rows[] = {
        {"{\"access_token\":\"2YotnFZ\",\"token_type\":\"Bearer\",\"expires_in\":3600}", 3540000},
        {"{\"access_token\":\"2YotnFZ\",\"token_type\":\"bearer\"}", 3540000},
        {"{\"access_token\":\"2YotnFZ\",\"token_type\":\"Bearer\",\"expires_in\":59}", 0},
        {"{\"access_token\":\"2YotnFZ\",\"token_type\":\"Bearer\",\"expires_in\":-1}", 0},
        {"{\"access_token\":\"2YotnFZ\",\"token_type\":\"Bearer\",\"expires_in\":\"soon\"}",
         3540000},
        {"{\"access_token\":\"2YotnFZ\",\"token_type\":\"Bearer\",\"expires_in\":999999999}",
         (int64_t)24 * 3600 * 1000 - 60000},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_secret token = CL_SECRET_INIT;
        int64_t lives = -1;

        assert_int_equal(cl_oauth2_read(&token, &lives, cl_view_of(rows[i].body), NULL), 0);
        assert_string_equal(token.at, "2YotnFZ");
        assert_int_equal(lives, rows[i].lives);
        cl_secret_clear(&token);
    }
}

static void test_oauth2__refuses(void **state)
{
    static const char *const rows[] = {
        "",
        "null",
        "[]",
        "<html>canary</html>",
        "{\"access_token\":\"canary\"}",
        "{\"access_token\":\"canary\",\"token_type\":\"mac\"}",
        "{\"access_token\":7,\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"canary\\r\\nX: y\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"can ary\",\"token_type\":\"Bearer\"}",
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        cl_secret token = CL_SECRET_INIT;
        int64_t lives;

        assert_int_equal(cl_oauth2_read(&token, &lives, cl_view_of(rows[i]), &error), CL_E_INVALID);
        assert_null(token.at);
        assert_null(strstr(error.message, "anary"));
    }
}

static void test_oauth2__refused_clients(void **state)
{
    static const struct {
        long status;
        const char *body;
        bool refusal;
    } rows[] = {
        {401, "", true},
        {401, "{\"error\":\"invalid_client\"}", true},
        {400, "{\"error\":\"invalid_scope\"}", true},
        {400, "{\"error\":\"temporarily_unavailable\"}", false},
        {400, "<html>", false},
        {403, "{\"error\":\"invalid_client\"}", false},
        {500, "{\"error\":\"invalid_client\"}", false},
        {200, "{\"error\":\"invalid_client\"}", false},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_http_result result = CL_HTTP_RESULT_INIT;

        result.phase = CL_PHASE_WHOLE;
        result.status = rows[i].status;
        assert_int_equal(cl_text_add_string(&result.body, rows[i].body), 0);
        if (cl_oauth2_is_refusal(&result) != rows[i].refusal)
            fail_msg("row %zu", i);
        cl_http_result_clear(&result);
    }
}

/* Every allocation may fail: nothing is left behind. */
static int make_request(void *data)
{
    cl_secret id = CL_SECRET_INIT, secret = CL_SECRET_INIT, body = CL_SECRET_INIT;
    const cl_oauth2_client client = {&id, &secret, "s", false};
    cl_pairs headers = CL_PAIRS_INIT;
    int rc;

    (void)data;
    rc = cl_secret_join(&id, CL_VIEW("client"), (cl_view)CL_VIEW_INIT, NULL);
    if (rc == 0)
        rc = cl_secret_join(&secret, CL_VIEW("secret"), (cl_view)CL_VIEW_INIT, NULL);
    if (rc == 0)
        rc = cl_oauth2_request(&headers, &body, &client, NULL);
    cl_pairs_wipe(&headers);
    cl_secret_clear(&body);
    cl_secret_clear(&secret);
    cl_secret_clear(&id);
    return rc;
}

static void test_oauth2__out_of_memory(void **state)
{
    (void)state;
    assert_in_range(cl_test_each_fault(make_request, NULL), 1, 1000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_oauth2__requests),      cmocka_unit_test(test_oauth2__reads),
    cmocka_unit_test(test_oauth2__refuses),       cmocka_unit_test(test_oauth2__refused_clients),
    cmocka_unit_test(test_oauth2__out_of_memory),
};

CL_TEST_MAIN(tests)
