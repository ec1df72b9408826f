/* SPDX-License-Identifier: MIT
 *
 * Runs hostile Lua files, each in a process of its own, and holds what comes of them against what
 * they say in their first lines:
 *
 *   -- expect: 1.lua:4: stopped: loading an edition may take 20000000 instructions
 *
 * Every line that is expected, and no other, has to be printed. The kind of file is the part of its
 * name before the first '-': programme (loaded), decide
 * and compute (loaded, then an application is decided), report, dialect, script, settings. CPU time
 * and memory of the process are bounded by the table `worlds`; a process that dies is a failure.
 *
 *   attack [--times] FILE…       --times prints what each used
 *   attack --update FILE…        writes what came into the files; review the difference
 *
 * An edition gets its head in place of its first line, so that line numbers are those of the file.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "console.h"
#include "decide.h"
#include "dialect.h"
#include "dossier.h"
#include "programme_load.h"
#include "report.h"
#include "settings.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum {
    LINES = 8,           /* of an outcome; the rest is counted */
    TEXT = 16384,        /* of an outcome */
    SLOWER = 10,         /* a sanitizer slows down */
    WALL_SECONDS = 120,  /* the net below CPU time */
    TYPED_AFTER = 300000 /* microseconds after which a script is interrupted */
};

static const char edition_head[] =
    "programme \"attack\" { edition = \"1\", currency = \"GBP\", title = \"Made\", in_force = { "
    "from = \"2021-01-01\" } } clause \"C1\" { source = \"our page\", sense = \"A rule.\" } "
    "dossier { field \"activities\" { kind = \"number\", about = \"activities\" }, "
    "field \"total\" { kind = \"money\", about = \"total cost\" }, "
    "field \"kind\" { kind = \"choice\", choices = { \"visit\", \"event\" }, about = \"kind\" }, "
    "field \"day\" { kind = \"date\", about = \"day\" }, "
    "field \"name\" { kind = \"text\", about = \"name\" } }\n";

static const char dossier_json[] =
    "{\"programme\": \"attack\", \"date\": \"2021-02-01\", \"activities\": 5, \"total\": "
    "\"100.00\", \"kind\": \"visit\", \"day\": \"2021-03-01\", \"name\": \"Clyde\"}";

static const char snapshot_json[] = "{\"count\": 3, \"name\": \"Clyde\", \"list\": [1, 2, 3]}";

static char folder[64];

