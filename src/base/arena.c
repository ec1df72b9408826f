/* SPDX-License-Identifier: MIT
 *
 * Blocks in a list; the current one gives out its bytes in order. A repeated sequence of requests
 * finds the same blocks again after a reset, since each is placed by the same rule.
 */
#include "arena.h"

#include <stdint.h>
#include <string.h>

#include "alloc.h"

enum { FIRST_BLOCK = 4096, LARGEST_STEP = 256 * 1024 };

struct cl_arena_block {
    cl_arena_block *next;
    size_t size, used;
    max_align_t bytes[];
};

/* A new block after the current one; blocks double until they are large. */
static cl_arena_block *add_block(cl_arena *arena, size_t need)
{
    size_t size = arena->current != NULL ? arena->current->size * 2 : FIRST_BLOCK;
    cl_arena_block *block;

    if (size > LARGEST_STEP)
        size = LARGEST_STEP;
    if (size < need)
        size = need;
    block = cl_malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    if (arena->current != NULL) {
        block->next = arena->current->next;
        arena->current->next = block;
    } else {
        block->next = NULL;
        arena->first = block;
    }
    return block;
}

/* The block that has `need` bytes: the current one, the one after it from before a reset, or a new
 * one. */
static cl_arena_block *block_for(cl_arena *arena, size_t need)
{
    cl_arena_block *block = arena->current;

    if (block != NULL && block->size - block->used >= need)
        return block;
    if (block != NULL && block->next != NULL && block->next->size >= need)
        block = block->next;
    else
        block = add_block(arena, need);
    if (block == NULL)
        return NULL;
    block->used = 0;
    arena->current = block;
    return block;
}

void *cl_arena_take(cl_arena *arena, size_t size)
{
    const size_t step = _Alignof(max_align_t);
    cl_arena_block *block;
    char *bytes;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = size == 0 ? step : (size + step - 1) / step * step;
    if (arena->limit != 0 && (arena->used > arena->limit || size > arena->limit - arena->used)) {
        arena->full = true;
        return NULL;
    }
    block = block_for(arena, size);
    if (block == NULL)
        return NULL;
    bytes = (char *)block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return bytes;
}

void *cl_arena_alloc(cl_arena *arena, size_t size)
{
    void *bytes = cl_arena_take(arena, size);

    return bytes == NULL ? NULL : memset(bytes, 0, size);
}

void *cl_arena_array(cl_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return cl_arena_alloc(arena, count * size);
}

char *cl_arena_copy(cl_arena *arena, cl_view view)
{
    char *copy = view.length < SIZE_MAX ? cl_arena_alloc(arena, view.length + 1) : NULL;

    if (copy != NULL && view.length != 0)
        memcpy(copy, view.at, view.length);
    return copy;
}

char *cl_arena_string(cl_arena *arena, const char *text)
{
    return cl_arena_copy(arena, cl_view_of(text));
}

void cl_arena_reset(cl_arena *arena)
{
    arena->current = arena->first;
    arena->used = 0;
    arena->full = false;
    if (arena->first != NULL)
        arena->first->used = 0;
}

void cl_arena_clear(cl_arena *arena)
{
    cl_arena_block *block = arena->first;

    while (block != NULL) {
        cl_arena_block *next = block->next;

        cl_free(block);
        block = next;
    }
    arena->first = NULL;
    arena->current = NULL;
    arena->used = 0;
}
