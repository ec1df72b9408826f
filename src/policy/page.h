/* SPDX-License-Identifier: MIT
 *
 * A page of headings, paragraphs, lists and tables, as HTML that needs no network or as plain text.
 * Everything that is put on it is escaped here and nowhere else. Knows no programmes.
 */
#ifndef CL_PAGE_H
#define CL_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "text.h"
#include "vec.h"

typedef struct cl_page {
    cl_text *out;
    bool html;
    size_t width;   /**< columns of plain text */
    unsigned depth; /**< lists that are open */
    /* the table that is open */
    cl_arena arena;
    cl_vec cells; /**< const char *, row by row; the first row is the head */
    size_t columns;
} cl_page;

enum { CL_PAGE_COLUMNS = 8 };

void cl_page_init(cl_page *page, cl_text *out, bool html, size_t width);
/** Writes what stands before and after everything; plain text has neither. */
void cl_page_begin(cl_page *page, const char *title);
void cl_page_end(cl_page *page);
void cl_page_clear(cl_page *page);

/** `level` 1 to 4. `anchor` is the id that links lead to; NULL for none. */
void cl_page_heading(cl_page *page, unsigned level, const char *anchor, const char *text);
void cl_page_paragraph(cl_page *page, const char *text);
/** A list; lists nest inside an item. */
void cl_page_list(cl_page *page);
/** An item: its text, then links to anchors, "[Q1 Q2]". May be followed by a list of its own. */
void cl_page_item(cl_page *page, const char *text, const char *const *links, size_t count);
void cl_page_list_end(cl_page *page);
/** A table: its head, then rows of as many cells, up to CL_PAGE_COLUMNS. */
void cl_page_table(cl_page *page, const char *const *head, size_t columns);
void cl_page_row(cl_page *page, const char *const *cells);
void cl_page_table_end(cl_page *page);

#endif
