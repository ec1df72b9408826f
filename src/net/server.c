/* SPDX-License-Identifier: MIT
 *
 * libmicrohttpd driven from outside: its descriptors go through select(2) in the caller's thread,
 * so that the handler needs no lock. select, because it is there on every system that has
 * microhttpd.
 */
#include "server.h"

#if CLACHAN_LOOPBACK

#include "alloc.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

struct cl_server {
    struct MHD_Daemon *daemon;
    cl_server_handler *handler;
    void *context;
    size_t body_limit;
    unsigned port;
    bool six;
};

/* One request while it arrives. */
typedef struct arrival {
    char *target;
    cl_text body;
    bool too_large;
} arrival;

/* Called with the address as sent, before any decoding; its result comes back as *state. */
static void *on_address(void *context, const char *target, struct MHD_Connection *connection)
{
    arrival *a = cl_calloc(1, sizeof *a);

    (void)context;
    (void)connection;
    if (a != NULL)
        a->target = cl_strdup(target);
    return a;
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode why)
{
    arrival *a = *state;

    (void)context;
    (void)connection;
    (void)why;
    if (a == NULL)
        return;
    cl_text_clear(&a->body);
    cl_free(a->target);
    cl_free(a);
    *state = NULL;
}

static enum MHD_Result on_pair(void *pairs, enum MHD_ValueKind kind, const char *name,
                               const char *value)
{
    (void)kind;
    return cl_pairs_add_string(pairs, name, value) == 0 ? MHD_YES : MHD_NO;
}

/* True for "127.0.0.1", "127.0.0.1:8080", "localhost:8080", "[::1]:8080". */
static bool is_this_machine(cl_view host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);

        if (host.length >= length && strncasecmp(host.at, names[i], length) == 0 &&
            (host.length == length || host.at[length] == ':'))
            return true;
    }
    return false;
}

/* A page of another site can make a browser send requests here, under a name that points here or
 * not. Either its Host or its Origin gives it away. */
static bool comes_from_elsewhere(const cl_pairs *headers)
{
    const char *host = cl_pairs_find(headers, "Host");
    const char *origin = cl_pairs_find(headers, "Origin");
    static const char scheme[] = "http://";

    if (host == NULL || !is_this_machine(cl_view_of(host)))
        return true;
    if (origin == NULL)
        return false;
    return strncmp(origin, scheme, sizeof scheme - 1) != 0 ||
           !is_this_machine(cl_view_of(origin + sizeof scheme - 1));
}

static int answer_plain(cl_server_answer *answer, int status, const char *text)
{
    answer->status = status;
    cl_pairs_clear(&answer->headers);
    cl_text_reset(&answer->body);
    (void)cl_text_add_string(&answer->body, text);
    (void)cl_text_add_char(&answer->body, '\n');
    return cl_pairs_add_string(&answer->headers, "Content-Type", "text/plain; charset=utf-8");
}

static int make_answer(cl_server *server, const char *method, arrival *a, const cl_pairs *headers,
                       cl_server_answer *answer)
{
    cl_server_request request = {method, a->target, headers, cl_text_view(&a->body)};
    cl_error error = CL_ERROR_INIT;

    if (comes_from_elsewhere(headers))
        return answer_plain(answer, 403, "This server answers requests from this machine alone.");
    if (a->too_large)
        return answer_plain(answer, 413, "The request is larger than this server takes.");
    if (server->handler(server->context, &request, answer, &error) != 0)
        return answer_plain(answer, 500, error.message);
    return 0;
}

static struct MHD_Response *make_response(cl_server_answer *answer)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.length, answer->body.at, MHD_RESPMEM_MUST_COPY);

    for (size_t i = 0; response != NULL && i < cl_pairs_count(&answer->headers); i++) {
        const cl_pair *header = cl_pairs_at(&answer->headers, i);

        if (MHD_add_response_header(response, header->name, header->value) != MHD_YES) {
            MHD_destroy_response(response);
            response = NULL;
        }
    }
    return response;
}

static enum MHD_Result respond(cl_server *server, struct MHD_Connection *connection,
                               const char *method, arrival *a)
{
    cl_server_answer answer = {200, CL_PAIRS_INIT, CL_TEXT_INIT};
    cl_pairs headers = CL_PAIRS_INIT;
    struct MHD_Response *response = NULL;
    enum MHD_Result result = MHD_NO; /* closes the connection: all that is left without memory */

    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, on_pair, &headers);
    if (make_answer(server, method, a, &headers, &answer) == 0 && answer.body.failed == 0)
        response = make_response(&answer);
    if (response != NULL)
        result = MHD_queue_response(connection, (unsigned)answer.status, response);
    if (response != NULL)
        MHD_destroy_response(response);
    cl_text_clear(&answer.body);
    cl_pairs_clear(&answer.headers);
    cl_pairs_clear(&headers);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **state)
{
    cl_server *server = context;
    arrival *a = *state;

    (void)path;
    (void)version;
    if (a == NULL || a->target == NULL)
        return MHD_NO;
    /* First with the head alone, then once for each part of the body, last with nothing more. */
    if (a->body.limit == 0) {
        a->body.limit = server->body_limit;
        return MHD_YES;
    }
    if (*upload_size == 0)
        return respond(server, connection, method, a);
    if (cl_text_add(&a->body, upload, *upload_size) != 0)
        a->too_large = true;
    *upload_size = 0;
    return MHD_YES;
}

/* ---- opening ---- */

