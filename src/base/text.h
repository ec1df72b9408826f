/* SPDX-License-Identifier: MIT
 *
 * Text: a borrowed view (pointer and length) and a growable buffer. Bytes are UTF-8 unless a call
 * says otherwise. A buffer remembers its first failure, so that a writer can append freely and ask
 * once.
 */
#ifndef CL_TEXT_H
#define CL_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/** Borrowed bytes; `at` need not be terminated and may be NULL when `length` is 0. */
typedef struct cl_view {
    const char *at;
    size_t length;
} cl_view;

#define CL_VIEW_INIT                                                                               \
    {                                                                                              \
        NULL, 0                                                                                    \
    }
/** View of a string literal. */
#define CL_VIEW(literal) ((cl_view){"" literal, sizeof(literal) - 1})

/** View of a terminated string; NULL gives an empty view. */
cl_view cl_view_of(const char *text);
bool cl_view_equal(cl_view a, cl_view b);
/** Compares with a terminated string. */
bool cl_view_is(cl_view a, const char *text);
/** Byte order: <0, 0, >0. */
int cl_view_compare(cl_view a, cl_view b);
/** Without leading and trailing ASCII white space. */
cl_view cl_view_trim(cl_view view);
bool cl_view_starts(cl_view view, const char *prefix);
bool cl_view_ends(cl_view view, const char *suffix);

/** A growable buffer. `at` is always terminated once something was appended; NULL before. */
typedef struct cl_text {
    char *at;
    size_t length, capacity;
    size_t limit; /**< 0: none. Appending beyond it fails with CL_E_LIMIT */
    int failed;   /**< first failure: 0, CL_E_MEMORY or CL_E_LIMIT; later appends do nothing */
} cl_text;

#define CL_TEXT_INIT                                                                               \
    {                                                                                              \
        NULL, 0, 0, 0, 0                                                                           \
    }

/** Each append returns 0 or the buffer's failure code. What is appended must not lie in the buffer.
 */
int cl_text_add(cl_text *text, const char *bytes, size_t length);
int cl_text_add_view(cl_text *text, cl_view view);
int cl_text_add_string(cl_text *text, const char *string);
int cl_text_add_char(cl_text *text, char c);
int cl_text_add_int(cl_text *text, int64_t value);
int cl_text_format(cl_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
int cl_text_format_v(cl_text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/** Appends as a JSON string with quotes: control characters, quotes and backslash escaped, UTF-8
 * kept. */
int cl_text_add_json(cl_text *text, cl_view view);
/** Appends with & < > " ' escaped for HTML. */
int cl_text_add_html(cl_text *text, cl_view view);
/** Appends for a terminal: control characters (also C1 and DEL) as \xNN, so that hostile text
 * cannot move the cursor. Line feed is escaped as well. */
int cl_text_add_plain(cl_text *text, cl_view view);
/** Makes it empty and keeps the memory and the limit; clears a failure. */
void cl_text_reset(cl_text *text);
/** Releases the memory. A cleared or zeroed buffer is accepted. */
void cl_text_clear(cl_text *text);
cl_view cl_text_view(const cl_text *text);
/** Gives the terminated bytes to the caller (cl_free()) and leaves the buffer empty; NULL when it
 *  failed or memory is out. */
char *cl_text_take(cl_text *text);
/** Turns a failed buffer into an error; 0 when it did not fail. */
int cl_text_check(const cl_text *text, cl_error *e);

#endif
