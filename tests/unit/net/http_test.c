/* SPDX-License-Identifier: MIT
 *
 * One request is one request: counted at a server made of sockets, for every method, body,
 * connection and way of closing. Then limits, time, addresses and headers.
 */
#include "test_support.h"

#include "answer.h"
#include "http.h"
#include "raw_server.h"

#include <stdio.h>
#include <string.h>

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

enum { URL = 128 };

static void address_of(char out[URL], raw_server *server, const char *path)
{
    assert_in_range(snprintf(out, URL, "http://127.0.0.1:%u%s", raw_port(server), path), 1, URL);
}

/* One request to a server with the given answer, with its own client. */
static void ask(cl_http_result *result, const raw_step *step, const cl_http_options *options)
{
    raw_server *server = raw_start(step, 1);
    char url[URL];
    cl_http_request request = {"GET", url, NULL, NULL, false};
    cl_http *http;

    address_of(url, server, "/");
    assert_return_code(cl_http_open(&http, options, NULL), 0);
    assert_int_equal(cl_http_send(http, &request, result, NULL), 0);
    assert_int_equal(raw_requests(server), 1);
    cl_http_close(http);
    raw_stop(server);
}

/* ---- the counting test ---- */

/* As cl_http_send(), among others. */
static void send_in_crowd(cl_http *http, cl_http_crowd *crowd, const cl_http_request *request,
                          cl_http_result *result)
{
    cl_http_call call = {.request = *request, .result = result};

    assert_int_equal(cl_http_begin(http, &call, NULL), 0);
    while (!call.done)
        assert_int_equal(cl_http_crowd_wait(crowd, 1000, NULL), 0);
    assert_int_equal(call.rc, 0);
}

static void count_in_crowd(const char *method, const cl_view *body, bool fresh, raw_end end)
{
    const raw_step steps[] = {{OK_ANSWER, 0, RAW_KEEP}, {NULL, 0, end}};
    raw_server *server = raw_start(steps, 2);
    char url[URL];
    cl_http_request first = {"GET", url, NULL, NULL, false};
    cl_http_request second = {method, url, NULL, body, fresh};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_http_crowd *crowd;
    cl_http *http;

    address_of(url, server, "/x");
    assert_return_code(cl_http_open(&http, NULL, NULL), 0);
    assert_return_code(cl_http_crowd_open(&crowd, NULL), 0);
    cl_http_join(http, crowd);
    send_in_crowd(http, crowd, &first, &result);
    assert_int_equal(result.phase, CL_PHASE_WHOLE);
    send_in_crowd(http, crowd, &second, &result);
    if (raw_requests(server) != 2)
        fail_msg("in a crowd: %s, %zu bytes, %s, %s: %u requests counted for 2 attempts", method,
                 body != NULL ? body->length : 0, fresh ? "fresh" : "reused",
                 end == RAW_RST ? "RST" : "FIN", raw_requests(server));
    assert_true(result.phase == CL_PHASE_HEAD || result.phase == CL_PHASE_BODY);
    assert_true(result.sent > 0);
    cl_http_result_clear(&result);
    cl_http_crowd_close(crowd);
    cl_http_close(http);
    raw_stop(server);
}

static void count_one(const char *method, const cl_view *body, bool fresh, raw_end end)
{
    const raw_step steps[] = {{OK_ANSWER, 0, RAW_KEEP}, {NULL, 0, end}};
    raw_server *server = raw_start(steps, 2);
    char url[URL];
    cl_http_request first = {"GET", url, NULL, NULL, false};
    cl_http_request second = {method, url, NULL, body, fresh};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_http *http;

    address_of(url, server, "/x");
    assert_return_code(cl_http_open(&http, NULL, NULL), 0);
    assert_int_equal(cl_http_send(http, &first, &result, NULL), 0);
    assert_int_equal(result.phase, CL_PHASE_WHOLE);
    assert_int_equal(cl_http_send(http, &second, &result, NULL), 0);
    if (raw_requests(server) != 2)
        fail_msg("%s, %zu bytes, %s, %s: %u requests for 2 attempts", method,
                 body != NULL ? body->length : 0, fresh ? "fresh" : "reused",
                 end == RAW_RST ? "RST" : "FIN", raw_requests(server));
    assert_true(result.phase == CL_PHASE_HEAD || result.phase == CL_PHASE_BODY);
    assert_true(result.sent > 0);
    assert_int_not_equal(result.curl_code, 0);
    assert_int_not_equal(result.reason[0], '\0');
    cl_http_result_clear(&result);
    cl_http_close(http);
    raw_stop(server);
    count_in_crowd(method, body, fresh, end);
}

