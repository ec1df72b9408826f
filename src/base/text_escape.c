/* SPDX-License-Identifier: MIT
 *
 * The three ways in which text leaves the program: into JSON, into HTML and onto a terminal. Runs
 * of bytes that need no escape are copied whole.
 */
#include <stdio.h>

#include "text.h"
#include "utf8.h"

enum { ESCAPE_SIZE = 8 };

/* Gives what `point` (`length` bytes at `bytes`) becomes in `out`; false when it stays as it is. */
typedef bool escape_fn(char out[ESCAPE_SIZE], uint32_t point, const char *bytes, size_t length);

static int add_escaped(cl_text *text, cl_view view, escape_fn *escape)
{
    char becomes[ESCAPE_SIZE];
    size_t copied = 0, next = 0;

    (void)cl_text_add(text, "", 0); /* an empty text is appended, too */
    while (next < view.length && text->failed == 0) {
        size_t here = next;
        uint32_t point = cl_utf8_next(view, &next);

        if (!escape(becomes, point, view.at + here, next - here))
            continue;
        (void)cl_text_add(text, view.at + copied, here - copied);
        (void)cl_text_add_string(text, becomes);
        copied = next;
    }
    if (copied < view.length)
        (void)cl_text_add(text, view.at + copied, view.length - copied);
    return text->failed;
}

/* A byte that is no UTF-8: cl_utf8_next() says U+FFFD for it, and so does a real U+FFFD. */
static bool is_stray(uint32_t point, size_t length)
{
    return point == 0xFFFD && length == 1;
}

static bool escape_json(char out[ESCAPE_SIZE], uint32_t point, const char *bytes, size_t length)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                   ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};

    (void)bytes;
    if (is_stray(point, length))
        (void)snprintf(out, ESCAPE_SIZE, "%s", "\xEF\xBF\xBD"); /* JSON has to be UTF-8 */
    else if (point < sizeof letters && letters[point] != '\0')
        (void)snprintf(out, ESCAPE_SIZE, "\\%c", letters[point]);
    else if (point < 0x20)
        (void)snprintf(out, ESCAPE_SIZE, "\\u%04x", (unsigned)point);
    else
        return false;
    return true;
}

static bool escape_html(char out[ESCAPE_SIZE], uint32_t point, const char *bytes, size_t length)
{
    static const char *const entities[] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

    (void)bytes;
    if (is_stray(point, length))
        (void)snprintf(out, ESCAPE_SIZE, "%s", "\xEF\xBF\xBD");
    else if (point < sizeof entities / sizeof *entities && entities[point] != NULL)
        (void)snprintf(out, ESCAPE_SIZE, "%s", entities[point]);
    else
        return false;
    return true;
}

static bool escape_plain(char out[ESCAPE_SIZE], uint32_t point, const char *bytes, size_t length)
{
    bool control = point < 0x20 || (point >= 0x7F && point <= 0x9F);

    if (is_stray(point, length))
        (void)snprintf(out, ESCAPE_SIZE, "\\x%02x", (unsigned)(unsigned char)*bytes);
    else if (control)
        (void)snprintf(out, ESCAPE_SIZE, "\\x%02x", (unsigned)point);
    else
        return false;
    return true;
}

/* Most texts: every byte stands for itself. */
static bool is_plain_json(cl_view view)
{
    for (size_t i = 0; i < view.length; i++) {
        unsigned char byte = (unsigned char)view.at[i];

        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
            return false;
    }
    return true;
}

int cl_text_add_json(cl_text *text, cl_view view)
{
    (void)cl_text_add_char(text, '"');
    if (is_plain_json(view))
        (void)cl_text_add_view(text, view);
    else
        (void)add_escaped(text, view, escape_json);
    return cl_text_add_char(text, '"');
}

int cl_text_add_html(cl_text *text, cl_view view)
{
    return add_escaped(text, view, escape_html);
}

int cl_text_add_plain(cl_text *text, cl_view view)
{
    return add_escaped(text, view, escape_plain);
}
