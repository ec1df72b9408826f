/* SPDX-License-Identifier: MIT
 *
 * What a portal says when it refuses: one reader for problem+json, for lists of field and message
 * in their usual shapes, and for anything else (HTML, text), of which the first line is kept.
 * Decides nothing.
 */
#ifndef CL_PROBLEM_H
#define CL_PROBLEM_H

#include <stddef.h>

#include "error.h"
#include "text.h"
#include "vec.h"

/** One refused answer, in the portal's words. Owned; `field` may be empty. */
typedef struct cl_problem_field {
    char *field, *message;
} cl_problem_field;

enum { CL_PROBLEM_FIELDS = 200 };

typedef struct cl_problem {
    char *type; /**< problem+json's type; NULL when there is none */
    char *
        message; /**< detail, message, error or title, else the first line of text; NULL for none */
    cl_vec fields; /**< of cl_problem_field, at most CL_PROBLEM_FIELDS */
} cl_problem;

#define CL_PROBLEM_INIT                                                                            \
    {                                                                                              \
        NULL, NULL, CL_VEC_INIT(cl_problem_field)                                                  \
    }

/** Reads a body of any kind; what is not understood is kept as text. Tags of HTML are dropped,
 * control characters escaped. 0 or CL_E_MEMORY. */
int cl_problem_read(cl_problem *out, cl_view body, cl_error *e);
void cl_problem_clear(cl_problem *problem);

#endif
