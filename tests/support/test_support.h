/* SPDX-License-Identifier: MIT
 *
 * What every unit test links: cmocka, a runner that fails a test which leaves memory behind, an
 * allocator that counts and fails on demand, and a temporary folder. Link with
 * -Wl,--wrap=cl_malloc,--wrap=cl_calloc,--wrap=cl_realloc,--wrap=cl_free.
 */
#ifndef CL_TEST_SUPPORT_H
#define CL_TEST_SUPPORT_H

/* cmocka.h wants these first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** Rows of a table `static const struct {…} rows[] = …`. */
#define CL_ROWS(rows) (sizeof(rows) / sizeof *(rows))

/**
 * Runs the tests; a test that holds more or fewer blocks at its end (after its own teardown) than
 * at its start fails. Arguments of the program are names of tests to run, with * and ? (all without
 * one).
 * @return the value for main()
 */
int cl_test_main(const struct CMUnitTest *tests, size_t count, int argc, char **argv);

/** The main() of a test file: CL_TEST_MAIN(tests) with `tests` an array of struct CMUnitTest. */
#define CL_TEST_MAIN(tests)                                                                        \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return cl_test_main((tests), CL_ROWS(tests), argc, argv);                                  \
    }

/** Makes the nth allocation from now fail (once); 0 takes that back. */
void cl_test_fail_at(size_t n);
/** As cl_test_fail_at(), and every allocation after it fails too. */
void cl_test_fail_from(size_t n);
/** True when the failure that was asked for has happened. */
bool cl_test_failed(void);
/** Blocks that are held now. */
size_t cl_test_held(void);
/** Allocations (malloc, calloc, realloc) so far: a difference of 0 proves "allocates nothing". */
size_t cl_test_calls(void);

/**
 * The fault twin: runs `body(data)` with its nth allocation failing, for n = 1, 2, … until it
 * passes without a fault (from the 128th on in steps of a sixteenth, unless CLACHAN_ALL_FAULTS is
 * set). `body` returns 0 or the code of the call under test, and releases what it made. A body that
 * was hit has to return CL_E_MEMORY, or 0 where the loss is survived by design; after each run the
 * blocks held are those before it. Fails the test otherwise.
 * @return the number of runs in which an allocation failed: assert that it is above 0
 */
size_t cl_test_each_fault(int (*body)(void *data), void *data);

enum { CL_TEST_PATH = 512 };

/** The temporary folder of the running test, made at the first call and removed, with all in it,
 * when the test ends. */
const char *cl_test_folder(void);
/** Path of `name` in cl_test_folder(). */
void cl_test_path(char out[CL_TEST_PATH], const char *name);
/** Writes a file of `length` bytes into cl_test_folder() and gives its path. */
void cl_test_file(char out[CL_TEST_PATH], const char *name, const char *bytes, size_t length);

#endif
