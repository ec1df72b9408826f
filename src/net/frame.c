/* SPDX-License-Identifier: MIT
 *
 * Head, Content-Length, chunks. Lengths beyond LONGEST are bad: nobody here keeps so much.
 */
#include "frame.h"

#include <string.h>
#include <strings.h>

enum { LONGEST = 64 << 20, CHUNK_LINE = 256 };

/* Position behind the next CR LF at or after `from`; 0 when there is none. */
static size_t line_end(cl_view bytes, size_t from)
{
    for (size_t i = from; i + 1 < bytes.length; i++)
        if (bytes.at[i] == '\r' && bytes.at[i + 1] == '\n')
            return i + 2;
    return 0;
}

size_t cl_frame_head(cl_view bytes)
{
    size_t at = 0, next;

    while ((next = line_end(bytes, at)) != 0) {
        if (next == at + 2)
            return next;
        at = next;
    }
    return 0;
}

cl_view cl_frame_header(cl_view head, const char *name)
{
    size_t length = strlen(name), at = line_end(head, 0), next;

    for (; at != 0 && (next = line_end(head, at)) != 0; at = next) {
        if (next - at > length && strncasecmp(head.at + at, name, length) == 0 &&
            head.at[at + length] == ':')
            return cl_view_trim((cl_view){head.at + at + length + 1, next - at - length - 3});
    }
    return (cl_view)CL_VIEW_INIT;
}

int cl_frame_status(cl_view head)
{
    int status = 0;

    if (head.length < 12 || !cl_view_starts(head, "HTTP/1."))
        return 0;
    for (size_t i = 9; i < 12; i++) {
        if (head.at[i] < '0' || head.at[i] > '9')
            return 0;
        status = status * 10 + (head.at[i] - '0');
    }
    return status;
}

/* A number in that base that fills the view; false when it is none or too large. */
static bool read_number(size_t *out, cl_view text, unsigned base)
{
    *out = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : base;

        if (digit >= base || *out > LONGEST)
            return false;
        *out = *out * base + digit;
    }
    return text.length > 0 && *out <= LONGEST;
}

static cl_view without_extension(cl_view line)
{
    const char *semicolon = line.length > 0 ? memchr(line.at, ';', line.length) : NULL;

    return cl_view_trim(semicolon != NULL ? (cl_view){line.at, (size_t)(semicolon - line.at)}
                                          : line);
}

/* Chunks from `at` on, the last one and the trailer included. */
static cl_frame find_chunks(size_t *length, cl_view bytes, size_t at)
{
    size_t next, size;

    while ((next = line_end(bytes, at)) != 0) {
        cl_view line = without_extension((cl_view){bytes.at + at, next - at - 2});

        if (next - at > CHUNK_LINE || !read_number(&size, line, 16))
            return CL_FRAME_BAD;
        if (size == 0) {
            size_t trailer = cl_frame_head((cl_view){bytes.at + next, bytes.length - next});

            *length = next + trailer;
            return trailer != 0 ? CL_FRAME_WHOLE : CL_FRAME_MORE;
        }
        if (bytes.length < next + size + 2)
            return CL_FRAME_MORE;
        at = next + size + 2;
    }
    return bytes.length > at + CHUNK_LINE ? CL_FRAME_BAD : CL_FRAME_MORE;
}

static bool has_no_body(int status)
{
    return status == 204 || status == 304 || (status >= 100 && status < 200);
}

cl_frame cl_frame_find(size_t *length, cl_view bytes, bool answer, bool bodiless)
{
    size_t head = cl_frame_head(bytes), body = 0;
    cl_view whole = {bytes.at, head}, coding, size;

    *length = head;
    if (head == 0)
        return CL_FRAME_MORE;
    if (answer && cl_frame_status(whole) == 0)
        return CL_FRAME_BAD;
    if (bodiless || (answer && has_no_body(cl_frame_status(whole))))
        return CL_FRAME_WHOLE;
    coding = cl_frame_header(whole, "Transfer-Encoding");
    size = cl_frame_header(whole, "Content-Length");
    if (coding.length == 7 && strncasecmp(coding.at, "chunked", 7) == 0)
        return find_chunks(length, bytes, head);
    if (coding.length > 0 || (size.length > 0 && !read_number(&body, size, 10)))
        return CL_FRAME_BAD;
    if (size.length == 0 && answer)
        return CL_FRAME_CLOSE;
    *length = head + body;
    return bytes.length >= *length ? CL_FRAME_WHOLE : CL_FRAME_MORE;
}
