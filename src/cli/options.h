/* SPDX-License-Identifier: MIT
 *
 * Options in the GNU style, read against the rows of a verb's parameters and those that hold for
 * every command. Knows no verb by name.
 */
#ifndef CL_OPTIONS_H
#define CL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "clachan.h"

/** What was typed; values are borrowed from the command line. */
typedef struct cl_options {
    clachan_argument *items; /**< options and positional arguments, in the order given */
    size_t count, capacity;
    const char *command; /**< how messages name the command: "decide", or empty */
    cl_buffer fault;     /**< what is wrong with the usage; empty when nothing is */
} cl_options;

#define CL_OPTIONS_INIT                                                                            \
    {                                                                                              \
        NULL, 0, 0, "", CL_BUFFER_INIT                                                             \
    }

/** Options that every command takes, before and after its name; ends with a row without a name. */
extern const clachan_parameter cl_options_global[];

/** Reads leading options that every command takes. @return the index of the first other argument,
 * or -1 with `fault` filled. */
int cl_options_read_global(cl_options *options, int argc, char **argv);

/** Reads the rest of a command line, from `first`, for a verb. Missing arguments are not looked at.
 *  @return false with `fault` filled */
bool cl_options_read(cl_options *options, const clachan_parameter *parameters, int first, int argc,
                     char **argv);

/** False with `fault` filled when a required argument is missing. */
bool cl_options_complete(cl_options *options, const clachan_parameter *parameters);

/** Last value of that name, or NULL. */
const char *cl_options_get(const cl_options *options, const char *name);
/** Releases what was allocated. */
void cl_options_clear(cl_options *options);

#endif
