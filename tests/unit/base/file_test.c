/* SPDX-License-Identifier: MIT
 *
 * Files and folders: limits, links that lead outside, and writing all or nothing.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"
#include "test_support.h"

static void test_file__read_appends_the_whole(void **state)
{
    char path[CL_TEST_PATH], bytes[50000];
    cl_text out = CL_TEXT_INIT;

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    bytes[7] = '\0';
    cl_test_file(path, "a", bytes, sizeof bytes);
    (void)cl_text_add_string(&out, "before");
    assert_int_equal(cl_file_read(&out, path, 0, NULL), 0);
    assert_int_equal(out.length, 6 + sizeof bytes);
    assert_memory_equal(out.at + 6, bytes, sizeof bytes);
    cl_text_clear(&out);
}

static void test_file__read_of_an_empty_file_is_empty_text(void **state)
{
    char path[CL_TEST_PATH];
    cl_text out = CL_TEXT_INIT;

    (void)state;
    cl_test_file(path, "empty", "", 0);
    assert_int_equal(cl_file_read(&out, path, 0, NULL), 0);
    assert_string_equal(out.at, "");
    cl_text_clear(&out);
}

static void test_file__read_refuses(void **state)
{
    static const struct {
        const char *name;
        size_t limit;
        int rc;
        const char *says;
    } rows[] = {{"ten", 10, 0, ""},
                {"ten", 9, CL_E_LIMIT, "9 bytes"},
                {"missing", 0, CL_E_IO, "No such file"},
                {"ten/below", 0, CL_E_IO, "Not a directory"},
                {".", 0, CL_E_IO, "folder"}};
    char path[CL_TEST_PATH];
    cl_text out = CL_TEXT_INIT;

    (void)state;
    cl_test_file(path, "ten", "0123456789", 10);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;

        cl_test_path(path, rows[i].name);
        cl_text_reset(&out);
        (void)cl_text_add_string(&out, "kept");
        assert_int_equal(cl_file_read(&out, path, rows[i].limit, &e), rows[i].rc);
        assert_non_null(strstr(e.message, rows[i].says));
        assert_string_equal(e.file, rows[i].rc != 0 ? path : "");
        assert_string_equal(out.at, rows[i].rc != 0 ? "kept" : "kept0123456789");
    }
    cl_text_clear(&out);
}

/* root/a/b.txt is inside; links out of root, and a link inside it, are not followed. */
static void make_tree(char root[CL_TEST_PATH])
{
    char path[CL_TEST_PATH];

    cl_test_path(root, "root");
    cl_test_path(path, "root/a");
    assert_int_equal(cl_folder_make(path, NULL), 0);
    cl_test_file(path, "root/a/b.txt", "inside", 6);
    cl_test_file(path, "outside.txt", "outside", 7);
    cl_test_path(path, "root/link");
    assert_int_equal(symlink("../outside.txt", path), 0);
    cl_test_path(path, "root/up");
    assert_int_equal(symlink("..", path), 0);
    cl_test_path(path, "root/pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
}

static void test_file__read_below_stays_below(void **state)
{
    static const struct {
        const char *name;
        int rc;
        const char *says;
    } rows[] = {
        {"a/b.txt", 0, ""},
        {"link", CL_E_IO, "link"},
        {"up/outside.txt", CL_E_IO, ""},
        {"../outside.txt", CL_E_INVALID, "'..'"},
        {"a/../../outside.txt", CL_E_INVALID, "'..'"},
        {"./a/b.txt", CL_E_INVALID, "'.'"},
        {"/etc/passwd", CL_E_INVALID, "single '/'"},
        {"a//b.txt", CL_E_INVALID, "single '/'"},
        {"a/", CL_E_INVALID, "single '/'"},
        {"", CL_E_INVALID, ""},
        {"a", CL_E_IO, "regular"},
        {"pipe", CL_E_IO, "regular"},
        {"missing", CL_E_IO, "No such file"},
        {"a/b.txt/c", CL_E_IO, ""},
    };
    char root[CL_TEST_PATH];
    cl_text out = CL_TEXT_INIT;

    (void)state;
    make_tree(root);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error e = CL_ERROR_INIT;

        cl_text_reset(&out);
        assert_int_equal(cl_file_read_below(&out, root, rows[i].name, 0, &e), rows[i].rc);
        assert_non_null(strstr(e.message, rows[i].says));
        if (rows[i].rc == 0)
            assert_string_equal(out.at, "inside");
    }
    assert_int_equal(cl_file_read_below(&out, root, "a/b.txt", 5, NULL), CL_E_LIMIT);
    assert_int_equal(cl_file_read_below(&out, "/no/such/root", "a", 0, NULL), CL_E_IO);
    cl_text_clear(&out);
}

