/* SPDX-License-Identifier: MIT
 *
 * Breaking lines at spaces.
 */
#include "wrap.h"

#include <string.h>

#include "utf8.h"

static void spaces(cl_text *out, size_t count)
{
    while (count-- > 0)
        cl_text_add_char(out, ' ');
}

int cl_wrap(cl_text *out, size_t indent, size_t hang, size_t width, const char *text)
{
    size_t column = 0;

    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
        size_t length = strcspn(text, " ");
        size_t columns = cl_utf8_columns((cl_view){text, length});

        if (column > 0 && column + 1 + columns > width) {
            cl_text_add_char(out, '\n');
            column = 0;
            indent = hang;
        }
        if (column == 0)
            spaces(out, indent);
        else
            cl_text_add_char(out, ' ');
        column = (column == 0 ? indent : column + 1) + columns;
        cl_text_add(out, text, length);
        text += length;
    }
    if (column > 0)
        cl_text_add_char(out, '\n');
    return out->failed;
}
