/* SPDX-License-Identifier: MIT
 *
 * The whole program, ended by SIGKILL at the point that CLACHAN_KILL_AT counts to: before and after
 * each commit and each file that is written. The points are put in by the linker (--wrap); the
 * product knows nothing of them.
 */
#include <signal.h>
#include <stdlib.h>

#include "file.h"
#include "store.h"

int __real_cl_store_commit(cl_store *store, cl_error *e);
int __wrap_cl_store_commit(cl_store *store, cl_error *e);
int __real_cl_file_write(const char *path, cl_view content, cl_error *e);
int __wrap_cl_file_write(const char *path, cl_view content, cl_error *e);

static void point(void)
{
    static long passed;
    const char *at = getenv("CLACHAN_KILL_AT");

    if (++passed == (at == NULL ? 0 : strtol(at, NULL, 10)))
        (void)raise(SIGKILL);
}

int __wrap_cl_store_commit(cl_store *store, cl_error *e)
{
    int rc;

    point();
    rc = __real_cl_store_commit(store, e);
    point();
    return rc;
}

int __wrap_cl_file_write(const char *path, cl_view content, cl_error *e)
{
    int rc;

    point();
    rc = __real_cl_file_write(path, content, e);
    point();
    return rc;
}
