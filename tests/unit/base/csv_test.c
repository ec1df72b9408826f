/* SPDX-License-Identifier: MIT
 *
 * Reading CSV: layouts, encodings, refused rows with their places, and no allocation once warm.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "test_support.h"

/* Writes what comes of `csv`, a row a line: "2 a|b" for a row that begins on line 2, "2:b! message"
 * for a refused one with the fault on line 2 in column b. "end!" is a refusal after which nothing
 * comes. */
static void read_rows(cl_text *out, cl_csv *csv)
{
    cl_error e = CL_ERROR_INIT;
    bool more = true;

    while (more) {
        int rc = cl_csv_next(csv, &more, &e);

        if (rc != 0) {
            assert_string_equal(e.file, "f.csv");
            assert_int_equal(cl_csv_field(csv, 0).length, 0);
            (void)cl_text_format(out, "%s%d:%s! %s\n", more ? "" : "end! ", e.line, e.path,
                                 e.message);
        } else if (more) {
            (void)cl_text_format(out, "%d ", cl_csv_line(csv));
            for (size_t i = 0; i < cl_csv_columns(csv); i++) {
                cl_view field = cl_csv_field(csv, (int)i);

                (void)cl_text_format(out, "%s%.*s", i != 0 ? "|" : "", (int)field.length, field.at);
            }
            (void)cl_text_add_char(out, '\n');
        }
    }
}

/* A header that cannot be read is "0:! message" alone. */
static void read_all(cl_text *out, cl_view bytes, const cl_csv_options *options)
{
    cl_error e = CL_ERROR_INIT;
    cl_csv *csv;

    cl_text_reset(out);
    (void)cl_text_add_string(out, "");
    if (cl_csv_open_view(&csv, bytes, "f.csv", options, &e) != 0) {
        assert_null(csv);
        assert_string_equal(e.file, "f.csv");
        (void)cl_text_format(out, "%d:%s! %s\n", e.line, e.path, e.message);
        return;
    }
    read_rows(out, csv);
    cl_csv_close(csv);
}

/* Lines of `want` are beginnings of those that came. */
static void check_lines(const char *got, const char *want)
{
    const char *at = got, *line = want;

    while (*line != '\0') {
        size_t length = strcspn(line, "\n");

        if (strncmp(at, line, length) != 0)
            fail_msg("wanted\n%s\ngot\n%s", want, got);
        at += strcspn(at, "\n");
        at += *at == '\n';
        line += length;
        line += *line == '\n';
    }
    if (*at != '\0')
        fail_msg("wanted no more than\n%s\ngot\n%s", want, got);
}

