/* SPDX-License-Identifier: MIT
 *
 * Backups of a database in use; nothing is replaced, nothing half-written stays.
 */
#include <stdio.h>

#include "file.h"
#include "fixture.h"

static void test_backup__is_the_database(void **state)
{
    cl_store *store = fixture_open("a.db"), *copy;
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH], partial[CL_TEST_PATH];

    (void)state;
    fixture_school(store, "Clyde Primary");
    cl_test_path(path, "copy.db");
    cl_test_path(partial, "copy.db.partial");
    expect_ok(cl_store_backup(store, path, &e), &e);
    fixture_school(store, "Not in the copy");
    assert_false(cl_file_exists(partial));
    copy = fixture_open("copy.db");
    assert_int_equal(fixture_events(copy), 1);
    assert_int_equal(fixture_verify(copy, NULL, 0), 0);
    cl_store_close(copy);
    expect_error(cl_store_backup(store, path, &e), CL_E_IO, &e, "a backup replaces nothing");
    cl_test_path(path, "no/such/folder.db");
    expect_error(cl_store_backup(store, path, &e), CL_E_IO, &e, "folder.db");
    assert_int_equal(fixture_events(store), 2);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_backup__is_the_database),
};

CL_TEST_MAIN(tests)
