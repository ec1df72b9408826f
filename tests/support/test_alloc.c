/* SPDX-License-Identifier: MIT
 *
 * The counting allocator behind test_support.h. The linker sends every call of cl_malloc() and its
 * sisters here; __real_… are the ones of base/alloc.c. Safe for several threads.
 */
#include "test_support.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "alloc.h"
#include "error.h"

void *__real_cl_malloc(size_t size);
void *__real_cl_calloc(size_t count, size_t size);
void *__real_cl_realloc(void *block, size_t size);
void __real_cl_free(void *block);
void *__wrap_cl_malloc(size_t size);
void *__wrap_cl_calloc(size_t count, size_t size);
void *__wrap_cl_realloc(void *block, size_t size);
void __wrap_cl_free(void *block);

static atomic_size_t held, calls;
static atomic_size_t
    left; /* allocations until the one that fails, itself included; 0: none fails */
static atomic_bool for_good, hit;

void cl_test_fail_at(size_t n)
{
    for_good = false;
    hit = false;
    left = n;
}

void cl_test_fail_from(size_t n)
{
    cl_test_fail_at(n);
    for_good = true;
}

bool cl_test_failed(void)
{
    return hit;
}

size_t cl_test_held(void)
{
    return held;
}

size_t cl_test_calls(void)
{
    return calls;
}

static bool fails_now(void)
{
    size_t before = left;

    calls++;
    if (before == 0)
        return hit && for_good;
    while (!atomic_compare_exchange_weak(&left, &before, before - 1))
        if (before == 0)
            return hit && for_good;
    if (before > 1)
        return false;
    hit = true;
    return true;
}

static void *count_new(void *block)
{
    if (block != NULL)
        held++;
    return block;
}

void *__wrap_cl_malloc(size_t size)
{
    return fails_now() ? NULL : count_new(__real_cl_malloc(size));
}

void *__wrap_cl_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : count_new(__real_cl_calloc(count, size));
}

void *__wrap_cl_realloc(void *block, size_t size)
{
    if (fails_now())
        return NULL;
    return block == NULL ? count_new(__real_cl_realloc(NULL, size))
                         : __real_cl_realloc(block, size);
}

void __wrap_cl_free(void *block)
{
    if (block != NULL)
        held--;
    __real_cl_free(block);
}

static size_t next_point(size_t n)
{
    return n < 128 || getenv("CLACHAN_ALL_FAULTS") != NULL ? n + 1 : n + n / 16;
}

size_t cl_test_each_fault(int (*body)(void *data), void *data)
{
    size_t points = 0;

    for (size_t n = 1;; n = next_point(n)) {
        size_t before = held;
        bool was_hit;
        int rc;

        cl_test_fail_at(n);
        rc = body(data);
        was_hit = hit;
        cl_test_fail_at(0);
        if (held != before)
            fail_msg("allocation %zu failing: %zu blocks held before, %zu after", n, before,
                     (size_t)held);
        if (rc != 0 && (!was_hit || rc != CL_E_MEMORY))
            fail_msg("allocation %zu %s: the body returns %d", n, was_hit ? "failing" : "not hit",
                     rc);
        if (!was_hit)
            return points;
        points++;
    }
}
