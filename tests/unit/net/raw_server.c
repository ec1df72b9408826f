/* SPDX-License-Identifier: MIT
 *
 * One thread, poll(2), a handful of connections. Uses malloc, not cl_malloc: the server is no part
 * of what a test counts.
 */
#define _DEFAULT_SOURCE
#include "raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS = 8, ROOM = 4 << 20 };

typedef struct connection {
    int fd; /* -1: free */
    char *bytes;
    size_t length;
    bool stalled;
} connection;

struct raw_server {
    pthread_t thread;
    pthread_mutex_t lock; /* guards what tests read: requests, accepted, last */
    int listener, stop[2];
    unsigned port, requests, accepted;
    const raw_step *steps;
    size_t step_count;
    char *last;
    size_t last_length;
    connection connections[CONNECTIONS];
};

static void die(const char *what)
{
    perror(what);
    abort();
}

static void drop(connection *c)
{
    (void)close(c->fd);
    free(c->bytes);
    *c = (connection){.fd = -1};
}

/* Bytes of the whole request in the buffer, 0 when it is not whole yet. */
static size_t whole_request(const connection *c)
{
    const char *end = c->length > 0 ? strstr(c->bytes, "\r\n\r\n") : NULL;
    size_t head, body = 0;

    if (end == NULL)
        return 0;
    head = (size_t)(end - c->bytes) + 4;
    for (const char *line = c->bytes; line < end; line = strstr(line, "\r\n") + 2) {
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            body = (size_t)strtoul(line + 15, NULL, 10);
        if (strncasecmp(line, "Expect:", 7) == 0)
            return head; /* its body waits for our word: this is the request */
    }
    return c->length >= head + body ? head + body : 0;
}

static void send_all(int fd, const char *bytes)
{
    size_t length = strlen(bytes);

    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* the client has had enough, as tests of limits expect */
        bytes += sent;
        length -= (size_t)sent;
    }
}

static const raw_step *note_request(raw_server *server, const connection *c, size_t length)
{
    size_t step;

    (void)pthread_mutex_lock(&server->lock);
    step = server->requests++;
    free(server->last);
    server->last = malloc(length + 1);
    if (server->last == NULL)
        die("malloc");
    memcpy(server->last, c->bytes, length);
    server->last[length] = '\0';
    server->last_length = length;
    (void)pthread_mutex_unlock(&server->lock);
    return &server->steps[step < server->step_count ? step : server->step_count - 1];
}

static void answer(raw_server *server, connection *c, size_t length)
{
    const raw_step *step = note_request(server, c, length);
    struct linger reset = {1, 0};

    c->length = 0;
    for (size_t i = 0; step->bytes != NULL && (i == 0 || i < step->times); i++)
        send_all(c->fd, step->bytes);
    if (step->end == RAW_RST)
        (void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (step->end == RAW_RST || step->end == RAW_FIN)
        drop(c);
    else
        c->stalled = step->end == RAW_STALL;
}

static void receive(raw_server *server, connection *c)
{
    ssize_t got = recv(c->fd, c->bytes + c->length, ROOM - 1 - c->length, 0);
    size_t whole;

    if (got <= 0) {
        drop(c);
        return;
    }
    if (c->stalled)
        return;
    c->length += (size_t)got;
    c->bytes[c->length] = '\0';
    whole = whole_request(c);
    if (whole > 0)
        answer(server, c, whole);
}

static void accept_one(raw_server *server)
{
    int fd = accept(server->listener, NULL, NULL);

    for (size_t i = 0; i < CONNECTIONS; i++) {
        connection *c = &server->connections[i];

        if (c->fd >= 0)
            continue;
        *c = (connection){.fd = fd, .bytes = malloc(ROOM)};
        if (c->bytes == NULL)
            die("malloc");
        (void)pthread_mutex_lock(&server->lock);
        server->accepted++;
        (void)pthread_mutex_unlock(&server->lock);
        return;
    }
    die("too many connections for this test");
}

static void *serve(void *data)
{
    raw_server *server = data;

    for (;;) {
        struct pollfd waits[CONNECTIONS + 2];

        waits[0] = (struct pollfd){server->stop[0], POLLIN, 0};
        waits[1] = (struct pollfd){server->listener, POLLIN, 0};
        for (size_t i = 0; i < CONNECTIONS; i++)
            waits[i + 2] = (struct pollfd){server->connections[i].fd, POLLIN, 0};
        if (poll(waits, CONNECTIONS + 2, -1) < 0)
            die("poll");
        if (waits[0].revents != 0)
            return NULL;
        for (size_t i = 0; i < CONNECTIONS; i++)
            if (waits[i + 2].revents != 0)
                receive(server, &server->connections[i]);
        if (waits[1].revents != 0)
            accept_one(server);
    }
}

raw_server *raw_start(const raw_step *steps, size_t count)
{
    raw_server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;

    if (server == NULL || pipe(server->stop) != 0)
        die("raw_start");
    for (size_t i = 0; i < CONNECTIONS; i++)
        server->connections[i].fd = -1;
    server->steps = steps;
    server->step_count = count;
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&address, length) != 0 ||
        listen(server->listener, CONNECTIONS) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &length) != 0)
        die("listen");
    server->port = ntohs(address.sin_port);
    if (pthread_mutex_init(&server->lock, NULL) != 0 ||
        pthread_create(&server->thread, NULL, serve, server) != 0)
        die("pthread");
    return server;
}

void raw_stop(raw_server *server)
{
    if (write(server->stop[1], "x", 1) != 1)
        die("write");
    (void)pthread_join(server->thread, NULL);
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (server->connections[i].fd >= 0)
            drop(&server->connections[i]);
    (void)close(server->listener);
    (void)close(server->stop[0]);
    (void)close(server->stop[1]);
    (void)pthread_mutex_destroy(&server->lock);
    free(server->last);
    free(server);
}

unsigned raw_port(const raw_server *server)
{
    return server->port;
}

static unsigned read_locked(raw_server *server, const unsigned *number)
{
    unsigned value;

    (void)pthread_mutex_lock(&server->lock);
    value = *number;
    (void)pthread_mutex_unlock(&server->lock);
    return value;
}

unsigned raw_requests(raw_server *server)
{
    return read_locked(server, &server->requests);
}

unsigned raw_connections(raw_server *server)
{
    return read_locked(server, &server->accepted);
}

const char *raw_last(raw_server *server)
{
    const char *last;

    (void)pthread_mutex_lock(&server->lock);
    last = server->last != NULL ? server->last : "";
    (void)pthread_mutex_unlock(&server->lock);
    return last;
}

size_t raw_last_length(raw_server *server)
{
    size_t length;

    (void)pthread_mutex_lock(&server->lock);
    length = server->last_length;
    (void)pthread_mutex_unlock(&server->lock);
    return length;
}
