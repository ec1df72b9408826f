/* SPDX-License-Identifier: MIT
 *
 * Reports: the same snapshot gives the same bytes, in a used state and in a fresh one; what is
 * escaped; and memory that fails while a report is loaded and rendered.
 */
#include "report.h"

#include <string.h>

#include "json.h"
#include "test_support.h"

static const char snapshot_text[] =
    "{\"name\": \"A & <B>\", \"money\": {\"amount\": \"1500.00\", \"currency\": \"GBP\"}, "
    "\"list\": [{\"id\": \"s1\", \"n\": 1}, {\"id\": \"s2\", \"n\": null}], \"z\": 1, \"a\": 2}";

static const char template[] =
    "report \"made\" { title = \"Made\", format = \"html\", render = function(snapshot, out)\n"
    "  out:text(snapshot.name):raw(html.markup(\"<b>%s</b>\", snapshot.name)):line()\n"
    "  for key, value in pairs(snapshot) do out:text(key, \"=\", type(value), \" \") end\n"
    "  for i, row in ipairs(snapshot.list) do out:text(i, row.id, row.n, \" \") end\n"
    "  local sum = money(\"0.00\", \"GBP\")\n"
    "  for i = 1, 3 do sum = sum + money(\"10.05\", \"GBP\") end\n"
    "  out:text(sum, string.format(\" %5.1f|%-4s|\", 1.25, \"x\"), sha256(\"x\"):sub(1, 8))\n"
    "end }\n";

static const char rendered[] = "A &amp; &lt;B&gt;<b>A &amp; &lt;B&gt;</b>\n"
                               "a=number list=table money=table name=string z=number 1s11 2s2null "
                               "30.15 GBP   1.2|x   |2d711642";

static int render(cl_text *out, int times, cl_error *e)
{
    cl_report *report = NULL;
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, cl_view_of(snapshot_text), NULL, 1, e);

    if (rc == 0)
        rc = cl_report_open(&report, cl_test_folder(), "made", e);
    for (int i = 0; rc == 0 && i < times; i++) {
        cl_text_reset(out);
        rc = cl_report_render(report, out, cl_json_root(json), e);
    }
    cl_report_close(report);
    cl_json_free(json);
    return rc;
}

static void write_report(const char *text)
{
    char path[CL_TEST_PATH];

    cl_test_file(path, "made.lua", text, strlen(text));
}

static void test_report__same_bytes(void **state)
{
    (void)state;
    write_report(template);
    for (int times = 1; times <= 3; times++) {
        cl_text out = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;

        assert_int_equal(render(&out, times, &error), 0);
        assert_string_equal(out.at, rendered);
        cl_text_clear(&out);
    }
}

/* An error leaves what was there before, and names its line. */
static void test_report__fails(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"report \"made\" {", "made.lua:1: unexpected symbol near <eof>"},
        {"local x = 1", "made.lua declares no report; write report \"id\" { … }"},
        {"report \"made\" { title = \"M\", rendr = 1 }",
         "made.lua:1: rendr: report: unknown key; did you mean 'render'?"},
        {"report \"made\" { title = \"M\", render = function(s, out)\n out:text(s.none.x) end }",
         "made.lua:2: attempt to index a nil value (field 'none')"},
        {"report \"made\" { title = \"M\", render = function(s, out)\n out:raw(\"<b>\") end }",
         "made.lua:2: out:raw takes markup only, got a text; write html.markup(\"…\", …) or "
         "out:text(…)"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;
        char says[1024];

        write_report(rows[i].text);
        assert_int_not_equal(render(&out, 1, &error), 0);
        cl_error_format(&error, says, sizeof says);
        assert_string_equal(says, rows[i].says);
        assert_int_equal(out.length, 0);
        cl_text_clear(&out);
    }
}

static int render_once(void *data)
{
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    int rc = render(&out, 1, &error);

    (void)data;
    if (rc == 0)
        assert_string_equal(out.at, rendered);
    cl_text_clear(&out);
    return rc;
}

static void test_report__memory_fails(void **state)
{
    (void)state;
    write_report(template);
    assert_true(cl_test_each_fault(render_once, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_report__same_bytes),
    cmocka_unit_test(test_report__fails),
    cmocka_unit_test(test_report__memory_fails),
};

CL_TEST_MAIN(tests)
