/* SPDX-License-Identifier: MIT
 *
 * A disk that fails on demand: an SQLite VFS over the system's, whose nth write, truncation or sync
 * fails.
 */
#ifndef CL_FAULT_VFS_H
#define CL_FAULT_VFS_H

#include <stdbool.h>

#define FAULT_VFS "clachan-fault"

/** Registers the VFS (once is enough). */
void fault_vfs_register(void);
/** The nth operation from now fails with `code` (SQLITE_FULL, SQLITE_IOERR_WRITE, …); 0 takes that
 * back. With `for_good` all that follow fail as well: the disk is gone. */
void fault_vfs_fail_at(int n, int code, bool for_good);
/** True when the failure that was asked for has happened. */
bool fault_vfs_failed(void);
/** The point to try after `n`: each of the first, then in steps of an eighth; every one where
 * CLACHAN_ALL_FAULTS is set, as the long stage of .ci/run does. */
int fault_vfs_next(int n);

#endif
