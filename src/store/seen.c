/* SPDX-License-Identifier: MIT
 *
 * Open addressing, at most half full, so that a look-up ends soon.
 */
#include "seen.h"

#include <stdint.h>
#include <string.h>

#include "alloc.h"

enum { FIRST_CAPACITY = 1024 };

static size_t hash_of(cl_view text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211u;
    return (size_t)(hash ^ hash >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static cl_view *slot_for(cl_view *slots, size_t capacity, cl_view text)
{
    size_t i = hash_of(text) & (capacity - 1);

    while (slots[i].at != NULL && !cl_view_equal(slots[i], text))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

bool cl_seen_has(const cl_seen *seen, cl_view text)
{
    return seen->capacity > 0 && slot_for(seen->slots, seen->capacity, text)->at != NULL;
}

static int grow(cl_seen *seen)
{
    size_t capacity = seen->capacity == 0 ? FIRST_CAPACITY : seen->capacity * 2;
    cl_view *slots = cl_calloc(capacity, sizeof *slots);

    if (slots == NULL)
        return CL_E_MEMORY;
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->slots[i].at != NULL)
            *slot_for(slots, capacity, seen->slots[i]) = seen->slots[i];
    cl_free(seen->slots);
    seen->slots = slots;
    seen->capacity = capacity;
    return 0;
}

int cl_seen_add(cl_seen *seen, cl_view text)
{
    cl_view *slot;

    if (seen->count * 2 >= seen->capacity && grow(seen) != 0)
        return CL_E_MEMORY;
    slot = slot_for(seen->slots, seen->capacity, text);
    if (slot->at != NULL)
        return 0;
    text.at = cl_arena_copy(&seen->texts, text);
    if (text.at == NULL)
        return CL_E_MEMORY;
    *slot = text;
    seen->count++;
    return 0;
}

void cl_seen_clear(cl_seen *seen)
{
    cl_free(seen->slots);
    cl_arena_clear(&seen->texts);
    memset(seen, 0, sizeof *seen);
}
