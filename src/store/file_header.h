/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: is this file one of ours? Reads the first bytes, so that a foreign file is
 * refused before SQLite has touched it.
 */
#ifndef CL_FILE_HEADER_H
#define CL_FILE_HEADER_H

#include <stdbool.h>

#include "error.h"

/**
 * Looks at a database file.
 * @param fresh  true when there is no file and `create` allows to make it
 * @return 0, CL_E_IO (not there, a folder, unreadable), CL_E_STORE (not ours, newer, cut off)
 */
int cl_file_header_inspect(bool *fresh, const char *path, bool create, int newest, cl_error *e);

#endif
