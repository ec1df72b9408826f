/* SPDX-License-Identifier: MIT
 *
 * Headers are shown where their name says that they hold no secret, else as a digest.
 */
#include "portal_log.h"

#include "digest.h"
#include "frame.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Names of headers whose values anybody may see. */
static const char *const shown[] = {
    "Accept",   "Connection",    "Content-Length", "Content-Type", "Expect", "Host",
    "If-Match", "If-None-Match", "User-Agent",     "X-Box-Fault",  NULL};

static bool is_shown(cl_view name)
{
    for (const char *const *at = shown; *at != NULL; at++)
        if (name.length == strlen(*at) && strncasecmp(name.at, *at, name.length) == 0)
            return true;
    return false;
}

static void add_digest(cl_text *out, cl_view bytes)
{
    char digest[CL_DIGEST_HEX];

    cl_digest_hex(bytes, digest);
    cl_text_format(out, "\"sha256:%s\"", digest);
}

/* The lines between the first and the empty one. */
static void add_headers(cl_text *out, cl_view head)
{
    const char *separator = "{";

    for (size_t at = 0, end; at < head.length; at = end + 1) {
        const char *feed = memchr(head.at + at, '\n', head.length - at);
        cl_view line, name, value;
        const char *colon;

        end = feed != NULL ? (size_t)(feed - head.at) : head.length;
        line = (cl_view){head.at + at, end - at};
        colon = at > 0 ? memchr(line.at, ':', line.length) : NULL;
        if (colon == NULL)
            continue;
        name = (cl_view){line.at, (size_t)(colon - line.at)};
        value = cl_view_trim((cl_view){colon + 1, line.length - name.length - 1});
        cl_text_add_string(out, separator);
        cl_text_add_json(out, name);
        cl_text_add_string(out, ": ");
        if (is_shown(name))
            cl_text_add_json(out, value);
        else
            add_digest(out, value);
        separator = ", ";
    }
    cl_text_add_string(out, separator[0] == '{' ? "{}" : "}");
}

static void add_entry(cl_text *line, const cl_portal_entry *entry)
{
    cl_text_add_string(line, "{\"method\": ");
    cl_text_add_json(line, cl_view_of(entry->method));
    cl_text_add_string(line, ", \"target\": ");
    cl_text_add_json(line, cl_view_of(entry->target));
    cl_text_add_string(line, ", \"fault\": ");
    if (entry->fault != NULL)
        cl_text_add_json(line, cl_view_of(entry->fault));
    else
        cl_text_add_string(line, "null");
    cl_text_format(line, ", \"passed_on\": %s, \"status\": %d, \"bytes\": %zu, \"body\": ",
                   entry->passed_on ? "true" : "false", entry->status, entry->body.length);
    add_digest(line, entry->body);
    cl_text_add_string(line, ", \"headers\": ");
    add_headers(line, entry->head);
    cl_text_add_string(line, "}\n");
}

int cl_portal_log(const char *path, const cl_portal_entry *entry, cl_error *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), reason = errno;
    cl_text line = CL_TEXT_INIT;
    ssize_t written = -1;
    int rc;

    add_entry(&line, entry);
    rc = cl_text_check(&line, e);
    if (rc == 0 && fd >= 0) {
        written = write(fd, line.at, line.length);
        reason = errno;
    }
    if (fd >= 0)
        (void)close(fd);
    if (rc == 0 && written != (ssize_t)line.length)
        rc = cl_fail(e, CL_E_IO, "log %s: %s", path, strerror(reason));
    cl_text_clear(&line);
    return rc;
}
