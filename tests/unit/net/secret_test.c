/* SPDX-License-Identifier: MIT
 *
 * Where secrets may come from, what is refused, and that the filter finds them in every form.
 */
#include "test_support.h"

#include "secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_secret__references(void **state)
{
    static const struct {
        const char *text;
        int rc;
    } rows[] = {
        {"env:BC_TOKEN", 0},
        {"file:/etc/clachan/bc.secret", 0},
        {"credential:bc-token", 0},
        {"hunter2", CL_E_INVALID},
        {"", CL_E_INVALID},
        {"env:", CL_E_INVALID},
        {"env:A B", CL_E_INVALID},
        {"file:relative", CL_E_INVALID},
        {"file:/", CL_E_INVALID},
        {"credential:../x", CL_E_INVALID},
        {"credential:a/b", CL_E_INVALID},
        {"ENV:A", CL_E_INVALID},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;

        if (cl_secret_check(cl_view_of(rows[i].text), &error) != rows[i].rc)
            fail_msg("%s", rows[i].text);
        if (rows[i].rc != 0)
            assert_null(strstr(error.message, "hunter2"));
    }
}

static void test_secret__environment(void **state)
{
    cl_secret secret = CL_SECRET_INIT;

    (void)state;
    assert_int_equal(setenv("CL_TEST_SECRET", "canary", 1), 0);
    assert_int_equal(cl_secret_read(&secret, CL_VIEW("env:CL_TEST_SECRET"), NULL), 0);
    assert_string_equal(secret.at, "canary");
    assert_int_equal(secret.length, 6);
    cl_secret_clear(&secret);
    assert_null(secret.at);
    assert_int_equal(unsetenv("CL_TEST_SECRET"), 0);
    assert_int_equal(cl_secret_read(&secret, CL_VIEW("env:CL_TEST_SECRET"), NULL), CL_E_NOT_FOUND);
}

static void reference_of(char out[CL_TEST_PATH + 8], const char *path)
{
    (void)snprintf(out, CL_TEST_PATH + 8, "file:%s", path);
}

static void test_secret__files(void **state)
{
    static const struct {
        const char *content;
        mode_t mode;
        int rc;
        const char *value;
    } rows[] = {
        {"s3cret\n", 0600, 0, "s3cret"},
        {"s3cret", 0400, 0, "s3cret"},
        {"two\nlines\n\n", 0600, 0, "two\nlines\n"},
        {"s3cret", 0640, CL_E_INVALID, NULL},
        {"s3cret", 0604, CL_E_INVALID, NULL},
        {"", 0600, CL_E_INVALID, NULL},
        {"\n", 0600, CL_E_INVALID, NULL},
    };
    char path[CL_TEST_PATH], reference[CL_TEST_PATH + 8];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_secret secret = CL_SECRET_INIT;
        cl_text found = CL_TEXT_INIT;
        int rc;

        cl_test_file(path, "secret", rows[i].content, strlen(rows[i].content));
        assert_int_equal(chmod(path, rows[i].mode), 0);
        reference_of(reference, path);
        rc = cl_secret_read(&secret, cl_view_of(reference), NULL);
        assert_int_equal(rc, rows[i].rc);
        if (rc == 0)
            assert_string_equal(secret.at, rows[i].value);
        else
            assert_null(secret.at);
        if (rc == 0) {
            assert_int_equal(cl_secret_path(&found, cl_view_of(reference), NULL), 0);
            assert_string_equal(found.at, path);
        }
        cl_text_clear(&found);
        cl_secret_clear(&secret);
        assert_int_equal(unlink(path), 0);
    }
}

static void test_secret__no_regular_file(void **state)
{
    char target[CL_TEST_PATH], path[CL_TEST_PATH], reference[CL_TEST_PATH + 8];
    cl_secret secret = CL_SECRET_INIT;

    (void)state;
    cl_test_file(target, "target", "s3cret", 6);
    assert_int_equal(chmod(target, 0600), 0);
    cl_test_path(path, "link");
    assert_int_equal(symlink(target, path), 0);
    reference_of(reference, path);
    assert_int_equal(cl_secret_read(&secret, cl_view_of(reference), NULL), CL_E_IO);
    cl_test_path(path, "pipe");
    assert_int_equal(mkfifo(path, 0600), 0); /* nobody writes: reading it would hang */
    reference_of(reference, path);
    assert_int_equal(cl_secret_read(&secret, cl_view_of(reference), NULL), CL_E_INVALID);
    reference_of(reference, cl_test_folder());
    assert_int_equal(cl_secret_read(&secret, cl_view_of(reference), NULL), CL_E_INVALID);
    reference_of(reference, "/no/such/file");
    assert_int_equal(cl_secret_read(&secret, cl_view_of(reference), NULL), CL_E_NOT_FOUND);
}

