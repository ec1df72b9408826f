/* SPDX-License-Identifier: MIT
 *
 * What sending costs: a queue of deliveries through the whole program, every commit on disk,
 * against `curl --parallel` with the same bodies, server and machine, in turns, so that a busy
 * machine slows both. And what choosing the next delivery costs in a long queue, and memory with
 * it.
 *
 *   delivery_bench SHARE              the table of delivery.md, section 12
 *   delivery_bench SHARE --smoke      a few of each: that all of it works
 *   delivery_bench SHARE --check      a target that is missed is an error
 *   delivery_bench SHARE --only WORD  the rows whose name begins with it: "plain", "TLS", "queue"
 */
#define _GNU_SOURCE /* mkdtemp, pipe */
#include <microhttpd.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "arena.h"
#include "file.h"
#include "outbox.h"
#include "session.h"
#include "store.h"
#include "text.h"

enum { BODY = 20000, PATH = 512, ROUNDS_MOST = 15 };

extern char **environ;

static const char *share;
static char *folder;
static const char *only = "";
static bool smoke;
static int missed;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "delivery_bench: %s: %s\n", what, why != NULL ? why : "");
    exit(2);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void path_of(char out[PATH], const char *name)
{
    (void)snprintf(out, PATH, "%s/%s", folder, name);
}

static void run_shell(const char *script)
{
    const char *const arguments[] = {"sh", "-c", script, "sh", folder, NULL};
    pid_t child;
    int status;

    if (posix_spawnp(&child, "sh", NULL, NULL, (char *const *)(uintptr_t)arguments, environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0)
        die("shell", script);
}

/* ---- the server, in a process of its own ---- */

typedef struct server {
    pid_t process;
    int stop; /* closing it ends the process */
    unsigned port;
} server;

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **seen)
{
    static char text[] = "{\"ok\":true}";
    static int begun;
    struct MHD_Response *response;
    enum MHD_Result done;

    (void)context;
    (void)url;
    (void)method;
    (void)version;
    (void)data;
    if (*seen == NULL) {
        *seen = &begun;
        return MHD_YES;
    }
    if (*size > 0) {
        *size = 0;
        return MHD_YES;
    }
    response = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    (void)MHD_add_response_header(response, "Content-Type", "application/json");
    done = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return done;
}

static struct MHD_Daemon *listen_here(bool tls)
{
    static cl_text key = CL_TEXT_INIT, certificate = CL_TEXT_INIT;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    char path[PATH];

    if (!tls)
        return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL,
                                MHD_OPTION_SOCK_ADDR, &here, MHD_OPTION_CONNECTION_LIMIT, 256u,
                                MHD_OPTION_END);
    path_of(path, "portal.key");
    if (cl_file_read(&key, path, 1 << 20, NULL) != 0)
        die(path, "cannot be read");
    path_of(path, "portal.crt");
    if (cl_file_read(&certificate, path, 1 << 20, NULL) != 0)
        die(path, "cannot be read");
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TLS, 0, NULL, NULL, answer,
                            NULL, MHD_OPTION_SOCK_ADDR, &here, MHD_OPTION_CONNECTION_LIMIT, 256u,
                            MHD_OPTION_HTTPS_MEM_KEY, key.at, MHD_OPTION_HTTPS_MEM_CERT,
                            certificate.at, MHD_OPTION_END);
}

static void serve(bool tls, int told, int stop)
{
    struct MHD_Daemon *daemon = listen_here(tls);
    const union MHD_DaemonInfo *info;
    unsigned port;
    char byte;

    if (daemon == NULL)
        _exit(2);
    info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    port = info->port;
    if (write(told, &port, sizeof port) != (ssize_t)sizeof port)
        _exit(2);
    while (read(stop, &byte, 1) < 0)
        ;
    MHD_stop_daemon(daemon);
    _exit(0);
}

static void start(server *out, bool tls)
{
    int told[2], stop[2];

    if (pipe(told) != 0 || pipe(stop) != 0)
        die("pipe", NULL);
    out->process = fork();
    if (out->process == 0) {
        (void)close(stop[1]);
        serve(tls, told[1], stop[0]);
    }
    (void)close(told[1]);
    (void)close(stop[0]);
    out->stop = stop[1];
    (void)fcntl(out->stop, F_SETFD, FD_CLOEXEC);
    if (read(told[0], &out->port, sizeof out->port) != (ssize_t)sizeof out->port)
        die("server", "it did not start");
    (void)close(told[0]);
}