static void test_file__write_makes_and_replaces(void **state)
{
    char path[CL_TEST_PATH];
    cl_text out = CL_TEXT_INIT;
    cl_vec names;
    struct stat status;

    (void)state;
    cl_test_path(path, "out.txt");
    assert_int_equal(cl_file_write(path, CL_VIEW("first"), NULL), 0);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(cl_file_write(path, CL_VIEW("second\0half"), NULL), 0);
    assert_int_equal(cl_file_read(&out, path, 0, NULL), 0);
    assert_memory_equal(out.at, "second\0half", 12);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640); /* its rights stay */
    assert_int_equal(cl_folder_list(&names, cl_test_folder(), NULL), 0);
    assert_int_equal(names.count, 1); /* nothing temporary is left */
    cl_names_clear(&names);
    cl_text_clear(&out);
}

static void test_file__write_refuses(void **state)
{
    char path[CL_TEST_PATH];
    cl_error e = CL_ERROR_INIT;

    (void)state;
    cl_test_path(path, "missing/out.txt");
    assert_int_equal(cl_file_write(path, CL_VIEW("x"), &e), CL_E_IO);
    assert_string_equal(e.file, path);
    assert_int_equal(cl_file_write(cl_test_folder(), CL_VIEW("x"), &e), CL_E_IO);
    assert_int_equal(cl_file_write("/dev/null", CL_VIEW("x"), &e), CL_E_IO);
    assert_non_null(strstr(e.message, "something else"));
}

static void test_file__folder_list_is_sorted_by_bytes(void **state)
{
    static const char *const want[] = {"B", "a", "c.txt", "é"};
    char path[CL_TEST_PATH];
    cl_error e = CL_ERROR_INIT;
    cl_vec names;

    (void)state;
    for (size_t i = CL_ROWS(want); i > 0; i--)
        cl_test_file(path, want[i - 1], "", 0);
    assert_int_equal(cl_folder_list(&names, cl_test_folder(), NULL), 0);
    assert_int_equal(names.count, CL_ROWS(want));
    for (size_t i = 0; i < names.count; i++)
        assert_string_equal(*(char **)cl_vec_at(&names, i), want[i]);
    cl_names_clear(&names);
    assert_int_equal(cl_folder_list(&names, path, &e), CL_E_IO);
    assert_string_equal(e.file, path);
    assert_int_equal(names.count, 0);
}

static void test_file__folder_make_makes_parents(void **state)
{
    char path[CL_TEST_PATH], file[CL_TEST_PATH];
    struct stat status;

    (void)state;
    cl_test_path(path, "a/b//c/");
    assert_int_equal(cl_folder_make(path, NULL), 0);
    assert_int_equal(cl_folder_make(path, NULL), 0); /* it is there already */
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0077, 0);
    cl_test_file(file, "file", "", 0);
    assert_int_equal(cl_folder_make(file, NULL), CL_E_IO);
    cl_test_path(path, "file/below");
    assert_int_equal(cl_folder_make(path, NULL), CL_E_IO);
    assert_int_equal(cl_folder_make("", NULL), CL_E_IO);
    assert_int_equal(cl_folder_make("/", NULL), 0);
}

static void test_file__exists(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_test_file(path, "file", "", 0);
    assert_true(cl_file_exists(path));
    assert_false(cl_folder_exists(path));
    assert_true(cl_folder_exists(cl_test_folder()));
    assert_false(cl_file_exists(cl_test_folder()));
    cl_test_path(path, "missing");
    assert_false(cl_file_exists(path));
    assert_false(cl_folder_exists(path));
}

static int everything(void *data)
{
    const char *path = data;
    cl_text out = CL_TEXT_INIT;
    cl_vec names = CL_VEC_INIT(char *);
    int rc = cl_folder_make(cl_test_folder(), NULL);

    if (rc == 0)
        rc = cl_file_write(path, CL_VIEW("content"), NULL);
    if (rc == 0)
        rc = cl_file_read(&out, path, 0, NULL);
    if (rc == 0)
        rc = cl_folder_list(&names, cl_test_folder(), NULL);
    if (rc == 0) {
        assert_string_equal(out.at, "content");
        assert_int_equal(names.count, 1);
    }
    cl_names_clear(&names);
    cl_text_clear(&out);
    return rc;
}

static void test_file__fault_twin(void **state)
{
    char path[CL_TEST_PATH];

    (void)state;
    cl_test_path(path, "twin");
    assert_true(cl_test_each_fault(everything, path) >= 5);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file__read_appends_the_whole),
        cmocka_unit_test(test_file__read_of_an_empty_file_is_empty_text),
        cmocka_unit_test(test_file__read_refuses),
        cmocka_unit_test(test_file__read_below_stays_below),
        cmocka_unit_test(test_file__write_makes_and_replaces),
        cmocka_unit_test(test_file__write_refuses),
        cmocka_unit_test(test_file__folder_list_is_sorted_by_bytes),
        cmocka_unit_test(test_file__folder_make_makes_parents),
        cmocka_unit_test(test_file__exists),
        cmocka_unit_test(test_file__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
