/* SPDX-License-Identifier: MIT
 *
 * A small HTTP server on this machine alone, over libmicrohttpd: for the portal in a box and for
 * looking at things in a browser. One thread: the handler runs inside cl_server_step(). Requests
 * that a page of another site makes a browser send are refused (their Host or Origin is not this
 * machine). No routes.
 */
#ifndef CL_SERVER_H
#define CL_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "pairs.h"
#include "text.h"
#include "waits.h"

typedef struct cl_server cl_server;

typedef struct cl_server_options {
    const char *address; /**< NULL: 127.0.0.1. Anything that is not a loopback address is refused */
    unsigned port;       /**< 0: a free one */
    size_t
        body_limit; /**< bytes of a request's body; 0: 1 MiB. Larger ones are answered with 413 */
    unsigned idle_seconds; /**< a connection on which nothing happens is closed; 0: 30 */
} cl_server_options;

#define CL_SERVER_OPTIONS_INIT                                                                     \
    {                                                                                              \
        NULL, 0, 0, 0                                                                              \
    }

typedef struct cl_server_request {
    const char *method;
    const char *target; /**< path and query as sent */
    const cl_pairs *headers;
    cl_view body;
} cl_server_request;

typedef struct cl_server_answer {
    int status;       /**< 200 unless set */
    cl_pairs headers; /**< Content-Length and Date are added */
    cl_text body;
} cl_server_answer;

/**
 * Answers one request. A non-zero return answers 500 with the error's message. Called by
 * cl_server_step() in the caller's thread, one request at a time.
 */
typedef int cl_server_handler(void *context, const cl_server_request *request,
                              cl_server_answer *answer, cl_error *e);

/** Listens. CL_E_INVALID (an address of another machine), CL_E_NET (port taken), CL_E_MEMORY. */
int cl_server_open(cl_server **out, const cl_server_options *options, cl_server_handler *handler,
                   void *context, cl_error *e);
/** Closes every connection; an answer that is being written is given up. */
void cl_server_close(cl_server *server);
/** The port that it listens on. */
unsigned cl_server_port(const cl_server *server);
/** Writes "http://127.0.0.1:PORT" to `out`. */
int cl_server_address(cl_text *out, const cl_server *server);

/**
 * Waits at most `milliseconds` for something to do, and does it. Returns early when `stop_fd` (-1:
 * none) becomes readable or a signal arrives, so that a caller can look at its flag. CL_E_NET when
 * the listening socket failed.
 */
int cl_server_step(cl_server *server, int milliseconds, int stop_fd, cl_error *e);
/** The two halves of a step, for a thread that waits for something else as well: adds what the
 * server waits for; and does what it can after cl_waits_select(). CL_E_NET. */
int cl_server_prepare(cl_server *server, cl_waits *waits, cl_error *e);
int cl_server_run(cl_server *server, const cl_waits *waits, cl_error *e);

#endif
