/* SPDX-License-Identifier: MIT
 *
 * A connection goes through four phases: the client's request is read, it is given to the server,
 * the server's answer is read, something is given to the client. Sockets never block; what waits
 * for a time is looked at again when it has come.
 */
#include "relay.h"

#include "alloc.h"
#include "answer.h"
#include "date.h"
#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 64, MOST_BYTES = 8 << 20, NAME = 16, TARGET = 2048, FILLER = 16384 };

typedef enum phase { READING, SENDING, LISTENING, GIVING } phase;

/* Descriptors are -1 where there is no connection. */
typedef struct line {
    int client, server;
    phase phase;
    cl_text in, out;
    size_t in_whole;           /* length of the request once it is known */
    size_t done;               /* bytes of what is sent or given that have gone */
    size_t held_at;            /* no byte from here on before `held_until` */
    int64_t held_until;        /* 0: nothing is held */
    uint64_t more;             /* bytes that follow what is given */
    bool chosen, dirty, stays; /* dirty: the request was passed on; stays: the line is kept */
    char method[NAME], target[TARGET];
    cl_relay_fault fault;
} line;

struct cl_relay {
    cl_relay_hooks hooks;
    unsigned port, to;
    int listener;
    int64_t away_until; /* monotonic; 0: it listens */
    line lines[CONNECTIONS];
};

static int64_t now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- sockets ---- */

/* After a failure: nothing is wrong, it can only not be done now. */
static bool is_not_yet(void)
{
#if EAGAIN != EWOULDBLOCK
    if (errno == EWOULDBLOCK)
        return true;
#endif
    return errno == EAGAIN || errno == EINTR;
}

static struct sockaddr_in loopback(unsigned port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
}