static void stop_server(server *s)
{
    (void)close(s->stop);
    (void)waitpid(s->process, NULL, 0);
}

static void make_certificates(void)
{
    run_shell("exec >/dev/null 2>&1; cd \"$1\" && new='-newkey ec -pkeyopt "
              "ec_paramgen_curve:prime256v1 -nodes' && "
              "openssl req -x509 $new -days 2 -subj /CN=bench -keyout ca.key -out ca.crt && "
              "printf 'subjectAltName=IP:127.0.0.1\\n' >ext && "
              "openssl req $new -subj /CN=portal -keyout portal.key -out portal.csr && "
              "openssl x509 -req -in portal.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 "
              "-extfile ext -out portal.crt");
}

/* ---- an office with a queue ---- */

/* One step, and its answer is taken as it is. `effect` says whether connections may be reused. */
static void write_scripts(void)
{
    static const char dialect[] =
        "return { id = \"bench\", title = \"One step\", edition = \"1\", kinds = { \"submit\" },\n"
        "  files = \"none\", settings = { \"way\" },\n"
        "  steps = function() return { \"send\" } end,\n"
        "  request = function(step, delivery)\n"
        "    local once = delivery.portal.way == \"once\"\n"
        "    return { method = once and \"POST\" or \"PUT\", effect = delivery.portal.way,\n"
        "      path = { \"x\", delivery.reference }, expect = { 200 }, body = delivery.forms.main "
        "}\n"
        "  end }\n";
    char path[PATH];

    path_of(path, "share");
    setenv("BENCH_SHARE", share, 1);
    run_shell(
        "mkdir -p \"$1/share/scripts/portals\" && cd \"$1/share\" && "
        "for f in \"$BENCH_SHARE\"/*; do [ \"${f##*/}\" = scripts ] || ln -sf \"$f\" .; done; "
        "for f in \"$BENCH_SHARE\"/scripts/*; do [ \"${f##*/}\" = portals ] || "
        "ln -sf \"$f\" scripts/; done");
    path_of(path, "share/scripts/portals/bench.lua");
    if (cl_file_write(path, cl_view_of(dialect), NULL) != 0)
        die(path, "cannot be written");
}

static void write_portals(bool tls, const char *way, unsigned port)
{
    cl_text text = CL_TEXT_INIT;
    char path[PATH];

    cl_text_format(&text,
                   "portal \"bench\" { dialect = \"bench\", way = \"%s\", base = "
                   "\"%s://127.0.0.1:%u\", limits = { in_flight = 16 }, programmes = { "
                   "\"connecting-classrooms-scotland\" }, rounds = { any = { } }",
                   way, tls ? "https" : "http", port);
    if (tls)
        cl_text_format(&text, ", tls = { ca = \"%s/ca.crt\" }", folder);
    cl_text_add_string(&text, " }\n");
    path_of(path, "portals.lua");
    if (cl_file_write(path, cl_text_view(&text), NULL) != 0)
        die(path, "cannot be written");
    cl_text_clear(&text);
}

static cl_session *open_session(const char *actor)
{
    static char database[PATH], scripts[PATH], portals[PATH];
    cl_session_options options = {.database = database,
                                  .share = scripts,
                                  .portals = portals,
                                  .today = "2021-04-20",
                                  .actor = actor};
    cl_error error = CL_ERROR_INIT;
    cl_session *session;

    path_of(database, "office.db");
    path_of(scripts, "share");
    path_of(portals, "portals.lua");
    if (cl_session_open(&session, &options, &error) != 0)
        die("session", error.message);
    return session;
}

static void tell_refusal(void *context, const cl_error *error)
{
    (void)context;
    fprintf(stderr, "delivery_bench: %s\n", error->message);
}

/* Runs "verb|name=value|…". */
static void must(cl_session *session, const char *command)
{
    cl_argument items[16];
    cl_arguments arguments = {items, 0};
    bool queues = strstr(command, "queue-only") != NULL; /* which tells that it is not sent yet */
    const cl_sink sink = {.refused = queues ? NULL : tell_refusal};
    cl_error error = CL_ERROR_INIT;
    char copy[512];

    (void)snprintf(copy, sizeof copy, "%s", command);
    for (char *bar = strchr(copy, '|'); bar != NULL; arguments.count++) {
        char *name = bar + 1, *equals = strchr(name, '=');

        *bar = '\0';
        bar = strchr(name, '|');
        *equals = '\0';
        items[arguments.count] = (cl_argument){name, equals + 1};
    }
    if (cl_session_run(session, copy, &arguments, &sink, &error) != 0 && !queues)
        die(command, error.message);
}

