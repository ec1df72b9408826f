/* SPDX-License-Identifier: MIT
 *
 * What the tests of delivery need beside the program: one HTTP request (curl may not be installed),
 * and the shapes of a secret. Sockets alone; no library of ours.
 *
 *   portal_tool get PORT PATH             prints the body; exit status 0 for 2xx and 3xx
 *   portal_tool post PORT PATH BODY       a form
 *   portal_tool shapes SECRET             as it may be written, a line each: plain, percent form,
 * base64
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 4 << 20 };

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

/* ---- the shapes of a secret ---- */

static void print_percent(const char *secret)
{
    for (; *secret != '\0'; secret++) {
        bool plain = (*secret >= '0' && *secret <= '9') || (*secret >= 'A' && *secret <= 'Z') ||
                     (*secret >= 'a' && *secret <= 'z') || strchr("-._~", *secret) != NULL;

        printf(plain ? "%c" : "%%%02X", (unsigned char)*secret);
    }
    putchar('\n');
}

/* The digits of base64 that are the secret's alone when it begins `offset` bytes into a text. */
static void print_base64(const char *secret, size_t offset)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t bits = strlen(secret) * 8, from = (6 - offset * 8 % 6) % 6;

    for (; from + 6 <= bits; from += 6) {
        unsigned value = 0;

        for (size_t bit = from; bit < from + 6; bit++)
            value = value << 1 | ((unsigned char)secret[bit / 8] >> (7 - bit % 8) & 1U);
        putchar(digits[value]);
    }
    putchar('\n');
}

static int shapes(const char *secret)
{
    puts(secret);
    print_percent(secret);
    for (size_t offset = 0; offset < 3; offset++)
        print_base64(secret, offset);
    return 0;
}

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc == 4 && strcmp(argv[1], "get") == 0)
        return request("GET", number(argv[2]), argv[3], "");
    if (argc == 5 && strcmp(argv[1], "post") == 0)
        return request("POST", number(argv[2]), argv[3], argv[4]);
    if (argc == 3 && strcmp(argv[1], "shapes") == 0)
        return shapes(argv[2]);
    fputs("portal_tool get|post|shapes …\n", stderr);
    return 2;
}
