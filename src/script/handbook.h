/* SPDX-License-Identifier: MIT
 *
 * One row for each name that Lua code finds beyond the stock ones: how it is written, what it does,
 * an example that runs. Help, completion and the reference come from these rows. Knows no lua.h.
 */
#ifndef CL_HANDBOOK_H
#define CL_HANDBOOK_H

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

#endif