/* One application, made as people make it and queued. */
static void make_one(void)
{
    static const char *const commands[] = {
        "init",
        "school add|name=A|country=GB|nation=Scotland|phase=primary|funding=state",
        "school add|name=B|country=GB|nation=Scotland|phase=primary|funding=state",
        "school add|name=C|country=MW|phase=primary|funding=state",
        "school add|name=D|country=MW|phase=primary|funding=state",
        "self-evaluation add|school=SCH-1",
        "self-evaluation add|school=SCH-2",
        "self-evaluation add|school=SCH-3",
        "self-evaluation add|school=SCH-4",
        "cluster create|name=Clyde and Zomba|structure=hub-and-spoke",
        "cluster add|cluster=CLU-1|school=SCH-1|role=lead",
        "cluster add|cluster=CLU-1|school=SCH-2|role=partner",
        "cluster add|cluster=CLU-1|school=SCH-3|role=partner",
        "cluster add|cluster=CLU-1|school=SCH-4|role=partner",
        "cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-3",
        "cluster pair|cluster=CLU-1|school=SCH-2|partner=SCH-4",
        "cluster coordinator|cluster=CLU-1|school=SCH-1|name=A. Teacher",
        ("application start|cluster=CLU-1|programme=connecting-classrooms-scotland@2021|"
         "option=reciprocal-visits|funding-model=visits"),
        "application request|application=APP-1|item=visit|school=SCH-1",
        "application check|application=APP-1",
        "application request-signoff|application=APP-1",
    };
    cl_session *session = open_session("ann"), *head = open_session("B. Head");

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        must(session, commands[i]);
    must(head, "application sign|application=APP-1");
    must(session, "submit|application=APP-1|queue-only=true");
    cl_session_close(head);
    cl_session_close(session);
}

static void sql(sqlite3 *db, const char *text)
{
    char *why = NULL;

    if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
        die(text, why);
}

static void add_copies(cl_text *out, const char *table, const char *columns, const char *values)
{
    cl_text_format(out,
                   "INSERT INTO %s(%s) SELECT %s FROM %s t, k WHERE t.id = 1;"
                   "UPDATE counter SET last = (SELECT max(id) FROM %s) WHERE name = '%s';",
                   table, columns, values, table, table, table);
}

/* The names of a table's columns, and for a copy `n` their values: ids become n + 1, what `changed`
 * lists ("key", value, …, NULL) becomes that. */
static void copy_rows(sqlite3 *db, cl_text *out, const char *table, const char *const *changed)
{
    cl_text columns = CL_TEXT_INIT, values = CL_TEXT_INIT;
    sqlite3_stmt *statement;
    char query[64];

    (void)snprintf(query, sizeof query, "SELECT * FROM %s", table);
    if (sqlite3_prepare_v2(db, query, -1, &statement, NULL) != SQLITE_OK)
        die(table, sqlite3_errmsg(db));
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
        const char *name = sqlite3_column_name(statement, i), *value = NULL;

        for (size_t c = 0; changed[c] != NULL; c += 2)
            value = strcmp(changed[c], name) == 0 ? changed[c + 1] : value;
        cl_text_format(&columns, "%s\"%s\"", i > 0 ? "," : "", name);
        cl_text_format(&values, value != NULL ? "%s%s" : "%st.\"%s\"", i > 0 ? "," : "",
                       value != NULL ? value : name);
    }
    (void)sqlite3_finalize(statement);
    add_copies(out, table, columns.at, values.at);
    cl_text_clear(&columns);
    cl_text_clear(&values);
}

