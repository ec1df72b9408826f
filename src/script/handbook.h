/* SPDX-License-Identifier: MIT
 *
 * One row for each name that Lua code finds beyond the stock ones: how it is written, what it does,
 * an example that runs. Help, completion and the reference come from these rows. Knows no lua.h.
 */
#ifndef CL_HANDBOOK_H
#define CL_HANDBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

typedef struct cl_handbook_row {
    const char *name;    /**< "money:share", "json.parse" */
    const char *takes;   /**< "share, rounding?" */
    const char *gives;   /**< "money" */
    const char *brief;   /**< one line */
    const char *example; /**< an expression */
    const char *shows;   /**< what the prompt prints for it */
} cl_handbook_row;

const cl_handbook_row *cl_handbook(size_t *count);
const cl_handbook_row *cl_handbook_find(cl_view name);
void cl_handbook_print(cl_text *out, const cl_handbook_row *row);

/** A word of programmes. The example is written where the word is: a line of an edition, or a
 * value. */
typedef struct cl_handbook_word {
    const char *name;
    const char
        *place; /**< "edition", "value" (behind a colon) or "list" (behind a list and a colon) */
    const char *takes, *gives, *brief, *example;
} cl_handbook_word;

/** Fills `out` with word `index`, in the order of the handbook; false when there is none. */
bool cl_handbook_word_at(cl_handbook_word *out, size_t index);

#endif
