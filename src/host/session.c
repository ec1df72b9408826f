/* SPDX-License-Identifier: MIT
 *
 * Opening a session: where the database, the programmes and the scripts are, which day it is, who
 * acts. The only file that reads the clock.
 */
#include "session.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alloc.h"
#include "console.h"
#include "file.h"
#include "session_parts.h"

static int64_t clock_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum { HOUR = 60 * 60 * 1000, DAY = 24 * HOUR };

/* The day is the United Kingdom's, where deadlines end. With --today the clock's time of day stays,
 * so that events of a rehearsal are in order; near midnight it is moved by the hour that summer
 * makes, so that they are on that day. */
static int set_day(cl_session *session, const char *today, cl_error *e)
{
    int64_t now = clock_milliseconds();
    int rc;

    session->today = cl_date_in_uk(now);
    session->shift = 0;
    if (today == NULL)
        return 0;
    rc = cl_date_parse(&session->today, cl_view_of(today), e);
    if (rc != 0) {
        cl_error_place(e, NULL, 0, "today");
        return rc;
    }
    session->shift = ((int64_t)session->today - cl_date_in_uk(now)) * DAY;
    session->shift += (int64_t)(session->today - cl_date_in_uk(now + session->shift)) * HOUR;
    return 0;
}

/* The folder of the running program, as a text that ends with '/'; empty when it cannot be told. */
static void program_folder(cl_text *out)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    const char *slash;

    if (length <= 0)
        return;
    path[length] = '\0';
    slash = strrchr(path, '/');
    if (slash != NULL)
        cl_text_add(out, path, (size_t)(slash - path) + 1);
}

/* share/clachan beside the program (a build tree, an installed tree that was moved), else where it
 * was to be installed. */
static char *find_share(const char *given)
{
    cl_text beside = CL_TEXT_INIT;

    if (given != NULL)
        return cl_strdup(given);
    program_folder(&beside);
    cl_text_add_string(&beside, "../share/clachan");
    if (beside.at != NULL && cl_folder_exists(beside.at))
        return cl_text_take(&beside);
    cl_text_clear(&beside);
    return cl_strdup(CLACHAN_SHARE);
}

static char *join(const char *folder, const char *name)
{
    cl_text path = CL_TEXT_INIT;

    cl_text_format(&path, "%s/%s", folder, name);
    return cl_text_take(&path);
}

static int add_rules(cl_session *session, const char *folder, size_t length)
{
    char *copy = cl_strndup(folder, length);

    if (copy == NULL)
        return CL_E_MEMORY;
    if (cl_vec_add(&session->rules, &copy) != 0) {
        cl_free(copy);
        return CL_E_MEMORY;
    }
    return 0;
}

/* $CLACHAN_RULES holds folders separated by ':'. */
static int add_rules_path(cl_session *session, const char *path)
{
    int rc = 0;

    while (rc == 0) {
        size_t length = strcspn(path, ":");

        if (length > 0)
            rc = add_rules(session, path, length);
        if (path[length] == '\0')
            break;
        path += length + 1;
    }
    return rc;
}

static int find_rules(cl_session *session, const cl_session_options *options)
{
    const char *path = getenv("CLACHAN_RULES");
    int rc = 0;
    char *installed;

    for (size_t i = 0; i < options->rules_count && rc == 0; i++)
        rc = add_rules(session, options->rules[i], strlen(options->rules[i]));
    if (rc != 0 || options->rules_count > 0)
        return rc;
    if (path != NULL && *path != '\0')
        return add_rules_path(session, path);
    installed = join(session->share, "rules");
    if (installed == NULL)
        return CL_E_MEMORY;
    rc = add_rules(session, installed, strlen(installed));
    cl_free(installed);
    return rc;
}

static char *choose(const char *given, const char *variable, const char *otherwise)
{
    const char *value = getenv(variable);

    if (given != NULL)
        return cl_strdup(given);
    return cl_strdup(value != NULL && *value != '\0' ? value : otherwise);
}

/* portals.lua beside the database. */
static char *find_portals(const cl_session *session, const char *given)
{
    const char *slash = strrchr(session->database, '/');
    cl_text beside = CL_TEXT_INIT;
    char *path;

    if (slash != NULL)
        cl_text_add(&beside, session->database, (size_t)(slash - session->database) + 1);
    cl_text_add_string(&beside, "portals.lua");
    path = choose(given, "CLACHAN_PORTALS", beside.at == NULL ? "portals.lua" : beside.at);
    cl_text_clear(&beside);
    return path;
}

static char *find_actor(const char *given)
{
    const struct passwd *user;
    cl_text number = CL_TEXT_INIT;

    if (given != NULL && *given != '\0')
        return cl_strdup(given);
    user = getpwuid(geteuid());
    if (user != NULL && user->pw_name[0] != '\0')
        return cl_strdup(user->pw_name);
    cl_text_format(&number, "user %ld", (long)geteuid());
    return cl_text_take(&number);
}

