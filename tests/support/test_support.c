/* SPDX-License-Identifier: MIT
 *
 * The runner and the temporary folder. Counts nothing itself: see test_alloc.c.
 */
#include "test_support.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A test with its own setup and teardown, run inside ours. cmocka hands `initial_state` to us. */
struct wrapped {
    struct CMUnitTest inner;
    void *state;
    size_t held; /* blocks before the test's own setup */
    bool passed; /* the body came to its end */
};

static char folder[CL_TEST_PATH];

static int start(void **state)
{
    struct wrapped *test = *state;

    cl_test_fail_at(0);
    test->held = cl_test_held();
    test->state = test->inner.initial_state;
    test->passed = false;
    return test->inner.setup_func != NULL ? test->inner.setup_func(&test->state) : 0;
}

static void run(void **state)
{
    struct wrapped *test = *state;

    test->inner.test_func(&test->state);
    test->passed = true;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static void remove_folder(void)
{
    if (folder[0] != '\0')
        (void)nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}

static int finish(void **state)
{
    struct wrapped *test = *state;
    size_t held;
    int rc = 0;

    cl_test_fail_at(0);
    if (test->inner.teardown_func != NULL)
        rc = test->inner.teardown_func(&test->state);
    remove_folder();
    held = cl_test_held();
    if (!test->passed || held == test->held)
        return rc;
    print_error("%s: %zu blocks held before the test, %zu after it\n", test->inner.name, test->held,
                held);
    return -1;
}

static int run_all(struct wrapped *wrapped, struct CMUnitTest *outer, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = wrapped[i].inner.name;

        outer[i] = (struct CMUnitTest){name, run, start, finish, &wrapped[i]};
    }
    return _cmocka_run_group_tests("tests", outer, count, NULL, NULL) != 0;
}

int cl_test_main(const struct CMUnitTest *tests, size_t count, int argc, char **argv)
{
    struct wrapped *wrapped = calloc(count, sizeof *wrapped);
    struct CMUnitTest *outer = calloc(count, sizeof *outer);
    int failed = 1;

    if (wrapped != NULL && outer != NULL) {
        for (size_t i = 0; i < count; i++)
            wrapped[i].inner = tests[i];
        if (argc < 2)
            failed = run_all(wrapped, outer, count);
        else
            failed = 0;
        for (int i = 1; i < argc; i++) {
            cmocka_set_test_filter(argv[i]);
            failed |= run_all(wrapped, outer, count);
        }
    }
    free(outer);
    free(wrapped);
    return failed;
}

const char *cl_test_folder(void)
{
    const char *base = getenv("TMPDIR");

    if (folder[0] != '\0')
        return folder;
    (void)snprintf(folder, sizeof folder, "%s/clachan-test-XXXXXX", base != NULL ? base : "/tmp");
    if (mkdtemp(folder) == NULL) {
        print_error("%s: %s\n", folder, strerror(errno));
        folder[0] = '\0';
        fail();
    }
    return folder;
}

void cl_test_path(char out[CL_TEST_PATH], const char *name)
{
    int length = snprintf(out, CL_TEST_PATH, "%s/%s", cl_test_folder(), name);

    assert_in_range(length, 1, CL_TEST_PATH - 1);
}

void cl_test_file(char out[CL_TEST_PATH], const char *name, const char *bytes, size_t length)
{
    FILE *file;

    cl_test_path(out, name);
    file = fopen(out, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}
