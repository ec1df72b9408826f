/* SPDX-License-Identifier: MIT
 *
 * From a stored exchange to a request: the token and the key are on the wire, a connection of its
 * own where something must not be repeated; and who holds the lease.
 */
#include "test_support.h"

#include "courier.h"
#include "portal_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A transport that keeps what it is given. */
typedef struct wire {
    char text[2048];
    bool fresh;
} wire;

static int keep(void *context, const cl_http_request *request, cl_http_result *result, cl_error *e)
{
    wire *w = context;
    size_t length =
        (size_t)snprintf(w->text, sizeof w->text, "%s %s\n", request->method, request->url);

    (void)e;
    for (size_t i = 0; i < cl_pairs_count(request->headers); i++) {
        const cl_pair *header = cl_pairs_at(request->headers, i);

        length += (size_t)snprintf(w->text + length, sizeof w->text - length, "%s: %s\n",
                                   header->name, header->value);
    }
    (void)snprintf(w->text + length, sizeof w->text - length, "\n%.*s",
                   request->body != NULL ? (int)request->body->length : 0,
                   request->body != NULL ? request->body->at : "");
    w->fresh = request->fresh;
    (void)snprintf(result->reason, sizeof result->reason, "refused token tw33t-tw33t");
    return 0;
}

typedef struct desk {
    cl_session *session;
    cl_portals portals;
    cl_portal_line *line;
    wire wire;
    cl_transport transport;
} desk;

static void write_portals(char path[CL_TEST_PATH])
{
    static const char settings[] =
        "portal \"bc\" { dialect = \"commongrants\", base = \"https://portal.example/api\", "
        "accepted_means = \"funded\", programmes = { \"p\" }, forms = { main = \"f-1\" }, "
        "limits = { per_minute = 1500 }, auth = bearer { token = \"env:LINE_CANARY\" } }\n";

    cl_test_file(path, "portals.lua", settings, sizeof settings - 1);
}

static void open_session(cl_session **session, const char *portals)
{
    char database[CL_TEST_PATH];
    cl_session_options options = {.share = CLACHAN_SOURCE, .portals = portals};

    cl_test_path(database, "c.db");
    options.database = database;
    assert_int_equal(cl_session_open(session, &options, NULL), 0);
    assert_int_equal(cl_session_open_store(*session, true, NULL), 0);
}

static void open_desk(desk *d)
{
    char path[CL_TEST_PATH];

    memset(d, 0, sizeof *d);
    assert_int_equal(setenv("LINE_CANARY", "tw33t-tw33t", 1), 0);
    write_portals(path);
    open_session(&d->session, path);
    cl_portals_init(&d->portals);
    assert_int_equal(cl_portals_read(&d->portals, path, NULL), 0);
    d->transport = (cl_transport){.context = &d->wire, .send = keep};
    assert_int_equal(cl_portal_line_open(&d->line, d->session, cl_vec_at(&d->portals.items, 0),
                                         &d->transport, NULL, NULL),
                     0);
}

static void close_desk(desk *d)
{
    cl_portal_line_close(d->line);
    cl_portals_clear(&d->portals);
    cl_session_close(d->session);
}

