/* SPDX-License-Identifier: MIT
 *
 * Where messages end: each row whole, and every shorter piece of it as one that more is to come of.
 */
#include "frame.h"

#include <stdio.h>
#include <string.h>

#include "test_support.h"

static void test_frame__ends(void **state)
{
    static const struct {
        const char *message, *rest;
        bool answer, bodiless;
    } rows[] = {
        {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET /", false, false},
        {"PUT / HTTP/1.1\r\ncontent-LENGTH:  3 \r\n\r\nabc", "x", false, false},
        {"HTTP/1.1 204 No\r\nContent-Length: 9\r\n\r\n", "", true, false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "", true, true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", true, false},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n"
         "0\r\n\r\n",
         "HTTP", true, false},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\nTrailer: t\r\n\r\n", "", true,
         false},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        size_t whole = strlen(rows[i].message), length;
        char bytes[256];

        (void)snprintf(bytes, sizeof bytes, "%s%s", rows[i].message, rows[i].rest);
        for (size_t part = 0; part < whole; part++) {
            cl_view view = {bytes, part};
            bool headless = cl_frame_head(view) == 0;
            cl_frame found = cl_frame_find(&length, view, rows[i].answer, rows[i].bodiless);

            if (found != CL_FRAME_MORE && (headless || found != CL_FRAME_WHOLE || length > part))
                fail_msg("row %zu is said to end at %zu of %zu bytes", i, part, whole);
        }
        assert_int_equal(
            cl_frame_find(&length, cl_view_of(bytes), rows[i].answer, rows[i].bodiless),
            CL_FRAME_WHOLE);
        assert_int_equal(length, whole);
    }
}

static void test_frame__refuses(void **state)
{
    static const struct {
        const char *message;
        bool answer;
        cl_frame found;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\n\r\nuntil it closes", true, CL_FRAME_CLOSE},
        {"HELLO\r\n\r\n", true, CL_FRAME_BAD},
        {"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", false, CL_FRAME_BAD},
        {"PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", false, CL_FRAME_BAD},
        {"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", false, CL_FRAME_BAD},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", true, CL_FRAME_BAD},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", true,
         CL_FRAME_BAD},
    };
    size_t length;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_frame found = cl_frame_find(&length, cl_view_of(rows[i].message), rows[i].answer, false);

        if (found != rows[i].found)
            fail_msg("row %zu: %d", i, (int)found);
    }
}

static void test_frame__headers(void **state)
{
    cl_view head = CL_VIEW("HTTP/1.1 429 Slow\r\nRetry-After:2\r\nX: \r\nDate:  d  \r\n\r\n");

    (void)state;
    assert_int_equal(cl_frame_status(head), 429);
    assert_true(cl_view_is(cl_frame_header(head, "retry-after"), "2"));
    assert_true(cl_view_is(cl_frame_header(head, "Date"), "d"));
    assert_int_equal(cl_frame_header(head, "X").length, 0);
    assert_int_equal(cl_frame_header(head, "Retry").length, 0);
    assert_int_equal(cl_frame_status(CL_VIEW("HTTP/1.1 4x9 Slow")), 0);
    assert_int_equal(cl_frame_status((cl_view)CL_VIEW_INIT), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_frame__ends),
    cmocka_unit_test(test_frame__refuses),
    cmocka_unit_test(test_frame__headers),
};

CL_TEST_MAIN(tests)
