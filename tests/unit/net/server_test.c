/* SPDX-License-Identifier: MIT
 *
 * The loopback server: what it hands to its handler, what it refuses, and that it stops. Requests
 * come from our own client and from a bare socket, each in a thread of its own.
 */
#include "test_support.h"

#include "http.h"
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct seen {
    unsigned requests;
    char method[16], target[128], header[64];
    char body[64];
    size_t body_length;
    int rc;
} seen;

static int handle(void *context, const cl_server_request *request, cl_server_answer *answer,
                  cl_error *e)
{
    seen *s = context;
    const char *header = cl_pairs_find(request->headers, "X-Test");

    s->requests++;
    (void)snprintf(s->method, sizeof s->method, "%s", request->method);
    (void)snprintf(s->target, sizeof s->target, "%s", request->target);
    (void)snprintf(s->header, sizeof s->header, "%s", header != NULL ? header : "");
    (void)snprintf(s->body, sizeof s->body, "%.*s", (int)(request->body.length % sizeof s->body),
                   request->body.length > 0 ? request->body.at : "");
    s->body_length = request->body.length;
    if (s->rc != 0)
        return cl_fail(e, s->rc, "the script failed in line 7");
    answer->status = 201;
    (void)cl_pairs_add_string(&answer->headers, "ETag", "\"1\"");
    return cl_text_add_string(&answer->body, "made");
}

/* Serves until the flag is set, at most ten seconds. */
static void serve_until(cl_server *server, atomic_bool *done)
{
    time_t end = time(NULL) + 10;

    while (!*done && time(NULL) < end)
        assert_int_equal(cl_server_step(server, 20, -1, NULL), 0);
    assert_true(*done);
}

typedef struct client {
    cl_http_request request;
    cl_http_result result;
    int rc;
    atomic_bool done;
} client;

static void *run_client(void *data)
{
    client *c = data;
    cl_http *http = NULL;

    c->rc = cl_http_open(&http, NULL, NULL);
    if (c->rc == 0)
        c->rc = cl_http_send(http, &c->request, &c->result, NULL);
    cl_http_close(http);
    c->done = true;
    return NULL;
}

static void exchange(cl_server *server, client *c, const char *path)
{
    char url[160];
    pthread_t thread;

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u%s", cl_server_port(server), path);
    c->request.url = url;
    c->done = false;
    assert_int_equal(pthread_create(&thread, NULL, run_client, c), 0);
    serve_until(server, &c->done);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(c->rc, 0);
}

static void test_server__hands_over_requests(void **state)
{
    seen s = {0};
    cl_server *server;
    cl_pairs headers = CL_PAIRS_INIT;
    cl_view body = CL_VIEW("{\"a\":1}");
    client c = {.request = {"PUT", NULL, &headers, &body, false}, .result = CL_HTTP_RESULT_INIT};
    cl_text address = CL_TEXT_INIT;
    char want[64];

    (void)state;
    assert_int_equal(cl_pairs_add_string(&headers, "x-test", "yes"), 0);
    assert_return_code(cl_server_open(&server, NULL, handle, &s, NULL), 0);
    assert_int_not_equal(cl_server_port(server), 0);
    (void)snprintf(want, sizeof want, "http://127.0.0.1:%u", cl_server_port(server));
    assert_int_equal(cl_server_address(&address, server), 0);
    assert_string_equal(address.at, want);
    exchange(server, &c, "/a%2Fb/c?d=e%20f");
    assert_int_equal(c.result.status, 201);
    assert_string_equal(c.result.body.at, "made");
    assert_string_equal(cl_pairs_find(&c.result.headers, "etag"), "\"1\"");
    assert_non_null(cl_pairs_find(&c.result.headers, "date"));
    assert_string_equal(s.method, "PUT");
    assert_string_equal(s.target, "/a%2Fb/c?d=e%20f");
    assert_string_equal(s.header, "yes");
    assert_string_equal(s.body, "{\"a\":1}");
    cl_text_clear(&address);
    cl_http_result_clear(&c.result);
    cl_pairs_clear(&headers);
    cl_server_close(server);
}

static void test_server__limits_a_body(void **state)
{
    static const struct {
        size_t length;
        long status;
    } rows[] = {{1000, 201}, {1001, 413}, {0, 201}};
    char bytes[1001];

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const cl_server_options options = {.body_limit = 1000};
        seen s = {0};
        cl_server *server;
        cl_view body = {bytes, rows[i].length};
        client c = {.request = {"POST", NULL, NULL, &body, false}, .result = CL_HTTP_RESULT_INIT};

        assert_return_code(cl_server_open(&server, &options, handle, &s, NULL), 0);
        exchange(server, &c, "/");
        assert_int_equal(c.result.status, rows[i].status);
        assert_int_equal(s.requests, rows[i].status == 201 ? 1 : 0);
        if (rows[i].status == 201)
            assert_int_equal(s.body_length, rows[i].length);
        cl_http_result_clear(&c.result);
        cl_server_close(server);
    }
}

