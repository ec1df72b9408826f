/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target over files and folders, where there is no libFuzzer: replay [-OPTION…] PATH…
 */
#include <ftw.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { LONGEST = 1 << 20, HANDLES = 16 };

static int run_file(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    static uint8_t bytes[LONGEST];
    size_t length;
    FILE *file;

    (void)about;
    (void)where;
    if (kind != FTW_F)
        return 0;
    file = fopen(path, "rb");
    if (file == NULL)
        return 1;
    length = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    (void)LLVMFuzzerTestOneInput(bytes, length);
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-' && nftw(argv[i], run_file, HANDLES, FTW_PHYS) != 0) {
            (void)fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 1;
        }
    return 0;
}
