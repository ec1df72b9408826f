/* SPDX-License-Identifier: MIT
 *
 * Streams of objects: a broken object costs only itself, and its error names its place.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "json.h"
#include "test_support.h"

/* Reads a stream to its end and writes what came of it, a piece a line: "2 {"a":1}" for an object
 * that begins on line 2, "2! message" for an error there (without a line where there is none). */
static void read_all(cl_text *out, int fd, size_t limit)
{
    cl_json_stream *stream;
    cl_error e = CL_ERROR_INIT;
    cl_json *json;
    int rc;

    assert_int_equal(cl_json_stream_open(&stream, fd, "f.json", limit, NULL), 0);
    for (;;) {
        rc = cl_json_stream_next(stream, &json, &e);
        if (rc == 0 && json == NULL)
            break;
        if (rc != 0) {
            assert_null(json);
            assert_string_equal(e.file, "f.json");
            (void)cl_text_format(out, "%d! %s\n", e.line, e.message);
            continue;
        }
        (void)cl_text_format(out, "%d ", cl_json_line(json, cl_json_root(json)));
        (void)cl_json_print_canonical(out, cl_json_root(json));
        (void)cl_text_add_char(out, '\n');
        cl_json_free(json);
    }
    assert_int_equal(cl_json_stream_next(stream, &json, NULL), 0); /* the end stays the end */
    assert_null(json);
    cl_json_stream_close(stream);
}

static void read_bytes(cl_text *out, cl_view bytes, size_t limit)
{
    char path[CL_TEST_PATH];
    int fd;

    cl_test_file(path, "stream.json", bytes.at, bytes.length);
    fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    cl_text_reset(out);
    (void)cl_text_add_string(out, "");
    read_all(out, fd, limit);
    (void)close(fd);
}