static void test_http__one_attempt_is_one_request(void **state)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    static char large[1200 * 1024];
    const cl_view bodies[] = {{"", 0}, {"{\"a\":1}", 7}, {large, sizeof large}};

    (void)state;
    memset(large, 'x', sizeof large);
    for (size_t m = 0; m < CL_ROWS(methods); m++) {
        for (int fresh = 0; fresh < 2; fresh++) {
            for (int end = RAW_FIN; end <= RAW_RST; end++) {
                count_one(methods[m], NULL, fresh, (raw_end)end);
                for (size_t b = 0; m >= 2 && b < CL_ROWS(bodies); b++)
                    count_one(methods[m], &bodies[b], fresh, (raw_end)end);
            }
        }
    }
}

static void test_http__417_is_not_repeated(void **state)
{
    static const raw_step steps[] = {
        {"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n", 0, RAW_KEEP}};
    static char large[1200 * 1024];
    const cl_view body = {large, sizeof large};
    raw_server *server = raw_start(steps, 1);
    char url[URL];
    cl_http_request request = {"PUT", url, NULL, &body, true};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_http *http;

    (void)state;
    memset(large, 'x', sizeof large);
    address_of(url, server, "/x");
    assert_return_code(cl_http_open(&http, NULL, NULL), 0);
    assert_int_equal(cl_http_send(http, &request, &result, NULL), 0);
    assert_int_equal(raw_requests(server), 1);
    assert_null(strstr(raw_last(server), "Expect"));
    assert_int_equal(result.status, 417);
    cl_http_result_clear(&result);
    cl_http_close(http);
    raw_stop(server);
}

static void test_http__reads_reuse_a_connection(void **state)
{
    static const raw_step steps[] = {{OK_ANSWER, 0, RAW_KEEP}};
    static const struct {
        const char *method;
        bool body, fresh;
        unsigned connections;
    } rows[] = {
        {"GET", false, false, 1}, {"PUT", true, false, 1},  {"GET", false, true, 2},
        {"PUT", true, true, 2},   {"PUT", false, false, 2}, {"DELETE", false, false, 2},
    };
    const cl_view body = CL_VIEW("{}");

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        raw_server *server = raw_start(steps, 1);
        char url[URL];
        cl_http_request first = {"GET", url, NULL, NULL, false};
        cl_http_request second = {rows[i].method, url, NULL, rows[i].body ? &body : NULL,
                                  rows[i].fresh};
        cl_http_result result = CL_HTTP_RESULT_INIT;
        cl_http *http;

        address_of(url, server, "/");
        assert_return_code(cl_http_open(&http, NULL, NULL), 0);
        assert_int_equal(cl_http_send(http, &first, &result, NULL), 0);
        assert_int_equal(cl_http_send(http, &second, &result, NULL), 0);
        assert_int_equal(result.status, 200);
        assert_int_equal(raw_connections(server), rows[i].connections);
        cl_http_result_clear(&result);
        cl_http_close(http);
        raw_stop(server);
    }
}

/* ---- many at once ---- */

enum { CROWD = 8 };

