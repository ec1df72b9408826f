/* SPDX-License-Identifier: MIT
 *
 * What goes to which stream, what becomes of the exit status, and what happens when nobody can be
 * written to any more.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "test_support.h"

/* In place of the library's. */
int clachan_exit_status(int code)
{
    return code == CLACHAN_OK          ? 0
           : code == CLACHAN_E_MISUSE  ? 2
           : code == CLACHAN_E_IO      ? 3
           : code == CLACHAN_E_UNKNOWN ? 4
                                       : 1;
}

/** Two files in place of the two streams. */
typedef struct streams {
    cl_output output;
    FILE *out, *err;
    char text[8192];
} streams;

static void begin(streams *here)
{
    here->out = tmpfile();
    here->err = tmpfile();
    assert_non_null(here->out);
    assert_non_null(here->err);
    cl_output_begin(&here->output, here->out, here->err);
}

static const char *content(streams *here, FILE *file)
{
    size_t length;

    rewind(file);
    length = fread(here->text, 1, sizeof here->text - 1, file);
    here->text[length] = '\0';
    return here->text;
}

static void end(streams *here)
{
    (void)fclose(here->out);
    (void)fclose(here->err);
}

static int row(streams *here, const char *json, const char *text)
{
    clachan_sink sink = cl_output_sink(&here->output);

    return sink.row(sink.context, json, strlen(json), text, strlen(text));
}

static void refuse(streams *here, int code, const char *text)
{
    clachan_sink sink = cl_output_sink(&here->output);

    sink.refused(sink.context, code, text);
}

static void test_output__tables_texts_and_refusals(void **state)
{
    streams here;
    clachan_sink sink;

    (void)state;
    begin(&here);
    sink = cl_output_sink(&here.output);
    assert_int_equal(row(&here, "{\"id\":\"APP-1\",\"grant\":10}", ""), 0);
    assert_int_equal(row(&here, "{\"id\":\"APP-22\",\"grant\":5}", ""), 0);
    refuse(&here, CLACHAN_E_INVALID, "a.json:3: x: unknown\033[1m field");
    assert_int_equal(row(&here, "{}", "A page\nof text"), 0);
    sink.note(sink.context, "2 of 3 decided");
    sink.progress(sink.context, 1, 2); /* to no terminal: nothing */
    assert_int_equal(cl_output_end(&here.output), CL_EXIT_REFUSED);
    assert_string_equal(content(&here, here.out), "id      grant\n"
                                                  "APP-1      10\n"
                                                  "APP-22      5\n"
                                                  "A page\nof text\n");
    assert_string_equal(content(&here, here.err),
                        "a.json:3: x: unknown\\x1B[1m field\n2 of 3 decided\n");
    end(&here);
}

static void test_output__json_is_handed_on_byte_by_byte(void **state)
{
    streams here;

    (void)state;
    begin(&here);
    here.output.json = true;
    assert_int_equal(row(&here, "{\"a\": 1}", "not this"), 0);
    assert_int_equal(row(&here, "{\"a\":\"\\u001b\"}", ""), 0);
    assert_int_equal(cl_output_end(&here.output), CL_EXIT_DONE);
    assert_string_equal(content(&here, here.out), "{\"a\": 1}\n{\"a\":\"\\u001b\"}\n");
    assert_string_equal(content(&here, here.err), "");
    end(&here);
}

static void test_output__the_gravest_status_counts(void **state)
{
    static const struct {
        int first, second, status;
    } rows[] = {{CLACHAN_OK, CLACHAN_OK, 0},
                {CLACHAN_E_INVALID, CLACHAN_OK, 1},
                {CLACHAN_E_IO, CLACHAN_E_INVALID, 3},
                {CLACHAN_E_INVALID, CLACHAN_E_IO, 3},
                {CLACHAN_E_UNKNOWN, CLACHAN_E_IO, 4},
                {CLACHAN_E_STATE, CLACHAN_E_UNKNOWN, 4},
                {CLACHAN_E_UNKNOWN, CLACHAN_E_INTERRUPTED, 130}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        streams here;

        begin(&here);
        if (rows[i].first != 0)
            refuse(&here, rows[i].first, "x");
        if (rows[i].second != 0)
            refuse(&here, rows[i].second, "x");
        assert_int_equal(cl_output_end(&here.output), rows[i].status);
        end(&here);
    }
}

/* A disk that is full is told once, and stops a verb that only reads. */
static void test_output__a_full_disk(void **state)
{
    streams here;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    begin(&here);
    here.output.out = full;
    assert_int_equal(row(&here, "{}", "x"), 0); /* in the buffer */
    cl_output_flush(&here.output);
    assert_int_not_equal(row(&here, "{}", "x"), 0);
    here.output.keep_going = true;
    assert_int_equal(row(&here, "{}", "x"), 0);
    assert_int_equal(cl_output_end(&here.output), CL_EXIT_COULD_NOT);
    assert_string_equal(content(&here, here.err),
                        "clachan: standard output: No space left on device\n");
    (void)fclose(full);
    end(&here);
}

/* A reader that has seen enough is no failure. */
static void test_output__a_reader_that_goes_away(void **state)
{
    streams here;
    FILE *pipe_end;
    int ends[2];

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_return_code(pipe(ends), 0);
    (void)close(ends[0]);
    pipe_end = fdopen(ends[1], "w");
    assert_non_null(pipe_end);
    begin(&here);
    here.output.out = pipe_end;
    assert_int_equal(row(&here, "{}", "x"), 0);
    cl_output_flush(&here.output);
    assert_int_not_equal(row(&here, "{}", "x"), 0);
    assert_int_equal(cl_output_end(&here.output), CL_EXIT_DONE);
    assert_string_equal(content(&here, here.err), "");
    (void)fclose(pipe_end);
    end(&here);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_output__tables_texts_and_refusals),
    cmocka_unit_test(test_output__json_is_handed_on_byte_by_byte),
    cmocka_unit_test(test_output__the_gravest_status_counts),
    cmocka_unit_test(test_output__a_full_disk),
    cmocka_unit_test(test_output__a_reader_that_goes_away),
};

CL_TEST_MAIN(tests)
