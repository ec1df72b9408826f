/* SPDX-License-Identifier: MIT
 *
 * Reading files. Writing is in file_write.c, folders are in folder.c.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 16 * 1024 };

static int cannot_read(cl_error *e, const char *path, const char *why)
{
    (void)cl_fail(e, CL_E_IO, "cannot be read: %s", why);
    cl_error_place(e, path, 0, NULL);
    return CL_E_IO;
}

/* Tells a failed buffer: its own limit, or memory. */
static int cannot_keep(const cl_text *out, const char *path, cl_error *e)
{
    int rc = cl_text_check(out, e);

    cl_error_place(e, path, 0, NULL);
    return rc;
}

static int too_long(cl_error *e, const char *path, size_t limit)
{
    (void)cl_fail(e, CL_E_LIMIT, "the file has more than the %zu bytes that are read", limit);
    cl_error_place(e, path, 0, NULL);
    return CL_E_LIMIT;
}

static int append_all(cl_text *out, int fd, const char *path, size_t limit, cl_error *e)
{
    const size_t before = out->length;
    char chunk[CHUNK];

    for (;;) {
        ssize_t got = read(fd, chunk, sizeof chunk);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cannot_read(e, path, strerror(errno));
        if (got == 0)
            return 0;
        if (limit != 0 && out->length - before + (size_t)got > limit)
            return too_long(e, path, limit);
        if (cl_text_add(out, chunk, (size_t)got) != 0)
            return cannot_keep(out, path, e);
    }
}

/* Appends what `fd` holds, all or nothing, and closes it. */
static int take_file(cl_text *out, int fd, const char *path, size_t limit, cl_error *e)
{
    const size_t before = out->length;
    struct stat status;
    int rc;

    if (fstat(fd, &status) != 0)
        rc = cannot_read(e, path, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        rc = cannot_read(e, path, "it is a folder");
    else
        rc = append_all(out, fd, path, limit, e);
    (void)close(fd);
    if (rc == 0)
        return cl_text_add(out, "", 0) != 0 ? cannot_keep(out, path, e) : 0; /* an empty file */
    if (out->at != NULL) {
        out->length = before;
        out->at[before] = '\0';
    }
    return rc;
}

int cl_file_read(cl_text *out, const char *path, size_t limit, cl_error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd < 0 ? cannot_read(e, path, strerror(errno)) : take_file(out, fd, path, limit, e);
}

static bool is_dots(const char *name, size_t length)
{
    return name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'));
}

/* Copies the segment at *name and moves on to the next; false when it is not one. */
static bool take_segment(char out[NAME_MAX + 1], const char **name)
{
    size_t length = strcspn(*name, "/");

    if (length == 0 || length > NAME_MAX || is_dots(*name, length))
        return false;
    memcpy(out, *name, length);
    out[length] = '\0';
    *name += length;
    if (**name == '\0')
        return true;
    ++*name;
    return **name != '\0'; /* a slash at the end leaves an empty segment */
}

static int bad_name(cl_error *e, const char *name)
{
    (void)cl_fail(e, CL_E_INVALID,
                  "not a name below the folder: it has to be names joined by single '/', without "
                  "'.' and '..'");
    cl_error_place(e, name, 0, NULL);
    return CL_E_INVALID;
}

static int not_opened(cl_error *e, const char *name, int reason)
{
    /* O_NOFOLLOW says ELOOP for a link; with O_DIRECTORY some systems say ENOTDIR. */
    return cannot_read(
        e, name, reason == ELOOP ? "it is a link, which may lead elsewhere" : strerror(reason));
}

static bool is_regular(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

int cl_file_read_below(cl_text *out, const char *root, const char *name, size_t limit, cl_error *e)
{
    const char *rest = name;
    char segment[NAME_MAX + 1];
    int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        return cannot_read(e, root, strerror(errno));
    for (;;) {
        bool ok = take_segment(segment, &rest), last = *rest == '\0';
        /* Not blocking: a pipe with that name must not hang us. */
        int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK : O_DIRECTORY);
        int next = ok ? openat(folder, segment, flags) : -1, reason = errno;

        (void)close(folder);
        if (!ok)
            return bad_name(e, name);
        if (next < 0)
            return not_opened(e, name, reason);
        if (last && is_regular(next))
            return take_file(out, next, name, limit, e);
        if (last) {
            (void)close(next);
            return cannot_read(e, name, "it is not a regular file");
        }
        folder = next;
    }
}

bool cl_file_exists(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}
