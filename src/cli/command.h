/* SPDX-License-Identifier: MIT
 *
 * From the words of a command line to the verb that is meant.
 */
#ifndef CL_COMMAND_H
#define CL_COMMAND_H

#include "buffer.h"
#include "clachan.h"

/**
 * The verb with the longest name that begins at argv[first], such as "cluster add".
 * @param next  receives the index after its words
 * @return NULL when there is none; `fault` then says so, with what was probably meant or, for the
 * first word of several verbs, with all of them
 */
const clachan_verb *cl_command_find(int first, int argc, char **argv, int *next, cl_buffer *fault);

/** The same for `clachan help WORD...`: a verb, or NULL with the page of a group in `page` or, when
 * there is no such verb and no such group, with `fault` filled. */
const clachan_verb *cl_command_for_help(int first, int argc, char **argv, cl_buffer *page,
                                        cl_buffer *fault);

#endif
