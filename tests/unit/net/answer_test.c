/* SPDX-License-Identifier: MIT
 *
 * The tables of delivery.md, section 4, row by row; and how long is waited.
 */
#include "test_support.h"

#include "answer.h"

#include <curl/curl.h>

#include <string.h>

static const long expected[] = {200, 201};

static void test_answer__failures(void **state)
{
    static const struct {
        int code;
        int64_t sent;
        cl_http_phase phase;
        bool may_repeat;
        cl_answer_class class;
    } rows[] = {
        {CURLE_UNSUPPORTED_PROTOCOL, 0, CL_PHASE_NONE, false, CL_ANSWER_NOT_SENT},
        {CURLE_COULDNT_RESOLVE_PROXY, 0, CL_PHASE_NONE, false, CL_ANSWER_NOT_SENT},
        {CURLE_COULDNT_RESOLVE_HOST, 0, CL_PHASE_NONE, false, CL_ANSWER_NOT_SENT},
        {CURLE_COULDNT_CONNECT, 0, CL_PHASE_NONE, true, CL_ANSWER_NOT_SENT},
        {CURLE_SSL_CONNECT_ERROR, 0, CL_PHASE_NONE, false, CL_ANSWER_NOT_SENT},
        {CURLE_OPERATION_TIMEDOUT, 0, CL_PHASE_NONE, false, CL_ANSWER_NOT_SENT},
        {CURLE_SSL_CERTPROBLEM, 0, CL_PHASE_NONE, false, CL_ANSWER_HOLD},
        {CURLE_PEER_FAILED_VERIFICATION, 0, CL_PHASE_NONE, true, CL_ANSWER_HOLD},
        {CURLE_SSL_CACERT_BADFILE, 0, CL_PHASE_NONE, false, CL_ANSWER_HOLD},
        {CURLE_OPERATION_TIMEDOUT, 90, CL_PHASE_HEAD, false, CL_ANSWER_UNKNOWN},
        {CURLE_OPERATION_TIMEDOUT, 90, CL_PHASE_HEAD, true, CL_ANSWER_TEMPORARY},
        {CURLE_GOT_NOTHING, 90, CL_PHASE_BODY, false, CL_ANSWER_UNKNOWN},
        {CURLE_SEND_ERROR, 90, CL_PHASE_BODY, false, CL_ANSWER_UNKNOWN},
        {CURLE_RECV_ERROR, 90, CL_PHASE_BODY, true, CL_ANSWER_TEMPORARY},
        {CURLE_SEND_FAIL_REWIND, 90, CL_PHASE_HEAD, false, CL_ANSWER_UNKNOWN},
        {CURLE_PARTIAL_FILE, 90, CL_PHASE_ANSWER, false, CL_ANSWER_UNKNOWN},
        {CURLE_WRITE_ERROR, 90, CL_PHASE_ANSWER, false, CL_ANSWER_UNKNOWN},
        {CURLE_ABORTED_BY_CALLBACK, 90, CL_PHASE_HEAD, false, CL_ANSWER_UNKNOWN},
        {CURLE_PEER_FAILED_VERIFICATION, 90, CL_PHASE_HEAD, false, CL_ANSWER_UNKNOWN},
        /* an answer that came although no byte was counted proves that something was sent */
        {CURLE_RECV_ERROR, 0, CL_PHASE_ANSWER, false, CL_ANSWER_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_http_result result = {
            .phase = rows[i].phase, .curl_code = rows[i].code, .sent = rows[i].sent, .status = 200};
        cl_answer_facts facts = {
            &result, expected, 2, rows[i].may_repeat, rows[i].may_repeat, true, false, false, 0, 0};
        const char *why = NULL;

        if (cl_answer_classify(&facts, &why) != rows[i].class)
            fail_msg("row %zu, curl %d: %s", i, rows[i].code,
                     cl_answer_class_name(cl_answer_classify(&facts, NULL)));
        assert_int_not_equal(why[0], '\0');
    }
}

enum { READABLE = 1, FIELDS = 2, BEFORE = 4, REPEAT = 8, READ = 16 };

static void test_answer__statuses(void **state)
{
    static const struct {
        long status;
        unsigned what, same_500, unauthorised;
        cl_answer_class class;
    } rows[] = {
        {200, READABLE, 0, 0, CL_ANSWER_DONE},
        {201, READABLE | BEFORE, 0, 0, CL_ANSWER_DONE},
        {200, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {200, REPEAT, 0, 0, CL_ANSWER_UNKNOWN},
        {200, READ | REPEAT, 0, 0, CL_ANSWER_TEMPORARY},
        {204, READABLE, 0, 0, CL_ANSWER_UNKNOWN},
        {429, 0, 0, 0, CL_ANSWER_TEMPORARY},
        {429, BEFORE, 0, 0, CL_ANSWER_TEMPORARY},
        {408, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {408, REPEAT, 0, 0, CL_ANSWER_TEMPORARY},
        {425, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {500, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {500, REPEAT, 1, 0, CL_ANSWER_TEMPORARY},
        {500, REPEAT, 2, 0, CL_ANSWER_TEMPORARY},
        {500, REPEAT, 3, 0, CL_ANSWER_ASK},
        {500, READ | REPEAT, 3, 0, CL_ANSWER_TEMPORARY}, /* no key, nothing to be asked about */
        {422, READ | FIELDS, 0, 0, CL_ANSWER_HOLD},      /* nothing was given to be refused */
        {502, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {502, REPEAT, 0, 0, CL_ANSWER_TEMPORARY},
        {503, REPEAT, 0, 0, CL_ANSWER_TEMPORARY},
        {503, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {504, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {400, FIELDS, 0, 0, CL_ANSWER_REFUSED},
        {422, FIELDS, 0, 0, CL_ANSWER_REFUSED},
        {400, 0, 0, 0, CL_ANSWER_HOLD},
        {422, 0, 0, 0, CL_ANSWER_HOLD},
        {422, FIELDS | BEFORE, 0, 0, CL_ANSWER_ASK},
        {403, 0, 0, 0, CL_ANSWER_HOLD},
        {403, BEFORE, 0, 0, CL_ANSWER_ASK},
        {404, 0, 0, 0, CL_ANSWER_HOLD},
        {404, BEFORE, 0, 0, CL_ANSWER_ASK},
        {405, 0, 0, 0, CL_ANSWER_HOLD},
        {410, 0, 0, 0, CL_ANSWER_HOLD},
        {413, 0, 0, 0, CL_ANSWER_HOLD},
        {415, BEFORE, 0, 0, CL_ANSWER_ASK},
        {501, 0, 0, 0, CL_ANSWER_HOLD},
        {505, 0, 0, 0, CL_ANSWER_HOLD},
        {501, BEFORE, 0, 0, CL_ANSWER_ASK},
        {409, 0, 0, 0, CL_ANSWER_ASK},
        {412, 0, 0, 0, CL_ANSWER_CHANGED},
        {412, BEFORE, 0, 0, CL_ANSWER_ASK},
        {428, BEFORE, 0, 0, CL_ANSWER_CHANGED},
        {401, 0, 0, 1, CL_ANSWER_UNAUTHORISED},
        {401, BEFORE, 0, 1, CL_ANSWER_UNAUTHORISED},
        {401, 0, 0, 2, CL_ANSWER_HOLD},
        {301, 0, 0, 0, CL_ANSWER_HOLD},
        {302, REPEAT, 0, 0, CL_ANSWER_HOLD},
        {303, BEFORE, 0, 0, CL_ANSWER_HOLD},
        {307, 0, 0, 0, CL_ANSWER_HOLD},
        {308, 0, 0, 0, CL_ANSWER_HOLD},
        {999, 0, 0, 0, CL_ANSWER_UNKNOWN},
        {100, 0, 0, 0, CL_ANSWER_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_http_result result = {.phase = CL_PHASE_WHOLE, .sent = 9, .status = rows[i].status};
        cl_answer_facts facts = {.result = &result,
                                 .expected = expected,
                                 .expected_count = 2,
                                 .read = (rows[i].what & READ) != 0,
                                 .may_repeat = (rows[i].what & REPEAT) != 0,
                                 .readable = (rows[i].what & READABLE) != 0,
                                 .fields = (rows[i].what & FIELDS) != 0,
                                 .unknown_before = (rows[i].what & BEFORE) != 0,
                                 .same_500 = rows[i].same_500,
                                 .unauthorised = rows[i].unauthorised};

        if (cl_answer_classify(&facts, NULL) != rows[i].class)
            fail_msg("row %zu, status %ld: %s", i, rows[i].status,
                     cl_answer_class_name(cl_answer_classify(&facts, NULL)));
    }
}

/* A status that a step expects is done whatever its number: a reading may expect 404. */
static void test_answer__expected_404(void **state)
{
    static const long both[] = {200, 404};
    cl_http_result result = {.phase = CL_PHASE_WHOLE, .sent = 9, .status = 404};
    cl_answer_facts facts = {
        .result = &result, .expected = both, .expected_count = 2, .read = true, .readable = true};

    (void)state;
    assert_int_equal(cl_answer_classify(&facts, NULL), CL_ANSWER_DONE);
}

static void test_answer__back_off(void **state)
{
    static const struct {
        unsigned n;
        int64_t most;
    } rows[] = {{0, 2000},   {1, 4000},    {2, 8000},    {8, 512000},
                {9, 900000}, {10, 900000}, {64, 900000}, {4000000000u, 900000}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_equal(cl_answer_back_off(rows[i].n, 0), 0);
        assert_int_equal(cl_answer_back_off(rows[i].n, (uint64_t)rows[i].most), rows[i].most);
        assert_int_equal(cl_answer_back_off(rows[i].n, (uint64_t)rows[i].most + 1), 0);
        assert_in_range(cl_answer_back_off(rows[i].n, UINT64_MAX), 0, rows[i].most);
    }
}

static void test_answer__retry_after(void **state)
{
    static const char date[] = "Sun, 06 Nov 1994 08:49:37 GMT";
    static const struct {
        const char *value, *date;
        bool there;
        int64_t milliseconds;
    } rows[] = {
        {NULL, date, false, 0},
        {"0", NULL, true, 0},
        {"7", NULL, true, 7000},
        {"86400", NULL, true, 86400000},
        {"86401", NULL, true, 86400000},
        {"99999999999999999999999999", NULL, true, 86400000},
        {"Sun, 06 Nov 1994 08:50:07 GMT", date, true, 30000},
        {"Sun, 06 Nov 1994 08:49:00 GMT", date, true, 0},
        {"Sun, 06 Nov 2094 08:49:00 GMT", date, true, 86400000},
        {"Sun, 06 Nov 1994 08:50:07 GMT", NULL, false, 0},
        {"soon", date, false, 0},
        {"-1", date, false, 0},
        {"", date, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_pairs headers = CL_PAIRS_INIT;
        int64_t milliseconds = -1;

        if (rows[i].value != NULL)
            assert_int_equal(cl_pairs_add_string(&headers, "retry-after", rows[i].value), 0);
        if (rows[i].date != NULL)
            assert_int_equal(cl_pairs_add_string(&headers, "date", rows[i].date), 0);
        if (cl_answer_retry_after(&milliseconds, &headers) != rows[i].there)
            fail_msg("row %zu", i);
        if (rows[i].there)
            assert_int_equal(milliseconds, rows[i].milliseconds);
        cl_pairs_clear(&headers);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_answer__failures),     cmocka_unit_test(test_answer__statuses),
    cmocka_unit_test(test_answer__expected_404), cmocka_unit_test(test_answer__back_off),
    cmocka_unit_test(test_answer__retry_after),
};

CL_TEST_MAIN(tests)