/* Small messages leave at once: nobody here gains by waiting for more. */
static int prepare_socket(int fd)
{
    const int one = 1;
    int flags = fcntl(fd, F_GETFL);

    if (fd < 0 || fd >= FD_SETSIZE || flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static int open_listener(unsigned *port)
{
    struct sockaddr_in address = loopback(*port);
    socklen_t length = sizeof address;
    const int one = 1;
    int fd = prepare_socket(socket(AF_INET, SOCK_STREAM, 0));

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, CONNECTIONS) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        (void)close(fd);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return fd;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* Ready for the next request on the same connection. */
static void rewind_line(line *l)
{
    close_fd(&l->server);
    cl_text_clear(&l->in);
    cl_text_clear(&l->out);
    cl_text_clear(&l->fault.answer);
    cl_text_clear(&l->fault.header);
    memset(&l->fault, 0, sizeof l->fault);
    l->in.limit = l->out.limit = MOST_BYTES;
    l->phase = READING;
    l->in_whole = l->done = 0;
    l->held_until = 0;
    l->more = 0;
    l->chosen = l->dirty = l->stays = false;
}

static void drop_line(line *l, bool reset)
{
    const struct linger hard = {1, 0};

    if (reset && l->client >= 0)
        (void)setsockopt(l->client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close_fd(&l->client);
    rewind_line(l);
}

/* ---- opening and closing ---- */

int cl_relay_open(cl_relay **out, unsigned port, unsigned to, const cl_relay_hooks *hooks,
                  cl_error *e)
{
    cl_relay *relay = cl_calloc(1, sizeof *relay);

    *out = NULL;
    if (relay == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    relay->hooks = *hooks;
    relay->port = port;
    relay->to = to;
    for (size_t i = 0; i < CONNECTIONS; i++) {
        relay->lines[i].client = relay->lines[i].server = -1;
        rewind_line(&relay->lines[i]);
    }
    relay->listener = open_listener(&relay->port);
    if (relay->listener < 0) {
        cl_free(relay);
        return cl_fail(e, CL_E_NET, "cannot listen on port %u of this machine: %s", port,
                       strerror(errno));
    }
    *out = relay;
    return 0;
}

void cl_relay_close(cl_relay *relay)
{
    if (relay == NULL)
        return;
    for (size_t i = 0; i < CONNECTIONS; i++)
        drop_line(&relay->lines[i], false);
    close_fd(&relay->listener);
    cl_free(relay);
}

unsigned cl_relay_port(const cl_relay *relay)
{
    return relay->port;
}

/* ---- the server's answer, changed ---- */

void cl_relay_date(char out[32], int64_t at)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int64_t day = 24 * 3600;
    int64_t seconds = at / 1000, time = seconds % day;
    cl_date date = (cl_date)(seconds / day);
    int year, month, number;

    cl_date_split(date, &year, &month, &number);
    (void)snprintf(out, 32, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[cl_date_weekday(date) % 7],
                   (unsigned)number % 32, months[(unsigned)(month - 1) % 12],
                   (unsigned)year % 10000, (unsigned)(time / 3600) % 24, (unsigned)(time / 60) % 60,
                   (unsigned)time % 60);
}

/* Replaces bytes of a text by others of any length. */
static int splice(cl_text *text, size_t at, size_t length, cl_view with)
{
    cl_text made = CL_TEXT_INIT;

    made.limit = MOST_BYTES;
    cl_text_add(&made, text->at, at);
    cl_text_add_view(&made, with);
    cl_text_add(&made, text->at + at + length, text->length - at - length);
    if (made.failed != 0) {
        cl_text_clear(&made);
        return CL_E_MEMORY;
    }
    cl_text_clear(text);
    *text = made;
    return 0;
}

static cl_view head_of(const cl_text *text)
{
    return (cl_view){text->at, cl_frame_head(cl_text_view(text))};
}

static int shift_date(cl_text *answer, int64_t by)
{
    cl_view date = cl_frame_header(head_of(answer), "Date");
    char old[64], shifted[32];
    int64_t at;

    if (date.length == 0)
        return 0;
    (void)snprintf(old, sizeof old, "%.*s", (int)(date.length < 63 ? date.length : 63), date.at);
    if (!cl_answer_date(&at, old))
        return 0;
    cl_relay_date(shifted, at + by);
    return splice(answer, (size_t)(date.at - answer->at), date.length, cl_view_of(shifted));
}

/* Half of the body under a length that agrees with it. An answer of another form is cut as bytes.
 */
static int halve_body(cl_text *answer)
{
    cl_view head = head_of(answer), length = cl_frame_header(head, "Content-Length");
    size_t half = (answer->length - head.length) / 2;
    char number[24];

    answer->length = head.length + half;
    (void)snprintf(number, sizeof number, "%zu", half);
    if (length.length == 0)
        return 0;
    return splice(answer, (size_t)(length.at - answer->at), length.length, cl_view_of(number));
}

static int spoil_answer(line *l)
{
    cl_relay_fault *fault = &l->fault;
    int rc = 0;

    if (fault->answer.length > 0) {
        cl_text_clear(&l->out);
        l->out = fault->answer;
        fault->answer = (cl_text)CL_TEXT_INIT;
    }
    if (fault->clock != 0)
        rc = shift_date(&l->out, fault->clock);
    if (rc == 0 && fault->part == CL_RELAY_HALF_BODY)
        rc = halve_body(&l->out);
    if (fault->part == CL_RELAY_HALF)
        l->out.length /= 2;
    if (fault->part == CL_RELAY_NOTHING)
        cl_text_reset(&l->out);
    return rc;
}

/* ---- giving ---- */

static int tell(cl_relay *relay, line *l, cl_error *e)
{
    cl_view in = {l->in.at, l->in_whole != 0 ? l->in_whole : l->in.length};
    size_t head = cl_frame_head(in);
    cl_relay_told told = {
        .request = {l->method, l->target, {in.at, head}, {in.at + head, in.length - head}},
        .fault = l->fault.name,
        .passed_on = l->dirty,
        .status = l->out.length > 0 ? cl_frame_status(cl_text_view(&l->out)) : 0};

    return relay->hooks.told != NULL ? relay->hooks.told(relay->hooks.context, &told, e) : 0;
}

static void hold(line *l, size_t at, int64_t late)
{
    l->held_at = at;
    l->held_until = late > 0 ? now() + late : 0;
}

/* What the client gets is in `out`, and is spoilt here. */
static int begin_giving(cl_relay *relay, line *l, bool stays, cl_error *e)
{
    cl_view head;

    close_fd(&l->server);
    if (l->fault.name != NULL && spoil_answer(l) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    head = head_of(&l->out);
    l->phase = GIVING;
    l->done = 0;
    l->more = l->fault.more;
    l->stays = stays && l->more == 0 && !l->fault.reset && l->fault.part != CL_RELAY_HALF &&
               l->fault.part != CL_RELAY_NOTHING;
    if (l->fault.body_late > 0)
        hold(l, head.length + (l->out.length - head.length) / 2, l->fault.body_late);
    else
        hold(l, 0, l->fault.head_late);
    return tell(relay, l, e);
}

static void go_away(cl_relay *relay, int64_t away_for)
{
    close_fd(&relay->listener);
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (relay->lines[i].client >= 0 && relay->lines[i].phase == READING)
            drop_line(&relay->lines[i], false);
    relay->away_until = now() + away_for;
}

static void end_giving(cl_relay *relay, line *l)
{
    int64_t away_for = l->fault.away_for;

    if (l->stays && away_for == 0)
        rewind_line(l);
    else
        drop_line(l, l->fault.reset);
    if (away_for > 0)
        go_away(relay, away_for);
}

/* Gives what can be given now; true when there is more and the socket is full, or time holds it. */
static bool give_bytes(line *l, const char *bytes, size_t length, size_t *gone)
{
    ssize_t sent = send(l->client, bytes, length, MSG_NOSIGNAL);

    if (sent > 0)
        *gone = (size_t)sent;
    return sent >= 0;
}

/* False when the connection is dead. */
static bool give(cl_relay *relay, line *l)
{
    static const char filler[FILLER] = {0};
    size_t gone = 0, end = l->out.length;

    if (l->held_until > now())
        end = l->held_at < end ? l->held_at : end;
    else
        l->held_until = 0;
    if (l->done < end) {
        if (!give_bytes(l, l->out.at + l->done, end - l->done, &gone))
            return is_not_yet();
        l->done += gone;
    } else if (l->held_until == 0 && l->more > 0) {
        if (!give_bytes(l, filler, l->more < FILLER ? (size_t)l->more : FILLER, &gone))
            return is_not_yet();
        l->more -= gone;
    }
    if (l->held_until == 0 && l->done == l->out.length && l->more == 0)
        end_giving(relay, l);
    return true;
}

/* ---- passing on ---- */

/* The fault's header goes in front of the empty line that ends the head. */
static int add_header(line *l, cl_error *e)
{
    size_t head = cl_frame_head(cl_text_view(&l->in)), header = l->fault.header.length;

    if (header == 0)
        return 0;
    cl_text_add_string(&l->fault.header, "\r\n");
    if (l->fault.header.failed != 0 ||
        splice(&l->in, head - 2, 0, cl_text_view(&l->fault.header)) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    l->in_whole += header + 2;
    return 0;
}

static int pass_on(cl_relay *relay, line *l, cl_error *e)
{
    struct sockaddr_in address = loopback(relay->to);
    int rc = add_header(l, e);

    if (rc != 0)
        return rc;
    l->server = prepare_socket(socket(AF_INET, SOCK_STREAM, 0));
    l->done = 0;
    l->phase = SENDING;
    if (l->server < 0 || (connect(l->server, (struct sockaddr *)&address, sizeof address) != 0 &&
                          errno != EINPROGRESS))
        drop_line(l, true); /* as if nobody were there */
    return 0;
}

static void send_request(line *l)
{
    ssize_t sent = send(l->server, l->in.at + l->done, l->in_whole - l->done, MSG_NOSIGNAL);

    if (sent < 0 && is_not_yet())
        return;
    if (sent < 0) {
        drop_line(l, true);
        return;
    }
    l->dirty = true;
    l->done += (size_t)sent;
    if (l->done == l->in_whole)
        l->phase = LISTENING;
}

/* Bytes that came go to the end of a text: 1, 0 at the end of the connection, -1 when there are
 * none now, -2 when it broke or there are too many. */
static int take_bytes(int fd, cl_text *text)
{
    char bytes[FILLER];
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);

    if (got > 0)
        return cl_text_add(text, bytes, (size_t)got) == 0 ? 1 : -2;
    if (got == 0)
        return 0;
    return is_not_yet() ? -1 : -2;
}

static int hear(cl_relay *relay, line *l, cl_error *e)
{
    int got = take_bytes(l->server, &l->out);
    size_t length = 0;
    cl_frame frame;

    if (got == -1)
        return 0;
    frame = cl_frame_find(&length, cl_text_view(&l->out), true, strcmp(l->method, "HEAD") == 0);
    if (frame == CL_FRAME_WHOLE) {
        l->out.length = length;
        return begin_giving(relay, l, true, e);
    }
    if (got == 0 && frame == CL_FRAME_CLOSE)
        return begin_giving(relay, l, false, e);
    if (got <= 0 || frame == CL_FRAME_BAD)
        drop_line(l, true); /* the server broke off, and so do we */
    return 0;
}

/* ---- reading requests ---- */

static bool read_line_of_request(line *l)
{
    char version[NAME];

    return sscanf(l->in.at, "%15[A-Z] %2047s %15s", l->method, l->target, version) == 3 &&
           strncmp(version, "HTTP/1.", 7) == 0;
}

static int choose(cl_relay *relay, line *l, cl_error *e)
{
    cl_relay_request request = {l->method, l->target, head_of(&l->in), CL_VIEW_INIT};

    l->chosen = true;
    return relay->hooks.choose != NULL
               ? relay->hooks.choose(relay->hooks.context, &request, &l->fault, e)
               : 0;
}

static int break_in_the_middle(cl_relay *relay, line *l, cl_error *e)
{
    int rc = tell(relay, l, e);

    drop_line(l, true);
    return rc;
}

/* A request is whole: it is passed on, or what is given in its place is given. */
static int act(cl_relay *relay, line *l, cl_error *e)
{
    bool stays = l->fault.answer.length > 0 && l->fault.part == CL_RELAY_WHOLE;

    return l->fault.swallow ? begin_giving(relay, l, stays, e) : pass_on(relay, l, e);
}

static int read_request(cl_relay *relay, line *l, cl_error *e)
{
    int got = take_bytes(l->client, &l->in), rc = 0;
    cl_frame frame;

    if (got == -1)
        return 0;
    frame =
        got == 1 ? cl_frame_find(&l->in_whole, cl_text_view(&l->in), false, false) : CL_FRAME_BAD;
    if (frame != CL_FRAME_BAD && !l->chosen && cl_frame_head(cl_text_view(&l->in)) != 0)
        rc = read_line_of_request(l) ? choose(relay, l, e) : (int)(frame = CL_FRAME_BAD);
    if (frame == CL_FRAME_BAD) {
        drop_line(l, false);
        return 0;
    }
    if (rc == 0 && l->chosen && l->fault.mid)
        return break_in_the_middle(relay, l, e);
    return rc == 0 && frame == CL_FRAME_WHOLE ? act(relay, l, e) : rc;
}

/* A client that hangs up while something waits for its time is gone. */
static bool has_hung_up(const line *l)
{
    char byte;

    return recv(l->client, &byte, 1, MSG_PEEK) == 0;
}

/* ---- the step ---- */

static void take_connection(cl_relay *relay)
{
    int fd = accept(relay->listener, NULL, NULL);

    if (fd < 0)
        return;
    for (size_t i = 0; i < CONNECTIONS; i++) {
        if (relay->lines[i].client < 0) {
            relay->lines[i].client = prepare_socket(fd);
            return;
        }
    }
    (void)close(fd);
}

static void prepare_line(const line *l, cl_waits *waits)
{
    bool held = l->phase == GIVING && l->held_until > now() && l->done >= l->held_at;

    if (l->client < 0)
        return;
    if (held)
        cl_waits_at_most(waits, l->held_until - now());
    (void)cl_waits_add(waits, l->client, l->phase == READING || held, l->phase == GIVING && !held);
    if (l->server >= 0)
        (void)cl_waits_add(waits, l->server, l->phase == LISTENING, l->phase == SENDING);
}

int cl_relay_prepare(cl_relay *relay, cl_waits *waits, cl_error *e)
{
    if (relay->listener < 0 && now() >= relay->away_until)
        relay->listener = open_listener(&relay->port);
    if (relay->listener < 0)
        cl_waits_at_most(waits, relay->away_until - now() + 1);
    else if (!cl_waits_add(waits, relay->listener, true, false))
        return cl_fail(e, CL_E_NET, "too many descriptors are open for select");
    for (size_t i = 0; i < CONNECTIONS; i++)
        prepare_line(&relay->lines[i], waits);
    return 0;
}

static bool is_ready(const fd_set *set, int fd)
{
    return fd >= 0 && FD_ISSET(fd, set);
}

static int run_line(cl_relay *relay, line *l, const cl_waits *waits, cl_error *e)
{
    switch (l->phase) {
    case READING:
        return is_ready(&waits->reads, l->client) ? read_request(relay, l, e) : 0;
    case SENDING:
        if (is_ready(&waits->writes, l->server))
            send_request(l);
        return 0;
    case LISTENING:
        return is_ready(&waits->reads, l->server) ? hear(relay, l, e) : 0;
    case GIVING:
        break;
    }
    if (is_ready(&waits->reads, l->client) && has_hung_up(l))
        drop_line(l, false);
    else if (!give(relay, l))
        drop_line(l, false);
    return 0;
}

int cl_relay_run(cl_relay *relay, const cl_waits *waits, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < CONNECTIONS; i++)
        if (relay->lines[i].client >= 0)
            rc = run_line(relay, &relay->lines[i], waits, e);
    /* Last, so that a descriptor that was closed above and comes again is not taken for ready. */
    if (rc == 0 && is_ready(&waits->reads, relay->listener))
        take_connection(relay);
    return rc;
}
