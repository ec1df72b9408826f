/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the numbers of one register in memory, each with its school and whether the
 * file of this import has it. An import looks up every row here instead of asking the database.
 */
#ifndef CL_NUMBERS_H
#define CL_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "store.h"
#include "text.h"

typedef struct cl_number {
    cl_view value;   /**< as it stands in the register */
    int64_t school;  /**< the present holder, else the last one; 0: nobody yet */
    int32_t held_to; /**< last day of the holder; INT32_MAX: none */
    bool in_file;
} cl_number;

typedef struct cl_numbers {
    cl_number *slots;
    size_t count, capacity; /* capacity is a power of two, or 0 */
    cl_arena texts;
} cl_numbers;

/** Reads all numbers of a register. CL_E_STORE, CL_E_MEMORY; cl_numbers_clear() in either case. */
int cl_numbers_read(cl_numbers *numbers, cl_store *store, cl_view scheme, cl_error *e);
/** The number, added without a school where it is new. Good until the next call; NULL when there
 * is no memory. */
cl_number *cl_numbers_at(cl_numbers *numbers, cl_view value);
/** Is there a number with a school that the file did not have? */
bool cl_numbers_any_left(const cl_numbers *numbers);
/** A zeroed or cleared one is accepted. */
void cl_numbers_clear(cl_numbers *numbers);

#endif
