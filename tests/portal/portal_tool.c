/* SPDX-License-Identifier: MIT
 *
 * What the tests of delivery need beside the program: one HTTP request (curl may not be installed),
 * and a relay that stands in front of a portal and spoils chosen requests. Sockets alone; no
 * library of ours.
 *
 *   portal_tool get PORT PATH             prints the body; exit status 0 for 2xx and 3xx
 *   portal_tool post PORT PATH BODY       a form
 *   portal_tool relay PORT READY [FAULT…] FAULT is METHOD:PART-OF-PATH:NTH:ACTION
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 4 << 20, FAULTS = 16, CONNECTIONS = 16 };

typedef struct message {
    char *bytes;
    size_t length;
} message;

static void die(const char *what)
{
    fprintf(stderr, "portal_tool: %s: %s\n", what, strerror(errno));
    exit(2);
}

static unsigned number(const char *text)
{
    return (unsigned)strtoul(text, NULL, 10);
}

/* ---- messages ---- */

/* Length of a whole message in the buffer, 0 when more is to come. Bodies have a Content-Length. */
static size_t whole(const message *m)
{
    const char *end = m->length > 0 ? strstr(m->bytes, "\r\n\r\n") : NULL;
    size_t body = 0;

    if (end == NULL)
        return 0;
    for (const char *line = m->bytes; line < end; line = strstr(line, "\r\n") + 2)
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            body = (size_t)strtoul(line + 15, NULL, 10);
    return (size_t)(end - m->bytes) + 4 + body <= m->length ? (size_t)(end - m->bytes) + 4 + body
                                                            : 0;
}

static bool receive(int fd, message *m)
{
    m->length = 0;
    while (whole(m) == 0) {
        ssize_t got = recv(fd, m->bytes + m->length, ROOM - 1 - m->length, 0);

        if (got <= 0)
            return false;
        m->length += (size_t)got;
        m->bytes[m->length] = '\0';
    }
    return true;
}

static void send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

static int connect_to(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)port),
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect");
    return fd;
}

static bool exchange(unsigned port, const message *request, message *answer)
{
    int fd = connect_to(port);
    bool done;

    send_all(fd, request->bytes, request->length);
    done = receive(fd, answer);
    close(fd);
    return done;
}

/* ---- one request ---- */

static int request(const char *method, unsigned port, const char *path, const char *body)
{
    message out = {malloc(ROOM), 0}, in = {malloc(ROOM), 0};
    bool good;

    if (out.bytes == NULL || in.bytes == NULL)
        die("malloc");
    out.length =
        (size_t)snprintf(out.bytes, ROOM,
                         "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: "
                         "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                         method, path, port, strlen(body), body);
    good = exchange(port, &out, &in) && (in.bytes[9] == '2' || in.bytes[9] == '3');
    if (in.length > 0)
        puts(strstr(in.bytes, "\r\n\r\n") + 4);
    free(out.bytes);
    free(in.bytes);
    return good ? 0 : 1;
}

/* ---- the relay ---- */

typedef struct action {
    const char *name;
    bool forward;       /* the portal gets the request */
    const char *answer; /* sent in place of the portal's; NULL: none, the connection closes */
    bool reset, cut;    /* RST instead of FIN; half of the portal's answer */
    bool stale;         /* the portal's last answer to a GET of an application once more */
} action;

#define NO_BODY "Content-Length: 0\r\n\r\n"
#define HTML "Content-Type: text/html\r\nContent-Length: 21\r\n\r\n<html>all well</html>"

static const action actions[] = {
    {.name = "drop_before"},
    {.name = "drop_after", .forward = true},
    {.name = "reset_before", .reset = true},
    {.name = "reset_after", .forward = true, .reset = true},
    {.name = "cut", .forward = true, .cut = true},
    {.name = "stale", .stale = true},
    {.name = "500_before", .answer = "HTTP/1.1 500 Oops\r\n" NO_BODY},
    {.name = "500_after", .forward = true, .answer = "HTTP/1.1 500 Oops\r\n" NO_BODY},
    {.name = "502_html", .answer = "HTTP/1.1 502 Bad Gateway\r\n" HTML},
    {.name = "html_200", .forward = true, .answer = "HTTP/1.1 200 OK\r\n" HTML},
    {.name = "empty_200", .forward = true, .answer = "HTTP/1.1 200 OK\r\n" NO_BODY},
    {.name = "503", .answer = "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\n" NO_BODY},
    {.name = "429", .answer = "HTTP/1.1 429 Slowly\r\nRetry-After: 1\r\n" NO_BODY},
    {.name = "409_after", .forward = true, .answer = "HTTP/1.1 409 Conflict\r\n" NO_BODY},
    {.name = "404", .answer = "HTTP/1.1 404 Not here\r\n" NO_BODY},
    {.name = "403_after", .forward = true, .answer = "HTTP/1.1 403 No\r\n" NO_BODY},
    {.name = "409_before", .answer = "HTTP/1.1 409 Conflict\r\n" NO_BODY},
    {.name = "403_before", .answer = "HTTP/1.1 403 No\r\n" NO_BODY},
    {.name = "401", .answer = "HTTP/1.1 401 Who\r\n" NO_BODY},
    {.name = "302",
     .answer = "HTTP/1.1 302 Over there\r\nLocation: http://127.0.0.1:1/\r\n" NO_BODY},
    {.name = "422",
     .answer =
         "HTTP/1.1 422 Wrong\r\nContent-Type: application/json\r\nContent-Length: 73\r\n\r\n"
         "{\"message\":\"Wrong\",\"errors\":[{\"field\":\"main.grant\",\"message\":\"too much\"}]"},
};

typedef struct fault {
    char method[8], part[64];
    unsigned nth, seen;
    const action *what;
} fault;

static void read_fault(fault *f, const char *text)
{
    char name[32];

    memset(f, 0, sizeof *f);
    if (sscanf(text, "%7[^:]:%63[^:]:%u:%31s", f->method, f->part, &f->nth, name) != 4)
        die(text);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].name, name) == 0)
            f->what = &actions[i];
    if (f->what == NULL)
        die(text);
}

