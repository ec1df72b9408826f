/* SPDX-License-Identifier: MIT
 *
 * `submit` in this process, ended by SIGKILL at the nth point: before and after each commit, before
 * and after each request is begun, while it is on the wire, when its answer is here. The points are
 * put in by the linker (--wrap), the product knows nothing of them.
 *
 *   crash N DATABASE SHARE PORTALS APPLICATION…   without a kill: exit status of the verb, and
 *                                                 "points: N" on stdout
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "portal_line.h"
#include "session.h"
#include "store.h"

int __real_cl_store_commit(cl_store *store, cl_error *e);
int __wrap_cl_store_commit(cl_store *store, cl_error *e);
void __real_cl_portal_line_begin(cl_line_call *call, cl_portal_line *line,
                                 const cl_exchange *exchange, cl_http_result *result);
void __wrap_cl_portal_line_begin(cl_line_call *call, cl_portal_line *line,
                                 const cl_exchange *exchange, cl_http_result *result);
bool __real_cl_line_call_step(cl_line_call *call);
bool __wrap_cl_line_call_step(cl_line_call *call);
int __real_cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e);
int __wrap_cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e);

void *__real_cl_malloc(size_t size);
void *__wrap_cl_malloc(size_t size);
void *__real_cl_calloc(size_t count, size_t size);
void *__wrap_cl_calloc(size_t count, size_t size);
void *__real_cl_realloc(void *block, size_t size);
void *__wrap_cl_realloc(void *block, size_t size);

enum { APPLICATIONS = 8 };

static long passed, last;           /* points */
static long allocated, failing_one; /* allocations; 0: none fails */

static void point(void)
{
    if (++passed == last)
        (void)raise(SIGKILL);
}

static bool fails(void)
{
    return failing_one > 0 && ++allocated == failing_one;
}

void *__wrap_cl_malloc(size_t size)
{
    return fails() ? NULL : __real_cl_malloc(size);
}

void *__wrap_cl_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_cl_calloc(count, size);
}

void *__wrap_cl_realloc(void *block, size_t size)
{
    return fails() ? NULL : __real_cl_realloc(block, size);
}

int __wrap_cl_store_commit(cl_store *store, cl_error *e)
{
    bool outermost = cl_store_depth(store) == 1; /* what is inside another one is on no disk yet */
    int rc;

    if (outermost)
        point();
    rc = __real_cl_store_commit(store, e);
    if (outermost)
        point();
    return rc;
}

static int on_their_way; /* waits that are points: connecting, then sending */

void __wrap_cl_portal_line_begin(cl_line_call *call, cl_portal_line *line,
                                 const cl_exchange *exchange, cl_http_result *result)
{
    point();
    __real_cl_portal_line_begin(call, line, exchange, result);
    point();
    on_their_way = 2;
}

int __wrap_cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e)
{
    int rc = __real_cl_http_crowd_wait(crowd, milliseconds, e);

    if (on_their_way > 0) {
        on_their_way--;
        point();
    }
    return rc;
}

bool __wrap_cl_line_call_step(cl_line_call *call)
{
    bool done = __real_cl_line_call_step(call);

    if (done)
        point();
    return done;
}

int main(int argc, char **argv)
{
    cl_argument named[APPLICATIONS];
    cl_arguments arguments = {named, 0};
    cl_session_options options = {.today = "2021-04-20"};
    cl_error error = CL_ERROR_INIT;
    cl_session *session;
    int rc;

    if (argc < 6 || argc - 5 > APPLICATIONS)
        return 2;
    for (int i = 5; i < argc; i++)
        named[arguments.count++] = (cl_argument){"application", argv[i]};
    if (argv[1][0] == 'm')
        failing_one = strtol(argv[1] + 1, NULL, 10);
    else
        last = strtol(argv[1], NULL, 10);
    options.database = argv[2];
    options.share = argv[3];
    options.portals = argv[4];
    rc = cl_session_open(&session, &options, &error);
    if (rc == 0)
        rc = cl_session_run(session, "submit", &arguments, NULL, &error);
    cl_session_close(session);
    if (rc != 0)
        fprintf(stderr, "%s\n", error.message);
    printf("points: %ld\n", passed);
    if (allocated < failing_one)
        puts("not hit");
    return rc;
}
