/* SPDX-License-Identifier: MIT
 *
 * portal serve: runs a server script on this machine until it is told to stop, or stands in front
 * of something that runs already; in both cases what passes can be spoilt as a scenario says. With
 * --state what the script holds is on disk before an answer to a changing request leaves, as a real
 * portal's would be.
 */
#include "portal_serve.h"

#include "file.h"
#include "json.h"
#include "portal_faults.h"
#include "portal_log.h"
#include "serve.h"
#include "server.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

enum { STATE_LIMIT = 64 << 20, HEADERS = 32, STEP = 100 };

typedef struct box {
    cl_session *session;
    const cl_sink *sink;
    cl_serve *script;    /* NULL: something else is served */
    cl_server *server;   /* likewise */
    cl_relay *relay;     /* NULL: nothing stands in front */
    cl_fault_plan *plan; /* NULL: nothing is spoilt */
    const char *state;   /* file; NULL: nothing is kept */
    const char *log;     /* file; NULL: none */
    cl_text address;     /* where requests are to go */
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

/* The relay tells of what it saw; without one the box does. */
static int note(const box *b, const cl_server_request *request, int status, cl_error *e)
{
    cl_portal_entry entry = {.method = request->method,
                             .target = request->target,
                             .body = request->body,
                             .passed_on = true,
                             .status = status};
    cl_text head = CL_TEXT_INIT;
    int rc;

    if (b->log == NULL || b->relay != NULL)
        return 0;
    cl_text_format(&head, "%s %s\r\n", request->method, request->target);
    for (size_t i = 0; i < cl_pairs_count(request->headers); i++) {
        const cl_pair *header = cl_pairs_at(request->headers, i);

        cl_text_format(&head, "%s: %s\r\n", header->name, header->value);
    }
    entry.head = cl_text_view(&head);
    rc = cl_text_check(&head, e);
    if (rc == 0)
        rc = cl_portal_log(b->log, &entry, e);
    cl_text_clear(&head);
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

/* ---- what stands in front ---- */

static int choose(void *context, const cl_relay_request *request, cl_relay_fault *fault,
                  cl_error *e)
{
    box *b = context;

    if (b->plan == NULL)
        return 0;
    return cl_fault_plan_choose(b->plan, request->method, request->target, fault, e);
}

static int told(void *context, const cl_relay_told *told, cl_error *e)
{
    const box *b = context;
    cl_portal_entry entry = {.method = told->request.method,
                             .target = told->request.target,
                             .head = told->request.head,
                             .body = told->request.body,
                             .fault = told->fault,
                             .passed_on = told->passed_on,
                             .status = told->status};

    return b->log != NULL ? cl_portal_log(b->log, &entry, e) : 0;
}

static int open_relay(box *b, unsigned port, unsigned to, cl_error *e)
{
    const cl_relay_hooks hooks = {b, choose, told};
    int rc = cl_relay_open(&b->relay, port, to, &hooks, e);

    if (rc == 0)
        rc = cl_text_format(&b->address, "http://127.0.0.1:%u", cl_relay_port(b->relay));
    return rc == 0 ? 0 : (b->address.failed != 0 ? cl_text_check(&b->address, e) : rc);
}

/* The scenario; which request a step is the box says, where there is one. */
static int open_plan(box *b, const cl_arguments *arguments, cl_error *e)
{
    const char *path = cl_argument_get(arguments, "faults");
    const char *seed = cl_argument_get(arguments, "seed");
    cl_serve_response response;
    cl_json *steps = NULL;
    int rc = 0;

    if (path == NULL)
        return 0;
    memset(&response, 0, sizeof response);
    if (b->script != NULL)
        rc = call(&response, b, "GET", "/_box/steps", NULL, (cl_view)CL_VIEW_INIT, e);
    if (rc == 0 && response.status == 200)
        rc = cl_json_parse(&steps, response.body, "steps", 1, e);
    if (rc == 0)
        rc = cl_fault_plan_open(&b->plan, path, steps != NULL ? cl_json_root(steps) : NULL,
                                seed != NULL ? strtoull(seed, NULL, 10) : 1, e);
    cl_json_free(steps);
    cl_serve_response_clear(&response);
    return rc;
}

/* ---- starting ---- */

/* What the script starts from: its address, and what an earlier run left. */
static int print_options(cl_text *out, const box *b, cl_error *e)
{
    cl_text state = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = 0;

    cl_text_add_string(out, "{\"address\": ");
    cl_text_add_json(out, cl_text_view(&b->address));
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
    return rc != 0 ? rc : cl_text_check(out, e);
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

static unsigned port_of(const cl_arguments *arguments)
{
    const char *text = cl_argument_get(arguments, "port");
    unsigned long number = text != NULL ? strtoul(text, NULL, 10) : 0;

    return number > 65535 ? 65536 : (unsigned)number;
}

/* The box alone, or the box behind a relay that has the port that was asked for. */
static int open_box(box *b, const cl_arguments *arguments, cl_error *e)
{
    cl_server_options options = CL_SERVER_OPTIONS_INIT;
    bool spoils = cl_argument_get(arguments, "faults") != NULL;
    int rc;

    options.address = cl_argument_get(arguments, "address");
    options.port = spoils ? 0 : port_of(arguments);
    if (spoils && options.address != NULL && strcmp(options.address, "127.0.0.1") != 0)
        return cl_fail(e, CL_E_MISUSE, "with --faults the address is 127.0.0.1");
    rc = cl_server_open(&b->server, &options, handle, b, e);
    if (rc == 0 && spoils)
        rc = open_relay(b, port_of(arguments), cl_server_port(b->server), e);
    else if (rc == 0 && cl_server_address(&b->address, b->server) != 0)
        rc = cl_text_check(&b->address, e);
    return rc == 0 ? open_script(b, cl_argument_get(arguments, "script"), e) : rc;
}

/* "http://127.0.0.1:4011": the port. Another machine is nobody's to be spoilt from here. */
static int read_forward(unsigned *port, const char *address, cl_error *e)
{
    static const char *const hosts[] = {"http://127.0.0.1:", "http://localhost:"};
    unsigned long number = 0;

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        if (strncmp(address, hosts[i], strlen(hosts[i])) == 0) {
            char *end;

            number = strtoul(address + strlen(hosts[i]), &end, 10);
            if (strcmp(end, "") != 0 && strcmp(end, "/") != 0)
                number = 0;
        }
    }
    *port = (unsigned)number;
    return number > 0 && number < 65536
               ? 0
               : cl_fail(e, CL_E_MISUSE,
                         "--forward takes an address of this machine, such as "
                         "http://127.0.0.1:4011; found %s",
                         address);
}

/* A script beside --forward is not served: it says what its steps are. */
static int open_forward(box *b, const cl_arguments *arguments, const char *forward, cl_error *e)
{
    const char *script = cl_argument_get(arguments, "script");
    unsigned to;
    int rc;

    if (b->state != NULL || cl_argument_get(arguments, "address") != NULL)
        return cl_fail(e, CL_E_MISUSE, "--state and --address are for a box, not for --forward");
    rc = read_forward(&to, forward, e);
    if (rc == 0)
        rc = open_relay(b, port_of(arguments), to, e);
    return rc == 0 && script != NULL ? open_script(b, script, e) : rc;
}

static int open_all(box *b, const cl_arguments *arguments, cl_error *e)
{
    const char *forward = cl_argument_get(arguments, "forward");
    int rc;

    if (forward == NULL && cl_argument_get(arguments, "script") == NULL)
        return cl_fail(e, CL_E_MISUSE, "say what is served: --script FILE, or --forward ADDRESS");
    if (port_of(arguments) > 65535)
        return cl_fail(e, CL_E_MISUSE, "a port is a number from 0 to 65535");
    rc = forward != NULL ? open_forward(b, arguments, forward, e) : open_box(b, arguments, e);
    return rc == 0 ? open_plan(b, arguments, e) : rc;
}

/* Tells where it listens: to people, and in a file to whoever waits for it. */
static int announce(box *b, const char *ready, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, line = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&json, "{\"address\": ");
    cl_text_add_json(&json, cl_text_view(&b->address));
    cl_text_add_char(&json, '}');
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(b->sink, cl_text_view(&json), cl_text_view(&b->address));
    if (rc == 0 && ready != NULL) {
        cl_text_add_view(&line, cl_text_view(&b->address));
        cl_text_add_char(&line, '\n');
        rc = cl_text_check(&line, e);
        if (rc == 0)
            rc = cl_file_write(ready, cl_text_view(&line), e);
    }
    cl_text_clear(&line);
    cl_text_clear(&json);
    return rc;
}

/* ---- running ---- */

static int step(box *b, cl_error *e)
{
    cl_waits waits;
    int rc = 0;

    cl_waits_init(&waits, STEP);
    if (b->server != NULL)
        rc = cl_server_prepare(b->server, &waits, e);
    if (rc == 0 && b->relay != NULL)
        rc = cl_relay_prepare(b->relay, &waits, e);
    if (rc == 0)
        rc = cl_waits_select(&waits, e);
    if (rc == 0 && b->server != NULL)
        rc = cl_server_run(b->server, &waits, e);
    return rc == 0 && b->relay != NULL ? cl_relay_run(b->relay, &waits, e) : rc;
}

int cl_run_portal_serve(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                        cl_error *e)
{
    box b = {.session = session, .sink = sink};
    int rc;

    b.state = cl_argument_get(arguments, "state");
    b.log = cl_argument_get(arguments, "log");
    rc = open_all(&b, arguments, e);
    if (rc == 0)
        rc = announce(&b, cl_argument_get(arguments, "ready-file"), e);
    while (rc == 0 && !cl_session_interrupted(session))
        rc = step(&b, e);
    if (rc == 0 && b.plan != NULL)
        cl_sink_note(sink, "%zu requests were spoilt.", cl_fault_plan_struck(b.plan));
    cl_relay_close(b.relay);
    cl_server_close(b.server);
    cl_fault_plan_close(b.plan);
    cl_serve_close(b.script);
    cl_text_clear(&b.address);
    return rc;
}

const cl_parameter cl_portal_serve_parameters[] = {
    {"script", CL_TAKES_FILE, 0, "FILE",
     "server script, such as scripts/portals/box/commongrants.lua"},
    {"forward", CL_TAKES_TEXT, 0, "ADDRESS",
     "stands in front of that server of this machine instead: http://127.0.0.1:4011"},
    {"faults", CL_TAKES_FILE, 0, "FILE", "scenario of what goes wrong: see portal faults"},
    {"seed", CL_TAKES_NUMBER, 0, "N", "of the scenario's chances; equal seed, equal faults"},
    {"port", CL_TAKES_NUMBER, 0, "N", "port to listen on; without it a free one"},
    {"address", CL_TAKES_TEXT, 0, "ADDRESS", "127.0.0.1 (as without it) or ::1"},
    {"state", CL_TAKES_FILE, 0, "FILE", "keeps what the portal holds, and starts from it"},
    {"log", CL_TAKES_FILE, 0, "FILE", "gets one JSON line for each request"},
    {"ready-file", CL_TAKES_FILE, 0, "FILE", "gets the address as soon as it listens"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
