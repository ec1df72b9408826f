/* SPDX-License-Identifier: MIT
 *
 * Growing by doubling. Knows nothing of what the text says.
 */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `more` bytes and the terminator. */
static bool reserve(cl_buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity == 0 ? 64 : buffer->capacity;
    char *grown;

    if (buffer->failed)
        return false;
    while (capacity - buffer->length <= more && capacity <= (size_t)-1 / 2)
        capacity *= 2;
    if (capacity == buffer->capacity)
        return true;
    grown = capacity - buffer->length > more ? realloc(buffer->at, capacity) : NULL;
    buffer->failed = grown == NULL;
    if (buffer->failed)
        return false;
    buffer->at = grown;
    buffer->capacity = capacity;
    return true;
}

void cl_buffer_add(cl_buffer *buffer, const char *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return;
    if (length > 0)
        memcpy(buffer->at + buffer->length, bytes, length);
    buffer->length += length;
    buffer->at[buffer->length] = '\0';
}

void cl_buffer_add_string(cl_buffer *buffer, const char *string)
{
    cl_buffer_add(buffer, string, strlen(string));
}

void cl_buffer_add_spaces(cl_buffer *buffer, size_t count)
{
    while (count-- > 0)
        cl_buffer_add(buffer, " ", 1);
}

void cl_buffer_format(cl_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    if (length >= 0 && reserve(buffer, (size_t)length)) {
        (void)vsnprintf(buffer->at + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

const char *cl_buffer_text(const cl_buffer *buffer)
{
    return buffer->at == NULL || buffer->failed ? "" : buffer->at;
}

void cl_buffer_reset(cl_buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->at != NULL)
        buffer->at[0] = '\0';
}

void cl_buffer_clear(cl_buffer *buffer)
{
    free(buffer->at);
    *buffer = (cl_buffer)CL_BUFFER_INIT;
}