/* Eight go out while the first is not answered yet; one that is given up is forgotten. */
static void test_http__many_at_once(void **state)
{
    static const raw_step steps[] = {{NULL, 0, RAW_STALL}, {OK_ANSWER, 0, RAW_FIN}};
    raw_server *slow = raw_start(steps, 1), *server = raw_start(&steps[1], 1);
    char url[URL], slow_url[URL];
    cl_http_result results[CROWD];
    cl_http_call calls[CROWD];
    cl_http_crowd *crowd;
    cl_http *http;
    size_t done = 0;

    (void)state;
    address_of(slow_url, slow, "/");
    address_of(url, server, "/");
    assert_return_code(cl_http_open(&http, NULL, NULL), 0);
    assert_return_code(cl_http_crowd_open(&crowd, NULL), 0);
    cl_http_join(http, crowd);
    for (size_t i = 0; i < CROWD; i++) {
        results[i] = (cl_http_result)CL_HTTP_RESULT_INIT;
        calls[i] = (cl_http_call){.request = {"GET", i == 0 ? slow_url : url, NULL, NULL, true},
                                  .result = &results[i]};
        assert_int_equal(cl_http_begin(http, &calls[i], NULL), 0);
    }
    while (done < CROWD - 1) {
        assert_int_equal(cl_http_crowd_wait(crowd, 1000, NULL), 0);
        done = 0;
        for (size_t i = 1; i < CROWD; i++)
            done += calls[i].done;
    }
    assert_false(calls[0].done);
    cl_http_give_up(http, &calls[0]);
    for (size_t i = 0; i < CROWD; i++) {
        assert_int_equal(results[i].status, i == 0 ? 0 : 200);
        cl_http_result_clear(&results[i]);
    }
    cl_http_crowd_close(crowd);
    cl_http_close(http);
    raw_stop(server);
    raw_stop(slow);
}

/* ---- what is sent ---- */

static void test_http__sends_these_bytes(void **state)
{
    static const raw_step steps[] = {{OK_ANSWER, 0, RAW_KEEP}};
    static const struct {
        const char *method, *body, *lines;
    } rows[] = {
        {"PUT", NULL, "Content-Length: 0\r\nAccept: application/json\r\nX-Empty:\r\n\r\n"},
        {"POST", NULL, "Content-Length: 0\r\nAccept: application/json\r\nX-Empty:\r\n\r\n"},
        {"GET", NULL, "Accept: application/json\r\nX-Empty:\r\n\r\n"},
        {"PUT", "{}", "Accept: application/json\r\nX-Empty:\r\nContent-Length: 2\r\n\r\n{}"},
        {"POST", "{}", "Accept: application/json\r\nX-Empty:\r\nContent-Length: 2\r\n\r\n{}"},
    };
    cl_pairs headers = CL_PAIRS_INIT;

    (void)state;
    assert_int_equal(cl_pairs_add_string(&headers, "Accept", "application/json"), 0);
    assert_int_equal(cl_pairs_add_string(&headers, "X-Empty", ""), 0);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        raw_server *server = raw_start(steps, 1);
        cl_view body = cl_view_of(rows[i].body);
        char url[URL], want[512];
        cl_http_request request = {rows[i].method, url, &headers,
                                   rows[i].body != NULL ? &body : NULL, true};
        cl_http_result result = CL_HTTP_RESULT_INIT;
        cl_http *http;

        address_of(url, server, "/a%20b?c=d");
        (void)snprintf(want, sizeof want, "%s /a%%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s",
                       rows[i].method, raw_port(server), rows[i].lines);
        assert_return_code(cl_http_open(&http, NULL, NULL), 0);
        assert_int_equal(cl_http_send(http, &request, &result, NULL), 0);
        assert_string_equal(raw_last(server), want);
        assert_int_equal(result.sent, raw_last_length(server));
        cl_http_result_clear(&result);
        cl_http_close(http);
        raw_stop(server);
    }
    cl_pairs_wipe(&headers);
}

static void test_http__refuses_headers(void **state)
{
    static const struct {
        const char *name, *value;
    } rows[] = {{"Host", "elsewhere"},
                {"content-length", "7"},
                {"Cookie", "a=b"},
                {"Expect", "100-continue"},
                {"Transfer-Encoding", ""},
                {"Connection", "close"},
                {"A", "b\r\nC: d"},
                {"A", "b\nC: d"},
                {"A\r\nB", "c"},
                {"A B", "c"},
                {"", "c"}};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_http *http;

    (void)state;
    assert_return_code(cl_http_open(&http, NULL, NULL), 0);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_pairs headers = CL_PAIRS_INIT;
        cl_http_request request = {"GET", "http://127.0.0.1:1/", &headers, NULL, false};
        cl_error error = CL_ERROR_INIT;

        assert_int_equal(cl_pairs_add_string(&headers, rows[i].name, rows[i].value), 0);
        assert_int_equal(cl_http_send(http, &request, &result, &error), CL_E_INVALID);
        assert_int_not_equal(error.message[0], '\0');
        cl_pairs_clear(&headers);
    }
    cl_http_result_clear(&result);
    cl_http_close(http);
}