/* `count` deliveries that differ in their application and their body's bytes alone. */
static void multiply(size_t count, bool own_bodies)
{
    static const struct {
        const char *table;
        const char *changed[12];
    } tables[] = {
        {"cluster", {"id", "k.n + 1", NULL}},
        {"application", {"id", "k.n + 1", "cluster", "k.n + 1", NULL}},
        {"revision", {"id", "k.n + 1", "application", "k.n + 1", NULL}},
        {"delivery",
         {"id", "k.n + 1", "application", "k.n + 1", "revision", "k.n + 1", "reference",
          "'app-' || (k.n + 1) || '-r1'", NULL}},
        {"exchange",
         {"id", "k.n + 1", "delivery", "k.n + 1", "body", "1000000 + k.n * $own", "path",
          "'x/app-' || (k.n + 1) || '-r1'", NULL}},
    };
    cl_text text = CL_TEXT_INIT;
    char path[PATH], line[512];
    sqlite3 *db;

    path_of(path, "office.db");
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die(path, "cannot be opened");
    sql(db, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;"
            "DROP TRIGGER exchange_frozen; BEGIN");
    (void)snprintf(line, sizeof line,
                   "CREATE TEMP TABLE k AS WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 "
                   "FROM k WHERE n < %zu) SELECT n FROM k",
                   count - 1);
    sql(db, line);
    (void)snprintf(line, sizeof line,
                   "INSERT INTO personal SELECT 1000000 + n, 'EXC-' || (n + 1), 'body',"
                   " '{\"text\":\"' || printf('%%0%dd', n) || '\"}', randomblob(16)"
                   " FROM (SELECT 0 n UNION ALL SELECT n FROM k) WHERE n = 0 OR %d",
                   BODY - 11, own_bodies);
    sql(db, line);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        copy_rows(db, &text, tables[i].table, tables[i].changed);
    cl_text_add_string(
        &text, "INSERT INTO decision SELECT k.n + 2, t.version, k.n + 1, k.n + 1, t.programme, "
               "t.edition, t.edition_digest, t.files, t.engine, t.schema, t.stage, "
               "t.verdict, t.date, t.granted, t.currency, t.dossier_digest, t.decision, "
               "t.decision_digest, t.facts, t.waivers, t.cause, t.decided_at FROM decision "
               "t, k WHERE t.id = 2; UPDATE counter SET last = 9000000 WHERE name IN "
               "('decision', 'personal');"
               "UPDATE exchange SET body = 1000000 WHERE id = 1; COMMIT");
    for (char *at = strstr(text.at, "$own"); at != NULL; at = strstr(at, "$own"))
        memcpy(at, own_bodies ? "1   " : "0   ", 4);
    sql(db, text.at);
    sql(db, "CREATE TRIGGER exchange_frozen BEFORE UPDATE OF step ON exchange BEGIN SELECT "
            "RAISE(ABORT, 'frozen'); END; PRAGMA wal_checkpoint(TRUNCATE)");
    cl_text_clear(&text);
    (void)sqlite3_close(db);
}

static void remove_office(void)
{
    run_shell("rm -f \"$1\"/office.db*");
}

static void make_queue(size_t count, bool own_bodies)
{
    remove_office();
    make_one();
    multiply(count, own_bodies);
}

/* ---- one round ---- */

static double send_by_curl(bool once, bool tls, unsigned port, size_t count)
{
    /* A header that is empty is not sent. */
    const char *method = once ? "POST" : "PUT", *close_it = once ? "Connection: close" : "X:";
    char url[PATH], body[PATH], ca[PATH];
    const char *const arguments[] = {"curl",
                                     "--no-progress-meter",
                                     "--parallel",
                                     "--parallel-max",
                                     "16",
                                     "--output",
                                     "/dev/null",
                                     "--request",
                                     method,
                                     "--data-binary",
                                     body,
                                     "--header",
                                     "Content-Type: application/json",
                                     "--header",
                                     "Expect:",
                                     "--header",
                                     close_it,
                                     "--cacert",
                                     ca,
                                     url,
                                     NULL};
    double begun;
    pid_t child;
    int status;

    (void)snprintf(url, sizeof url, "%s://127.0.0.1:%u/x/app-[1-%zu]-r1", tls ? "https" : "http",
                   port, count);
    (void)snprintf(body, sizeof body, "@%s/body.json", folder);
    path_of(ca, "ca.crt");
    begun = seconds();
    if (posix_spawnp(&child, "curl", NULL, NULL, (char *const *)(uintptr_t)arguments, environ) !=
            0 ||
        waitpid(child, &status, 0) != child || status != 0)
        die("curl", "it failed");
    return seconds() - begun;
}

static size_t count_in_state(const char *state)
{
    cl_session *session = open_session("ann");
    cl_delivery_filter filter = {.state = state};
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;

    if (cl_session_open_store(session, false, NULL) != 0 ||
        cl_delivery_list(&deliveries, &count, &arena, cl_session_store(session), &filter, NULL) !=
            0)
        die("deliveries", "cannot be read");
    cl_arena_clear(&arena);
    cl_session_close(session);
    return count;
}

