/* SPDX-License-Identifier: MIT
 *
 * The two forms of a page.
 */
#include "page.h"

#include <string.h>

#include "utf8.h"
#include "wrap.h"

enum { STEP = 2, WIDEST = 48 };

static const char style[] =
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:1em 0}"
    "th,td{border:1px solid #bbb;padding:.2em .6em;text-align:left;vertical-align:top}"
    "th{background:#eee}h1,h2{border-bottom:1px solid #bbb}a{color:#06c}"
    "@media print{body{max-width:none;margin:0}}";

void cl_page_init(cl_page *page, cl_text *out, bool html, size_t width)
{
    memset(page, 0, sizeof *page);
    page->out = out;
    page->html = html;
    page->width = width;
    page->cells = (cl_vec)CL_VEC_INIT(const char *);
}

void cl_page_clear(cl_page *page)
{
    cl_vec_clear(&page->cells);
    cl_arena_clear(&page->arena);
}

static void raw(cl_page *page, const char *text)
{
    cl_text_add_string(page->out, text);
}

/* Control characters have no meaning in HTML, and a page may be looked at in a terminal. */
static void escaped(cl_page *page, const char *text)
{
    cl_text safe = CL_TEXT_INIT;

    cl_text_add_plain(&safe, cl_view_of(text));
    if (safe.failed != 0)
        page->out->failed = safe.failed;
    else
        cl_text_add_html(page->out, cl_text_view(&safe));
    cl_text_clear(&safe);
}