static void path_of(char out[256], const char *name)
{
    snprintf(out, 256, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *head, const char *body)
{
    char path[256];
    FILE *file;

    path_of(path, name);
    file = fopen(path, "w");
    if (file == NULL || fputs(head, file) < 0 || fputs(body, file) < 0 || fclose(file) != 0) {
        perror(path);
        exit(3);
    }
}

static void print_error(const cl_error *error)
{
    char text[4096];

    cl_error_format(error, text, sizeof text);
    puts(text);
}

static cl_json *parse(const char *text)
{
    cl_json *json = NULL;
    cl_error error = CL_ERROR_INIT;

    if (cl_json_parse(&json, cl_view_of(text), NULL, 1, &error) != 0)
        print_error(&error);
    return json;
}

/* ---- worlds ---- */

static void print_findings(const cl_findings *findings)
{
    for (size_t i = 0; i < cl_findings_count(findings); i++) {
        cl_text text = CL_TEXT_INIT;

        if (cl_findings_at(findings, i)->severity != CL_FINDING_ERROR)
            continue;
        cl_finding_print(&text, cl_findings_at(findings, i));
        puts(text.at != NULL ? text.at : "out of memory");
        cl_text_clear(&text);
    }
}

static cl_programme *load(const char *text)
{
    const char *rest = strchr(text, '\n');
    cl_findings findings = CL_FINDINGS_INIT;
    cl_programme *programme = NULL;
    cl_error error = CL_ERROR_INIT;
    char path[256];
    const char *roots[1] = {folder};
    int rc;

    path_of(path, "attack");
    mkdir(path, 0700);
    path_of(path, "lib");
    mkdir(path, 0700);
    write_file("attack/1.lua", edition_head, rest != NULL ? rest + 1 : "");
    write_file("lib/self.lua", "", text);
    path_of(path, "attack");
    rc = cl_programme_load(&programme, path, "1.lua", roots, 1, &findings, &error);
    print_findings(&findings);
    if (rc != 0 && cl_findings_count(&findings) == 0)
        print_error(&error);
    cl_findings_clear(&findings);
    return programme;
}

static void run_programme(const char *text)
{
    cl_programme *programme = load(text);

    if (programme != NULL)
        puts("loaded");
    cl_programme_free(programme);
}

static void decide(const cl_programme *programme, const cl_json *json)
{
    cl_dossier dossier = CL_DOSSIER_INIT;
    cl_findings findings = CL_FINDINGS_INIT;
    cl_evaluator evaluator = {0};
    cl_decision decision = {0};
    cl_error error = CL_ERROR_INIT;
    cl_text text = CL_TEXT_INIT;
    int rc = cl_dossier_read(&dossier, &programme->schema, "GBP", json, &findings, &error);

    print_findings(&findings);
    if (rc == 0)
        rc = cl_evaluator_init(&evaluator, programme, &error);
    if (rc == 0)
        rc = cl_decide(&decision, &evaluator, &dossier, NULL, &error);
    if (rc != 0)
        print_error(&error);
    else if (decision.grant.known)
        printf("grant %lld\n", (long long)decision.grant.low.minor);
    else
        puts("grant unknown");
    cl_text_clear(&text);
    cl_decision_clear(&decision);
    cl_evaluator_clear(&evaluator);
    cl_findings_clear(&findings);
    cl_dossier_clear(&dossier);
}

/* Twice: what one decision leaves behind must not show in the next. */
static void run_decide(const char *text)
{
    cl_programme *programme = load(text);
    cl_json *json = parse(dossier_json);

    for (int i = 0; programme != NULL && i < 2; i++)
        decide(programme, json);
    cl_json_free(json);
    cl_programme_free(programme);
}

static void run_report(const char *text)
{
    cl_json *json = parse(snapshot_json);
    cl_report *report = NULL;
    cl_error error = CL_ERROR_INIT;
    cl_text out = CL_TEXT_INIT;
    int rc;

    write_file("attack.lua", "", text);
    rc = cl_report_open(&report, folder, "attack", &error);
    if (rc == 0)
        rc = cl_report_render(report, &out, cl_json_root(json), &error);
    if (rc != 0)
        print_error(&error);
    else
        printf("rendered %.*s\n", (int)(out.length < 60 ? out.length : 60),
               out.at != NULL ? out.at : "");
    cl_text_clear(&out);
    cl_report_close(report);
    cl_json_free(json);
}

static int call_dialect(cl_dialect *dialect, const cl_json_value *delivery, cl_error *e)
{
    static const char *const headers[][2] = {{"content-type", "application/json"}};
    cl_dialect_response response = {200, headers, 1, CL_VIEW("{\"id\": \"X1\"}")};
    cl_dialect_request request = {.method = NULL};
    cl_dialect_answer answer = {.meaning = CL_MEANS_NOTHING};
    const char *steps[CL_DIALECT_STEPS] = {NULL};
    cl_arena arena = {0};
    size_t count = 0;
    int rc = cl_dialect_steps(dialect, steps, &count, &arena, delivery, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = cl_dialect_make_request(dialect, &request, steps[i], delivery, e);
        if (rc == 0)
            printf("%s %.100s\n", request.method, request.path);
        cl_dialect_request_clear(&request);
        if (rc == 0 && cl_dialect_has(dialect, "answer"))
            rc = cl_dialect_read_answer(dialect, &answer, steps[i], &response, delivery, e);
        cl_dialect_answer_clear(&answer);
    }
    cl_arena_clear(&arena);
    return rc;
}

static void run_dialect(const char *text)
{
    cl_json *json = parse(snapshot_json);
    cl_dialect *dialect = NULL;
    cl_error error = CL_ERROR_INIT;
    int rc;

    write_file("attack.lua", "", text);
    rc = cl_dialect_open(&dialect, folder, "attack", &error);
    if (rc == 0)
        rc = call_dialect(dialect, cl_json_root(json), &error);
    if (rc != 0)
        print_error(&error);
    else
        puts("answered");
    cl_dialect_close(dialect);
    cl_json_free(json);
}

static cl_console *typed_at;

static void control_c(int signal)
{
    (void)signal;
    cl_console_interrupt(typed_at);
}

static void print_bytes(void *context, cl_view bytes)
{
    (void)context;
    fwrite(bytes.at, 1, bytes.length < 200 ? bytes.length : 200, stdout);
}

/* A script has no budget but memory; a person stops it. */
static void run_script(const char *text)
{
    const struct itimerval soon = {{0, TYPED_AFTER}, {0, TYPED_AFTER}}, never = {{0, 0}, {0, 0}};
    cl_console_options options = {.memory = (size_t)24 << 20,
                                  .read_folder = folder,
                                  .write_folder = folder,
                                  .write = print_bytes};
    cl_error error = CL_ERROR_INIT;
    int rc = cl_console_open(&typed_at, &options, &error);

    if (rc == 0) {
        signal(SIGVTALRM, control_c);
        setitimer(ITIMER_VIRTUAL, &soon, NULL);
        rc = cl_console_run_text(typed_at, cl_view_of(text), "script.lua", NULL, 0, &error);
        setitimer(ITIMER_VIRTUAL, &never, NULL);
    }
    if (rc != 0)
        print_error(&error);
    else
        puts("ended");
    cl_console_close(typed_at);
}

static void run_settings(const char *text)
{
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    char path[256];

    write_file("portals.lua", "", text);
    path_of(path, "portals.lua");
    if (cl_settings_read(&out, NULL, path, cl_settings_portals, &error) != 0)
        print_error(&error);
    else
        printf("read %s\n", out.at != NULL ? out.at : "");
    cl_text_clear(&out);
}

static const struct world {
    const char *name;
    void (*run)(const char *text);
    int seconds, mebibytes; /* what the process may use */
} worlds[] = {
    {"programme", run_programme, 2, 64}, {"decide", run_decide, 2, 64},
    {"compute", run_decide, 2, 64},      {"report", run_report, 20, 340},
    {"dialect", run_dialect, 2, 64},     {"script", run_script, 2, 64},
    {"settings", run_settings, 2, 64},
};

/* ---- one file ---- */

static const struct world *world_of(const char *name)
{
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        size_t length = strlen(worlds[i].name);

        if (strncmp(name, worlds[i].name, length) == 0 && name[length] == '-')
            return &worlds[i];
    }
    return NULL;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    long size;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        perror(path);
        exit(3);
    }
    rewind(file);
    text = calloc(1, (size_t)size + 1);
    if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        exit(3);
    }
    fclose(file);
    return text;
}

