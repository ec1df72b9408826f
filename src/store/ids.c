/* SPDX-License-Identifier: MIT
 *
 * Ids as people write them.
 */
#include "ids.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void cl_id_format(char out[CL_ID_TEXT], const char *prefix, int64_t id)
{
    snprintf(out, CL_ID_TEXT, "%s-%" PRId64, prefix, id);
}

int cl_id_print(cl_text *out, const char *prefix, int64_t id)
{
    char text[CL_ID_TEXT];

    cl_id_format(text, prefix, id);
    return cl_text_add_string(out, text);
}

/* Digits only, no leading zero, at most eighteen of them: fits 64 bits without a check of overflow.
 */
static int64_t number_in(cl_view digits)
{
    int64_t value = 0;

    if (digits.length == 0 || digits.length > 18 || digits.at[0] == '0')
        return 0;
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return 0;
        value = value * 10 + (digits.at[i] - '0');
    }
    return value;
}

int cl_id_parse(int64_t *out, const char *prefix, cl_view text, cl_error *e)
{
    size_t length = strlen(prefix);
    int64_t value = 0;

    if (text.length > length && strncasecmp(text.at, prefix, length) == 0 && text.at[length] == '-')
        value = number_in((cl_view){text.at + length + 1, text.length - length - 1});
    if (value == 0)
        return cl_fail(e, CL_E_INVALID, "'%.*s' is no id of this kind; write it as %s-12",
                       (int)(text.length > 60 ? 60 : text.length), text.at == NULL ? "" : text.at,
                       prefix);
    *out = value;
    return 0;
}
