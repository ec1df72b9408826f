/* SPDX-License-Identifier: MIT
 *
 * Text that grows. The program has its own, because it is built against clachan.h alone. A buffer
 * remembers that memory ran out, so that a writer appends freely and asks once.
 */
#ifndef CL_BUFFER_H
#define CL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cl_buffer {
    char *at; /**< terminated once something was added; NULL before */
    size_t length, capacity;
    bool failed; /**< memory ran out; what is added later is lost too */
} cl_buffer;

#define CL_BUFFER_INIT                                                                             \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

void cl_buffer_add(cl_buffer *buffer, const char *bytes, size_t length);
void cl_buffer_add_string(cl_buffer *buffer, const char *string);
/** `count` spaces. */
void cl_buffer_add_spaces(cl_buffer *buffer, size_t count);
void cl_buffer_format(cl_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** The text, terminated; "" for an empty buffer and for one that failed. */
const char *cl_buffer_text(const cl_buffer *buffer);
/** Empties it and keeps the memory. */
void cl_buffer_reset(cl_buffer *buffer);
/** Releases the memory; a cleared buffer is accepted. */
void cl_buffer_clear(cl_buffer *buffer);

#endif
