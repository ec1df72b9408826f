/* SPDX-License-Identifier: MIT
 *
 * Results as JSON objects.
 */
#include "row.h"

#include <stdio.h>

#include "ids.h"
#include "money.h"

static void name_it(cl_text *row, const char *name)
{
    cl_text_add_string(row, row->length == 0 ? "{\"" : ", \"");
    cl_text_add_string(row, name);
    cl_text_add_string(row, "\": ");
}

void cl_row_json(cl_text *row, const char *name, cl_view json)
{
    name_it(row, name);
    cl_text_add_view(row, json.length == 0 ? CL_VIEW("null") : json);
}

void cl_row_text(cl_text *row, const char *name, cl_view value)
{
    name_it(row, name);
    if (value.length == 0)
        cl_text_add_string(row, "null");
    else
        cl_text_add_json(row, value);
}

void cl_row_id(cl_text *row, const char *name, const char *prefix, int64_t id)
{
    char text[CL_ID_TEXT];

    cl_id_format(text, prefix, id);
    cl_row_text(row, name, id == 0 ? (cl_view)CL_VIEW_INIT : cl_view_of(text));
}

void cl_row_number(cl_text *row, const char *name, int64_t value)
{
    name_it(row, name);
    cl_text_add_int(row, value);
}

void cl_row_maybe(cl_text *row, const char *name, cl_maybe value)
{
    if (value.known)
        cl_row_number(row, name, value.value);
    else
        cl_row_json(row, name, (cl_view)CL_VIEW_INIT);
}

void cl_row_day(cl_text *row, const char *name, cl_maybe day)
{
    char text[11] = "";

    if (day.known)
        cl_date_format((cl_date)day.value, text);
    cl_row_text(row, name, cl_view_of(text));
}

void cl_row_time(cl_text *row, const char *name, cl_maybe milliseconds)
{
    char text[25] = "";

    if (milliseconds.known)
        cl_time_format(milliseconds.value, text);
    cl_row_text(row, name, cl_view_of(text));
}

void cl_row_yesno(cl_text *row, const char *name, bool value)
{
    cl_row_json(row, name, value ? CL_VIEW("true") : CL_VIEW("false"));
}

void cl_row_money(cl_text *row, const char *name, cl_maybe minor, cl_view currency)
{
    cl_money money = {minor.value, ""};

    name_it(row, name);
    if (!minor.known) {
        cl_text_add_string(row, "null");
        return;
    }
    (void)snprintf(money.currency, sizeof money.currency, "%.*s", (int)currency.length,
                   currency.at);
    cl_money_print_json(row, money);
}

int cl_row_send(const cl_sink *sink, cl_text *row, cl_text *text, cl_error *e)
{
    int rc;

    cl_text_add_string(row, row->length == 0 ? "{}" : "}");
    rc = cl_text_check(row, e);
    if (rc == 0 && text != NULL)
        rc = cl_text_check(text, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(row),
                               text == NULL ? (cl_view)CL_VIEW_INIT : cl_text_view(text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_reset(row);
    if (text != NULL)
        cl_text_reset(text);
    return rc;
}