static void test_secret__too_long(void **state)
{
    static char bytes[CL_SECRET_BYTES + 1];
    char path[CL_TEST_PATH], reference[CL_TEST_PATH + 8];
    cl_secret secret = CL_SECRET_INIT;

    (void)state;
    memset(bytes, 's', sizeof bytes);
    cl_test_file(path, "long", bytes, CL_SECRET_BYTES);
    assert_int_equal(chmod(path, 0600), 0);
    reference_of(reference, path);
    assert_int_equal(cl_secret_read(&secret, cl_view_of(reference), NULL), 0);
    assert_int_equal(secret.length, CL_SECRET_BYTES);
    cl_secret_clear(&secret);
    cl_test_file(path, "long", bytes, sizeof bytes);
    assert_int_equal(cl_secret_read(&secret, cl_view_of(reference), NULL), CL_E_LIMIT);
}

static void test_secret__credentials(void **state)
{
    char path[CL_TEST_PATH];
    cl_secret secret = CL_SECRET_INIT;

    (void)state;
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
    assert_int_equal(cl_secret_read(&secret, CL_VIEW("credential:token"), NULL), CL_E_NOT_FOUND);
    cl_test_file(path, "token", "canary\n", 7);
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", cl_test_folder(), 1), 0);
    assert_int_equal(cl_secret_read(&secret, CL_VIEW("credential:token"), NULL), 0);
    assert_string_equal(secret.at, "canary");
    cl_secret_clear(&secret);
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

/* Each text holds the secret "canary/7 key" in one of its forms (made with base64(1)). */
static void test_secret__redacted(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"nothing here", "nothing here"},
        {"a canary/7 key b", "a <bc.token> b"},
        {"canary/7 keycanary/7 key", "<bc.token><bc.token>"},
        {"k=canary%2F7%20key&", "k=<bc.token>&"},
        {"Basic Y2FuYXJ5Lzcga2V5", "Basic <bc.token>"},          /* alone */
        {"Basic YTpjYW5hcnkvNyBrZXk=", "Basic YTp<bc.token>k="}, /* a: before it */
        {"Basic OmNhbmFyeS83IGtleQ==", "Basic Om<bc.token>Q=="}, /* : before it */
        {"canary/7 ke", "canary/7 ke"},
    };
    cl_secret secret = CL_SECRET_INIT, small = CL_SECRET_INIT;
    cl_redactor redactor;

    (void)state;
    cl_redactor_init(&redactor);
    assert_int_equal(cl_secret_join(&secret, CL_VIEW("canary/7"), CL_VIEW(" key"), NULL), 0);
    assert_int_equal(cl_redactor_add(&redactor, "bc.token", &secret, NULL), 0);
    assert_int_equal(cl_secret_join(&small, CL_VIEW("abc"), (cl_view)CL_VIEW_INIT, NULL), 0);
    assert_int_equal(cl_redactor_add(&redactor, "small", &small, NULL), CL_E_INVALID);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;

        assert_int_equal(cl_redact(&out, &redactor, cl_view_of(rows[i].text)), 0);
        if (rows[i].want[0] != '\0')
            assert_string_equal(out.at, rows[i].want);
        assert_int_equal(cl_redactor_finds(&redactor, cl_view_of(rows[i].text)),
                         strcmp(rows[i].text, rows[i].want) != 0);
        cl_text_clear(&out);
    }
    cl_redactor_clear(&redactor);
    cl_secret_clear(&small);
    cl_secret_clear(&secret);
}

static int redact_once(void *secret)
{
    cl_redactor redactor;
    cl_text out = CL_TEXT_INIT;
    int rc;

    cl_redactor_init(&redactor);
    rc = cl_redactor_add(&redactor, "bc.token", secret, NULL);
    if (rc == 0)
        rc = cl_redact(&out, &redactor, CL_VIEW("a canary/7 key b"));
    cl_text_clear(&out);
    cl_redactor_clear(&redactor);
    return rc;
}

static void test_secret__out_of_memory(void **state)
{
    cl_secret secret = CL_SECRET_INIT;

    (void)state;
    assert_int_equal(cl_secret_join(&secret, CL_VIEW("canary/7"), CL_VIEW(" key"), NULL), 0);
    assert_true(cl_test_each_fault(redact_once, &secret) > 2);
    cl_secret_clear(&secret);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_secret__references), cmocka_unit_test(test_secret__environment),
    cmocka_unit_test(test_secret__files),      cmocka_unit_test(test_secret__no_regular_file),
    cmocka_unit_test(test_secret__too_long),   cmocka_unit_test(test_secret__credentials),
    cmocka_unit_test(test_secret__redacted),   cmocka_unit_test(test_secret__out_of_memory),
};

CL_TEST_MAIN(tests)