/* Lines of `want` are beginnings: an error is compared as far as it is written there. */
static void check_lines(const char *got, const char *want)
{
    const char *at = got;

    for (const char *line = want; *line != '\0';) {
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

static void test_json_stream__layouts(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"{\"a\":1}\n{\"b\":2}\n", "1 {\"a\":1}\n2 {\"b\":2}\n"},
        {"{\"a\":1}\r\n{\"b\":2}", "1 {\"a\":1}\n2 {\"b\":2}\n"},
        {"\n\n{\n  \"a\": 1\n}\n\n{\n\"b\": 2\n}\n", "3 {\"a\":1}\n7 {\"b\":2}\n"},
        {"{\"a\":1}{\"b\":2} {\"c\":3}", "1 {\"a\":1}\n1 {\"b\":2}\n1 {\"c\":3}\n"},
        {"\xEF\xBB\xBF{\"a\":1}\n", "1 {\"a\":1}\n"},
        {"{}", "1 {}\n"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_bytes(&out, cl_view_of(rows[i].text), 0);
        assert_string_equal(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_json_stream__a_broken_object_costs_only_itself(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        /* cut off in each of the ways in which a line can end */
        {"{\"a\":1}\n{\"b\":\n{\"c\":3}\n{\"d\":4}\n",
         "1 {\"a\":1}\n2! the object that begins here is not complete: another one begins on line "
         "3 "
         "(line 4: \n3 {\"c\":3}\n4 {\"d\":4}\n"},
        {"{\"b\":[1,\n{\"c\":3}\n", "1! the object that begins here\n2 {\"c\":3}\n"},
        {"{\"b\n{\"c\":3}\n", "1! the text is not closed\n2 {\"c\":3}\n"},
        {"{\"b\":\"x\n{\"c\":3}\n", "1! the text is not closed\n2 {\"c\":3}\n"},
        {"{\n{\"c\":3}\n", "1! the object that begins here\n2 {\"c\":3}\n"},
        {"{\"b\":1,\n{\"c\":3}\n", "1! the object that begins here\n2 {\"c\":3}\n"},
        {"{\"b\":tr\n{\"c\":3}\n", "1! found the end of the line\n2 {\"c\":3}\n"},
        {"{\"b\":-\n{\"c\":3}\n", "1! found the end of the line\n2 {\"c\":3}\n"},
        {"{\"b\":[[[\n{\"c\":[\n{\"d\":4}\n",
         "1! the object that begins here\n2! the object that begins here\n3 {\"d\":4}\n"},
        {"{\n \"a\": 1,\n \"b\": [\n{\n \"a\": 2\n}\n{\n \"a\": 3\n}\n",
         "1! the object that begins here\n4 {\"a\":2}\n7 {\"a\":3}\n"},
        /* the fault in the middle of lines */
        {"{\n \"a\": 1\n \"b\": 2\n}\n{\"c\":3}\n",
         "3! found \", expected a comma or } (in the object that begins on line 1)\n5 {\"c\":3}\n"},
        {"{\"a\":1} x {\"b\":2}\n{\"c\":3}\n", "1 {\"a\":1}\n1! found \"x\", where\n2 {\"c\":3}\n"},
        {"{\"a\":1},\n{\"b\":2}\n", "1 {\"a\":1}\n1! found \",\", where\n2 {\"b\":2}\n"},
        {"{\"a\":1}}\n{\"b\":2}\n", "1 {\"a\":1}\n1! found \"}\", where\n2 {\"b\":2}\n"},
        {"{\"a\":1,\"a\":2} {\"b\":2}\n", "1! the key \"a\" stands twice\n1 {\"b\":2}\n"},
        {"{\"a\":\"\xff\"}\n{\"b\":2}\n", "1! the byte 0xff is not UTF-8\n2 {\"b\":2}\n"},
        {"{\"a\":99999999999999999999}\n{\"b\":2}\n", "1! the number is beyond\n2 {\"b\":2}\n"},
        {"{\"a\":1e999}\n{\"b\":2}\n", "1! the number is too large\n2 {\"b\":2}\n"},
        /* the end */
        {"{\"a\":1}\n{\"b\":", "1 {\"a\":1}\n2! the file ends inside the object\n"},
        {"{\n\"b\": [\n", "1! the file ends inside the object\n"},
        {"{\"a\":\n  {\"b\":2}\n", "1! the file ends inside the object\n"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_bytes(&out, cl_view_of(rows[i].text), 0);
        check_lines(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_json_stream__no_objects(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", "0! the file is empty\n"},
        {" \n\t", "0! the file is empty\n"},
        {"\xEF\xBB\xBF", "0! the file is empty\n"},
        {"hello\nworld\n", "1! found \"h\", where an object has to begin with {\n"},
        {"\n\"text\"\n", "2! found \", where\n"},
        {"[]", "1! an array, where objects are expected: write one object a line\n"},
        {"[\n{\"a\":1},\n{\"b\":2}\n]\n", "1! an array\n"},
        {"[\n{\"a\":1},\n{\"b\":2}\n]\n{\"c\":3}", "1! an array\n5 {\"c\":3}\n"},
        {"[\n{\"a\":1},\n{\"b\":2}\n", "1! an array\n"},
        {"[\n{\"a\":1},\n{\"b\":2}\n{\"c\":3}\n", "1! an array\n4 {\"c\":3}\n"},
        {"\xFF\xFE{", "1! the file is UTF-16\n"},
        {"PK\x03\x04", "1! found \"P\"\n"},
        {"\x7f\x45LF", "1! found the byte 0x7f\n"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_bytes(&out, cl_view_of(rows[i].text), 0);
        check_lines(out.at, rows[i].want);
    }
    read_bytes(&out, CL_VIEW("\0\0{}\n{\"a\":\0}\n{\"b\":2}"), 0);
    check_lines(out.at, "1! found a NUL byte\n2! found a NUL byte\n3 {\"b\":2}\n");
    cl_text_clear(&out);
}

static void test_json_stream__limits(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"{\"a\":12345}\n{\"b\":2}\n", "1 {\"a\":12345}\n2 {\"b\":2}\n"},
        {"{\"a\":123456}\n{\"b\":2}\n", "1! the object has more than 11 bytes\n2 {\"b\":2}\n"},
        {"{\n\n\n\n\n\n\n\n\n\n\n\n}\n{\"b\":2}", "1! the object has more\n14 {\"b\":2}\n"},
        {"{\"a\":[[[[[[[[[[\n{\"b\":2}\n", "1! the object that begins here\n2 {\"b\":2}\n"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        read_bytes(&out, cl_view_of(rows[i].text), 11);
        check_lines(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

/* One line of ten megabytes is refused without being held, and the next object is found. */
static void test_json_stream__enormous_input(void **state)
{
    enum { SIZE = 10000000 };
    char *bytes = malloc(SIZE);
    cl_text out = CL_TEXT_INIT;

    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'x', SIZE);
    memcpy(bytes, "{\"a\": \"", 7);
    memcpy(bytes + SIZE - 9, "\n{\"b\":2}\n", 9);
    read_bytes(&out, (cl_view){bytes, SIZE}, 100000);
    check_lines(out.at, "1! the object has more than 100000 bytes\n2 {\"b\":2}\n");
    memset(bytes, '{', SIZE);
    read_bytes(&out, (cl_view){bytes, SIZE}, 100000);
    check_lines(out.at, "1! found \"{\", expected a key\n");
    for (size_t i = 0; i + 5 <= SIZE; i += 5)
        memcpy(bytes + i, "{\"\": ", 5);
    read_bytes(&out, (cl_view){bytes, SIZE}, 100000);
    check_lines(out.at, "1! more than 64 objects and arrays\n");
    free(bytes);
    cl_text_clear(&out);
}

/* The window is read in chunks of 64 KiB: objects and faults lie across every boundary. */
static void test_json_stream__chunk_boundaries(void **state)
{
    static const char tail[] =
        "{\"a\":\"é\\u00e9\",\"b\":[-1,true]}\n{\"c\":[\n{\"d\":4}\n\n{\"e\":5}";
    cl_text bytes = CL_TEXT_INIT, out = CL_TEXT_INIT;

    (void)state;
    for (size_t before = 0; before <= sizeof tail; before++) {
        cl_text_reset(&bytes);
        (void)cl_text_format(&bytes, "%*s", (int)(65536 - before), "");
        (void)cl_text_add_string(&bytes, tail);
        read_bytes(&out, cl_text_view(&bytes), 0);
        check_lines(out.at,
                    "1 {\"a\":\"éé\",\"b\":[-1,true]}\n2! the object that begins here is not "
                    "complete: another one begins on line 3\n3 {\"d\":4}\n5 {\"e\":5}\n");
        assert_int_equal(bytes.failed, 0);
    }
    cl_text_clear(&bytes);
    cl_text_clear(&out);
}

static void test_json_stream__reads_a_pipe(void **state)
{
    cl_text out = CL_TEXT_INIT;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "{\"a\":1}\n{", 9), 9);
    (void)close(ends[1]);
    read_all(&out, ends[0], 0);
    check_lines(out.at, "1 {\"a\":1}\n2! the file ends\n");
    (void)close(ends[0]);
    cl_text_clear(&out);
}

static void test_json_stream__a_read_error_ends_it(void **state)
{
    cl_json_stream *stream;
    cl_error e = CL_ERROR_INIT;
    cl_json *json;

    (void)state;
    assert_int_equal(cl_json_stream_open(&stream, -1, "f.json", 0, NULL), 0);
    assert_int_equal(cl_json_stream_next(stream, &json, &e), CL_E_IO);
    assert_string_equal(e.file, "f.json");
    assert_int_equal(cl_json_stream_next(stream, &json, &e), 0);
    assert_null(json);
    cl_json_stream_close(stream);
    cl_json_stream_close(NULL);
}

/* The bytes of each object with the line on which it begins; what is broken costs only itself. */
static void test_json_stream__gives_texts(void **state)
{
    static const char bytes[] = "{\"a\":\n1}\n{\"b\": [}\n{\"c\": 3}\n";
    char path[CL_TEST_PATH];
    cl_json_stream *stream;
    cl_view text;
    int line, fd;

    (void)state;
    cl_test_file(path, "texts.json", bytes, sizeof bytes - 1);
    fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(cl_json_stream_open(&stream, fd, "f.json", 0, NULL), 0);
    assert_int_equal(cl_json_stream_next_text(stream, &text, &line, NULL), 0);
    assert_true(cl_view_is(text, "{\"a\":\n1}"));
    assert_int_equal(line, 1);
    assert_int_equal(cl_json_stream_next_text(stream, &text, &line, NULL), CL_E_INVALID);
    assert_int_equal(text.length, 0);
    assert_int_equal(cl_json_stream_next_text(stream, &text, &line, NULL), 0);
    assert_true(cl_view_is(text, "{\"c\": 3}"));
    assert_int_equal(line, 4);
    assert_int_equal(cl_json_stream_next_text(stream, &text, &line, NULL), 0);
    assert_int_equal(text.length, 0);
    cl_json_stream_close(stream);
    (void)close(fd);
}

/* Opens and reads everything; the first "out of memory" ends it. */
static int read_file(void *data)
{
    int fd = open(data, O_RDONLY), rc;
    cl_json_stream *stream;
    cl_json *json;

    assert_true(fd >= 0);
    rc = cl_json_stream_open(&stream, fd, "f.json", 0, NULL);
    while (rc == 0) {
        rc = cl_json_stream_next(stream, &json, NULL);
        if (rc == 0 && json == NULL)
            break;
        cl_json_free(json);
        if (rc == CL_E_MEMORY)
            assert_int_equal(cl_json_stream_next(stream, &json, NULL), 0); /* no half-read end */
        else
            rc = 0; /* a refused object */
    }
    cl_json_stream_close(stream);
    (void)close(fd);
    return rc;
}

static void test_json_stream__fault_twin(void **state)
{
    cl_text bytes = CL_TEXT_INIT;
    char path[CL_TEST_PATH];

    (void)state;
    (void)cl_text_format(&bytes, "{\"a\": 1}\n{\"b\": [\n{\"c\": \"%0100000d\"}\n[1,2]\n", 1);
    cl_test_file(path, "twin.json", bytes.at, bytes.length);
    cl_text_clear(&bytes);
    assert_true(cl_test_each_fault(read_file, path) > 8);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_stream__layouts),
        cmocka_unit_test(test_json_stream__a_broken_object_costs_only_itself),
        cmocka_unit_test(test_json_stream__no_objects),
        cmocka_unit_test(test_json_stream__limits),
        cmocka_unit_test(test_json_stream__enormous_input),
        cmocka_unit_test(test_json_stream__chunk_boundaries),
        cmocka_unit_test(test_json_stream__reads_a_pipe),
        cmocka_unit_test(test_json_stream__a_read_error_ends_it),
        cmocka_unit_test(test_json_stream__gives_texts),
        cmocka_unit_test(test_json_stream__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
