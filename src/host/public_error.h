/* SPDX-License-Identifier: MIT
 *
 * The box around an error object that the public header hands out.
 */
#ifndef CL_PUBLIC_ERROR_H
#define CL_PUBLIC_ERROR_H

#include "clachan.h"
#include "error.h"

struct clachan_error {
    cl_error error;
    char text[CL_ERROR_TEXT + CL_ERROR_FILE + CL_ERROR_PATH + 32];
};

/** The error inside, emptied; `own`, emptied, where the caller does not ask for one: what works
 * inside may always write to it. */
cl_error *cl_error_of(clachan_error *error, cl_error *own);

#endif