static void test_csv__layouts(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"a,b\n1,2\n3,4\n", "2 1|2\n3 3|4\n"},
        {"a,b\r\n1,2\r\n3,4", "2 1|2\n3 3|4\n"},
        {"a,b\r1,2\r3,4\r", "2 1|2\n3 3|4\n"},
        {"a,b\n\n \n1,2\n\n3,4\n\n", "4 1|2\n6 3|4\n"},
        {"a,b\n\"x\ny\r\nz\",2\n3,4\n", "2 x\ny\r\nz|2\n5 3|4\n"},
        {"a,b\n\"x,\"\"y\"\"\",\"\"\n", "2 x,\"y\"|\n"},
        {"a,b\n  1 , 2  \n\" 1 \", \"2\" \n", "2 1|2\n3  1 |2\n"},
        {"a,b\n,\n", "2 |\n"},
        {"\xEF\xBB\xBF"
         "a,b\n1,2",
         "2 1|2\n"},
        {"\xEF\xBB\xBF\"a\",b\n1,2", "2 1|2\n"},
        {"a,b\n", ""},
        {"a,b", ""},
        {"a\n1", "2 1\n"},
        {"\n\na,b\n1,2\n", "4 1|2\n"},
        {"a,b,\n1,2,3\n", "2 1|2|3\n"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_all(&out, cl_view_of(rows[i].text), NULL);
        assert_string_equal(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_csv__refused_rows_cost_only_themselves(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"a,b\n1\n3,4\n", "2:! the row of \"1\" has 1 fields, and the header has 2\n3 3|4\n"},
        {"a,b\n1,2,3,4\n3,4\n", "2:! the row of \"1\" has 4 fields\n3 3|4\n"},
        {"a,b\n1,\xff\n3,4\n", "2:b! \"?\" is not UTF-8\n3 3|4\n"},
        {"a,b\n\xC3,\xA9\n3,4\n", "2:a! \"?\" is not UTF-8\n3 3|4\n"},
        {"a,b\n1,5\" x\n3,4\n", "2:b! a quote\n3 3|4\n"},
        {"a,b\n\"1\"x,2\n3,4\n", "2:a! a quote\n3 3|4\n"},
        /* a stray quote swallows lines: they are read again */
        {"a,b\n1,\"2\n3,4\n5,\"6\"\n7,8\n", "4:b! a quote\n3 3|4\n4 5|6\n5 7|8\n"},
        {"a,b\r\n1,\"2\r\n3,4\r\n5,\"6\"\r\n", "4:b! a quote\n3 3|4\n4 5|6\n"},
        {"a,b\r1,\"2\r3,4\r5,\"6\"\r", "4:b! a quote\n3 3|4\n4 5|6\n"},
        /* the end */
        {"a,b\n1,2\n3,\"4\n5,6\n", "2 1|2\nend! 3:b! the file ends inside the quotes\n"},
        {"a,b\n\"1\n2\n3\",\"4\n", "end! 4:b! the file ends inside the quotes\n"},
        {"a,b\n1", "2:! the row of \"1\" has 1 fields\n"},
        {"a,b\n1,\"2\"", "2 1|2\n"},
        {"a,b\n1,\"", "end! 2:b! the file ends\n"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_all(&out, cl_view_of(rows[i].text), NULL);
        check_lines(out.at, rows[i].want);
    }
    read_all(&out, CL_VIEW("a,b\n1,x\0y\n3,4\n"), NULL);
    check_lines(out.at, "2:b! a NUL byte\n3 3|4\n");
    cl_text_clear(&out);
}

static void test_csv__headers(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", "0:! the file is empty"},
        {"\n \n", "0:! the file is empty"},
        {"\xEF\xBB\xBF", "0:! the file is empty"},
        {"a,b, A \n", "1:! columns 1 and 3 are both named \"A\""},
        {"a,\"b\n", "1:! the file ends inside the quotes"},
        {"a,b\"c\n1,2\n", "1:! a quote"},
        {"a,\xff\n", "1:! \"?\" is not UTF-8"},
        {"\xFF\xFE"
         "a",
         "1:! the file is UTF-16"},
        {"\xFE\xFF"
         "a",
         "1:! the file is UTF-16"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_all(&out, cl_view_of(rows[i].text), NULL);
        check_lines(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_csv__columns_are_found_by_name(void **state)
{
    static const struct {
        const char *name;
        int column;
    } rows[] = {{"URN", 0},      {"urn", 0},   {" Name ", 1}, {"name", 1},
                {"Town (2)", 2}, {"town", -1}, {"", -1}};
    cl_csv *csv;
    bool more;

    (void)state;
    assert_int_equal(
        cl_csv_open_view(&csv, CL_VIEW("URN, name ,\"Town (2)\"\n1,x,y\n"), "f", NULL, NULL), 0);
    assert_int_equal(cl_csv_columns(csv), 3);
    assert_true(cl_view_is(cl_csv_column_name(csv, 1), "name"));
    assert_int_equal(cl_csv_column_name(csv, 3).length, 0);
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_int_equal(cl_csv_find(csv, rows[i].name), rows[i].column);
    assert_int_equal(cl_csv_next(csv, &more, NULL), 0);
    assert_true(cl_view_is(cl_csv_field(csv, 2), "y"));
    assert_int_equal(cl_csv_field(csv, -1).length, 0);
    assert_int_equal(cl_csv_field(csv, 3).length, 0);
    cl_csv_close(csv);
    cl_csv_close(NULL);
}

static void test_csv__separators_and_encodings(void **state)
{
    static const struct {
        char separator;
        cl_encoding encoding;
        const char *text, *want;
    } rows[] = {
        {'\t', CL_UTF8, "a\tb\n1 x\t\n,\t\"2\t\"\n", "2 1 x|\n3 ,|2\t\n"},
        {';', CL_UTF8, "a;b\n1,5;2\n", "2 1,5|2\n"},
        {',', CL_CP1252,
         "a,b\n\xC9"
         "cole,\x80"
         "5\n",
         "2 École|€5\n"},
        {',', CL_CP1252,
         "\xEF\xBB\xBF"
         "a,b\nÉcole,2\n",
         "2 École|2\n"},
        {',', CL_CP1252, "n\xE9,b\n1,2\n", "2 1|2\n"},
    };
    static const char refused[] = {'"', ' ', '\r', '\n', '\0'};
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_csv_options options = {rows[i].separator, rows[i].encoding, 0, 0};

        read_all(&out, cl_view_of(rows[i].text), &options);
        assert_string_equal(out.at, rows[i].want);
    }
    for (size_t i = 0; i < sizeof refused; i++) {
        cl_csv_options options = {refused[i], CL_UTF8, 0, 0};
        cl_csv *csv;

        assert_int_equal(cl_csv_open_view(&csv, CL_VIEW("a"), "f", &options, NULL), CL_E_MISUSE);
    }
    cl_text_clear(&out);
}

static void test_csv__limits(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"a,b\n12345,1\n123456,1\n1,2\n",
         "2 12345|1\n3:a! the field has more than 5 bytes\n4 1|2\n"},
        {"a,b\n1,\"2\n3,4\n5,6\n7,8\n",
         "2:b! the field has more than 5 bytes; is the quote that opens on "
         "line 2 never closed?\n3 3|4\n4 5|6\n5 7|8\n"},
        {"a,b\n1,2222222222222222222\n3,4", "2:b! the field has more\n3 3|4\n"},
        {"a,b\n1,22222222", "2:b! the field has more\n"},
        {"a,b\n1,2\"2222222", "2:b! a quote\n"},
        {"a,b,c,d,e\n", "1:! more than 4 columns"},
    };
    cl_csv_options options = {',', CL_UTF8, 5, 4};
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_all(&out, cl_view_of(rows[i].text), &options);
        check_lines(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

/* Files are read in chunks of 64 KiB: quotes, CR LF and broken rows lie across every boundary. */
static void test_csv__chunk_boundaries(void **state)
{
    static const char tail[] =
        "\"x\r\ny\",\"\"\"é\"\"\"\r\n1,\"2\r\n3,4\r\n5,\"6\"\r\n7\r\n8,9\r\n";
    cl_text bytes = CL_TEXT_INIT, out = CL_TEXT_INIT;

    (void)state;
    for (size_t before = 0; before <= sizeof tail; before++) {
        char path[CL_TEST_PATH];
        cl_csv *csv;

        cl_text_reset(&bytes);
        (void)cl_text_format(&bytes, "a,b\r\n%*s\r\n", (int)(65536 - 7 - before), "");
        (void)cl_text_add_string(&bytes, tail);
        cl_test_file(path, "f.csv", bytes.at, bytes.length);
        assert_int_equal(cl_csv_open(&csv, path, NULL, NULL), 0);
        cl_text_reset(&out);
        for (bool more = true; more;) {
            cl_error e = CL_ERROR_INIT;
            int rc = cl_csv_next(csv, &more, &e);

            assert_true(rc == 0 || strcmp(e.file, path) == 0);
            if (more)
                (void)cl_text_format(&out, "%d %.5s%.*s\n", rc != 0 ? e.line : cl_csv_line(csv),
                                     e.message, (int)cl_csv_field(csv, 1).length,
                                     cl_csv_field(csv, 1).at);
        }
        assert_string_equal(out.at, "3 \"é\"\n7 a quo\n6 4\n7 6\n8 the r\n9 9\n");
        cl_csv_close(csv);
    }
    cl_text_clear(&bytes);
    cl_text_clear(&out);
}

/* Twenty megabytes without an end of line, as one field and as endless fields, are not held in
 * memory. */
static void test_csv__enormous_lines(void **state)
{
    enum { SIZE = 20000000 };
    static const char *const fills[] = {"x", ",", "\"\""};
    char *bytes = malloc(SIZE);
    cl_text out = CL_TEXT_INIT;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < CL_ROWS(fills); i++) {
        char path[CL_TEST_PATH];
        size_t length = strlen(fills[i]);
        cl_csv *csv;
        cl_error e = CL_ERROR_INIT;
        bool more;

        for (size_t j = 0; j + length <= SIZE; j += length)
            memcpy(bytes + j, fills[i], length);
        memcpy(bytes, "a,b\n", 4);
        memcpy(bytes + SIZE - 5, "\n1,2\n", 5);
        cl_test_file(path, "f.csv", bytes, SIZE);
        assert_int_equal(cl_csv_open(&csv, path, NULL, NULL), 0);
        assert_int_equal(cl_csv_next(csv, &more, &e), CL_E_LIMIT);
        assert_int_equal(e.line, 2);
        assert_true(more);
        assert_int_equal(cl_csv_next(csv, &more, &e), 0);
        assert_true(more);
        assert_int_equal(cl_csv_line(csv), 3);
        cl_csv_close(csv);
    }
    free(bytes);
    cl_text_clear(&out);
}

static void test_csv__files(void **state)
{
    cl_error e = CL_ERROR_INIT;
    cl_csv *csv;

    (void)state;
    assert_int_equal(cl_csv_open(&csv, "/no/such/file", NULL, &e), CL_E_IO);
    assert_string_equal(e.file, "/no/such/file");
    assert_null(csv);
    assert_int_equal(cl_csv_open(&csv, cl_test_folder(), NULL, &e), CL_E_IO); /* a folder */
    assert_string_equal(e.file, cl_test_folder());
    assert_null(csv);
}

static void test_csv__allocates_nothing_once_warm(void **state)
{
    cl_text bytes = CL_TEXT_INIT;
    char path[CL_TEST_PATH];
    size_t calls = 0;
    bool more = true;
    cl_csv *csv;

    (void)state;
    (void)cl_text_add_string(&bytes, "a,b,c\n");
    for (int i = 0; i < 50000; i++)
        (void)cl_text_format(&bytes, "%06d,\"x, \"\"y\"\"\",Clyde Primary\n", i);
    cl_test_file(path, "f.csv", bytes.at, bytes.length);
    cl_text_clear(&bytes);
    assert_int_equal(cl_csv_open(&csv, path, NULL, NULL), 0);
    for (int i = 0; more; i++) {
        assert_int_equal(cl_csv_next(csv, &more, NULL), 0);
        if (i == 10000)
            calls = cl_test_calls();
    }
    assert_int_equal(cl_test_calls(), calls);
    cl_csv_close(csv);
}

static int read_file(void *data)
{
    bool more = true;
    cl_csv *csv;
    int rc = cl_csv_open(&csv, data, NULL, NULL);

    while (rc == 0 && more) {
        rc = cl_csv_next(csv, &more, NULL);
        if (rc == CL_E_MEMORY)
            assert_false(more);
        else
            rc = 0; /* a refused row */
    }
    cl_csv_close(csv);
    return rc;
}

static void test_csv__fault_twin(void **state)
{
    cl_text bytes = CL_TEXT_INIT;
    char path[CL_TEST_PATH];

    (void)state;
    (void)cl_text_format(&bytes, "a,b\n1,\"2\n3,4\n5,\"6\"\n%050000d,\"%060000d\"\n7,8\n", 1, 2);
    cl_test_file(path, "f.csv", bytes.at, bytes.length);
    cl_text_clear(&bytes);
    assert_true(cl_test_each_fault(read_file, path) > 10);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv__layouts),
        cmocka_unit_test(test_csv__refused_rows_cost_only_themselves),
        cmocka_unit_test(test_csv__headers),
        cmocka_unit_test(test_csv__columns_are_found_by_name),
        cmocka_unit_test(test_csv__separators_and_encodings),
        cmocka_unit_test(test_csv__limits),
        cmocka_unit_test(test_csv__chunk_boundaries),
        cmocka_unit_test(test_csv__enormous_lines),
        cmocka_unit_test(test_csv__files),
        cmocka_unit_test(test_csv__allocates_nothing_once_warm),
        cmocka_unit_test(test_csv__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
