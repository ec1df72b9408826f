/* SPDX-License-Identifier: MIT
 *
 * Files: reading whole with a limit, writing whole and durably, and walking a folder in a fixed
 * order.
 */
#ifndef CL_FILE_H
#define CL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "text.h"
#include "vec.h"

/** Appends the whole file. CL_E_IO (not there, or unreadable: the message names the path and the
 * reason), CL_E_LIMIT when it has more than `limit` bytes (0: none). "-" is a file name here, not
 * standard input. */
int cl_file_read(cl_text *out, const char *path, size_t limit, cl_error *e);
/** Opens `name` (segments joined by '/', no '..', no empty segment) below the folder `root`, one
 * segment at a time with openat and O_NOFOLLOW, and appends it: no link leads out of the folder. */
int cl_file_read_below(cl_text *out, const char *root, const char *name, size_t limit, cl_error *e);
/** Writes to a temporary file beside `path`, syncs, renames: the old content or the new, never
 * less. */
int cl_file_write(const char *path, cl_view content, cl_error *e);
bool cl_file_exists(const char *path);
bool cl_folder_exists(const char *path);
/** Names in a folder without "." and "..", sorted by bytes, as cl_malloc'd strings in a vector of
 * char *. Freed with cl_names_clear(). */
int cl_folder_list(cl_vec *names, const char *path, cl_error *e);
void cl_names_clear(cl_vec *names);
/** Makes a folder and its parents, mode 0700 masked by umask. */
int cl_folder_make(const char *path, cl_error *e);

#endif
