/* SPDX-License-Identifier: MIT
 *
 * The page of an edition: its head and the order of its chapters.
 */
#include "doc.h"

#include "doc_parts.h"

static void head(cl_documenting *d)
{
    const cl_programme *p = d->programme;
    cl_text text = CL_TEXT_INIT;

    cl_page_heading(d->page, 1, NULL, p->title);
    cl_text_format(&text, "%s@%s, in force from ", p->id, p->edition);
    cl_date_print_human(&text, p->from);
    if (p->until != CL_DATE_MAX) {
        cl_text_add_string(&text, " to ");
        cl_date_print_human(&text, p->until);
    }
    cl_text_format(&text, ". Amounts are in %s.", p->currency);
    cl_page_paragraph(d->page, text.at == NULL ? "" : text.at);
    cl_text_clear(&text);
}

void cl_doc(cl_page *page, const cl_programme *programme)
{
    cl_documenting d = {.page = page, .programme = programme};
    int rc = cl_reach_init(&d.reach, programme, NULL);

    if (rc == 0)
        rc = cl_reach_init(&d.part, programme, NULL);
    if (rc == 0)
        cl_reach_all(&d.reach);
    if (rc != 0 || d.reach.rc != 0) {
        page->out->failed = CL_E_MEMORY;
    } else {
        head(&d);
        cl_doc_rules(&d);
        cl_doc_money(&d);
        cl_doc_definitions(&d);
        cl_doc_values(&d);
    }
    cl_reach_clear(&d.reach);
    cl_reach_clear(&d.part);
}
