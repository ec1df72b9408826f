/* SPDX-License-Identifier: MIT
 *
 * A relay on this machine that stands in front of a server and can spoil what passes: bytes that
 * are lost, cut, late or replaced. It reads whole requests, asks what to do with each, and passes
 * them on over a connection of their own. One thread; never blocks. Knows no scenario and no
 * portal.
 */
#ifndef CL_RELAY_H
#define CL_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"
#include "waits.h"

typedef struct cl_relay cl_relay;

/** Which part of the server's answer is given. */
typedef enum cl_relay_part {
    CL_RELAY_WHOLE,
    CL_RELAY_HALF,      /**< half of its bytes, then the connection closes */
    CL_RELAY_HALF_BODY, /**< half of the body, with a length that says so: a whole answer */
    CL_RELAY_NOTHING    /**< none: the connection closes */
} cl_relay_part;

/** What is done to one exchange; all zero: nothing. Times in milliseconds. */
typedef struct cl_relay_fault {
    const char *name; /**< for whoever is told; NULL: nothing is done. Static text */
    bool swallow;     /**< the server never gets the request */
    bool mid;         /**< the connection is reset as soon as the request's head was read */
    bool reset;       /**< where the connection closes it is reset */
    cl_relay_part part;
    cl_text answer; /**< when not empty, in place of the server's; cleared by the relay */
    cl_text header; /**< a header line for the server, without its end; cleared by the relay */
    int64_t head_late, body_late;
    int64_t clock;    /**< added to the answer's Date */
    uint64_t more;    /**< so many bytes follow what is given */
    int64_t away_for; /**< after the exchange nobody listens for so long */
} cl_relay_fault;

/** A request whose head is there, and what became of it. Views are borrowed for the call. */
typedef struct cl_relay_request {
    const char *method, *target;
    cl_view head, body; /**< as they came; the body is empty when choosing */
} cl_relay_request;

typedef struct cl_relay_told {
    cl_relay_request request;
    const char *fault; /**< name of the fault; NULL for none */
    bool passed_on;    /**< the server got the request */
    int status;        /**< of the answer that was given; 0: none */
} cl_relay_told;

typedef struct cl_relay_hooks {
    void *context;
    /** Says what to do with a request; `fault` is zeroed. A code ends the relay's step. */
    int (*choose)(void *context, const cl_relay_request *request, cl_relay_fault *fault,
                  cl_error *e);
    /** Called once for each request, before the last byte of what is given leaves. */
    int (*told)(void *context, const cl_relay_told *told, cl_error *e);
} cl_relay_hooks;

/** Listens on 127.0.0.1, `port` 0: a free one; passes on to port `to` of 127.0.0.1. CL_E_NET,
 * CL_E_MEMORY. */
int cl_relay_open(cl_relay **out, unsigned port, unsigned to, const cl_relay_hooks *hooks,
                  cl_error *e);
void cl_relay_close(cl_relay *relay);
unsigned cl_relay_port(const cl_relay *relay);

/** Adds what the relay waits for; after cl_waits_select(), does what it can. A connection that
 * fails costs only itself. CL_E_MEMORY, and codes of the hooks. */
int cl_relay_prepare(cl_relay *relay, cl_waits *waits, cl_error *e);
int cl_relay_run(cl_relay *relay, const cl_waits *waits, cl_error *e);

/** Writes a time (milliseconds since 1970) as the header Date does. */
void cl_relay_date(char out[32], int64_t at);

#endif
