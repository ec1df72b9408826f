/* SPDX-License-Identifier: MIT
 *
 * The rows of the handbook, sorted by name. A test runs every example and compares what it shows.
 */
#include "handbook.h"

static const cl_handbook_row rows[] = {
    {"array", "table", "list", "Marks a table as a list, also when it is empty.",
     "json.text(array {})", "[]"},
    {"csv.line", "values", "text", "One line of CSV with its line end, safe for spreadsheets.",
     "csv.line { \"a\", \"b,c\" }:gsub(\"%c\", \"\")", "a,\"b,c\""},
    {"csv.parse", "text, separator?", "list of rows, or nil and a message",
     "Reads CSV with a header line; a row is a table by column.",
     "csv.parse(\"id,name\\n1,Clyde\\n\")[1].name", "Clyde"},
    {"date", "text", "date", "A day, written YYYY-MM-DD.", "date \"2021-04-26\"", "2021-04-26"},
    {"date:add_days", "days", "date", "So many days later, or earlier where negative.",
     "date(\"2021-04-26\"):add_days(5)", "2021-05-01"},
    {"date:add_months", "months", "date",
     "The same day so many months on, or the last of that month.",
     "date(\"2021-01-31\"):add_months(1)", "2021-02-28"},
    {"date:human", "", "text", "As people write it.", "date(\"2021-04-26\"):human()",
     "26 April 2021"},
    {"html.escape", "text", "text", "Escapes a text for HTML.", "html.escape \"<b>\"", "&lt;b&gt;"},
    {"html.join", "list, between?", "markup", "Joins markup; texts are escaped.",
     "html.join({ \"a\", \"<\" }, \", \")", "a, &lt;"},
    {"html.markup", "template, values…", "markup",
     "Markup with each %s replaced by an escaped value.", "html.markup(\"<b>%s</b>\", \"A&B\")",
     "<b>A&amp;B</b>"},
    {"json.array", "table", "list", "As array.", "json.text(json.array {})", "[]"},
    {"json.object", "table", "table", "As object.", "json.text(json.object {})", "{}"},
    {"json.parse", "text", "value, or nil and a message", "Reads JSON.",
     "json.parse('{\"a\": [1, null]}').a[1]", "1"},
    {"json.text", "value", "text", "Canonical JSON: sorted keys, no white space.",
     "json.text { b = 1, a = null }", "{\"a\":null,\"b\":1}"},
    {"money", "amount, currency", "money", "An exact amount, written as text.",
     "money(\"1500.00\", \"GBP\")", "1500.00 GBP"},
    {"money:human", "", "text", "As people write it.", "money(\"1500.00\", \"GBP\"):human()",
     "£1,500.00"},
    {"money:share", "share, rounding?", "money",
     "A share of it; a fraction of a penny needs a rounding: half_up, half_even, up or down.",
     "money(\"10.00\", \"GBP\"):share(\"1/3\", \"down\")", "3.33 GBP"},
    {"money:split", "weights", "list of money", "Parts that add up to it, to the penny.",
     "money(\"1.00\", \"GBP\"):split({ 1, 1, 1 })[1]", "0.34 GBP"},
    {"null", "", "null", "\"There is none\", as JSON says it; every member of it is nil.",
     "null.anything", "nil"},
    {"number", "text", "number", "An exact number, such as \"0.1\" or \"2/37\".",
     "number \"2/37\" * 37", "2"},
    {"number:round", "rounding", "whole number", "Rounds as told.",
     "number(\"7/2\"):round \"down\"", "3"},
    {"number:whole", "", "whole number", "As a whole number; a fraction is an error.",
     "(number \"4\" / 2):whole()", "2"},
    {"object", "table", "table", "Marks a table as an object, also when it is empty.",
     "json.text(object {})", "{}"},
    {"sha256", "text", "text", "SHA-256 of the bytes, as 64 digits.", "#sha256 \"\"", "64"},
    {"share", "text", "share", "An exact share, such as \"62.5%\" or \"3/5\".", "share \"3/5\"",
     "60%"},
    {"share:of", "money, rounding?", "money", "That share of an amount.",
     "share(\"80%\"):of(money(\"1024.13\", \"GBP\"), \"down\")", "819.30 GBP"},
    {"url.escape", "text", "text", "Escapes a text for a path or query.", "url.escape \"a b/c\"",
     "a%20b%2Fc"},
};

const cl_handbook_row *cl_handbook(size_t *count)
{
    *count = sizeof rows / sizeof *rows;
    return rows;
}

const cl_handbook_row *cl_handbook_find(cl_view name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cl_view_is(name, rows[i].name))
            return &rows[i];
    return NULL;
}

void cl_handbook_print(cl_text *out, const cl_handbook_row *row)
{
    cl_text_format(out, "%s(%s): %s\n%s\nExample: %s\n     →   %s\n", row->name, row->takes,
                   row->gives, row->brief, row->example, row->shows);
}
