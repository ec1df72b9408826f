/* SPDX-License-Identifier: MIT
 *
 * What a dialect remembers, and the forms that a portal gets.
 */
#include "test_support.h"

#include "delivery_view.h"

#include <string.h>

static void test_delivery_view__memory(void **state)
{
    static const struct {
        const char *old, *more, *want;
    } rows[] = {
        {"", "", "{}"},
        {"{}", "{\"b\":1}", "{\"b\":1}"},
        {"{\"b\":1,\"a\":[1,{}]}", "", "{\"a\":[1,{}],\"b\":1}"},
        {"{\"b\":1,\"c\":{}}", "{\"b\":\"x\",\"a\":true}", "{\"a\":true,\"b\":\"x\",\"c\":{}}"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;

        assert_int_equal(
            cl_memory_merge(&out, cl_view_of(rows[i].old), cl_view_of(rows[i].more), NULL), 0);
        assert_string_equal(out.at, rows[i].want);
        cl_text_clear(&out);
    }
}

static int merge_once(void *data)
{
    cl_text out = CL_TEXT_INIT;
    int rc = cl_memory_merge(&out, CL_VIEW("{\"a\":1}"), CL_VIEW("{\"b\":2}"), NULL);

    (void)data;
    cl_text_clear(&out);
    return rc;
}

static void test_delivery_view__memory_out_of_memory(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(merge_once, NULL) > 3);
}

/* null says "there is none" to us; a portal is not told. */
static void test_delivery_view__forms(void **state)
{
    static const char dossier[] = "{\"programme\":\"p\",\"edition\":\"2021\",\"cluster\":{\"name\":"
                                  "\"C\",\"coordinator\":null,\"schools\":[{\"id\":\"s1\"},null]}}";
    static const char judged[] =
        "{\"grant\":{\"amount\":\"1.00\",\"currency\":\"GBP\"},\"lines\":[{\"id\":\"visits\","
        "\"title\":\"Visits\",\"amount\":{\"amount\":\"1.00\",\"currency\":\"GBP\"},\"because\":"
        "\"x\"}"
        ",{\"id\":\"online\",\"amount\":null}],\"round\":{\"deadline\":\"2021-04-26\"}}";
    cl_submission submission;
    cl_text out = CL_TEXT_INIT;

    (void)state;
    memset(&submission, 0, sizeof submission);
    assert_int_equal(cl_json_parse(&submission.dossier, cl_view_of(dossier), NULL, 1, NULL), 0);
    assert_int_equal(cl_json_parse(&submission.judged, cl_view_of(judged), NULL, 1, NULL), 0);
    assert_string_equal(cl_submission_deadline(&submission), "2021-04-26");
    assert_int_equal(cl_submission_print_forms(&out, &submission, CL_VIEW("app-1-r1")), 0);
    assert_string_equal(
        out.at, "{\"main\":{\"reference\":\"app-1-r1\",\"programme\":\"p\",\"edition\":\"2021\","
                "\"cluster\":{\"name\":\"C\",\"schools\":[{\"id\":\"s1\"}]},\"grant\":{\"amount\":"
                "\"1.00\",\"currency\":\"GBP\"},\"lines\":[{\"id\":\"visits\",\"title\":\"Visits\","
                "\"amount\":{\"amount\":\"1.00\",\"currency\":\"GBP\"}},{\"id\":\"online\"}]}}");
    cl_text_clear(&out);
    cl_submission_clear(&submission);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_delivery_view__memory),
    cmocka_unit_test(test_delivery_view__memory_out_of_memory),
    cmocka_unit_test(test_delivery_view__forms),
};

CL_TEST_MAIN(tests)