static void test_portal_line__requests(void **state)
{
    static const struct {
        const char *method, *effect, *body, *key;
        int64_t commits;
        bool fresh;
    } rows[] = {
        {"GET", "read", "", "", 0, false},
        {"PUT", "repeat", "{}", "k-1", 0, false},
        {"PUT", "repeat", "", "k-2", 1, true}, /* the submission */
        {"POST", "once", "{}", "k-3", 0, true},
    };
    desk d;

    (void)state;
    open_desk(&d);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_exchange exchange = {
            .method = cl_view_of(rows[i].method),
            .effect = cl_view_of(rows[i].effect),
            .body = cl_view_of(rows[i].body),
            .key = cl_view_of(rows[i].key),
            .commits = rows[i].commits,
            .path = CL_VIEW("a/b%20c"),
            .query = CL_VIEW("d=e"),
            .headers = CL_VIEW("{\"X-Plain\":\"yes\",\"X-Key\":{\"secret\":\"token\"}}")};
        cl_http_result result = CL_HTTP_RESULT_INIT;
        char want[512];

        (void)snprintf(want, sizeof want,
                       "%s https://portal.example/api/a/b%%20c?d=e\nX-Plain: yes\nX-Key: Bearer "
                       "tw33t-tw33t\nUser-Agent: clachan\nAccept: application/json\n%s%s%s"
                       "Authorization: Bearer tw33t-tw33t\n\n%s",
                       rows[i].method, rows[i].key[0] != '\0' ? "Idempotency-Key: \"" : "",
                       rows[i].key, rows[i].key[0] != '\0' ? "\"\n" : "", rows[i].body);
        assert_int_equal(cl_portal_line_send(d.line, &exchange, &result, NULL), 0);
        assert_string_equal(d.wire.text, want);
        assert_int_equal(d.wire.fresh, rows[i].fresh);
        assert_string_equal(result.reason, "refused token <bc.token>");
        cl_http_result_clear(&result);
    }
    close_desk(&d);
}

/* 1,500 a minute are 40 ms apart, so that the third goes 80 ms after the first at the earliest. */
static void test_portal_line__keeps_apart(void **state)
{
    cl_exchange exchange = {
        .method = CL_VIEW("GET"), .effect = CL_VIEW("read"), .path = CL_VIEW("a")};
    int64_t before;
    desk d;

    (void)state;
    open_desk(&d);
    before = cl_session_now(d.session);
    for (int i = 0; i < 3; i++) {
        cl_http_result result = CL_HTTP_RESULT_INIT;

        assert_int_equal(cl_portal_line_send(d.line, &exchange, &result, NULL), 0);
        cl_http_result_clear(&result);
    }
    assert_true(cl_session_now(d.session) >= before + 80);
    close_desk(&d);
}

/* The process that holds the lease of a store is named; one that is gone does not hold it. */
static void test_portal_line__one_courier(void **state)
{
    char path[CL_TEST_PATH], host[64] = "", holder[128];
    cl_error error = CL_ERROR_INIT;
    cl_courier courier;
    cl_session *session;
    pid_t gone = fork();
    struct rlimit core, before;
    int64_t now;

    (void)state;
    if (gone == 0)
        _exit(0);
    assert_int_equal(waitpid(gone, NULL, 0), gone);
    assert_int_equal(gethostname(host, sizeof host - 1), 0);
    assert_int_equal(getrlimit(RLIMIT_CORE, &before), 0);
    before.rlim_cur = before.rlim_max < 4096 ? before.rlim_max : 4096;
    assert_int_equal(setrlimit(RLIMIT_CORE, &before), 0);
    write_portals(path);
    open_session(&session, path);
    now = cl_session_now(session);
    (void)snprintf(holder, sizeof holder, "pid %ld on %s", (long)getppid(), host);
    assert_int_equal(cl_outbox_lease(cl_session_store(session), holder, now, now + 60000, NULL), 0);
    assert_int_equal(cl_courier_open(&courier, session, NULL, NULL, NULL), 0);
    assert_int_equal(cl_courier_begin(&courier, &error), CL_E_STORE);
    assert_non_null(strstr(error.message, holder));
    assert_int_equal(cl_outbox_release(cl_session_store(session), holder, NULL), 0);
    (void)snprintf(holder, sizeof holder, "pid %ld on %s", (long)gone, host);
    assert_int_equal(cl_outbox_lease(cl_session_store(session), holder, now, now + 60000, NULL), 0);
    assert_int_equal(cl_courier_begin(&courier, &error), 0);
    assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
    assert_int_equal(core.rlim_cur, 0); /* secrets are in memory now */
    cl_courier_close(&courier);
    assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
    assert_int_equal(core.rlim_cur, before.rlim_cur);
    assert_int_equal(cl_outbox_holder(holder, sizeof holder, cl_session_store(session), NULL), 0);
    assert_string_equal(holder, "");
    cl_session_close(session);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_portal_line__requests),
    cmocka_unit_test(test_portal_line__keeps_apart),
    cmocka_unit_test(test_portal_line__one_courier),
};

CL_TEST_MAIN(tests)
