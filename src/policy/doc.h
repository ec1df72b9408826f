/* SPDX-License-Identifier: MIT
 *
 * An edition as a page that people read: what it asks for and pays, in words, with its values by
 * date, its clauses and its tests.
 */
#ifndef CL_DOC_H
#define CL_DOC_H

#include "page.h"
#include "programme.h"

/** Puts the edition on the page. What fails is in page->out. */
void cl_doc(cl_page *page, const cl_programme *programme);

#endif
