/* SPDX-License-Identifier: MIT
 *
 * Folders: the part of file.h that lists and makes them.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "file.h"

static int fails(cl_error *e, const char *path, const char *what, int reason)
{
    (void)cl_fail(e, CL_E_IO, "%s: %s", what, strerror(reason));
    cl_error_place(e, path, 0, NULL);
    return CL_E_IO;
}

bool cl_folder_exists(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static int add_name(cl_vec *names, const char *name, cl_error *e)
{
    char *copy;

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return 0;
    copy = cl_strdup(name);
    if (copy != NULL && cl_vec_add(names, &copy) == 0)
        return 0;
    cl_free(copy);
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

int cl_folder_list(cl_vec *names, const char *path, cl_error *e)
{
    DIR *folder = opendir(path);
    int rc = 0;

    *names = (cl_vec)CL_VEC_INIT(char *);
    if (folder == NULL)
        return fails(e, path, "the folder cannot be read", errno);
    while (rc == 0) {
        const struct dirent *entry;

        errno = 0;
        entry = readdir(folder);
        if (entry == NULL) {
            if (errno != 0)
                rc = fails(e, path, "the folder cannot be read", errno);
            break;
        }
        rc = add_name(names, entry->d_name, e);
    }
    (void)closedir(folder);
    if (rc != 0)
        cl_names_clear(names);
    else if (names->count != 0)
        qsort(names->items, names->count, names->size, by_bytes);
    return rc;
}

void cl_names_clear(cl_vec *names)
{
    for (size_t i = 0; i < names->count; i++)
        cl_free(*(char **)cl_vec_at(names, i));
    cl_vec_clear(names);
}

static bool is_made(const char *path)
{
    return mkdir(path, 0700) == 0 || (errno == EEXIST && cl_folder_exists(path));
}

int cl_folder_make(const char *path, cl_error *e)
{
    char *part = cl_strdup(path);
    int rc = 0;

    if (part == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (char *slash = strchr(part + (*part == '/'), '/'); slash != NULL && rc == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        /* Parents may exist and be closed to us: what counts is whether the last one can be made.
         */
        if (!is_made(part) && !cl_folder_exists(part))
            rc = fails(e, path, "the folder cannot be made", errno);
        *slash = '/';
    }
    if (rc == 0 && !is_made(path))
        rc = fails(e, path, "the folder cannot be made", errno);
    cl_free(part);
    return rc;
}