static void test_http__addresses(void **state)
{
    static const struct {
        const char *url;
        int rc;
    } rows[] = {
        {"https://portal.example/api", 0},
        {"http://127.0.0.1:8080", 0},
        {"http://127.1.2.3/", 0},
        {"http://localhost:1", 0},
        {"http://[::1]:1/", 0},
        {"http://portal.example/", CL_E_INVALID},
        {"http://127.0.0.1.example/", CL_E_INVALID},
        {"http://localhost.example/", CL_E_INVALID},
        {"http://10.0.0.1/", CL_E_INVALID},
        {"http://[::2]/", CL_E_INVALID},
        {"https://me:hunter2@portal.example/", CL_E_INVALID},
        {"https://portal.example/#part", CL_E_INVALID},
        {"ftp://127.0.0.1/", CL_E_INVALID},
        {"file:///etc/passwd", CL_E_INVALID},
        {"portal", CL_E_INVALID},
        {"", CL_E_INVALID},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;

        if (cl_http_check_url(rows[i].url, &error) != rows[i].rc)
            fail_msg("%s: %d", rows[i].url, error.code);
        assert_null(strstr(error.message, "hunter2"));
    }
}

/* ---- what comes back ---- */

static void test_http__reads_an_answer(void **state)
{
    static const raw_step steps[] = {
        {"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 201 Created\r\nDate: Sun, 06 Nov "
         "1994 08:49:37 GMT\r\nContent-Type:  application/json \r\nTransfer-Encoding: chunked\r\n"
         "\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nDate: trailer\r\n\r\n",
         0, RAW_KEEP}};
    cl_http_result result = CL_HTTP_RESULT_INIT;

    (void)state;
    ask(&result, steps, NULL);
    assert_int_equal(result.phase, CL_PHASE_WHOLE);
    assert_int_equal(result.curl_code, 0);
    assert_int_equal(result.status, 201);
    assert_true(cl_view_is(cl_text_view(&result.body), "{\"a\":1}"));
    assert_string_equal(cl_pairs_find(&result.headers, "content-type"), "application/json");
    assert_string_equal(cl_pairs_find(&result.headers, "date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_null(cl_pairs_find(&result.headers, "link"));
    cl_http_result_clear(&result);
}

static void test_http__broken_answers(void **state)
{
    static const struct {
        raw_step step;
        cl_http_phase phase;
        long status;
        bool cut;
    } rows[] = {
        {{NULL, 0, RAW_FIN}, CL_PHASE_HEAD, 0, false},
        {{NULL, 0, RAW_RST}, CL_PHASE_HEAD, 0, false},
        {{NULL, 0, RAW_STALL}, CL_PHASE_HEAD, 0, false},
        {{"HTTP/1.1 200 OK\r\nContent-Le", 0, RAW_FIN}, CL_PHASE_ANSWER, 200, false},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", 0, RAW_FIN},
         CL_PHASE_ANSWER,
         200,
         false},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", 0, RAW_RST},
         CL_PHASE_ANSWER,
         200,
         false},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", 0, RAW_STALL},
         CL_PHASE_ANSWER,
         200,
         false},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a", 0, RAW_FIN},
         CL_PHASE_ANSWER,
         200,
         false},
        {{"this is no HTTP\r\n\r\n", 0, RAW_FIN}, CL_PHASE_HEAD, 0, false},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 0, RAW_STALL},
         CL_PHASE_ANSWER,
         200,
         false},
    };
    const cl_http_options hurry = {.total_ms = 300};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_http_result result = CL_HTTP_RESULT_INIT;

        ask(&result, &rows[i].step, &hurry);
        if (result.phase != rows[i].phase || result.curl_code == 0 || result.cut != rows[i].cut)
            fail_msg("row %zu: phase %s, curl %d (%s)", i, cl_http_phase_name(result.phase),
                     result.curl_code, result.reason);
        assert_true(result.sent > 0);
        cl_http_result_clear(&result);
    }
}

