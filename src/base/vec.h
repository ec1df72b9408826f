/* SPDX-License-Identifier: MIT
 *
 * A growable array of equal items. Typed by its user: `school *s = cl_vec_at(&v, i);`.
 */
#ifndef CL_VEC_H
#define CL_VEC_H

#include <stddef.h>

typedef struct cl_vec {
    void *items;
    size_t count, capacity, size; /**< size of one item in bytes */
} cl_vec;

#define CL_VEC_INIT(type)                                                                          \
    {                                                                                              \
        NULL, 0, 0, sizeof(type)                                                                   \
    }

/** Appends one zeroed item and returns it; NULL when out of memory (nothing changed). Pointers to
 *  earlier items become invalid. */
void *cl_vec_push(cl_vec *vec);
/** Appends a copy of `item`; 0 or CL_E_MEMORY. */
int cl_vec_add(cl_vec *vec, const void *item);
/** Item `index`, which must be below count. */
void *cl_vec_at(const cl_vec *vec, size_t index);
/** Makes room for `count` items altogether; 0 or CL_E_MEMORY. */
int cl_vec_reserve(cl_vec *vec, size_t count);
/** Removes all items and keeps the memory. */
void cl_vec_reset(cl_vec *vec);
/** Releases the memory; the items are not looked at. */
void cl_vec_clear(cl_vec *vec);

#endif
