/* SPDX-License-Identifier: MIT
 *
 * A server written in Lua: a file that returns a table with handle(request), such as the portal in
 * a box. Requests and responses are tables. Keeps its state between requests. Knows no socket and
 * no lua.h.
 *
 *   request  { method, path, segments, query = { k = v }, headers = { lower_case = v }, text, body
 * } body is the parsed JSON when the text is JSON, else nil response { status, headers = { … },
 * body = a JSON value or a text, content_type }
 */
#ifndef CL_SERVE_H
#define CL_SERVE_H

#include <stddef.h>

#include "arena.h"
#include "error.h"
#include "text.h"

typedef struct cl_serve cl_serve;

typedef struct cl_serve_request {
    const char *method;
    const char *target; /**< path and query as sent: "/a/b?c=d" */
    const char *const (*headers)[2];
    size_t header_count;
    cl_view body;
} cl_serve_request;

typedef struct cl_serve_response {
    cl_arena arena;
    int status;
    const char *(*headers)[2];
    size_t header_count;
    cl_view body;
    const char *content_type; /**< "" when there is no body */
} cl_serve_response;

/** Loads `path`. `options` is a JSON object given to the table's function start(options), where it
 * has one; empty for {}. `write` (may be NULL) gets what the script prints. */
int cl_serve_open(cl_serve **out, const char *path, cl_view options, void *context,
                  void (*write)(void *context, cl_view bytes), cl_error *e);
void cl_serve_close(cl_serve *serve);
/** One request. An error of the script is an error here; the caller answers 500. Not for two
 * threads. */
int cl_serve_handle(cl_serve *serve, cl_serve_response *out, const cl_serve_request *request,
                    cl_error *e);
void cl_serve_response_clear(cl_serve_response *response);
void cl_serve_interrupt(cl_serve *serve);

#endif