static void test_http__limits(void **state)
{
    char sized[4096];
    static const struct {
        size_t bytes, limit;
        bool cut;
    } rows[] = {{1000, 1000, false}, {1001, 1000, true}, {999, 1000, false}, {0, 1000, false}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const cl_http_options options = {.body_limit = rows[i].limit, .total_ms = 5000};
        int head = snprintf(sized, sizeof sized, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
                            rows[i].bytes);
        const raw_step step = {sized, 0, RAW_KEEP};
        cl_http_result result = CL_HTTP_RESULT_INIT;

        memset(sized + head, 'y', rows[i].bytes);
        sized[(size_t)head + rows[i].bytes] = '\0';
        ask(&result, &step, &options);
        assert_int_equal(result.cut, rows[i].cut);
        assert_int_equal(result.phase, rows[i].cut ? CL_PHASE_ANSWER : CL_PHASE_WHOLE);
        assert_int_equal(result.body.length,
                         rows[i].bytes < rows[i].limit ? rows[i].bytes : rows[i].limit);
        cl_http_result_clear(&result);
    }
}

/* An answer that never ends, in its head or its body, costs the limit and no more. */
static void test_http__endless_answers(void **state)
{
    static char head[200 * 1024], body[1500 * 1024];
    const raw_step steps[] = {{head, 0, RAW_STALL}, {body, 0, RAW_STALL}};
    const cl_http_options options = {.total_ms = 10000};
    int begun = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n");

    (void)state;
    for (size_t at = (size_t)begun; at + 64 < sizeof head; at += 64)
        memcpy(head + at, "X-Fill: 012345678901234567890123456789012345678901234567890123\r\n", 64);
    memset(body, 'z', sizeof body - 1);
    memcpy(body, "HTTP/1.1 200 OK\r\n\r\n", 19);
    for (size_t i = 0; i < 2; i++) {
        cl_http_result result = CL_HTTP_RESULT_INIT;

        ask(&result, &steps[i], &options);
        assert_true(result.cut);
        assert_int_equal(result.phase, CL_PHASE_ANSWER);
        assert_true(result.body.length <= 1024 * 1024);
        assert_non_null(strstr(result.reason, "limit"));
        cl_http_result_clear(&result);
    }
}

static void test_http__redirects_are_not_followed(void **state)
{
    static const long statuses[] = {301, 302, 303, 307, 308};
    static const raw_step trap[] = {{OK_ANSWER, 0, RAW_KEEP}};
    raw_server *other = raw_start(trap, 1);

    (void)state;
    for (size_t i = 0; i < CL_ROWS(statuses); i++) {
        char bytes[256];
        const raw_step step = {bytes, 0, RAW_KEEP};
        cl_http_result result = CL_HTTP_RESULT_INIT;

        (void)snprintf(bytes, sizeof bytes,
                       "HTTP/1.1 %ld Moved\r\nLocation: http://127.0.0.1:%u/\r\n"
                       "Content-Length: 0\r\n\r\n",
                       statuses[i], raw_port(other));
        ask(&result, &step, NULL);
        assert_int_equal(result.status, statuses[i]);
        assert_non_null(cl_pairs_find(&result.headers, "Location"));
        cl_http_result_clear(&result);
    }
    assert_int_equal(raw_requests(other), 0);
    assert_int_equal(raw_connections(other), 0);
    raw_stop(other);
}

/* ---- what never reached anybody ---- */

