/* SPDX-License-Identifier: MIT
 *
 * The items that a verb runs over: named on the line, in a file, or piped from a listing.
 */
#ifndef CL_ITEM_LIST_H
#define CL_ITEM_LIST_H

#include "error.h"
#include "vec.h"
#include "verb.h"

/**
 * Adds every item that the arguments name: first those of the parameter `item`, then the lines of
 * the file of --from (- is standard input), each an id or a JSON object with an "id". What an id
 * names is not looked at.
 *
 * @param[in,out] out  char *, freed with cl_names_clear() also after a failure
 * @param prefix       of ids, for what is said about a line without one
 * @return 0, CL_E_IO, CL_E_INVALID with file and line, CL_E_LIMIT or CL_E_MEMORY
 */
int cl_item_list_read(cl_vec *out, const cl_arguments *arguments, const char *item,
                      const char *prefix, cl_error *e);

#endif
