/* SPDX-License-Identifier: MIT
 *
 * The formula: lines, what is done to their sum, instalments, levels and rounds.
 */
#include "doc_parts.h"
#include "phrase.h"

static void add_phrase(cl_documenting *d, const char *before, cl_node node, cl_cites cites)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_add_string(&text, before);
    cl_doc_phrase(d, &text, node);
    cl_doc_item(d, &text, cites);
}

/* ---- lines ---- */

static void amount(cl_documenting *d, const cl_line *line)
{
    cl_text text = CL_TEXT_INIT;

    if (line->each != 0) {
        cl_text_add_string(&text, "For each of the ");
        cl_phrase_list(&text, d->programme, line->each, false);
        cl_text_add_string(&text, ": ");
    } else {
        cl_text_add_string(&text, "Amount: ");
    }
    if (line->shares_of != 0) {
        cl_text_add_string(&text, "a share of ");
        cl_doc_phrase(d, &text, line->shares_of);
        cl_text_add_string(&text, ", in proportion to ");
    }
    cl_doc_phrase(d, &text, line->amount);
    cl_doc_item(d, &text, (cl_cites){NULL, 0});
}

static void limits(cl_documenting *d, const cl_line *line)
{
    if (line->at_most != 0)
        add_phrase(d, "Paid at most so many times, the dearest first: ", line->at_most,
                   line->at_most_cites);
    if (line->units_at_most != 0)
        add_phrase(d, "Paid for at most so many units, the dearest first: ", line->units_at_most,
                   line->units_cites);
}

static void reasons(cl_documenting *d, const cl_line *line)
{
    for (size_t i = 0; i < line->not_paid_count; i++) {
        const cl_not_paid *reason = &line->not_paid[i];
        cl_text text = CL_TEXT_INIT;

        cl_text_add_string(&text, "Not paid where ");
        if (reason->when != 0) {
            cl_phrase(&text, d->programme, reason->when);
        } else {
            cl_text_add_string(&text, "another one of the same ");
            cl_phrase(&text, d->programme, reason->repeated);
            cl_text_add_string(&text, " is dearer");
        }
        if (reason->says != NULL)
            cl_text_format(&text, ": %s", reason->says);
        cl_doc_item(d, &text, reason->cites);
    }
}

static void one_line(cl_documenting *d, const cl_line *line)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_format(&text, "%s (%s)", line->title, line->id);
    cl_doc_item(d, &text, line->cites);
    cl_page_list(d->page);
    if (line->applies != 0)
        cl_doc_tree(d, "Where: ", line->applies);
    amount(d, line);
    reasons(d, line);
    limits(d, line);
    cl_page_list_end(d->page);
}

static void one_adjust(cl_documenting *d, const cl_adjust *adjust)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_format(&text, "%s (%s): the sum so far is ", adjust->title, adjust->id);
    if (adjust->kind == CL_ADJUST_CAP) {
        cl_text_add_string(&text, "cut to ");
        cl_doc_phrase(d, &text, adjust->at);
    } else if (adjust->kind == CL_ADJUST_NOTHING_BELOW) {
        cl_text_add_string(&text, "not paid at all below ");
        cl_doc_phrase(d, &text, adjust->at);
    } else {
        cl_text_format(&text, "rounded %s to a multiple of ", cl_rounding_name(adjust->mode));
        cl_phrase_exact(&text, d->programme, CL_GIVES_MONEY, NULL, cl_ratio_int(adjust->step));
    }
    cl_doc_item(d, &text, adjust->cites);
    if (adjust->applies == 0)
        return;
    cl_page_list(d->page);
    cl_doc_tree(d, "Where: ", adjust->applies);
    cl_page_list_end(d->page);
}

static void formula(cl_documenting *d)
{
    const cl_programme *p = d->programme;

    if (p->lines.count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Money");
    cl_page_paragraph(d->page, p->adjusts.count == 0
                                   ? "The grant is the sum of these lines."
                                   : "The grant is the sum of these lines, and then, in this "
                                     "order, what is done to the sum.");
    cl_page_list(d->page);
    for (size_t i = 0; i < p->lines.count; i++)
        one_line(d, cl_vec_at(&p->lines, i));
    for (size_t i = 0; i < p->adjusts.count; i++)
        one_adjust(d, cl_vec_at(&p->adjusts, i));
    cl_page_list_end(d->page);
}

/* ---- paid when, reached what, asked until ---- */

static void instalments(cl_documenting *d)
{
    const cl_vec *list = &d->programme->instalments;

    if (list->count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Instalments");
    cl_page_list(d->page);
    for (size_t i = 0; i < list->count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(list, i);
        cl_text text = CL_TEXT_INIT;

        if (instalment->rest)
            cl_text_add_string(&text, "What is left");
        else
            cl_ratio_print_percent(&text, instalment->share);
        cl_text_format(&text, " (%s): %s", instalment->id, instalment->when);
        cl_doc_item(d, &text, instalment->cites);
        if (instalment->applies == 0)
            continue;
        cl_page_list(d->page);
        cl_doc_tree(d, "Where: ", instalment->applies);
        cl_page_list_end(d->page);
    }
    cl_page_list_end(d->page);
}

static void levels(cl_documenting *d)
{
    const cl_vec *list = &d->programme->grades;

    if (list->count == 0)
        return;
    cl_page_heading(d->page, 2, NULL, "Levels, the highest that is met");
    cl_page_list(d->page);
    for (size_t i = 0; i < list->count; i++) {
        const cl_grade *grade = cl_vec_at(list, i);
        cl_text text = CL_TEXT_INIT;

        cl_text_format(&text, "%s (%s)", grade->title, grade->id);
        cl_doc_item(d, &text, grade->cites);
        cl_page_list(d->page);
        cl_doc_tree(d, "Needed: ", grade->needs);
        cl_page_list_end(d->page);
    }
    cl_page_list_end(d->page);
}

static void deadlines(cl_documenting *d)
{
    const cl_deadlines *list = &d->programme->deadlines;
    cl_text text = CL_TEXT_INIT;

    if (!list->there)
        return;
    cl_page_heading(d->page, 2, NULL, "Deadlines");
    cl_page_list(d->page);
    for (size_t i = 0; i < list->count; i++) {
        cl_date_print_human(&text, list->dates[i]);
        cl_doc_item(d, &text, list->cites);
    }
    if (list->open_until != CL_DATE_MIN) {
        cl_text_add_string(&text, "Rounds go on until ");
        cl_date_print_human(&text, list->open_until);
        cl_text_add_string(&text, ", on days that no source gives");
        cl_doc_item(d, &text, list->cites);
    }
    cl_page_list_end(d->page);
}

void cl_doc_money(cl_documenting *d)
{
    formula(d);
    instalments(d);
    levels(d);
    deadlines(d);
}