int cl_session_open(cl_session **out, const cl_session_options *options, cl_error *e)
{
    cl_session *session = cl_calloc(1, sizeof *session);
    int rc;

    *out = NULL;
    if (session == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    session->rules = (cl_vec)CL_VEC_INIT(char *);
    session->editions = (cl_vec)CL_VEC_INIT(cl_loaded *);
    session->machines = (cl_vec)CL_VEC_INIT(cl_kept_machine *);
    session->dry_run = options->dry_run;
    if (options->actor != NULL && strncmp(options->actor, "system:", 7) == 0) {
        cl_session_close(session);
        return cl_fail(e, CL_E_MISUSE,
                       "'%s' is no person: the system acts through tick, submit and poll only",
                       options->actor);
    }
    rc = set_day(session, options->today, e);
    if (rc == 0)
        rc = cl_session_set_past(session, options, e);
    if (rc == 0) {
        session->share = find_share(options->share);
        session->database = choose(options->database, "CLACHAN_DB", "clachan.db");
        session->actor = find_actor(options->actor);
        if (session->share == NULL || session->database == NULL || session->actor == NULL ||
            (session->portals = find_portals(session, options->portals)) == NULL ||
            (session->scripts = join(session->share, "scripts")) == NULL ||
            find_rules(session, options) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (rc != 0)
        cl_session_close(session);
    else
        *out = session;
    return rc;
}

void cl_session_close(cl_session *session)
{
    if (session == NULL)
        return;
    cl_session_forget_editions(session);
    cl_session_forget_machines(session);
    cl_store_close(session->store);
    cl_names_clear(&session->rules);
    cl_free(session->share);
    cl_free(session->scripts);
    cl_free(session->database);
    cl_free(session->portals);
    cl_free(session->actor);
    cl_free(session);
}

int cl_session_open_store(cl_session *session, bool create, cl_error *e)
{
    int rc;

    cl_store_options options = CL_STORE_OPTIONS_INIT;

    if (session->store != NULL)
        return 0;
    options.create = create;
    options.dry_run = session->dry_run;
    rc = cl_store_open(&session->store, session->database, &options, e);
    if (rc == 0)
        rc = cl_session_find_actor(session, e);
    if (rc != 0) {
        cl_store_close(session->store);
        session->store = NULL;
    }
    return rc == 0 && session->in_past ? cl_session_go_back(session, e) : rc;
}

cl_store *cl_session_store(cl_session *session)
{
    return session->store;
}

const char *cl_session_database(const cl_session *session)
{
    return session->database;
}

cl_date cl_session_today(const cl_session *session)
{
    return session->today;
}

int64_t cl_session_now(const cl_session *session)
{
    return clock_milliseconds() + session->shift;
}

const char *cl_session_actor(const cl_session *session)
{
    return session->actor;
}

const char *cl_session_role(const cl_session *session)
{
    return session->role[0] == '\0' ? NULL : session->role;
}

bool cl_session_dry_run(const cl_session *session)
{
    return session->dry_run;
}

bool cl_session_is_in_past(const cl_session *session)
{
    return session->in_past;
}

const char *cl_session_portals(const cl_session *session)
{
    return session->portals;
}

const char *cl_session_scripts(const cl_session *session)
{
    return session->scripts;
}

void cl_session_interrupt(cl_session *session)
{
    struct cl_console *console = session->console;

    session->interrupted = 1;
    if (console != NULL)
        cl_console_interrupt(console);
}

int cl_session_watch(cl_session *session, struct cl_console *console, cl_error *e)
{
    if (console != NULL && session->console != NULL)
        return cl_fail(e, CL_E_STATE, "the session has a console already");
    session->console = console;
    return 0;
}

bool cl_session_interrupted(const cl_session *session)
{
    return session->interrupted != 0;
}

void cl_session_hold(cl_session *session, const char *name, cl_view text)
{
    session->held_name = name;
    session->held = text;
}

/* A file without a name: readers of dossiers read descriptors. */
static int open_text(cl_view text)
{
    FILE *file = tmpfile();
    int fd = -1;

    if (file == NULL)
        return -1;
    if (fwrite(text.at, 1, text.length, file) == text.length && fflush(file) == 0 &&
        fseek(file, 0, SEEK_SET) == 0)
        fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
    fclose(file);
    return fd;
}

int cl_session_open_dossiers(const cl_session *session, const char *path)
{
    if (session->held_name != NULL && strcmp(path, session->held_name) == 0)
        return open_text(session->held);
    return open(path, O_RDONLY | O_CLOEXEC);
}
