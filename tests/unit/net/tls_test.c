/* SPDX-License-Identifier: MIT
 *
 * Certificates are always checked. The portal is `openssl s_server`, the certificates are made
 * here.
 */
#include "test_support.h"

#include "answer.h"
#include "http.h"

#include <curl/curl.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Two authorities, ca and other; a server's certificate for 127.0.0.1 and one for another name; a
 * client's, and one of an authority that the portal does not know. */
static const char making[] =
    "cd \"$1\" && new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes' && "
    "for a in ca other; do openssl req -x509 $new -days 2 -subj /CN=$a -keyout $a.key -out $a.crt "
    "|| exit 1; done && "
    "make() { printf \"subjectAltName=$3\\n\" >ext && "
    "openssl req $new -subj /CN=$1 -keyout $1.key -out $1.csr && "
    "openssl x509 -req -in $1.csr -CA $2.crt -CAkey $2.key -CAcreateserial -days 2 -extfile ext "
    "-out $1.crt; } && "
    "make portal ca IP:127.0.0.1 && make elsewhere ca DNS:portal.example && "
    "make client ca DNS:client && make stranger other DNS:client";

static int run(const char *script, const char *folder)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);

        (void)dup2(nowhere, 1);
        (void)dup2(nowhere, 2);
        (void)execlp("sh", "sh", "-c", script, "sh", folder, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

typedef struct portal {
    pid_t process;
    int input;
    unsigned port;
} portal;

/* s_server says "ACCEPT 127.0.0.1:PORT" once it listens. */
static unsigned read_port(int fd)
{
    char text[512];
    size_t length = 0;
    const char *found = NULL;

    while (found == NULL && length < sizeof text - 1) {
        struct pollfd wait = {fd, POLLIN, 0};
        ssize_t got;

        assert_int_equal(poll(&wait, 1, 10000), 1);
        got = read(fd, text + length, sizeof text - 1 - length);
        assert_true(got > 0);
        length += (size_t)got;
        text[length] = '\0';
        found = strstr(text, "ACCEPT 127.0.0.1:");
        if (found != NULL && strchr(found, '\n') == NULL)
            found = NULL;
    }
    assert_non_null(found);
    return (unsigned)strtoul(found + strlen("ACCEPT 127.0.0.1:"), NULL, 10);
}

static void start(portal *p, const char *name, bool wants_client)
{
    char certificate[64], key[64];
    int out[2], in[2];

    (void)snprintf(certificate, sizeof certificate, "%s.crt", name);
    (void)snprintf(key, sizeof key, "%s.key", name);
    assert_int_equal(pipe(out), 0);
    assert_int_equal(pipe(in), 0);
    p->process = fork();
    assert_true(p->process >= 0);
    if (p->process == 0) {
        if (chdir(cl_test_folder()) != 0)
            _exit(127);
        (void)dup2(in[0], 0);
        (void)dup2(out[1], 1);
        (void)close(in[1]);
        (void)execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert",
                     certificate, "-key", key, "-CAfile", "ca.crt",
                     wants_client ? "-Verify" : "-no_ticket", wants_client ? "1" : NULL,
                     "-verify_return_error", (char *)NULL);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    p->input = in[1];
    p->port = read_port(out[0]);
    (void)close(out[0]);
}

static void stop(portal *p)
{
    (void)kill(p->process, SIGKILL);
    (void)waitpid(p->process, NULL, 0);
    (void)close(p->input);
}

typedef struct expectation {
    const char *server, *authority, *client;
    bool wants_client;
    long status;   /* 0: no answer */
    int curl_code; /* -1: any but 0 */
    cl_answer_class class;
} expectation;

static void check(const expectation *want)
{
    char ca[CL_TEST_PATH], certificate[CL_TEST_PATH], key[CL_TEST_PATH], name[64], url[64];
    cl_http_options options = {.total_ms = 10000};
    cl_http_request request = {"GET", url, NULL, NULL, true};
    cl_http_result result = CL_HTTP_RESULT_INIT;
    static const long expected[] = {200};
    cl_answer_facts facts = {
        .result = &result, .expected = expected, .expected_count = 1, .readable = true};
    cl_http *http;
    portal p;

    start(&p, want->server, want->wants_client);
    if (want->authority != NULL) {
        cl_test_path(ca, want->authority);
        options.ca_file = ca;
    }
    if (want->client != NULL) {
        (void)snprintf(name, sizeof name, "%s.crt", want->client);
        cl_test_path(certificate, name);
        (void)snprintf(name, sizeof name, "%s.key", want->client);
        cl_test_path(key, name);
        options.certificate = certificate;
        options.key = key;
    }
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%u/", p.port);
    assert_return_code(cl_http_open(&http, &options, NULL), 0);
    assert_int_equal(cl_http_send(http, &request, &result, NULL), 0);
    stop(&p);
    if (result.status != want->status ||
        (want->curl_code >= 0 ? result.curl_code != want->curl_code : result.curl_code == 0) ||
        cl_answer_classify(&facts, NULL) != want->class)
        fail_msg("%s for %s: status %ld, curl %d (%s), %s", want->server,
                 want->authority != NULL ? want->authority : "the system's authorities",
                 result.status, result.curl_code, result.reason,
                 cl_answer_class_name(cl_answer_classify(&facts, NULL)));
    cl_http_result_clear(&result);
    cl_http_close(http);
}

static void test_tls__certificates(void **state)
{
    static const expectation rows[] = {
        {"portal", "ca.crt", NULL, false, 200, CURLE_OK, CL_ANSWER_DONE},
        {"portal", NULL, NULL, false, 0, CURLE_PEER_FAILED_VERIFICATION, CL_ANSWER_HOLD},
        {"portal", "other.crt", NULL, false, 0, CURLE_PEER_FAILED_VERIFICATION, CL_ANSWER_HOLD},
        {"elsewhere", "ca.crt", NULL, false, 0, CURLE_PEER_FAILED_VERIFICATION, CL_ANSWER_HOLD},
        {"portal", "none.crt", NULL, false, 0, CURLE_SSL_CACERT_BADFILE, CL_ANSWER_HOLD},
        {"portal", "ca.crt", "none", false, 0, CURLE_SSL_CERTPROBLEM, CL_ANSWER_HOLD},
        {"portal", "ca.crt", "client", true, 200, CURLE_OK, CL_ANSWER_DONE},
        {"portal", "ca.crt", "stranger", true, 0, -1, CL_ANSWER_UNKNOWN}, /* as below */
        /* TLS 1.3 says that a certificate is missing after the request left: nobody can tell */
        {"portal", "ca.crt", NULL, true, 0, -1, CL_ANSWER_UNKNOWN},
    };

    (void)state;
    if (run("command -v openssl", ".") != 0)
        skip(); /* the program openssl is not installed */
    assert_int_equal(run(making, cl_test_folder()), 0);
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_tls__certificates),
};

CL_TEST_MAIN(tests)