static void test_server__a_failing_handler_is_a_500(void **state)
{
    seen s = {.rc = CL_E_SCRIPT};
    cl_server *server;
    client c = {.request = {"GET", NULL, NULL, NULL, false}, .result = CL_HTTP_RESULT_INIT};

    (void)state;
    assert_return_code(cl_server_open(&server, NULL, handle, &s, NULL), 0);
    exchange(server, &c, "/");
    assert_int_equal(c.result.status, 500);
    assert_non_null(strstr(c.result.body.at, "line 7"));
    cl_http_result_clear(&c.result);
    cl_server_close(server);
}

static void test_server__only_this_machine(void **state)
{
    static const struct {
        const char *address;
        int rc;
    } rows[] = {{NULL, 0},
                {"127.0.0.1", 0},
                {"127.0.0.2", 0},
                {"0.0.0.0", CL_E_INVALID},
                {"::", CL_E_INVALID},
                {"192.168.1.1", CL_E_INVALID},
                {"localhost", CL_E_INVALID},
                {"", CL_E_INVALID}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const cl_server_options options = {.address = rows[i].address};
        cl_server *server = NULL;
        seen s = {0};

        assert_int_equal(cl_server_open(&server, &options, handle, &s, NULL), rows[i].rc);
        assert_true((server != NULL) == (rows[i].rc == 0));
        cl_server_close(server);
    }
}

static void test_server__a_port_that_is_taken(void **state)
{
    cl_server *first, *second = NULL;
    cl_server_options options = CL_SERVER_OPTIONS_INIT;
    seen s = {0};
    cl_error error = CL_ERROR_INIT;

    (void)state;
    assert_return_code(cl_server_open(&first, NULL, handle, &s, NULL), 0);
    options.port = cl_server_port(first);
    assert_int_equal(cl_server_open(&second, &options, handle, &s, &error), CL_E_NET);
    assert_null(second);
    cl_server_close(first);
    options.port = 65536;
    assert_int_equal(cl_server_open(&second, &options, handle, &s, &error), CL_E_INVALID);
}

/* ---- a bare socket: what no decent client sends ---- */

typedef struct bare {
    unsigned port;
    const char *bytes;
    char answer[512];
    atomic_bool done;
} bare;

static void *run_bare(void *data)
{
    bare *b = data;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)b->port),
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    size_t length = 0;
    ssize_t got = 1;

    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        send(fd, b->bytes, strlen(b->bytes), MSG_NOSIGNAL) > 0) {
        while (got > 0 && length < sizeof b->answer - 1) {
            got = recv(fd, b->answer + length, sizeof b->answer - 1 - length, 0);
            length += got > 0 ? (size_t)got : 0;
        }
    }
    b->answer[length] = '\0';
    (void)close(fd);
    b->done = true;
    return NULL;
}

static void test_server__other_sites_are_refused(void **state)
{
    static const struct {
        const char *head;
        const char *status;
    } rows[] = {
        {"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", "201"},
        {"GET / HTTP/1.1\r\nHost: localhost:99\r\n", "201"},
        {"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1:99\r\n", "201"},
        {"GET / HTTP/1.1\r\nHost: portal.example\r\n", "403"},
        {"GET / HTTP/1.1\r\nHost: 127.0.0.1.example\r\n", "403"},
        {"GET / HTTP/1.0\r\n", "403"},
        {"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\n", "403"},
        {"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null\r\n", "403"},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost.evil.example\r\n", "403"},
        {"nonsense\r\n", ""}, /* the connection is closed */
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        seen s = {0};
        cl_server *server;
        char bytes[256];
        bare b = {.bytes = bytes};
        pthread_t thread;

        (void)snprintf(bytes, sizeof bytes, "%sConnection: close\r\nContent-Length: 0\r\n\r\n",
                       rows[i].head);
        assert_return_code(cl_server_open(&server, NULL, handle, &s, NULL), 0);
        b.port = cl_server_port(server);
        assert_int_equal(pthread_create(&thread, NULL, run_bare, &b), 0);
        serve_until(server, &b.done);
        assert_int_equal(pthread_join(thread, NULL), 0);
        if (strncmp(b.answer + 9, rows[i].status, strlen(rows[i].status)) != 0)
            fail_msg("row %zu: %s", i, b.answer);
        assert_int_equal(s.requests, strcmp(rows[i].status, "201") == 0 ? 1 : 0);
        cl_server_close(server);
    }
}

static void test_server__stops_by_a_pipe(void **state)
{
    seen s = {0};
    cl_server *server;
    int ends[2];
    time_t before = time(NULL);

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_return_code(cl_server_open(&server, NULL, handle, &s, NULL), 0);
    assert_int_equal(cl_server_step(server, 60 * 1000, ends[0], NULL), 0);
    assert_true(time(NULL) - before < 30);
    cl_server_close(server);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_server__hands_over_requests),
    cmocka_unit_test(test_server__limits_a_body),
    cmocka_unit_test(test_server__a_failing_handler_is_a_500),
    cmocka_unit_test(test_server__only_this_machine),
    cmocka_unit_test(test_server__a_port_that_is_taken),
    cmocka_unit_test(test_server__other_sites_are_refused),
    cmocka_unit_test(test_server__stops_by_a_pipe),
};

CL_TEST_MAIN(tests)
