/* SPDX-License-Identifier: MIT
 *
 * Which libraries run.
 */
#include "library_versions.h"

#include <pthread.h>
#include <stdio.h>

#include "http.h"
#include "lua_version.h"
#include "store.h"

static char versions[128];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
    snprintf(versions, sizeof versions, "%s, %s, %s", cl_lua_version(), cl_store_library(),
             cl_http_library());
}

const char *cl_library_versions(void)
{
    pthread_once(&made, make);
    return versions;
}
