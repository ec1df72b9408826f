/* SPDX-License-Identifier: MIT
 *
 * Copies of strings on the heap: the part of alloc.h that stands on cl_malloc(). In a file of its
 * own, so that tests which wrap cl_malloc() see these calls as well.
 */
#include <string.h>

#include "alloc.h"

char *cl_strndup(const char *text, size_t length)
{
    char *copy;

    if (length == (size_t)-1)
        return NULL; /* no room for the terminator */
    copy = cl_malloc(length + 1);
    if (copy == NULL)
        return NULL;
    if (length != 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *cl_strdup(const char *text)
{
    return text != NULL ? cl_strndup(text, strlen(text)) : NULL;
}
