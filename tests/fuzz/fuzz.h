/* SPDX-License-Identifier: MIT
 *
 * Fuzz targets: each takes hostile bytes and holds what a reader promises against them. clang links
 * them with libFuzzer; other compilers with replay.c, which runs the files that are given.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** A promise that is not kept ends the run, and libFuzzer keeps the bytes. */
#define FUZZ_HOLDS(promise)                                                                        \
    do {                                                                                           \
        if (!(promise)) {                                                                          \
            (void)fprintf(stderr, "%s:%d: not kept: %s\n", __FILE__, __LINE__, #promise);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
