/* SPDX-License-Identifier: MIT
 *
 * `submit` in this process, ended by SIGKILL at the nth point: before and after each commit, before
 * and after each request. The points are put in by the linker (--wrap), the product knows nothing
 * of them.
 *
 *   crash N DATABASE SHARE PORTALS    without a kill: exit status of the verb, and "points: N" on
 * stdout
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
int __real_cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange,
                               cl_http_result *result, cl_error *e);
int __wrap_cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange,
                               cl_http_result *result, cl_error *e);

void *__real_cl_malloc(size_t size);
void *__wrap_cl_malloc(size_t size);
void *__real_cl_calloc(size_t count, size_t size);
void *__wrap_cl_calloc(size_t count, size_t size);
void *__real_cl_realloc(void *block, size_t size);
void *__wrap_cl_realloc(void *block, size_t size);

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

int __wrap_cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange,
                               cl_http_result *result, cl_error *e)
{
    int rc;

    point();
    rc = __real_cl_portal_line_send(line, exchange, result, e);
    point();
    return rc;
}

int main(int argc, char **argv)
{
    static const cl_argument named[] = {{"application", "APP-1"}};
    const cl_arguments arguments = {named, 1};
    cl_session_options options = {.today = "2021-04-20"};
    cl_error error = CL_ERROR_INIT;
    cl_session *session;
    int rc;

    if (argc != 5)
        return 2;
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
