/* SPDX-License-Identifier: MIT
 *
 * The chapters of the page of an edition. Not for other layers.
 */
#ifndef CL_DOC_PARTS_H
#define CL_DOC_PARTS_H

#include "doc.h"
#include "reach.h"
#include "tree.h"

typedef struct cl_documenting {
    cl_page *page;
    const cl_programme *programme;
    cl_reach reach; /**< everything that decides */
    cl_reach part;  /**< what is being written about */
} cl_documenting;

/** An item "BEFORE phrase", which for `all`, `any`, … is followed by a list of the parts. */
void cl_doc_tree(cl_documenting *d, const char *before, cl_node node);
/** Appends a tree in words, and behind it what the params in it are: "(visit rate: £1,500.00)",
 * where they have one value only while the edition is in force. */
void cl_doc_phrase(cl_documenting *d, cl_text *out, cl_node node);
/** An item; takes the text. */
void cl_doc_item(cl_documenting *d, cl_text *text, cl_cites cites);

void cl_doc_rules(cl_documenting *d);
void cl_doc_definitions(cl_documenting *d);
void cl_doc_money(cl_documenting *d);
void cl_doc_values(cl_documenting *d);

#endif
