/* SPDX-License-Identifier: MIT
 *
 * portal serve: runs a server script on this machine until it is told to stop. With --state what
 * the script holds is on disk before an answer to a changing request leaves, as a real portal's
 * would be.
 */
#include "portal_serve.h"

#include "file.h"
#include "json.h"
#include "serve.h"
#include "server.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STATE_LIMIT = 64 << 20, HEADERS = 32, STEP = 100 };

typedef struct box {
    cl_session *session;
    const cl_sink *sink;
    cl_serve *script;
    cl_server *server;
    const char *state; /* file; NULL: nothing is kept */
    const char *log;   /* file; NULL: none */
} box;

/* ---- one request ---- */

static int call(cl_serve_response *out, box *b, const char *method, const char *target,
                const cl_pairs *headers, cl_view body, cl_error *e)
{
    const char *given[HEADERS][2];
    cl_serve_request request = {.method = method, .target = target, .body = body};
    size_t count = headers != NULL ? cl_pairs_count(headers) : 0;

    for (size_t i = 0; i < count && request.header_count < HEADERS; i++) {
        const cl_pair *header = cl_pairs_at(headers, i);

        given[request.header_count][0] = header->name;
        given[request.header_count++][1] = header->value;
    }
    request.headers = (const char *const(*)[2])given;
    return cl_serve_handle(b->script, out, &request, e);
}

/* Asks the script for what it holds and writes it: the old state or the new, never half of one. */
static int keep_state(box *b, cl_error *e)
{
    cl_serve_response response;
    int rc;

    memset(&response, 0, sizeof response);
    rc = call(&response, b, "GET", "/_box/state", NULL, (cl_view)CL_VIEW_INIT, e);
    if (rc == 0)
        rc = cl_file_write(b->state, response.body, e);
    cl_serve_response_clear(&response);
    return rc;
}

static int give(cl_server_answer *answer, const cl_serve_response *response)
{
    int rc = 0;

    answer->status = response->status;
    if (response->content_type != NULL && response->content_type[0] != '\0')
        rc = cl_pairs_add_string(&answer->headers, "Content-Type", response->content_type);
    for (size_t i = 0; rc == 0 && i < response->header_count; i++)
        rc =
            cl_pairs_add_string(&answer->headers, response->headers[i][0], response->headers[i][1]);
    return rc != 0 ? rc : cl_text_add_view(&answer->body, response->body);
}

static int append_line(const char *path, cl_view line, cl_error *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ssize_t written = fd >= 0 ? write(fd, line.at, line.length) : -1;
    int reason = errno;

    if (fd >= 0)
        (void)close(fd);
    if (written == (ssize_t)line.length)
        return 0;
    return cl_fail(e, CL_E_IO, "log %s: %s", path, strerror(reason));
}

/* One JSON line a request. */
static int note(const box *b, const cl_server_request *request, int status, cl_error *e)
{
    cl_text line = CL_TEXT_INIT;
    int rc;

    if (b->log == NULL)
        return 0;
    cl_text_add_string(&line, "{\"method\": ");
    cl_text_add_json(&line, cl_view_of(request->method));
    cl_text_add_string(&line, ", \"target\": ");
    cl_text_add_json(&line, cl_view_of(request->target));
    cl_text_format(&line, ", \"bytes\": %zu, \"status\": %d}\n", request->body.length, status);
    rc = cl_text_check(&line, e);
    if (rc == 0)
        rc = append_line(b->log, cl_text_view(&line), e);
    cl_text_clear(&line);
    return rc;
}

static int handle(void *context, const cl_server_request *request, cl_server_answer *answer,
                  cl_error *e)
{
    box *b = context;
    cl_serve_response response;
    int rc;

    memset(&response, 0, sizeof response);
    rc = call(&response, b, request->method, request->target, request->headers, request->body, e);
    if (rc == 0 && b->state != NULL && strcmp(request->method, "GET") != 0)
        rc = keep_state(b, e);
    if (rc == 0)
        rc = give(answer, &response);
    if (rc == 0)
        rc = note(b, request, response.status, e);
    cl_serve_response_clear(&response);
    if (rc != 0 && e != NULL)
        cl_sink_note(b->sink, "%s %s: %s", request->method, request->target, e->message);
    return rc;
}

