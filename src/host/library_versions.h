/* SPDX-License-Identifier: MIT
 *
 * Which libraries run: for --version and reports of faults.
 */
#ifndef CL_LIBRARY_VERSIONS_H
#define CL_LIBRARY_VERSIONS_H

/** "Lua 5.4.4, SQLite 3.40.1, libcurl 7.88.1"; never NULL. */
const char *cl_library_versions(void);

#endif
