/* SPDX-License-Identifier: MIT
 *
 * The header of an SQLite file: magic, application id and schema number
 * (sqlite.org/fileformat2.html, section 1.3). What stands in the write-ahead log alone is checked
 * again once the file is open.
 */
#include "file_header.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store.h"

enum { HEADER = 100, USER_VERSION = 60, APPLICATION_ID = 68 };

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int check(const char *path, const unsigned char *header, size_t length, int newest,
                 cl_error *e)
{
    static const char magic[] = "SQLite format 3";

    if (length < sizeof magic || memcmp(header, magic, sizeof magic) != 0)
        return cl_fail(e, CL_E_STORE, "%s is not a clachan database (nor any SQLite file)", path);
    if (length < HEADER)
        return cl_fail(e, CL_E_STORE, "%s is damaged: it ends after %zu bytes", path, length);
    if (big_endian(header + APPLICATION_ID) != CL_STORE_APPLICATION_ID)
        return cl_fail(e, CL_E_STORE,
                       "%s is not a clachan database: it is an SQLite file of another program",
                       path);
    if (big_endian(header + USER_VERSION) > (uint32_t)newest)
        return cl_fail(e, CL_E_STORE,
                       "%s has schema %u, this program knows up to %d; use a newer clachan", path,
                       big_endian(header + USER_VERSION), newest);
    return 0;
}

static int missing(bool *fresh, const char *path, bool create, cl_error *e)
{
    if (errno != ENOENT)
        return cl_fail(e, CL_E_IO, "%s: %s", path, strerror(errno));
    if (!create)
        return cl_fail(e, CL_E_IO, "there is no database %s; 'clachan init' makes one", path);
    *fresh = true;
    return 0;
}

int cl_file_header_inspect(bool *fresh, const char *path, bool create, int newest, cl_error *e)
{
    unsigned char header[HEADER];
    struct stat status;
    size_t length;
    FILE *file;

    *fresh = false;
    if (strcmp(path, ":memory:") == 0) {
        *fresh = true;
        return 0;
    }
    if (stat(path, &status) != 0)
        return missing(fresh, path, create, e);
    if (!S_ISREG(status.st_mode))
        return cl_fail(e, CL_E_IO, "%s is not a file, so no database either", path);
    if (status.st_size == 0)
        return cl_fail(e, CL_E_STORE,
                       "%s is empty, so no database; remove it, and 'clachan init' makes one",
                       path);
    file = fopen(path, "rbe");
    if (file == NULL)
        return cl_fail(e, CL_E_IO, "%s: %s", path, strerror(errno));
    length = fread(header, 1, sizeof header, file);
    fclose(file);
    return check(path, header, length, newest, e);
}
