/* SPDX-License-Identifier: MIT
 *
 * Finds the writer in the kernel's table of locks. Asking with fcntl() would need a second
 * descriptor of the file, and closing that one would drop every lock that SQLite holds in this
 * process.
 */
#include "lock.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    WRITE_LOCK_BYTE =
        120 /* SQLite's file format, section 2.3.1 of walformat: WAL_WRITE_LOCK in the shm file */
};

/* "1: POSIX  ADVISORY  WRITE 4711 08:01:1234 120 120": the holder when it is about this byte, else
 * 0. */
static long holder_in(const char *line, unsigned long long inode)
{
    unsigned long long at_inode, first;
    unsigned major_number, minor_number;
    long process;

    if (sscanf(line, "%*d: POSIX ADVISORY WRITE %ld %x:%x:%llu %llu", &process, &major_number,
               &minor_number, &at_inode, &first) != 5)
        return 0;
    return at_inode == inode && first == WRITE_LOCK_BYTE ? process : 0;
}

long cl_lock_holder(const char *path)
{
    char shm[4096], line[256];
    struct stat status;
    long holder = 0;
    FILE *locks;

    if (snprintf(shm, sizeof shm, "%s-shm", path) >= (int)sizeof shm || stat(shm, &status) != 0)
        return 0;
    locks = fopen("/proc/locks", "re");
    if (locks == NULL)
        return 0;
    while (holder == 0 && fgets(line, sizeof line, locks) != NULL)
        holder = holder_in(line, (unsigned long long)status.st_ino);
    fclose(locks);
    return holder;
}