static double send_by_us(size_t count)
{
    cl_session *session = open_session("ann");
    double begun = seconds(), took;

    must(session, "submit");
    took = seconds() - begun;
    cl_session_close(session);
    if (count_in_state("acknowledged") != count)
        die("submit", "not all were acknowledged");
    return took;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

static void judge(const char *what, double ratio, double target)
{
    if (ratio > target)
        missed++;
    printf("%-34s %5.2f x curl, target %.1f%s\n", what, ratio, target,
           ratio > target ? "  MISSED" : "");
}

/* Whether the rows of that name are asked for. */
static bool is_wanted(const char *what)
{
    return strncmp(what, only, strlen(only)) == 0;
}

/* Seconds of the processor that this process took: what a busy machine does not change. */
static double processor(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void compare(const char *what, bool tls, const char *way, double target)
{
    size_t count = smoke                             ? 32
                   : strcmp(way, "once") == 0 && tls ? 600
                                                     : 2000,
           rounds = smoke ? 1 : 5;
    double ours[ROUNDS_MOST], theirs[ROUNDS_MOST], used = 0, before;
    server s;

    if (!is_wanted(what))
        return;
    start(&s, tls);
    write_portals(tls, way, s.port);
    for (size_t i = 0; i < rounds; i++) {
        make_queue(count, true);
        before = processor();
        ours[i] = send_by_us(count);
        used += processor() - before;
        theirs[i] = send_by_curl(strcmp(way, "once") == 0, tls, s.port, count);
    }
    stop_server(&s);
    printf("%-34s %6.0f a second, curl %6.0f; %.0f us of the processor each\n", what,
           (double)count / median(ours, rounds), (double)count / median(theirs, rounds),
           used / (double)(count * rounds) * 1e6);
    judge(what, median(ours, rounds) / median(theirs, rounds), target);
}

/* ---- a long queue ---- */

static long resident(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void choose_next(size_t queue)
{
    cl_session *session;
    cl_store *store;
    enum { TIMES = 1000 };
    double begun, took;
    long before;

    if (!is_wanted("queue"))
        return;
    write_portals(false, "repeat", 1);
    make_queue(queue, false);
    before = resident();
    session = open_session("ann");
    if (cl_session_open_store(session, false, NULL) != 0)
        die("store", "cannot be opened");
    store = cl_session_store(session);
    begun = seconds();
    for (int i = 0; i < TIMES; i++) {
        cl_arena arena = CL_ARENA_INIT;
        cl_outbox_item item;
        const char *portal;
        bool found = false;

        if (cl_outbox_portal_after(&portal, &arena, store, "", NULL) != 0 || portal == NULL ||
            cl_outbox_next(&item, &found, &arena, store, portal, INT64_MAX, NULL, 0, NULL) != 0 ||
            !found)
            die("queue", "nothing was chosen");
        cl_arena_clear(&arena);
    }
    took = (seconds() - begun) / TIMES;
    printf("the next of %zu: %.0f us, target 1000%s; %ld KiB more memory\n", queue, took * 1e6,
           took > 1e-3 ? "  MISSED" : "", resident() - before);
    missed += took > 1e-3;
    cl_session_close(session);
}

int main(int argc, char **argv)
{
    static char path[] = "/tmp/clachan-bench-XXXXXX";
    cl_text body = CL_TEXT_INIT;
    char file[PATH];
    bool check = false;

    if (argc < 2)
        die("usage", "delivery_bench SHARE [--smoke|--check|--only WORD]");
    share = realpath(argv[1], NULL); /* which links will point to */
    if (share == NULL)
        die(argv[1], "no such folder");
    smoke = argc > 2 && strcmp(argv[2], "--smoke") == 0;
    check = argc > 2 && strcmp(argv[2], "--check") == 0;
    only = argc > 3 && strcmp(argv[2], "--only") == 0 ? argv[3] : "";
    folder = mkdtemp(path);
    if (folder == NULL)
        die("folder", path);
    (void)signal(SIGPIPE, SIG_IGN);
    write_scripts();
    make_certificates();
    cl_text_format(&body, "{\"text\":\"%0*d\"}", BODY - 11, 1);
    path_of(file, "body.json");
    if (cl_file_write(file, cl_text_view(&body), NULL) != 0)
        die(file, "cannot be written");
    compare("plain, connections reused", false, "repeat", 2.0);
    compare("TLS, connections reused", true, "repeat", 1.5);
    compare("plain, a connection each", false, "once", 1.2);
    compare("TLS, a connection each", true, "once", 1.2);
    choose_next(smoke ? 200 : 100000);
    cl_text_clear(&body);
    run_shell("rm -rf \"$1\"");
    return check && missed > 0;
}
