/* SPDX-License-Identifier: MIT
 *
 * Bounded HTTP requests over libcurl, one or many at once, set so that curl never sends anything
 * twice by itself, follows nothing, and checks every certificate. Says how far a request came,
 * because that decides whether it may be sent again. Reads no clock of its own, knows no portal, no
 * secret and no store.
 */
#ifndef CL_HTTP_H
#define CL_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "pairs.h"
#include "text.h"

/** How far one attempt came. The order matters: a later phase includes the earlier ones. */
typedef enum cl_http_phase {
    CL_PHASE_NONE,   /**< no byte of the request was given to the connection */
    CL_PHASE_HEAD,   /**< at least one byte of the request's head was */
    CL_PHASE_BODY,   /**< at least one byte of its body was */
    CL_PHASE_ANSWER, /**< at least one byte of an answer's head arrived */
    CL_PHASE_WHOLE   /**< the answer is here, whole */
} cl_http_phase;

/** "none", "head", "body", "answer head", "whole". */
const char *cl_http_phase_name(cl_http_phase phase);

/** Settings of one client. Zeroed fields mean the values given here. Paths are borrowed until
 * close. */
typedef struct cl_http_options {
    const char *ca_file;           /**< PEM file of authorities; NULL: the system's */
    const char *certificate, *key; /**< client certificate and its key, PEM files; NULL for none */
    const char *proxy;             /**< NULL: none, whatever the environment says */
    long connect_ms;               /**< 10,000 */
    long total_ms;                 /**< 60,000 */
    long stall_seconds;          /**< 30: slower than one byte a second for so long is a failure */
    size_t head_limit;           /**< 64 KiB of answer head */
    size_t body_limit;           /**< 1 MiB of answer body */
    bool (*stop)(void *context); /**< asked at least once a second; true gives the request up */
    void *stop_context;
} cl_http_options;

#define CL_HTTP_OPTIONS_INIT                                                                       \
    {                                                                                              \
        NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, NULL, NULL                                          \
    }

typedef struct cl_http_request {
    const char *method;      /**< upper case letters: "PUT" */
    const char *url;         /**< https, or http to this machine */
    const cl_pairs *headers; /**< NULL for none. Host, Content-Length, Transfer-Encoding, Expect and
                                  Connection are refused: they are curl's */
    const cl_view
        *body;  /**< NULL: none; then Content-Length: 0 is sent where the method may carry one */
    bool fresh; /**< a connection of its own: needed for whatever must not be repeated */
} cl_http_request;

typedef struct cl_http_result {
    cl_http_phase phase;
    int curl_code;    /**< 0, or why curl gave up */
    int64_t sent;     /**< bytes of head and body given to the connection */
    long status;      /**< 0 while no status line was read */
    cl_pairs headers; /**< of the final answer; those of 1xx are dropped */
    cl_text body;     /**< what arrived of it, at most body_limit bytes */
    bool cut;         /**< the answer was larger than a limit, and was given up */
    char reason[256]; /**< curl's words, for people; may hold parts of the address, no header */
} cl_http_result;

#define CL_HTTP_RESULT_INIT                                                                        \
    {                                                                                              \
        CL_PHASE_NONE, 0, 0, 0, CL_PAIRS_INIT, CL_TEXT_INIT, false, ""                             \
    }

typedef struct cl_http cl_http;

/** A client: its connections may be reused by requests that allow it. Not for two threads at once.
 */
int cl_http_open(cl_http **out, const cl_http_options *options, cl_error *e);
void cl_http_close(cl_http *http);

/**
 * Sends one request and waits for its answer, at most once on the wire.
 *
 * @param[out] result  initialised by the caller, cleared with cl_http_result_clear(). Filled also
 * when the request failed: read `phase`, `curl_code` and `status`, never this call's code, to learn
 * what became of it
 * @return 0 when a request was tried, whatever became of it; CL_E_INVALID when it was refused
 * before (address, method, header), CL_E_MEMORY. After an error nothing was sent
 */
int cl_http_send(cl_http *http, const cl_http_request *request, cl_http_result *result,
                 cl_error *e);
void cl_http_result_clear(cl_http_result *result);

/** Checks an address as cl_http_send() does: https anywhere, http to 127.0.0.0/8, [::1] or
 * localhost, no user name, no fragment. CL_E_INVALID says what is wrong, without printing a
 * password. */
int cl_http_check_url(const char *url, cl_error *e);

/** One of many requests under way, in the caller's storage until it is done or given up. */
typedef struct cl_http_call {
    cl_http_request request; /**< by the caller; what it points to is borrowed until then */
    cl_view body;            /**< for the caller, where the request's body may live */
    cl_http_result *result; /**< by the caller, initialised; as of cl_http_send() once it is done */
    bool done;
    int rc;         /**< once it is done: what cl_http_send() would have returned */
    cl_error error; /**< where rc is not 0 */
    void *work;     /**< the carrier's */
} cl_http_call;

/** What waits for the answers to many requests, of several clients, at once; keeps their
 * connections and TLS sessions. */
typedef struct cl_http_crowd cl_http_crowd;

int cl_http_crowd_open(cl_http_crowd **out, cl_error *e);
/** Gives up what is under way. Close it before the clients that joined it. */
void cl_http_crowd_close(cl_http_crowd *crowd);
/** Requests of this client may now be begun; the crowd is borrowed. */
void cl_http_join(cl_http *http, cl_http_crowd *crowd);
/**
 * Begins a request of a client that joined a crowd: cl_http_crowd_wait() carries it, and sets
 * call->done. It is not asked to stop before its time is over (options.stop). After an error
 * nothing was sent, and the call is over.
 */
int cl_http_begin(cl_http *http, cl_http_call *call, cl_error *e);
/** Forgets a request, whatever became of it; nothing to do when it is done. */
void cl_http_give_up(cl_http *http, cl_http_call *call);
/** Carries all requests under way, for at most so long; returns as soon as one of them is done.
 * CL_E_NET, CL_E_MEMORY: none can be carried any more. */
int cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e);

/** What carries requests: curl, or a model of a portal in a test. */
typedef struct cl_transport {
    void *context;
    /** As cl_http_send(). */
    int (*send)(void *context, const cl_http_request *request, cl_http_result *result, cl_error *e);
    /** As cl_http_begin() and cl_http_give_up(); NULL: one request at a time. */
    int (*begin)(void *context, cl_http_call *call, cl_error *e);
    void (*give_up)(void *context, cl_http_call *call);
} cl_transport;

/** The client as a transport; borrowed. */
cl_transport cl_http_transport(cl_http *http);

/** "libcurl 7.88.1": the library that runs; lives as long as the program. */
const char *cl_http_library(void);

#endif
