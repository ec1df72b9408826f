/* SPDX-License-Identifier: MIT
 *
 * From options to an open session, and from a row to what it does.
 */
#ifndef CL_LAUNCH_H
#define CL_LAUNCH_H

#include "clachan.h"
#include "options.h"
#include "output.h"

/** Opens a session with the options of every command, runs the command, closes it. What happens is
 * in `output`. */
void cl_launch(const clachan_verb *verb, const cl_options *options, cl_output *output);

#endif
