/* SPDX-License-Identifier: MIT
 *
 * Reading ahead: every row once and in order, with a thread and without; where rows are refused,
 * where the reading ends early, and where nobody wants the rest.
 */
#include "register_ahead.h"

#include <stdio.h>
#include <string.h>

#include "test_support.h"
#include "text.h"

enum { MANY = 5000, FEW = 10 };

typedef struct reading {
    cl_csv *csv;
    int64_t fatal; /* number of the row that ends the reading; 0: none */
} reading;

typedef struct numbered {
    int64_t number;
    const char *text;
} numbered;

/* Every seventh row is refused. */
static int read_numbered(void *context, void *out, cl_arena *texts, cl_error *e)
{
    const reading *r = context;
    numbered *row = out;
    cl_view field = cl_csv_field(r->csv, 0);

    if (row->number != 0)
        return cl_fail(e, CL_E_INTERNAL, "the struct is not zeroed");
    for (size_t i = 0; i < field.length; i++)
        row->number = row->number * 10 + (field.at[i] - '0');
    if (row->number == r->fatal)
        return cl_fail(e, CL_E_SCRIPT, "row %lld ends it", (long long)row->number);
    if (row->number % 7 == 0)
        return cl_fail(e, CL_E_RANGE, "row %lld is a seventh", (long long)row->number);
    row->text = cl_arena_copy(texts, field);
    return row->text != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* Row 11 is no row of CSV. */
static int open_rows(cl_csv **csv, cl_text *bytes, int rows, cl_error *e)
{
    cl_text_add_string(bytes, "number,name\n");
    for (int i = 1; i <= rows; i++)
        cl_text_format(bytes, i == 11 ? "%d\n" : "%d,x\n", i);
    return cl_text_check(bytes, e) != 0
               ? CL_E_MEMORY
               : cl_csv_open_view(csv, cl_text_view(bytes), "rows.csv", NULL, e);
}

static void expect_row(const cl_ahead_row *row, int n)
{
    const numbered *read = row->row;
    char text[20];

    snprintf(text, sizeof text, "%d", n);
    assert_int_equal(row->line, n + 1);
    assert_int_equal(row->readable, n != 11);
    if (n == 11) {
        assert_non_null(row->refused);
        assert_int_equal(row->refused->code, CL_E_INVALID);
    } else if (n % 7 == 0) {
        snprintf(text, sizeof text, "row %d is", n);
        assert_non_null(row->refused);
        assert_non_null(strstr(row->refused->message, text));
    } else {
        assert_null(row->refused);
        assert_int_equal(read->number, n);
        assert_string_equal(read->text, text);
    }
}

static void test_register_ahead__gives_every_row_once(void **state)
{
    static const int sizes[] = {0, 1, FEW, 511, 512, 513, 1024, 2048, 2049, MANY};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(sizes); i++) {
        cl_text bytes = CL_TEXT_INIT;
        reading r = {NULL, 0};
        cl_ahead *ahead;
        cl_ahead_row row;
        cl_error e = CL_ERROR_INIT;
        bool more = true;
        int n = 0;

        assert_int_equal(open_rows(&r.csv, &bytes, sizes[i], &e), 0);
        assert_int_equal(
            cl_ahead_open(&ahead, r.csv, (size_t)sizes[i], sizeof(numbered), read_numbered, &r, &e),
            0);
        while (cl_ahead_next(&row, &more, ahead, &e) == 0 && more)
            expect_row(&row, ++n);
        assert_int_equal(n, sizes[i]);
        assert_int_equal(cl_ahead_next(&row, &more, ahead, &e), 0); /* the end stays the end */
        assert_false(more);
        cl_ahead_close(ahead);
        cl_csv_close(r.csv);
        cl_text_clear(&bytes);
    }
}

/* What ends the reading comes after every row before it. */
static void test_register_ahead__ends_where_it_must(void **state)
{
    static const int sizes[] = {FEW, MANY};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(sizes); i++) {
        cl_text bytes = CL_TEXT_INIT;
        reading r = {NULL, sizes[i] - 1};
        cl_ahead *ahead;
        cl_ahead_row row;
        cl_error e = CL_ERROR_INIT;
        bool more = true;
        int n = 0, rc;

        assert_int_equal(open_rows(&r.csv, &bytes, sizes[i], &e), 0);
        assert_int_equal(
            cl_ahead_open(&ahead, r.csv, (size_t)sizes[i], sizeof(numbered), read_numbered, &r, &e),
            0);
        while ((rc = cl_ahead_next(&row, &more, ahead, &e)) == 0 && more)
            expect_row(&row, ++n);
        assert_int_equal(rc, CL_E_SCRIPT);
        assert_non_null(strstr(e.message, "ends it"));
        assert_int_equal(n, sizes[i] - 2);
        cl_ahead_close(ahead);
        cl_csv_close(r.csv);
        cl_text_clear(&bytes);
    }
}

static int take_some(void *data)
{
    const int *wanted = data;
    cl_text bytes = CL_TEXT_INIT;
    reading r = {NULL, 0};
    cl_ahead *ahead = NULL;
    cl_ahead_row row;
    bool more = true;
    int rc = open_rows(&r.csv, &bytes, MANY, NULL);

    if (rc == 0)
        rc = cl_ahead_open(&ahead, r.csv, MANY, sizeof(numbered), read_numbered, &r, NULL);
    for (int n = 1; rc == 0 && more && n <= *wanted; n++) {
        rc = cl_ahead_next(&row, &more, ahead, NULL);
        if (rc == 0 && more)
            expect_row(&row, n);
    }
    cl_ahead_close(ahead);
    cl_csv_close(r.csv);
    cl_text_clear(&bytes);
    return rc;
}

/* Nobody wants the rest: the reader stops, wherever it is. */
static void test_register_ahead__stops_when_it_is_closed(void **state)
{
    static const int wanted[] = {0, 1, 511, 512, 513, 2047, 2048, 3000};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(wanted); i++)
        assert_int_equal(take_some((void *)(uintptr_t)&wanted[i]), 0);
}

static void test_register_ahead__survives_lost_memory(void **state)
{
    int wanted = MANY + 1;

    (void)state;
    assert_true(cl_test_each_fault(take_some, &wanted) > 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_register_ahead__gives_every_row_once),
    cmocka_unit_test(test_register_ahead__ends_where_it_must),
    cmocka_unit_test(test_register_ahead__stops_when_it_is_closed),
    cmocka_unit_test(test_register_ahead__survives_lost_memory),
};

CL_TEST_MAIN(tests)