/* The fault that strikes this request; every fault counts what it sees. nth 0: each time. */
static const action *strike(fault *faults, size_t count, const message *m)
{
    char method[8] = "", path[1024] = "";
    const action *found = NULL;

    (void)sscanf(m->bytes, "%7s %1023s", method, path);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(faults[i].method, method) != 0 || strstr(path, faults[i].part) == NULL)
            continue;
        faults[i].seen++;
        if (faults[i].nth == 0 || faults[i].seen == faults[i].nth)
            found = faults[i].what;
    }
    return found;
}

/* Keeps the answers that "stale" gives again. */
static void remember(message *old, const message *in, const message *out)
{
    if (strncmp(in->bytes, "GET ", 4) != 0 || strstr(in->bytes, "/applications/") == NULL)
        return;
    memcpy(old->bytes, out->bytes, out->length);
    old->length = out->length;
}

/* True while the connection stays open. */
static bool serve(int fd, unsigned port, const action *spoil, const message *in, message *out,
                  message *old)
{
    const struct linger reset = {1, 0};

    if ((spoil == NULL || spoil->forward) && !exchange(port, in, out))
        return false;
    if (spoil == NULL || spoil->stale) {
        const message *given = spoil != NULL ? old : out;

        send_all(fd, given->bytes, given->length);
        if (spoil == NULL)
            remember(old, in, out);
        return true;
    }
    if (spoil->answer != NULL)
        send_all(fd, spoil->answer, strlen(spoil->answer));
    else if (spoil->cut)
        send_all(fd, out->bytes, out->length / 2);
    if (spoil->reset)
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    return false;
}

static int listen_and_tell(const char *ready)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char part[1024];
    FILE *file;

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        die("listen");
    (void)snprintf(part, sizeof part, "%s.part", ready);
    file = fopen(part, "w");
    if (file == NULL || fprintf(file, "%u\n", ntohs(address.sin_port)) < 0 || fclose(file) != 0 ||
        rename(part, ready) != 0)
        die(ready);
    return fd;
}

/* One request of a connection; false when the connection has ended. */
static bool pass_on(int fd, unsigned port, fault *faults, size_t count, message messages[3])
{
    message *in = &messages[0];

    return receive(fd, in) &&
           serve(fd, port, strike(faults, count, in), in, &messages[1], &messages[2]);
}

static void add_connection(struct pollfd waits[CONNECTIONS + 1], int fd)
{
    for (size_t i = 1; i <= CONNECTIONS; i++) {
        if (waits[i].fd < 0) {
            waits[i].fd = fd;
            return;
        }
    }
    die("too many connections");
}

static void relay(unsigned port, const char *ready, char **texts, size_t count)
{
    static fault faults[FAULTS];
    message messages[3] = {{malloc(ROOM), 0}, {malloc(ROOM), 0}, {malloc(ROOM), 0}};
    struct pollfd waits[CONNECTIONS + 1];
    int listener;

    if (messages[0].bytes == NULL || messages[1].bytes == NULL || messages[2].bytes == NULL ||
        count > FAULTS)
        die("relay");
    for (size_t i = 0; i < count; i++)
        read_fault(&faults[i], texts[i]);
    listener = listen_and_tell(ready);
    waits[0] = (struct pollfd){listener, POLLIN, 0};
    for (size_t i = 1; i <= CONNECTIONS; i++)
        waits[i] = (struct pollfd){-1, POLLIN, 0};
    for (;;) { /* ended by a signal */
        if (poll(waits, CONNECTIONS + 1, -1) < 0)
            die("poll");
        for (size_t i = 1; i <= CONNECTIONS; i++)
            if (waits[i].revents != 0 && !pass_on(waits[i].fd, port, faults, count, messages)) {
                (void)close(waits[i].fd);
                waits[i].fd = -1;
            }
        if (waits[0].revents != 0)
            add_connection(waits, accept(listener, NULL, NULL));
    }
}

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc == 4 && strcmp(argv[1], "get") == 0)
        return request("GET", number(argv[2]), argv[3], "");
    if (argc == 5 && strcmp(argv[1], "post") == 0)
        return request("POST", number(argv[2]), argv[3], argv[4]);
    if (argc >= 4 && strcmp(argv[1], "relay") == 0)
        relay(number(argv[2]), argv[3], argv + 4, (size_t)argc - 4);
    fputs("portal_tool get|post|relay …\n", stderr);
    return 2;
}