static int read_address(struct sockaddr_storage *out, const cl_server_options *options, bool *six,
                        cl_error *e)
{
    const char *text = options->address != NULL ? options->address : "127.0.0.1";
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options->port)};
    struct sockaddr_in6 long_form = {.sin6_family = AF_INET6,
                                     .sin6_port = htons((uint16_t)options->port)};

    if (options->port > 65535)
        return cl_fail(e, CL_E_INVALID, "a port is a number from 0 to 65535");
    *six = false;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1 && ntohl(four.sin_addr.s_addr) >> 24 == 127) {
        memcpy(out, &four, sizeof four);
        return 0;
    }
    if (inet_pton(AF_INET6, text, &long_form.sin6_addr) == 1 &&
        IN6_IS_ADDR_LOOPBACK(&long_form.sin6_addr)) {
        memcpy(out, &long_form, sizeof long_form);
        *six = true;
        return 0;
    }
    return cl_fail(e, CL_E_INVALID,
                   "%s is not this machine: only 127.0.0.1 and ::1 are served, since what is shown "
                   "here is for nobody else",
                   text);
}

static int start(cl_server *server, const cl_server_options *options, cl_error *e)
{
    unsigned idle = options->idle_seconds > 0 ? options->idle_seconds : 30;
    const union MHD_DaemonInfo *info;
    struct sockaddr_storage address;
    int rc = read_address(&address, options, &server->six, e);

    if (rc != 0)
        return rc;
    errno = 0;
    server->daemon = MHD_start_daemon(
        server->six ? MHD_USE_IPv6 : MHD_NO_FLAG, (uint16_t)options->port, NULL, NULL, on_request,
        server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK,
        on_address, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_CONNECTION_TIMEOUT,
        idle, MHD_OPTION_CONNECTION_LIMIT, 200u, MHD_OPTION_END);
    if (server->daemon == NULL)
        return cl_fail(e, CL_E_NET, "cannot listen on port %u of this machine: %s", options->port,
                       errno != 0 ? strerror(errno) : "the server does not start");
    info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info != NULL ? info->port : options->port;
    return 0;
}

int cl_server_open(cl_server **out, const cl_server_options *options, cl_server_handler *handler,
                   void *context, cl_error *e)
{
    static const cl_server_options standard = CL_SERVER_OPTIONS_INIT;
    cl_server *server = cl_calloc(1, sizeof *server);
    int rc;

    *out = NULL;
    if (server == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (options == NULL)
        options = &standard;
    server->handler = handler;
    server->context = context;
    server->body_limit = options->body_limit > 0 ? options->body_limit : 1024 * 1024;
    rc = start(server, options, e);
    if (rc != 0)
        cl_server_close(server);
    else
        *out = server;
    return rc;
}

void cl_server_close(cl_server *server)
{
    if (server == NULL)
        return;
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    cl_free(server);
}

unsigned cl_server_port(const cl_server *server)
{
    return server->port;
}

int cl_server_address(cl_text *out, const cl_server *server)
{
    return cl_text_format(out, "http://%s:%u", server->six ? "[::1]" : "127.0.0.1", server->port);
}

int cl_server_prepare(cl_server *server, cl_waits *waits, cl_error *e)
{
    MHD_UNSIGNED_LONG_LONG own = 0;
    MHD_socket most = waits->most;

    if (MHD_get_fdset(server->daemon, &waits->reads, &waits->writes, &waits->excepts, &most) !=
        MHD_YES)
        return cl_fail(e, CL_E_NET, "the server has too many connections for select");
    waits->most = most;
    if (MHD_get_timeout(server->daemon, &own) == MHD_YES && own < (unsigned)waits->milliseconds)
        waits->milliseconds = (int)own;
    return 0;
}

int cl_server_run(cl_server *server, const cl_waits *waits, cl_error *e)
{
    if (MHD_run_from_select(server->daemon, &waits->reads, &waits->writes, &waits->excepts) !=
        MHD_YES)
        return cl_fail(e, CL_E_NET, "the server's sockets failed");
    return 0;
}

int cl_server_step(cl_server *server, int milliseconds, int stop_fd, cl_error *e)
{
    cl_waits waits;
    int rc;

    cl_waits_init(&waits, milliseconds);
    (void)cl_waits_add(&waits, stop_fd, true, false);
    rc = cl_server_prepare(server, &waits, e);
    if (rc == 0)
        rc = cl_waits_select(&waits, e);
    return rc == 0 ? cl_server_run(server, &waits, e) : rc;
}

#else /* CLACHAN_LOOPBACK */

int cl_server_open(cl_server **out, const cl_server_options *options, cl_server_handler *handler,
                   void *context, cl_error *e)
{
    (void)options;
    (void)handler;
    (void)context;
    *out = NULL;
    return cl_fail(e, CL_E_MISUSE,
                   "this build serves nothing: configure with -DCLACHAN_LOOPBACK=ON");
}

void cl_server_close(cl_server *server)
{
    (void)server;
}

unsigned cl_server_port(const cl_server *server)
{
    (void)server;
    return 0;
}

int cl_server_address(cl_text *out, const cl_server *server)
{
    (void)out;
    (void)server;
    return CL_E_MISUSE;
}

int cl_server_prepare(cl_server *server, cl_waits *waits, cl_error *e)
{
    (void)server;
    (void)waits;
    return cl_fail(e, CL_E_MISUSE, "this build serves nothing");
}

int cl_server_run(cl_server *server, const cl_waits *waits, cl_error *e)
{
    (void)server;
    (void)waits;
    return cl_fail(e, CL_E_MISUSE, "this build serves nothing");
}

int cl_server_step(cl_server *server, int milliseconds, int stop_fd, cl_error *e)
{
    (void)server;
    (void)milliseconds;
    (void)stop_fd;
    return cl_fail(e, CL_E_MISUSE, "this build serves nothing");
}

#endif