static void bound(int resource, rlim_t most)
{
    struct rlimit limit = {most, most};

    setrlimit(resource, &limit);
}

static void attack(const struct world *world, const char *text, int out)
{
    bound(RLIMIT_CPU, (rlim_t)(world->seconds * (SANITIZED ? SLOWER : 1) + 5));
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_FSIZE, 4 << 20);
    bound(RLIMIT_NOFILE, 32);
    if (!SANITIZED)
        bound(RLIMIT_AS, (rlim_t)1 << 30);
    alarm(WALL_SECONDS);
    dup2(out, STDOUT_FILENO);
    world->run(text);
    fflush(stdout);
    exit(0); /* with its handlers: a leak check runs here */
}

/* Whether instructions or CPU time end first depends on the machine: "may take …" in both cases. */
static const char *skip_budget(const char *at)
{
    static const char words[] = " may take ";
    size_t length = strlen(words);

    return strncmp(at, words, length) == 0 && at[length] >= '0' && at[length] <= '9' ? at + length
                                                                                     : NULL;
}

/* What the child prints, its folder written FOLDER, at most LINES lines. */
static void collect(int in, char out[TEXT])
{
    static char all[1 << 18];
    size_t length = 0, used = 0;
    ssize_t got;
    int lines = 0;

    while (length < sizeof all - 1 && (got = read(in, all + length, sizeof all - 1 - length)) > 0)
        length += (size_t)got;
    all[length] = '\0';
    for (const char *at = all; *at != '\0' && used < TEXT - 256;) {
        if (strncmp(at, folder, strlen(folder)) == 0) {
            used += (size_t)snprintf(out + used, TEXT - used, "FOLDER");
            at += strlen(folder);
            continue;
        }
        if (skip_budget(at) != NULL) {
            used += (size_t)snprintf(out + used, TEXT - used, " may take …");
            at = skip_budget(at) + strcspn(skip_budget(at), "\n");
            continue;
        }
        lines += *at == '\n';
        out[used++] = *at++;
        if (lines == LINES && *at != '\0') {
            used += (size_t)snprintf(out + used, TEXT - used, "and more\n");
            break;
        }
    }
    out[used] = '\0';
}

