/* SPDX-License-Identifier: MIT
 *
 * Lua for the person at the terminal: the prompt, one line, a script. Everything goes through the
 * console of clachan.h, so anybody's embedding can have the same.
 */
#ifndef CL_PROMPT_H
#define CL_PROMPT_H

#include "clachan.h"
#include "options.h"
#include "output.h"

/** Reads entries until the end of standard input or :quit. What happens is in `output`. */
void cl_prompt_open(clachan_session *session, const cl_options *options, cl_output *output,
                    clachan_error *error);
/** Evaluates the argument "lua". */
void cl_prompt_eval(clachan_session *session, const cl_options *options, cl_output *output,
                    clachan_error *error);
/** Runs the argument "script" with the arguments that follow it. */
void cl_prompt_script(clachan_session *session, const cl_options *options, cl_output *output,
                      clachan_error *error);

#endif
