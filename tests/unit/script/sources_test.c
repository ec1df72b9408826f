/* SPDX-License-Identifier: MIT
 *
 * Finding the files of a programme: names that lead out, links, limits, the digest, and reading
 * again what was kept.
 */
#include "sources.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_support.h"

static void open_sources(cl_sources *sources)
{
    char path[CL_TEST_PATH];

    cl_sources_init(sources, 100, 150);
    assert_int_equal(cl_sources_add_root(sources, cl_test_folder(), NULL), 0);
    cl_test_path(path, "lib");
    assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
    cl_test_file(path, "a.lua", "-- a", 4);
    cl_test_file(path, "lib/b.lua", "-- b", 4);
}

static void test_sources__names(void **state)
{
    static const struct {
        const char *name;
        int rc;
    } rows[] = {
        {"a.lua", 0},
        {"lib/b.lua", 0},
        {"c.lua", CL_E_NOT_FOUND},
        {"", CL_E_INVALID},
        {"/etc/passwd", CL_E_INVALID},
        {"../a.lua", CL_E_INVALID},
        {"lib/../a.lua", CL_E_INVALID},
        {"lib//b.lua", CL_E_INVALID},
        {"./a.lua", CL_E_INVALID},
        {".hidden", CL_E_INVALID},
        {"lib/", CL_E_INVALID},
        {"a.lua ", CL_E_INVALID},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.lua", CL_E_INVALID},
    };
    cl_sources sources;

    (void)state;
    open_sources(&sources);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;

        assert_int_equal(cl_sources_read(&sources, &out, rows[i].name, &error), rows[i].rc);
        assert_int_equal(out.length, rows[i].rc == 0 ? 4 : 0);
        cl_text_clear(&out);
    }
    cl_sources_clear(&sources);
}

static void test_sources__modules(void **state)
{
    static const struct {
        const char *module, *file; /* NULL: refused */
    } rows[] = {
        {"lib.cluster", "lib/cluster.lua"},
        {"a", "a.lua"},
        {"a.b.c.d.e.f.g.h", "a/b/c/d/e/f/g/h.lua"},
        {"a.b.c.d.e.f.g.h.i", NULL},
        {"", NULL},
        {".", NULL},
        {"a.", NULL},
        {".a", NULL},
        {"a..b", NULL},
        {"A", NULL},
        {"1", NULL},
        {"a/b", NULL},
        {"../a", NULL},
        {"a b", NULL},
        {"a_1", "a_1.lua"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;
        int rc = cl_sources_module(&out, cl_view_of(rows[i].module), NULL);

        assert_int_equal(rc, rows[i].file != NULL ? 0 : CL_E_INVALID);
        if (rows[i].file != NULL)
            assert_string_equal(out.at, rows[i].file);
        cl_text_clear(&out);
    }
}

/* A link in the folder of a programme leads nowhere, whatever it points at. */
static void test_sources__links(void **state)
{
    char path[CL_TEST_PATH], target[CL_TEST_PATH];
    cl_sources sources;
    cl_text out = CL_TEXT_INIT;

    (void)state;
    open_sources(&sources);
    cl_test_path(target, "a.lua");
    cl_test_path(path, "link.lua");
    assert_int_equal(symlink(target, path), 0);
    assert_int_not_equal(cl_sources_read(&sources, &out, "link.lua", NULL), 0);
    assert_int_equal(out.length, 0);
    cl_text_clear(&out);
    cl_sources_clear(&sources);
}

static void test_sources__limits(void **state)
{
    char path[CL_TEST_PATH], large[120];
    cl_sources sources;
    cl_text out = CL_TEXT_INIT;

    (void)state;
    open_sources(&sources);
    memset(large, '-', sizeof large);
    cl_test_file(path, "over.lua", large, 101);
    cl_test_file(path, "most.lua", large, 100);
    cl_test_file(path, "more.lua", large, 60);
    assert_int_equal(cl_sources_read(&sources, &out, "over.lua", NULL), CL_E_LIMIT);
    assert_int_equal(cl_sources_read(&sources, &out, "most.lua", NULL), 0);
    assert_int_equal(cl_sources_read(&sources, &out, "more.lua", NULL), CL_E_LIMIT);
    cl_text_clear(&out);
    cl_sources_clear(&sources);
}

/* The digest is of names and bytes, in no order: another byte is another digest. */
static void test_sources__digest(void **state)
{
    char first[7 + CL_DIGEST_HEX], second[7 + CL_DIGEST_HEX], third[7 + CL_DIGEST_HEX];
    cl_sources a, b, c;

    (void)state;
    cl_sources_init(&a, 0, 0);
    cl_sources_init(&b, 0, 0);
    cl_sources_init(&c, 0, 0);
    assert_int_equal(cl_sources_note(&a, "x", CL_VIEW("1"), NULL), 0);
    assert_int_equal(cl_sources_note(&a, "y", CL_VIEW("2"), NULL), 0);
    assert_int_equal(cl_sources_note(&b, "y", CL_VIEW("2"), NULL), 0);
    assert_int_equal(cl_sources_note(&b, "x", CL_VIEW("1"), NULL), 0);
    assert_int_equal(cl_sources_note(&c, "x", CL_VIEW("1"), NULL), 0);
    assert_int_equal(cl_sources_note(&c, "y", CL_VIEW("3"), NULL), 0);
    assert_int_equal(cl_sources_digest(&a, first, NULL), 0);
    assert_int_equal(cl_sources_digest(&b, second, NULL), 0);
    assert_int_equal(cl_sources_digest(&c, third, NULL), 0);
    assert_string_equal(first, second);
    assert_string_not_equal(first, third);
    cl_sources_clear(&a);
    cl_sources_clear(&b);
    cl_sources_clear(&c);
}

/* What was kept is read again whatever became of the file. */
static void test_sources__again(void **state)
{
    char path[CL_TEST_PATH];
    cl_sources first, second;
    cl_text out = CL_TEXT_INIT;

    (void)state;
    open_sources(&first);
    first.keep = true;
    assert_int_equal(cl_sources_read(&first, &out, "a.lua", NULL), 0);
    cl_test_file(path, "a.lua", "-- another", 10);
    cl_sources_init(&second, 0, 0);
    second.again = &first;
    cl_text_reset(&out);
    assert_int_equal(cl_sources_read(&second, &out, "a.lua", NULL), 0);
    assert_string_equal(out.at, "-- a");
    assert_int_equal(cl_sources_read(&second, &out, "lib/b.lua", NULL), CL_E_NOT_FOUND);
    cl_text_clear(&out);
    cl_sources_clear(&second);
    cl_sources_clear(&first);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sources__names),  cmocka_unit_test(test_sources__modules),
    cmocka_unit_test(test_sources__links),  cmocka_unit_test(test_sources__limits),
    cmocka_unit_test(test_sources__digest), cmocka_unit_test(test_sources__again),
};

CL_TEST_MAIN(tests)
