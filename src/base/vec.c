/* SPDX-License-Identifier: MIT
 *
 * The growable array. Knows nothing of what an item owns.
 */
#include "vec.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "alloc.h"
#include "error.h"

enum { FIRST_ITEMS = 8 };

static int grow(cl_vec *vec, size_t capacity)
{
    void *items;

    if (capacity > SIZE_MAX / 2 / vec->size)
        return CL_E_MEMORY;
    items = cl_realloc(vec->items, capacity * vec->size);
    if (items == NULL)
        return CL_E_MEMORY;
    vec->items = items;
    vec->capacity = capacity;
    return 0;
}

int cl_vec_reserve(cl_vec *vec, size_t count)
{
    return count <= vec->capacity ? 0 : grow(vec, count);
}

void *cl_vec_push(cl_vec *vec)
{
    void *item;

    if (vec->count == vec->capacity &&
        grow(vec, vec->capacity != 0 ? vec->capacity * 2 : FIRST_ITEMS) != 0)
        return NULL;
    vec->count++;
    item = cl_vec_at(vec, vec->count - 1);
    memset(item, 0, vec->size);
    return item;
}

int cl_vec_add(cl_vec *vec, const void *item)
{
    void *place = cl_vec_push(vec);

    if (place == NULL)
        return CL_E_MEMORY;
    memcpy(place, item, vec->size);
    return 0;
}

void *cl_vec_at(const cl_vec *vec, size_t index)
{
    assert(index < vec->count);
    return (char *)vec->items + index * vec->size;
}

void cl_vec_reset(cl_vec *vec)
{
    vec->count = 0;
}

void cl_vec_clear(cl_vec *vec)
{
    cl_free(vec->items);
    vec->items = NULL;
    vec->count = 0;
    vec->capacity = 0;
}