/* ---- starting ---- */

/* What the script starts from: its address, and what an earlier run left. */
static int print_options(cl_text *out, const box *b, cl_error *e)
{
    cl_text address = CL_TEXT_INIT, state = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = 0;

    cl_server_address(&address, b->server);
    cl_text_add_string(out, "{\"address\": ");
    cl_text_add_json(out, cl_text_view(&address));
    if (b->state != NULL && cl_file_exists(b->state)) {
        rc = cl_file_read(&state, b->state, STATE_LIMIT, e);
        if (rc == 0)
            rc = cl_json_parse(&json, cl_text_view(&state), b->state, 1, e);
        cl_text_add_string(out, ", \"state\": ");
        cl_text_add_view(out, cl_text_view(&state));
    }
    cl_text_add_char(out, '}');
    cl_json_free(json);
    cl_text_clear(&state);
    cl_text_clear(&address);
    return rc != 0 ? rc : cl_text_check(out, e);
}

static int open_server(box *b, const cl_arguments *arguments, cl_error *e)
{
    cl_server_options options = CL_SERVER_OPTIONS_INIT;
    const char *port = cl_argument_get(arguments, "port");

    options.address = cl_argument_get(arguments, "address");
    if (port != NULL) {
        unsigned long number = strtoul(port, NULL, 10);

        options.port = number > 65535 ? 65536 : (unsigned)number;
    }
    return cl_server_open(&b->server, &options, handle, b, e);
}

static void print_line(void *context, cl_view bytes)
{
    const box *b = context;

    cl_sink_note(b->sink, "%.*s", (int)bytes.length, bytes.at);
}

static int open_script(box *b, const char *path, cl_error *e)
{
    cl_text options = CL_TEXT_INIT;
    int rc = print_options(&options, b, e);

    if (rc == 0)
        rc = cl_serve_open(&b->script, path, cl_text_view(&options), b, print_line, e);
    cl_text_clear(&options);
    return rc;
}

/* Tells where it listens: to people, and in a file to whoever waits for it. */
static int announce(box *b, const char *ready, cl_error *e)
{
    cl_text address = CL_TEXT_INIT, json = CL_TEXT_INIT;
    int rc;

    cl_server_address(&address, b->server);
    cl_text_add_string(&json, "{\"address\": ");
    cl_text_add_json(&json, cl_text_view(&address));
    cl_text_add_char(&json, '}');
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(b->sink, cl_text_view(&json), cl_text_view(&address));
    if (rc == 0 && ready != NULL) {
        cl_text_add_char(&address, '\n');
        rc = cl_file_write(ready, cl_text_view(&address), e);
    }
    cl_text_clear(&json);
    cl_text_clear(&address);
    return rc;
}

int cl_run_portal_serve(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                        cl_error *e)
{
    box b = {.session = session, .sink = sink};
    int rc;

    b.state = cl_argument_get(arguments, "state");
    b.log = cl_argument_get(arguments, "log");
    rc = open_server(&b, arguments, e);
    if (rc == 0)
        rc = open_script(&b, cl_argument_get(arguments, "script"), e);
    if (rc == 0)
        rc = announce(&b, cl_argument_get(arguments, "ready-file"), e);
    while (rc == 0 && !cl_session_interrupted(session))
        rc = cl_server_step(b.server, STEP, -1, e);
    cl_server_close(b.server);
    cl_serve_close(b.script);
    return rc;
}

const cl_parameter cl_portal_serve_parameters[] = {
    {"script", CL_TAKES_FILE, CL_PARAMETER_REQUIRED, "FILE",
     "server script, such as scripts/portals/box/commongrants.lua"},
    {"port", CL_TAKES_NUMBER, 0, "N", "port to listen on; without it a free one"},
    {"address", CL_TAKES_TEXT, 0, "ADDRESS", "127.0.0.1 (as without it) or ::1"},
    {"state", CL_TAKES_FILE, 0, "FILE", "keeps what the portal holds, and starts from it"},
    {"log", CL_TAKES_FILE, 0, "FILE", "gets one JSON line for each request"},
    {"ready-file", CL_TAKES_FILE, 0, "FILE", "gets the address as soon as it listens"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
