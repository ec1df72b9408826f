/* SPDX-License-Identifier: MIT
 *
 * Secrets live in pages of their own: locked, left out of core files, wiped before they are given
 * back. Locking is best effort (a small RLIMIT_MEMLOCK is no reason not to work).
 */
#define _DEFAULT_SOURCE /* explicit_bzero, madvise, O_NOFOLLOW */
#include "secret.h"

#include "pairs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int secret_room(cl_secret *out, size_t length, cl_error *e)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (length / page + 1) * page;
    void *block = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    *out = (cl_secret)CL_SECRET_INIT;
    if (block == MAP_FAILED)
        return cl_fail(e, CL_E_MEMORY, "no memory for a secret");
    (void)mlock(block, room);
#ifdef MADV_DONTDUMP
    (void)madvise(block, room, MADV_DONTDUMP);
#endif
    out->at = block;
    out->room = room;
    return 0;
}

void cl_secret_clear(cl_secret *secret)
{
    if (secret->at != NULL) {
        explicit_bzero(secret->at, secret->room);
        (void)munmap(secret->at, secret->room);
    }
    *secret = (cl_secret)CL_SECRET_INIT;
}

int cl_secret_join(cl_secret *out, cl_view first, cl_view second, cl_error *e)
{
    int rc;

    *out = (cl_secret)CL_SECRET_INIT;
    if (first.length > CL_SECRET_BYTES || second.length > CL_SECRET_BYTES - first.length)
        return cl_fail(e, CL_E_LIMIT, "a secret has more than %d bytes", CL_SECRET_BYTES);
    rc = secret_room(out, first.length + second.length, e);
    if (rc != 0)
        return rc;
    if (first.length > 0)
        memcpy(out->at, first.at, first.length);
    if (second.length > 0)
        memcpy(out->at + first.length, second.at, second.length);
    out->length = first.length + second.length;
    return 0;
}

typedef enum reference_kind {
    REFERENCE_NONE,
    REFERENCE_ENV,
    REFERENCE_FILE,
    REFERENCE_CREDENTIAL
} reference_kind;

static bool is_name(cl_view text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-' || c == '.'))
            return false;
    }
    return text.length > 0 && text.length < 200 && text.at[0] != '.';
}

/* What follows the colon goes to `rest`. */
static reference_kind reference_read(cl_view reference, cl_view *rest)
{
    static const struct {
        const char *prefix;
        reference_kind kind;
    } kinds[] = {
        {"env:", REFERENCE_ENV}, {"file:", REFERENCE_FILE}, {"credential:", REFERENCE_CREDENTIAL}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].prefix);

        if (!cl_view_starts(reference, kinds[i].prefix))
            continue;
        *rest = (cl_view){reference.at + length, reference.length - length};
        if (kinds[i].kind == REFERENCE_FILE)
            return rest->length > 1 && rest->at[0] == '/' &&
                           memchr(rest->at, '\0', rest->length) == NULL
                       ? REFERENCE_FILE
                       : REFERENCE_NONE;
        return is_name(*rest) ? kinds[i].kind : REFERENCE_NONE;
    }
    return REFERENCE_NONE;
}

int cl_secret_check(cl_view reference, cl_error *e)
{
    cl_view rest;

    if (reference_read(reference, &rest) != REFERENCE_NONE)
        return 0;
    return cl_fail(e, CL_E_INVALID,
                   "a secret is given by reference: env:NAME, file:/PATH or credential:NAME (what "
                   "stands here is not printed, in case it is the secret itself)");
}

static int secret_from_environment(cl_secret *out, cl_view name, cl_error *e)
{
    char terminated[200];
    const char *value;

    memcpy(terminated, name.at, name.length);
    terminated[name.length] = '\0';
    value = getenv(terminated);
    if (value == NULL || *value == '\0')
        return cl_fail(e, CL_E_NOT_FOUND, "the secret env:%s is not set in the environment",
                       terminated);
    return cl_secret_join(out, cl_view_of(value), (cl_view)CL_VIEW_INIT, e);
}

