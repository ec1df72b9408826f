/* SPDX-License-Identifier: MIT
 *
 * Writing a file whole and durably: the old content or the new, whatever happens in between.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "digest.h"
#include "file.h"

static int cannot_write(cl_error *e, const char *path, const char *why)
{
    (void)cl_fail(e, CL_E_IO, "cannot be written: %s", why);
    cl_error_place(e, path, 0, NULL);
    return CL_E_IO;
}

static int write_all(int fd, cl_view content)
{
    size_t written = 0;

    while (written < content.length) {
        ssize_t n = write(fd, content.at + written, content.length - written);

        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0)
            written += (size_t)n;
    }
    return 0;
}

/* A rename is durable once its folder is synced. Some file systems refuse that; they have no
 * better. */
static void sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == path   ? cl_strdup("/")
                   : slash == NULL ? cl_strdup(".")
                                   : cl_strndup(path, (size_t)(slash - path));
    int fd = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    cl_free(folder);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

/* Fills the new file, with the rights of the old one if there is one. Gives errno. */
static int fill(int fd, const struct stat *old, cl_view content)
{
    int reason = old != NULL && fchmod(fd, old->st_mode & 07777) != 0 ? errno : 0;

    if (reason == 0)
        reason = write_all(fd, content);
    if (reason == 0 && fsync(fd) != 0)
        reason = errno;
    if (close(fd) != 0 && reason == 0)
        reason = errno;
    return reason;
}

static int replace(const char *path, const char *temporary, const struct stat *old, cl_view content,
                   cl_error *e)
{
    /* Not mkstemp(): with open() the umask decides the rights, as for any new file. */
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int reason;

    if (fd < 0)
        return cannot_write(e, path, strerror(errno));
    reason = fill(fd, old, content);
    if (reason == 0 && rename(temporary, path) != 0)
        reason = errno;
    if (reason != 0) {
        (void)unlink(temporary);
        return cannot_write(e, path, strerror(reason));
    }
    sync_folder_of(path);
    return 0;
}

int cl_file_write(const char *path, cl_view content, cl_error *e)
{
    cl_text temporary = CL_TEXT_INIT;
    struct stat old;
    char tag[37];
    bool exists = stat(path, &old) == 0;
    int rc;

    if (exists && !S_ISREG(old.st_mode))
        return cannot_write(e, path, "there is something else than a file of that name");
    rc = cl_random_uuid(tag, e);
    if (rc != 0)
        return rc;
    (void)cl_text_format(&temporary, "%s.%.8s.tmp", path, tag);
    rc = cl_text_check(&temporary, e);
    if (rc == 0)
        rc = replace(path, temporary.at, exists ? &old : NULL, content, e);
    cl_text_clear(&temporary);
    return rc;
}
