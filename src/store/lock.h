/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: who holds the write lock of a database, for a message that a person can act
 * on.
 */
#ifndef CL_LOCK_H
#define CL_LOCK_H

/** Process id of the writer of the database `path`; 0 when it cannot be found out. */
long cl_lock_holder(const char *path);

#endif