static void test_http__not_sent(void **state)
{
    static const raw_step steps[] = {{OK_ANSWER, 0, RAW_KEEP}};
    raw_server *server = raw_start(steps, 1);
    const cl_http_options options = {.total_ms = 3000};
    char refused[URL], no_tls[URL];
    const char *const urls[] = {refused, no_tls, "https://no-such-host.invalid/"};
    const cl_view body = CL_VIEW("{}");
    cl_http *http;

    (void)state;
    address_of(refused, server, "/");
    (void)snprintf(no_tls, sizeof no_tls, "https://127.0.0.1:%u/", raw_port(server));
    raw_stop(server); /* its port is closed now: nobody listens */
    server = raw_start((const raw_step[]){{"no tls here\n", 0, RAW_FIN}}, 1);
    (void)snprintf(no_tls, sizeof no_tls, "https://127.0.0.1:%u/", raw_port(server));
    assert_return_code(cl_http_open(&http, &options, NULL), 0);
    for (size_t i = 0; i < CL_ROWS(urls); i++) {
        cl_http_request request = {"PUT", urls[i], NULL, &body, true};
        cl_http_result result = CL_HTTP_RESULT_INIT;
        cl_answer_facts facts = {.result = &result};

        assert_int_equal(cl_http_send(http, &request, &result, NULL), 0);
        assert_int_equal(result.phase, CL_PHASE_NONE);
        assert_int_equal(result.sent, 0);
        assert_int_equal(cl_answer_classify(&facts, NULL), CL_ANSWER_NOT_SENT);
        cl_http_result_clear(&result);
    }
    cl_http_close(http);
    raw_stop(server);
}

/* True once the server has the request: from then on its outcome is unknown. */
static bool stop_when_received(void *server)
{
    return raw_requests(server) > 0;
}

static void test_http__can_be_stopped(void **state)
{
    const raw_step step = {NULL, 0, RAW_STALL};
    raw_server *server = raw_start(&step, 1);
    const cl_http_options options = {.stop = stop_when_received, .stop_context = server};
    char url[URL];
    cl_http_request request = {"PUT", url, NULL, NULL, true};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    cl_http *http;

    (void)state;
    address_of(url, server, "/");
    assert_return_code(cl_http_open(&http, &options, NULL), 0);
    assert_int_equal(cl_http_send(http, &request, &result, NULL), 0);
    assert_int_equal(result.phase, CL_PHASE_HEAD);
    assert_non_null(strstr(result.reason, "stop"));
    cl_http_result_clear(&result);
    cl_http_close(http);
    raw_stop(server);
}

/* ---- out of memory ---- */

typedef struct fault_data {
    raw_server *server;
    unsigned sent; /* requests that the server saw */
} fault_data;

static int send_once(void *data)
{
    fault_data *fault = data;
    const cl_view body = CL_VIEW("{}");
    cl_pairs headers = CL_PAIRS_INIT;
    char url[URL];
    cl_http_request request = {"PUT", url, &headers, &body, true};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    unsigned before = raw_requests(fault->server);
    cl_http *http = NULL;
    int rc = cl_http_open(&http, NULL, NULL);

    address_of(url, fault->server, "/");
    if (rc == 0)
        rc = cl_pairs_add_string(&headers, "Accept", "application/json");
    if (rc == 0)
        rc = cl_http_send(http, &request, &result, NULL);
    if (rc != 0)
        assert_int_equal(raw_requests(fault->server),
                         before); /* an error means: nothing was sent */
    else if (result.phase != CL_PHASE_WHOLE)
        assert_true(cl_test_failed() && result.sent > 0);
    cl_http_result_clear(&result);
    cl_pairs_clear(&headers);
    cl_http_close(http);
    return rc;
}

static void test_http__out_of_memory(void **state)
{
    static const raw_step steps[] = {
        {"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nok", 0, RAW_KEEP}};
    fault_data fault = {raw_start(steps, 1), 0};

    (void)state;
    assert_true(cl_test_each_fault(send_once, &fault) > 5);
    raw_stop(fault.server);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_http__one_attempt_is_one_request),
    cmocka_unit_test(test_http__417_is_not_repeated),
    cmocka_unit_test(test_http__reads_reuse_a_connection),
    cmocka_unit_test(test_http__many_at_once),
    cmocka_unit_test(test_http__sends_these_bytes),
    cmocka_unit_test(test_http__refuses_headers),
    cmocka_unit_test(test_http__addresses),
    cmocka_unit_test(test_http__reads_an_answer),
    cmocka_unit_test(test_http__broken_answers),
    cmocka_unit_test(test_http__limits),
    cmocka_unit_test(test_http__endless_answers),
    cmocka_unit_test(test_http__redirects_are_not_followed),
    cmocka_unit_test(test_http__not_sent),
    cmocka_unit_test(test_http__can_be_stopped),
    cmocka_unit_test(test_http__out_of_memory),
};

CL_TEST_MAIN(tests)
