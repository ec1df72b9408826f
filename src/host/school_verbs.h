/* SPDX-License-Identifier: MIT
 *
 * What the verbs about schools share.
 */
#ifndef CL_SCHOOL_VERBS_H
#define CL_SCHOOL_VERBS_H

#include "recording.h"

/** Finds a school by its id (SCH-104) or its number in a register (GB-EDU:100000). CL_E_INVALID,
 * CL_E_NOT_FOUND. */
int cl_school_named(cl_school *out, cl_recording *r, cl_view name, const char *argument,
                    cl_error *e);
/** Reads "GB-EDU:100000" into scheme and value. CL_E_INVALID names the schemes. */
int cl_school_read_number(cl_register_id *out, cl_view text, const char *argument, cl_error *e);
/** After a number was refused with `rc`: says which school has it, where one has. Returns `rc`. */
int cl_school_number_refused(cl_recording *r, const cl_register_id *number, int rc, cl_error *e);

#endif
