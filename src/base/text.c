/* SPDX-License-Identifier: MIT
 *
 * Views and the growable buffer. Escaping is in text_escape.c.
 */
#include "text.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"

enum { FIRST_CAPACITY = 64 };

cl_view cl_view_of(const char *text)
{
    return text != NULL ? (cl_view){text, strlen(text)} : (cl_view)CL_VIEW_INIT;
}

bool cl_view_equal(cl_view a, cl_view b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

bool cl_view_is(cl_view a, const char *text)
{
    return cl_view_equal(a, cl_view_of(text));
}

int cl_view_compare(cl_view a, cl_view b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common != 0 ? memcmp(a.at, b.at, common) : 0;

    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

cl_view cl_view_trim(cl_view view)
{
    while (view.length != 0 && is_space(view.at[view.length - 1]))
        view.length--;
    while (view.length != 0 && is_space(view.at[0])) {
        view.at++;
        view.length--;
    }
    return view;
}

bool cl_view_starts(cl_view view, const char *prefix)
{
    size_t length = strlen(prefix);

    return view.length >= length && (length == 0 || memcmp(view.at, prefix, length) == 0);
}

bool cl_view_ends(cl_view view, const char *suffix)
{
    size_t length = strlen(suffix);

    return view.length >= length &&
           (length == 0 || memcmp(view.at + view.length - length, suffix, length) == 0);
}

/* Makes room for `more` bytes and the terminator. */
static int reserve(cl_text *text, size_t more)
{
    size_t capacity = text->capacity != 0 ? text->capacity : FIRST_CAPACITY;
    char *at;

    if (text->failed != 0)
        return text->failed;
    if (text->limit != 0 && (text->length > text->limit || more > text->limit - text->length))
        return text->failed = CL_E_LIMIT;
    if (more >= SIZE_MAX / 4 - text->length)
        return text->failed = CL_E_MEMORY;
    while (capacity <= text->length + more)
        capacity *= 2;
    if (capacity == text->capacity)
        return 0;
    at = cl_realloc(text->at, capacity);
    if (at == NULL)
        return text->failed = CL_E_MEMORY;
    text->at = at;
    text->capacity = capacity;
    return 0;
}

int cl_text_add(cl_text *text, const char *bytes, size_t length)
{
    int rc = reserve(text, length);

    if (rc != 0)
        return rc;
    if (length != 0)
        memcpy(text->at + text->length, bytes, length);
    text->length += length;
    text->at[text->length] = '\0';
    return 0;
}

int cl_text_add_view(cl_text *text, cl_view view)
{
    return cl_text_add(text, view.at, view.length);
}

int cl_text_add_string(cl_text *text, const char *string)
{
    return cl_text_add_view(text, cl_view_of(string));
}

int cl_text_add_char(cl_text *text, char c)
{
    return cl_text_add(text, &c, 1);
}

/* By hand: the log writes several numbers a row, and printf would be a third of that. */
int cl_text_add_int(cl_text *text, int64_t value)
{
    char digits[20]; /* 2^63 and a sign */
    char *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        *--at = '-';
    return cl_text_add(text, at, (size_t)(digits + sizeof digits - at));
}

int cl_text_format_v(cl_text *text, const char *format, va_list args)
{
    va_list again;
    int length, rc;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    if (text->failed == 0 && length < 0)
        text->failed = CL_E_LIMIT; /* longer than an int can say */
    rc = text->failed != 0 ? text->failed : reserve(text, (size_t)length);
    if (rc == 0) {
        (void)vsnprintf(text->at + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
    return rc;
}

int cl_text_format(cl_text *text, const char *format, ...)
{
    va_list args;
    int rc;

    va_start(args, format);
    rc = cl_text_format_v(text, format, args);
    va_end(args);
    return rc;
}

void cl_text_reset(cl_text *text)
{
    text->length = 0;
    text->failed = 0;
    if (text->at != NULL)
        text->at[0] = '\0';
}

void cl_text_clear(cl_text *text)
{
    cl_free(text->at);
    text->at = NULL;
    text->length = 0;
    text->capacity = 0;
    text->failed = 0;
}

cl_view cl_text_view(const cl_text *text)
{
    return (cl_view){text->at, text->length};
}

char *cl_text_take(cl_text *text)
{
    int failed = cl_text_add(text, "", 0); /* so that there is a terminator */
    char *at = failed == 0 ? text->at : NULL;

    if (failed == 0)
        text->at = NULL;
    cl_text_clear(text);
    text->failed = failed; /* cl_text_check() still says why */
    return at;
}

int cl_text_check(const cl_text *text, cl_error *e)
{
    if (text->failed == 0)
        return 0;
    if (text->failed == CL_E_LIMIT)
        return cl_fail(e, CL_E_LIMIT, "the text is longer than the limit of %zu bytes",
                       text->limit);
    return cl_fail(e, text->failed, "out of memory");
}
