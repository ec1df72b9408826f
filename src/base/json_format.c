/* SPDX-License-Identifier: MIT
 *
 * The formats of JSON Schema that are checked, each an expression. What an expression cannot say, a
 * day that does not exist, is asked of the calendar.
 */
#include "json_schema_parts.h"

#include "date.h"

#define DAY "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
#define CLOCK "(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|23:59:60)(\\.[0-9]+)?"
#define ZONE "([zZ]|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])"
#define LABEL "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define BYTE "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"

static const cl_schema_format formats[] = {
    {"date", "^" DAY "$", "a date such as 2021-04-26"},
    {"time", "^" CLOCK ZONE "$", "a time such as 17:00:00Z"},
    {"date-time", "^" DAY "[tT ]" CLOCK ZONE "$", "a date and time such as 2021-04-26T17:00:00Z"},
    {"email",
     "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(" LABEL "\\.)+" LABEL
     "$",
     "an e-mail address"},
    {"hostname", "^" LABEL "(\\." LABEL ")*\\.?$", "the name of a host"},
    {"ipv4", "^" BYTE "(\\." BYTE "){3}$", "an address such as 192.0.2.1"},
    {"uri", "^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})+$",
     "an address such as https://school.example"},
    {"uuid",
     "^([uU][rR][nN]:[uU][uU][iI][dD]:)?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
     "an id such as 30a12e5e-5940-4c08-921c-17a8960fcf4b"},
};

const cl_schema_format *cl_schema_format_find(cl_view name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (cl_view_is(name, formats[i].name))
            return &formats[i];
    return NULL;
}

bool cl_schema_format_holds(const cl_schema_format *format, cl_view text)
{
    cl_date day;

    if (!cl_view_starts(cl_view_of(format->name), "date"))
        return true;
    return cl_date_parse(&day, (cl_view){text.at, text.length < 10 ? text.length : 10}, NULL) == 0;
}
