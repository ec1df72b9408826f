/* SPDX-License-Identifier: MIT
 *
 * rules doc.
 */
#include "rules_doc.h"

#include "doc.h"

enum { WIDTH = 100 };

static void print_json(cl_text *json, const cl_programme *programme, bool html, const cl_text *page)
{
    cl_text_format(json,
                   "{\"programme\": \"%s\", \"edition\": \"%s\", \"form\": \"%s\", \"page\": ",
                   programme->id, programme->edition, html ? "html" : "text");
    cl_text_add_json(json, cl_text_view(page));
    cl_text_add_char(json, '}');
}

int cl_rules_doc(const cl_programme *programme, bool html, const cl_sink *sink, cl_error *e)
{
    cl_text text = CL_TEXT_INIT, json = CL_TEXT_INIT;
    cl_page page;
    int rc;

    cl_page_init(&page, &text, html, WIDTH);
    cl_page_begin(&page, programme->title);
    cl_doc(&page, programme);
    cl_page_end(&page);
    cl_page_clear(&page);
    rc = cl_text_check(&text, e);
    if (rc == 0) {
        print_json(&json, programme, html, &text);
        rc = cl_text_check(&json, e);
    }
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}