static int add_path(cl_text *out, reference_kind kind, cl_view rest, cl_error *e)
{
    const char *folder;

    if (kind == REFERENCE_CREDENTIAL) {
        folder = getenv("CREDENTIALS_DIRECTORY");
        if (folder == NULL || *folder != '/')
            return cl_fail(e, CL_E_NOT_FOUND,
                           "credential:%.*s needs $CREDENTIALS_DIRECTORY, which systemd sets with "
                           "LoadCredential=",
                           (int)rest.length, rest.at);
        cl_text_add_string(out, folder);
        cl_text_add_char(out, '/');
    }
    cl_text_add_view(out, rest);
    return cl_text_check(out, e);
}

static int check_file(int fd, const char *path, cl_error *e)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return cl_fail(e, CL_E_IO, "secret file %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return cl_fail(e, CL_E_INVALID, "secret file %s is not a regular file", path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return cl_fail(e, CL_E_INVALID, "secret file %s belongs to neither you nor root", path);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return cl_fail(e, CL_E_INVALID,
                       "secret file %s can be reached by others: remove their rights with chmod "
                       "go= %s",
                       path, path);
    return 0;
}

/* Opens without following a last link and without waiting for the writer of a pipe. */
static int open_checked(int *fd, const char *path, cl_error *e)
{
    int rc;

    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (*fd < 0)
        return cl_fail(e, errno == ENOENT ? CL_E_NOT_FOUND : CL_E_IO, "secret file %s: %s", path,
                       errno == ELOOP ? "is a link" : strerror(errno));
    rc = check_file(*fd, path, e);
    if (rc != 0) {
        (void)close(*fd);
        *fd = -1;
    }
    return rc;
}

static int read_all(cl_secret *out, int fd, const char *path, cl_error *e)
{
    int rc = secret_room(out, CL_SECRET_BYTES + 1, e);

    while (rc == 0 && out->length <= CL_SECRET_BYTES) {
        ssize_t got = read(fd, out->at + out->length, CL_SECRET_BYTES + 1 - out->length);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            rc = cl_fail(e, CL_E_IO, "secret file %s: %s", path, strerror(errno));
        if (got <= 0)
            break;
        out->length += (size_t)got;
    }
    if (rc == 0 && out->length > CL_SECRET_BYTES)
        rc = cl_fail(e, CL_E_LIMIT, "secret file %s has more than %d bytes", path, CL_SECRET_BYTES);
    if (rc == 0 && out->length > 0 && out->at[out->length - 1] == '\n')
        out->at[--out->length] = '\0';
    if (rc == 0 && out->length == 0)
        rc = cl_fail(e, CL_E_INVALID, "secret file %s is empty", path);
    if (rc != 0)
        cl_secret_clear(out);
    return rc;
}

static int secret_from_file(cl_secret *out, const char *path, cl_error *e)
{
    int fd;
    int rc = open_checked(&fd, path, e);

    if (rc != 0)
        return rc;
    rc = read_all(out, fd, path, e);
    (void)close(fd);
    return rc;
}

int cl_secret_path(cl_text *out, cl_view reference, cl_error *e)
{
    cl_view rest;
    reference_kind kind = reference_read(reference, &rest);
    int fd, rc;

    if (kind == REFERENCE_NONE)
        return cl_secret_check(reference, e);
    if (kind == REFERENCE_ENV)
        return cl_fail(e, CL_E_INVALID, "a file is needed here: file:/PATH or credential:NAME");
    rc = add_path(out, kind, rest, e);
    if (rc == 0)
        rc = open_checked(&fd, out->at, e);
    if (rc == 0)
        (void)close(fd);
    return rc;
}

int cl_secret_read(cl_secret *out, cl_view reference, cl_error *e)
{
    cl_view rest;
    cl_text path = CL_TEXT_INIT;
    reference_kind kind = reference_read(reference, &rest);
    int rc;

    *out = (cl_secret)CL_SECRET_INIT;
    if (kind == REFERENCE_NONE)
        return cl_secret_check(reference, e);
    if (kind == REFERENCE_ENV)
        return secret_from_environment(out, rest, e);
    rc = add_path(&path, kind, rest, e);
    if (rc == 0)
        rc = secret_from_file(out, path.at, e);
    cl_text_clear(&path);
    return rc;
}
