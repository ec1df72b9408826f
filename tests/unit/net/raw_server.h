/* SPDX-License-Identifier: MIT
 *
 * A server for tests, made of sockets alone: it reads whole requests, counts them, and answers with
 * the bytes it was told to, or with none. No HTTP library stands between a test and the wire.
 */
#ifndef RAW_SERVER_H
#define RAW_SERVER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct raw_server raw_server;

/** What is done to the connection after the bytes. */
typedef enum raw_end {
    RAW_KEEP, /* it stays open for the next request */
    RAW_FIN,
    RAW_RST,
    RAW_STALL /* it stays open, and nothing more comes */
} raw_end;

/** The answer to one request. */
typedef struct raw_step {
    const char *bytes; /* NULL: none */
    size_t times;      /* 0: once */
    raw_end end;
} raw_step;

/** Listens on a free port of 127.0.0.1 in a thread of its own. Request n (from 0, whichever
 * connection it came on) gets steps[n]; later ones get the last. The steps must stay. Never NULL.
 */
raw_server *raw_start(const raw_step *steps, size_t count);
/** Stops the thread and releases everything. */
void raw_stop(raw_server *server);
unsigned raw_port(const raw_server *server);
/** Whole requests so far. */
unsigned raw_requests(raw_server *server);
/** Connections accepted so far. */
unsigned raw_connections(raw_server *server);
/** The last whole request as it came, terminated; valid until the next one. */
const char *raw_last(raw_server *server);
/** Bytes of the last request, its body included. */
size_t raw_last_length(raw_server *server);

#endif