void cl_page_begin(cl_page *page, const char *title)
{
    if (!page->html)
        return;
    raw(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    escaped(page, title);
    cl_text_format(page->out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
}

void cl_page_end(cl_page *page)
{
    if (page->html)
        raw(page, "</body>\n</html>\n");
}

/* Plain text in lines; what could move a cursor is shown instead. */
static void plain_lines(cl_page *page, const char *text, size_t first, size_t indent)
{
    cl_text safe = CL_TEXT_INIT;

    cl_text_add_plain(&safe, cl_view_of(text));
    if (safe.failed != 0)
        page->out->failed = safe.failed;
    else if (safe.at != NULL)
        cl_wrap(page->out, first, indent, page->width, safe.at);
    cl_text_clear(&safe);
}

/* ---- headings and paragraphs ---- */

static void underline(cl_page *page, const char *text, char with)
{
    for (size_t i = cl_utf8_columns(cl_view_of(text)); i > 0; i--)
        cl_text_add_char(page->out, with);
    cl_text_add_char(page->out, '\n');
}

static void plain_heading(cl_page *page, unsigned level, const char *text)
{
    cl_text safe = CL_TEXT_INIT;

    if (page->out->length > 0)
        cl_text_add_char(page->out, '\n');
    cl_text_add_plain(&safe, cl_view_of(text));
    cl_text_format(page->out, "%s\n", safe.at == NULL ? "" : safe.at);
    if (level <= 2)
        underline(page, safe.at == NULL ? "" : safe.at, level == 1 ? '=' : '-');
    cl_text_clear(&safe);
}

void cl_page_heading(cl_page *page, unsigned level, const char *anchor, const char *text)
{
    if (!page->html) {
        plain_heading(page, level, text);
        return;
    }
    cl_text_format(page->out, "<h%u", level);
    if (anchor != NULL) {
        raw(page, " id=\"");
        escaped(page, anchor);
        raw(page, "\"");
    }
    raw(page, ">");
    escaped(page, text);
    cl_text_format(page->out, "</h%u>\n", level);
}

void cl_page_paragraph(cl_page *page, const char *text)
{
    if (!page->html) {
        plain_lines(page, text, 0, 0);
        return;
    }
    raw(page, "<p>");
    escaped(page, text);
    raw(page, "</p>\n");
}

/* ---- lists ---- */

void cl_page_list(cl_page *page)
{
    page->depth++;
    if (page->html)
        raw(page, "<ul>\n");
}

void cl_page_list_end(cl_page *page)
{
    page->depth--;
    if (page->html)
        raw(page, "</ul>\n");
}

static void add_links(cl_page *page, const char *const *links, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        raw(page, i == 0 ? " [" : " ");
        raw(page, "<a href=\"#");
        escaped(page, links[i]);
        raw(page, "\">");
        escaped(page, links[i]);
        raw(page, "</a>");
    }
    if (count > 0)
        raw(page, "]");
}

static void plain_item(cl_page *page, const char *text, const char *const *links, size_t count)
{
    size_t indent = page->depth * STEP;
    cl_text line = CL_TEXT_INIT;

    cl_text_format(&line, "- %s", text);
    for (size_t i = 0; i < count; i++)
        cl_text_format(&line, "%s%s%s", i == 0 ? " [" : " ", links[i], i + 1 == count ? "]" : "");
    if (line.at != NULL)
        plain_lines(page, line.at, indent - STEP, indent);
    cl_text_clear(&line);
}

void cl_page_item(cl_page *page, const char *text, const char *const *links, size_t count)
{
    if (!page->html) {
        plain_item(page, text, links, count);
        return;
    }
    raw(page, "<li>"); /* the next item or the end of the list closes it */
    escaped(page, text);
    add_links(page, links, count);
    raw(page, "\n");
}

/* ---- tables ---- */

void cl_page_table(cl_page *page, const char *const *head, size_t columns)
{
    cl_vec_reset(&page->cells);
    cl_arena_reset(&page->arena);
    page->columns = columns;
    cl_page_row(page, head);
}

void cl_page_row(cl_page *page, const char *const *cells)
{
    for (size_t i = 0; i < page->columns; i++) {
        const char *copy = cl_arena_string(&page->arena, cells[i] == NULL ? "" : cells[i]);

        if (copy == NULL || cl_vec_add(&page->cells, &copy) != 0)
            page->out->failed = CL_E_MEMORY;
    }
}

static const char *cell(const cl_page *page, size_t row, size_t column)
{
    return *(const char *const *)cl_vec_at(&page->cells, row * page->columns + column);
}

static void html_rows(cl_page *page, size_t rows)
{
    raw(page, "<table>\n");
    for (size_t r = 0; r < rows; r++) {
        raw(page, "<tr>");
        for (size_t c = 0; c < page->columns; c++) {
            raw(page, r == 0 ? "<th>" : "<td>");
            escaped(page, cell(page, r, c));
            raw(page, r == 0 ? "</th>" : "</td>");
        }
        raw(page, "</tr>\n");
    }
    raw(page, "</table>\n");
}

static size_t width_of(const cl_page *page, size_t rows, size_t column)
{
    size_t widest = 0;

    for (size_t r = 0; r < rows; r++) {
        size_t used = cl_utf8_columns(cl_view_of(cell(page, r, column)));

        widest = used > widest ? used : widest;
    }
    return widest < WIDEST ? widest : WIDEST;
}

/* The last cell goes on below itself. The line is begun already, so that the indent of its first
 * line is taken off again. */
static void last_cell(cl_page *page, const char *text, size_t indent)
{
    cl_text safe = CL_TEXT_INIT, lines = CL_TEXT_INIT;

    cl_text_add_plain(&safe, cl_view_of(text));
    if (safe.at != NULL)
        cl_wrap(&lines, indent, indent, page->width, safe.at);
    if (lines.length > indent)
        cl_text_add(page->out, lines.at + indent, lines.length - indent);
    if (safe.failed != 0 || lines.failed != 0)
        page->out->failed = CL_E_MEMORY;
    cl_text_clear(&safe);
    cl_text_clear(&lines);
}

static void plain_row(cl_page *page, size_t row, const size_t *widths)
{
    size_t last = page->columns - 1, indent = 0;
    cl_text line = CL_TEXT_INIT;

    for (size_t c = 0; c < last; c++) {
        size_t used = cl_utf8_columns(cl_view_of(cell(page, row, c)));

        cl_text_add_plain(&line, cl_view_of(cell(page, row, c)));
        do /* a cell wider than its column still ends before the next begins */
            cl_text_add_char(&line, ' ');
        while (++used < widths[c] + STEP);
        indent += widths[c] + STEP;
    }
    while (line.failed == 0 && line.length > 0 && *cell(page, row, last) == '\0' &&
           line.at[line.length - 1] == ' ')
        line.at[--line.length] = '\0';
    cl_text_add_view(page->out, cl_text_view(&line));
    if (*cell(page, row, last) == '\0')
        cl_text_add_char(page->out, '\n');
    else
        last_cell(page, cell(page, row, last), indent);
    cl_text_clear(&line);
}

void cl_page_table_end(cl_page *page)
{
    size_t widths[CL_PAGE_COLUMNS] = {0}, rows;

    if (page->out->failed != 0)
        return;
    rows = page->cells.count / page->columns;
    if (page->html) {
        html_rows(page, rows);
        return;
    }
    for (size_t c = 0; c + 1 < page->columns; c++)
        widths[c] = width_of(page, rows, c);
    for (size_t r = 0; r < rows; r++)
        plain_row(page, r, widths);
}
