/* SPDX-License-Identifier: MIT
 *
 * The part of csv.h that writes.
 */
#include <string.h>

#include "csv.h"

/* Readers strip space around a bare field, and take these bytes for structure. */
static bool needs_quotes(cl_view field)
{
    if (field.length == 0)
        return false;
    if (field.at[0] == ' ' || field.at[field.length - 1] == ' ')
        return true;
    for (size_t i = 0; i < field.length; i++)
        if (field.at[i] != '\0' && strchr(",;\t\"\r\n", field.at[i]) != NULL)
            return true;
    return false;
}

static int add(cl_text *out, const char *before, cl_view field)
{
    if (!needs_quotes(field)) {
        (void)cl_text_add_string(out, before);
        return cl_text_add_view(out, field);
    }
    (void)cl_text_add_char(out, '"');
    (void)cl_text_add_string(out, before);
    for (size_t i = 0; i < field.length; i++) {
        if (field.at[i] == '"')
            (void)cl_text_add_char(out, '"');
        (void)cl_text_add_char(out, field.at[i]);
    }
    return cl_text_add_char(out, '"');
}

int cl_csv_add(cl_text *out, cl_view field)
{
    return add(out, "", field);
}

int cl_csv_add_safe(cl_text *out, cl_view field)
{
    bool runs = field.length != 0 && field.at[0] != '\0' && strchr("=+-@\t\r", field.at[0]) != NULL;

    return add(out, runs ? "'" : "", field);
}