static const char mark[] = "-- expect: ";

static void expected_of(const char *text, char out[TEXT])
{
    size_t used = 0;

    while (strncmp(text, mark, strlen(mark)) == 0) {
        size_t length = strcspn(text, "\n");

        used += (size_t)snprintf(out + used, TEXT - used, "%.*s\n", (int)(length - strlen(mark)),
                                 text + strlen(mark));
        text += length + (text[length] == '\n');
    }
    out[used] = '\0';
}

/* Line numbers of messages shift with the number of lines that are expected: a second run settles
 * them. */
static void update(const char *path, const char *text, const char *found)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        exit(3);
    while (strncmp(text, mark, strlen(mark)) == 0)
        text += strcspn(text, "\n") + 1;
    while (*found != '\0') {
        size_t length = strcspn(found, "\n");

        fprintf(file, "%s%.*s\n", mark, (int)length, found);
        found += length + (found[length] == '\n');
    }
    fputs(text, file);
    fclose(file);
}

static void remove_folder(void)
{
    static const char *const names[] = {"attack/1.lua", "lib/self.lua", "attack", "lib",
                                        "attack.lua",   "portals.lua",  ""};
    char path[256];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, names[i]);
        remove(path);
    }
}

static bool outcome_fits(const char *path, const char *expected, const char *found)
{
    if (strcmp(expected, found) == 0)
        return true;
    if (SANITIZED && strstr(found, " may take …\n") != NULL)
        return true; /* it is slow enough for the limit on CPU time to be the first */
    printf("%s:\n  expected %s  found    %s", path, expected, found);
    return false;
}

static bool within_bounds(const char *path, const struct world *world, const struct rusage *used,
                          bool times)
{
    double seconds = (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
                     (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
    long mebibytes = used->ru_maxrss / 1024;
    bool fits = seconds <= world->seconds * (SANITIZED ? SLOWER : 1) &&
                (SANITIZED || mebibytes <= world->mebibytes);

    if (times || !fits)
        printf("%s: %.2f s, %ld MiB%s\n", path, seconds, mebibytes,
               fits ? "" : ", more than it may");
    return fits;
}

static bool check(const char *path, bool times, bool updating)
{
    static char expected[TEXT], found[TEXT];
    const char *slash = strrchr(path, '/');
    const struct world *world = world_of(slash != NULL ? slash + 1 : path);
    char *text = read_file(path);
    struct rusage used;
    int pipes[2], status;
    bool fits = true;
    pid_t child;

    if (world == NULL) {
        printf("%s: the name begins with no world\n", path);
        free(text);
        return false;
    }
    snprintf(folder, sizeof folder, "/tmp/clachan-attack-XXXXXX");
    if (mkdtemp(folder) == NULL || pipe(pipes) != 0) {
        perror("attack");
        exit(3);
    }
    fflush(stdout);
    child = fork();
    if (child == 0) {
        close(pipes[0]);
        attack(world, text, pipes[1]);
    }
    close(pipes[1]);
    collect(pipes[0], found);
    close(pipes[0]);
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror("attack");
        exit(3);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        printf("%s: the process died, status %d\n%s", path, status, found);
        fits = false;
    }
    expected_of(text, expected);
    if (updating && fits && strcmp(expected, found) != 0)
        update(path, text, found);
    else if (!outcome_fits(path, expected, found))
        fits = false;
    fits = within_bounds(path, world, &used, times) && fits;
    remove_folder();
    free(text);
    return fits;
}

int main(int argc, char **argv)
{
    bool times = argc > 1 && strcmp(argv[1], "--times") == 0;
    bool updating = argc > 1 && strcmp(argv[1], "--update") == 0;
    int failures = 0, first = times || updating ? 2 : 1;

    if (first >= argc) {
        fputs("usage: attack [--times | --update] FILE...\n", stderr);
        return 2;
    }
    for (int i = first; i < argc; i++)
        failures += !check(argv[i], times, updating);
    printf("%d files, %d failures\n", argc - first, failures);
    return failures == 0 ? 0 : 1;
}
